"""Sounds to test with, and what is in a file of sound."""

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

Samples = np.ndarray[Any, np.dtype[np.float32]]
RATE = 48_000


def tone(seconds: float, level: float, *, hertz: float = 997, rate: int = RATE) -> Samples:
    """A sine of this peak level (dBFS), on both sides."""
    at = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * hertz * at)
    return np.stack([wave, wave]).astype(np.float32)


def clicks(seconds: float, at: Iterable[int], *, rate: int = RATE, height: float = 0.5) -> Samples:
    """Silence, but for bursts that begin at these samples."""
    sound = np.zeros((2, round(seconds * rate)), np.float32)
    for sample in at:
        sound[:, sample : sample + rate // 100] = height
    return sound


def write(path: Path, sound: Samples, *, rate: int = RATE, codec: str = "pcm_s16le") -> Path:
    with av.open(str(path), "w") as file:
        layout = "stereo" if len(sound) == 2 else "mono"
        stream = file.add_stream(codec, rate=rate, layout=layout)
        for start in range(0, sound.shape[1], 4096):
            part = np.ascontiguousarray(sound[:, start : start + 4096])
            frame = av.AudioFrame.from_ndarray(part, format="fltp", layout=layout)
            frame.rate, frame.pts, frame.time_base = rate, start, Fraction(1, rate)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def heard_in(path: Path) -> Samples:
    """All samples of a file, at its own rate."""
    with av.open(str(path)) as file:
        stream = file.streams.audio[0]
        resampler = av.AudioResampler("fltp", "stereo", stream.rate)
        frames = [*file.decode(stream), None]
        parts = [part.to_ndarray() for one in frames for part in resampler.resample(one)]
    return np.concatenate(parts, axis=1)


def onsets(sound: Samples, above: float = 0.1) -> list[int]:
    """The samples at which something loud begins, after at least 50 ms of less."""
    loud = np.flatnonzero(np.abs(sound[0]) > above)
    gaps = np.flatnonzero(np.diff(loud, prepend=-RATE) > RATE // 20)
    return [int(loud[gap]) for gap in gaps]
