"""Intermediate pictures, small enough to be passed on. Pure."""

from __future__ import annotations

import io

from PIL import Image

_STEPS = ((640, 80), (480, 70), (320, 60), (160, 40))
_MOST_PIXELS = 16 * 2**20


def fit_preview(raw: bytes, limit: int) -> bytes | None:
    """A JPEG of `limit` bytes at most; None for what is no picture."""
    try:
        with Image.open(io.BytesIO(raw), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                return None
            if opened.format == "JPEG" and len(raw) <= limit:
                return raw
            opened.draft("RGB", (640, 640))
            image = opened.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    for side, quality in _STEPS:
        image.thumbnail((side, side))
        buffer = io.BytesIO()
        image.save(buffer, "JPEG", quality=quality)
        if buffer.tell() <= limit:
            return buffer.getvalue()
    return None
