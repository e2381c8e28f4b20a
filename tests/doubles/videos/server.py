"""The OpenAI Videos protocol over real sockets: strict in what it takes, and faulty when told so.

It keeps a journal of the creations that it took, checks them as OpenAI does (multipart, `seconds` a
string of the list, the picture of exactly the size), and misbehaves once for each fault queued.
"""

from __future__ import annotations

import io
import secrets
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from PIL import Image
from starlette.applications import Starlette
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.doubles.serving import serve

KEY = "sk-videos-secret"
SECONDS = ("4", "8", "12")
SIZES = ("1280x720", "720x1280", "1792x1024", "1024x1792")


@dataclass
class Fault:
    """One misbehaviour. A status answers; without one the answer breaks off in the middle.

    `before` says that nothing is done of what was asked; else it is done and then told wrongly.
    """

    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    before: bool = True


@dataclass
class Created:
    """A creation that was taken."""

    id: str
    fields: dict[str, str]
    picture: bytes | None


class VideosServer:
    """The state of one account. Tests move videos along with `advance`."""

    def __init__(self, key: str = KEY) -> None:
        self.key = key
        self.journal: list[Created] = []
        self.videos: dict[str, dict[str, Any]] = {}
        self.files: dict[str, bytes] = {}
        self.deleted: list[str] = []
        self.faults: dict[str, deque[Fault]] = {}
        self.stops = False
        """Whether a video that is being made can be deleted."""
        self.redirects: deque[str] = deque()
        """Where the next downloads are sent instead; `{file}` is an address that works once."""
        self.asked: list[tuple[str, str]] = []
        self.now = 1_780_000_000
        self.lock = threading.Lock()

    def misbehave(self, what: str, *faults: Fault) -> None:
        """Queue faults for `create`, `get`, `list`, `delete`, `content` or `file`."""
        self.faults.setdefault(what, deque()).extend(faults)

    def advance(self, video_id: str, status: str, **more: Any) -> None:
        """Take the video on; `file` is what was made."""
        if "file" in more:
            self.files[video_id] = more.pop("file")
        self.videos[video_id].update(status=status, **more)

    def add(self, prompt: str = "a video", **more: Any) -> str:
        """A video that somebody had made before."""
        video_id = f"video_{secrets.token_hex(8)}"
        with self.lock:
            self.now += 1
            self.videos[video_id] = {
                "id": video_id,
                "object": "video",
                "model": "sora-2",
                "status": "queued",
                "progress": 0,
                "created_at": self.now,
                "completed_at": None,
                "expires_at": None,
                "size": "1280x720",
                "seconds": "4",
                "prompt": prompt,
                "error": None,
                "remixed_from_video_id": None,
                **more,
            }
        return video_id

    def delete(self, video_id: str) -> None:
        del self.videos[video_id]
        self.deleted.append(video_id)

    def fault(self, what: str) -> Fault | None:
        queued = self.faults.get(what)
        return queued.popleft() if queued else None


@dataclass(frozen=True)
class Serving:
    """`url` is the base address, with its version."""

    url: str
    server: VideosServer


@contextmanager
def serve_videos(key: str = KEY) -> Iterator[Serving]:
    """An account of a Videos API until the block ends."""
    server = VideosServer(key)
    with serve(application(server)) as url:
        yield Serving(f"{url}/v1", server)


def application(server: VideosServer) -> Starlette:
    does = _Protocol(server)
    return Starlette(
        routes=[
            Route("/v1/videos", does.create, methods=["POST"]),
            Route("/v1/videos", does.listing, methods=["GET"]),
            Route("/v1/videos/{video}", does.get, methods=["GET"]),
            Route("/v1/videos/{video}", does.delete, methods=["DELETE"]),
            Route("/v1/videos/{video}/content", does.content, methods=["GET"]),
            Route("/v1/videos/{video}/remix", does.remix, methods=["POST"]),
            Route("/v1/models", does.models, methods=["GET"]),
            Route("/files/{video}/{token}", does.file, methods=["GET"]),
        ]
    )


def complaint(status: int, message: str, code: str | None = None) -> Response:
    return JSONResponse(
        {"error": {"message": message, "type": "invalid_request_error", "code": code}}, status
    )


