"""What prompt templates may be, and what comes of putting one into a clip. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from studio.kernel.errors import UserError
from studio.kernel.text import DESCRIPTION, NAME, PROMPT, checked
from studio.prompts.syntax import Part, Text, Variable, Weight, Wildcard, parse, write

CATEGORIES = ("SHOT", "CHARACTER", "PLACE", "LIGHT", "CAMERA", "STYLE", "QUALITY", "OTHER")
MOST_VARIABLES = 30
MAX_VALUE = 1_000

_NAME = re.compile(r"[A-Za-z]\w{0,39}")


@dataclass(frozen=True, slots=True)
class Blank:
    """A variable of a template: `{{name}}` in its words, and what it is without another value."""

    name: str
    label: str = ""
    value: str = ""

    def as_json(self) -> dict[str, str]:
        return {"name": self.name, "label": self.label, "value": self.value}


@dataclass(frozen=True, slots=True)
class Draft:
    """A template as somebody describes it."""

    name: str
    category: str = "OTHER"
    prompt: str = ""
    negative_prompt: str = ""
    description: str = ""
    blanks: Sequence[Blank] = ()

    def tidied(self) -> "Draft":
        """Its name without spaces around it. Raises a UserError that names the field to change."""
        name = checked(self.name, "name", limit=NAME, required=True)
        checked(self.description, "description", limit=DESCRIPTION)
        checked(self.prompt, "prompt", limit=PROMPT)
        checked(self.negative_prompt, "negativePrompt", limit=PROMPT)
        if not (self.prompt.strip() or self.negative_prompt.strip()):
            raise UserError("Give the template words: prompt or negativePrompt.", field=["prompt"])
        if self.category not in CATEGORIES:
            raise UserError(f"category is one of {', '.join(CATEGORIES)}.", field=["category"])
        _check_blanks(self.blanks)
        return replace(self, name=name)


def _check_blanks(blanks: Sequence[Blank]) -> None:
    where = ["variables"]
    if len(blanks) > MOST_VARIABLES:
        raise UserError(f"{MOST_VARIABLES} variables at most.", field=where)
    for one in blanks:
        if not _NAME.fullmatch(one.name):
            raise UserError(
                "A variable's name begins with a letter and has letters, digits and _ alone, 40 at "
                "most.",
                field=where,
            )
        checked(one.label, "variables", limit=NAME)
        checked(one.value, "variables", limit=MAX_VALUE)
    if len({one.name.lower() for one in blanks}) != len(blanks):
        raise UserError("Name each variable once.", field=where)


def blanks_of(kept: Iterable[Mapping[str, Any]]) -> tuple[Blank, ...]:
    """Those that a template was stored with."""
    return tuple(Blank(one["name"], one["label"], one["value"]) for one in kept)


def filled(text: str, blanks: Sequence[Blank], values: Mapping[str, str]) -> str:
    """The words with the template's own variables filled in; those of clips stay for its render."""
    known = {one.name.lower(): one.value for one in blanks}
    for name, value in values.items():
        if name.lower() not in known:
            raise UserError(f"The template has no variable {name!r}.", field=["values"])
        known[name.lower()] = checked(value, "values", limit=MAX_VALUE)
    return write(_filled(parse(text), known))


def _filled(parts: tuple[Part, ...], known: Mapping[str, str]) -> tuple[Part, ...]:
    return tuple(_part(part, known) for part in parts)


def _part(part: Part, known: Mapping[str, str]) -> Part:
    match part:
        case Variable(name) if name in known:
            return Text(known[name])
        case Weight(opening, parts, tail):
            return Weight(opening, _filled(parts, known), tail)
        case Wildcard(options):
            return Wildcard(tuple(_filled(option, known) for option in options))
    return part


def joined(present: str, words: str, *, at_end: bool) -> str:
    """The words behind or before those that are there, parted by a comma where nothing parts them."""
    first, last = (present, words) if at_end else (words, present)
    first, last = first.rstrip(), last.lstrip()
    if not first or not last:
        return first or last
    return f"{first} {last}" if first[-1] in ".!?,;:…" else f"{first}, {last}"
