"""Vegas' list of events, read as semicolon-separated text."""

import csv
import io
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given

from studio.exporting.cutlist import CutList, Event, Level, Media, Transition, tracks_of
from studio.exporting.formats.joints import joints_of
from studio.exporting.formats.vegas import COLUMNS, path_of, write_vegas
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import cut_lists

Row = dict[str, str]


def rows(cut: CutList, folder: str = "") -> list[Row]:
    text = write_vegas(cut, folder=folder).text
    head, *lines = csv.reader(io.StringIO(text), delimiter=";", skipinitialspace=True)
    assert tuple(head) == COLUMNS
    return [dict(zip(COLUMNS, line, strict=True)) for line in lines]


@pytest.mark.feature("EXP-8")
@given(cut_lists())
def test_every_event_is_where_it_was(cut: CutList) -> None:
    found = rows(cut)
    assert [int(row["ID"]) for row in found] == list(range(1, len(found) + 1))
    tracks = (*reversed(cut.tracks), *cut.sounds)
    shown = [
        (rank, event, head, tail)
        for rank, track in enumerate(tracks)
        for event, head, tail in reach(track)
        if event.media
    ]
    for row, (rank, event, head, tail) in zip(found, shown, strict=True):
        assert int(row["Track"]) == rank
        assert row["MediaType"] == ("AUDIO" if event.heard else "VIDEO")
        assert near(row["StartTime"], (event.span.start - head) / cut.rate)
        assert near(row["Length"], (event.span.duration + head + tail) / cut.rate)
        if event.media and event.media.kind is not MediaKind.IMAGE:
            assert near(row["StreamStart"], event.seconds_from(cut.rate) - head / cut.rate)


def reach(track: tuple[Event, ...]) -> list[tuple[Event, int, int]]:
    """Each event with the frames that it is seen beyond its edges."""
    joints = [*joints_of(track, from_start=True), None]
    found = []
    for event, into, after in zip(track, joints, joints[1:], strict=False):
        head = into.ahead if into and into.kind is not TransitionKind.FADE else 0
        meets = after and after.out is event and after.kind is not TransitionKind.FADE
        found.append((event, head, after.behind if after and meets else 0))
    return found


def near(text: str, seconds: Fraction) -> bool:
    return abs(Fraction(text) - seconds * 1000) <= Fraction(1, 10_000)


def test_blends_overlap_and_sounds_are_as_loud_as_they_are() -> None:
    still = Media(UUID(int=1), 'F/a "b".png', MediaKind.IMAGE, "")
    sound = Media(UUID(int=2), "F/m.mp3", MediaKind.AUDIO, "", samples=480, sample_rate=48)
    blend = Transition(TransitionKind.DISSOLVE, 4)
    pictures = tracks_of(
        [
            Event(UUID(int=3), "A", Span(0, 10), still),
            Event(UUID(int=4), "B", Span(10, 20), still, transition=blend),
        ]
    )
    music = Event(UUID(int=5), "M", Span(5, 15), sound, level=Level(-6.0206, 5, 10))
    film = CutList(
        UUID(int=0), "F", Timecode(Fraction(10)), 2, 2, (), pictures, ((music,),), 36_000
    )
    first, second, heard = rows(film, "D:\\film")
    assert (first["Length"], first["FadeTimeOut"]) == ("1200.0000", "400.0000")
    assert (second["StartTime"], second["FadeTimeIn"]) == ("800.0000", "400.0000")
    assert (heard["SustainGain"], heard["FadeTimeIn"], heard["FadeTimeOut"]) == (
        *("0.500000", "500.0000", "1000.0000"),
    )
    assert first["FileName"] == "D:\\film\\F\\a 'b'.png"
    assert path_of(still, "/Volumes/film/") == "/Volumes/film/F/a 'b'.png"
