"""The sound of a film as one: as loud as is asked for, with no peak above a ceiling."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import numpy as np

from infra.exporting.encoding import write_wav
from infra.exporting.loudness import Limiter, Meter, Samples, amplitude, decibels
from infra.exporting.task import CannotExport, Made, Progress, Task
from infra.exporting.voices import Voice, edge, mixed, voices_of
from studio.exporting.animatic import range_of
from studio.exporting.cutlist import CutList
from studio.timeline.rules import Span

SAMPLE_RATE = 48_000
CEILING = -1.0
"""dBTP."""
MOST_GAIN = 40.0
"""Decibels that a faint film is raised by at most."""
_NEAR = 0.1
"""LU that are not worth another try."""
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Setting:
    """How a mix is made as loud as is asked for: `gain` in decibels, and whether a limiter has to
    hold its peaks; and how loud (LUFS) and how high (dBTP) it is then."""

    gain: float
    limits: bool
    loudness: float
    peak: float


@dataclass(frozen=True, slots=True)
class Mixdown:
    """The sound from one sample of the film to another, which is not included."""

    voices: Sequence[Voice]
    start: int
    end: int
    setting: Setting
    unheard: Mapping[str, str] = field(default_factory=dict)
    sample_rate: int = SAMPLE_RATE

    def blocks(self) -> Iterator[Samples]:
        """As it is to be heard."""
        return _louder(self.voices, self.start, self.end, self.setting, self.sample_rate)

    @property
    def samples(self) -> int:
        return self.end - self.start

    @property
    def facts(self) -> Mapping[str, object]:
        """What the manifest tells of it."""
        facts: dict[str, object] = {
            "samples": self.samples,
            "sample_rate": self.sample_rate,
            "loudness": _finite(self.setting.loudness),
            "true_peak": _finite(self.setting.peak),
            "gain": _finite(self.setting.gain),
            "limited": self.setting.limits,
        }
        return facts | ({"unheard": dict(self.unheard)} if self.unheard else {})


def make_mixdown(task: Task, progress: Progress) -> Made:
    """A WAV of 24 bits, 48 kHz, two channels, exactly as long as the range. Raises CannotExport."""
    span = range_of(task.cut, task.options)
    if not span.duration:
        raise CannotExport(
            "There is nothing to hear: the cut is empty, or the range lies beyond its end."
        )
    mixdown = mixdown_of(task, span)
    if mixdown is None:
        raise CannotExport(_why_nothing(task))
    path = task.out / f"{task.cut.file_name}.wav"
    write_wav(path, _followed(mixdown, progress), SAMPLE_RATE)
    return Made([path], mixdown.facts)


def mix(
    cut: CutList,
    files: Mapping[UUID, Path],
    first: int,
    last: int,
    rate: int = SAMPLE_RATE,
    loudness: float | None = None,
) -> Iterator[Samples]:
    """The sound of the frames `first` to `last`, the last included, in blocks of two rows; as loud
    as `loudness` (LUFS), or as it is."""
    voices, _ = voices_of(cut, files, rate)
    start, end = edge(first, cut.rate, rate), edge(last + 1, cut.rate, rate)
    if loudness is None:
        return mixed(voices, start, end, rate)
    return _louder(voices, start, end, setting_for(voices, start, end, loudness, rate), rate)


def mixdown_of(task: Task, span: Span) -> Mixdown | None:
    """The sound of these frames, measured; None where there is none."""
    voices, unheard = voices_of(task.cut, task.files, SAMPLE_RATE)
    start, end = (edge(frame, task.cut.rate, SAMPLE_RATE) for frame in (span.start, span.end))
    heard = [voice for voice in voices if voice.start < end and start < voice.end]
    if not heard:
        return None
    setting = setting_for(heard, start, end, task.options.loudness, SAMPLE_RATE)
    return Mixdown(heard, start, end, setting, unheard)


def setting_for(
    voices: Sequence[Voice], start: int, end: int, wanted: float, sample_rate: int
) -> Setting:
    """Where the limiter takes some of the loudness away, it is tried again with more."""
    heard, peak = _measured(mixed(voices, start, end, sample_rate), sample_rate)
    gain = min(MOST_GAIN, wanted - heard) if math.isfinite(heard) else 0.0
    setting = Setting(gain, peak + gain > CEILING, heard + gain, peak + gain)
    if not setting.limits:
        return setting
    for left in reversed(range(_TRIES)):
        limited = _louder(voices, start, end, setting, sample_rate)
        loudness, peak = _measured(limited, sample_rate)
        setting = replace(setting, loudness=loudness, peak=peak)
        missing = wanted - loudness
        if not left or not math.isfinite(missing) or abs(missing) <= _NEAR:
            break
        setting = replace(setting, gain=min(MOST_GAIN, setting.gain + missing))
    return setting


def _measured(blocks: Iterable[Samples], sample_rate: int) -> tuple[float, float]:
    """Loudness in LUFS and true peak in dBTP."""
    meter = Meter(sample_rate)
    for block in blocks:
        meter.hear(block)
    return meter.loudness, decibels(meter.peak)


def _louder(
    voices: Sequence[Voice], start: int, end: int, setting: Setting, sample_rate: int
) -> Iterator[Samples]:
    times = np.float32(amplitude(setting.gain))
    louder = (block * times for block in mixed(voices, start, end, sample_rate))
    return Limiter(CEILING, sample_rate).over(louder) if setting.limits else louder


def _followed(mixdown: Mixdown, progress: Progress) -> Iterator[Samples]:
    done = 0
    for block in mixdown.blocks():
        yield block
        done += block.shape[1]
        progress(done / mixdown.samples)


def _finite(level: float) -> float | None:
    """To a hundredth; of silence nothing."""
    return round(level, 2) if math.isfinite(level) else None


def _why_nothing(task: Task) -> str:
    _, unheard = voices_of(task.cut, task.files, SAMPLE_RATE)
    if unheard:
        name, reason = next(iter(unheard.items()))
        return f"No sound of this cut can be heard. {name}: {reason}"
    return "Nothing is heard in this cut. Add music or a sound take, or take off the mute."
