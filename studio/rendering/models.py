"""Where pictures come from: endpoints, the jobs asked of them, and each attempt at a job."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from studio.kernel.record import (
    Identified,
    Record,
    SoftDeleted,
    Timestamped,
    Versioned,
    deletion_is_whole,
)
from studio.rendering.lifecycle import ACTIVE, TERMINAL, JobState


def _states(states: frozenset[JobState]) -> str:
    return ", ".join(f"'{state.value}'" for state in sorted(states, key=lambda state: state.value))


class Endpoint(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """A place that renders. `source` is LOCAL (runs with the studio), SETTINGS or USER.

    `enabled` is what people chose. `remote_id` is its id at the provider, where that has ids; one
    that comes from settings has none while they do not name it. `sealed_key` is the API key of a USER endpoint,
    encrypted; those of settings are never stored. `options` are what its protocol needs besides
    (dialect, model, …; `workers`, if known, is how many renders it works on at once); `concurrency`
    is how many it is sent at a time; `health` and
    `facts` are what it last told of itself, at `checked_at`.
    """

    __tablename__ = "endpoints"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint(
            "provider IN ('RUNPOD', 'COMFYUI', 'OPENAI_VIDEOS', 'PULL')", name="provider_is_known"
        ),
        CheckConstraint("source IN ('LOCAL', 'SETTINGS', 'USER')", name="source_is_known"),
        CheckConstraint("concurrency BETWEEN 1 AND 10000", name="concurrency_is_in_range"),
        CheckConstraint("health IN ('ONLINE', 'UNHEALTHY', 'OFFLINE')", name="health_is_known"),
        Index(
            "uq_endpoints_living_name",
            "workspace_id",
            "name",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    provider: Mapped[str]
    source: Mapped[str]
    name: Mapped[str]
    url: Mapped[str | None]
    remote_id: Mapped[str | None]
    sealed_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    enabled: Mapped[bool] = mapped_column(default=True, server_default="true")
    options: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    concurrency: Mapped[int] = mapped_column(default=4, server_default="4")
    health: Mapped[str | None]
    health_detail: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any] | None] = mapped_column(JSONB)

    @property
    def open(self) -> bool:
        """Whether renders may be sent there: what comes from settings, while they name it."""
        return self.enabled and (self.source == "USER" or self.remote_id is not None)


class Batch(Record, Identified, Timestamped):
    """What was asked for at once: its jobs name it. `skipped` are the clips that were left out, each
    with its reason; `expected` and `most` is what it was told to cost, in micro-units."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_workspace", "workspace_id", "created_at", "id"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    name: Mapped[str]
    kinds: Mapped[list[str]] = mapped_column(ARRAY(Text))
    clip_count: Mapped[int]
    skipped: Mapped[list[Any]] = mapped_column(JSONB, default=list, server_default="[]")
    expected: Mapped[int] = mapped_column(BigInteger)
    most: Mapped[int] = mapped_column(BigInteger)


