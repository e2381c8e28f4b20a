"""The part of RunPod that a worker speaks to: jobs are taken, stopped and done over HTTP."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.doubles.serving import serve


@dataclass
class JobServer:
    url: str = ""
    waiting: list[dict[str, Any]] = field(default_factory=list)
    to_stop: list[str] = field(default_factory=list)
    said: list[tuple[str, dict[str, Any], float]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def environ(self) -> dict[str, str]:
        base = f"{self.url}/v2/ep1"
        return {
            "RUNPOD_WEBHOOK_GET_JOB": f"{base}/job-take/$ID?gpu=CPU",
            "RUNPOD_WEBHOOK_POST_OUTPUT": f"{base}/job-done/$RUNPOD_POD_ID/$ID?gpu=CPU",
            "RUNPOD_WEBHOOK_POST_STREAM": f"{base}/job-stream/$RUNPOD_POD_ID/$ID?gpu=CPU",
            "RUNPOD_POD_ID": "pod-1",
            "RUNPOD_LOG_LEVEL": "INFO",
        }

    def of(self, job: str) -> list[dict[str, Any]]:
        return [body for name, body, _ in self.said if name == job]

    def ended(self, job: str) -> dict[str, Any] | None:
        return next((body for body in self.of(job) if body.get("status") != "IN_PROGRESS"), None)


@contextmanager
def serve_jobs() -> Iterator[JobServer]:
    jobs = JobServer()

    async def take(_: Request) -> Response:
        for _attempt in range(50):
            if jobs.waiting:
                job = jobs.waiting.pop(0)
                jobs.taken.append(job["id"])
                return JSONResponse(job)
            await asyncio.sleep(0.02)
        return Response(status_code=204)

    async def stop(request: Request) -> Response:
        # Held open for long: after an empty answer the SDK rests for a second before it asks again.
        for _attempt in range(3000):
            if jobs.to_stop:
                return JSONResponse({"jobsToStop": [jobs.to_stop.pop()]})
            if await request.is_disconnected():
                break
            await asyncio.sleep(0.02)
        return Response(status_code=204)

    async def done(request: Request) -> Response:
        # The job's id is in the path; the query is glued on with an ampersand.
        body = json.loads(await request.body())
        jobs.said.append((request.path_params["job"], body, time.monotonic()))
        return Response()

    app = Starlette(
        routes=[
            Route("/v2/ep1/job-take/{worker}", take),
            Route("/v2/ep1/job-stop/{worker}", stop),
            Route("/v2/ep1/job-done/{worker}/{job}", done, methods=["POST"]),
        ]
    )
    with serve(app) as jobs.url:
        yield jobs
