"""The syntax of prompts. Pure and total: any text parses, and what is not syntax is text.

    (words:1.2)  (words)  [words]     more of them, a little more, a little less
    {rain|snow|}                      one of these; nests
    <lora:film_grain:0.8>             a LoRA of the render, no words
    {{location}}                      a variable
    \\( \\) \\[ \\] \\{ \\} \\| \\<           the character itself

A variable has two braces, not a dollar: scripts speak of money and never of double braces, and
`{{a}}` means nothing else, since a choice has a bar.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

MAX_DEPTH = 32
"""Brackets within brackets; what opens deeper is text."""
MAX_WEIGHT = 5.0
MORE = 1.1
"""By how much bare parentheses raise a weight and bare brackets lower it."""

_SYNTAX = re.compile(
    r"(?P<escape>\\[()\[\]{}|<])"
    r"|(?P<variable>\{\{\s*(?P<name>[A-Za-z]\w{0,39})\s*\}\})"
    r"|(?P<lora><lora:(?P<file>[^<>:\n]{1,200})(?::(?P<strength>\s*[+-]?\d{1,2}(?:\.\d{0,4})?\s*))?>)"
    r"|(?P<mark>[()\[\]{}|])"
)
# A ratio or a time of day (16:9, 10:30) is no weight.
_WEIGHT = re.compile(
    r"(?::\s*\d?\.\d{1,4}|:\s*\d\.|(?<!\d):\s*\d)\s*\Z",
)
_PAIRS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Escape:
    """A backslash and the character that it takes the meaning from."""

    text: str


@dataclass(frozen=True, slots=True)
class Variable:
    """`name` is in lower case, `text` as it is written."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class LoraTag:
    name: str
    strength: float
    text: str


