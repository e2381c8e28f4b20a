"""What somebody changed in a cut that went out and comes back. Pure.

Clips are known again by our own ids, where the file still has them; else by the files they show and
by their names. What a format cannot say is no change: what comes back is compared with what went out
as the same format tells it (`Told`), and only the difference is done to the film.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from hashlib import sha256
from urllib.parse import unquote
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, Media, Transition
from studio.importing.matching import (
    files_of,
    folded,
    matched,
    own_files,
    pictures,
    sure,
    sure_of,
)
from studio.importing.reading import ReadClip, Reading, Shown, bounded
from studio.kernel.ids import untyped
from studio.kernel.time import MAX_FRAME, conform_frame
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import LONGEST_TRANSITION, TransitionKind


class ChangeKind(Enum):
    """What can be otherwise with a clip."""

    MOVED = "MOVED"
    TRIMMED = "TRIMMED"
    TAKE = "TAKE"
    RENAMED = "RENAMED"
    TRANSITION = "TRANSITION"
    NEW = "NEW"
    GONE = "GONE"


@dataclass(frozen=True, slots=True)
class State:
    """A clip as it lies in the film; `file` is what it shows, in words."""

    name: str
    span: Span
    source: int = 0
    transition: Transition | None = None
    file: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One that can be made by itself: `after` is the clip with this change and no other. `read` is
    what a new clip is made of; `take` is another take of the clip's own that is shown."""

    id: str
    kind: ChangeKind
    words: str
    clip: UUID | None = None
    before: State | None = None
    after: State | None = None
    take: UUID | None = None
    read: ReadClip | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How a format told of the film: each clip, or each sound, as it comes back if nobody touched it.
    Of those that are not `judged`, their absence says nothing."""

    clips: Mapping[UUID, ReadClip]
    judged: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class Comparison:
    changes: tuple[Change, ...]
    unchanged: int
    warnings: tuple[str, ...] = ()


def told_by(events: Iterable[Event]) -> Told:
    """As a format that loses nothing tells of them."""
    clips = {event.clip: _as_read(event) for event in events}
    return Told(clips, frozenset(clips))


def told_in(
    events: Sequence[Event], readings: Sequence[Reading], of: Reading, *, heard: bool = False
) -> Told:
    """As these documents told of them, which a format made of the film: of one track where `of` tells
    of one, and then of its frames alone if the track is told in several documents."""
    same = [
        one for one in readings if of.part is None or one.part is None or _track(one) == _track(of)
    ]
    clips: dict[UUID, ReadClip] = {}
    judged: set[UUID] = set()
    own = told_by(events).clips
    for reading in same:
        reads = reading.sounds if heard else reading.clips
        for clip, read in matched(events, own, reads).items():
            if clip in clips:
                continue
            clips[clip] = read
            within = of.part is None or len(same) == 1 or read.span.overlaps(of.part.span)
            if within:
                judged.add(clip)
    return Told({**own, **clips}, frozenset(judged))


def compare(cut: CutList, reading: Reading, told: Told | None = None) -> Comparison:
    """What came back, beside the film as it is: changes in the order of the film."""
    told, reading = told or told_by(pictures(cut)), conformed(reading, cut)
    seen = [one for one in reading.clips if one.enabled]
    hidden = len(reading.clips) - len(seen)
    events = {event.clip: event for event in pictures(cut)}
    pairs = matched(events.values(), told.clips, seen)
    taken = {id(read) for read in pairs.values()}
    changes: list[Change] = []
    unchanged = 0
    for clip, event in events.items():
        read = pairs.get(clip)
        if read is None:
            if clip in told.judged:
                changes.append(_gone(event))
            continue
        found = list(_changes(event, told.clips[clip], read))
        changes += found
        unchanged += not found
    changes += _new(one for one in seen if id(one) not in taken)
    order = sorted(changes, key=lambda one: ((one.before or one.after or _NOWHERE).span, one.id))
    warnings = list(reading.warnings)
    if hidden:
        warnings.append(f"Clips that are switched off were passed over: {hidden}")
    return Comparison(tuple(order), unchanged, tuple(warnings))


def conformed(reading: Reading, cut: CutList) -> Reading:
    """At the film's rate: each edge at the nearest frame to its moment. Raises UserError for one that
    no film has."""
    if reading.rate == cut.rate:
        return reading

    def clip(one: ReadClip) -> ReadClip:
        start, end, source = (
            bounded(conform_frame(frame, reading.rate, cut.rate))
            for frame in (one.span.start, one.span.end, one.source)
        )
        made = one.transition
        if made:
            frames = max(1, conform_frame(made.frames, reading.rate, cut.rate))
            made = Transition(made.kind, min(frames, LONGEST_TRANSITION))
        fades = (one.level.fade_in, one.level.fade_out)
        into, out = (min(MAX_FRAME, conform_frame(it, reading.rate, cut.rate)) for it in fades)
        level = replace(one.level, fade_in=into, fade_out=out)
        span = Span(start, max(start + 1, end))
        return replace(one, span=span, source=source, transition=made, level=level)

    words = f"It is counted at {reading.rate}, and the film at {cut.rate}: edges are rounded"
    return replace(
        reading,
        rate=cut.rate,
        clips=tuple(clip(one) for one in reading.clips),
        sounds=tuple(clip(one) for one in reading.sounds),
        warnings=(*reading.warnings, words),
    )


def anchored(reading: Reading, cut: CutList) -> Reading:
    """A list is read from the full hour before its first frame: in a long film, and of one that is
    told in several lists, that can be a later hour than the film's first."""
    late = reading.begins - cut.begins
    if reading.part is None or reading.rate != cut.rate or not 0 < late < cut.length:
        return reading

    def later(span: Span) -> Span:
        return Span(span.start + late, span.end + late)

    return replace(
        reading,
        clips=tuple(replace(one, span=later(one.span)) for one in reading.clips),
        sounds=tuple(replace(one, span=later(one.span)) for one in reading.sounds),
        sections=tuple(replace(one, span=later(one.span)) for one in reading.sections),
        begins=cut.begins,
        part=replace(reading.part, span=later(reading.part.span)),
    )


