"""Clips of a scene that begin before what came earlier has ended, and how to part them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from studio.kernel.time import MAX_FRAME
from studio.timeline.cutting import Lying, Order
from studio.timeline.reports.proposals import Edit, Remedy, RemedyKind, Shift, frames, remedy
from studio.timeline.rules import Span


@dataclass(frozen=True, slots=True)
class Crossing:
    """`second` begins while `first`, of all before it the one that ends last, goes on.

    `frames` is where both are, `rank` the place of `second` in the order. Of clips that overlap
    one another each but the first has one crossing.
    """

    first: Lying
    second: Lying
    frames: Span
    rank: int


def crossings(order: Order) -> Iterator[Crossing]:
    """All of them, in the order of the timeline."""
    before: Lying | None = None
    for rank, clip in enumerate(order):
        if before is None or clip[1].start >= before[1].end:
            before = clip
            continue
        shared = Span(clip[1].start, min(before[1].end, clip[1].end))
        yield Crossing(before, clip, shared, rank)
        if clip[1].end >= before[1].end:
            before = clip


def ways_apart(order: Order, crossing: Crossing) -> Iterator[Remedy]:
    """After each of these the two overlap no more, and nothing does that did not before."""
    about = (crossing.first, crossing.second)
    (first, earlier), (second, later) = about
    late = earlier.end - later.start
    if max(span.end for _, span in islice(order, crossing.rank, None)) + late <= MAX_FRAME:
        yield remedy(
            RemedyKind.PUSH_LATER,
            about,
            f"Move the second and all behind it {frames(late)} later.",
            shift=Shift(second, late),
        )
    free = _free_from(order, crossing.rank, earlier.end)
    if free + later.duration <= MAX_FRAME:
        yield remedy(
            RemedyKind.MOVE_LATER,
            about,
            f"Move the second alone to the nearest free place behind, frame {free}.",
            edit=Edit(second, Span.of(free, later.duration)),
        )
    if earlier.start < later.start:
        yield remedy(
            RemedyKind.TRIM_FIRST,
            about,
            f"Trim {frames(late)} off the end of the first.",
            edit=Edit(first, Span(earlier.start, later.start)),
        )
    if later.end > earlier.end:
        yield remedy(
            RemedyKind.TRIM_SECOND,
            about,
            f"Trim {frames(late)} off the start of the second.",
            edit=Edit(second, Span(earlier.end, later.end)),
        )


def _free_from(order: Order, rank: int, start: int) -> int:
    """The first start from there on at which the clip of that rank overlaps none behind it."""
    duration = order[rank][1].duration
    for _, span in islice(order, rank + 1, None):
        if span.start >= start + duration:
            break
        start = max(start, span.end)
    return start
