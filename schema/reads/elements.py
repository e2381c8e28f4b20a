"""JSON arrays in rows, read as rows of their own."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Column, ColumnElement, FromClause, func, select, true
from sqlalchemy.dialects.postgresql import JSONB


def elements(array: ColumnElement[Any]) -> FromClause:
    """The elements of the array in their order: `place` from 1, and `value`. To be joined laterally."""
    return (
        func.jsonb_array_elements(array)
        .table_valued(Column("value", JSONB), with_ordinality="place", name="element")
        .render_derived()
    )


def elements_of(
    rows: FromClause,
    array: Callable[[FromClause], ColumnElement[Any]],
    **keys: str,
) -> FromClause:
    """The elements of an array that each row has, with columns of the row under other names."""
    row = rows.alias()
    one = elements(array(row))
    kept = [row.c[column].label(name) for name, column in keys.items()]
    return select(*kept, one.c.place, one.c.value).select_from(row.join(one, true())).subquery()
