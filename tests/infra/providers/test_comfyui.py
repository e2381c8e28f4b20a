"""What is ComfyUI's own, beside what the contract asks of every provider."""

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import httpx
import pytest
from PIL import Image

from infra.outbound import guarded_client
from infra.providers import comfyui_hearing
from infra.providers.comfyui import ComfyUI
from studio.rendering.ports import (
    InputFile,
    Order,
    ProviderBusy,
    ProviderMisconfigured,
    ProviderRefused,
    Report,
    ReportState,
)
from tests.contract.providers.meddling import http
from tests.contract.providers.sides import ComfyUISide, comfyui_side
from tests.doubles.waiting import PATIENCE, until


@pytest.fixture
async def side() -> AsyncIterator[ComfyUISide]:
    async with comfyui_side() as side:
        side.comfy.script.hold, side.comfy.script.stall_at_step = False, None
        yield side


async def ended(side: ComfyUISide, job: str) -> Report:
    await until(lambda: job in side.comfy.history)
    return await side.provider.status(job)


def changed(order: Order, node: str, **inputs: Any) -> Order:
    graph = order.workflow or {}
    spec = graph[node]
    return replace(order, workflow={**graph, node: {**spec, "inputs": spec["inputs"] | inputs}})


async def test_the_job_has_the_attempts_id_and_the_studios_client(side: ComfyUISide) -> None:
    order = side.order()
    job = (await side.provider.submit(order)).provider_job_id
    assert job.replace("-", "") == order.attempt.removeprefix("attempt_")
    (sent,) = side.comfy.prompts
    assert (sent["prompt_id"], sent["client_id"]) == (job, "storycanvas-test")


@pytest.mark.parametrize(
    ("node", "inputs", "words"),
    [
        ("1.0", {"ckpt_name": "flux.safetensors"}, "'flux.safetensors' is not installed"),
        ("5.0", {"cfg": 1000}, "node 5.0 (KSampler): cfg 1000 is above the largest allowed, 100"),
        ("5.0", {"sampler_name": "magic"}, "sampler_name 'magic' is not there; there is euler"),
    ],
)
async def test_a_graph_is_refused_node_by_node(
    side: ComfyUISide, node: str, inputs: dict[str, Any], words: str
) -> None:
    with pytest.raises(ProviderRefused) as refused:
        await side.provider.submit(changed(side.order(), node, **inputs))
    assert refused.value.code == "GRAPH_REFUSED"
    assert words in refused.value.message


async def test_a_missing_node_class_is_named(side: ComfyUISide) -> None:
    order = side.order()
    graph = {**(order.workflow or {}), "9": {"class_type": "ReActorFaceSwap", "inputs": {}}}
    with pytest.raises(ProviderRefused, match="node ReActorFaceSwap does not exist there"):
        await side.provider.submit(replace(order, workflow=graph))


async def test_a_graph_that_could_make_only_some_outputs_is_refused(side: ComfyUISide) -> None:
    side.comfy.script.hold = True
    with pytest.raises(ProviderRefused, match=r"refuses the graph.*node 5\.1") as refused:
        await side.provider.submit(changed(side.order(2), "5.1", cfg=1000))
    assert refused.value.code == "GRAPH_REFUSED"
    assert side.accepted() == []


async def test_a_broken_branch_that_no_output_needs_is_let_be(side: ComfyUISide) -> None:
    order = changed(side.order(2), "5.1", cfg=1000)
    job = (await side.provider.submit(replace(order, output_nodes=("7.0",)))).provider_job_id
    assert len((await ended(side, job)).outputs) == 1


async def test_the_same_graph_again_is_a_failure_in_words(side: ComfyUISide) -> None:
    first = side.order()
    job = (await side.provider.submit(first)).provider_job_id
    assert (await ended(side, job)).state is ReportState.COMPLETED
    again = replace(side.order(), workflow=first.workflow)
    job = (await side.provider.submit(again)).provider_job_id
    report = await ended(side, job)
    assert (report.state, report.error_code) == (ReportState.FAILED, "CACHED_OUTPUT")


async def test_want_of_memory_is_told_as_such(side: ComfyUISide) -> None:
    side.comfy.script.out_of_memory = True
    report = await ended(side, (await side.provider.submit(side.order())).provider_job_id)
    assert (report.state, report.error_code) == (ReportState.FAILED, "OUT_OF_MEMORY")
    assert "node 5.0 (KSampler)" in (report.error_message or "")


async def test_interrupted_by_somebody_it_is_cancelled(side: ComfyUISide) -> None:
    side.comfy.script.stall_at_step = 2
    job = (await side.provider.submit(side.order())).provider_job_id
    await until(lambda: side.comfy.running)
    side.comfy.interrupt(None)
    assert (await ended(side, job)).state is ReportState.CANCELLED


async def test_cancelling_what_waits_interrupts_nobody(side: ComfyUISide) -> None:
    side.comfy.script.stall_at_step = 2
    first = (await side.provider.submit(side.order())).provider_job_id
    second = (await side.provider.submit(side.order())).provider_job_id
    await until(lambda: side.comfy.running)
    assert (await side.provider.status(second)).message == "1 before it at this ComfyUI"
    await side.provider.cancel(second)
    assert side.comfy.interrupted_at == []
    assert (await side.provider.status(first)).state is ReportState.RUNNING
    assert not any("/interrupt" in path for path in side.meddler.seen)


async def test_one_that_was_restarted_has_forgotten(side: ComfyUISide) -> None:
    side.comfy.script.hold = True
    job = (await side.provider.submit(side.order())).provider_job_id
    side.comfy.forget()
    report = await side.provider.status(job)
    assert (report.state, report.error_code) == (ReportState.GONE, "ENDPOINT_FORGOT")


