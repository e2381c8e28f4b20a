"""Who is in the script: who speaks or is introduced, and where action mentions them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from studio.story.elements import Action, Character, Element
from studio.story.plan import MAX_NAME

_LONGEST_LOOK = 160
_MENTION_WORDS = 4
_LEAST_LETTERS = 3
_TOKEN = re.compile(r"[^\W_]+(?:['’](?!s\b|S\b)[^\W_]+)*")
_LOOK = re.compile(rf"(?:['’][sS])?\s*\(([^()]{{3,{_LONGEST_LOOK}}})\)")
_INTRODUCED = re.compile(
    rf"(?<!\w)([^\W\d_a-z]{{3,30}}(?: [^\W\d_a-z]{{2,30}}){{0,3}}) \(([^()]{{3,{_LONGEST_LOOK}}})\)"
)
_SMALL = frozenset({"of", "the", "a", "an", "and", "at", "in", "on", "to", "by", "from", "with"})
_GENERIC = frozenset(
    {"first", "second", "third", "old", "young", "the", "of", "one", "two", "three"}
)


@dataclass(frozen=True, slots=True)
class Member:
    """A character: `name` as its first cue has it, without extensions.

    `speeches` counts its cues, 0 if it is only introduced; `look` is what stands in brackets behind its name in action
    (`FRANCISCO (20s, a cold sentinel)`), or empty; `line` is where it first appears.
    """

    name: str
    speeches: int
    look: str
    line: int


class Cast:
    """The members in the order of their first appearance, in action or by a cue."""

    def __init__(self, elements: Iterable[Element]) -> None:
        elements = list(elements)
        self._names: dict[str, str] = {}
        self._speeches: dict[str, int] = {}
        for element in elements:
            if isinstance(element, Character):
                name = self._names.setdefault(_key(element.name), element.name[:MAX_NAME])
                self._speeches[name] = self._speeches.get(name, 0) + 1
        self._introduced(elements)
        self._by_words = _by_words(self._names)
        self._looks: dict[str, str] = {}
        lines = self._first_lines(elements)
        self.members = tuple(
            Member(name, self._speeches[name], self._looks.get(name, ""), line)
            for name, line in lines.items()
        )

    def _introduced(self, elements: Iterable[Element]) -> None:
        """Adds who never speaks but is introduced: a name in capitals with a look in brackets."""
        for element in elements:
            if isinstance(element, Action):
                for found in _INTRODUCED.finditer(element.text):
                    if found[1].isupper() and _is_look(found[2]):
                        name = self._names.setdefault(_key(found[1]), self._cued(found[1]))
                        self._speeches.setdefault(name, 0)

    def _cued(self, introduced: str) -> str:
        """`DETECTIVE SARAH KANE` is `KANE` if there is such a cue."""
        words = introduced.split()
        cues = (self._names.get(_key(word)) for word in (words[-1], words[0]))
        return next(filter(None, cues), introduced[:MAX_NAME])

    def _first_lines(self, elements: Iterable[Element]) -> dict[str, int]:
        lines: dict[str, int] = {}
        for element in elements:
            if isinstance(element, Action):
                for name, end in self._mentions(element.text):
                    lines.setdefault(name, element.line)
                    look = _LOOK.match(element.text, end)
                    if look and _is_look(look[1]):
                        self._looks.setdefault(name, " ".join(look[1].split()))
            elif isinstance(element, Character):
                lines.setdefault(self.named(element.name), element.line)
        return lines

    def named(self, cue: str) -> str:
        """The one name of a character, however its cues write it."""
        return self._names[_key(cue)]

    def look(self, name: str) -> str:
        return self._looks.get(name, "")

    def mentioned(self, text: str) -> tuple[str, ...]:
        """The members whose names stand in a text, each once, in their order there."""
        return tuple(dict.fromkeys(name for name, _ in self._mentions(text)))

    def in_sentence(self, text: str) -> str:
        """The text with names in capitals written as in a sentence: `FRANCISCO` is `Francisco`."""

        def lower(found: re.Match[str]) -> str:
            word = found[0]
            known = word.casefold() in self._words_of_names and word.isupper() and len(word) > 1
            return _capital(word) if known else word

        return _TOKEN.sub(lower, text)

    @property
    def _words_of_names(self) -> frozenset[str]:
        return self._by_words.words

    def _mentions(self, text: str) -> list[tuple[str, int]]:
        if not self._names:
            return []
        tokens = list(_TOKEN.finditer(text))
        found, index = list[tuple[str, int]](), 0
        while index < len(tokens):
            taken = self._by_words.at(tokens, index)
            if taken:
                name, length = taken
                found.append((name, tokens[index + length - 1].end()))
                index += length
            else:
                index += 1
        return found


class _ByWords:
    """Finds a name from the words of a text in constant time per word."""

    def __init__(self, names: dict[tuple[str, ...], str]) -> None:
        self._names = names
        self.words = frozenset(word for words in names for word in words)

    def at(self, tokens: list[re.Match[str]], index: int) -> tuple[str, int] | None:
        if tokens[index][0][0].islower():
            return None
        words = tuple(token[0].casefold() for token in tokens[index : index + _MENTION_WORDS])
        for length in range(len(words), 0, -1):
            if name := self._names.get(words[:length]):
                return name, length
        return None


def _by_words(names: Mapping[str, str]) -> _ByWords:
    """Whole names, and the last words of names that only one member has (`Claudius`)."""
    whole: dict[tuple[str, ...], str] = {}
    last: dict[str, set[str]] = {}
    for written, name in names.items():
        words = tuple(token[0].casefold() for token in _TOKEN.finditer(written))
        if words and len(words) <= _MENTION_WORDS:
            whole.setdefault(words, name)
        if len(words) > 1 and len(words[-1]) >= _LEAST_LETTERS and words[-1] not in _GENERIC:
            last.setdefault(words[-1], set()).add(name)
    for word, owners in last.items():
        if len(owners) == 1:
            whole.setdefault((word,), *owners)
    return _ByWords(whole)


def natural(text: str) -> str:
    """Capitals of a heading or a cue as in a sentence: `THE KING'S HALL` is `the King's Hall`."""
    words = text.split()
    return " ".join(
        word.lower()
        if word.casefold() in _SMALL
        else "-".join(map(_capital, word.split("-")))
        if word.isupper()
        else word
        for word in words
    )


def _capital(word: str) -> str:
    head = next((index for index, letter in enumerate(word) if letter.isalpha()), 0)
    if any(map(str.isdigit, word)):
        return word
    return word[:head] + word[head : head + 1].upper() + word[head + 1 :].lower()


def _is_look(text: str) -> bool:
    """Whether brackets describe somebody: V.O. and O.S. do not."""
    return any(map(str.islower, text))


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
