"""Money over the life of a job: held once, settled once, released at its end."""

import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from studio.rendering.attempts import (
    accept_attempt,
    begin_attempt,
    decline_attempt,
    expire_unknown,
)
from studio.rendering.collecting import finish_render
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.news import apply_report
from studio.rendering.ports import MediaKind, Output, ProviderBusy, Report, ReportState
from studio.rendering.service.cancelling import cancel_job
from studio.rendering.service.rerouting import reroute
from studio.rendering.service.retrying import retry_job
from studio.spending.models import LedgerEntry, PriceRow, Reservation, SpendingTotal
from studio.spending.money import Price, PriceOrigin, PriceUnit
from tests.workers.stage import Stage

TAKE = 40_000


async def priced(stage: Stage, price: int | None = TAKE) -> None:
    async with stage.context.work() as work:
        await work.session.execute(
            update(Endpoint)
            .where(Endpoint.id == stage.endpoint_id)
            .values(source="USER", options={"price": price, "dialect": "worker-comfyui"})
        )


async def begin(stage: Stage, job_id: UUID) -> UUID:
    async with stage.context.work() as work:
        begun = await begin_attempt(
            work, job_id, secret=random.randbytes(8).hex(), ttl=60, now=stage.context.now()
        )
    assert begun is not None
    return begun.attempt_id


async def accept(stage: Stage, attempt: UUID) -> None:
    async with stage.context.work() as work:
        await accept_attempt(work, attempt, f"p-{attempt}", now=stage.context.now())


async def report(stage: Stage, attempt: UUID, state: ReportState, **told: Any) -> None:
    async with stage.context.work() as work:
        await apply_report(work, attempt, Report(state, **told), now=stage.context.now())


async def money(stage: Stage) -> tuple[int, int]:
    """Held and spent, which must agree with the ledger in every account that there is."""
    async with stage.context.sessions() as session:
        held = await session.scalar(
            select(func.coalesce(func.sum(Reservation.amount), 0)).where(
                Reservation.closed_at.is_(None)
            )
        )
        spent = await session.scalar(select(func.coalesce(func.sum(LedgerEntry.actual), 0)))
        rows = await session.execute(
            select(SpendingTotal.scope, SpendingTotal.held, SpendingTotal.spent).where(
                SpendingTotal.period == "TOTAL"
            )
        )
        for scope, counted_held, counted_spent in rows:
            assert (counted_held, counted_spent) == (held, spent), scope
    return int(held or 0), int(spent or 0)


async def entries(stage: Stage) -> list[tuple[str | None, int, str]]:
    async with stage.context.sessions() as session:
        rows = await session.scalars(select(LedgerEntry).order_by(LedgerEntry.id))
        return [(row.outcome, row.actual, row.source) for row in rows]


async def test_what_was_never_accepted_is_not_paid_and_stays_held(stage: Stage) -> None:
    await priced(stage)
    (job,) = await stage.ask(count=2)
    assert await money(stage) == (2 * TAKE, 0)
    attempt = await begin(stage, job)
    async with stage.context.work() as work:
        await decline_attempt(work, attempt, ProviderBusy("full"), now=stage.context.now())
    assert await money(stage) == (2 * TAKE, 0), "it is tried again"
    assert await entries(stage) == [("NOT_ACCEPTED", 0, "UNBILLED")]


async def test_what_may_have_been_accepted_is_paid_in_full(stage: Stage) -> None:
    await priced(stage)
    (job,) = await stage.ask(count=2)
    attempt = await begin(stage, job)
    for _ in range(2):
        async with stage.context.work() as work:
            later = stage.context.now() + timedelta(seconds=61)
            await expire_unknown(work, attempt, now=later)
    assert await money(stage) == (0, 2 * TAKE)
    assert await entries(stage) == [("UNKNOWN", 2 * TAKE, "MAXIMUM")]


