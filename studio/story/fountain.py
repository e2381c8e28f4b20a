"""Parses Fountain 1.1 (fountain.io/syntax) in one pass: the time is linear in the text.

Where the syntax leaves a choice: a heading in capitals needs no blank line after it; the usual
fades and cuts to black are transitions though they do not end in `TO:`; a name is a cue only if
something follows it; what is opened and never closed is text; a montage is a scene of its own, each
item of its list a paragraph; a parenthetical may take a few lines.
"""

import re
from collections.abc import Callable

from studio.story.comments import Line, take_out
from studio.story.elements import (
    Action,
    Centered,
    Character,
    Dialogue,
    Element,
    Lyric,
    Note,
    PageBreak,
    Parenthetical,
    SceneHeading,
    Section,
    Synopsis,
    TitlePage,
    Transition,
)
from studio.story.emphasis import plain
from studio.story.heading import is_heading, read_heading
from studio.story.title_page import read_title_page

_LONGEST_TITLE_PAGE = 200
_PAGE_BREAK = re.compile(r"={3,}")
_EXTENSION = re.compile(r"\(([^()]*)\)?")
_FADES = re.compile(
    r"(?:SLOW |FAST )?(?:FADE (?:IN|OUT|UP|TO [A-Z]+)|(?:(?:SMASH|HARD|JUMP|MATCH) )?CUT TO [A-Z]+"
    r"|(?:SMASH|HARD|JUMP|MATCH) CUT|IRIS (?:IN|OUT)|DISSOLVE|BACK TO SCENE)[.:]?"
)
_MONTAGE = re.compile(
    r"\.?((?:(?:BEGIN|START) )?(?:[A-Z]{1,20} )?(?:MONTAGE|SERIES OF SHOTS)(?:\s?[-–—:].{0,80})?)"
)
_END_OF_MONTAGE = re.compile(r"END (?:OF )?(?:THE )?(?:MONTAGE|SERIES OF SHOTS)[.:]?")
_ITEM = re.compile(r"(?:--?|[–—•]|\(?(?:[A-Z]{1,2}|[0-9]{1,2})\))\s+(?=\S)")
_LONGEST_ASIDE = 5
_INTERRUPT_ACTION = ("#", "=", "~", ">")
_INTERRUPT_DIALOGUE = ("!", ">")


def parse_fountain(text: str) -> tuple[TitlePage | None, tuple[Element, ...]]:
    """The title page, if there is one, and the elements in the order of their lines."""
    lines, notes = take_out(text)
    return _Parser(lines).parse(notes)


def is_capitals(text: str) -> bool:
    """Whether there are letters with case and none is small (ß has no capital in use)."""
    return text.replace("ß", "SS").isupper()


def _words(text: str) -> str:
    return plain(text.strip())[0]


