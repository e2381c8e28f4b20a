"""The camera's move over the plates, and the H.264 film of it."""

from __future__ import annotations

import math
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from workers.endpoint.rehearsal.finish import Box, Plate

BLEED = 0.07  # of the canvas, on each side, for moves to roam in
DEFAULT_FPS = Fraction(24)
_RATE = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,6}|/[0-9]{1,7})?")
DEFAULT_FRAMES = 48


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the camera looks: enlargement, and shift in parts of the canvas."""

    zoom: float
    x: float
    y: float
    parallax: bool = True


def rate(value: object) -> Fraction:
    """Frames a second from text like "24000/1001"; senseless values give 24."""
    text = value.strip() if isinstance(value, str) else ""
    if not _RATE.fullmatch(text):
        return DEFAULT_FPS
    try:
        fps = Fraction(text)
    except ZeroDivisionError:
        return DEFAULT_FPS
    return fps if Fraction(1, 10) <= fps <= 1000 else DEFAULT_FPS


def count(value: object) -> int:
    """A whole number of frames, at least one; senseless values give 48."""
    if isinstance(value, bool) or not isinstance(value, int):
        return DEFAULT_FRAMES
    return value if value >= 1 else DEFAULT_FRAMES


def gaze(move: str, t: float, seconds: float, seed: int) -> Gaze:
    """The camera at part `t` (0 … 1) of the shot."""
    ease = t * t * (3 - 2 * t)
    swing = (ease - 0.5) * 2 * 0.045
    shifts = {
        "pan_left": (-swing, 0.0),
        "pan_right": (swing, 0.0),
        "tilt_up": (0.0, -swing),
        "tilt_down": (0.0, swing),
    }
    if move in shifts:
        return Gaze(1.03, *shifts[move])
    if move == "handheld":
        phase = (seed % 1000) / 100
        beat = t * seconds * 2 * math.pi
        x = 0.006 * math.sin(0.61 * beat + phase) + 0.004 * math.sin(1.37 * beat + 2 * phase)
        y = 0.006 * math.sin(0.53 * beat + 3 * phase) + 0.003 * math.sin(1.71 * beat + phase)
        return Gaze(1.05 + 0.02 * ease, x, y)
    zooms = {
        "push_in": 0.13 * ease,
        "pull_out": 0.13 * (1 - ease),
        "zoom_in": 0.30 * ease,
        "still": 0.0,
    }
    return Gaze(1.0 + zooms.get(move, 0.0), 0.0, 0.0, parallax=move != "zoom_in")


def window(look: Gaze, plate: Plate) -> Box:
    """The part of a plate that is seen; nearer plates move more."""
    wide, high = plate.image.size
    depth = plate.depth if look.parallax else 1.0
    zoom = 1 + (look.zoom - 1) * depth
    half_w, half_h = wide * (0.5 - BLEED) / zoom, high * (0.5 - BLEED) / zoom
    x = min(wide - half_w, max(half_w, wide * (0.5 + look.x * depth)))
    y = min(high - half_h, max(half_h, high * (0.5 + look.y * depth)))
    return x - half_w, y - half_h, x + half_w, y + half_h


def film(
    frames: Iterator[Image.Image], size: tuple[int, int], fps: Fraction
) -> Iterator[bytes | None]:
    """Encode RGB frames of an even `size`; gives None after each frame and last the MP4 file."""
    with tempfile.TemporaryDirectory(prefix="storycanvas-") as folder:
        path = Path(folder) / "take.mp4"
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        with av.open(str(path), "w", format="mp4", options=options) as container:
            stream = container.add_stream("libx264", rate=fps)
            stream.width, stream.height = size
            stream.pix_fmt = "yuv420p"
            stream.thread_count = 1
            stream.options = {"preset": "veryfast", "crf": "20", "threads": "1"}
            context = stream.codec_context
            context.time_base = 1 / fps
            context.colorspace, context.color_primaries, context.color_trc, context.color_range = (
                1,
                1,
                1,
                1,
            )
            for number, image in enumerate(frames):
                rgb = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
                frame = rgb.reformat(format="yuv420p", dst_colorspace="ITU709")
                frame.pts, frame.time_base = number, 1 / fps
                container.mux(stream.encode(frame))
                yield None
            container.mux(stream.encode(None))
        yield path.read_bytes()
