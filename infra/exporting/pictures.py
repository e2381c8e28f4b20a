"""What the events of a cut show, as planes of one size: stills with pan and zoom, and films.

Nothing is stretched: what has other proportions lies in the middle of black.
"""

import math
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Protocol

import av
import av.error
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from PIL import Image

from infra.exporting.frames import open_frames, rank_at
from infra.exporting.planes import (
    Bytes,
    Planes,
    empty,
    placed,
    planes_of,
    planes_of_frame,
    turned,
)
from infra.media import PICTURES, NotMedia, container_of, demand_sane
from infra.pictures import flat
from studio.exporting.animatic import FARTHEST, Layer, Window, shown_frame
from studio.library.media import MediaKind

_LONG, _AHEAD = 4, 1
"""Seconds that are rather decoded than jumped over, and from where on before what is wanted."""
_SPACES = {
    1: Colorspace.ITU709,
    5: Colorspace.ITU601,
    6: Colorspace.ITU601,
    9: Colorspace.BT2020,
    10: Colorspace.BT2020,
}
"""By the numbers of ISO/IEC 23091-2."""


class Unreadable(Exception):
    """The file cannot be shown; the message says why."""


@dataclass(frozen=True, slots=True)
class Canvas:
    """The size of all frames, and their rate. `fine` is how many times finer than the frame a
    moving still is kept: its window moves in steps of so small a part of a pixel, and every so many
    frames (`hold`)."""

    width: int
    height: int
    rate: Fraction
    fine: int = 1
    hold: int = 1
    interpolation: Interpolation = Interpolation.FAST_BILINEAR

    def fitted(self, width: int, height: int) -> tuple[int, int]:
        """The size, even, of a picture as large as fits; all where it is but a pixel or two less."""
        scale = min(self.width / width, self.height / height)
        across, down = round(width * scale), round(height * scale)
        if self.width - across <= 2 and self.height - down <= 2:
            return self.width, self.height
        return max(2, across // 2 * 2), max(2, down // 2 * 2)


class Picture(Protocol):
    """What a layer shows in a frame of the cut. Frames come in their order."""

    def at(self, frame: int) -> Planes: ...

    def close(self) -> None: ...


class Fixed:
    """The same in all frames."""

    def __init__(self, planes: Planes) -> None:
        self._planes = planes

    def at(self, frame: int) -> Planes:
        return self._planes

    def close(self) -> None:
        pass


class Moving:
    """A still that a window goes over."""

    def __init__(self, image: Image.Image, layer: Layer, canvas: Canvas) -> None:
        self._layer = layer
        self._canvas = canvas
        self._size = canvas.fitted(image.width, image.height)
        room = 1 / (1 - FARTHEST)
        kept = (_even_up(self._size[0] * room), _even_up(self._size[1] * room))
        if image.width > kept[0] or image.width % 2 or image.height % 2:
            image = image.resize(kept, Image.Resampling.LANCZOS, reducing_gap=3.0)
        planes, (across, down) = planes_of(image), (side * canvas.fine for side in kept)
        colours = (_finer(one, across // 2, down // 2, canvas.fine) for one in planes.colours)
        self._planes = [_finer(planes.light, across, down, canvas.fine), *colours]
        self._scalers = [VideoReformatter() for _ in self._planes]
        self._last: tuple[int, Planes] | None = None

    def at(self, frame: int) -> Planes:
        held = frame - frame % self._canvas.hold
        if self._last is None or self._last[0] != held:
            self._last = held, self._seen(self._layer.window(held) or Window(0.0, 0.0, 1.0))
        return self._last[1]

    def _seen(self, window: Window) -> Planes:
        seen = empty(*self._size)
        for scaler, plane, out in zip(
            self._scalers, self._planes, (seen.light, *seen.colours), strict=True
        ):
            self._scale(scaler, plane, window, out)
        return placed(seen, self._canvas.width, self._canvas.height)

    def _scale(self, scaler: VideoReformatter, plane: Bytes, window: Window, out: Bytes) -> None:
        height, width = plane.shape[0], plane.shape[1] - self._canvas.fine
        left, right = round(window.x * width), round((window.x + window.size) * width)
        top, bottom = round(window.y * height), round((window.y + window.size) * height)
        # The scaler takes so much of what is to the right; hence the margin on the left.
        back = self._canvas.fine - round((right - left) / out.shape[1] - 1)
        seen = plane[top:bottom, left + back : right + back]
        part = av.VideoFrame.from_numpy_buffer(seen, format="gray")
        scaled = scaler.reformat(
            part, out.shape[1], out.shape[0], interpolation=Interpolation.FAST_BILINEAR, threads=1
        )
        out[:] = scaled.to_ndarray()

    def close(self) -> None:
        pass


def _even_up(side: float) -> int:
    return 2 * math.ceil(side / 2)


def _finer(plane: Bytes, across: int, down: int, margin: int) -> Bytes:
    """Of this size, with so many columns more on the left, like the first one."""
    frame = av.VideoFrame.from_ndarray(plane, format="gray")
    larger = frame.reformat(across, down, interpolation=Interpolation.BICUBIC, threads=1)
    return np.pad(larger.to_ndarray().astype(np.uint8, copy=False), ((0, 0), (margin, 0)), "edge")


def opened(path: Path, layer: Layer, canvas: Canvas) -> Picture:
    """What a file shows. Raises Unreadable."""
    media = layer.event.media
    try:
        if media is not None and media.kind is MediaKind.VIDEO:
            container = container_of(path)
            return (
                Film(path, container, layer, canvas)
                if container
                else Animation(path, layer, canvas)
            )
        with Image.open(path, formats=tuple(PICTURES)) as image:
            demand_sane(image.width, image.height)
            if image.format == "JPEG":
                image.draft("RGB", (2 * canvas.width, 2 * canvas.height))
            picture = flat(image)
    except NotMedia as error:
        raise Unreadable(error.message) from error
    except (av.error.FFmpegError, OSError, ValueError, SyntaxError, EOFError) as error:
        raise Unreadable(f"It is damaged: {error}") from error
    if layer.motion is not None:
        return Moving(picture, layer, canvas)
    return Fixed(_fitted(picture, canvas))


def _fitted(image: Image.Image, canvas: Canvas) -> Planes:
    size = canvas.fitted(image.width, image.height)
    planes = planes_of(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0))
    return placed(planes, canvas.width, canvas.height)


class Film:
    """A take that moves, read once from front to back."""

    def __init__(self, path: Path, container: str, layer: Layer, canvas: Canvas) -> None:
        """Raises NotMedia, FFmpegError."""
        self._event, self._canvas = layer.event, canvas
        self._own = _own_rate(layer, canvas)
        self._scaler = VideoReformatter()
        self._file = av.open(str(path), format=container)
        if not self._file.streams.video:
            raise NotMedia("The file has no picture in it.")
        self._stream = self._file.streams.video[0]
        demand_sane(self._stream.width, self._stream.height)
        self._stream.thread_type = "AUTO"
        self._begins = (self._stream.start_time or 0) * (self._stream.time_base or Fraction(1))
        self._coming = self._from(self._until(layer.shown.start))
        first = next(self._coming, None)
        if first is None:
            raise NotMedia("The film has no frame that can be decoded.")
        self._frame: VideoFrame = first
        self._next: VideoFrame | None = first
        self._planes: Planes | None = None

    def at(self, frame: int) -> Planes:
        until = self._until(frame)
        while self._next is not None and self._time(self._next) <= until:
            self._frame, self._planes, self._next = self._next, None, None
            with suppress(av.error.FFmpegError):  # what is damaged holds its last whole frame
                self._next = next(self._coming, None)
        if self._planes is None:
            self._planes = self._seen(self._frame)
        return self._planes

    def close(self) -> None:
        self._file.close()

    def _until(self, frame: int) -> Fraction:
        """The middle of the frame of its own that is shown, in seconds from its beginning: the
        times of frames are often rounded."""
        wanted = shown_frame(self._event, frame, self._canvas.rate)
        return Fraction(2 * wanted + 1, 2) / self._own

    def _time(self, frame: VideoFrame) -> Fraction:
        return (frame.pts or 0) * (frame.time_base or Fraction(1)) - self._begins

    def _from(self, until: Fraction) -> Iterator[VideoFrame]:
        """From the first frame on or, where that is long before, from a key frame well before."""
        frames = self._file.decode(self._stream)
        if until <= _LONG or not self._stream.time_base:
            return frames
        moment = int((until - _AHEAD + self._begins) / self._stream.time_base)
        with suppress(av.error.FFmpegError):
            self._file.seek(moment, stream=self._stream)
            first = next(frames, None)
            if first is not None and self._time(first) <= until:
                return chain([first], frames)
        self._file.seek(self._stream.start_time or 0, stream=self._stream)
        return self._file.decode(self._stream)

    def _seen(self, frame: VideoFrame) -> Planes:
        turns = round(frame.rotation / 90) % 4
        upright = (frame.height, frame.width) if turns % 2 else (frame.width, frame.height)
        across, down = self._canvas.fitted(*upright)
        planes = planes_of_frame(
            self._scaler.reformat(
                frame,
                *((down, across) if turns % 2 else (across, down)),
                format="yuv420p",
                src_colorspace=_space_of(frame),
                src_color_range=frame.color_range,
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
                interpolation=self._canvas.interpolation,
                threads=1,
            )
        )
        return placed(turned(planes, turns), self._canvas.width, self._canvas.height)


class Animation:
    """A picture that moves, GIF or WebP."""

    def __init__(self, path: Path, layer: Layer, canvas: Canvas) -> None:
        """Raises NotMedia."""
        self._event, self._canvas = layer.event, canvas
        self._own = _own_rate(layer, canvas)
        self._held = ExitStack()
        self._frames = self._held.enter_context(open_frames(path))
        self._count = len(self._frames.times)
        self._last: tuple[int, Planes] = -1, empty(2, 2)

    def at(self, frame: int) -> Planes:
        wanted = Fraction(2 * shown_frame(self._event, frame, self._canvas.rate) + 1, 2)
        rank = rank_at(self._frames, wanted / self._own)
        if rank != self._last[0]:
            self._last = rank, _fitted(self._frames.picture(rank), self._canvas)
        return self._last[1]

    def close(self) -> None:
        self._held.close()


def _own_rate(layer: Layer, canvas: Canvas) -> Fraction:
    return (layer.event.media.rate if layer.event.media else None) or canvas.rate


def _space_of(frame: VideoFrame) -> Colorspace:
    """As the film says or, where it does not, as is the custom for its size."""
    custom = Colorspace.ITU709 if frame.height >= 720 else Colorspace.ITU601
    return _SPACES.get(int(frame.colorspace), custom)
