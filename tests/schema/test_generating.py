import asyncio
import time
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from studio.access.viewer import Role
from studio.kernel.events import Change, Event, OutboxMessage
from studio.rendering.models import RenderJob
from tests.running import Caller, Studio
from tests.schema.graphs import fill, make_film, show

WANTED = (
    "jobs { id kind state seed clip { id } endpoint { name } } skipped { clipId reason message }"
)


async def ask(caller: Caller, key: str = "k", **given: Any) -> dict[str, Any]:
    return await caller.attempt("generateClips", WANTED, idempotencyKey=key, **given)


def clips_of(answer: dict[str, Any]) -> list[str]:
    return [job["clip"]["id"] for job in answer["jobs"]]


@pytest.mark.feature("GEN-1")
async def test_a_project_a_scene_and_named_clips_are_rendered_in_film_order(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=2, clips=3)
    await studio.owner.do(
        "reorderScenes",
        "project { id }",
        projectId=film.project,
        sceneIds=[film.scenes[1], film.scenes[0]],
    )
    whole = await ask(studio.owner, "project", projectId=film.project)
    assert whole["userErrors"] == []
    assert clips_of(whole) == [*film.clips[1], *film.clips[0]]
    assert {job["state"] for job in whole["jobs"]} == {"QUEUED"}
    assert len({job["seed"] for job in whole["jobs"]}) == 6
    scene = await ask(studio.owner, "scene", sceneId=film.scenes[0])
    assert clips_of(scene) == list(film.clips[0])
    named = [film.clips[0][2], film.clips[1][1], film.clips[0][0], film.clips[0][0]]
    some = await ask(studio.owner, "some", clipIds=named, seed="7", kinds=["VIDEO", "IMAGE"])
    assert [(job["clip"]["id"], job["kind"], job["seed"]) for job in some["jobs"]] == [
        (clip, kind, "7")
        for clip in (film.clips[1][1], film.clips[0][0], film.clips[0][2])
        for kind in ("IMAGE", "VIDEO")
    ]
    async with studio.sessions() as session:
        line = await session.scalars(
            select(RenderJob.id).where(RenderJob.kind == "IMAGE").order_by(RenderJob.rank)
        )
        order = [typed for answer in (whole, scene, some) for typed in answer["jobs"]]
        assert list(line) == [
            UUID(job["id"].removeprefix("job_")) for job in order if job["kind"] == "IMAGE"
        ]
        waits = await session.scalars(
            select(RenderJob.depends_on_id).where(RenderJob.kind == "VIDEO").order_by(RenderJob.id)
        )
        assert list(waits) == [
            UUID(job["id"].removeprefix("job_")) for job in some["jobs"] if job["kind"] == "IMAGE"
        ]


async def test_the_same_key_gives_the_same_jobs_and_skips(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    await show(studio, film.clips[0][1])
    given = {"projectId": film.project, "missingOnly": True}
    answers = await asyncio.gather(*(ask(studio.owner, **given) for _ in range(4)))
    assert len(answers[0]["jobs"]) == 2
    assert all(answer == answers[0] for answer in answers)
    assert answers[0]["skipped"] == [
        {
            "clipId": film.clips[0][1],
            "reason": "HAS_TAKE",
            "message": "This clip has a take already.",
        }
    ]
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][0])
    later = await ask(studio.owner, **given)
    assert [job["id"] for job in later["jobs"]] == [job["id"] for job in answers[0]["jobs"]]
    other = await ask(studio.owner, projectId=film.project)
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_CONFLICT"
    await ask(studio.owner, "fresh", sceneId=film.scenes[0])
    assert await count(studio, RenderJob) == 4


async def count(studio: Studio, model: Any) -> int:
    async with studio.sessions() as session:
        return await session.scalar(select(func.count()).select_from(model)) or 0


