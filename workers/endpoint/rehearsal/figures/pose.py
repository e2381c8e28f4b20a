"""A body as joints: where hips, neck, knees, hands and feet are for a pose.

Body units: a grown person standing is 1 tall; x is where the figure faces, y is up from the ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Point

Pair = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stance:
    """Degrees from hanging straight down, forward positive; arms and legs as (upper, lower)."""

    lean: float
    near_arm: Pair
    far_arm: Pair
    near_leg: Pair
    far_leg: Pair
    roll: float = 0.0


STANCES = {
    "stand": Stance(0, (-9, 4), (7, 16), (-4, -5), (6, 4)),
    "idle": Stance(-2, (-16, 22), (9, 20), (-5, -6), (5, 3)),
    "listen": Stance(2, (2, 96), (12, 104), (-4, -6), (7, 4)),
    "walk": Stance(5, (-30, -8), (28, 46), (26, 10), (-20, -40)),
    "run": Stance(18, (-62, 28), (58, 138), (62, -14), (-30, -92)),
    "sit": Stance(3, (24, 78), (30, 84), (84, 2), (80, -6)),
    "point": Stance(4, (-12, 6), (92, 95), (-10, -14), (14, 8)),
    "raise": Stance(-4, (150, 172), (128, 150), (-10, -12), (12, 8)),
    "kneel": Stance(6, (26, 74), (36, 96), (-4, -92), (84, -2)),
    "fall": Stance(-10, (118, 150), (60, 110), (46, 6), (70, 34), -38),
    "lie": Stance(0, (-14, -4), (20, 30), (4, 2), (12, -8), -86),
    "fight": Stance(10, (-40, 30), (78, 92), (-28, -36), (40, 14)),
    "embrace": Stance(6, (70, 92), (58, 84), (-6, -8), (8, 4)),
}


@dataclass(frozen=True, slots=True)
class Body:
    """Joints in body units. A limb is shoulder or hip, elbow or knee, hand or foot."""

    hip: Point
    chest: Point
    neck: Point
    head: Point
    near_arm: tuple[Point, Point, Point]
    far_arm: tuple[Point, Point, Point]
    near_leg: tuple[Point, Point, Point]
    far_leg: tuple[Point, Point, Point]
    turn: float


def _limb(start: Point, angles: Pair, lengths: Pair) -> tuple[Point, Point, Point]:
    a, b = (math.radians(v) for v in angles)
    middle = (start[0] + lengths[0] * math.sin(a), start[1] - lengths[0] * math.cos(a))
    return (
        start,
        middle,
        (middle[0] + lengths[1] * math.sin(b), middle[1] - lengths[1] * math.cos(b)),
    )


def body(stance: Stance, broad: float) -> Body:
    """The joints of a stance, its lowest foot or knee on the ground."""
    lean = math.radians(stance.lean)

    def up(part: float, side: float = 0.0) -> Point:
        return part * math.sin(lean) + side, part * math.cos(lean)

    near_leg = _limb((-0.035, 0.0), stance.near_leg, (0.245, 0.235))
    far_leg = _limb((0.035, 0.0), stance.far_leg, (0.245, 0.235))
    shoulder = up(0.292)
    near_arm = _limb((shoulder[0] - 0.088 * broad, shoulder[1]), stance.near_arm, (0.165, 0.15))
    far_arm = _limb((shoulder[0] + 0.088 * broad, shoulder[1]), stance.far_arm, (0.165, 0.15))
    whole = Body(
        hip=(0.0, 0.0), chest=up(0.25), neck=up(0.345), head=up(0.435, 0.012),
        near_arm=near_arm, far_arm=far_arm, near_leg=near_leg, far_leg=far_leg,
        turn=math.radians(stance.roll),
    )  # fmt: skip
    return _grounded(whole)


def _grounded(whole: Body) -> Body:
    c, s = math.cos(whole.turn), math.sin(whole.turn)

    def spin(p: Point) -> Point:
        return p[0] * c + p[1] * s, -p[0] * s + p[1] * c

    lowest = min(spin(p)[1] for leg in (whole.near_leg, whole.far_leg) for p in leg)
    lowest = min(lowest, spin(whole.head)[1] - 0.02, spin(whole.hip)[1] - 0.05)

    def put(p: Point) -> Point:
        x, y = spin(p)
        return x, y - lowest + 0.025

    def limb(joints: tuple[Point, Point, Point]) -> tuple[Point, Point, Point]:
        return put(joints[0]), put(joints[1]), put(joints[2])

    return Body(
        put(whole.hip), put(whole.chest), put(whole.neck), put(whole.head),
        limb(whole.near_arm), limb(whole.far_arm), limb(whole.near_leg), limb(whole.far_leg), whole.turn,
    )  # fmt: skip
