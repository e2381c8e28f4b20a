"""Shapes on a layer of pixels: smooth fills, ink strokes that swell and taper, washes, hatching."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, int, int]

FAR = 60_000.0  # beyond this many pixels a coordinate only costs time
_BROAD = 2.2  # a stroke this many lines wide is paint
_CIRCLE = tuple((math.cos(k * math.pi / 18), math.sin(k * math.pi / 18)) for k in range(36))


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """The colour `t` (0 … 1) of the way from `a` to `b`."""
    t = min(1.0, max(0.0, t))
    return (
        round(a[0] + (b[0] - a[0]) * t),
        round(a[1] + (b[1] - a[1]) * t),
        round(a[2] + (b[2] - a[2]) * t),
    )


def smooth(points: Sequence[Point], *, closed: bool = True, steps: int = 6) -> list[Point]:
    """A Catmull-Rom curve through `points`."""
    count = len(points)
    if count < 3:
        return list(points)
    weights = _weights(steps)
    curve: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            p = [points[(i + k - 1) % count] for k in range(4)]
        else:
            p = [points[min(max(i + k - 1, 0), count - 1)] for k in range(4)]
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = p
        curve.extend(
            (0.5 * (u * ax + v * bx + w * cx + z * dx), 0.5 * (u * ay + v * by + w * cy + z * dy))
            for u, v, w, z in weights
        )
    if not closed:
        curve.append(points[-1])
    return curve


@cache
def _weights(steps: int) -> list[tuple[float, float, float, float]]:
    """What each of four points counts for at each step between the middle two."""
    return [
        (-t3 + 2 * t2 - t, 3 * t3 - 5 * t2 + 2, -3 * t3 + 4 * t2 + t, t3 - t2)
        for t, t2, t3 in ((t, t * t, t * t * t) for t in (k / steps for k in range(steps)))
    ]


def ellipse(x: float, y: float, rx: float, ry: float, *, turn: float = 0.0) -> list[Point]:
    """A closed ellipse of 36 points, turned by `turn` radians."""
    c, s = math.cos(turn), math.sin(turn)
    ring = []
    for cos, sin in _CIRCLE:
        u, v = rx * cos, ry * sin
        ring.append((x + u * c - v * s, y + u * s + v * c))
    return ring


def ribbon(points: Sequence[Point], widths: Sequence[float]) -> list[Point]:
    """The outline of a line whose full width at each point is given."""
    left, right = [], []
    last = len(points) - 1
    for i, (x, y) in enumerate(points):
        (ax, ay), (bx, by) = points[max(i - 1, 0)], points[min(i + 1, last)]
        length = math.hypot(bx - ax, by - ay) or 1.0
        nx, ny = -(by - ay) / length, (bx - ax) / length
        half = widths[i] / 2
        left.append((x + nx * half, y + ny * half))
        right.append((x - nx * half, y - ny * half))
    return left + right[::-1]


@dataclass(frozen=True, slots=True)
class Box:
    """Whole pixels around a shape, within its layer."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        return self.right - self.left, self.bottom - self.top

    @property
    def corner(self) -> tuple[int, int]:
        return self.left, self.top


