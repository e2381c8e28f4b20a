"""What stands in the way of an export, spoils it, or is lost by it: told before it is made. Pure."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain
from uuid import UUID

from studio.exporting.abilities import LIMITS, Ability, Limits
from studio.exporting.cutlist import CutList, Event, Media, Track, stem_of
from studio.exporting.formats.edl import LONG_REEL, REEL, plain
from studio.exporting.formats.joints import Joint, joints_of
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.timecode import can_drop
from studio.library.media import MediaKind
from studio.timeline.transitions import TransitionKind


class PreflightCode(Enum):
    EMPTY_FILM = "EMPTY_FILM"
    DROP_FRAME = "DROP_FRAME"
    MISSING_TAKE = "MISSING_TAKE"
    GAP = "GAP"
    OVERLAP = "OVERLAP"
    TAKE_RATE = "TAKE_RATE"
    TAKE_SIZE = "TAKE_SIZE"
    TAKE_TOO_SHORT = "TAKE_TOO_SHORT"
    TRANSITION_TOO_LONG = "TRANSITION_TOO_LONG"
    TRANSITION_WITHOUT_HANDLES = "TRANSITION_WITHOUT_HANDLES"
    UNKNOWN_RATE = "UNKNOWN_RATE"
    NAME_TOO_LONG = "NAME_TOO_LONG"
    NAMES_ALIKE = "NAMES_ALIKE"
    NAME_FOLDED = "NAME_FOLDED"
    EVENTS_SPLIT = "EVENTS_SPLIT"
    NOT_KEPT = "NOT_KEPT"
    NO_LETTERS = "NO_LETTERS"


class Severity(Enum):
    """Nothing can be made; it will not be what is expected; good to know."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    NOTE = "NOTE"


@dataclass(frozen=True, slots=True)
class Finding:
    """`message` says what is so and what to do; `clips` are the ids of clips and tracks it is about."""

    code: PreflightCode
    severity: Severity
    message: str
    clips: tuple[UUID, ...] = ()


Lacking = Callable[[str], str]
"""Answers the letters of a text that what is drawn here cannot show."""


def preflight(
    cut: CutList, options: ExportOptions, lacking: Lacking = lambda _: ""
) -> Sequence[Finding]:
    """What is found, the gravest first. `cut` is what these options take out."""
    limits = LIMITS.get(options.format)
    found = chain(
        _film(cut, options),
        _pictures(cut),
        _takes(cut, options),
        _blends(cut),
        _within(cut, options, limits) if limits else (),
        _lost(cut, options.format, limits) if limits else (),
        _letters(cut, options, lacking),
    )
    return sorted(found, key=lambda one: list(Severity).index(one.severity))


def _finding(
    code: PreflightCode, severity: Severity, events: Collection[Event], message: str
) -> Iterator[Finding]:
    """One for all of these, if there are any; `#` in the message is how many."""
    clips = tuple(dict.fromkeys(event.clip for event in events))
    if clips:
        yield Finding(code, severity, message.replace("#", _count(len(clips))), clips)


def _count(number: int) -> str:
    return "1 clip" if number == 1 else f"{number:,} clips"


def _film(cut: CutList, options: ExportOptions) -> Iterator[Finding]:
    if not any(True for _ in cut.events):
        yield Finding(
            PreflightCode.EMPTY_FILM,
            Severity.ERROR,
            "There is nothing to take out: add clips, or choose other scenes.",
        )
    if options.drop_frame and not can_drop(cut.rate):
        yield Finding(
            PreflightCode.DROP_FRAME,
            Severity.ERROR,
            "Drop-frame timecode is for 29.97 and 59.94 frames a second: count without it.",
        )


def _pictures(cut: CutList) -> Iterator[Finding]:
    seen = [event for track in cut.tracks for event in track]
    yield from _finding(
        PreflightCode.MISSING_TAKE,
        Severity.WARNING,
        [event for event in seen if event.media is None],
        "# without a take: render or select one, or nothing is seen there.",
    )
    after_gaps = list(_after_gaps(cut)) if seen else []
    yield from _finding(
        PreflightCode.GAP,
        Severity.WARNING,
        after_gaps,
        "Nothing is seen before #: close the gaps, or it is black there.",
    )
    yield from _finding(
        PreflightCode.OVERLAP,
        Severity.NOTE,
        [event for track in cut.tracks[1:] for event in track],
        "Above the lowest track, since clips overlap: #.",
    )


def _after_gaps(cut: CutList) -> Iterator[Event]:
    """Those that begin when nothing has been seen for a while."""
    reached = 0
    for event in sorted(chain.from_iterable(cut.tracks), key=lambda one: (one.span, one.clip)):
        if event.span.start > reached:
            yield event
        reached = max(reached, event.span.end)


