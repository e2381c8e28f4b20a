"""From layers to a picture: style, light, weather, paper, and the sheet with its caption."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from workers.endpoint.rehearsal import caption
from workers.endpoint.rehearsal.brush import Colour, ribbon
from workers.endpoint.rehearsal.chance import blotches
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.words import Shot

PAPER: Colour = (244, 238, 224)
INK: Colour = (38, 35, 40)
PREVIEW_BYTES = 48 * 1024
PREVIEW_SIDE = 512
_TEXTURE_PIXELS = 2_100_000  # finer grain than this is not seen

Box = tuple[float, float, float, float]

_MATRICES = {
    "noir": (0.46, 0.70, 0.10, 0, 0.46, 0.70, 0.10, 0, 0.46, 0.70, 0.13, 3),
    "charcoal": (0.34, 0.52, 0.12, 4, 0.33, 0.51, 0.12, 2, 0.32, 0.50, 0.12, 0),
    "ink": (0.50, 0.42, 0.08, 4, 0.25, 0.66, 0.09, 3, 0.24, 0.44, 0.30, 1),
    "sepia": (0.40, 0.62, 0.14, 8, 0.34, 0.54, 0.12, 2, 0.26, 0.42, 0.10, -4),
    "pastel": (0.72, 0.10, 0.04, 42, 0.06, 0.74, 0.06, 42, 0.06, 0.10, 0.70, 46),
    "watercolour": (0.98, -0.04, 0.0, 16, -0.03, 0.98, -0.01, 16, -0.02, -0.02, 0.98, 16),
}
_CURVES = {"noir": 1.35, "charcoal": 1.2, "ink": 1.25}
_ROUGH = frozenset({"watercolour", "charcoal", "pastel"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the picture and the caption lie on the sheet, in whole pixels."""

    size: tuple[int, int]
    picture: tuple[int, int, int, int]
    words: tuple[int, int, int, int] | None

    @property
    def inner(self) -> tuple[int, int]:
        left, top, right, bottom = self.picture
        return right - left, bottom - top


def layout(width: int, height: int) -> Layout:
    """A margin all round and a strip below; a sheet too small to be read has none."""
    margin = round(min(width, height) * 0.02)
    strip = round(min(height * 0.11, width * 0.14))
    if strip < 15 or width < 150:
        return Layout((width, height), (margin, margin, width - margin, height - margin), None)
    bottom = height - strip
    words = (margin * 2, bottom, width - margin * 2, height - round(margin * 0.3))
    return Layout((width, height), (margin, margin, width - margin, bottom), words)


@dataclass(frozen=True, slots=True)
class Plate:
    """One layer ready to be laid down. `depth` says how much it follows the camera; a plate
    without a mask is opaque; `light` is added instead of laid over."""

    image: Image.Image
    mask: Image.Image | None
    depth: float
    light: bool = False


def grade(image: Image.Image, style: str | None) -> Image.Image:
    """An RGB picture in the colours of a style."""
    matrix = _MATRICES.get(style or "")
    if matrix is None:
        return image
    image = image.convert("RGB", matrix)
    power = _CURVES.get(style or "")
    if power is None:
        return image
    curve = [
        round(255 * ((v / 127.5) ** power / 2 if v < 128 else 1 - (2 - v / 127.5) ** power / 2))
        for v in range(256)
    ]
    return image.point(curve * 3)


def compose(
    plates: list[Plate], size: tuple[int, int], boxes: list[Box] | None = None
) -> Image.Image:
    """Lay the plates over one another; a box is the part of its plate that fills the picture."""
    drawn = plates[0].image.size
    if boxes is None and drawn[0] < size[0]:
        return compose(plates, drawn).resize(size, Image.Resampling.BICUBIC)
    picture = Image.new("RGB", size, PAPER)
    for k, plate in enumerate(plates):
        box = boxes[k] if boxes else None
        image = _sized(plate.image, size, box)
        if plate.light:
            picture = ImageChops.screen(picture, image)
        elif plate.mask is None:
            picture = image
        else:
            picture.paste(image, (0, 0), _sized(plate.mask, size, box))
    return picture


