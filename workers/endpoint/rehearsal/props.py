"""Things seen from very near, for an insert."""

from __future__ import annotations

import math
from collections.abc import Callable

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.stage import Stage

GOLD: Colour = (210, 166, 72)
STEEL: Colour = (206, 212, 220)
PAPER: Colour = (240, 230, 204)
WOOD: Colour = (132, 94, 64)


class Bench:
    """Draws in units of the picture's height around the middle of the thing; y is up."""

    def __init__(self, stage: Stage, layer: Layer, at: Point) -> None:
        self.stage, self.layer, self.at = stage, layer, at
        self.unit = stage.unit
        self.pen = layer.line * 1.3

    def put(self, x: float, y: float) -> Point:
        return self.at[0] + x * self.unit, self.at[1] - y * self.unit

    def shape(self, points: list[Point], colour: Colour, *, round_: bool = False) -> list[Point]:
        ring = [self.put(*p) for p in points]
        ring = smooth(ring) if round_ else ring
        light = self.stage.palette
        self.layer.shape(ring, light.lit(colour), width=self.pen)
        away = [(x - self.stage.side * self.unit * 0.05, y + self.unit * 0.02) for x, y in ring]
        self.layer.wash(away, light.ink, 0.26, within=ring)
        return ring

    def round(self, x: float, y: float, rx: float, ry: float, colour: Colour) -> list[Point]:
        return self.shape([(x + u * rx, y + v * ry) for u, v in ellipse(0, 0, 1, 1)], colour)

    def line(self, points: list[Point], colour: Colour | None = None, width: float = 1.0) -> None:
        ring = smooth([self.put(*p) for p in points], closed=False)
        self.layer.stroke(ring, width=self.pen * width, colour=colour)

    def gleam(self, points: list[Point]) -> None:
        self.line(points, mix(self.stage.palette.key, (255, 255, 255), 0.5), 2.0)


def _letter(b: Bench) -> None:
    b.shape([(-0.36, -0.2), (0.3, -0.28), (0.4, 0.22), (-0.25, 0.3)], PAPER)
    for k in range(8):
        y = 0.2 - k * 0.052
        end = 0.26 if k % 3 else 0.1
        b.line(
            [(-0.22 - k * 0.011, y), (-0.05, y - 0.01), (0.05, y - 0.03), (end, y - 0.06)],
            width=0.8,
        )
    b.round(0.2, -0.17, 0.055, 0.055, (170, 44, 40))


def _sword(b: Bench) -> None:
    b.shape([(-0.2, -0.02), (0.62, 0.235), (0.72, 0.3), (0.6, 0.285), (-0.225, 0.055)], STEEL)
    b.gleam([(-0.1, 0.045), (0.25, 0.15), (0.6, 0.265)])
    b.shape([(-0.24, 0.15), (-0.2, 0.16), (-0.15, -0.12), (-0.19, -0.13)], GOLD)
    b.shape([(-0.23, 0.04), (-0.2, -0.02), (-0.48, -0.105), (-0.5, -0.05)], (88, 58, 48))
    b.round(-0.53, -0.09, 0.045, 0.045, GOLD)


def _cup(b: Bench) -> None:
    b.shape(
        [
            (-0.16, -0.34),
            (0.16, -0.34),
            (0.1, -0.29),
            (0.035, -0.26),
            (0.03, -0.08),
            (-0.03, -0.08),
            (-0.035, -0.26),
            (-0.1, -0.29),
        ],
        GOLD,
    )
    b.shape(
        [
            (-0.2, 0.26),
            (-0.19, 0.08),
            (-0.11, -0.05),
            (0.0, -0.09),
            (0.11, -0.05),
            (0.19, 0.08),
            (0.2, 0.26),
        ],
        GOLD,
    )
    b.round(0, 0.26, 0.2, 0.045, (110, 30, 40))
    b.gleam([(b.stage.side * 0.13, 0.18), (b.stage.side * 0.12, 0.08), (b.stage.side * 0.07, 0.0)])


def _skull(b: Bench) -> None:
    bone = (232, 222, 196)
    b.shape(
        [(-0.2, -0.06), (-0.16, -0.28), (0.0, -0.32), (0.16, -0.28), (0.2, -0.06)],
        bone,
        round_=True,
    )
    b.shape(
        [
            (-0.29, 0.1),
            (-0.25, 0.3),
            (0.0, 0.4),
            (0.25, 0.3),
            (0.29, 0.1),
            (0.22, -0.08),
            (0.12, -0.14),
            (-0.12, -0.14),
            (-0.22, -0.08),
        ],
        bone,
        round_=True,
    )
    dark = b.stage.palette.shade(b.stage.palette.lit(bone), 0.85)
    for x in (-0.11, 0.11):
        b.layer.fill(ellipse(*b.put(x, 0.06), b.unit * 0.075, b.unit * 0.085), dark)
    b.layer.fill([b.put(0, -0.01), b.put(0.035, -0.09), b.put(-0.035, -0.09)], dark)
    for k in range(-3, 4):
        b.line([(k * 0.035, -0.17), (k * 0.034, -0.22), (k * 0.032, -0.26)], width=0.9)
    b.line([(-0.12, -0.2), (0, -0.215), (0.12, -0.2)], width=0.9)


