"""Money in Postgres: prices, budgets, what is counted against them, reservations and the ledger.

All amounts are whole micro-units of US dollars.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
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


class PriceRow(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """A line of the workspace's price table; see studio.spending.pricebook for what fits what."""

    __tablename__ = "prices"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint(
            "unit IN ('SECOND', 'TAKE', 'VIDEO_SECOND', 'TOKEN')", name="unit_is_known"
        ),
        CheckConstraint("amount >= 0", name="amount_is_positive"),
        CheckConstraint("kind IN ('IMAGE', 'VIDEO', 'AUDIO')", name="kind_is_known"),
        CheckConstraint(
            "provider IN ('RUNPOD', 'COMFYUI', 'OPENAI_VIDEOS', 'PULL')", name="provider_is_known"
        ),
        Index(
            "uq_prices_living",
            "workspace_id",
            "endpoint_id",
            "provider",
            "model",
            "kind",
            "most_pixels",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    endpoint_id: Mapped[UUID | None] = mapped_column(ForeignKey("endpoints.id"))
    provider: Mapped[str | None]
    model: Mapped[str | None]
    kind: Mapped[str | None]
    most_pixels: Mapped[int | None]
    unit: Mapped[str]
    amount: Mapped[int] = mapped_column(BigInteger)
    label: Mapped[str] = mapped_column(default="", server_default="")
    cold_start_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    idle_seconds: Mapped[int] = mapped_column(default=0, server_default="0")
    typical_seconds: Mapped[int | None]
    longest_seconds: Mapped[int | None]
    tokens_per_take: Mapped[int | None]


class Budget(Record, Identified, Timestamped, Versioned, SoftDeleted):
    """Limits on what a scope spends in a period: `hard_limit` blocks, `soft_limit` asks first.

    `scope_id` is the workspace, the project or the account.
    """

    __tablename__ = "budgets"
    __table_args__ = (
        deletion_is_whole(),
        CheckConstraint("scope IN ('WORKSPACE', 'PROJECT', 'ACCOUNT')", name="scope_is_known"),
        CheckConstraint("period IN ('TOTAL', 'MONTH', 'DAY')", name="period_is_known"),
        CheckConstraint(
            "hard_limit IS NOT NULL OR soft_limit IS NOT NULL", name="limits_something"
        ),
        CheckConstraint("hard_limit >= 0 AND soft_limit >= 0", name="limits_are_positive"),
        Index(
            "uq_budgets_living",
            "workspace_id",
            "scope",
            "scope_id",
            "period",
            unique=True,
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    scope: Mapped[str]
    scope_id: Mapped[UUID]
    period: Mapped[str]
    hard_limit: Mapped[int | None] = mapped_column(BigInteger)
    soft_limit: Mapped[int | None] = mapped_column(BigInteger)


class SpendingTotal(Record):
    """What is held and spent in a scope and period, kept with each reservation and settlement.

    The ledger is its audit: `spent` is the sum of its entries, `held` that of open reservations.
    """

    __tablename__ = "spending_totals"
    __table_args__ = (CheckConstraint("held >= 0 AND spent >= 0", name="amounts_are_positive"),)

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"), primary_key=True)
    scope: Mapped[str] = mapped_column(primary_key=True)
    scope_id: Mapped[UUID] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    held: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    spent: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")


class Reservation(Record, Timestamped):
    """What is held for a job until it is over: the most that it can cost. Counted on the day it was
    made. `price` is the one that held when it was asked for; `expected` what it was told to cost."""

    __tablename__ = "reservations"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND expected >= 0", name="amounts_are_positive"),
        Index("ix_reservations_open", "workspace_id", postgresql_where=text("closed_at IS NULL")),
    )

    job_id: Mapped[UUID] = mapped_column(ForeignKey("render_jobs.id"), primary_key=True)
    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID] = mapped_column(ForeignKey("projects.id"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey("accounts.id"))
    amount: Mapped[int] = mapped_column(BigInteger)
    expected: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[dict[str, Any]] = mapped_column(JSONB)
    day: Mapped[date]
    closed_at: Mapped[datetime | None]


class QuoteUse(Record):
    """A quote that something was spent by: each is good once. Forgotten when it is too old anyway."""

    __tablename__ = "quote_uses"

    quote_id: Mapped[UUID] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class LedgerEntry(Record, Identified):
    """What one attempt cost, written once and never changed. One without an attempt (source BILL) is
    what a provider billed besides: nobody's, until somebody finds out whose."""

    __tablename__ = "ledger_entries"
    __table_args__ = (
        CheckConstraint(
            "source IN ('FREE', 'UNBILLED', 'COMPUTED', 'MAXIMUM', 'BILL')", name="source_is_known"
        ),
        CheckConstraint("(attempt_id IS NULL) = (source = 'BILL')", name="attempt_unless_billed"),
        UniqueConstraint("attempt_id", name="uq_ledger_entries_attempt"),
        Index("ix_ledger_entries_workspace", "workspace_id", "day", "id"),
        Index("ix_ledger_entries_project", "project_id", "day", "id"),
        Index("ix_ledger_entries_job", "job_id"),
    )

    workspace_id: Mapped[UUID] = mapped_column(ForeignKey("workspaces.id"))
    project_id: Mapped[UUID | None] = mapped_column(ForeignKey("projects.id"))
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("accounts.id"))
    endpoint_id: Mapped[UUID | None] = mapped_column(ForeignKey("endpoints.id"))
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("render_jobs.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempts.id"))
    kind: Mapped[str | None]
    model: Mapped[str | None]
    estimated: Mapped[int] = mapped_column(BigInteger)
    reserved: Mapped[int] = mapped_column(BigInteger)
    actual: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str]
    outcome: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="", server_default="")
    price: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    usage: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
