"""A pinhole camera over a set measured in metres.

The subject stands at the origin: x to the right, y up from the ground, z away from the camera.
"""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from workers.endpoint.rehearsal.brush import Point

World = tuple[float, float, float]
HEIGHT = 1.75  # metres, of a grown person
NEAR = 0.25


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
    "MEDIUM_CLOSE": View(2.6, 2.72, 0.44, 2.8, 0.006),
    "CLOSE": View(4.0, 4.10, 0.46, 3.3, 0.010),
    "EXTREME_CLOSE": View(12.5, 12.0, 0.48, 6.0, 0.018),
    "OVER_THE_SHOULDER": View(1.95, 2.14, 0.44, 2.6, 0.005),
    "POV": View(0.92, 1.06, 0.42, 1.6, 0.0),
    "TWO_SHOT": View(1.5, 1.66, 0.42, 2.1, 0.0025),
    "INSERT": View(3.2, 3.0, 0.20, 2.6, 0.012),
}


# Wide views of a room: they cannot back out of it, and it is to fill the picture.
INDOORS = {"EXTREME_WIDE": View(0.235, 0.90, 0.55, 0.95), "WIDE": View(0.40, 0.91, 0.55, 1.75)}

# Views from the knees or hips up of who is low, alone or beside others who stand, and of legs at work.
LOW = {
    "MEDIUM_WIDE": {
        "lie": View(0.74, 0.76, 0.34, 1.8, 0.0016), "lie_by": View(0.66, 0.80, 0.38, 1.7, 0.0016),
        "kneel": View(1.0, 0.92, 0.40, 1.9, 0.0016), "kneel_by": View(0.80, 0.90, 0.42, 1.8, 0.0016),
        "sit": View(1.0, 0.95, 0.40, 1.9, 0.0016), "sit_by": View(0.86, 0.93, 0.42, 1.8, 0.0016),
        "move": View(0.99, 1.03, 0.42, 1.9, 0.0016),
    },
    "MEDIUM": {
        "lie": View(0.96, 0.80, 0.34, 2.0, 0.003), "lie_by": View(0.72, 0.82, 0.40, 1.8, 0.0016),
        "kneel": View(1.25, 1.06, 0.40, 2.1, 0.003), "kneel_by": View(0.86, 0.94, 0.42, 1.9, 0.0016),
    },
    "TWO_SHOT": {
        "lie": View(0.90, 0.80, 0.36, 1.9, 0.002), "lie_by": View(0.70, 0.82, 0.40, 1.8, 0.0016),
        "kneel": View(1.2, 1.04, 0.42, 2.0, 0.002), "kneel_by": View(0.86, 0.94, 0.42, 1.9, 0.0016),
    },
}  # fmt: skip

# How far the camera nods, in degrees; up is positive.
PITCH = {"low": 21.0, "high": -27.0, "overhead": -50.0}
STEEPEST = math.radians(74)


