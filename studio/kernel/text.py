"""Text that people send: what a column of Postgres can hold, and how long it may be."""

from studio.kernel.errors import UserError

NAME = 200
PROMPT = 8_000
DESCRIPTION = 20_000


def checked(value: str, field: str, *, limit: int, required: bool = False) -> str:
    """The text, or a UserError that names the field and what to change.

    Raises for NUL characters, lone surrogates, more than `limit` characters, and for a blank
    text where one is required.
    """
    if required and not value.strip():
        raise UserError(f"{field} may not be empty.", field=[field])
    if len(value) > limit:
        raise UserError(
            f"{field} may have {limit} characters at most, not {len(value)}.", field=[field]
        )
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise UserError(f"{field} holds characters that are not text.", field=[field])
    return value