def _takes(cut: CutList, options: ExportOptions) -> Iterator[Finding]:
    shown = [(event, event.media) for event in cut.events if event.media]
    yield from _finding(
        PreflightCode.TAKE_RATE,
        Severity.WARNING,
        [event for event, media in shown if media.rate not in {None, cut.rate}],
        "The takes of # have another frame rate than the film: they are conformed, and may judder.",
    )
    size = cut.width, cut.height
    yield from _finding(
        PreflightCode.TAKE_SIZE,
        Severity.WARNING,
        [event for event, media in shown if media.width and (media.width, media.height) != size],
        "The takes of # have another size than the film: they are scaled to fit.",
    )
    yield from _finding(
        PreflightCode.TAKE_TOO_SHORT,
        Severity.WARNING,
        [event for event, media in shown if _reach(event, media, cut) < event.span.duration],
        "The takes of # end before the clips do: shorten these, or the last frame is held "
        "(and sound is silent).",
    )


def _reach(event: Event, media: Media, cut: CutList) -> int:
    """How many frames of its take there are from its first on."""
    whole = media.frames_at(cut.rate)
    return event.span.duration if whole is None else whole - event.source


def _blends(cut: CutList) -> Iterator[Finding]:
    long: list[Event] = []
    bare: list[Event] = []
    for track in cut.tracks:
        for event, joint in zip(track, joints_of(track), strict=True):
            asked = event.transition
            if asked is None or asked.kind is TransitionKind.CUT:
                continue
            if joint is None or joint.frames < asked.frames:
                long.append(event)
            if joint and not _has_handles(event, joint, cut):
                bare.append(event)
    yield from _finding(
        PreflightCode.TRANSITION_TOO_LONG,
        Severity.WARNING,
        long,
        "The transitions into # are longer than there is room for: they are shortened.",
    )
    yield from _finding(
        PreflightCode.TRANSITION_WITHOUT_HANDLES,
        Severity.WARNING,
        bare,
        "The transitions into # reach beyond the frames of a take: trim the clips on both sides, "
        "or a frame is held there, or the transition is shorter.",
    )


def _has_handles(event: Event, joint: Joint, cut: CutList) -> bool:
    if joint.kind is TransitionKind.FADE:
        return True
    media, out = event.media, joint.out
    if media and media.kind is MediaKind.VIDEO and event.source < joint.ahead:
        return False
    if out is None or out.media is None or out.media.kind is not MediaKind.VIDEO:
        return True
    return _reach(out, out.media, cut) >= out.span.duration + joint.behind


def _within(cut: CutList, options: ExportOptions, limits: Limits) -> Iterator[Finding]:
    name = _NAMES[options.format]
    if limits.rates is not None and cut.rate not in limits.rates:
        yield Finding(
            PreflightCode.UNKNOWN_RATE,
            Severity.WARNING,
            f"Most programs read no {name} at {float(cut.rate):g} frames a second: "
            "export at 24, 25 or 30.",
        )
    if limits.longest_name is not None:
        most = limits.longest_name
        yield from _finding(
            PreflightCode.NAME_TOO_LONG,
            Severity.WARNING,
            [event for event in cut.events if len(event.name) > most],
            f"The names of # are longer than the {most} characters that programs show of "
            f"{name}: shorten them.",
        )
    if Ability.NAMES not in limits.keeps:
        yield from _folded(cut, options)
    for track in (*cut.tracks, *cut.sounds):
        if limits.most_events is not None and _events(track) > limits.most_events:
            yield Finding(
                PreflightCode.EVENTS_SPLIT,
                Severity.NOTE,
                f"One {name} holds {limits.most_events} events: there will be several, to be read "
                "one after another.",
            )


def _events(track: Track) -> int:
    fades = [one for one in joints_of(track) if one and one.kind is TransitionKind.FADE]
    return len(track) + sum(1 for one in fades if one.out and one.ahead)


def _folded(cut: CutList, options: ExportOptions) -> Iterator[Finding]:
    yield from _finding(
        PreflightCode.NAME_FOLDED,
        Severity.NOTE,
        [event for event in cut.events if not event.name.isascii()],
        "The names of # are written without what ASCII lacks; their files keep their names.",
    )
    most = LONG_REEL if options.long_reels else REEL
    reels: dict[str, UUID] = {}
    alike = []
    for event in cut.events:
        if event.media:
            reel = "".join(filter(str.isalnum, plain(stem_of(event.media)).upper()))[:most]
            if reels.setdefault(reel, event.media.id) != event.media.id:
                alike.append(event)
    yield from _finding(
        PreflightCode.NAMES_ALIKE,
        Severity.NOTE,
        alike,
        f"The files of # are alike in their first {most} characters: their reels are numbered.",
    )


_Test = Callable[[Event], bool]

