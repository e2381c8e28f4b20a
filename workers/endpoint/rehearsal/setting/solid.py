"""Solid things of a set: boxes, posts, roofs, and pictures on planes."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from workers.endpoint.rehearsal.brush import Colour, Point, mix
from workers.endpoint.rehearsal.camera import World
from workers.endpoint.rehearsal.stage import Stage

Plane = Callable[[float, float], World]
Span = tuple[float, float]


def front(z: float, x: float = 0.0, y: float = 0.0, way: float = 1.0) -> Plane:
    """The plane that faces the camera at depth `z`, its origin at (x, y)."""
    return lambda u, v: (x + way * u, y + v, z)


def side(x: float, z: float = 0.0, y: float = 0.0) -> Plane:
    """The upright plane that runs away from the camera at `x`, its origin at (y, z)."""
    return lambda u, v: (x, y + v, z + u)


def flat(y: float, x: float = 0.0, z: float = 0.0) -> Plane:
    """The level plane at height `y`, its origin at (x, z)."""
    return lambda u, v: (x + u, y, z + v)


def on(
    stage: Stage,
    plane: Plane,
    outline: Iterable[Span],
    colour: Colour,
    *,
    z: float | None = None,
    ink: bool = True,
) -> list[Point]:
    """An outline in metres on a plane."""
    return stage.facet([plane(u, v) for u, v in outline], colour, z=z, ink=ink)


def block(left: float, right: float, low: float, high: float) -> list[Span]:
    return [(left, low), (right, low), (right, high), (left, high)]


def arch(left: float, right: float, low: float, high: float, pointed: float = 0.0) -> list[Span]:
    """An arched outline; `pointed` 0 is round, 1 is gothic."""
    mid, half = (left + right) / 2, (right - left) / 2
    rise = half * (1 + 0.7 * pointed)
    ring = []
    for k in range(9):
        a = math.pi * k / 8
        lift = math.sin(a) ** (1 - 0.35 * pointed) if 0 < k < 8 else 0.0
        ring.append((mid + half * math.cos(a), high - rise + rise * lift))
    return [(left, low), (right, low), *ring]


def box(
    stage: Stage, xs: Span, ys: Span, zs: Span, colour: Colour, *, ink: bool = True
) -> list[Point]:
    """A box with the faces that are seen; gives its front as seen."""
    (left, right), (low, high), (near, far) = sorted(xs), ys, zs
    camera = stage.camera
    if far + camera.distance < 0.3:
        return []
    sunny = mix(colour, stage.palette.key, 0.10)
    if camera.eye > high:
        top = [(left, high, near), (right, high, near), (right, high, far), (left, high, far)]
        stage.facet(top, mix(colour, stage.palette.key, 0.22), ink=ink)
    elif camera.eye < low:
        below = [(left, low, near), (right, low, near), (right, low, far), (left, low, far)]
        stage.facet(below, stage.dark(colour, 0.5), ink=ink)
    for x, way in ((left, -1), (right, 1)):
        if x * way < 0:
            face = [(x, low, near), (x, low, far), (x, high, far), (x, high, near)]
            stage.facet(face, sunny if way == stage.side else stage.dark(colour, 0.36), ink=ink)
    face = [(left, low, near), (right, low, near), (right, high, near), (left, high, near)]
    return stage.facet(face, stage.dark(colour, 0.08), ink=ink)


def post(
    stage: Stage, x: float, z: float, r: float, ys: Span, colour: Colour, *, taper: float = 1.0
) -> list[Point]:
    """A round post: light, body tone and a shaded side."""
    if z + stage.camera.distance < 0.5:
        return []
    low, high = ys
    t = r * taper
    seen = stage.facet(
        [(x - r, low, z), (x + r, low, z), (x + t, high, z), (x - t, high, z)], colour
    )
    if seen:
        for a, b, tone in (
            (-1.0, -0.05, stage.dark(colour, 0.42)),
            (0.45, 0.8, mix(colour, stage.palette.key, 0.3)),
        ):
            u, v = a * stage.side, b * stage.side
            stage.facet(
                [
                    (x + u * r, low, z),
                    (x + v * r, low, z),
                    (x + v * t, high, z),
                    (x + u * t, high, z),
                ],
                tone,
                ink=False,
            )
        stage.near.contour(seen, width=stage.pen(z))
    return seen


def gable(
    stage: Stage, xs: Span, eave: float, peak: float, zs: Span, roof: Colour, wall: Colour
) -> None:
    """A pitched roof whose ridge runs across the picture's depth, with its front gable."""
    roof = stage.snowed(roof)
    (left, right), (near, far) = xs, zs
    mid, over = (left + right) / 2, 0.25
    for x, way in ((left - over, -1), (right + over, 1)):
        slope = [(x, eave - 0.12, near - over), (x, eave - 0.12, far), (mid, peak, far),
                 (mid, peak, near - over)]  # fmt: skip
        facing = (mid if way > 0 else -mid) < 0 or stage.camera.eye > eave
        if facing:
            tone = mix(roof, stage.palette.key, 0.12) if way == stage.side else stage.dark(roof)
            stage.facet(slope, tone)
    stage.facet([(left, eave, near), (right, eave, near), (mid, peak - 0.1, near)], wall)


def pitched(
    stage: Stage, xs: Span, eave: float, peak: float, zs: Span, roof: Colour, wall: Colour
) -> None:
    """A pitched roof whose ridge runs across the picture: its front slope and seen gable ends."""
    roof = stage.snowed(roof)
    (left, right), (near, far) = xs, zs
    mid = (near + far) / 2
    for x, way in ((left, -1), (right, 1)):
        if x * way < 0:
            stage.facet([(x, eave, near), (x, eave, far), (x, peak, mid)],
                        wall if way == stage.side else stage.dark(wall, 0.36))  # fmt: skip
    over = 0.25
    stage.facet(
        [(left - over, eave - 0.15, near - over), (right + over, eave - 0.15, near - over),
         (right + over, peak, mid), (left - over, peak, mid)],
        roof,
    )  # fmt: skip


def rails(
    stage: Stage, points: Sequence[World], *, tall: float, colour: Colour, bars: int = 1
) -> None:
    """A fence or railing along points on the ground, with posts at each."""
    for (ax, ay, az), (bx, by, bz) in pairwise(points):
        for k in range(bars):
            y = tall * (1 - k / (bars + 0.4))
            stage.facet(
                [
                    (ax, ay + y, az),
                    (bx, by + y, bz),
                    (bx, by + y - 0.09, bz),
                    (ax, ay + y - 0.09, az),
                ],
                colour,
            )
    for x, y, z in points:
        if z + stage.camera.distance > 0.5:
            stage.facet([(x - 0.06, y, z), (x + 0.06, y, z), (x + 0.06, y + tall + 0.06, z),
                         (x - 0.06, y + tall + 0.06, z)], stage.dark(colour, 0.15))  # fmt: skip
