"""What people say about money: prices, budgets, and what a provider has billed besides."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.accounts.models import Member
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.spending.admission import BudgetPeriod, BudgetScope, accounts_of
from studio.spending.counting import open_accounts, settle_at_last
from studio.spending.models import Budget, LedgerEntry, PriceRow
from studio.spending.money import MOST_AMOUNT, ChargeSource, PriceUnit, in_words
from studio.spending.pricelist import gpu_price

MOST_PRICES = 500
FIRST_BILL = date(2020, 1, 1)
MOST_SECONDS = 24 * 3600
MOST_TOKENS = 10**9
_COUNTS = {
    "cold_start_seconds": (0, MOST_SECONDS),
    "idle_seconds": (0, MOST_SECONDS),
    "typical_seconds": (1, MOST_SECONDS),
    "longest_seconds": (1, MOST_SECONDS),
    "tokens_per_take": (1, MOST_TOKENS),
    "most_pixels": (1, 2**31 - 1),
}


async def create_price(
    work: Work, viewer: Viewer, *, gpu: str | None, given: Mapping[str, Any]
) -> PriceRow:
    """A line of the price table. `gpu` is one of the list that comes with the studio; `given` may say
    otherwise: endpoint_id, provider, model, kind, most_pixels, unit, amount, label, and seconds.
    """
    viewer.demand_administration("money")
    count = await work.session.scalar(
        select(func.count()).where(
            PriceRow.workspace_id == viewer.workspace_id, PriceRow.deleted_at.is_(None)
        )
    )
    if (count or 0) >= MOST_PRICES:
        raise UserError(
            f"A price table has {MOST_PRICES} lines at most. Delete some first.",
            code=ErrorCode.LIMIT_EXCEEDED,
        )
    values = {**_from_list(gpu), **{name: one for name, one in given.items() if one is not None}}
    if "unit" not in values or "amount" not in values:
        raise UserError("Give a unit and an amount, or a gpu of the list.", field=["amount"])
    row = PriceRow(id=uuid7(), workspace_id=viewer.workspace_id, version=1, **_checked(values))
    work.session.add(row)
    await work.session.flush()
    return row


async def update_price(
    work: Work,
    viewer: Viewer,
    price_id: UUID | None,
    *,
    expected_version: int | None,
    given: Mapping[str, Any],
) -> PriceRow:
    """Change what it costs; for what it holds stays as it is. Renders under way keep their price."""
    viewer.demand_administration("money")
    row = await find(work, viewer, PriceRow, price_id)
    check_version(row.version, expected_version)
    kept = {
        name: getattr(row, name)
        for name in ("unit", "amount", "label", *_COUNTS)
        if getattr(row, name) is not None
    }
    for name, value in _checked({**kept, **given}).items():
        setattr(row, name, value)
    row.version += 1
    return row


async def delete_price(work: Work, viewer: Viewer, price_id: UUID | None) -> None:
    viewer.demand_administration("money")
    row = await find(work, viewer, PriceRow, price_id)
    row.deleted_at, row.deletion_id = func.now(), uuid7()


async def end_prices_of(work: Work, endpoint_id: UUID) -> None:
    """The endpoint is deleted: what was said of its prices holds for nothing any more."""
    await work.session.execute(
        update(PriceRow)
        .where(PriceRow.endpoint_id == endpoint_id, PriceRow.deleted_at.is_(None))
        .values(deleted_at=func.now(), deletion_id=uuid7())
        .execution_options(synchronize_session=False)
    )


async def set_budget(
    work: Work,
    viewer: Viewer,
    *,
    scope: BudgetScope,
    scope_id: UUID | None,
    period: BudgetPeriod,
    hard: int | None,
    soft: int | None,
) -> UUID:
    """Limit what a scope spends in a period; in place of the budget it had. Its id.

    What is spent already counts: it may be over at once.
    """
    viewer.demand_administration("money")
    target = await _scope_id(work, viewer, scope, scope_id)
    for name, value in (("hardLimit", hard), ("softLimit", soft)):
        if value is not None and not 0 <= value <= MOST_AMOUNT:
            raise UserError(f"A limit lies between 0 and {MOST_AMOUNT}.", field=[name])
    if hard is None and soft is None:
        raise UserError("Give a hard limit, a soft one, or both.", field=["hardLimit"])
    if hard is not None and soft is not None and soft > hard:
        raise UserError("The soft limit lies below the hard one.", field=["softLimit"])
    row = await work.session.scalar(
        select(Budget)
        .where(
            Budget.workspace_id == viewer.workspace_id,
            Budget.scope == scope.value,
            Budget.scope_id == target,
            Budget.period == period.value,
            Budget.deleted_at.is_(None),
        )
        .with_for_update()
    )
    if row is None:
        row = Budget(
            id=uuid7(),
            workspace_id=viewer.workspace_id,
            scope=scope.value,
            scope_id=target,
            period=period.value,
            version=0,
        )
        work.session.add(row)
    row.hard_limit, row.soft_limit = hard, soft
    row.version += 1
    await work.session.flush()
    return row.id


async def delete_budget(work: Work, viewer: Viewer, budget_id: UUID | None) -> None:
    viewer.demand_administration("money")
    row = await find(work, viewer, Budget, budget_id)
    row.deleted_at, row.deletion_id = func.now(), uuid7()


async def record_bill(
    work: Work,
    viewer: Viewer,
    *,
    amount: int,
    day: date,
    today: date,
    note: str,
    endpoint_id: UUID | None = None,
    project_id: UUID | None = None,
) -> UUID:
    """Count what a provider billed that no attempt of ours accounts for. Without a project it is
    nobody's, and shown as unassigned."""
    viewer.demand_administration("money")
    if not 1 <= amount <= MOST_AMOUNT:
        raise UserError(f"An amount lies between 1 and {MOST_AMOUNT}.", field=["amount"])
    if not FIRST_BILL <= day <= today + timedelta(days=1):
        raise UserError(f"A bill is of a day from {FIRST_BILL} to tomorrow.", field=["at"])
    if project_id is not None:
        await find(work, viewer, Project, project_id, lock=False, field="projectId")
    entry = LedgerEntry(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        project_id=project_id,
        endpoint_id=endpoint_id,
        estimated=0,
        reserved=0,
        actual=amount,
        source=ChargeSource.BILL.value,
        note=checked(note, "note", limit=NAME),
        day=day,
    )
    work.session.add(entry)
    await work.session.flush()
    accounts = accounts_of(viewer.workspace_id, project_id, None, day)
    await open_accounts(work, viewer.workspace_id, accounts)
    settle_at_last(work, viewer.workspace_id, accounts, released=0, spent=amount)
    return entry.id


