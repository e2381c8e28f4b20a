from fractions import Fraction
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.sound.rules import (
    BeatGrid,
    Laid,
    Lines,
    beats_on_film,
    check_gain,
    check_tempo,
    even_grid,
    lines_of,
    on_lines,
)
from studio.timeline.cutting import in_order
from studio.timeline.rules import Span
from tests.studio.timeline.tracks import Timeline, clip, rates, timelines

WHOLE = Laid(0, 0, None, 44_100 * 60, 44_100)


def end_to_end(*lengths: int, begins: int = 0) -> dict[UUID, Span]:
    track: dict[UUID, Span] = {}
    for number, length in enumerate(lengths):
        track[clip(number)] = Span.of(begins, length)
        begins += length
    return track


def test_an_even_grid_runs_from_its_first_beat_to_the_end_of_the_file() -> None:
    grid = even_grid(120.0, 22_050, 4, WHOLE)
    assert [int(beat) for beat in grid.beats[:3]] == [22_050, 44_100, 66_150]
    assert grid.beats[-1] < WHOLE.samples <= grid.beats[-1] + 22_050
    uneven = even_grid(174.1234, 0, 4, WHOLE)
    assert uneven.beats[1] == Fraction(60 * 44_100 * 10_000, 1_741_234)
    assert not even_grid(120.0, WHOLE.samples, 4, WHOLE).beats


def test_beats_come_to_the_nearest_frames_of_the_film() -> None:
    grid = even_grid(120.0, 0, 3, WHOLE)
    beats = list(beats_on_film(grid, Laid(10, 11_025, 24, WHOLE.samples, 44_100), Fraction(24)))
    assert [beat.frame for beat in beats] == [10 + 6, 10 + 18]
    assert [beat.seconds for beat in beats] == [Fraction(1, 2), Fraction(1)]
    assert [(beat.number, beat.bar) for beat in beats] == [(2, False), (3, False)]


def test_bars_are_counted_from_the_downbeat_on() -> None:
    grid = BeatGrid([Fraction(44_100 * rank) for rank in range(8)], 2, 4)
    beats = list(beats_on_film(grid, WHOLE, Fraction(24)))
    assert [beat.number for beat in beats] == [3, 4, 1, 2, 3, 4, 1, 2]
    assert lines_of(beats, every=1, bars=True) == [48, 144]
    assert lines_of(beats, every=2, bars=False) == [0, 48, 96, 144]
    assert lines_of(beats, every=2, bars=True) == [48]


@given(
    rate=rates,
    tempo=st.floats(20, 400),
    first=st.integers(0, 44_100 * 30),
    source=st.integers(0, 44_100 * 30),
    start=st.integers(0, 10_000),
    lasts=st.none() | st.integers(1, 2_000),
)
@settings(max_examples=60, deadline=None)
def test_beats_rise_and_lie_within_what_is_heard(
    rate: Fraction, tempo: float, first: int, source: int, start: int, lasts: int | None
) -> None:
    laid = Laid(start, source, lasts, WHOLE.samples, 44_100)
    beats = list(beats_on_film(even_grid(check_tempo(tempo), first, 4, laid), laid, rate))
    assert all(one.frame <= other.frame for one, other in pairwise(beats))
    for beat in beats:
        exact = start + (beat.seconds - Fraction(source, 44_100)) * rate
        assert abs(beat.frame - exact) <= Fraction(1, 2)
        assert start <= exact
        assert lasts is None or exact < start + lasts


def test_the_nearest_line_and_what_lies_out_of_reach() -> None:
    lines = Lines.of([12, 24, 36])
    assert [lines.nearest(frame) for frame in (5, 6, 17, 18, 30, 42, 43)] == [
        None,
        12,
        12,
        24,
        36,
        36,
        None,
    ]
    assert [lines.after(frame) for frame in (0, 1, 12, 13, 24, 25, 36)] == [
        12,
        24,
        24,
        36,
        36,
        None,
        None,
    ]
    with pytest.raises(UserError, match="fewer than two"):
        Lines.of([12])


