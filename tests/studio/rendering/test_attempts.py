from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from studio.kernel.events import Event
from studio.library.media import MediaKind
from studio.rendering.attempts import (
    Begun,
    accept_attempt,
    begin_attempt,
    decline_attempt,
    expire_unknown,
    fail_attempt,
    tell_job,
)
from studio.rendering.lifecycle import TERMINAL, JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.news import apply_report
from studio.rendering.ports import (
    Output,
    ProviderBusy,
    ProviderRefused,
    Report,
    ReportState,
)
from studio.rendering.service.cancelling import cancel_job
from studio.rendering.service.queueing import pause_jobs
from studio.rendering.service.retrying import retry_job, retry_jobs
from studio.rendering.turns import call_turns
from tests.workers.stage import Stage

SHA = "a" * 64
DONE = Report(
    ReportState.COMPLETED,
    outputs=(Output(0, MediaKind.IMAGE, "image/png", 10, SHA, 2**64 - 1),),
    model="m",
)


async def begin(stage: Stage, job_id: UUID, ttl: float = 60) -> Begun | None:
    async with stage.context.work() as work:
        return await begin_attempt(
            work, job_id, secret=uuid4().hex, ttl=ttl, now=stage.context.now()
        )


async def begun(stage: Stage, *, accepted: bool = True, ttl: float = 60) -> tuple[UUID, UUID]:
    """A job and its attempt, on its way."""
    (job_id,) = await stage.ask()
    attempt = await begin(stage, job_id, ttl)
    assert attempt is not None
    if accepted:
        async with stage.context.work() as work:
            name = f"job-{attempt.attempt_id}"
            await accept_attempt(work, attempt.attempt_id, name, now=stage.context.now())
    return job_id, attempt.attempt_id


async def report(stage: Stage, attempt_id: UUID, news: Report, **more: object) -> JobState | None:
    async with stage.context.work() as work:
        return await apply_report(work, attempt_id, news, now=stage.context.now(), **more)  # type: ignore[arg-type]


async def change(stage: Stage, **values: object) -> None:
    """The endpoint, behind everybody's back."""
    async with stage.context.work() as work:
        await work.session.execute(
            update(Endpoint).where(Endpoint.id == stage.endpoint_id).values(**values)
        )


async def paused(stage: Stage, *job_ids: UUID) -> int:
    async with stage.context.work() as work:
        return (await pause_jobs(work, stage.viewer, job_ids)).count


async def job_events(stage: Stage, job_id: UUID) -> int:
    async with stage.context.sessions() as session:
        rows = await session.scalars(select(Event.seq).where(Event.entity_id == job_id))
        return len(list(rows))


async def test_an_attempt_begins_once(stage: Stage) -> None:
    (job_id,) = await stage.ask()
    assert await begin(stage, job_id) is not None
    assert await begin(stage, job_id) is None
    assert await begin(stage, uuid4()) is None
    job = await stage.job(job_id)
    assert (job.state, job.attempt_count) == ("SUBMITTING", 1)


