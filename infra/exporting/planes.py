"""Pictures as encoders take them: a plane of light and two, half as wide and high, of colour.

BT.709, limited range. Most of a film is made by moving whole planes; this is several times
cheaper than to do it in RGB and to convert each frame.
"""

from dataclasses import dataclass

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace
from numpy.typing import NDArray
from PIL import Image

Bytes = NDArray[np.uint8]
Shares = NDArray[np.uint16]

BLACK = 16
NEUTRAL = 128


@dataclass(frozen=True, slots=True, eq=False)
class Planes:
    """`buffer` is of height × 3/2 rows of `width` bytes; width and height are even."""

    buffer: Bytes

    @property
    def width(self) -> int:
        return int(self.buffer.shape[1])

    @property
    def height(self) -> int:
        return int(self.buffer.shape[0]) * 2 // 3

    @property
    def light(self) -> Bytes:
        return self.buffer[: self.height]

    @property
    def colours(self) -> tuple[Bytes, Bytes]:
        """Blueness and redness."""
        flat = self.buffer.reshape(-1)
        whole, quarter = self.width * self.height, self.width * self.height // 4
        shape = (self.height // 2, self.width // 2)
        blue = flat[whole : whole + quarter].reshape(shape)
        return blue, flat[whole + quarter :].reshape(shape)

    def copy(self) -> "Planes":
        return Planes(self.buffer.copy())


def empty(width: int, height: int) -> Planes:
    """Of no particular colour, to be filled."""
    return Planes(np.empty((height * 3 // 2, width), np.uint8))


def black(width: int, height: int) -> Planes:
    planes = empty(width, height)
    planes.buffer[:height] = BLACK
    planes.buffer[height:] = NEUTRAL
    return planes


def planes_of(image: Image.Image) -> Planes:
    """Of an RGB picture of even width and height."""
    frame = av.VideoFrame.from_ndarray(np.asarray(image), format="rgb24")
    return planes_of_frame(
        frame.reformat(
            format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG
        )
    )


def planes_of_frame(frame: av.VideoFrame) -> Planes:
    """Of a frame that is already in this form."""
    return Planes(frame.to_ndarray().astype(np.uint8, copy=False))


def mixed(first: Planes, second: Planes, share: float) -> Planes:
    """`share` of the second, the rest of the first."""
    blended = Image.blend(Image.fromarray(first.buffer), Image.fromarray(second.buffer), share)
    return Planes(np.asarray(blended))


def wiped(first: Planes, second: Planes, share: float) -> Planes:
    """`share` of the second from the left, the rest of the first."""
    out = first.copy()
    edge = 2 * round(share * first.width / 2)
    out.light[:, :edge] = second.light[:, :edge]
    for ours, theirs in zip(out.colours, second.colours, strict=True):
        ours[:, : edge // 2] = theirs[:, : edge // 2]
    return out


def turned(planes: Planes, turns: int) -> Planes:
    """By quarters, against the clock."""
    if not turns:
        return planes
    across, down = planes.width, planes.height
    out = empty(*((down, across) if turns % 2 else (across, down)))
    out.light[:] = np.rot90(planes.light, turns)
    for ours, theirs in zip(out.colours, planes.colours, strict=True):
        ours[:] = np.rot90(theirs, turns)
    return out


def placed(picture: Planes, width: int, height: int) -> Planes:
    """In the middle of black, where it is smaller."""
    if (picture.width, picture.height) == (width, height):
        return picture
    out = black(width, height)
    x, y = corner(picture.width, picture.height, width, height)
    put(out, picture, x, y)
    return out


def put(onto: Planes, picture: Planes, x: int, y: int) -> None:
    """At an even place."""
    onto.light[y : y + picture.height, x : x + picture.width] = picture.light
    for ours, theirs in zip(onto.colours, picture.colours, strict=True):
        rows, columns = theirs.shape
        ours[y // 2 : y // 2 + rows, x // 2 : x // 2 + columns] = theirs


def corner(width: int, height: int, within_width: int, within_height: int) -> tuple[int, int]:
    """Where a picture lies that is centred, at even places."""
    return (within_width - width) // 4 * 2, (within_height - height) // 4 * 2


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Grey marks to be laid over pictures at an even place: `weight` is 0 to 256 a pixel, `light`
    the light times its weight, and `fade` the weight of each pixel of colour."""

    x: int
    y: int
    light: Shares
    weight: Shares
    fade: Shares

    def over(self, planes: Planes) -> None:
        """Onto the planes themselves."""
        rows, columns = self.light.shape
        part = planes.light[self.y : self.y + rows, self.x : self.x + columns]
        part[:] = (part * (256 - self.weight) + self.light) >> 8
        y, x = self.y // 2, self.x // 2
        for colour in planes.colours:
            part = colour[y : y + rows // 2, x : x + columns // 2]
            part[:] = (part * (256 - self.fade) + NEUTRAL * self.fade) >> 8


def overlay_of(image: Image.Image, x: int, y: int) -> Overlay:
    """Of an LA picture of even width and height."""
    grey = np.asarray(image.getchannel("L"), np.uint16)
    alpha = np.asarray(image.getchannel("A"), np.uint16)
    weight = ((alpha * np.uint16(257)) >> 8).astype(np.uint16)
    light = (BLACK + (grey * np.uint16(219)) // 255).astype(np.uint16) * weight
    fade = weight.reshape(weight.shape[0] // 2, 2, -1, 2).mean(axis=(1, 3)).astype(np.uint16)
    return Overlay(x, y, light, weight, fade)
