"""Where clips lie on a scene's timeline: overlaps found, free places proposed. Whole frames."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import pairwise
from typing import TypeVar

from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.time import MAX_FRAME

DEFAULT_SECONDS = Fraction(2)
MAX_CLIPS = 500
"""Clips that one act may move, take, bring back or copy."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Frames `start` up to, not including, `end`."""

    start: int
    end: int

    @property
    def duration(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end


class ProposalKind(Enum):
    EARLIER = "EARLIER"
    LATER = "LATER"
    END = "END"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A start frame at which the clip would overlap nothing."""

    kind: ProposalKind
    start_frame: int
    description: str


class Overlap(UserError):
    """The wanted place is taken, wholly or in part. `proposals` are free places, nearest first."""

    code = ErrorCode.OVERLAP

    def __init__(self, proposals: Sequence[Proposal], *, clips: int) -> None:
        others = "another clip" if clips == 1 else f"{clips} other clips"
        super().__init__(
            f"This would overlap {others}. Take one of the proposed places, or allow the overlap.",
            field=["startFrame"],
        )
        self.proposals = tuple(proposals)


def check_span(start: int, duration: int) -> Span:
    """Raise UserError for a place no timeline has: before 0, empty, or beyond 2³⁰ frames."""
    if not 0 <= start <= MAX_FRAME:
        raise UserError(
            f"startFrame lies between 0 and {MAX_FRAME}, not {start}.", field=["startFrame"]
        )
    if not 1 <= duration <= MAX_FRAME:
        raise UserError(
            f"durationFrames lies between 1 and {MAX_FRAME}, not {duration}.",
            field=["durationFrames"],
        )
    if start + duration > MAX_FRAME:
        raise UserError(f"A clip ends at frame {MAX_FRAME} at most.", field=["durationFrames"])
    return Span(start, start + duration)


def place(wanted: Span, others: Iterable[Span], *, allow_overlap: bool) -> Span:
    """`wanted` itself, or Overlap with proposals where it is taken and overlap is not allowed."""
    taken = sorted(others)
    hit = sum(1 for span in taken if span.overlaps(wanted))
    if hit and not allow_overlap:
        raise Overlap(propose(wanted, taken), clips=hit)
    return wanted


def propose(wanted: Span, others: Iterable[Span]) -> list[Proposal]:
    """Free places for a clip of this length, the nearest first; at most one of each kind."""
    taken = sorted(others)
    end = max((span.end for span in taken), default=0)
    starts = [
        (ProposalKind.EARLIER, max(_starts_before(wanted, taken), default=None)),
        (ProposalKind.LATER, min(_starts_after(wanted, taken), default=None)),
        (ProposalKind.END, end),
    ]
    words = {
        ProposalKind.EARLIER: "The nearest free place before it",
        ProposalKind.LATER: "The nearest free place after it",
        ProposalKind.END: "After the last clip",
    }
    found: dict[int, Proposal] = {}
    for kind, start in starts:
        if start is not None and start not in found and start + wanted.duration <= MAX_FRAME:
            found[start] = Proposal(kind, start, words[kind])
    return sorted(found.values(), key=lambda proposal: abs(proposal.start_frame - wanted.start))


def check_many(clip_ids: Collection[object]) -> None:
    """Raise UserError for no clip at all, LIMIT_EXCEEDED for too many."""
    if not clip_ids:
        raise UserError("Name one clip at least.", field=["ids"])
    if len(clip_ids) > MAX_CLIPS:
        raise UserError(
            f"At most {MAX_CLIPS} clips can be edited at once.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["ids"],
        )


def put_before(order: Sequence[T], moved: Sequence[T], before: T | None) -> list[T]:
    """`order` with `moved` in front of `before`, in the order given; without one, at the end.

    Where `before` is itself moved, the next that is not stands for it.
    Raises ValueError for a `before` that is not in `order`.
    """
    taken = set(moved)
    rest = [one for one in order if one not in taken]
    behind = [] if before is None else order[order.index(before) :]
    at = next((rest.index(one) for one in behind if one not in taken), len(rest))
    return [*rest[:at], *moved, *rest[at:]]


def end_to_end(durations: Iterable[int]) -> list[Span]:
    """Spans of these lengths laid one after another from frame 0."""
    spans: list[Span] = []
    for duration in durations:
        start = spans[-1].end if spans else 0
        spans.append(check_span(start, duration))
    return spans


def _gaps(taken: Sequence[Span]) -> Iterable[Span]:
    """The free stretches, the last without a practical end. Overlapping spans count as one."""
    edges = [Span(0, 0), *taken]
    reached = 0
    for before, after in pairwise(edges):
        reached = max(reached, before.end)
        if after.start > reached:
            yield Span(reached, after.start)
    yield Span(max((span.end for span in edges), default=0), MAX_FRAME)


def _starts_before(wanted: Span, taken: Sequence[Span]) -> Iterable[int]:
    for gap in _gaps(taken):
        if gap.duration >= wanted.duration and gap.start <= wanted.start:
            yield min(gap.end - wanted.duration, wanted.start)


def _starts_after(wanted: Span, taken: Sequence[Span]) -> Iterable[int]:
    for gap in _gaps(taken):
        start = max(gap.start, wanted.start)
        if gap.end - start >= wanted.duration:
            yield start
