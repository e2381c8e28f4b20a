"""Rows copied in one statement, however many they are."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    FromClause,
    Table,
    TableValuedAlias,
    any_,
    bindparam,
    column,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncSession

Each = Mapping[str, Mapping[UUID, Any]]
"""Columns of which every copy has its own value, by its original's id."""
_OF_ROWS = frozenset({"created_at", "updated_at", "version", "deleted_at", "deletion_id"})
"""Columns that tell of a row itself: a copy begins its own."""


def any_of(ids: Iterable[UUID]) -> Any:
    """For `column == any_of(ids)`: one parameter, however many they are."""
    return any_(literal(list(ids), ARRAY(PG_UUID(as_uuid=True))))


async def copy_rows(
    session: AsyncSession,
    table: FromClause,
    of: Mapping[UUID, UUID],
    *,
    each: Each | None = None,
    alike: Mapping[str, Any] | None = None,
    dated: bool = False,
) -> None:
    """Copy the living rows of these ids: under `of[id]` stands what is like the row `id`.

    In columns of `alike` all have the same value. With `dated` copies are as old as their originals.
    """
    assert isinstance(table, Table)
    if not of:
        return
    await session.flush()
    own = {"id": of, **(each or {})}
    same = {
        name: bindparam(None, value, type_=table.c[name].type, unique=True)
        for name, value in (alike or {}).items()
    }
    fresh = _given(table, of, own)
    left = _OF_ROWS - own.keys() - same.keys() - ({"created_at"} if dated else set())
    names = [one.name for one in table.columns if one.computed is None and one.name not in left]
    values = [
        fresh.c[name] if name in own else same[name] if name in same else table.c[name]
        for name in names
    ]
    rows = select(*values).select_from(table.join(fresh, fresh.c.was == table.c.id))
    await session.execute(insert(table).from_select(names, rows))


def _given(table: Table, of: Mapping[UUID, UUID], own: Each) -> TableValuedAlias:
    """The originals' ids as `was`, and these values of their copies."""
    arrays = [bindparam(None, list(of), type_=ARRAY(table.c.id.type), unique=True)]
    named = [column("was", table.c.id.type)]
    for name, values in own.items():
        kind = table.c[name].type
        arrays.append(bindparam(None, [values[was] for was in of], type_=ARRAY(kind), unique=True))
        named.append(column(name, kind))
    return func.unnest(*arrays).table_valued(*named, name="fresh").render_derived()
