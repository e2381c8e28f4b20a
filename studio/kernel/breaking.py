"""Where the rows of a text may end, in scripts with spaces between words and without."""

import unicodedata
from itertools import pairwise

_NEVER_FIRST = frozenset(
    "、。，．・：；！？!?,.:;…‥%％ー々〻ゝゞヽヾぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ"
)
_CLOSING = {"Pe", "Pf", "Mn", "Mc", "Me", "Cf", "Sk"}
_OPENING = {"Ps", "Pi", "Cf"}


def parts_of(text: str) -> list[str]:
    """What stays together in a row; a part begins with a space where one is before it, which the
    first of a row does without. Put together they are the text, with single spaces."""
    parts: list[str] = []
    for word in text.split():
        parts.append(f" {word[0]}" if parts else word[0])
        for before, letter in pairwise(word):
            if _may_part(before, letter):
                parts.append(letter)
            else:
                parts[-1] += letter
    return parts


def _may_part(before: str, letter: str) -> bool:
    """Between ideographs and kana, but no closing sign begins a row and no opening one ends it."""
    if not (_stands_alone(before) or _stands_alone(letter)):
        return False
    return (
        letter not in _NEVER_FIRST
        and unicodedata.category(letter) not in _CLOSING
        and unicodedata.category(before) not in _OPENING
    )


def _stands_alone(letter: str) -> bool:
    """Hangul is wide as well, but has spaces between words."""
    return letter > "\u2e7f" and (
        unicodedata.east_asian_width(letter) in "WF"
        and not unicodedata.name(letter, "").startswith("HANGUL")
    )
