"""Small files of sound to test with."""

import io
import wave
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from av.audio.stream import AudioStream
from numpy.typing import NDArray

RATE = 22_050


def clicks(
    seconds: Sequence[float], length: float, *, rate: int = RATE, loud: Sequence[float] = ()
) -> NDArray[np.float32]:
    """A short tone at each of these moments; `loud` for each how loud it is, 0 to 1."""
    out = np.zeros(int(length * rate), np.float32)
    ranks = np.arange(int(0.03 * rate))
    click = np.exp(-ranks * 110.0 / rate) * np.sin(2 * np.pi * 1000 * ranks / rate)
    for rank, moment in enumerate(seconds):
        at = round(moment * rate)
        piece = click[: max(0, len(out) - at)]
        out[at : at + len(piece)] += piece * (loud[rank] if loud else 0.8)
    return out


def beating(tempo: float, length: float, *, first: float = 0.25) -> NDArray[np.float32]:
    """Clicks at an even tempo."""
    return clicks(list(np.arange(first, length, 60.0 / tempo)), length)


def wav(mono: NDArray[np.float32], rate: int = RATE, *, channels: int = 1) -> bytes:
    """A file of 16 bits with these samples, -1 to 1, the same in all channels."""
    whole = np.clip(np.round(mono * 32768.0), -32768, 32767).astype("<i2")
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat(whole, channels).tobytes())
    return out.getvalue()


def encoded(
    path: Path,
    container: str,
    codec: str,
    mono: NDArray[np.float32],
    *,
    rate: int = 48_000,
    film: bool = False,
) -> bytes:
    """A file of these samples; with a moving picture if there is to be a `film`."""
    # The encoder of Vorbis that is in there knows two channels alone.
    layout = "stereo" if codec == "vorbis" else "mono"
    with av.open(str(path), "w", format=container) as out:
        stream = out.add_stream(codec, rate=rate, options={"strict": "experimental"})
        assert isinstance(stream, AudioStream)
        stream.codec_context.layout = layout
        if film:
            picture = out.add_stream("libx264", rate=24)
            picture.width, picture.height, picture.pix_fmt = 32, 32, "yuv420p"
            for at in range(4):
                image = av.VideoFrame.from_ndarray(np.zeros((32, 32, 3), np.uint8), format="rgb24")
                image.pts, image.time_base = at, Fraction(1, 24)
                out.mux(picture.encode(image))
            out.mux(picture.encode())
        frame = av.AudioFrame.from_ndarray(mono.reshape(1, -1), format="fltp", layout="mono")
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        fitting = av.AudioResampler(
            stream.codec_context.format, layout, rate, stream.codec_context.frame_size or None
        )
        for piece in [*fitting.resample(frame), *fitting.resample(None)]:
            out.mux(stream.encode(piece))
        out.mux(stream.encode())
    return path.read_bytes()
