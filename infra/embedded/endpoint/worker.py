"""The protocol the `runpod` SDK's worker speaks: it takes jobs, reports on them and pings."""

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from infra.embedded.endpoint.fleet import Worker
from infra.embedded.endpoint.jobs import Job
from infra.embedded.endpoint.returning import to_studio
from infra.embedded.endpoint.service import Endpoint
from infra.embedded.endpoint.wire import TooLargeError, answer, complaint, read_body, read_json

log = logging.getLogger(__name__)

_Handler = Callable[[HttpRequest, Worker], Awaitable[Response]]
_NOTHING = 204
_BATCH = 100


def addresses(base: str, worker: str) -> dict[str, str]:
    """The environment that tells the SDK where to speak; `base` is …/v2/{endpoint}.

    The SDK puts `&name=value` behind these, so each has a query already.
    """
    return {
        "RUNPOD_POD_ID": worker,
        "RUNPOD_WEBHOOK_GET_JOB": f"{base}/job-take/$ID?gpu=CPU",
        "RUNPOD_WEBHOOK_POST_OUTPUT": f"{base}/job-done/$RUNPOD_POD_ID/$ID?gpu=CPU",
        "RUNPOD_WEBHOOK_POST_STREAM": f"{base}/job-stream/$RUNPOD_POD_ID/$ID?gpu=CPU",
        "RUNPOD_WEBHOOK_PING": f"{base}/ping/$RUNPOD_POD_ID",
    }


class WorkerApi:
    """The routes a worker that this server started may call, with the key it was given."""

    def __init__(self, endpoint: Endpoint, worker_key: str) -> None:
        self._endpoint = endpoint
        self._key = worker_key

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, _Handler]] = [
            ("/job-take/{worker}", "GET", self.take),
            ("/job-take-batch/{worker}", "GET", self.take_batch),
            ("/job-stop/{worker}", "GET", self.stop),
            ("/job-done/{worker}/{id}", "POST", self.done),
            ("/job-stream/{worker}/{id}", "POST", self.stream),
            ("/ping/{worker}", "GET", self.ping),
        ]
        base = f"/v2/{self._endpoint.settings.endpoint_id}"
        return [
            Route(base + path, self._guarded(handler), methods=[method])
            for path, method, handler in table
        ]

    def _guarded(self, handler: _Handler) -> Callable[[HttpRequest], Awaitable[Response]]:
        async def guarded(request: HttpRequest) -> Response:
            given = request.headers.get("authorization", "")
            worker = self._endpoint.workers.get(request.path_params["worker"])
            if worker is None or not secrets.compare_digest(given.encode(), self._key.encode()):
                return complaint(401, "not a worker of this endpoint")
            return await handler(request, worker)

        return guarded

    async def take(self, request: HttpRequest, worker: Worker) -> Response:
        jobs = await self._taken(request, worker, 1)
        return answer(self._task(jobs[0])) if jobs else Response(status_code=_NOTHING)

    async def take_batch(self, request: HttpRequest, worker: Worker) -> Response:
        asked = request.query_params.get("batch_size", "")
        count = min(_BATCH, int(asked)) if asked.isdecimal() else 1
        jobs = await self._taken(request, worker, count)
        return answer([self._task(job) for job in jobs]) if jobs else Response(status_code=_NOTHING)

    async def _taken(self, request: HttpRequest, worker: Worker, count: int) -> list[Job]:
        has_jobs = request.query_params.get("job_in_progress") == "1"
        worker.asked(self._endpoint.now(), has_jobs=has_jobs)
        return await self._endpoint.take(worker, count)

    async def stop(self, _request: HttpRequest, worker: Worker) -> Response:
        jobs = await self._endpoint.stops(worker)
        return answer({"jobsToStop": jobs}) if jobs else Response(status_code=_NOTHING)

    async def done(self, request: HttpRequest, worker: Worker) -> Response:
        """Progress or the end of a job. An answer too large is lost, as RunPod loses it."""
        key = request.path_params["id"]
        try:
            value = read_json(await read_body(request, self._endpoint.settings.payload_limit))
        except TooLargeError:
            self._endpoint.finish(key, worker.id)
            return complaint(400, "the output is too large")
        except ValueError:
            value = {"error": "the worker's answer is not JSON"}
        if not isinstance(value, dict):
            value = {"error": "the worker's answer is not an object"}
        if value.get("status") == "IN_PROGRESS":
            self._endpoint.progress(key, worker.id, value.get("output"))
        else:
            self._finish(key, worker, value)
        return answer({"status": "ok"})

    def _finish(self, key: str, worker: Worker, value: dict[str, Any]) -> None:
        self._endpoint.finish(
            key, worker.id, output=value.get("output"), error=value.get("error") or None
        )
        if value.get("stopPod"):
            worker.done = True
            self._endpoint.announce()

    async def stream(self, request: HttpRequest, worker: Worker) -> Response:
        try:
            value = read_json(await read_body(request, 2**20))
        except (TooLargeError, ValueError):
            return complaint(400, "a chunk is a JSON object of at most 1 MB")
        chunk = value.get("output") if isinstance(value, dict) else None
        self._endpoint.stream(request.path_params["id"], worker.id, chunk)
        return answer({"status": "ok"})

    async def ping(self, request: HttpRequest, worker: Worker) -> Response:
        if request.query_params.get("status") == "unhealthy":
            log.warning("worker %s is unhealthy: %s", worker.id, request.query_params.get("reason"))
        jobs = frozenset(request.query_params.get("job_id", "").split(","))
        worker.pinged(self._endpoint.now(), jobs)
        return answer({"status": "ok"})

    def _task(self, job: Job) -> dict[str, Any]:
        given = {"id": job.id, "input": job.input, "webhook": job.webhook}
        task: dict[str, Any] = to_studio(given, self._endpoint.settings.studio)
        return task
