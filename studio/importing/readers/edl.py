"""Edit decision lists in the manner of CMX 3600.

A list does not say its rate, and tells of one track. Of a dissolve it tells the frame where the new
picture begins to come, half of it before the cut.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise

from studio.exporting.cutlist import Transition
from studio.importing.readers.words import is_still
from studio.importing.reading import (
    Gathering,
    Part,
    ReadClip,
    Reading,
    Shown,
    line_of,
    refuse,
    url_of,
    words_of,
)
from studio.kernel.errors import UserError
from studio.kernel.timecode import Timecode, can_drop
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import LONGEST_TRANSITION, TransitionKind

_CODE = r"\d{2}[:;.,]\d{2}[:;.,]\d{2}[:;.,]\d{2,3}"
_EVENT = re.compile(
    r"(?P<number>\d{1,6})\s+(?P<reel>\S{1,128})\s+(?P<channel>\S{1,16})\s+"
    r"(?P<kind>C|D|W\d{0,3}|K\s?[BO]?)\s*(?P<frames>\d{0,4})\s+"
    rf"(?P<codes>{_CODE}\s+{_CODE}\s+{_CODE}\s+{_CODE})\b.*"
)
_LOOKS = re.compile(rf"\d{{1,6}}\s+\S.*{_CODE}")
_NOTE = re.compile(r"\*?\s*(?P<key>[A-Z][A-Z /_]{1,30}?)\s*:\s?(?P<value>.*)")
_LOCATOR = re.compile(rf"({_CODE})\s+([A-Z]+)\s*(.*)")
_TRACK = re.compile(r"(?:.*\s)?([VA])(\d{1,3})")
_BEAT = re.compile(r"(?:BEAT|BAR)\b.*", re.IGNORECASE)
_BLACK = frozenset({"BL", "BLACK"})
_HOURLY = 3600


@dataclass(slots=True)
class _Edit:
    line: int
    reel: str
    channel: str
    kind: str
    frames: int
    codes: tuple[str, ...]
    drop: bool


@dataclass(slots=True)
class _Block:
    """The lines of one event, and what is noted behind them."""

    number: str
    edits: list[_Edit] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def noted(self, key: str) -> str:
        return next((value for name, value in self.notes if name == key), "")

    def last(self, key: str) -> str:
        return next((value for name, value in reversed(self.notes) if name == key), "")


def looks_like_edl(text: str) -> bool:
    """Whether one of its first lines is a title, a frame count mode or an event."""
    lines = text[:20_000].splitlines()[:200]
    return any(
        line.startswith(("TITLE:", "FCM:")) or _EVENT.fullmatch(line.strip()) for line in lines
    )


def read_edl(text: str, rate: Fraction | None = None) -> Reading:
    """The list, counted at this rate; without one, at the lowest that has its frames."""
    lines = _Lines()
    for number, line in enumerate(text.splitlines(), start=1):
        lines.take(number, line)
    edits = [edit for block in lines.blocks for edit in block.edits]
    if not edits:
        refuse("This list has no event that can be read.")
    drop = any(edit.drop for edit in edits)
    found = Gathering(rate or _guessed(edits, drop=drop))
    if rate is None:
        found.warn(f"An edit decision list does not say its rate: it was read at {found.rate}")
    if drop and not can_drop(found.rate):
        found.warn("It counts in drop-frame timecode, which this rate does not have")
    if lines.speeds:
        found.warn(f"Changes of speed were not taken (M2, {lines.speeds})")
    timecode = Timecode(found.rate, drop and can_drop(found.rate))
    return _Reader(timecode, found, lines.blocks).read(lines.title)


@dataclass(frozen=True, slots=True)
class _Into:
    """How a clip comes in: its cut is `late` frames behind where it begins to come, and what was
    before it ended `lead` frames ahead of the cut."""

    made: Transition | None
    late: int
    lead: int = 0


class _Reader:
    def __init__(self, timecode: Timecode, found: Gathering, blocks: Sequence[_Block]) -> None:
        self._timecode = timecode
        self._found = found
        self._blocks = blocks
        first = min(self._codes(edit)[2] for block in blocks for edit in block.edits)
        self._begins = self._full_hour(first)
        self._dark = (-1, 0)
        self._leads: list[int] = []

    def read(self, title: str) -> Reading:
        for block in self._blocks:
            self._block(block)
            for key, value in block.notes:
                if key == "LOC":
                    self._locator(value)
        found = self._found
        found.clips = _uncrossed(found.clips, self._leads)
        clips, sounds = found.ordered()
        told = _TRACK.fullmatch(title)
        track = max(1, int(told[2])) - 1 if told else 0
        heard = told is not None and told[1] == "A"
        ends = [Span(0, 0), *(one.span for one in (sounds if heard else clips))]
        part = Part(track, Span(min(one.start for one in ends[1:] or ends), max(ends).end), heard)
        return Reading(
            line_of(title),
            found.rate,
            clips,
            sounds,
            found.scenes(),
            begins=self._begins,
            drop=self._timecode.drop,
            part=part,
            warnings=found.warnings,
        )

    def _block(self, block: _Block) -> None:
        *before, last = block.edits
        source = block.noted("SOURCE FILE")
        for edit in before:
            self._edit(edit, block.noted("FROM CLIP NAME"), source, _Into(None, 0))
        name = block.noted("FROM CLIP NAME")
        if before:
            source = block.last("SOURCE FILE")
            name = block.noted("TO CLIP NAME") or ("" if _is_black(last) else name)
        self._edit(last, name, source, self._into(before, last), block.last("COMMENT"))

    def _into(self, before: Sequence[_Edit], edit: _Edit) -> "_Into":
        """How it comes in. A fade is two blends: to black, up to the cut, and out of it."""
        made = _transition(edit)
        if made is None:
            return _Into(None, 0)
        _, _, start, end = self._codes(edit)
        if before and _is_black(before[-1]) and made.kind is TransitionKind.DISSOLVE:
            dark = self._dark[1] if self._dark[0] == start else 0
            frames = min(LONGEST_TRANSITION, made.frames + dark)
            return _Into(Transition(TransitionKind.FADE, frames), 0, dark)
        if before and _is_black(edit):
            self._dark = end, made.frames
        return _Into(made, made.before, made.before)

    def _edit(self, edit: _Edit, name: str, source: str, into: "_Into", note: str = "") -> None:
        first, _, start, end = self._codes(edit)
        black = _is_black(edit)
        if end <= start or (black and not name):
            return
        first -= self._full_hour(first)
        heard = edit.channel.upper().startswith("A") and "V" not in edit.channel.upper()
        begins = max(0, start - self._begins + into.late)
        kind = MediaKind.AUDIO if heard else MediaKind.IMAGE if is_still(source) else None
        shown = None if black else Shown(url_of(source), line_of(source or edit.reel), kind)
        clip = ReadClip(
            line_of(name),
            Span(begins, max(begins + 1, end - self._begins)),
            0,
            0 if black or kind is MediaKind.IMAGE else first + into.late,
            shown,
            words_of(note),
            transition=into.made,
            levelled=False,
            switched=False,
        )
        self._found.add(clip, heard=heard)
        if not heard:
            self._leads.append(into.lead)

    def _locator(self, text: str) -> None:
        found = _LOCATOR.fullmatch(text.strip())
        if found and not _BEAT.fullmatch(found[3].strip()):
            at = self._code(found[1]) - self._begins
            if at >= 0:
                self._found.mark(found[3].strip(), at)

    def _codes(self, edit: _Edit) -> tuple[int, int, int, int]:
        try:
            a, b, c, d = (self._code(code) for code in edit.codes)
        except UserError as error:
            refuse(f"Line {edit.line}: {error.message}")
        return a, b, c, d

    def _code(self, code: str) -> int:
        plain = re.sub("[;.,]", ":", code)
        return self._timecode.read(plain)

    def _full_hour(self, frame: int) -> int:
        """The last full hour: films begin at one, as do tapes."""
        hours = int(self._timecode.text(frame)[:2])
        mark = ";" if self._timecode.drop else ":"
        return self._timecode.read(f"{hours:02}:00:00{mark}00")


@dataclass(slots=True)
class _Lines:
    """What was read of a list so far; `speeds` counts the changes of speed that were passed over."""

    title: str = ""
    blocks: list[_Block] = field(default_factory=list)
    drop: bool = False
    speeds: int = 0

    def take(self, number: int, line: str) -> None:
        if len(line) > _LONGEST:
            refuse(f"Line {number} is too long for an edit decision list.")
        line = line.strip()
        if event := _EVENT.fullmatch(line):
            self._event(number, event)
        elif line.startswith("M2"):
            self.speeds += 1
        elif note := _NOTE.fullmatch(line):
            self._note(note["key"].strip(), note["value"].strip())
        elif _LOOKS.fullmatch(line):
            refuse(f"Line {number} looks like an event, but cannot be read as one.")

    def _event(self, number: int, event: re.Match[str]) -> None:
        if not self.blocks or self.blocks[-1].number != event["number"]:
            self.blocks.append(_Block(event["number"]))
        codes = tuple(event["codes"].split())
        drop = self.drop or any(";" in code for code in codes)
        frames = int(event["frames"] or 0)
        edit = _Edit(number, event["reel"], event["channel"], event["kind"], frames, codes, drop)
        self.blocks[-1].edits.append(edit)

    def _note(self, key: str, value: str) -> None:
        if key == "FCM":
            self.drop = value.upper().startswith("DROP")
        elif key == "TITLE" and not self.blocks:
            self.title = value
        elif self.blocks:
            self.blocks[-1].notes.append((key, value))


_LONGEST = 4_000


def _transition(edit: _Edit) -> Transition | None:
    frames = min(edit.frames, LONGEST_TRANSITION)
    if edit.kind == "C" or not frames:
        return None
    kind = TransitionKind.WIPE if edit.kind.startswith("W") else TransitionKind.DISSOLVE
    return Transition(kind, frames)


def _uncrossed(clips: Sequence[ReadClip], leads: Sequence[int]) -> list[ReadClip]:
    """A clip that another comes into lasts up to the cut, which is `leads` behind where that begins
    to come."""
    found = list(clips)
    for rank, (one, following) in enumerate(pairwise(clips)):
        lead = leads[rank + 1]
        if lead and one.span.end == following.span.start - lead:
            found[rank] = replace(one, span=Span(one.span.start, following.span.start))
    return found


def _is_black(edit: _Edit) -> bool:
    return edit.reel.upper() in _BLACK


def _guessed(edits: Sequence[_Edit], *, drop: bool) -> Fraction:
    frames = max(int(code[9:]) for code in _every(edits))
    if drop:
        return Fraction(60_000 if frames >= 30 else 30_000, 1001)
    return Fraction(next((base for base in (24, 25, 30, 50) if frames < base), 60))


def _every(edits: Sequence[_Edit]) -> Iterator[str]:
    return (code for edit in edits for code in edit.codes)
