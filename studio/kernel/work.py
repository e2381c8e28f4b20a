"""The unit of work: one transaction at one edge, its events numbered last, its messages with it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Integer, Text, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from studio.kernel.constraints import user_error
from studio.kernel.events import Change, OutboxMessage
from studio.kernel.ids import uuid7
from studio.kernel.ports import Waker

RESET_ABOVE = 100
"""More events of one kind than this in one transaction become a single reset of the stream."""

_NUMBER = text("""
WITH wanted AS (
    SELECT * FROM unnest(:streams, :counts) AS wanted(stream_id, count)
), ready AS (
    SELECT stream_id FROM stream_clocks WHERE stream_id = ANY(:streams)
    ORDER BY stream_id FOR UPDATE
), clock AS (
    UPDATE stream_clocks SET seq = stream_clocks.seq + wanted.count
    FROM wanted JOIN ready USING (stream_id)
    WHERE stream_clocks.stream_id = wanted.stream_id
    RETURNING stream_clocks.stream_id, stream_clocks.seq - wanted.count AS before
)
INSERT INTO events (stream_id, seq, entity, entity_id, change, version, actor_id)
SELECT stream_id, clock.before + ordinal, entity, entity_id, change, version, CAST(:actor AS uuid)
FROM unnest(:of_streams, :ordinals, :entities, :ids, :changes, :versions)
     AS fresh(stream_id, ordinal, entity, entity_id, change, version)
JOIN clock USING (stream_id)
""").bindparams(
    bindparam("streams", type_=ARRAY(PG_UUID)),
    bindparam("counts", type_=ARRAY(BigInteger)),
    bindparam("of_streams", type_=ARRAY(PG_UUID)),
    bindparam("ordinals", type_=ARRAY(BigInteger)),
    bindparam("entities", type_=ARRAY(Text)),
    bindparam("ids", type_=ARRAY(PG_UUID)),
    bindparam("changes", type_=ARRAY(Text)),
    bindparam("versions", type_=ARRAY(Integer)),
)
_SEND = text("""
INSERT INTO outbox (id, actor, arguments)
SELECT id, :actor, jsonb_build_array(argument::text)
FROM unnest(:ids, :of) AS message(id, argument)
""").bindparams(
    bindparam("ids", type_=ARRAY(PG_UUID)),
    bindparam("of", type_=ARRAY(PG_UUID)),
)
_OPEN = text("""
INSERT INTO stream_clocks (stream_id) SELECT unnest(:streams) ON CONFLICT DO NOTHING
""").bindparams(bindparam("streams", type_=ARRAY(PG_UUID)))


@dataclass(frozen=True, slots=True)
class Fresh:
    """An event of this transaction, not yet numbered."""

    entity: str
    entity_id: UUID
    change: Change
    version: int | None


class Work:
    """What a service writes with. It never commits: the edge that opened the work does."""

    def __init__(self, session: AsyncSession, actor_id: UUID | None) -> None:
        self.session = session
        self.actor_id = actor_id
        self._events: dict[UUID, dict[UUID, Fresh]] = {}
        self._opened: set[UUID] = set()
        self._stirred: set[UUID] = set()
        self._dispatched = False
        self._each: dict[str, list[UUID]] = {}
        self._last: list[Callable[[], Awaitable[None]]] = []

    def open_stream(self, stream_id: UUID) -> None:
        """Begin the stream of an entity made in this transaction."""
        self._opened.add(stream_id)

    def changed(
        self, entity: str, entity_id: UUID, *, stream: UUID, version: int | None = None
    ) -> None:
        """The entity was made, edited or restored. At most one event per entity comes of it."""
        self._record(stream, Fresh(entity, entity_id, Change.CHANGED, version))

    def deleted(self, entity: str, entity_id: UUID, *, stream: UUID) -> None:
        self._record(stream, Fresh(entity, entity_id, Change.DELETED, None))

    def stir(self, stream_id: UUID) -> None:
        """Wake those who listen to the stream, though nothing is numbered in it."""
        self._stirred.add(stream_id)

    def dispatch(self, actor: str, *arguments: Any, delay: float = 0.0) -> None:
        """Queue a message for an actor of the worker, `delay` seconds from now, with the commit."""
        message = OutboxMessage(actor=actor, arguments=list(arguments))
        if delay > 0:
            message.available_at = datetime.now(UTC) + timedelta(seconds=delay)
        self.session.add(message)
        self._dispatched = True

    def dispatch_each(self, actor: str, ids: Collection[UUID]) -> None:
        """Queue a message for each id, all written in one statement."""
        self._each.setdefault(actor, []).extend(ids)

    def at_last(self, step: Callable[[], Awaitable[None]]) -> None:
        """Do this just before the commit: for rows that many want and none may hold for long."""
        self._last.append(step)

    @property
    def streams(self) -> frozenset[UUID]:
        return frozenset(self._events) | self._stirred

    @property
    def dispatched(self) -> bool:
        return self._dispatched or any(self._each.values())

    async def finish(self) -> None:
        """Flush, then number the events: the last statement, so that a stream's lock is held least."""
        await self.session.flush()
        for actor, ids in self._each.items():
            if ids:
                messages = {"ids": [uuid7() for _ in ids], "actor": actor, "of": ids}
                await self.session.execute(_SEND, messages)
        if self._opened:
            await self.session.execute(_OPEN, {"streams": sorted(self._opened)})
        for step in self._last:
            await step()
        if self._events:
            await self.session.execute(_NUMBER, self._numbering())

    def _record(self, stream: UUID, event: Fresh) -> None:
        self._events.setdefault(stream, {})[event.entity_id] = event

    def _numbering(self) -> dict[str, Any]:
        streams = sorted(self._events)
        rows = [
            (stream, ordinal, event)
            for stream in streams
            for ordinal, event in enumerate(_condense(stream, self._events[stream]), start=1)
        ]
        counts = dict.fromkeys(streams, 0)
        for stream, _, _ in rows:
            counts[stream] += 1
        return {
            "streams": streams,
            "counts": [counts[stream] for stream in streams],
            "actor": self.actor_id,
            "of_streams": [stream for stream, _, _ in rows],
            "ordinals": [ordinal for _, ordinal, _ in rows],
            "entities": [event.entity for _, _, event in rows],
            "ids": [event.entity_id for _, _, event in rows],
            "changes": [event.change.value for _, _, event in rows],
            "versions": [event.version for _, _, event in rows],
        }


def _condense(stream: UUID, events: dict[UUID, Fresh]) -> list[Fresh]:
    """Too many events of one kind say less than one reset; what befell the stream's own entity
    is told beside it."""
    kinds: dict[tuple[str, Change], int] = {}
    for event in events.values():
        kinds[event.entity, event.change] = kinds.get((event.entity, event.change), 0) + 1
    if max(kinds.values()) > RESET_ABOVE:
        own = [event for event in events.values() if event.entity_id == stream]
        return [Fresh("stream", stream, Change.RESET, None), *own]
    return list(events.values())


@asynccontextmanager
async def unit_of_work(
    sessions: async_sessionmaker[AsyncSession], waker: Waker, *, actor_id: UUID | None = None
) -> AsyncIterator[Work]:
    """One transaction: committed when the block ends, rolled back when it raises.

    A violated constraint comes out as the user error of `studio.kernel.constraints`, also when
    COMMIT is what raises it.
    """
    async with sessions() as session:
        work = Work(session, actor_id)
        try:
            yield work
            await work.finish()
            await session.commit()
        except DBAPIError as error:
            raise user_error(error) or error from error
    if work.streams or work.dispatched:
        await waker.wake(work.streams, outbox=work.dispatched)