def _sized(image: Image.Image, size: tuple[int, int], box: Box | None) -> Image.Image:
    if box is None and image.size == size:
        return image
    return image.resize(
        size, Image.Resampling.BILINEAR, box=box, reducing_gap=2.0 if box is None else None
    )


class Paper:
    """The sheet: its texture, its border and the caption; the same under every frame."""

    def __init__(self, plan: Layout, shot: Shot, light: Palette, rng: np.random.Generator) -> None:
        self.plan, self.shot = plan, shot
        self.rough = shot.style in _ROUGH
        self.texture = _texture(plan.inner, shot.style, rng)
        self.weather = None if shot.inside else _weather(plan.inner, shot.weather, rng)
        self.fall = fall_colour(shot.weather, light)
        self.edge = _edge(plan.inner, rng) if self.rough else None
        self.wobble = [float(v) for v in rng.uniform(-1, 1, 24)]
        self.sheet = Image.new("RGB", plan.size, PAPER)

    def letter(self) -> None:
        """Write the caption."""
        if self.plan.words:
            label = "2 SHOT" if self.shot.framing == "TWO_SHOT" else self.shot.framing
            caption.strip(
                self.sheet, self.plan.words, self.shot.number, label, self.shot.caption, INK
            )

    def finish(self, picture: Image.Image, frame: int = 0) -> Image.Image:
        """The whole sheet with `picture` on it; weather moves with the frame."""
        if self.weather is not None:
            dx, dy = _DRIFT[self.shot.weather or "fog"]
            wide, high = self.plan.inner
            mask = ImageChops.offset(
                self.weather, round(frame * dx * high), round(frame * dy * high)
            )
            picture.paste(self.fall, (0, 0, wide, high), mask)
        picture = ImageChops.multiply(picture, self.texture)
        sheet = self.sheet.copy()
        sheet.paste(picture, self.plan.picture[:2], self.edge)
        if not self.rough:
            self._border(sheet)
        return sheet

    def _border(self, sheet: Image.Image) -> None:
        left, top, right, bottom = self.plan.picture
        width = max(1.0, min(self.plan.size) * 0.0042)
        pen = ImageDraw.Draw(sheet)
        over = width * 1.6
        sides = (
            ((left - over, top), (right + over, top)),
            ((right, top - over), (right, bottom + over)),
            ((right + over, bottom), (left - over, bottom)),
            ((left, bottom + over), (left, top - over)),
        )
        for k, (a, b) in enumerate(sides):
            points = [
                (a[0] + (b[0] - a[0]) * t / 5, a[1] + (b[1] - a[1]) * t / 5) for t in range(6)
            ]
            widths = [max(1.0, width * (1 + 0.35 * self.wobble[k * 6 + t])) for t in range(6)]
            pen.polygon(ribbon(points, widths), fill=INK)


_DRIFT = {"rain": (-0.021, 0.083), "snow": (0.0008, 0.006), "fog": (0.0011, 0.0)}


def fall_colour(weather: str | None, light: Palette) -> Colour:
    """The colour of what falls or drifts."""
    if weather == "rain":
        return (214, 224, 232) if light.hour in {"night", "dusk"} else (236, 240, 242)
    return (246, 248, 250) if weather == "snow" else light.haze


