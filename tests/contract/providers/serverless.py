"""RunPod's HTTP API for one endpoint, whose jobs do what a test says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.doubles.serving import serve


class Serverless:
    """`jobs` is what /status says of each, `inputs` what was submitted, `bucket` what it holds."""

    def __init__(self, key: str) -> None:
        self.url = ""
        self.jobs: dict[str, dict[str, Any]] = {}
        self.inputs: dict[str, dict[str, Any]] = {}
        self.bucket: dict[str, bytes] = {}
        self._key = key

    def says(self, job: str, status: str, **more: Any) -> None:
        self.jobs[job] = {"id": job, "status": status, **more}

    async def run(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self._key}":
            return JSONResponse({"error": "unauthorized"}, 401)
        job = f"job-{len(self.jobs) + 1}"
        self.inputs[job] = await request.json()
        self.says(job, "IN_QUEUE")
        return JSONResponse(self.jobs[job])

    async def status(self, request: Request) -> Response:
        job = request.path_params["job"]
        known = self.jobs.get(job)
        return JSONResponse(known) if known else JSONResponse({"error": "not found"}, 404)

    async def cancel(self, request: Request) -> Response:
        job = request.path_params["job"]
        if job not in self.jobs:
            return JSONResponse({"error": "not found"}, 404)
        self.says(job, "CANCELLED")
        return JSONResponse(self.jobs[job])

    async def health(self, _: Request) -> Response:
        counts = {"inProgress": 0, "inQueue": len(self.jobs)}
        return JSONResponse({"jobs": counts, "workers": {"ready": 1}})

    async def file(self, request: Request) -> Response:
        assert "authorization" not in request.headers
        found = self.bucket.get(request.path_params["name"])
        return Response(found) if found is not None else Response(status_code=403)


@contextmanager
def serve_serverless(key: str, endpoint: str = "abc") -> Iterator[Serverless]:
    side = Serverless(key)
    place = f"/v2/{endpoint}"
    routes = [
        Route(f"{place}/run", side.run, methods=["POST"]),
        Route(f"{place}/status/{{job}}", side.status),
        Route(f"{place}/cancel/{{job}}", side.cancel, methods=["POST"]),
        Route(f"{place}/health", side.health),
        Route("/bucket/{name}", side.file),
    ]
    with serve(Starlette(routes=routes)) as url:
        side.url = url
        yield side
