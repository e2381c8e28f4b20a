"""Final Cut Pro XML of any version and program.

Grounds: Apple's description of FCPXML. Each element tells in the time of what holds it where it
lies (`offset`), and begins at a time of its own (`start`), in which what it holds tells in turn.
"""

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from xml.etree.ElementTree import Element

from studio.exporting.cutlist import Level, Transition
from studio.importing.readers.fcpxml_parts import (
    OURS,
    facts_of,
    id_in,
    lane_of,
    only_clip,
    seconds_of,
    shown_by,
    whole_of,
)
from studio.importing.readers.markup import tree_of
from studio.importing.readers.words import transition_kind
from studio.importing.reading import (
    Gathering,
    ReadClip,
    Reading,
    exact_rate,
    line_of,
    refuse,
    words_of,
)
from studio.library.media import MediaKind
from studio.timeline.transitions import LONGEST_TRANSITION, TransitionKind

_DECIBELS = re.compile(r"([+-]?\d{1,4}(?:\.\d{1,9})?)dB")
_SHOWN = frozenset({"asset-clip", "video", "audio", "clip"})
_NESTED = frozenset({"ref-clip", "sync-clip", "mc-clip"})
_PLACED = _SHOWN | _NESTED | {"gap", "title", "audition", "spine"}
_GAPS = frozenset({"", "gap"})
_ENDLESS = Fraction(2**40)
_SILENT = -96.0
_BEAT = re.compile(r"(?:beat|bar)\b.*", re.IGNORECASE)


def read_fcpxml(text: str) -> Reading:
    """The first project of a document. Raises UserError."""
    root = tree_of(text)
    if root.tag != "fcpxml":
        refuse("This XML is no FCPXML. Export the project as Final Cut Pro XML.")
    projects = list(root.iter("project"))
    if not projects or projects[0].find("sequence") is None:
        refuse("This FCPXML has no project with a sequence. Select the project and export it.")
    reading = _Reader(root, projects[0]).read()
    if len(projects) > 1:
        also = f"Of {len(projects)} projects the first was read"
        return replace(reading, warnings=(*reading.warnings, also))
    return reading


@dataclass(frozen=True, slots=True)
class _Place:
    """`at` is the second of the film that the time `local` of what holds something is. What lies
    outside of `first` to `last`, in the film, is not seen."""

    at: Fraction
    local: Fraction
    first: Fraction
    last: Fraction
    lane: int = 0
    depth: int = 0
    enabled: bool = True

    def when(self, local: Fraction) -> Fraction:
        return self.at + local - self.local


