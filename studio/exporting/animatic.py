"""What an animatic shows, frame by frame, and what it says: planned from the cut list. Pure.

Frames are those of the cut, in its rate. A plan is made of segments, so that it is as small as the
cut, however long the film.
"""

import math
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, Media
from studio.exporting.options import ExportOptions, Quality
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

FARTHEST = 0.08
"""The share of a still that pan and zoom leave out at most."""
SLOW = 0.015
"""That share, a second."""
PREVIEW_PIXELS = 1280 * 720
_LEAST_SIDE = 16
_WHOLE = (0.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Window:
    """What is seen of a still: `size` is a share of its width and of its height, `x` and `y` where
    it begins, in shares of both."""

    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True)
class Motion:
    """From one window to another, slowly at both ends."""

    begins: Window
    ends: Window

    def at(self, share: float) -> Window:
        eased = (1 - math.cos(math.pi * min(1.0, max(0.0, share)))) / 2
        a, b = self.begins, self.ends
        return Window(
            a.x + (b.x - a.x) * eased, a.y + (b.y - a.y) * eased, a.size + (b.size - a.size) * eased
        )


@dataclass(frozen=True, slots=True)
class Layer:
    """An event that is seen. `shown` is from the first to the last frame of it, with what
    transitions show beyond its edges; `motion` is None where it is shown as it is."""

    event: Event
    shown: Span
    motion: Motion | None = None

    def window(self, frame: int) -> Window | None:
        """What of a still is seen in a frame."""
        if self.motion is None:
            return None
        return self.motion.at((frame - self.shown.start) / max(1, self.shown.duration - 1))


@dataclass(frozen=True, slots=True)
class Blend:
    """A transition, over the frames of `span`."""

    kind: TransitionKind
    span: Span

    def share(self, frame: int) -> float:
        """How far it has got in the middle of a frame: 0 is before, 1 after."""
        return (frame - self.span.start + 0.5) / self.span.duration


@dataclass(frozen=True, slots=True)
class Segment:
    """Frames that are made in one way: of `layer`, where there is a `blend` coming out of `under`;
    None is black. `event` is what lies there by the cut, and `scene` the name of its scene."""

    span: Span
    event: Event | None
    scene: str
    layer: Layer | None
    under: Layer | None = None
    blend: Blend | None = None

    @property
    def still(self) -> bool:
        """Whether all its frames are alike."""
        if self.blend is not None:
            return False
        if self.layer is None or self.layer.event.media is None:
            return True
        return self.layer.event.media.kind is MediaKind.IMAGE and self.layer.motion is None


@dataclass(frozen=True, slots=True)
class Plan:
    """Segments cover each frame of `span` once, in order."""

    cut: CutList
    span: Span
    width: int
    height: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    """Frames in which one event, or nothing, lies on top."""

    span: Span
    event: Event | None


def plan_of(cut: CutList, options: ExportOptions) -> Plan:
    """The frames from `first_frame` to `last_frame` of the cut, or all of them."""
    runs = list(_runs(cut))
    blends = _blends(runs)
    layers = _layers(runs, blends, options, cut.rate)
    wanted = range_of(cut, options)
    scenes = _Scenes(cut)
    segments = tuple(
        replace(one, span=within)
        for one in _segments(runs, blends, layers, scenes)
        if (within := _within(one.span, wanted)).duration > 0
    )
    return Plan(cut, wanted, *size_of(cut, options), segments)


def range_of(cut: CutList, options: ExportOptions) -> Span:
    """The frames that are asked for of those there are; none where they lie beyond the film."""
    first = max(0, options.first_frame or 0)
    last = cut.length - 1 if options.last_frame is None else min(options.last_frame, cut.length - 1)
    return Span(first, max(first, last + 1))


def size_of(cut: CutList, options: ExportOptions) -> tuple[int, int]:
    """Width and height in pixels, even; of a preview no more of them than 1280 × 720 has."""
    width, height = options.width or cut.width, options.height or cut.height
    scale = 1.0
    if options.quality is Quality.PREVIEW:
        scale = min(1.0, math.sqrt(PREVIEW_PIXELS / (width * height)))
    return _even(width * scale), _even(height * scale)


