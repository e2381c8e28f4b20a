"""Locations of a project."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.casting.characters import reference_of
from studio.casting.digests import stamp
from studio.casting.models import Location
from studio.casting.rules import MAX_WORDS, Surroundings, phrase
from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.kernel.text import DESCRIPTION, NAME, checked
from studio.kernel.work import Work
from studio.library.rules import fold
from studio.projects.models import Project

_TOLD = ("look", "setting", "time", "light")


def surroundings_of(location: Location) -> Surroundings:
    return Surroundings(phrase(getattr(location, name) for name in _TOLD))


async def create_location(
    work: Work, viewer: Viewer, project_id: UUID | None, changes: Mapping[str, Any]
) -> Location:
    """One of these values: the texts, and `reference`, the id of a take."""
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    location = Location(
        id=uuid7(),
        project_id=project.id,
        **dict.fromkeys((*_TOLD, "notes"), ""),
        version=1,
    )
    await _put(work, viewer, location, changes)
    work.session.add(location)
    _tell(work, location)
    return location


async def update_location(
    work: Work,
    viewer: Viewer,
    location_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Location:
    location = await find(work, viewer, Location, location_id)
    viewer.demand_edit()
    check_version(location.version, expected_version)
    await _put(work, viewer, location, changes)
    location.version += 1
    _tell(work, location)
    return location


async def delete_location(
    work: Work, viewer: Viewer, location_id: UUID | None, *, expected_version: int | None
) -> Location:
    location = await find(work, viewer, Location, location_id)
    viewer.demand_edit()
    check_version(location.version, expected_version)
    location.deleted_at, location.deletion_id = datetime.now(UTC), uuid7()
    work.deleted("location", location.id, stream=location.project_id)
    return location


async def restore_location(work: Work, viewer: Viewer, location_id: UUID | None) -> Location:
    location = await find(work, viewer, Location, location_id, deleted=True)
    viewer.demand_edit()
    await find(work, viewer, Project, location.project_id)
    location.deleted_at = location.deletion_id = None
    _tell(work, location)
    return location


async def _put(work: Work, viewer: Viewer, location: Location, changes: Mapping[str, Any]) -> None:
    given = dict(changes)
    if "name" in given:
        location.name = checked(given["name"], "name", limit=NAME, required=True)
        location.folded = fold(location.name)
    for name in _TOLD:
        if name in given:
            setattr(location, name, checked(given[name], name, limit=MAX_WORDS))
    if "notes" in given:
        location.notes = checked(given["notes"], "notes", limit=DESCRIPTION)
    if "reference" in given:
        take = await find(
            work, viewer, Take, given["reference"], lock=False, field="referenceTakeId"
        )
        picture = reference_of(take, "referenceTakeId")
        location.reference_asset_id = picture.asset_id
        location.reference_thumbnail_id = picture.thumbnail_asset_id
    if given.get("without_reference"):
        location.reference_asset_id = location.reference_thumbnail_id = None
    location.digest = stamp(surroundings_of(location))


def _tell(work: Work, location: Location) -> None:
    work.changed("location", location.id, stream=location.project_id, version=location.version)
