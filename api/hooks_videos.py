"""Signed call-backs of Videos APIs, as OpenAI sends them (the Standard Webhooks scheme).

What one says is not believed: it only has the video that it names read from its server. So one
that is replayed, late or of a video nobody knows does no harm.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import select
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.auth import refusal
from api.runtime import Runtime
from studio.kernel.ids import untyped
from studio.kernel.ports import UnsealError
from studio.kernel.work import unit_of_work
from studio.rendering.models import Attempt, Endpoint

_BYTES = 256 * 1024
_TOLERANCE = 300
_PREFIX = "whsec_"
_MOST_SIGNATURES = 10


class VideoHooks:
    """POST /hooks/videos/{endpoint}: each endpoint has a signing secret of its own."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def event(self, request: Request) -> Response:
        """200 for what is signed, whether or not it is of use; 401 for all else, without why."""
        body = await _read(request)
        if body is None:
            return refusal(413, "TOO_LARGE", "A call-back has at most 256 KB.")
        endpoint_id = untyped("endpoint", request.path_params["endpoint"])
        secret = await self._secret(endpoint_id)
        now = datetime.now(UTC).timestamp()
        if endpoint_id is None or not is_signed(request.headers, body, secret, now):
            return refusal(401, "UNSIGNED", "This is not signed as this endpoint's call-backs are.")
        video = _video(body)
        if video is not None:
            await self._follow(endpoint_id, video)
        return Response(status_code=200)

    async def _secret(self, endpoint_id: UUID | None) -> str | None:
        async with self._runtime.sessions() as session:
            options = await session.scalar(
                select(Endpoint.options).where(
                    Endpoint.id == endpoint_id,
                    Endpoint.provider == "OPENAI_VIDEOS",
                    Endpoint.deleted_at.is_(None),
                )
            )
        sealed = (options or {}).get("webhook_secret")
        if not isinstance(sealed, str):
            return None
        try:
            return self._runtime.secrets.unseal(base64.b64decode(sealed, validate=True))
        except (UnsealError, binascii.Error):
            return None

    async def _follow(self, endpoint_id: UUID, video: str) -> None:
        async with unit_of_work(self._runtime.sessions, self._runtime.bus) as work:
            attempts = await work.session.scalars(
                select(Attempt.id).where(
                    Attempt.endpoint_id == endpoint_id,
                    Attempt.provider_job_id == video,
                    Attempt.ended_at.is_(None),
                )
            )
            for attempt_id in attempts:
                work.dispatch("follow_attempt", str(attempt_id))


def is_signed(headers: Mapping[str, str], body: bytes, secret: str | None, now: float) -> bool:
    """Whether one of the signatures is of this body, at most five minutes away from `now`.

    `secret` is `whsec_` and base64, or None where there is none, which nothing is signed with.
    """
    key = _key(secret)
    identity, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (key and identity and moment.isascii() and moment.isdigit() and len(moment) < 12):
        return False
    if abs(now - int(moment)) > _TOLERANCE:
        return False
    signed = f"{identity}.{moment}.".encode() + body
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = headers.get("webhook-signature", "").split()[:_MOST_SIGNATURES]
    fitting = [
        hmac.compare_digest(expected, signature.encode())
        for version, _, signature in (one.partition(",") for one in given)
        if version == "v1"
    ]
    return any(fitting)


def _key(secret: str | None) -> bytes | None:
    if not secret or not secret.startswith(_PREFIX):
        return None
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True) or None
    except binascii.Error:
        return None


def _video(body: bytes) -> str | None:
    try:
        value: Any = orjson.loads(body)
    except ValueError:
        return None
    data = value.get("data") if isinstance(value, dict) else None
    video = data.get("id") if isinstance(data, dict) else None
    return video if isinstance(video, str) and 0 < len(video) <= 500 and "\0" not in video else None


async def _read(request: Request) -> bytes | None:
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > _BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
