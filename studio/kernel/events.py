"""What happened, in order: numbered events, and the message for the queue that goes with them.

An event names an entity and its version, not its content: that is read when it is delivered.
"""

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import Identified, Record


class Change(Enum):
    CHANGED = "CHANGED"
    DELETED = "DELETED"
    RESET = "RESET"


class StreamClock(Record):
    """The last number given out in a stream (a project, a workspace or an account)."""

    __tablename__ = "stream_clocks"

    stream_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class Event(Record):
    """One change of one entity; `seq` rises in commit order within its stream."""

    __tablename__ = "events"
    __table_args__ = (
        CheckConstraint("change IN ('CHANGED', 'DELETED', 'RESET')", name="change_is_known"),
        Index(None, "created_at"),
    )

    stream_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    entity: Mapped[str]
    entity_id: Mapped[UUID]
    change: Mapped[str]
    version: Mapped[int | None]
    actor_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class OutboxMessage(Record, Identified):
    """A message the relay will give to the queue: the name of an actor and its arguments."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "available_at"),)

    actor: Mapped[str]
    arguments: Mapped[list[Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    available_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Lease(Record):
    """Who runs a loop now. No advisory locks, so that connection pools are fine."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    expires_at: Mapped[datetime]
