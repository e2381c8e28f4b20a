"""Final Cut Pro XML, versions 1.9 to 1.13; Resolve and Premiere (by converters) read it, too.

Grounds: Apple's document types. What is written lies in what all these versions have in common.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from studio.exporting.cutlist import HOUR, CutList, Event, Media, Track, holes
from studio.exporting.formats.document import Document
from studio.exporting.formats.fcpxml_resources import (
    CONFORMED,
    Resources,
    put_facts,
    shown_by,
    time_of,
)
from studio.exporting.formats.joints import Joint, joints_of
from studio.exporting.formats.xml import text_of
from studio.kernel.ids import typed
from studio.kernel.time import seconds_to_frame
from studio.library.media import MediaKind
from studio.timeline.rules import Span

VERSIONS = ("1.9", "1.10", "1.11", "1.12", "1.13")


@dataclass(frozen=True, slots=True)
class _Placed:
    """What lies in the spine: where, and the frame of its own that it starts with."""

    span: Span
    start: int
    element: Element


def write_fcpxml(cut: CutList, *, version: str = VERSIONS[0], folder: str = "") -> Document:
    """The cut, its lowest track as the primary storyline and the others connected to it. `folder`
    is where the files will be: a path from the root, or nothing where they are beside it."""
    if version not in VERSIONS:
        raise ValueError(version)
    root = Element("fcpxml", version=version)
    _Writer(cut, folder, root).write()
    indent(root)
    text = tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE fcpxml>\n'
    return Document(f"{cut.file_name}.fcpxml", "application/xml", f"{head}{text}\n")


class _Writer:
    def __init__(self, cut: CutList, folder: str, root: Element) -> None:
        self._cut = cut
        self._root = root
        self._length = cut.length
        self._resources = Resources(SubElement(root, "resources"), cut, folder)
        self._facts: list[tuple[Element, dict[str, str]]] = []

    def write(self) -> None:
        cut = self._cut
        form = self._resources.format(cut.width, cut.height, cut.rate)
        for media, clips in shown_by(cut):
            self._resources.asset(media, clips)
        library = SubElement(self._root, "library")
        event = SubElement(library, "event", name=text_of(cut.name))
        project = SubElement(event, "project", name=text_of(cut.name))
        sequence = SubElement(
            project,
            "sequence",
            format=form,
            duration=self._time(self._length),
            tcStart=self._time(cut.begins),
            tcFormat="DF" if cut.timecode.drop else "NDF",
            audioLayout="stereo",
            audioRate="48k",
        )
        self._spine(SubElement(sequence, "spine"))
        for element, facts in self._facts:
            put_facts(element, facts)

    def _spine(self, spine: Element) -> None:
        """The lowest track; then what is connected to it, since marks come behind that."""
        items = list(self._primary(spine))
        starts = [item.span.start for item in items]

        def under(frame: int) -> _Placed:
            return items[bisect_right(starts, frame) - 1]

        for lane, track in enumerate(self._cut.tracks[1:], start=1):
            for line in _lines(track):
                self._storyline(under(line[0][0].span.start), line, lane)
        for lane, track in enumerate(self._cut.sounds, start=1):
            for event in track:
                self._connect(under(event.span.start), event, -lane)
        for lane, event, media in _others(self._cut):
            self._alternate(under(event.span.start), event, media, lane)
        marks = [(one.span.start, one.name or "Scene") for one in self._cut.sections]
        marks += [(one.frame, one.name) for one in self._cut.markers]
        for frame, name in sorted(marks):
            if frame < self._length:
                self._mark(under(frame), frame, name)

    def _primary(self, spine: Element) -> Iterator[_Placed]:
        primary = self._cut.tracks[0] if self._cut.tracks else ()
        joints = iter(joints_of(primary))
        for item in holes(primary, self._length):
            span = item.span if isinstance(item, Event) else item
            if isinstance(item, Event) and (joint := next(joints)):
                self._transition(spine, joint, self._cut.begins + span.start)
            element = self._item(spine, item, self._cut.begins + span.start)
            yield _Placed(span, self._start(item), element)

    def _item(self, parent: Element, item: Event | Span, offset: int) -> Element:
        """What stands in the spine: a picture, a film, or a gap where nothing is seen."""
        span = item.span if isinstance(item, Event) else item
        times = {
            "offset": self._time(offset),
            "start": self._time(self._start(item)),
            "duration": self._time(span.duration),
        }
        media = item.media if isinstance(item, Event) else None
        if isinstance(item, Event) and media:
            element = self._shown(parent, item, media, times)
        else:
            name = text_of(item.name) if isinstance(item, Event) and item.name else "Gap"
            element = SubElement(parent, "gap", {"name": name, **times})
        if isinstance(item, Event):
            self._say(element, item)
        return element

    def _shown(self, parent: Element, event: Event, media: Media, times: dict[str, str]) -> Element:
        still = media.kind is MediaKind.IMAGE
        named = {"ref": self._resources.assets[media.id], "name": text_of(event.name)}
        return SubElement(parent, "video" if still else "asset-clip", {**named, **times})

    def _say(self, element: Element, event: Event) -> None:
        """What is told of a clip besides what it shows, in the order that is asked for."""
        media = event.media
        if event.note:
            SubElement(element, "note").text = text_of(event.note)
        if media and media.rate and media.rate != self._cut.rate and media.rate in CONFORMED:
            SubElement(element, "conform-rate", srcFrameRate=CONFORMED[media.rate])
        if media and media.kind is MediaKind.AUDIO:
            element.set("audioRole", "music" if event.row == "track" else "effects")
            self._level(element, event)
        if element.tag != "video":
            self._facts.append((element, _facts(event)))

    def _level(self, element: Element, event: Event) -> None:
        level = event.level
        if level.muted:
            element.set("enabled", "0")
        if not (level.gain or level.fade_in or level.fade_out):
            return
        volume = SubElement(element, "adjust-volume", amount=f"{level.gain:g}dB")
        if level.fade_in or level.fade_out:
            amount = SubElement(volume, "param", name="amount")
            for name, frames in (("fadeIn", level.fade_in), ("fadeOut", level.fade_out)):
                if frames:
                    SubElement(amount, name, type="linear", duration=self._time(frames))

    def _transition(self, spine: Element, joint: Joint, cut: int) -> None:
        """`cut` is where its two sides meet, in the time of the spine."""
        ref, name = self._resources.effect(joint.kind)
        element = SubElement(
            spine,
            "transition",
            name=name,
            offset=self._time(cut - joint.ahead),
            duration=self._time(joint.frames),
        )
        SubElement(element, "filter-video", ref=ref, name=name)

    def _start(self, item: Event | Span) -> int:
        """Stills and gaps begin an hour in, and so have something before them to blend with."""
        media = item.media if isinstance(item, Event) else None
        return self._begin(media, item.source if isinstance(item, Event) else 0)

    def _begin(self, media: Media | None, source: int) -> int:
        if media is not None and media.kind is not MediaKind.IMAGE:
            return source
        return seconds_to_frame(Fraction(HOUR), self._cut.rate)

    def _mark(self, item: _Placed, frame: int, name: str) -> None:
        at = self._time(item.start + frame - item.span.start)
        value = text_of(name) or "Scene"
        SubElement(item.element, "marker", start=at, duration=self._time(1), value=value)

    def _connect(self, item: _Placed, event: Event, lane: int) -> None:
        """Where connected clips lie is told in the time of what they are connected to."""
        at = item.start + event.span.start - item.span.start
        self._item(item.element, event, at).set("lane", str(lane))

    def _storyline(self, item: _Placed, line: "_Line", lane: int) -> None:
        """Clips that are blended stand in a storyline, whose time begins with the first."""
        first = line[0][0]
        if not any(joint for _, joint in line):
            self._connect(item, first, lane)
            return
        at = self._time(item.start + first.span.start - item.span.start)
        spine = SubElement(item.element, "spine", lane=str(lane), offset=at)
        for event, joint in line:
            begins = event.span.start - first.span.start
            if joint:
                self._transition(spine, joint, begins)
            self._item(spine, event, begins)

    def _alternate(self, item: _Placed, event: Event, media: Media, lane: int) -> None:
        """Another take, above all that is seen and switched off."""
        times = {
            "lane": str(lane),
            "offset": self._time(item.start + event.span.start - item.span.start),
            "start": self._time(self._begin(media, event.source)),
            "duration": self._time(event.span.duration),
            "enabled": "0",
        }
        tag = "video" if media.kind is MediaKind.IMAGE else "asset-clip"
        named = {"ref": self._resources.assets[media.id], "name": text_of(event.name)}
        element = SubElement(item.element, tag, {**named, **times})
        if tag == "asset-clip":
            self._facts.append((element, {"alternate": typed(event.row, event.clip)}))

    def _time(self, frames: int) -> str:
        return time_of(frames, self._cut.rate)


_Line = list[tuple[Event, Joint | None]]


def _lines(track: Track) -> Iterator[_Line]:
    """Runs of events that are blended into one another; those that show nothing are left out."""
    shown = tuple(event for event in track if event.media)
    line: _Line = []
    for event, joint in zip(shown, joints_of(shown, in_holes=False), strict=True):
        if line and not (joint and joint.out):
            yield line
            line = []
        line.append((event, joint))
    if line:
        yield line


def _others(cut: CutList) -> Iterator[tuple[int, Event, Media]]:
    """The takes that are not shown, with the lane of each: above all tracks, those of one track below
    those of the next."""
    counts = [max((len(event.alternates) for event in track), default=0) for track in cut.tracks]
    floors = accumulate(counts, initial=max(1, len(cut.tracks)))
    for floor, track in zip(floors, cut.tracks, strict=False):
        for event in track:
            for place, media in enumerate(event.alternates):
                yield floor + place, event, media


def _facts(event: Event) -> dict[str, str]:
    facts: dict[str, str] = {event.row: typed(event.row, event.clip)}
    if event.transition:
        facts["transition"] = f"{event.transition.kind.value} {event.transition.frames}"
    if event.heard_from is not None:
        facts["heardFrom"] = str(event.heard_from)
    return facts
