"""Edit decision lists as CMX 3600 has them: one track and 999 events in each.

Grounds: SMPTE 258M, and what editing programs of today write: reels of eight characters, and the
names of clips and files in comments.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, MarkerKind, Media, Track, stem_of
from studio.exporting.formats.document import Document
from studio.exporting.formats.joints import joints_of
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

MOST_EVENTS = 999
REEL = 8
LONG_REEL = 32
BLACK = "BL"
_TAKEN = frozenset({"AX", BLACK})
"""Reels that mean something else: auxiliary and black."""
_CUT = "C       "
_COLORS = {MarkerKind.BAR: "CYAN", MarkerKind.BEAT: "WHITE"}
_CODES = {TransitionKind.DISSOLVE: "D", TransitionKind.WIPE: "W001"}
MOST_FRAMES = 999
"""Of a transition, since three digits tell them."""

_Mark = tuple[int, str, str]
"""The frame, the color and the name."""


@dataclass(frozen=True, slots=True)
class _Edit:
    """An event of the list: what is shown over `span`, from its frame `source` on (the event is None
    for black), and how it comes out of what was there, itself from a frame of its own."""

    span: Span
    shown: Event | None
    source: int = 0
    kind: TransitionKind = TransitionKind.CUT
    frames: int = 0
    out: Event | None = None
    out_source: int = 0
    marks: tuple[_Mark, ...] = ()


def write_edl(cut: CutList, *, reel: int = REEL) -> list[Document]:
    """A list for each track of pictures and for each 999 events of it. `reel` is how many
    characters the name of a reel may have."""
    reels = reels_of(cut.media.values(), reel)
    tracks = [(f"V{rank}", list(_pictures(track))) for rank, track in enumerate(cut.tracks, 1)]
    tracks += [(f"A{rank}", list(_sounds(track))) for rank, track in enumerate(cut.sounds, 1)]
    lists = [
        (track, part)
        for rank, (track, edits) in enumerate(tracks)
        for part in _parts(edits if rank else _marked(cut, edits))
    ]
    names = _names(cut, [track for track, _ in lists])
    return [
        Document(name, "text/plain", "".join(_lines(cut, part, reels, track)))
        for name, (track, part) in zip(names, lists, strict=True)
    ]


def _pictures(track: Track) -> Iterator[_Edit]:
    """A blend begins with the event that comes; a fade is one to black and one out of it."""
    joints = [*joints_of(track, from_start=True), None]
    for event, (into, after) in zip(track, pairwise(joints), strict=True):
        end = event.span.end - (after.ahead if after and after.out is event else 0)
        if into is None:
            yield _Edit(Span(event.span.start, end), event, event.source)
            continue
        out, at = into.out, event.span.start - into.ahead
        left = out.source + at - out.span.start if out else 0
        kind, frames = into.kind, into.frames
        if kind is TransitionKind.FADE:
            kind, frames = TransitionKind.DISSOLVE, into.behind
            if out and into.ahead:
                dark = Span(at, event.span.start)
                yield _Edit(dark, None, 0, kind, into.ahead, out, left)
            out, at, left = None, event.span.start, 0
        source = max(0, event.source + at - event.span.start)
        yield _Edit(Span(at, end), event, source, kind, frames, out, left)


def _sounds(track: Track) -> Iterator[_Edit]:
    return (_Edit(event.span, event, event.source) for event in track)


def reels_of(media: Iterable[Media], most: int) -> dict[UUID, str]:
    """A name of letters and digits for each file, none like another."""
    found: dict[UUID, str] = {}
    taken = set(_TAKEN)
    for one in media:
        stem = re.sub(r"[^A-Z0-9]", "", plain(stem_of(one)).upper()) or "REEL"
        name, number = stem[:most], 1
        while name in taken:
            number += 1
            name = f"{stem[: most - len(str(number))]}{number}"
        taken.add(name)
        found[one.id] = name
    return found


def plain(text: str) -> str:
    """ASCII in one line: letters without their marks, a question mark for what has no like."""
    bare = "".join(
        " " if unicodedata.category(one) == "Cc" else one
        for one in unicodedata.normalize("NFKD", text)
        if not unicodedata.combining(one)
    )
    return " ".join(bare.encode("ascii", "replace").decode().split())


def _parts(edits: Iterable[_Edit]) -> Iterator[list[_Edit]]:
    rest = iter(edits)
    while part := list(islice(rest, MOST_EVENTS)):
        yield part


def _names(cut: CutList, tracks: Sequence[str]) -> list[str]:
    """One list has the film's name; of several each says which track and which part it is."""
    found = []
    for place, track in enumerate(tracks):
        name = cut.file_name
        if len({*tracks}) > 1:
            name += f".{track}"
        if tracks.count(track) > 1:
            name += f".{tracks[: place + 1].count(track)}"
        found.append(f"{name}.edl")
    return found


