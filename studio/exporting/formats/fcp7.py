"""Final Cut Pro 7 XML ("xmeml"), which Premiere and Resolve read.

Grounds: Apple's Final Cut Pro XML Interchange Format, version 4. Tracks have no gaps: each clip says
where it begins and ends.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from studio.exporting.cutlist import HOUR, CutList, Event, Media, Track, stem_of, url_of
from studio.exporting.formats.document import Document
from studio.exporting.formats.joints import Joint, joints_of
from studio.exporting.formats.xml import text_of
from studio.kernel.timecode import Timecode, is_ntsc
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

_EFFECTS = {
    TransitionKind.DISSOLVE: ("Cross Dissolve", "Dissolve"),
    TransitionKind.FADE: ("Dip to Color Dissolve", "Dissolve"),
    TransitionKind.WIPE: ("Edge Wipe", "Wipe"),
}
_LEFTWARD = "1"
"""The wipe of SMPTE 258M that goes from left to right."""
QUIETEST, LOUDEST = 0.0, 3.98109
"""Factors that Premiere takes as the level of a sound: from nothing to 12 dB above."""


def write_fcp7(cut: CutList, *, folder: str = "") -> Document:
    """The cut as a sequence. `folder` is where the files will be: a path from the root, or nothing
    where they are beside the document."""
    root = Element("xmeml", version="4")
    _Writer(cut, folder).write(root)
    indent(root)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE xmeml>\n'
    text = tostring(root, encoding="unicode")
    return Document(f"{cut.file_name}.xml", "application/xml", f"{head}{text}\n")


class _Writer:
    def __init__(self, cut: CutList, folder: str) -> None:
        self._cut = cut
        self._folder = folder
        self._told: set[object] = set()
        self._count = 0

    def write(self, root: Element) -> None:
        cut = self._cut
        sequence = SubElement(root, "sequence", id="sequence-1")
        _put(sequence, "name", text_of(cut.name))
        _put(sequence, "duration", cut.length)
        self._rate(sequence)
        self._timecode(sequence, cut.begins)
        media = SubElement(sequence, "media")
        video, audio = SubElement(media, "video"), SubElement(media, "audio")
        self._size(SubElement(video, "format"), cut.width, cut.height)
        for track in cut.tracks:
            self._track(video, track)
        for track in cut.tracks:
            for others in _others(track):
                self._others(video, others)
        for track in cut.sounds:
            self._sounds(audio, track)
        marks = [(one.span.start, one.name) for one in cut.sections]
        marks += [(one.frame, one.name) for one in cut.markers]
        for frame, name in marks:
            self._marker(sequence, frame, name)

    def _track(self, parent: Element, track: Track) -> None:
        """Of clips that are blended, the frames shown beyond the cut are part of what is taken from
        the file; the edges there are those of the transition."""
        element = SubElement(parent, "track")
        shown = tuple(event for event in track if event.media)
        joints = [_even(one) for one in joints_of(shown, in_holes=False, from_start=True)]
        for event, (into, after) in zip(shown, pairwise([*joints, None]), strict=True):
            if into:
                self._transition(element, into, event.span.start)
            onward = after if after and after.out is event else None
            if event.media:
                self._clip(element, event, event.media, (into, onward))

    def _others(self, parent: Element, others: list[tuple[Event, Media]]) -> None:
        """Takes that are not shown, switched off on a track above."""
        element = SubElement(parent, "track")
        for event, media in others:
            clip = self._clip(element, event, media)
            enabled = clip.find("enabled")
            if enabled is not None:
                enabled.text = "FALSE"

    def _sounds(self, parent: Element, track: Track) -> None:
        element = SubElement(parent, "track")
        for event in track:
            if event.media:
                clip = self._clip(element, event, event.media)
                self._level(clip, event)

    def _clip(
        self,
        parent: Element,
        event: Event,
        media: Media,
        joints: tuple[Joint | None, Joint | None] = (None, None),
    ) -> Element:
        self._count += 1
        clip = SubElement(parent, "clipitem", id=f"clip-{self._count}-{event.clip.hex}")
        still = media.kind is MediaKind.IMAGE
        begins = event.source + (round(HOUR * self._cut.rate) if still else 0)
        into, after = joints
        shown = Span(
            begins - (into.ahead if into else 0),
            begins + event.span.duration + (after.behind if after else 0),
        )
        _put(clip, "masterclipid", f"master-{media.id.hex}")
        _put(clip, "name", text_of(event.name))
        _put(clip, "enabled", "FALSE" if event.level.muted else "TRUE")
        _put(clip, "duration", self._length(media, shown.end))
        self._rate(clip)
        _put(clip, "start", -1 if into else event.span.start)
        _put(clip, "end", -1 if after else event.span.end)
        _put(clip, "in", shown.start)
        _put(clip, "out", shown.end)
        if still:
            _put(clip, "stillframe", "TRUE")
        self._file(clip, media, shown.end)
        if event.note:
            _put(SubElement(clip, "logginginfo"), "lognote", text_of(event.note))
        return clip

    def _transition(self, parent: Element, joint: Joint, cut: int) -> None:
        name, category = _EFFECTS[joint.kind]
        element = SubElement(parent, "transitionitem")
        self._rate(element)
        _put(element, "start", cut - joint.ahead)
        _put(element, "end", cut + joint.behind)
        alone = "start" if joint.out else "start-black"
        _put(element, "alignment", "center" if joint.ahead else alone)
        effect = SubElement(element, "effect")
        _put(effect, "name", name)
        _put(effect, "effectid", name)
        _put(effect, "effectcategory", category)
        _put(effect, "effecttype", "transition")
        _put(effect, "mediatype", "video")
        _put(effect, "wipecode", _LEFTWARD if joint.kind is TransitionKind.WIPE else "0")
        _put(effect, "wipeaccuracy", 100)
        _put(effect, "startratio", 0)
        _put(effect, "endratio", 1)
        _put(effect, "reverse", "FALSE")

    def _level(self, clip: Element, event: Event) -> None:
        """As a factor, with a keyframe where a fade begins or ends, in the time of the file."""
        level = event.level
        gain = min(LOUDEST, 10 ** (level.gain / 20))
        if not (level.gain or level.fade_in or level.fade_out):
            return
        effect = SubElement(SubElement(clip, "filter"), "effect")
        for name, value in (
            ("name", "Audio Levels"),
            ("effectid", "audiolevels"),
            ("effectcategory", "audiolevels"),
            ("effecttype", "audiolevels"),
            ("mediatype", "audio"),
        ):
            _put(effect, name, value)
        parameter = SubElement(effect, "parameter")
        _put(parameter, "parameterid", "level")
        _put(parameter, "name", "Level")
        _put(parameter, "valuemin", f"{QUIETEST:g}")
        _put(parameter, "valuemax", f"{LOUDEST:g}")
        _put(parameter, "value", f"{gain:.6g}")
        for frame, factor in _keys(event, gain):
            key = SubElement(parameter, "keyframe")
            _put(key, "when", event.source + frame)
            _put(key, "value", f"{factor:.6g}")

    def _file(self, clip: Element, media: Media, reach: int) -> None:
        """Told whole where it comes first; named after that."""
        file = SubElement(clip, "file", id=f"file-{media.id.hex}")
        if media.id in self._told:
            return
        self._told.add(media.id)
        _put(file, "name", text_of(stem_of(media)))
        _put(file, "pathurl", url_of(media, self._folder))
        self._rate(file)
        _put(file, "duration", self._length(media, reach))
        self._timecode(file, 0)
        kind = SubElement(file, "media")
        if media.kind is MediaKind.AUDIO:
            audio = SubElement(kind, "audio")
            _put(
                SubElement(audio, "samplecharacteristics"),
                "samplerate",
                media.sample_rate or 48_000,
            )
            _put(audio, "channelcount", 2)
        else:
            size = media.width or self._cut.width, media.height or self._cut.height
            self._size(SubElement(kind, "video"), *size)

    def _length(self, media: Media, least: int) -> int:
        """In the cut's frames; a still is as long as it must be."""
        return media.frames_at(self._cut.rate) or least

    def _size(self, parent: Element, width: int, height: int) -> None:
        sample = SubElement(parent, "samplecharacteristics")
        self._rate(sample)
        _put(sample, "width", width)
        _put(sample, "height", height)
        _put(sample, "pixelaspectratio", "square")
        _put(sample, "fielddominance", "none")

    def _marker(self, sequence: Element, frame: int, name: str) -> None:
        marker = SubElement(sequence, "marker")
        _put(marker, "name", text_of(name))
        _put(marker, "in", frame)
        _put(marker, "out", -1)

    def _rate(self, parent: Element) -> None:
        rate = SubElement(parent, "rate")
        _put(rate, "timebase", self._cut.timecode.base)
        _put(rate, "ntsc", "TRUE" if is_ntsc(self._cut.rate) else "FALSE")

    def _timecode(self, parent: Element, frame: int) -> None:
        timecode: Timecode = self._cut.timecode
        told = SubElement(parent, "timecode")
        self._rate(told)
        _put(told, "string", timecode.text(frame))
        _put(told, "frame", frame)
        _put(told, "displayformat", "DF" if timecode.drop else "NDF")


