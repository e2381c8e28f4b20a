from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, text, update

from studio.kernel.events import OutboxMessage
from studio.rendering.models import Attempt
from studio.rendering.ports import Report, ReportState
from studio.rendering.service.cancelling import cancel_job
from studio.rendering.sweeping import (
    due_attempts,
    give_up,
    remember_forgotten,
    save_progress,
)
from tests.studio.rendering.test_attempts import DONE, begun, report
from tests.workers.stage import Stage


async def lose_messages(stage: Stage) -> None:
    """As when Redis lost what the relay gave it, a while ago."""
    async with stage.context.work() as work:
        await work.session.execute(delete(OutboxMessage))
    await a_while_passes(stage)


async def a_while_passes(stage: Stage) -> None:
    async with stage.context.work() as work:
        await work.session.execute(
            text("UPDATE render_jobs SET updated_at = now() - interval '30 seconds'")
        )


async def remember(stage: Stage) -> int:
    async with stage.context.work() as work:
        return await remember_forgotten(work, stage.context.now())


async def test_a_queued_job_waits_for_its_turn(stage: Stage) -> None:
    await stage.ask()
    await lose_messages(stage)
    assert await remember(stage) == 0, "whoever calls the turns calls it again"


async def test_a_fresh_one_is_left_alone(stage: Stage) -> None:
    await stage.ask()
    async with stage.context.work() as work:
        await work.session.execute(delete(OutboxMessage))
    assert await remember(stage) == 0


async def test_what_is_being_saved_or_cancelled_is_remembered_too(stage: Stage) -> None:
    _, saving = await begun(stage)
    await report(stage, saving, DONE)
    cancelling, _ = await begun(stage)
    async with stage.context.work() as work:
        await cancel_job(work, stage.viewer, cancelling)
    await lose_messages(stage)
    assert await remember(stage) == 2
    assert sorted(await stage.outbox()) == sorted(
        [("collect_render", str(saving)), ("cancel_render", str(cancelling))]
    )
    await a_while_passes(stage)
    assert await remember(stage) == 0


async def test_what_a_provider_has_is_not_sent_again(stage: Stage) -> None:
    await begun(stage)
    await begun(stage, accepted=False)
    await lose_messages(stage)
    assert await remember(stage) == 0


async def test_the_longest_silent_are_asked_first(stage: Stage) -> None:
    attempts = [(await begun(stage))[1] for _ in range(4)]
    now = stage.context.now()
    async with stage.context.work() as work:
        for ago, attempt_id in enumerate(attempts):
            at = now - timedelta(seconds=ago)
            await work.session.execute(
                update(Attempt).where(Attempt.id == attempt_id).values(check_at=at)
            )
    await report(stage, attempts[3], DONE)
    async with stage.context.work() as work:
        due = await due_attempts(work, now, limit=2)
    assert [one.attempt_id for one in due] == [attempts[2], attempts[1]]


async def test_progress_is_written_for_what_runs(stage: Stage) -> None:
    running, attempt_id = await begun(stage)
    await report(stage, attempt_id, Report(ReportState.RUNNING, seq=1, progress=0.1))
    waiting, _ = await begun(stage)
    latest: dict[UUID, tuple[float, str | None]] = {
        running: (0.7, "step 7"),
        waiting: (0.5, None),
    }
    async with stage.context.work() as work:
        await save_progress(work, latest)
        await save_progress(work, {})
    job = await stage.job(running)
    assert (job.progress, job.message) == (0.7, "step 7")
    assert (await stage.job(waiting)).progress == 0


async def test_giving_up_spares_what_is_finished(stage: Stage) -> None:
    open_job, open_attempt = await begun(stage)
    done_job, done_attempt = await begun(stage)
    await report(stage, done_attempt, DONE)
    for after in (timedelta(minutes=30), timedelta(hours=2)):
        assert (await stage.job(open_job)).state == "WAITING"
        for attempt_id in (open_attempt, done_attempt):
            async with stage.context.work() as work:
                await give_up(work, attempt_id, now=stage.context.now() + after)
    assert (await stage.job(open_job)).error_code == "EXPIRED"
    assert (await stage.job(done_job)).state == "SAVING"
