"""Renders that wait for an endpoint which cannot take them, and those that are not whole."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update

from studio.kernel.work import unit_of_work
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.turns import call_turns
from tests.running import Studio
from tests.schema.endpoint_rooms import add, allow_private
from tests.schema.graphs import make_film
from tests.schema.test_rendering import ask

JOB = (
    "query($id: ID!) { job(id: $id) { state message missingCount canRetry error { code }"
    " endpoint { id name } } }"
)
PROJECT = "query($id: ID!) { job(id: $id) { project { id } } }"
EVENTS = """subscription($id: ID!) { projectEvents(projectId: $id) {
    __typename ... on JobChanged { job { message } } } }"""
DISABLED = "Endpoint disabled: this waits until it is enabled."


async def job_of(studio: Studio, job: str) -> dict[str, Any]:
    found: dict[str, Any] = (await studio.owner.data(JOB, id=job))["job"]
    return found


async def queued(studio: Studio, key: str = "k", **given: object) -> str:
    film = await make_film(studio.owner, scenes=1, clips=1)
    made: Any = await ask(studio, film.clips[0][0], key, **given)
    return str(made["jobs"][0]["id"])


async def row(studio: Studio, job: str, **values: object) -> RenderJob:
    """The job's row, changed so behind everybody's back."""
    job_id = UUID(job.removeprefix("job_"))
    async with studio.sessions() as session, session.begin():
        if values:
            await session.execute(update(RenderJob).where(RenderJob.id == job_id).values(**values))
        return await session.get_one(RenderJob, job_id)


async def called(studio: Studio) -> int:
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        return len(await call_turns(work, datetime.now(UTC)))


@pytest.mark.feature("SRV-5", "QUE-3")
async def test_what_waits_for_a_disabled_endpoint_says_so_and_goes_on_once_it_is_enabled(
    studio: Studio,
) -> None:
    job = await queued(studio)
    endpoint = (await job_of(studio, job))["endpoint"]["id"]
    change = {"id": endpoint}
    project = (await studio.owner.data(PROJECT, id=job))["job"]["project"]["id"]
    async with studio.owner.follow(EVENTS, id=project) as followed:
        await studio.listens(project)
        await studio.owner.do("updateEndpoint", "endpoint { id }", **change, enabled=False)
        seen = await followed.until(
            lambda event: event["projectEvents"]["__typename"] == "JobChanged"
        )
        assert seen[-1]["projectEvents"]["job"]["message"] == DISABLED
    shown = await job_of(studio, job)
    assert (shown["state"], shown["message"], shown["error"]) == ("QUEUED", DISABLED, None)
    assert await called(studio) == 0
    progress = "subscription($id: ID!) { jobProgress(jobId: $id) { message } }"
    async with studio.owner.follow(progress, id=job) as followed:
        assert (await followed.next())["jobProgress"]["message"] == DISABLED
    await studio.owner.do("updateEndpoint", "endpoint { id }", **change, enabled=True)
    assert (await job_of(studio, job))["message"] is None
    assert await called(studio) == 1


@pytest.mark.feature("XF-2")
async def test_what_waits_for_an_endpoint_that_is_not_well_says_why(studio: Studio) -> None:
    job = await queued(studio)
    async with studio.sessions() as session, session.begin():
        await session.execute(
            update(Endpoint).values(health="UNHEALTHY", health_detail="RunPod refuses this key.")
        )
    shown = await job_of(studio, job)
    assert shown["message"] == "This waits for its endpoint: RunPod refuses this key."
    await row(studio, job, state="RUNNING", attempt_count=1, message="step 3")
    assert (await job_of(studio, job))["message"] == "step 3"


async def test_a_retry_waits_for_a_disabled_endpoint_too(studio: Studio) -> None:
    job = await queued(studio)
    await studio.owner.do("cancelJob", "job { id }", jobId=job)
    endpoint = (await job_of(studio, job))["endpoint"]["id"]
    await studio.owner.do("updateEndpoint", "endpoint { id }", id=endpoint, enabled=False)
    await studio.owner.do("retryJob", "job { id }", jobId=job, idempotencyKey="again")
    shown = await job_of(studio, job)
    assert (shown["state"], shown["message"]) == ("QUEUED", DISABLED)
    assert await called(studio) == 0


async def test_whether_somebody_named_the_endpoint_is_kept(studio: Studio) -> None:
    free = await queued(studio)
    endpoint = (await job_of(studio, free))["endpoint"]["id"]
    named = await queued(studio, key="named", endpointId=endpoint)
    assert [(await row(studio, job)).pinned for job in (free, named)] == [False, True]


@pytest.mark.feature("QUE-4")
async def test_a_render_that_made_less_than_was_asked_says_so_and_can_be_retried(
    studio: Studio,
) -> None:
    job = await queued(studio, count=3)
    assert (await job_of(studio, job))["missingCount"] == 3
    now = datetime.now(UTC)
    over = {"state": "COMPLETED", "progress": 1, "attempt_count": 1, "finished_at": now}
    await row(studio, job, message="0 of 3 came.", **over)
    shown = await job_of(studio, job)
    assert (shown["missingCount"], shown["canRetry"], shown["message"]) == (3, True, "0 of 3 came.")
    again = await studio.owner.do("retryJob", "job { state }", jobId=job, idempotencyKey="rest")
    assert again["job"]["state"] == "QUEUED"


@pytest.mark.feature("SRV-1")
async def test_a_price_is_set_kept_made_nothing_and_unknown_again(studio: Studio) -> None:
    allow_private(studio)
    made = await add(studio, "COMFYUI", url="http://127.0.0.1:9001", price="1200")
    endpoint = made["endpoint"]["id"]
    for given, price in (
        ({"name": "Another"}, "1200"),
        ({"price": "0"}, "0"),
        ({"price": 7, "concurrency": None}, "7"),
        ({"price": None}, None),
        ({"enabled": True}, None),
    ):
        answer = await studio.owner.do(
            "updateEndpoint", "endpoint { price concurrency }", id=endpoint, **given
        )
        assert answer["endpoint"] == {"price": price, "concurrency": 2}
