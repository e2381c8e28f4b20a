"""ComfyUI over HTTP, and its WebSocket."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

import anyio
import httpx
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_socket

from infra.comfyui.errors import (
    ComfyUnreachable,
    FileTooLarge,
    GraphRefused,
    NodeProblem,
    graph_refused,
    node_problems,
)
from infra.comfyui.history import History as History
from infra.comfyui.history import Queue, read_history, read_queue
from infra.comfyui.outputs import OutputFile

Dial = Callable[[str, int], Awaitable[Sequence[str]]]
"""From a host and a port to the addresses that may be called for it. Raises OSError."""

LOCAL_ADVICE = "Check that it runs and that COMFYUI_URL is right."

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LARGEST_MESSAGE = 64 * 2**20
_LARGEST_ANSWER = 64 * 2**20  # /queue holds the graphs of all that wait
_WHOLE = 60.0  # seconds for one request: an answer may also come drop by drop
_CHUNK = 2**20
_CLOSE_WITHIN = 0.2  # a cancel waits for it
_FEATURES = {"type": "feature_flags", "data": {"supports_preview_metadata": True}}

# No byte of the request can have reached the other side.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
    httpx.InvalidURL,
)


@dataclass(frozen=True, slots=True)
class Queued:
    """ComfyUI took the graph under this id. It does not run what `problems` are needed by."""

    prompt: str
    problems: tuple[NodeProblem, ...]


class ComfyClient:
    """One client of one ComfyUI; every method raises ComfyUnreachable when it does not answer.

    `headers` go with every request, `advice` with the words of every failure.
    """

    def __init__(
        self,
        url: str,
        http: httpx.AsyncClient,
        *,
        client_id: str | None = None,
        headers: Mapping[str, str] | None = None,
        advice: str = LOCAL_ADVICE,
    ) -> None:
        self.url = url.rstrip("/")
        self.host = urlsplit(url).netloc.rpartition("@")[2]
        self.client_id = client_id or str(uuid.uuid4())
        self._http = http
        self._headers = {"Accept-Encoding": "identity", **(headers or {})}
        self._advice = advice

    async def system_stats(self) -> dict[str, Any]:
        return await self._mapping("GET", "/system_stats")

    async def object_info(self, class_type: str | None = None) -> dict[str, Any]:
        path = f"/object_info/{quote(class_type, safe='')}" if class_type else "/object_info"
        return await self._mapping("GET", path)

    async def models(self, folder: str) -> list[str]:
        """The model files of one folder (`checkpoints`, `loras`, …); empty if there is none."""
        status, body = await self._send("GET", f"/models/{quote(folder, safe='')}", allow=(404,))
        found = _json(body, self.host) if status == 200 else []
        return [str(name) for name in found] if isinstance(found, list) else []

    async def model_sizes(self, folder: str) -> dict[str, int]:
        """Bytes of the model files of one folder, by name; empty where this ComfyUI, as an older
        one, does not tell."""
        path = f"/experiment/models/{quote(folder, safe='')}"
        status, body = await self._send("GET", path, allow=(404, 405))
        found = _json(body, self.host) if status == 200 else []
        return {
            str(one["name"]): one["size"]
            for one in (found if isinstance(found, list) else [])
            if isinstance(one, dict) and "name" in one and type(one.get("size")) is int
        }

    async def upload_image(
        self, name: str, data: bytes, *, media_type: str = "image/png", subfolder: str = ""
    ) -> str:
        """Store an input image; what is returned is the value for a LoadImage node."""
        answer = await self._mapping(
            "POST",
            "/upload/image",
            files={"image": (name, data, media_type)},
            data={"subfolder": subfolder, "type": "input", "overwrite": "true"},
        )
        stored, folder = str(answer.get("name") or name), str(answer.get("subfolder") or "")
        return f"{folder}/{stored}" if folder else stored

    async def queue(
        self,
        graph: Mapping[str, Any],
        prompt: str,
        *,
        extra_data: Mapping[str, Any] | None = None,
    ) -> Queued:
        """Queue a graph in API format under our own id.

        Raises GraphRefused.
        """
        body = {
            "prompt": graph,
            "prompt_id": prompt,
            "client_id": self.client_id,
            "extra_data": dict(extra_data or {}),
        }
        try:
            content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
        except (ValueError, TypeError, RecursionError) as error:
            raise GraphRefused("The graph holds what JSON in UTF-8 cannot carry.") from error
        headers = {"Content-Type": "application/json"}
        status, answer = await self._send(
            "POST", "/prompt", content=content, headers=headers, allow=(400,)
        )
        said = _json(answer, self.host)
        if not isinstance(said, dict):
            raise self._foreign()
        if status == 400:
            raise graph_refused(said)
        return Queued(str(said.get("prompt_id") or prompt), node_problems(said))

    async def history(self, prompt: str) -> History | None:
        """How a prompt ended; None while it waits or runs, and for one that is unknown."""
        found = (await self._mapping("GET", f"/history/{quote(prompt, safe='')}")).get(prompt)
        try:
            return read_history(found) if isinstance(found, dict) else None
        except (ValueError, TypeError, AttributeError, LookupError):
            raise self._foreign() from None

    async def waiting(self) -> Queue:
        """What runs and what waits."""
        told = await self._mapping("GET", "/queue")
        try:
            return read_queue(told)
        except (ValueError, TypeError, LookupError):
            raise self._foreign() from None

    async def is_queued(self, prompt: str) -> bool:
        """Whether a prompt waits or runs."""
        queue = await self.waiting()
        return any(entry.prompt == prompt for entry in (*queue.running, *queue.pending))

    async def cancel(self, prompt: str) -> None:
        """Take a prompt out of the queue, and stop it if it is the one that runs."""
        await self._send("POST", "/queue", json={"delete": [prompt]})
        # An older ComfyUI stops whatever runs, whichever is named.
        if any(entry.prompt == prompt for entry in (await self.waiting()).running):
            await self._send("POST", "/interrupt", json={"prompt_id": prompt})

    async def download(self, file: OutputFile, into: Path, *, limit: int) -> str:
        """Write one output into a file; returns its media type.

        Raises FileTooLarge beyond `limit` bytes; the file may then be there in part.
        """
        query = {"filename": file.filename, "subfolder": file.subfolder, "type": file.folder}
        try:
            async with self._http.stream(
                "GET", f"{self.url}/view", params=query, headers=self._headers
            ) as answer:
                if answer.status_code != 200:
                    raise ComfyUnreachable(
                        f"ComfyUI at {self.host} no longer has {file.filename}"
                        f" (HTTP {answer.status_code}).",
                        status=answer.status_code,
                    )
                with into.open("wb") as target:
                    size = 0
                    async for chunk in answer.aiter_bytes(_CHUNK):
                        size += len(chunk)
                        if size > limit:
                            raise FileTooLarge(f"{file.filename} is larger than {limit} bytes.")
                        await asyncio.to_thread(target.write, chunk)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        return str(answer.headers.get("content-type", "")).partition(";")[0].strip()

    @asynccontextmanager
    async def listen(self, dial: Dial | None = None) -> AsyncIterator[ClientConnection]:
        """The WebSocket, with metadata on previews asked for. Raises websockets' own errors and
        OSError. With `dial` it goes to the first address that gives, and through no proxy."""
        parts = urlsplit(self.url)
        secure = parts.scheme == "https"
        query = urlencode({"clientId": self.client_id})
        address = f"{'wss' if secure else 'ws'}://{self.url.partition('://')[2]}/ws?{query}"
        direct = dial is not None or parts.hostname in _LOOPBACK
        proxy: Literal[True] | None = None if direct else True
        where: dict[str, Any] = {}
        if dial is not None:
            port = parts.port or (443 if secure else 80)
            where = {"host": (await dial(parts.hostname or "", port))[0], "port": port}
        async with connect_socket(
            address,
            max_size=_LARGEST_MESSAGE,
            open_timeout=10,
            ping_timeout=60,
            close_timeout=_CLOSE_WITHIN,
            proxy=proxy,
            additional_headers=self._headers,
            **where,
        ) as socket:
            await socket.send(json.dumps(_FEATURES))
            yield socket

    async def _mapping(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        said = _json((await self._send(method, path, **request))[1], self.host)
        if not isinstance(said, dict):
            raise self._foreign()
        return said

    async def _send(
        self,
        method: str,
        path: str,
        *,
        allow: tuple[int, ...] = (),
        headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> tuple[int, bytearray]:
        kept = bytearray()
        call = self._http.stream(
            method, f"{self.url}{path}", headers={**self._headers, **(headers or {})}, **request
        )
        try:
            with anyio.fail_after(_WHOLE):
                async with call as answer:
                    async for chunk in answer.aiter_bytes():
                        kept += chunk
                        if len(kept) > _LARGEST_ANSWER:
                            raise self._foreign()
        except _NOT_SENT as error:
            raise self._unreachable(error, sent=False) from error
        except (httpx.HTTPError, TimeoutError) as error:
            raise self._unreachable(error) from error
        if answer.status_code != 200 and answer.status_code not in allow:
            raise ComfyUnreachable(
                f"ComfyUI at {self.host} answered {method} {path} with HTTP {answer.status_code}.",
                status=answer.status_code,
                retry_after=answer.headers.get("retry-after"),
            )
        return answer.status_code, kept

    def _unreachable(self, error: Exception, *, sent: bool = True) -> ComfyUnreachable:
        return ComfyUnreachable(
            f"ComfyUI at {self.host} does not answer ({type(error).__name__}). {self._advice}",
            sent=sent,
        )

    def _foreign(self) -> ComfyUnreachable:
        return _foreign(self.host)


@asynccontextmanager
async def open_client(url: str, *, seconds: float = 30.0) -> AsyncIterator[ComfyClient]:
    """A client of the ComfyUI at `url` (http or https), closed at the end; `seconds` bounds a request."""
    direct = dict.fromkeys(("all://127.0.0.1", "all://localhost", "all://[::1]"))
    secure = url.lower().startswith("https:")
    async with httpx.AsyncClient(timeout=seconds, mounts=direct, verify=secure) as http:
        yield ComfyClient(url, http)


def _json(body: bytearray, host: str) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise _foreign(host) from None


def _foreign(host: str) -> ComfyUnreachable:
    return ComfyUnreachable(f"What answers at {host} does not speak as ComfyUI does.")
