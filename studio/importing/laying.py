"""Clips that lie in a film, laid into its scenes. Pure.

Scenes follow one another, each as long as its clips reach: where a scene begins is nobody's choice.
So a clip that begins before the scene ahead of its own has ended belongs to that one.
"""

from bisect import bisect_right
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from studio.timeline.rules import Span

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Lying(Generic[K]):
    """A clip in the film. `scene` is the rank of the scene that it should be in, if it is known."""

    key: K
    span: Span
    scene: int | None = None


@dataclass(frozen=True, slots=True)
class Laid:
    """The rank of a clip's scene, and its first frame there."""

    scene: int
    start: int


def laid(clips: Sequence[Lying[K]]) -> Mapping[K, Laid]:
    """Each clip's scene and place, so that all lie in the film where they should. As many as can be
    stay in their scenes, whose order is kept; the others go with what is before them."""
    order = sorted(clips, key=lambda one: (one.span.start, one.scene or 0, one.span.end))
    kept = _rising([one.scene for one in order])
    first = next((one.scene for place, one in enumerate(order) if place in kept), 0) or 0
    found: dict[K, Laid] = {}
    scene, begins, reached, wanted = first, 0, 0, first
    for place, one in enumerate(order):
        if place in kept and one.scene is not None:
            wanted = one.scene
        if wanted > scene and one.span.start >= reached:
            scene, begins = wanted, reached
        found[one.key] = Laid(scene, one.span.start - begins)
        reached = max(reached, one.span.end)
    return found


def _rising(ranks: Sequence[int | None]) -> set[int]:
    """The places of the longest row of ranks that never falls."""
    tails: list[int] = []
    at: list[int] = []
    before: dict[int, int | None] = {}
    for place, rank in enumerate(ranks):
        if rank is None:
            continue
        length = bisect_right(tails, rank)
        before[place] = at[length - 1] if length else None
        if length == len(tails):
            tails.append(rank)
            at.append(place)
        else:
            tails[length], at[length] = rank, place
    found: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found
