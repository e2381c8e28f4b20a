"""What a check looked at, and what it found there."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One area: how it was looked at, its problems, those of them mended, and what to do."""

    area: str
    looked: str
    problems: Sequence[str] = ()
    mended: str = ""
    advice: str = ""

    @property
    def left(self) -> bool:
        """Whether something is wrong that was not mended."""
        return bool(self.problems) and not self.mended
