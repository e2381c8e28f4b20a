"""The events of a stream, for those who follow it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.kernel.events import Event, StreamClock
from studio.kernel.record import Record


@dataclass(frozen=True, slots=True)
class Happening:
    """One numbered event."""

    seq: int
    at: datetime
    entity: str
    entity_id: UUID
    change: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Events after a number, oldest first, and the stream's head. `lost` when some are gone."""

    events: tuple[Happening, ...]
    head: int
    lost: bool


async def project_head(
    session: AsyncSession, viewer: Viewer, project_id: UUID, *, deleted: bool = False
) -> int | None:
    """The number of the project's last event, or None where the viewer may not see it.

    With `deleted` also that of a deleted project: its last event still has to be delivered.
    """
    projects = Record.metadata.tables["projects"]
    return await session.scalar(
        select(func.coalesce(StreamClock.seq, 0))
        .select_from(projects)
        .outerjoin(StreamClock, StreamClock.stream_id == projects.c.id)
        .where(
            projects.c.id == project_id,
            true() if deleted else projects.c.deleted_at.is_(None),
            visible(projects, viewer.workspace_id),
        )
    )


async def workspace_head(session: AsyncSession, viewer: Viewer) -> int | None:
    """The number of the workspace's last event, or None where the viewer is no member (any more)."""
    members = Record.metadata.tables["members"]
    return await session.scalar(
        select(func.coalesce(StreamClock.seq, 0))
        .select_from(members)
        .outerjoin(StreamClock, StreamClock.stream_id == members.c.workspace_id)
        .where(
            members.c.account_id == viewer.account_id,
            visible(members, viewer.workspace_id),
        )
    )


async def events_after(
    session: AsyncSession, stream_id: UUID, after: int, *, head: int, limit: int = 200
) -> Stretch:
    """At most `limit` events after this number."""
    rows = await session.execute(
        select(Event.seq, Event.created_at, Event.entity, Event.entity_id, Event.change)
        .where(Event.stream_id == stream_id, Event.seq > after)
        .order_by(Event.seq)
        .limit(limit)
    )
    events = tuple(Happening(*row) for row in rows)
    first = events[0].seq if events else head + 1
    return Stretch(events, head, lost=after > head or first > after + 1)
