"""Frames of a scene, before its last clip begins, in which nothing is seen; how to fill them."""

from collections.abc import Iterator
from dataclasses import dataclass

from studio.timeline.cutting import Lying, Order
from studio.timeline.reports.proposals import Edit, Remedy, RemedyKind, Shift, frames, remedy
from studio.timeline.rules import Span


@dataclass(frozen=True, slots=True)
class Gap:
    """Empty frames between two clips or, without `before`, in front of the first."""

    frames: Span
    before: Lying | None
    after: Lying


def gaps(order: Order) -> Iterator[Gap]:
    """All of them, in the order of the timeline."""
    before: Lying | None = None
    for clip in order:
        reached = before[1].end if before else 0
        if clip[1].start > reached:
            yield Gap(Span(reached, clip[1].start), before, clip)
        if clip[1].end >= reached:
            before = clip


def ways_to_fill(gap: Gap) -> Iterator[Remedy]:
    """After each of these something is seen in its stead, and nothing overlaps that did not."""
    about = (gap.after,) if gap.before is None else (gap.before, gap.after)
    length = frames(gap.frames.duration)
    yield remedy(
        RemedyKind.CLOSE_UP,
        about,
        f"Move all that lies behind it {length} earlier.",
        shift=Shift(gap.after[0], -gap.frames.duration),
    )
    if gap.before is not None:
        clip, span = gap.before
        yield remedy(
            RemedyKind.EXTEND_BEFORE,
            about,
            f"Lengthen the clip before it by {length}.",
            edit=Edit(clip, Span(span.start, gap.frames.end)),
        )
    yield remedy(RemedyKind.ADD_SLATE, about, f"Put a slate of {length} there.", slate=gap.frames)
