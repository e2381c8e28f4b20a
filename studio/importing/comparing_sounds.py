"""What somebody changed in the sound of a cut that went out and comes back. Pure.

As with clips, what a format cannot say is no change. A sound is told up to the film's end: what goes on
behind it is not missed.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, Level, Media
from studio.importing.comparing import Told, change_id, conformed, name_of, renamed
from studio.importing.matching import files_of, matched, own_files, sounds, sure, sure_of
from studio.importing.reading import ReadClip, Reading
from studio.timeline.rules import Span

_EVEN = Level()
_LEAST_GAIN = 0.005
"""Decibels: programs round them to hundredths."""


class SoundChangeKind(Enum):
    """What can be otherwise with a track of sound."""

    MOVED = "MOVED"
    TRIMMED = "TRIMMED"
    GAIN = "GAIN"
    FADES = "FADES"
    MUTED = "MUTED"
    RENAMED = "RENAMED"
    NEW = "NEW"
    GONE = "GONE"


@dataclass(frozen=True, slots=True)
class SoundState:
    """A sound as it is heard under the film; `source` is the frame of its file that it begins with,
    in the film's rate."""

    name: str
    span: Span
    source: int = 0
    level: Level = _EVEN
    file: str = ""


@dataclass(frozen=True, slots=True)
class SoundChange:
    """One that can be made by itself: `after` is the sound with this change and no other. `read` is
    what a new one is made of. `lasts` is how long a trimmed one is heard, None where its end stays."""

    id: str
    kind: SoundChangeKind
    words: str
    track: UUID | None = None
    before: SoundState | None = None
    after: SoundState | None = None
    read: ReadClip | None = None
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """A track as it is, whatever of it lies in the film: the frame that its sound ends at, and its fade
    there."""

    end: int
    fade_out: int


@dataclass(frozen=True, slots=True)
class SoundComparison:
    """In the order of the film."""

    changes: tuple[SoundChange, ...] = ()
    unchanged: int = 0


def entire(events: Iterable[Event], wholes: Mapping[UUID, Whole]) -> Iterator[Event]:
    """With what lies behind the film's end, as a format tells of them that knows the tracks themselves."""
    for event in events:
        if whole := wholes.get(event.clip):
            span = Span(event.span.start, max(event.span.end, whole.end))
            level = replace(event.level, fade_out=whole.fade_out)
            yield replace(event, span=span, level=level)
        else:
            yield event


def compare_sounds(
    cut: CutList,
    events: Sequence[Event],
    reading: Reading,
    told: Told,
    wholes: Mapping[UUID, Whole],
) -> SoundComparison:
    """What came back, beside the tracks that are heard in the film. `wholes` has every track of the
    project. Raises UserError."""
    reading = conformed(reading, cut)
    reads = list(of_tracks(cut, reading, wholes.keys() - told.clips.keys()))
    pairs = matched(events, told.clips, reads)
    changes: list[SoundChange] = []
    unchanged = 0
    for event in events:
        read = pairs.get(event.clip)
        if read is None:
            if event.clip in told.judged:
                changes.append(_gone(event))
            continue
        whole = wholes.get(event.clip)
        over = max(0, whole.end - event.span.end) if whole else 0
        found = list(_changes(event, told.clips[event.clip], read, over))
        changes += found
        unchanged += not found
    taken = {id(read) for read in pairs.values()}
    changes += _new(cut, (one for one in reads if one.shown and id(one) not in taken))
    order = sorted(changes, key=lambda one: ((one.before or one.after or _NOWHERE).span, one.id))
    return SoundComparison(tuple(order), unchanged)


def of_tracks(cut: CutList, reading: Reading, silent: Iterable[UUID] = ()) -> Iterator[ReadClip]:
    """Without the sound of the pictures themselves, which many programs tell beside them, and without
    tracks that are not heard in the film as it is."""
    passed = {event.clip for event in cut.events if event.row == "clip"} | set(silent)
    own = {key for event in sounds(cut) for key in _keys(event)}
    seen = {key for event in cut.events if event.row == "clip" for key in _keys(event)}
    seen |= {key for one in reading.clips for key in _keys_of(one)}
    for read in reading.sounds:
        if read.clip in passed:
            continue
        keys = set(_keys_of(read))
        if read.row == "track" or keys & own or not keys & seen:
            yield read


def _keys(event: Event) -> set[Hashable]:
    media = [one for one in (event.media, *event.alternates) if one]
    return {key for one in media for key in sure(one)} | {("file", one) for one in own_files(event)}


def _keys_of(read: ReadClip) -> tuple[Hashable, ...]:
    """The surest first."""
    return (*sure_of(read.shown), *(("file", one) for one in files_of(read.shown)))


