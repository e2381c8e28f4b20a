"""Carries a schedule of faults out on a running studio, its endpoints and what lies between them."""

from __future__ import annotations

import asyncio
import os
import signal
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

from tests.chaos.endpoints import Endpoints
from tests.chaos.schedule import CUT, DEAFEN, FREEZE, KILL, LOSE, SILENCE, Fault
from tests.doubles.cable import Cable
from tests.e2e.studio_process import children_of

_WAIT_FOR_VICTIM = 3.0
_TELLING = {
    "to serverless": b"/run HTTP",
    "to comfyui": b"POST /prompt HTTP",
    "to videos": b"POST /v1/videos HTTP",
    "to the studio": b"/job-done/",
}
"""The requests whose lost answers matter most: submissions, and a machine's results."""


class Disturber:
    """`done` counts what could be carried out; `missed` what had no victim at its moment."""

    def __init__(self, endpoints: Endpoints) -> None:
        self._endpoints = endpoints
        self.done: Counter[tuple[str, str]] = Counter()
        self.missed = 0

    async def follow(self, faults: Sequence[Fault]) -> None:
        """Each at its moment, also while another lasts; returns when the last is over."""
        clock = asyncio.get_running_loop().time
        begun = clock()
        async with asyncio.TaskGroup() as group:
            for fault in faults:
                await asyncio.sleep(max(0.0, begun + fault.at - clock()))
                group.create_task(self._carry_out(fault))

    async def _carry_out(self, fault: Fault) -> None:
        cable = self._endpoints.cables.get(fault.whom)
        if cable is not None:
            await _spoil(cable, fault)
        elif not await self._strike(fault):
            self.missed += 1
            return
        self.done[fault.what, fault.whom] += 1

    async def _strike(self, fault: Fault) -> bool:
        pid = await self._find(fault.whom)
        if pid is None:
            return False
        if fault.what == KILL:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        else:
            assert fault.what == FREEZE
            await stop_for(pid, fault.seconds)
        return True

    async def _find(self, whom: str) -> int | None:
        """It may be on its way back from an earlier death."""
        clock = asyncio.get_running_loop().time
        until = clock() + _WAIT_FOR_VICTIM
        while (pid := self._pid(whom)) is None and clock() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        return pid

    def _pid(self, whom: str) -> int | None:
        studio = self._endpoints.studio
        if whom in self._endpoints.doubles:
            return self._endpoints.doubles[whom].pid
        if whom == "queue worker":
            return studio.queue_worker()
        return studio.renderer() if whom == "renderer" else studio.pid(whom)


async def stop_for(pid: int, seconds: float) -> None:
    """Freeze a process and its children, as a machine that is out of breath does."""
    frozen = [pid, *children_of(pid)]
    for each in frozen:
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGSTOP)
    try:
        await asyncio.sleep(seconds)
    finally:
        for each in reversed(frozen):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


async def _spoil(cable: Cable, fault: Fault) -> None:
    if fault.what == LOSE:
        cable.lose(_TELLING[fault.whom])
        return
    if fault.what == CUT:
        await cable.pull_out()
    elif fault.what == SILENCE:
        cable.fall_silent()
    else:
        assert fault.what == DEAFEN
        cable.fall_deaf()
    try:
        await asyncio.sleep(fault.seconds)
    finally:
        await cable.mend()
