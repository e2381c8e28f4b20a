"""What the syntax of a prompt comes to: choices made, variables filled in, LoRAs taken out. Pure."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from studio.prompts.syntax import Escape, LoraTag, Part, Parts, Text, Variable, Weight, Wildcard
from studio.prompts.syntax import write as write_parts

MAX_VALUE = 1_000
"""Characters of a variable's value; the rest of it is left out."""


_RATIO = re.compile(r"\d:\s*\d+\s*\Z")


class LeftOutReason(Enum):
    """Why words of a source are not in the prompt."""

    SAID_ALREADY = "SAID_ALREADY"
    TOO_LONG = "TOO_LONG"
    NOT_CHOSEN = "NOT_CHOSEN"
    NO_VALUE = "NO_VALUE"
    LORA = "LORA"
    OTHER_MODEL = "OTHER_MODEL"
    DETAIL = "DETAIL"
    MOTION = "MOTION"
    REQUEST = "REQUEST"


class PromptNoteCode(Enum):
    """What somebody should know about a prompt."""

    WEIGHTS_STRIPPED = "WEIGHTS_STRIPPED"
    UNKNOWN_VARIABLE = "UNKNOWN_VARIABLE"
    EMPTY_VARIABLE = "EMPTY_VARIABLE"
    UNKNOWN_LORA = "UNKNOWN_LORA"
    LORA_OF_OTHER_MODEL = "LORA_OF_OTHER_MODEL"
    NO_NEGATIVE = "NO_NEGATIVE"
    WEIGHT_IS_TEXT = "WEIGHT_IS_TEXT"


