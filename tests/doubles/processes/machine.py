"""A machine behind a NAT: it asks for work, two jobs at a time, as RunPod's SDK does.

What it was given and not delivered when it is killed, it has lost.
"""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any

import httpx

from tests.doubles.journal import Journal
from tests.doubles.processes.delivering import SlotGoneError, UndeliveredError, deliver
from tests.doubles.processes.standing import arguments

_AT_ONCE = 2
_PING = 2.0
_TRIES = 8
_AWAY = 1.0


class Machine:
    def __init__(self, client: httpx.AsyncClient, journal: Journal, name: str, seed: int) -> None:
        self._client = client
        self._journal = journal
        self._name = name
        self._dice = random.Random(f"{seed} {name} {time.time()}")
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def work(self) -> None:
        async with asyncio.TaskGroup() as group:
            for act in (self._take, self._ping, self._stop):
                group.create_task(self._again(act))

    async def _again(self, act: Any) -> None:
        while True:
            try:
                await act()
            except (httpx.HTTPError, ValueError):
                await asyncio.sleep(_AWAY)

    async def _take(self) -> None:
        if len(self._tasks) >= _AT_ONCE:
            await asyncio.sleep(0.05)
            return
        answer = await self._client.get(
            f"job-take/{self._name}", params={"job_in_progress": "0"}, timeout=40
        )
        if answer.status_code != httpx.codes.OK:
            await asyncio.sleep(0.0 if answer.status_code == 204 else _AWAY)
            return
        told = answer.json()
        self._journal.accepted(told["id"], attempt=told["input"]["attempt"])
        task = asyncio.create_task(self._do(told["id"], told["input"]))
        self._tasks[told["id"]] = task
        task.add_done_callback(lambda _: self._tasks.pop(told["id"], None))

    async def _do(self, job: str, given: dict[str, Any]) -> None:
        try:
            answer, made = await deliver(self._client, given, job, self._dice)
        except SlotGoneError:
            self._journal.ended(job, "cancelled")
        except UndeliveredError:
            self._journal.ended(job, "lost")
        except asyncio.CancelledError:
            self._journal.ended(job, "cancelled")
            raise
        else:
            self._journal.offered(job, made)
            taken = await self._done(job, {"output": answer})
            self._journal.ended(job, "finished" if taken else "lost", made)

    async def _done(self, job: str, body: dict[str, Any]) -> bool:
        for _ in range(_TRIES):
            try:
                answer = await self._client.post(f"job-done/{self._name}/{job}", json=body)
            except httpx.HTTPError:
                await asyncio.sleep(_AWAY)
                continue
            if answer.status_code == httpx.codes.OK:
                return True
            await asyncio.sleep(_AWAY)
        return False

    async def _ping(self) -> None:
        jobs = ",".join(self._tasks)
        await self._client.get(
            f"ping/{self._name}", params={"job_id": jobs, "runpod_version": "1.12.0"}
        )
        await asyncio.sleep(_PING)

    async def _stop(self) -> None:
        answer = await self._client.get(f"job-stop/{self._name}", timeout=40)
        if answer.status_code == httpx.codes.OK:
            for job in answer.json()["jobsToStop"]:
                if task := self._tasks.get(job):
                    task.cancel()
        await asyncio.sleep(_AWAY)


async def run() -> None:
    given = arguments()
    journal = Journal(given.folder / "journal.jsonl")
    headers = {"Authorization": given.key}
    async with httpx.AsyncClient(base_url=given.base, headers=headers, timeout=5) as client:
        await Machine(client, journal, given.name, given.seed).work()


if __name__ == "__main__":
    asyncio.run(run())
