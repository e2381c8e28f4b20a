"""A GraphQL client over HTTP and graphql-transport-ws that outlives the studio's outages."""

import asyncio
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import urljoin

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.typing import Subprotocol

from api.cli.rendering.errors import Refused, RenderError, TakeGone
from api.cli.rendering.outage import Away, Outage

T = TypeVar("T")

_PROTOCOL = Subprotocol("graphql-transport-ws")
_MAX_MESSAGE = 64 * 1024 * 1024
_SETTLED = 1.0
"""Seconds a subscription must stand before it counts as working."""
_PULSE = 7.0
"""Seconds after which a connection that gives no sign of life is asked for one, and given up."""
_PASSING = frozenset({"INTERNAL", "UNAVAILABLE"})
_BUSY = frozenset({408, 425, 429})
_SIGNED_OUT = 4403


@dataclass(frozen=True, slots=True)
class Address:
    """Where a studio answers, and the bearer token it takes."""

    url: str
    token: str


class Client:
    """Asks the studio that `find` names at the moment (or raises Away); waits while it is away."""

    def __init__(self, find: Callable[[], Address], say: Callable[[str], None]) -> None:
        self._find = find
        self._outage = Outage(say)
        direct: dict[str, httpx.AsyncBaseTransport | None] = {
            f"all://{host}": None for host in ("127.0.0.1", "localhost", "[::1]")
        }
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(120, connect=10), follow_redirects=True, mounts=direct
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of a query, or of a mutation that may be sent twice."""
        return await self._patiently("requests", lambda: self._post(document, variables))

    async def change(self, document: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """The payload of a mutation that may be sent twice. Raises Refused."""
        return await self._patiently("requests", lambda: self._change(document, given))

    async def change_once(self, document: str, given: Mapping[str, Any]) -> bool:
        """Send a mutation once: False where it is not known whether that was done."""
        try:
            await self._change(document, given)
        except Away as away:
            await self._outage.wait("requests", away)
            return False
        return True

    async def follow(
        self, channel: str, document: str, variables: Callable[[], Mapping[str, Any]]
    ) -> AsyncGenerator[dict[str, Any], None]:
        """The messages of a subscription, taken up again with `variables` after each break."""
        while True:
            try:
                async with aclosing(self._subscribe(channel, document, variables())) as messages:
                    async for data in messages:
                        yield data
                return
            except Away as away:
                await self._outage.wait(channel, away)

    async def download(self, url: str, file: Path) -> int:
        """Write what is at a media address into `file`; its bytes. Raises TakeGone, OSError."""
        return await self._patiently("downloads", lambda: self._download(url, file))

    async def _patiently(self, channel: str, act: Callable[[], Awaitable[T]]) -> T:
        while True:
            try:
                done = await act()
            except Away as away:
                await self._outage.wait(channel, away)
            else:
                self._outage.over(channel)
                return done

    async def _change(self, document: str, given: Mapping[str, Any]) -> dict[str, Any]:
        data = await self._post(document, {"input": given})
        payload: dict[str, Any] = next(iter(data.values()))
        for error in payload["userErrors"]:
            if error["code"] in _PASSING:
                raise Away(error["message"])
            raise Refused(error["code"], error["message"])
        return payload

    async def _post(self, document: str, variables: Mapping[str, Any]) -> dict[str, Any]:
        at = self._find()
        try:
            answer = await self._http.post(
                f"{at.url}/graphql",
                json={"query": document, "variables": variables},
                headers={"Authorization": f"Bearer {at.token}"},
            )
        except httpx.HTTPError as error:
            raise Away(_words(error)) from None
        if answer.status_code == httpx.codes.UNAUTHORIZED:
            raise self._token_refused(at)
        try:
            body = answer.json()
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise Away(f"it answered with HTTP status {answer.status_code}")
        return _data(body)

    async def _subscribe(
        self, channel: str, document: str, variables: Mapping[str, Any]
    ) -> AsyncGenerator[dict[str, Any], None]:
        at = self._find()
        address = f"ws{at.url.removeprefix('http')}/graphql"
        try:
            async with connect(
                address,
                subprotocols=[_PROTOCOL],
                proxy=None,
                max_size=_MAX_MESSAGE,
                ping_interval=_PULSE,
                ping_timeout=_PULSE,
            ) as socket:
                await _send(socket, "connection_init", {"authorization": f"Bearer {at.token}"})
                while (await _heard(socket))["type"] != "connection_ack":
                    pass
                query = {"query": document, "variables": variables}
                await _send(socket, "subscribe", query, id="1")
                first: dict[str, Any] | None = None
                with suppress(TimeoutError):
                    first = await asyncio.wait_for(_heard(socket), _SETTLED)
                if first is None:  # it stands, though there is nothing to tell
                    self._outage.over(channel)
                while True:
                    message, first = first or await _heard(socket), None
                    if message["type"] == "complete":
                        return
                    self._outage.over(channel)
                    yield _data(_body(message))
        except ConnectionClosed as closed:
            if closed.rcvd is not None and closed.rcvd.code == _SIGNED_OUT:
                raise self._token_refused(at) from None
            raise Away("the connection broke") from None
        except (OSError, WebSocketException) as error:
            raise Away(_words(error)) from None

    async def _download(self, url: str, file: Path) -> int:
        size = 0
        try:
            async with self._http.stream("GET", urljoin(self._find().url, url)) as answer:
                if answer.status_code >= 500 or answer.status_code in _BUSY:
                    raise Away(f"a picture was answered with HTTP status {answer.status_code}")
                if answer.status_code != httpx.codes.OK:
                    raise TakeGone(f"HTTP status {answer.status_code}")
                with file.open("wb") as out:
                    async for chunk in answer.aiter_bytes():
                        size += out.write(chunk)
        except httpx.HTTPError as error:
            raise Away(_words(error)) from None
        return size

    def _token_refused(self, at: Address) -> Exception:
        if self._find() != at:
            return Away("it was started anew")
        return RenderError(
            f"The studio at {at.url} does not accept the token of this DATA. "
            f"Stop that studio, start it again, and repeat this command."
        )


async def _send(socket: ClientConnection, kind: str, payload: Any, **more: str) -> None:
    await socket.send(json.dumps({"type": kind, "payload": payload, **more}))


async def _heard(socket: ClientConnection) -> dict[str, Any]:
    """The next message; a ping is answered on the way."""
    while True:
        try:
            message = json.loads(await socket.recv())
        except ValueError:
            raise Away("it does not speak graphql-transport-ws") from None
        if message.get("type") != "ping":
            return dict(message)
        await socket.send(json.dumps({"type": "pong"}))


def _body(message: Mapping[str, Any]) -> Mapping[str, Any]:
    payload = message["payload"]
    return {"errors": payload} if message["type"] == "error" else payload


def _data(body: Mapping[str, Any]) -> dict[str, Any]:
    """The data of a result without errors. Raises Away or RenderError."""
    for error in body.get("errors") or ():
        code = (error.get("extensions") or {}).get("code", "")
        if code in _PASSING:
            raise Away(f"it says: {error['message']}")
        raise RenderError(f"The studio refused a request: {error['message']} ({code})")
    return dict(body.get("data") or {})


def _words(error: Exception) -> str:
    return str(error).partition("\n")[0] or type(error).__name__
