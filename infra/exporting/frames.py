"""Any frame of a film, exactly: the n-th that is shown, or the one that is shown at a moment."""

import argparse
import asyncio
import json
import sys
from base64 import b64encode
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from fractions import Fraction
from itertools import accumulate, islice
from pathlib import Path
from typing import Protocol

import av
import av.error
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image, ImageSequence

from infra.media import MOST_FRAMES, PICTURES, NotMedia, container_of, demand_sane, thumbnail
from infra.pictures import flat, picture_of

TOLERANCE = Fraction(1, 2000)
"""Seconds by which a frame may begin after the moment that it is asked for by: players round."""
_COUNTED_BY_DECODING = frozenset({"vp8"})
"""Their packets may be frames that are never shown."""
_SLOWEST_GIF = 100


class Shots(Protocol):
    """The frames of a file in the order in which they are shown; one of a still."""

    @property
    def times(self) -> Sequence[Fraction]:
        """When each begins, in seconds from the first."""
        ...

    def picture(self, index: int) -> Image.Image:
        """In RGB, its full size. Raises NotMedia, IndexError."""
        ...


@contextmanager
def open_frames(path: Path) -> Iterator[Shots]:
    """Look into a still, an animation or a film. Raises NotMedia."""
    container = container_of(path)
    with ExitStack() as held:
        with _reading():
            if container is None:
                image = held.enter_context(Image.open(path, formats=tuple(PICTURES)))
                demand_sane(image.width, image.height)
                shots: Shots = _Animation(image)
            else:
                shots = _Film(held.enter_context(av.open(str(path), format=container)))
        yield shots


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (av.error.FFmpegError, Image.DecompressionBombError, OSError) as error:
        raise NotMedia("No frame can be read from the file: it is damaged.") from error
    except (ValueError, SyntaxError, EOFError) as error:
        raise NotMedia("The picture is damaged.") from error


def frame_at(path: Path, index: int) -> Image.Image:
    """The frame of this rank, 0 the first. Raises NotMedia, IndexError."""
    with open_frames(path) as shots:
        return shots.picture(index)


def frame_shown(path: Path, seconds: Fraction) -> Image.Image:
    """The frame that is shown at a moment; the last one where it is over by then. Raises NotMedia."""
    with open_frames(path) as shots:
        return shots.picture(rank_at(shots, seconds))


def rank_at(shots: Shots, seconds: Fraction) -> int:
    """Which frame is shown at that moment; the last one beyond the end."""
    return max(0, bisect_right(shots.times, seconds + TOLERANCE) - 1)


def _main() -> dict[str, object]:
    """Writes the frame of a film as a PNG, for those who do not want to decode it themselves."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("film", type=Path)
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--frame", type=int)
    arguments.add_argument("--seconds", type=Fraction, default=Fraction(0))
    given = arguments.parse_args()
    try:
        with open_frames(given.film) as shots:
            rank = rank_at(shots, given.seconds) if given.frame is None else given.frame
            if not 0 <= rank < len(shots.times):
                return {"beyond": len(shots.times)}
            picture = shots.picture(rank)
        picture.save(given.out, "PNG")
        small = b64encode(asyncio.run(thumbnail(given.out))).decode()
    except NotMedia as error:
        return {"refused": error.message}
    width, height = picture.size
    return {"frame": rank, "width": width, "height": height, "thumbnail": small}


class _Film:
    def __init__(self, opened: InputContainer) -> None:
        if not opened.streams.video:
            raise NotMedia("The file has no picture in it.")
        self._opened = opened
        self._stream: VideoStream = opened.streams.video[0]
        demand_sane(self._stream.width, self._stream.height)
        self._stream.thread_type = "AUTO"
        self._shown, self._keys = self._marks()
        if not self._shown:
            raise NotMedia("The film has no frame that can be decoded.")
        base = self._stream.time_base or Fraction(1)
        self.times = tuple((mark - self._shown[0]) * base for mark in self._shown)

    def picture(self, index: int) -> Image.Image:
        """From the key frame before it on or, where that leads nowhere, from the first."""
        if not 0 <= index < len(self._shown):
            raise IndexError(index)
        wanted = self._shown[index]
        key = self._keys[max(0, bisect_right(self._keys, wanted) - 1)] if self._keys else 0
        frame = self._decode(key, wanted) or self._decode(min(0, self._shown[0]), wanted)
        if frame is None:
            raise NotMedia(f"Frame {index} of the film cannot be decoded.")
        return picture_of(frame)

    def _decode(self, start: int, wanted: int) -> VideoFrame | None:
        with suppress(av.error.FFmpegError):
            self._opened.seek(start, stream=self._stream)
            for frame in self._opened.decode(self._stream):
                if frame.pts == wanted:
                    return frame
                if frame.pts is None or frame.pts > wanted:
                    break
        return None

    def _marks(self) -> tuple[list[int], list[int]]:
        """When frames are shown and key frames lie, in the film's own unit."""
        stream = self._stream
        if stream.codec_context.codec.canonical_name in _COUNTED_BY_DECODING:
            frames = islice(self._opened.decode(stream), MOST_FRAMES)
            return sorted({frame.pts for frame in frames if frame.pts is not None}), []
        packets = [
            (packet.pts, packet.is_keyframe)
            for packet in islice(self._opened.demux(stream), MOST_FRAMES)
            if packet.pts is not None and packet.size and not packet.is_discard
        ]
        return sorted({pts for pts, _ in packets}), sorted(pts for pts, key in packets if key)


class _Animation:
    def __init__(self, image: Image.Image) -> None:
        self._image = image
        self._count = min(MOST_FRAMES, getattr(image, "n_frames", 1))

    @property
    def times(self) -> Sequence[Fraction]:
        if self._count == 1:
            return (Fraction(0),)
        with _reading():
            lasting = map(_lasting, islice(ImageSequence.Iterator(self._image), self._count - 1))
            return tuple(accumulate(lasting, initial=Fraction(0)))

    def picture(self, index: int) -> Image.Image:
        if not 0 <= index < self._count:
            raise IndexError(index)
        with _reading():
            if index < self._image.tell():
                self._image.seek(self._count - 1)  # PNGs find back from their end alone
                self._image.load()
            self._image.seek(index)
            return flat(self._image)


def _lasting(frame: Image.Image) -> Fraction:
    """Seconds, which a WebP does not tell before it is decoded."""
    frame.load()
    return Fraction(int(frame.info.get("duration") or _SLOWEST_GIF), 1000)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_main()))