class _Reader:
    def __init__(self, root: Element, project: Element) -> None:
        resources = root.find("resources")
        self._resources = {
            one.get("id", ""): one for one in (resources if resources is not None else ())
        }
        self._project = project
        sequence = project.find("sequence")
        assert sequence is not None
        self._sequence = sequence
        form = self._resources.get(sequence.get("format", ""))
        self._form = form if form is not None else Element("format")
        self._found = Gathering(self._rate())
        self._lanes: dict[int, int] = {}
        self._mine = not any(one.tag == "asset" for one in self._resources.values()) or any(
            md.get("key", "").startswith(OURS) for md in root.iter("md")
        )

    def read(self) -> Reading:
        found, begins = self._found, seconds_of(self._sequence.get("tcStart")) or Fraction(0)
        spine = self._sequence.find("spine")
        if spine is not None:
            self._row(spine, _Place(Fraction(0), begins, Fraction(0), _ENDLESS))
        clips, sounds = found.ordered()
        width, height = (whole_of(self._form.get(name)) for name in ("width", "height"))
        return Reading(
            line_of(self._project.get("name", "")),
            found.rate,
            self._ranked(clips),
            self._ranked(sounds),
            found.scenes(),
            width,
            height,
            max(0, found.frame(begins)),
            drop=self._sequence.get("tcFormat") == "DF",
            warnings=found.warnings,
        )

    def _rate(self) -> Fraction:
        frame = seconds_of(self._form.get("frameDuration"))
        return exact_rate(1 / frame) if frame and frame > 0 else Fraction(24)

    def _ranked(self, clips: tuple[ReadClip, ...]) -> tuple[ReadClip, ...]:
        """With lanes, which may be any numbers, as ranks: sound counts downwards."""
        lanes = sorted({one.track for one in clips}, key=lambda lane: (abs(lane), lane))
        rank = {lane: place for place, lane in enumerate(lanes)}
        return tuple(replace(one, track=rank[one.track]) for one in clips)

    def _row(self, parent: Element, place: _Place) -> None:
        """What follows one another; who does not say where it lies does so behind the last."""
        self._found.step(place.depth)
        reached = place.local
        comes: tuple[Transition, Fraction] | None = None
        for child in parent:
            offset = seconds_of(child.get("offset"))
            if child.tag == "transition":
                start = reached if offset is None else offset
                made = self._transition(child)
                comes = (made, start) if made else None
                continue
            if child.tag not in _PLACED:
                continue
            lane = whole_of(child.get("lane")) or 0
            at = reached if offset is None else offset
            self._item(child, at, replace(place, lane=lane or place.lane), comes and comes[0])
            if not lane:
                reached = at + self._length(child)
            comes = None

    def _item(
        self, item: Element, at: Fraction, place: _Place, comes: Transition | None = None
    ) -> None:
        """Place it, then what is connected to it."""
        self._found.step(place.depth)
        if item.tag == "audition":
            self._audition(item, at, place, comes)
            return
        begins = place.when(at)
        if item.tag == "spine":
            inner = replace(place, at=begins, local=Fraction(0), depth=place.depth + 1)
            self._row(item, inner)
            return
        first = max(begins, place.first)
        last = min(begins + self._length(item), place.last)
        enabled = place.enabled and item.get("enabled", "1") != "0"
        start = self._start(item)
        local = replace(place, at=begins, local=start, depth=place.depth + 1, enabled=enabled)
        if last > first:
            self._seen(item, replace(local, first=first, last=last), comes)
        self._connected(item, local)

    def _seen(self, item: Element, place: _Place, comes: Transition | None) -> None:
        if item.tag == "gap":
            name = line_of(item.get("name", ""))
            if id_in(facts_of(item), "clip") or (self._mine and name.casefold() not in _GAPS):
                self._add(item, place, None, Fraction(0), comes)
        elif item.tag == "title":
            self._found.warn("A title was left out: titles are not taken")
        elif item.tag in {"asset-clip", "video", "audio"}:
            asset = self._resources.get(item.get("ref", ""))
            start = place.local + place.first - place.at
            self._add(item, place, asset, start, comes)
        elif item.tag == "clip":
            self._clip(item, place, comes)
        else:
            self._nested(item, place)

    def _clip(self, item: Element, place: _Place, comes: Transition | None) -> None:
        """A clip shows the picture, or else the sound, that it holds."""
        inside = [
            one for one in item if one.tag in {"video", "audio", "spine"} and not lane_of(one)
        ]
        if not inside or inside[0].tag == "spine":
            for one in inside:
                self._row(one, replace(place, local=place.local, depth=place.depth + 1))
            return
        first = inside[0]
        local = place.local + place.first - place.at
        offset = seconds_of(first.get("offset")) or Fraction(0)
        asset = self._resources.get(first.get("ref", ""))
        self._add(item, place, asset, self._start(first) + local - offset, comes)

    def _nested(self, item: Element, place: _Place) -> None:
        """A timeline within this one: what is seen of it lies where it is seen."""
        inner = replace(place, depth=place.depth + 1)
        if item.tag == "sync-clip":
            for one in (one for one in item if one.tag in _PLACED and not lane_of(one)):
                if one.tag == "spine":
                    self._row(one, inner)
                else:
                    self._item(one, seconds_of(one.get("offset")) or Fraction(0), inner)
            return
        media = self._resources.get(item.get("ref", ""))
        if media is None:
            self._found.warn("A compound clip was left out: what it holds is missing")
            return
        if item.tag == "mc-clip":
            self._angle(item, media, inner)
            return
        sequence = media.find("sequence")
        spine = None if sequence is None else sequence.find("spine")
        if sequence is not None and spine is not None:
            self._row(spine, inner)

    def _angle(self, item: Element, media: Element, place: _Place) -> None:
        wanted = [
            one.get("angleID")
            for one in item.iter("mc-source")
            if one.get("srcEnable", "all") in {"all", "video"}
        ]
        angles = list(media.iter("mc-angle"))
        chosen = [one for one in angles if one.get("angleID") in wanted] or angles
        for angle in chosen[:1]:
            self._row(angle, place)

    def _audition(
        self, item: Element, at: Fraction, place: _Place, comes: Transition | None
    ) -> None:
        """The first is the one that is shown."""
        for one in [one for one in item if one.tag in _PLACED][:1]:
            offset = seconds_of(one.get("offset"))
            inner = replace(place, depth=place.depth + 1, lane=lane_of(one) or place.lane)
            self._item(one, at if offset is None else offset, inner, comes)

    def _connected(self, item: Element, place: _Place) -> None:
        """What hangs on an item tells in the item's own time where it lies, and is seen even where
        the item is not."""
        for one in item:
            if one.tag == "marker":
                self._mark(one, place)
            elif one.tag in _PLACED and lane_of(one):
                lane = place.lane + lane_of(one)
                offset = seconds_of(one.get("offset"))
                self._item(
                    one, place.local if offset is None else offset, replace(place, lane=lane)
                )

    def _mark(self, marker: Element, place: _Place) -> None:
        name = marker.get("value", "")
        start = seconds_of(marker.get("start"))
        if start is not None and not _BEAT.fullmatch(name) and marker.get("completed") is None:
            self._found.mark(name, max(0, self._found.frame(place.when(start))))

    def _add(
        self,
        item: Element,
        place: _Place,
        asset: Element | None,
        start: Fraction,
        comes: Transition | None,
    ) -> None:
        """One that shows the asset from `start` of the asset's time."""
        shown = shown_by(asset) if asset is not None and asset.tag == "asset" else None
        still = shown is not None and shown.kind is MediaKind.IMAGE
        begins = seconds_of(asset.get("start")) if asset is not None else None
        facts = facts_of(item)
        clip, track = id_in(facts, "clip") or only_clip(asset), id_in(facts, "track")
        if item.find("timeMap") is not None:
            self._found.warn("A change of speed was not taken: the clip keeps its place")
        heard = shown is not None and shown.kind is MediaKind.AUDIO
        note = item.find("note")
        level = self._level(item)
        if heard:
            level = replace(level, muted=level.muted or not place.enabled)
        self._found.add(
            ReadClip(
                line_of(item.get("name", "")),
                self._found.span(place.first, place.last),
                place.lane,
                0 if still or not shown else max(0, self._found.frame(start - (begins or 0))),
                shown,
                words_of((note.text or "") if note is not None else ""),
                track or clip,
                comes,
                level,
                heard or place.enabled,
                "track" if track else "clip",
            ),
            heard=heard,
        )

    def _level(self, item: Element) -> Level:
        volume = item.find("adjust-volume")
        if volume is None:
            return Level()
        gain = _DECIBELS.fullmatch(volume.get("amount", "0dB"))
        fades = [0, 0]
        for rank, name in enumerate(("fadeIn", "fadeOut")):
            for fade in volume.iter(name):
                seconds = seconds_of(fade.get("duration")) or Fraction(0)
                fades[rank] = max(0, self._found.frame(seconds))
        decibels = float(gain[1]) if gain else 0.0
        gained = min(12.0, max(-60.0, decibels))
        return Level(gained, fades[0], fades[1], muted=decibels <= _SILENT)

    def _transition(self, item: Element) -> Transition | None:
        frames = self._found.frame(seconds_of(item.get("duration")) or Fraction(0))
        names = [item.get("name", ""), *(one.get("name", "") for one in item)]
        names += [self._effect(one) for one in item]
        kinds = (transition_kind(name) for name in names)
        kind = next((one for one in kinds if one), TransitionKind.DISSOLVE)
        return Transition(kind, min(frames, LONGEST_TRANSITION)) if frames > 0 else None

    def _effect(self, item: Element) -> str:
        effect = self._resources.get(item.get("ref", ""))
        return "" if effect is None else effect.get("name", "")

    def _start(self, item: Element) -> Fraction:
        """Its own time that it begins at: of an asset's clip, the asset's, if it does not say."""
        told = seconds_of(item.get("start"))
        if told is not None:
            return told
        asset = self._resources.get(item.get("ref", ""))
        if asset is not None and item.tag in {"asset-clip", "video", "audio"}:
            return seconds_of(asset.get("start")) or Fraction(0)
        return Fraction(0)

    def _length(self, item: Element) -> Fraction:
        told = seconds_of(item.get("duration"))
        if told is not None:
            return max(Fraction(0), told)
        if item.tag in {"spine", "audition"}:
            inner = [self._length(one) for one in item if one.tag in _PLACED and not lane_of(one)]
            return sum(inner[:1] if item.tag == "audition" else inner, Fraction(0))
        source = self._resources.get(item.get("ref", ""))
        if source is not None and source.tag == "media":
            source = source.find("sequence")
        return Fraction(0) if source is None else seconds_of(source.get("duration")) or Fraction(0)
