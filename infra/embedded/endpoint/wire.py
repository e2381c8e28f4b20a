"""JSON over HTTP, strictly: what is read can always be written again."""

import json
import math
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

_DRAIN = 8


class TooLargeError(Exception):
    """The body is larger than allowed."""


async def read_body(request: Request, limit: int) -> bytes:
    """The request's body; raises TooLargeError above `limit` bytes.

    What is too large is still read to its end, within reason: a client that is cut off in the
    middle of sending does not see the answer.
    """
    kept, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit * _DRAIN:
            break
        if size <= limit:
            kept += chunk
    if size > limit:
        raise TooLargeError
    return bytes(kept)


def read_json(body: bytes) -> Any:
    """The value of a JSON text; raises ValueError for anything else, NaN and infinities too."""
    try:
        return json.loads(body, parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def answer(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer. ASCII, so that lone surrogates pass as they came."""
    text = json.dumps(value, separators=(",", ":"))
    return Response(text, status, headers, media_type="application/json")


def complaint(status: int, words: str, headers: dict[str, str] | None = None) -> Response:
    """An answer that says what was wrong."""
    return answer({"error": words}, status, headers)


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is not JSON")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text} is out of range")
    return number
