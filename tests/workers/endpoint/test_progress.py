import asyncio
import base64
import io
import random
import threading
import time
from collections.abc import Mapping
from typing import Any

from PIL import Image

from tests.doubles.waiting import PATIENCE
from tests.workers.endpoint.inbox import Inbox
from tests.workers.endpoint.inputs import png
from workers.endpoint.progress import Reporter, Tick
from workers.endpoint.render import Stage
from workers.endpoint.transfer import http_client

_JOB = {"id": "job-1"}


def _noise(side: int) -> bytes:
    image = Image.frombytes("RGB", (side, side), random.Random(1).randbytes(side * side * 3))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


async def test_ticks_rise_and_are_few(inbox: Inbox) -> None:
    published: list[Mapping[str, Any]] = []

    def publish(job: dict[str, Any], said: Mapping[str, Any]) -> None:
        published.append(said)

    async with http_client() as http:
        reporter = Reporter(
            _JOB, http=http, report=f"{inbox.url}/report", publish=publish, interval=0.2
        )
        async with reporter:
            reporter.say(Tick(Stage.STARTING, 0, "starting"))
            began, step = time.monotonic(), 0
            while step < 100 or len(inbox.ticks) < 4:
                step += 1
                reporter.say(Tick(Stage.RUNNING, min(step / 100, 1), f"step {step}"))
                await asyncio.sleep(0.005)
            took = time.monotonic() - began
            reporter.say(Tick(Stage.SAVING, 1, "sending"))
            await reporter.finish()
    ticks = inbox.ticks
    assert ticks == published
    assert [tick["seq"] for tick in ticks] == list(range(1, len(ticks) + 1))
    stages = [tick["stage"] for tick in ticks]
    assert stages == ["STARTING", *["RUNNING"] * (len(ticks) - 2), "SAVING"]
    assert 3 <= stages.count("RUNNING") <= 3 + took / 0.2, "one in an interval"
    assert ticks[-2]["message"] == f"step {step}"
    assert {tick["job"] for tick in ticks} == {"job-1"}


async def test_a_preview_is_not_lost_to_a_tick_without_one(inbox: Inbox) -> None:
    async with http_client() as http:
        report = f"{inbox.url}/report"
        async with Reporter(_JOB, http=http, report=report, publish=None) as reporter:
            reporter.say(Tick(Stage.RUNNING, 0.1, "a", png()))
            reporter.say(Tick(Stage.RUNNING, 0.2, "b"))
            await reporter.finish()
    (tick,) = inbox.ticks
    assert (tick["message"], tick["preview"]["type"]) == ("b", "image/jpeg")


async def test_a_large_preview_goes_to_the_report_alone(inbox: Inbox) -> None:
    published: list[Mapping[str, Any]] = []

    def publish(job: dict[str, Any], said: Mapping[str, Any]) -> None:
        published.append(said)

    async with http_client() as http:
        for report in (f"{inbox.url}/report", None):
            async with Reporter(_JOB, http=http, report=report, publish=publish) as reporter:
                reporter.say(Tick(Stage.RUNNING, 0.5, "a", _noise(600)))
                await reporter.finish()
    assert len(base64.b64decode(inbox.ticks[0]["preview"]["data"])) > 8 * 1024
    assert len(inbox.ticks[0]["preview"]["data"]) <= 48 * 1024
    assert published[0]["preview"] is None
    assert published[1]["preview"] is not None


async def test_a_dead_or_slow_report_address_does_not_stop_the_render(inbox: Inbox) -> None:
    inbox.report_seconds = 600
    async with http_client() as http, asyncio.timeout(PATIENCE):
        for report in ("http://127.0.0.1:9/report", f"{inbox.url}/report"):
            async with Reporter(_JOB, http=http, report=report, publish=None) as reporter:
                reporter.say(Tick(Stage.RUNNING, 0.5, "\ud800"))
                await reporter.finish()
    assert inbox.ticks[0]["message"] == "?"


async def test_what_the_sdk_sends_has_arrived_before_the_end() -> None:
    arrived: list[int] = []

    def publish(job: dict[str, Any], said: Mapping[str, Any]) -> None:
        def send() -> None:
            time.sleep(0.3)
            arrived.append(said["seq"])

        threading.Thread(target=send, daemon=True).start()

    async with (
        http_client() as http,
        Reporter(_JOB, http=http, report=None, publish=publish) as reporter,
    ):
        reporter.say(Tick(Stage.RUNNING, 0.5, "a"))
        await reporter.finish()
    assert arrived == [1]
