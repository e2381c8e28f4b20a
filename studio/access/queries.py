"""Rows for services, found through the same predicates that reads use."""

import re
from collections.abc import Collection
from typing import TypeVar
from uuid import UUID

from sqlalchemy import FromClause, inspect, select

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, NotFound
from studio.kernel.record import Identified, Record
from studio.kernel.work import Work

Row = TypeVar("Row", bound=Record)
_WORDS = {"RenderJob": "render", "PromptEdit": "earlier prompt"}


async def find(
    work: Work,
    viewer: Viewer,
    model: type[Row],
    row_id: UUID | None,
    *,
    deleted: bool = False,
    lock: bool = True,
    field: str = "id",
) -> Row:
    """The living (or, with `deleted`, the deleted) row, locked for change.

    Raises NotFound, naming the input `field`, for what is not there or may not be seen.
    """
    mapper = inspect(model)
    columns = mapper.columns
    rows: FromClause = mapper.local_table
    statement = select(model).where(columns["id"] == row_id, visible(rows, viewer.workspace_id))
    if "deleted_at" in columns:
        statement = statement.where(
            columns["deleted_at"].is_not(None) if deleted else columns["deleted_at"].is_(None)
        )
    if lock:
        statement = statement.with_for_update(of=model, key_share=True)
    row = (
        (await work.session.execute(statement.execution_options(populate_existing=True)))
        .scalars()
        .first()
        if row_id is not None
        else None
    )
    if row is None:
        raise NotFound(f"There is no {_called(model)} of this id.", field=[field])
    return row


async def find_many(
    work: Work,
    viewer: Viewer,
    model: type[Row],
    ids: Collection[UUID],
    *,
    field: str,
    lock: bool = True,
) -> dict[UUID, Row]:
    """All of these living rows, locked in id order. Raises NotFound if one of them is missing."""
    mapper = inspect(model)
    columns = mapper.columns
    statement = (
        select(model)
        .where(
            columns["id"].in_(ids),
            columns["deleted_at"].is_(None),
            visible(mapper.local_table, viewer.workspace_id),
        )
        .order_by(columns["id"])
        .execution_options(populate_existing=True)
    )
    if lock:
        statement = statement.with_for_update(of=model, key_share=True)
    rows = await work.session.scalars(statement)
    found = {_id(row): row for row in rows}
    if len(found) != len(set(ids)):
        raise NotFound(f"Not every {_called(model)} named here exists.", field=[field])
    return found


def check_version(current: int, expected: int | None) -> None:
    """Raise Conflict where the caller's copy is stale."""
    if expected is not None and expected != current:
        raise Conflict(
            f"This was changed since you read it (version {current}, you have {expected}). "
            "Read it again and repeat your change.",
            field=["expectedVersion"],
        )


def _called(model: type[Record]) -> str:
    """A row's kind in words: those of its class."""
    words = re.findall("[A-Z][a-z]*", model.__name__.removesuffix("Row"))
    return _WORDS.get(model.__name__) or " ".join(words).lower()


def _id(row: Record) -> UUID:
    assert isinstance(row, Identified)
    return row.id
