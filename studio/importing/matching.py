"""Which clips of a film those are that somebody brings. Pure.

By our own ids, where the file still has them; else by the files they show and by their names, the surest
first, and of several the one that lies nearest.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from urllib.parse import unquote
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, Media
from studio.exporting.formats.edl import plain
from studio.importing.reading import ReadClip, Shown
from studio.kernel.ids import untyped
from studio.library.rules import fold


def pictures(cut: CutList) -> list[Event]:
    """The clips of all tracks of pictures, in the order of the film."""
    events = (event for track in cut.tracks for event in track)
    return sorted(events, key=lambda one: (one.span, one.clip))


def sounds(cut: CutList) -> list[Event]:
    """The tracks of sound, in the order of the film."""
    events = (event for track in cut.sounds for event in track if event.row == "track")
    return sorted(events, key=lambda one: (one.span, one.clip))


def matched(
    mine: Iterable[Event], told: Mapping[UUID, ReadClip], reads: Sequence[ReadClip]
) -> dict[UUID, ReadClip]:
    """Which of these clips each that was read is: each of them once."""
    events = {event.clip: event for event in mine}
    left = dict(told)
    waiting = list(reads)
    pairs: dict[UUID, ReadClip] = {}

    def by(ours: Callable[[Event], Iterable[Hashable]], theirs: _Keys) -> None:
        nonlocal waiting
        index: dict[Hashable, list[UUID]] = defaultdict(list)
        for clip in left:
            for key in ours(events[clip]):
                index[key].append(clip)
        rest: list[ReadClip] = []
        for read in waiting:
            among = {
                clip: None for key in theirs(read) for clip in index.get(key, ()) if clip in left
            }
            if not among:
                rest.append(read)
                continue
            nearest = min(among, key=lambda clip: _distance(left[clip], read))
            pairs[nearest] = read
            del left[nearest]
        waiting = rest

    by(lambda event: [event.clip], lambda read: [read.clip] if read.clip else [])
    for ours, theirs in _ROUNDS:
        by(ours, theirs)
    return pairs


_Keys = Callable[[ReadClip], Iterable[Hashable]]


def _distance(told: ReadClip, read: ReadClip) -> tuple[int, int]:
    return abs(told.span.start - read.span.start), abs(told.source - read.source)


def sure(media: Media) -> Iterator[Hashable]:
    """By what a file is known again for certain."""
    yield "sha256", media.sha256
    yield "asset", media.id
    yield "path", media.name.casefold()
    if take := untyped("take", media.facts.get("take", "")):
        yield "take", take


def sure_of(shown: Shown | None) -> Iterator[Hashable]:
    if shown is None:
        return
    for kind, value in (("sha256", shown.sha256), ("asset", shown.asset), ("take", shown.take)):
        if value is not None:
            yield kind, value
    for told in (shown.url, shown.name):
        parts = _path(told).split("/")
        if len(parts) >= _FOLDERS:
            yield "path", "/".join(parts[-_FOLDERS:])


_FOLDERS = 3
"""Parts of the path that a take has in an export: film, scene, shot."""


def files_of(shown: Shown | None) -> Iterator[str]:
    for told in (shown.url, shown.name) if shown else ():
        if found := _path(told).rpartition("/")[2]:
            yield found


def _path(told: str) -> str:
    return unquote(told).replace("\\", "/").casefold()


def folded(name: str) -> str:
    return fold(plain(name))


def _with_name(name: str, keys: Iterable[Hashable]) -> Iterator[Hashable]:
    return ((folded(name), key) for key in keys)


def _mine(event: Event) -> Iterator[Hashable]:
    for media in (event.media, *event.alternates):
        if media:
            yield from sure(media)


def own_files(event: Event) -> Iterator[str]:
    for media in (event.media, *event.alternates):
        if media:
            yield media.name.casefold().rpartition("/")[2]


_ROUNDS: Sequence[tuple[Callable[[Event], Iterable[Hashable]], _Keys]] = (
    (
        lambda event: _with_name(event.name, _mine(event)),
        lambda read: _with_name(read.name, sure_of(read.shown)),
    ),
    (_mine, lambda read: sure_of(read.shown)),
    (
        lambda event: _with_name(event.name, own_files(event)),
        lambda read: _with_name(read.name, files_of(read.shown)),
    ),
    (
        lambda event: [folded(event.name)],
        lambda read: [folded(read.name)] if read.name and not read.clip else [],
    ),
    (own_files, lambda read: files_of(read.shown)),
)
