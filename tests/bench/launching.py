"""`storycanvas up` in a folder of the bench's, for as long as something is measured on it."""

import asyncio
import os
import secrets
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx

from api.cli.up import answers
from infra.embedded.ports import free_port
from tests.bench.processes import tree
from tests.e2e.studio_process import ROOT, StudioProcess
from tests.running import Caller

NOOP = "tests.workers.endpoint.fake_artist:NoopRenderer"
_READY_WITHIN = 90.0
_STOPPED_WITHIN = 30.0


@contextmanager
def scratch() -> Iterator[Path]:
    """An empty folder, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="storycanvas-bench-"))
    folder.chmod(0o711)  # root's Postgres is another user, who must pass through
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def launched(folder: Path, **environment: str) -> AsyncIterator[tuple[StudioProcess, float]]:
    """A studio on folder/data, and the seconds it took to answer /readyz; stopped afterwards."""
    token, port = secrets.token_urlsafe(16), free_port()
    kept = {name: value for name, value in os.environ.items() if "STORYCANVAS" not in name}
    command = [str(Path(sys.executable).with_name("storycanvas")), "up", "--port", str(port)]
    with (folder / "launcher.log").open("ab") as log:
        begun = time.perf_counter()
        launcher = await asyncio.create_subprocess_exec(
            *(*command, "--data", str(folder / "data")),
            cwd=ROOT,
            env={**kept, "STORYCANVAS_LOCAL_TOKEN": token, **environment},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    async with httpx.AsyncClient(timeout=60, trust_env=False) as http:
        owner = Caller(f"http://127.0.0.1:{port}", token, http)
        studio = StudioProcess(folder, launcher, owner)
        try:
            async with asyncio.timeout(_READY_WITHIN):
                while not await answers("127.0.0.1", port, "/readyz"):
                    assert launcher.returncode is None, studio.last_words()
                    await asyncio.sleep(0.02)
            yield studio, time.perf_counter() - begun
        finally:
            await _stop(launcher)


def parts_of(studio: StudioProcess) -> dict[str, set[int]]:
    """The processes of a studio that has rendered once, by what they are."""
    found = {name: tree(studio.pid(name) or 0) for name in ("api", "postgres", "valkey")}
    worker, endpoint = studio.pid("worker") or 0, studio.pid("endpoint") or 0
    return {
        "launcher": {studio.launcher.pid},
        **found,
        "dramatiq_master": {worker},
        "worker": tree(worker) - {worker},
        "endpoint_server": {endpoint},
        "sdk_child": tree(endpoint) - {endpoint},
    }


async def _stop(launcher: asyncio.subprocess.Process) -> None:
    if launcher.returncode is not None:
        return
    left = tree(launcher.pid)
    launcher.send_signal(signal.SIGINT)
    try:
        async with asyncio.timeout(_STOPPED_WITHIN):
            await launcher.wait()
    except TimeoutError:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        await launcher.wait()
