"""Takes to take away: many files in one archive."""

import tempfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from api.auth import Gate, refusal
from api.runtime import Runtime
from infra.storage import MediaStore, StorageError
from studio.gallery.queries import TakeFile, files_of
from studio.gallery.rules import FileNames
from studio.kernel.ids import untyped

MOST_TAKES = 500
MOST_BYTES = 4 * 1024**3
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Downloads:
    """GET /downloads?take=…&take=…: a zip of these takes, named after their shots."""

    runtime: Runtime
    gate: Gate

    async def archive(self, request: Request) -> Response:
        viewer = await self.gate.viewer_of(request)
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "Sign in first.")
        named = request.query_params.getlist("take")
        asked = list(dict.fromkeys(untyped("take", one) for one in named))
        if not 1 <= len(asked) <= MOST_TAKES:
            return refusal(400, "LIMIT_EXCEEDED", f"Name 1 to {MOST_TAKES} takes.")
        ids = [one for one in asked if one is not None]
        async with self.runtime.sessions() as session:
            found = await files_of(session, viewer, ids)
        if len(found) != len(asked):
            return refusal(404, "NOT_FOUND", "Not every take named here exists.")
        files = [found[take_id] for take_id in ids]
        if sum(file.size for file in files) > MOST_BYTES:
            return refusal(413, "LIMIT_EXCEEDED", "More than 4 GB at once. Take fewer.")
        packed = tempfile.TemporaryFile(prefix="storycanvas-")  # noqa: SIM115 (closed when it is sent)
        try:
            await _pack(self.runtime.store, files, packed)
        except StorageError as error:
            packed.close()
            return refusal(503, "STORAGE_UNAVAILABLE", error.message)
        return _sent(packed)


async def _pack(store: MediaStore, files: Sequence[TakeFile], packed: IO[bytes]) -> None:
    """What is media is packed already: it is stored as it is."""
    names = FileNames()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for file in files:
            name = names.name(file.project, file.scene, file.shot, file.media_type)
            with archive.open(name, "w", force_zip64=file.size >= 2**31) as entry:
                async for chunk in store.stream(file.sha256):
                    entry.write(chunk)


def _sent(packed: IO[bytes]) -> Response:
    size = packed.seek(0, 2)
    packed.seek(0)
    return StreamingResponse(
        _chunks(packed),
        media_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="takes.zip"',
            "Content-Length": str(size),
            "X-Content-Type-Options": "nosniff",
        },
        background=BackgroundTask(packed.close),
    )


def _chunks(packed: IO[bytes]) -> Iterator[bytes]:
    while chunk := packed.read(_CHUNK):
        yield chunk
