"""The rehearsal of a Videos API, spoken to by the provider that real ones are spoken to by."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import av
import httpx
import pytest

from infra.embedded.videos.__main__ import KEY_VARIABLE
from infra.outbound import guarded_client
from infra.providers.openai_videos import OpenAIVideos
from studio.rendering.ports import (
    InputFile,
    Order,
    ProviderMisconfigured,
    ProviderRefused,
    Report,
    ReportState,
)
from tests.doubles.waiting import PATIENCE
from tests.infra.providers.test_openai_videos import ORDER, PICTURE, png

KEY = "the-key"
SMALL = {**ORDER.brief, "width": 128, "height": 72, "frames": 24}


@contextmanager
def running(data: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The server as `make up` runs it: its base address, and its process."""
    process = subprocess.Popen(
        [sys.executable, "-m", "infra.embedded.videos", "--data", str(data)],
        env={**os.environ, KEY_VARIABLE: KEY},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1], process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


async def stored(_picture: InputFile) -> AsyncIterator[bytes]:
    yield png(200, 100)


@asynccontextmanager
async def provider_of(url: str, key: str = KEY) -> AsyncIterator[OpenAIVideos]:
    async with guarded_client(True) as client:
        yield OpenAIVideos(client, base_url=url, api_key=key, open_file=stored)


async def until(
    provider: OpenAIVideos, video: str, so: Callable[[Report], object], seconds: float = PATIENCE
) -> Report:
    async with asyncio.timeout(seconds):
        while not so(report := await provider.status(video)):  # noqa: ASYNC110 (asking is the protocol)
            await asyncio.sleep(0.05)
    return report


def over(report: Report) -> bool:
    return report.state in {ReportState.COMPLETED, ReportState.FAILED, ReportState.GONE}


def order(**more: object) -> Order:
    return replace(ORDER, brief={**SMALL, **more})


@pytest.mark.slow
async def test_a_video_is_drawn_kept_over_a_restart_listed_and_deleted(tmp_path: Path) -> None:
    with running(tmp_path) as (url, _):
        async with provider_of(url) as provider:
            assert (await provider.health()).online
            first = await provider.submit(replace(order(), files=(PICTURE,)))
            video = first.provider_job_id
            report = await until(provider, video, over)
            assert (report.state, report.model) == (ReportState.COMPLETED, "rehearsal")
            film = tmp_path / "film.mp4"
            await provider.fetch(video, report.outputs[0], film, limit=10**7)
            with av.open(str(film)) as opened:
                stream = opened.streams.video[0]
                assert (stream.width, stream.height, stream.frames) == (128, 72, 24)
    with running(tmp_path) as (url, _):
        async with provider_of(url) as provider:
            assert (await provider.status(video)).state is ReportState.COMPLETED
            remixed = (await provider.remix(video, "by night")).provider_job_id
            await until(provider, remixed, over)
            page = await provider.list_videos(first=1)
            assert (page.videos[0].id, page.videos[0].remixed_from) == (remixed, video)
            assert page.has_more
            rest = await provider.list_videos(first=9, after=page.last_id)
            assert [one.id for one in rest.videos] == [video]
            await provider.delete_video(video)
            assert (await provider.status(video)).state is ReportState.GONE
    assert {file.stem for file in (tmp_path / "videos").iterdir()} == {remixed}


@pytest.mark.slow
async def test_what_was_not_done_is_drawn_after_a_kill(tmp_path: Path) -> None:
    with running(tmp_path) as (url, process):
        async with provider_of(url) as provider:
            long = order(width=1280, height=720, frames=1_000)
            drawn = (await provider.submit(long)).provider_job_id
            waiting = (await provider.submit(order())).provider_job_id
            report = await until(provider, drawn, lambda one: (one.progress or 0) > 0.01)
            assert report.state is ReportState.RUNNING
            assert (await provider.status(waiting)).state is ReportState.QUEUED
            process.send_signal(signal.SIGKILL)
    with running(tmp_path) as (url, _):
        async with provider_of(url) as provider:
            await until(provider, drawn, lambda one: one.state is ReportState.RUNNING)
            await provider.cancel(drawn)
            assert (await provider.status(drawn)).state is ReportState.GONE
            report = await until(provider, waiting, over)
            assert report.state is ReportState.COMPLETED
    assert drawn not in {file.stem for file in (tmp_path / "videos").iterdir()}


async def test_it_takes_nothing_without_its_key_or_out_of_its_range(tmp_path: Path) -> None:
    async def refused(call: Awaitable[object]) -> str:
        with pytest.raises(ProviderRefused) as raised:
            await call
        return raised.value.message

    with running(tmp_path) as (url, _):
        async with provider_of(url, key="another") as provider:
            with pytest.raises(ProviderMisconfigured, match="not the key"):
                await provider.submit(order())
        async with provider_of(url) as provider:
            assert "size is" in await refused(provider.submit(order(width=32)))
            assert "seconds is" in await refused(provider.submit(order(frames=24 * 61)))
            assert "prompt is" in await refused(provider.submit(order(prompt="")))
            page = await provider.list_videos(first=9)
            assert page.videos == ()
        async with httpx.AsyncClient(
            headers={"Authorization": f"Bearer {KEY}"}, timeout=PATIENCE
        ) as client:
            for given in ({"json": {"prompt": "x"}}, {"data": {"prompt": "x"}}, {}):
                answer = await client.post(f"{url}/videos", **given)  # type: ignore[arg-type]
                assert answer.status_code == 400
                assert answer.json()["error"]["code"] == "invalid_body"
            assert (await client.get(f"{url}/videos?limit=0")).status_code == 400
            models = (await client.get(f"{url}/models")).json()
            assert [model["id"] for model in models["data"]] == ["rehearsal"]


@pytest.mark.slow
async def test_a_picture_that_is_none_fails_the_video_with_its_reason(tmp_path: Path) -> None:
    with running(tmp_path) as (url, _):
        async with httpx.AsyncClient(
            headers={"Authorization": f"Bearer {KEY}"}, timeout=PATIENCE
        ) as client:
            made = await client.post(
                f"{url}/videos",
                data={"prompt": "x", "size": "128x72", "seconds": "1"},
                files={"input_reference": ("a.png", b"junk", "image/png")},
            )
        async with provider_of(url) as provider:
            report = await until(provider, made.json()["id"], over)
    assert (report.state, report.error_code) == (ReportState.FAILED, "RENDERING_FAILED")
    assert "start image" in (report.error_message or "")
