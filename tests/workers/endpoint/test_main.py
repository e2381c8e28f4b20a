"""The worker in a process of its own, under RunPod's unmodified SDK."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.comfyui import Serving
from tests.doubles.waiting import PATIENCE, until
from tests.infra.comfyui.graphs import picture
from tests.workers.endpoint.inbox import Inbox
from tests.workers.endpoint.inputs import task_input
from tests.workers.endpoint.job_server import JobServer, serve_jobs

pytestmark = pytest.mark.slow

_HOUSE = Path(__file__).parents[3]


@contextmanager
def _worker(jobs: JobServer, scratch: Path, **environ: str) -> Iterator[Path]:
    """A running worker; its log is in the file."""
    log = scratch / "worker.log"
    own = {"PATH": os.environ["PATH"], "HOME": str(scratch), "TMPDIR": str(scratch)}
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.endpoint"],
            cwd=_HOUSE,
            env={**own, **jobs.environ(), **environ},
            stdout=out,
            stderr=subprocess.STDOUT,
        )
        try:
            yield log
        finally:
            process.kill()
            process.wait(PATIENCE)


@pytest.fixture
def jobs() -> Iterator[JobServer]:
    with serve_jobs() as jobs:
        yield jobs


def _names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _job(name: str, given: Any) -> dict[str, Any]:
    return {"id": name, "input": given, "webhook": None}


async def test_a_graph_under_the_sdk(
    jobs: JobServer, inbox: Inbox, comfyui: Serving, tmp_path: Path
) -> None:
    with _worker(jobs, tmp_path, COMFYUI_URL=comfyui.url) as log:
        slow = task_input(inbox, workflow=picture(steps=300))
        jobs.waiting.append(_job("a", slow))
        await until(lambda: jobs.ended("a"))
        jobs.waiting.append(_job("b", {"storycanvas": 1}))
        await until(lambda: jobs.ended("b"))
        jobs.waiting.append(_job("c", task_input(inbox, workflow=picture(steps=10_000))))
        await until(lambda: comfyui.comfy.running)
        jobs.to_stop.append("c")
        await until(lambda: comfyui.comfy.running is None)
        assert len(comfyui.comfy.interrupted_at) == 1
        jobs.waiting.append(_job("d", {"workflow": picture()}))
        await until(lambda: jobs.ended("d"))
    told = jobs.of("a")
    # The SDK sends each by a thread of its own: their numbers say in which order they were.
    ticks = sorted((body["output"] for body in told[:-1]), key=lambda tick: tick["seq"])
    assert len({tick["seq"] for tick in ticks}) == len(ticks)
    shares = [tick["progress"] for tick in ticks]
    assert shares == sorted(shares)
    assert {tick["stage"] for tick in ticks} == {"STARTING", "RUNNING", "SAVING"}
    assert any(tick["preview"] for tick in inbox.ticks)
    (output,) = told[-1]["output"]["outputs"]
    assert output["sha256"] == inbox.puts[0][0].sha256
    failed = jobs.ended("b")
    assert failed is not None
    assert json.loads(failed["error"])["code"] == "INVALID_INPUT"
    assert jobs.ended("c") is None
    answered = jobs.ended("d")
    assert answered is not None
    assert answered["output"]["images"][0]["type"] == "base64"
    assert "signature=secret" not in log.read_text()
    assert _names_in(tmp_path) == ["worker.log"]


async def test_the_rehearsal_under_the_sdk(jobs: JobServer, inbox: Inbox, tmp_path: Path) -> None:
    with _worker(jobs, tmp_path):
        jobs.waiting.append(_job("a", task_input(inbox)))
        await until(lambda: jobs.ended("a"))
        film = task_input(inbox, kind="VIDEO", brief_frames=20_000)
        jobs.waiting.append(_job("b", film))
        await until(lambda: [body for body in jobs.of("b") if body["output"]["progress"] > 0.02])
        jobs.to_stop.append("b")
        # One job at a time: that the next is taken shows that the film was given up.
        jobs.waiting.append(_job("c", {}))
        await until(lambda: jobs.ended("c"))
    ended = jobs.ended("a")
    assert ended is not None
    assert (ended["output"]["model"], ended["output"]["renderer"]) == ("rehearsal", "rehearsal/3")
    assert inbox.puts[0][0].body.startswith(b"\x89PNG")
    assert jobs.ended("b") is None
    assert jobs.of("b")[-1]["output"]["progress"] < 0.6


async def test_a_renderer_by_its_name(jobs: JobServer, inbox: Inbox, tmp_path: Path) -> None:
    named = "tests.workers.endpoint.fake_artist:NoopRenderer"
    with _worker(jobs, tmp_path, STORYCANVAS_ENDPOINT_RENDERER=named):
        jobs.waiting.append(_job("a", task_input(inbox)))
        await until(lambda: jobs.ended("a"))
    ended = jobs.ended("a")
    assert ended is not None
    assert ended["output"]["renderer"] == "noop/1"
