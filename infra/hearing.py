"""Listening to a file of sound that anybody may have made, in a process of its own: its peaks, to draw
it, and its beats. However long it is, no more than a moment of it is in memory."""

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import av
import av.error
import numpy as np

from infra.beats import PER_BAR, RATE, Onsets, Signal, find_beats
from infra.looking import told_apart
from infra.media import NotMedia, sound_of
from studio.sound.ports import Heard

SAMPLES_PER_PEAK = 256
PATIENCE = 600.0
"""Seconds for one file."""


class Peaks:
    """The least and the greatest of each 256 samples, as signed bytes, one after the other."""

    def __init__(self) -> None:
        self._rest = np.zeros(0, np.float32)
        self._done = bytearray()

    def add(self, mono: Signal) -> None:
        self._rest = np.concatenate([self._rest, mono])
        whole = len(self._rest) // SAMPLES_PER_PEAK * SAMPLES_PER_PEAK
        if whole:
            self._write(self._rest[:whole].reshape(-1, SAMPLES_PER_PEAK))
            self._rest = self._rest[whole:]

    def ends(self) -> bytes:
        if len(self._rest):
            self._write(self._rest.reshape(1, -1))
            self._rest = self._rest[:0]
        return bytes(self._done)

    def _write(self, rows: Signal) -> None:
        pairs = np.stack([rows.min(axis=1), rows.max(axis=1)], axis=1)
        self._done += np.clip(np.floor(pairs * 128.0), -128, 127).astype(np.int8).tobytes()


def hear(path: Path) -> Heard:
    """Listen to the whole file. Raises NotMedia."""
    peaks, onsets = Peaks(), Onsets()
    rate = 0
    try:
        for mono, slow, sample_rate in _heard(path):
            rate = sample_rate
            peaks.add(mono)
            for piece in slow:
                onsets.add(piece)
    except av.error.FFmpegError as error:
        raise NotMedia(f"The sound is damaged: {error.strerror}") from error
    found = find_beats(*onsets.ends())
    beats = [round(float(second) * rate) for second in found.seconds]
    return Heard(
        peaks=peaks.ends(),
        samples_per_peak=SAMPLES_PER_PEAK,
        tempo=found.tempo,
        confidence=found.confidence,
        beats=beats,
        downbeat=found.downbeat,
        beats_per_bar=PER_BAR,
    )


def _heard(path: Path) -> Iterator[tuple[Signal, list[Signal], int]]:
    """Piece by piece: the mean of the channels, the same at the rate of onsets, and its own rate."""
    plain = av.AudioResampler(format="fltp")
    slowing = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
    rate = 0
    with sound_of(path) as frames:
        for frame in frames:
            rate, frame.pts = frame.sample_rate, None
            (floats,) = plain.resample(frame)
            mono = floats.to_ndarray().mean(axis=0, dtype=np.float32)
            mixed = av.AudioFrame.from_ndarray(mono[None], format="fltp", layout="mono")
            mixed.sample_rate = rate
            yield mono, [_samples(one) for one in slowing.resample(mixed)], rate
    yield np.zeros(0, np.float32), [_samples(one) for one in slowing.resample(None)], rate


def _samples(frame: av.AudioFrame) -> Signal:
    samples: Signal = frame.to_ndarray()[0]
    return samples


async def hear_apart(path: Path) -> Heard:
    """The same in another process; what cannot be heard is told as the `failure`."""
    try:
        found = await told_apart("infra.hearing", str(path), patience=PATIENCE)
    except NotMedia as error:
        return unheard(error.message)
    return Heard(**{**found, "peaks": b64decode(found["peaks"])})


def unheard(why: str) -> Heard:
    """What is known of a file that could not be listened to."""
    return Heard(b"", SAMPLES_PER_PEAK, failure=why)


def _tell(path: Path) -> dict[str, object]:
    try:
        heard = hear(path)
    except NotMedia as error:
        return {"refused": error.message}
    return asdict(heard) | {"peaks": b64encode(heard.peaks).decode()}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_tell(Path(sys.argv[1]))))
