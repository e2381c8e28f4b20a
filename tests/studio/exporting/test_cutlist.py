from itertools import pairwise
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Event, Media, holes, slug, url_of
from studio.library.media import MediaKind
from tests.studio.exporting.cuts import cut_lists


@given(cut_lists())
def test_on_a_track_nothing_overlaps_and_nothing_is_lost(cut: CutList) -> None:
    for track in (*cut.tracks, *cut.sounds):
        assert track
        assert all(one.span.end <= other.span.start for one, other in pairwise(track))
    clips = [event.clip for event in cut.events]
    assert len(clips) == len({*clips})


@given(cut_lists())
def test_the_lowest_tracks_are_taken_first(cut: CutList) -> None:
    for below, above in pairwise(cut.tracks):
        for event in above:
            assert any(event.span.overlaps(other.span) for other in below)


@given(cut_lists(), st.integers(0, 5000))
def test_holes_fill_a_track_to_its_end(cut: CutList, end: int) -> None:
    for track in cut.tracks:
        reached = 0
        for item in holes(track, end):
            span = item.span if isinstance(item, Event) else item
            assert span.start == reached
            assert span.end > span.start
            reached = span.end
        assert reached == max(end, track[-1].span.end)


@given(st.text())
def test_a_slug_is_a_file_name_everywhere(text: str) -> None:
    found = slug(text)
    assert len(found) <= 60
    assert found.isascii()
    assert not {*found} - {*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"}


@pytest.mark.parametrize(
    ("folder", "url"),
    [
        ("", "My%20film/2%23A.png"),
        ("/", "file:///My%20film/2%23A.png"),
        ("/Volumes/Ümlaut/", "file:///Volumes/%C3%9Cmlaut/My%20film/2%23A.png"),
        ("D:\\films", "file:///D:/films/My%20film/2%23A.png"),
    ],
)
def test_a_file_lies_beside_the_document_or_in_a_folder(folder: str, url: str) -> None:
    media = Media(uuid4(), "My film/2#A.png", MediaKind.IMAGE, "")
    assert url_of(media, folder) == url
