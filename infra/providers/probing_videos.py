"""A look at a server of the OpenAI Videos shape: its key, its model, its queue."""

from typing import Any

import httpx

from infra.providers.openai_videos import OpenAIVideos
from infra.providers.probing_connection import CONNECTION, KEY, RESULTS, Look, ask, check_queue
from infra.providers.videos_answers import read_error
from studio.rendering.ports import Check

_API, _MODEL = "Videos API", "Model"
_NO_ROUTE = frozenset({404, 405, 501})
_UNPAID = frozenset({"INSUFFICIENT_QUOTA", "BILLING_HARD_LIMIT_REACHED"})
_MOST_TOLD = 8


async def look_at_videos(
    client: httpx.AsyncClient,
    provider: OpenAIVideos,
    *,
    url: str,
    key: str | None,
    model: str | None,
    local: bool,
) -> Look:
    base = url.rstrip("/")
    answer = await ask(client, f"{base}/models", key, local=local)
    if isinstance(answer, Check):
        return Look((answer,))
    connected = Check(CONNECTION, True, f"{provider.host} answers.")
    status, body = answer
    wrong = _wrong(status, body, provider.host, keyed=key is not None)
    if wrong is not None:
        return Look((connected, wrong))
    health = await provider.health()
    if not health.online:
        todo = "Give the address with its version, https://…/v1, and check the account."
        return Look((connected, Check(_API, False, health.detail, todo)))
    checks = (
        connected,
        Check(KEY, True, "It is accepted." if key else "None is needed."),
        _model(model, status, body),
        check_queue(health.running, health.queued),
        Check(RESULTS, True, "Videos are fetched from it."),
    )
    facts = {"queued": health.queued, "running": health.running}
    return Look(checks, f"{provider.host} takes the key.", facts)


def _wrong(status: int, body: Any, host: str, *, keyed: bool) -> Check | None:
    """What is wrong with the answer, if anything; a server may well not list its models."""
    code, _ = read_error(body)
    if status == httpx.codes.PAYMENT_REQUIRED or code in _UNPAID:
        return Check(
            KEY, False, f"{host} asks for payment.", "Add credit to the account of this key."
        )
    if status in {401, 403}:
        what = "refuses this key" if keyed else "asks for a key"
        return Check(KEY, False, f"{host} {what}.", "Make a key there, and give it here.")
    if status == httpx.codes.TOO_MANY_REQUESTS:
        return Check(_API, False, f"{host} asks for fewer calls.", "Try again in a minute.")
    if status >= 500:
        return Check(
            _API, False, f"{host} answers HTTP {status}.", "Try again in a minute; ask its owner."
        )
    if status != httpx.codes.OK and status not in _NO_ROUTE:
        return Check(
            _API,
            False,
            f"What answers at {host} is no Videos API: HTTP {status}.",
            "Give the address with its version, https://…/v1.",
        )
    return None


def _model(model: str | None, status: int, body: Any) -> Check:
    listed = body.get("data") if status == httpx.codes.OK and isinstance(body, dict) else None
    names = [
        one["id"]
        for one in (listed if isinstance(listed, list) else [])
        if isinstance(one, dict) and isinstance(one.get("id"), str)
    ]
    if not names or model is None:
        return Check(_MODEL, True, f"{model or 'The server chooses it'}; it does not list its own.")
    if model in names:
        return Check(_MODEL, True, f"{model} is there.")
    told = ", ".join(name[:80] for name in names[:_MOST_TOLD])
    return Check(
        _MODEL,
        False,
        f"This key has no model {model!r}.",
        f"Name another one. There are, among others: {told}.",
    )
