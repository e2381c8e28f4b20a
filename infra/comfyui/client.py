"""ComfyUI over HTTP, and its WebSocket."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlencode, urlsplit

import httpx
from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as connect_socket

from infra.comfyui.errors import ComfyUnreachable, FileTooLarge, GraphRefused, graph_refused
from infra.comfyui.messages import OUTCOMES
from infra.comfyui.outputs import OutputFile, read_outputs

_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_LARGEST_MESSAGE = 64 * 2**20
_CLOSE_WITHIN = 0.2  # a cancel waits for it
_FEATURES = {"type": "feature_flags", "data": {"supports_preview_metadata": True}}


@dataclass(frozen=True, slots=True)
class History:
    """How a prompt ended: `outcome` is success, error or interrupted; `data` is that message's."""

    outcome: str
    data: Mapping[str, Any]
    outputs: tuple[OutputFile, ...]
    raw_outputs: Mapping[str, Any]


class ComfyClient:
    """One client of one ComfyUI; every method raises ComfyUnreachable when it does not answer."""

    def __init__(self, url: str, http: httpx.AsyncClient) -> None:
        self.url = url.rstrip("/")
        self.host = urlsplit(url).netloc.rpartition("@")[2]
        self.client_id = str(uuid.uuid4())
        self._http = http

    async def system_stats(self) -> dict[str, Any]:
        return await self._mapping("GET", "/system_stats")

    async def object_info(self, class_type: str | None = None) -> dict[str, Any]:
        path = f"/object_info/{quote(class_type, safe='')}" if class_type else "/object_info"
        return await self._mapping("GET", path)

    async def models(self, folder: str) -> list[str]:
        """The model files of one folder (`checkpoints`, `loras`, …); empty if there is none."""
        answer = await self._send("GET", f"/models/{quote(folder, safe='')}", allow=(404,))
        found = _json(answer, self.host) if answer.status_code == 200 else []
        return [str(name) for name in found] if isinstance(found, list) else []

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
    ) -> str:
        """Queue a graph in API format under our own id; returns the id ComfyUI took.

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
        answer = await self._send("POST", "/prompt", content=content, headers=headers, allow=(400,))
        said = _json(answer, self.host)
        if answer.status_code == 400 or not isinstance(said, dict):
            raise graph_refused(said if isinstance(said, dict) else {})
        return str(said.get("prompt_id") or prompt)

    async def history(self, prompt: str) -> History | None:
        """How a prompt ended; None while it waits or runs, and for one that is unknown."""
        found = (await self._mapping("GET", f"/history/{quote(prompt, safe='')}")).get(prompt)
        return _read_history(found) if isinstance(found, dict) else None

    async def is_queued(self, prompt: str) -> bool:
        """Whether a prompt waits or runs."""
        queue = await self._mapping("GET", "/queue")
        entries = [*queue.get("queue_running", ()), *queue.get("queue_pending", ())]
        return any(len(entry) > 1 and entry[1] == prompt for entry in entries)

    async def cancel(self, prompt: str) -> None:
        """Take a prompt out of the queue, and stop it if it runs."""
        await self._send("POST", "/queue", json={"delete": [prompt]})
        await self._send("POST", "/interrupt", json={"prompt_id": prompt})

    async def download(self, file: OutputFile, into: Path, *, limit: int) -> str:
        """Write one output into a file; returns its media type.

        Raises FileTooLarge beyond `limit` bytes; the file may then be there in part.
        """
        query = {"filename": file.filename, "subfolder": file.subfolder, "type": file.folder}
        size = 0
        try:
            async with self._http.stream("GET", f"{self.url}/view", params=query) as answer:
                if answer.status_code != 200:
                    raise ComfyUnreachable(
                        f"ComfyUI at {self.host} no longer has {file.filename}"
                        f" (HTTP {answer.status_code})."
                    )
                with into.open("wb") as target:
                    async for chunk in answer.aiter_bytes():
                        size += len(chunk)
                        if size > limit:
                            raise FileTooLarge(f"{file.filename} is larger than {limit} bytes.")
                        target.write(chunk)
        except httpx.HTTPError as error:
            raise self._unreachable(error) from error
        return str(answer.headers.get("content-type", "")).partition(";")[0].strip()

    @asynccontextmanager
    async def listen(self) -> AsyncIterator[ClientConnection]:
        """The WebSocket, with metadata on previews asked for. Raises websockets' own errors."""
        scheme, _, rest = self.url.partition("://")
        address = f"{'wss' if scheme == 'https' else 'ws'}://{rest}/ws"
        query = urlencode({"clientId": self.client_id})
        proxy: Literal[True] | None = None if urlsplit(self.url).hostname in _LOOPBACK else True
        async with connect_socket(
            f"{address}?{query}",
            max_size=_LARGEST_MESSAGE,
            open_timeout=10,
            ping_timeout=60,
            close_timeout=_CLOSE_WITHIN,
            proxy=proxy,
        ) as socket:
            await socket.send(json.dumps(_FEATURES))
            yield socket

    async def _mapping(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        said = _json(await self._send(method, path, **request), self.host)
        if not isinstance(said, dict):
            raise ComfyUnreachable(f"What answers at {self.host} does not speak as ComfyUI does.")
        return said

    async def _send(
        self, method: str, path: str, *, allow: tuple[int, ...] = (), **request: Any
    ) -> httpx.Response:
        try:
            answer = await self._http.request(method, f"{self.url}{path}", **request)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise self._unreachable(error) from error
        if answer.status_code != 200 and answer.status_code not in allow:
            raise ComfyUnreachable(
                f"ComfyUI at {self.host} answered {method} {path} with HTTP {answer.status_code}."
            )
        return answer

    def _unreachable(self, error: Exception) -> ComfyUnreachable:
        return ComfyUnreachable(
            f"ComfyUI at {self.host} does not answer ({type(error).__name__})."
            " Check that it runs and that COMFYUI_URL is right."
        )


@asynccontextmanager
async def open_client(url: str, *, seconds: float = 30.0) -> AsyncIterator[ComfyClient]:
    """A client of the ComfyUI at `url` (http or https), closed at the end; `seconds` bounds a request."""
    direct = dict.fromkeys(("all://127.0.0.1", "all://localhost", "all://[::1]"))
    secure = url.lower().startswith("https:")
    async with httpx.AsyncClient(timeout=seconds, mounts=direct, verify=secure) as http:
        yield ComfyClient(url, http)


def _json(answer: httpx.Response, host: str) -> Any:
    try:
        return answer.json()
    except ValueError as error:
        raise ComfyUnreachable(f"What answers at {host} does not speak as ComfyUI does.") from error


def _read_history(entry: Mapping[str, Any]) -> History | None:
    status = entry.get("status") or {}
    ended = {OUTCOMES[kind]: data for kind, data in status.get("messages", ()) if kind in OUTCOMES}
    # An interrupted run is filed under "error" too: the messages tell which it was.
    told = [name for name in ("interrupted", "error", "success") if name in ended]
    outcome = told[0] if told else str(status.get("status_str") or "")
    if not outcome:
        return None
    outputs = entry.get("outputs") or {}
    return History(outcome, ended.get(outcome, {}), read_outputs(outputs), outputs)
