"""A character's new name is that of all who name them."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.casting import characters
from studio.casting.models import Character
from studio.kernel.work import Work
from studio.library.rules import fold
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip


async def update_character(
    work: Work,
    viewer: Viewer,
    character_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    name: str | None = None,
    expected_version: int | None,
) -> Character:
    """Change what is given. Scenes and clips that name the character do so by a new name, too."""
    seen = await find(work, viewer, Character, character_id, lock=False)
    project_id, was = seen.project_id, seen.name
    if project_id is not None:
        await find(work, viewer, Project, project_id)
    character = await characters.update_character(
        work, viewer, character_id, changes, name=name, expected_version=expected_version
    )
    if project_id is not None and name is not None and name != was:
        await _rename(work, Scene, "scene", project_id, fold(was), name)
        await _rename(work, Clip, "clip", project_id, fold(was), name)
    return character


async def _rename(
    work: Work, model: Any, entity: str, project_id: UUID, was: str, name: str
) -> None:
    """Name a character anew where it stands in lists of names; what is deleted may come back."""
    rows = await work.session.scalars(
        select(model)
        .where(model.project_id == project_id, func.cardinality(model.characters) > 0)
        .order_by(model.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for row in rows.all():
        names = list(dict.fromkeys(name if fold(one) == was else one for one in row.characters))
        if names != row.characters:
            row.characters = names
            if row.deleted_at is None:
                work.changed(entity, row.id, stream=project_id, version=row.version)