async def test_only_what_is_missing_is_rendered_and_never_twice(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=4)
    clips = film.clips[0]
    await show(studio, clips[0])
    await show(studio, clips[1], kind="VIDEO")
    gone = await show(studio, clips[2], select=False)
    await studio.owner.do("deleteTake", "deletedId", takeId=gone)
    await ask(studio.owner, "first", clipIds=[clips[3]])
    answers = await asyncio.gather(
        *(ask(studio.owner, f"k{n}", projectId=film.project, missingOnly=True) for n in range(5))
    )
    asked = [clip for answer in answers for clip in clips_of(answer)]
    assert sorted(asked) == sorted([clips[1], clips[2]])
    last = await ask(studio.owner, "last", projectId=film.project, missingOnly=True)
    assert [(one["clipId"], one["reason"]) for one in last["skipped"]] == [
        (clips[0], "HAS_TAKE"),
        (clips[1], "ALREADY_QUEUED"),
        (clips[2], "ALREADY_QUEUED"),
        (clips[3], "ALREADY_QUEUED"),
    ]
    assert (last["jobs"], last["userErrors"]) == ([], [])
    videos = await ask(studio.owner, "v", projectId=film.project, missingOnly=True, kinds=["VIDEO"])
    assert clips_of(videos) == [clips[0], clips[2], clips[3]]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({}, ["clipIds"], "BAD_USER_INPUT"),
        ({"clipIds": []}, ["clipIds"], "BAD_USER_INPUT"),
        ({"clipIds": ["CLIP"], "sceneId": "SCENE"}, ["clipIds"], "BAD_USER_INPUT"),
        ({"projectId": "PROJECT", "sceneId": "junk"}, ["clipIds"], "BAD_USER_INPUT"),
        ({"clipIds": ["CLIP", "junk"]}, ["clipIds"], "NOT_FOUND"),
        ({"clipIds": ["CLIP", "GONE"]}, ["clipIds"], "NOT_FOUND"),
        ({"sceneId": "junk"}, ["sceneId"], "NOT_FOUND"),
        ({"projectId": "SCENE"}, ["projectId"], "NOT_FOUND"),
        ({"projectId": "PROJECT", "endpointId": "junk"}, ["endpointId"], "NOT_FOUND"),
        ({"projectId": "PROJECT", "count": 17}, ["count"], "BAD_USER_INPUT"),
        ({"projectId": "PROJECT", "model": " "}, ["model"], "BAD_USER_INPUT"),
        ({"projectId": "PROJECT", "key": ""}, ["idempotencyKey"], "BAD_USER_INPUT"),
        ({"clipIds": ["MANY"]}, ["clipIds"], "LIMIT_EXCEEDED"),
    ],
)
async def test_all_or_nothing(
    studio: Studio, given: dict[str, Any], field: list[str], code: str
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][1])
    names = {
        "CLIP": film.clips[0][0],
        "GONE": film.clips[0][1],
        "SCENE": film.scenes[0],
        "PROJECT": film.project,
    }

    def named(value: Any) -> Any:
        if value == ["MANY"]:
            return [f"clip_{number:032x}" for number in range(2001)]
        if isinstance(value, list):
            return [named(one) for one in value]
        return names.get(value, value)

    answer = await ask(studio.owner, **{name: named(value) for name, value in given.items()})
    assert [(error["field"], error["code"]) for error in answer["userErrors"]] == [(field, code)]
    assert (answer["jobs"], answer["skipped"]) == ([], [])
    assert await count(studio, RenderJob) == 0
    assert await count(studio, OutboxMessage) == 0


