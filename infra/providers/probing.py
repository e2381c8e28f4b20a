"""A test of an endpoint: what a person who connects one can get wrong, tried in order.

Only RunPod's API (or the base address that the settings name) and the local endpoint are called,
so that a test is no way to look around in a network.
"""

import asyncio
import socket
import ssl
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx

from infra.providers.registry import runpod_for
from infra.providers.runpod import CLOUD, RunPod, open_client
from infra.settings import Settings
from studio.kernel.ports import Sealer
from studio.rendering.ports import Check, EndpointFacts, ProviderError

PATIENCE = 10.0
"""Seconds that a whole test may take."""
REST = 2.0
"""Seconds during which the same question gets the same answer."""

_CONNECTION, _KEY, _ENDPOINT = "Connection", "API key", "Endpoint"
_WORKERS, _QUEUE, _RESULTS, _RENDERER = "Workers", "Queue", "Results", "Renderer"
_NO_KEY = frozenset({401, 402, 403})


def local_note(settings: Settings) -> str:
    """What the local endpoint renders with, in words. No part of an address that may be secret."""
    if settings.comfyui_url is None:
        return "Rehearsal: draws storyboard panels on this machine, free"
    parts = urlsplit(settings.comfyui_url)
    port = f":{parts.port}" if parts.port else ""
    return f"ComfyUI at {parts.hostname}{port}: renders with its own models"


@dataclass(frozen=True, slots=True)
class _Run:
    checks: asyncio.Task[tuple[Check, ...]]
    until: float


class EndpointProber:
    """Tries endpoints; those who ask for the same at the same time share one run."""

    def __init__(self, settings: Settings, sealer: Sealer, *, reachable: bool) -> None:
        self._settings = settings
        self._sealer = sealer
        self._reachable = reachable
        self._runs: dict[EndpointFacts, _Run] = {}

    async def probe(self, endpoint: EndpointFacts) -> tuple[Check, ...]:
        now = asyncio.get_running_loop().time()
        self._runs = {
            facts: run
            for facts, run in self._runs.items()
            if not run.checks.done() or run.until > now
        }
        run = self._runs.get(endpoint)
        if run is None:
            task = asyncio.create_task(self._probe(endpoint))
            run = self._runs[endpoint] = _Run(task, now + REST)
        return await asyncio.shield(run.checks)

    async def _probe(self, endpoint: EndpointFacts) -> tuple[Check, ...]:
        results = self._results(endpoint)
        async with open_client() as client:
            try:
                provider = runpod_for(endpoint, self._settings, client, self._sealer)
            except ProviderError as error:
                return (Check(_CONNECTION, False, error.message, _set_up(endpoint)), results)
            foreign = self._foreign(endpoint)
            if foreign is not None:
                return (foreign, results)
            checks = await _ask(provider, local=endpoint.local)
        if endpoint.local and checks[0].ok:
            return (*checks, Check(_RENDERER, True, local_note(self._settings) + "."))
        return (*checks, results)

    def _foreign(self, endpoint: EndpointFacts) -> Check | None:
        """A complaint about an address of the endpoint's own, which a test never calls."""
        known = {_origin(CLOUD), _origin(self._settings.runpod_base_url)}
        if endpoint.url is None or _origin(endpoint.url) in known:
            return None
        return Check(
            _CONNECTION,
            False,
            f"This endpoint has an address of its own, {urlsplit(endpoint.url).hostname}, and a "
            "test calls RunPod's API alone.",
            "Render one clip there to see whether it works. If it is an ordinary RunPod endpoint, "
            "add it anew without an address.",
        )

    def _results(self, endpoint: EndpointFacts) -> Check:
        if endpoint.local:
            return Check(_RESULTS, True, "It runs on this machine, so results come back.")
        if not self._reachable:
            return Check(
                _RESULTS,
                False,
                "A worker outside this machine has no way to bring its results.",
                "Set STORYCANVAS_PUBLIC_URL to where it can reach this studio, or configure an S3 "
                "bucket (STORYCANVAS_S3_BUCKET), and start the studio again.",
            )
        if self._settings.public_url is not None:
            host = urlsplit(self._settings.public_url).hostname
            return Check(_RESULTS, True, f"They come back to {host}.")
        return Check(_RESULTS, True, "They come back through the S3 bucket.")


async def _ask(provider: RunPod, *, local: bool) -> tuple[Check, ...]:
    try:
        with anyio.fail_after(PATIENCE):
            status, body = await provider.look()
    except TimeoutError:
        return (_silent(provider.host, local=local),)
    except httpx.HTTPError as error:
        return (_unreachable(provider.host, error, local=local),)
    connected = Check(_CONNECTION, True, f"{provider.host} answers.")
    return (connected, *_read(status, body, local=local))


