"""The API a client speaks: OpenAI's Videos, as far as a rehearsal needs it."""

import json
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from infra.embedded.videos.service import Studio
from infra.embedded.videos.shelf import MODEL, Video

_BODY_BYTES = 64 * 1024 * 1024
_PROMPT = 32_000
_MOST_SECONDS = 60
_SIDES = range(64, 4097)
_SIZE = re.compile(r"([0-9]{1,4})x([0-9]{1,4})")

_Handler = Callable[[Request], Awaitable[Response]]


class Wrong(Exception):
    """A request that cannot be done: HTTP status, OpenAI's code for it, words."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.answer = JSONResponse(
            {"error": {"message": message, "type": "invalid_request_error", "code": code}}, status
        )


class PublicApi:
    """The routes under `/v1`; each needs the key."""

    def __init__(self, studio: Studio, key: str) -> None:
        self._studio = studio
        self._expected = f"Bearer {key}".encode()

    def routes(self) -> list[Route]:
        table: list[tuple[str, str, _Handler]] = [
            ("/models", "GET", self.models),
            ("/videos", "POST", self.create),
            ("/videos", "GET", self.page),
            ("/videos/{video}", "GET", self.get),
            ("/videos/{video}", "DELETE", self.delete),
            ("/videos/{video}/content", "GET", self.content),
            ("/videos/{video}/remix", "POST", self.remix),
        ]
        return [
            Route(f"/v1{path}", self._guarded(handler), methods=[method])
            for path, method, handler in table
        ]

    def _guarded(self, handler: _Handler) -> _Handler:
        async def guarded(request: Request) -> Response:
            given = request.headers.get("authorization", "").encode()
            try:
                if not secrets.compare_digest(given, self._expected):
                    raise Wrong(401, "invalid_api_key", "This is not the key of this server.")
                return await handler(request)
            except Wrong as wrong:
                return wrong.answer

        return guarded

    async def models(self, _request: Request) -> Response:
        model = {"id": MODEL, "object": "model", "owned_by": "storycanvas"}
        return JSONResponse({"object": "list", "data": [model]})

    async def create(self, request: Request) -> Response:
        fields, start = await _form(request)
        video = self._studio.create(
            prompt=_prompt(fields.get("prompt")),
            size=_size(fields.get("size", "1280x720")),
            seconds=_seconds(fields.get("seconds", "4")),
            start=start,
        )
        return JSONResponse(video.to_wire())

    async def remix(self, request: Request) -> Response:
        source = self._video(request)
        try:
            told = json.loads(await request.body())
        except ValueError:
            raise Wrong(400, "invalid_json", "The body is not JSON.") from None
        start = self._studio.shelf.start(source)
        video = self._studio.create(
            prompt=_prompt(told.get("prompt") if isinstance(told, dict) else None),
            size=(source.width, source.height),
            seconds=source.seconds,
            start=start.read_bytes() if start else None,
            remixed_from=source.id,
        )
        return JSONResponse(video.to_wire())

    async def get(self, request: Request) -> Response:
        return JSONResponse(self._video(request).to_wire())

    async def page(self, request: Request) -> Response:
        asked = request.query_params
        limit = asked.get("limit", "20")
        if not limit.isdecimal() or not 1 <= int(limit) <= 100:
            raise Wrong(400, "invalid_value", "limit is a number from 1 to 100.")
        down = asked.get("order", "desc") != "asc"
        videos = sorted(self._studio.shelf.videos.values(), key=lambda one: one.id, reverse=down)
        after = asked.get("after")
        if after is not None:
            videos = [one for one in videos if (one.id < after if down else one.id > after)]
        page = videos[: int(limit)]
        return JSONResponse(
            {
                "object": "list",
                "data": [video.to_wire() for video in page],
                "first_id": page[0].id if page else None,
                "last_id": page[-1].id if page else None,
                "has_more": len(videos) > len(page),
            }
        )

    async def delete(self, request: Request) -> Response:
        video = self._video(request)
        self._studio.delete(video)
        return JSONResponse({"id": video.id, "object": "video.deleted", "deleted": True})

    async def content(self, request: Request) -> Response:
        video = self._video(request)
        if request.query_params.get("variant", "video") != "video":
            raise Wrong(400, "invalid_value", "A rehearsal has the variant video alone.")
        film = self._studio.shelf.film(video)
        if video.status != "completed" or not film.exists():
            raise Wrong(404, "not_found", "This video is not made (yet).")
        return FileResponse(film, media_type="video/mp4")

    def _video(self, request: Request) -> Video:
        video = self._studio.shelf.videos.get(request.path_params["video"])
        if video is None:
            raise Wrong(404, "not_found", "There is no video of this id.")
        return video


async def _form(request: Request) -> tuple[dict[str, str], bytes | None]:
    """The text fields and the picture of a multipart body."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _BODY_BYTES:
        raise Wrong(413, "too_large", "A creation says its length, 64 MB at most.")
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Wrong(400, "invalid_body", "The body must be multipart/form-data.")
    try:
        async with request.form(max_files=1, max_fields=50) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            sent = form.get("input_reference")
            return fields, await sent.read() if isinstance(sent, UploadFile) else None
    except HTTPException as error:
        raise Wrong(400, "invalid_body", str(error.detail)) from None


def _prompt(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= _PROMPT:
        raise Wrong(400, "invalid_value", "prompt is a text of 1 to 32000 characters.")
    return value


def _seconds(value: str) -> int:
    if not (value.isascii() and value.isdigit()) or not 1 <= int(value[:9]) <= _MOST_SECONDS:
        raise Wrong(400, "invalid_value", f"seconds is a whole number from 1 to {_MOST_SECONDS}.")
    return int(value)


def _size(value: str) -> tuple[int, int]:
    found = _SIZE.fullmatch(value)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if width not in _SIDES or height not in _SIDES:
        raise Wrong(400, "invalid_value", "size is WIDTHxHEIGHT, each from 64 to 4096.")
    return width, height
