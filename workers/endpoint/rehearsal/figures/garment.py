"""The lines of clothes over a body, in body units."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Point
from workers.endpoint.rehearsal.figures.pose import Body


def trunk(joints: Body, broad: float) -> tuple[list[Point], list[Point]]:
    """The back line and the front line of the trunk, from the neck down to the hips."""
    (hx, hy), (nx, ny) = joints.hip, joints.neck
    dx, dy = nx - hx, ny - hy
    length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
    ux, uy = dx / length, dy / length
    rows = (
        (1.03, 0.03),
        (0.965, 0.066),
        (0.87, 0.117),
        (0.62, 0.097),
        (0.32, 0.078),
        (0.0, 0.088),
        (-0.12, 0.094),
    )
    back = [(hx + dx * t - uy * w * broad, hy + dy * t + ux * w * broad) for t, w in rows]
    front = [(hx + dx * t + uy * w * broad, hy + dy * t - ux * w * broad) for t, w in rows]
    return back, front


def skirt(joints: Body, hem: float, flare: float) -> list[Point]:
    """Cloth from the hips towards the feet: it follows both legs."""

    def down(leg: tuple[Point, Point, Point]) -> Point:
        hip, knee, foot = leg
        t = hem * 2
        a, b = (hip, knee) if t <= 1 else (knee, foot)
        t = t if t <= 1 else t - 1
        return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t

    near, far = down(joints.near_leg), down(joints.far_leg)
    front, rear = (near, far) if near[0] > far[0] else (far, near)
    knees = (joints.near_leg[1], joints.far_leg[1])
    knee_front = max(knees)
    knee_back = min(knees)
    wide = 0.075 + flare
    points = [
        (front[0] + wide, front[1]),
        ((front[0] + rear[0]) / 2, min(front[1], rear[1]) - 0.012),
        (rear[0] - wide, rear[1]),
    ]
    if hem > 0.5:
        points = [
            (knee_front[0] + 0.075, knee_front[1]),
            *points,
            (knee_back[0] - 0.075, knee_back[1]),
        ]
    return points