def _crown(b: Bench) -> None:
    points = [
        (-0.3, -0.2),
        (-0.36, 0.2),
        (-0.19, 0.0),
        (-0.12, 0.28),
        (0.0, 0.02),
        (0.12, 0.28),
        (0.19, 0.0),
        (0.36, 0.2),
        (0.3, -0.2),
        (0.15, -0.24),
        (-0.15, -0.24),
    ]
    b.shape(points, GOLD)
    b.line([(-0.3, -0.1), (0, -0.145), (0.3, -0.1)], width=1.2)
    for x, y in ((-0.36, 0.21), (-0.12, 0.29), (0.12, 0.29), (0.36, 0.21)):
        b.round(x, y, 0.025, 0.025, (236, 232, 220))
    for x in (-0.2, 0.0, 0.2):
        b.round(x, -0.165, 0.03, 0.025, (160, 40, 48))


def _key(b: Bench) -> None:
    b.round(-0.28, 0.06, 0.13, 0.13, GOLD)
    b.layer.fill(
        ellipse(*b.put(-0.28, 0.06), b.unit * 0.07, b.unit * 0.07),
        b.stage.palette.shade(b.stage.palette.lit(WOOD), 0.3),
    )
    b.shape([(-0.16, 0.085), (0.4, 0.035), (0.4, -0.015), (-0.16, 0.03)], GOLD)
    b.shape([(0.26, 0.0), (0.28, -0.13), (0.33, -0.13), (0.32, -0.005)], GOLD)
    b.shape([(0.355, -0.01), (0.37, -0.1), (0.41, -0.1), (0.4, -0.015)], GOLD)


def _book(b: Bench) -> None:
    b.shape([(-0.46, -0.2), (0.46, -0.2), (0.4, 0.2), (-0.4, 0.2)], (110, 52, 46))
    b.shape(
        [(-0.43, -0.16), (-0.2, -0.13), (0, -0.18), (0, 0.19), (-0.18, 0.23), (-0.37, 0.2)], PAPER
    )
    b.shape([(0.43, -0.16), (0.2, -0.13), (0, -0.18), (0, 0.19), (0.18, 0.23), (0.37, 0.2)], PAPER)
    for k in range(7):
        for way in (-1, 1):
            y = 0.15 - 0.042 * k
            b.line([(way * 0.05, y), (way * 0.18, y + 0.022), (way * 0.35, y + 0.01)], width=0.7)


def _lantern(b: Bench) -> None:
    glow = b.put(0, -0.04)
    b.shape([(-0.15, -0.3), (0.15, -0.3), (0.12, 0.18), (-0.12, 0.18)], (120, 96, 60))
    b.layer.shape(
        [b.put(-0.11, -0.25), b.put(0.11, -0.25), b.put(0.09, 0.13), b.put(-0.09, 0.13)],
        (255, 214, 130),
        width=b.pen,
    )
    b.shape([(-0.17, 0.18), (0.17, 0.18), (0.04, 0.32), (-0.04, 0.32)], (84, 70, 58))
    b.layer.fill(
        smooth([b.put(0, 0.07), b.put(0.035, -0.06), b.put(0, -0.12), b.put(-0.035, -0.06)]),
        (255, 250, 220),
    )
    b.line([(-0.05, 0.3), (-0.1, 0.42), (0.1, 0.42), (0.05, 0.3)], width=1.5)
    b.stage.bloom.glow(glow, b.unit * 0.5, b.stage.palette.lamp, 0.8)


def _phone(b: Bench) -> None:
    b.shape([(-0.17, -0.32), (0.15, -0.36), (0.21, 0.3), (-0.11, 0.34)], (44, 46, 54))
    b.layer.fill(
        [b.put(-0.14, -0.27), b.put(0.125, -0.305), b.put(0.18, 0.255), b.put(-0.085, 0.29)],
        (176, 214, 230),
    )
    for k in range(5):
        b.line(
            [(-0.06 + 0.01 * k, 0.18 - 0.09 * k + 0.0), (0.1, 0.165 - 0.09 * k)], (70, 90, 110), 1.4
        )
    b.stage.bloom.glow(b.put(0.02, 0), b.unit * 0.4, (150, 200, 230), 0.4)


