from hypothesis import given

from studio.timeline.cutting import closed, in_order
from studio.timeline.reports.gaps import gaps, ways_to_fill
from studio.timeline.reports.proposals import RemedyKind, outcome
from studio.timeline.rules import Span
from tests.studio.timeline.tracks import Timeline, clip, empty, overlapping, timelines


@given(timelines())
def test_every_empty_frame_is_told_and_no_other(track: Timeline) -> None:
    """Against trying all edges: each stretch begins with an empty one."""
    found = list(gaps(in_order(track)))
    assert [gap.frames.start for gap in found] == empty(track)
    for gap in found:
        assert track[gap.after[0]].start == gap.frames.end
        if gap.before is None:
            assert gap.frames.start == 0
        else:
            assert track[gap.before[0]].end == gap.frames.start
        assert not any(span.overlaps(gap.frames) for span in track.values())


@given(timelines())
def test_each_proposal_leaves_one_gap_less_and_makes_no_overlap(track: Timeline) -> None:
    before = empty(track)
    for gap in gaps(in_order(track)):
        kinds = set()
        for one in ways_to_fill(gap):
            kinds.add(one.kind)
            now = track | outcome(one, track)
            if one.slate is not None:
                now[clip(99)] = one.slate
            assert overlapping(now) == overlapping(track)
            assert len(empty(now)) == len(before) - 1
            if one.kind is RemedyKind.CLOSE_UP:
                assert all(now[key].duration == track[key].duration for key in track)
            else:
                assert all(now[key].start == track[key].start for key in track)
        assert (RemedyKind.EXTEND_BEFORE in kinds) == (gap.before is not None)
        assert kinds >= {RemedyKind.CLOSE_UP, RemedyKind.ADD_SLATE}


@given(timelines())
def test_closing_one_after_another_is_closing_all(track: Timeline) -> None:
    wanted = closed(track)
    while found := list(gaps(in_order(track))):
        (close, *_) = ways_to_fill(found[-1])
        assert close.kind is RemedyKind.CLOSE_UP
        track |= outcome(close, track)
    assert track == wanted


def test_a_gap_behind_overlapping_clips_begins_where_the_last_of_them_ends() -> None:
    track = {clip(1): Span(0, 50), clip(2): Span(10, 20), clip(3): Span(60, 70)}
    (gap,) = gaps(in_order(track))
    assert gap.frames == Span(50, 60)
    assert gap.before == (clip(1), Span(0, 50))
    extend = next(one for one in ways_to_fill(gap) if one.kind is RemedyKind.EXTEND_BEFORE)
    assert outcome(extend, track) == {clip(1): Span(0, 60)}
