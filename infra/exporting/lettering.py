"""Texts as the letters that there are can write them: ours, then those of fonts of this machine."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path

from PIL import features

from infra.exporting.fontfiles import FontFile, file_with, read_font

FONTS = Path(__file__).parent / "fonts"
REGULAR, BOLD = FONTS / "Roboto-Regular.ttf", FONTS / "Roboto-Bold.ttf"
"""Ours, which have Latin, Greek and Cyrillic."""
PLACEHOLDER = "\N{REPLACEMENT CHARACTER}"
_LEFT_OUT = {"Cc", "Cf", "Cs", "Co", "Cn"}
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
_LEFTWARD = {"R", "AL"}


class Letters:
    """Notes the characters that it had to replace."""

    def __init__(self) -> None:
        self.missing: set[str] = set()

    def plain(self, text: str) -> str:
        """A single row of text; what there is no letter for shows as a mark of its own."""
        composed = unicodedata.normalize("NFC", " ".join(text.split()))
        kept = ""
        for character in composed:
            kept += self._letter(character, kept[-1:])
        return kept

    def _letter(self, character: str, before: str) -> str:
        if _ours(character) and character.isprintable():
            return character
        if character in _JOINERS and before and not _ours(before):
            return character
        if unicodedata.category(character) in _LEFT_OUT:
            return ""
        if file_with(character):
            return character
        self.missing.add(character)
        return PLACEHOLDER

    @property
    def facts(self) -> dict[str, str]:
        """For the manifest: what could not be written."""
        return {"missingCharacters": "".join(sorted(self.missing))} if self.missing else {}


def letters_missing(text: str) -> str:
    """Those of a text that no font here has, each once."""
    if text.isascii():
        return ""
    letters = Letters()
    letters.plain(text)
    return "".join(sorted(letters.missing))


@cache
def _ours(character: str) -> bool:
    return all(file.has(character) for file in _our_files())


@cache
def _our_files() -> tuple[FontFile, ...]:
    return tuple(file for path in (REGULAR, BOLD) if (file := read_font(path)))


@dataclass(frozen=True, slots=True)
class Run:
    """What is written with the letters of one font, of ours where `file` is None."""

    text: str
    file: FontFile | None
    leftward: bool


def runs_of(text: str, *, bold: bool = False) -> Sequence[Run]:
    """A row, from its left to its right."""
    if all(map(_ours, text)):
        return (Run(text, None, leftward=False),) if text else ()
    hands = _hands(text, bold=bold)
    pairs = groupby(zip(text, hands, strict=True), key=lambda pair: pair[1])
    runs = [Run("".join(letter for letter, _ in group), *hand) for hand, group in pairs]
    return _in_sight(runs, leftward=is_leftward(text))


def is_leftward(text: str) -> bool:
    """Whether it begins at the right."""
    first = (sort for one in text if (sort := unicodedata.bidirectional(one)) in {"L", *_LEFTWARD})
    return next(first, "L") in _LEFTWARD


_Hand = tuple[FontFile | None, bool]
"""The font of a letter, and whether it is written to the left."""


def _hands(text: str, *, bold: bool) -> list[_Hand]:
    """What is no letter (spaces, signs, marks, digits) goes with those beside it."""
    own = [_hand(one, bold=bold) if one.isalpha() else None for one in text]
    behind: list[_Hand | None] = [None]
    for hand in own[:0:-1]:
        behind.append(hand or behind[-1])
    base = is_leftward(text)
    hands: list[_Hand] = []
    for sign, hand, following in zip(text, own, reversed(behind), strict=True):
        before = hands[-1] if hands else None
        hands.append(hand or _beside(sign, before, following, base, bold=bold))
    return hands


def _beside(
    sign: str, before: _Hand | None, behind: _Hand | None, base: bool, *, bold: bool
) -> _Hand:
    near = [hand for hand in (before, behind) if hand]
    if before and unicodedata.category(sign).startswith("M"):
        near = [before]
    elif before and behind and before[1] != behind[1]:
        near = [before if before[1] == base else behind]
    for file, leftward in near:
        if sign in _JOINERS or (_ours(sign) if file is None else file.has(sign)):
            return file, leftward
    return _hand(sign, bold=bold)[0], near[0][1] if near else base


def _hand(letter: str, *, bold: bool) -> _Hand:
    file = None if _ours(letter) else file_with(letter, bold=bold)
    return file, unicodedata.bidirectional(letter) in _LEFTWARD


def _in_sight(runs: Sequence[Run], *, leftward: bool) -> Sequence[Run]:
    """In their order on the page: what goes the other way than the row keeps its own order."""

    laid: list[Run] = []
    for way, group in groupby(runs, key=lambda run: run.leftward):
        together = list(group)
        laid += together if way == leftward else together[::-1]
    return laid[::-1] if leftward else laid


def shaped(run: Run) -> tuple[str, str | None]:
    """A run for Pillow to write, with its direction. Where this Pillow cannot join and turn letters
    they stand apart, from the right to the left."""
    if _can_shape():
        return run.text, "rtl" if run.leftward else "ltr"
    return (run.text[::-1] if run.leftward else run.text), None


@cache
def _can_shape() -> bool:
    return bool(features.check("raqm"))