def _lines(
    cut: CutList, edits: Sequence[_Edit], reels: dict[UUID, str], track: str
) -> Iterator[str]:
    yield f"TITLE: {plain(cut.name)[:60]} {track}\r\n"
    yield f"FCM: {'' if cut.timecode.drop else 'NON-'}DROP FRAME\r\n"
    width = max(REEL, *map(len, reels.values())) if reels else REEL
    channel = "V" if track.startswith("V") else "AA"
    for number, edit in enumerate(edits, start=1):
        for reel, how, source, span in _sides(edit, reels):
            codes = " ".join(map(cut.timecode.text, (source, source + span.duration)))
            record = " ".join(cut.timecode.text(cut.begins + at) for at in (span.start, span.end))
            yield f"{number:03}  {reel:<{width}} {channel:<5} {how} {codes} {record}\r\n"
        yield from (f"* {line}\r\n" for line in _comments(edit))
        for frame, color, name in edit.marks:
            yield f"* LOC: {cut.timecode.text(cut.begins + frame)} {color:<7} {plain(name).upper()}\r\n"


def _sides(edit: _Edit, reels: dict[UUID, str]) -> Iterator[tuple[str, str, int, Span]]:
    """One line for a cut; before a blend another, of no length, for what it comes out of."""
    if edit.frames:
        at = Span(edit.span.start, edit.span.start)
        yield _reel(edit.out, reels), _CUT, edit.out_source if _shows(edit.out) else 0, at
    how = f"{_CODES[edit.kind]:<4} {min(edit.frames, MOST_FRAMES):03}" if edit.frames else _CUT
    yield _reel(edit.shown, reels), how, edit.source if _shows(edit.shown) else 0, edit.span


def _shows(event: Event | None) -> bool:
    return event is not None and event.media is not None


def _reel(event: Event | None, reels: dict[UUID, str]) -> str:
    return reels[event.media.id] if event and event.media else BLACK


def _comments(edit: _Edit) -> Iterator[str]:
    sides = [edit.out, edit.shown] if edit.frames else [edit.shown]
    for side, event in zip(("FROM", "TO") if edit.frames else ("FROM",), sides, strict=True):
        if event:
            yield f"{side} CLIP NAME: {plain(event.name)}"
    for event in sides:
        if event and event.media:
            yield f"SOURCE FILE: {event.media.name}"
    if edit.shown and edit.shown.note:
        yield f"COMMENT: {plain(edit.shown.note)[:200]}"


def _marked(cut: CutList, edits: Sequence[_Edit]) -> Iterator[_Edit]:
    """Scenes, bars and beats are told with the event that they lie in; those before the first with it."""
    marks = [(one.span.start, "RED", one.name) for one in cut.sections]
    marks += [(one.frame, _COLORS[one.kind], one.name) for one in cut.markers]
    marks.sort()
    starts = [edit.span.start for edit in edits]
    for place, edit in enumerate(edits):
        first = bisect_left(marks, (edit.span.start,)) if place else 0
        last = bisect_left(marks, (starts[place + 1],)) if place + 1 < len(edits) else len(marks)
        yield replace(edit, marks=tuple(marks[first:last]))
