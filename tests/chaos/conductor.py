"""The other side of infra.faults for a whole studio: SIGKILL at seeded points, and nowhere else.

One moment is left alone: between the commit of an attempt and the endpoint's word that it has it,
a death is SUBMIT_UNKNOWN by design. So no process is killed while another submission is in it.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from infra.faults import (
    REPORT_IN_PROGRESS,
    SUBMIT_AFTER_ACCEPT,
    SUBMIT_BEFORE_ATTEMPT,
    SUBMIT_BEFORE_CALL,
    SUBMIT_OVER,
)

_STILL_WITHIN = 40.0


class Conductor:
    """Kills, at each point of `deaths`, on the first visit of the n-th job that comes there.

    At `report.in_progress` the victim is `renderer()`, which is at work and waits for its answer;
    everywhere else it is the process that came.
    """

    def __init__(self, deaths: Mapping[str, set[int]] | None = None) -> None:
        self.address = ""
        self.renderer: Callable[[], int | None] = lambda: None
        self.killed: list[tuple[str, int]] = []
        self.reached: dict[str, int] = defaultdict(int)
        self._deaths = {point: set(ordinals) for point, ordinals in (deaths or {}).items()}
        self._seen: dict[str, set[str]] = defaultdict(set)
        self._dead: set[int] = set()
        self._accepted: set[str] = set()
        self._sending: set[str] = set()
        self._gate = asyncio.Lock()

    @asynccontextmanager
    async def stillness(self) -> AsyncIterator[None]:
        """While no submission is on its way, and none sets out."""
        async with self._gate:
            async with asyncio.timeout(_STILL_WITHIN):
                while self._sending:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            yield

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        if line:  # nobody is killed between its connection and its word, but by others
            told = json.loads(line)
            subject = told.get("job") or told.get("attempt") or ""
            await self._take(told["point"], told["pid"], subject)
            writer.write(b"\n")
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def _take(self, point: str, pid: int, subject: str) -> None:
        self.reached[point] += 1
        if point == SUBMIT_AFTER_ACCEPT:
            self._sending.discard(subject)
            self._accepted.add(subject)
        elif point == SUBMIT_OVER:
            self._sending.discard(subject)  # its turn had not come, or it was declined
        if self._is_deadly(point, subject):
            await self._kill(point, pid)
        elif point == SUBMIT_BEFORE_ATTEMPT and subject not in self._accepted:
            async with self._gate:
                if pid not in self._dead:
                    self._sending.add(subject)

    def _is_deadly(self, point: str, subject: str) -> bool:
        if point == SUBMIT_BEFORE_ATTEMPT and subject in self._sending | self._accepted:
            return False  # a message that came twice
        seen = self._seen[point]
        if subject in seen:
            return False
        seen.add(subject)
        return len(seen) in self._deaths.get(point, set())

    async def _kill(self, point: str, pid: int) -> None:
        if point == SUBMIT_BEFORE_CALL:
            self._end(point, pid)  # meant to die in that very moment
        elif point == REPORT_IN_PROGRESS:
            self._end(point, self.renderer())  # no submission hangs on it
        else:
            async with self.stillness():
                self._end(point, pid)

    def _end(self, point: str, pid: int | None) -> None:
        if pid is None or pid in self._dead:
            self._deaths[point].add(len(self._seen[point]) + 1)  # the next one, then
            return
        os.kill(pid, signal.SIGKILL)
        self._dead.add(pid)
        self.killed.append((point, pid))


@asynccontextmanager
async def conducting(deaths: Mapping[str, set[int]] | None = None) -> AsyncIterator[Conductor]:
    """A conductor that listens; its address is for STORYCANVAS_FAULT_SOCKET."""
    conductor = Conductor(deaths)
    server = await asyncio.start_server(conductor.meet, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    conductor.address = f"{host}:{port}"
    try:
        yield conductor
    finally:
        server.close()


def seed_of_this_run(usual: int | None = None) -> int:
    """CHAOS_SEED if it is set, else the usual one or a new one; printed, to be run again."""
    given = os.environ.get("CHAOS_SEED")
    seed = int(given) if given else random.randrange(2**32) if usual is None else usual
    print(f"CHAOS_SEED={seed}")
    return seed
