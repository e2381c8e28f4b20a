"""How loud sound is, after ITU-R BS.1770-4, and how its peaks are kept below a ceiling."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""Left and right, in two rows."""
Wave = NDArray[np.float64]

ABSOLUTE_GATE = -70.0
RELATIVE_GATE = -10.0
OFFSET = -0.691
_HOP = 0.1
_HOPS = 4
"""A block is 400 ms, and begins every 100 ms."""
_RING = 0.2
"""Seconds after which the weighting has died away below what 64 bits tell apart."""
_TRUE_TIMES = 4
_TRUE_TAPS = 12


def decibels(amplitude: float) -> float:
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def amplitude(level: float) -> float:
    return float(10 ** (level / 20))


class Meter:
    """Integrated loudness in LUFS of two channels given in parts, and their true peak."""

    def __init__(self, sample_rate: int) -> None:
        self._hop = round(_HOP * sample_rate)
        self._weights = _weighting(sample_rate)
        self._before = np.zeros((2, self._weights.size - 1))
        self._rest = np.zeros((2, 0))
        self._energies: list[Wave] = []
        self._peaks = TruePeaks()
        self.peak = 0.0

    def hear(self, block: Samples) -> None:
        if not block.shape[1]:
            return
        self.peak = max(self.peak, float(self._peaks.of(block).max()))
        joined = np.concatenate([self._before, block.astype(np.float64)], axis=1)
        heard = np.concatenate([self._rest, _convolved(joined, self._weights)], axis=1)
        self._before = joined[:, -(self._weights.size - 1) :]
        whole = heard.shape[1] // self._hop
        hops = heard[:, : whole * self._hop].reshape(2, whole, self._hop)
        self._energies.append(np.square(hops).sum(axis=(0, 2)))
        self._rest = heard[:, whole * self._hop :]

    @property
    def loudness(self) -> float:
        """Minus infinity of silence, and of what is shorter than 400 ms."""
        hops = np.concatenate(self._energies) if self._energies else np.zeros(0)
        if hops.size < _HOPS:
            return -math.inf
        blocks = np.convolve(hops, np.ones(_HOPS), "valid") / (_HOPS * self._hop)
        loud = blocks[blocks > _energy(ABSOLUTE_GATE)]
        if loud.size:
            loud = loud[loud > loud.mean() * 10 ** (RELATIVE_GATE / 10)]
        return OFFSET + 10 * math.log10(float(loud.mean())) if loud.size else -math.inf


def _energy(loudness: float) -> float:
    return float(10 ** ((loudness - OFFSET) / 10))


def _weighting(rate: int) -> Wave:
    """The impulse response of the two filters one after the other: the head's, a shelf, and the
    ear's, a high pass. The standard gives them for 48 kHz; here they are those of the same analogue
    filters for any rate."""
    impulse = np.zeros(round(_RING * rate))
    impulse[0] = 1.0
    shelf = _shelf(rate, 1681.974450955533, 0.7071752369554196, 3.999843853973347)
    high_pass = _high_pass(rate, 38.13547087602444, 0.5003270373238773)
    return _filtered(_filtered(impulse, *shelf), *high_pass)


Taps = tuple[float, float, float]


def _shelf(rate: int, frequency: float, quality: float, gain: float) -> tuple[Taps, Taps]:
    k = math.tan(math.pi * frequency / rate)
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    whole = 1 + k / quality + k * k
    above = (
        (high + band * k / quality + k * k) / whole,
        2 * (k * k - high) / whole,
        (high - band * k / quality + k * k) / whole,
    )
    return above, (1.0, 2 * (k * k - 1) / whole, (1 - k / quality + k * k) / whole)


def _high_pass(rate: int, frequency: float, quality: float) -> tuple[Taps, Taps]:
    k = math.tan(math.pi * frequency / rate)
    whole = 1 + k / quality + k * k
    return (1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / whole, (1 - k / quality + k * k) / whole)


def _filtered(wave: Wave, above: Taps, below: Taps) -> Wave:
    out = np.zeros_like(wave)
    x1 = x2 = y1 = y2 = 0.0
    for rank, x in enumerate(wave.tolist()):
        y = above[0] * x + above[1] * x1 + above[2] * x2 - below[1] * y1 - below[2] * y2
        x1, x2, y1, y2 = x, x1, y, y1
        out[rank] = y
    return out


