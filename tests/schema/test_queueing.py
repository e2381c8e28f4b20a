"""The queue as people see and change it: places, priorities, pauses, order, what is cleared."""

import random
import time
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


@pytest.mark.feature("BEY-5")
async def test_who_goes_to_the_front_passes_nobody_else(studio: Studio) -> None:
    """An order is one's own: the turns of the others stay where they are."""
    film = await make_film(studio.owner, scenes=1, clips=1)
    other = await studio.stranger(Role.EDITOR, same_workspace=True)
    mine = [await ask(studio.owner, film.clips[0][0], f"mine-{n}") for n in range(4)]
    theirs = [await ask(other, film.clips[0][0], f"theirs-{n}") for n in range(2)]
    before = await places(studio)
    await studio.owner.do("moveJobs", "count", jobIds=[mine[3], mine[2]], beforeId=mine[0])
    after = await places(studio)
    assert {job: after[job] for job in theirs} == {job: before[job] for job in theirs}
    assert {after[job] for job in mine} == {before[job] for job in mine}
    mixed = await studio.owner.attempt("moveJobs", "count", jobIds=[mine[0]], beforeId=theirs[0])
    assert mixed["userErrors"][0]["code"] == "INVALID_STATE"
    both = await other.attempt("moveJobs", "count", jobIds=[theirs[1], mine[0]])
    assert both["userErrors"][0]["code"] == "INVALID_STATE"
    turns = []
    for _ in range(4):
        (job,) = await call(studio, room=1)
        turns.append(job)
        await set_state(studio, job, "CANCELLED")
    assert turns == [mine[3], theirs[0], mine[2], theirs[1]]


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
        ("retryJobs", {"idempotencyKey": "k"}),
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


async def put_pace(studio: Studio, job: str, **given: Any) -> None:
    async with studio.sessions() as session, session.begin():
        row = await session.get_one(RenderJob, UUID(job.removeprefix("job_")))
        size = f"{row.brief['width']}x{row.brief['height']}"
        pace = Pace(endpoint_id=row.endpoint_id, kind="IMAGE", model="", size=size, samples=9)
        for name, value in given.items():
            setattr(pace, name, value)
        session.add(pace)


@pytest.mark.feature("QUE-6", "XF-6")
@pytest.mark.parametrize(
    ("workers", "lanes", "expected"),
    [
        (1, None, [10, 20, 30, 40, 50]),
        (1, 4, [10, 20, 30, 40, 50]),
        (2, 1, [10, 10, 20, 20, 30]),
        (None, 1, [10, 20, 30, 40, 50]),
        (None, 3, [10, 10, 10, 20, 20]),
        (None, 9, [10, 10, 10, 10, 20]),
        (None, None, [10, 10, 10, 10, 20]),
    ],
)
async def test_rounds_are_counted_on_what_the_endpoint_works_on_at_once(
    studio: Studio, workers: int | None, lanes: int | None, expected: list[int]
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    jobs = await line_of(studio, film.clips[0][0], 5)
    async with studio.sessions() as session, session.begin():
        options = {} if workers is None else {"workers": workers}
        await session.execute(update(Endpoint).values(concurrency=4, options=options))
    await put_pace(studio, jobs[0], p50=8.0, p90=18.0, gap_p50=2.0, lanes=lanes)
    found = [(await studio.owner.data(JOB, id=one))["job"] for one in jobs]
    assert [one["etaSeconds"] for one in found] == expected
    assert [one["etaLatestSeconds"] for one in found] == [2 * wait for wait in expected]


@pytest.mark.feature("QUE-6", "XF-6")
async def test_what_is_being_rendered_is_waited_for(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    first, there, second = await line_of(studio, film.clips[0][0], 3)
    async with studio.sessions() as session, session.begin():
        await session.execute(update(Endpoint).values(concurrency=4, options={"workers": 1}))
    await put_pace(studio, first, p50=100.0, p90=100.0, gap_p50=10.0, lanes=1)
    await set_state(studio, first, "RUNNING")
    await set_state(studio, there, "WAITING")
    async with studio.sessions() as session, session.begin():
        await session.execute(
            text("UPDATE render_jobs SET started_at = now() - interval '40 s' WHERE id = :id"),
            {"id": UUID(first.removeprefix("job_"))},
        )
    found = [(await studio.owner.data(JOB, id=one))["job"] for one in (there, second)]
    assert [one["queuePosition"] for one in found] == [1, 2]
    waits = [one["etaSeconds"] for one in found]
    assert waits == pytest.approx([180, 290], abs=4)


SHORT, LONG = 150, 1_500
EMPTY = "UPDATE pg_class SET relpages = 1, reltuples = 0 WHERE relname = 'render_jobs'"


@pytest.mark.feature("QUE-6")
@pytest.mark.parametrize("statistics", ["SELECT", "ANALYZE", EMPTY], ids=["none", "new", "empty"])
async def test_a_long_line_is_read_at_once(studio: Studio, statistics: str) -> None:
    """Whatever the planner knows, as that the table was empty when it was last looked at."""
    film = await make_film(studio.owner, scenes=1, clips=1)
    (job,) = await line_of(studio, film.clips[0][0], 1)
    await put_pace(studio, job, p50=1.0, p90=2.0, gap_p50=0.0, lanes=1)
    took = {}
    for before, length in ((1, SHORT), (SHORT, LONG)):
        async with studio.sessions() as session, session.begin():
            more = {"id": UUID(job.removeprefix("job_")), "more": length - before}
            await session.execute(text(_MANY), more)
            await session.execute(text(statistics))
        times = []
        for _ in range(5):
            began = time.monotonic()
            found = await studio.owner.data(
                f"query($id: ID!) {{ clip(id: $id) {{ jobs(first: {length}) "
                "{ queuePosition etaSeconds etaLatestSeconds } } }",
                id=film.clips[0][0],
            )
            times.append(time.monotonic() - began)
        took[length] = min(times)
        jobs = found["clip"]["jobs"]
        assert sorted(one["queuePosition"] for one in jobs) == list(range(1, length + 1))
        assert all(one["etaSeconds"] is not None for one in jobs)
    print({length: f"{seconds:.3f} s" for length, seconds in took.items()})
    assert took[LONG] < 3 * LONG / SHORT * took[SHORT]


_MANY = """
INSERT INTO render_jobs (id, workspace_id, project_id, clip_id, endpoint_id, requested_by, kind,
    state, count, seed, brief, attempt_limit)
SELECT gen_random_uuid(), workspace_id, project_id, clip_id, endpoint_id, requested_by, kind,
    state, count, seed, brief, attempt_limit
FROM render_jobs, generate_series(1, :more) WHERE id = :id
"""
