from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from studio.kernel.ids import uuid7
from studio.rendering.models import Attempt, Pace, RenderJob
from studio.rendering.paces import measure_paces
from tests.workers.stage import Stage


async def rendered(stage: Stage, seconds: float, **given: Any) -> None:
    """A job that was completed just now, after so long."""
    job, now = uuid7(), stage.context.now()
    cold = given.pop("cold", None)
    brief = {"width": 640, "height": 360, "frames": given.pop("frames", 48)}
    started = now - timedelta(seconds=seconds)
    async with stage.context.work() as work:
        await work.session.execute(
            insert(RenderJob),
            {
                "id": job,
                "workspace_id": stage.viewer.workspace_id,
                "project_id": stage.project_id,
                "clip_id": stage.clip_id,
                "endpoint_id": stage.endpoint_id,
                "requested_by": stage.viewer.account_id,
                "kind": "IMAGE",
                "state": "COMPLETED",
                "progress": 1.0,
                "finished_at": now,
                "attempt_count": 1,
                "count": 1,
                "seed": 1,
                "brief": brief,
                "attempt_limit": 8,
            }
            | given,
        )
        await work.session.execute(
            insert(Attempt),
            {
                "id": uuid7(),
                "project_id": stage.project_id,
                "job_id": job,
                "endpoint_id": stage.endpoint_id,
                "number": 1,
                "secret_digest": job.bytes * 2,
                "provider_job_id": job.hex,
                "accepted_at": started,
                "ttl_at": now,
                "check_at": now,
                "outputs": [],
                "started_at": started,
                "starting_at": None if cold is None else started - timedelta(seconds=cold),
                "ended_at": now,
                "outcome": "COMPLETED",
            },
        )


async def paces(stage: Stage) -> dict[tuple[str, str, str], Pace]:
    now = stage.context.now()
    async with stage.context.work() as work:
        await measure_paces(work, now, since=now - timedelta(minutes=5))
    async with stage.context.sessions() as session:
        rows = (await session.scalars(select(Pace))).all()
    assert all(row.endpoint_id == UUID(str(stage.endpoint_id)) for row in rows)
    return {(row.kind, row.model, row.size): row for row in rows}


async def test_half_and_nine_tenths_of_the_same_model_and_size(stage: Stage) -> None:
    for seconds in range(1, 12):
        await rendered(stage, seconds, model="flux")
    await rendered(stage, 500, model="other")
    measured = await paces(stage)
    assert set(measured) == {("IMAGE", "flux", "640x360"), ("IMAGE", "other", "640x360")}
    pace = measured["IMAGE", "flux", "640x360"]
    assert (pace.samples, round(pace.p50, 3), round(pace.p90, 3)) == (11, 6.0, 10.0)
    assert pace.cold_p50 is None


async def test_a_cold_start_is_told_apart(stage: Stage) -> None:
    await rendered(stage, 10, cold=90)
    await rendered(stage, 10)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (round(pace.p50, 3), round(pace.cold_p50 or 0, 3)) == (10.0, 90.0)


async def test_of_several_takes_and_of_frames(stage: Stage) -> None:
    await rendered(stage, 40, count=4)
    await rendered(stage, 48, kind="VIDEO", frames=24)
    measured = await paces(stage)
    assert round(measured["IMAGE", "", "640x360"].p50, 3) == 10.0
    assert round(measured["VIDEO", "", "640x360"].p50, 3) == 2.0


async def test_measured_anew_with_what_came_since(stage: Stage) -> None:
    await rendered(stage, 10)
    assert (await paces(stage))["IMAGE", "", "640x360"].samples == 1
    await rendered(stage, 30)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.samples, round(pace.p50, 3)) == (2, 20.0)
