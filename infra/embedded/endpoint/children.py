"""The workers' processes: started when there is work, watched, stopped."""

import asyncio
import json
import logging
import os
import secrets
import sys
from collections.abc import Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any

from infra.embedded.data import write_private
from infra.embedded.endpoint.child import SERVER_PID
from infra.embedded.endpoint.fleet import Worker, back_off, decide
from infra.embedded.endpoint.service import Endpoint
from infra.embedded.endpoint.worker import addresses

log = logging.getLogger(__name__)

_PASSED_ON = (
    *("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONPATH"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "COMFYUI_URL"),
)
_PASSED_ON_PREFIX = "STORYCANVAS_ENDPOINT_"
_TICK = 0.5


class Children:
    """Runs the endpoint's workers. `folder` gets their home and `workers.json`, their pids."""

    def __init__(self, endpoint: Endpoint, base: str, worker_key: str, folder: Path) -> None:
        self._endpoint = endpoint
        self._settings = endpoint.settings
        self._base = base
        self._worker_key = worker_key
        self._folder = folder
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._watchers: set[asyncio.Task[None]] = set()
        self._quick_deaths = 0
        self._start_from = 0

    async def run(self) -> None:
        """Keep as many workers as there is work for, until the endpoint closes."""
        (self._folder / "home").mkdir(mode=0o700, exist_ok=True)
        self._publish()
        while not self._endpoint.closing:
            self._endpoint.tick()
            await self._follow()
            await self._endpoint.news(_TICK)

    async def _follow(self) -> None:
        endpoint = self._endpoint
        decision = decide(
            self._settings,
            list(endpoint.workers.values()),
            waiting=endpoint.queue.waiting,
            running=lambda worker: len(endpoint.queue.running(worker)),
            now=endpoint.now(),
            start_from=self._start_from,
        )
        for worker in decision.kill:
            log.warning("worker %s is stuck or silent; killed", worker)
            endpoint.workers[worker].leaving = True
            self._processes[worker].kill()
        for worker in decision.stop:
            endpoint.workers[worker].leaving = True
            endpoint.announce()
            self._watch(self._stop(worker))
        for _ in range(decision.start):
            await self._start()

    async def _start(self) -> None:
        name = f"local-{secrets.token_hex(6)}"
        module = "infra.embedded.endpoint.child"
        try:
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", module, *self._settings.worker),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=sys.stderr.fileno(),
                env=self._environment(name),
            )
        except OSError as error:
            log.warning("a worker could not be started: %s", error.strerror)
            self._hold_back(failed=True)
            return
        now = self._endpoint.now()
        self._processes[name] = process
        self._endpoint.workers[name] = Worker(name, process.pid, now, now, now)
        self._publish()
        self._watch(self._until_dead(name, process))

    async def _until_dead(self, name: str, process: asyncio.subprocess.Process) -> None:
        code = await process.wait()
        worker = self._endpoint.workers.pop(name)
        del self._processes[name]
        self._publish()
        if not worker.leaving:
            log.warning("worker %s ended by itself (%d)", name, code)
        self._hold_back(failed=worker.ready_at is None and not worker.leaving)
        self._endpoint.give_back(name, died=not self._endpoint.closing)
        self._endpoint.announce()

    def _hold_back(self, *, failed: bool) -> None:
        self._quick_deaths = self._quick_deaths + 1 if failed else 0
        self._endpoint.unhealthy = int(self._quick_deaths > 0)
        self._start_from = self._endpoint.now() + back_off(self._quick_deaths)

    async def _stop(self, name: str, grace: float = 2.5) -> None:
        """Ask the worker to end; kill it after `grace` seconds."""
        process = self._processes.get(name)
        if process is None:
            return
        with suppress(ProcessLookupError):
            process.terminate()
        with suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), grace)
        if process.returncode is None:
            process.kill()

    def begin_close(self) -> None:
        """Ask all to end, before those who wait for work are sent away: else they ask again."""
        for name, process in self._processes.items():
            self._endpoint.workers[name].leaving = True
            with suppress(ProcessLookupError):
                process.terminate()
        self._endpoint.close()

    async def close(self) -> None:
        """Stop all; the jobs they had wait for the next start."""
        self.begin_close()
        await asyncio.gather(*(self._stop(name) for name in list(self._processes)))
        await asyncio.gather(*self._watchers, return_exceptions=True)

    def _watch(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(what)
        self._watchers.add(task)
        task.add_done_callback(self._watchers.discard)

    def _environment(self, name: str) -> dict[str, str]:
        """All that the worker is told: where to speak, and nothing that is the studio's.

        Its home is an empty folder of ours: the SDK would send the key in ~/.runpod/config.toml.
        """
        passed = {
            key: value
            for key, value in os.environ.items()
            if key in _PASSED_ON or key.startswith(_PASSED_ON_PREFIX)
        }
        return {
            **passed,
            **addresses(self._base, name),
            SERVER_PID: str(os.getpid()),
            "HOME": str(self._folder / "home"),
            "PYTHONUNBUFFERED": "1",
            "RUNPOD_AI_API_KEY": self._worker_key,
            "RUNPOD_ENDPOINT_ID": self._settings.endpoint_id,
            "RUNPOD_PING_INTERVAL": str(max(1_000, self._settings.ping_interval)),
            "RUNPOD_LOG_LEVEL": "WARN",  # below that the SDK prints inputs, with their addresses
            "RUNPOD_SKIP_AUTO_SYSTEM_CHECKS": "true",  # they want the internet
            "RUNPOD_SKIP_GPU_CHECK": "true",
        }

    def _publish(self) -> None:
        """Write the workers' pids down, for whoever looks after this machine."""
        workers = [
            {"id": worker.id, "pid": worker.pid, "startedAt": worker.started_at}
            for worker in self._endpoint.workers.values()
        ]
        with suppress(OSError):
            write_private(self._folder / "workers.json", json.dumps(workers))
