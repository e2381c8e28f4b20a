"""Takes notes and boneyard out of a script without losing count of its lines."""

import re
from typing import NamedTuple

from studio.story.elements import Note

_OPENING = re.compile(r"\[\[|/\*")
_BLANK_LINE = re.compile(r"\n[ \t]?(?=\n)")
_TAB = 4


class Line(NamedTuple):
    """A line of the script, its tabs expanded. A run of blank lines is one."""

    number: int
    text: str

    @property
    def blank(self) -> bool:
        return not self.text or self.text.isspace()

    @property
    def parts(self) -> bool:
        """Whether the line ends a dialogue: a blank of two spaces or more holds it together."""
        return self.blank and len(self.text) < 2


class _Finder:
    """The next occurrence from a position that never falls: every character is read once."""

    def __init__(self, pattern: re.Pattern[str], text: str) -> None:
        self._pattern, self._text = pattern, text
        self._start, self._end = -1, -1
        self._none = False

    def after(self, position: int) -> tuple[int, int] | None:
        if not self._none and self._start < position:
            found = self._pattern.search(self._text, position)
            self._none = found is None
            if found:
                self._start, self._end = found.span()
        return None if self._none else (self._start, self._end)


class _Lines:
    """Collects what is kept. A line of nothing but comments is not there, not even as a blank."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._number = 1
        self._first = 1
        self._pieces: list[str] = []
        self._commented = False

    def keep(self, text: str) -> None:
        head, *rest = text.split("\n")
        self._add(head)
        for piece in rest:
            self.flush()
            self._number += 1
            self._first = self._number
            self._add(piece)

    def drop(self, text: str) -> None:
        self._number += text.count("\n")
        self._commented = True

    def _add(self, piece: str) -> None:
        if piece.strip() and not any(map(str.strip, self._pieces)):
            self._first = self._number
        self._pieces.append(piece)

    def flush(self) -> None:
        line = Line(self._first, "".join(self._pieces).expandtabs(_TAB))
        if not line.blank:
            self.lines.append(line)
        elif not self._commented:
            self._blank(line)
        self._pieces, self._commented = [], False

    def _blank(self, line: Line) -> None:
        if not self.lines or not self.lines[-1].blank:
            self.lines.append(line)
        elif line.parts:
            self.lines[-1] = line


def take_out(text: str) -> tuple[list[Line], list[Note]]:
    """The lines without comments, and the notes. What is opened and never closed is text.

    A note ends with its paragraph, unless two spaces stand on the blank line.
    """
    kept, notes = _Lines(), list[Note]()
    note_end = _Finder(re.compile(r"\]\]"), text)
    blank = _Finder(_BLANK_LINE, text)
    boneyard_end = _Finder(re.compile(r"\*/"), text)
    at, scan, number, counted = 0, 0, 1, 0
    while opening := _OPENING.search(text, scan):
        start, scan = opening.span()
        if opening[0] == "/*":
            end = boneyard_end.after(scan)
        else:
            end, gap = note_end.after(scan), blank.after(scan)
            end = None if end and gap and gap[0] < end[0] else end
        if end is None:
            continue
        kept.keep(text[at:start])
        kept.drop(text[start : end[1]])
        if opening[0] == "[[":
            number, counted = number + text.count("\n", counted, start), start
            notes.append(Note(" ".join(text[scan : end[0]].split()), number))
        at = scan = end[1]
    kept.keep(text[at:])
    kept.flush()
    return kept.lines, notes
