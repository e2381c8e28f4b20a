"""Files that people bring: put to a clip, looked into, and kept as a take of it."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from api.auth import Gate, refusal
from api.runtime import Runtime
from infra.filing import file_thumbnail, filed
from infra.looking import look_apart
from infra.media import NotMedia
from infra.storage import StorageError, StorageFull
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.uploads import Brought, bring_take
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import typed, untyped
from studio.kernel.text import NAME
from studio.kernel.work import unit_of_work
from studio.timeline.models import Clip

UPLOAD_BYTES = 1024**3
_STATUS = {ErrorCode.NOT_FOUND: 404, ErrorCode.FORBIDDEN: 403, ErrorCode.INVALID_STATE: 409}


class TooLarge(Exception):
    def __init__(self, limit: int) -> None:
        self.message = f"A file of {limit // 1024**2} MB at most can be uploaded."


@dataclass(frozen=True, slots=True)
class Uploads:
    """PUT /uploads/{clip}: the body is a picture, a video or a sound; `?name=` what it was called."""

    runtime: Runtime
    gate: Gate

    async def put(self, request: Request) -> Response:
        viewer = await self.gate.viewer_of(request)
        if viewer is None:
            return refusal(401, "UNAUTHENTICATED", "Sign in first.")
        clip_id = untyped("clip", request.path_params["clip"])
        name = request.query_params.get("name", "").replace("\0", "")[:NAME]
        try:
            await self._check(viewer, clip_id)
            take_id = await self._take(viewer, clip_id, name, request.stream())
        except NotMedia as error:
            return refusal(415, "NOT_MEDIA", f"This cannot be a take. {error.message}")
        except (UserError, TooLarge, StorageError, ClientDisconnect) as error:
            return refused(error)
        return JSONResponse({"takeId": typed("take", take_id)}, 201)

    async def _check(self, viewer: Viewer, clip_id: UUID | None) -> None:
        """Before a byte is read: who may not add a take sends nothing."""
        async with unit_of_work(self.runtime.sessions, self.runtime.bus) as work:
            await find(work, viewer, Clip, clip_id, lock=False, field="clip")
            viewer.demand_edit()

    async def _take(
        self, viewer: Viewer, clip_id: UUID | None, name: str, body: AsyncIterator[bytes]
    ) -> UUID:
        with tempfile.TemporaryDirectory(prefix="storycanvas-upload-") as folder:
            path = Path(folder) / "file"
            await receive(body, path, UPLOAD_BYTES)
            seen = await look_apart(path)
            kept = await self.runtime.store.keep_file(path)
        small = await file_thumbnail(self.runtime.store, seen.thumbnail)
        file = filed(kept, seen.facts)
        sessions, bus = self.runtime.sessions, self.runtime.bus
        async with unit_of_work(sessions, bus, actor_id=viewer.account_id) as work:
            return await bring_take(work, viewer, clip_id, Brought(file, small, name))


async def receive(body: AsyncIterator[bytes], path: Path, limit: int) -> None:
    """Raises TooLarge beyond `limit` bytes, and ClientDisconnect where they break off."""
    size = 0
    with path.open("wb") as file:
        async for chunk in body:
            size += len(chunk)
            if size > limit:
                raise TooLarge(limit)
            file.write(chunk)


def refused(error: Exception) -> Response:
    """What is told of an upload that came to nothing."""
    if isinstance(error, UserError):
        return refusal(_STATUS.get(error.code, 400), error.code.value, error.message)
    if isinstance(error, TooLarge):
        return refusal(413, "TOO_LARGE", error.message)
    if isinstance(error, StorageFull):
        return refusal(507, "STORAGE_FULL", error.message)
    if isinstance(error, StorageError):
        return refusal(503, "STORAGE_UNAVAILABLE", error.message)
    return refusal(400, "INCOMPLETE", "The upload broke off.")
