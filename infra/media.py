"""What a file is, by its content: type, size, length, rate; and a small picture of it.

Decoders see only what its first bytes say it is, so that no playlist or reference in a file makes
them open another one.
"""

import asyncio
import io
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.container
import av.error
import av.video.stream
from PIL import Image, ImageOps, UnidentifiedImageError

from studio.library.media import MediaKind

MOST_PIXELS = 64 * 1024 * 1024
THUMBNAIL_WIDTH = 480
_MOST_FRAMES = 200_000
_PICTURES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
_WEBM_CODECS = frozenset({"vp8", "vp9", "av1"})
_MP4_CODECS = frozenset({"h264", "hevc", "av1", "vp9", "mpeg4"})
_SLOWEST_GIF = 100  # browsers show frames without a duration for 100 ms


class NotMedia(Exception):
    """The file is not a picture or video we take; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Facts:
    """Width and height in pixels; `frames` and `rate` (frames a second) for VIDEO alone."""

    media_type: str
    kind: MediaKind
    width: int
    height: int
    frames: int | None = None
    rate: Fraction | None = None


async def inspect(path: Path) -> Facts:
    """Look into the file. Raises NotMedia."""
    return await asyncio.to_thread(_inspect, path)


async def thumbnail(path: Path) -> bytes:
    """A JPEG of the picture or of the video's first frame, 480 pixels wide at most.

    Raises NotMedia.
    """
    return await asyncio.to_thread(_thumbnail, path)


def _inspect(path: Path) -> Facts:
    container = _container(path)
    return _inspect_video(path, container) if container else _inspect_picture(path)


def _container(path: Path) -> str | None:
    with path.open("rb") as file:
        head = file.read(12)
    if head[4:8] == b"ftyp":
        return "mov"
    return "matroska" if head[:4] == b"\x1a\x45\xdf\xa3" else None


def _inspect_picture(path: Path) -> Facts:
    try:
        with Image.open(path, formats=tuple(_PICTURES)) as image:
            _demand_sane(image.width, image.height)
            media_type = _PICTURES[image.format or ""]
            frames = getattr(image, "n_frames", 1)
            if frames > 1:
                rate = Fraction(1000, int(image.info.get("duration") or _SLOWEST_GIF))
                return Facts(media_type, MediaKind.VIDEO, image.width, image.height, frames, rate)
            image.load()
            return Facts(media_type, MediaKind.IMAGE, image.width, image.height)
    except (UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise NotMedia("The file is not a picture or video of a known kind.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotMedia(f"The picture is damaged: {error}") from error


def _inspect_video(path: Path, container: str) -> Facts:
    try:
        with av.open(str(path), format=container) as opened:
            stream = _video_of(opened)
            _demand_sane(stream.width, stream.height)
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
            if not rate or not 0 < frames <= _MOST_FRAMES:
                raise NotMedia("The video has no frames, or no rate.")
            return Facts(
                media_type, MediaKind.VIDEO, stream.width, stream.height, frames, Fraction(rate)
            )
    except av.error.FFmpegError as error:
        raise NotMedia(f"The video is damaged: {error.strerror}") from error


def _thumbnail(path: Path) -> bytes:
    container = _container(path)
    try:
        picture = _first_frame(path, container) if container else _picture(path)
    except (av.error.FFmpegError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise NotMedia(f"No picture can be made of the file: {error}") from error
    picture.thumbnail((THUMBNAIL_WIDTH, 4 * THUMBNAIL_WIDTH), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82, optimize=True)
    return out.getvalue()


def _picture(path: Path) -> Image.Image:
    with Image.open(path, formats=tuple(_PICTURES)) as image:
        _demand_sane(image.width, image.height)
        if image.format == "JPEG":
            image.draft("RGB", (2 * THUMBNAIL_WIDTH, 8 * THUMBNAIL_WIDTH))
        upright = ImageOps.exif_transpose(image)
        if "A" in upright.getbands() or "transparency" in upright.info:
            flat = Image.new("RGBA", upright.size, "white")
            flat.alpha_composite(upright.convert("RGBA"))
            upright = flat
        return upright.convert("RGB")


def _first_frame(path: Path, container: str) -> Image.Image:
    with av.open(str(path), format=container) as opened:
        stream = _video_of(opened)
        _demand_sane(stream.width, stream.height)
        frame = next(opened.decode(stream), None)
        if frame is None:
            raise NotMedia("The video has no frame that can be decoded.")
        return Image.fromarray(frame.to_ndarray(format="rgb24"))


def _video_of(opened: av.container.InputContainer) -> av.video.stream.VideoStream:
    if not opened.streams.video:
        raise NotMedia("The file has no picture in it.")
    return opened.streams.video[0]


def _count_frames(opened: av.container.InputContainer, stream: av.video.stream.VideoStream) -> int:
    count = 0
    for packet in opened.demux(stream):
        count += packet.size > 0
        if count > _MOST_FRAMES:
            break
    return count


def _demand_sane(width: int, height: int) -> None:
    if width < 1 or height < 1 or width * height > MOST_PIXELS:
        raise NotMedia(f"A picture of {width} × {height} pixels is not taken.")
