"""A timeline that somebody brings, whatever program wrote it: what every reader answers. Pure.

All edges are whole frames of its rate, counted from its first frame. What comes in may be anything:
numbers without bounds, names of a megabyte, a million clips. Here is where that is settled.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NoReturn
from uuid import UUID

from studio.exporting.cutlist import Level, Transition
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.text import NAME, PROMPT
from studio.kernel.time import MAX_FRAME, MAX_RATE, seconds_to_frame
from studio.library.media import MediaKind
from studio.timeline.rules import Span

MOST_BYTES = 20 * 1024**2
"""Of a timeline as text, in UTF-8."""
MOST_CLIPS = 20_000
MOST_SECTIONS = 1_000
MOST_DEPTH = 40
"""Of timelines within timelines."""
MOST_STEPS = 100_000
MOST_WARNINGS = 50
_URL = 2_000

_EVEN = Level()


@dataclass(frozen=True, slots=True)
class Shown:
    """The file that a clip shows, as far as it is told: where it is, what it is called, and by which
    of our own facts it is known again."""

    url: str = ""
    name: str = ""
    kind: MediaKind | None = None
    sha256: str | None = None
    take: UUID | None = None
    asset: UUID | None = None

    @property
    def file(self) -> str:
        """The last part of its path, without its ending and whatever its case."""
        last = (self.name or self.url).replace("\\", "/").rpartition("/")[2]
        return last.rpartition(".")[0] or last


@dataclass(frozen=True, slots=True)
class ReadClip:
    """A clip, or a sound: where it lies, on which track (the lowest is 0), the frame of its file that
    it begins with, in the timeline's rate. `clip` is ours, where the file still says so. What is not
    `enabled` is not seen. Not every file tells of a sound how loud it is (`levelled`), nor whether it
    is muted (`switched`)."""

    name: str
    span: Span
    track: int = 0
    source: int = 0
    shown: Shown | None = None
    note: str = ""
    clip: UUID | None = None
    transition: Transition | None = None
    level: Level = _EVEN
    enabled: bool = True
    row: Literal["clip", "track"] = "clip"
    levelled: bool = True
    switched: bool = True


@dataclass(frozen=True, slots=True)
class ReadSection:
    """A scene, or what is marked as if it were one."""

    name: str
    span: Span
    scene: UUID | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """Of a timeline of which a document tells a part: the track, of pictures or what is `heard`, and
    the frames."""

    track: int
    span: Span
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """`begins` is the frame that its timecode counts its first as. Clips and sounds lie in the order
    of the film. A `part` is told where there may be more than was read."""

    name: str
    rate: Fraction
    clips: tuple[ReadClip, ...]
    sounds: tuple[ReadClip, ...] = ()
    sections: tuple[ReadSection, ...] = ()
    width: int | None = None
    height: int | None = None
    begins: int = 0
    drop: bool = False
    part: Part | None = None
    warnings: tuple[str, ...] = ()

    @property
    def length(self) -> int:
        return max((one.span.end for one in (*self.clips, *self.sounds)), default=0)


class Gathering:
    """What a reader finds, in seconds, until it is known whole. Raises UserError for too much of it."""

    def __init__(self, rate: Fraction) -> None:
        self.rate = rate
        self.clips: list[ReadClip] = []
        self.sounds: list[ReadClip] = []
        self.sections: list[ReadSection] = []
        self._warnings: dict[str, int] = {}
        self._steps = 0

    def step(self, depth: int) -> None:
        """Before each thing that is looked into: nesting can make a small document endless."""
        self._steps += 1
        if depth > MOST_DEPTH or self._steps > MOST_STEPS:
            refuse("Its timelines are nested too deeply, or too often, to be read.")

    def warn(self, words: str) -> None:
        """Something that could not be taken; the same words are told once, with how often."""
        if words in self._warnings or len(self._warnings) < MOST_WARNINGS:
            self._warnings[words] = self._warnings.get(words, 0) + 1

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(
            words if count == 1 else f"{words} ({count} times)"
            for words, count in self._warnings.items()
        )

    def add(self, clip: ReadClip, *, heard: bool = False) -> None:
        if len(self.clips) + len(self.sounds) >= MOST_CLIPS:
            refuse(f"A timeline of more than {MOST_CLIPS:,} clips cannot be read.")
        (self.sounds if heard else self.clips).append(clip)

    def frame(self, seconds: Fraction) -> int:
        return bounded(seconds_to_frame(seconds, self.rate))

    def span(self, start: Fraction, end: Fraction) -> Span:
        """By its edges; what would take no frame takes one, what begins too early begins with it."""
        first = max(0, self.frame(start))
        return Span(first, max(first + 1, self.frame(end)))

    def mark(self, name: str, start: int, scene: UUID | None = None) -> None:
        """A scene begins here; the earliest `MOST_SECTIONS` are kept."""
        if len(self.sections) < MOST_SECTIONS:
            self.sections.append(ReadSection(line_of(name), Span(start, start), scene))
        else:
            self.warn(f"More than {MOST_SECTIONS:,} markers: the others are left out")

    def ordered(self) -> tuple[tuple[ReadClip, ...], tuple[ReadClip, ...]]:
        def place(one: ReadClip) -> tuple[Span, int]:
            return one.span, one.track

        return tuple(sorted(self.clips, key=place)), tuple(sorted(self.sounds, key=place))

    def scenes(self) -> tuple[ReadSection, ...]:
        """Each up to where the next begins, the last to the end. Where one of ours says how long it
        is, it is that long."""
        order = sorted(self.sections, key=lambda one: one.span)
        end = max((one.span.end for one in (*self.clips, *self.sounds)), default=0)
        found = []
        for rank, one in enumerate(order):
            until = order[rank + 1].span.start if rank + 1 < len(order) else end
            span = Span(one.span.start, max(one.span.start, until))
            if one.span.end > one.span.start:
                span = one.span
            found.append(ReadSection(one.name, span, one.scene))
        return tuple(found)


def bounded(frame: int) -> int:
    """The frame, or a UserError where no timeline has it."""
    if not -MAX_FRAME <= frame <= MAX_FRAME:
        refuse(f"It tells of a time beyond frame {MAX_FRAME:,}: no film is that long.")
    return frame


def exact_rate(told: float | Fraction) -> Fraction:
    """The rate that a number stands for: 23.976 and 23.98 are 24000/1001. Raises UserError."""
    if not 0 < told <= MAX_RATE:
        refuse(f"{float(told):g} frames a second is no frame rate.")
    value = Fraction(told)
    for base in (24, 30, 48, 60, 120):
        if abs(value - Fraction(base * 1000, 1001)) < Fraction(1, 200):
            return Fraction(base * 1000, 1001)
    found = value.limit_denominator(1001)
    if not found:
        refuse(f"{float(told):g} frames a second is no frame rate.")
    return found


def line_of(text: str) -> str:
    """As a name may be: one line, cut to its length."""
    kept = "".join(" " if unicodedata.category(one) in _BREAKING else one for one in text[:1_000])
    return _text(kept)[:NAME].strip()


def words_of(text: str) -> str:
    """As a caption may be."""
    return _text(text[:PROMPT])


def url_of(text: str) -> str:
    return _text(text[:_URL])


def refuse(words: str, *, code: ErrorCode | None = None) -> NoReturn:
    raise refusal(words, code=code)


def refusal(words: str, *, code: ErrorCode | None = None) -> UserError:
    return UserError(words, field=["text"], code=code)


def numbered(clips: Sequence[ReadClip]) -> int:
    """How many tracks they take."""
    return max((one.track + 1 for one in clips), default=0)


_BREAKING = frozenset({"Cc", "Zl", "Zp"})


def _text(text: str) -> str:
    return "".join(one for one in text if one != "\x00" and not "\ud800" <= one <= "\udfff")