async def test_each_attempt_is_settled_once_however_often_its_end_is_told(stage: Stage) -> None:
    await priced(stage, None)
    (job,) = await stage.ask()
    attempt = await begin(stage, job)
    await accept(stage, attempt)
    await report(stage, attempt, ReportState.RUNNING)
    for _ in range(3):
        await report(stage, attempt, ReportState.FAILED, execution_ms=1_500)
    held, spent = await money(stage)
    assert (held, spent) == (0, 2 * 2400), "two begun seconds of the dearest worker"
    async with stage.context.work() as work:
        await retry_job(work, stage.viewer, job, stage.paying)
    held, spent = await money(stage)
    assert held > 0
    second = await begin(stage, job)
    await accept(stage, second)
    await report(stage, second, ReportState.CANCELLED)
    assert await money(stage) == (0, 2 * 2400)
    assert [one[2] for one in await entries(stage)] == ["COMPUTED", "UNBILLED"]


@pytest.mark.parametrize(
    ("tokens", "entry"),
    [(700, ("COMPLETED", 7_000, "COMPUTED")), (None, ("COMPLETED", 10_000, "MAXIMUM"))],
)
async def test_what_is_paid_by_the_token_costs_what_was_counted(
    stage: Stage, tokens: int | None, entry: tuple[str, int, str]
) -> None:
    await priced(stage)
    (job,) = await stage.ask()
    price = Price(PriceUnit.TOKEN, 10, PriceOrigin.TABLE, tokens_per_take=1_000)
    async with stage.context.work() as work:
        held = await work.session.get_one(Reservation, job)
        held.price, held.amount = price.as_json(), 10_000
    attempt = await begin(stage, job)
    await accept(stage, attempt)
    await report(stage, attempt, ReportState.RUNNING)
    made = Output(0, MediaKind.IMAGE, "image/png", 5, "ab" * 32)
    await report(stage, attempt, ReportState.COMPLETED, tokens=tokens, outputs=(made,))
    async with stage.context.work() as work:
        await finish_render(work, attempt, [], now=stage.context.now())
    assert await entries(stage) == [entry]


@pytest.mark.parametrize("ending", [ReportState.CANCELLED, ReportState.FAILED])
@pytest.mark.parametrize(("price", "source"), [(None, "COMPUTED"), (TAKE, "UNBILLED")])
async def test_a_start_is_billed_where_seconds_are(
    stage: Stage, price: int | None, source: str, ending: ReportState
) -> None:
    await priced(stage, price)
    (job,) = await stage.ask()
    attempt = await begin(stage, job)
    await accept(stage, attempt)
    await report(stage, attempt, ReportState.STARTING)
    async with stage.context.work() as work:
        row = await work.session.get_one(Attempt, attempt)
        assert row.starting_at is not None
        row.starting_at -= timedelta(seconds=30)
    await report(stage, attempt, ending)
    ((_, amount, told),) = await entries(stage)
    assert told == source
    if price is None:
        assert 30 * 2400 < amount <= 60 * 2400
        async with stage.context.sessions() as session:
            (entry,) = await session.scalars(select(LedgerEntry))
            assert entry.usage["startingMs"] >= 30_000
    await money(stage)


async def test_what_only_waited_is_not_billed(stage: Stage) -> None:
    await priced(stage, None)
    (job,) = await stage.ask()
    attempt = await begin(stage, job)
    await accept(stage, attempt)
    await report(stage, attempt, ReportState.QUEUED)
    await report(stage, attempt, ReportState.CANCELLED)
    assert [one[1:] for one in await entries(stage)] == [(0, "UNBILLED")]


def another(here: Endpoint, **options: int) -> Endpoint:
    """An endpoint of the same workspace."""
    return Endpoint(
        workspace_id=here.workspace_id,
        provider="RUNPOD",
        source="USER",
        name="There",
        remote_id="there",
        concurrency=1,
        options={**options, "dialect": "worker-comfyui"},
    )


