"""What a project may be."""

from studio.kernel.errors import UserError

MIN_SIZE = 16
MAX_SIZE = 16_384
DEFAULT_WIDTH = 1280
DEFAULT_HEIGHT = 720
MAX_SCRIPTS = 100
MAX_SCRIPT_BYTES = 8 * 1024 * 1024
"""All scripts of a project together, in UTF-8: they are read as one list."""


def check_size(width: int, height: int) -> None:
    """Raise UserError unless both sides are whole pixels in the range a picture can have."""
    for field, value in (("width", width), ("height", height)):
        if not MIN_SIZE <= value <= MAX_SIZE:
            raise UserError(
                f"{field} lies between {MIN_SIZE} and {MAX_SIZE} pixels, not {value}.",
                field=[field],
            )


def check_order(given: list[str], present: set[str], *, what: str, field: str) -> None:
    """Raise UserError unless `given` names each of `present` exactly once."""
    if len(set(given)) != len(given):
        raise UserError(f"A {what} is named twice.", field=[field])
    if set(given) != present:
        raise UserError(
            f"The order must name every {what} once; there are {len(present)}. "
            "Read them again and repeat.",
            field=[field],
        )
