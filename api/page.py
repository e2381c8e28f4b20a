"""The page of the studio: its built files, and index.html for every address that is a place in it."""

import hashlib
import mimetypes
import os
from collections.abc import Set as AbstractSet
from pathlib import Path
from stat import S_ISREG
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from api.auth import refusal
from api.graphql.requests import wants_page
from api.unbuilt import unbuilt_page
from infra.settings import Settings
from infra.webpage.source import HERE
from infra.webpage.state import PageState, Stage, earlier_builds, read_state

# What a machine's own tables may lack or have wrong.
_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_ALWAYS = {"X-Content-Type-Options": "nosniff", "Cross-Origin-Resource-Policy": "same-origin"}
_IMMUTABLE = "public, max-age=31536000, immutable"


class Page:
    """Serves what `infra.webpage` built at `dist`, or says how that is going."""

    def __init__(self, settings: Settings, dist: Path = HERE.dist) -> None:
        self._dist = dist
        self._files = StaticFiles(directory=dist, check_dir=False)
        before = [StaticFiles(directory=f, check_dir=False) for f in earlier_builds(dist)]
        self._assets = (self._files, *before)
        self._headers = {
            **_ALWAYS,
            "Cache-Control": "no-cache",
            "Content-Security-Policy": _policy(settings),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "Vary": "Accept",
        }

    async def asset(self, request: Request) -> Response:
        """GET /assets/…: files named after their content, kept by browsers for good."""
        name = f"assets/{request.path_params['path']}"
        for files in self._assets:
            found = _file(files, request, name, _IMMUTABLE)
            if found is not None:
                return found
        missing = refusal(404, "NOT_FOUND", "There is no such file.")
        missing.headers["Cache-Control"] = "no-store"
        return missing

    async def status(self, _: Request) -> Response:
        """GET /page-status: `state` is ready, building, failed or absent; `words` tell more.

        `since` is when that began, in ISO 8601, or null. Anybody may ask, and none of it is secret.
        """
        state = read_state(self._dist)
        since = state.since.isoformat() if state.since else None
        answer = {"state": state.stage.value, "words": state.words, "since": since}
        return JSONResponse(answer, headers={**_ALWAYS, "Cache-Control": "no-store"})

    def otherwise(self, reserved: AbstractSet[str], unknown: ASGIApp) -> ASGIApp:
        """An application for what no route is for: files of the page and places in it.

        `unknown` answers what is neither, and all below the `reserved` first parts of paths.
        """

        async def app(scope: Scope, receive: Receive, send: Send) -> None:
            answer: ASGIApp = unknown
            if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
                request = Request({**scope, "method": "GET"})  # HEAD has the same headers
                if request.url.path.split("/")[1] not in reserved:
                    answer = self._answer(request) or unknown
            await answer(scope, receive, send)

        return app

    def _answer(self, request: Request) -> Response | None:
        name = request.url.path.lstrip("/")
        place = not name or wants_page(request)
        if name and name != "index.html":
            file = _file(self._files, request, name, "no-cache")
            if file is not None or not place:
                return file
        state = read_state(self._dist)
        return self._index(request) if state.stage is Stage.READY else unbuilt_page(state)

    def _index(self, request: Request) -> Response:
        """Never older than the page that is there: a browser asks each time whether it is."""
        try:
            content = (self._dist / "index.html").read_bytes()
        except FileNotFoundError:  # it is just being replaced
            return unbuilt_page(PageState(Stage.BUILDING))
        etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = {**self._headers, "ETag": etag}
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(content, headers=headers, media_type="text/html")


def bucket_origin(settings: Settings) -> str | None:
    """Where /media sends browsers on to, if files are in a bucket."""
    if settings.s3_bucket is None:
        return None
    if settings.s3_endpoint_url is None:
        return f"https://s3.{settings.s3_region}.amazonaws.com"
    address = urlsplit(settings.s3_endpoint_url)
    return f"{address.scheme}://{address.netloc}"


def _policy(settings: Settings) -> str:
    """Our own files alone, but for media, which a redirect may bring from the bucket."""
    bucket = bucket_origin(settings)
    own = f"'self' {bucket}" if bucket else "'self'"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",  # the editor and drags set styles on elements
            f"img-src {own} data: blob:",
            f"media-src {own} blob:",
            f"connect-src {own}",  # which covers WebSockets to our own origin
            "font-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _accepted(request: Request) -> list[tuple[str, str]]:
    """Of the encodings that files may be there in, those that the client reads; best first."""
    named = set()
    for part in request.headers.get("accept-encoding", "").lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        if not weight or weight.strip("0."):
            named.add(name)
    return [(name, suffix) for name, suffix in _ENCODINGS if name in named]


def _media_type(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _file(files: StaticFiles, request: Request, name: str, cache: str) -> Response | None:
    if any(part.startswith(".") for part in name.split("/")) or name.endswith((".br", ".gz")):
        return None
    for encoding, suffix in (*_accepted(request), ("", "")):
        path, stat = _lookup(files, name + suffix)
        if stat is None or not S_ISREG(stat.st_mode):
            continue
        headers = {**_ALWAYS, "Cache-Control": cache, "Vary": "Accept-Encoding"}
        if encoding:
            headers["Content-Encoding"] = encoding
        response = FileResponse(
            path, headers=headers, media_type=_media_type(name), stat_result=stat
        )
        if files.is_not_modified(response.headers, request.headers):
            kept = ("cache-control", "etag", "vary")
            again = {key: response.headers[key] for key in kept}
            return Response(status_code=304, headers=again)
        return response
    return None


def _lookup(files: StaticFiles, name: str) -> tuple[str, os.stat_result | None]:
    try:
        return files.lookup_path(name)
    except (OSError, ValueError):  # a name that no file can have
        return "", None