async def test_a_render_that_moved_is_stopped_when_its_price_there_says(stage: Stage) -> None:
    await priced(stage, None)
    (job,) = await stage.ask()
    async with stage.context.work() as work:
        here = await work.session.get_one(Endpoint, stage.endpoint_id)
        there = another(here)
        work.session.add(there)
        await work.session.flush()
        work.session.add(
            PriceRow(
                workspace_id=here.workspace_id,
                endpoint_id=there.id,
                unit="SECOND",
                amount=1,
                longest_seconds=77,
                version=1,
            )
        )
        here.enabled = False
        await work.session.execute(
            update(RenderJob).where(RenderJob.id == job).values(pinned=False)
        )
    async with stage.context.work() as work:
        assert await reroute(work, stage.context.now(), reachable=True, longest=1800) == 1
    assert (await stage.job(job)).brief["longest_seconds"] == 77


async def test_what_is_cancelled_before_it_was_sent_costs_nothing(stage: Stage) -> None:
    await priced(stage)
    (job,) = await stage.ask()
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job)
    assert await money(stage) == (0, 0)
    assert await entries(stage) == []


@pytest.mark.parametrize(("price", "moves"), [(TAKE, True), (TAKE - 1, True), (TAKE + 1, False)])
async def test_nothing_goes_where_it_costs_more_than_is_held(
    stage: Stage, price: int, moves: bool
) -> None:
    await priced(stage)
    (job,) = await stage.ask()
    async with stage.context.work() as work:
        here = await work.session.get_one(Endpoint, stage.endpoint_id)
        there = another(here, price=price)
        work.session.add(there)
        here.enabled = False
        # Routing is told nothing of the prices: what is held decides.
        here.options = {**here.options, "price": TAKE + 10}
        await work.session.execute(
            update(RenderJob).where(RenderJob.id == job).values(pinned=False)
        )
    async with stage.context.work() as work:
        moved = await reroute(work, stage.context.now(), reachable=True, longest=1800)
    assert moved == int(moves)
    async with stage.context.sessions() as session:
        held = await session.get_one(Reservation, job)
        assert held.price["amount"] == (price if moves else TAKE)
    assert await money(stage) == (TAKE, 0)


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_happens_the_sums_agree_and_nothing_stays_held(
    stage: Stage, seed: int
) -> None:
    dice = random.Random(seed)
    await priced(stage, dice.choice([None, TAKE, 0]))
    jobs = [job for _ in range(4) for job in await stage.ask(count=dice.randint(1, 3))]
    for _ in range(30):
        job = dice.choice(jobs)
        state = (await stage.job(job)).state
        attempts = [one for one in await stage.attempts(job) if one.ended_at is None]
        if state == "QUEUED":
            if dice.random() < 0.2:
                async with stage.context.work() as work:
                    await cancel_job(work, stage.viewer, job)
            else:
                await begin(stage, job)
        elif attempts:
            await some_news(stage, dice, attempts[0])
        elif state in {"FAILED", "CANCELLED"} and dice.random() < 0.5:
            async with stage.context.work() as work:
                await retry_job(work, stage.viewer, job, stage.paying)
        await money(stage)
    for job in jobs:
        if (await stage.job(job)).state == "QUEUED":
            async with stage.context.work() as work:
                await cancel_job(work, stage.viewer, job)
        for attempt in await stage.attempts(job):
            await accept(stage, attempt.id)
            await report(stage, attempt.id, ReportState.FAILED, execution_ms=100)
    assert (await money(stage))[0] == 0


async def some_news(stage: Stage, dice: random.Random, attempt: Attempt) -> None:
    if attempt.accepted_at is None and dice.random() < 0.3:
        async with stage.context.work() as work:
            await decline_attempt(work, attempt.id, ProviderBusy("full"), now=stage.context.now())
        return
    await accept(stage, attempt.id)
    ending = dice.choice([ReportState.FAILED, ReportState.CANCELLED, ReportState.TIMED_OUT])
    state = dice.choice([ReportState.QUEUED, ReportState.RUNNING, ending])
    ran = dice.choice([None, dice.randint(0, 90_000)])
    await report(stage, attempt.id, state, execution_ms=ran)