@dataclass(frozen=True, slots=True)
class Note:
    code: PromptNoteCode
    words: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A wildcard as it is written, and the option that was taken."""

    written: str
    chosen: str


@dataclass(slots=True)
class Resolved:
    """`parts` are Text, Escape and Weight alone; `left` are words with why they are gone."""

    parts: Parts = ()
    loras: list[LoraTag] = field(default_factory=list)
    left: list[tuple[str, LeftOutReason]] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def resolve(parts: Parts, *, key: str, seed: int, variables: Mapping[str, str]) -> Resolved:
    """Decide everything that the seed and the clip decide.

    `key` names the source of the words: with the seed and the wildcard's number in it, it decides
    the choice, which edits of the words around do not change.
    """
    found = Resolved()
    found.parts = _Resolving(seed, variables, found).all(parts, key)
    return found


def say(parts: Sequence[Part], *, weights: bool) -> str:
    """Resolved parts as a model is told them.

    With `weights` as ComfyUI's text encoders of Stable Diffusion read them: parentheses that weigh
    nothing are escaped. Without, as plain words, in which bare parentheses and brackets are the
    punctuation they look like.
    """
    return "".join(_said(part, weights) for part in parts)


def beyond_weights(parts: Sequence[Part]) -> list[str]:
    """What looks like weights and is text for its number; a ratio or a time of day does not."""
    found: list[str] = []
    for one in parts:
        if isinstance(one, Weight):
            inner = write_parts(one.parts)
            if _is_misread(one, inner) and not _RATIO.search(inner):
                found.append(write_parts([one]))
            found += beyond_weights(one.parts)
    return found


def has_weights(parts: Sequence[Part]) -> bool:
    """Whether plain words lose something that was asked for by a number."""
    return any(isinstance(one, Weight) and (one.tail or has_weights(one.parts)) for one in parts)


class _Resolving:
    def __init__(self, seed: int, variables: Mapping[str, str], found: Resolved) -> None:
        self._seed = seed
        self._variables = variables
        self._found = found

    def all(self, parts: Parts, place: str) -> Parts:
        items: list[Part | None] = []
        number = 0
        for part in parts:
            number += isinstance(part, Wildcard | Weight)
            match part:
                case Wildcard():
                    items += self._choose(part, f"{place}.{number}") or [None]
                case Variable():
                    items.append(self._fill(part))
                case LoraTag():
                    self._found.loras.append(part)
                    self._found.left.append((part.text, LeftOutReason.LORA))
                    items.append(None)
                case Weight(opening, inner, tail):
                    kept = self.all(inner, f"{place}.{number}")
                    items.append(Weight(opening, kept, tail) if kept else None)
                case _:
                    items.append(part)
        return _closed_up(items)

    def _choose(self, wildcard: Wildcard, place: str) -> list[Part | None]:
        count = len(wildcard.options)
        digest = hashlib.sha256(f"{self._seed}:{place}".encode(errors="replace")).digest()
        taken = int.from_bytes(digest[:8]) % count
        written = [write_parts(option) for option in wildcard.options]
        self._found.choices.append(Choice(write_parts([wildcard]), written[taken]))
        self._found.left += [
            (words, LeftOutReason.NOT_CHOSEN)
            for number, words in enumerate(written)
            if number != taken and words.strip()
        ]
        return list(self.all(wildcard.options[taken], f"{place}.{taken}"))

    def _fill(self, variable: Variable) -> Text | None:
        value = self._variables.get(variable.name)
        if value and value.strip():
            if len(value) > MAX_VALUE:
                self._found.left.append((value[MAX_VALUE:], LeftOutReason.TOO_LONG))
            return Text(value[:MAX_VALUE])
        self._found.left.append((variable.text, LeftOutReason.NO_VALUE))
        if value is None:
            known = ", ".join(sorted(self._variables)) or "none"
            note = Note(
                PromptNoteCode.UNKNOWN_VARIABLE,
                f"There is no variable {variable.text}; there are: {known}.",
            )
        else:
            note = Note(PromptNoteCode.EMPTY_VARIABLE, f"{variable.text} is empty here.")
        self._found.notes.append(note)
        return None


def _closed_up(items: Sequence[Part | None]) -> Parts:
    """Where something is gone (None), the space and the comma that it stood between are one."""
    kept: list[Part] = []
    gap = False
    for item in items:
        if item is None:
            gap = True
            continue
        part = item
        if isinstance(part, Text) and (not kept or isinstance(kept[-1], Text)):
            before = kept.pop() if kept else Text("")
            assert isinstance(before, Text)
            part = Text((_over_gap if gap else str.__add__)(before.text, part.text))
        gap = False
        if not (isinstance(part, Text) and not part.text):
            kept.append(part)
    if gap and kept and isinstance(kept[-1], Text):
        rest = re.sub(r"\s*,?\s*\Z", "", kept.pop().text)  # type: ignore[union-attr]
        kept += [Text(rest)] if rest else []
    return tuple(kept)


def _over_gap(before: str, after: str) -> str:
    if not before.strip() or before.rstrip().endswith(","):
        after = re.sub(r"\A\s*,", "", after)
    if re.match(r"\s*[,.;:!?]", after):
        return before.rstrip() + after.lstrip()
    return before + (after.lstrip() if not before or before[-1].isspace() else after)


def _said(part: Part, weights: bool) -> str:
    match part:
        case Text(text):
            return re.sub(r"[()]", r"\\\g<0>", text) if weights else text
        case Escape(text):
            return text if weights and text[1] in "()" else text[1]
        case Weight(opening, parts, tail) if not weights:
            inner = say(parts, weights=False)
            closing = ")" if opening == "(" else "]"
            return inner if tail else f"{opening}{inner}{closing}"
        case Weight("[", parts):
            return f"({say(parts, weights=True)}:{part.factor:g})"
        case Weight(_, parts, tail):
            inner = say(parts, weights=True)
            return f"\\({inner}\\)" if _is_misread(part, inner) else f"({inner}{tail})"
    raise AssertionError("resolved parts are text, escapes and weights")


def _is_misread(weight: Weight, inner: str) -> bool:
    """Whether encoders take the end of what is in bare parentheses for a number to weigh it by."""
    _, colon, number = inner.rpartition(":")
    if weight.opening != "(" or weight.tail or not colon:
        return False
    try:
        float(number)
    except ValueError:
        return False
    return True
