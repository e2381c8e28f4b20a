from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select, update

from studio.kernel.ids import uuid7
from studio.rendering.models import Attempt, Endpoint, Pace, RenderJob
from studio.rendering.paces import is_unmeasured, measure_paces
from tests.workers.stage import Stage


async def rendered(stage: Stage, seconds: float, **given: Any) -> None:
    """A job that was completed so long `ago`, after it had run for so many seconds."""
    job = uuid7()
    now = stage.context.now() - timedelta(seconds=given.pop("ago", 0.0))
    accepted = now - timedelta(seconds=given.pop("waited", seconds))
    cold = given.pop("cold", None)
    seen, told = given.pop("seen", True), given.pop("told", None)
    made = given.pop("made", given.get("count", 1))
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
                "accepted_at": accepted,
                "ttl_at": now,
                "check_at": now,
                "outputs": [{"index": index} for index in range(made)],
                "started_at": started if seen else None,
                "execution_ms": told,
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


@pytest.mark.parametrize(("made", "each"), [(1, 12.0), (4, 3.0), (6, 3.0), (0, 3.0)])
async def test_an_attempt_is_measured_by_what_it_made(stage: Stage, made: int, each: float) -> None:
    """One that makes the take that is missing of four is no faster for that; what is made beyond
    what was asked for is no take."""
    await rendered(stage, 12, count=4, made=made)
    assert round((await paces(stage))["IMAGE", "", "640x360"].p50, 3) == each


async def test_measured_anew_with_what_came_since(stage: Stage) -> None:
    await rendered(stage, 10)
    assert (await paces(stage))["IMAGE", "", "640x360"].samples == 1
    await rendered(stage, 30)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.samples, round(pace.p50, 3)) == (2, 20.0)


async def test_what_goes_by_between_two_is_measured_of_those_that_waited(stage: Stage) -> None:
    for number in range(5):
        await rendered(stage, 20, ago=30 * number, waited=90)
    for number in range(1, 7):
        await rendered(stage, 20, ago=500 * number)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (round(pace.p50, 3), pace.lanes) == (20.0, 1)
    assert pace.gap_p50 == pytest.approx(10, abs=2)


async def test_how_many_run_side_by_side(stage: Stage) -> None:
    for number in range(9):
        await rendered(stage, 6, ago=2 * number, waited=30)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.lanes, pace.gap_p50) == (3, 0.0)
    async with stage.context.work() as work:
        await work.session.execute(update(Endpoint).values(options={"workers": 2}))
    assert (await paces(stage))["IMAGE", "", "640x360"].lanes == 2


async def test_what_ran_side_by_side_long_ago_is_forgotten(stage: Stage) -> None:
    for number in range(4):
        await rendered(stage, 60, ago=7_200 + number)
    await rendered(stage, 60)
    assert (await paces(stage))["IMAGE", "", "640x360"].lanes == 1


async def test_what_was_never_seen_to_run_is_measured_by_what_the_endpoint_tells(
    stage: Stage,
) -> None:
    await rendered(stage, 12, seen=False, told=4_000)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.p50, pace.upper_bound) == (4.0, False)


async def test_without_a_word_of_it_the_time_until_the_end_is_an_upper_bound(stage: Stage) -> None:
    for _ in range(3):
        await rendered(stage, 12, seen=False, waited=30)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.samples, pace.p50, pace.upper_bound) == (3, 30.0, True)
    assert (pace.lanes, pace.gap_p50) == (None, None), "nothing tells how many ran at once"
    await rendered(stage, 12)
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.samples, pace.p50, pace.upper_bound) == (1, 12.0, False), "what was seen counts"


async def test_an_upper_bound_begins_where_the_place_was_free(stage: Stage) -> None:
    async with stage.context.work() as work:
        await work.session.execute(update(Endpoint).values(options={"workers": 1}))
    for number in range(4):
        await rendered(stage, 10, seen=False, ago=10 * (3 - number), waited=10 * (number + 1))
    pace = (await paces(stage))["IMAGE", "", "640x360"]
    assert (pace.samples, round(pace.p50), pace.upper_bound) == (4, 10, True)


@pytest.mark.parametrize("told", [None, 4_000])
async def test_what_was_never_seen_to_run_is_to_be_measured(stage: Stage, told: int | None) -> None:
    await rendered(stage, 12, seen=False, told=told)
    since = stage.context.now() - timedelta(minutes=5)
    async with stage.context.work() as work:
        assert await is_unmeasured(work, since=since)
    await paces(stage)
    async with stage.context.work() as work:
        assert not await is_unmeasured(work, since=since)
