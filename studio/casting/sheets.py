"""Sheets of characters, read from their rows and written to them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from studio.casting.digests import stamp
from studio.casting.models import (
    Character,
    CharacterLook,
    CharacterLora,
    CharacterReference,
    CharacterVersion,
)
from studio.casting.rules import (
    Look,
    LoraUse,
    Reference,
    Sheet,
    Trait,
    figure_of,
    sheet_as_json,
)
from studio.casting.words import Placement
from studio.kernel.ids import uuid7
from studio.kernel.work import Work

_TEXTS = (*(trait.value.lower() for trait in Trait), "notes")
_EXTRAS: tuple[Any, ...] = (CharacterLook, CharacterLora, CharacterReference)


async def read_sheets(session: AsyncSession, rows: Collection[Character]) -> dict[UUID, Sheet]:
    """The sheet of each of these characters, in three statements."""
    ids = [row.id for row in rows]
    found: dict[Any, dict[UUID, list[Any]]] = {}
    for model in _EXTRAS:
        extras = select(model).where(model.character_id.in_(ids))
        if model is CharacterLook:
            extras = extras.where(CharacterLook.deleted_at.is_(None))
        found[model] = defaultdict(list)
        for extra in await session.scalars(extras.order_by(model.position)):
            found[model][extra.character_id].append(extra)
    return {row.id: _sheet(row, *(found[model][row.id] for model in _EXTRAS)) for row in rows}


async def read_sheet(session: AsyncSession, row: Character) -> Sheet:
    return (await read_sheets(session, [row]))[row.id]


def put(row: Character, sheet: Sheet) -> None:
    """Everything of the sheet that the character's own row keeps, and its digest."""
    for name in _TEXTS:
        setattr(row, name, getattr(sheet, name))
    row.placement = sheet.placement.value
    row.triggers = list(sheet.triggers)
    row.always = [trait.value for trait in sheet.always]
    row.never = [trait.value for trait in sheet.never]
    row.digest = stamp(figure_of(row.name, sheet))


async def write_sheet(work: Work, row: Character, sheet: Sheet) -> None:
    """The whole sheet, with the digests of the character and of each look."""
    put(row, sheet)
    await work.session.flush()
    await _write_looks(work, row, sheet)
    for model in (CharacterLora, CharacterReference):
        await work.session.execute(
            delete(model)
            .where(model.character_id == row.id)
            .execution_options(synchronize_session=False)
        )
    if sheet.loras:
        await work.session.execute(
            insert(CharacterLora).values(
                [
                    {
                        "character_id": row.id,
                        "model_id": one.model_id,
                        "position": position,
                        "strength": one.strength,
                    }
                    for position, one in enumerate(sheet.loras)
                ]
            )
        )
    if sheet.references:
        await work.session.execute(
            insert(CharacterReference).values(
                [
                    {
                        "character_id": row.id,
                        "asset_id": one.asset_id,
                        "thumbnail_asset_id": one.thumbnail_asset_id,
                        "position": position,
                    }
                    for position, one in enumerate(sheet.references)
                ]
            )
        )


async def keep_version(work: Work, row: Character, sheet: Sheet) -> None:
    """The sheet as the version that the row has now, unless that is kept already."""
    kept = insert(CharacterVersion).values(
        character_id=row.id,
        number=row.version,
        name=row.name,
        sheet=sheet_as_json(sheet),
        edited_by=work.actor_id,
    )
    await work.session.execute(kept.on_conflict_do_nothing())


async def _write_looks(work: Work, row: Character, sheet: Sheet) -> None:
    gone = (datetime.now(UTC), uuid7())
    kept = {one.id: (position, one) for position, one in enumerate(sheet.looks)}
    known = await work.session.scalars(
        select(CharacterLook)
        .where(CharacterLook.character_id == row.id)
        .execution_options(populate_existing=True)
    )
    there = {look.id: look for look in known}
    for look_id, look in there.items():
        if look_id not in kept and look.deleted_at is None:
            look.deleted_at, look.deletion_id = gone
    for position, one in kept.values():
        look = there.get(one.id) or CharacterLook(id=one.id, character_id=row.id)
        look.position, look.name, look.words = position, one.name, one.words
        look.is_default = one.is_default
        look.digest = stamp(figure_of(row.name, sheet, one.id))
        look.deleted_at = look.deletion_id = None
        work.session.add(look)
    await work.session.flush()


def _sheet(
    row: Character,
    looks: Iterable[CharacterLook],
    loras: Iterable[CharacterLora],
    references: Sequence[CharacterReference],
) -> Sheet:
    return Sheet(
        **{name: getattr(row, name) for name in _TEXTS},
        placement=Placement(row.placement),
        triggers=tuple(row.triggers),
        always=tuple(map(Trait, row.always)),
        never=tuple(map(Trait, row.never)),
        loras=tuple(LoraUse(one.model_id, one.strength) for one in loras),
        looks=tuple(Look(one.id, one.name, one.words, one.is_default) for one in looks),
        references=tuple(Reference(one.asset_id, one.thumbnail_asset_id) for one in references),
    )