def _gun(b: Bench) -> None:
    b.shape(
        [
            (-0.2, 0.14),
            (0.46, 0.14),
            (0.46, 0.02),
            (0.02, 0.0),
            (-0.04, -0.05),
            (-0.12, -0.32),
            (-0.32, -0.29),
            (-0.22, 0.0),
        ],
        (70, 74, 82),
    )
    b.line([(0.02, 0.0), (0.05, -0.11), (-0.05, -0.1)], width=1.6)
    b.line([(-0.15, 0.09), (0.1, 0.09), (0.42, 0.09)], STEEL, 1.2)


def _ring(b: Bench) -> None:
    b.round(0, -0.08, 0.2, 0.2, GOLD)
    b.layer.shape(
        ellipse(*b.put(0, -0.08), b.unit * 0.145, b.unit * 0.145),
        b.stage.palette.shade(b.stage.palette.lit(WOOD), 0.25),
        width=b.pen,
    )
    b.shape([(-0.09, 0.17), (0, 0.09), (0.09, 0.17), (0.05, 0.24), (-0.05, 0.24)], (150, 206, 214))
    b.gleam([(-0.17, -0.02), (-0.18, -0.09), (-0.16, -0.16)])


def _flower(b: Bench) -> None:
    b.line(
        [(0.1, -0.36), (0.06, -0.2), (-0.02, -0.06), (0, 0.1)],
        b.stage.palette.lit((70, 104, 62)),
        4.0,
    )
    b.shape([(0.06, -0.2), (0.2, -0.12), (0.28, -0.16), (0.18, -0.23)], (84, 122, 70), round_=True)
    for k in range(7):
        a = k * 2 * math.pi / 7
        b.round(0.12 * math.cos(a), 0.14 + 0.11 * math.sin(a), 0.085, 0.08, (190, 62, 70))
    b.round(0, 0.14, 0.07, 0.065, (150, 40, 52))


def _clock(b: Bench) -> None:
    b.round(0, 0, 0.34, 0.34, GOLD)
    b.layer.shape(
        ellipse(*b.put(0, 0), b.unit * 0.29, b.unit * 0.29), b.stage.palette.lit(PAPER), width=b.pen
    )
    for k in range(12):
        a = k * math.pi / 6
        b.line(
            [(0.24 * math.sin(a), 0.24 * math.cos(a)), (0.27 * math.sin(a), 0.27 * math.cos(a))],
            width=1.6,
        )
    b.line([(0, 0), (-0.05, 0.09), (-0.09, 0.16)], width=2.4)
    b.line([(0, 0), (0.01, 0.12), (0.02, 0.22)], width=1.8)


THINGS: dict[str, Callable[[Bench], None]] = {
    "letter": _letter, "sword": _sword, "cup": _cup, "skull": _skull, "crown": _crown, "key": _key,
    "book": _book, "lantern": _lantern, "phone": _phone, "gun": _gun, "ring": _ring, "flower": _flower,
    "clock": _clock,
}  # fmt: skip


# How far below the middle the table is touched, for what does not stand upright on it.
_REST = {"letter": 0.24, "sword": 0.16, "key": 0.13, "book": 0.21, "ring": 0.28, "gun": 0.29}


def draw(stage: Stage, thing: str) -> None:
    """A thing large on a table, in a pool of light."""
    wide, high = stage.cast.size
    middle = (wide / 2, high * 0.5)
    edge = middle[1] + stage.unit * 0.02
    top = stage.palette.lit(WOOD)
    layer = stage.cast
    layer.fill([(0, edge), (wide, edge), (wide, high), (0, high)], top)
    for k in range(9):
        y = edge + (high - edge) * (k / 8) ** 1.6
        grain = [
            (wide * u / 6, y + stage.unit * float(stage.fixed.uniform(-0.006, 0.006)))
            for u in range(7)
        ]
        layer.stroke(
            smooth(grain, closed=False),
            width=layer.line,
            colour=stage.palette.shade(top, 0.4),
            swell=0.4,
        )
    layer.stroke([(0, edge), (wide / 2, edge), (wide, edge)], width=layer.line * 2, swell=0.2)
    pool = ellipse(middle[0], middle[1] + stage.unit * 0.3, stage.unit * 0.75, stage.unit * 0.2)
    layer.wash(pool, stage.palette.key, 0.28, soft=stage.unit * 0.08)
    below = ellipse(
        middle[0] - stage.side * stage.unit * 0.1,
        middle[1] + stage.unit * _REST.get(thing, 0.34),
        stage.unit * 0.42,
        stage.unit * 0.06,
    )
    layer.wash(below, stage.palette.ink, 0.55, soft=stage.unit * 0.03)
    THINGS[thing](Bench(stage, layer, middle))