def _convolved(waves: Wave, taps: Wave) -> Wave:
    """Where all taps lie on the waves."""
    size = 1 << (waves.shape[1] - 1).bit_length()
    spectrum = np.fft.rfft(waves, size) * np.fft.rfft(taps, size)
    whole: Wave = np.fft.irfft(spectrum, size)
    return whole[:, taps.size - 1 : waves.shape[1]]


class TruePeaks:
    """The highest that the wave gets around each sample, between samples too."""

    def __init__(self) -> None:
        self._phases = _phases()
        self._before = np.zeros((2, _TRUE_TAPS - 1), np.float32)

    def of(self, block: Samples) -> Samples:
        """Of both channels; half the filter's length late."""
        joined = np.concatenate([self._before, block], axis=1)
        self._before = joined[:, -(_TRUE_TAPS - 1) :]
        late = _TRUE_TAPS // 2
        highest: Samples = np.abs(joined[:, late - 1 : late - 1 + block.shape[1]]).max(axis=0)
        for phase in self._phases:
            for channel in joined:
                np.maximum(highest, np.abs(np.convolve(channel, phase, "valid")), out=highest)
        return highest


def _phases() -> list[Samples]:
    """Windowed sines that tell the wave at a quarter, a half and three quarters of the way."""
    phases = []
    for part in range(1, _TRUE_TIMES):
        at = np.arange(_TRUE_TAPS) - (_TRUE_TAPS / 2 - 1) - part / _TRUE_TIMES
        taps = np.sinc(at) * np.cos(np.pi * at / (_TRUE_TAPS + 1)) ** 2
        phases.append((taps / taps.sum())[::-1].astype(np.float32))
    return phases


class Limiter:
    """Turns down what would get above the ceiling, before it does and smoothly."""

    def __init__(self, ceiling: float, sample_rate: int) -> None:
        """`ceiling` in dBTP."""
        self._ceiling = amplitude(ceiling)
        self._reach = round(0.005 * sample_rate)

    def over(self, blocks: Iterable[Samples]) -> Iterator[Samples]:
        """The same samples, as many of them."""
        peaks = TruePeaks()
        late = _TRUE_TAPS // 2
        reach = self._reach
        held = np.zeros((2, 0), np.float32)
        # What each held sample may be multiplied with; those before the first may be all.
        gains = np.ones(2 * reach, np.float32)
        skip = late
        for block in blocks:
            held = np.concatenate([held, block], axis=1)
            gains = np.concatenate([gains, self._wanted(peaks.of(block))[skip:]])
            skip = max(0, skip - block.shape[1])
            ready = gains.size - 4 * reach
            if ready > 0:
                yield held[:, :ready] * self._smooth(gains, ready)
                held, gains = held[:, ready:], gains[ready:]
        tail = self._wanted(peaks.of(np.zeros((2, late), np.float32)))
        gains = np.concatenate([gains, tail[skip:], np.ones(2 * reach, np.float32)])
        if held.shape[1]:
            yield held * self._smooth(gains, held.shape[1])

    def _wanted(self, peaks: Samples) -> Samples:
        return (self._ceiling / np.maximum(peaks, self._ceiling)).astype(np.float32)

    def _smooth(self, gains: Samples, count: int) -> Samples:
        """The least of each one's surroundings, then the mean of as many: where one is wanted, no
        more is left of it. Gain `i` is that of the sample 2 × reach before it."""
        reach = self._reach
        part = gains[: count + 4 * reach]
        if float(part.min()) >= 1.0:
            return np.ones(count, np.float32)
        width = 2 * reach + 1
        sums = np.cumsum(np.concatenate([[0.0], _least(part, width)]))
        mean: Wave = (sums[width:] - sums[:-width]) / width
        return mean[:count].astype(np.float32)


def _least(values: Samples, width: int) -> Wave:
    """Of each `width` that follow one another."""
    least, covered = values, 1
    while covered < width:
        step = min(covered, width - covered)
        least = np.minimum(least[:-step], least[step:])
        covered += step
    return least.astype(np.float64)