class RenderJob(Record, Identified, Timestamped):
    """One render that was asked for. `state` moves by `studio.rendering.lifecycle` alone.

    While QUEUED its turn goes by `priority` (3 is rush, 0 the background lane) and, among those of
    one account, by `rank`; not while `paused_at`, and not before `not_before`. `called_at` is when
    its turn came. `cleared_at` takes one that is over out of the queue's lists. `pinned` where
    somebody named the endpoint: of the others routing may choose another one while they wait.
    """

    __tablename__ = "render_jobs"
    __table_args__ = (
        CheckConstraint(f"state IN ({_states(frozenset(JobState))})", name="state_is_known"),
        CheckConstraint("kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name="kind_is_known"),
        CheckConstraint("progress BETWEEN 0 AND 1", name="progress_is_a_share"),
        CheckConstraint("priority BETWEEN 0 AND 3", name="priority_is_known"),
        CheckConstraint("count BETWEEN 1 AND 16", name="count_is_in_range"),
        CheckConstraint("seed BETWEEN 0 AND 18446744073709551615", name="seed_is_in_range"),
        CheckConstraint(
            f"(finished_at IS NOT NULL) = (state IN ({_states(TERMINAL)}))",
            name="finished_when_terminal",
        ),
        CheckConstraint("(error_code IS NOT NULL) = (state = 'FAILED')", name="error_when_failed"),
        CheckConstraint("state <> 'COMPLETED' OR progress = 1", name="completed_is_all_of_it"),
        CheckConstraint(
            "state NOT IN ('STARTING', 'RUNNING', 'SAVING', 'COMPLETED') OR attempt_count > 0",
            name="running_has_an_attempt",
        ),
        ForeignKeyConstraint(
            ["clip_id", "project_id"], ["clips.id", "clips.project_id"], name="fk_render_jobs_clip"
        ),
        Index("ix_render_jobs_clip", "clip_id", "created_at", "id"),
        Index("ix_render_jobs_project", "project_id", "created_at", "id"),
        Index("ix_render_jobs_workspace", "workspace_id", "created_at", "id"),
        Index(
            "ix_render_jobs_active_of_workspace",
            "workspace_id",
            "created_at",
            "id",
            postgresql_where=text(f"state IN ({_states(ACTIVE)})"),
        ),
        Index("ix_render_jobs_endpoint", "endpoint_id", "created_at", "id"),
        Index(
            "ix_render_jobs_active",
            "project_id",
            "id",
            postgresql_where=text(f"state IN ({_states(ACTIVE)})"),
        ),
        Index(
            "ix_render_jobs_queue",
            "endpoint_id",
            "created_at",
            "id",
            postgresql_where=text("state IN ('QUEUED', 'SUBMITTING', 'WAITING')"),
        ),
        Index(
            "ix_render_jobs_unsettled",
            "updated_at",
            postgresql_where=text("state IN ('QUEUED', 'SUBMITTING', 'SAVING', 'CANCELLING')"),
        ),
        Index("ix_render_jobs_depends_on", "depends_on_id"),
        Index("ix_render_jobs_batch", "batch_id", postgresql_where=text("batch_id IS NOT NULL")),
        Index(
            "ix_render_jobs_turn",
            "endpoint_id",
            "priority",
            "requested_by",
            "rank",
            "id",
            postgresql_where=text("state = 'QUEUED'"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    clip_id: Mapped[UUID]
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"))
    pinned: Mapped[bool] = mapped_column(default=True, server_default="true")
    requested_by: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    depends_on_id: Mapped[UUID | None] = mapped_column(ForeignKey("render_jobs.id"))
    batch_id: Mapped[UUID | None] = mapped_column(ForeignKey("batches.id"))
    kind: Mapped[str]
    state: Mapped[str]
    progress: Mapped[float] = mapped_column(default=0.0, server_default="0")
    message: Mapped[str | None]
    count: Mapped[int]
    seed: Mapped[Decimal] = mapped_column(Numeric(20, 0))
    model: Mapped[str | None]
    brief: Mapped[dict[str, Any]] = mapped_column(JSONB)
    attempt_count: Mapped[int] = mapped_column(default=0, server_default="0")
    attempt_limit: Mapped[int]
    priority: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    rank: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    paused_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    called_at: Mapped[datetime | None]
    cleared_at: Mapped[datetime | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class Attempt(Record, Identified, Timestamped):
    """One submission of a job to a provider, committed before the provider is called.

    Open until `ended_at`; `secret_digest` is the SHA-256 of what its call-back addresses carry.
    `ttl_at` is when the provider forgets it; `check_at` when the sweep next asks about it.
    `started_at` is when it first ran; `starting_at` is when a worker began to start for it.
    `worker` is what the provider calls who works on it; `machine` has the fields of
    `studio.rendering.ports.Machine` that were told, `tokens` is how many were billed.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("job_id", "number", name="uq_attempts_number"),
        CheckConstraint("number > 0", name="number_is_positive"),
        CheckConstraint("octet_length(secret_digest) = 32", name="digest_is_sha256"),
        CheckConstraint("(ended_at IS NULL) = (outcome IS NULL)", name="outcome_when_ended"),
        CheckConstraint(
            "(accepted_at IS NULL) = (provider_job_id IS NULL)", name="accepted_has_an_id"
        ),
        CheckConstraint(
            "outcome <> 'COMPLETED' OR (provider_job_id IS NOT NULL AND outputs IS NOT NULL)",
            name="completed_has_outputs",
        ),
        Index(
            "uq_attempts_open",
            "job_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("uq_attempts_secret", "secret_digest", unique=True),
        Index(
            "uq_attempts_provider_job",
            "endpoint_id",
            "provider_job_id",
            unique=True,
            postgresql_where=text("provider_job_id IS NOT NULL"),
        ),
        Index(
            "ix_attempts_measured",
            "endpoint_id",
            "ended_at",
            postgresql_where=text("outcome = 'COMPLETED'"),
        ),
        Index("ix_attempts_due", "check_at", "id", postgresql_where=text("ended_at IS NULL")),
    )

    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    job_id: Mapped[UUID] = mapped_column(ForeignKey("render_jobs.id"))
    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"))
    number: Mapped[int]
    secret_digest: Mapped[bytes] = mapped_column(LargeBinary)
    provider_job_id: Mapped[str | None]
    accepted_at: Mapped[datetime | None]
    ttl_at: Mapped[datetime]
    check_at: Mapped[datetime]
    silence: Mapped[float] = mapped_column(default=2.0, server_default="2")
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    outputs: Mapped[list[Any] | None] = mapped_column(JSONB)
    model: Mapped[str | None]
    started_at: Mapped[datetime | None]
    delay_ms: Mapped[int | None] = mapped_column(BigInteger)
    execution_ms: Mapped[int | None] = mapped_column(BigInteger)
    worker: Mapped[str | None]
    machine: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    tokens: Mapped[int | None] = mapped_column(BigInteger)
    starting_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]


class Turn(Record):
    """When an account's turn last came at an endpoint."""

    __tablename__ = "render_turns"

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    called_at: Mapped[datetime]


class Pace(Record):
    """How long renders of one model and size took at an endpoint lately, of its last ones.

    `p50` and `p90` are seconds for one take, of a video for one frame of it; `cold_p50` is what
    starting a worker took before that. `gap_p50` is what went by between two that took the same
    place, besides rendering; `lanes` is how many places there are. `size` is WIDTHxHEIGHT. With
    `upper_bound` no render was seen to begin: the seconds are those from sending it to its end.
    """

    __tablename__ = "render_paces"

    endpoint_id: Mapped[UUID] = mapped_column(ForeignKey("endpoints.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[str] = mapped_column(primary_key=True)
    samples: Mapped[int]
    p50: Mapped[float]
    p90: Mapped[float]
    cold_p50: Mapped[float | None]
    gap_p50: Mapped[float | None]
    lanes: Mapped[int | None]
    upper_bound: Mapped[bool] = mapped_column(default=False, server_default="false")
    measured_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