class _Parser:
    """Reads block by block; each reader consumes the lines of its element, or says no."""

    def __init__(self, lines: list[Line]) -> None:
        self._lines = lines
        self._at = 0
        self._out: list[Element] = []
        self._after_speech = False
        self._in_montage = False
        self._readers: tuple[Callable[[Line, str], bool], ...] = (
            self._page_break,
            self._section,
            self._synopsis,
            self._lyric,
            self._centered_or_transition,
            self._montage,
            self._heading,
            self._transition,
            self._speech,
        )

    def parse(self, notes: list[Note]) -> tuple[TitlePage | None, tuple[Element, ...]]:
        while self._blank(0) and self._at < len(self._lines):
            self._at += 1
        title_page = None
        if self._at < len(self._lines):
            texts = [line.text for line in self._lines[self._at : self._at + _LONGEST_TITLE_PAGE]]
            title_page, taken = read_title_page(texts, self._lines[self._at].number)
            self._at += taken
        while self._at < len(self._lines):
            line = self._lines[self._at]
            if line.blank:
                self._at += 1
            elif not any(read(line, line.text.strip()) for read in self._readers):
                self._action()
        return title_page, tuple(sorted([*self._out, *notes], key=lambda element: element.line))

    def _blank(self, ahead: int) -> bool:
        index = self._at + ahead
        return index >= len(self._lines) or self._lines[index].blank

    def _take(self, element: Element) -> bool:
        self._out.append(element)
        self._at += 1
        self._after_speech = False
        return True

    def _page_break(self, line: Line, text: str) -> bool:
        return bool(_PAGE_BREAK.fullmatch(text)) and self._take(PageBreak(line.number))

    def _section(self, line: Line, text: str) -> bool:
        title = text.lstrip("#")
        level = len(text) - len(title)
        if not level or not title.strip():
            return False
        return self._take(Section(_words(title), level, line.number))

    def _synopsis(self, line: Line, text: str) -> bool:
        words = _words(text[1:])
        return text[0] == "=" and bool(words) and self._take(Synopsis(words, line.number))

    def _lyric(self, line: Line, text: str) -> bool:
        words = _words(text[1:])
        return text[0] == "~" and bool(words) and self._take(Lyric(words, line.number))

    def _centered_or_transition(self, line: Line, text: str) -> bool:
        inner = text.strip("><").strip()
        if text[0] != ">" or not inner:
            return False
        if text.endswith("<"):
            return self._take(Centered(_words(text[1:-1]), line.number))
        return self._take(Transition(_words(text[1:]), line.number))

    def _heading(self, line: Line, text: str) -> bool:
        forced = text[0] == "." and text[1:2].isalnum()
        text = _words(text[forced:])
        if not forced and not (is_heading(text) and (self._blank(1) or is_capitals(text))):
            return False
        self._in_montage = False
        return self._take(read_heading(text, line.number, forced=forced))

    def _montage(self, line: Line, text: str) -> bool:
        """A montage whose pictures are scenes with headings of their own is only a remark."""
        text = _words(text)
        if _END_OF_MONTAGE.fullmatch(text):
            self._in_montage = False
            return self._take(Transition(text, line.number))
        found = _MONTAGE.fullmatch(text)
        following = self._text(1) or self._text(2)
        if not found or not (self._blank(1) or _ITEM.match(following)):
            return False
        if is_heading(following):
            return self._take(Transition(found[1], line.number))
        self._in_montage = True
        return self._take(SceneHeading(found[1].rstrip(" :"), line.number))

    def _text(self, ahead: int) -> str:
        index = self._at + ahead
        return self._lines[index].text.strip() if index < len(self._lines) else ""

    def _is_item(self, text: str) -> bool:
        return self._in_montage and _ITEM.match(text) is not None

    def _transition(self, line: Line, text: str) -> bool:
        if not self._blank(1):
            return False
        text = _words(text)
        known = (text.endswith("TO:") and is_capitals(text)) or _FADES.fullmatch(text)
        return bool(known) and self._take(Transition(text, line.number))

    def _cue(self, line: Line, text: str) -> Character | None:
        forced = text[0] == "@"
        text, dual = text[forced:], text.endswith("^")
        text = _words(text.removesuffix("^"))
        name = " ".join(_EXTENSION.sub(" ", text).split())
        if not name or not any(map(str.isalnum, name)) or not (forced or is_capitals(name)):
            return None
        extensions = (found.strip() for found in _EXTENSION.findall(text))
        dual = dual and self._after_speech
        return Character(name, line.number, tuple(filter(None, extensions)), dual)

    def _speech(self, line: Line, text: str) -> bool:
        mute = self._blank(1) or text[0] == "!" or self._is_item(text)
        cue = None if mute else self._cue(line, text)
        if cue is None:
            return False
        self._take(cue)
        while self._at < len(self._lines) and not self._lines[self._at].parts:
            text = self._lines[self._at].text.strip()
            if text.startswith(_INTERRUPT_DIALOGUE) or _PAGE_BREAK.fullmatch(text):
                break
            self._spoken(text)
        self._after_speech = True
        return True

    def _spoken(self, text: str) -> None:
        number = self._lines[self._at].number
        if taken := self._aside():
            words = " ".join(map(self._text, range(taken)))
            self._take(Parenthetical(_words(words[1:-1]), number))
            self._at += taken - 1
        elif text[:1] == "~" and text[1:].strip():
            self._take(Lyric(_words(text[1:]), number))
        else:
            self._dialogue(number)

    def _dialogue(self, number: int) -> None:
        lines = list[str]()
        while self._at < len(self._lines) and not self._lines[self._at].parts:
            text = self._lines[self._at].text.strip()
            if lines and (self._aside() or self._ends_dialogue(text)):
                break
            lines.append(text)
            self._at += 1
        words, emphasised = plain("\n".join(lines).strip("\n"))
        if words:
            self._out.append(Dialogue(words, number, emphasised))

    def _aside(self) -> int:
        """How many lines from here are one parenthetical; 0 if they are none."""
        first = self._text(0)
        if first[:1] != "(":
            return 0
        if first[-1] == ")":
            return int(bool(first[1:-1].strip()))
        for ahead in range(_LONGEST_ASIDE):
            text = self._text(ahead)
            if not text or text.count("(") != (ahead == 0):
                break
            if ")" in text:
                return ahead + 1 if text.index(")") == len(text) - 1 else 0
        return 0

    @staticmethod
    def _ends_dialogue(text: str) -> bool:
        marked = text.startswith((*_INTERRUPT_DIALOGUE, "~"))
        return marked or bool(_PAGE_BREAK.fullmatch(text))

    def _action(self) -> None:
        number, lines = self._lines[self._at].number, list[str]()
        while not self._blank(0) and not (lines and self._interrupts_action()):
            line = self._lines[self._at].text.rstrip()
            stripped = line.lstrip()
            if not lines and self._is_item(stripped):
                line = _ITEM.sub("", stripped, count=1)
            lines.append(stripped[1:] if stripped[0] == "!" else line)
            self._at += 1
        words = plain("\n".join(lines))[0]
        if words.strip():
            self._out.append(Action(words, number))
        self._after_speech = False

    def _interrupts_action(self) -> bool:
        text = self._lines[self._at].text.strip()
        forced = text.startswith(_INTERRUPT_ACTION) or (text[0] == "@" and not self._blank(1))
        return forced or self._is_item(text)