def shown_frame(event: Event, frame: int, rate: Fraction) -> int:
    """The frame of its film, in the film's own rate, that an event shows in a frame of the cut:
    the first before there are any, the last where there are no more."""
    media = event.media
    if media is None or not media.frames or not media.rate:
        return 0
    wanted = event.source + frame - event.span.start
    return min(max(0, _own_frame(wanted, media.rate, rate)), media.frames - 1)


def _own_frame(frame: int, own: Fraction, rate: Fraction) -> int:
    """The last frame of its own that begins with this one of the cut or before it; edges are put
    to the nearest, halves up."""
    return math.ceil(Fraction(2 * frame + 1, 2) * own / rate) - 1


def _even(size: float) -> int:
    return max(_LEAST_SIDE, 2 * int(size / 2 + 0.5))


def _within(span: Span, bounds: Span) -> Span:
    return Span(max(span.start, bounds.start), min(span.end, bounds.end))


def _runs(cut: CutList) -> Iterator[_Run]:
    """What is on top, without a hole: the highest track wins."""
    if not cut.length:
        return
    edges = {0, cut.length}
    for track in cut.tracks:
        edges.update(edge for one in track for edge in (one.span.start, one.span.end))
    open_run: _Run | None = None
    ranks = [0] * len(cut.tracks)
    for start, end in pairwise(sorted(edges)):
        event = _on_top(cut, ranks, start)
        if open_run is not None and event is open_run.event:
            open_run = _Run(Span(open_run.span.start, end), event)
            continue
        if open_run is not None:
            yield open_run
        open_run = _Run(Span(start, end), event)
    if open_run is not None:
        yield open_run


def _on_top(cut: CutList, ranks: list[int], frame: int) -> Event | None:
    """`ranks` is how far each track has been read."""
    found: Event | None = None
    for number, track in enumerate(cut.tracks):
        while ranks[number] < len(track) and track[ranks[number]].span.end <= frame:
            ranks[number] += 1
        if ranks[number] < len(track) and track[ranks[number]].span.start <= frame:
            found = track[ranks[number]]
    return found


def _blends(runs: Sequence[_Run]) -> list[Blend | None]:
    """How each run comes out of the one before it. A transition reaches neither beyond the shots
    on its two sides nor into the one before it."""
    blends: list[Blend | None] = []
    free = 0
    for number, run in enumerate(runs):
        wanted = run.event.transition if run.event is not None else None
        cuts = wanted is None or wanted.kind is TransitionKind.CUT
        blend: Blend | None = None
        if run.event is not None and wanted and not cuts and run.span.start == run.event.span.start:
            before = runs[number - 1].span.start if number else 0
            start = max(run.span.start - wanted.before, before, free)
            end = min(run.span.start + wanted.frames - wanted.before, run.span.end)
            if end > start:
                blend = Blend(wanted.kind, Span(start, end))
                free = end
        blends.append(blend)
    return blends


def _layers(
    runs: Sequence[_Run], blends: Sequence[Blend | None], options: ExportOptions, rate: Fraction
) -> list[Layer | None]:
    """What each run shows. An event that another one hides for a while goes on behind it."""
    shown: dict[UUID, Span] = {}
    for number, run in enumerate(runs):
        if run.event is not None:
            goes = blends[number + 1] if number + 1 < len(runs) else None
            spans = [shown.get(run.event.clip, run.event.span)]
            spans += [blend.span for blend in (blends[number], goes) if blend is not None]
            whole = Span(min(one.start for one in spans), max(one.end for one in spans))
            shown[run.event.clip] = whole
    return [
        None if run.event is None else _layer(run.event, shown[run.event.clip], options, rate)
        for run in runs
    ]


def _layer(event: Event, shown: Span, options: ExportOptions, rate: Fraction) -> Layer:
    return Layer(event, shown, motion_of(event, shown, rate) if options.pan_and_zoom else None)


