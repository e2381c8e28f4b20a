"""What a renderer hands out while it draws: steps with previews, and at the end one file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Step:
    """One step is done. `progress` is 0 … 1; `preview` is a JPEG of at most 48 KiB."""

    progress: float
    message: str
    preview: bytes | None


@dataclass(frozen=True, slots=True)
class File:
    """The finished file. `width` and `height` are its own, in pixels; a still has no frames."""

    data: bytes
    media_type: str
    width: int
    height: int
    frames: int | None
    fps: str | None
