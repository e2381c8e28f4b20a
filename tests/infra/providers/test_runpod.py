"""The provider against the local endpoint, with the real SDK's worker behind it."""

import base64
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from infra.providers.runpod import RunPod, open_client, order_body
from studio.rendering.ports import (
    MediaKind,
    Order,
    ProviderMisconfigured,
    ProviderRefused,
    Report,
    ReportState,
    UploadSlot,
)
from tests.doubles.waiting import until
from tests.infra.embedded.endpoint.server import KEY, Server, traced
from tests.infra.providers.test_answers import OUTPUT, answer, preview

ORDER = Order(
    attempt="attempt_1",
    kind=MediaKind.IMAGE,
    brief={"prompt": "Elsinore, ink", "seed": 2**64 - 1},
    uploads=(UploadSlot("https://store/1", {"Content-Type": "image/png"}),),
    report_url="https://studio/report/1",
    webhook_url=None,
    execution_timeout=20_000,
    ttl=60_000,
)


class Doing(RunPod):
    """Sends what tests' handler is to do in place of a brief."""

    async def do(self, **what: Any) -> str:
        job = await self._client.post(
            f"{self._base}/run",
            json={"input": what},
            headers={"Authorization": f"Bearer {self._key}"},
        )
        return str(job.json()["id"])

    async def reaches(self, job: str, *states: ReportState) -> Report:
        async def reached() -> Report | None:
            report = await self.status(job)
            return report if report.state in states else None

        report: Report = await until(reached)
        return report


@pytest.fixture
async def provider(server: Server) -> AsyncIterator[Doing]:
    async with open_client() as client:
        base, _, endpoint = server.url.rpartition("/")
        yield Doing(client, base_url=base, endpoint_id=endpoint, api_key=KEY)


async def test_an_order_is_sent_as_the_contract_of_endpoints_says(
    server: Server, provider: Doing
) -> None:
    accepted = await provider.submit(ORDER)
    event = server.events("accepted")[-1]
    assert event["id"] == accepted.provider_job_id
    assert (event["execution_timeout"], event["ttl"]) == (20_000, 60_000)
    assert event["webhook"] is None
    assert event["input"] == {
        "storycanvas": 1,
        "attempt": "attempt_1",
        "kind": "IMAGE",
        "brief": {"prompt": "Elsinore, ink", "seed": 2**64 - 1},
        "workflow": None,
        "output_nodes": [],
        "files": [],
        "outputs": [{"url": "https://store/1", "headers": {"Content-Type": "image/png"}}],
        "report": "https://studio/report/1",
    }
    report = await provider.reaches(accepted.provider_job_id, ReportState.FAILED)
    assert report.error_code == "EMPTY_OUTPUT"
    assert (report.worker or "").startswith("local-")
    assert report.delay_ms is not None
    assert report.execution_ms is not None


def test_a_webhook_goes_into_the_envelope_only_if_there_is_one() -> None:
    assert "webhook" not in order_body(ORDER)


async def test_progress_and_outputs_are_reported(provider: Doing, tmp_path: Path) -> None:
    tick = {"storycanvas": 1, "stage": "RUNNING", "progress": 0.5, "preview": preview(b"half")}
    job = await provider.do(do="progress", ticks=[tick], seen=str(tmp_path), answer=answer(OUTPUT))
    seen: list[Report] = []

    async def completed() -> Report | None:
        report = await provider.status(job)
        seen.append(report)
        if report.seq == 1:
            (tmp_path / "1").touch()
        return report if report.state is ReportState.COMPLETED else None

    report = await until(completed)
    assert [output.sha256 for output in report.outputs] == ["ab" * 32]
    half = next(report for report in seen if report.seq == 1)
    assert (half.state, half.progress, half.preview) == (ReportState.RUNNING, 0.5, b"half")
    states = [report.state for report in seen]
    assert states == sorted(states, key=list(ReportState).index)
    assert base64.b64encode(b"half").decode() not in repr(report)


@pytest.mark.parametrize("moment", [ReportState.QUEUED, ReportState.RUNNING])
async def test_a_job_is_cancelled_at_any_moment(
    provider: Doing, tmp_path: Path, moment: ReportState
) -> None:
    trace = tmp_path / "trace"
    first = await provider.do(do="sleep", seconds=600, trace=str(trace))
    await provider.reaches(first, ReportState.RUNNING)
    job = first if moment is ReportState.RUNNING else await provider.do(do="echo")
    await provider.cancel(job)
    assert (await provider.status(job)).state is ReportState.CANCELLED
    await provider.cancel(job)
    await provider.cancel(first)
    await until(lambda: traced(trace, f"cancelled {first}"))


async def test_a_failure_says_why_without_a_traceback(provider: Doing) -> None:
    job = await provider.do(do="fail", say="no ink")
    report = await provider.reaches(job, ReportState.FAILED)
    assert (report.error_code, report.error_message) == ("RENDER_FAILED", "no ink")
    ours = json.dumps({"code": "GRAPH_REFUSED", "message": "no such node"})
    job = await provider.do(do="answer", answer={"error": ours})
    report = await provider.reaches(job, ReportState.FAILED)
    assert (report.error_code, report.error_message) == ("GRAPH_REFUSED", "no such node")


async def test_an_output_that_was_too_large_is_a_failure(provider: Doing) -> None:
    job = await provider.do(do="big", size=11 * 2**20)
    report = await provider.reaches(job, ReportState.FAILED, ReportState.COMPLETED)
    assert (report.state, report.error_code) == (ReportState.FAILED, "EMPTY_OUTPUT")


async def test_a_job_that_is_not_known_is_gone_and_needs_no_cancelling(provider: Doing) -> None:
    job = await provider.do(do="answer", answer=1)
    assert (await provider.status(job)).state is not ReportState.GONE
    for nobody in ("nobody", f"{job}?x", f"../status/{job}", ""):
        assert (await provider.status(nobody)).state is ReportState.GONE
    await provider.reaches(job, ReportState.FAILED)
    await provider.cancel("nobody")


async def test_the_wrong_key_and_the_wrong_endpoint_are_the_owners_to_mend(server: Server) -> None:
    base, _, endpoint = server.url.rpartition("/")
    async with open_client() as client:
        wrong_key = RunPod(client, base_url=base, endpoint_id=endpoint, api_key="wr0ng")
        for call in (wrong_key.submit(ORDER), wrong_key.status("x"), wrong_key.cancel("x")):
            with pytest.raises(ProviderMisconfigured) as raised:
                await call
            assert "wr0ng" not in str(raised.value)
        assert not (await wrong_key.health()).online
        elsewhere = RunPod(client, base_url=base, endpoint_id="other", api_key=KEY)
        with pytest.raises(ProviderMisconfigured):
            await elsewhere.submit(ORDER)
        assert not (await elsewhere.health()).online
        assert KEY not in repr(elsewhere)


async def test_an_order_that_is_refused_is_told_why(provider: Doing) -> None:
    with pytest.raises(ProviderRefused, match="ttl"):
        await provider.submit(Order(**{**_fields(ORDER), "ttl": 10**12}))
    with pytest.raises(ProviderRefused, match="10 MB"):
        await provider.submit(Order(**{**_fields(ORDER), "brief": {"x": "y" * 11 * 2**20}}))


async def test_health_counts(provider: Doing, client: httpx.AsyncClient) -> None:
    health = await provider.health()
    assert health.online
    assert health.queued == 0
    assert health.workers_ready == (await client.get("/health")).json()["workers"]["ready"]


def _fields(order: Order) -> dict[str, Any]:
    return {name: getattr(order, name) for name in order.__dataclass_fields__}
