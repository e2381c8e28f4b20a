"""A look at a RunPod endpoint: its key, whether it is there, its workers and its queue."""

from typing import Any

import httpx

from infra.providers.probing_connection import (
    CONNECTION,
    KEY,
    Look,
    check_queue,
    silent,
    unreachable,
)
from infra.providers.runpod import RunPod
from studio.rendering.ports import Check

_ENDPOINT, _WORKERS = "Endpoint", "Workers"
_NO_KEY = frozenset({401, 402, 403})
_AWAKE = ("running", "idle", "ready")


async def look_at_runpod(provider: RunPod, *, local: bool) -> Look:
    try:
        status, body = await provider.look()
    except TimeoutError:
        return Look((silent(provider.host, local=local),))
    except httpx.HTTPError as error:
        return Look((unreachable(provider.host, error, local=local),))
    checks = _read(status, body, local=local)
    connected = Check(CONNECTION, True, f"{provider.host} answers.")
    return Look((connected, *checks), _summary(local), _facts(body))


def _summary(local: bool) -> str:
    return "It answers." if local else "It exists, and its key is accepted."


def _facts(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        return {}
    jobs, workers = _counts(body, "jobs"), _counts(body, "workers")
    return {
        "queued": jobs.get("inQueue"),
        "running": jobs.get("inProgress"),
        "workers": workers,
        "warm": any(workers.get(name) for name in _AWAKE),
    }


def _read(status: int, body: Any, *, local: bool) -> tuple[Check, ...]:
    if status in _NO_KEY:
        return (_refused(status, local=local),)
    accepted = Check(KEY, True, "The key is accepted.")
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
                "Try again in a minute. If it stays so, check the endpoint's address, or "
                "STORYCANVAS_RUNPOD_BASE_URL.",
            ),
        )
    jobs, workers = _counts(body, "jobs"), _counts(body, "workers")
    queue = check_queue(jobs.get("inProgress"), jobs.get("inQueue"))
    return (accepted, Check(_ENDPOINT, True, "It exists."), _workers(workers), queue)


def _refused(status: int, *, local: bool) -> Check:
    if local:
        return Check(
            KEY,
            False,
            "The local endpoint refuses this studio's key.",
            "Another studio may own it. Stop both and start this one with `make up`.",
        )
    if status == httpx.codes.PAYMENT_REQUIRED:
        return Check(
            KEY,
            False,
            "RunPod asks for payment.",
            "Add credit to the account of this key at RunPod.",
        )
    return Check(
        KEY,
        False,
        "RunPod refuses this key.",
        "Make a key with access to this endpoint in RunPod's settings, and give it to the endpoint "
        "here.",
    )


def _workers(workers: dict[str, int]) -> Check:
    order = ("running", "idle", "ready", "initializing", "throttled", "unhealthy")
    said = ", ".join(f"{workers[name]} {name}" for name in order if workers.get(name))
    useful = any(workers.get(name) for name in (*_AWAKE, "initializing"))
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


def _counts(body: dict[str, Any], part: str) -> dict[str, int]:
    found = body.get(part)
    if not isinstance(found, dict):
        return {}
    return {
        name: count
        for name, count in found.items()
        if isinstance(count, int) and not isinstance(count, bool) and 0 <= count < 2**31
    }
