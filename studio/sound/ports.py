"""What who listens to a file tells of it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """What a file sounds like: beats a minute (None: nothing beats), how sure that is (0 to 1), the
    samples of the beats and which of the first begins a bar; minimum and maximum (signed bytes) of
    each `samples_per_peak` samples. `failure` says why it could not be heard."""

    peaks: bytes
    samples_per_peak: int
    tempo: float | None = None
    confidence: float = 0.0
    beats: Sequence[int] = ()
    downbeat: int = 0
    beats_per_bar: int = 4
    failure: str | None = None