@dataclass(frozen=True, slots=True)
class Weight:
    """`opening` is ( or [; `tail` is the colon and the number as written, empty for bare ones."""

    opening: str
    parts: "tuple[Part, ...]"
    tail: str = ""

    @property
    def factor(self) -> float:
        if self.tail:
            return float(self.tail[1:])
        return MORE if self.opening == "(" else round(1 / MORE, 2)


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Two options or more; each may be empty."""

    options: "tuple[tuple[Part, ...], ...]"


Part = Text | Escape | Variable | LoraTag | Weight | Wildcard
Parts = tuple[Part, ...]


class PromptSpanKind(Enum):
    WEIGHT = "WEIGHT"
    WILDCARD = "WILDCARD"
    LORA = "LORA"
    VARIABLE = "VARIABLE"
    ESCAPE = "ESCAPE"


@dataclass(frozen=True, slots=True)
class Span:
    """Where a piece of syntax stands, in characters; spans nest. `value` is its name or factor."""

    kind: PromptSpanKind
    start: int
    end: int
    value: str = ""


class _Bar:
    """A bar of which it is not known yet whether it parts options."""


_BAR = _Bar()
_Item = Part | _Bar


def parse(text: str) -> Parts:
    """The parts of the text; `write` gives it back."""
    frames: list[tuple[str, list[_Item]]] = [("", [])]
    at = 0
    for found in _SYNTAX.finditer(text):
        frames[-1][1].append(Text(text[at : found.start()]))
        at = found.end()
        if mark := found["mark"]:
            _mark(mark, frames)
        else:
            frames[-1][1].append(_leaf(found))
    frames[-1][1].append(Text(text[at:]))
    while len(frames) > 1:
        _give_up(frames)
    return _settled(frames[0][1])


def write(parts: Iterable[Part]) -> str:
    """The text that the parts were parsed from."""
    return "".join(map(_written, parts))


def spans(text: str) -> list[Span]:
    """The syntax in the text, the outer before the inner, for an editor to highlight."""
    return list(_spans(parse(text), 0))


def has_syntax(text: str) -> bool:
    """Whether there may be any, or a parenthesis; a bar or a closing bracket alone is none."""
    return any(mark in text for mark in "()[{<\\")


def loras_in(text: str) -> set[str]:
    """The names of the LoRAs that the text asks for, in any of its options."""
    return {found["file"].strip() for found in _SYNTAX.finditer(text) if found["lora"]}


def _leaf(found: re.Match[str]) -> Part:
    if found["escape"]:
        return Escape(found[0])
    if found["variable"]:
        return Variable(found["name"].lower(), found[0])
    strength = float(found["strength"] or 1)
    return LoraTag(found["file"].strip(), strength, found[0])


def _mark(mark: str, frames: list[tuple[str, list[_Item]]]) -> None:
    if mark == "|":
        frames[-1][1].append(_BAR)
    elif mark in "([{":
        if len(frames) > MAX_DEPTH:
            frames[-1][1].append(Text(mark))
        else:
            frames.append((mark, []))
    elif all(opening != _PAIRS[mark] for opening, _ in frames):
        frames[-1][1].append(Text(mark))
    else:
        while frames[-1][0] != _PAIRS[mark]:
            _give_up(frames)
        opening, items = frames.pop()
        frames[-1][1].extend(_closed(opening, items, mark))


def _give_up(frames: list[tuple[str, list[_Item]]]) -> None:
    """The last opening is never closed: it is text."""
    opening, items = frames.pop()
    frames[-1][1].extend([Text(opening), *items])


def _closed(opening: str, items: list[_Item], closing: str) -> list[_Item]:
    if opening == "{":
        options: list[list[_Item]] = [[]]
        for item in items:
            if item is _BAR:
                options.append([])
            else:
                options[-1].append(item)
        if len(options) > 1:
            return [Wildcard(tuple(map(_settled, options)))]
    elif weight := _weight(opening, _settled(items)):
        return [weight]
    return [Text(opening), *items, Text(closing)]


def _weight(opening: str, parts: Parts) -> Weight | None:
    if opening == "[":
        # With a colon or a bar it would change or alternate the words while sampling elsewhere.
        plain = all(not set(":|") & set(one.text) for one in parts if isinstance(one, Text))
        return Weight(opening, parts) if plain and write(parts).strip() else None
    end = last.text if parts and isinstance(last := parts[-1], Text) else ""
    found = _WEIGHT.search(end)
    if found and float(found[0][1:]) <= MAX_WEIGHT:
        inner = _settled([*parts[:-1], Text(end[: found.start()])])
        return Weight(opening, inner, found[0]) if write(inner).strip() else None
    return Weight(opening, parts) if write(parts).strip() else None


def _settled(items: Iterable[_Item]) -> Parts:
    """Bars that part nothing are text; texts beside each other are one."""
    found: list[Part] = []
    texts: list[str] = []
    for item in items:
        if isinstance(item, Text | _Bar):
            texts.append(item.text if isinstance(item, Text) else "|")
            continue
        found += _one_text(texts)
        found.append(item)
        texts = []
    return (*found, *_one_text(texts))


def _one_text(texts: list[str]) -> list[Text]:
    text = "".join(texts)
    return [Text(text)] if text else []


def _written(part: Part) -> str:
    if isinstance(part, Weight):
        closing = ")" if part.opening == "(" else "]"
        return f"{part.opening}{write(part.parts)}{part.tail}{closing}"
    if isinstance(part, Wildcard):
        return f"{{{'|'.join(map(write, part.options))}}}"
    return part.text


def _spans(parts: Parts, start: int) -> Iterator[Span]:
    for part in parts:
        end = start + len(_written(part))
        match part:
            case Weight(_, inner):
                yield Span(PromptSpanKind.WEIGHT, start, end, f"{part.factor:g}")
                yield from _spans(inner, start + 1)
            case Wildcard(options):
                yield Span(PromptSpanKind.WILDCARD, start, end)
                at = start + 1
                for option in options:
                    yield from _spans(option, at)
                    at += len(write(option)) + 1
            case LoraTag(name):
                yield Span(PromptSpanKind.LORA, start, end, name)
            case Variable(name):
                yield Span(PromptSpanKind.VARIABLE, start, end, name)
            case Escape():
                yield Span(PromptSpanKind.ESCAPE, start, end)
        start = end
