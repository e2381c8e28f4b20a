"""What was spent, summed: by project, person, model, endpoint, kind and day. From the ledger alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, column, func, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from studio.kernel.tables import csv_of
from studio.kernel.text import as_cell
from studio.spending.admission import BudgetPeriod, BudgetScope
from studio.spending.models import LedgerEntry, SpendingTotal
from studio.spending.money import in_dollars

MOST_ROWS = 10_000


class ReportBy(Enum):
    PROJECT = "PROJECT"
    ACCOUNT = "ACCOUNT"
    MODEL = "MODEL"
    ENDPOINT = "ENDPOINT"
    KIND = "KIND"
    DAY = "DAY"


_NAMED = {
    ReportBy.PROJECT: ("projects", LedgerEntry.project_id),
    ReportBy.ACCOUNT: ("accounts", LedgerEntry.account_id),
    ReportBy.ENDPOINT: ("endpoints", LedgerEntry.endpoint_id),
}
_PLAIN = {
    ReportBy.MODEL: LedgerEntry.model,
    ReportBy.KIND: LedgerEntry.kind,
    ReportBy.DAY: cast(LedgerEntry.day, Text),
}


@dataclass(frozen=True, slots=True)
class Period:
    """Days, both of them in it; open where None. Of one project, if one is named."""

    first: date | None = None
    last: date | None = None
    project_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is None for what is nobody's (or has no model, …)."""

    key: str | None
    name: str
    attempts: int
    expected: int
    spent: int


@dataclass(frozen=True, slots=True)
class Totals:
    held: int
    spent: int
    spent_today: int


async def report(
    session: AsyncSession, workspace_id: UUID, by: ReportBy, period: Period
) -> list[Row]:
    """The dearest first; of days, the oldest first."""
    entry = LedgerEntry
    if by in _NAMED:
        place, key = _NAMED[by]
        named = table(place, column("id"), column("name"))
        columns: tuple[Any, Any] = (cast(key, Text), named.c.name)
        source = select(*columns).outerjoin(named, named.c.id == key)
    else:
        value = _PLAIN[by]
        columns = (value, value)
        source = select(value.label("key"), value.label("name"))
    sums = (
        func.count(entry.attempt_id),
        func.coalesce(func.sum(entry.estimated), 0),
        func.coalesce(func.sum(entry.actual), 0).label("spent"),
    )
    rows = await session.execute(
        source.add_columns(*sums)
        .where(*_within(workspace_id, period))
        .group_by(*columns)
        .order_by(*([columns[0]] if by is ReportBy.DAY else [sums[2].desc(), columns[0]]))
        .limit(MOST_ROWS)
    )
    return [
        Row(key, name or "", attempts, int(expected), int(spent))
        for key, name, attempts, expected, spent in rows
    ]


async def unassigned(session: AsyncSession, workspace_id: UUID, period: Period) -> int:
    """What was billed and is nobody's."""
    total = await session.scalar(
        select(func.coalesce(func.sum(LedgerEntry.actual), 0)).where(
            *_within(workspace_id, period), LedgerEntry.project_id.is_(None)
        )
    )
    return int(total or 0)


async def totals(
    session: AsyncSession, workspace_id: UUID, project_id: UUID | None, today: date
) -> Totals:
    """Of the workspace, or of one project: two rows are read, however long the ledger is."""
    scope = BudgetScope.WORKSPACE if project_id is None else BudgetScope.PROJECT
    total = SpendingTotal
    rows = await session.execute(
        select(total.period, total.held, total.spent).where(
            total.workspace_id == workspace_id,
            total.scope == scope.value,
            total.scope_id == (project_id or workspace_id),
            total.period.in_([BudgetPeriod.TOTAL.value, BudgetPeriod.DAY.value]),
            total.starts_on.in_([BudgetPeriod.TOTAL.starts(today), today]),
        )
    )
    found = {period: (held, spent) for period, held, spent in rows}
    held, spent = found.get(BudgetPeriod.TOTAL.value, (0, 0))
    return Totals(held, spent, found.get(BudgetPeriod.DAY.value, (0, 0))[1])


def as_csv(by: ReportBy, rows: Sequence[Row]) -> str:
    """RFC 4180, amounts in dollars with all six digits; nothing that a spreadsheet would compute."""
    lines = (
        [as_cell(_named(row)), row.attempts, in_dollars(row.expected), in_dollars(row.spent)]
        for row in rows
    )
    return csv_of([by.value.lower(), "attempts", "expected_usd", "spent_usd"], lines)


def _named(row: Row) -> str:
    return row.name or ("unassigned" if row.key is None else row.key)


def _within(workspace_id: UUID, period: Period) -> list[Any]:
    entry = LedgerEntry
    conditions = [entry.workspace_id == workspace_id]
    if period.first is not None:
        conditions.append(entry.day >= period.first)
    if period.last is not None:
        conditions.append(entry.day <= period.last)
    if period.project_id is not None:
        conditions.append(entry.project_id == period.project_id)
    return conditions