_HAS: Sequence[tuple[Ability, Severity, _Test, str]] = (
    (
        Ability.SOUNDS,
        Severity.WARNING,
        lambda event: event.heard,
        "There is no sound in {name}: # will be missing.",
    ),
    (
        Ability.MUTED,
        Severity.WARNING,
        lambda event: event.level.muted,
        "There is no muted sound in {name}: look there for #.",
    ),
    (
        Ability.EMPTY,
        Severity.NOTE,
        lambda event: event.media is None,
        "There are no names of empty places in {name}: those of # are lost.",
    ),
    (
        Ability.TAKES,
        Severity.NOTE,
        lambda event: bool(event.alternates),
        "The other takes of # are left out: {name} has one for each clip.",
    ),
    (
        Ability.GAIN,
        Severity.NOTE,
        lambda event: bool(event.level.gain),
        "There is no loudness in {name}: set that of # there.",
    ),
    (
        Ability.SOUND_FADES,
        Severity.NOTE,
        lambda event: bool(event.level.fade_in or event.level.fade_out),
        "The fades of # are not kept by {name}: make them there.",
    ),
    (
        Ability.DISSOLVES,
        Severity.NOTE,
        lambda event: _into(event, TransitionKind.DISSOLVE),
        "The dissolves into # are not kept by {name}.",
    ),
    (
        Ability.FADES,
        Severity.NOTE,
        lambda event: _into(event, TransitionKind.FADE),
        "The fades through black into # are not kept by {name}: it has dissolves at most.",
    ),
    (
        Ability.WIPES,
        Severity.NOTE,
        lambda event: _into(event, TransitionKind.WIPE),
        "The wipes into # are not kept by {name}: it has dissolves at most.",
    ),
    (
        Ability.NOTES,
        Severity.NOTE,
        lambda event: bool(event.note),
        "The captions of # are not kept by {name}.",
    ),
)


def _into(event: Event, kind: TransitionKind) -> bool:
    return event.transition is not None and event.transition.kind is kind


def _lost(cut: CutList, form: ExportFormat, limits: Limits) -> Iterator[Finding]:
    name = _NAMES[form]
    for ability, severity, has, message in _HAS:
        if ability not in limits.keeps:
            events = [event for event in cut.events if has(event)]
            told = message.format(name=name)
            yield from _finding(PreflightCode.NOT_KEPT, severity, events, told)
    if cut.markers and Ability.BEATS not in limits.keeps:
        yield Finding(
            PreflightCode.NOT_KEPT, Severity.NOTE, f"Beats and bars are not kept by {name}."
        )


def _letters(cut: CutList, options: ExportOptions, lacking: Lacking) -> Iterator[Finding]:
    """Of what is drawn, whose letters no font here has."""
    titles = [cut.name, *(section.name for section in cut.sections)]
    if options.format is ExportFormat.ANIMATIC:
        titles = titles[1:] if options.burn_names else []
    elif options.format not in {ExportFormat.STORYBOARD_PDF, ExportFormat.CONTACT_SHEET}:
        return
    events = [event for track in cut.tracks for event in track]
    lacks = [(event, letters) for event in events if (letters := lacking(_words(event, options)))]
    missing = sorted({*lacking(" ".join(titles)), *chain.from_iterable(one for _, one in lacks)})
    if missing:
        shown = " ".join(missing[:_MOST_LETTERS]) + (" …" if missing[_MOST_LETTERS:] else "")
        yield Finding(
            PreflightCode.NO_LETTERS,
            Severity.WARNING,
            f"No font here has the letters {shown}: put one that has them into the folder that "
            "STORYCANVAS_FONTS names, or marks stand in their places.",
            tuple(dict.fromkeys(event.clip for event, _ in lacks)),
        )


def _words(event: Event, options: ExportOptions) -> str:
    """What is written beside its picture, or onto it."""
    name, note = event.name, event.note
    if options.format is ExportFormat.CONTACT_SHEET:
        return name
    if options.format is ExportFormat.STORYBOARD_PDF:
        asked = event.media.facts.get("prompt", "") if event.media and options.parameters else ""
        return f"{name} {note or asked}"
    if event.media is None:
        return f"{name} {note}"
    return f"{name if options.burn_names else ''} {note if options.captions else ''}"


_MOST_LETTERS = 12
_NAMES = {
    ExportFormat.OTIO: "OpenTimelineIO",
    ExportFormat.OTIOZ: "OpenTimelineIO",
    ExportFormat.OTIOD: "OpenTimelineIO",
    ExportFormat.BUNDLE: "the bundle",
    ExportFormat.FCPXML: "Final Cut Pro XML",
    ExportFormat.FCP7_XML: "Final Cut Pro 7 XML",
    ExportFormat.EDL: "an edit decision list",
    ExportFormat.VEGAS_EDL: "Vegas' list",
    ExportFormat.AAF: "an AAF",
    ExportFormat.MLT: "MLT",
    ExportFormat.SHOT_LIST: "a shot list",
}
