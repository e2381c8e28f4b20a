"""What every provider does, over real sockets against a server of its protocol."""

import asyncio
from collections.abc import Awaitable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.providers.registry import finder_for
from studio.rendering.ports import (
    Lost,
    Output,
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderMisconfigured,
    ProviderRefused,
    ProviderUnsupported,
    Report,
    ReportState,
)
from tests.contract.providers.meddling import DROP, http
from tests.contract.providers.sides import KEY, Side
from tests.doubles.waiting import PATIENCE, until

LIMIT = 10**7
OVER = {ReportState.CANCELLED, ReportState.GONE}
RUBBISH = [b"", b"<html>", b"[", b"[" * 99_999, b"null", b"[1]", b'"x"', b"{}", b'{"status":[]}']


async def job_of(side: Side, count: int = 1) -> str:
    return (await side.provider.submit(side.order(count))).provider_job_id


async def reaches(side: Side, job: str, *states: ReportState) -> Report:
    async with asyncio.timeout(PATIENCE):
        report = await side.provider.status(job)
        while report.state not in states:
            await asyncio.sleep(0.02)
            report = await side.provider.status(job)
    return report


async def fault(call: Awaitable[object]) -> ProviderError | None:
    """What the provider raises; anything but a ProviderError comes through."""
    error: ProviderError | None = None
    try:
        await call
    except ProviderError as caught:
        error = caught
    assert KEY not in repr(error)
    return error


def calls(side: Side) -> tuple[Awaitable[object], ...]:
    provider = side.provider
    nobody = side.nobody
    return provider.submit(side.order()), provider.status(nobody), provider.cancel(nobody)


async def test_an_order_is_accepted_once(side: Side) -> None:
    job = await job_of(side)
    assert side.accepted() == [job]
    assert KEY not in repr(side.provider)


async def test_a_lost_answer_is_no_reason_to_send_again(side: Side) -> None:
    side.meddler.spoil(*side.submit, forward=True)
    try:
        accepted = await side.provider.submit(side.order())
    except ProviderLost:
        assert not side.names, "it could have been looked up"
        assert len(side.accepted()) == 1
    else:
        assert side.accepted() == [accepted.provider_job_id]


async def test_a_lost_answer_that_cannot_be_looked_up_stays_lost(side: Side) -> None:
    side.meddler.spoil(*side.submit, forward=True)
    side.meddler.spoil(*side.ask, times=99)
    with pytest.raises(ProviderLost) as lost:
        await side.provider.submit(side.order())
    if side.names:
        assert [lost.value.provider_job_id] == side.accepted()


async def test_what_never_arrived_is_sent_again_only_where_that_is_sure(side: Side) -> None:
    side.meddler.spoil(*side.submit, DROP)
    with pytest.raises(ProviderBusy if side.names else ProviderLost):
        await side.provider.submit(side.order())
    assert side.accepted() == []


async def test_what_became_of_a_lost_submission_can_be_asked_where_that_is_possible(
    side: Side,
) -> None:
    finder = finder_for(side.provider)
    if finder is None:
        return
    assert finder.names == side.names
    order = side.order()
    lost = Lost(order.attempt, order.brief, datetime(2020, 1, 1, tzinfo=UTC), frozenset())
    assert await finder.find(lost) is None
    accepted = (await side.provider.submit(order)).provider_job_id
    assert await finder.find(lost) == accepted
    await side.meddler.pull_out()
    with pytest.raises(ProviderBusy):
        await finder.find(lost)


async def test_a_busy_server_says_when_to_come_again(side: Side) -> None:
    if not side.http:
        return
    side.meddler.spoil(*side.submit, http(429, b"{}", "Retry-After: 7"))
    with pytest.raises(ProviderBusy) as busy:
        await side.provider.submit(side.order())
    assert busy.value.retry_after == 7
    assert side.accepted() == []


async def test_a_server_that_is_not_there_is_busy(side: Side) -> None:
    job = await job_of(side)
    await side.meddler.pull_out()
    assert not (await side.provider.health()).online
    for call in calls(side):
        assert type(await fault(call)) is ProviderBusy
    assert side.accepted() == [job]


async def test_a_refusal_is_final(side: Side) -> None:
    if not side.http:
        return
    side.meddler.spoil(*side.submit, http(400, b'{"error":"no such thing"}'))
    with pytest.raises(ProviderRefused, match="no such thing") as refused:
        await side.provider.submit(side.order())
    assert refused.value.code
    assert side.accepted() == []


@pytest.mark.parametrize("status", [401, 403, 302])
async def test_a_wrong_key_or_address_is_the_owners_to_mend(side: Side, status: int) -> None:
    if not side.http:
        return
    answer = http(status, b'{"error":"bad key %s"}' % KEY.encode(), "Location: http://127.0.0.1:9/")
    for method in ("GET", "POST"):
        side.meddler.spoil(method, "/", answer, times=99)
    for call in calls(side):
        error = await fault(call)
        assert type(error) is ProviderMisconfigured
        assert error.code
    assert not (await side.provider.health()).online


async def test_what_can_never_be_done_is_not_sent(side: Side) -> None:
    order = side.unsupported()
    if order is None:
        return
    with pytest.raises(ProviderUnsupported) as unsupported:
        await side.provider.submit(order)
    assert unsupported.value.code
    assert side.meddler.seen == []


