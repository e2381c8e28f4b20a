"""What a character may be."""

MAX_LOOK = 500
"""Characters in the description of a look."""


def fold(name: str) -> str:
    """The name as it is compared with others: whatever its case and white space."""
    return " ".join(name.casefold().split())