def _as_read(event: Event) -> ReadClip:
    media = event.media
    shown = None
    if media:
        shown = Shown(name=media.name, kind=media.kind, sha256=media.sha256, asset=media.id)
    return ReadClip(
        event.name,
        event.span,
        source=event.source,
        shown=shown,
        note=event.note,
        clip=event.clip,
        transition=event.transition,
        level=event.level,
        row=event.row,
    )


def _changes(event: Event, told: ReadClip, read: ReadClip) -> Iterator[Change]:
    """What is otherwise with one clip: `told` is how it would be read untouched."""
    now = state_of(event)
    length = told.span.duration
    moves = event.media is not None and event.media.kind is not MediaKind.IMAGE
    head = read.source - told.source if moves else 0
    if not moves and read.span.end == told.span.end:
        head = read.span.start - told.span.start
    move = read.span.start - told.span.start - head
    tail = read.span.duration - length + head
    if move:
        span = Span.of(now.span.start + move, now.span.duration)
        words = f"{abs(move)} frames {'later' if move > 0 else 'earlier'}"
        yield _change(event, ChangeKind.MOVED, words, replace(now, span=span))
    if (head or tail) and now.span.duration + tail - head > 0:
        span = Span(now.span.start + head, now.span.end + tail)
        source = max(0, now.source + head) if moves else now.source
        yield _change(
            event, ChangeKind.TRIMMED, _trimmed(head, tail), replace(now, span=span, source=source)
        )
    if other := _other_take(event, read):
        after = replace(now, file=other.name)
        take = untyped("take", other.facts.get("take", ""))
        change = _change(event, ChangeKind.TAKE, f"shows {other.name}", after)
        yield replace(change, take=take)
    if renamed(event, told, read):
        after = replace(now, name=read.name)
        yield _change(event, ChangeKind.RENAMED, f"is called {read.name}", after)
    if read.transition != told.transition:
        after = replace(now, transition=read.transition)
        yield _change(event, ChangeKind.TRANSITION, _blended(read.transition), after)


def _trimmed(head: int, tail: int) -> str:
    said = []
    if head:
        said.append(f"begins {abs(head)} frames {'later' if head > 0 else 'earlier'} in its take")
    if tail:
        said.append(f"is {abs(tail)} frames {'longer' if tail > 0 else 'shorter'} at its end")
    return " and ".join(said)


def _blended(made: Transition | None) -> str:
    if made is None:
        return "begins with a cut"
    names = {TransitionKind.DISSOLVE: "dissolve", TransitionKind.FADE: "fade"}
    return f"begins with a {names.get(made.kind, 'wipe')} of {made.frames} frames"


def _other_take(event: Event, read: ReadClip) -> Media | None:
    """Another of the clip's takes that it shows now, for certain."""
    shown = set(sure_of(read.shown))
    if not shown or (event.media and shown & set(sure(event.media))):
        return None
    return next((one for one in event.alternates if shown & set(sure(one))), None)


def renamed(event: Event, told: ReadClip, read: ReadClip) -> bool:
    """Names of files are put in place of names by some programs: that is no new name."""
    name = folded(read.name)
    if not name or name in {folded(told.name), folded(event.name)}:
        return False
    files = {folded(one) for one in own_files(event)} | {
        folded(one) for one in files_of(read.shown)
    }
    stems = {one.rpartition(".")[0] for one in files}
    return name not in files | stems


def _change(event: Event, kind: ChangeKind, words: str, after: State) -> Change:
    before = state_of(event)
    key = change_id(kind.value, event.clip.hex, repr(before), repr(after))
    said = f"{event.name or 'A clip'} {words}."
    return Change(key, kind, said, event.clip, before, after)


def _gone(event: Event) -> Change:
    before = state_of(event)
    key = change_id("GONE", event.clip.hex, repr(before))
    words = f"{event.name or 'A clip'} is gone."
    return Change(key, ChangeKind.GONE, words, event.clip, before)


def _new(reads: Iterable[ReadClip]) -> Iterator[Change]:
    """Two that are the same in all are told apart by their order."""
    seen: dict[str, int] = defaultdict(int)
    for read in reads:
        file = "" if read.shown is None else read.shown.name or unquote(read.shown.url)
        state = State(name_of(read), read.span, read.source, read.transition, file)
        told = change_id("NEW", repr(state), str(read.track))
        seen[told] += 1
        words = f"{state.name} is new."
        yield Change(
            change_id(told, str(seen[told])), ChangeKind.NEW, words, after=state, read=read
        )


def name_of(read: ReadClip) -> str:
    """What a clip of it is called: as its file, where it has no name."""
    return read.name or (read.shown and unquote(read.shown.file)) or "Clip"


def state_of(event: Event) -> State:
    file = event.media.name if event.media else ""
    return State(event.name, event.span, event.source, event.transition, file)


def change_id(*words: str) -> str:
    """The same as long as what is told of the change is."""
    return f"change_{sha256(chr(10).join(words).encode()).hexdigest()[:32]}"


def _track(reading: Reading) -> tuple[bool, int] | None:
    return (reading.part.heard, reading.part.track) if reading.part else None


_NOWHERE = State("", Span(0, 0))