async def test_it_waits_then_runs_then_gives_its_outputs(side: Side, tmp_path: Path) -> None:
    job = await job_of(side, count=side.most)
    assert (await side.provider.status(job)).state is ReportState.QUEUED
    await side.run(job)
    running = await reaches(side, job, ReportState.RUNNING)
    assert running.progress is None or 0 <= running.progress <= 1
    made = await side.finish(job)
    report = await reaches(side, job, ReportState.COMPLETED)
    assert [output.index for output in report.outputs] == list(range(side.most))
    assert {output.kind for output in report.outputs} == {side.kind}
    assert await side.provider.status(job) == report
    for output in report.outputs:
        file = tmp_path / str(output.index)
        if side.keeps:
            await side.provider.fetch(job, output, file, limit=LIMIT)
            assert file.read_bytes() == made[output.index]
        else:
            assert output.sha256
            with pytest.raises(ProviderRefused):
                await side.provider.fetch(job, output, file, limit=LIMIT)


async def test_an_output_is_not_taken_beyond_its_limit(side: Side, tmp_path: Path) -> None:
    if not side.keeps:
        return
    job = await job_of(side)
    made = await side.finish(job)
    (output,) = (await reaches(side, job, ReportState.COMPLETED)).outputs
    file = tmp_path / "0"
    with pytest.raises(ProviderRefused) as refused:
        await side.provider.fetch(job, output, file, limit=len(made[0]) - 1)
    assert refused.value.code == "OUTPUT_TOO_LARGE"
    await side.provider.fetch(job, output, file, limit=len(made[0]))
    assert file.read_bytes() == made[0]


async def test_an_output_that_is_gone_is_gone_and_one_that_is_away_is_not(
    side: Side, tmp_path: Path
) -> None:
    if not side.keeps:
        return
    job = await job_of(side)
    await side.finish(job)
    (output,) = (await reaches(side, job, ReportState.COMPLETED)).outputs
    nowhere = Output(0, side.kind, "image/png", None, None, source="filename=nothing.png")
    with pytest.raises(ProviderRefused):
        await side.provider.fetch(job, nowhere, tmp_path / "0", limit=LIMIT)
    side.meddler.spoil("GET", "/", http(503), times=99)
    with pytest.raises(ProviderBusy):
        await side.provider.fetch(job, output, tmp_path / "0", limit=LIMIT)
    side.meddler.mend()
    await side.provider.fetch(job, output, tmp_path / "0", limit=LIMIT)


@pytest.mark.parametrize("runs", [False, True])
async def test_a_job_is_cancelled_while_it_waits_and_while_it_runs(side: Side, runs: bool) -> None:
    first, second = await job_of(side), await job_of(side)
    if runs:
        await side.run(first)
    await side.provider.cancel(first)
    await reaches(side, first, *OVER)
    await side.provider.cancel(first)
    assert (await side.provider.status(second)).state not in OVER


async def test_a_job_that_is_unknown_is_gone_and_needs_no_cancelling(side: Side) -> None:
    job = await job_of(side)
    for nobody in (side.nobody, "nobody", f"{job}?x"):
        assert (await side.provider.status(nobody)).state is ReportState.GONE
        await side.provider.cancel(nobody)
    assert side.accepted() == [job]


async def test_a_server_that_was_killed_is_asked_again(side: Side) -> None:
    job = await job_of(side)
    await side.run(job)
    await side.meddler.pull_out()
    assert type(await fault(side.provider.status(job))) is ProviderBusy
    await side.restart()
    await side.meddler.plug_in()
    assert (await side.provider.health()).online
    assert (await side.provider.status(job)).state in {ReportState.RUNNING, ReportState.GONE}
    await job_of(side)


async def test_an_answer_that_drips_is_no_answer(
    side: Side, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not side.http:
        return
    job = await job_of(side)
    endless = http(200, b" " * 9_999)
    side.meddler.spoil(*side.ask, endless, drip=0.05)
    monkeypatch.setattr(side.patience, 1.0)
    async with asyncio.timeout(PATIENCE):  # to its end it takes more than eight minutes
        with pytest.raises(ProviderBusy):
            await side.provider.status(job)
        side.meddler.spoil(*side.submit, endless, drip=0.05, forward=True)
        try:
            await side.provider.submit(side.order())
        except ProviderLost:
            assert not side.names
        await until(lambda: len(side.accepted()) > 1)
    assert len(side.accepted()) == 2


async def test_an_answer_has_a_largest_size(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    if not side.http:
        return
    job = await job_of(side)
    monkeypatch.setattr(side.largest, 20_000)
    side.meddler.spoil(*side.ask, http(200, b'{"status":"IN_QUEUE"%s}' % (b" " * 20_001)))
    with pytest.raises(ProviderBusy):
        await side.provider.status(job)
    assert (await side.provider.status(job)).state is ReportState.QUEUED


async def test_rubbish_is_no_answer(side: Side) -> None:
    if not side.http:
        return
    for body in RUBBISH:
        await answered_with_rubbish(side, body)


async def answered_with_rubbish(side: Side, body: bytes) -> None:
    before = side.accepted()
    side.meddler.spoil(*side.submit, http(200, body), forward=True)
    assert type(await fault(side.provider.submit(side.order()))) in {ProviderLost, type(None)}
    (job,) = set(side.accepted()) - set(before)
    side.meddler.spoil("GET", "/", http(200, body), times=3)
    for call in (side.provider.status(job), side.provider.health(), side.provider.cancel(job)):
        assert type(await fault(call)) in {ProviderBusy, type(None)}
    side.meddler.mend()


async def test_health_counts_what_is_there(side: Side) -> None:
    await job_of(side)
    health = await side.provider.health()
    assert health.online
    assert health.detail
    assert health.queued == 1
