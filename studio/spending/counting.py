"""The rows that money is counted in: one statement for a reservation, one for a settlement.

They are the hottest rows of a workspace: they are locked last, in one order, just before the streams.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Date, Text, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from studio.kernel.work import Work
from studio.spending.admission import Account, BudgetPeriod, BudgetScope, Standing

_ARRAYS = (
    bindparam("scopes", type_=ARRAY(Text)),
    bindparam("scope_ids", type_=ARRAY(PG_UUID)),
    bindparam("periods", type_=ARRAY(Text)),
    bindparam("days", type_=ARRAY(Date)),
    bindparam("amounts", type_=ARRAY(BigInteger)),
)

_HOLD = text("""
WITH held AS (
    INSERT INTO spending_totals AS total (workspace_id, scope, scope_id, period, starts_on, held)
    SELECT :workspace, scope, scope_id, period, starts_on, amount
    FROM unnest(:scopes, :scope_ids, :periods, :days, :amounts)
         AS wanted(scope, scope_id, period, starts_on, amount)
    ORDER BY 2, 3, 4, 5
    ON CONFLICT (workspace_id, scope, scope_id, period, starts_on)
    DO UPDATE SET held = total.held + EXCLUDED.held
    RETURNING scope, scope_id, period, held, spent
)
SELECT held.scope, held.scope_id, held.period, hard_limit, soft_limit, held, spent
FROM held JOIN budgets ON budgets.workspace_id = :workspace
    AND budgets.scope = held.scope AND budgets.scope_id = held.scope_id
    AND budgets.period = held.period AND budgets.deleted_at IS NULL
""").bindparams(*_ARRAYS)

_SETTLE = text("""
WITH wanted AS (
    SELECT * FROM unnest(:scopes, :scope_ids, :periods, :days, :amounts, :spent)
         AS wanted(scope, scope_id, period, starts_on, released, spent)
), ready AS (
    SELECT scope, scope_id, period, starts_on
    FROM spending_totals AS total JOIN wanted USING (scope, scope_id, period, starts_on)
    WHERE total.workspace_id = :workspace
    ORDER BY scope, scope_id, period, starts_on FOR UPDATE OF total
)
UPDATE spending_totals AS total
SET held = total.held - wanted.released, spent = total.spent + wanted.spent
FROM wanted JOIN ready USING (scope, scope_id, period, starts_on)
WHERE total.workspace_id = :workspace AND total.scope = wanted.scope
  AND total.scope_id = wanted.scope_id AND total.period = wanted.period
  AND total.starts_on = wanted.starts_on
""").bindparams(*_ARRAYS, bindparam("spent", type_=ARRAY(BigInteger)))


async def hold(
    work: Work, workspace: UUID, amounts: dict[Account, int]
) -> Sequence[tuple[Account, Standing]]:
    """Add to what is held; the budgets that this counts against, as they were before.

    Whoever is refused rolls back. Nothing else is locked after this but the streams.
    """
    if not any(amounts.values()):
        return []
    rows = await work.session.execute(_HOLD, {"workspace": workspace, **_arrays(amounts)})
    by_key = {(one.scope, one.scope_id, one.period): one for one in amounts}
    found = []
    for row in rows:
        account = by_key[row.scope, row.scope_id, row.period]
        standing = Standing(
            BudgetScope(row.scope),
            BudgetPeriod(row.period),
            row.hard_limit,
            row.soft_limit,
            row.held - amounts[account],
            row.spent,
            row.scope_id,
        )
        found.append((account, standing))
    return found


async def open_accounts(work: Work, workspace: UUID, accounts: Sequence[Account]) -> None:
    """Have rows for these, so that something can be settled in them."""
    await work.session.execute(
        _HOLD, {"workspace": workspace, **_arrays(dict.fromkeys(accounts, 0))}
    )


_KEY = "spending"


def settle_at_last(
    work: Work, workspace: UUID, accounts: Sequence[Account], *, released: int, spent: int
) -> None:
    """Release what was held and count what was spent, when the work is about to be committed."""
    if not released and not spent:
        return
    if _KEY not in work.session.info:
        work.session.info[_KEY] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
        work.at_last(lambda: _settle(work))
    work.stir(workspace)
    for account in accounts:
        sums = work.session.info[_KEY][workspace][account]
        sums[0] += released
        sums[1] += spent


async def _settle(work: Work) -> None:
    waiting = work.session.info.pop(_KEY)
    for workspace in sorted(waiting):
        sums = waiting[workspace]
        arrays = _arrays({account: both[0] for account, both in sums.items()})
        spent = [sums[account][1] for account in sorted(sums)]
        await work.session.execute(_SETTLE, {"workspace": workspace, **arrays, "spent": spent})


def _arrays(amounts: dict[Account, int]) -> dict[str, list[Any]]:
    ordered = sorted(amounts)
    return {
        "scopes": [one.scope for one in ordered],
        "scope_ids": [one.scope_id for one in ordered],
        "periods": [one.period for one in ordered],
        "days": [one.starts_on for one in ordered],
        "amounts": [amounts[one] for one in ordered],
    }
