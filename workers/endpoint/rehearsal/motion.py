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

from workers.endpoint.rehearsal.finish import Box

BLEED = 0.11  # of the canvas, on each side, for moves to roam in
DEFAULT_FPS = Fraction(24)
_RATE = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,6}|/[0-9]{1,7})?")
DEFAULT_FRAMES = 48
_SWING = 0.060  # of the canvas, to each side
_WAYS = {
    "pan_left": (-1.0, 0.0), "pan_right": (1.0, 0.0), "whip_left": (-1.0, 0.0), "whip_right": (1.0, 0.0),
    "truck_left": (-1.0, 0.0), "truck_right": (1.0, 0.0),
    "tilt_up": (0.0, -1.0), "tilt_down": (0.0, 1.0), "crane_up": (0.0, -1.0), "crane_down": (0.0, 1.0),
}  # fmt: skip
_ZOOMS = {
    "push_in": (1.0, 1.15), "pull_out": (1.15, 1.0), "zoom_in": (1.0, 1.32), "zoom_out": (1.32, 1.0),
    "still": (1.0, 1.0), "breath": (1.005, 1.03), "vertigo": (1.0, 1.16),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gaze:
    """Where the camera looks: enlargement, and shift in parts of the canvas. With `parallax` what
    is near follows more than what is far; `smear` is how fast the picture runs by, in its widths."""

    zoom: float
    x: float
    y: float
    parallax: float = 1.0
    smear: float = 0.0
    vertigo: bool = False


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
    """The camera at part `t` (0 … 1) of the shot; moves begin and end gently."""
    ease = _eased(t)
    if move in _WAYS:
        across, down = _WAYS[move]
        if move.startswith("whip"):
            return _whip(across, t)
        # A camera that turns sees all of its picture go by; one that travels, what is near first.
        turned = move.startswith(("pan", "tilt"))
        swing = (ease - 0.5) * 2 * _SWING
        return Gaze(1.02, across * swing, down * swing, parallax=0.15 if turned else 1.0)
    if move == "handheld":
        return _handheld(t * seconds, seed)
    low, high = _ZOOMS.get(move, _ZOOMS["breath"])
    flat = move.startswith("zoom")
    return Gaze(
        low + (high - low) * ease, 0.0, 0.0, 0.0 if flat else 1.0, vertigo=move == "vertigo"
    )


def _eased(t: float) -> float:
    """At rest for the first and last twelfth, and smooth between."""
    u = min(1.0, max(0.0, (t - 1 / 12) * 1.2))
    return u * u * u * (u * (6 * u - 15) + 10)


def _whip(across: float, t: float) -> Gaze:
    u = min(1.0, max(0.0, (t - 0.38) / 0.24))
    ease = u * u * (3 - 2 * u)
    return Gaze(
        1.02, across * (ease - 0.5) * 2 * _SWING * 1.1, 0.0, 0.15, smear=6 * u * (1 - u) * 0.045
    )


def _handheld(seconds: float, seed: int) -> Gaze:
    phase, beat = (seed % 1000) / 100, seconds * 2 * math.pi
    x = 0.008 * math.sin(0.61 * beat + phase) + 0.005 * math.sin(1.37 * beat + 2 * phase)
    y = 0.007 * math.sin(0.53 * beat + 3 * phase) + 0.004 * math.sin(1.71 * beat + phase)
    return Gaze(1.05 + 0.008 * math.sin(0.2 * beat), x, y, 0.6)


def window(look: Gaze, canvas: tuple[int, int], depth: float) -> Box:
    """The part of the canvas that is seen of a plate; nearer plates (1 is the set) move more."""
    wide, high = canvas
    share = 1 + (depth - 1) * look.parallax
    zoom = 1 + (look.zoom - 1) * share
    if look.vertigo and depth < 1.05:
        zoom = 1 + (1.16 - look.zoom) * (0.6 + 0.4 * depth)
    half_w, half_h = wide * (0.5 - BLEED) / zoom, high * (0.5 - BLEED) / zoom
    x = min(wide - half_w, max(half_w, wide * (0.5 + look.x * share)))
    y = min(high - half_h, max(half_h, high * (0.5 + look.y * share)))
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
