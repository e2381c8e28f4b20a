"""What lies on the tracks of an AAF: clips, gaps, and blends over both of their neighbours.

A blend takes its frames from what is on either side, so each side is longer by it. What fades through
black, or from and to silence, blends with a gap that has no other frames than these.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from studio.exporting.cutlist import HOUR, CutList, Event, Level, Media, Track, holes, stem_of
from studio.exporting.formats.joints import Joint, joints_of
from studio.kernel.time import seconds_to_frame
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind


@dataclass(frozen=True, slots=True)
class Shot:
    """`length` frames of a file from its frame `start` on, what is blended counted; the file is said
    to have `reach` of them. `gain` is in decibels. `others` could play instead, over the same frames;
    where it is `off`, nothing plays."""

    name: str
    media: Media
    start: int
    length: int
    reach: int
    note: str = ""
    gain: float = 0.0
    others: tuple["Shot", ...] = ()
    off: bool = False

    @property
    def takes(self) -> tuple["Shot", ...]:
        """It, and what could play instead."""
        return self, *self.others


@dataclass(frozen=True, slots=True)
class Gap:
    length: int


@dataclass(frozen=True, slots=True)
class Blend:
    """Frames ahead of the cut and behind it."""

    ahead: int
    behind: int
    wipes: bool = False

    @property
    def length(self) -> int:
        return self.ahead + self.behind


Piece = Shot | Gap | Blend


@dataclass(frozen=True, slots=True)
class _Seam:
    """How one item becomes the next, over frames ahead of the cut and behind it."""

    kind: TransitionKind = TransitionKind.CUT
    ahead: int = 0
    behind: int = 0

    @property
    def crosses(self) -> bool:
        """Whether both sides show at once, and so reach beyond the cut."""
        return self.kind in {TransitionKind.DISSOLVE, TransitionKind.WIPE}

    @property
    def pieces(self) -> Iterator[Blend | Gap]:
        if self.crosses:
            yield Blend(self.ahead, self.behind, wipes=self.kind is TransitionKind.WIPE)
            return
        if self.ahead:
            yield Blend(self.ahead, 0)
        yield Gap(self.ahead + self.behind)
        if self.behind:
            yield Blend(0, self.behind)


_CUT = _Seam()


def pieces_of(cut: CutList, track: Track, *, sound: bool) -> list[Piece]:
    """What is on a track, in order; nothing where none of its events has a take. Those without are
    gaps."""
    items = [*holes(track, 0)]
    if not any(map(_takes, items)):
        return []
    seams = [*_fades(items)] if sound else [*_blends(cut, track, items), _CUT]
    return [*_merged(_pieces(cut, items, seams))]


def _pieces(cut: CutList, items: list[Span | Event], seams: list[_Seam]) -> Iterator[Piece]:
    """`seams` are one more than `items`."""
    for item, (before, after) in zip(items, pairwise(seams), strict=True):
        yield from before.pieces
        ahead = before.ahead if before.crosses else 0
        behind = after.behind if after.crosses else 0
        yield _piece(cut, item, ahead, behind)
    yield from seams[-1].pieces


def _merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Gaps that meet are one, and those of no length are none."""
    gap = 0
    for piece in pieces:
        if isinstance(piece, Gap):
            gap += piece.length
            continue
        if gap:
            yield Gap(gap)
        gap = 0
        yield piece
    if gap:
        yield Gap(gap)


def _piece(cut: CutList, item: Span | Event, ahead: int, behind: int) -> Shot | Gap:
    span = item.span if isinstance(item, Event) else item
    length = ahead + span.duration + behind
    takes = _takes(item)
    if not isinstance(item, Event) or not takes:
        return Gap(length)
    first, *others = (_shot(cut, item, media, ahead, length) for media in takes)
    named = (replace(one, name=stem_of(one.media)) for one in others)
    off = item.media is None or item.level.muted
    return replace(first, others=tuple(named), off=off)


def _shot(cut: CutList, event: Event, media: Media, ahead: int, length: int) -> Shot:
    """A take that has no frames ahead of the cut begins with its first."""
    start = max(0, _start(cut, event, media) - ahead)
    own = 2 * _hour(cut) if _still(media) else media.frames_at(cut.rate) or 0
    reach = max(own, start + length)
    return Shot(event.name, media, start, length, reach, event.note, event.level.gain)


def _blends(cut: CutList, track: Track, items: list[Span | Event]) -> Iterator[_Seam]:
    """How each item comes out of the one before."""
    joints = iter(joints_of(track))
    for last, item in zip([None, *items], items, strict=False):
        joint = next(joints) if isinstance(item, Event) else None
        yield _CUT if joint is None else _seam(cut, last, item, joint)


def _seam(cut: CutList, last: Span | Event | None, item: Span | Event, joint: Joint) -> _Seam:
    """Over no more than what the file has before its first frame. Where a film begins, there is black
    to come out of."""
    out, into = _media(last), _media(item)
    if joint.kind is TransitionKind.FADE or last is None:
        ahead, behind = (joint.ahead if out else 0), (joint.behind if into else 0)
        return _Seam(TransitionKind.FADE, ahead, behind)
    if not out and not into:
        return _CUT
    ahead = joint.ahead
    if isinstance(item, Event) and into:
        ahead = min(ahead, _start(cut, item, into))
    return _Seam(joint.kind, ahead, joint.behind)


def _fades(items: list[Span | Event]) -> Iterator[_Seam]:
    """How sounds begin and end; of fades that meet the first goes on to its end."""
    fading = 0
    for item in items:
        level = item.level if isinstance(item, Event) and _media(item) else Level()
        duration = item.span.duration if isinstance(item, Event) else item.duration
        rising = min(level.fade_in, duration)
        yield _Seam(TransitionKind.FADE, fading, rising)
        fading = min(level.fade_out, duration - rising)
    yield _Seam(TransitionKind.FADE, fading, 0)


def _media(item: Span | Event | None) -> Media | None:
    """What an item shows, or would if it were not muted."""
    return item.media if isinstance(item, Event) else None


def _takes(item: Span | Event) -> list[Media]:
    """What an item shows, then what it could: on a track of sound no pictures."""
    if not isinstance(item, Event):
        return []
    others = [one for one in item.alternates if (one.kind is MediaKind.AUDIO) == item.heard]
    return [item.media, *others] if item.media else others


def _start(cut: CutList, event: Event, media: Media) -> int:
    """A still begins an hour in, so that it has handles."""
    return _hour(cut) if _still(media) else event.source


def _still(media: Media) -> bool:
    return media.kind is MediaKind.IMAGE


def _hour(cut: CutList) -> int:
    return seconds_to_frame(Fraction(HOUR), cut.rate)
