from hypothesis import given

from studio.kernel.time import MAX_FRAME
from studio.timeline.cutting import in_order
from studio.timeline.reports.overlaps import Crossing, crossings, ways_apart
from studio.timeline.reports.proposals import Remedy, RemedyKind, outcome
from studio.timeline.rules import Span
from tests.studio.timeline.tracks import Timeline, clip, overlapping, timelines


def found(track: Timeline) -> list[Crossing]:
    return list(crossings(in_order(track)))


def proposed(track: Timeline, crossing: Crossing) -> dict[RemedyKind, Remedy]:
    return {one.kind: one for one in ways_apart(in_order(track), crossing)}


@given(timelines())
def test_whatever_begins_too_early_is_told_once_with_what_covers_it(track: Timeline) -> None:
    """Against trying all pairs."""
    pairs = overlapping(track)
    order = [key for key, _ in in_order(track)]
    late = [
        key
        for rank, key in enumerate(order)
        if {key, *order[:rank]} != {key}
        and any(frozenset((key, other)) in pairs for other in order[:rank])
    ]
    crossed = found(track)
    assert [one.second[0] for one in crossed] == late
    for one in crossed:
        first, second = one.first[0], one.second[0]
        assert frozenset((first, second)) in pairs
        earlier = order[: order.index(second)]
        assert track[first].end == max(track[key].end for key in earlier)
        assert one.frames.start == max(track[first].start, track[second].start)
        assert one.frames.end == min(track[first].end, track[second].end)
        assert order[one.rank] == second


@given(timelines())
def test_each_proposal_parts_the_two_and_makes_no_new_overlap(track: Timeline) -> None:
    before = overlapping(track)
    for crossing in found(track):
        pair = frozenset((crossing.first[0], crossing.second[0]))
        for kind, one in proposed(track, crossing).items():
            placed = outcome(one, track)
            now = track | placed
            assert overlapping(now) <= before - {pair}, kind
            assert all(span.start >= 0 and span.duration >= 1 for span in now.values())
            trims = kind in {RemedyKind.TRIM_FIRST, RemedyKind.TRIM_SECOND}
            for key, span in placed.items():
                assert (span.duration == track[key].duration) != trims
            if kind is RemedyKind.PUSH_LATER:
                moves = {now[key].start - track[key].start for key in placed}
                assert moves == {track[crossing.first[0]].end - track[crossing.second[0]].start}


@given(timelines())
def test_pushing_one_after_another_ends_without_overlaps(track: Timeline) -> None:
    while crossed := found(track):
        track |= outcome(proposed(track, crossed[0])[RemedyKind.PUSH_LATER], track)
    assert overlapping(track) == set()


@given(timelines())
def test_moved_alone_a_clip_goes_to_the_nearest_free_place(track: Timeline) -> None:
    """Against trying every frame."""
    for crossing in found(track)[:2]:
        one = proposed(track, crossing)[RemedyKind.MOVE_LATER]
        assert one.edit is not None
        first, second = crossing.first[0], crossing.second[0]
        others = [span for key, span in track.items() if key != second]
        length = track[second].duration
        free = track[first].end
        while any(Span.of(free, length).overlaps(other) for other in others):
            free = min(other.end for other in others if other.end > free)
        assert one.edit.span == Span.of(free, length)


def test_what_can_be_proposed_depends_on_how_they_lie() -> None:
    inside = {clip(1): Span(0, 100), clip(2): Span(20, 30)}
    assert set(proposed(inside, found(inside)[0])) == set(RemedyKind) - {
        *(RemedyKind.TRIM_SECOND, RemedyKind.CLOSE_UP),
        *(RemedyKind.EXTEND_BEFORE, RemedyKind.ADD_SLATE),
    }
    same = {clip(1): Span(5, 10), clip(2): Span(5, 12)}
    assert RemedyKind.TRIM_FIRST not in proposed(same, found(same)[0])
    late = {clip(1): Span(MAX_FRAME - 10, MAX_FRAME), clip(2): Span(MAX_FRAME - 5, MAX_FRAME)}
    assert set(proposed(late, found(late)[0])) == {RemedyKind.TRIM_FIRST}


def test_a_proposal_is_known_again_as_long_as_the_two_lie_so() -> None:
    track = {clip(1): Span(0, 100), clip(2): Span(90, 120), clip(3): Span(200, 210)}
    before = {kind: one.id for kind, one in proposed(track, found(track)[0]).items()}
    assert len(set(before.values())) == 4
    track[clip(3)] = Span(300, 310)
    assert {kind: one.id for kind, one in proposed(track, found(track)[0]).items()} == before
    track[clip(2)] = Span(90, 121)
    after = {one.id for one in proposed(track, found(track)[0]).values()}
    assert after.isdisjoint(before.values())
