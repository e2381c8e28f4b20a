"""Great rooms: a throne hall, a church, a theatre."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, mix, smooth
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting import lamps
from workers.endpoint.rehearsal.setting.castle import flame
from workers.endpoint.rehearsal.setting.interior import (
    WOOD,
    burning,
    opening,
    outside,
    shaft,
    shell,
)
from workers.endpoint.rehearsal.setting.solid import arch, block, box, front, on, post, side
from workers.endpoint.rehearsal.setting.walls import Walls, window_of
from workers.endpoint.rehearsal.stage import Stage

RED: Colour = (158, 46, 44)
GOLD: Colour = (214, 170, 84)


def _colonnade(stage: Stage, walls: Walls, inset: float, *, pointed: float) -> None:
    """Columns that carry arches, from the back towards us."""
    stone = mix(walls.plaster, (160, 156, 152), 0.3)
    spring = walls.tall * 0.58
    for k in range(8):
        z = walls.back - 1.2 - 3.2 * k
        if z + stage.camera.distance < 1.2:
            break
        for way in (-1, 1):
            x = way * (walls.half - inset)
            if stage.camera.eye < walls.tall:
                bay = [(u, v) for u, v in arch(0.35, 2.85, spring, spring + 2.6, pointed)]
                crown = [
                    (-0.35, spring),
                    (-0.35, walls.tall),
                    (3.55, walls.tall),
                    (3.55, spring),
                    *bay[1:2],
                    *bay[2:],
                    *bay[:1],
                ]
                if z > walls.back - 3.0 - 3.2 * 5:
                    on(
                        stage,
                        side(x, z),
                        crown,
                        stage.dark(stone, 0.30 if way == stage.side else 0.12),
                        z=2,
                    )
            post(stage, x, z, 0.36, (0.4, spring), stone)
            box(stage, (x - 0.52, x + 0.52), (0, 0.4), (z - 0.3, z + 0.3), stone)
            box(
                stage,
                (x - 0.52, x + 0.52),
                (spring - 0.05, spring + 0.3),
                (z - 0.3, z + 0.3),
                stone,
            )
            if walls.tall < 9 and k % 2 == 0:
                _bracket(stage, x - way * 0.42, 2.1, z)


def _bracket(stage: Stage, x: float, y: float, z: float) -> None:
    on(stage, front(z - 0.4, x, y), [(-0.05, -0.4), (0.05, -0.4), (0.1, 0.1), (-0.1, 0.1)], f.IRON)
    if burning(stage):
        flame(stage, x, y + 0.1, z - 0.42, 0.36)


def hall(stage: Stage, walls: Walls) -> None:
    """A throne on a dais between banners, columns with torches, tall windows, a red carpet."""
    b = walls.back
    outside(stage)
    shell(stage, walls, ceiling=stage.dark(WOOD, 0.4))
    for k in (-1, 0, 1):
        opening(
            stage,
            front(b - 0.02),
            arch(k * 2.6 - 0.75, k * 2.6 + 0.75, 3.6, 6.9, 1.0),
            b,
            bars=(2, 4),
            frame=(176, 164, 142),
        )
    near = 0.2 - stage.camera.distance
    stage.facet(
        [(-1.1, 0.005, near), (1.1, 0.005, near), (1.1, 0.005, b - 2.6), (-1.1, 0.005, b - 2.6)],
        RED,
        z=2,
    )
    for u in (-1.0, 1.0):
        edge = stage.camera.facet(
            [
                (u - 0.05, 0.01, near),
                (u + 0.05, 0.01, near),
                (u + 0.05, 0.01, b - 2.6),
                (u - 0.05, 0.01, b - 2.6),
            ]
        )
        if edge:
            stage.near.fill(edge, stage.lit(GOLD, 2))
    for k in range(4):
        w = 2.7 - 0.4 * k
        box(
            stage,
            (-w, w),
            (0.2 * k, 0.2 * (k + 1)),
            (b - 2.6 + 0.4 * k, b),
            mix(walls.floor, (236, 226, 206), 0.3),
        )
    _throne(stage, b - 1.0)
    for way in (-1, 1):
        x = way * 2.0 + way * 2.1
        cloth = [(x - 0.6, 6.8), (x + 0.6, 6.8), (x + 0.6, 3.0), (x, 2.4), (x - 0.6, 3.0)]
        on(stage, front(b - 0.08), cloth, RED if way == stage.side else stage.dark(RED, 0.2), z=2)
        on(stage, front(b - 0.09), [(x, 5.7), (x + 0.3, 5.1), (x, 4.3), (x - 0.3, 5.1)], GOLD, z=2)
    _colonnade(stage, walls, 1.2, pointed=0.0)
    left, low, right, high = window_of(walls, stage.side)
    shaft(stage, walls, (left, low, right, high), throw=2.2)
    if stage.camera.eye < 5:
        for z in (4.0, -0.5):
            _chandelier(stage, 0.0, 5.4, z, walls.tall)


def _throne(stage: Stage, z: float) -> None:
    y = 0.8
    back = [
        (-0.55, y),
        (0.55, y),
        (0.55, y + 1.8),
        (0.3, y + 2.0),
        (0, y + 2.5),
        (-0.3, y + 2.0),
        (-0.55, y + 1.8),
    ]
    on(stage, front(z), back, GOLD, z=2)
    on(stage, front(z - 0.02), block(-0.38, 0.38, y + 0.5, y + 1.7), RED, z=2)
    box(stage, (-0.55, 0.55), (y, y + 0.5), (z - 0.6, z), stage.dark(GOLD, 0.15))
    for u in (-0.6, 0.48):
        box(stage, (u, u + 0.12), (y, y + 0.85), (z - 0.6, z), GOLD)


def _chandelier(stage: Stage, x: float, y: float, z: float, top: float) -> None:
    if z + stage.camera.distance < 2.5:
        return
    stage.near.line_to(
        stage.camera.at(x, top, z),
        stage.camera.at(x, y, z),
        width=stage.pen(z),
        colour=stage.palette.ink,
    )
    ring = [
        (x + 1.0 * math.cos(a), y, z + 0.9 * math.sin(a))
        for a in (k * math.pi / 8 for k in range(16))
    ]
    seen = stage.camera.facet(ring)
    if seen:
        stage.near.contour(smooth(seen, steps=3), width=stage.pen(z) * 2.6)
    for k in range(6):
        lamps.candle(stage, x + math.cos(k * math.pi / 5), y, z, 0.2)


def church(stage: Stage, walls: Walls) -> None:
    """A nave: pews, pointed arches, an altar with a cross under coloured glass."""
    b = walls.back
    outside(stage)
    shell(stage, walls, ceiling=stage.dark(walls.plaster, 0.3))
    plane = front(b - 0.02)
    for k, (low, high) in ((-1, (3.2, 7.0)), (0, (3.6, 8.8)), (1, (3.2, 7.0))):
        half = 0.95 if k == 0 else 0.6
        opening(
            stage,
            plane,
            arch(k * 2.5 - half, k * 2.5 + half, low, high, 1.0),
            b,
            bars=(2, 6),
            frame=(170, 162, 150),
        )
        _glass(stage, k * 2.5, low, half, high, b)
    for k in range(3):
        w = 2.6 - 0.5 * k
        box(
            stage,
            (-w, w),
            (0.17 * k, 0.17 * (k + 1)),
            (b - 3.4 + 0.6 * k, b),
            mix(walls.floor, (236, 230, 220), 0.3),
        )
    box(stage, (-1.1, 1.1), (0.5, 1.5), (b - 1.7, b - 0.9), (226, 216, 196))
    on(stage, front(b - 1.72), block(-1.0, 1.0, 1.05, 1.5), (246, 242, 232), z=2)
    for x, y, w, h in ((0, 1.5, 0.07, 1.5), (0, 2.35, 0.42, 0.14)):
        box(stage, (x - w, x + w), (y, y + h), (b - 1.3, b - 1.25), GOLD)
    for u in (-0.75, 0.75):
        lamps.candle(stage, u, 1.5, b - 1.4, 0.4)
    _colonnade(stage, walls, 1.3, pointed=1.0)
    for z in (6.0, 4.4, 2.8, 1.2, -0.6, -2.4):
        for way in (-1, 1):
            if z + stage.camera.distance < 2.4:
                continue
            xs = sorted((way * 1.15, way * 3.4))
            box(stage, (xs[0], xs[1]), (0.0, 0.48), (z + 0.1, z + 0.5), stage.dark(WOOD, 0.2))
            box(stage, (xs[0], xs[1]), (0.0, 0.95), (z, z + 0.08), WOOD)
    shaft(stage, walls, window_of(walls, stage.side), throw=2.6)


def _glass(stage: Stage, x: float, low: float, half: float, high: float, b: float) -> None:
    """Panes of colour in a church window."""
    dull = {"day": 0.75, "dawn": 0.7, "dusk": 0.8, "night": 0.45}[stage.palette.hour]
    hues: tuple[Colour, ...] = ((196, 70, 62), (72, 112, 184), (232, 186, 82), (92, 150, 110))
    rows = 6
    for r in range(rows):
        v0, v1 = low + (high - half - low) * r / rows, low + (high - half - low) * (r + 1) / rows
        for c in (-1, 1):
            hue = hues[(r * 3 + (c > 0) + round(x)) % 4]
            pane = stage.camera.facet(
                [(x, v0, b), (x + c * half * 0.92, v0, b), (x + c * half * 0.92, v1, b), (x, v1, b)]
            )
            if pane:
                stage.near.shape(
                    pane,
                    mix(mix(stage.palette.horizon, stage.palette.zenith, 0.4), hue, dull),
                    width=stage.pen(b) * 1.4,
                )


def theatre(stage: Stage, walls: Walls) -> None:
    """A stage: red curtains, painted scenery, boards, spotlights and footlights."""
    b = walls.back
    shell(stage, walls, ceiling=(40, 30, 38))
    on(stage, front(b - 0.02), block(-6, 6, 0, 6.5), (132, 166, 186), z=1)
    on(
        stage,
        front(b - 0.04),
        [
            (-6, 0),
            (6, 0),
            (6, 1.8),
            (4, 2.6),
            (2, 1.7),
            (0, 2.2),
            (-2.5, 3.2),
            (-4.5, 2.0),
            (-6, 2.6),
        ],
        (96, 128, 110),
        z=1,
    )
    for x, z, tall in ((-3.4, 4.6, 3.4), (3.8, 5.2, 3.8)):
        on(
            stage,
            front(z, x),
            [(-0.15, 0), (0.15, 0), (0.1, tall * 0.5), (-0.1, tall * 0.5)],
            (110, 80, 56),
            z=1,
        )
        on(
            stage,
            front(z - 0.02, x),
            [
                (-0.9, tall * 0.35),
                (0.9, tall * 0.35),
                (0.6, tall * 0.75),
                (0, tall),
                (-0.6, tall * 0.75),
            ],
            (84, 128, 84),
            z=1,
        )
    for z, x in ((4.0, 4.9), (1.4, 4.4)):
        for way in (-1, 1):
            _curtain(stage, way * x, way * 6.6, z, 7.0)
    if stage.camera.eye < 5:
        drape = [
            (-7.0, 7.0),
            (7.0, 7.0),
            *[(7.0 - k * 1.0, 5.5 - 0.45 * (k % 2)) for k in range(15)],
        ]
        on(stage, front(1.3), drape, RED, z=1)
        for k in range(14):
            a, c = stage.camera.at(-6.5 + k, 7.0, 1.3), stage.camera.at(-6.5 + k, 5.5, 1.3)
            stage.near.line_to(
                a, c, width=stage.pen(1.3), colour=stage.palette.shade(stage.lit(RED, 1), 0.5)
            )
    _limelight(stage)


def _limelight(stage: Stage) -> None:
    """Footlights, two spotlights, and their round on the boards."""
    for n in range(-3, 4):
        z = 0.9 - stage.camera.distance * 0.55
        post(stage, n * 0.9, z, 0.10, (0, 0.12), GOLD)
    for way in (-1, 1):
        top = stage.camera.at(way * 4.5, 7.4, 0.5)
        foot = stage.camera.at(way * 0.1, 0, 0.2)
        half = stage.camera.across(0.2)
        stage.lights.beam(
            [top, (foot[0] + half, foot[1]), (foot[0] - half, foot[1])],
            (255, 240, 204),
            0.30,
            stage.unit * 0.012,
        )
    pool = [
        (1.6 * math.cos(a), 0.0, 0.2 + 0.9 * math.sin(a))
        for a in (k * math.pi / 10 for k in range(20))
    ]
    seen = stage.camera.facet(pool)
    if seen:
        stage.lights.beam(seen, (255, 244, 214), 0.34, stage.unit * 0.01)


def _curtain(stage: Stage, inner: float, outer: float, z: float, tall: float) -> None:
    way = 1 if outer > inner else -1
    count = 9
    for k in range(count):
        u = outer - (outer - inner) * k / count
        v = outer - (outer - inner) * (k + 1) / count
        bow = way * 0.35 * math.sin(math.pi * (k + 1) / count)
        tone = stage.dark(RED, (0.05, 0.3, 0.5)[k % 3])
        on(
            stage,
            front(z),
            [(u, 0), (v - bow * 0.2, 0), (v, tall), (u, tall)],
            tone,
            z=1,
            ink=k % 3 == 0,
        )
