import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from infra.embedded.supervisor import Supervisor
from tests.doubles.waiting import PATIENCE

LAUNCHER = Path(__file__).with_name("launcher.py")
ROOT = Path(__file__).parents[3]


def until(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What `condition` answers once that is truthy."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)
    return answer


def left_running(data: Path) -> list[str]:
    """Every process that works for the studio of this DATA: "pid command"."""
    found = []
    for proc in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            pid = int(proc.name)
            command = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            mark = os.fsencode(f"{data}")
            belongs = (
                mark in os.fsencode(command)
                or b"TESTED=" + mark + b"\0" in (proc / "environ").read_bytes()
                or (proc / "cwd").readlink().is_relative_to(data)
            )
            if belongs and command and pid != os.getpid():
                found.append(f"{pid} {command}")
    return found


class Launched:
    """A launcher in a process group of its own, as a shell would start it."""

    def __init__(
        self,
        data: Path,
        out: Path,
        *options: str,
        env: Mapping[str, str] | None = None,
        prefix: tuple[str, ...] = (),
        python: str = sys.executable,
        launcher: Path = LAUNCHER,
        path: str = str(ROOT),
    ) -> None:
        self.data = data
        self.out = out
        environment = {**os.environ, "PYTHONPATH": path, "TESTED": str(data), **(env or {})}
        with out.open("wb") as stdout:
            self.process = subprocess.Popen(
                [*prefix, python, str(launcher), str(data), *options],
                env=environment,
                stdout=stdout,
                stderr=subprocess.STDOUT,
                cwd="/",
                process_group=0,
            )

    def told(self) -> list[dict[str, Any]]:
        lines = self.out.read_text(encoding="utf-8").splitlines()
        if any(line.startswith("Traceback") for line in lines):
            self.process.wait(PATIENCE)
            pytest.fail(self.out.read_text(encoding="utf-8"))
        return [json.loads(line) for line in lines if line.startswith("{")]

    def wait_for(self, key: str) -> dict[str, Any]:
        def said() -> dict[str, Any] | None:
            found = next((line for line in self.told() if key in line), None)
            assert found or self.process.poll() is None, self.out.read_text(encoding="utf-8")
            return found

        return until(said)

    def said(self, words: str) -> bool:
        return any(words in line.get("say", "") for line in self.told())

    def interrupt(self) -> None:
        """Ctrl-C: the terminal signals the whole foreground group."""
        os.killpg(self.process.pid, signal.SIGINT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def pid_of(self, words: str) -> int:
        lines = left_running(self.data)
        return next(int(line.split()[0]) for line in lines if words in line)


Launch = Callable[..., Launched]


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Launch]:
    started: list[Launched] = []

    def start(data: Path, *options: str, **more: Any) -> Launched:
        started.append(Launched(data, tmp_path / f"out-{len(started)}", *options, **more))
        return started[-1]

    yield start
    for launched in started:
        launched.kill()
    until(lambda: not any(left_running(launched.data) for launched in started))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can enter, unlike tmp_path."""
    folder = Path(tempfile.mkdtemp()).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def stage(data: Path) -> Path:
    """DATA, made."""
    data.mkdir(mode=0o711)
    return data


@pytest.fixture
def heard() -> list[str]:
    """What the supervisor said."""
    return []


@pytest.fixture
async def supervisor(stage: Path, heard: list[str]) -> AsyncIterator[Supervisor]:
    supervisor = Supervisor(stage, heard.append)
    yield supervisor
    await supervisor.stop()
    assert left_running(stage) == []
