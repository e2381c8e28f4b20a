"""Final Cut Pro 7 XML as OpenTimelineIO's adapter reads it."""

from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import given
from lxml import etree

from studio.exporting.cutlist import CutList, Track
from studio.exporting.formats.fcp7 import write_fcp7
from studio.exporting.formats.joints import joints_of
from studio.exporting.formats.xml import text_of
from studio.kernel.timecode import is_ntsc
from studio.library.media import MediaKind
from tests.studio.exporting.cuts import cut_lists


@pytest.mark.feature("EXP-3", "BEY-8")
@given(cut_lists())
def test_every_clip_is_where_it_was(cut: CutList) -> None:
    timeline = otio.adapters.read_from_string(write_fcp7(cut).text, "fcp_xml")
    tracks = list(timeline.tracks)
    seen, heard = tracks[: len(cut.tracks)], tracks[len(tracks) - len(cut.sounds) :]
    shown = [shown_of(track) for track in (*cut.tracks, *cut.sounds)]
    assert [lying(track) for track in (*seen, *heard)] == shown
    marks = [
        (words(one.name), one.marked_range.start_time.value) for one in timeline.tracks.markers
    ]
    assert marks == [
        *((words(text_of(one.name)), one.span.start) for one in cut.sections),
        *((words(one.name), one.frame) for one in cut.markers),
    ]


@given(cut_lists())
def test_blends_are_read_where_they_lie(cut: CutList) -> None:
    timeline = otio.adapters.read_from_string(write_fcp7(cut).text, "fcp_xml")
    for told, track in zip(timeline.tracks, cut.tracks, strict=False):
        pictures = tuple(event for event in track if event.media)
        joints = joints_of(pictures, in_holes=False, from_start=True)
        found = [one for one in told if isinstance(one, otio.schema.Transition)]
        laid = [one for one in joints if one]
        assert len(found) == len(laid)
        for one, joint in zip(found, laid, strict=True):
            assert 0 <= one.in_offset.value <= joint.ahead
            assert 0 < one.out_offset.value <= joint.behind
            if joint.behind - joint.ahead in {0, 1} or not joint.ahead:
                assert one.duration().value == joint.frames


@given(cut_lists())
def test_what_is_taken_from_a_file_is_what_is_shown(cut: CutList) -> None:
    timeline = otio.adapters.read_from_string(write_fcp7(cut).text, "fcp_xml")
    for told, track in zip(timeline.tracks, cut.tracks, strict=False):
        films = [event for event in track if event.media]
        for clip, event in zip(told.find_clips(), films, strict=True):
            if event.media and event.media.kind is MediaKind.VIDEO:
                assert clip.source_range.start_time.value == event.source


@given(cut_lists())
def test_other_takes_lie_switched_off_above_all_that_is_seen(cut: CutList) -> None:
    root = etree.fromstring(write_fcp7(cut).text.encode())
    tracks = root.findall("sequence/media/video/track")
    for rank, track in enumerate(tracks):
        for clip in track.findall("clipitem"):
            assert (clip.findtext("enabled") == "FALSE") == (rank >= len(cut.tracks))
    off = [one for one in root.iter("clipitem") if one.getparent() in tracks[len(cut.tracks) :]]
    places = [(int(one.findtext("start")), int(one.findtext("end"))) for one in off]
    assert sorted(places) == sorted(
        (event.span.start, event.span.end) for event in cut.events for _ in event.alternates
    )
    ids = [one.get("id") for one in root.iter("clipitem")]
    assert len(ids) == len({*ids})


@given(cut_lists())
def test_fades_are_keys_of_the_level(cut: CutList) -> None:
    root = etree.fromstring(write_fcp7(cut).text.encode())
    clips = root.findall("sequence/media/audio/track/clipitem")
    for clip, event in zip(clips, (one for track in cut.sounds for one in track), strict=True):
        level, lasts = event.level, event.span.duration
        assert (clip.findtext("enabled") == "FALSE") == level.muted
        keys = [
            (int(one.findtext("when")) - event.source, float(one.findtext("value")))
            for one in clip.iter("keyframe")
        ]
        frames = [frame for frame, _ in keys]
        assert frames == sorted({*frames})
        assert bool(keys) == bool(level.fade_in or level.fade_out)
        gain = 10 ** (level.gain / 20)
        assert keys[:1] == ([(0, 0.0)] if level.fade_in else keys[:1])
        if level.fade_in + level.fade_out < lasts and level.fade_out:
            assert keys[-1] == (lasts, 0.0)
            assert keys[-2][0] == lasts - level.fade_out
            assert keys[-2][1] == pytest.approx(gain, rel=1e-5)


def words(text: str) -> list[str]:
    return text.split()


def lying(track: Any) -> list[tuple[int, int]]:
    found = []
    for clip in track.find_clips():
        place = clip.range_in_parent()
        found.append((round(place.start_time.value), round(place.duration.value)))
    return found


def shown_of(track: Track) -> list[tuple[int, int]]:
    return [(event.span.start, event.span.duration) for event in track if event.media]


@given(cut_lists())
def test_a_file_is_told_once_and_named_after_that(cut: CutList) -> None:
    root = etree.fromstring(write_fcp7(cut).text.encode())
    whole = [one.get("id") for one in root.iter("file") if len(one)]
    assert len(whole) == len({*whole}) == len(cut.media)
    assert {one.get("id") for one in root.iter("file")} == {*whole}


@given(cut_lists())
def test_the_rate_and_the_size_are_said(cut: CutList) -> None:
    root = etree.fromstring(write_fcp7(cut).text.encode())
    for rate in root.iter("rate"):
        assert int(rate.findtext("timebase")) == cut.timecode.base
        assert (rate.findtext("ntsc") == "TRUE") is is_ntsc(cut.rate)
    form = root.find("sequence/media/video/format/samplecharacteristics")
    assert (int(form.findtext("width")), int(form.findtext("height"))) == (cut.width, cut.height)
    assert int(root.findtext("sequence/timecode/frame")) == cut.begins
