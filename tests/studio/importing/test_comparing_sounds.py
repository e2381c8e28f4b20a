"""What somebody does to the sound of a cut is found, each of it and nothing else."""

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Event, Level, Media, tracks_of
from studio.exporting.formats.edl import write_edl
from studio.exporting.formats.fcpxml import write_fcpxml
from studio.exporting.formats.fcpxml_resources import time_of
from studio.exporting.formats.otio import write_otio
from studio.importing.beside import compared
from studio.importing.comparing import anchored, compare
from studio.importing.comparing_sounds import SoundChange, SoundChangeKind, SoundComparison, Whole
from studio.importing.matching import sounds
from studio.importing.readers.text import TimelineFormat, read_timeline
from studio.importing.reading import Part, ReadClip, Reading, Shown
from studio.kernel.ids import typed
from studio.kernel.time import conform_frame
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.studio.exporting.cuts import RATES, cut_lists

HEARD = cut_lists(most=5).filter(lambda cut: bool(sounds(cut)))
Kind = SoundChangeKind
EDITS = ("move", "tail", "slip", "gain", "fade in", "fade out", "mute", "rename", "gone", "copy")
KINDS = {
    "move": Kind.MOVED,
    "tail": Kind.TRIMMED,
    "slip": Kind.TRIMMED,
    "gain": Kind.GAIN,
    "fade in": Kind.FADES,
    "fade out": Kind.FADES,
    "mute": Kind.MUTED,
    "rename": Kind.RENAMED,
    "gone": Kind.GONE,
    "copy": Kind.NEW,
}
Write = Callable[[CutList], str]
WRITERS: dict[TimelineFormat, Write] = {
    TimelineFormat.OTIO: lambda cut: write_otio(cut).text,
    TimelineFormat.FCPXML: lambda cut: write_fcpxml(cut).text,
}


def heard(cut: CutList, text: str, wholes: dict[UUID, Whole] | None = None) -> SoundComparison:
    form, reading = read_timeline(text, cut.rate)
    return compared(cut, form, reading, wholes or {}).sounds


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("form", list(WRITERS))
def test_sound_that_nobody_touched_is_as_it_was(form: TimelineFormat) -> None:
    @given(HEARD)
    def holds(cut: CutList) -> None:
        found = heard(cut, WRITERS[form](cut))
        assert found == SoundComparison((), len(sounds(cut)))

    holds()


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("form", list(WRITERS))
def test_one_edit_of_the_text_is_told_as_just_that(form: TimelineFormat) -> None:
    editors: dict[TimelineFormat, type[Otio | Fcpxml]] = {
        TimelineFormat.OTIO: Otio,
        TimelineFormat.FCPXML: Fcpxml,
    }

    @given(HEARD, st.sampled_from(EDITS), st.integers(1, 30), st.data())
    def holds(cut: CutList, edit: str, by: int, data: st.DataObject) -> None:
        assume(edit != "gone" or len([one for one in cut.events if one.media]) > 1)
        event = data.draw(st.sampled_from(sounds(cut)))
        editor = editors[form](cut, event, WRITERS[form](cut))
        getattr(editor, edit.replace(" ", "_"))(by)
        text = editor.text()
        found = heard(cut, text)
        (change,) = found.changes
        if form is TimelineFormat.OTIO:
            assert compare(cut, read_timeline(text)[1]).changes == ()
        assert change.kind is KINDS[edit]
        assert change.track == (None if edit == "copy" else event.clip)
        assert found.unchanged == len(sounds(cut)) - (edit != "copy")
        assert_told(cut, event, change, edit, by)

    holds()


def assert_told(cut: CutList, event: Event, change: SoundChange, edit: str, by: int) -> None:
    after, span, level = change.after, event.span, event.level
    if after is None:
        assert edit == "gone"
        return
    wanted: dict[str, tuple[Span, int, Level | None]] = {
        "move": (Span.of(span.start + by, span.duration), event.source, level),
        "tail": (Span(span.start, span.end + by), event.source, level),
        "slip": (span, event.source + by, level),
        "gain": (span, event.source, replace(level, gain=-12.25)),
        "fade in": (span, event.source, replace(level, fade_in=level.fade_in + by)),
        "fade out": (span, event.source, replace(level, fade_out=level.fade_out + by)),
        "mute": (span, event.source, replace(level, muted=not level.muted)),
        "rename": (span, event.source, level),
        "copy": (Span.of(cut.length, span.duration), event.source, None),
    }
    where, source, loud = wanted[edit]
    assert (after.span, after.source) == (where, source)
    assert loud is None or after.level == loud
    assert (change.lasts is None) == (edit not in {"tail", "slip"})
    if edit == "copy":
        assert change.read
        assert change.read.shown
        assert event.media
        assert change.read.shown.sha256 == event.media.sha256
    if edit == "rename":
        assert after.name == "Called otherwise"


