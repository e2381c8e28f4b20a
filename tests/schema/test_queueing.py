"""The queue as people see and change it: places, priorities, pauses, order, what is cleared."""

import random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text, update

from studio.access.viewer import Role
from studio.kernel.work import unit_of_work
from studio.rendering.models import Endpoint, Pace, RenderJob
from studio.rendering.turns import call_turns
from tests.running import Caller, Studio
from tests.schema.graphs import make_film

JOB = (
    "query($id: ID!) { job(id: $id) { state priority queuePosition etaSeconds etaLatestSeconds } }"
)
PLACES = "query { jobs(first: 100) { totalCount nodes { id queuePosition pausedAt } } }"


async def ask(caller: Caller, clip: str, key: str, **given: Any) -> str:
    made = await caller.do("generateClip", "jobs { id }", clipId=clip, idempotencyKey=key, **given)
    job: str = made["jobs"][0]["id"]
    return job


async def line_of(studio: Studio, clip: str, count: int) -> list[str]:
    return [await ask(studio.owner, clip, f"key-{number}") for number in range(count)]


async def places(studio: Studio) -> dict[str, int | None]:
    nodes = (await studio.owner.data(PLACES))["jobs"]["nodes"]
    return {node["id"]: node["queuePosition"] for node in nodes}


async def call(studio: Studio, room: int | None = None) -> list[str]:
    """Who is called now, where the endpoints have room for so many."""
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        if room is not None:
            await work.session.execute(update(Endpoint).values(concurrency=room))
        called = await call_turns(work, await _now(work))
    return [f"job_{job_id.hex}" for job_id in called]


async def _now(work: Any) -> Any:
    return await work.session.scalar(select(func.clock_timestamp()))


async def set_state(studio: Studio, job: str, state: str) -> None:
    async with studio.sessions() as session, session.begin():
        await session.execute(
            text(
                "UPDATE render_jobs SET state = :state, attempt_count = 1, called_at = NULL,"
                " finished_at = CASE WHEN :state IN ('FAILED', 'CANCELLED') THEN now() END,"
                " error_code = CASE WHEN :state = 'FAILED' THEN 'RENDER_FAILED' END"
                " WHERE id = :id"
            ),
            {"state": state, "id": UUID(job.removeprefix("job_"))},
        )


@pytest.mark.feature("QUE-6", "LIV-3", "BEY-5")
@pytest.mark.parametrize("seed", range(4))
async def test_places_are_the_order_in_which_jobs_are_called(studio: Studio, seed: int) -> None:
    chance = random.Random(seed)
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    people = [studio.owner] + [
        await studio.stranger(Role.EDITOR, same_workspace=True) for _ in range(2)
    ]
    jobs = [await ask(chance.choice(people), clip, f"key-{number}") for number in range(12)]
    for job in jobs:
        priority = chance.choice(["BACKGROUND", "NORMAL", "NORMAL", "RUSH"])
        await studio.owner.do("prioritizeJobs", "count", jobIds=[job], priority=priority)
    for job in chance.sample(jobs, 2):
        await set_state(studio, job, chance.choice(["RUNNING", "CANCELLED"]))
    busy = 0
    while True:
        at = await places(studio)
        waiting = sorted((place, job) for job, place in at.items() if place is not None)
        assert [place for place, _ in waiting] == list(range(1, len(waiting) + 1))
        if not waiting:
            break
        async with studio.sessions() as session:
            running = await session.scalar(
                select(func.count()).where(RenderJob.state.in_(["RUNNING", "SUBMITTING"]))
            )
        (called,) = await call(studio, room=(running or 0) + 1)
        assert called == waiting[0][1]
        await set_state(studio, called, chance.choice(["RUNNING", "CANCELLED"]))
        busy += 1
    assert busy == 10


