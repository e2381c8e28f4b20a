"""Reads the framing words of a script (`CLOSE ON`, `POV`, `ANGLE ON` …): they overrule a default."""

import re
from typing import NamedTuple

from studio.timeline.shots import Framing

_TERMS: tuple[tuple[Framing, str], ...] = (
    (Framing.EXTREME_CLOSE, r"EXTREME CLOSE(?:[ -]?UP)?|E\.?C\.?U\b\.?|XCU"),
    (Framing.EXTREME_WIDE, r"EXTREME (?:WIDE|LONG)|VERY WIDE|AERIAL|BIRD['’]S[ -]EYE(?: VIEW)?"),
    (
        Framing.OVER_THE_SHOULDER,
        r"OVER[ -]THE[ -]SHOULDER|O\.?T\.?S\b\.?|OVER (?:[\w'’.-]{1,30} ){1,4}(?i:SHOULDER)|OVER(?= [A-Z])",
    ),
    (Framing.POV, r"(?:[^\W\d_]{1,30}['’]S )?(?:P\.?O\.?V\b\.?|POINT OF VIEW)"),
    (Framing.TWO_SHOT, r"(?:CLOSE |MEDIUM |WIDE )?(?:TWO|2)[ -]?SHOT"),
    (Framing.MEDIUM_CLOSE, r"MEDIUM CLOSE(?:[ -]?UP)?|MCU"),
    (Framing.MEDIUM_WIDE, r"MEDIUM (?:WIDE|LONG)"),
    (Framing.INSERT, r"INSERT"),
    (Framing.CLOSE, r"CLOSE[ -]?UP|CLOSER?(?: ANGLE)?|C\.?U\b\.?|TIGHT"),
    (Framing.FULL, r"FULL (?:SHOT|FIGURE)"),
    (Framing.MEDIUM, r"MEDIUM|MID[ -]?SHOT|ANGLE"),
    (Framing.WIDE, r"WIDER?(?: ANGLE)?|LONG SHOT|MASTER SHOT|ESTABLISHING"),
)
_BEFORE = r"(?:(?:BACK TO|NEW|REVERSE|LOW|HIGH) )?"
_BEHIND = r"(?: SHOT)?(?: (?:ON|OF|FROM|ANGLE|on|of|from)\b)?(?![\w'’])\s*[:.,—–-]*\s*"
_LEADING = tuple((framing, re.compile(f"{_BEFORE}(?:{term}){_BEHIND}")) for framing, term in _TERMS)
_SENTENCE_CASE: tuple[tuple[Framing, re.Pattern[str]], ...] = tuple(
    (framing, re.compile(term + r"\s*", re.IGNORECASE))
    for framing, term in (
        (Framing.EXTREME_CLOSE, r"extreme close(?:[ -]?up)? (?:on|of)\b"),
        (
            Framing.OVER_THE_SHOULDER,
            r"over (?:the shoulder of [\w .'’-]{1,40}?(?=[:,])|[\w .-]{1,40}?['’]s? shoulder)\s*[:,]?",
        ),
        (Framing.POV, r"(?:from )?(?:the )?point of view of [\w .'’-]{1,40}?(?=[:,])\s*[:,]"),
        (Framing.POV, r"(?:from )?[\w.-]{1,40}['’]s point of view\s*[:,]?"),
        (Framing.MEDIUM_CLOSE, r"medium close(?:[ -]?up)? (?:on|of)\b"),
        (Framing.MEDIUM, r"medium(?: shot)? (?:on|of)\b"),
        (Framing.CLOSE, r"(?:close(?:[ -]?up)?|closer|tight) (?:on|of)\b"),
        (Framing.WIDE, r"wide(?: shot)? (?:on|of)\b"),
        (Framing.MEDIUM, r"angle on\b"),
        (Framing.INSERT, r"insert(?: shot)?:"),
    )
)
_INSIDE: tuple[tuple[Framing, re.Pattern[str]], ...] = tuple(
    (framing, re.compile(rf"(?<!\w)(?:{term})(?!\w)"))
    for framing, term in (
        (Framing.EXTREME_CLOSE, r"EXTREME CLOSE[ -]?UP|EXTREME CLOSE ON"),
        (Framing.OVER_THE_SHOULDER, r"OVER[ -]THE[ -]SHOULDER"),
        (Framing.POV, r"P\.?O\.?V\.?"),
        (Framing.TWO_SHOT, r"(?:TWO|2)[ -]SHOT"),
        (Framing.MEDIUM_CLOSE, r"MEDIUM CLOSE[ -]?UP"),
        (Framing.CLOSE, r"CLOSE[ -]?UP|CLOSE ON"),
        (Framing.EXTREME_WIDE, r"EXTREME WIDE|AERIAL SHOT"),
        (Framing.FULL, r"FULL SHOT"),
        (Framing.MEDIUM, r"MEDIUM SHOT|ANGLE ON"),
        (Framing.WIDE, r"WIDE SHOT|LONG SHOT|WIDE ON"),
        (Framing.INSERT, r"INSERT SHOT"),
    )
)
_PROMISING = re.compile(
    r"[^\W\d_a-z]{2}|[A-Z]\.|2|(?i:extreme|close|tight|wide|angle|insert|over|medium|point|from|the)(?![^\W\d_]{2})"
    r"|[\w.-]{1,40}['’]s (?i:point of view)"
)
_MOVES = re.compile(
    r"(?<!\w)(?:PAN|PANS|PANNING|TILT|TILTS|TRACK|TRACKS|TRACKING|DOLLY|CRANE|CRANES|"
    r"PUSH(?:ES)? IN|PULL(?:S)? BACK|ZOOM|ZOOMS|HANDHELD|[Tt]he camera|CAMERA|We follow|We move)"
    r"(?!\w)"
)


class Directive(NamedTuple):
    """The framing that a text asks for, and the text without the words that ask."""

    framing: Framing
    subject: str
    establishing: bool = False


def leading_directive(text: str) -> Directive | None:
    """The directive that a sentence begins with: `CLOSE ON the sword.`"""
    if not _PROMISING.match(text):
        return None
    for table in (_LEADING, _SENTENCE_CASE):
        for framing, pattern in table:
            if found := pattern.match(text):
                subject = text[found.end() :] or text
                return Directive(framing, subject, "ESTABLISHING" in found[0])
    return None


def read_directive(text: str) -> Directive | None:
    """The directive that a text begins with or holds."""
    if leading := leading_directive(text):
        return leading
    for framing, pattern in _INSIDE:
        if pattern.search(text):
            return Directive(framing, text)
    return None


def moves_camera(text: str) -> bool:
    """Whether the text says itself how the camera moves."""
    return _MOVES.search(text) is not None
