"""The price table of a workspace, and how its budgets stand."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from studio.library.media import MediaKind
from studio.spending.admission import Account, BudgetPeriod, BudgetScope, Standing
from studio.spending.models import Budget, PriceRow, SpendingTotal
from studio.spending.money import Price, PriceOrigin, PriceUnit
from studio.spending.pricebook import Entry, PriceBook


async def price_book(session: AsyncSession, workspace_id: UUID) -> PriceBook:
    rows = await session.scalars(
        select(PriceRow).where(PriceRow.workspace_id == workspace_id, PriceRow.deleted_at.is_(None))
    )
    return PriceBook(tuple(map(_entry, rows)))


def _entry(row: PriceRow) -> Entry:
    return Entry(
        id=row.id,
        price=Price(
            PriceUnit(row.unit),
            row.amount,
            PriceOrigin.TABLE,
            row.label,
            row.cold_start_seconds,
            row.idle_seconds,
            row.typical_seconds,
            row.longest_seconds,
            row.tokens_per_take,
        ),
        endpoint_id=row.endpoint_id,
        provider=row.provider,
        model=row.model,
        kind=MediaKind(row.kind) if row.kind else None,
        most_pixels=row.most_pixels,
    )


async def standings(
    session: AsyncSession, workspace_id: UUID, accounts: Sequence[Account]
) -> list[tuple[Account, Standing]]:
    """The budgets of these, as they stand now; to be told, not to be relied on."""
    by_key = {(one.scope, one.scope_id, one.period): one for one in accounts}
    total = SpendingTotal
    rows = await session.execute(
        select(Budget, total.held, total.spent, total.starts_on)
        .outerjoin(
            total,
            and_(
                total.workspace_id == Budget.workspace_id,
                total.scope == Budget.scope,
                total.scope_id == Budget.scope_id,
                total.period == Budget.period,
                total.starts_on.in_({one.starts_on for one in accounts}),
            ),
        )
        .where(
            Budget.workspace_id == workspace_id,
            Budget.deleted_at.is_(None),
            tuple_(Budget.scope, Budget.scope_id, Budget.period).in_(by_key),
        )
    )
    found: dict[Account, Standing] = {}
    for budget, held, spent, starts_on in rows:
        account = by_key[budget.scope, budget.scope_id, budget.period]
        if account in found and starts_on != account.starts_on:
            continue
        counted = starts_on == account.starts_on
        found[account] = Standing(
            BudgetScope(budget.scope),
            BudgetPeriod(budget.period),
            budget.hard_limit,
            budget.soft_limit,
            held if counted else 0,
            spent if counted else 0,
            budget.scope_id,
        )
    return list(found.items())
