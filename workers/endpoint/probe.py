"""What a made file is: its size, and for a film its frames and rate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import av
from PIL import Image


@dataclass(frozen=True, slots=True)
class Facts:
    """Pixels; for a film also frames and the rate as a fraction in text."""

    width: int
    height: int
    frames: int | None = None
    fps: str | None = None


def probe_image(path: Path) -> Facts | None:
    """None for what is no picture."""
    try:
        with Image.open(path) as image:
            return Facts(image.width, image.height)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None


def probe_video(path: Path) -> Facts | None:
    """None for what is no film."""
    try:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            frames = stream.frames or sum(1 for packet in container.demux(stream) if packet.size)
            rate = stream.average_rate
            return Facts(stream.width, stream.height, frames, str(rate) if rate else None)
    except (av.FFmpegError, IndexError, ValueError):
        return None