class Otio:
    """Edits of one sound of a timeline, made in its JSON."""

    def __init__(self, cut: CutList, event: Event, text: str) -> None:
        self._cut = cut
        self._timeline: Any = json.loads(text)
        ours = typed("track", event.clip)
        self._track, self._clip = next(
            (track, clip)
            for track in self._rows()
            for clip in track["children"]
            if clip["metadata"].get("storycanvas", {}).get("track") == ours
        )
        self._event = event

    def text(self) -> str:
        return json.dumps(self._timeline)

    def _rows(self) -> list[Any]:
        rows: list[Any] = self._timeline["tracks"]["children"]
        return rows

    def _range(self, name: str) -> Any:
        return self._clip["source_range"][name]

    def _apart(self, clip: Any, start: int) -> None:
        """On a track of its own, from that frame of the film on."""
        row = copy.deepcopy(self._track)
        row["children"] = [self._gap(start), clip] if start else [clip]
        self._rows().append(row)

    def _gap(self, frames: int) -> Any:
        gap: dict[str, Any] = {"OTIO_SCHEMA": "Gap.1", "metadata": {}, "effects": [], "markers": []}
        gap["source_range"] = copy.deepcopy(self._clip["source_range"])
        gap["source_range"]["start_time"]["value"] = 0
        gap["source_range"]["duration"]["value"] = frames
        return gap

    def gone(self, by: int) -> None:
        children = self._track["children"]
        children[children.index(self._clip)] = self._gap(self._event.span.duration)

    def move(self, by: int) -> None:
        self.gone(by)
        self._apart(self._clip, self._event.span.start + by)

    def tail(self, by: int) -> None:
        self.move(0)
        self._range("duration")["value"] += by

    def slip(self, by: int) -> None:
        self._range("start_time")["value"] += by

    def copy(self, by: int) -> None:
        clip = copy.deepcopy(self._clip)
        clip["metadata"] = {}
        self._apart(clip, self._cut.length)

    def rename(self, by: int) -> None:
        self._clip["name"] = "Called otherwise"

    def mute(self, by: int) -> None:
        self._clip["enabled"] = not self._clip["enabled"]

    def _level(self, **given: Any) -> None:
        facts = self._clip["metadata"]["storycanvas"]
        facts["level"] = {**facts.get("level", {}), **given}

    def gain(self, by: int) -> None:
        self._level(gain=-12.25)

    def fade_in(self, by: int) -> None:
        self._level(fadeIn=self._event.level.fade_in + by)

    def fade_out(self, by: int) -> None:
        self._level(fadeOut=self._event.level.fade_out + by)


class Fcpxml:
    """The same, made in its XML."""

    def __init__(self, cut: CutList, event: Event, text: str) -> None:
        self._cut = cut
        self._event = event
        self._root = fromstring(text)
        ours = typed("track", event.clip)
        self._parent, self._clip = next(
            (parent, clip)
            for parent in self._root.iter()
            for clip in parent.findall("asset-clip")
            for md in clip.iterfind("metadata/md")
            if (md.get("key"), md.get("value")) == ("com.storycanvas.track", ours)
        )

    def text(self) -> str:
        return tostring(self._root, encoding="unicode")

    def _later(self, name: str, by: int) -> None:
        above, _, below = self._clip.get(name, "0s").rstrip("s").partition("/")
        seconds = Fraction(int(above), int(below or 1)) + by / self._cut.rate
        self._clip.set(name, f"{seconds.numerator}/{seconds.denominator}s")

    def move(self, by: int) -> None:
        self._later("offset", by)

    def tail(self, by: int) -> None:
        self._later("duration", by)

    def slip(self, by: int) -> None:
        self._later("start", by)

    def gone(self, by: int) -> None:
        self._parent.remove(self._clip)

    def copy(self, by: int) -> None:
        twin = copy.deepcopy(self._clip)
        for metadata in twin.findall("metadata"):
            twin.remove(metadata)
        twin.set("lane", "-90")
        self._parent.append(twin)
        self._clip = twin
        self._later("offset", self._cut.length - self._event.span.start)

    def rename(self, by: int) -> None:
        self._clip.set("name", "Called otherwise")

    def mute(self, by: int) -> None:
        self._clip.set("enabled", "1" if self._event.level.muted else "0")

    def _volume(self) -> Element:
        volume = self._clip.find("adjust-volume")
        return SubElement(self._clip, "adjust-volume") if volume is None else volume

    def gain(self, by: int) -> None:
        self._volume().set("amount", "-12.25dB")

    def _fade(self, name: str, frames: int) -> None:
        amount = SubElement(self._volume(), "param", name="amount")
        for one in list(self._volume().iter("param")):
            for fade in one.findall(name):
                one.remove(fade)
        SubElement(amount, name, duration=time_of(frames, self._cut.rate))

    def fade_in(self, by: int) -> None:
        self._fade("fadeIn", self._event.level.fade_in + by)

    def fade_out(self, by: int) -> None:
        self._fade("fadeOut", self._event.level.fade_out + by)


