"""How clips are cut, joined and straightened out on a scene's timeline. Pure, in whole frames."""

import heapq
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from uuid import UUID

from studio.kernel.errors import UserError
from studio.kernel.time import MAX_FRAME
from studio.timeline.rules import Span, check_span

Track = Mapping[UUID, Span]
"""Where each clip of a scene lies."""
Lying = tuple[UUID, Span]
Order = Sequence[Lying]
"""The same in the order of the timeline."""


def in_order(track: Track) -> list[Lying]:
    """By their starts, then by their ids: the order in which a scene's clips are read."""
    return sorted(track.items(), key=lambda item: (item[1].start, item[0]))


def layout_of(order: Order) -> str:
    """A word for how these clips lie: another one as soon as one comes, goes or changes place."""
    lines = (f"{key.hex}:{span.start}:{span.end}" for key, span in order)
    return sha256("\n".join(lines).encode()).hexdigest()[:32]


def split_at(span: Span, frame: int) -> tuple[Span, Span]:
    """What lies before this frame of the timeline and what begins with it."""
    if span.duration == 1:
        raise UserError("A clip of a single frame cannot be split.", field=["frame"])
    if not span.start < frame < span.end:
        raise UserError(
            f"Split it within: from frame {span.start + 1} to frame {span.end - 1}, not at {frame}.",
            field=["frame"],
        )
    return Span(span.start, frame), Span(frame, span.end)


def joined(track: Track, wanted: Collection[UUID]) -> tuple[list[UUID], Span]:
    """These clips of the track in their order, and all the frames from the first to the last end.

    Raises UserError for fewer than two, and where another clip stands between them.
    """
    if len(wanted) < 2:
        raise UserError("Name two clips at least.", field=["ids"])
    order = [key for key, _ in in_order(track)]
    ranks = [rank for rank, key in enumerate(order) if key in wanted]
    if ranks[-1] - ranks[0] + 1 != len(ranks):
        raise UserError(
            "Another clip stands between these. Name clips that follow one another.",
            field=["ids"],
        )
    keys = order[ranks[0] : ranks[-1] + 1]
    return keys, Span(track[keys[0]].start, max(track[key].end for key in keys))


def closed(track: Track) -> dict[UUID, Span]:
    """The track with its gaps cut out; what overlaps does so as before."""
    placed: dict[UUID, Span] = {}
    reached = gone = 0
    for key, span in in_order(track):
        gone += max(0, span.start - reached)
        reached = max(reached, span.end)
        placed[key] = Span.of(span.start - gone, span.duration)
    return placed


def apart(track: Track) -> dict[UUID, Span]:
    """The track with each clip that begins too early, and all behind it, as much later as it takes."""
    placed: dict[UUID, Span] = {}
    reached = late = 0
    for key, span in in_order(track):
        late += max(0, reached - span.start - late)
        placed[key] = check_span(span.start + late, span.duration)
        reached = placed[key].end
    return placed


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines every `step` frames from frame 0, each at the frame whose start is nearest to it."""

    step: Fraction

    @classmethod
    def of(cls, step: Fraction, *, field: str) -> "Grid":
        """Raise UserError for lines closer than one frame, or beyond every timeline."""
        if not 1 <= step <= MAX_FRAME:
            raise UserError(
                f"The lines of a grid are 1 to {MAX_FRAME} frames apart.", field=[field]
            )
        return cls(step)

    def line(self, rank: int) -> int:
        return int(rank * self.step + Fraction(1, 2))

    def nearest(self, frame: int) -> int:
        """The rank of the line nearest to this frame; of two the later."""
        about = int(frame / self.step)
        ranks = range(max(0, about - 1), about + 3)
        return min(ranks, key=lambda rank: (abs(self.line(rank) - frame), -rank))


def aligned(track: Track, grid: Grid) -> dict[UUID, Span]:
    """The track with all edges on the grid's nearest lines and no clip shorter than one step.

    What followed another without overlapping it still does, later if need be.
    """
    placed: dict[UUID, Span] = {}
    ended: list[tuple[int, int]] = []
    earliest = 0
    for key, span in in_order(track):
        while ended and ended[0][0] <= span.start:
            earliest = max(earliest, heapq.heappop(ended)[1])
        first = max(grid.nearest(span.start), earliest)
        last = max(grid.nearest(span.end), first + 1)
        heapq.heappush(ended, (span.end, last))
        start = grid.line(first)
        placed[key] = check_span(start, grid.line(last) - start)
    return placed
