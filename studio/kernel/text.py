"""Text that people send: what a column of Postgres can hold, and how long it may be."""

import unicodedata

from studio.kernel.errors import UserError

NAME = 200
"""Characters of a name, which is one line."""
PROMPT = 8_000
DESCRIPTION = 20_000
_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")
_BREAKING = frozenset({"Cc", "Zl", "Zp"})


def checked(value: str, field: str, *, limit: int, required: bool = False) -> str:
    """The text, or a UserError that names the field and what to change.

    What is as short as a NAME is one: without the spaces around it. Raises for NUL characters, lone
    surrogates, more than `limit` characters, for a blank text where one is required, and for line
    breaks and other control characters in a name.
    """
    if limit == NAME:
        value = value.strip()
    if required and not value.strip():
        raise UserError(f"{field} may not be empty.", field=[field])
    if len(value) > limit:
        raise UserError(
            f"{field} may have {limit} characters at most, not {len(value)}.", field=[field]
        )
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise UserError(f"{field} holds characters that are not text.", field=[field])
    if limit == NAME and any(unicodedata.category(character) in _BREAKING for character in value):
        raise UserError(f"{field} is one line, without tabs or line breaks.", field=[field])
    return value


def as_cell(value: str) -> str:
    """For a table that a spreadsheet opens: as text, whatever that would make of it."""
    computed = value.startswith(_COMPUTED) or value.lstrip().startswith(_COMPUTED)
    return f"'{value}" if computed else value
