"""OpenTimelineIO as its own library reads it."""

from typing import Any

import opentimelineio as otio
import pytest
from hypothesis import given

from studio.exporting.cutlist import CutList, Level, Track
from studio.exporting.formats.joints import joints_of
from studio.exporting.formats.otio import OURS, write_otio
from studio.kernel.ids import typed
from tests.studio.exporting.cuts import cut_lists


def read(cut: CutList, **options: str) -> Any:
    return otio.adapters.read_from_string(write_otio(cut, **options).text, "otio_json")


@pytest.mark.feature("BEY-8")
@given(cut_lists())
def test_every_clip_is_where_it_was(cut: CutList) -> None:
    timeline = read(cut)
    assert int(timeline.global_start_time.value) == cut.begins
    kinds = [track.kind for track in timeline.tracks]
    assert kinds == ["Video"] * len(cut.tracks) + ["Audio"] * len(cut.sounds)
    for told, track in zip(timeline.tracks, (*cut.tracks, *cut.sounds), strict=True):
        assert lying(told) == lies(track)
        for clip, event in zip(told.find_clips(), track, strict=True):
            assert clip.metadata[OURS][event.row] == typed(event.row, event.clip)
            assert clip.metadata[OURS].get("note", "") == event.note
            shown = clip.media_reference
            assert shown.is_missing_reference == (event.media is None)
            if event.media:
                assert shown.metadata[OURS]["sha256"] == event.media.sha256


def lying(track: Any) -> list[tuple[str, int, int, int]]:
    found = []
    for clip in track.find_clips():
        place = clip.range_in_parent()
        source = clip.source_range.start_time.value
        found.append((clip.name, place.start_time.value, place.duration.value, source))
    return found


def lies(track: Track) -> list[tuple[str, int, int, int]]:
    return [(event.name, event.span.start, event.span.duration, event.source) for event in track]


@given(cut_lists())
def test_it_says_exactly_how_time_is_counted(cut: CutList) -> None:
    timeline = read(cut)
    told = timeline.metadata[OURS]
    assert told["rate"] == str(cut.rate)
    assert told["drop"] == cut.timecode.drop


@given(cut_lists())
def test_scenes_are_marked(cut: CutList) -> None:
    timeline = read(cut)
    marks = timeline.tracks.markers
    assert [(mark.name, mark.marked_range.start_time.value) for mark in marks] == [
        *((one.name, one.span.start) for one in cut.sections),
        *((one.name, one.frame) for one in cut.markers),
    ]


@given(cut_lists())
def test_blends_lie_within_what_is_on_either_side(cut: CutList) -> None:
    timeline = read(cut)
    for told, track in zip(timeline.tracks, cut.tracks, strict=False):
        found = [one for one in told if isinstance(one, otio.schema.Transition)]
        joints = [one for one in joints_of(track) if one]
        assert [(one.name.upper(), one.in_offset.value, one.out_offset.value) for one in found] == [
            (one.kind.value, one.ahead, one.behind) for one in joints
        ]
        for before, blend in zip(told, [*told][1:], strict=False):
            if isinstance(blend, otio.schema.Transition):
                assert blend.in_offset <= before.source_range.duration


@given(cut_lists())
def test_what_has_no_word_is_kept_as_it_was_asked_for(cut: CutList) -> None:
    timeline = read(cut)
    for told, track in zip(timeline.tracks, (*cut.tracks, *cut.sounds), strict=True):
        for clip, event in zip(told.find_clips(), track, strict=True):
            facts = clip.metadata[OURS]
            asked = event.transition
            assert facts.get("transition", None) == (
                {"kind": asked.kind.value, "frames": asked.frames} if asked else None
            )
            level = facts.get("level", {"gain": 0, "fadeIn": 0, "fadeOut": 0, "muted": False})
            assert Level(level["gain"], level["fadeIn"], level["fadeOut"], level["muted"]) == (
                event.level
            )
            exact = event.heard_from
            assert facts.get("heardFrom") == (None if exact is None else str(exact))
            assert clip.enabled != event.level.muted
            others = clip.media_references()
            assert [others[one].name for one in facts.get("alternates", [])] == [
                one.name for one in event.alternates
            ]
            assert len(others) == 1 + len(event.alternates)


def test_files_lie_where_they_are_said_to() -> None:
    @given(cut_lists())
    def holds(cut: CutList) -> None:
        urls = [
            clip.media_reference.target_url
            for clip in read(cut, folder="/Volumes/Film").find_clips()
            if not clip.media_reference.is_missing_reference
        ]
        assert all(url.startswith("file:///Volumes/Film/Film/") for url in urls)

    holds()
