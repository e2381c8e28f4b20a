"""OpenTimelineIO of any program.

Its JSON is read by itself: the library for it is written in C++ and trusts what it reads.
Grounds: the schemata of OpenTimelineIO 0.12 to 0.18.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from studio.exporting.cutlist import Level, Transition
from studio.exporting.formats.otio import OURS
from studio.importing.readers.otio_parts import (
    MOST_RATE,
    Object,
    Window,
    id_of,
    kind_of,
    number_of,
    objects_in,
    range_of,
    seconds_of,
    times_in,
    whole_of,
    word_of,
)
from studio.importing.readers.words import is_still, transition_kind
from studio.importing.reading import (
    Gathering,
    ReadClip,
    Reading,
    ReadSection,
    Shown,
    exact_rate,
    line_of,
    refusal,
    refuse,
    url_of,
    words_of,
)
from studio.kernel.time import MAX_FRAME, parse_rate
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import LONGEST_TRANSITION, TransitionKind


def read_otio(found: Object) -> Reading:
    """The timeline of such a document, which is JSON already. Raises UserError."""
    timeline = _timeline(found)
    return _Reader(timeline).read()


def _timeline(found: Object) -> Object:
    kind = kind_of(found)
    if kind == "Timeline":
        return found
    if kind == "SerializableCollection":
        timelines = [one for one in objects_in(found.get("children")) if kind_of(one) == "Timeline"]
        if timelines:
            return timelines[0]
    raise refusal("This OpenTimelineIO document has no timeline. Export a timeline.")


@dataclass(slots=True)
class _Placing:
    """Where the children of something come to lie: what of its time is seen, and when."""

    begins: Fraction
    window: Window
    track: int
    heard: bool
    depth: int = 0


@dataclass(frozen=True, slots=True)
class _Blend:
    """A transition as it lies; `untouched` if it is still as we wrote it."""

    made: Transition
    untouched: bool


class _Reader:
    def __init__(self, timeline: Object) -> None:
        self._timeline = timeline
        self._facts = _ours(timeline)
        self._found = Gathering(self._rate())

    def read(self) -> Reading:
        timeline, found = self._timeline, self._found
        stack = timeline.get("tracks")
        if not isinstance(stack, Mapping):
            refuse("This timeline has no tracks.")
        seen = heard = 0
        for track in objects_in(stack.get("children")):
            if kind_of(track) not in {"Track", "Stack"}:
                continue
            sound = track.get("kind") == "Audio"
            place = _Placing(Fraction(0), (Fraction(0), _ENDLESS), heard if sound else seen, sound)
            self._children(track, place)
            heard, seen = heard + sound, seen + (not sound)
        self._markers(stack)
        clips, sounds = found.ordered()
        begins = seconds_of(timeline.get("global_start_time"))
        width, height = (whole_of(self._facts.get(name)) for name in ("width", "height"))
        return Reading(
            line_of(word_of(timeline.get("name"))),
            found.rate,
            clips,
            sounds,
            found.scenes(),
            width,
            height,
            max(0, found.frame(begins or Fraction(0))),
            drop=self._facts.get("drop") is True,
            warnings=found.warnings,
        )

    def _rate(self) -> Fraction:
        """As we wrote it; else that of its first frame, or of the first clip that has one."""
        told = self._facts.get("rate")
        if isinstance(told, str):
            return parse_rate(told)
        begins = self._timeline.get("global_start_time")
        for one in (begins, *times_in(self._timeline.get("tracks"), 0)):
            rate = number_of(one.get("rate")) if isinstance(one, Mapping) else None
            if rate is not None and 1 <= rate <= MOST_RATE:
                return exact_rate(rate)
        return Fraction(24)

    def _children(self, parent: Object, place: _Placing) -> None:
        """Of a track, one after another; each begins where the one before it ended."""
        self._found.step(place.depth)
        if kind_of(parent) == "Stack":
            for rank, child in enumerate(objects_in(parent.get("children"))):
                self._item(child, Fraction(0), replace(place, track=place.track + rank))
            return
        reached = Fraction(0)
        before: _Blend | None = None
        for child in objects_in(parent.get("children")):
            if kind_of(child) == "Transition":
                before = self._transition(child)
                continue
            reached += self._item(child, reached, place, before)
            before = None

    def _item(
        self, item: Object, at: Fraction, place: _Placing, comes: "_Blend | None" = None
    ) -> Fraction:
        """Place what is seen of an item that begins `at` in its parent; answers how long it is."""
        self._found.step(place.depth)
        start, length = self._range(item, place.depth)
        first = max(at, place.window[0])
        last = min(at + length, place.window[1])
        kind = kind_of(item)
        if last <= first or kind == "Gap":
            return length
        begins = place.begins + first - place.window[0]
        if kind == "Clip":
            span = self._found.span(begins, begins + last - first)
            self._clip(item, span, start + first - at, place, comes)
        elif kind in {"Stack", "Track"}:
            window = (start + first - at, start + last - at)
            inner = _Placing(begins, window, place.track, place.heard, place.depth + 1)
            self._children(item, inner)
        else:
            self._found.warn(f"A {line_of(kind) or 'nameless'} was left out: it is not known here")
        return length

    def _clip(
        self, item: Object, span: Span, start: Fraction, place: _Placing, comes: "_Blend | None"
    ) -> None:
        facts = _ours(item)
        reference = _reference(item)
        shown = _shown(reference)
        if any("TimeWarp" in kind_of(one) for one in objects_in(item.get("effects"))):
            self._found.warn("A change of speed was not taken: the clip keeps its place")
        clip, track = id_of(facts.get("clip"), "clip"), id_of(facts.get("track"), "track")
        kind = shown.kind if shown else None
        available = range_of(reference.get("available_range"))
        source = start - (available[0] if available else 0)
        enabled, level = item.get("enabled") is not False, _level(facts.get("level"))
        if place.heard:
            enabled, level = True, replace(level, muted=not enabled)
        made = ReadClip(
            line_of(word_of(item.get("name"))),
            span,
            place.track,
            0 if kind is MediaKind.IMAGE else max(0, self._found.frame(source)),
            shown,
            words_of(word_of(facts.get("note"))),
            clip or track,
            _as_asked(comes, facts),
            level,
            enabled,
            "track" if track else "clip",
            levelled=bool(facts),
        )
        self._found.add(made, heard=place.heard)

    def _range(self, item: Object, depth: int) -> tuple[Fraction, Fraction]:
        """Where in its own time it begins, and how long it is."""
        told = range_of(item.get("source_range"))
        if told is None and kind_of(item) == "Clip":
            told = range_of(_reference(item).get("available_range"))
        if told is None and kind_of(item) in {"Stack", "Track"}:
            told = Fraction(0), self._length(item, depth)
        if told is None:
            self._found.warn("A clip without a length was left out")
            return Fraction(0), Fraction(0)
        return told[0], max(Fraction(0), told[1])

    def _length(self, parent: Object, depth: int) -> Fraction:
        self._found.step(depth)
        lengths = [
            self._range(child, depth + 1)[1]
            for child in objects_in(parent.get("children"))
            if kind_of(child) != "Transition"
        ]
        whole = max(lengths, default=0) if kind_of(parent) == "Stack" else sum(lengths)
        return Fraction(whole)

    def _transition(self, item: Object) -> "_Blend | None":
        facts = _ours(item)
        both = [seconds_of(item.get(name)) or Fraction(0) for name in ("in_offset", "out_offset")]
        frames = self._found.frame(both[0]) + self._found.frame(both[1])
        kinds = (transition_kind(word_of(one)) for one in (facts.get("kind"), item.get("name")))
        kind = next((one for one in kinds if one), TransitionKind.DISSOLVE)
        if frames <= 0:
            return None
        made = Transition(kind, min(frames, LONGEST_TRANSITION))
        return _Blend(made, untouched=facts.get("frames") == frames)

    def _markers(self, stack: Object) -> None:
        """Of those of the whole film, ours say which scene they mark; beats are not scenes."""
        told = [(one, _ours(one)) for one in objects_in(stack.get("markers"))]
        scenes = [one for one in told if "scene" in one[1]]
        for one, facts in scenes or [one for one in told if not one[1]]:
            marked = range_of(one.get("marked_range"))
            if marked is None:
                continue
            start = max(0, self._found.frame(marked[0]))
            name = word_of(one.get("name"))
            self._found.mark(name, start, id_of(facts.get("scene"), "scene"))
            if scenes:
                last = self._found.sections[-1]
                end = self._found.frame(marked[0] + marked[1])
                self._found.sections[-1] = ReadSection(
                    last.name, Span(start, max(start, end)), last.scene
                )


_ENDLESS = Fraction(2**40)


def _shown(reference: Object) -> Shown | None:
    """The file; None for what is missing, or is no file."""
    facts = _ours(reference)
    url = url_of(word_of(reference.get("target_url")))
    kind = kind_of(reference)
    if kind == "ImageSequenceReference":
        url = url_of(word_of(reference.get("target_url_base")))
    if not url and not facts:
        return None
    told = facts.get("kind")
    known = MediaKind(told) if told in MediaKind.__members__ else None
    if known is None and is_still(url) and kind == "ExternalReference":
        known = MediaKind.IMAGE
    sha256 = facts.get("sha256")
    return Shown(
        url,
        line_of(word_of(reference.get("name"))),
        known,
        sha256 if isinstance(sha256, str) and len(sha256) == 64 else None,
        id_of(facts.get("take"), "take"),
        id_of(facts.get("asset"), "asset"),
    )


def _reference(clip: Object) -> Object:
    """The one that is shown of those that a clip can have."""
    many = clip.get("media_references")
    one = clip.get("media_reference")
    if isinstance(many, Mapping):
        key = clip.get("active_media_reference_key")
        one = many.get(key) if isinstance(key, str) else None
        one = one if one is not None else many.get("DEFAULT_MEDIA")
    return one if isinstance(one, Mapping) else {}


def _as_asked(comes: _Blend | None, facts: Object) -> Transition | None:
    """As long as it lies or, if nobody touched it, as it was asked for where there was less room."""
    if comes is None:
        return None
    told = facts.get("transition")
    frames = whole_of(told.get("frames")) if isinstance(told, Mapping) else None
    if comes.untouched and frames and 0 < frames <= LONGEST_TRANSITION:
        return Transition(comes.made.kind, frames)
    return comes.made


def _level(told: Any) -> Level:
    if not isinstance(told, Mapping):
        return Level()
    gain = float(number_of(told.get("gain")) or 0)
    fade_in, fade_out = (
        min(MAX_FRAME, max(0, whole_of(told.get(name)) or 0)) for name in ("fadeIn", "fadeOut")
    )
    muted = told.get("muted") is True
    return Level(min(12.0, max(-60.0, gain)), fade_in, fade_out, muted=muted)


def _ours(item: Object) -> Object:
    metadata = item.get("metadata")
    facts = metadata.get(OURS) if isinstance(metadata, Mapping) else None
    return facts if isinstance(facts, Mapping) else {}
