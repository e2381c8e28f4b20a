"""How transitions are laid between the events of a track, so that each format can say them. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from studio.exporting.cutlist import Event, Track
from studio.library.media import MediaKind
from studio.timeline.transitions import TransitionKind


@dataclass(frozen=True, slots=True)
class Joint:
    """A transition into an event, over `ahead` frames before its cut and `behind` after it, both of
    which lie within what is on either side. `out` is the event that ends at the cut; None where there
    is a hole, or nothing."""

    kind: TransitionKind
    ahead: int
    behind: int
    out: Event | None

    @property
    def frames(self) -> int:
        return self.ahead + self.behind


def joints_of(
    track: Track, *, in_holes: bool = True, from_start: bool = False
) -> list[Joint | None]:
    """For each event how it is blended in; None for a cut, and where there is no room for more.

    Between two transitions an event keeps a frame of its own; the earlier one goes first. `in_holes` lets them begin in the hole
    that an event comes out of. With `from_start`, those ahead of a cut end with what a film has before
    its first shown frame: for formats that cannot hold a frame.
    """
    return list(_joints(track, in_holes=in_holes, from_start=from_start))


def _joints(track: Track, *, in_holes: bool, from_start: bool) -> Iterator[Joint | None]:
    last: Event | None = None
    taken = 0
    for event in track:
        out = last if last and last.span.end == event.span.start else None
        if last and not out:
            taken = last.span.end
        free = event.span.start - taken - (out is not None) if out or in_holes else 0
        joint = _joint(event, out, min(free, _head(event)) if from_start else free)
        taken = event.span.start + (joint.behind if joint else 0)
        last = event
        yield joint


def _joint(event: Event, out: Event | None, free: int) -> Joint | None:
    """`free` is how many frames before the event it may take."""
    wanted = event.transition
    if wanted is None or wanted.kind is TransitionKind.CUT:
        return None
    ahead = min(wanted.before, max(0, free))
    behind = min(wanted.frames - wanted.before, event.span.duration)
    return Joint(wanted.kind, ahead, behind, out) if ahead + behind else None


def _head(event: Event) -> int:
    """The frames that an event has before its first; no end of them for a still."""
    if event.media is None or event.media.kind is MediaKind.IMAGE:
        return event.span.start
    return event.source
