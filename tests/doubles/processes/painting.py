"""Small real files, each different from any other."""

from __future__ import annotations

import asyncio
import hashlib
import io
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from PIL import Image

from workers.endpoint.render import File, OnStep, Step
from workers.endpoint.task import Task

SIZE = (64, 36)
_TEAL = np.full((SIZE[1], SIZE[0], 3), (0, 128, 128), np.uint8)


def picture(*ingredients: object) -> bytes:
    """A PNG that any other ingredient changes."""
    out = io.BytesIO()
    seed = hashlib.sha256(repr(ingredients).encode()).digest()
    Image.frombytes("RGB", (4, 2), seed[:24]).resize(SIZE).save(out, "PNG", compress_level=1)
    return out.getvalue()


def film(*ingredients: object) -> bytes:
    """An MP4 of a quarter of a second, with the ingredients in a box that players skip."""
    words = repr(ingredients).encode()
    return _film() + (8 + len(words)).to_bytes(4, "big") + b"free" + words


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@cache
def _film() -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(24))
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for _ in range(6):
            frame = av.VideoFrame.from_ndarray(_TEAL, format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return out.getvalue()


class Painter:
    """A renderer for the endpoint worker: a step, a moment, and a picture of the attempt's own."""

    name = "painter"
    version = "1"

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        await on_step(Step(0.5, "painting"))
        await asyncio.sleep(0.1)
        return [
            File(
                picture(task.attempt, index),
                "image/png",
                task.kind,
                *SIZE,
                task.brief.seed_of(index),
            )
            for index in range(task.brief.count)
        ]