class Layer:
    """A transparent picture to draw on, its lines apart from its colours.

    Coordinates are pixels; `image` (RGBA) holds the colours, `lines` (L) how strong the ink lies.
    `soft` is how far (pixels) the whole of it will be thrown out of focus when it is laid down.
    """

    def __init__(self, size: tuple[int, int], ink: Colour, line: float) -> None:
        self.ink = ink
        self.line = line
        # Clear pixels hold the ink colour, so that softened edges darken as ink does.
        self.image = Image.new("RGBA", size, (*ink, 0))
        self.lines = Image.new("L", size, 0)
        self.soft = 0.0
        self._take_pens()

    def _take_pens(self) -> None:
        self._pen = ImageDraw.Draw(self.image)
        self._nib = ImageDraw.Draw(self.lines)

    @property
    def size(self) -> tuple[int, int]:
        return self.image.size

    @property
    def drawn(self) -> tuple[int, int, int, int] | None:
        """The box around all that is on the layer; None if it is empty."""
        paint, lines = self.image.getbbox(), self.lines.getbbox()
        if paint is None or lines is None:
            return paint or lines
        low = (max(paint[2], lines[2]), max(paint[3], lines[3]))
        return min(paint[0], lines[0]), min(paint[1], lines[1]), *low

    def fill(self, points: Sequence[Point], colour: Colour) -> None:
        """Cover what is there, lines too."""
        if len(points) > 2:
            ring = _tame(points)
            self._pen.polygon(ring, fill=(*colour, 255))
            self._nib.polygon(ring, fill=0)

    def cut(self, points: Sequence[Point]) -> None:
        """Make a hole: what lies behind shows through."""
        self._pen.polygon(_tame(points), fill=(*self.ink, 0))
        self._nib.polygon(_tame(points), fill=0)

    def contour(
        self, points: Sequence[Point], *, width: float | None = None, colour: Colour | None = None
    ) -> None:
        """An even closed line; a pale colour makes it a faint one."""
        pen = max(1, round(self.line if width is None else width))
        ring = [*points, points[0], points[1]] if len(points) > 2 else list(points)
        self._nib.line(_tame(ring), fill=self._strength(colour), width=pen, joint="curve")

    def shape(self, points: Sequence[Point], colour: Colour, *, width: float | None = None) -> None:
        """A fill with an ink contour."""
        self.fill(points, colour)
        self.contour(points, width=width)

    def stroke(
        self,
        points: Sequence[Point],
        *,
        width: float | None = None,
        colour: Colour | None = None,
        swell: float = 0.85,
    ) -> None:
        """An open brush line: thin ends, full in the middle. One with a colour is paint as well,
        and a broad one nothing else."""
        full = self.line if width is None else width
        last = max(1, len(points) - 1)
        widths = [
            max(0.9, full * (1 - swell + swell * math.sin(math.pi * (0.06 + 0.88 * i / last))))
            for i in range(len(points))
        ]
        ring = _tame(ribbon(points, widths))
        if colour is not None:
            self._pen.polygon(ring, fill=(*colour, 255))
        broad = colour is not None and full > self.line * _BROAD
        self._nib.polygon(ring, fill=0 if broad else self._strength(colour))

    def _strength(self, colour: Colour | None) -> int:
        """How dark a line of a colour is beside the ink, 0 … 255."""
        if colour is None:
            return 255
        pale = sum(colour) - sum(self.ink)
        return round(255 * min(1.0, max(0.0, 1.08 - pale / 300)))

    def line_to(self, a: Point, b: Point, *, width: float, colour: Colour) -> None:
        self._pen.line(_tame([a, b]), fill=(*colour, 255), width=max(1, round(width)))
        strength = 0 if width > self.line * _BROAD else self._strength(colour)
        self._nib.line(_tame([a, b]), fill=strength, width=max(1, round(width)))

    def wash(
        self,
        points: Sequence[Point],
        colour: Colour,
        strength: float,
        *,
        within: Sequence[Point] | None = None,
        soft: float = 0.0,
    ) -> None:
        """Lay `colour` thinly (`strength` 0 … 1) over what is there; clear pixels stay clear."""
        box = self._box(points, soft * 2)
        if box is None:
            return
        mask = _mask(box, points, round(255 * min(1.0, max(0.0, strength))))
        if soft >= 1:
            mask = _soften(mask, soft)
        if within is not None:
            mask = ImageChops.multiply(mask, _mask(box, within, 255))
        self._lay(box, mask, colour)

    def hatch(
        self,
        points: Sequence[Point],
        *,
        gap: float,
        slant: float = 1.0,
        strength: float = 0.5,
        width: float | None = None,
    ) -> None:
        """Parallel pen lines within a shape."""
        box = self._box(points, 0)
        if box is None:
            return
        lines = Image.new("L", box.size, 0)
        pen = ImageDraw.Draw(lines)
        wide, high = box.size
        run = high * slant
        x = -abs(run)
        pen_width = max(1, round(self.line * 0.6 if width is None else width))
        while x < wide + abs(run):
            pen.line([(x, 0), (x + run, high)], fill=round(255 * strength), width=pen_width)
            x += max(2.0, gap)
        mask = ImageChops.multiply(lines, _mask(box, points, 255))
        alpha = self.image.crop((box.left, box.top, box.right, box.bottom)).getchannel("A")
        self.lines.paste(255, box.corner, ImageChops.multiply(mask, alpha))

    def tone(self, mask: Image.Image, colour: Colour, strength: float = 1.0) -> None:
        """Lay `colour` where `mask` (L, of any size) is bright; clear pixels stay clear."""
        weak = mask.point([round(v * strength) for v in range(256)])
        if weak.size != self.size:
            weak = weak.resize(self.size, Image.Resampling.BILINEAR)
        box = weak.getbbox()
        if box is not None:
            self._lay(Box(*box), weak.crop(box), colour)

    def thin(self, strength: float) -> None:
        """Let what lies behind show through everything on the layer."""
        alpha = self.image.getchannel("A").point([round(v * strength) for v in range(256)])
        self.image.putalpha(alpha)
        self.lines = self.lines.point([round(v * strength) for v in range(256)])
        self._take_pens()

    def backdrop(self, ramp: Sequence[tuple[float, Colour]]) -> None:
        """Fill the layer top to bottom; each stop is (pixel row, colour)."""
        wide, high = self.size
        rows = np.arange(high)
        stops = [s[0] for s in ramp]
        bands = [np.interp(rows, stops, [s[1][k] for s in ramp]) for k in range(3)]
        column = np.stack([*bands, np.full(high, 255.0)], axis=-1)[:, None, :]
        strip = Image.fromarray(column.round().astype(np.uint8))
        self.image.paste(strip.resize((wide, high), Image.Resampling.NEAREST))

    def blur(self, radius: float) -> None:
        """Throw the layer out of focus. The work is done small, as nobody sees the difference."""
        box = self.drawn
        if radius < 1 or box is None:
            return
        k = max(2, round(radius / 1.5))
        around = round(radius * 2) + k
        left, top = max(0, box[0] - around), max(0, box[1] - around)
        right, low = min(self.size[0], box[2] + around), min(self.size[1], box[3] + around)
        region, size = (left, top, right, low), (right - left, low - top)
        soften = ImageFilter.GaussianBlur(radius / k)

        def soft(image: Image.Image) -> Image.Image:
            return image.reduce(k).filter(soften).resize(size, Image.Resampling.BILINEAR)

        # Colour and alpha apart: clear pixels hold ink, and nothing needs to be premultiplied.
        part = self.image.crop(region)
        blurred = soft(part.convert("RGB"))
        blurred.putalpha(soft(part.getchannel("A")))
        self.image.paste(blurred, (left, top))
        self.lines.paste(soft(self.lines.crop(region)), (left, top))

    def merge(self, other: Layer) -> None:
        """Lay a layer of the same size over this one."""
        self.place(other)

    def place(
        self, other: Layer, corner: tuple[int, int] = (0, 0), source: tuple[int, int] = (0, 0)
    ) -> None:
        """Lay `other`, from its pixel `source` on, over this layer at `corner`."""
        drawn = other.drawn
        if drawn is None:
            return
        dx, dy = corner[0] - source[0], corner[1] - source[1]
        left, top = max(drawn[0], source[0], -dx), max(drawn[1], source[1], -dy)
        right, low = min(drawn[2], self.size[0] - dx), min(drawn[3], self.size[1] - dy)
        if right <= left or low <= top:
            return
        box, area = (left, top, right, low), (left + dx, top + dy, right + dx, low + dy)
        over = other.image.crop(box)
        self.image.alpha_composite(over, area[:2])
        self.lines.paste(0, area, over.getchannel("A"))
        self.lines.paste(255, area, other.lines.crop(box))

    def _lay(self, box: Box, mask: Image.Image, colour: Colour) -> None:
        # What is drawn is opaque but for its very edges: the mask within the alpha leaves it as it is.
        area = (box.left, box.top, box.right, box.bottom)
        alpha = self.image.crop(area).getchannel("A")
        self.image.paste((*colour, 255), area, ImageChops.multiply(mask, alpha))

    def _box(self, points: Sequence[Point], margin: float) -> Box | None:
        wide, high = self.size
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        box = Box(
            max(0, math.floor(max(-FAR, min(xs) - margin))),
            max(0, math.floor(max(-FAR, min(ys) - margin))),
            min(wide, math.ceil(min(FAR, max(xs) + margin))),
            min(high, math.ceil(min(FAR, max(ys) + margin))),
        )
        return box if box.right - box.left > 1 and box.bottom - box.top > 1 else None


def _tame(points: Sequence[Point]) -> list[Point]:
    if all(-FAR <= x <= FAR and -FAR <= y <= FAR for x, y in points):
        return list(points)
    return [(min(FAR, max(-FAR, x)), min(FAR, max(-FAR, y))) for x, y in points]


def _mask(box: Box, points: Sequence[Point], value: int) -> Image.Image:
    mask = Image.new("L", box.size, 0)
    shifted = [(x - box.left, y - box.top) for x, y in _tame(points)]
    ImageDraw.Draw(mask).polygon(shifted, fill=value)
    return mask


def _soften(mask: Image.Image, radius: float) -> Image.Image:
    k = max(1, int(radius / 3))
    small = mask.reduce(k) if k > 1 else mask
    soft = small.filter(ImageFilter.GaussianBlur(radius / k))
    return soft.resize(mask.size, Image.Resampling.BILINEAR) if k > 1 else soft
