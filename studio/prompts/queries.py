"""LoRAs of the catalogue by the names that prompts call them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.catalogue.models import Model
from studio.prompts.pieces import KnownLora


async def loras_named(
    session: AsyncSession, workspace_id: UUID, names: Collection[str]
) -> dict[str, KnownLora]:
    """Those that there are of these, by the name in small letters.

    A LoRA is known by its file's name, with and without the ending, and by its own.
    """
    wanted = {name.casefold() for name in names}
    if not wanted:
        return {}
    stem = func.lower(func.regexp_replace(Model.file_name, r"\.[^.]*$", ""))
    rows = await session.execute(
        select(Model.name, Model.file_name, Model.family)
        .where(
            Model.workspace_id == workspace_id,
            Model.kind == "LORA",
            Model.deleted_at.is_(None),
            or_(
                func.lower(Model.name).in_(wanted),
                func.lower(Model.file_name).in_(wanted),
                stem.in_(wanted),
            ),
        )
        .order_by(Model.id)
    )
    by_name: dict[str, KnownLora] = {}
    by_file: dict[str, KnownLora] = {}
    for name, file_name, family in rows:
        known = KnownLora(file_name, family)
        by_name.setdefault(name.casefold(), known)
        for one in (file_name, file_name.rpartition(".")[0]):
            by_file.setdefault(one.casefold(), known)
    found = by_name | by_file
    return {name: found[name] for name in wanted & found.keys()}