@given(HEARD)
def test_a_list_of_edits_says_nothing_of_loudness_and_misses_no_other_tracks(cut: CutList) -> None:
    for document in write_edl(cut):
        if "SOURCE FILE" not in document.text:
            continue
        assert heard(cut, document.text).changes == ()


def test_a_list_of_pictures_and_sound_says_nothing_of_loudness() -> None:
    cut = CutList(UUID(int=1), "Film", Timecode(Fraction(24)), 8, 8, (), (), (), 86_400)
    film = film_of(cut, song(Span(0, 50), level=Level(gain=-6, fade_in=3, muted=True)))
    seen, sounding = (document.text for document in write_edl(film))
    events = "".join(sounding.splitlines(keepends=True)[2:])
    text = seen + events.replace("001  ", "002  ", 1)
    assert heard(film, text) == SoundComparison((), 1)


@given(HEARD, st.integers(1, 20))
def test_a_list_of_edits_of_sound_tells_what_was_moved_and_what_is_gone(
    cut: CutList, by: int
) -> None:
    (track, *_) = (track for track in cut.sounds if any(one.row == "track" for one in track))
    rank = cut.sounds.index(track)
    event = next(one for one in track if one.row == "track")
    moved = replace(event, span=Span.of(event.span.start + 1_000 + by, event.span.duration))
    for edited, kind in (
        ([one for one in track if one is not event] + [moved], Kind.MOVED),
        ([one for one in track if one is not event], Kind.GONE),
    ):
        if not edited:
            continue
        apart = replace(cut, sounds=(*cut.sounds[:rank], tuple(edited), *cut.sounds[rank + 1 :]))
        text = next(one.text for one in write_edl(apart) if f" A{rank + 1}\r\n" in one.text)
        found = {(one.kind, one.track) for one in heard(cut, text).changes}
        assert found == {(kind, event.clip)}


@given(HEARD)
def test_where_a_program_dropped_what_was_ours_loudness_is_not_told(cut: CutList) -> None:
    """Sounds are known again by their files then."""
    timeline = json.loads(write_otio(cut).text)
    ours = {typed("track", event.clip) for event in sounds(cut)}
    for clip in clips_of(timeline):
        if clip["metadata"].get("storycanvas", {}).get("track") in ours:
            clip["metadata"] = {}
            for media in clip["media_references"].values():
                media["metadata"] = {}
    found = heard(cut, json.dumps(timeline))
    assert found == SoundComparison((), len(sounds(cut)))


def clips_of(timeline: Any) -> Iterator[Any]:
    for track in timeline["tracks"]["children"]:
        yield from (one for one in track["children"] if one["OTIO_SCHEMA"].startswith("Clip"))


@given(HEARD, st.sampled_from(RATES))
def test_at_another_rate_sounds_are_where_they_were(cut: CutList, rate: Fraction) -> None:
    form, reading = read_timeline(write_otio(cut).text)

    def there(frame: int) -> int:
        return conform_frame(frame, cut.rate, rate)

    def other(one: ReadClip) -> ReadClip:
        start = there(one.span.start)
        span = Span(start, max(start + 1, there(one.span.end)))
        level = replace(
            one.level, fade_in=there(one.level.fade_in), fade_out=there(one.level.fade_out)
        )
        return replace(one, span=span, source=there(one.source), level=level)

    conformed = replace(reading, rate=rate, sounds=tuple(other(one) for one in reading.sounds))
    slack = 1 + cut.rate / rate
    for one in compared(cut, form, conformed, {}).sounds.changes:
        assert one.kind in {Kind.MOVED, Kind.TRIMMED, Kind.FADES}
        assert one.before
        assert one.after
        edges = zip(
            (one.before.span.start, one.before.span.end, one.before.level.fade_in),
            (one.after.span.start, one.after.span.end, one.after.level.fade_in),
            strict=True,
        )
        assert all(abs(after - before) <= 3 * slack for before, after in edges)