def _changes(event: Event, told: ReadClip, read: ReadClip, over: int) -> Iterator[SoundChange]:
    """What is otherwise with one sound, which goes on for `over` frames behind the film's end."""
    now, shift, slip = _state(event), read.span.start - told.span.start, read.source - told.source
    head = slip if shift else 0
    move = shift - head
    tail = read.span.end - move - told.span.end
    if 0 < tail <= over:
        tail = 0
    if move:
        span = Span.of(now.span.start + move, now.span.duration)
        words = f"begins {_frames(move, 'later', 'earlier')}"
        yield _change(event, SoundChangeKind.MOVED, words, replace(now, span=span))
    if (slip or tail) and now.span.duration + tail - head > 0:
        span = Span(now.span.start + head, now.span.end + tail)
        after = replace(now, span=span, source=max(0, now.source + slip))
        change = _change(event, SoundChangeKind.TRIMMED, _trimmed(slip, tail), after)
        ends_anew = tail or (slip != head and not over)
        yield replace(change, lasts=span.duration if ends_anew else None)
    yield from _levelled(event, told, read, 0 if tail else over)
    if renamed(event, told, read):
        after = replace(now, name=read.name)
        yield _change(event, SoundChangeKind.RENAMED, f"is called {read.name}", after)


def _levelled(event: Event, told: ReadClip, read: ReadClip, over: int) -> Iterator[SoundChange]:
    now, was, level = _state(event), told.level, read.level
    if read.levelled and abs(level.gain - was.gain) > _LEAST_GAIN:
        louder = level.gain - now.level.gain
        words = f"is {abs(louder):.3g} dB {'louder' if louder > 0 else 'softer'}"
        after = replace(now, level=replace(now.level, gain=level.gain))
        yield _change(event, SoundChangeKind.GAIN, words, after)
    fades = level.fade_in, level.fade_out
    if read.levelled and fades != (was.fade_in, was.fade_out):
        into, out = now.level.fade_in, now.level.fade_out
        if level.fade_in != was.fade_in:
            into = level.fade_in
        if level.fade_out != was.fade_out:
            out = level.fade_out + (over if level.fade_out else 0)
        words = f"fades in over {level.fade_in} frames and out over {level.fade_out}"
        after = replace(now, level=replace(now.level, fade_in=into, fade_out=out))
        yield _change(event, SoundChangeKind.FADES, words, after)
    if read.switched and level.muted != was.muted:
        words = "is muted" if level.muted else "is not muted any more"
        after = replace(now, level=replace(now.level, muted=level.muted))
        yield _change(event, SoundChangeKind.MUTED, words, after)


def _trimmed(slip: int, tail: int) -> str:
    said = []
    if slip:
        said.append(f"begins {_frames(slip, 'later', 'earlier')} in its file")
    if tail:
        said.append(f"ends {_frames(tail, 'later', 'earlier')}")
    return " and ".join(said)


def _frames(by: int, more: str, less: str) -> str:
    return f"{abs(by)} frame{'' if abs(by) == 1 else 's'} {more if by > 0 else less}"


def _change(event: Event, kind: SoundChangeKind, words: str, after: SoundState) -> SoundChange:
    before = _state(event)
    key = change_id("SOUND", kind.value, event.clip.hex, repr(before), repr(after))
    return SoundChange(key, kind, f"{event.name or 'A sound'} {words}.", event.clip, before, after)


def _gone(event: Event) -> SoundChange:
    before = _state(event)
    key = change_id("SOUND", "GONE", event.clip.hex, repr(before))
    return SoundChange(
        key, SoundChangeKind.GONE, f"{event.name or 'A sound'} is gone.", event.clip, before
    )


def _new(cut: CutList, reads: Iterable[ReadClip]) -> Iterator[SoundChange]:
    """Two that are the same in all are told apart by their order. Of a file of the film, it is said
    which that is."""
    files = {key: event.media for event in sounds(cut) for key in _keys(event)}
    seen: dict[str, int] = {}
    for read in reads:
        media = next((files[key] for key in _keys_of(read) if key in files), None)
        state = SoundState(
            name_of(read) or "Sound", read.span, read.source, read.level, _file(read, media)
        )
        told = change_id("SOUND", "NEW", repr(state), str(read.track))
        seen[told] = seen.get(told, 0) + 1
        made = read
        if media and read.shown and read.shown.sha256 is None:
            made = replace(read, shown=replace(read.shown, sha256=media.sha256))
        words, key = f"{state.name} is new.", change_id(told, str(seen[told]))
        yield SoundChange(key, SoundChangeKind.NEW, words, after=state, read=made)


def _file(read: ReadClip, media: Media | None) -> str:
    if media:
        return media.name
    return next(files_of(read.shown), "")


def _state(event: Event) -> SoundState:
    file = event.media.name if event.media else ""
    return SoundState(event.name, event.span, event.source, event.level, file)


_NOWHERE = SoundState("", Span(0, 0))
