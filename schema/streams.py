"""The numbers of streams, for what has a stream of its own."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, literal_column, select

from studio.kernel.events import Event, StreamClock

_clocks = StreamClock.__table__
_events = Event.__table__


def last_seq(row: FromClause) -> ColumnElement[Any]:
    """The number of the last event in the stream of the row, 0 before the first."""
    found = (
        select(_clocks.c.seq)
        .where(_clocks.c.stream_id == row.c.id)
        .correlate(row)
        .scalar_subquery()
    )
    return func.coalesce(found, 0)


def last_change(row: FromClause) -> ColumnElement[Any]:
    """When the row, or anything whose events are in its stream, was last changed.

    One probe of an index: the last events of a stream are never forgotten.
    """
    found = (
        select(_events.c.created_at)
        .where(_events.c.stream_id == row.c.id)
        .order_by(_events.c.seq.desc())
        .limit(literal_column("1"))
        .correlate(row)
        .scalar_subquery()
    )
    return func.greatest(row.c.updated_at, found, type_=_events.c.created_at.type)
