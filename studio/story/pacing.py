"""How long words take on the screen, and where a long passage is cut into shots.

The figures are a first assistant director's: speech runs at two and a half words a second with a
breath after it, described action at a page a minute, no shot is shorter than a second and a half.
"""

import re
from collections.abc import Callable, Iterable
from fractions import Fraction

SHORTEST = Fraction(3, 2)
LONGEST = Fraction(11)
"""Beyond this no pause is added to a shot."""
WORDS_PER_SECOND = Fraction(5, 2)
BREATH = Fraction(1, 2)
SPEECH_WORDS = 24
"""The longest piece of a speech in one shot: ten seconds with its breath."""
ACTION_WORDS = 30
"""The longest piece of action in one shot: six or seven seconds."""
ESTABLISHING = Fraction(3)
TITLE = Fraction(3)
PAUSE = Fraction(1)
_ACTION_WORD = Fraction(9, 50)
_ACTION_BASE = Fraction(5, 4)

_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af\u0e00-\u0e7f]")
_UNSPACED_PER_WORD = 2
_LONGEST_WORD = 60
_WORD = re.compile(r"\S+")
_WIDE_SENTENCE = re.compile("[。！？]+[」』”’）]*")
_WIDE_CLAUSE = re.compile("[，；：、]+")
_CLOSING = "\"'”’»)]"
_SENTENCE = (".", "!", "?", "…")
_CLAUSE = (",", ";", ":", "—", "–", "--")
_ABBREVIATED = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|St|Sgt|Lt|Capt|Prof|Jr|Sr|vs|No|[^\W\d_])\.", re.IGNORECASE
)


def word_count(text: str) -> int:
    """Words as a speaker counts them: scripts written without spaces have two signs to a word."""
    words, letters = len(text.split()), -(-len(text) // _LONGEST_WORD)
    if not text.isascii() and (unspaced := len(_UNSPACED.findall(text))):
        words = len(_UNSPACED.sub(" ", text).split()) + -(-unspaced // _UNSPACED_PER_WORD)
    return max(words, letters // 2)


def speech_seconds(text: str) -> Fraction:
    """How long a line takes to say, with the breath after it."""
    return max(SHORTEST, word_count(text) / WORDS_PER_SECOND + BREATH)


def action_seconds(text: str) -> Fraction:
    """How long described action plays."""
    return max(SHORTEST, word_count(text) * _ACTION_WORD + _ACTION_BASE)


def sentences(text: str) -> list[str]:
    """The sentences of a text whose white space is single; joined they are the text."""
    return _cut(text, _sentence_ends(text))


def split(text: str, limit: int) -> list[str]:
    """Pieces of about equal length with at most `limit` words, cut at sentences, else at clauses,
    else between words: what is longer than a line without any space is cut anywhere.
    """
    return _split(" ".join(text.split()), limit, 0)


def _split(text: str, limit: int, level: int) -> list[str]:
    if word_count(text) <= limit or level == len(_LEVELS):
        return [text] if text else []
    pieces, run = list[str](), list[str]()
    for unit in _cut(text, _LEVELS[level](text)):
        if word_count(unit) <= limit:
            run.append(unit)
        else:
            pieces += _group(run, limit)
            pieces += _split(unit, limit, level + 1)
            run = []
    return pieces + _group(run, limit)


def _group(units: list[str], limit: int) -> list[str]:
    weights = [word_count(unit) for unit in units]
    total = sum(weights)
    pieces = -(-total // limit)
    groups, current = list[list[str]](), 0
    for unit, weight in zip(units, weights, strict=True):
        if not groups or current + weight > limit or current * pieces >= total:
            groups.append([])
            current = 0
        groups[-1].append(unit)
        current += weight
    return [" ".join("".join(group).split()) for group in groups]


def _cut(text: str, ends: Iterable[int]) -> list[str]:
    pieces, start = list[str](), 0
    for end in (*ends, len(text)):
        if text[start:end].strip():
            pieces.append(text[start:end])
            start = end
    return pieces


def _sentence_ends(text: str) -> list[int]:
    ends = [found.end() for found in _WIDE_SENTENCE.finditer(text)]
    for word in _WORD.finditer(text):
        bare = word[0].rstrip(_CLOSING)
        if not bare.endswith(_SENTENCE) or _ABBREVIATED.fullmatch(bare):
            continue
        if not text[word.end() + 1 : word.end() + 2].islower():
            ends.append(word.end())
    return sorted(ends)


def _clause_ends(text: str) -> list[int]:
    ends = [found.end() for found in _WIDE_CLAUSE.finditer(text)]
    ends += [
        word.end() for word in _WORD.finditer(text) if word[0].rstrip(_CLOSING).endswith(_CLAUSE)
    ]
    return sorted(ends)


def _word_ends(text: str) -> list[int]:
    return [word.end() for word in _WORD.finditer(text)]


def _anywhere(text: str) -> range:
    return range(_LONGEST_WORD // 3, len(text), _LONGEST_WORD // 3)


_LEVELS: tuple[Callable[[str], Iterable[int]], ...] = (
    _sentence_ends,
    _clause_ends,
    _word_ends,
    _anywhere,
)
