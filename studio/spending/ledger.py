"""What a render holds and what it cost in the end: each a step of somebody's unit of work."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.dialects.postgresql import insert

from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.spending.admission import Account, Standing, accounts_of
from studio.spending.counting import hold, open_accounts, settle_at_last
from studio.spending.models import LedgerEntry, QuoteUse, Reservation
from studio.spending.money import Charge, ChargeSource, Load, Price, Usage, charge


@dataclass(frozen=True, slots=True)
class Hold:
    """What is to be held for a job, and what it was told to cost."""

    job_id: UUID
    project_id: UUID
    account_id: UUID
    amount: int
    expected: int
    price: Price


async def use_quote(work: Work, quote_id: UUID) -> None:
    """Take the quote up in this work; whoever does so at the same moment is waited for.

    Raises QUOTE_USED.
    """
    taken = await work.session.scalar(
        insert(QuoteUse)
        .values(quote_id=quote_id)
        .on_conflict_do_nothing(index_elements=["quote_id"])
        .returning(QuoteUse.quote_id)
    )
    if taken is None:
        raise UserError(
            "This quote was used already. Ask for a new one.",
            code=ErrorCode.QUOTE_USED,
            field=["quoteId"],
        )


def sums_of(
    workspace_id: UUID,
    holds: Sequence[Hold],
    day: date,
    freed: Mapping[Account, int] | None = None,
) -> dict[Account, int]:
    """What these add to each account that they count in, once what is freed is gone from it."""
    sums: dict[Account, int] = defaultdict(int)
    for account, amount in (freed or {}).items():
        sums[account] -= amount
    for one in holds:
        for account in accounts_of(workspace_id, one.project_id, one.account_id, day):
            sums[account] += one.amount
    return dict(sums)


async def reserve(
    work: Work,
    workspace_id: UUID,
    holds: Sequence[Hold],
    *,
    day: date,
    freed: Mapping[Account, int] | None = None,
) -> list[tuple[int, Standing]]:
    """Hold all of it; what each budget is to bear, and how it stood before. The jobs are written.

    Again for a job that is over: it is held anew. For one that is not, `freed` is what was held for
    it (`held_in`), which this takes the place of. Whoever is not admitted rolls back.
    """
    if not holds:
        return []
    statement = insert(Reservation)
    changed = {
        name: statement.excluded[name] for name in ("amount", "expected", "price", "day")
    } | {"closed_at": None}
    rows = [
        {
            "job_id": one.job_id,
            "workspace_id": workspace_id,
            "project_id": one.project_id,
            "account_id": one.account_id,
            "amount": one.amount,
            "expected": one.expected,
            "price": one.price.as_json(),
            "day": day,
        }
        for one in sorted(holds, key=lambda one: one.job_id)
    ]
    await work.session.execute(
        statement.on_conflict_do_update(index_elements=["job_id"], set_=changed), rows
    )
    sums = sums_of(workspace_id, holds, day, freed)
    more = {account: amount for account, amount in sums.items() if amount > 0}
    if any(amount < 0 for amount in sums.values()):
        # All of them locked in their one order, before any is changed.
        await open_accounts(work, workspace_id, list(sums))
    counted = await hold(work, workspace_id, more)
    for account in sums.keys() - more.keys():
        settle_at_last(work, workspace_id, [account], released=-sums[account], spent=0)
    return [(more[account], standing) for account, standing in counted]


async def held_in(work: Work, job_ids: Collection[UUID]) -> dict[Account, int]:
    """What is held for these jobs, in each account that it counts in."""
    sums: dict[Account, int] = defaultdict(int)
    rows = await work.session.scalars(
        select(Reservation).where(_one_of(job_ids), Reservation.closed_at.is_(None))
    )
    for row in rows:
        for account in _accounts(row):
            sums[account] += row.amount
    return dict(sums)


@dataclass(frozen=True, slots=True)
class Settled:
    """An attempt that is over. `billed` is false where the provider surely did not work on it."""

    job_id: UUID
    attempt_id: UUID
    endpoint_id: UUID
    model: str | None
    load: Load
    used: Usage
    outcome: str
    billed: bool
    unknown: bool = False


async def settle(work: Work, done: Settled) -> None:
    """Write what the attempt cost, once; what is held for its job stays held until that is over."""
    held = await work.session.get(Reservation, done.job_id)
    if held is None:
        return
    price = Price.from_json(held.price)
    cost = _cost(price, done, most=held.amount)
    written = await work.session.scalar(
        insert(LedgerEntry)
        .values(
            workspace_id=held.workspace_id,
            project_id=held.project_id,
            account_id=held.account_id,
            endpoint_id=done.endpoint_id,
            job_id=done.job_id,
            attempt_id=done.attempt_id,
            kind=done.load.kind.value,
            model=done.model,
            estimated=held.expected,
            reserved=held.amount,
            actual=cost.amount,
            source=cost.source.value,
            outcome=done.outcome,
            price=held.price,
            usage=_usage(done.used),
            day=held.day,
        )
        .on_conflict_do_nothing(index_elements=["attempt_id"])
        .returning(LedgerEntry.id)
    )
    if written is not None:
        settle_at_last(work, held.workspace_id, _accounts(held), released=0, spent=cost.amount)


async def release(work: Work, job_ids: Collection[UUID], *, now: datetime) -> None:
    """Hold nothing any more for these jobs, which are over. A second time nothing is left to do."""
    if not job_ids:
        return
    rows = await work.session.execute(
        update(Reservation)
        .where(_one_of(job_ids), Reservation.closed_at.is_(None))
        .values(closed_at=now)
        .returning(
            Reservation.workspace_id,
            Reservation.project_id,
            Reservation.account_id,
            Reservation.day,
            Reservation.amount,
        )
        .execution_options(synchronize_session=False)
    )
    for row in rows:
        settle_at_last(work, row.workspace_id, _accounts(row), released=row.amount, spent=0)


async def reprice(work: Work, job_ids: Collection[UUID], price: Price) -> None:
    """The jobs go where this is what they cost, which is no more than what is held for them."""
    await work.session.execute(
        update(Reservation)
        .where(_one_of(job_ids), Reservation.closed_at.is_(None))
        .values(price=price.as_json())
        .execution_options(synchronize_session=False)
    )


async def held_for(work: Work, job_ids: Collection[UUID]) -> Mapping[UUID, int]:
    rows = await work.session.execute(
        select(Reservation.job_id, Reservation.amount).where(
            _one_of(job_ids), Reservation.closed_at.is_(None)
        )
    )
    return {job_id: amount for job_id, amount in rows}  # noqa: C416 (typed rows)


def _one_of(job_ids: Collection[UUID]) -> ColumnElement[bool]:
    """One bound value, however many they are."""
    found: ColumnElement[bool] = Reservation.job_id == any_of(job_ids)
    return found


def _accounts(held: Any) -> list[Account]:
    return accounts_of(held.workspace_id, held.project_id, held.account_id, held.day)


def _cost(price: Price, done: Settled, *, most: int) -> Charge:
    if price.amount == 0:
        return Charge(0, ChargeSource.FREE)
    if done.unknown:
        return Charge(most, ChargeSource.MAXIMUM)
    if not done.billed:
        return Charge(0, ChargeSource.UNBILLED)
    return charge(price, done.load, done.used, most=most)


def _usage(used: Usage) -> dict[str, int]:
    told = {
        "takes": used.takes,
        "runningMs": used.running_ms,
        "startingMs": used.starting_ms,
        "tokens": used.tokens,
    }
    return {name: value for name, value in told.items() if value is not None}
