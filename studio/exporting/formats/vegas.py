"""The list of events that Vegas Pro writes and reads as text ("EDL Text File").

Grounds: files that Vegas wrote. Times are milliseconds, gain is a factor. Events that overlap are
blended; the curves of the fades are those that Vegas itself takes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, pairwise

from studio.exporting.cutlist import CutList, Media, Track
from studio.exporting.formats.document import Document
from studio.exporting.formats.joints import Joint, joints_of
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

COLUMNS = (
    *("ID", "Track", "StartTime", "Length", "PlayRate", "Locked", "Normalized", "StretchMethod"),
    *("Looped", "OnRuler", "MediaType", "FileName", "Stream", "StreamStart", "StreamLength"),
    *("FadeTimeIn", "FadeTimeOut", "SustainGain", "CurveIn", "GainIn", "CurveOut", "GainOut"),
    *("Layer", "Color", "CurveInR", "CurveOutR", "PlayPitch", "LockPitch"),
    *("FirstChannel", "Channels"),
)
_CURVES = {True: ("2", "-2", "-2", "2"), False: ("4", "4", "4", "4")}
"""In and out, each with its counterpart, of sounds and of pictures."""


@dataclass(frozen=True, slots=True)
class _Line:
    """An event with what it shows beyond its edges; `source` is in seconds of its file, `fades` are in
    frames, `gain` is a factor."""

    media: Media
    span: Span
    source: Fraction
    fades: tuple[int, int]
    gain: float = 1.0


def write_vegas(cut: CutList, *, folder: str = "") -> Document:
    """A line for each event that shows or sounds something. Tracks are numbered from 0, the highest
    picture first, as Vegas stacks them."""
    tracks = [_pictures(track, cut.rate) for track in reversed(cut.tracks)]
    tracks += [_sounds(track, cut.rate) for track in cut.sounds]
    lines = ((rank, line) for rank, track in enumerate(tracks) for line in track)
    rows = (
        "; ".join(_row(cut, number, rank, line, folder))
        for number, (rank, line) in enumerate(lines, start=1)
    )
    head = ";".join(f'"{column}"' for column in COLUMNS)
    text = "".join(f"{row}\r\n" for row in chain([head], rows))
    return Document(f"{cut.file_name}.txt", "text/plain", text)


def _pictures(track: Track, rate: Fraction) -> Iterator[_Line]:
    joints = [*joints_of(track, from_start=True), None]
    for event, (into, after) in zip(track, pairwise(joints), strict=True):
        onward = after if after and after.out is event else None
        if event.media:
            head, tail = _beyond(into)[0], _beyond(onward)[1]
            yield _Line(
                event.media,
                Span(event.span.start - head, event.span.end + tail),
                max(Fraction(0), (event.source - head) / rate),
                (_fade(into)[1], _fade(onward)[0]),
            )


def _beyond(joint: Joint | None) -> tuple[int, int]:
    """How far the one that comes reaches ahead of the cut, and the one that goes behind it; a fade
    is through black, and reaches nowhere."""
    if joint is None or joint.kind is TransitionKind.FADE:
        return 0, 0
    return joint.ahead, joint.behind


def _fade(joint: Joint | None) -> tuple[int, int]:
    """Over how many frames the one goes, and the other comes."""
    if joint is None:
        return 0, 0
    if joint.kind is TransitionKind.FADE:
        return joint.ahead, joint.behind
    return joint.frames, joint.frames


def _sounds(track: Track, rate: Fraction) -> Iterator[_Line]:
    for event in track:
        if event.media:
            level = event.level
            gain = 0.0 if level.muted else 10 ** (level.gain / 20)
            fades = level.fade_in, level.fade_out
            yield _Line(event.media, event.span, event.seconds_from(rate), fades, gain)


def _row(cut: CutList, number: int, rank: int, line: _Line, folder: str) -> list[str]:
    sound = line.media.kind is MediaKind.AUDIO
    curve_in, curve_out, curve_in_right, curve_out_right = _CURVES[sound]
    whole = line.media.seconds
    lasts = line.span.duration / cut.rate
    rest = lasts if whole is None else max(Fraction(0), whole - line.source)
    starts, fade_in, fade_out = (at / cut.rate for at in (line.span.start, *line.fades))
    return [
        *(str(number), str(rank), _time(starts), _time(lasts)),
        *("1.000000", "FALSE", "FALSE", "0", "FALSE", "FALSE", "AUDIO" if sound else "VIDEO"),
        *(f'"{path_of(line.media, folder)}"', "0", _time(line.source), _time(rest)),
        *(_time(fade_in), _time(fade_out), f"{line.gain:.6f}"),
        *(curve_in, "0.000000", curve_out, "0.000000", "0", "-1", curve_in_right, curve_out_right),
        *("0.000000", "FALSE", "0", "0"),
    ]


def path_of(media: Media, folder: str) -> str:
    """As Windows writes it, where the folder is not one of another system."""
    path = f"{folder.rstrip('/' + chr(92))}/{media.name}" if folder else media.name
    path = path.replace('"', "'")
    return path if folder.startswith("/") else path.replace("/", "\\")


def _time(seconds: Fraction) -> str:
    return f"{float(seconds * 1000):.4f}"
