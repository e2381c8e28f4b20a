"""RunPod's public API: /v2/{endpoint}/run and its siblings."""

import secrets
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import Request as HttpRequest
from starlette.responses import Response
from starlette.routing import Route

from infra.embedded.endpoint.jobs import Job, status_body
from infra.embedded.endpoint.journal import JournalUnwritableError
from infra.embedded.endpoint.service import Endpoint, NotRetriableError, QueueFullError, Request
from infra.embedded.endpoint.settings import DAY, Settings
from infra.embedded.endpoint.wire import TooLargeError, answer, complaint, read_body, read_json

_Handler = Callable[[HttpRequest], Awaitable[Response]]

_NO_JOB = "job not found"


class InvalidRequestError(Exception):
    """What is wrong with a body that was sent to /run, in words for the client."""


class PublicApi:
    """The routes a client with the key may call."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._settings = endpoint.settings

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, _Handler]] = [
            ("/run", "POST", self.run),
            ("/runsync", "POST", self.runsync),
            ("/status/{id}", "GET", self.status),
            ("/stream/{id}", "GET", self.stream),
            ("/cancel/{id}", "POST", self.cancel),
            ("/retry/{id}", "POST", self.retry),
            ("/purge-queue", "POST", self.purge),
            ("/health", "GET", self.health),
            ("/requests", "GET", self.requests),
        ]
        return [
            Route("/v2/{endpoint}" + path, self._guarded(handler), methods=[method])
            for path, method, handler in table
        ]

    def _guarded(self, handler: _Handler) -> _Handler:
        async def guarded(request: HttpRequest) -> Response:
            scheme, _, key = request.headers.get("authorization", "").partition(" ")
            known = secrets.compare_digest(key.strip().encode(), self._settings.key.encode())
            if scheme.lower() != "bearer" or not known:
                return complaint(401, "the API key is missing or wrong")
            if request.path_params["endpoint"] != self._settings.endpoint_id:
                return complaint(404, "endpoint not found")
            return await handler(request)

        return guarded

    async def run(self, request: HttpRequest) -> Response:
        job = await self._accepted(request, sync=False)
        if isinstance(job, Response):
            return job
        return answer({"id": job.id, "status": job.state.value})

    async def runsync(self, request: HttpRequest) -> Response:
        try:
            wait = int(request.query_params.get("wait", "90000"))
        except ValueError:
            return complaint(400, "wait is a number of milliseconds")
        if not 1_000 <= wait <= 300_000:
            return complaint(400, "wait is 1000 to 300000 milliseconds")
        job = await self._accepted(request, sync=True)
        if isinstance(job, Response):
            return job
        return _status(await self._endpoint.outcome(job.id, wait / 1000))

    async def _accepted(self, request: HttpRequest, *, sync: bool) -> Job | Response:
        limit = self._settings.payload_limit * (2 if sync else 1)
        try:
            asked = read_request(await read_body(request, limit), self._settings, sync=sync)
            return self._endpoint.accept(asked)
        except TooLargeError:
            return complaint(400, f"the payload is larger than {limit // 2**20} MB")
        except InvalidRequestError as error:
            return complaint(400, str(error))
        except QueueFullError:
            return complaint(429, "too many jobs wait in the queue", {"Retry-After": "5"})
        except JournalUnwritableError as error:
            words = f"the job was not accepted: the journal cannot be written ({error})"
            return answer({"error": words, "accepted": False}, 503, {"Retry-After": "30"})

    async def status(self, request: HttpRequest) -> Response:
        return _status(self._endpoint.queue.jobs.get(request.path_params["id"]))

    async def stream(self, request: HttpRequest) -> Response:
        key = request.path_params["id"]
        job = self._endpoint.queue.jobs.get(key)
        if job is None:
            return complaint(404, _NO_JOB)
        chunks = [{"output": chunk} for chunk in self._endpoint.chunks(key)]
        return answer({"id": key, "status": job.state.value, "stream": chunks})

    async def cancel(self, request: HttpRequest) -> Response:
        return _status(self._endpoint.cancel(request.path_params["id"]))

    async def retry(self, request: HttpRequest) -> Response:
        try:
            return _status(self._endpoint.retry(request.path_params["id"]))
        except NotRetriableError:
            return complaint(400, "only a job that FAILED or TIMED_OUT can be retried")
        except JournalUnwritableError as error:
            return complaint(503, f"the journal cannot be written ({error})", {"Retry-After": "30"})

    async def purge(self, _request: HttpRequest) -> Response:
        return answer({"removed": self._endpoint.purge(), "status": "completed"})

    async def health(self, _request: HttpRequest) -> Response:
        endpoint = self._endpoint
        ready = [w for w in endpoint.workers.values() if w.ready_at is not None and not w.leaving]
        running = sum(bool(endpoint.queue.running(worker.id)) for worker in ready)
        workers = {
            "idle": len(ready) - running,
            "initializing": sum(w.ready_at is None for w in endpoint.workers.values()),
            "ready": len(ready),
            "running": running,
            "throttled": 0,
            "unhealthy": endpoint.unhealthy,
        }
        return answer({"jobs": endpoint.queue.counts(), "workers": workers})

    async def requests(self, _request: HttpRequest) -> Response:
        jobs = self._endpoint.queue.jobs.values()
        bodies = [{**status_body(job), "output": None} for job in jobs]
        return answer({"requests": bodies})


def read_request(body: bytes, settings: Settings, *, sync: bool) -> Request:
    """The request a client sent; raises InvalidRequestError with words for the client."""
    try:
        value = read_json(body)
    except ValueError as error:
        raise InvalidRequestError(f"the body is not JSON: {error}") from None
    if not isinstance(value, dict) or not isinstance(value.get("input"), dict):
        raise InvalidRequestError("the body is an object with an object as its input")
    policy = value.get("policy") or {}
    if not isinstance(policy, dict):
        raise InvalidRequestError("policy is an object")
    smallest = (1, 1) if settings.fast else (5_000, 10_000)
    return Request(
        input=value["input"],
        execution_timeout=_duration(policy, "executionTimeout", 600_000, smallest[0]),
        ttl=_duration(policy, "ttl", DAY, smallest[1]),
        webhook=_webhook(value.get("webhook")),
        sync=sync,
    )


def _duration(policy: dict[str, Any], name: str, default: int, smallest: int) -> int:
    value = policy.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not smallest <= value <= 7 * DAY:
        raise InvalidRequestError(f"policy.{name} is {smallest} to {7 * DAY} milliseconds")
    return value


def _webhook(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or urlsplit(value).scheme not in {"http", "https"}:
        raise InvalidRequestError("webhook is an http or https address")
    return value


def _status(job: Job | None) -> Response:
    return answer(status_body(job)) if job is not None else complaint(404, _NO_JOB)
