"""A real queue process, as `storycanvas up` starts it, for tests that stop, freeze and kill it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from infra.embedded.ports import free_port
from infra.embedded.valkey import find_program
from infra.settings import Settings
from tests.doubles.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def queue_process(
    settings: Settings, log: Path, **more: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m workers` with these settings, killed at the end; its output goes to `log`."""
    environment = environment_of(settings, **more)
    with log.open("ab") as out:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "workers",
            cwd=ROOT,
            env=environment,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await kill(process)


def environment_of(settings: Settings, **more: str) -> dict[str, str]:
    assert settings.database_url
    assert settings.redis_url
    assert settings.local_endpoint_key
    environment = {name: value for name, value in os.environ.items() if "STORYCANVAS" not in name}
    return environment | {
        "DATABASE_URL": settings.database_url,
        "REDIS_URL": settings.redis_url,
        "STORYCANVAS_DATA": str(settings.data),
        "STORYCANVAS_LOCAL_ENDPOINT_URL": settings.local_endpoint_url or "",
        "STORYCANVAS_LOCAL_ENDPOINT_KEY": settings.local_endpoint_key.get_secret_value(),
        "STORYCANVAS_WORKER_THREADS": "4",
        "PYTHONUNBUFFERED": "1",
        **more,
    }


async def run_alone(call: str, argument: str, environment: dict[str, str]) -> int:
    """Run `module:function` with a context and an id in a process of its own; its exit code."""
    module, _, function = call.partition(":")
    program = (
        "import asyncio, uuid; from infra.settings import load_settings;"
        "from workers.context import open_context;"
        f"from {module} import {function} as call\n"
        "async def main():\n"
        "    context = open_context(load_settings())\n"
        f"    await call(context, uuid.UUID('{argument}'))\n"
        "    await context.close()\n"
        "asyncio.run(main())"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, env=environment
    )
    async with asyncio.timeout(PATIENCE):
        return await process.wait()


async def stop(process: asyncio.subprocess.Process, within: float = PATIENCE) -> int:
    """End it as who supervises it does: SIGTERM to the master alone. Its exit code."""
    process.terminate()
    async with asyncio.timeout(within):
        return await process.wait()


async def kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()


class Valkey:
    """A server of the test's own, to be frozen, stopped and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        options = f"--bind 127.0.0.1 --port {self.port} --dir {self._folder} --save"
        self.process = await asyncio.create_subprocess_exec(
            str(find_program()),
            *options.split(),
            "",
            stdout=asyncio.subprocess.DEVNULL,
        )
        async with asyncio.timeout(PATIENCE):
            while not await self._answers():  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def stop(self) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.kill()
            await self.process.wait()

    def freeze(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGCONT)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True


@asynccontextmanager
async def own_valkey(folder: Path) -> AsyncIterator[Valkey]:
    valkey = Valkey(folder)
    await valkey.start()
    try:
        yield valkey
    finally:
        await valkey.stop()