def _texture(size: tuple[int, int], style: str | None, rng: np.random.Generator) -> Image.Image:
    """What the paper takes away from the paint: grain, pooled washes, darker corners."""
    less = max(1.0, (size[0] * size[1] / _TEXTURE_PIXELS) ** 0.5)
    wide, high = max(2, round(size[0] / less)), max(2, round(size[1] / less))
    half = (max(2, wide // 2), max(2, high // 2))
    grain = rng.integers(0, 256, size=(half[1], half[0]), dtype=np.uint8)
    tooth = np.asarray(
        Image.fromarray(grain).resize((wide, high), Image.Resampling.BILINEAR), dtype=np.float32
    )
    small = (max(4, wide // 6), max(4, high // 6))
    pool = blotches(rng, small, (4, 3)).resize((wide, high), Image.Resampling.BICUBIC)
    pooled = np.asarray(pool, dtype=np.float32)
    strength = {"charcoal": 0.18, "watercolour": 0.07, "pastel": 0.13, "ink": 0.06}.get(
        style or "", 0.07
    )
    wash = {"watercolour": 0.26, "charcoal": 0.14, "ink": 0.16}.get(style or "", 0.10)
    dark = 0.42 if style == "noir" else 0.10 if style in {"watercolour", "pastel"} else 0.24
    x = np.linspace(-1, 1, wide, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, high, dtype=np.float32)[:, None]
    corner = ((x * x + y * y) / 2) ** 2
    keep = (
        1.0 - strength * (1 - tooth / 255) - wash * np.abs(pooled / 255 - 0.5) * 2 - dark * corner
    )
    tint = np.array([1.0, 0.992, 0.972], dtype=np.float32)
    texture = Image.fromarray((keep[:, :, None] * tint * 255).clip(0, 255).astype(np.uint8))
    return texture if texture.size == size else texture.resize(size, Image.Resampling.BILINEAR)


def _weather(
    size: tuple[int, int], weather: str | None, rng: np.random.Generator
) -> Image.Image | None:
    if weather is None:
        return None
    wide, high = size
    if weather == "fog":
        small = (max(4, wide // 8), max(4, high // 8))
        cloud = np.asarray(blotches(rng, small, (3, 5)), dtype=np.float32)
        band = np.interp(np.linspace(0, 1, small[1]), [0, 0.35, 0.7, 1], [0.15, 0.6, 1.0, 0.75])[
            :, None
        ]
        mask = ((cloud - 70) * 1.5).clip(0, 165) * band
        return Image.fromarray(mask.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    falling = Image.new("L", (wide * 2, high * 2), 0)
    pen = ImageDraw.Draw(falling)
    count = 260 if weather == "rain" else 330
    for x, y, near in zip(
        rng.uniform(0, 2 * wide, count),
        rng.uniform(0, 2 * high, count),
        rng.random(count),
        strict=True,
    ):
        if weather == "rain":
            run = high * (0.06 + 0.20 * near)
            pen.line(
                [(x, y), (x - run * 0.25, y + run)],
                fill=round(70 + 110 * near),
                width=max(1, round(high * 0.0035 * (0.5 + near))),
            )
        else:
            r = high * (0.0025 + 0.011 * near**3)
            pen.ellipse([x - r, y - r, x + r, y + r], fill=round(140 + 110 * near))
    return falling.reduce(2)


def _edge(size: tuple[int, int], rng: np.random.Generator) -> Image.Image:
    """A ragged brushed edge instead of a border."""
    wide, high = size
    small = (max(4, wide // 3), max(4, high // 3))
    noise = np.asarray(blotches(rng, small, (26, 16)), dtype=np.float32) / 255
    x = np.minimum(np.arange(small[0]), np.arange(small[0])[::-1])[None, :] * 3.0
    y = np.minimum(np.arange(small[1]), np.arange(small[1])[::-1])[:, None] * 3.0
    inside = np.minimum(x, y) / (min(size) * 0.045)
    mask = ((inside - noise * 1.3 + 0.25) * 2).clip(0, 1) * 255
    return Image.fromarray(mask.astype(np.uint8)).resize(size, Image.Resampling.BILINEAR)


def preview(image: Image.Image) -> bytes:
    """A JPEG of at most 48 KiB."""
    side = PREVIEW_SIDE
    while True:
        small = image.copy()
        small.thumbnail((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
        data = io.BytesIO()
        small.convert("RGB").save(data, "JPEG", quality=74)
        if data.tell() <= PREVIEW_BYTES:
            return data.getvalue()
        side = side * 3 // 4
