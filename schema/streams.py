"""The numbers of streams, for what has a stream of its own."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func, select

from studio.kernel.events import StreamClock

_clocks = StreamClock.__table__


def last_seq(row: FromClause) -> ColumnElement[Any]:
    """The number of the last event in the stream of the row, 0 before the first."""
    found = (
        select(_clocks.c.seq)
        .where(_clocks.c.stream_id == row.c.id)
        .correlate(row)
        .scalar_subquery()
    )
    return func.coalesce(found, 0)