SONG = Media(
    UUID(int=7), "Film/sound/song.mp3", MediaKind.AUDIO, "a" * 64, samples=1, sample_rate=1
)
FILM = Media(UUID(int=8), "Film/one/1.mp4", MediaKind.VIDEO, "b" * 64, 8, 8, 100, Fraction(24))


def song(span: Span, **given: Any) -> Event:
    return Event(UUID(int=5), "Song", span, SONG, heard_from=Fraction(0), row="track", **given)


def film_of(cut: CutList, *events: Event) -> CutList:
    shot = Event(UUID(int=9), "Shot", Span(0, 100), FILM)
    plain = replace(cut, tracks=((shot,),), sounds=tracks_of(events), sections=(), markers=())
    return replace(plain, name="Film")


@given(cut_lists(most=0), st.integers(-30, 60), st.integers(0, 40))
def test_what_goes_on_behind_the_film_is_not_missed(cut: CutList, by: int, over: int) -> None:
    """A sound is told up to the film's end: only one that ends earlier, or beyond its own, is
    otherwise."""
    event = song(Span(10, 100), level=Level(fade_out=5))
    film = film_of(cut, event)
    later = replace(event, span=Span(10, 100 + by))
    found = heard(
        film, write_otio(film_of(cut, later)).text, {event.clip: Whole(100 + over, 5 + over)}
    )
    if 0 <= by <= over:
        assert found == SoundComparison((), 1)
        return
    (change,) = found.changes
    assert (change.kind, change.lasts) == (Kind.TRIMMED, 90 + by)
    faded = replace(event, level=Level(fade_out=9))
    (fades,) = heard(
        film, write_otio(film_of(cut, faded)).text, {event.clip: Whole(100 + over, 5 + over)}
    ).changes
    assert fades.after
    assert fades.after.level.fade_out == 9 + over


@given(cut_lists(most=0))
def test_a_track_that_is_not_heard_in_the_film_is_not_new(cut: CutList) -> None:
    film = film_of(cut)
    text = write_otio(film_of(cut, song(Span(200, 300)))).text
    assert heard(film, text, {UUID(int=5): Whole(300, 0)}) == SoundComparison()
    assert [one.kind for one in heard(film, text).changes] == [Kind.NEW]


@given(cut_lists(most=0))
def test_the_sound_of_the_pictures_themselves_is_not_new(cut: CutList) -> None:
    film = film_of(cut, song(Span(0, 50)))
    form, reading = read_timeline(write_otio(film).text)
    fresh = ReadClip("Insert", Span(100, 120), shown=Shown(url="cut/insert.mov"))
    beside = [
        ReadClip("Shot", Span(0, 100), shown=Shown(url="D:/cut/Film/one/1.mp4")),
        ReadClip("Insert", Span(100, 120), shown=Shown(url="cut/insert.mov")),
        ReadClip("Nothing", Span(100, 120)),
    ]
    foley = ReadClip("Steps", Span(20, 30), shown=Shown(url="cut/steps.wav"))
    reading = replace(
        reading,
        clips=(*reading.clips, fresh),
        sounds=(*reading.sounds, *beside, foley),
    )
    found = compared(film, form, reading, {}).sounds
    assert [(one.kind, one.words) for one in found.changes] == [(Kind.NEW, "Steps is new.")]
    assert found.unchanged == 1


@given(cut_lists(most=0), st.floats(-60, 12))
def test_a_gain_comes_back_as_it_was_written(cut: CutList, gain: float) -> None:
    film = film_of(cut, song(Span(0, 50), level=Level(gain=round(gain, 4))))
    _, reading = read_timeline(write_fcpxml(film).text)
    assert reading.sounds[0].level.gain == pytest.approx(round(gain, 4), abs=0.001)


@given(cut_lists(most=0))
def test_a_list_that_was_read_from_a_later_hour_lies_there(cut: CutList) -> None:
    film = film_of(cut)
    reading = Reading(
        "Film",
        film.rate,
        (ReadClip("Shot", Span(5, 15)),),
        (ReadClip("Song", Span(0, 20)),),
        begins=film.begins + 60,
        part=Part(1, Span(0, 20)),
    )
    found = anchored(reading, film)
    assert [one.span for one in (*found.clips, *found.sounds)] == [Span(65, 75), Span(60, 80)]
    assert found.part == Part(1, Span(60, 80))
    assert found.begins == film.begins
    for other in (found, replace(reading, part=None), replace(reading, begins=film.begins + 100)):
        assert anchored(other, film) is other