async def test_a_file_that_cannot_be_uploaded_is_no_submission(side: ComfyUISide) -> None:
    side.meddler.spoil("POST", "/upload", forward=True)
    with pytest.raises(ProviderBusy):
        await side.provider.submit(side.order())
    assert side.comfy.prompts == []


async def test_what_was_surely_not_sent_is_not_looked_for(side: ComfyUISide) -> None:
    await side.meddler.pull_out()
    with pytest.raises(ProviderBusy):
        await side.provider.submit(replace(side.order(), files=()))


async def test_health_tells_version_and_devices(side: ComfyUISide) -> None:
    health = await side.provider.health()
    assert health.detail == "ComfyUI 0.8.0 on cuda:0 NVIDIA L4 (20.0 of 24.0 GB free)"
    assert (health.queued, health.running) == (0, 0)
    assert isinstance(side.provider, ComfyUI)
    facts = await side.provider.facts()
    assert facts["devices"][0]["vram_total"] == 24 * 2**30
    side.meddler.spoil("GET", "/system_stats", http(200, b'{"devices":[{"name":[]}],"system":[]}'))
    assert (await side.provider.health()).detail.startswith("ComfyUI of an unknown version")


async def heard(side: ComfyUISide, *jobs: str) -> list[tuple[str, Report]]:
    """What is told until the last of the jobs has ended."""
    assert isinstance(side.provider, ComfyUI)
    news: list[tuple[str, Report]] = []
    async with asyncio.timeout(PATIENCE), aclosing(side.provider.listen()) as listening:  # type: ignore[type-var]
        async for job, report in listening:
            news.append((job, report))
            over = {one for one, said in news if said.state not in UNDER_WAY}
            if over >= set(jobs):
                break
    return news


UNDER_WAY = {ReportState.STARTING, ReportState.RUNNING}


async def submitted_while_listening(
    side: ComfyUISide, *orders: Order
) -> tuple[list[str], list[tuple[str, Report]]]:
    side.comfy.script.hold = True
    jobs = [(await side.provider.submit(order)).provider_job_id for order in orders]
    listening = asyncio.create_task(heard(side, *jobs))
    await until(lambda: side.comfy.listeners)
    side.comfy.script.hold = False
    return jobs, await listening


async def test_one_connection_tells_of_all_jobs(
    side: ComfyUISide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comfyui_hearing, "_EVERY", 0.0)
    side.comfy.step_seconds = 0.03
    other = changed(side.order(), "5.0", seed=99)
    (first, second), news = await submitted_while_listening(side, side.order(2), other)
    for job, count in ((first, 2), (second, 1)):
        told = [report for name, report in news if name == job]
        assert told[0].state is ReportState.STARTING
        *ticks, last = told
        assert (last.state, len(last.outputs)) == (ReportState.COMPLETED, count)
        assert last == await side.provider.status(job)
        seqs = [report.seq for report in ticks]
        assert seqs == sorted(set(seqs))
        progress = [report.progress or 0 for report in ticks]
        assert progress == sorted(progress)
        assert 0.9 < progress[-1] <= 1
        (preview, *_) = [report.preview for report in ticks if report.preview]
        with Image.open(io.BytesIO(preview)) as image:
            assert image.format == "JPEG"
    assert "step 8 of 8" in {report.message for _, report in news}


async def test_news_are_at_most_two_a_second(side: ComfyUISide) -> None:
    side.comfy.step_seconds = 0.05
    _, news = await submitted_while_listening(side, side.order())
    states = [report.state for _, report in news]
    assert states[0] is ReportState.STARTING
    assert states[-1] is ReportState.COMPLETED
    assert states.count(ReportState.RUNNING) <= 2


async def test_a_failure_and_an_interruption_are_told_with_their_ends(side: ComfyUISide) -> None:
    side.comfy.script.out_of_memory = True
    _, news = await submitted_while_listening(side, side.order())
    assert news[-1][1].error_code == "OUT_OF_MEMORY"


async def test_a_connection_that_ends_is_the_callers_to_open_again(side: ComfyUISide) -> None:
    listening = asyncio.create_task(heard(side, "never"))
    await until(lambda: side.comfy.listeners)
    await side.meddler.pull_out()
    with pytest.raises(ProviderBusy):
        await listening
    with pytest.raises(ProviderBusy):
        await heard(side, "never")


async def test_a_websocket_that_is_refused_is_the_owners_to_mend(side: ComfyUISide) -> None:
    side.meddler.spoil("GET", "/ws", http(403))
    with pytest.raises(ProviderMisconfigured):
        await heard(side, "never")


async def no_files(_: InputFile) -> AsyncIterator[bytes]:
    yield b""


async def test_a_private_address_is_not_called(side: ComfyUISide) -> None:
    async with guarded_client(allow_private=False) as client:
        provider = ComfyUI(client, url=side.meddler.url, client_id="x", open_file=no_files)
        with pytest.raises(ProviderMisconfigured) as refused:
            await provider.status("job")
    assert refused.value.code == "ADDRESS_REFUSED"
    assert side.meddler.seen == []


async def test_nor_is_it_listened_to(side: ComfyUISide) -> None:
    async def refuse(host: str, port: int) -> tuple[str, ...]:
        raise OSError(f"{host} has no address")

    async with httpx.AsyncClient() as client:
        provider = ComfyUI(
            client, url=side.meddler.url, client_id="x", open_file=no_files, dial=refuse
        )
        with pytest.raises(ProviderBusy):
            await anext(aiter(provider.listen()))
    assert side.meddler.seen == []
