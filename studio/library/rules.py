"""How names are compared."""


def fold(name: str) -> str:
    """The name whatever its case and white space."""
    return " ".join(name.casefold().split())
