"""Tells who speaks in a paragraph of prose, where that can be told surely.

Sure is a paragraph that quotes in double quotation marks and names, beside its quotations, exactly
one speaker with a verb of speech: `"Who's there?" asked Bernardo.` Pronouns are never resolved.
"""

import re
from dataclasses import dataclass

_QUOTE = re.compile('[“"«„]([^“”"«»„]*)[”"»“]')
_VERBS = frozenset(
    {"said", "says", "asked", "asks", "replied", "replies", "answered", "answers", "cried", "cries"}
    | {"shouted", "shouts", "whispered", "whispers", "murmured", "murmurs", "muttered", "mutters"}
    | {"called", "calls", "added", "adds", "exclaimed", "exclaims", "yelled", "yells", "growled"}
    | {"growls", "sighed", "sighs", "snapped", "snaps", "hissed", "hisses", "begged", "begs"}
)
_NO_NAMES = frozenset(
    {
        "He",
        "She",
        "It",
        "They",
        "We",
        "You",
        "I",
        "The",
        "A",
        "An",
        "And",
        "But",
        "Then",
        "So",
        "As",
    }
    | {"Who", "No", "His", "Her", "Their", "My", "Your", "Our", "This", "That", "Someone", "When"}
)
_NAME_WORDS = 3
_TITLES = frozenset({"Mr.", "Mrs.", "Ms.", "Dr.", "St."})
_PRONOUNS = frozenset({"he", "she", "they", "it", "I", "we"})
_STOPS = ".!?"
_ENDS = ",.;:!?—"


@dataclass(frozen=True, slots=True)
class Said:
    """A quotation, and how it was said where the attribution tells."""

    text: str
    manner: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A paragraph of one speaker: quotations, and what is told around them, in order."""

    speaker: str
    pieces: tuple[Said | str, ...]


@dataclass(frozen=True, slots=True)
class _Gap:
    """What stands between quotations: the words that are left without an attribution.

    `named` where there was one, `speaker` where it was by name.
    """

    speaker: str | None
    words: list[str]
    named: bool = True


def read_attributed(text: str) -> Told | None:
    """The speaker and pieces of a paragraph (white space already single), None if unsure."""
    quotes = [quote for quote in _QUOTE.finditer(text) if quote[1].strip()]
    if not quotes:
        return None
    edges = [0, *(edge for quote in quotes for edge in quote.span()), len(text)]
    words = [text[edges[i] : edges[i + 1]].split() for i in range(0, len(edges), 2)]
    gaps = [_before(words[0])]
    gaps += [_after(gap) for gap in words[1:-1]]
    gaps += [_after(words[-1])]
    speakers = {gap.speaker for gap in gaps} - {None}
    if len(speakers) != 1:
        return None
    return Told(speakers.pop() or "", tuple(_pieces(quotes, gaps)))


def _pieces(quotes: list[re.Match[str]], gaps: list[_Gap]) -> list[Said | str]:
    pieces = list[Said | str]([" ".join(gaps[0].words)] if gaps[0].words else [])
    for quote, gap in zip(quotes, gaps[1:], strict=True):
        words, end = gap.words, 0
        if gap.named and words and words[0][0].islower():
            end = next((i for i, word in enumerate(words, 1) if word[-1] in _STOPS), len(words))
        manner = " ".join(words[:end]).rstrip(_ENDS)
        pieces.append(Said(quote[1].strip(), manner or None))
        if words[end:]:
            pieces.append(" ".join(words[end:]))
    return pieces


def _after(words: list[str]) -> _Gap:
    """`said Bernardo quietly. He turned.` after a quotation."""
    start = 1 if words and not words[0].strip(_ENDS) else 0
    if _is_verb(words[start : start + 1]):
        name, end = _name(words, start + 1)
    else:
        name, end = _name(words, start)
        if not name and words[start : start + 1] and words[start] in _PRONOUNS:
            end = start + 1
        if not _is_verb(words[end : end + 1]) or (name and words[end - 1][-1] in _ENDS):
            return _Gap(None, words, named=False)
        end += 1
        if not name and end == start + 2:
            return _Gap(None, words[end:])
    return _Gap(name, words[end:]) if name else _Gap(None, words, named=False)


def _before(words: list[str]) -> _Gap:
    """`He turned. Bernardo said,` before a quotation."""
    if not words or words[-1][-1] not in ",:" or not _is_verb(words[-1:]):
        return _Gap(None, words, named=False)
    start = max(0, len(words) - 1 - _NAME_WORDS)
    for first in range(start, len(words) - 1):
        name, end = _name(words, first)
        if name and end == len(words) - 1:
            return _Gap(name, words[:first])
    return _Gap(None, words, named=False)


def _is_verb(words: list[str]) -> bool:
    return bool(words) and words[0].rstrip(_ENDS) in _VERBS


def _name(words: list[str], start: int) -> tuple[str, int]:
    """The name that begins at a word, and the index behind it; empty if none does."""
    end = start
    while end < len(words) and end - start < _NAME_WORDS and _is_name(words[end]):
        end += 1
        if words[end - 1][-1] in _ENDS and words[end - 1] not in _TITLES:
            break
    return " ".join(words[start:end]).rstrip(_ENDS), end


def _is_name(word: str) -> bool:
    return word[0].isupper() and word.rstrip(_ENDS) not in _NO_NAMES
