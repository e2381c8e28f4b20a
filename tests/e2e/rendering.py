"""`storycanvas render` and `up` as processes, on a folder of the test's own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import httpx

from infra.embedded.lock import RunningStudio, running_studio
from infra.embedded.ports import free_port
from tests.e2e.studio_process import belonging_to

PROGRAM = str(Path(sys.executable).with_name("storycanvas"))
SCRIPT = """Title: Two Rooms

INT. KITCHEN - NIGHT

ANNA (forty, red coat) opens the fridge. Light falls on her face.

ANNA
There is nothing left.

EXT. STREET - DAY

A bus stops. Nobody gets off.

Żółw the tortoise crosses the road, very slowly.
"""
SHOTS = 5
_JOBS = """query($project: ID!) { jobs(first: 100, filter: {projectId: $project}) {
  nodes { id state clip { id number } attempts { number } takes { id } } } }"""


class Render:
    """A `storycanvas render` in a process group of its own."""

    def __init__(self, folder: Path, *options: str, script: str = SCRIPT, out: str = "out") -> None:
        self.folder = folder
        self.out = folder / out
        (folder / "tmp").mkdir(exist_ok=True)
        (folder / "tmp").chmod(0o1777)
        path = folder / "two-rooms.fountain"
        path.write_text(script, encoding="utf-8")
        self.log = folder / f"render-{time.monotonic_ns()}.log"
        arguments = ("render", path, "--out", self.out, "--data", folder / "data", *options)
        if not any(option == "--port" for option in options):
            arguments += ("--port", str(_port_of(folder)))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [PROGRAM, *map(str, arguments)],
                env=environment(folder),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def files(self) -> list[str]:
        """The pictures in the folder."""
        return sorted(path.name for path in self.out.glob("[0-9]*.png"))

    def reaches(self, pictures: int) -> None:
        """Wait until so many pictures are there."""
        until(lambda: len(self.files()) >= pictures or self.process.poll() is not None)
        assert self.process.poll() is None, self.said

    def ends(self, code: int, seconds: float = 150) -> str:
        """Wait for its end; what it said. One that does not end is killed."""
        try:
            assert self.process.wait(seconds) == code, self.said
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"It goes on and on: {self.said}") from None
        assert "Traceback" not in self.said
        return self.said

    def interrupt(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        """As the kernel does when memory runs out; its studio ends by itself."""
        self.process.kill()
        self.process.wait()
        until(lambda: not list(belonging_to(self.folder / "data")))

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.out / "project.json").read_text(encoding="utf-8"))
        return found

    @property
    def project(self) -> str:
        """The id of its project, once that is there."""
        record = self.out / ".storycanvas.jsonl"
        return str(json.loads(record.read_text().splitlines()[0])["project"])


@contextmanager
def studio_on(folder: Path) -> Iterator[RunningStudio]:
    """A studio on folder/data, as `storycanvas up` starts it."""
    (folder / "tmp").mkdir(exist_ok=True)
    (folder / "tmp").chmod(0o1777)
    with (folder / "up.log").open("wb") as log:
        launcher = subprocess.Popen(
            [PROGRAM, "up", "--port", str(free_port()), "--data", str(folder / "data")],
            env=environment(folder),
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield until(lambda: running_studio(folder / "data"), 60)
    finally:
        launcher.send_signal(signal.SIGINT)
        launcher.wait(30)


@cache
def _port_of(folder: Path) -> int:
    """One port for all studios on this folder, as a person's machine has."""
    return free_port()


def environment(folder: Path) -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if "STORYCANVAS" not in name}
    return given | {"TMPDIR": str(folder / "tmp"), "PYTHONUNBUFFERED": "1"}


def ask(studio: RunningStudio, document: str, **variables: Any) -> dict[str, Any]:
    answer = httpx.post(
        f"{studio.url}/graphql",
        json={"query": document, "variables": variables},
        headers={"Authorization": f"Bearer {studio.token}"},
        trust_env=False,
        timeout=30,
    ).json()
    assert "errors" not in answer, answer
    data: dict[str, Any] = answer["data"]
    return data


def jobs_of(studio: RunningStudio, project: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = ask(studio, _JOBS, project=project)["jobs"]["nodes"]
    return nodes


def pid_of(folder: Path, service: str) -> int:
    """The process of a studio that is postgres, valkey, api, worker or endpoint now."""
    (record,) = (folder / "data" / "run").glob("*.json")
    leaders = json.loads(record.read_text())["leaders"]
    return next(int(leader["pid"]) for leader in leaders if leader["name"] == service)


def renderer_of(folder: Path) -> int:
    """The endpoint's child that draws now."""
    workers = json.loads((folder / "data" / "endpoint" / "workers.json").read_text())
    return int(workers[0]["pid"])


@contextmanager
def pausing(pid: int) -> Iterator[None]:
    """The process stands still meanwhile, and goes on unless it was ended for its silence."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def until(condition: Callable[[], Any], seconds: float = 120) -> Any:
    """What `condition` answers once that is truthy."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return answer
