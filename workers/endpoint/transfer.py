"""Files in and out: the start image is fetched, outputs are put into their slots."""

from __future__ import annotations

import asyncio
import functools
import hashlib
import io
import ssl
import warnings
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpx
from PIL import Image

from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.render import File
from workers.endpoint.task import InputFile, Slot

LARGEST_START_IMAGE = 50 * 1000 * 1000
_MOST_PIXELS = 64_000_000
_TOO_MANY_PIXELS = "has more than 64 million pixels"
_FORMATS = ("JPEG", "PNG", "WEBP")
_START_IMAGE_WITHIN = 60.0
_CHUNK = 256 * 1024
# Half a minute: what was made is paid, and whoever takes it may just be starting again.
_PUT_WAITS = (0.5, 1.5, 4.0, 8.0, 16.0)
_RETRIED = {408, 425, 429}


@functools.cache
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def http_client() -> httpx.AsyncClient:
    """A client for one job; addresses of this machine are reached without a proxy."""
    direct = dict.fromkeys(("all://127.0.0.1", "all://localhost", "all://[::1]"))
    timeout = httpx.Timeout(30, connect=10, write=120, read=120)
    return httpx.AsyncClient(verify=_trust(), mounts=direct, timeout=timeout, max_redirects=3)


async def fetch_start_image(http: httpx.AsyncClient, address: str) -> bytes:
    """A picture that Pillow can read, of at most 50 MB. Raises START_IMAGE_UNREADABLE."""
    try:
        with anyio.fail_after(_START_IMAGE_WITHIN):
            data = await _fetch(http, address)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        raise _unreadable(f"cannot be fetched ({type(error).__name__})") from error
    fault = await asyncio.to_thread(_fault, data)
    if fault is not None:
        raise _unreadable(fault)
    return data


async def fetch_files(
    http: httpx.AsyncClient, files: tuple[InputFile, ...], known: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The pictures by name; those of addresses that are `known` are not fetched again.

    Raises START_IMAGE_UNREADABLE.
    """
    found: dict[str, bytes] = {}
    for file in files:
        data = known.get(file.url) or await fetch_start_image(http, file.url)
        if file.sha256 is not None and hashlib.sha256(data).hexdigest() != file.sha256:
            raise _unreadable("is not what was announced")
        found[file.name] = data
    return found


async def put_output(http: httpx.AsyncClient, file: File, slot: Slot) -> dict[str, Any]:
    """Send a file to its slot; `size` and `sha256` of what was sent. Raises UPLOAD_FAILED."""
    size, digest = await asyncio.to_thread(_measure, file.data)
    headers = {**slot.headers, "Content-Length": str(size)}
    trouble = ""
    for wait in (0.0, *_PUT_WAITS):
        await asyncio.sleep(wait)
        try:
            answer = await http.put(slot.url, content=_chunks(file.data), headers=headers)
        except httpx.TransportError as error:
            trouble = type(error).__name__
            continue
        if answer.is_success:
            return {"size": size, "sha256": digest}
        trouble = f"HTTP {answer.status_code}"
        if answer.status_code < 500 and answer.status_code not in _RETRIED:
            break
    host = urlsplit(slot.url).hostname
    raise EndpointError(
        ErrorCode.UPLOAD_FAILED,
        f"An output could not be sent to {host} ({trouble}). Check that this endpoint can reach"
        " it and that the upload address has not expired, then try again.",
    )


async def _fetch(http: httpx.AsyncClient, address: str) -> bytes:
    async with http.stream("GET", address, follow_redirects=True) as answer:
        if not answer.is_success:
            raise _unreadable(f"cannot be fetched (HTTP {answer.status_code})")
        data = bytearray()
        async for chunk in answer.aiter_bytes():
            data += chunk
            if len(data) > LARGEST_START_IMAGE:
                raise _unreadable("is larger than 50 MB")
    return bytes(data)


def _fault(data: bytes) -> str | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > _MOST_PIXELS:
                    return _TOO_MANY_PIXELS
                image.load()
    except Image.DecompressionBombError:
        return _TOO_MANY_PIXELS
    except (OSError, ValueError, SyntaxError):
        return "is no PNG, JPEG or WebP that can be read"
    return None


def _unreadable(why: str) -> EndpointError:
    message = f"The start image {why}. Choose another picture, or render without one."
    return EndpointError(ErrorCode.START_IMAGE_UNREADABLE, message)


def _measure(data: bytes | Path) -> tuple[int, str]:
    if isinstance(data, bytes):
        return len(data), hashlib.sha256(data).hexdigest()
    with data.open("rb") as source:
        return data.stat().st_size, hashlib.file_digest(source, "sha256").hexdigest()


async def _chunks(data: bytes | Path) -> AsyncIterator[bytes]:
    if isinstance(data, bytes):
        yield data
        return
    with await asyncio.to_thread(data.open, "rb") as source:
        while chunk := await asyncio.to_thread(source.read, _CHUNK):
            yield chunk
