from typing import Any
from uuid import UUID

import pytest

from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile
from studio.rendering.attempts import accept_attempt, begin_attempt
from studio.rendering.collecting import Collected, finish_render
from studio.rendering.news import apply_report
from studio.rendering.ports import Output, Report, ReportState
from tests.api.test_uploads import png
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.schema.spending.test_quotes import paid_endpoint, rendered

BATCH = (
    "batch { id name clipCount kinds progress etaSeconds expectedCost mostCost held spent"
    " counts { total waiting running completed failed cancelled paused }"
    " skipped { reason clip { id } } failed { id } project { id } requestedBy { id } }"
)


async def generate(studio: Studio, key: str, **given: Any) -> dict[str, Any]:
    return await studio.owner.do(
        "generateClips",
        f"jobs {{ id }} skipped {{ reason }} {BATCH}",
        idempotencyKey=key,
        **given,
    )


@pytest.mark.feature("BAT-1", "BAT-3", "BAT-6")
async def test_what_is_asked_for_at_once_is_one_batch(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    endpoint = await paid_endpoint(studio.owner)
    await studio.owner.do("lockClips", "clips { id lockedAt }", ids=[film.clips[1][0]], locked=True)
    made = await generate(studio, "a", projectId=film.project, endpointId=endpoint)
    batch = made["batch"]
    assert (batch["name"], batch["clipCount"], batch["kinds"]) == (
        "Images of 3 shots",
        3,
        ["IMAGE"],
    )
    assert (batch["counts"]["total"], batch["counts"]["waiting"]) == (3, 3)
    assert (batch["expectedCost"], batch["held"], batch["spent"]) == ("120000", "120000", "0")
    assert batch["skipped"] == [{"reason": "LOCKED", "clip": {"id": film.clips[1][0]}}]
    again = await generate(studio, "a", projectId=film.project, endpointId=endpoint)
    assert again["batch"]["id"] == batch["id"]
    listed = await studio.owner.data(
        "query($p: ID) { batches(projectId: $p, active: true) { totalCount nodes { id } } }",
        p=film.project,
    )
    assert listed["batches"] == {"totalCount": 1, "nodes": [{"id": batch["id"]}]}
    only = {"filter": {"batchId": batch["id"]}}
    assert (await studio.owner.do("pauseJobs", "count", **only))["count"] == 3
    assert (await studio.owner.do("resumeJobs", "count", **only))["count"] == 3
    rush = await studio.owner.do("prioritizeJobs", "count", priority="RUSH", **only)
    assert rush["count"] == 3
    jobs = await studio.owner.data(
        "query($b: ID) { jobs(filter: { batchId: $b }) { totalCount nodes { priority } } }",
        b=batch["id"],
    )
    assert jobs["jobs"]["totalCount"] == 3
    assert {job["priority"] for job in jobs["jobs"]["nodes"]} == {"RUSH"}


@pytest.mark.feature("BAT-3")
async def test_one_subscription_follows_all_of_it_to_its_end(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    made = await generate(studio, "a", projectId=film.project)
    wanted = (
        "subscription($id: ID!) { batchProgress(batchId: $id) { counts { cancelled } progress } }"
    )
    async with studio.owner.follow(wanted, id=made["batch"]["id"]) as followed:
        first = await followed.next()
        assert first["batchProgress"] == {"counts": {"cancelled": 0}, "progress": 0}
        await studio.owner.do("cancelJob", "job { id }", jobId=made["jobs"][0]["id"])
        await followed.until(lambda seen: seen["batchProgress"]["counts"]["cancelled"] == 1)
        await studio.owner.do(
            "cancelJobs", "cancelledCount", filter={"batchId": made["batch"]["id"]}
        )
        seen = await followed.to_the_end()
        assert seen[-1]["batchProgress"] == {"counts": {"cancelled": 3}, "progress": 1}


async def test_a_batch_of_nothing_is_none(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    await studio.owner.do("lockClips", "clips { id }", ids=list(film.clips[0]), locked=True)
    made = await generate(studio, "a", projectId=film.project)
    assert (made["jobs"], made["batch"]) == ([], None)
    alone = await studio.owner.do(
        "generateClip", "jobs { id }", clipId=film.clips[0][0], idempotencyKey="alone"
    )
    assert len(alone["jobs"]) == 1, "asked for by itself, a locked clip is rendered"
    unlocked = await studio.owner.do(
        "lockClips", "clips { lockedAt }", ids=list(film.clips[0]), locked=False
    )
    assert unlocked["clips"] == [{"lockedAt": None}]


async def test_what_may_not_be_seen_is_not_followed(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    made = await generate(studio, "a", projectId=film.project)
    stranger = await studio.stranger()
    wanted = "subscription($id: ID!) { batchProgress(batchId: $id) { id } }"
    for batch in (made["batch"]["id"], "batch_1", "clip_1"):
        async with stranger.follow(wanted, id=batch) as followed:
            message = await followed.message()
            assert message["payload"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_a_batch_is_of_one_project(studio: Studio) -> None:
    films = [await make_film(studio.owner, scenes=1, clips=1) for _ in range(2)]
    for film, name in zip(films, ("Up", "Down"), strict=True):
        await studio.owner.do("updateProject", "project { id }", id=film.project, name=name)
    clips = [film.clips[0][0] for film in films]
    refused = await studio.owner.attempt(
        "generateClips", "jobs { id }", clipIds=clips, idempotencyKey="a"
    )
    (error,) = refused["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["clipIds"])
    assert "of 2: “Down”, “Up”." in error["message"]
    quoted = await studio.owner.attempt("quote", "quote { clipCount }", clipIds=clips)
    assert quoted["userErrors"] == refused["userErrors"]


@pytest.mark.feature("BAT-2")
async def test_settings_are_shared_and_the_prompts_are_each_clips_own(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    for clip, words in zip(film.clips[0], ("a kite", "a bell"), strict=True):
        await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt=words)
    shared = {"settings": {"steps": 12, "cfg": 6.5}, "negativePrompt": "blur", "seed": "7"}
    loras = [{"name": "ink.safetensors", "strength": 0.7}]
    await generate(studio, "a", projectId=film.project, loras=loras, **shared)
    found = await studio.owner.data("{ jobs { nodes { clip { id } parameters } } }")
    told = {job["clip"]["id"]: job["parameters"] for job in found["jobs"]["nodes"]}
    assert [told[clip]["prompt"] for clip in film.clips[0]] == ["a kite", "a bell"]
    for one in told.values():
        assert one["negative_prompt"] == "blur"
        assert (one["sampling"]["settings"], one["sampling"]["loras"]) == (
            {"steps": 12, "cfg": 6.5},
            loras,
        )


@pytest.mark.feature("BAT-4", "BAT-5")
async def test_what_fails_is_told_by_clip_and_what_comes_is_in_its_clips_gallery(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    endpoint = await paid_endpoint(studio.owner)
    made = await generate(studio, "a", projectId=film.project, endpointId=endpoint)
    jobs = {
        job["clip"]["id"]: job["id"]
        for job in (await studio.owner.data("{ jobs { nodes { id clip { id } } } }"))["jobs"][
            "nodes"
        ]
    }
    good, bad = film.clips[0]
    await delivered(studio, jobs[good])
    await rendered(studio, jobs[bad], ran_ms=2_000, outcome=ReportState.FAILED)
    found = await studio.owner.data(
        "query($b: ID!, $p: ID) { node(id: $b) { ... on Batch { progress counts { total completed"
        " failed } failed { state error { code message } clip { id } } } }"
        " takes(filter: { projectId: $p }) { nodes { isSelected job { id } clip { id } } } }",
        b=made["batch"]["id"],
        p=film.project,
    )
    batch = found["node"]
    assert (batch["progress"], batch["counts"]) == (1, {"total": 2, "completed": 1, "failed": 1})
    (failed,) = batch["failed"]
    assert (failed["state"], failed["clip"]) == ("FAILED", {"id": bad})
    assert failed["error"]["code"]
    assert failed["error"]["message"]
    assert found["takes"]["nodes"] == [
        {"isSelected": True, "job": {"id": jobs[good]}, "clip": {"id": good}}
    ]
    again = await studio.owner.do(
        "retryJobs", "jobs { id }", filter={"batchId": made["batch"]["id"]}, idempotencyKey="r"
    )
    assert [job["id"] for job in again["jobs"]] == [jobs[bad]]


async def delivered(studio: Studio, job: str) -> None:
    """The job is rendered, and its picture is brought home as a queue process does."""
    now = studio.runtime.services.clock.now()
    data = png()
    file = StoredFile(
        await studio.runtime.store.keep(data), len(data), "image/png", MediaKind.IMAGE
    )
    output = Output(0, MediaKind.IMAGE, "image/png", file.size, file.sha256, 1)
    sessions, bus = studio.sessions, studio.runtime.bus
    async with unit_of_work(sessions, bus) as work:
        begun = await begin_attempt(
            work, UUID(job.removeprefix("job_")), secret=job, ttl=600, now=now
        )
    assert begun is not None
    async with unit_of_work(sessions, bus) as work:
        await accept_attempt(work, begun.attempt_id, f"p-{job}", now=now)
    async with unit_of_work(sessions, bus) as work:
        report = Report(ReportState.COMPLETED, execution_ms=2_000, outputs=(output,))
        await apply_report(work, begun.attempt_id, report, now=now)
    async with unit_of_work(sessions, bus) as work:
        await finish_render(work, begun.attempt_id, [Collected(0, 1, file, None)], now=now)
