"""One child process: how it is described, started, waited for and ended."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from infra.embedded.errors import ServiceFailedError

Ready = Callable[[int], Awaitable[bool]]
"""Given the pid, whether the process can be used now; asked again and again until it says so."""

_LOG_LIMIT = 8 * 1024 * 1024
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Service:
    """A program the studio keeps running.

    `after` names services that must be ready first. With `once` the program is run to its end
    instead, and must succeed. `before` runs ahead of every start, also of a restart. Only the
    process itself gets `stop_signal`; its group is killed when it has ended, or after
    `stop_seconds`. A grandchild in a session of its own is its parent's to end.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str] | None = None
    cwd: Path | None = None
    after: tuple[str, ...] = ()
    ready: Ready | None = None
    ready_seconds: float = 60.0
    before: Callable[[], Awaitable[None]] | None = None
    once: bool = False
    restart: bool = True
    stop_signal: signal.Signals = signal.SIGTERM
    stop_seconds: float = 10.0


class RunningProcess:
    """A started process and the part of its log that it wrote itself."""

    def __init__(
        self, service: Service, process: asyncio.subprocess.Process, log: Path, log_start: int
    ) -> None:
        self._service = service
        self._process = process
        self._log = log
        self._log_start = log_start
        self._over = False

    @classmethod
    async def spawn(
        cls, service: Service, logs: Path, *, feed: bytes | None = None
    ) -> "RunningProcess":
        """Start it with its output in logs/<name>.log; `feed` is written to its standard input.

        Called from the main thread: Linux ties the signal at the parent's death to the thread.
        Raises ServiceFailedError when the program cannot be executed.
        """
        log = logs / f"{service.name}.log"
        with _opened(log) as out:
            start = out.tell()
            try:
                process = await asyncio.create_subprocess_exec(
                    *service.argv,
                    env=service.env,
                    cwd=service.cwd,
                    stdin=asyncio.subprocess.DEVNULL if feed is None else asyncio.subprocess.PIPE,
                    stdout=out,
                    stderr=asyncio.subprocess.STDOUT,
                    start_new_session=True,
                    preexec_fn=_die_with_parent(service.stop_signal),
                )
            except OSError as error:
                raise ServiceFailedError(
                    f"{service.name} cannot be started: {service.argv[0]}: {error.strerror}."
                ) from None
        if process.stdin is not None:
            process.stdin.write(feed or b"")
            process.stdin.close()
        return cls(service, process, log, start)

    @property
    def pid(self) -> int:
        return self._process.pid

    async def wait(self) -> int:
        """Its exit code, negative for a signal."""
        code = await self._process.wait()
        if not self._over:
            self._kill_group()
            self._over = True
        return code

    async def until_ready(self) -> None:
        """Wait until it can be used; raises ServiceFailedError when it ends or stays silent."""
        service = self._service
        if service.ready is None:
            return
        deadline = asyncio.get_running_loop().time() + service.ready_seconds
        while not await service.ready(self.pid):
            if self._process.returncode is not None:
                raise self.failure(await self.wait())
            if asyncio.get_running_loop().time() > deadline:
                raise ServiceFailedError(
                    f"{service.name} was not ready within {service.ready_seconds:g} s. {self._words()}"
                )
            await asyncio.sleep(0.03)

    async def stop(self) -> None:
        """End it: its stop signal, and after its time the whole group by force."""
        with suppress(ProcessLookupError):
            self._process.send_signal(self._service.stop_signal)
        try:
            await asyncio.wait_for(self.wait(), self._service.stop_seconds)
        except TimeoutError:
            self._kill_group()
            await self.wait()

    def failure(self, code: int) -> ServiceFailedError:
        """The error for an end that should not have been."""
        return ServiceFailedError(f"{self._service.name} ended ({ending(code)}). {self._words()}")

    def _kill_group(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def _words(self) -> str:
        with self._log.open("rb") as log:
            log.seek(self._log_start)
            lines = log.read(1 << 20).decode(errors="replace").strip().splitlines()[-12:]
        said = "\n  ".join(["Its last words:", *lines]) if lines else "It said nothing."
        return f"{said}\nThe whole log: {self._log}"


def ending(code: int) -> str:
    """An exit code in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _opened(log: Path) -> IO[bytes]:
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    out = log.open("ab", buffering=0)
    out.seek(0, os.SEEK_END)
    return out


def _die_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """What the child calls between fork and exec, so that the kernel signals it at our death."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    parent = os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:
            os._exit(1)

    return tie
