"""What a file is, by its content: type, size, length, rate; and a small picture of it.

Decoders see only what its first bytes say it is, so that no playlist or reference in a file makes
them open another one.
"""

import asyncio
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import filterfalse, islice
from pathlib import Path

import av
import av.audio.stream
import av.container
import av.error
import av.video.stream
from av.stream import Disposition
from PIL import Image, UnidentifiedImageError

from infra.pictures import flat, is_blank, picture_of
from studio.library.media import MediaKind

MOST_PIXELS = 64 * 1024 * 1024
THUMBNAIL_WIDTH = 480
MOST_FRAMES = 200_000
_FRAMES_LOOKED_AT = 24
PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
_WEBM_CODECS = frozenset({"vp8", "vp9", "av1"})
_MP4_CODECS = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4"})
_SOUNDS = {
    "flac": "audio/flac",
    "mov": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
_SOUND_CODECS = {
    "flac": frozenset({"flac"}),
    "mov": frozenset({"aac"}),
    "mp3": frozenset({"mp3"}),
    "ogg": frozenset({"vorbis", "opus", "flac"}),
}
_LONGEST_SOUND = 4 * 3600  # seconds
_SLOWEST_SAMPLES, _FASTEST_SAMPLES = 4_000, 192_000
_MOST_CHANNELS = 8
_FEW = 10
_SLOWEST_GIF = 100  # browsers show frames without a duration for 100 ms


class NotMedia(Exception):
    """The file is not a picture, video or sound we take; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Facts:
    """Width and height in pixels, not of AUDIO; `frames` and `rate` (frames a second) for VIDEO
    alone, `samples` and `sample_rate` (samples a second) for AUDIO."""

    media_type: str
    kind: MediaKind
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: Fraction | None = None
    samples: int | None = None
    sample_rate: int | None = None


async def inspect(path: Path) -> Facts:
    """Look into the file. Raises NotMedia."""
    return await asyncio.to_thread(_inspect, path)


async def thumbnail(path: Path) -> bytes:
    """A JPEG of the picture or of the video's first frame that shows something, 480 pixels wide at most.

    Raises NotMedia.
    """
    return await asyncio.to_thread(_thumbnail, path)


def _inspect(path: Path) -> Facts:
    container = container_of(path)
    if container is None:
        return _inspect_picture(path)
    sounds = container in _SOUNDS and (container != "mov" or _is_without_film(path))
    return _inspect_sound(path, container) if sounds else _inspect_video(path, container)


def _is_without_film(path: Path) -> bool:
    try:
        with av.open(str(path), format="mov") as opened:
            return bool(opened.streams.audio) and not _films(opened)
    except av.error.FFmpegError as error:
        raise NotMedia(f"The file is damaged: {error.strerror}") from error


def _films(opened: av.container.InputContainer) -> list[av.video.stream.VideoStream]:
    """The streams of pictures but for those on the cover of a sound."""
    cover = Disposition.attached_pic
    return [stream for stream in opened.streams.video if not stream.disposition & cover]


def container_of(path: Path) -> str | None:
    """What demuxes the file, by its first bytes; None where it is no film or sound."""
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return "mov"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "matroska"
    if head[:4] == b"RIFF" and head[8:] == b"WAVE":
        return "wav"
    if head[:4] == b"fLaC":
        return "flac"
    if head[:4] == b"OggS":
        return "ogg"
    return "mp3" if head[:3] == b"ID3" or _is_mpeg_sound(head) else None


def _is_mpeg_sound(head: bytes) -> bool:
    """Whether a frame of layer III begins here, of a bit rate and sample rate that there are."""
    if len(head) < 4 or head[0] != 0xFF:
        return False
    layer_three = head[1] & 0xE6 == 0xE2 and head[1] & 0x18 != 0x08
    return layer_three and head[2] & 0xF0 not in {0x00, 0xF0} and head[2] & 0x0C != 0x0C


def _inspect_picture(path: Path) -> Facts:
    try:
        with Image.open(path, formats=tuple(PICTURES)) as image:
            demand_sane(image.width, image.height)
            media_type = PICTURES[image.format or ""]
            frames = getattr(image, "n_frames", 1)
            image.load()  # before, a WebP does not tell how long its frames last
            if frames > 1:
                rate = Fraction(1000, int(image.info.get("duration") or _SLOWEST_GIF))
                return Facts(media_type, MediaKind.VIDEO, image.width, image.height, frames, rate)
            return Facts(media_type, MediaKind.IMAGE, image.width, image.height)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NotMedia("The file is not a picture or video of a known kind.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotMedia(f"The picture is damaged: {error}") from error


def _inspect_video(path: Path, container: str) -> Facts:
    try:
        with av.open(str(path), format=container) as opened:
            stream = _video_of(opened)
            demand_sane(stream.width, stream.height)
            codec = stream.codec_context.name
            if container == "mov":
                media_type, known = "video/mp4", _MP4_CODECS
            else:
                media_type, known = "video/webm", _WEBM_CODECS
            # The decoder's name may be that of a library: libdav1d for av1.
            if not known & {codec, stream.codec_context.codec.canonical_name}:
                raise NotMedia(f"Video of the codec {codec} is not taken in {media_type}.")
            rate = stream.average_rate or stream.base_rate
            frames = stream.frames or _count_frames(opened, stream)
            if not rate or not 0 < frames <= MOST_FRAMES:
                raise NotMedia("The video has no frames, or no rate.")
            return Facts(
                media_type, MediaKind.VIDEO, stream.width, stream.height, frames, Fraction(rate)
            )
    except av.error.FFmpegError as error:
        raise NotMedia(f"The video is damaged: {error.strerror}") from error


def _inspect_sound(path: Path, container: str) -> Facts:
    """Its length is what can be decoded of it, whatever it says of itself."""
    with sound_of(path) as frames:
        samples, rate = 0, 0
        for frame in frames:
            samples, rate = samples + frame.samples, frame.sample_rate
    return Facts(_SOUNDS[container], MediaKind.AUDIO, samples=samples, sample_rate=rate)


@contextmanager
def sound_of(path: Path) -> Iterator[Iterator[av.AudioFrame]]:
    """What is heard in a file of sound, frame by frame, all of one rate and layout.

    Raises NotMedia, also while the frames are read.
    """
    container = container_of(path)
    if container not in _SOUNDS:
        raise NotMedia("The file is not a sound of a known kind.")
    try:
        with av.open(str(path), format=container) as opened:
            yield _decoded(opened, _sound_in(opened, container))
    except av.error.FFmpegError as error:
        raise NotMedia(f"The sound is damaged: {error.strerror}") from error


def _sound_in(opened: av.container.InputContainer, container: str) -> av.audio.stream.AudioStream:
    if _films(opened):
        raise NotMedia("The file has moving pictures in it.")
    if not opened.streams.audio:
        raise NotMedia("The file has no sound in it.")
    stream = opened.streams.audio[0]
    # The decoder's name may be that of a library or a variant: mp3float for mp3.
    codec = stream.codec_context.codec.canonical_name
    if codec not in _SOUND_CODECS.get(container, {codec}):
        raise NotMedia(f"Sound of the codec {codec} is not taken in {_SOUNDS[container]}.")
    if not _SLOWEST_SAMPLES <= stream.rate <= _FASTEST_SAMPLES:
        raise NotMedia(f"A sound of {stream.rate} samples a second is not taken.")
    if not 1 <= stream.channels <= _MOST_CHANNELS:
        raise NotMedia(f"A sound of {stream.channels} channels is not taken.")
    return stream


def _decoded(
    opened: av.container.InputContainer, stream: av.audio.stream.AudioStream
) -> Iterator[av.AudioFrame]:
    first: av.AudioFrame | None = None
    samples = 0
    for frame in _readable(opened, stream):
        first = first or frame
        samples += frame.samples
        if (frame.sample_rate, frame.layout.name) != (first.sample_rate, first.layout.name):
            raise NotMedia("The sound changes its rate or its channels midway.")
        if samples > _LONGEST_SOUND * first.sample_rate:
            raise NotMedia("A sound of more than four hours is not taken.")
        yield frame
    if not samples:
        raise NotMedia("The sound has nothing in it that can be decoded.")


def _readable(
    opened: av.container.InputContainer, stream: av.audio.stream.AudioStream
) -> Iterator[av.AudioFrame]:
    """Without the few pieces that cannot be decoded: many a file has a foreign tag at its end."""
    good = bad = 0
    for packet in opened.demux(stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            bad += 1
            if bad > _FEW + good // 100:
                raise
            continue
        good += 1
        yield from frames


def _thumbnail(path: Path) -> bytes:
    container = container_of(path)
    try:
        picture = _telling_frame(path, container) if container else _picture(path)
    except (av.error.FFmpegError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotMedia(f"No picture can be made of the file: {error}") from error
    picture.thumbnail((THUMBNAIL_WIDTH, 4 * THUMBNAIL_WIDTH), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _picture(path: Path) -> Image.Image:
    with Image.open(path, formats=tuple(PICTURES)) as image:
        demand_sane(image.width, image.height)
        if image.format == "JPEG":
            image.draft("RGB", (2 * THUMBNAIL_WIDTH, 8 * THUMBNAIL_WIDTH))
        return flat(image)


def _telling_frame(path: Path, container: str) -> Image.Image:
    """The first that shows something, as none does while a film fades in; else the first."""
    with av.open(str(path), format=container) as opened:
        stream = _video_of(opened)
        demand_sane(stream.width, stream.height)
        frames = islice(opened.decode(stream), _FRAMES_LOOKED_AT)
        shown = next(frames, None)
        if shown is None:
            raise NotMedia("The video has no frame that can be decoded.")
        first = picture_of(shown)
        if is_blank(first):
            # That the film is damaged further on is no reason to have no picture of it.
            with suppress(av.error.FFmpegError):
                return next(filterfalse(is_blank, map(picture_of, frames)), first)
        return first


def _video_of(opened: av.container.InputContainer) -> av.video.stream.VideoStream:
    if not opened.streams.video:
        raise NotMedia("The file has no picture in it.")
    return opened.streams.video[0]


def _count_frames(opened: av.container.InputContainer, stream: av.video.stream.VideoStream) -> int:
    count = 0
    for packet in opened.demux(stream):
        count += packet.size > 0
        if count > MOST_FRAMES:
            break
    return count


def demand_sane(width: int, height: int) -> None:
    """Raise NotMedia for more pixels than are taken."""
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        raise NotMedia(f"A picture of {width} × {height} pixels is not taken.")
