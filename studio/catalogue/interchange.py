"""Presets as text that people share: docs/presets.md says what it holds. Pure.

What comes in may be anything: whatever does not fit is refused in words that name the preset.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from studio.catalogue.rules import CATEGORIES, KINDS, NAMES, SETTINGS, check_settings
from studio.graphs.families import FAMILIES
from studio.kernel.errors import UserError
from studio.kernel.text import DESCRIPTION, NAME, checked

FORMAT = "storycanvas.presets"
VERSION = 1
MOST_CHARACTERS = 1_000_000
MOST_PRESETS = 500
_FILE = 500
_SETTINGS = frozenset(SETTINGS) | frozenset(NAMES)
_FIELDS = frozenset({"name", "description", "category", "family", "model", "settings"})
_MODEL_FIELDS = frozenset({"kind", "file"})


@dataclass(frozen=True, slots=True)
class Portable:
    """A preset without its workspace.

    `model` is the kind and the file's name of the one model it is for; then `family` is what it
    is for where that model is not.
    """

    name: str
    description: str
    category: str
    family: str | None
    model: tuple[str, str] | None
    settings: Mapping[str, Any]


def write_presets(presets: Sequence[Portable]) -> str:
    """The presets as JSON text."""
    return json.dumps(
        {"format": FORMAT, "version": VERSION, "presets": [_written(one) for one in presets]},
        ensure_ascii=False,
        indent=2,
    )


def read_presets(text: str) -> list[Portable]:
    """The presets of such a text. Raises UserError with words for a person."""
    if len(text) > MOST_CHARACTERS:
        _refuse(f"The text may have {MOST_CHARACTERS} characters at most.")
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        _refuse("This is no JSON text. Give the whole text of an export.")
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        _refuse(f'This is no export of presets: its "format" is not "{FORMAT}".')
    if found.get("version") != VERSION or isinstance(found["version"], bool):
        _refuse(
            f"This export is of another version than {VERSION}, which this studio reads. Export "
            "it anew with the same version of the studio."
        )
    presets = found.get("presets")
    if not isinstance(presets, list) or not 1 <= len(presets) <= MOST_PRESETS:
        _refuse(f'"presets" is a list of 1 to {MOST_PRESETS} presets.')
    return [_read(one, number) for number, one in enumerate(presets, start=1)]


def _written(preset: Portable) -> dict[str, Any]:
    model = {"kind": preset.model[0], "file": preset.model[1]} if preset.model else None
    given = {
        "name": preset.name,
        "description": preset.description or None,
        "category": preset.category,
        "family": preset.family,
        "model": model,
        "settings": dict(preset.settings),
    }
    return {name: value for name, value in given.items() if value is not None}


def _read(value: Any, number: int) -> Portable:
    try:
        return _preset(value)
    except UserError as error:
        _refuse(f"Preset {number}: {error.message}")


def _preset(value: Any) -> Portable:
    given = _object(value, "a preset", _FIELDS)
    name = checked(_text(given, "name"), "name", limit=NAME, required=True)
    description = checked(_text(given, "description"), "description", limit=DESCRIPTION)
    category = given.get("category", "OTHER")
    if category not in CATEGORIES:
        raise UserError(f"category is one of {', '.join(CATEGORIES)}.")
    family = given.get("family")
    if family is not None and (not isinstance(family, str) or family not in FAMILIES):
        raise UserError("family is none that this studio knows.")
    settings = _object(given.get("settings", {}), "settings", _SETTINGS)
    return Portable(
        name, description, category, family, _model(given.get("model")), check_settings(settings)
    )


def _model(value: Any) -> tuple[str, str] | None:
    if value is None:
        return None
    given = _object(value, "model", _MODEL_FIELDS)
    if given.get("kind") not in KINDS:
        raise UserError(f"the kind of its model is one of {', '.join(KINDS)}.")
    return given["kind"], checked(_text(given, "file"), "file", limit=_FILE, required=True)


def _object(value: Any, what: str, fields: frozenset[str]) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UserError(f"{what} is an object.")
    if not fields.issuperset(value):
        raise UserError(f"{what} holds nothing else than {', '.join(sorted(fields))}.")
    return value


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise UserError(f"{name} is text.")
    return value


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _refuse(words: str) -> NoReturn:
    raise UserError(words, field=["text"])
