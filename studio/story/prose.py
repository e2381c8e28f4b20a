"""Reads plain prose as a script: chapters become scenes, surely attributed speech becomes dialogue.

"Surely" means that the paragraph quotes in double quotation marks and names, beside a quotation, one
speaker with a verb of speech (`"Who's there?" asked Bernardo.`). What is told around the quotations
goes before and after them as action; the words of the attribution become the cue.
"""

import re
from typing import NamedTuple

from studio.story.attribution import Said, read_attributed
from studio.story.elements import (
    Action,
    Character,
    Dialogue,
    Element,
    Parenthetical,
    SceneHeading,
    TitlePage,
)
from studio.story.heading import is_heading, read_heading
from studio.story.title_page import read_title_page

_BREAK = re.compile(r"[*#~–—·•_=-](?:\s?[*#~–—·•_=-]){2,}|[*#⁂]")
_NUMBER = (
    "(?:[0-9]+|[ivxlc]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    "|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty"
    "|(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last))"
)
_CHAPTER = re.compile(
    rf"(?:#{{1,6}}\s+\S.*|(?:chapter|part|act|scene|book|canto|stave)\s+{_NUMBER}(?:\W.*)?"
    r"|prologue|epilogue|interlude|preface|(?-i:[IVXLC]+)\.?)",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80
_NAME_WORDS = 6


class _Paragraph(NamedTuple):
    lines: list[str]
    line: int

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.lines).split())


def is_chapter(line: str) -> bool:
    """Whether a line of its own is the heading of a chapter: `Chapter One`, `# Two`, `III.`."""
    return len(line) <= _LONGEST_HEADING and _CHAPTER.fullmatch(line) is not None


def parse_prose(text: str) -> tuple[TitlePage | None, tuple[Element, ...]]:
    """The title page, if there is one, and the elements in the order of their lines."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    title_page, taken = read_title_page(lines[start:], start + 1)
    elements, scene = list[Element](), False
    for paragraph in _paragraphs(lines, start + taken):
        first = paragraph.lines[0].strip()
        if _BREAK.fullmatch(first):
            scene = False
        elif heading := _heading(paragraph):
            elements.append(heading)
            elements += _beats(_Paragraph(paragraph.lines[1:], paragraph.line + 1))
            scene = True
        else:
            if not scene:
                elements.append(SceneHeading(_opening(paragraph.text), paragraph.line))
            elements += _beats(paragraph)
            scene = True
    return title_page, tuple(elements)


def _paragraphs(lines: list[str], start: int) -> list[_Paragraph]:
    paragraphs, goes_on = list[_Paragraph](), False
    for index in range(start, len(lines)):
        line = lines[index].strip()
        broken = bool(_BREAK.fullmatch(line))
        if goes_on and line and not broken:
            paragraphs[-1].lines.append(line)
        elif line:
            paragraphs.append(_Paragraph([line], index + 1))
        goes_on = bool(line) and not broken
    return paragraphs


def _heading(paragraph: _Paragraph) -> SceneHeading | None:
    line = paragraph.lines[0].strip()
    if is_chapter(line):
        return SceneHeading(line.lstrip("# "), paragraph.line)
    alone = len(paragraph.lines) == 1 and len(line) <= _LONGEST_HEADING
    if not alone or not line.isupper() or line[-1] in '"”»!?':
        return None
    if is_heading(line):
        return read_heading(line, paragraph.line)
    return SceneHeading(line, paragraph.line, location=line.rstrip("."))


def _opening(text: str) -> str:
    words = text.split()
    name = " ".join(words[:_NAME_WORDS])[:_LONGEST_HEADING].strip('“”"«».,;:')
    return f"{name} …" if len(words) > _NAME_WORDS else name or "…"


def _beats(paragraph: _Paragraph) -> list[Element]:
    text, line = paragraph.text, paragraph.line
    told = read_attributed(text)
    if told is None:
        return [Action(text, line)] if text else []
    beats, speaking = list[Element](), False
    for piece in told.pieces:
        if isinstance(piece, Said):
            if not speaking:
                beats.append(Character(told.speaker, line))
            if piece.manner:
                beats.append(Parenthetical(piece.manner, line))
            beats.append(Dialogue(piece.text, line))
        else:
            beats.append(Action(piece, line))
        speaking = isinstance(piece, Said)
    return beats
