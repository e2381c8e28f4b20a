"""Pictures and films that models are shown by, from where they are published, by way of this studio.

A browser is let to our own origin alone. What is brought is what the catalogue told the address of:
the graph signs it, and nothing else is called.
"""

import binascii
import time
from base64 import urlsafe_b64decode
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

import anyio
import httpx
from starlette.requests import Request
from starlette.responses import Response

from api.auth import refusal
from api.media import SAFE, byte_range
from infra.outbound import AddressRefused, AnswerTooLarge, guarded_client, read_bounded
from infra.settings import Settings
from infra.signing import is_signed

LARGEST = 12 * 2**20
"""Bytes of one picture."""
KEPT_BYTES = 32 * 2**20
"""Of all that a process keeps."""
FORGIVEN = 30.0
"""Seconds after which what could not be had is tried again."""
AT_ONCE = 6
PATIENCE = 20.0

_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"\x1aE\xdf\xa3", "video/webm"),
)
_BRANDS = {b"avif": "image/avif", b"avis": "image/avif"}
_FILMS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V "}
)


class NotBrought(Exception):
    """Why a picture is not there, in words."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What was brought, by what its first bytes say it is."""

    media_type: str
    body: bytes


class Elsewhere:
    """One per process: it keeps what was asked for lately, and why something could not be had."""

    def __init__(
        self, settings: Settings, key: bytes, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._own = _origin(settings.civitai_url)
        self._key = key
        self._now = now
        self._kept: OrderedDict[str, Picture] = OrderedDict()
        self._size = 0
        self._failed: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self._turns: dict[str, tuple[anyio.Lock, int]] = {}
        self._lines: anyio.CapacityLimiter | None = None

    async def picture(self, request: Request) -> Response:
        """GET /media/elsewhere/{address}: the picture at the address that base64 spells."""
        name = request.path_params["address"]
        url = _address(name)
        if url is None or not self._signed(request, name):
            return refusal(
                403, "BAD_SIGNATURE", "This address is not signed by us, or has expired."
            )
        try:
            found = await self._have(url)
        except NotBrought as error:
            answer = refusal(502, "NOT_BROUGHT", str(error))
            answer.headers["Cache-Control"] = "no-store"
            return answer
        return _part(found, request.headers.get("range"))

    def _signed(self, request: Request, name: str) -> bool:
        expires, signature = request.query_params.get("e", ""), request.query_params.get("s", "")
        if not (expires.isascii() and expires.isdigit() and len(expires) < 12):
            return False
        now = datetime.now(UTC)
        return is_signed(f"elsewhere/{name}", int(expires), signature, now, self._key)

    async def _have(self, url: str) -> Picture:
        """Of those who ask for the same at once, one goes and the others wait."""
        lock, waiting = self._turns.get(url, (anyio.Lock(), 0))
        self._turns[url] = (lock, waiting + 1)
        try:
            async with lock:
                return self._known(url) or await self._bring(url)
        finally:
            _, waiting = self._turns.pop(url)
            if waiting > 1:
                self._turns[url] = (lock, waiting - 1)

    def _known(self, url: str) -> Picture | None:
        until, words = self._failed.get(url, (float("-inf"), ""))
        if until > self._now():
            raise NotBrought(words)
        found = self._kept.get(url)
        if found is not None:
            self._kept.move_to_end(url)
        return found

    async def _bring(self, url: str) -> Picture:
        self._lines = self._lines or anyio.CapacityLimiter(AT_ONCE)
        try:
            async with self._lines:
                found = await self._fetch(url)
        except NotBrought as error:
            self._failed[url] = (self._now() + FORGIVEN, str(error))
            self._failed.move_to_end(url)
            if len(self._failed) > 1_000:
                self._failed.popitem(last=False)
            raise
        self._kept[url] = found
        self._size += len(found.body)
        while self._size > KEPT_BYTES:
            self._size -= len(self._kept.popitem(last=False)[1].body)
        return found

    async def _fetch(self, url: str) -> Picture:
        """Only what the operator set may be in a private network, or without TLS."""
        own = _origin(url) == self._own
        if not (own or url.startswith("https://")):
            raise NotBrought("This picture is not offered over TLS, and is not shown.")
        headers = {"Accept": "image/*,video/*"}
        async with guarded_client(allow_private=own, timeout=PATIENCE) as client:
            try:
                with anyio.fail_after(PATIENCE):
                    asked = client.stream("GET", url, headers=headers, follow_redirects=True)
                    async with asked as answer:
                        if not answer.is_success:
                            raise NotBrought(f"It is not there: HTTP {answer.status_code}.")
                        body = await read_bounded(answer, LARGEST)
            except AddressRefused as error:
                raise NotBrought(error.message) from None
            except AnswerTooLarge:
                raise NotBrought("It is larger than this studio brings, 12 MB.") from None
            except (TimeoutError, httpx.HTTPError, httpx.InvalidURL):
                raise NotBrought("Where it is published does not answer. Try again.") from None
        media_type = media_type_of(body)
        if media_type is None:
            raise NotBrought("It is no picture or film that a browser shows.")
        return Picture(media_type, body)


def media_type_of(body: bytes) -> str | None:
    """What the first bytes say it is, whatever is said of it; None for all that is not shown."""
    for start, media_type in _STARTS:
        if body.startswith(start):
            return media_type
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    if body[4:8] == b"ftyp":
        brand = body[8:12]
        return _BRANDS.get(brand) or ("video/mp4" if brand in _FILMS else None)
    return None


def _part(found: Picture, wanted: str | None) -> Response:
    headers = {**SAFE, "Accept-Ranges": "bytes", "Cache-Control": "private, max-age=86400"}
    size = len(found.body)
    if not wanted:
        return Response(found.body, headers=headers, media_type=found.media_type)
    part = byte_range(wanted, size)
    if part is None:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    start, end = part
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(found.body[start:end], 206, headers, media_type=found.media_type)


def _address(name: str) -> str | None:
    try:
        return urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except (binascii.Error, ValueError):
        return None


def _origin(url: str) -> tuple[str, str | None, int | None] | None:
    try:
        parts = urlsplit(url)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return None
