"""Styles as text that people share: docs/styles.md says what it holds. Pure.

What comes in may be anything: whatever does not fit is refused in words that name the style.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from studio.casting.rules import STYLE_TRAITS, StyleSheet
from studio.catalogue.rules import check_settings
from studio.kernel.errors import UserError
from studio.kernel.text import NAME, checked

FORMAT = "storycanvas.styles"
VERSION = 1
MOST_CHARACTERS = 5_000_000
MOST_STYLES = 500
_TEXTS = (*STYLE_TRAITS, "negative", "notes", "category")
_FIELDS = frozenset({"name", *_TEXTS, "tags", "settings"})


def write_styles(styles: Sequence[tuple[str, StyleSheet]]) -> str:
    """The styles, each a name and a sheet, as JSON text."""
    return json.dumps(
        {
            "format": FORMAT,
            "version": VERSION,
            "styles": [_written(name, sheet) for name, sheet in styles],
        },
        ensure_ascii=False,
        indent=2,
    )


def read_styles(text: str) -> list[tuple[str, StyleSheet]]:
    """The styles of such a text. Raises UserError with words for a person."""
    if len(text) > MOST_CHARACTERS:
        _refuse(f"The text may have {MOST_CHARACTERS} characters at most.")
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        _refuse("This is no JSON text. Give the whole text of an export.")
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        _refuse(f'This is no export of styles: its "format" is not "{FORMAT}".')
    if found.get("version") != VERSION or isinstance(found["version"], bool):
        _refuse(
            f"This export is of another version than {VERSION}, which this studio reads. Export "
            "it anew with the same version of the studio."
        )
    styles = found.get("styles")
    if not isinstance(styles, list) or not 1 <= len(styles) <= MOST_STYLES:
        _refuse(f'"styles" is a list of 1 to {MOST_STYLES} styles.')
    return [_read(one, number) for number, one in enumerate(styles, start=1)]


def _written(name: str, sheet: StyleSheet) -> dict[str, Any]:
    told = {field: getattr(sheet, field) for field in _TEXTS}
    given = {"name": name, **told, "tags": list(sheet.tags), "settings": dict(sheet.settings)}
    return {field: value for field, value in given.items() if value}


def _read(value: Any, number: int) -> tuple[str, StyleSheet]:
    try:
        return _style(value)
    except UserError as error:
        _refuse(f"Style {number}: {error.message}")


def _style(value: Any) -> tuple[str, StyleSheet]:
    if not isinstance(value, dict):
        raise UserError("a style is an object.")
    if not _FIELDS.issuperset(value):
        raise UserError(f"a style holds nothing else than {', '.join(sorted(_FIELDS))}.")
    name = checked(_text(value, "name"), "name", limit=NAME, required=True)
    tags, settings = value.get("tags", []), value.get("settings", {})
    if not isinstance(tags, list) or not all(isinstance(tag, str) for tag in tags):
        raise UserError("tags is a list of texts.")
    if not isinstance(settings, dict):
        raise UserError("settings is an object.")
    sheet = StyleSheet(
        **{field: _text(value, field) for field in _TEXTS},
        tags=tuple(tags),
        settings=check_settings(settings),
    )
    return name, sheet.tidied()


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name, "")
    if not isinstance(value, str):
        raise UserError(f"{name} is text.")
    return value


def _no_number(_: str) -> NoReturn:
    raise ValueError


def _refuse(words: str) -> NoReturn:
    raise UserError(words, field=["text"])
