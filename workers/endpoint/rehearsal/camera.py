"""A pinhole camera over a set measured in metres.

The subject stands at the origin: x to the right, y up from the ground, z away from the camera.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Point

World = tuple[float, float, float]
HEIGHT = 1.75  # metres, of a grown person
NEAR = 0.25


def upright(left: float, right: float, low: float, high: float, z: float) -> list[World]:
    """The corners of a rectangle that faces the camera at depth `z`."""
    return [(left, low, z), (right, low, z), (right, high, z), (left, high, z)]


def level(left: float, right: float, y: float, near: float, far: float) -> list[World]:
    """The corners of a rectangle that lies flat at height `y`."""
    return [(left, y, near), (right, y, near), (right, y, far), (left, y, far)]


@dataclass(frozen=True, slots=True)
class View:
    """How a framing looks at its subject, in parts of the picture's reference height.

    `tall` is a person's height, `feet` where they stand, `eye` the horizon, `lens` the focal
    length, `soft` the blur of what is behind.
    """

    tall: float
    feet: float
    eye: float
    lens: float
    soft: float = 0.0


VIEWS = {
    "EXTREME_WIDE": View(0.125, 0.82, 0.60, 1.25),
    "WIDE": View(0.36, 0.87, 0.57, 1.35),
    "FULL": View(0.78, 0.93, 0.46, 1.7),
    "MEDIUM_WIDE": View(1.12, 1.22, 0.42, 1.9, 0.0016),
    "MEDIUM": View(1.62, 1.75, 0.40, 2.2, 0.003),
    "MEDIUM_CLOSE": View(2.7, 2.82, 0.44, 2.8, 0.006),
    "CLOSE": View(4.7, 4.80, 0.46, 3.6, 0.010),
    "EXTREME_CLOSE": View(12.5, 12.0, 0.48, 6.0, 0.018),
    "OVER_THE_SHOULDER": View(1.95, 2.14, 0.44, 2.6, 0.005),
    "POV": View(0.92, 1.06, 0.42, 1.6, 0.0),
    "TWO_SHOT": View(1.5, 1.66, 0.42, 2.1, 0.0025),
    "INSERT": View(3.2, 3.0, 0.20, 2.6, 0.012),
}


@dataclass(frozen=True, slots=True)
class Camera:
    """`width` and `height` are the canvas in pixels; `reference` is the height framings refer to."""

    width: int
    height: int
    reference: float
    centre: float
    horizon: float
    focal: float
    distance: float
    eye: float

    def at(self, x: float, y: float, z: float) -> Point:
        """Where a point in front of the camera is seen."""
        scale = self.scale(z)
        return self.centre + scale * x, self.horizon + scale * (self.eye - y)

    def scale(self, z: float) -> float:
        """Pixels for a metre at depth `z`."""
        return self.focal / max(NEAR, z + self.distance)

    def facet(self, corners: Sequence[World]) -> list[Point]:
        """A flat polygon as seen, without what lies behind the camera; may be empty."""
        limit = NEAR - self.distance
        kept: list[World] = []
        for i, b in enumerate(corners):
            a = corners[i - 1]
            if (a[2] < limit) != (b[2] < limit):
                t = (limit - a[2]) / (b[2] - a[2])
                kept.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, limit))
            if b[2] >= limit:
                kept.append(b)
        return [self.at(*corner) for corner in kept] if len(kept) > 2 else []

    def inside(self, point: Point, margin: float = 0.0) -> bool:
        x, y = point
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin


def camera(
    size: tuple[int, int], bleed: float, framing: str, angle: str | None, shift: float
) -> Camera:
    """The camera for a framing. `bleed` is the part of the canvas beyond the picture on each side.

    `shift` moves the vanishing point sideways, in parts of the picture's width.
    """
    width, height = size
    inner_w, inner_h = width * (1 - 2 * bleed), height * (1 - 2 * bleed)
    reference = min(inner_h, inner_w * 1.5)
    view = VIEWS[framing]
    feet, eye = view.feet, view.eye
    if angle == "low":
        eye = min(feet - 0.03, eye + 0.26) if feet < 1.1 else eye + 0.22
    elif angle == "high":
        eye -= 0.30
    top = height * bleed + (inner_h - reference) / 2
    focal = view.lens * reference
    distance = view.lens * HEIGHT / view.tall
    return Camera(
        width=width,
        height=height,
        reference=reference,
        centre=width * (0.5 + shift * (1 - 2 * bleed)),
        horizon=top + eye * reference,
        focal=focal,
        distance=distance,
        eye=(feet - eye) * HEIGHT / view.tall,
    )