class _Protocol:
    def __init__(self, server: VideosServer) -> None:
        self._server = server
        self._tokens: set[str] = set()

    async def create(self, request: Request) -> Response:
        refused = self._enter(request, "create")
        fault = self._server.fault("create")
        if refused is not None or (fault is not None and fault.before):
            return refused or _misbehaving(fault)
        fields, picture = await _form(request)
        wrong = _wrong(request, fields, picture)
        if wrong is not None:
            return complaint(400, wrong, "invalid_value")
        kept = {name: fields[name] for name in ("model", "size", "seconds") if name in fields}
        video = self._server.add(fields["prompt"], **kept)
        self._server.journal.append(Created(video, fields, picture))
        return self._answer(fault, video)

    async def remix(self, request: Request) -> Response:
        refused = self._enter(request, "remix")
        source = self._server.videos.get(request.path_params["video"])
        if refused is not None or source is None:
            return refused or complaint(404, "No such video")
        prompt = (await request.json())["prompt"]
        video = self._server.add(prompt, remixed_from_video_id=source["id"])
        self._server.journal.append(Created(video, {"prompt": prompt}, None))
        return JSONResponse(self._server.videos[video])

    async def get(self, request: Request) -> Response:
        refused = self._enter(request, "get")
        fault = self._server.fault("get")
        if refused is not None or fault is not None:
            return refused or _misbehaving(fault)
        video = request.path_params["video"]
        if video not in self._server.videos:
            return complaint(404, "No such video", "not_found")
        return self._answer(None, video)

    async def listing(self, request: Request) -> Response:
        refused = self._enter(request, "list")
        fault = self._server.fault("list")
        if refused is not None or fault is not None:
            return refused or _misbehaving(fault)
        asked = request.query_params
        videos = sorted(
            self._server.videos.values(),
            key=lambda video: video["created_at"],
            reverse=asked.get("order", "desc") == "desc",
        )
        ids = [video["id"] for video in videos]
        start = ids.index(asked["after"]) + 1 if "after" in asked else 0
        page = videos[start : start + int(asked.get("limit", "20"))]
        return JSONResponse(
            {
                "object": "list",
                "data": page,
                "first_id": page[0]["id"] if page else None,
                "last_id": page[-1]["id"] if page else None,
                "has_more": start + len(page) < len(videos),
            }
        )

    async def delete(self, request: Request) -> Response:
        refused = self._enter(request, "delete")
        fault = self._server.fault("delete")
        if refused is not None or fault is not None:
            return refused or _misbehaving(fault)
        video = self._server.videos.get(request.path_params["video"])
        if video is None:
            return complaint(404, "No such video", "not_found")
        if video["status"] in {"queued", "in_progress"} and not self._server.stops:
            return complaint(409, "Videos can be deleted once they are completed or failed.")
        self._server.delete(video["id"])
        return JSONResponse({"id": video["id"], "object": "video.deleted", "deleted": True})

    async def content(self, request: Request) -> Response:
        refused = self._enter(request, "content")
        fault = self._server.fault("content")
        if refused is not None or fault is not None:
            return refused or _misbehaving(fault)
        if request.query_params.get("variant", "video") != "video":
            return complaint(400, "There is no such variant", "invalid_value")
        video = request.path_params["video"]
        if self._server.redirects:
            token = secrets.token_hex(8)
            self._tokens.add(token)
            own = f"{request.base_url}files/{video}/{token}"
            return RedirectResponse(self._server.redirects.popleft().replace("{file}", own), 302)
        if video not in self._server.files:
            return complaint(404, "The video is not there")
        return Response(self._server.files[video], media_type="video/mp4")

    async def file(self, request: Request) -> Response:
        fault = self._server.fault("file")
        token = request.path_params["token"]
        if fault is not None or token not in self._tokens:
            return _misbehaving(fault) if fault else complaint(403, "The address has expired")
        self._tokens.discard(token)
        return Response(self._server.files[request.path_params["video"]], media_type="video/mp4")

    async def models(self, request: Request) -> Response:
        refused = self._enter(request, "models")
        return refused or JSONResponse({"object": "list", "data": [{"id": "sora-2"}]})

    def _enter(self, request: Request, what: str) -> Response | None:
        self._server.asked.append((what, str(request.path_params.get("video", ""))))
        if request.headers.get("authorization") != f"Bearer {self._server.key}":
            return complaint(401, f"Incorrect API key: {request.headers.get('authorization')}")
        return None

    def _answer(self, fault: Fault | None, video: str) -> Response:
        if fault is not None:
            return _misbehaving(fault)
        return JSONResponse(self._server.videos[video], headers={"openai-poll-after-ms": "10000"})


def _misbehaving(fault: Fault | None) -> Response:
    assert fault is not None
    if fault.status is None:
        # Announced longer than it is: the connection breaks off in the middle of the answer.
        return Response(b'{"id"', headers={"Content-Length": "4096"})
    if isinstance(fault.body, bytes):
        return Response(fault.body, fault.status, fault.headers)
    return JSONResponse(fault.body, fault.status, fault.headers)


async def _form(request: Request) -> tuple[dict[str, str], bytes | None]:
    async with request.form() as form:
        fields = {name: value for name, value in form.items() if isinstance(value, str)}
        sent = form.get("input_reference")
        return fields, await sent.read() if isinstance(sent, UploadFile) else None


def _wrong(request: Request, fields: dict[str, str], picture: bytes | None) -> str | None:
    if not request.headers["content-type"].startswith("multipart/form-data"):
        return "The body must be multipart/form-data."
    if not fields.get("prompt"):
        return "prompt is missing"
    if fields.get("seconds", "4") not in SECONDS or fields.get("size", SIZES[0]) not in SIZES:
        return f"seconds must be one of {SECONDS}, size one of {SIZES}"
    if picture is not None:
        with Image.open(io.BytesIO(picture)) as opened:
            if f"{opened.width}x{opened.height}" != fields.get("size", SIZES[0]):
                return "input_reference must have exactly the size of the video"
    return None
