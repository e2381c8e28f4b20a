"""Beats in the onsets of a sound: how fast, where, and how sure. Numbers in, numbers out.

Onsets rise where bands of the spectrum grow louder. Their autocorrelation says how far apart the
beats are, along the sound; dynamic programming then finds the beats that are as far apart as that
and lie on onsets (after Ellis, "Beat Tracking by Dynamic Programming", 2007), so that they follow
a player who drifts.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float32]
Numbers = NDArray[np.float64]

RATE = 22_050
"""Samples a second that onsets are found in."""
HOP = 256
SURE_ENOUGH = 0.2
"""What is less sure than this does not beat."""
PER_BAR = 4

_WINDOW = 1024
_BANDS = 40
_BLOCK = 512
_FRAMES = RATE / HOP
_SLOWEST, _FASTEST = 50.0, 220.0
_USUAL = 120.0
_SHORTEST = 4.0
_STRETCH, _STRIDE = 10.0, 2.0
_TIGHT = 100.0
_CHANGE = 0.0075
_CHANCE, _PLAIN = 0.15, 0.6
# What swells is no onset.
_FLOOR = 0.04
_FAINT = 1e-6
_NEAR = 3
_BASS = 1.5
_BASS_ENDS = 8
"""Of the spectrum, in steps of 21.5 Hz."""
# An attack is in the spectrum before it reaches the middle of the window.
_EARLY = 0.007  # seconds


@dataclass(frozen=True, slots=True)
class Beats:
    """`seconds` of the beats; `downbeat` is which of the first begins a bar."""

    tempo: float | None
    confidence: float
    seconds: Numbers
    downbeat: int


class Onsets:
    """Gathers the onsets of a sound that is given piece by piece, at 22,050 samples a second."""

    def __init__(self) -> None:
        self._rest = np.zeros(_WINDOW // 2, np.float32)
        self._before: Signal | None = None
        self._all: list[Signal] = []
        self._low: list[Signal] = []
        self._bands = _triangles()

    def add(self, mono: Signal) -> None:
        self._rest = np.concatenate([self._rest, mono])
        while len(self._rest) >= _WINDOW + (_BLOCK - 1) * HOP:
            self._take(_BLOCK)

    def ends(self) -> tuple[Numbers, Numbers]:
        """How much louder it becomes at each hop: in all bands, and in the bass, as much on the whole."""
        self._rest = np.concatenate([self._rest, np.zeros(_WINDOW // 2, np.float32)])
        if len(self._rest) >= _WINDOW:
            self._take((len(self._rest) - _WINDOW) // HOP + 1)
        if not self._all:
            return np.zeros(0), np.zeros(0)
        whole, low = np.concatenate(self._all), np.concatenate(self._low)
        share = whole.mean() / low.mean() if low.any() else 0.0
        return whole.astype(np.float64), share * low.astype(np.float64)

    def _take(self, count: int) -> None:
        views = np.lib.stride_tricks.sliding_window_view(self._rest, _WINDOW)[: count * HOP : HOP]
        spectrum = np.abs(np.fft.rfft(views * _HANN, axis=1)).astype(np.float32)
        # The bass as it is: its logarithm would rise with any noise.
        bass = spectrum[:, 1:_BASS_ENDS].sum(axis=1, keepdims=True)
        loud = np.hstack([np.log1p(100.0 * (spectrum @ self._bands)), bass])
        before = loud[:1] if self._before is None else self._before
        grown = np.maximum(0.0, np.diff(loud, axis=0, prepend=before))
        self._before = loud[-1:]
        self._all.append(grown[:, :-1].mean(axis=1))
        self._low.append(grown[:, -1])
        self._rest = self._rest[count * HOP :]


def find_beats(onsets: Numbers, low: Numbers) -> Beats:
    """The beats of these onsets; none where they are not sure enough."""
    strength = _evened(onsets)
    if len(strength) < _SHORTEST * _FRAMES or not strength.any():
        return _none(0.0)
    similar = _similarities(strength)
    path = _steady(_likely(similar))
    sure = _sureness(similar, path)
    if sure < SURE_ENOUGH:
        return _none(sure)
    frames = _tracked(strength, _periods(path, len(strength)))
    if len(frames) < 4:
        return _none(0.0)
    frames = _on_the_bass(low, frames)
    seconds = np.maximum(0.0, _refined(strength, frames) / _FRAMES + _EARLY)
    return Beats(_tempo(seconds), sure, seconds, _downbeat(onsets, low, frames))


def _none(sure: float) -> Beats:
    return Beats(None, min(sure, SURE_ENOUGH), np.zeros(0), 0)


def _evened(onsets: Numbers) -> Numbers:
    """What stands out of its second, in units of how much that varies."""
    if not len(onsets):
        return onsets
    out = np.maximum(0.0, onsets - _mean(onsets, int(_FRAMES)) - _FLOOR)
    spread = out.std()
    # Rounding in the decoder is not an onset.
    return out / spread if spread > _FAINT else np.zeros_like(out)


def _mean(values: Numbers, width: int) -> Numbers:
    """Of the `width` values around each."""
    half = width // 2
    sums = np.concatenate([[0.0], np.cumsum(values)])
    ranks = np.arange(len(values))
    first, last = np.maximum(ranks - half, 0), np.minimum(ranks + half + 1, len(values))
    means: Numbers = (sums[last] - sums[first]) / (last - first)
    return means


def _similarities(strength: Numbers) -> Numbers:
    """How alike each stretch of some seconds is to itself, by the lag in frames (columns, from 0);
    1 is the same."""
    size, stride = int(_STRETCH * _FRAMES), int(_STRIDE * _FRAMES)
    longest = 4 * int(_LAGS[-1]) + 6
    rows = []
    for start in range(0, max(1, len(strength) - size + stride), stride):
        piece = strength[start : start + size]
        piece = piece - piece.mean()
        wide = 1 << int(2 * len(piece) - 1).bit_length()
        spectrum = np.fft.rfft(piece, wide)
        alike = np.fft.irfft(spectrum * spectrum.conj(), wide)[:longest]
        shared = np.maximum(1, len(piece) - np.arange(longest))
        energy = alike[0] / len(piece)
        rows.append(alike / shared / energy if energy > _FAINT else np.zeros(longest))
    return np.array(rows)


def _likely(similar: Numbers) -> Numbers:
    """How likely each lag of `_LAGS` is that of the beat. The sound repeats after one, two and four of
    it; less so after half of it, or else that is the beat; less so after a third of it than after
    half, or else it is one and a half; and the tempo is not far from what is usual."""
    whole, half = _repeated(similar, _LAGS), _repeated(similar, _LAGS / 2)
    tempo = 60.0 * _FRAMES / _LAGS
    usual = np.exp(-0.5 * np.log2(tempo / _USUAL) ** 2)
    doubled = np.clip((half / np.maximum(whole, _FAINT) - 0.85) / 0.15, 0.0, 1.0)
    thirds = _at(similar, _LAGS / 3) - np.maximum(0.0, _at(similar, _LAGS / 2))
    likely: Numbers = (
        np.maximum(0.0, whole)
        * usual
        * (1.0 - 0.4 * doubled)
        * (1.0 - 0.5 * np.clip(thirds, 0.0, 1.0))
    )
    return likely


def _at(similar: Numbers, lags: Numbers) -> Numbers:
    columns = np.arange(similar.shape[1])
    return np.array([np.interp(lags, columns, row) for row in similar])


def _repeated(similar: Numbers, lags: Numbers) -> Numbers:
    repeated: Numbers = sum(
        (share * _at(similar, count * lags) for count, share in ((1, 0.5), (2, 0.3), (4, 0.2))),
        np.zeros((len(similar), len(lags))),
    )
    return repeated


def _steady(likely: Numbers) -> NDArray[np.intp]:
    """The lag (as its rank in `_LAGS`) of each stretch: the likeliest way that changes little."""
    ranks = np.arange(len(_LAGS))
    change = _CHANGE * np.abs(ranks[:, None] - ranks[None, :])
    best = likely[0]
    came: list[NDArray[np.intp]] = []
    for row in likely[1:]:
        ways = best[None, :] - change
        came.append(ways.argmax(axis=1))
        best = ways.max(axis=1) + row
    path = [int(best.argmax())]
    for row in reversed(came):
        path.append(int(row[path[-1]]))
    return np.array(path[::-1])


def _sureness(similar: Numbers, path: NDArray[np.intp]) -> float:
    """How alike the sound is to itself one beat later, beyond what chance makes of anything."""
    found = _at(similar, _LAGS)[np.arange(len(path)), path].mean()
    return round(float(np.clip((found - _CHANCE) / (_PLAIN - _CHANCE), 0.0, 1.0)), 3)


def _periods(path: NDArray[np.intp], count: int) -> Numbers:
    """Frames from beat to beat, at each frame."""
    middles = (np.arange(len(path)) * _STRIDE + _STRETCH / 2) * _FRAMES
    periods: Numbers = np.interp(np.arange(count), middles, _LAGS[path])
    return periods


def _tracked(strength: Numbers, periods: Numbers) -> NDArray[np.intp]:
    """Frames of the beats: strong ones, each about one period behind the one before it."""
    smooth = np.convolve(strength, _BELL, mode="same")
    total = smooth.copy()
    came = np.full(len(smooth), -1)
    for frame in range(len(smooth)):
        period = periods[frame]
        first = max(0, frame - round(2.0 * period))
        last = frame - round(0.5 * period)
        if last <= first:
            continue
        apart = np.arange(frame - first, frame - last, -1)
        ways = total[first:last] - _TIGHT * np.log(apart / period) ** 2
        best = int(ways.argmax())
        if ways[best] > 0.0:
            total[frame] += ways[best]
            came[frame] = first + best
    return _trimmed(smooth, _back(total, came, periods))


def _back(total: Numbers, came: NDArray[np.intp], periods: Numbers) -> NDArray[np.intp]:
    """From the best of the last beats to the first."""
    tail = max(0, len(total) - int(1.5 * periods[-1]))
    frame = tail + int(total[tail:].argmax())
    frames = []
    while frame >= 0:
        frames.append(frame)
        frame = int(came[frame])
    return np.array(frames[::-1])


def _trimmed(smooth: Numbers, frames: NDArray[np.intp]) -> NDArray[np.intp]:
    """Without the beats before the first onset and behind the last."""
    strong = np.flatnonzero(smooth[frames] > 0.5 * np.sqrt(np.mean(smooth[frames] ** 2)))
    return frames[strong[0] : strong[-1] + 1] if len(strong) else frames[:0]


def _refined(strength: Numbers, frames: NDArray[np.intp]) -> Numbers:
    """Each at the top of the onset that it is on, between frames."""
    found = frames.astype(np.float64)
    for rank, frame in enumerate(frames):
        near = range(max(1, frame - _NEAR), min(len(strength) - 1, frame + _NEAR + 1))
        top = max(near, key=lambda at: strength[at], default=frame)
        if not 0 < top < len(strength) - 1 or strength[top] <= 0.0:
            continue
        before, there, behind = strength[top - 1 : top + 2]
        curve = before - 2.0 * there + behind
        found[rank] = top + (0.5 * (before - behind) / curve if curve < 0.0 else 0.0)
    return found


def _tempo(seconds: Numbers) -> float:
    steps = np.diff(seconds)
    usual = np.median(steps)
    return float(60.0 / steps[np.abs(steps - usual) <= 0.2 * usual].mean())


def _on_the_bass(low: Numbers, frames: NDArray[np.intp]) -> NDArray[np.intp]:
    """The beats, or the moments between them where the bass is heard there instead: bright sounds off
    the beat stand out more than a soft drum on it."""
    between = (frames[:-1] + frames[1:]) // 2
    loudest = np.maximum.reduce([np.roll(low, step) for step in range(-_NEAR, _NEAR + 1)])
    if loudest[between].mean() < _BASS * loudest[frames].mean():
        return frames
    half = np.diff(frames[:2])[0] // 2
    before = [frames[0] - half] if frames[0] >= half else []
    after = [frames[-1] + half] if frames[-1] + half < len(low) else []
    return np.concatenate([before, between, after]).astype(np.intp)


def _downbeat(onsets: Numbers, low: Numbers, frames: NDArray[np.intp]) -> int:
    """Which of the first beats begins a bar: where it is loudest, above all in the bass."""
    accent = np.array(
        [
            max(onsets[max(0, frame - 1) : frame + 2])
            + 2.0 * max(low[max(0, frame - 1) : frame + 2])
            for frame in frames
        ]
    )
    return int(np.argmax([accent[rank::PER_BAR].mean() for rank in range(PER_BAR)]))


def _triangles() -> Signal:
    """The weights of each frequency (rows) in bands (columns) that are even on the mel scale."""
    mel = np.linspace(_mel(40.0), _mel(10_000.0), _BANDS + 2)
    edges = 700.0 * (10.0 ** (mel / 2595.0) - 1.0)
    lows, tops, highs = (edges[at : at + _BANDS] for at in range(3))
    frequencies = np.fft.rfftfreq(_WINDOW, 1.0 / RATE)[:, None]
    rising = (frequencies - lows) / (tops - lows)
    falling = (highs - frequencies) / (highs - tops)
    return np.maximum(0.0, np.minimum(rising, falling)).astype(np.float32)


def _mel(frequency: float) -> float:
    return float(2595.0 * np.log10(1.0 + frequency / 700.0))


_HANN = np.hanning(_WINDOW + 1)[:-1].astype(np.float32) * (2.0 / _WINDOW)
_LAGS: Numbers = np.geomspace(60.0 * _FRAMES / _FASTEST, 60.0 * _FRAMES / _SLOWEST, 384)
_BELL = np.exp(-0.5 * (np.arange(-6, 7) / 1.5) ** 2)
