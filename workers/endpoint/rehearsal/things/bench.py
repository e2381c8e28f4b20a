"""The bench on which a thing is drawn, in units of its own size."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.stage import Lights

GOLD: Colour = (216, 172, 76)
STEEL: Colour = (204, 212, 222)
PAPER: Colour = (244, 234, 208)
WOOD: Colour = (150, 104, 68)
LEATHER: Colour = (134, 82, 54)
IRON: Colour = (78, 82, 92)
RED: Colour = (178, 52, 48)

Outline = list[tuple[float, float]]


class Bench:
    """Draws around the point `at`; x to the right, y up, `size` pixels for one unit.

    `turn` is in radians, `way` -1 mirrors, `side` is where the light comes from."""

    def __init__(
        self,
        layer: Layer,
        light: Palette,
        at: Point,
        size: float,
        *,
        side: int = 1,
        turn: float = 0.0,
        way: int = 1,
        far: float = 0.0,
        lights: Lights | None = None,
    ) -> None:
        self.layer, self.light, self.at, self.size = layer, light, at, size
        self.side, self.way, self.far, self.lights = side, way, far, lights
        self._cos, self._sin = math.cos(turn), math.sin(turn)
        self.pen = max(layer.line * 0.5, min(layer.line * 1.5, size * 0.006))

    def put(self, x: float, y: float) -> Point:
        x *= self.way
        u, v = x * self._cos - y * self._sin, x * self._sin + y * self._cos
        return self.at[0] + u * self.size, self.at[1] - v * self.size

    def tone(self, colour: Colour) -> Colour:
        return self.light.lit(colour, self.far)

    def shape(
        self, points: Outline, colour: Colour, *, round_: bool = False, shade: float = 0.3
    ) -> list[Point]:
        """An outline with a lit body and a side in shade."""
        ring = [self.put(*p) for p in points]
        ring = smooth(ring) if round_ else ring
        self.layer.shape(ring, self.tone(colour), width=self.pen)
        if shade:
            away = [(x - self.side * self.size * 0.05, y + self.size * 0.02) for x, y in ring]
            wide = max(p[0] for p in ring) - min(p[0] for p in ring)
            off = [(x - self.side * wide * 0.55, y) for x, y in ring]
            self.layer.wash(
                off if wide > self.size * 0.1 else away, self.light.ink, shade, within=ring
            )
        return ring

    def flat(self, points: Outline, colour: Colour, *, round_: bool = False) -> list[Point]:
        """A fill with a contour and no shade."""
        return self.shape(points, colour, round_=round_, shade=0.0)

    def round(
        self, x: float, y: float, rx: float, ry: float, colour: Colour, *, shade: float = 0.3
    ) -> list[Point]:
        return self.shape(
            [(x + u * rx, y + v * ry) for u, v in ellipse(0, 0, 1, 1)], colour, shade=shade
        )

    def line(self, points: Outline, colour: Colour | None = None, width: float = 1.0) -> None:
        curve = smooth([self.put(*p) for p in points], closed=False)
        self.layer.stroke(curve, width=self.pen * width, colour=colour)

    def bar(
        self, a: tuple[float, float], b: tuple[float, float], width: float, colour: Colour
    ) -> list[Point]:
        """A straight rod `width` units thick."""
        length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
        nx, ny = -(b[1] - a[1]) / length * width / 2, (b[0] - a[0]) / length * width / 2
        return self.flat(
            [
                (a[0] + nx, a[1] + ny),
                (b[0] + nx, b[1] + ny),
                (b[0] - nx, b[1] - ny),
                (a[0] - nx, a[1] - ny),
            ],
            colour,
        )

    def gleam(self, points: Outline) -> None:
        self.line(points, mix(self.light.key, (255, 255, 255), 0.5), 2.4)

    def glow(self, x: float, y: float, radius: float, colour: Colour, strength: float) -> None:
        if self.lights is not None:
            self.lights.glow(self.put(x, y), radius * self.size, colour, strength)

    def flame(self, x: float, y: float, tall: float) -> None:
        """A flame that stands on (x, y)."""
        for grow, hue in ((1.0, (255, 150, 60)), (0.6, (255, 228, 150))):
            ring = [
                (-0.22, 0.05),
                (-0.26, 0.38),
                (-0.08, 0.66),
                (0.0, 1.0),
                (0.12, 0.66),
                (0.26, 0.38),
                (0.2, 0.05),
            ]
            curve = smooth(
                [self.put(x + u * tall * grow, y + v * tall * grow) for u, v in ring], steps=4
            )
            self.layer.fill(curve, hue)
            if grow == 1.0:
                self.layer.contour(curve, width=self.pen)
        self.glow(x, y + tall * 0.5, tall * 1.8, self.light.lamp, 0.22 + 0.35 * self.light.lamps)
