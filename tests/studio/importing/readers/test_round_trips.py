"""What the studio writes, it reads back: the same cut at every rate."""

import pytest
from hypothesis import given

from studio.exporting.cutlist import CutList, Event, Track, Transition
from studio.exporting.formats.edl import plain, write_edl
from studio.exporting.formats.fcpxml import VERSIONS, write_fcpxml
from studio.exporting.formats.joints import joints_of
from studio.exporting.formats.otio import write_otio
from studio.exporting.formats.xml import text_of
from studio.importing.readers.text import TimelineFormat, read_timeline
from studio.importing.reading import ReadClip, Reading, line_of, words_of
from studio.library.media import MediaKind
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import cut_lists

CUTS = cut_lists().filter(lambda cut: bool(list(cut.events)))
SHOWN = cut_lists().filter(lambda cut: any(event.media for event in cut.events))


def ordered(tracks: tuple[Track, ...]) -> list[tuple[int, Event]]:
    events = [(rank, event) for rank, track in enumerate(tracks) for event in track]
    return sorted(events, key=lambda one: (one[1].span, one[0]))


def frame_of(reading: Reading) -> tuple[object, ...]:
    return reading.rate, reading.begins, reading.drop, reading.width, reading.height


@pytest.mark.feature("BEY-8")
@given(CUTS)
def test_opentimelineio_loses_nothing(cut: CutList) -> None:
    form, reading = read_timeline(write_otio(cut, folder="/Volumes/Film").text)
    assert form is TimelineFormat.OTIO
    assert reading.name == line_of(cut.name)
    assert frame_of(reading) == (cut.rate, cut.begins, cut.timecode.drop, cut.width, cut.height)
    for clips, tracks in ((reading.clips, cut.tracks), (reading.sounds, cut.sounds)):
        assert [lies(one) for one in clips] == [
            (
                line_of(event.name),
                event.span,
                rank,
                event.source,
                event.media and event.media.sha256,
                words_of(event.note),
                event.clip,
                event.transition,
                event.level,
                event.row,
            )
            for rank, event in ordered(tracks)
        ]
    assert [(one.scene, one.name, one.span) for one in reading.sections] == [
        (one.scene, line_of(one.name), one.span) for one in cut.sections
    ]
    assert reading.warnings == ()


def lies(one: ReadClip) -> tuple[object, ...]:
    return (
        *(one.name, one.span, one.track, one.source, one.shown and one.shown.sha256),
        *(one.note, one.clip, one.transition, one.level, one.row),
    )


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("version", [VERSIONS[0], VERSIONS[-1]])
def test_final_cut_xml_loses_only_what_it_has_no_word_for(version: str) -> None:
    """Clips that show nothing are kept in the lowest track alone, transitions as far as there is room
    for them, and notes and names without what XML cannot write."""

    @given(SHOWN)
    def holds(cut: CutList) -> None:
        form, reading = read_timeline(write_fcpxml(cut, version=version).text)
        assert form is TimelineFormat.FCPXML
        assert frame_of(reading) == (cut.rate, cut.begins, cut.timecode.drop, cut.width, cut.height)
        clips = [one for one in reading.clips if one.enabled and one.shown]
        assert [seen(one) for one in clips] == [
            (event.span, event.source, event.media.sha256, said(event.note))
            for _, event in ordered(cut.tracks)
            if event.media
        ]
        assert {one.clip for one in reading.clips if one.clip and one.enabled} >= {
            event.clip for event in (cut.tracks[0] if cut.tracks else ())
        }
        assert [(one.span, one.level, one.clip) for one in reading.sounds] == [
            (event.span, event.level, event.clip) for _, event in ordered(cut.sounds) if event.media
        ]

    holds()


def seen(one: ReadClip) -> tuple[object, ...]:
    return one.span, one.source, one.shown and one.shown.sha256, one.note


def said(note: str) -> str:
    """A parser makes one line end of each kind."""
    return text_of(note).replace("\r\n", "\n").replace("\r", "\n")


@given(SHOWN)
def test_transitions_of_the_lowest_track_come_back_as_they_lie(cut: CutList) -> None:
    _, reading = read_timeline(write_fcpxml(cut).text)
    found = {one.clip: one.transition for one in reading.clips if one.enabled and one.clip}
    track = cut.tracks[0] if cut.tracks else ()
    for event, joint in zip(track, joints_of(track), strict=True):
        made = found[event.clip]
        assert (made and (made.kind, made.frames)) == (joint and (joint.kind, joint.frames))


@pytest.mark.feature("BEY-8")
@given(SHOWN)
def test_an_edit_decision_list_tells_of_each_track_where_it_lies(cut: CutList) -> None:
    """One list a track and 999 events; ASCII names; no size, no ids; a fade and a blend that had not
    half of its room before the cut come back elsewhere, and are left out here."""
    documents = write_edl(cut)
    for rank, track in enumerate(cut.tracks):
        text = next(one.text for one in documents if f" V{rank + 1}\r\n" in one.text)
        joints = joints_of(track, from_start=True)
        whole = all(even(event, joint) for event, joint in zip(track, joints, strict=True))
        if not whole or not any(event.media or plain(event.name) for event in track):
            continue
        form, reading = read_timeline(text, cut.rate)
        assert form is TimelineFormat.EDL
        assert reading.part is not None
        assert (reading.drop, reading.part.track) == (cut.timecode.drop, rank)
        assert [
            (one.span.start + reading.begins, one.span.end + reading.begins, one.source)
            for one in reading.clips
            if one.shown
        ] == [
            (event.span.start + cut.begins, event.span.end + cut.begins, event.source)
            for event in track
            if event.media
        ]
        assert [one.shown.url for one in reading.clips if one.shown] == [
            event.media.name for event in track if event.media
        ]


def even(event: Event, joint: object) -> bool:
    """Whether its blend, if it has one, is one that a list can tell of."""
    made = event.transition
    if made is None:
        return True
    ahead, behind = getattr(joint, "ahead", None), getattr(joint, "behind", 0)
    # Where a short shot cuts it off behind the cut, the halves of what is left lie elsewhere.
    fits = ahead == made.before == Transition(made.kind, max(1, (ahead or 0) + behind)).before
    return fits and made.kind is not TransitionKind.FADE and getattr(joint, "out", None) is not None


@given(SHOWN)
def test_stills_begin_with_their_first_frame(cut: CutList) -> None:
    for write in (write_otio, write_fcpxml):
        _, reading = read_timeline(write(cut).text)
        for one in reading.clips:
            if one.shown and one.shown.kind is MediaKind.IMAGE:
                assert one.source == 0
