import time
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, make_film
from tests.schema.test_generating import ask


async def cancel(caller: Caller, **given: Any) -> dict[str, Any]:
    return await caller.attempt("cancelJobs", "jobs { id state } cancelledCount", **given)


async def states(studio: Studio) -> dict[str, int]:
    async with studio.sessions() as session:
        rows = await session.execute(text("SELECT state, count(*) FROM render_jobs GROUP BY state"))
        return {state: count for state, count in rows}  # noqa: C416


async def put(studio: Studio, job: str, state: str) -> None:
    async with studio.sessions() as session:
        await session.execute(
            text("UPDATE render_jobs SET state = :state, attempt_count = 1 WHERE id = :id"),
            {"state": state, "id": UUID(job.removeprefix("job_"))},
        )
        await session.commit()


async def two_films(studio: Studio) -> tuple[Film, Film]:
    films = [await make_film(studio.owner, scenes=1, clips=2) for _ in range(2)]
    for film in films:
        await ask(studio.owner, film.project, projectId=film.project)
    return films[0], films[1]


async def test_whatever_is_under_way_somewhere_is_cancelled(studio: Studio) -> None:
    film, _ = await two_films(studio)
    first = (await ask(studio.owner, "more", clipIds=[film.clips[0][0]]))["jobs"][0]["id"]
    stranger = await studio.stranger()
    assert (await cancel(stranger, filter={}))["cancelledCount"] == 0
    await put(studio, first, "RUNNING")
    done = await cancel(studio.owner, filter={"projectId": film.project})
    assert (done["userErrors"], done["cancelledCount"]) == ([], 3)
    assert [job["state"] for job in done["jobs"]] == ["CANCELLING", "CANCELLED", "CANCELLED"]
    assert done["jobs"][0]["id"] == first
    assert await states(studio) == {"QUEUED": 2, "CANCELLED": 2, "CANCELLING": 1}
    async with studio.sessions() as session:
        sent = await session.execute(
            text("SELECT arguments FROM outbox WHERE actor = 'cancel_render'")
        )
        assert [UUID(row[0][0]).hex for row in sent] == [first.removeprefix("job_")]
    assert (await cancel(studio.owner, filter={"projectId": film.project}))["cancelledCount"] == 0
    assert (await cancel(studio.owner, filter={}))["cancelledCount"] == 2


async def test_what_is_saved_or_over_stays(studio: Studio) -> None:
    film, _ = await two_films(studio)
    job = (await ask(studio.owner, "one", clipIds=[film.clips[0][0]]))["jobs"][0]["id"]
    await put(studio, job, "SAVING")
    assert (await cancel(studio.owner, filter={}))["cancelledCount"] == 4
    named = await cancel(studio.owner, jobIds=[job])
    assert (named["jobs"], named["cancelledCount"]) == ([{"id": job, "state": "SAVING"}], 0)


async def test_of_one_endpoint(studio: Studio) -> None:
    film, _ = await two_films(studio)
    made = await studio.owner.do(
        "addEndpoint",
        "endpoint { id }",
        provider="RUNPOD", name="Far", endpointId="abc", apiKey="rpa_secret",
    )  # fmt: skip
    async with studio.sessions() as session:
        await session.execute(
            text("UPDATE render_jobs SET endpoint_id = :id WHERE clip_id = :clip"),
            {
                "id": UUID(made["endpoint"]["id"].removeprefix("endpoint_")),
                "clip": UUID(film.clips[0][1].removeprefix("clip_")),
            },
        )
        await session.commit()
    where = {"endpointId": made["endpoint"]["id"]}
    assert (await cancel(studio.owner, filter={**where, "projectId": film.project}))[
        "cancelledCount"
    ] == 1
    assert await states(studio) == {"QUEUED": 3, "CANCELLED": 1}


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({}, "jobIds", "BAD_USER_INPUT"),
        ({"jobIds": None, "filter": None}, "jobIds", "BAD_USER_INPUT"),
        ({"jobIds": ["x"], "filter": {}}, "jobIds", "BAD_USER_INPUT"),
        ({"jobIds": []}, "jobIds", "BAD_USER_INPUT"),
        ({"filter": {"projectId": "junk"}}, "projectId", "NOT_FOUND"),
        ({"filter": {"endpointId": "endpoint_" + "0" * 32}}, "endpointId", "NOT_FOUND"),
        ({"filter": {"projectId": "THEIRS"}}, "projectId", "NOT_FOUND"),
    ],
)
async def test_exactly_one_that_may_be_seen(
    studio: Studio, given: dict[str, Any], field: str, code: str
) -> None:
    film, _ = await two_films(studio)
    if given.get("filter") == {"projectId": "THEIRS"}:
        given = {"filter": {"projectId": film.project}}
    caller = await studio.stranger() if field == "projectId" else studio.owner
    answer = await cancel(caller, **given)
    assert (answer["jobs"], answer["cancelledCount"]) == ([], 0)
    assert [(error["field"], error["code"]) for error in answer["userErrors"]] == [([field], code)]
    assert await states(studio) == {"QUEUED": 4}


async def test_who_may_only_look_cancels_nothing(studio: Studio) -> None:
    await two_films(studio)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    answer = await cancel(guest, filter={})
    assert answer["userErrors"][0]["code"] == "FORBIDDEN"
    assert await states(studio) == {"QUEUED": 4}


@pytest.mark.slow
async def test_thousands_take_a_few_statements(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=0)
    for scene, count in zip(film.scenes, (1000, 1000, 500), strict=True):
        await fill(studio, scene, count)
        await studio.owner.do("generateClips", "jobs { id }", sceneId=scene, idempotencyKey=scene)
    async with studio.sessions() as session:
        await session.execute(
            text(
                "UPDATE render_jobs SET state = 'WAITING', attempt_count = 1 WHERE id IN"
                " (SELECT id FROM render_jobs ORDER BY id LIMIT 1200)"
            )
        )
        seq = await session.scalar(text("SELECT max(seq) FROM events"))
        await session.commit()
    started = time.perf_counter()
    async with studio.statements() as seen:
        done = await cancel(studio.owner, filter={})
    print(f"2,500 jobs: {len(seen)} statements, {time.perf_counter() - started:.2f} s")
    assert len(seen) <= 12, "\n".join(seen)
    assert (done["cancelledCount"], len(done["jobs"])) == (2500, 500)
    ids = [job["id"] for job in done["jobs"]]
    assert ids == sorted(ids, reverse=True)
    assert await states(studio) == {"CANCELLED": 1300, "CANCELLING": 1200}
    async with studio.sessions() as session:
        events = await session.execute(
            text("SELECT entity, change FROM events WHERE seq > :seq"), {"seq": seq}
        )
        assert [tuple(row) for row in events] == [("stream", "RESET")]
        sent = "SELECT count(DISTINCT arguments) FROM outbox WHERE actor = 'cancel_render'"
        assert await session.scalar(text(sent)) == 1200
