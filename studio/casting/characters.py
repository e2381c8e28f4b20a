"""Characters: made by hand or by a script, edited with their history kept, copied."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.casting.models import Character, CharacterVersion
from studio.casting.rules import MAX_WORDS, Look, LoraUse, Reference, Sheet, check_tags, sheet_of
from studio.casting.sheets import keep_version, put, read_sheet, read_sheets, write_sheet
from studio.catalogue.models import Model
from studio.gallery.models import Take
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.rules import fold
from studio.projects.models import Project


@dataclass(frozen=True, slots=True)
class Sketch:
    """A character as a script shows it; the look may be empty."""

    name: str
    look: str
    source_line: int | None = None


@dataclass(frozen=True, slots=True)
class LookDraft:
    """A look as somebody describes it; one that is there already by its id."""

    name: str
    words: str
    id: UUID | None = None
    is_default: bool = False


async def create_character(
    work: Work,
    viewer: Viewer,
    *,
    name: str,
    project_id: UUID | None,
    in_project: bool,
    changes: Mapping[str, Any],
) -> Character:
    """One of the project or, unless `in_project`, of the library. `changes` are of update_sheet."""
    if in_project:
        await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    sheet = await update_sheet(work, viewer, Sheet(), changes)
    return await add_character(
        work, viewer.workspace_id, project_id if in_project else None, name, sheet
    )


async def add_character(
    work: Work,
    workspace_id: UUID,
    project_id: UUID | None,
    name: str,
    sheet: Sheet,
    *,
    origin_id: UUID | None = None,
    source_line: int | None = None,
) -> Character:
    """A character with this sheet, checked already."""
    row = Character(
        id=uuid7(),
        workspace_id=workspace_id,
        project_id=project_id,
        origin_id=origin_id,
        name=checked(name, "name", limit=NAME, required=True),
        folded=fold(name),
        source_line=source_line,
        version=1,
    )
    work.session.add(row)
    await write_sheet(work, row, sheet)
    await keep_version(work, row, sheet)
    tell(work, row)
    return row


async def update_character(
    work: Work,
    viewer: Viewer,
    character_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    name: str | None = None,
    expected_version: int | None,
) -> Character:
    """Change what is given; `studio.editing` also renames them in scenes."""
    row = await find(work, viewer, Character, character_id)
    viewer.demand_edit()
    check_version(row.version, expected_version)
    before = await read_sheet(work.session, row)
    await keep_version(work, row, before)
    if name is not None:
        row.name = checked(name, "name", limit=NAME, required=True)
        row.folded = fold(name)
    sheet = await update_sheet(work, viewer, before, changes)
    row.version += 1
    await write_sheet(work, row, sheet)
    await keep_version(work, row, sheet)
    tell(work, row)
    return row


async def restore_version(
    work: Work, viewer: Viewer, character_id: UUID | None, number: int
) -> Character:
    """Make the sheet of an earlier version that of the character again, as a new version.

    The name stays: scenes and clips go by it.
    """
    row = await find(work, viewer, Character, character_id)
    viewer.demand_edit()
    kept = None
    if 0 < number <= row.version:
        kept = await work.session.get(CharacterVersion, (row.id, number))
    if kept is None:
        raise UserError("There is no such version of the character.", field=["number"])
    await keep_version(work, row, await read_sheet(work.session, row))
    sheet = sheet_of(kept.sheet)
    row.version += 1
    await write_sheet(work, row, sheet)
    await keep_version(work, row, sheet)
    tell(work, row)
    return row


async def delete_character(
    work: Work, viewer: Viewer, character_id: UUID | None, *, expected_version: int | None
) -> Character:
    """Clips go on to name who is gone; what was cast is so again after a restore."""
    row = await find(work, viewer, Character, character_id)
    viewer.demand_edit()
    check_version(row.version, expected_version)
    row.deleted_at, row.deletion_id = datetime.now(UTC), uuid7()
    work.deleted("character", row.id, stream=row.project_id or row.workspace_id)
    return row


async def restore_character(work: Work, viewer: Viewer, character_id: UUID | None) -> Character:
    row = await find(work, viewer, Character, character_id, deleted=True)
    viewer.demand_edit()
    if row.project_id is not None:
        await find(work, viewer, Project, row.project_id)
    row.deleted_at = row.deletion_id = None
    tell(work, row)
    return row


async def update_sheet(
    work: Work, viewer: Viewer, sheet: Sheet, changes: Mapping[str, Any]
) -> Sheet:
    """The sheet with what is given, checked.

    `loras` are LoraUse and `looks` LookDraft, each all of them; `more_references` are ids of takes
    and `fewer_references` of assets.
    """
    given = dict(changes)
    more, fewer = given.pop("more_references", ()), set(given.pop("fewer_references", ()))
    kept = [one for one in sheet.references if one.asset_id not in fewer]
    fresh = await _references(work, viewer, more)
    given["references"] = tuple({one.asset_id: one for one in [*kept, *fresh]}.values())
    if "triggers" in given:
        given["triggers"] = check_tags(given["triggers"], "triggers")
    if "loras" in given:
        given["loras"] = await _loras(work, viewer, given["loras"])
    if "looks" in given:
        given["looks"] = _looks(sheet, given["looks"])
    made = replace(sheet, **given)
    made.check()
    return made


async def keep_characters(work: Work, project: Project, sketches: Sequence[Sketch]) -> None:
    """Make those that are new to the project and fill looks that are empty; the rest stays.

    The project's row must be locked.
    """
    names = {fold(sketch.name) for sketch in sketches}
    living = await _living(work, project.id, names, lock=True)
    present = {row.folded: row for row in living}
    sheets = await read_sheets(work.session, living)
    for sketch in sketches:
        look, folded = sketch.look[:MAX_WORDS], fold(sketch.name)
        known = present.get(folded)
        if known is None:
            present[folded] = known = Character(
                id=uuid7(),
                workspace_id=project.workspace_id,
                project_id=project.id,
                name=sketch.name,
                folded=folded,
                source_line=sketch.source_line,
                version=1,
            )
            work.session.add(known)
            sheets[known.id] = Sheet(look=look)
            put(known, sheets[known.id])
        elif look and not known.look:
            sheets[known.id] = replace(sheets[known.id], look=look)
            known.version += 1
            await write_sheet(work, known, sheets[known.id])
        else:
            continue
        tell(work, known)


def tell(work: Work, row: Character) -> None:
    """To those who follow its project or, of the library, the workspace."""
    if row.project_id is None:
        work.open_stream(row.workspace_id)
    stream = row.project_id or row.workspace_id
    work.changed("character", row.id, stream=stream, version=row.version)


async def _living(
    work: Work, project_id: UUID, folded: Collection[str], *, lock: bool
) -> Sequence[Character]:
    rows = (
        select(Character)
        .where(
            Character.project_id == project_id,
            Character.deleted_at.is_(None),
            Character.folded.in_(folded),
        )
        .order_by(Character.id)
        .execution_options(populate_existing=True)
    )
    if lock:
        rows = rows.with_for_update(key_share=True)
    return (await work.session.scalars(rows)).all()


async def _loras(work: Work, viewer: Viewer, loras: Sequence[LoraUse]) -> tuple[LoraUse, ...]:
    models = await find_many(
        work, viewer, Model, {one.model_id for one in loras}, field="loras", lock=False
    )
    if not all(model.kind == "LORA" for model in models.values()):
        raise UserError("Only models of the kind LORA can be named here.", field=["loras"])
    return tuple(loras)


def _looks(sheet: Sheet, drafts: Sequence[LookDraft]) -> tuple[Look, ...]:
    there = {one.id for one in sheet.looks}
    known = [draft.id for draft in drafts if draft.id is not None]
    if not there.issuperset(known) or len(set(known)) != len(known):
        raise UserError(
            "Each id of a look is one that the character has; a new look has none.",
            field=["looks"],
        )
    return tuple(
        Look(draft.id or uuid7(), draft.name, draft.words, draft.is_default) for draft in drafts
    )


async def _references(work: Work, viewer: Viewer, takes: Sequence[UUID]) -> list[Reference]:
    found = await find_many(work, viewer, Take, takes, field="references", lock=False)
    return [reference_of(found[take_id], "references") for take_id in takes]


def reference_of(take: Take, field: str) -> Reference:
    """The picture of a take. Raises UserError for what is none."""
    if take.kind != MediaKind.IMAGE.value:
        raise UserError("Only pictures can be references.", field=[field])
    return Reference(take.asset_id, take.thumbnail_asset_id)
