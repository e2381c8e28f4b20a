"""The head as a body in the picture: where it is, which way it looks, and its outline."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Point, smooth

SKULL: tuple[Point, ...] = (
    (0.0, 0.5), (0.21, 0.465), (0.335, 0.31), (0.36, 0.1), (0.345, -0.1), (0.305, -0.27),
    (0.2, -0.425), (0.075, -0.5), (-0.075, -0.5), (-0.2, -0.425), (-0.305, -0.27),
    (-0.345, -0.1), (-0.36, 0.1), (-0.335, 0.31), (-0.21, 0.465),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """Where and how to draw one. `way` is 1 facing right; `light` is the side of the light."""

    at: Point
    size: float
    way: int
    light: int
    tilt: float = 0.0
    turn: float = 1.0
    feeling: str | None = None
    speaks: bool = False

    def put(self, x: float, y: float) -> Point:
        c, s = math.cos(self.tilt), math.sin(self.tilt)
        u, v = x * c + y * s, -x * s + y * c
        return self.at[0] + self.way * u * self.size, self.at[1] - v * self.size

    def curve(self, points: Iterable[Point], *, closed: bool = True) -> list[Point]:
        return smooth([self.put(*p) for p in points], closed=closed)

    def outline(self) -> list[Point]:
        """The face from crown to chin, turned towards where it looks."""
        ring = []
        for x, y in SKULL:
            u = x + self.turn * 0.10 * max(0.0, 0.2 - y)
            if x < 0 and y > -0.15:
                u -= self.turn * 0.07
            ring.append((u, y))
        return self.curve(ring)
