"""RunPod's serverless HTTP API: orders out, reports back.

A submission has no key that would let it be sent twice, so every fault on its way is one of two
kinds: surely not accepted (ProviderBusy, ProviderRefused, ProviderMisconfigured), or unknown
(ProviderLost). To ask again for what is only read, or to cancel again, does no harm.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import httpx
import orjson

from infra.providers.answers import (
    failure,
    milliseconds,
    one_line,
    read_answer,
    read_failure,
    read_tick,
    seconds_to_wait,
)
from studio.rendering.ports import (
    Accepted,
    Health,
    Order,
    Output,
    Provider,
    ProviderBusy,
    ProviderError,
    ProviderLost,
    ProviderMisconfigured,
    ProviderRefused,
    Report,
    ReportState,
)

CLOUD = "https://api.runpod.ai/v2"
PAYLOAD_BYTES = 10 * 1024 * 1024
"""The largest order that RunPod takes."""

_ANSWER_BYTES = 24 * 1024 * 1024  # RunPod's own largest answer is 20 MB
_SUBMIT = httpx.Timeout(30, connect=10)
_ASK = httpx.Timeout(15, connect=10)
_WHOLE = 60.0  # seconds for one call: an answer may also come drop by drop

# No byte of the request can have reached the endpoint.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)


def open_client() -> httpx.AsyncClient:
    """A client fit for RunPod: an idle connection is left before the other side closes it, since
    a submission that meets a closed one is lost."""
    limits = httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=3)
    return httpx.AsyncClient(limits=limits, timeout=_ASK, follow_redirects=False)


class RunPod(Provider):
    """One RunPod endpoint: the key is never shown."""

    def __init__(
        self, client: httpx.AsyncClient, *, endpoint_id: str, api_key: str, base_url: str = CLOUD
    ) -> None:
        self._client = client
        self._base = f"{base_url.rstrip('/')}/{quote(endpoint_id, safe='')}"
        self._key = api_key

    def __repr__(self) -> str:
        return f"RunPod({self._base!r})"

    async def submit(self, order: Order) -> Accepted:
        """Send the order with POST /run. Every fault says whether it may have been accepted."""
        content = json.dumps(await self._body(order), separators=(",", ":")).encode("ascii")
        if len(content) > PAYLOAD_BYTES:
            raise ProviderRefused(
                f"This order has {len(content) / 2**20:.1f} MB with its pictures; RunPod takes "
                "10 MB. Use smaller pictures.",
                code="PAYLOAD_TOO_LARGE",
            )
        try:
            status, headers, body = await self._call("POST", "/run", _SUBMIT, content)
        except _NOT_SENT as error:
            raise ProviderBusy(self._unreachable(error)) from None
        except (httpx.HTTPError, TimeoutError, _TooLongError) as error:
            raise ProviderLost(f"RunPod did not answer the submission ({_name(error)}).") from None
        value = _read(body)
        if status >= 500 and _says_not_accepted(value):
            raise ProviderBusy(
                self._told(status, value), retry_after=seconds_to_wait(headers.get("retry-after"))
            )
        if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
            raise ProviderLost(f"RunPod answered the submission with HTTP {status}.")
        self._check(status, headers, value, missing_is_misconfigured=True)
        if not isinstance(value, dict) or not isinstance(value.get("id"), str) or not value["id"]:
            raise ProviderLost("RunPod's answer to the submission has no job id.")
        return Accepted(value["id"])

    async def status(self, provider_job_id: str) -> Report:
        """What RunPod says of the job now; GONE when it does not know it (any more)."""
        value = await self.job(provider_job_id)
        return Report(state=ReportState.GONE) if value is None else self._report(value)

    async def start(self, given: Mapping[str, Any], *, execution_timeout: int, ttl: int) -> str:
        """Send an input that may be sent twice; the job's id. Both durations in milliseconds."""
        policy = {"executionTimeout": execution_timeout, "ttl": ttl}
        content = orjson.dumps({"input": given, "policy": policy})
        _, value = await self._ask("POST", "/run", content)
        if not isinstance(value, dict) or not isinstance(value.get("id"), str):
            raise ProviderMisconfigured(
                "RunPod knows no endpoint with this id.", code="PROVIDER_ENDPOINT"
            )
        return str(value["id"])

    async def job(self, provider_job_id: str) -> dict[str, Any] | None:
        """What RunPod says of a job now, as it says it; None where it does not know it."""
        status, value = await self._ask("GET", f"/status/{quote(provider_job_id, safe='')}")
        if status == httpx.codes.NOT_FOUND:
            return None
        if not isinstance(value, dict):
            raise ProviderBusy("RunPod's answer cannot be understood.")
        return value

    async def cancel(self, provider_job_id: str) -> None:
        """Have the job cancelled; one that RunPod does not know needs no cancelling."""
        await self._ask("POST", f"/cancel/{quote(provider_job_id, safe='')}")

    async def fetch(self, provider_job_id: str, output: Output, into: Path, *, limit: int) -> None:
        """The worker puts its outputs into their upload slots: here is never anything to have."""
        raise ProviderRefused(
            "This endpoint does not keep outputs: they are in their upload slots.",
            code="OUTPUT_MISSING",
        )

    async def health(self) -> Health:
        """What the endpoint says of itself; never raises for an endpoint that cannot be asked."""
        try:
            status, value = await self._ask("GET", "/health")
        except ProviderError as error:
            return Health(online=False, detail=error.message)
        if status == httpx.codes.NOT_FOUND or not isinstance(value, dict):
            return Health(online=False, detail="RunPod knows no endpoint with this id.")
        jobs, workers = _part(value, "jobs"), _part(value, "workers")
        ready, unhealthy = milliseconds(workers.get("ready")), workers.get("unhealthy")
        detail = f"{ready or 0} workers ready" + (f", {unhealthy} unhealthy" if unhealthy else "")
        return Health(
            online=True,
            detail=detail,
            queued=milliseconds(jobs.get("inQueue")),
            running=milliseconds(jobs.get("inProgress")),
            workers_ready=ready,
        )

    @property
    def host(self) -> str:
        """The name of the host that is called."""
        return httpx.URL(self._base).host

    async def look(self) -> tuple[int, Any]:
        """The answer to GET /health as it comes: HTTP status and JSON (None where it is not).

        Raises httpx.HTTPError or TimeoutError where there is none.
        """
        try:
            status, _, body = await self._call("GET", "/health", _ASK)
        except _TooLongError:
            return httpx.codes.OK, None
        return status, _read(body)

    async def _body(self, order: Order) -> dict[str, Any]:
        return order_body(order)

    def _report(self, value: dict[str, Any]) -> Report:
        return read_status(value)

    async def _ask(self, method: str, path: str, content: bytes | None = None) -> tuple[int, Any]:
        """A call that may be made again: 2xx or 404, and the JSON of the answer."""
        try:
            status, headers, body = await self._call(method, path, _ASK, content)
        except _NOT_SENT as error:
            raise ProviderBusy(self._unreachable(error)) from None
        except (httpx.HTTPError, TimeoutError, _TooLongError) as error:
            raise ProviderBusy(f"RunPod did not answer ({_name(error)}).") from None
        value = _read(body)
        if status >= 500 or status == httpx.codes.REQUEST_TIMEOUT:
            raise ProviderBusy(
                self._told(status, value), retry_after=seconds_to_wait(headers.get("retry-after"))
            )
        self._check(status, headers, value)
        return status, value

    async def _call(
        self, method: str, path: str, patience: httpx.Timeout, content: bytes | None = None
    ) -> tuple[int, httpx.Headers, bytearray]:
        headers = {"Authorization": f"Bearer {self._key}", "Accept-Encoding": "identity"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        call = self._client.stream(
            method,
            self._base + path,
            content=content,
            headers=headers,
            timeout=patience,
            follow_redirects=False,
        )
        kept = bytearray()
        # httpx waits in anyio's scopes; a timeout of another kind can be lost among them.
        with anyio.fail_after(_WHOLE):
            async with call as answer:
                async for chunk in answer.aiter_bytes():
                    kept += chunk
                    if len(kept) > _ANSWER_BYTES:
                        raise _TooLongError
                return answer.status_code, answer.headers, kept

    def _check(
        self,
        status: int,
        headers: httpx.Headers,
        value: Any,
        *,
        missing_is_misconfigured: bool = False,
    ) -> None:
        """Raise for every answer below 500 that is neither 2xx nor a 404 that means something."""
        if status == httpx.codes.TOO_MANY_REQUESTS:
            raise ProviderBusy(
                self._told(status, value), retry_after=seconds_to_wait(headers.get("retry-after"))
            )
        if status in {401, 402, 403}:
            raise ProviderMisconfigured(
                f"RunPod refused the API key: {self._told(status, value)}", code="PROVIDER_KEY"
            )
        if status == httpx.codes.NOT_FOUND:
            if missing_is_misconfigured:
                raise ProviderMisconfigured(
                    "RunPod knows no endpoint with this id.", code="PROVIDER_ENDPOINT"
                )
        elif status < 200 or 300 <= status < 400 or status == httpx.codes.METHOD_NOT_ALLOWED:
            raise ProviderMisconfigured(
                f"This is not RunPod's address: it answers HTTP {status}.", code="PROVIDER_ADDRESS"
            )
        elif status >= 400:
            raise ProviderRefused(self._told(status, value), code="PROVIDER_REFUSED")

    def _told(self, status: int, value: Any) -> str:
        words = _part({"value": value}, "value").get("error")
        said = " ".join(words.split())[:300] if isinstance(words, str) else ""
        said = said.replace(self._key, "…") if self._key else said
        return f"RunPod answers HTTP {status}" + (f": {said}" if said else ".")

    def _unreachable(self, error: Exception) -> str:
        return f"{self.host} cannot be reached ({_name(error)})."


def order_body(order: Order) -> dict[str, Any]:
    """The body of POST /run for an order: docs/endpoint.md in RunPod's envelope."""
    body: dict[str, Any] = {
        "input": {
            "storycanvas": 1,
            "attempt": order.attempt,
            "kind": order.kind.value,
            "brief": order.brief,
            "workflow": order.workflow,
            "output_nodes": list(order.output_nodes),
            "files": [
                {"name": file.name, "url": file.url, "sha256": file.sha256}
                for file in order.files
                if file.url is not None
            ],
            "outputs": [{"url": slot.url, "headers": slot.headers} for slot in order.uploads],
            "report": order.report_url,
        },
        "policy": {"executionTimeout": order.execution_timeout, "ttl": order.ttl},
    }
    if order.webhook_url is not None:
        body["webhook"] = order.webhook_url
    return body


def read_status(
    value: dict[str, Any], read_output: Callable[[Any], Report] = read_answer
) -> Report:
    """The report in a status body, as GET /status and the webhook give it.

    `read_output` reads the output of what COMPLETED. Raises ProviderBusy for a status that is not
    one of RunPod's words.
    """
    return replace(
        _by_state(value, read_output),
        worker=one_line(value.get("workerId"), 200) or None,
        delay_ms=milliseconds(value.get("delayTime")),
        execution_ms=milliseconds(value.get("executionTime")),
    )


def _by_state(value: dict[str, Any], read_output: Callable[[Any], Report]) -> Report:
    word = str(value.get("status"))
    if word in {"IN_PROGRESS", "RUNNING"}:
        return read_tick(value.get("output")) or Report(state=ReportState.RUNNING)
    if word == "COMPLETED":
        return read_output(value.get("output"))
    if word == "FAILED":
        return read_failure(value.get("error"))
    if word == "TIMED_OUT":
        late = failure("TIMED_OUT", "The endpoint worked longer on it than it was allowed to.")
        return replace(late, state=ReportState.TIMED_OUT)
    plain = {"IN_QUEUE": ReportState.QUEUED, "CANCELLED": ReportState.CANCELLED}
    if word not in plain:
        raise ProviderBusy("RunPod tells a status that is not one of its words.")
    return Report(state=plain[word])


class _TooLongError(Exception):
    pass


def _read(body: bytearray) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def _part(value: dict[str, Any], name: str) -> dict[str, Any]:
    found = value.get(name)
    return found if isinstance(found, dict) else {}


def _says_not_accepted(value: Any) -> bool:
    return isinstance(value, dict) and value.get("accepted") is False


def _name(error: Exception) -> str:
    return type(error).__name__.removeprefix("_")
