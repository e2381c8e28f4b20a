"""From layers to a picture: medium, plates for a film, paper, border and previews."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from workers.endpoint.rehearsal import styles
from workers.endpoint.rehearsal.brush import ribbon
from workers.endpoint.rehearsal.chance import blotches, stream
from workers.endpoint.rehearsal.words import Shot

PAPER = (246, 242, 232)
PREVIEW_BYTES = 48 * 1024
PREVIEW_SIDE = 512
SHARP = 0.5  # pixels; less blur than this is none
_TEXTURE_PIXELS = 2_100_000  # finer grain than this is not seen

_HOURS = ("night", "dusk", "dawn", "day")

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Plate:
    """One layer of a film. `depth` says how much it follows the camera; `corner` is where it lies
    on the canvas, in pixels; a plate without a mask is opaque."""

    image: Image.Image
    mask: Image.Image | None
    depth: float
    corner: tuple[int, int] = (0, 0)


def fitted(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The whole image at another size, by the cheapest way that looks right."""
    if image.size == size:
        return image
    k = image.width // size[0]
    if k > 1 and image.size == (size[0] * k, size[1] * k):
        return image.reduce(k)
    smaller = image.width > size[0]
    return image.resize(size, Image.Resampling.BOX if smaller else Image.Resampling.BILINEAR)


def unfocused(image: Image.Image, radius: float) -> Image.Image:
    """The picture blurred by so many pixels. The work is done small, as nobody sees the difference;
    taking it down and up again blurs by half the factor itself."""
    if radius < SHARP:
        return image
    k = max(2, round(radius * 0.9)) if radius >= 1.1 else 1
    rest = math.sqrt(max(0.0, (radius / k) ** 2 - 0.25)) if k > 1 else radius
    small = image.reduce(k) if k > 1 else image
    if rest:
        small = small.filter(ImageFilter.GaussianBlur(rest))
    if k == 1:
        return small
    box = (0.0, 0.0, image.width / k, image.height / k)
    return small.resize(image.size, Image.Resampling.BILINEAR, box=box)


def reference(size: tuple[int, int]) -> float:
    """The height in pixels that sizes are told in parts of."""
    return min(float(size[1]), size[0] * 1.5)


def field_of(size: tuple[int, int], shot: Shot, seed: int, picture: Image.Image) -> styles.Grain:
    """The paper under a picture of `size`, its levels set for what is drawn (RGB)."""
    middle = styles.medium(shot.style).middle[_HOURS.index(shot.hour)]
    light = styles.levels(picture, middle)
    blinds = styles.medium(shot.style).blinds and shot.inside
    rng = stream("grain", seed, shot.style)
    return styles.grain(size, reference(size), light, rng, blinds=blinds)


def develop(
    colour: Image.Image, lines: Image.Image, field: styles.Grain, style: str | None = None
) -> Image.Image:
    """Colours (RGB) and lines (L) in the medium of a style."""
    return styles.render(colour, lines, styles.medium(style), field)


def plate(
    colour: Image.Image,
    alpha: Image.Image,
    lines: Image.Image,
    depth: float,
    field: styles.Grain,
    style: str | None,
    corner: tuple[int, int] = (0, 0),
) -> Plate | None:
    """A layer, or the part of one that begins at `corner`, in its medium and no larger than need be;
    None if it is empty."""
    mask = ImageChops.lighter(alpha, lines)
    box = mask.getbbox()
    if box is None:
        return None
    left, top = box[0] + corner[0], box[1] + corner[1]
    wide, high = box[2] - box[0], box[3] - box[1]
    part = field.crop((slice(top, top + high), slice(left, left + wide)))
    made = develop(colour.crop(box), lines.crop(box), part, style)
    mask = mask.crop(box)
    opaque = (high, wide) == field.shape and mask.getextrema()[0] == 255
    return Plate(made, None if opaque else mask, depth, (left, top))


class Paper:
    """What is the same on each frame: texture, corners and border."""

    def __init__(self, size: tuple[int, int], shot: Shot, seed: int) -> None:
        rng = stream("paper", seed, shot.style)
        self.size = size
        self.medium = styles.medium(shot.style)
        self.texture = _texture(size, self.medium, rng)
        self.edge = _edge(size, rng) if self.medium.ragged else None
        self.wobble = [float(v) for v in rng.uniform(-1, 1, 24)]

    def finish(self, picture: Image.Image) -> Image.Image:
        """The picture on its paper."""
        picture = ImageChops.multiply(picture, self.texture)
        if self.edge is not None:
            sheet = Image.new("RGB", self.size, self.medium.paper)
            sheet.paste(picture, (0, 0), self.edge)
            return sheet
        self._border(picture)
        return picture

    def _border(self, sheet: Image.Image) -> None:
        """A line drawn by hand along the very edge."""
        width = max(1.0, min(self.size) * 0.0060)
        pen = ImageDraw.Draw(sheet)
        right, bottom = self.size[0] - 1.0, self.size[1] - 1.0
        corners = ((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom), (0.0, 0.0))
        for k in range(4):
            (ax, ay), (bx, by) = corners[k], corners[k + 1]
            points = [(ax + (bx - ax) * t / 5, ay + (by - ay) * t / 5) for t in range(6)]
            widths = [max(1.0, width * (1 + 0.4 * self.wobble[k * 6 + t])) for t in range(6)]
            pen.polygon(ribbon(points, widths), fill=self.medium.ink)


def _texture(size: tuple[int, int], chosen: styles.Medium, rng: np.random.Generator) -> Image.Image:
    """What the paper takes away from the paint: grain and darker corners."""
    less = max(1.0, (size[0] * size[1] / _TEXTURE_PIXELS) ** 0.5)
    wide, high = max(2, round(size[0] / less)), max(2, round(size[1] / less))
    half = (max(2, wide // 2), max(2, high // 2))
    grain = Image.fromarray(rng.integers(0, 256, (half[1], half[0]), dtype=np.uint8))
    tooth = np.asarray(grain.resize((wide, high), Image.Resampling.BILINEAR), dtype=np.float32)
    x = np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    keep = 1.0 - 0.055 * (1 - tooth / 255) - chosen.corner * ((x * x + y * y) / 2) ** 2
    texture = Image.fromarray((keep * 255).clip(0, 255).astype(np.uint8)).convert("RGB")
    return texture if texture.size == size else texture.resize(size, Image.Resampling.BILINEAR)


def _edge(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A ragged brushed edge instead of a border."""
    wide, high = size
    small = (max(4, wide // 3), max(4, high // 3))
    noise = np.asarray(blotches(rng, small, (26, 16)), dtype=np.float32) / 255
    x = np.minimum(np.arange(small[0]), np.arange(small[0])[::-1])[None, :] * 3.0
    y = np.minimum(np.arange(small[1]), np.arange(small[1])[::-1])[:, None] * 3.0
    inside = np.minimum(x, y) / (min(size) * 0.030)
    mask = ((inside - noise * 1.2 + 0.15) * 2).clip(0, 1) * 255
    return Image.fromarray(mask.astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)


def preview(image: Image.Image) -> bytes:
    """A JPEG of at most 48 KiB."""
    side = PREVIEW_SIDE
    while True:
        part = min(1.0, side / max(image.size))
        size = (max(1, round(image.width * part)), max(1, round(image.height * part)))
        small = image.resize(size, Image.Resampling.BILINEAR, reducing_gap=1.5)
        data = io.BytesIO()
        small.convert("RGB").save(data, "JPEG", quality=74)
        if data.tell() <= PREVIEW_BYTES:
            return data.getvalue()
        side = side * 3 // 4
