"""Pieces of Relay connections that all areas share."""

from collections.abc import Sequence
from uuid import UUID

import strawberry

from studio.kernel.ids import untyped

_NOBODY = UUID(int=0)
_SEARCHED_WORDS, _SEARCHED = 8, 200


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether there is more after it.")
    has_previous_page: bool = strawberry.field(description="Whether it came after a cursor.")
    start_cursor: str | None = strawberry.field(description="The cursor of its first entry.")
    end_cursor: str | None = strawberry.field(description="The cursor of its last entry.")


def clean(value: str | None) -> str | None:
    """Text for a filter: what no row can hold matches nothing, so it is cut out."""
    if value is None:
        return None
    return "".join(one for one in value if one != "\x00" and not "\ud800" <= one <= "\udfff")


def search_patterns(text: str | None) -> list[str] | None:
    """A pattern of ILIKE for each word; None where there is no word."""
    words = (clean(text) or "")[:_SEARCHED].split()[:_SEARCHED_WORDS]
    escaped = (word.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") for word in words)
    return [f"%{word}%" for word in escaped] or None


def id_filter(kind: str, text: str | None) -> UUID | None:
    """The id to filter by; junk becomes one that no row has. None where nothing was given."""
    if text is None:
        return None
    return untyped(kind, text) or _NOBODY


def ids_of(kind: str, texts: Sequence[str]) -> list[UUID]:
    """Each id once, in the given order; junk becomes one that no row has."""
    return list(dict.fromkeys(untyped(kind, text) or _NOBODY for text in texts))