@pytest.mark.feature("QUE-1")
async def test_a_rush_goes_first_and_can_be_said_later(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    first, second, third = await line_of(studio, film.clips[0][0], 3)
    done = await studio.owner.do(
        "prioritizeJobs",
        "count jobs { id priority queuePosition }",
        jobIds=[third],
        priority="RUSH",
    )
    assert done["count"] == 1
    assert done["jobs"] == [{"id": third, "priority": "RUSH", "queuePosition": 1}]
    assert await places(studio) == {third: 1, first: 2, second: 3}
    everything = await studio.owner.do("prioritizeJobs", "count", filter={}, priority="BACKGROUND")
    assert everything["count"] == 3
    assert await places(studio) == {first: 1, second: 2, third: 3}


@pytest.mark.feature("BEY-5")
async def test_pause_and_resume(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    first, second = await line_of(studio, film.clips[0][0], 2)
    await studio.owner.do("pauseJobs", "count jobs { pausedAt }", jobIds=[first])
    assert await places(studio) == {first: None, second: 1}
    assert await call(studio) == [second]
    assert await call(studio) == []
    resumed = await studio.owner.do("resumeJobs", "count jobs { pausedAt }", filter={})
    assert resumed == {"count": 1, "jobs": [{"pausedAt": None}], "userErrors": []}
    assert await call(studio) == [first]


@pytest.mark.feature("BEY-5")
async def test_reorder(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    a, b, c, d = await line_of(studio, film.clips[0][0], 4)
    await studio.owner.do("moveJobs", "count", jobIds=[d, c], beforeId=a)
    assert await places(studio) == {d: 1, c: 2, a: 3, b: 4}
    await studio.owner.do("moveJobs", "count", jobIds=[d])
    assert await places(studio) == {c: 1, a: 2, b: 3, d: 4}
    await set_state(studio, c, "RUNNING")
    gone = await studio.owner.attempt("moveJobs", "count", jobIds=[c], beforeId=a)
    assert gone["userErrors"][0]["code"] == "INVALID_STATE"
    itself = await studio.owner.attempt("moveJobs", "count", jobIds=[a], beforeId=a)
    assert itself["userErrors"][0]["field"] == ["beforeId"]


@pytest.mark.feature("QUE-9", "QUE-4", "XF-3")
async def test_retry_all_that_failed_and_clear_what_is_over(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    jobs = await line_of(studio, film.clips[0][0], 4)
    for job in jobs[:2]:
        await set_state(studio, job, "FAILED")
    await set_state(studio, jobs[2], "CANCELLED")
    again = await studio.owner.do(
        "retryJobs", "count jobs { state }", filter={"projectId": film.project}, idempotencyKey="r"
    )
    assert (again["count"], {job["state"] for job in again["jobs"]}) == (2, {"QUEUED"})
    same = await studio.owner.do(
        "retryJobs", "count", filter={"projectId": film.project}, idempotencyKey="r"
    )
    assert same["count"] == 2
    cleared = await studio.owner.do("clearJobs", "count", filter={})
    assert cleared["count"] == 1
    shown = (await studio.owner.data(PLACES))["jobs"]
    assert {node["id"] for node in shown["nodes"]} == {*jobs[:2], jobs[3]}
    only = await studio.owner.data("query { jobs(filter: {cleared: true}) { nodes { id } } }")
    assert [node["id"] for node in only["jobs"]["nodes"]] == [jobs[2]]
    whole = await studio.owner.data("query { jobs(filter: {cleared: null}) { totalCount } }")
    assert whole["jobs"]["totalCount"] == 4


async def test_who_may_only_look_or_is_a_stranger_changes_nothing(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    (job,) = await line_of(studio, film.clips[0][0], 1)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    stranger = await studio.stranger()
    acts: list[tuple[str, dict[str, Any]]] = [
        ("prioritizeJobs", {"priority": "RUSH"}),
        ("pauseJobs", {}),
        ("resumeJobs", {}),
        ("clearJobs", {}),
        ("retryJobs", {}),
        ("moveJobs", {}),
    ]
    for act, given in acts:
        looking = await guest.attempt(act, "count", jobIds=[job], **given)
        assert looking["userErrors"][0]["code"] == "FORBIDDEN", act
        foreign = await stranger.attempt(act, "count", jobIds=[job], **given)
        assert foreign["userErrors"][0]["code"] == "NOT_FOUND", act
        if act != "moveJobs":
            both = await studio.owner.attempt(act, "count", jobIds=[job], filter={}, **given)
            assert both["userErrors"][0]["field"] == ["jobIds"], act


@pytest.mark.feature("QUE-6", "XF-6", "BEY-5")
async def test_the_expected_time_is_measured(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    jobs = await line_of(studio, film.clips[0][0], 3)
    at_first = (await studio.owner.data(JOB, id=jobs[0]))["job"]
    assert at_first["etaSeconds"] is None, "nothing was measured yet"
    async with studio.sessions() as session, session.begin():
        job = await session.get_one(RenderJob, UUID(jobs[0].removeprefix("job_")))
        await session.execute(update(Endpoint).values(concurrency=2))
        session.add(
            Pace(
                endpoint_id=job.endpoint_id,
                kind="IMAGE",
                model="",
                size=f"{job.brief['width']}x{job.brief['height']}",
                samples=9,
                p50=10.0,
                p90=30.0,
            )
        )
    found = [(await studio.owner.data(JOB, id=one))["job"] for one in jobs]
    assert [one["etaSeconds"] for one in found] == [10, 10, 20]
    assert [one["etaLatestSeconds"] for one in found] == [30, 30, 60]
    await set_state(studio, jobs[0], "RUNNING")
    async with studio.sessions() as session, session.begin():
        await session.execute(
            text("UPDATE render_jobs SET started_at = now() - interval '4 s' WHERE id = :id"),
            {"id": job.id},
        )
    running = (await studio.owner.data(JOB, id=jobs[0]))["job"]
    assert running["etaSeconds"] in {5, 6}
