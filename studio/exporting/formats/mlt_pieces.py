"""What lies on the tracks of MLT's playlists: clips, blends of two, and emptiness. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from studio.exporting.cutlist import CutList, Event, Media, Track
from studio.exporting.formats.joints import Joint, joints_of
from studio.library.media import MediaKind
from studio.timeline.transitions import TransitionKind

BLACK, CLEAR = "#ff000000", "#00000000"


@dataclass(frozen=True, slots=True)
class Shown:
    """Something to be seen from its frame `source` on; with neither event nor media, a color."""

    media: Media | None
    name: str = ""
    source: int = 0
    color: str = BLACK


@dataclass(frozen=True, slots=True)
class Piece:
    """What lies on a track for `frames`: what is shown, and if it is blended in, out of what."""

    frames: int
    shown: Shown
    kind: TransitionKind = TransitionKind.CUT
    out: Shown | None = None


def pieces_of(track: Track) -> Iterator[int | Piece]:
    """What lies on a track, one after another; a number is how long it is empty."""
    joints = [*joints_of(track, from_start=True), None]
    reached = 0
    for event, (into, after) in zip(track, pairwise(joints), strict=True):
        first = event.span.start
        if into:
            yield first - into.ahead - reached
            yield from _blended(event, into)
            first += into.behind
        else:
            yield first - reached
        reached = event.span.end - (after.ahead if after and after.out is event else 0)
        if reached > first:
            yield Piece(reached - first, _from(event, first))


def _blended(event: Event, joint: Joint) -> Iterator[Piece]:
    """A fade is two blends, to black and out of it; what comes out of a hole comes out of nothing."""
    at = event.span.start - joint.ahead
    out = _from(joint.out, at) if joint.out else Shown(None, color=CLEAR)
    if joint.kind is not TransitionKind.FADE:
        yield Piece(joint.frames, _from(event, at), joint.kind, out)
        return
    if joint.ahead:
        dark = Shown(None)
        yield Piece(joint.ahead, dark if joint.out else out, joint.kind, out)
    if joint.behind:
        yield Piece(
            joint.behind,
            _from(event, event.span.start),
            joint.kind,
            Shown(None, color=BLACK if joint.out else CLEAR),
        )


def _from(event: Event, frame: int) -> Shown:
    """What an event shows from a frame of the film on."""
    if event.media is None:
        return Shown(None, event.name)
    if event.media.kind is MediaKind.IMAGE:
        return Shown(event.media, event.name)
    return Shown(event.media, event.name, event.source + frame - event.span.start)


def reaches_of(cut: CutList) -> Iterator[tuple[Media, int]]:
    """Each picture and film with the frame up to which it is shown, or could be, handles included."""
    reach: dict[object, int] = {}
    for track in cut.tracks:
        joints = [*joints_of(track), None]
        for event, blends in zip(track, pairwise(joints), strict=True):
            beyond = sum(blend.frames for blend in blends if blend)
            for media in (event.media, *event.alternates):
                if media:
                    until = event.source + event.span.duration + beyond
                    reach[media.id] = max(reach.get(media.id, 0), until)
    return ((media, reach[media.id]) for media in cut.media.values() if media.id in reach)
