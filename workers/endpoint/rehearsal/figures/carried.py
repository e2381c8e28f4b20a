"""Things held in a hand."""

from __future__ import annotations

import math
from collections.abc import Callable

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.palette import Palette

WOOD: Colour = (128, 90, 60)
STEEL: Colour = (206, 212, 220)
GOLD: Colour = (206, 166, 80)
LONG = frozenset({"spear", "staff", "umbrella"})

Put = Callable[[float, float], Point]


class Thing:
    """Draws a thing at a hand; units are parts of the figure's height, x where it faces."""

    def __init__(
        self, layer: Layer, light: Palette, at: Point, size: float, way: int, pen: float
    ) -> None:
        self.layer, self.light, self.at, self.size, self.way, self.pen = (
            layer,
            light,
            at,
            size,
            way,
            pen,
        )

    def draw(self, kind: str, turn: float) -> None:
        """`turn` is the direction of what is levelled, in radians from where the figure faces."""
        made = _THINGS.get(kind)
        if made:
            c, s = (math.cos(turn), math.sin(turn)) if kind in _LEVELLED else (1.0, 0.0)

            def put(x: float, y: float) -> Point:
                return self.at[0] + self.way * (x * c - y * s) * self.size, self.at[1] - (
                    x * s + y * c
                ) * self.size

            for corners, colour in made:
                ring = [put(x, y) for x, y in corners]
                self.layer.shape(
                    ring,
                    self.light.lamp if colour is None else self.light.lit(colour),
                    width=self.pen,
                )
            if kind == "umbrella":
                self._ribs(put)

    def _ribs(self, put: Put) -> None:
        for x in (-0.1, 0.0, 0.1):
            self.layer.stroke(
                [put(0.02, 0.60), put(0.02 + x, 0.52), put(0.02 + x * 1.5, 0.44)], width=self.pen
            )


def _disc(x: float, y: float, rx: float, ry: float) -> tuple[Point, ...]:
    return tuple(ellipse(x, y, rx, ry)[::3])


_LEVELLED = frozenset({"sword", "gun", "flower"})
_THINGS: dict[str, tuple[tuple[tuple[Point, ...], Colour | None], ...]] = {
    "sword": (
        (((0.02, 0.012), (0.40, 0.010), (0.45, 0.0), (0.40, -0.010), (0.02, -0.012)), STEEL),
        (((0.015, 0.05), (0.035, 0.05), (0.035, -0.05), (0.015, -0.05)), GOLD),
        (((-0.06, 0.009), (0.015, 0.009), (0.015, -0.009), (-0.06, -0.009)), (90, 60, 44)),
    ),
    "spear": (
        (((-0.008, -0.46), (0.008, -0.46), (0.008, 0.62), (-0.008, 0.62)), WOOD),
        (((0.0, 0.74), (0.026, 0.65), (0.010, 0.61), (-0.010, 0.61), (-0.026, 0.65)), STEEL),
    ),
    "staff": ((((-0.010, -0.46), (0.010, -0.46), (0.012, 0.30), (0.03, 0.36), (0.0, 0.39), (-0.03, 0.35), (-0.012, 0.30)), WOOD),),
    "lantern": (
        (((-0.03, -0.13), (0.03, -0.13), (0.034, -0.035), (-0.034, -0.035)), None),
        (((-0.04, -0.145), (0.04, -0.145), (0.04, -0.128), (-0.04, -0.128)), (70, 62, 58)),
        (((-0.036, -0.038), (0.036, -0.038), (0.012, -0.012), (-0.012, -0.012)), (70, 62, 58)),
    ),
    "umbrella": (
        (((0.012, -0.05), (0.026, -0.05), (0.026, 0.50), (0.012, 0.50)), WOOD),
        (((-0.19, 0.42), (-0.15, 0.51), (-0.06, 0.58), (0.02, 0.61), (0.10, 0.58), (0.19, 0.51), (0.23, 0.42), (0.16, 0.445), (0.09, 0.42), (0.02, 0.445), (-0.05, 0.42), (-0.12, 0.445)), (150, 52, 54)),
    ),
    "book": (
        (((-0.005, -0.045), (0.09, -0.02), (0.10, 0.075), (0.0, 0.055)), (122, 52, 48)),
        (((-0.005, -0.045), (-0.06, -0.015), (-0.055, 0.08), (0.0, 0.055)), (146, 64, 58)),
        (((0.0, 0.05), (0.094, 0.069), (0.096, 0.082), (0.0, 0.066), (-0.05, 0.086), (-0.052, 0.074)), (240, 232, 208)),
    ),
    "letter": ((((-0.02, -0.02), (0.07, -0.01), (0.065, 0.10), (-0.03, 0.09)), (244, 236, 212)),),
    "phone": ((((-0.010, -0.03), (0.018, -0.03), (0.028, 0.065), (0.0, 0.068)), (44, 46, 56)),),
    "cup": ((((-0.02, -0.01), (0.022, -0.01), (0.032, 0.065), (-0.028, 0.065)), (196, 160, 88)),),
    "gun": (
        (((-0.01, 0.012), (0.13, 0.018), (0.13, 0.044), (-0.02, 0.044)), (66, 68, 76)),
        (((-0.022, 0.036), (0.018, 0.030), (0.004, -0.035), (-0.03, -0.03)), (92, 64, 48)),
    ),
    "bag": (
        (((-0.10, -0.05), (0.10, -0.05), (0.11, -0.19), (-0.11, -0.19)), (132, 86, 54)),
        (((-0.03, -0.05), (-0.02, 0.0), (0.02, 0.0), (0.03, -0.05), (0.018, -0.05), (0.012, -0.014), (-0.012, -0.014), (-0.018, -0.05)), (92, 60, 40)),
    ),
    "box": (
        (((-0.04, -0.06), (0.16, -0.06), (0.16, 0.10), (-0.04, 0.10)), (186, 146, 98)),
        (((-0.04, 0.10), (0.16, 0.10), (0.13, 0.14), (-0.01, 0.14)), (208, 170, 122)),
    ),
    "flower": (
        (((-0.03, -0.004), (0.12, -0.004), (0.12, 0.004), (-0.03, 0.004)), (74, 120, 66)),
        (_disc(0.13, 0.0, 0.028, 0.028), (206, 62, 76)),
        (_disc(0.13, 0.0, 0.011, 0.011), (236, 196, 84)),
    ),
}  # fmt: skip
HELD = frozenset(_THINGS)


def glow(colour: Colour) -> Colour:
    """A lamp's colour on what it shines on."""
    return mix(colour, (255, 255, 255), 0.3)
