"""How one shot becomes the next."""

from enum import Enum
from fractions import Fraction

from studio.kernel.errors import UserError
from studio.kernel.time import seconds_to_frame


class TransitionKind(Enum):
    """A cut takes no time; the others take frames."""

    CUT = "CUT"
    DISSOLVE = "DISSOLVE"
    FADE = "FADE"
    WIPE = "WIPE"


LONGEST_TRANSITION = 1_000
"""Frames."""


def settled_frames(kind: TransitionKind, wanted: int | None, now: int, rate: Fraction) -> int:
    """Over how many frames, where `wanted` are asked for or else as many as `now`: half a second for
    what was a cut. Raises UserError."""
    if kind is TransitionKind.CUT:
        if wanted:
            raise UserError("A cut takes no time.", field=["transitionFrames"])
        return 0
    frames = wanted if wanted is not None else now or seconds_to_frame(Fraction(1, 2), rate) or 1
    if not 1 <= frames <= LONGEST_TRANSITION:
        raise UserError(
            f"A transition takes 1 to {LONGEST_TRANSITION} frames.", field=["transitionFrames"]
        )
    return frames
