"""Timelines to test with, at every frame rate of the product."""

from fractions import Fraction
from uuid import UUID

from hypothesis import strategies as st

from studio.kernel.time import parse_rate, seconds_to_frame
from studio.timeline.rules import Span

RATES = [
    parse_rate(text)
    for text in (
        *("12", "23.976", "24", "25", "29.97", "30", "47.952", "48"),
        *("50", "59.94", "60", "100", "119.88", "120", "1000"),
    )
]
rates = st.sampled_from(RATES)

Timeline = dict[UUID, Span]


def clip(number: int) -> UUID:
    return UUID(int=number)


def edge(milliseconds: int, rate: Fraction) -> int:
    return seconds_to_frame(Fraction(milliseconds, 1000), rate)


@st.composite
def timelines(draw: st.DrawFn, *, least: int = 0, overlapping: bool = True) -> Timeline:
    """Clips in no order, placed by milliseconds; touching, apart, nested or at one place."""
    rate = draw(rates)
    some = st.tuples(
        st.sampled_from([0, 0, 0, 1, 40, 700]) if not overlapping else st.integers(-1500, 700),
        st.sampled_from([1, 40, 41, 500, 1001, 3000]),
    )
    pairs = draw(st.lists(some, min_size=least, max_size=10))
    keys = draw(st.permutations(range(1, len(pairs) + 1)))
    track: Timeline = {}
    moment = 0
    for key, (apart, length) in zip(keys, pairs, strict=True):
        start = max(0, moment + apart)
        moment = start + length
        first = edge(start, rate)
        track[clip(key)] = Span(first, max(first + 1, edge(moment, rate)))
    if not overlapping:
        track = _one_after_another(track)
    order = draw(st.permutations(sorted(track)))
    return {key: track[key] for key in order}


def _one_after_another(track: Timeline) -> Timeline:
    """Clips of less than a frame were made one frame long: what follows may have to give way."""
    reached = 0
    for key, span in track.items():
        track[key] = Span.of(max(reached, span.start), span.duration)
        reached = track[key].end
    return track


def overlapping(track: Timeline) -> set[frozenset[UUID]]:
    """All pairs that overlap, found by trying each."""
    keys = sorted(track)
    return {
        frozenset((one, other))
        for rank, one in enumerate(keys)
        for other in keys[rank + 1 :]
        if track[one].overlaps(track[other])
    }


def empty(track: Timeline) -> list[int]:
    """The frames before the last end in which nothing is, found by trying each."""
    edges = sorted({0, *(edge for span in track.values() for edge in (span.start, span.end))})
    return [
        frame
        for frame in edges[:-1]
        if not any(span.start <= frame < span.end for span in track.values())
    ]
