"""RunPod's HTTP API for two endpoints, one that runs our worker and one that runs worker-comfyui.

As the cloud does, it keeps its jobs whatever happens to this process: they are read from the journal.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import random
import secrets
import time
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.doubles.journal import Journal
from tests.doubles.processes.delivering import (
    SlotGoneError,
    UndeliveredError,
    deliver,
    made_of,
)
from tests.doubles.processes.painting import digest
from tests.doubles.processes.standing import arguments, stand

_WORKERS = 6
_CALL_BACKS = 3
_WORDS = {
    "finished": "COMPLETED",
    "failed": "FAILED",
    "cancelled": "CANCELLED",
    "timed_out": "TIMED_OUT",
}


@dataclass
class Job:
    """`how` it ended, or None; `output` is that of a tick or of the end."""

    id: str
    attempt: str
    body: dict[str, Any]
    expires_at: float
    how: str | None = None
    running: bool = False
    output: Any = None

    @property
    def given(self) -> dict[str, Any]:
        given: dict[str, Any] = self.body["input"]
        return given

    @property
    def ours(self) -> bool:
        return "storycanvas" in self.given

    @property
    def count(self) -> int:
        return len(self.given["outputs"]) if self.ours else len(_saves(self.given["workflow"]))

    def told(self) -> dict[str, Any]:
        word = _WORDS[self.how] if self.how else "IN_PROGRESS" if self.running else "IN_QUEUE"
        told: dict[str, Any] = {"id": self.id, "status": word, "workerId": "double"}
        if self.how == "failed":
            return told | {"error": '{"code":"RENDER_FAILED","message":"It fell over."}'}
        if self.how == "finished" and not self.ours:
            return told | {"output": {"images": _images(self)}}
        return told | ({"output": self.output} if self.output is not None else {})


class Cloud:
    def __init__(self, journal: Journal, key: str, seed: int, fails: float, twice: float) -> None:
        self._journal = journal
        self._key = key
        self._dice = random.Random(f"{seed} {time.time()}")
        self._seed, self._fails, self._twice = seed, fails, twice
        self._waiting: asyncio.Queue[Job] = asyncio.Queue()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._calling: set[asyncio.Task[None]] = set()
        self.jobs: dict[str, Job] = {}
        for told in journal.before:
            self._replay(told)

    def _replay(self, told: dict[str, Any]) -> None:
        if told["event"] == "accepted":
            body = told["body"]
            self.jobs[told["job"]] = Job(told["job"], told["attempt"], body, told["expires_at"])
        elif told["event"] == "ended":
            job = self.jobs[told["job"]]
            job.how, job.output = told["how"], told.get("output")

    async def work(self) -> None:
        for job in self.jobs.values():
            if job.how is None:
                self._waiting.put_nowait(job)
        async with httpx.AsyncClient(timeout=5) as client, asyncio.TaskGroup() as group:
            for _ in range(_WORKERS):
                group.create_task(self._worker(client))

    async def _worker(self, client: httpx.AsyncClient) -> None:
        while True:
            job = await self._waiting.get()
            if job.how is None and not self._expired(job):
                job.running = True
                task = self._tasks[job.id] = asyncio.create_task(self._execute(client, job))
                limit = job.body["policy"]["executionTimeout"] / 1000
                await asyncio.wait([task], timeout=limit)
                if not task.done():
                    task.cancel()
                    self._end(job, "timed_out")
                self._tasks.pop(job.id, None)
            if job.how is not None and job.body.get("webhook"):
                calling = asyncio.create_task(self._call_back(client, job))
                self._calling.add(calling)
                calling.add_done_callback(self._calling.discard)

    async def _execute(self, client: httpx.AsyncClient, job: Job) -> None:
        await asyncio.sleep(self._dice.uniform(0.1, 0.6))
        if self._share(job.attempt, "fails") < self._fails:
            self._end(job, "failed")
        elif job.ours:
            try:
                answer, made = await deliver(client, job.given, job.id, self._dice)
            except (SlotGoneError, UndeliveredError):
                self._end(job, "failed")
            else:
                self._end(job, "finished", made, answer)
        else:
            await asyncio.sleep(self._dice.uniform(0.2, 0.8))
            self._end(job, "finished", [digest(one) for one in _made(job)])

    async def _call_back(self, client: httpx.AsyncClient, job: Job) -> None:
        for _ in range(_CALL_BACKS):
            try:
                answer = await client.post(job.body["webhook"], json=job.told())
            except httpx.HTTPError:
                pass
            else:
                if answer.status_code == httpx.codes.OK:
                    return
            await asyncio.sleep(2)

    def _end(
        self, job: Job, how: str, outputs: list[str] | None = None, output: Any = None
    ) -> None:
        if job.how is None:
            told = {"output": output} if output is not None else {}
            self._journal.note("ended", job=job.id, how=how, outputs=outputs or [], **told)
            job.how, job.output = how, output

    def _expired(self, job: Job) -> bool:
        """Its time to live ended: its data are dropped, though it may be running."""
        if job.how is None and time.time() > job.expires_at:
            self._end(job, "expired")
        return job.how == "expired"

    def _share(self, attempt: str, of: str) -> float:
        told = hashlib.sha256(f"{self._seed} {of} {attempt}".encode()).digest()
        return int.from_bytes(told[:4], "big") / 2**32

    async def run(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self._key}":
            return JSONResponse({"error": "unauthorized"}, 401)
        if self._dice.random() < 0.03:
            return JSONResponse({"error": "too many"}, 429, {"Retry-After": "1"})
        body = await request.json()
        given = body["input"]
        attempt = given.get("attempt") or _saves(given["workflow"])[0].partition("-")[0]
        job = self._accept(attempt, body)
        if self._share(attempt, "twice") < self._twice:
            self._accept(attempt, body)
        return JSONResponse(job.told())

    def _accept(self, attempt: str, body: dict[str, Any]) -> Job:
        expires_at = time.time() + body["policy"]["ttl"] / 1000
        job = Job(f"{secrets.token_hex(8)}-u1", attempt, body, expires_at)
        self._journal.accepted(job.id, attempt=attempt, body=body, expires_at=expires_at)
        self.jobs[job.id] = job
        self._waiting.put_nowait(job)
        return job

    async def status(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["job"])
        if job is None or self._expired(job):
            return JSONResponse({"error": "not found"}, 404)
        return JSONResponse(job.told())

    async def cancel(self, request: Request) -> Response:
        job = self.jobs.get(request.path_params["job"])
        if job is None or self._expired(job):
            return JSONResponse({"error": "not found"}, 404)
        self._end(job, "cancelled")
        if task := self._tasks.get(job.id):
            task.cancel()
        return JSONResponse(job.told())

    async def health(self, _: Request) -> Response:
        open_jobs = [job for job in self.jobs.values() if job.how is None]
        running = sum(job.running for job in open_jobs)
        counts = {"inProgress": running, "inQueue": len(open_jobs) - running}
        return JSONResponse({"jobs": counts, "workers": {"ready": _WORKERS}})


def _saves(workflow: dict[str, Any]) -> list[str]:
    """The names that its outputs are to have, in their order."""
    named = (node["inputs"].get("filename_prefix") for node in workflow.values())
    return sorted(name for name in named if name)


def _made(job: Job) -> list[bytes]:
    return made_of(job.attempt, "IMAGE", job.count)


def _images(job: Job) -> list[dict[str, str]]:
    return [
        {
            "filename": f"{name}_00001_.png",
            "type": "base64",
            "data": base64.b64encode(data).decode(),
        }
        for name, data in zip(_saves(job.given["workflow"]), _made(job), strict=True)
    ]


def main() -> None:
    given = arguments()
    cloud = Cloud(
        Journal(given.folder / "journal.jsonl"), given.key, given.seed, given.fails, given.twice
    )
    place = "/v2/{endpoint}"
    routes = [
        Route(f"{place}/run", cloud.run, methods=["POST"]),
        Route(f"{place}/status/{{job}}", cloud.status),
        Route(f"{place}/cancel/{{job}}", cloud.cancel, methods=["POST"]),
        Route(f"{place}/health", cloud.health),
    ]
    stand(Starlette(routes=routes), given.port, cloud.work)


if __name__ == "__main__":
    main()
