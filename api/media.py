"""Files behind signed addresses: served with ranges, or handed over to the bucket."""

import re
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from api.auth import refusal
from api.runtime import Runtime
from infra.signing import is_signed
from studio.kernel.ids import untyped
from studio.library.models import Asset, Blob

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_SAFE = {
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
        blob = await self._blob(asset_id)
        if blob is None:
            return refusal(404, "NOT_FOUND", "This file is gone.")
        address = await self._runtime.store.signed_get(blob.sha256, seconds=3600)
        if address is not None:
            return RedirectResponse(address, status_code=302)
        return await self._serve(request, blob)

    async def preview(self, request: Request) -> Response:
        job, seq = request.path_params["job"], request.path_params["seq"]
        job_id = untyped("job", job)
        if job_id is None or not self._signed(request, f"{job}/{seq}"):
            return _unsigned()
        picture = await self._runtime.bus.preview(job_id, seq)
        if picture is None:
            return refusal(404, "NOT_FOUND", "This preview is gone; a newer one may be there.")
        headers = {**_SAFE, "Cache-Control": "private, max-age=600"}
        return Response(picture, media_type="image/jpeg", headers=headers)

    def _signed(self, request: Request, name: str) -> bool:
        expires, signature = request.query_params.get("e", ""), request.query_params.get("s", "")
        if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
            return False
        key = self._runtime.secrets.media_key
        return is_signed(name, int(expires), signature, datetime.now(UTC), key)

    async def _blob(self, asset_id: UUID) -> Blob | None:
        async with self._runtime.sessions() as session:
            return (
                await session.execute(
                    select(Blob)
                    .join(Asset, Asset.blob_sha256 == Blob.sha256)
                    .where(Asset.id == asset_id)
                )
            ).scalar_one_or_none()

    async def _serve(self, request: Request, blob: Blob) -> Response:
        etag = f'"{blob.sha256}"'
        headers = {
            **_SAFE,
            "Accept-Ranges": "bytes",
            "Cache-Control": "private, max-age=21600, immutable",
            "ETag": etag,
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
