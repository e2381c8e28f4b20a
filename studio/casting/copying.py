"""Copies of characters, styles and locations, and of what is cast, into other places."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.casting.castings import cast_onto
from studio.casting.characters import add_character, update_sheet
from studio.casting.models import Casting, Character, Location, Style
from studio.casting.rules import Sheet
from studio.casting.sheets import read_sheet, read_sheets
from studio.kernel.ids import uuid7
from studio.kernel.rows import copy_rows
from studio.kernel.text import NAME
from studio.kernel.work import Work
from studio.library.rules import fold
from studio.projects.models import Project

_castings = Casting.__table__
_PLACES = ("scene_id", "clip_id")
_SUBJECTS = ("character_id", "style_id", "look_id")


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies of characters, looks and styles by their originals' ids; what is not in it, such
    as a style of the library, stays itself."""

    of: Mapping[UUID, UUID] = field(default_factory=dict, hash=False)

    def __call__(self, original: UUID | None) -> UUID | None:
        return None if original is None else self.of.get(original, original)


async def duplicate_character(
    work: Work,
    viewer: Viewer,
    character_id: UUID | None,
    *,
    name: str | None,
    changes: Mapping[str, Any],
) -> Character:
    """A copy beside the original, changed at once as `update_sheet` takes it."""
    source = await find(work, viewer, Character, character_id, lock=False)
    viewer.demand_edit()
    sheet, _ = anew(await read_sheet(work.session, source))
    sheet = await update_sheet(work, viewer, sheet, changes)
    free = name or await _free(work, source.workspace_id, source.project_id, source.name)
    return await add_character(work, source.workspace_id, source.project_id, free, sheet)


async def save_to_library(work: Work, viewer: Viewer, character_id: UUID | None) -> Character:
    """A copy of the project's character in the library, which it goes back to from now on.

    Where it does already, that one is answered as it is: a second saving makes no second one.
    """
    source = await find(work, viewer, Character, character_id)
    viewer.demand_edit()
    if source.project_id is None:
        return source
    kept = await work.session.scalar(
        select(Character).where(Character.id == source.origin_id, Character.deleted_at.is_(None))
    )
    if kept is not None:
        return kept
    sheet, _ = anew(await read_sheet(work.session, source))
    name = await _free(work, source.workspace_id, None, source.name)
    made = await add_character(work, source.workspace_id, None, name, sheet)
    source.origin_id = made.id
    return made


async def use_from_library(
    work: Work, viewer: Viewer, character_id: UUID | None, project_id: UUID | None
) -> Character:
    """A copy of the library's character in the project; the one that there is, if there is one."""
    source = await find(work, viewer, Character, character_id, lock=False)
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    there = await work.session.scalar(
        select(Character).where(
            Character.project_id == project.id,
            Character.deleted_at.is_(None),
            Character.origin_id == source.id,
        )
    )
    if there is not None:
        return there
    sheet, _ = anew(await read_sheet(work.session, source))
    origin = source.id if source.project_id is None else source.origin_id
    return await add_character(
        work, project.workspace_id, project.id, source.name, sheet, origin_id=origin
    )


def anew(sheet: Sheet) -> tuple[Sheet, dict[UUID, UUID]]:
    """The same sheet for another character, and the ids of its looks by those of the original's."""
    ids = {one.id: uuid7() for one in sheet.looks}
    return replace(sheet, looks=tuple(replace(one, id=ids[one.id]) for one in sheet.looks)), ids


async def copy_feeds(work: Work, project: Project, to: Project) -> Copies:
    """Give another project the same characters, styles and locations, and what is cast onto all of
    its clips."""
    copies: dict[UUID, UUID] = {}
    characters = (await work.session.scalars(_of(Character, project.id))).all()
    sheets = await read_sheets(work.session, characters)
    for row in characters:
        sheet, looks = anew(sheets[row.id])
        made = await add_character(
            work,
            to.workspace_id,
            to.id,
            row.name,
            sheet,
            origin_id=row.origin_id,
            source_line=row.source_line,
        )
        copies |= {row.id: made.id, **looks}
    for model, entity in ((Style, "style"), (Location, "location")):
        rows = (await work.session.scalars(_of(model, project.id))).all()
        of = {row.id: uuid7() for row in rows}
        await copy_rows(work.session, model.__table__, of, alike={"project_id": to.id})
        for copy_id in of.values():
            work.changed(entity, copy_id, stream=to.id, version=1)
        copies |= of
    made_of = Copies(copies)
    await copy_castings(work, {project.id: to.id}, project_id=to.id, copies=made_of)
    return made_of


async def copy_castings(
    work: Work, pairs: Mapping[UUID, UUID], *, project_id: UUID, copies: Copies | None = None
) -> None:
    """Cast onto the copies what is cast onto their originals: clips, scenes or projects, by id.

    `copies` are those of what is cast, where it was copied with them.
    """
    copied = copies or Copies()
    rows = await work.session.execute(
        select(*(_castings.c[name] for name in ("id", *_PLACES, *_SUBJECTS)))
        .where(cast_onto(pairs))
        .order_by(Casting.id)
    )
    castings = {row.id: row for row in rows}
    each = {
        name: {
            row.id: pairs[was] if (was := getattr(row, name)) else None for row in castings.values()
        }
        for name in _PLACES
    }
    each |= {
        name: {row.id: copied(getattr(row, name)) for row in castings.values()}
        for name in _SUBJECTS
    }
    of = {casting_id: uuid7() for casting_id in castings}
    await copy_rows(work.session, _castings, of, each=each, alike={"project_id": project_id})


def free_name(name: str, taken: Iterable[str]) -> str:
    """The name, with a number behind it where it is taken; `taken` are folded."""
    known, found, number = set(taken), name, 2
    while fold(found) in known:
        ending = f" ({number})"
        found, number = name[: NAME - len(ending)] + ending, number + 1
    return found


async def _free(work: Work, workspace_id: UUID, project_id: UUID | None, name: str) -> str:
    taken = await work.session.scalars(
        select(Character.folded).where(
            Character.workspace_id == workspace_id,
            Character.project_id.is_not_distinct_from(project_id),
            Character.deleted_at.is_(None),
        )
    )
    return free_name(name, taken.all())


def _of(model: Any, project_id: UUID) -> Any:
    return (
        select(model)
        .where(model.project_id == project_id, model.deleted_at.is_(None))
        .order_by(model.id)
    )