async def _scope_id(work: Work, viewer: Viewer, scope: BudgetScope, scope_id: UUID | None) -> UUID:
    if scope is BudgetScope.WORKSPACE:
        return viewer.workspace_id
    if scope_id is None:
        raise UserError("Say whose budget it is.", field=["scopeId"])
    if scope is BudgetScope.PROJECT:
        project = await find(work, viewer, Project, scope_id, lock=False, field="scopeId")
        return project.id
    member = await work.session.get(Member, (viewer.workspace_id, scope_id))
    if member is None:
        raise NotFound("There is no account of this id.", field=["scopeId"])
    return scope_id


def _from_list(gpu: str | None) -> dict[str, Any]:
    if gpu is None:
        return {}
    found = gpu_price(gpu)
    if found is None:
        raise UserError("There is no such GPU in the list. See gpuPrices.", field=["gpu"])
    return {
        "unit": found.unit.value,
        "amount": found.amount,
        "label": found.label,
        "cold_start_seconds": found.cold_start_seconds,
        "idle_seconds": found.idle_seconds,
    }


def _checked(values: Mapping[str, Any]) -> dict[str, Any]:
    kept = dict(values)
    if not 0 <= kept["amount"] <= MOST_AMOUNT:
        raise UserError(f"An amount lies between 0 and {MOST_AMOUNT}.", field=["amount"])
    for name in ("label", "model"):
        if name in kept:
            kept[name] = checked(kept[name], name, limit=NAME)
    for name, (least, most) in _COUNTS.items():
        if kept.get(name) is not None and not least <= kept[name] <= most:
            first, *rest = name.split("_")
            field = first + "".join(map(str.title, rest))
            raise UserError(f"{field} lies between {least} and {most}.", field=[field])
    if kept["unit"] == PriceUnit.TOKEN.value and not kept.get("tokens_per_take"):
        raise UserError("Say how many tokens a take usually needs.", field=["tokensPerTake"])
    _check_countable(kept)
    return kept


def _check_countable(values: Mapping[str, Any]) -> None:
    """That one render of this price can be counted, however long it runs."""
    units, words = 1, ""
    if values["unit"] == PriceUnit.SECOND.value:
        longest = values.get("longest_seconds") or MOST_SECONDS
        units = values.get("cold_start_seconds", 0) + values.get("idle_seconds", 0) + longest
        words = "coldStartSeconds, idleSeconds or longestSeconds"
    elif values["unit"] == PriceUnit.TOKEN.value:
        units, words = values["tokens_per_take"], "tokensPerTake"
    if values["amount"] * units > MOST_AMOUNT:
        raise UserError(
            f"With this a render could cost more than {in_words(MOST_AMOUNT)}. Lower the amount, or "
            f"{words}.",
            field=["amount"],
        )