def _put(parent: Element, name: str, value: str | int) -> None:
    SubElement(parent, name).text = str(value)


def _even(joint: Joint | None) -> Joint | None:
    """With as much before the cut as behind it (or one frame less), or all behind: there is no other
    way to say where the cut is."""
    if joint is None or not joint.ahead:
        return joint
    ahead = min(joint.ahead, joint.behind)
    return replace(joint, ahead=ahead, behind=min(joint.behind, ahead + 1))


def _keys(event: Event, gain: float) -> Iterator[tuple[int, float]]:
    """The frames of a sound at which its level turns; fades that meet turn where they do."""
    level, lasts = event.level, event.span.duration
    fade_in = min(level.fade_in, lasts)
    fade_out = min(level.fade_out, lasts - fade_in)
    if fade_in:
        yield 0, QUIETEST
        yield fade_in, gain
    if fade_out:
        if lasts - fade_out > fade_in or not fade_in:
            yield lasts - fade_out, gain
        yield lasts, QUIETEST


def _others(track: Track) -> Iterator[list[tuple[Event, Media]]]:
    """The first of the other takes of each event, the second, and so on."""
    most = max((len(event.alternates) for event in track), default=0)
    for place in range(most):
        yield [(event, event.alternates[place]) for event in track if place < len(event.alternates)]
