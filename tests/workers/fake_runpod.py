"""A RunPod that answers as it is told to, over its own protocol on a real socket."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.doubles.serving import serve

KEY = "local-key"


class FakeRunPod:
    """`accepted` is what was submitted, by job id; `says` the status of each."""

    def __init__(self) -> None:
        self.url = ""
        self.accepted: dict[str, dict[str, Any]] = {}
        self.says: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []
        self.cancelled: list[str] = []
        self.run_answer: Response | None = None
        self.status_answer: Response | None = None
        self.holds_back: dict[str, asyncio.Event] = {}
        self.accepts_silently = False

    async def run(self, request: Request) -> Response:
        assert request.headers["authorization"] == f"Bearer {KEY}"
        if self.run_answer is not None:
            return self.run_answer
        order = json.loads(await request.body())
        job = f"job-{len(self.accepted) + 1}"
        self.accepted[job] = order
        self.says[job] = {"id": job, "status": "IN_QUEUE"}
        if self.accepts_silently:
            return Response(status_code=502)
        return JSONResponse({"id": job, "status": "IN_QUEUE"})

    async def status(self, request: Request) -> Response:
        job = request.path_params["job"]
        self.asked.append(job)
        if job in self.holds_back:
            await self.holds_back[job].wait()
        if self.status_answer is not None:
            return self.status_answer
        if job not in self.says:
            return JSONResponse({"error": "not found"}, status_code=404)
        return JSONResponse(self.says[job])

    async def cancel(self, request: Request) -> Response:
        job = request.path_params["job"]
        self.cancelled.append(job)
        self.says[job] = {"id": job, "status": "CANCELLED"}
        return JSONResponse(self.says[job])

    async def health(self, _: Request) -> Response:
        jobs = {"inQueue": 0, "inProgress": 0}
        return JSONResponse({"jobs": jobs, "workers": {"ready": 1}})

    def runs(self, job: str, seq: int, progress: float) -> None:
        tick = {
            "storycanvas": 1,
            "job": job,
            "seq": seq,
            "stage": "RUNNING",
            "progress": progress,
            "message": f"step {seq}",
            "preview": None,
        }
        self.says[job] = {"id": job, "status": "IN_PROGRESS", "output": tick}

    def completes(self, job: str, outputs: list[dict[str, Any]]) -> None:
        answer = {"storycanvas": 1, "model": "fake", "renderer": "fake/1", "outputs": outputs}
        self.says[job] = {"id": job, "status": "COMPLETED", "output": answer}


@contextmanager
def fake_runpod() -> Iterator[FakeRunPod]:
    fake = FakeRunPod()
    app = Starlette(
        routes=[
            Route("/v2/local/run", fake.run, methods=["POST"]),
            Route("/v2/local/status/{job}", fake.status),
            Route("/v2/local/cancel/{job}", fake.cancel, methods=["POST"]),
            Route("/v2/local/health", fake.health),
        ]
    )
    with serve(app) as address:
        fake.url = f"{address}/v2"
        yield fake
