"""Keeps a set of processes running: in order, with readiness, restarts and a clean stop."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, TypeVar

from infra.embedded import orphans
from infra.embedded.errors import ServiceFailedError
from infra.embedded.process import RunningProcess, Service, ending

Say = Callable[[str], None]
T = TypeVar("T")

FIRST_DELAY = 0.5
LONGEST_DELAY = 10.0
HEALTHY_AFTER = 30.0


class Supervisor:
    """The processes of one launcher. `say` is told, in a line, of what a person should know."""

    def __init__(self, data: Path, say: Say) -> None:
        self._logs = data / "logs"
        self._logs.mkdir(mode=0o700, exist_ok=True)
        self._records = data / "run"
        self._records.mkdir(mode=0o700, exist_ok=True)
        self._record = orphans.Record(self._records / f"{os.getpid()}.json")
        self._say = say
        self._levels: list[list[_Kept]] = []
        self._guard: subprocess.Popen[bytes] | None = None

    @property
    def logs(self) -> Path:
        """The folder of <service>.log."""
        return self._logs

    def pid(self, name: str) -> int | None:
        """The pid of a running service."""
        kept = (k for level in self._levels for k in level if k.service.name == name)
        return next((k.pid for k in kept if k.pid), None)

    def sweep(self) -> None:
        """End what launchers of this DATA that were killed have left behind; blocks meanwhile."""
        for record in sorted(self._records.glob("*.json")):
            for name in orphans.end_recorded(record, orphans.SWEEP_GRACE):
                self._say(f"ended {name}, left behind by a studio that was killed")
            record.unlink(missing_ok=True)

    async def start(self, services: Sequence[Service]) -> None:
        """Start them, each when those it comes after are ready; returns when all are.

        Raises the first ServiceFailedError; what was started runs until `stop`.
        """
        self._ensure_guard()
        started = {kept.service.name for level in self._levels for kept in level if kept.pid}
        for level in _levels(services, started):
            kept = [_Kept(s, self._begin, self._record, self._say) for s in level if not s.once]
            self._levels.append(kept)
            await together(
                *(k.start() for k in kept),
                *(self.run(service) for service in level if service.once),
            )

    async def run(self, service: Service, *, feed: bytes | None = None) -> None:
        """Run a program to its end; raises ServiceFailedError unless it succeeds."""
        self._ensure_guard()
        running = await self._begin(service, feed)
        try:
            code = await running.wait()
        except asyncio.CancelledError:
            await running.stop()
            raise
        finally:
            self._record.drop(service.name)
        if code != 0:
            raise running.failure(code)

    async def stop(self) -> None:
        """Stop everything, the last started first."""
        while self._levels:
            await asyncio.gather(*(kept.stop() for kept in self._levels.pop()))
        self._record.remove()
        if self._guard is not None:
            self._guard.communicate()
            self._guard = None

    async def _begin(self, service: Service, feed: bytes | None = None) -> RunningProcess:
        if service.before is not None:
            await service.before()
        running = await RunningProcess.spawn(service, self._logs, feed=feed)
        self._record.add(service.name, running.pid, int(service.stop_signal))
        return running

    def _ensure_guard(self) -> None:
        if self._guard is None:
            self._guard = subprocess.Popen(
                [sys.executable, "-I", "-S", orphans.__file__, str(self._record.file)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                start_new_session=True,
            )


class _Kept:
    """A service and the process that serves it at the moment."""

    def __init__(
        self,
        service: Service,
        begin: Callable[[Service], Coroutine[Any, Any, RunningProcess]],
        record: orphans.Record,
        say: Say,
    ) -> None:
        self.service = service
        self._begin = begin
        self._record = record
        self._say = say
        self._running: RunningProcess | None = None
        self._keeping: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        return self._running.pid if self._running else None

    async def start(self) -> None:
        running = self._running = await self._begin(self.service)
        try:
            await running.until_ready()
        except ServiceFailedError:
            await running.stop()
            self._running = None
            self._record.drop(self.service.name)
            raise
        keeping = self._keep(running)
        self._keeping = asyncio.create_task(keeping, name=f"keep {self.service.name}")

    async def stop(self) -> None:
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.wait([self._keeping])
        if self._running is not None:
            await self._running.stop()

    async def _keep(self, running: RunningProcess) -> None:
        name, clock, delay = self.service.name, asyncio.get_running_loop().time, FIRST_DELAY
        while True:
            began = clock()
            code = await running.wait()
            if not self.service.restart:
                self._say(f"{name} ended ({ending(code)})")
                self._record.drop(name)
                return
            if clock() - began > HEALTHY_AFTER:
                delay = FIRST_DELAY
            self._say(f"{name} ended ({ending(code)}); it is started again in {delay:g} s")
            await asyncio.sleep(delay)
            delay = min(delay * 2, LONGEST_DELAY)
            try:
                running = self._running = await self._begin(self.service)
            except (ServiceFailedError, OSError) as error:
                self._say(str(error))


async def together(*work: Coroutine[Any, Any, T]) -> list[T]:
    """Do all at once; the first error cancels the others and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(coroutine) for coroutine in work]
    except ExceptionGroup as errors:
        raise errors.exceptions[0] from None
    return [task.result() for task in tasks]


def _levels(services: Sequence[Service], started: set[str]) -> list[list[Service]]:
    """The services in start order; those of one level do not wait for each other."""
    by_name = {service.name: service for service in services}
    if len(by_name) != len(services) or started & by_name.keys():
        raise ValueError("two services have the same name")
    if missing := {name for s in services for name in s.after} - started - by_name.keys():
        raise ValueError(f"unknown: {', '.join(sorted(missing))}")
    order = TopologicalSorter({s.name: set(s.after) - started for s in services})
    order.prepare()
    levels = []
    while names := order.get_ready():
        levels.append([by_name[name] for name in names])
        order.done(*names)
    return levels


def harmless(say: Say) -> Say:
    """`say` that does not mind when the terminal is gone."""

    def told(line: str) -> None:
        with suppress(OSError):
            say(line)

    return told
