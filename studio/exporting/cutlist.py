"""The cut list: a film as an editing program knows it, from which every format is written. Pure.

All edges are whole frames of the list's rate, counted from its first frame.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction
from typing import Literal
from urllib.parse import quote
from uuid import UUID

from studio.kernel.time import seconds_to_frame
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

HOUR = 3600


class MarkerKind(Enum):
    BEAT = "BEAT"
    BAR = "BAR"


@dataclass(frozen=True, slots=True)
class Media:
    """A file. `name` is its path in the export, unlike all others; of a still, `frames` and `rate` are
    None, as the size is of sound. `facts` is how it was made, in words."""

    id: UUID
    name: str
    kind: MediaKind
    sha256: str
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: Fraction | None = None
    samples: int | None = None
    sample_rate: int | None = None
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def seconds(self) -> Fraction | None:
        """How long it lasts; None for a still, which lasts as long as it is shown."""
        if self.frames is not None and self.rate is not None:
            return Fraction(self.frames) / self.rate
        if self.samples is not None and self.sample_rate:
            return Fraction(self.samples, self.sample_rate)
        return None

    def frames_at(self, rate: Fraction) -> int | None:
        """Its length in frames of another rate, at least one."""
        seconds = self.seconds
        return None if seconds is None else max(1, seconds_to_frame(seconds, rate))


@dataclass(frozen=True, slots=True)
class Transition:
    """How an event comes out of what is before it: over `frames`, half of them (`before`, the smaller
    half) ahead of the cut. What both sides show there beyond their edges are their handles."""

    kind: TransitionKind
    frames: int

    @property
    def before(self) -> int:
        return self.frames // 2


@dataclass(frozen=True, slots=True)
class Level:
    """How loud a sound is: `gain` in decibels, fades in frames of the list."""

    gain: float = 0.0
    fade_in: int = 0
    fade_out: int = 0
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A clip, or a track of sound, in the cut. `span` is where; `media` is what it shows, None where
    that is nothing yet. `source` is the frame of the media, in the list's rate, that it begins with.
    `alternates` are other takes that it could show. Of sound, `heard_from` is where in its file it
    begins, in seconds and exact. `row` is the kind of its id."""

    clip: UUID
    name: str
    span: Span
    media: Media | None = None
    source: int = 0
    note: str = ""
    alternates: tuple["Media", ...] = ()
    transition: Transition | None = None
    level: Level = Level()
    heard_from: Fraction | None = None
    row: Literal["clip", "track"] = "clip"

    def seconds_from(self, rate: Fraction) -> Fraction:
        """Where in its file it begins, in seconds; `rate` is the list's."""
        return self.source / rate if self.heard_from is None else self.heard_from

    @property
    def heard(self) -> bool:
        """Whether it is of sound alone."""
        return self.media is not None and self.media.kind is MediaKind.AUDIO


Track = tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A scene, with the frames it takes."""

    scene: UUID
    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Marker:
    """A frame with a name: a beat of the music, the first of a bar."""

    frame: int
    name: str
    kind: MarkerKind


@dataclass(frozen=True, slots=True)
class CutList:
    """`tracks` are of pictures, the lowest first, and `sounds` of what is heard; on each, events
    follow one another without overlapping. `begins` is the frame that the timecode counts its first frame as."""

    project: UUID
    name: str
    timecode: Timecode
    width: int
    height: int
    sections: tuple[Section, ...]
    tracks: tuple[Track, ...]
    sounds: tuple[Track, ...]
    begins: int
    markers: tuple[Marker, ...] = ()

    @property
    def rate(self) -> Fraction:
        return self.timecode.rate

    @property
    def file_name(self) -> str:
        """The film's name as that of a file, without an ending."""
        return slug(self.name) or "film"

    @property
    def length(self) -> int:
        """Frames from the first to the last."""
        ends = [section.span.end for section in self.sections]
        ends += [event.span.end for event in self.events]
        return max(ends, default=0)

    @property
    def events(self) -> Iterator[Event]:
        return (event for track in (*self.tracks, *self.sounds) for event in track)

    def section_at(self, frame: int) -> Section | None:
        """The scene that lies there; of several the last that begins."""
        before = [section for section in self.sections if section.span.start <= frame]
        return before[-1] if before else None

    @property
    def media(self) -> dict[UUID, Media]:
        """Each file that is shown or heard, or could be, once, in the order of the film."""
        found: dict[UUID, Media] = {}
        for event in sorted(self.events, key=lambda one: one.span):
            for media in (*([event.media] if event.media else ()), *event.alternates):
                found.setdefault(media.id, media)
        return found


def slug(text: str) -> str:
    """Letters, digits and hyphens of a text, as every file system keeps them; 60 at most."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9]+", "-", bare)[:60].strip("-")


def stem_of(media: Media) -> str:
    """The name of its file without folders and ending."""
    return media.name.rpartition("/")[2].rpartition(".")[0]


def url_of(media: Media, folder: str) -> str:
    """Where its file is as a URL: beside the document, or in a folder of a machine
    (`/Volumes/film`, `D:\\film`)."""
    path = quote(media.name)
    if not folder:
        return path
    root = quote(folder.replace("\\", "/").strip("/"), safe="/:")
    return f"file:///{root}/{path}" if root else f"file:///{path}"


def first_hour(timecode: Timecode) -> int:
    """The frame called 01:00:00:00, where films begin by custom."""
    return timecode.read(f"01:00:00{';' if timecode.drop else ':'}00")


def tracks_of(events: Iterable[Event]) -> tuple[Track, ...]:
    """Each event on the lowest track that is free where it begins: above those it overlaps."""
    tracks: list[list[Event]] = []
    for event in sorted(events, key=lambda one: (one.span, one.clip)):
        free = next((track for track in tracks if track[-1].span.end <= event.span.start), None)
        if free is None:
            tracks.append(free := [])
        free.append(event)
    return tuple(tuple(track) for track in tracks)


def holes(track: Sequence[Event], end: int) -> Iterator[Span | Event]:
    """The events of a track with what is empty before, between and, up to `end`, behind them."""
    reached = 0
    for event in track:
        if event.span.start > reached:
            yield Span(reached, event.span.start)
        yield event
        reached = event.span.end
    if reached < end:
        yield Span(reached, end)
