"""Files behind signed addresses: served with ranges, or handed over to the bucket."""

import re
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, func, select, true
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from api.auth import refusal
from api.runtime import Runtime
from infra.filing import attachment
from infra.signing import is_signed
from studio.exporting.models import Export
from studio.gallery.models import Take
from studio.kernel.ids import untyped
from studio.library.models import Asset, Blob
from studio.projects.models import Project

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_KEPT = "private, max-age=21600, immutable"
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-site",
}


class Media:
    """Serves what its address was signed for; who has the address may see it."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def asset(self, request: Request) -> Response:
        name = request.path_params["asset"]
        asset_id = untyped("asset", name)
        if asset_id is None or not self._signed(request, name):
            return _unsigned()
        return await self._give(request, await self._blob(Asset.id == asset_id), _KEPT)

    async def shared(self, request: Request) -> Response:
        """A take that somebody shared, with Content Credentials; asked for anew each time, since it
        may be deleted."""
        name = request.path_params["take"]
        take_id = untyped("take", name)
        if take_id is None or not self._signed(request, f"shared/{name}"):
            return _unsigned()
        async with self._runtime.sessions() as session:
            found = (
                await session.execute(
                    select(Blob, Asset.id)
                    .join(Asset, Asset.blob_sha256 == Blob.sha256)
                    .join(Take, Take.asset_id == Asset.id)
                    .where(Take.id == take_id, Take.deleted_at.is_(None))
                )
            ).one_or_none()
        if found is None:
            return await self._give(request, None, "")
        blob, asset_id = found
        signed = await self._runtime.copies.of(take_id, asset_id, blob.media_type)
        return await self._give(request, signed or blob, "private, no-cache")

    async def export(self, request: Request) -> Response:
        """A file that was taken out, while it is kept and its project is there."""
        name = request.path_params["export"]
        export_id = untyped("export", name)
        if export_id is None or not self._signed(request, f"exports/{name}"):
            return _unsigned()
        async with self._runtime.sessions() as session:
            found = (
                await session.execute(
                    select(Blob, Export.name)
                    .join(Export, Export.blob_sha256 == Blob.sha256)
                    .join(Project, Project.id == Export.project_id)
                    .where(
                        Export.id == export_id,
                        Project.deleted_at.is_(None),
                        func.coalesce(Export.expires_at > func.now(), true()),
                    )
                )
            ).one_or_none()
        blob, called = found or (None, "")
        return await self._give(request, blob, "private, no-cache", download=called)

    async def _give(
        self, request: Request, blob: Blob | None, kept: str, *, download: str | None = None
    ) -> Response:
        if blob is None:
            return refusal(404, "NOT_FOUND", "This file is gone.")
        address = await self._runtime.store.signed_get(blob.sha256, seconds=3600)
        if address is not None:
            return RedirectResponse(address, status_code=302)
        return await self._serve(request, blob, kept, download)

    async def preview(self, request: Request) -> Response:
        job, seq = request.path_params["job"], request.path_params["seq"]
        job_id = untyped("job", job)
        if job_id is None or not self._signed(request, f"{job}/{seq}"):
            return _unsigned()
        picture = await self._runtime.bus.preview(job_id, seq)
        if picture is None:
            return refusal(404, "NOT_FOUND", "This preview is gone; a newer one may be there.")
        headers = {**SAFE, "Cache-Control": "private, max-age=600"}
        return Response(picture, media_type="image/jpeg", headers=headers)

    def _signed(self, request: Request, name: str) -> bool:
        expires, signature = request.query_params.get("e", ""), request.query_params.get("s", "")
        if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
            return False
        key = self._runtime.secrets.media_key
        return is_signed(name, int(expires), signature, datetime.now(UTC), key)

    async def _blob(self, which: ColumnElement[bool]) -> Blob | None:
        async with self._runtime.sessions() as session:
            return (
                await session.execute(
                    select(Blob).join(Asset, Asset.blob_sha256 == Blob.sha256).where(which)
                )
            ).scalar_one_or_none()

    async def _serve(
        self, request: Request, blob: Blob, kept: str, download: str | None = None
    ) -> Response:
        etag = f'"{blob.sha256}"'
        headers = {
            **SAFE,
            "Accept-Ranges": "bytes",
            "Cache-Control": kept,
            "ETag": etag,
            **({} if download is None else {"Content-Disposition": attachment(download)}),
        }
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers=headers)
        start, end, status = 0, blob.size, 200
        wanted = request.headers.get("range")
        if wanted and request.headers.get("if-range", etag) == etag:
            found = byte_range(wanted, blob.size)
            if found is None:
                headers["Content-Range"] = f"bytes */{blob.size}"
                return Response(status_code=416, headers=headers)
            (start, end), status = found, 206
            headers["Content-Range"] = f"bytes {start}-{end - 1}/{blob.size}"
        headers["Content-Length"] = str(end - start)
        if request.method == "HEAD":
            return Response(status_code=status, headers=headers, media_type=blob.media_type)
        if await self._runtime.store.size(blob.sha256) is None:
            return refusal(404, "NOT_FOUND", "This file is gone from the store.")
        body = self._runtime.store.stream(blob.sha256, start, end)
        return StreamingResponse(body, status, headers, media_type=blob.media_type)


def byte_range(text: str, size: int) -> tuple[int, int] | None:
    """Start and end (exclusive) of a single range, or None where it lies outside.

    Several ranges or another unit give the whole.
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None or match.groups() == ("", ""):
        return 0, size
    first, last = match.groups()
    if not first:
        return (max(0, size - int(last)), size) if int(last) and size else None
    start = int(first)
    end = min(size, int(last) + 1) if last else size
    return (start, end) if start < end else None


def _unsigned() -> Response:
    return refusal(403, "BAD_SIGNATURE", "This address is not signed by us, or has expired.")
