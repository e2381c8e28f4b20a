import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.kernel.errors import UserError
from studio.kernel.time import MAX_FRAME
from studio.timeline.rules import (
    Overlap,
    ProposalKind,
    Span,
    check_span,
    end_to_end,
    place,
    propose,
    put_before,
)

spans = st.builds(
    lambda start, length: Span(start, start + length), st.integers(0, 400), st.integers(1, 60)
)


@given(wanted=spans, others=st.lists(spans, max_size=12))
def test_every_proposal_is_free_and_of_the_right_length(wanted: Span, others: list[Span]) -> None:
    proposals = propose(wanted, others)
    assert proposals
    for proposal in proposals:
        placed = Span(proposal.start_frame, proposal.start_frame + wanted.duration)
        assert placed.start >= 0
        assert not any(placed.overlaps(other) for other in others)
    distances = [abs(proposal.start_frame - wanted.start) for proposal in proposals]
    assert distances == sorted(distances)


@given(wanted=spans, others=st.lists(spans, max_size=12))
def test_no_free_place_is_nearer_than_those_proposed(wanted: Span, others: list[Span]) -> None:
    """Against trying every frame."""
    free = [
        start
        for start in range(700)
        if not any(Span(start, start + wanted.duration).overlaps(other) for other in others)
    ]
    nearest = min(abs(start - wanted.start) for start in free)
    assert abs(propose(wanted, others)[0].start_frame - wanted.start) == nearest


@given(wanted=spans, others=st.lists(spans, max_size=12))
def test_a_place_is_refused_exactly_when_it_is_taken(wanted: Span, others: list[Span]) -> None:
    taken = [other for other in others if other.overlaps(wanted)]
    assert place(wanted, others, allow_overlap=True) == wanted
    if not taken:
        assert place(wanted, others, allow_overlap=False) == wanted
        return
    with pytest.raises(Overlap) as caught:
        place(wanted, others, allow_overlap=False)
    assert caught.value.proposals == tuple(propose(wanted, others))


@given(st.lists(st.integers(1, 1000), max_size=40))
def test_laid_end_to_end_nothing_overlaps_and_nothing_is_left_out(durations: list[int]) -> None:
    laid = end_to_end(durations)
    assert [span.duration for span in laid] == durations
    assert [span.start for span in laid] == [sum(durations[:rank]) for rank in range(len(laid))]


@given(
    order=st.lists(st.integers(0, 20), max_size=12, unique=True),
    moved=st.lists(st.integers(0, 20), min_size=1, max_size=8, unique=True),
    data=st.data(),
)
def test_what_is_moved_stands_together_and_the_rest_keeps_its_order(
    order: list[int], moved: list[int], data: st.DataObject
) -> None:
    before = data.draw(st.none() | st.sampled_from(order)) if order else None
    now = put_before(order, moved, before)
    assert sorted(now) == sorted({*order, *moved})
    assert [one for one in now if one not in moved] == [one for one in order if one not in moved]
    at = now.index(moved[0])
    assert now[at : at + len(moved)] == moved
    behind = [] if before is None else order[order.index(before) :]
    assert now[at + len(moved) :] == [one for one in behind if one not in moved]


def test_in_front_of_one_that_moves_is_where_the_next_stands() -> None:
    assert put_before("abcd", "db", "b") == list("adbc")
    assert put_before("abcd", "d", "d") == list("abcd")
    with pytest.raises(ValueError, match=r"not in"):
        put_before(["a"], ["b"], "c")


@pytest.mark.parametrize(
    ("start", "duration"),
    [(-1, 1), (0, 0), (0, -5), (MAX_FRAME + 1, 1), (MAX_FRAME, 1), (2**40, 1)],
)
def test_places_that_no_timeline_has(start: int, duration: int) -> None:
    with pytest.raises(UserError):
        check_span(start, duration)


def test_clips_that_touch_do_not_overlap() -> None:
    assert not Span(0, 48).overlaps(Span(48, 96))
    assert Span(0, 49).overlaps(Span(48, 96))
    assert propose(Span(0, 48), [Span(0, 48)])[0].kind is ProposalKind.LATER
