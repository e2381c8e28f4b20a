"""Edit decision lists as an independent parser (pycmx) reads them."""

import io
import re
from fractions import Fraction
from itertools import pairwise
from typing import Any
from uuid import UUID

import pycmx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.exporting.cutlist import CutList, Event, MarkerKind, Media, tracks_of
from studio.exporting.formats.document import Document
from studio.exporting.formats.edl import MOST_EVENTS, plain, reels_of, write_edl
from studio.exporting.formats.joints import joints_of
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.studio.exporting.cuts import NAMES, cut_lists


def edits(document: Document) -> list[Any]:
    found = pycmx.parse_cmx3600(io.StringIO(document.text.replace("\r\n", "\n")))
    assert list(found.unrecognized_statements) == []
    return [edit for event in found.events for edit in event.edits]


@pytest.mark.feature("EXP-2", "EXP-8")
@given(cut_lists())
def test_a_parser_reads_each_event_where_it_lies(cut: CutList) -> None:
    documents = write_edl(cut)
    tracks = (*cut.tracks, *cut.sounds)
    assert len(documents) == len(tracks)
    for document, track in zip(documents, tracks, strict=True):
        joints = [*joints_of(track, from_start=True), None]
        shown = [edit for edit in edits(document) if edit.record_in != edit.record_out]
        shown = [edit for edit in shown if edit.clip_name is not None]
        ends = dict(zip((one.clip for one in track), pairwise(joints), strict=True))
        for edit, event in zip(shown, track, strict=True):
            into, after = ends[event.clip]
            head = into.ahead if into and into.kind is not TransitionKind.FADE else 0
            tail = after.ahead if after and after.out is event else 0
            read = cut.timecode.read
            assert read(edit.record_in) == (cut.begins + event.span.start - head) % cut.timecode.day
            assert read(edit.record_out) == (cut.begins + event.span.end - tail) % cut.timecode.day
            assert lasts(edit.source_in, edit.source_out, cut) == event.span.duration + head - tail
            if event.media:
                assert read(edit.source_in) == max(0, event.source - head)
                assert edit.source_file == event.media.name
            assert edit.black == (event.media is None)
            assert (edit.clip_name or "") == plain(event.name)
            assert edit.transition.cut == (into is None)
            if into:
                fade = into.kind is TransitionKind.FADE
                assert edit.transition.wipe == (into.kind is TransitionKind.WIPE)
                assert edit.transition.effect_duration == (into.behind if fade else into.frames)


def lasts(first: str, last: str, cut: CutList) -> int:
    return (cut.timecode.read(last) - cut.timecode.read(first)) % cut.timecode.day


@given(cut_lists())
def test_a_fade_goes_through_black(cut: CutList) -> None:
    for document, track in zip(write_edl(cut), cut.tracks, strict=False):
        dark = [one for one in edits(document) if one.black and one.transition.dissolve]
        dark = [one for one in dark if one.clip_name is None]
        joints = joints_of(track, from_start=True)
        faded = [one for one in joints if one and one.kind is TransitionKind.FADE]
        told = [one.ahead for one in faded if one.ahead and one.out]
        assert [one.transition.effect_duration for one in dark] == told


@given(cut_lists())
def test_scenes_and_beats_are_locators(cut: CutList) -> None:
    documents = write_edl(cut)
    if not documents:
        return
    found = re.findall(r"^\* LOC: (\S+) (\w+) ", documents[0].text, re.MULTILINE)
    code = cut.timecode.text
    marks = [(code(cut.begins + one.span.start), "RED") for one in cut.sections]
    marks += [
        (code(cut.begins + one.frame), "CYAN" if one.kind is MarkerKind.BAR else "WHITE")
        for one in cut.markers
    ]
    assert sorted(found) == sorted(marks)
    assert not any("LOC:" in document.text for document in documents[1:])


@pytest.mark.feature("XF-10")
@given(cut_lists())
def test_a_reel_names_one_file_and_no_clip(cut: CutList) -> None:
    reels = [edit.source for document in write_edl(cut) for edit in edits(document)]
    shown = [event.media for track in (*cut.tracks, *cut.sounds) for event in track]
    assert len({one for one in reels if one != "BL"}) == len({one.id for one in shown if one})


@given(st.lists(NAMES, max_size=40), st.sampled_from([8, 32]))
def test_reels_are_short_and_unlike_each_other(names: list[str], most: int) -> None:
    media = [
        Media(UUID(int=rank), f"{name}.png", MediaKind.IMAGE, "") for rank, name in enumerate(names)
    ]
    reels = list(reels_of(media, most).values())
    assert len({*reels}) == len(names)
    assert all(re.fullmatch(f"[A-Z0-9]{{1,{most}}}", reel) for reel in reels)
    assert not {*reels} & {"BL", "AX"}


def test_more_than_999_events_are_split_and_go_on_in_time() -> None:
    cut = long_cut(2 * MOST_EVENTS + 1)
    documents = write_edl(cut)
    assert [one.name for one in documents] == ["Long.1.edl", "Long.2.edl", "Long.3.edl"]
    found = [edit for document in documents for edit in edits(document)]
    starts = [cut.timecode.read(edit.record_in) - cut.begins for edit in found]
    assert starts == [10 * rank for rank in range(len(found))]
    numbers = re.findall(r"^(\d+) ", documents[0].text, re.MULTILINE)
    assert (numbers[0], numbers[-1], {len(number) for number in numbers}) == ("001", "999", {3})


def test_drop_frame_is_said() -> None:
    rate = Fraction(30_000, 1001)
    for drop, words in ((True, "FCM: DROP FRAME"), (False, "FCM: NON-DROP FRAME")):
        (document,) = write_edl(long_cut(3, Timecode(rate, drop)))
        assert words in document.text
        assert ("01:00:00;00" in document.text) is drop


@given(st.text())
def test_plain_text_stays_in_its_line(text: str) -> None:
    found = plain(text)
    assert found.isascii()
    assert not found or found.isprintable()
    assert found == found.strip()


def long_cut(events: int, timecode: Timecode | None = None) -> CutList:
    lying = [Event(UUID(int=n), f"Shot {n}", Span.of(10 * n, 10)) for n in range(events)]
    return CutList(
        UUID(int=0),
        "Long",
        timecode or Timecode(Fraction(24)),
        *(1280, 720),
        *((), tracks_of(lying), ()),
        (timecode or Timecode(Fraction(24))).read(
            "01:00:00;00" if timecode and timecode.drop else "01:00:00:00"
        ),
    )
