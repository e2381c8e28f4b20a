"""`storycanvas up` as a person starts it, in a process of its own: watched, killed in parts, stopped."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import httpx

from infra.embedded.lock import running_studio
from infra.embedded.ports import free_port
from tests.running import Caller

ROOT = Path(__file__).parents[2]
_READY_WITHIN = 120.0
_STOPPED_WITHIN = 60.0


@dataclass(frozen=True)
class StudioProcess:
    """A running studio: its owner, its folder and the processes that it is made of."""

    folder: Path
    launcher: asyncio.subprocess.Process
    owner: Caller

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def pid(self, service: str) -> int | None:
        """The process that is postgres, valkey, api, worker (Dramatiq's master) or endpoint now."""
        try:
            record = json.loads((self.data / "run" / f"{self.launcher.pid}.json").read_text())
        except (OSError, ValueError):
            return None
        found = (leader["pid"] for leader in record["leaders"] if leader["name"] == service)
        return next(found, None)

    def queue_worker(self) -> int | None:
        """Dramatiq's worker process, in which the actors run."""
        master = self.pid("worker")
        return next(iter(children_of(master)), None) if master else None

    def renderer(self) -> int | None:
        """The endpoint's child, in which RunPod's SDK runs our handler."""
        try:
            workers = json.loads((self.data / "endpoint" / "workers.json").read_text())
        except (OSError, ValueError):
            return None
        return workers[0]["pid"] if workers else None

    def journal(self, event: str) -> list[dict[str, Any]]:
        """The endpoint's own record of all that was, say, `accepted`."""
        files = sorted((self.data / "endpoint").glob("journal*.jsonl"))
        lines = (line for file in files for line in file.read_text().splitlines())
        return [told for told in map(json.loads, lines) if told["event"] == event]

    @asynccontextmanager
    async def database(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection of its own to the studio's Postgres."""
        address = self._told("api", "DATABASE_URL").replace("postgresql+asyncpg", "postgresql")
        connection = await asyncpg.connect(address, timeout=10)
        try:
            yield connection
        finally:
            await connection.close()

    def last_words(self, lines: int = 25) -> str:
        """The ends of all logs, for whoever reads a failure."""
        logs = [self.folder / "launcher.log", *sorted((self.data / "logs").glob("*.log"))]
        ends = ((log.name, log.read_text(errors="replace").splitlines()[-lines:]) for log in logs)
        return "\n".join(f"--- {name}\n" + "\n".join(end) for name, end in ends)

    def _told(self, service: str, variable: str) -> str:
        environment = Path(f"/proc/{self.pid(service)}/environ").read_bytes().split(b"\0")
        prefix = f"{variable}=".encode()
        return next(e for e in environment if e.startswith(prefix))[len(prefix) :].decode()


@asynccontextmanager
async def studio_process(**environment: str) -> AsyncIterator[StudioProcess]:
    """A studio on an empty folder, ready; afterwards stopped, with nothing left running."""
    folder = Path(tempfile.mkdtemp(prefix="storycanvas-e2e-"))
    (folder / "tmp").mkdir()
    (folder / "tmp").chmod(0o1777)
    token, port = secrets.token_urlsafe(16), free_port()
    given = {name: value for name, value in os.environ.items() if "STORYCANVAS" not in name}
    given |= {"TMPDIR": str(folder / "tmp"), "STORYCANVAS_LOCAL_TOKEN": token, **environment}
    try:
        with (folder / "launcher.log").open("wb") as log:
            launcher = await asyncio.create_subprocess_exec(
                *(str(Path(sys.executable).with_name("storycanvas")), "up"),
                *("--port", str(port), "--data", str(folder / "data")),
                cwd=ROOT,
                env=given,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        async with httpx.AsyncClient(timeout=40, trust_env=False) as http:
            owner = Caller(f"http://127.0.0.1:{port}", token, http)
            studio = StudioProcess(folder, launcher, owner)
            try:
                await _until_ready(studio)
                yield studio
            except BaseException:
                print(studio.last_words())
                raise
            finally:
                await _stopped(studio)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def loads_code_of(pid: int, *files: str) -> list[str]:
    """Those of the source files (ends of their paths) whose code the process has loaded.

    Python keeps the path of a file with the code it made of it, so it is in the process's memory.
    """
    wanted = {file: f"/{file}\0".encode() for file in files}
    found = set()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for start, end in _written_memory(pid):
            memory.seek(start)
            with suppress(OSError):
                content = memory.read(end - start) or b""
                found |= {file for file, mark in wanted.items() if mark in content}
    return sorted(found)


def _written_memory(pid: int) -> Iterator[tuple[int, int]]:
    """Where the process keeps what it has made itself: heap and anonymous mappings."""
    for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
        place, rights, _, _, _, *name = line.split(None, 5)
        if rights.startswith("rw") and (not name or name[0] == "[heap]"):
            start, _, end = place.partition("-")
            yield int(start, 16), int(end, 16)


def children_of(pid: int) -> list[int]:
    """The processes that this one has started and that still run."""
    with suppress(OSError):
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def belonging_to(folder: Path) -> Iterator[int]:
    """Every process that was given the folder: in its environment, arguments or place."""
    mark = os.fsencode(folder)
    for proc in Path("/proc").iterdir():
        if proc.name.isdigit() and int(proc.name) != os.getpid():
            with suppress(OSError):
                given = (proc / "environ").read_bytes() + (proc / "cmdline").read_bytes()
                if mark in given:
                    yield int(proc.name)


async def _until_ready(studio: StudioProcess) -> None:
    async with asyncio.timeout(_READY_WITHIN):
        while running_studio(studio.data) is None:
            assert studio.launcher.returncode is None, studio.last_words()
            await asyncio.sleep(0.05)


async def _stopped(studio: StudioProcess) -> None:
    """Stop it as Ctrl-C does; what is then left is ended too, but is a failure."""
    launcher = studio.launcher
    if launcher.returncode is None:
        launcher.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(_STOPPED_WITHIN):
            await launcher.wait()
            while any(belonging_to(studio.folder)):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    except TimeoutError:
        names = _ended_by_force(studio.folder)
        await launcher.wait()
        raise AssertionError(f"still running at the end: {names}") from None


def _ended_by_force(folder: Path) -> list[bytes]:
    """Kill what belongs to the folder; the command lines of what that was."""
    names = []
    for pid in belonging_to(folder):
        with suppress(OSError):
            names.append(Path(f"/proc/{pid}/cmdline").read_bytes())
            os.kill(pid, signal.SIGKILL)
    return names
