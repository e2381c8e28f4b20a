from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.kernel.time import MAX_FRAME
from studio.timeline.cutting import (
    Grid,
    aligned,
    apart,
    closed,
    in_order,
    joined,
    layout_of,
    split_at,
)
from studio.timeline.rules import Span
from tests.studio.timeline.tracks import (
    RATES,
    Timeline,
    clip,
    empty,
    overlapping,
    rates,
    timelines,
)


@given(
    span=st.builds(Span.of, st.integers(0, 500), st.integers(2, 500)),
    at=st.integers(0, 1000),
)
def test_two_parts_are_together_the_one(span: Span, at: int) -> None:
    if not span.start < at < span.end:
        with pytest.raises(UserError):
            split_at(span, at)
        return
    first, second = split_at(span, at)
    assert first.start == span.start
    assert first.end == second.start == at
    assert second.end == span.end
    merged = joined({clip(1): first, clip(2): second}, {clip(1), clip(2)})
    assert merged == ([clip(1), clip(2)], span)


def test_a_single_frame_cannot_be_split() -> None:
    with pytest.raises(UserError, match="single frame"):
        split_at(Span(4, 5), 4)


@given(track=timelines(least=2), data=st.data())
def test_neighbours_are_joined_and_others_are_not(track: Timeline, data: st.DataObject) -> None:
    order = [key for key, _ in in_order(track)]
    wanted = data.draw(st.sets(st.sampled_from(order), min_size=1))
    ranks = sorted(order.index(key) for key in wanted)
    if len(wanted) == 1 or ranks != list(range(ranks[0], ranks[-1] + 1)):
        with pytest.raises(UserError):
            joined(track, wanted)
        return
    keys, span = joined(track, wanted)
    assert keys == [order[rank] for rank in ranks]
    assert span.start == min(track[key].start for key in wanted)
    assert span.end == max(track[key].end for key in wanted)
    rest = {key: place for key, place in track.items() if key not in wanted}
    before = {frozenset(pair - wanted) for pair in overlapping(track) if pair & wanted}
    after = {pair - {keys[0]} for pair in overlapping(rest | {keys[0]: span}) if keys[0] in pair}
    assert after <= before


@given(timelines())
def test_closed_has_no_gap_and_overlaps_as_before(track: Timeline) -> None:
    now = closed(track)
    assert empty(now) == []
    assert overlapping(now) == overlapping(track)
    assert [key for key, _ in in_order(now)] == [key for key, _ in in_order(track)]
    assert all(now[key].duration == track[key].duration for key in track)
    assert closed(now) == now


@given(timelines())
def test_apart_nothing_overlaps_and_what_lies_behind_moves_along(track: Timeline) -> None:
    now = apart(track)
    assert overlapping(now) == set()
    assert [key for key, _ in in_order(now)] == [key for key, _ in in_order(track)]
    assert all(now[key].duration == track[key].duration for key in track)
    moves = [now[key].start - track[key].start for key, _ in in_order(track)]
    assert moves == sorted(moves)
    assert min(moves, default=0) >= 0
    assert apart(now) == now
    if not overlapping(track):
        assert now == track


@given(track=timelines(), rate=rates, seconds=st.sampled_from(["0.1", "0.5", "1", "1.7", "10"]))
def test_aligned_all_edges_lie_on_the_grid(track: Timeline, rate: Fraction, seconds: str) -> None:
    grid = Grid.of(Fraction(seconds) * rate, field="seconds")
    now = aligned(track, grid)
    for span in now.values():
        assert grid.line(grid.nearest(span.start)) == span.start
        assert grid.line(grid.nearest(span.end)) == span.end
        assert span.duration >= 1
    assert overlapping(now) <= overlapping(track)
    starts = [now[key].start for key, _ in in_order(track)]
    assert starts == sorted(starts)
    assert aligned(now, grid) == now


@given(
    rate=rates,
    step=st.integers(1, 5000).map(lambda number: Fraction(number, 40)),
    frame=st.integers(0, 100_000),
)
def test_no_line_is_nearer_than_the_nearest(rate: Fraction, step: Fraction, frame: int) -> None:
    if step * rate < 1:
        with pytest.raises(UserError):
            Grid.of(step * rate, field="seconds")
        return
    grid = Grid.of(step * rate, field="seconds")
    rank = grid.nearest(frame)
    away = abs(grid.line(rank) - frame)
    for other in range(max(0, rank - 3), rank + 4):
        assert abs(grid.line(other) - frame) >= away
        if other > rank:
            assert abs(grid.line(other) - frame) > away


@pytest.mark.parametrize("rate", RATES)
def test_a_grid_of_seconds_does_not_drift(rate: Fraction) -> None:
    grid = Grid.of(rate, field="seconds")
    for hour in (1, 10):
        moment = Fraction(grid.line(3600 * hour)) / rate
        assert abs(moment - 3600 * hour) <= Fraction(1, 2) / rate


def test_what_is_laid_end_to_end_by_the_grid_stays_so() -> None:
    track = {clip(1): Span(0, 47), clip(2): Span(47, 97), clip(3): Span(97, 99)}
    assert aligned(track, Grid.of(Fraction(24), field="frames")) == {
        clip(1): Span(0, 48),
        clip(2): Span(48, 96),
        clip(3): Span(96, 120),
    }


@pytest.mark.parametrize("step", [0, -1, Fraction(1, 2), MAX_FRAME + 1, Fraction(10) ** 300])
def test_grids_that_no_timeline_has(step: Fraction) -> None:
    with pytest.raises(UserError):
        Grid.of(Fraction(step), field="frames")


def test_beyond_the_last_frame_nothing_is_put() -> None:
    late = {clip(1): Span(0, MAX_FRAME), clip(2): Span(5, 6)}
    with pytest.raises(UserError):
        apart(late)
    with pytest.raises(UserError):
        aligned({clip(1): Span(MAX_FRAME - 1, MAX_FRAME)}, Grid.of(Fraction(7), field="frames"))


@given(track=timelines(least=1), data=st.data())
def test_a_layout_is_another_as_soon_as_a_clip_lies_otherwise(
    track: Timeline, data: st.DataObject
) -> None:
    word = layout_of(in_order(track))
    assert word == layout_of(in_order(dict(reversed(track.items()))))
    key = data.draw(st.sampled_from(sorted(track)))
    span = track[key]
    for other in (Span(span.start + 1, span.end + 1), Span(span.start, span.end + 1)):
        assert layout_of(in_order(track | {key: other})) != word
    del track[key]
    assert layout_of(in_order(track)) != word
