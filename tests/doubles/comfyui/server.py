"""ComfyUI's HTTP and WebSocket protocol over real sockets."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.doubles.comfyui.execution import Comfy, Listener
from tests.doubles.comfyui.validation import validate
from tests.doubles.serving import serve

VERSION = "0.8.0"


@dataclass(frozen=True)
class Serving:
    url: str
    comfy: Comfy


@contextmanager
def serve_comfyui(
    *checkpoints: str,
    step_seconds: float = 0.004,
    port: int = 0,
    models: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[Serving]:
    """A ComfyUI with these checkpoints, and models by folder, installed, until the block ends."""
    comfy = Comfy(checkpoints, step_seconds, models)
    with serve(application(comfy), port=port) as url:
        yield Serving(url, comfy)


def application(comfy: Comfy) -> Starlette:
    does = _Protocol(comfy)
    return Starlette(
        routes=[
            Route("/prompt", does.prompt, methods=["POST"]),
            Route("/queue", does.queue, methods=["GET", "POST"]),
            Route("/interrupt", does.interrupt, methods=["POST"]),
            Route("/history/{prompt}", does.history),
            Route("/view", does.view),
            Route("/upload/image", does.upload, methods=["POST"]),
            Route("/object_info", does.object_info),
            Route("/object_info/{node}", does.object_info),
            Route("/models", does.models),
            Route("/models/{folder}", does.models),
            Route("/experiment/models/{folder}", does.sizes),
            Route("/system_stats", does.stats),
            WebSocketRoute("/ws", does.socket),
        ]
    )


class _Protocol:
    def __init__(self, comfy: Comfy) -> None:
        self.comfy = comfy

    async def prompt(self, request: Request) -> Response:
        body = await request.json()
        self.comfy.prompts.append(body)
        if self.comfy.script.broken_prompt:
            return Response(status_code=500)
        self.comfy.offer()
        error, node_errors = validate(body.get("prompt"), self.comfy.definitions)
        if error is not None:
            return JSONResponse({"error": error, "node_errors": node_errors}, 400)
        queued = self.comfy.enqueue(body)
        answer = {"prompt_id": queued.id, "number": queued.number, "node_errors": node_errors}
        return JSONResponse(answer)

    async def queue(self, request: Request) -> Response:
        if request.method == "POST":
            gone = (await request.json()).get("delete", [])
            self.comfy.withdraw(gone)
            return Response()
        running = [self.comfy.running.row()] if self.comfy.running else []
        pending = [waiting.row() for waiting in self.comfy.pending]
        return JSONResponse({"queue_running": running, "queue_pending": pending})

    async def interrupt(self, request: Request) -> Response:
        body = await request.body()
        self.comfy.interrupt(json.loads(body).get("prompt_id") if body else None)
        return Response()

    async def history(self, request: Request) -> Response:
        wanted = request.path_params["prompt"]
        found = self.comfy.history.get(wanted)
        return JSONResponse({wanted: found} if found else {})

    async def view(self, request: Request) -> Response:
        asked = request.query_params
        key = (asked.get("type", "output"), asked.get("subfolder", ""), asked["filename"])
        if key not in self.comfy.files:
            return Response(status_code=404)
        kind = mimetypes.guess_type(key[2])[0] or "application/octet-stream"
        return Response(self.comfy.files[key], media_type=kind)

    async def upload(self, request: Request) -> Response:
        async with request.form() as form:
            image: Any = form["image"]
            subfolder = str(form.get("subfolder", ""))
            self.comfy.files["input", subfolder, image.filename] = await image.read()
        self.comfy.offer()
        return JSONResponse({"name": image.filename, "subfolder": subfolder, "type": "input"})

    async def object_info(self, request: Request) -> Response:
        self.comfy.offer()
        wanted = request.path_params.get("node")
        if wanted is None:
            return JSONResponse(self.comfy.definitions)
        found = self.comfy.definitions.get(wanted)
        return JSONResponse({wanted: found} if found else {})

    async def models(self, request: Request) -> Response:
        folder = request.path_params.get("folder")
        if folder is None:
            return JSONResponse(list(self.comfy.models))
        listed = self.comfy.models
        return JSONResponse(listed[folder]) if folder in listed else Response(status_code=404)

    async def sizes(self, request: Request) -> Response:
        """As a newer ComfyUI tells them; an older one knows no such place."""
        listed, sizes = self.comfy.models.get(request.path_params["folder"]), self.comfy.sizes
        if listed is None or sizes is None:
            return Response(status_code=404)
        facts = {"pathIndex": 0, "modified": 1.5, "created": 1.5}
        return JSONResponse([{"name": name, **facts, "size": sizes[name]} for name in listed])

    async def stats(self, _: Request) -> Response:
        if self.comfy.script.broken_stats:
            return Response(status_code=500)
        return JSONResponse({"system": {"comfyui_version": VERSION}, "devices": self.comfy.devices})

    async def socket(self, websocket: WebSocket) -> None:
        await websocket.accept()
        client = websocket.query_params.get("clientId", "")
        listener = self.comfy.listeners[client] = Listener(websocket)
        await websocket.send_json(
            {"type": "status", "data": {**self.comfy.status(), "sid": client}}
        )
        try:
            while True:
                said = json.loads(await websocket.receive_text())
                if said.get("type") == "feature_flags":
                    listener.metadata = bool(said["data"].get("supports_preview_metadata"))
                    flags = {"supports_preview_metadata": True, "max_upload_size": 104857600}
                    await websocket.send_json({"type": "feature_flags", "data": flags})
        except (WebSocketDisconnect, RuntimeError):
            if self.comfy.listeners.get(client) is listener:
                del self.comfy.listeners[client]
