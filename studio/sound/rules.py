"""Beats of a file of sound, as they fall on a film's frames, and clips whose edges are put on them.

Pure: samples of the file are exact fractions, frames whole numbers of the project's rate.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.time import seconds_to_frame
from studio.timeline.rules import Span, check_span

LOUDEST = 12.0
SOFTEST = -60.0
SLOWEST = 20.0
FASTEST = 400.0
MOST_IN_BAR = 16
MOST_TRACKS = 100
"""Tracks that a project may have."""
_TENTHS = 10_000
"""A tempo has four decimals: it is exact in the database, in Python and for people."""


@dataclass(frozen=True, slots=True)
class Laid:
    """How a file lies on the film: the frame it begins at, the sample that is heard there, for how
    many frames (None: to its end), and how long it is in samples of its own rate."""

    start_frame: int
    source_samples: int
    duration_frames: int | None
    samples: int
    sample_rate: int


@dataclass(frozen=True, slots=True)
class BeatGrid:
    """Beats as samples of a file, in their order; `downbeat` is the rank of the first of a bar."""

    beats: Sequence[Fraction]
    downbeat: int
    per_bar: int


@dataclass(frozen=True, slots=True)
class Beat:
    """`seconds` from the start of the file, `frame` of the film, `number` within its bar, from 1;
    `rank` counts from the file's first beat, from 0."""

    rank: int
    seconds: Fraction
    frame: int
    number: int

    @property
    def bar(self) -> bool:
        return self.number == 1


def check_gain(gain: float) -> float:
    if not SOFTEST <= gain <= LOUDEST:
        raise UserError(
            f"gainDb lies between {SOFTEST:g} and {LOUDEST:g} decibels.", field=["gainDb"]
        )
    return gain


def check_tempo(tempo: float) -> float:
    """Beats a minute, to four decimals."""
    if not SLOWEST <= tempo <= FASTEST:
        raise UserError(
            f"A tempo lies between {SLOWEST:g} and {FASTEST:g} beats a minute.", field=["tempo"]
        )
    return round(tempo, 4)


def check_count(value: int, field: str, least: int, most: int) -> int:
    if not least <= value <= most:
        raise UserError(f"{field} lies between {least} and {most}, not {value}.", field=[field])
    return value


def exact_tempo(tempo: float) -> Fraction:
    return Fraction(round(tempo * _TENTHS), _TENTHS)


def even_grid(tempo: float, first_beat: int, per_bar: int, laid: Laid) -> BeatGrid:
    """The grid that somebody gave: from its first beat, which begins a bar, to the file's end."""
    step = 60 * laid.sample_rate / exact_tempo(tempo)
    count = max(0, -((first_beat - laid.samples) // step))
    return BeatGrid([first_beat + rank * step for rank in range(count)], 0, per_bar)


def beats_on_film(grid: BeatGrid, laid: Laid, rate: Fraction) -> Iterator[Beat]:
    """Those that are heard where the file lies, each at the frame whose start is nearest to it."""
    for rank, sample in enumerate(grid.beats):
        late = Fraction(sample - laid.source_samples, laid.sample_rate)
        if late < 0 or sample >= laid.samples:
            continue
        if laid.duration_frames is not None and late * rate >= laid.duration_frames:
            continue
        yield Beat(
            rank,
            Fraction(sample) / laid.sample_rate,
            laid.start_frame + seconds_to_frame(late, rate),
            (rank - grid.downbeat) % grid.per_bar + 1,
        )


def lines_of(beats: Sequence[Beat], *, every: int, bars: bool) -> list[int]:
    """The frames to put edges on: every so many beats, or bars, from the first bar on."""
    if bars:
        marks = [beat for beat in beats if beat.bar][::every]
    else:
        first = next((rank for rank, beat in enumerate(beats) if beat.bar), 0)
        marks = list(beats[first % every :: every])
    return sorted({beat.frame for beat in marks})


@dataclass(frozen=True, slots=True)
class Lines:
    """Frames in rising order that edges are put on. What lies further from the first and the last
    than half of the widest `step` between two is out of their reach."""

    frames: Sequence[int]
    step: int

    @classmethod
    def of(cls, frames: Sequence[int]) -> "Lines":
        """Raises UserError for fewer than two."""
        if len(frames) < 2:
            raise UserError(
                "There are fewer than two beats to put edges on. Give the track a tempo and its first "
                "beat.",
                field=["trackId"],
                code=ErrorCode.INVALID_STATE,
            )
        return cls(frames, max(after - before for before, after in pairwise(frames)))

    def nearest(self, frame: int) -> int | None:
        """The line nearest to this frame, of two the later; None out of reach."""
        at = bisect_right(self.frames, frame)
        near = self.frames[max(0, at - 1) : at + 1]
        best = min(near, key=lambda line: (abs(line - frame), -line))
        return best if 2 * abs(best - frame) <= self.step else None

    def after(self, frame: int) -> int | None:
        """The next line that is as far behind this frame as it is behind the line before it."""
        at = bisect_left(self.frames, frame)
        for rank in range(at, min(at + 2, len(self.frames))):
            before = max(1, rank)
            if self.frames[rank] - frame >= self.frames[before] - self.frames[before - 1]:
                return self.frames[rank]
        return None


def on_lines(
    track: Mapping[UUID, Span], chosen: Collection[UUID], lines: Lines
) -> dict[UUID, Span]:
    """The clips of a scene with the edges of those chosen on the nearest lines (in its frames).

    Edges at one frame stay at one frame, so that what follows a clip still does. The scene's start
    stays, as does an edge that a clip which is not chosen shares. No chosen clip becomes shorter
    than one step, nor another one at all: what lies behind is later if need be. Behind the last line
    all keep their lengths.
    """
    moved = _Edges(track, chosen, lines).moved()
    return {
        key: check_span(moved[span.start], moved[span.end] - moved[span.start])
        for key, span in track.items()
    }


class _Edges:
    """All frames at which a clip of the scene begins or ends, put anew from the first to the last."""

    def __init__(self, track: Mapping[UUID, Span], chosen: Collection[UUID], lines: Lines) -> None:
        self._lines = lines
        self._free: dict[int, bool] = {}
        self._ending: dict[int, list[tuple[int, bool]]] = {}
        for key, span in track.items():
            is_chosen = key in chosen
            for edge in (span.start, span.end):
                self._free[edge] = self._free.get(edge, edge > 0) and is_chosen
            self._ending.setdefault(span.end, []).append((span.start, is_chosen))

    def moved(self) -> dict[int, int]:
        placed: dict[int, int] = {}
        before = now = 0
        for edge in sorted(self._free):
            earliest = [
                self._end(edge, placed[start], edge - start, is_chosen)
                for start, is_chosen in self._ending.get(edge, ())
            ]
            now = max(self._wanted(edge, now - before), now, *earliest)
            placed[edge], before = now, edge
        return placed

    def _wanted(self, edge: int, late: int) -> int:
        if not self._free[edge]:
            return edge
        line = self._lines.nearest(edge)
        if line is not None:
            return line
        return edge + late if edge > self._lines.frames[-1] else edge

    def _end(self, edge: int, start: int, duration: int, is_chosen: bool) -> int:
        """The earliest that a clip which begins at `start` now may end."""
        line = self._lines.after(start)
        if not is_chosen or line is None or self._lines.nearest(edge) is None:
            return start + duration
        return line if self._free[edge] else min(line, start + duration)
