"""Styles: made, shared, brought in from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.casting.copying import free_name
from studio.casting.digests import stamp
from studio.casting.interchange import MOST_STYLES, read_styles, write_styles
from studio.casting.models import Style
from studio.casting.rules import StyleSheet, manner_of
from studio.catalogue.rules import NAMES, SETTINGS, check_settings
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.library.rules import fold
from studio.projects.models import Project

_FIELDS = tuple(one.name for one in fields(StyleSheet))


def sheet_of(style: Style) -> StyleSheet:
    told = {name: getattr(style, name) for name in _FIELDS}
    return StyleSheet(**{**told, "tags": tuple(style.tags)})


async def create_style(
    work: Work,
    viewer: Viewer,
    *,
    name: str,
    project_id: UUID | None,
    in_project: bool,
    changes: Mapping[str, Any],
) -> Style:
    """One of the project or, unless `in_project`, of the library; `changes` are of StyleSheet."""
    if in_project:
        await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    home = project_id if in_project else None
    style = _add(work, viewer, name, home, StyleSheet(**changes))
    await work.session.flush()
    return style


async def update_style(
    work: Work,
    viewer: Viewer,
    style_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    name: str | None = None,
    expected_version: int | None,
) -> Style:
    style = await find(work, viewer, Style, style_id)
    viewer.demand_edit()
    check_version(style.version, expected_version)
    if name is not None:
        style.name = checked(name, "name", limit=NAME, required=True)
        style.folded = fold(name)
    _put(style, replace(sheet_of(style), **changes))
    style.version += 1
    _tell(work, style)
    return style


async def share_style(
    work: Work, viewer: Viewer, style_id: UUID | None, *, expected_version: int | None
) -> Style:
    """Make a project's style one of the library: the clips that have it keep it."""
    style = await find(work, viewer, Style, style_id)
    viewer.demand_edit()
    check_version(style.version, expected_version)
    if style.project_id is not None:
        work.deleted("style", style.id, stream=style.project_id)
        style.project_id = None
        style.version += 1
        _tell(work, style)
    return style


async def delete_style(
    work: Work, viewer: Viewer, style_id: UUID | None, *, expected_version: int | None
) -> Style:
    """What it was cast onto is so again after a restore."""
    style = await find(work, viewer, Style, style_id)
    viewer.demand_edit()
    check_version(style.version, expected_version)
    style.deleted_at, style.deletion_id = datetime.now(UTC), uuid7()
    work.deleted("style", style.id, stream=style.project_id or style.workspace_id)
    return style


async def restore_style(work: Work, viewer: Viewer, style_id: UUID | None) -> Style:
    style = await find(work, viewer, Style, style_id, deleted=True)
    viewer.demand_edit()
    if style.project_id is not None:
        await find(work, viewer, Project, style.project_id)
    style.deleted_at = style.deletion_id = None
    _tell(work, style)
    return style


async def duplicate_style(
    work: Work, viewer: Viewer, style_id: UUID | None, *, name: str | None
) -> Style:
    """A copy beside the original."""
    source = await find(work, viewer, Style, style_id, lock=False)
    viewer.demand_edit()
    taken = await _taken(work, viewer, source.project_id)
    made = name or free_name(source.name, taken)
    style = _add(work, viewer, made, source.project_id, sheet_of(source))
    await work.session.flush()
    return style


async def export_styles(work: Work, viewer: Viewer, ids: Sequence[UUID]) -> str:
    """These styles as text, in the given order."""
    if not 1 <= len(ids) <= MOST_STYLES:
        raise UserError(f"1 to {MOST_STYLES} styles can be exported at once.", field=["ids"])
    found = await find_many(work, viewer, Style, ids, field="ids", lock=False)
    return write_styles([(found[one].name, sheet_of(found[one])) for one in ids])


async def import_styles(
    work: Work, viewer: Viewer, text: str, *, project_id: UUID | None, in_project: bool
) -> list[Style]:
    """The styles of an export: all of them, or none and a UserError that says why.

    A name that is taken gets a number behind it.
    """
    if in_project:
        await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    home = project_id if in_project else None
    taken = set(await _taken(work, viewer, home))
    made = []
    for name, sheet in read_styles(text):
        free = free_name(name, taken)
        taken.add(fold(free))
        made.append(_add(work, viewer, free, home, sheet))
    await work.session.flush()
    return made


def _add(
    work: Work, viewer: Viewer, name: str, project_id: UUID | None, sheet: StyleSheet
) -> Style:
    style = Style(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        project_id=project_id,
        name=checked(name, "name", limit=NAME, required=True),
        folded=fold(name),
        version=1,
    )
    _put(style, sheet)
    work.session.add(style)
    _tell(work, style)
    return style


def _put(style: Style, sheet: StyleSheet) -> None:
    good = sheet.tidied()
    for name in _FIELDS:
        setattr(style, name, getattr(good, name))
    style.tags = list(good.tags)
    style.settings = check_settings(good.settings)
    style.digest = stamp(manner_of(sheet_of(style)))


def settings_of(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What of these can be a setting of a style; the rest, and what does not fit, is left out."""
    found: dict[str, Any] = {}
    for name in (*SETTINGS, *NAMES):
        if name in {"seed", "count"} or name not in parameters:
            continue
        try:
            found |= check_settings({name: parameters[name]})
        except UserError:
            continue
    return found


async def _taken(work: Work, viewer: Viewer, project_id: UUID | None) -> Sequence[str]:
    names = await work.session.scalars(
        select(Style.folded).where(
            Style.workspace_id == viewer.workspace_id,
            Style.project_id.is_not_distinct_from(project_id),
            Style.deleted_at.is_(None),
        )
    )
    return names.all()


def _tell(work: Work, style: Style) -> None:
    if style.project_id is None:
        work.open_stream(style.workspace_id)
    stream = style.project_id or style.workspace_id
    work.changed("style", style.id, stream=stream, version=style.version)
