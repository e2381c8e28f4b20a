"""SMPTE timecode: how the frames of a rate are counted in hours, minutes, seconds and frames."""

import re
from dataclasses import dataclass
from fractions import Fraction

from studio.kernel.errors import UserError

_FORM = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;])(\d{2,3})")


@dataclass(frozen=True, slots=True)
class Timecode:
    """With `drop` the first numbers of each minute that is not a tenth are left out, so that the
    count keeps up with the clock: two at 29.97, four at 59.94. Other rates have nothing to leave
    out, and of them `drop` is refused."""

    rate: Fraction
    drop: bool = False

    def __post_init__(self) -> None:
        if self.drop and not can_drop(self.rate):
            raise UserError("Drop-frame timecode is for 29.97 and 59.94 frames a second alone.")

    @property
    def base(self) -> int:
        """Frames that are counted before a second is full."""
        return max(1, int(self.rate + Fraction(1, 2)))

    @property
    def left_out(self) -> int:
        """Numbers that most minutes lack."""
        return self.base // 15 if self.drop else 0

    @property
    def day(self) -> int:
        """Frames before the count begins anew."""
        return 144 * self._ten_minutes

    @property
    def _ten_minutes(self) -> int:
        return 600 * self.base - 9 * self.left_out

    def text(self, frame: int) -> str:
        """`01:00:00:00`, with a semicolon before the frames where numbers are left out."""
        tens, rest = divmod(frame % self.day, self._ten_minutes)
        minutes = max(0, rest - self.left_out) // (60 * self.base - self.left_out)
        number = frame % self.day + self.left_out * (9 * tens + minutes)
        seconds, frames = divmod(number, self.base)
        hours, seconds = divmod(seconds, 3600)
        sign = ";" if self.drop else ":"
        return f"{hours:02}:{seconds // 60:02}:{seconds % 60:02}{sign}{frames:02}"

    def read(self, text: str) -> int:
        """The frame that is called so; raises UserError for what no frame is called."""
        found = _FORM.fullmatch(text)
        if not found or not text.isascii():
            raise UserError(f"{text[:40]!r} is not a timecode. Write 01:00:00:00.")
        hours, minutes, seconds, frames = (int(found[group]) for group in (1, 2, 3, 5))
        if hours > 23 or minutes > 59 or seconds > 59 or frames >= self.base:
            raise UserError(f"There is no {text} at {self.base} frames a second.")
        if seconds == 0 and minutes % 10 and frames < self.left_out:
            raise UserError(f"There is no {text}: drop-frame timecode leaves it out.")
        past = 60 * hours + minutes
        number = (60 * past + seconds) * self.base + frames
        return number - self.left_out * (past - past // 10)


def can_drop(rate: Fraction) -> bool:
    """Whether drop-frame timecode is defined at this rate."""
    return rate in {Fraction(30_000, 1001), Fraction(60_000, 1001)}


def is_ntsc(rate: Fraction) -> bool:
    """Whether it is a thousandth slower than the whole rate that it is counted in, as 23.976."""
    return rate.denominator == 1001