async def test_others_can_neither_see_nor_render(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    stranger = await studio.stranger()
    for given in (
        {"projectId": film.project},
        {"sceneId": film.scenes[0]},
        {"clipIds": [film.clips[0][0]]},
    ):
        answer = await ask(stranger, **given)
        assert answer["userErrors"][0]["code"] == "NOT_FOUND"
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    answer = await ask(guest, projectId=film.project)
    assert answer["userErrors"][0]["code"] == "FORBIDDEN"
    assert await count(studio, RenderJob) == 0


async def test_three_hundred_clips_take_few_statements(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    clips = await fill(studio, film.scenes[0], 300)
    started = time.perf_counter()
    async with studio.statements() as seen:
        answer = await ask(studio.owner, projectId=film.project, missingOnly=True)
    spent = time.perf_counter() - started
    print(f"300 clips: {len(seen)} statements, {spent:.2f} s")
    assert clips_of(answer) == clips
    assert len(seen) <= 36, "\n".join(seen)
    async with studio.sessions() as session:
        events = (
            await session.execute(
                select(Event.entity, Event.change).where(Event.entity != "project")
            )
        ).all()
        assert ("stream", Change.RESET.value) in [tuple(row) for row in events]
        assert "job" not in [row.entity for row in events]
    async with studio.statements() as seen:
        cancelled = await studio.owner.do(
            "cancelJobs", "jobs { state }", jobIds=[job["id"] for job in answer["jobs"]]
        )
    print(f"cancelling them: {len(seen)} statements")
    assert {job["state"] for job in cancelled["jobs"]} == {"CANCELLED"}
    assert len(seen) <= 12, "\n".join(seen)


async def test_more_than_two_thousand_clips_are_too_many(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await fill(studio, film.scenes[0], 2001)
    answer = await ask(studio.owner, projectId=film.project)
    assert answer["userErrors"][0]["code"] == "LIMIT_EXCEEDED"
    assert "scene by scene" in answer["userErrors"][0]["message"]
    assert await count(studio, RenderJob) == 0


async def test_many_are_cancelled_and_what_is_over_stays(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    made = await ask(studio.owner, projectId=film.project, kinds=["IMAGE", "VIDEO"])
    ids = [job["id"] for job in made["jobs"]]
    async with studio.sessions() as session:
        await session.execute(
            text("UPDATE render_jobs SET state = 'RUNNING', attempt_count = 1 WHERE id = :id"),
            {"id": UUID(ids[2].removeprefix("job_"))},
        )
        await session.commit()
    stranger = await studio.stranger()
    foreign = await stranger.attempt("cancelJobs", "jobs { id }", jobIds=ids)
    assert foreign["userErrors"][0]["code"] == "NOT_FOUND"
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    looking = await guest.attempt("cancelJobs", "jobs { id }", jobIds=ids)
    assert looking["userErrors"][0]["code"] == "FORBIDDEN"
    missing = await studio.owner.attempt("cancelJobs", "jobs { id }", jobIds=[ids[0], "junk"])
    assert missing["userErrors"][0]["code"] == "NOT_FOUND"
    expected = ["CANCELLED", "CANCELLED", "CANCELLING", "CANCELLED"]
    for _ in range(2):
        done = await studio.owner.do("cancelJobs", "jobs { id state }", jobIds=ids)
        assert [job["state"] for job in done["jobs"]] == expected
    assert [job["id"] for job in done["jobs"]] == ids
    async with studio.sessions() as session:
        sent = list(await session.scalars(select(OutboxMessage.actor).order_by(OutboxMessage.id)))
    assert sent == ["cancel_render"]


async def test_a_drawer_lists_what_is_under_way_and_what_can_be_retried(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    made = await ask(studio.owner, projectId=film.project)
    ids = [job["id"] for job in made["jobs"]]
    await studio.owner.do("cancelJobs", "jobs { id }", jobIds=ids[:2])
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][1])
    query = (
        "query($f: RenderJobFilter) { jobs(filter: $f) { totalCount"
        " nodes { id canRetry project { id name } } } }"
    )
    project = {"id": film.project, "name": "Film"}
    waiting = (await studio.owner.data(query, f={"active": True}))["jobs"]
    assert waiting == {
        "totalCount": 1,
        "nodes": [{"id": ids[2], "canRetry": False, "project": project}],
    }
    over = (await studio.owner.data(query, f={"active": False}))["jobs"]
    assert over["totalCount"] == 2
    assert {node["id"]: node["canRetry"] for node in over["nodes"]} == {
        ids[0]: True,
        ids[1]: False,
    }
    everything = (await studio.owner.data(query, f={"active": None}))["jobs"]
    assert everything["totalCount"] == 3
