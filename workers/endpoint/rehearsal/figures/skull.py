"""The head in space: what a view of it shows.

Head units: 1 from chin to crown, the middle at the origin; a place is (side, up, forward), the side
towards the figure's near hand.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Point, smooth
from workers.endpoint.rehearsal.figures.rig import evenly, hull, soften

Spot = tuple[float, float, float]

_CRANIUM = [
    (0.345 * math.sin(a) * math.cos(b), 0.115 + 0.385 * math.sin(b), -0.045 + 0.42 * math.cos(a) * math.cos(b))
    for b in (k * math.pi / 12 for k in range(-4, 7))
    for a in (j * math.pi / 12 for j in range(24))
]  # fmt: skip
PROFILE: tuple[tuple[float, float], ...] = (
    (0.40, 0.30), (0.24, 0.365), (0.115, 0.385), (0.055, 0.362), (-0.01, 0.385), (-0.09, 0.43), (-0.155, 0.485), (-0.178, 0.475),
    (-0.205, 0.40), (-0.225, 0.378), (-0.272, 0.402), (-0.298, 0.378), (-0.325, 0.392), (-0.362, 0.355), (-0.40, 0.365),
    (-0.45, 0.36), (-0.495, 0.31), (-0.45, 0.24), (-0.2, 0.2), (0.1, 0.24), (0.3, 0.26),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Head:
    """Where and how to draw one. Angles are radians: `yaw` as for the body, `nod` lifts the face,
    `tilt` leans it in the picture. `light` is the side the light comes from."""

    at: Point
    size: float
    way: int
    light: int
    yaw: float
    nod: float = 0.0
    tilt: float = 0.0
    feeling: str | None = None
    speaks: bool = False
    jaw: float = 0.5
    soft: float = 0.0
    nose: float = 0.5

    def flat(self, spot: Spot) -> Spot:
        """Across, up and towards us, in head units."""
        s, u, f = spot
        c, n = math.cos(self.nod), math.sin(self.nod)
        f, u = f * c - u * n, f * n + u * c
        y = self.yaw
        return f * math.sin(y) - s * math.cos(y), u, f * math.cos(y) + s * math.sin(y)

    def put(self, spot: Spot) -> Point:
        x, y, _ = self.flat(spot)
        c, t = math.cos(self.tilt), math.sin(self.tilt)
        x, y = x * c + y * t, -x * t + y * c
        return self.at[0] + self.way * x * self.size, self.at[1] - y * self.size

    def line(self, spots: Iterable[Spot], *, closed: bool = False, steps: int = 5) -> list[Point]:
        return smooth([self.put(spot) for spot in spots], closed=closed, steps=steps)

    def skin(self, s: float, u: float, lift: float = 0.0) -> Spot:
        """The place on the face at `s` and `u`, raised by `lift`."""
        left = 1 - (s / 0.40) ** 2 - ((u - 0.02) / 0.78) ** 2
        return s * (1 + lift), u, -0.05 + 0.425 * math.sqrt(max(0.0, left)) + lift

    def face(
        self, marks: Iterable[tuple[float, float]], lift: float = 0.0, *, closed: bool = False
    ) -> list[Point]:
        """A smooth line over the face."""
        return self.line([self.skin(s, u, lift) for s, u in marks], closed=closed)

    def shows(self, s: float, u: float) -> float:
        """How squarely the face's place is turned to us: 1 fully, below 0 away."""
        _, _, d = self.flat((s / 0.40, (u - 0.02) / 2.2, max(0.0, 1 - (s / 0.40) ** 2) ** 0.5))
        return d

    @property
    def side_on(self) -> bool:
        """Whether the line of forehead, nose and chin is an outline."""
        return abs(math.sin(self.yaw)) > 0.86

    @property
    def away(self) -> bool:
        """Whether it is seen from behind."""
        return math.cos(self.yaw) * math.cos(self.nod) < -0.3

    def outline(self) -> list[Point]:
        """Cranium, cheeks, jaw and chin."""
        broad = 0.84 + 0.28 * self.jaw
        cheek, chin = 0.318 + 0.02 * self.soft, 0.07 + 0.045 * self.jaw
        drop = -0.5 + 0.025 * self.soft
        spots: list[Spot] = list(_CRANIUM)
        for k in (-1, 1):
            spots += [
                (k * cheek, -0.03, 0.14), (k * (cheek - 0.012), -0.13, 0.15), (k * 0.262 * broad, -0.29, 0.02 + 0.05 * self.soft),
                (k * 0.225 * broad, -0.36, 0.12), (k * chin * 1.75, -0.445, 0.22), (k * chin, drop, 0.27), (k * 0.16, -0.2, 0.31),
                (k * chin * 0.9, -0.44, 0.335), (k * 0.3, 0.1, 0.2), (k * 0.16, 0.16, 0.345),
            ]  # fmt: skip
        return self.ring(spots, 64)

    def ring(self, spots: Sequence[Spot], count: int = 48) -> list[Point]:
        return soften(evenly(hull(self.put(spot) for spot in spots), count), 1)

    def profile(self) -> list[Point]:
        """Forehead, nose, lips and chin from the side."""
        longer = 0.75 + 0.5 * self.nose
        soft = self.soft
        spots = []
        for u, f in PROFILE:
            out = 0.385 + (f - 0.385) * longer if -0.21 < u < 0.03 and f > 0.385 else f
            if soft and u < 0.03:
                out = out - (out - 0.36) * 0.4 * soft
            spots.append((0.0, u, out))
        return self.line(spots, closed=True, steps=4)

    def cap(self, grow: float, low: float = 0.0) -> list[Spot]:
        """The cranium `grow` times as large: where hair and hats sit."""
        spots = [
            (s * grow, 0.1 + (u - 0.1) * grow, -0.045 + (f + 0.045) * grow) for s, u, f in _CRANIUM
        ]
        if low <= 0.02:
            # Cropped hair leaves the temples and goes down to the nape behind the ears only.
            spots = [spot for spot in spots if spot[1] > -0.04 or spot[2] < -0.2]
            return [*spots, (0.17, -0.27, -0.3), (-0.17, -0.27, -0.3)]
        spots += [(k * 0.27 * grow, -0.30 - low, -0.22 * grow) for k in (-1, 1)]
        return [*spots, (0.0, -0.33 - low, -0.30 * grow)]

    def over(self, s: float, lift: float, grow: float = 1.08) -> Spot:
        """The place on the cap above a forehead's `s`, `lift` radians up from the level."""
        a = math.asin(max(-1.0, min(1.0, s / 0.37)))
        return (
            0.345 * grow * math.sin(a) * math.cos(lift),
            0.1 + 0.4 * grow * math.sin(lift),
            -0.045 + 0.42 * grow * math.cos(a) * math.cos(lift),
        )
