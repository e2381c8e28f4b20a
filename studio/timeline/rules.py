"""Where clips lie on a scene's timeline: overlaps found, free places proposed. Whole frames."""

from collections import deque
from collections.abc import Collection, Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from itertools import count, pairwise, product
from typing import TypeVar

from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.time import MAX_FRAME

DEFAULT_SECONDS = Fraction(2)
MAX_CLIPS = 500
"""Clips that one act may move, take, bring back or copy."""

MAX_NUMBER = 40
"""Characters in the number of a clip."""
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Slates leave out I and O, which read as digits."""

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Frames `start` up to, not including, `end`."""

    start: int
    end: int

    @classmethod
    def of(cls, start: int, duration: int) -> "Span":
        return cls(start, start + duration)

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


def next_number(number: str, taken: Container[str]) -> str:
    """The number of a shot made from that of this number: `1B` from `1A`, else `1AA`, `1AB` …

    A shot without a number lends none.
    """
    if not number:
        return ""
    if number[-1] in LETTERS[:-1]:
        following = number[:-1] + LETTERS[LETTERS.index(number[-1]) + 1]
        if following not in taken:
            return following
    stem = number[: MAX_NUMBER - 4]
    for length in count(1):
        for letters in product(LETTERS, repeat=length):
            if (found := stem + "".join(letters)) not in taken:
                return found
    raise AssertionError("there is always another")


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


def moved(spans: Mapping[Key, Span], starts: Mapping[Key, int]) -> dict[Key, Span]:
    """The spans, those of them that are named at new starts."""
    return {key: Span.of(starts.get(key, span.start), span.duration) for key, span in spans.items()}


def close_up(living: Mapping[Key, Span], taken: Iterable[Span]) -> dict[Key, int]:
    """Where the living clips that move begin once the frames that only `taken` filled are cut out."""
    cuts = _filled_by(taken, but_not=living.values())
    return _changed(living, _without(living, cuts))


def open_up(
    living: Mapping[Key, Span], coming: Mapping[Key, Span]
) -> tuple[dict[Key, int], dict[Key, int]]:
    """Where the living clips that move begin once there is room for `coming`, and where these do.

    The inverse of `close_up` for what overlapped nothing. A place within a living clip becomes
    that behind it; what touches or overlaps among `coming` stays together.
    """
    waiting, fresh = _in_order(living), _in_order(coming)
    starts: dict[Key, int] = {}
    came: dict[Key, int] = {}
    room = late = reached = 0
    for block in _union(coming.values()):
        at = block.start + late
        while waiting and waiting[0][1].start + room < max(at, reached):
            key, span = waiting.popleft()
            starts[key] = span.start + room
            reached = max(reached, span.end + room)
        late += max(0, reached - at)
        while fresh and fresh[0][1].start < block.end:
            key, span = fresh.popleft()
            came[key] = check_span(span.start + late, span.duration).start
        room += block.duration
        reached = block.end + late
    starts |= {key: span.start + room for key, span in waiting}
    return _changed(living, starts), came


def _in_order(spans: Mapping[Key, Span]) -> deque[tuple[Key, Span]]:
    return deque(sorted(spans.items(), key=lambda item: item[1]))


def _changed(spans: Mapping[Key, Span], starts: Mapping[Key, int]) -> dict[Key, int]:
    for key, start in starts.items():
        check_span(start, spans[key].duration)
    return {key: start for key, start in starts.items() if start != spans[key].start}


def _without(spans: Mapping[Key, Span], cuts: Iterable[Span]) -> dict[Key, int]:
    """Starts on a timeline that these frames, which none of the spans begins in, are cut out of."""
    ahead, gone = deque(cuts), 0
    starts: dict[Key, int] = {}
    for key, span in _in_order(spans):
        while ahead and ahead[0].start < span.start:
            gone += ahead.popleft().duration
        starts[key] = span.start - gone
    return starts


def _union(spans: Iterable[Span]) -> list[Span]:
    """The same frames as stretches that neither touch nor overlap, in their order."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and span.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return joined


def _filled_by(spans: Iterable[Span], *, but_not: Iterable[Span]) -> list[Span]:
    """Frames of `spans` that none of the others fill, in stretches in their order."""
    others = deque(_union(but_not))
    left: list[Span] = []
    for span in _union(spans):
        start = span.start
        while others and others[0].start < span.end:
            if others[0].start > start:
                left.append(Span(start, others[0].start))
            start = max(start, others[0].end)
            if others[0].end > span.end:
                break
            others.popleft()
        if start < span.end:
            left.append(Span(start, span.end))
    return left


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