def test_cuts_come_to_the_beats() -> None:
    track = end_to_end(20, 30, 22)
    placed = on_lines(track, track.keys(), Lines.of(list(range(0, 200, 12))))
    assert list(placed.values()) == [Span(0, 24), Span(24, 48), Span(48, 72)]


def test_short_clips_last_a_beat_and_push_what_follows() -> None:
    track = end_to_end(2, 2, 2, 30)
    placed = on_lines(track, track.keys(), Lines.of(list(range(0, 200, 12))))
    assert list(placed.values()) == [Span(0, 12), Span(12, 24), Span(24, 36), Span(36, 48)]


def test_an_edge_that_an_unchosen_clip_shares_stays() -> None:
    track = end_to_end(20, 30, 22)
    placed = on_lines(track, {clip(0), clip(1)}, Lines.of(list(range(0, 200, 12))))
    assert list(placed.values()) == [Span(0, 24), Span(24, 50), Span(50, 72)]
    alone = on_lines(track, {clip(1)}, Lines.of(list(range(0, 200, 12))))
    assert alone == track


def test_a_scene_begins_where_it_does_though_a_beat_is_near() -> None:
    track = end_to_end(20, 20)
    placed = on_lines(track, track.keys(), Lines.of([4, 16, 28, 40]))
    assert list(placed.values()) == [Span(0, 16), Span(16, 40)]


def test_a_gap_keeps_being_one_and_what_the_music_does_not_reach_keeps_its_length() -> None:
    track = {
        clip(0): Span(0, 10),
        clip(1): Span(30, 50),
        clip(2): Span(50, 90),
        clip(3): Span(95, 99),
    }
    placed = on_lines(track, track.keys(), Lines.of([24, 36, 48]))
    assert list(placed.values()) == [Span(0, 10), Span(36, 48), Span(48, 88), Span(93, 97)]


@given(
    track=timelines(least=1, overlapping=False),
    steps=st.lists(st.integers(1, 25), min_size=2, max_size=40),
    first=st.integers(-50, 50),
    left_out=st.sets(st.integers(1, 10)),
)
@settings(max_examples=200, deadline=None)
def test_no_clip_vanishes_overlaps_or_loses_its_neighbour(
    track: Timeline, steps: list[int], first: int, left_out: set[int]
) -> None:
    frames = [first]
    for step in steps:
        frames.append(frames[-1] + step)
    chosen = {key for key in track if key.int not in left_out}
    lines = Lines.of(frames)
    placed = on_lines(track, chosen, lines)
    assert placed.keys() == track.keys()
    order = in_order(track)
    for (key, _), (after, _) in pairwise(order):
        assert placed[key].end <= placed[after].start
    for (key, one), (after, other) in pairwise(order):
        if one.end == other.start:
            assert placed[key].end == placed[after].start
    for key, span in placed.items():
        assert span.duration >= 1
        if key not in chosen:
            assert span.duration >= track[key].duration
    assert on_lines(track, set(), lines) == track


@given(track=timelines(least=1), step=st.integers(1, 25))
@settings(max_examples=100, deadline=None)
def test_all_edges_in_reach_lie_on_lines_and_stay_there(track: Timeline, step: int) -> None:
    end = max(span.end for span in track.values()) + (len(track) + 2) * step
    lines = Lines.of(list(range(0, end, step)))
    placed = on_lines(track, track.keys(), lines)
    assert all(edge % step == 0 for span in placed.values() for edge in (span.start, span.end))
    assert on_lines(placed, placed.keys(), lines) == placed


@pytest.mark.parametrize("tempo", [19.9, 401.0, float("nan"), float("inf")])
def test_impossible_tempos_are_refused(tempo: float) -> None:
    with pytest.raises(UserError):
        check_tempo(tempo)


@pytest.mark.parametrize("gain", [-61.0, 13.0, float("nan")])
def test_impossible_gains_are_refused(gain: float) -> None:
    with pytest.raises(UserError):
        check_gain(gain)