def _segments(
    runs: Sequence[_Run],
    blends: Sequence[Blend | None],
    layers: Sequence[Layer | None],
    scenes: "_Scenes",
) -> Iterator[Segment]:
    reached = 0
    for number, run in enumerate(runs):
        layer, blend = layers[number], blends[number]
        scene = scenes.name_at(run.span.start)
        under = layers[number - 1] if number else None
        if blend is not None and blend.span.end > reached:
            yield Segment(Span(reached, blend.span.end), run.event, scene, layer, under, blend)
            reached = blend.span.end
        goes = blends[number + 1] if number + 1 < len(runs) else None
        plain_end = goes.span.start if goes else run.span.end
        if plain_end > reached:
            yield Segment(Span(reached, plain_end), run.event, scene, layer)
            reached = plain_end
        if goes is not None and run.span.end > reached:
            after = layers[number + 1]
            ahead = Span(reached, run.span.end)
            yield Segment(ahead, run.event, scene, after, layer, goes)
            reached = run.span.end


class _Scenes:
    """The scene that lies at a frame."""

    def __init__(self, cut: CutList) -> None:
        self._sections = sorted(cut.sections, key=lambda one: one.span)
        self._starts = [one.span.start for one in self._sections]

    def name_at(self, frame: int) -> str:
        rank = bisect_right(self._starts, frame)
        return self._sections[rank - 1].name if rank else ""


_WORDS: Sequence[tuple[str, str]] = (
    ("STATIC", r"static|locked(?:[- ]off)?|fixed camera|no movement|hold on"),
    ("IN", r"(?:push|zoom|dolly|move|creep|track)(?:e?s|ing)? in|crash zoom"),
    ("OUT", r"(?:pull|zoom|dolly|move)(?:e?s|ing)? (?:out|back)"),
    ("LEFT", r"(?:pan|track|truck|dolly)(?:s|ning|ing|king)? (?:to the )?left"),
    ("RIGHT", r"(?:pan|track|truck|dolly)(?:s|ning|ing|king)? (?:to the )?right"),
    ("UP", r"(?:tilt|crane|pan|boom)(?:s|ning|ing)? up"),
    ("DOWN", r"(?:tilt|crane|pan|boom)(?:s|ning|ing)? down"),
)
_TOLD = [(name, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for name, words in _WORDS]
_UNTOLD = ("IN", "OUT", "IN", "LEFT", "IN", "RIGHT", "OUT", "IN")
"""What a shot of which nothing is told does, by its id."""


def motion_of(event: Event, shown: Span, rate: Fraction) -> Motion | None:
    """How the camera goes over a still: as its words tell it, else by its id, always the same.
    None for films, which move by themselves, for what shows nothing, and for what stands still."""
    if event.media is None or event.media.kind is not MediaKind.IMAGE:
        return None
    amount = min(FARTHEST, SLOW * float(shown.duration / rate))
    way = _way(event, event.media)
    across, most = _drift(event.clip), 1 - amount
    centred = Window(across * amount, amount / 2, most)
    middle = amount / 2
    ways = {
        "IN": (Window(*_WHOLE), centred),
        "OUT": (centred, Window(*_WHOLE)),
        "LEFT": (Window(amount, middle, most), Window(0.0, middle, most)),
        "RIGHT": (Window(0.0, middle, most), Window(amount, middle, most)),
        "UP": (Window(middle, amount, most), Window(middle, 0.0, most)),
        "DOWN": (Window(middle, 0.0, most), Window(middle, amount, most)),
    }
    return Motion(*ways[way]) if way in ways else None


def _way(event: Event, media: Media) -> str:
    for text in (event.note, media.facts.get("framing", ""), media.facts.get("prompt", "")):
        for name, words in _TOLD:
            if words.search(text):
                return name
    return _UNTOLD[_number(event.clip) % len(_UNTOLD)]


def _drift(clip: UUID) -> float:
    """Where a zoom ends, across: between a third and two thirds of what it leaves out."""
    return (4 + _number(clip) // 8 % 5) / 12


def _number(clip: UUID) -> int:
    """A number of an id, of which neither its beginning nor its end is chance alone."""
    return sum(byte * weight for weight, byte in enumerate(clip.bytes, 1))
