"""The SDK's worker protocol, as a machine behind a NAT speaks it to the studio."""

import asyncio
from contextlib import AbstractAsyncContextManager
from uuid import UUID

import httpx
import pytest
from sqlalchemy import update

from infra.providers.pull import Pull
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work, unit_of_work
from studio.rendering.models import Endpoint
from studio.rendering.ports import MediaKind, Order, ReportState, UploadSlot
from tests.api.test_hooks import under_way
from tests.doubles.waiting import PATIENCE
from tests.running import Studio

KEY = "machine-key"
TICK = {"storycanvas": 1, "seq": 1, "stage": "RUNNING", "progress": 0.5}


class Machine:
    """One that asks for work at the only endpoint there is."""

    def __init__(self, studio: Studio, endpoint: UUID, name: str = "m1", key: str = KEY) -> None:
        self._http = studio.owner.http
        self._base = f"{studio.url}/pull/{typed('endpoint', endpoint)}"
        self._name = name
        self._headers = {"Authorization": key}

    async def get(self, what: str, **query: str) -> httpx.Response:
        return await self._http.get(
            f"{self._base}/{what}/{self._name}", params=query, headers=self._headers, timeout=40
        )

    async def done(self, job: str, body: object) -> httpx.Response:
        return await self._http.post(
            f"{self._base}/job-done/{self._name}/{job}?isStream=false",
            json=body,
            headers=self._headers,
        )


async def pulled(studio: Studio) -> tuple[Machine, Pull, str]:
    """A machine, the provider on the other side, and an attempt that was not sent yet."""
    _, attempt_id = await under_way(studio)
    async with unit_of_work(studio.runtime.sessions, studio.runtime.bus) as work:
        endpoint = (
            await work.session.execute(
                update(Endpoint)
                .values(provider="PULL", sealed_key=studio.runtime.secrets.seal(KEY))
                .returning(Endpoint.id)
            )
        ).scalar_one()

    async def wake(stream: UUID) -> None:
        await studio.runtime.bus.wake([stream], outbox=False)

    def open_work() -> AbstractAsyncContextManager[Work]:
        return unit_of_work(studio.runtime.sessions, studio.runtime.bus)

    provider = Pull(endpoint, open_work, wake)
    return Machine(studio, endpoint), provider, typed("attempt", attempt_id)


def order(attempt: str) -> Order:
    return Order(
        attempt=attempt,
        kind=MediaKind.IMAGE,
        brief={"prompt": "a door"},
        uploads=(UploadSlot("http://127.0.0.1/slot"),),
        report_url=None,
        webhook_url=None,
        execution_timeout=60_000,
        ttl=600_000,
    )


@pytest.mark.feature("QUE-8")
async def test_a_machine_takes_a_job_tells_of_it_and_ends_it(studio: Studio) -> None:
    machine, provider, attempt = await pulled(studio)
    asking = asyncio.create_task(machine.get("job-take", job_in_progress="0"))
    await asyncio.sleep(0.3)
    assert not asking.done(), "it waits for work"
    accepted = await provider.submit(order(attempt))
    answer = await asyncio.wait_for(asking, PATIENCE)
    assert answer.status_code == 200
    job = answer.json()
    assert (job["id"], job["input"]["brief"]) == (attempt, {"prompt": "a door"})
    assert (await provider.status(accepted.provider_job_id)).state is ReportState.RUNNING
    assert (await machine.done(attempt, {"status": "IN_PROGRESS", "output": TICK})).json() == {
        "status": "ok"
    }
    report = await provider.status(attempt)
    assert (report.state, report.progress, report.seq) == (ReportState.RUNNING, 0.5, 1)
    assert (await machine.get("ping", job_id=attempt, runpod_version="1.12.0")).status_code == 200
    made = {"index": 0, "kind": "IMAGE", "type": "image/png", "size": 3, "sha256": "0" * 64}
    await machine.done(attempt, {"output": {"storycanvas": 1, "model": "m", "outputs": [made]}})
    report = await provider.status(attempt)
    assert (report.state, report.worker) == (ReportState.COMPLETED, "m1")
    assert [output.sha256 for output in report.outputs] == ["0" * 64]
    health = await provider.health()
    assert (health.online, health.queued, health.running) == (True, 0, 0)


async def test_a_failure_and_a_rubbish_answer_are_failures(studio: Studio) -> None:
    machine, provider, attempt = await pulled(studio)
    await provider.submit(order(attempt))
    await machine.get("job-take")
    assert (await machine.done(attempt, [1])).status_code == 400
    await machine.done(attempt, {"error": '{"code": "RENDER_FAILED", "message": "no paint"}'})
    report = await provider.status(attempt)
    assert (report.state, report.error_message) == (ReportState.FAILED, "no paint")


async def test_a_cancelled_job_is_stopped_at_its_machine(studio: Studio) -> None:
    machine, provider, attempt = await pulled(studio)
    await provider.submit(order(attempt))
    await machine.get("job-take")
    await provider.cancel(attempt)
    assert (await machine.get("job-stop")).json() == {"jobsToStop": [attempt]}
    assert (await machine.done(attempt, {"output": {}})).json() == {"status": "ignored"}
    assert (await provider.status(attempt)).state is ReportState.CANCELLED


async def test_unknown_jobs_are_gone(studio: Studio) -> None:
    machine, provider, attempt = await pulled(studio)
    assert (await provider.status(attempt)).state is ReportState.GONE
    assert (await provider.status("nonsense")).state is ReportState.GONE
    await provider.cancel("nonsense")
    assert (await machine.done("nonsense", {"output": {}})).json() == {"status": "ignored"}


async def test_only_with_the_key_of_this_endpoint(studio: Studio) -> None:
    machine, _, attempt = await pulled(studio)
    endpoint = untyped("endpoint", str(machine._base).rsplit("/", 1)[1])
    assert endpoint is not None
    for stranger in (
        Machine(studio, endpoint, key="another"),
        Machine(studio, endpoint, key=""),
        Machine(studio, UUID(int=1)),
    ):
        assert (await stranger.get("job-take")).status_code == 401
        assert (await stranger.done(attempt, {"output": {}})).status_code == 401
    assert (await Machine(studio, endpoint, name="a b").get("ping")).status_code == 400
