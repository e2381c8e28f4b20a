"""Exact time: frame rates are fractions, edit points integer frames."""

import re
from fractions import Fraction

from studio.kernel.errors import UserError

MAX_FRAME = 2**30
MAX_RATE = 1000

_NTSC = {
    "23.976": Fraction(24000, 1001),
    "23.98": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "47.952": Fraction(48000, 1001),
    "59.94": Fraction(60000, 1001),
    "119.88": Fraction(120000, 1001),
}
_FORM = re.compile(r"(\d{1,9})(?:/(\d{1,9})|\.(\d{1,6}))?")


def parse_rate(text: str) -> Fraction:
    """Read `24`, `24000/1001`, `12.5`, or one of the customary names such as `23.976`.

    Raises UserError for anything that is not a rate above 0 and up to 1000 frames a second.
    """
    if text in _NTSC:
        return _NTSC[text]
    match = _FORM.fullmatch(text)
    if not match or not text.isascii():
        raise UserError(f"{text[:40]!r} is not a frame rate. Write 24, 24000/1001 or 23.976.")
    whole, below, decimals = match.groups()
    if below is not None and int(below) == 0:
        raise UserError("A frame rate cannot be divided by 0.")
    rate = Fraction(f"{whole}.{decimals}") if decimals else Fraction(int(whole), int(below or 1))
    if not 0 < rate <= MAX_RATE:
        raise UserError(f"A frame rate lies above 0 and up to {MAX_RATE}, not {text}.")
    return rate


def rate_text(rate: Fraction) -> str:
    """`24` or `24000/1001`, as `FrameRate` is written in the graph."""
    return str(rate)


def seconds_to_frame(seconds: Fraction, rate: Fraction) -> int:
    """The frame whose start is nearest to this moment; halves go up."""
    return int(seconds * rate + Fraction(1, 2))


def conform_frame(frame: int, source: Fraction, target: Fraction) -> int:
    """The edge `frame` at one rate as an edge at another. Convert edges, never durations."""
    return seconds_to_frame(Fraction(frame) / source, target)
