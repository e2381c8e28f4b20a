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
    close_up,
    end_to_end,
    moved,
    next_number,
    open_up,
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


def laid(durations: list[int]) -> dict[int, Span]:
    return dict(enumerate(end_to_end(durations)))


def apart(spans: dict[int, Span], keys: set[int]) -> tuple[dict[int, Span], dict[int, Span]]:
    """What is left without these, and these."""
    rest = {key: span for key, span in spans.items() if key not in keys}
    return rest, {key: span for key, span in spans.items() if key in keys}


@st.composite
def loose(draw: st.DrawFn) -> dict[int, Span]:
    """Clips with gaps here and there, but without overlaps."""
    track: dict[int, Span] = {}
    end = 0
    pairs = st.tuples(st.sampled_from([0, 0, 0, 7, 50]), st.integers(1, 60))
    for key, (gap, length) in enumerate(draw(st.lists(pairs, min_size=1, max_size=12))):
        track[key] = Span(end + gap, end + gap + length)
        end = track[key].end
    return track


@given(durations=st.lists(st.integers(1, 60), min_size=1, max_size=12), data=st.data())
def test_what_lies_end_to_end_does_so_without_some_of_it(
    durations: list[int], data: st.DataObject
) -> None:
    track = laid(durations)
    rest, taken = apart(track, data.draw(st.sets(st.sampled_from(sorted(track)))))
    closed = moved(rest, close_up(rest, taken.values()))
    assert list(closed.values()) == end_to_end(span.duration for span in rest.values())


@given(track=loose(), data=st.data())
def test_what_was_closed_opens_again_exactly(track: dict[int, Span], data: st.DataObject) -> None:
    rest, taken = apart(track, data.draw(st.sets(st.sampled_from(sorted(track)))))
    closed = moved(rest, close_up(rest, taken.values()))
    starts, came = open_up(closed, taken)
    assert moved(closed, starts) == rest
    assert moved(taken, came) == taken


@given(track=loose(), data=st.data())
def test_of_what_was_closed_each_comes_back_by_itself(
    track: dict[int, Span], data: st.DataObject
) -> None:
    """In any order, at the place that it has without those that are still away."""
    there, away = apart(track, data.draw(st.sets(st.sampled_from(sorted(track)))))
    there = moved(there, close_up(there, away.values()))
    for key in data.draw(st.permutations(sorted(away))):
        back = {key: away.pop(key)}
        starts, came = open_up(there, moved(back, close_up(back, away.values())))
        there = moved(there, starts) | moved(back, came)
    assert there == track


@given(
    living=st.dictionaries(st.integers(0, 9), spans, max_size=8),
    coming=st.dictionaries(st.integers(10, 19), spans, max_size=8),
)
def test_room_is_made_and_closed_without_a_new_overlap(
    living: dict[int, Span], coming: dict[int, Span]
) -> None:
    def overlapping(track: dict[int, Span]) -> set[tuple[int, int]]:
        return {
            (one, other)
            for one in track
            for other in track
            if one < other and track[one].overlaps(track[other])
        }

    before = overlapping(living)
    assert overlapping(moved(living, close_up(living, coming.values()))) <= before
    starts, came = open_up(living, coming)
    now = moved(living, starts) | moved(coming, came)
    assert overlapping(now) <= before | overlapping(coming)
    assert sum(span.duration for span in now.values()) == sum(
        span.duration for span in (living | coming).values()
    )


def test_there_is_no_room_beyond_the_last_frame() -> None:
    last = {0: Span(MAX_FRAME - 10, MAX_FRAME)}
    with pytest.raises(UserError):
        open_up(last, {1: Span(0, 1)})


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


@pytest.mark.parametrize(
    ("number", "taken", "wanted"),
    [
        ("1A", "1A", "1B"),
        ("1A", "1A 1B", "1AA"),
        ("1A", "1A 1B 1AA", "1AB"),
        ("1H", "1H", "1J"),
        ("1N", "1N", "1P"),
        ("1Z", "1Z", "1ZA"),
        ("12", "12", "12A"),
        ("1A-B", "1A-B", "1A-C"),
        ("", "", ""),
        ("x" * 40, "", "x" * 36 + "A"),
    ],
)
def test_a_copy_has_the_next_free_number(number: str, taken: str, wanted: str) -> None:
    assert next_number(number, taken.split()) == wanted


def test_numbers_do_not_run_out() -> None:
    taken = {"1A"}
    for _ in range(1_000):
        found = next_number("1A", taken)
        assert found not in taken
        assert len(found) <= 5
        taken.add(found)