async def test_accepted_twice_the_first_word_counts(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    async with stage.context.work() as work:
        await accept_attempt(work, attempt_id, "another", now=stage.context.now())
    (attempt,) = await stage.attempts(job_id)
    assert attempt.provider_job_id == f"job-{attempt_id}"


async def test_news_of_a_submission_whose_answer_was_lost_accepts_it(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage, accepted=False)
    assert await report(stage, attempt_id, DONE, provider_job_id="late") is JobState.SAVING
    (attempt,) = await stage.attempts(job_id)
    assert attempt.provider_job_id == "late"
    assert ("collect_render", str(attempt_id)) in await stage.outbox()


async def test_ticks_out_of_order_only_ever_go_forward(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    for seq, progress in ((2, 0.2), (5, 0.5), (3, 0.3), (5, 0.9), (1, 0.1)):
        await report(stage, attempt_id, Report(ReportState.RUNNING, seq=seq, progress=progress))
    assert (await stage.job(job_id)).progress == 0.5


async def test_a_late_tick_does_not_disturb_what_is_being_saved(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    await report(stage, attempt_id, Report(ReportState.RUNNING, seq=2, progress=0.9))
    await report(stage, attempt_id, DONE)
    await report(stage, attempt_id, Report(ReportState.RUNNING, seq=3, progress=0.1))
    job = await stage.job(job_id)
    assert (job.state, job.progress) == ("SAVING", 0.9)


async def test_the_same_end_told_by_many_is_collected_once(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    for _ in range(4):
        await report(stage, attempt_id, DONE)
    assert (await stage.outbox()).count(("collect_render", str(attempt_id))) == 1
    (attempt,) = await stage.attempts(job_id)
    assert attempt.outputs is not None
    assert attempt.outputs[0]["seed"] == str(2**64 - 1)


async def test_an_endpoint_that_speaks_by_itself_is_not_asked(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    tick = Report(ReportState.RUNNING, seq=1, progress=0.1)
    await report(stage, attempt_id, tick)
    (attempt,) = await stage.attempts(job_id)
    assert attempt.check_at > stage.context.now() + timedelta(seconds=15)
    await report(stage, attempt_id, Report(ReportState.RUNNING, seq=2), asked=True)
    (attempt,) = await stage.attempts(job_id)
    assert attempt.check_at < stage.context.now() + timedelta(seconds=5)


async def test_a_failure_carries_the_endpoint_s_words(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    failed = Report(ReportState.FAILED, error_code="GRAPH_REFUSED", error_message="no such node")
    assert await report(stage, attempt_id, failed) is JobState.FAILED
    job = await stage.job(job_id)
    assert (job.error_code, job.error_message) == ("GRAPH_REFUSED", "no such node")
    (attempt,) = await stage.attempts(job_id)
    assert (attempt.outcome, attempt.error_code) == ("FAILED", "GRAPH_REFUSED")
    assert await report(stage, attempt_id, DONE) is None, "it is over"


async def test_declined_while_cancelling_it_is_cancelled(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage, accepted=False)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    async with stage.context.work() as work:
        error = ProviderBusy("busy")
        await decline_attempt(work, attempt_id, error, now=stage.context.now())
    assert (await stage.job(job_id)).state == "CANCELLED"


async def test_cancelled_while_it_was_sent_it_is_cancelled_there(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage, accepted=False)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    before = (await stage.outbox()).count(("cancel_render", str(job_id)))
    async with stage.context.work() as work:
        await accept_attempt(work, attempt_id, "x", now=stage.context.now())
    assert (await stage.outbox()).count(("cancel_render", str(job_id))) == before + 1
    assert (await stage.job(job_id)).state == "CANCELLING"


async def test_what_was_finished_before_the_cancel_is_kept(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    assert await report(stage, attempt_id, DONE) is JobState.SAVING


async def test_what_comes_to_nothing_while_cancelling_is_cancelled(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, job_id)
    async with stage.context.work() as work:
        now = stage.context.now()
        await fail_attempt(work, attempt_id, code="EXPIRED", message="gone", now=now)
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("CANCELLED", None)
    (attempt,) = await stage.attempts(job_id)
    assert attempt.error_code == "EXPIRED"


async def test_only_an_unheard_attempt_past_its_ttl_is_unknown(stage: Stage) -> None:
    async def expire(attempt_id: UUID, after: float) -> None:
        async with stage.context.work() as work:
            now = stage.context.now() + timedelta(seconds=after)
            await expire_unknown(work, attempt_id, now=now)

    heard, heard_attempt = await begun(stage, accepted=True, ttl=10)
    unheard, unheard_attempt = await begun(stage, accepted=False, ttl=10)
    await expire(heard_attempt, 60)
    await expire(unheard_attempt, 5)
    assert (await stage.job(heard)).state == "WAITING"
    assert (await stage.job(unheard)).state == "SUBMITTING"
    await expire(unheard_attempt, 60)
    await expire(unheard_attempt, 60)
    assert (await stage.job(unheard)).error_code == "SUBMIT_UNKNOWN"


async def test_a_retry_makes_a_new_attempt_on_the_same_job(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    await report(stage, attempt_id, Report(ReportState.FAILED))
    async with stage.context.work() as work:
        await retry_job(work, stage.viewer, job_id, stage.paying)
    assert (await stage.job(job_id)).error_code is None
    second = await begin(stage, job_id)
    assert second is not None
    assert await report(stage, attempt_id, DONE) is None, "the first attempt is over"
    assert (await stage.job(job_id)).state == "SUBMITTING"
    assert [attempt.number for attempt in await stage.attempts(job_id)] == [1, 2]


async def test_a_job_whose_endpoint_is_gone_is_not_sent(stage: Stage) -> None:
    (job_id,) = await stage.ask()
    async with stage.context.work() as work:
        endpoint = await work.session.get_one(Endpoint, stage.endpoint_id)
        endpoint.deleted_at, endpoint.deletion_id = stage.context.now(), uuid4()
    assert await begin(stage, job_id) is None
    job = await stage.job(job_id)
    assert (job.state, job.error_code) == ("FAILED", "ENDPOINT_GONE")


@pytest.mark.parametrize("closed", [{"enabled": False}, {"remote_id": None}])
async def test_a_job_whose_endpoint_is_closed_waits_and_then_goes_on(
    stage: Stage, closed: dict[str, object]
) -> None:
    (job_id,) = await stage.ask()
    async with stage.context.work() as work:
        assert await call_turns(work, stage.context.now()) == [job_id]
    await change(stage, **closed)
    assert await begin(stage, job_id) is None
    job = await stage.job(job_id)
    assert (job.state, job.error_code, job.called_at) == ("QUEUED", None, None)
    await change(stage, enabled=True, remote_id="local")
    async with stage.context.work() as work:
        assert await call_turns(work, stage.context.now()) == [job_id]
    assert await begin(stage, job_id) is not None


@pytest.mark.parametrize(
    ("end", "state", "code"),
    [
        (ReportState.FAILED, "FAILED", "DEPENDENCY_FAILED"),
        (ReportState.CANCELLED, "CANCELLED", None),
    ],
)
async def test_what_waits_for_an_image_ends_with_it(
    stage: Stage, end: ReportState, state: str, code: str | None
) -> None:
    image, video = await stage.ask(MediaKind.IMAGE, MediaKind.VIDEO)
    attempt = await begin(stage, image)
    assert attempt is not None
    assert await begin(stage, video) is None
    assert (await stage.job(video)).state == "QUEUED"
    await report(stage, attempt.attempt_id, Report(end), provider_job_id="x")
    await change(stage, enabled=False)
    async with stage.context.work() as work:
        assert await call_turns(work, stage.context.now()) == []
    job = await stage.job(video)
    assert (job.state, job.error_code) == (state, code)


async def test_a_message_is_shown_while_the_attempt_is_open(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage)
    before = await job_events(stage, job_id)
    for _ in range(2):
        async with stage.context.work() as work:
            await tell_job(work, attempt_id, "The disk is full.")
    assert (await stage.job(job_id)).message == "The disk is full."
    assert await job_events(stage, job_id) == before + 1
    await report(stage, attempt_id, Report(ReportState.FAILED))
    async with stage.context.work() as work:
        await tell_job(work, attempt_id, "too late")
    assert (await stage.job(job_id)).message is None


news = st.one_of(
    st.builds(
        Report,
        state=st.sampled_from([ReportState.STARTING, ReportState.RUNNING]),
        seq=st.integers(1, 6),
        progress=st.floats(0, 1),
    ),
    st.sampled_from([DONE, *map(Report, ReportState)]).filter(
        lambda one: one.state is not ReportState.COMPLETED or one.outputs
    ),
)


@given(st.lists(st.tuples(news, st.integers(1, 3)), max_size=6), st.booleans())
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_reports_repeated_and_in_any_order_leave_rows_that_agree(
    stage: Stage, told: list[tuple[Report, int]], cancelled: bool
) -> None:
    """The constraints of the tables hold after each, and what is over stays over."""
    job_id, attempt_id = await begun(stage)
    if cancelled:
        async with stage.context.work() as work:
            await cancel_job(work, stage.viewer, job_id)
    ended: str | None = None
    for one, times in told:
        for _ in range(times):
            await report(stage, attempt_id, one)
        job = await stage.job(job_id)
        (attempt,) = await stage.attempts(job_id)
        assert ended in {None, job.state}
        if JobState(job.state) in TERMINAL:
            ended = job.state
        assert (attempt.ended_at is not None) == (ended is not None)
        assert (job.state == "SAVING") <= (attempt.outputs is not None)
    collects = (await stage.outbox()).count(("collect_render", str(attempt_id)))
    assert collects == (attempt.outputs is not None if told else 0)


async def test_a_refusal_is_final(stage: Stage) -> None:
    job_id, attempt_id = await begun(stage, accepted=False)
    for _ in range(2):
        async with stage.context.work() as work:
            error = ProviderRefused("bad graph", code="PROVIDER_REFUSED")
            await decline_attempt(work, attempt_id, error, now=stage.context.now())
    job = await stage.job(job_id)
    assert (job.state, job.error_message) == ("FAILED", "bad graph")
    assert await stage.count(RenderJob) == 1


async def retry(stage: Stage, *jobs: UUID) -> int:
    async with stage.context.work() as work:
        if len(jobs) > 1:
            return (await retry_jobs(work, stage.viewer, jobs, stage.paying))[0].count
        await retry_job(work, stage.viewer, jobs[0], stage.paying)
    return 1


async def failed_chain(stage: Stage, end: ReportState = ReportState.FAILED) -> tuple[UUID, UUID]:
    """An image that came to nothing, and the video that waited for it."""
    image, video = await stage.ask(MediaKind.IMAGE, MediaKind.VIDEO)
    attempt = await begin(stage, image)
    assert attempt is not None
    await report(stage, attempt.attempt_id, Report(end), provider_job_id=f"x-{image}")
    async with stage.context.work() as work:
        await call_turns(work, stage.context.now())
    return image, video


async def test_what_failed_for_want_of_an_image_is_retried_with_it(stage: Stage) -> None:
    image, video = await failed_chain(stage)
    assert (await stage.job(video)).error_code == "DEPENDENCY_FAILED"
    await retry(stage, image)
    assert [(await stage.job(one)).state for one in (image, video)] == ["QUEUED", "QUEUED"]


@pytest.mark.parametrize("end", [ReportState.FAILED, ReportState.CANCELLED])
async def test_an_image_is_retried_with_the_video_that_needs_it(
    stage: Stage, end: ReportState
) -> None:
    image, video = await failed_chain(stage, end)
    await retry(stage, video)
    assert [(await stage.job(one)).state for one in (image, video)] == ["QUEUED", "QUEUED"]


async def test_an_image_that_succeeded_is_kept_when_its_video_is_retried(stage: Stage) -> None:
    image, video = await stage.ask(MediaKind.IMAGE, MediaKind.VIDEO)
    async with stage.context.work() as work:
        for one, values in (
            (image, {"state": "COMPLETED", "progress": 1, "attempt_count": 1}),
            (video, {"state": "FAILED", "error_code": "RENDER_FAILED", "attempt_count": 1}),
        ):
            over = {**values, "finished_at": stage.context.now()}
            await work.session.execute(update(RenderJob).where(RenderJob.id == one).values(**over))
    await retry(stage, video)
    assert [(await stage.job(one)).state for one in (image, video)] == ["COMPLETED", "QUEUED"]


async def test_of_many_each_is_retried_once_with_what_belongs_to_it(stage: Stage) -> None:
    first, second = await failed_chain(stage), await failed_chain(stage)
    assert await retry(stage, first[0], second[1]) == 4
    states = {(await stage.job(one)).state for one in (*first, *second)}
    assert states == {"QUEUED"}


@pytest.mark.parametrize(("asked_for", "least", "most"), [(10, 9, 11), (999, 55, 61), (0, 1, 4)])
async def test_an_endpoint_is_left_alone_as_long_as_it_asks(
    stage: Stage, asked_for: float, least: float, most: float
) -> None:
    job_id, attempt_id = await begun(stage)
    for seq in (1, 0):
        news = Report(ReportState.RUNNING, seq=seq, ask_after=asked_for)
        await report(stage, attempt_id, news, asked=True)
        (attempt,) = await stage.attempts(job_id)
        wait = (attempt.check_at - stage.context.now()).total_seconds()
        assert least < wait < most


async def test_what_was_called_and_then_paused_is_held_back(stage: Stage) -> None:
    (job_id,) = await stage.ask()
    async with stage.context.work() as work:
        assert await call_turns(work, stage.context.now()) == [job_id]
    assert await paused(stage, job_id) == 1
    assert await begin(stage, job_id) is None
    job = await stage.job(job_id)
    assert (job.state, job.attempt_count, job.paused_at is None) == ("QUEUED", 0, False)


async def test_a_pause_ends_with_the_job(stage: Stage) -> None:
    running, _ = await begun(stage)
    (waiting,) = await stage.ask()
    assert await paused(stage, running, waiting) == 1, "what is on its way cannot be held back"
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, waiting)
    for job in (await stage.job(running), await stage.job(waiting)):
        assert job.paused_at is None, job.state
