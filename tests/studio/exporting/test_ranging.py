from dataclasses import replace
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Marker, MarkerKind, Track
from studio.exporting.options import ExportFormat, ExportOptions
from studio.exporting.ranging import in_range
from studio.library.media import MediaKind
from tests.studio.exporting.cuts import cut_lists


def shown(cut: CutList, tracks: tuple[Track, ...], frame: int) -> list[Any]:
    """Which clips lie on that frame, and the frame and moment of their media."""
    found = []
    for track in tracks:
        for event in track:
            if event.span.start <= frame < event.span.end:
                into = frame - event.span.start
                still = event.media is None or event.media.kind is MediaKind.IMAGE
                heard = event.seconds_from(cut.rate) + into / cut.rate
                found.append((event.clip, 0 if still else event.source + into, still or heard))
    return found


@given(cut=cut_lists(), first=st.integers(0, 300), length=st.integers(1, 300))
def test_each_frame_shows_what_it_showed(cut: CutList, first: int, length: int) -> None:
    options = ExportOptions(ExportFormat.OTIO, first_frame=first, last_frame=first + length - 1)
    part = in_range(cut, options)
    assert part.length <= length
    assert part.begins == cut.begins + first
    for frame in range(min(length, 80)):
        for before, after in ((cut.tracks, part.tracks), (cut.sounds, part.sounds)):
            assert shown(part, after, frame) == shown(cut, before, first + frame)
    for event in part.events:
        assert event.span.start >= 0
        assert event.span.duration > 0


@given(cut=cut_lists())
def test_no_range_is_all_of_it(cut: CutList) -> None:
    assert in_range(cut, ExportOptions(ExportFormat.OTIO)) is cut
    film = ExportOptions(ExportFormat.ANIMATIC, first_frame=3)
    assert in_range(cut, film) is cut
    whole = ExportOptions(ExportFormat.OTIO, first_frame=0, last_frame=2**30)
    assert in_range(cut, whole).tracks == cut.tracks


@given(cut=cut_lists(most=6), first=st.integers(0, 60))
def test_markers_and_sounds_that_begin_within_their_file(cut: CutList, first: int) -> None:
    beats = tuple(Marker(frame, "1", MarkerKind.BEAT) for frame in range(0, 120, 7))
    late = tuple(
        tuple(replace(event, heard_from=Fraction(1, 3)) for event in track) for track in cut.sounds
    )
    cut = replace(cut, markers=beats, sounds=late)
    options = ExportOptions(ExportFormat.FCPXML, first_frame=first)
    part = in_range(cut, options)
    assert [one.frame + first for one in part.markers] == [
        one.frame for one in beats if first <= one.frame < cut.length
    ]
    for frame in range(40):
        assert shown(part, part.sounds, frame) == shown(cut, cut.sounds, first + frame)
