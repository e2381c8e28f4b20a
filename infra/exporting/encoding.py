"""Films and sound written to files: H.264 with AAC, WAV."""

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path

import av
import av.audio.stream
import av.video.stream
import numpy as np
from numpy.typing import NDArray

from infra.exporting.loudness import Samples
from infra.exporting.planes import Planes
from studio.exporting.options import Quality

_BT709 = 1
_LIMITED = 1
_ENCODINGS: Mapping[Quality, Mapping[str, str]] = {
    Quality.PREVIEW: {
        "preset": "superfast",
        "crf": "25",
        "x264-params": "partitions=none:bframes=2:b-adapt=0",
    },
    Quality.FINAL: {"preset": "medium", "crf": "18"},
}
_CODERS = {Quality.PREVIEW: "fast", Quality.FINAL: "twoloop"}


class FilmFile:
    """An MP4 that plays before it is loaded whole. Frames and sound are given in step; each frame
    takes one frame of the rate, and the sound begins with the first of them."""

    def __init__(
        self,
        path: Path,
        *,
        size: tuple[int, int],
        rate: Fraction,
        quality: Quality,
        sample_rate: int | None,
        metadata: Mapping[str, str],
    ) -> None:
        options = {"movflags": "+faststart", "movie_timescale": str(_timescale(rate, sample_rate))}
        self._file = av.open(str(path), "w", format="mp4", options=options)
        self._file.metadata.update(metadata)
        self._rate = rate
        self._video = self._with_video(size, rate, quality)
        self._audio = None if sample_rate is None else self._with_audio(sample_rate, quality)
        self._frames = 0
        self._samples = 0
        self._last: tuple[Planes, av.VideoFrame] | None = None

    def _with_video(
        self, size: tuple[int, int], rate: Fraction, quality: Quality
    ) -> av.video.stream.VideoStream:
        stream = self._file.add_stream("libx264", rate=rate, options=dict(_ENCODINGS[quality]))
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = 1 / rate
        context.gop_size = max(1, round(2 * rate))
        context.color_range, context.colorspace = _LIMITED, _BT709
        context.color_primaries, context.color_trc = _BT709, _BT709
        return stream

    def _with_audio(self, sample_rate: int, quality: Quality) -> av.audio.stream.AudioStream:
        options = {"aac_coder": _CODERS[quality]}
        stream = self._file.add_stream("aac", rate=sample_rate, layout="stereo", options=options)
        stream.bit_rate = 192_000
        return stream

    def show(self, planes: Planes) -> None:
        """The next frame. The same planes again cost no copy."""
        if self._last is None or self._last[0] is not planes:
            self._last = planes, self._frame_of(planes)
        frame = self._last[1]
        frame.pts = self._frames
        self._frames += 1
        self._file.mux(self._video.encode(frame))

    def _frame_of(self, planes: Planes) -> av.VideoFrame:
        frame = av.VideoFrame.from_ndarray(planes.buffer, format="yuv420p")
        frame.time_base = 1 / self._rate
        frame.colorspace, frame.color_range = _BT709, _LIMITED
        return frame

    def sound(self, samples: Samples) -> None:
        """What is heard next."""
        assert self._audio is not None
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), format="fltp", layout="stereo"
        )
        frame.rate = self._audio.rate
        frame.time_base = Fraction(1, frame.rate)
        frame.pts = self._samples
        self._samples += samples.shape[1]
        self._file.mux(self._audio.encode(frame))

    def close(self) -> None:
        """Finish the file."""
        self._file.mux(self._video.encode(None))
        if self._audio is not None:
            self._file.mux(self._audio.encode(None))
        self._file.close()


def _timescale(rate: Fraction, sample_rate: int | None) -> int:
    """Units of a second in which both frames and samples are whole, so that what the file says of
    its length is exact."""
    whole = math.lcm(rate.numerator, sample_rate or 1000)
    return whole if whole < 2**31 else rate.numerator


def write_wav(path: Path, blocks: Iterable[Samples], sample_rate: int) -> int:
    """24 bits, two channels; tells of how many samples a channel."""
    count = 0
    with av.open(str(path), "w", format="wav", options={"rf64": "auto"}) as file:
        stream = file.add_stream("pcm_s24le", rate=sample_rate, layout="stereo")
        for block in blocks:
            frame = av.AudioFrame.from_ndarray(_interleaved(block), format="s32", layout="stereo")
            frame.rate = sample_rate
            frame.pts = count
            frame.time_base = Fraction(1, sample_rate)
            count += block.shape[1]
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return count


def _interleaved(block: Samples) -> NDArray[np.int32]:
    """Rounded to 24 bits, in the upper ones of 32."""
    whole = np.clip(np.rint(block.T.astype(np.float64) * 2**23), -(2**23), 2**23 - 1)
    return np.ascontiguousarray(whole.astype(np.int32) << 8).reshape(1, -1)


def in_step(
    film: FilmFile,
    frames: Iterable[Planes],
    sound: Iterator[Samples],
    *,
    samples_per_frame: Fraction,
) -> Iterator[int]:
    """Pictures and sound into one file, so that neither waits long for the other. Tells how many
    frames it has, after each."""
    heard = 0
    for number, planes in enumerate(frames, 1):
        film.show(planes)
        while heard < number * samples_per_frame:
            block = next(sound, None)
            if block is None:
                break
            film.sound(block)
            heard += block.shape[1]
        yield number
    for block in sound:
        film.sound(block)