@dataclass(frozen=True, slots=True)
class Camera:
    """`width` and `height` are the canvas in pixels; `reference` is the height framings refer to.

    `centre` and `middle` are where its axis meets the picture, `pitch` how far it nods (radians).
    """

    width: int
    height: int
    reference: float
    centre: float
    middle: float
    focal: float
    distance: float
    eye: float
    pitch: float = 0.0

    @property
    def horizon(self) -> float:
        """The row of eye level; it may lie outside the picture."""
        return self.middle + self.focal * math.tan(self.pitch)

    def depth(self, y: float, z: float) -> float:
        """Metres along the camera's axis."""
        ahead, above = z + self.distance, y - self.eye
        return ahead * math.cos(self.pitch) + above * math.sin(self.pitch)

    def at(self, x: float, y: float, z: float) -> Point:
        """Where a point in front of the camera is seen."""
        ahead, above = z + self.distance, y - self.eye
        scale = self.focal / max(NEAR, self.depth(y, z))
        lift = above * math.cos(self.pitch) - ahead * math.sin(self.pitch)
        return self.centre + scale * x, self.middle - scale * lift

    def across(self, z: float, y: float = 0.0) -> float:
        """Pixels for a metre sideways at depth `z`."""
        return self.focal / max(NEAR, self.depth(y, z))

    def scale(self, z: float) -> float:
        """Pixels for a metre of someone who stands upright at depth `z`."""
        if not self.pitch:
            return self.across(z)
        return max(1.0, self.at(0, 0, z)[1] - self.at(0, HEIGHT, z)[1]) / HEIGHT

    def ground(self, row: float) -> float:
        """The depth `z` of the ground that is seen in a pixel row; endless above the horizon."""
        down = math.atan2(row - self.middle, self.focal) - self.pitch
        return self.eye / math.tan(down) - self.distance if down > 1e-4 else 1e4

    def facet(self, corners: Sequence[World]) -> list[Point]:
        """A flat polygon as seen, without what lies behind the camera; may be empty."""
        depths = [self.depth(y, z) for _, y, z in corners]
        kept: list[World] = []
        for i, b in enumerate(corners):
            a = corners[i - 1]
            before, after = depths[i - 1], depths[i]
            if (before < NEAR) != (after < NEAR):
                t = (NEAR - before) / (after - before)
                kept.append(
                    (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)
                )
            if after >= NEAR:
                kept.append(b)
        return [self.at(*corner) for corner in kept] if len(kept) > 2 else []

    def inside(self, point: Point, margin: float = 0.0) -> bool:
        x, y = point
        return -margin <= x <= self.width + margin and -margin <= y <= self.height + margin


def camera(
    size: tuple[int, int],
    bleed: float,
    framing: str,
    angles: str | Container[str] | None,
    shift: float,
    *,
    inside: bool = False,
    low: str = "",
) -> Camera:
    """The camera for a framing. `bleed` is the part of the canvas beyond the picture on each side.

    `shift` moves the vanishing point sideways, in parts of the picture's width. Of `angles`
    "low", "high" and "overhead" make it nod; whoever stands at the origin keeps their place. `low` is
    a key of LOW's views, for who is on the ground.
    """
    width, height = size
    inner_w, inner_h = width * (1 - 2 * bleed), height * (1 - 2 * bleed)
    reference = min(inner_h, inner_w * 1.5)
    view = INDOORS.get(framing, VIEWS[framing]) if inside else VIEWS[framing]
    view = LOW.get(framing, {}).get(low, view)
    top = height * bleed + (inner_h - reference) / 2
    level = Camera(
        width=width,
        height=height,
        reference=reference,
        centre=width * (0.5 + shift * (1 - 2 * bleed)),
        middle=top + view.eye * reference,
        focal=view.lens * reference,
        distance=view.lens * HEIGHT / view.tall,
        eye=(view.feet - view.eye) * HEIGHT / view.tall,
    )
    named = {angles} if isinstance(angles, str) else angles or ()
    for angle in ("overhead", "high", "low"):
        if angle in named:
            return _nodding(level, view, angle, top)
    return level


def _nodding(level: Camera, view: View, angle: str, top: float) -> Camera:
    """The camera that sees the subject's feet and crown where they were, from another height."""
    middle = top + 0.5 * level.reference
    tall = view.tall * (0.7 if angle == "overhead" and view.tall < 1 else 1.0)
    low = (0.5 - min(view.feet, 0.5 + tall / 2 if tall < view.tall else view.feet)) / view.lens
    feet, crown = math.atan(low), math.atan(low + tall / view.lens)
    pitch = math.radians(PITCH[angle])
    if angle == "low":
        pitch = min(pitch, -feet - math.radians(2.2))
    pitch = min(STEEPEST - crown, max(pitch, -STEEPEST - feet))
    distance = HEIGHT / (math.tan(crown + pitch) - math.tan(feet + pitch))
    return replace(
        level,
        middle=middle,
        distance=distance,
        eye=-distance * math.tan(feet + pitch),
        pitch=pitch,
    )
