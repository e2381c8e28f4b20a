"""The first thing a test tries: whether anybody answers at the address, and what is in the way."""

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
import orjson

from infra.outbound import AddressRefused, AnswerTooLarge, read_bounded, vet_address
from studio.rendering.ports import Check

PATIENCE = 10.0
"""Seconds that a whole test may take."""
ADDRESS, CONNECTION, KEY = "Address", "Connection", "API key"
QUEUE, RESULTS, SERVICE = "Queue", "Results", "Service"

_ANSWER_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Look:
    """What a look came to. `summary` says in words how it is where nothing is wrong."""

    checks: tuple[Check, ...]
    summary: str = ""
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return all(check.ok for check in self.checks)


async def check_address(url: str, *, allow_private: bool) -> Check:
    """Whether the name leads somewhere, and to where this studio calls."""
    try:
        await vet_address(url, allow_private=allow_private)
    except AddressRefused as error:
        return Check(ADDRESS, False, error.message, "Correct the endpoint's address.")
    parts = urlsplit(url)
    if parts.scheme == "https":
        return Check(ADDRESS, True, f"{parts.hostname} is known, and spoken to over TLS.")
    return Check(ADDRESS, True, f"{parts.hostname} is known; what is said there is not encrypted.")


async def ask(
    client: httpx.AsyncClient, url: str, key: str | None, *, local: bool = False
) -> tuple[int, Any] | Check:
    """The answer to a GET: status, and JSON (None where it is not); or why there is none."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    host = httpx.URL(url).host
    try:
        async with client.stream("GET", url, headers=headers, follow_redirects=False) as answer:
            return answer.status_code, read_json(await read_bounded(answer, _ANSWER_BYTES))
    except AnswerTooLarge:
        return httpx.codes.OK, None
    except AddressRefused as error:
        return Check(ADDRESS, False, error.message, "Correct the endpoint's address.")
    except (httpx.HTTPError, TimeoutError) as error:
        return unreachable(host, error, local=local)


def silent(host: str, *, local: bool) -> Check:
    if local:
        return Check(
            CONNECTION,
            False,
            f"The local endpoint did not answer within {PATIENCE:.0f} seconds.",
            "It may be busy: try again. If it stays so, start the studio again with `make up`.",
        )
    return Check(
        CONNECTION,
        False,
        f"{host} did not answer within {PATIENCE:.0f} seconds.",
        "Try again; check that it runs, and that this machine reaches it.",
    )


def unreachable(host: str, error: Exception, *, local: bool) -> Check:
    """What is in the way, with what to do about it."""
    causes = tuple(_causes(error))
    if local:
        return Check(
            CONNECTION,
            False,
            "The local endpoint does not answer.",
            "Start the studio again with `make up`, which starts it too.",
        )
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return silent(host, local=local)
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return Check(
            CONNECTION,
            False,
            f"The name {host} cannot be resolved.",
            "Check how it is written, and this machine's network and DNS.",
        )
    if any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Check(
            CONNECTION,
            False,
            f"{host} cannot prove who it is: TLS failed.",
            "Check its certificate, this machine's clock, and a proxy that looks into TLS. A server "
            "without TLS has an address with http://.",
        )
    if isinstance(error, httpx.ConnectError | httpx.ProxyError):
        return Check(
            CONNECTION,
            False,
            f"{host} cannot be reached.",
            "Check that it runs and listens on this port, and that a firewall or proxy lets calls "
            "to it out.",
        )
    return Check(CONNECTION, False, f"{host} broke the connection off.", "Try again in a minute.")


def check_queue(running: int | None, waiting: int | None) -> Check:
    if not waiting and not running:
        return Check(QUEUE, True, "Nothing is in its queue.")
    return Check(QUEUE, True, f"{running or 0} in progress, {waiting or 0} waiting.")


def read_json(body: bytes | bytearray) -> Any:
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    while error is not None and error not in seen:
        seen.append(error)
        yield error
        error = error.__cause__ or error.__context__
