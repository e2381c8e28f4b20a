"""What is heard in a cut, each sound placed to the sample, and their sum."""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from uuid import UUID

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer

from infra.exporting.loudness import Samples, amplitude
from infra.media import container_of
from studio.exporting.cutlist import CutList, Event
from studio.kernel.time import seconds_to_frame
from studio.library.media import MediaKind

_BLOCK = 48_000
_FAR = 10
"""Seconds into a file that are rather jumped to than decoded."""
_NO_INDEX = frozenset({"mp3", "aac"})
"""Where a jump lands is guessed in these."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A sound in the film: from its first sample to its last, which is not included, beginning with
    the sample `skip` of its file, all at the rate of the mix."""

    path: Path
    start: int
    end: int
    skip: int
    gain: float
    fade_in: int
    fade_out: int

    def envelope(self, start: int, end: int) -> Samples:
        """How loud it is, sample by sample; fades go up and down in a straight line."""
        at = np.arange(start, end) + 0.5
        loud = np.full(end - start, self.gain)
        if self.fade_in:
            loud *= np.clip((at - self.start) / self.fade_in, 0, 1)
        if self.fade_out:
            loud *= np.clip((self.end - at) / self.fade_out, 0, 1)
        return loud.astype(np.float32)


def edge(frame: int, rate: Fraction, sample_rate: int) -> int:
    """The sample that begins nearest to the edge of a frame."""
    return seconds_to_frame(Fraction(frame) / rate, Fraction(sample_rate))


def voices_of(
    cut: CutList, files: Mapping[UUID, Path], sample_rate: int
) -> tuple[list[Voice], dict[str, str]]:
    """All that is heard, in the order of the film; and the files of sound that cannot be, with the
    reason. The sound of films is heard with them."""
    voices: list[Voice] = []
    unheard: dict[str, str] = {}
    reasons: dict[UUID, str | None] = {}
    for event in cut.events:
        media = event.media
        if media is None or media.kind is MediaKind.IMAGE or event.level.muted:
            continue
        if media.id not in reasons:
            reasons[media.id] = _why_silent(files.get(media.id))
        reason = reasons[media.id]
        if reason is None:
            voices.append(_voice(event, files[media.id], cut.rate, sample_rate))
        elif media.kind is MediaKind.AUDIO:
            unheard[media.name] = reason
    return sorted(voices, key=lambda one: (one.start, one.end)), unheard


def _why_silent(path: Path | None) -> str | None:
    """None where there is sound in the file."""
    if path is None:
        return "The file is missing."
    try:
        with _opened(path) as file:
            return None if file.streams.audio else "The file has no sound."
    except (av.error.FFmpegError, OSError) as error:
        return f"The file is damaged: {error.strerror}"


def _opened(path: Path) -> InputContainer:
    """Raises FFmpegError. What is no film or sound has nothing that is heard."""
    return av.open(str(path), format=container_of(path) or "wav")


def _voice(event: Event, path: Path, rate: Fraction, sample_rate: int) -> Voice:
    def at(frame: int) -> int:
        return edge(frame, rate, sample_rate)

    start, end, level = at(event.span.start), at(event.span.end), event.level
    return Voice(
        path,
        start,
        end,
        skip=seconds_to_frame(event.seconds_from(rate), Fraction(sample_rate)),
        gain=amplitude(level.gain),
        fade_in=at(event.span.start + level.fade_in) - start,
        fade_out=end - at(max(0, event.span.end - level.fade_out)),
    )


def mixed(voices: Sequence[Voice], start: int, end: int, sample_rate: int) -> Iterator[Samples]:
    """The sum from one sample to another, block by block. Files are open only while heard."""
    waiting = [voice for voice in voices if voice.start < end and voice.end > start][::-1]
    playing: list[_Playing] = []
    try:
        for at in range(start, end, _BLOCK):
            until = min(end, at + _BLOCK)
            while waiting and waiting[-1].start < until:
                playing.append(_Playing(waiting.pop(), start, sample_rate))
            block = np.zeros((2, until - at), np.float32)
            for one in playing:
                one.add_to(block, at)
                if one.voice.end <= until:
                    one.close()
            playing = [one for one in playing if one.voice.end > until]
            yield block
    finally:
        for one in playing:
            one.close()


class _Playing:
    """A voice that is read, from where it or the range begins."""

    def __init__(self, voice: Voice, start: int, sample_rate: int) -> None:
        self.voice = voice
        self._parts = _decoded(voice.path, voice.skip + max(0, start - voice.start), sample_rate)
        self._rest = np.zeros((2, 0), np.float32)

    def add_to(self, block: Samples, at: int) -> None:
        voice = self.voice
        start, end = max(at, voice.start), min(at + block.shape[1], voice.end)
        heard = self._take(max(0, end - start))
        here = block[:, start - at : start - at + heard.shape[1]]
        here += heard * voice.envelope(start, start + heard.shape[1])

    def _take(self, count: int) -> Samples:
        """So many samples, or as many as are left."""
        parts, have = [self._rest], self._rest.shape[1]
        while have < count and (part := next(self._parts, None)) is not None:
            parts.append(part)
            have += part.shape[1]
        whole = np.concatenate(parts, axis=1)
        self._rest = whole[:, count:]
        return whole[:, :count]

    def close(self) -> None:
        self._parts.close()


def _decoded(path: Path, skip: int, sample_rate: int) -> Generator[Samples, None, None]:
    """The sound of a file from one of its samples on. What is damaged ends it."""
    try:
        with _opened(path) as file:
            stream = file.streams.audio[0]
            begins = _beginning(file, stream)
            jumps = skip > _FAR * sample_rate and file.format.name not in _NO_INDEX
            if jumps:
                seconds = Fraction(skip, sample_rate) - 1 + begins
                file.seek(int(seconds * av.time_base))
            frames = file.decode(stream)
            first = next(frames, None)
            if first is None:
                return
            at = Fraction(0)
            if first.pts is not None and (jumps or file.streams.video):
                at = first.pts * (first.time_base or Fraction(1)) - begins
            left = skip - round(at * sample_rate)
            if left < 0:
                yield np.zeros((2, -left), np.float32)
                left = 0
            for part in _resampled(chain([first], frames), stream, sample_rate):
                if left < part.shape[1]:
                    yield part[:, left:]
                left = max(0, left - part.shape[1])
    except (av.error.FFmpegError, OSError):
        return


def _beginning(file: InputContainer, stream: AudioStream) -> Fraction:
    """The moment that counts as 0: of a film that of its first picture."""
    timed = file.streams.video[0] if file.streams.video else stream
    return Fraction(timed.start_time or 0) * (timed.time_base or Fraction(1))


def _resampled(
    frames: Iterable[AudioFrame], stream: AudioStream, sample_rate: int
) -> Iterator[Samples]:
    """In two rows, which are alike where there is but one channel."""
    single = stream.channels == 1
    resampler = AudioResampler("fltp", "mono" if single else "stereo", sample_rate)
    for frame in chain(frames, [None]):
        for part in resampler.resample(frame):
            samples = part.to_ndarray().astype(np.float32, copy=False)
            yield np.repeat(samples, 2, axis=0) if single else samples
