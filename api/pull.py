"""Where machines behind a NAT fetch their work: the protocol of the `runpod` SDK's worker.

A machine asks at `/pull/{endpoint}/…` with the endpoint's key in `Authorization`, as the SDK sends
it. Whatever it is told can be lost on the way: its lease ends, and another machine gets the job.
"""

import asyncio
import re
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from api.auth import read_json, refusal
from api.runtime import Runtime
from studio.kernel.ids import typed, untyped
from studio.kernel.ports import UnsealError
from studio.kernel.work import unit_of_work
from studio.pulling.service import (
    Taken,
    finish_job,
    jobs_to_stop,
    note_progress,
    see_machine,
    take_jobs,
)
from studio.rendering.models import Endpoint

PATIENCE = 20.0
"""Seconds that a machine waits for work before it is told that there is none."""
_LOOK_AGAIN = 5.0
_ANSWER_BYTES = 11 * 1024 * 1024
_BATCH = 100
_MACHINE = re.compile(r"[A-Za-z0-9._-]{1,100}")
_NOTHING = 204

_Handler = Callable[[Request, UUID, str], Awaitable[Response]]


class PullApi:
    """The routes of the machines."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, _Handler]] = [
            ("job-take/{machine}", "GET", self.take),
            ("job-take-batch/{machine}", "GET", self.take_batch),
            ("job-stop/{machine}", "GET", self.stop),
            ("job-done/{machine}/{id}", "POST", self.done),
            ("job-stream/{machine}/{id}", "POST", self.stream),
            ("ping/{machine}", "GET", self.ping),
        ]
        return [
            Route("/pull/{endpoint}/" + path, self._guarded(handler), methods=[method])
            for path, method, handler in table
        ]

    def _guarded(self, handler: _Handler) -> Callable[[Request], Awaitable[Response]]:
        async def guarded(request: Request) -> Response:
            endpoint_id = untyped("endpoint", request.path_params["endpoint"])
            machine = request.path_params["machine"]
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            key = await self._key(endpoint_id) if endpoint_id else None
            known = secrets.compare_digest(given.encode(), (key or secrets.token_hex()).encode())
            if not known or endpoint_id is None:
                return refusal(401, "UNAUTHENTICATED", "This is not a machine of this endpoint.")
            if not _MACHINE.fullmatch(machine):
                return refusal(400, "BAD_NAME", "A machine's name is 1 to 100 of A-Z a-z 0-9 . _ -")
            return await handler(request, endpoint_id, machine)

        return guarded

    async def _key(self, endpoint_id: UUID) -> str | None:
        async with self._runtime.sessions() as session:
            row = await session.get(Endpoint, endpoint_id)
        if row is None or row.deleted_at or row.provider != "PULL" or row.sealed_key is None:
            return None
        try:
            return self._runtime.secrets.unseal(row.sealed_key)
        except UnsealError:
            return None

    async def take(self, request: Request, endpoint_id: UUID, machine: str) -> Response:
        jobs = await self._wait_for_jobs(request, endpoint_id, machine, 1)
        return JSONResponse(_task(jobs[0])) if jobs else Response(status_code=_NOTHING)

    async def take_batch(self, request: Request, endpoint_id: UUID, machine: str) -> Response:
        asked = request.query_params.get("batch_size", "")
        count = min(_BATCH, max(1, int(asked))) if asked.isdecimal() and len(asked) < 9 else 1
        jobs = await self._wait_for_jobs(request, endpoint_id, machine, count)
        return (
            JSONResponse([_task(job) for job in jobs]) if jobs else Response(status_code=_NOTHING)
        )

    async def _wait_for_jobs(
        self, request: Request, endpoint_id: UUID, machine: str, count: int
    ) -> list[Taken]:
        await self._see(request, endpoint_id, machine, [])
        until = time.monotonic() + PATIENCE
        async with self._runtime.bus.wakes(endpoint_id) as offered:
            while not await request.is_disconnected():
                async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
                    jobs = await take_jobs(work, endpoint_id, machine, count, now=_now())
                left = until - time.monotonic()
                if jobs or left <= 0:
                    return jobs
                await offered.wait(min(left, _LOOK_AGAIN))
        return []

    async def stop(self, request: Request, endpoint_id: UUID, machine: str) -> Response:
        until = time.monotonic() + PATIENCE
        while True:
            async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
                ids = await jobs_to_stop(work, endpoint_id, machine, now=_now())
            if ids:
                return JSONResponse({"jobsToStop": [typed("attempt", one) for one in ids]})
            if time.monotonic() > until or await request.is_disconnected():
                return Response(status_code=_NOTHING)
            await asyncio.sleep(2)

    async def done(self, request: Request, endpoint_id: UUID, machine: str) -> Response:
        """A tick, or the answer. Of a job that the machine does not have (any more) it is ignored."""
        attempt_id = untyped("attempt", request.path_params["id"])
        body = await read_json(request, _ANSWER_BYTES)
        if body is None:
            return refusal(400, "BAD_ANSWER", "An answer is a JSON object of 10 MB at most.")
        taken = False
        if attempt_id is not None:
            async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
                if body.get("status") == "IN_PROGRESS":
                    taken = await note_progress(
                        work, endpoint_id, machine, attempt_id, body.get("output"), now=_now()
                    )
                else:
                    kept = {name: body[name] for name in ("output", "error") if name in body}
                    taken = await finish_job(
                        work, endpoint_id, machine, attempt_id, kept, now=_now()
                    )
        return JSONResponse({"status": "ok" if taken else "ignored"})

    async def stream(self, request: Request, endpoint_id: UUID, machine: str) -> Response:
        """Chunks are not kept: outputs go to their upload slots."""
        return JSONResponse({"status": "ignored"})

    async def ping(self, request: Request, endpoint_id: UUID, machine: str) -> Response:
        named = request.query_params.get("job_id", "").split(",")[:_BATCH]
        jobs = [one for one in (untyped("attempt", name) for name in named) if one]
        await self._see(request, endpoint_id, machine, jobs)
        return JSONResponse({"status": "ok"})

    async def _see(
        self, request: Request, endpoint_id: UUID, machine: str, jobs: list[UUID]
    ) -> None:
        version = request.query_params.get("runpod_version")
        async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
            await see_machine(
                work,
                endpoint_id,
                machine,
                jobs=jobs,
                version=version[:50] if version else None,
                now=_now(),
            )


def _task(job: Taken) -> dict[str, Any]:
    return {"id": typed("attempt", job.attempt_id), "input": job.input, "webhook": None}


def _now() -> datetime:
    return datetime.now(UTC)