def _read(status: int, body: Any, *, local: bool) -> tuple[Check, ...]:
    if status in _NO_KEY:
        return (_refused(status, local=local),)
    accepted = Check(_KEY, True, "The key is accepted.")
    if status == httpx.codes.NOT_FOUND:
        return (
            accepted,
            Check(
                _ENDPOINT,
                False,
                "RunPod knows no endpoint with this id for this key.",
                "Copy the endpoint's id from its page at RunPod; it is not its name.",
            ),
        )
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = Check(_ENDPOINT, False, "RunPod asks for fewer calls.", "Try again in a minute.")
        return (accepted, wait)
    if status != httpx.codes.OK or not isinstance(body, dict):
        return (
            Check(
                _ENDPOINT,
                False,
                f"The answer is not RunPod's: HTTP {status}.",
                "Try again in a minute. If it stays so, check STORYCANVAS_RUNPOD_BASE_URL.",
            ),
        )
    jobs, workers = _counts(body, "jobs"), _counts(body, "workers")
    return (accepted, Check(_ENDPOINT, True, "It exists."), _workers(workers), _queue(jobs))


def _refused(status: int, *, local: bool) -> Check:
    if local:
        return Check(
            _KEY,
            False,
            "The local endpoint refuses this studio's key.",
            "Another studio may own it. Stop both and start this one with `make up`.",
        )
    if status == httpx.codes.PAYMENT_REQUIRED:
        return Check(
            _KEY,
            False,
            "RunPod asks for payment.",
            "Add credit to the account of this key at RunPod.",
        )
    return Check(
        _KEY,
        False,
        "RunPod refuses this key.",
        "Make a key with access to this endpoint in RunPod's settings, and give it to the endpoint "
        "here.",
    )


def _workers(workers: dict[str, int]) -> Check:
    order = ("running", "idle", "ready", "initializing", "throttled", "unhealthy")
    said = ", ".join(f"{workers[name]} {name}" for name in order if workers.get(name))
    useful = any(workers.get(name) for name in ("running", "idle", "ready", "initializing"))
    if workers.get("unhealthy") and not useful:
        return Check(
            _WORKERS,
            False,
            f"No worker is well: {said}.",
            "Read the worker's log on the endpoint's page at RunPod: its image or its models may "
            "be wrong.",
        )
    if workers.get("throttled") and not useful:
        return Check(
            _WORKERS,
            True,
            f"{said}: RunPod has no free GPU of this kind now.",
            "Renders wait until there is one. Allow more GPU types or regions to wait less.",
        )
    if not said:
        return Check(_WORKERS, True, "None is awake; the first render wakes one.")
    return Check(_WORKERS, True, f"{said}.")


def _queue(jobs: dict[str, int]) -> Check:
    waiting, running = jobs.get("inQueue", 0), jobs.get("inProgress", 0)
    if not waiting and not running:
        return Check(_QUEUE, True, "Nothing is in its queue.")
    return Check(_QUEUE, True, f"{running} in progress, {waiting} waiting.")


def _silent(host: str, *, local: bool) -> Check:
    if local:
        return Check(
            _CONNECTION,
            False,
            f"The local endpoint did not answer within {PATIENCE:.0f} seconds.",
            "It may be busy: try again. If it stays so, start the studio again with `make up`.",
        )
    return Check(
        _CONNECTION,
        False,
        f"{host} did not answer within {PATIENCE:.0f} seconds.",
        "Try again; check that this machine reaches the internet.",
    )


def _unreachable(host: str, error: httpx.HTTPError, *, local: bool) -> Check:
    causes = tuple(_causes(error))
    if local:
        return Check(
            _CONNECTION,
            False,
            "The local endpoint does not answer.",
            "Start the studio again with `make up`, which starts it too.",
        )
    if isinstance(error, httpx.TimeoutException):
        return _silent(host, local=local)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Check(
            _CONNECTION,
            False,
            f"The name {host} cannot be resolved.",
            "Check this machine's network and DNS.",
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Check(
            _CONNECTION,
            False,
            f"{host} cannot prove who it is: TLS failed.",
            "Check this machine's clock, its certificates, and a proxy that looks into TLS.",
        )
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return Check(
            _CONNECTION,
            False,
            f"{host} cannot be reached.",
            "Check that this machine, or its proxy, lets connections to it out.",
        )
    return Check(
        _CONNECTION,
        False,
        f"{host} broke the connection off.",
        "Try again in a minute.",
    )


def _causes(error: BaseException | None) -> list[BaseException]:
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _set_up(endpoint: EndpointFacts) -> str:
    if endpoint.local:
        return "Start the studio with `make up`, which starts it too."
    if endpoint.source == "SETTINGS":
        return "Set RUNPOD_API_KEY and STORYCANVAS_RUNPOD_ENDPOINT_ID, and start the studio again."
    return "Give the endpoint its id and its key again."


def _counts(body: dict[str, Any], part: str) -> dict[str, int]:
    found = body.get(part)
    if not isinstance(found, dict):
        return {}
    return {
        name: count
        for name, count in found.items()
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**31
    }


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port
