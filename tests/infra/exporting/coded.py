"""Films whose every frame tells its number, in eight stripes that are black or white."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

NTSC_FILM = Fraction(24000, 1001)
WIDTH, HEIGHT = 64, 48


def stripes(number: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
    bits = np.array([number >> bit & 1 for bit in range(8)], dtype=np.uint8) * 255
    row = np.repeat(bits, WIDTH // 8)
    return np.broadcast_to(row[None, :, None], (HEIGHT, WIDTH, 3)).copy()


def number_of(picture: Image.Image) -> int:
    """What the stripes say, whatever the picture's size."""
    row = np.asarray(picture.convert("L"))[picture.height // 2]
    middles = [(2 * bit + 1) * picture.width // 16 for bit in range(8)]
    return sum(1 << bit for bit, middle in enumerate(middles) if row[middle] > 127)


def coded_film(
    path: Path,
    frames: int = 60,
    *,
    rate: Fraction = NTSC_FILM,
    codec: str = "libx264",
    format: str = "mp4",  # noqa: A002
    gop: int = 48,
    begins: Callable[[int], int] | None = None,
    base: Fraction | None = None,
    **options: str,
) -> Path:
    """`begins` gives the moment of each frame in units of `base` (seconds); else they are even."""
    with av.open(str(path), "w", format=format) as container:
        stream: Any = container.add_stream(codec, rate=rate, options=options)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        stream.codec_context.gop_size = gop
        if codec == "libx264":
            stream.codec_context.max_b_frames = 3
        if base is not None:
            stream.codec_context.time_base = base
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(stripes(number), format="rgb24")
            frame.pts = begins(number) if begins else number
            frame.time_base = base or 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
