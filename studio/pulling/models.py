"""Work that waits to be fetched, and the machines that fetch it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import Record


class PullJob(Record):
    """An attempt that waits for a machine, or is with one; its id is the attempt's.

    A machine has it until `lease_until`, which its pings put off; then another one may take it.
    `run_until` is when it has worked for too long. `progress` is its last tick, `result` its answer.
    """

    __tablename__ = "pull_jobs"
    __table_args__ = (
        CheckConstraint("state IN ('QUEUED', 'TAKEN', 'DONE', 'CANCELLED')", name="state_is_known"),
        CheckConstraint(
            "state <> 'TAKEN' OR (machine IS NOT NULL AND lease_until IS NOT NULL)",
            name="taken_by_somebody",
        ),
        Index(
            "ix_pull_jobs_open",
            "endpoint_id",
            "created_at",
            "id",
            postgresql_where=text("state IN ('QUEUED', 'TAKEN')"),
        ),
        Index("ix_pull_jobs_ended", "ended_at", postgresql_where=text("ended_at IS NOT NULL")),
    )

    id: Mapped[UUID] = mapped_column(ForeignKey("attempts.id"), primary_key=True)
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"))
    input: Mapped[dict[str, Any]] = mapped_column(JSONB)
    state: Mapped[str]
    execution_timeout: Mapped[int] = mapped_column(BigInteger)
    expires_at: Mapped[datetime]
    machine: Mapped[str | None]
    takes: Mapped[int] = mapped_column(default=0, server_default="0")
    taken_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    run_until: Mapped[datetime | None]
    progress: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    result: Mapped[Any | None] = mapped_column(JSONB(none_as_null=True))
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class PullMachine(Record):
    """A machine that fetches work for an endpoint, by the name it gives itself."""

    __tablename__ = "pull_machines"

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str | None]
    seen_at: Mapped[datetime]
