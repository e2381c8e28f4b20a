"""Passages and bare places under a roof: corridors, stairs, warehouses, cells and caves."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Point, mix, smooth
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting import lamps
from workers.endpoint.rehearsal.setting.castle import flame
from workers.endpoint.rehearsal.setting.great import GOLD, RED, _bracket
from workers.endpoint.rehearsal.setting.interior import (
    WOOD,
    burning,
    opening,
    outside,
    shaft,
    shell,
    shine,
)
from workers.endpoint.rehearsal.setting.plants import blob
from workers.endpoint.rehearsal.setting.rooms import cell_window
from workers.endpoint.rehearsal.setting.solid import arch, block, box, front, on, post, side
from workers.endpoint.rehearsal.setting.walls import Walls
from workers.endpoint.rehearsal.stage import Stage


def corridor(stage: Stage, walls: Walls) -> None:
    """Doors to either side, lamps above, and a window at the end."""
    b = walls.back
    outside(stage, town=True)
    shell(stage, walls, dado=stage.dark((150, 128, 104), 0.1))
    opening(stage, front(b - 0.02), block(-0.65, 0.65, 0.9, 2.3), b, bars=(2, 2), glow=1.6)
    near = 0.2 - stage.camera.distance
    stage.facet(
        [(-0.75, 0.005, near), (0.75, 0.005, near), (0.75, 0.005, b), (-0.75, 0.005, b)],
        (146, 64, 58),
        z=2,
    )
    for k in range(9):
        z = b - 2.0 - 2.8 * k
        if z + stage.camera.distance < 0.8:
            break
        for way in (-1, 1):
            f.door(stage, side(way * (walls.half - 0.02), z), 0.0, hue=(120, 82, 58))
            on(
                stage,
                side(way * (walls.half - 0.02), z + 1.4),
                block(-0.3, 0.3, 1.4, 1.95),
                GOLD,
                z=2,
            )
            on(
                stage,
                side(way * (walls.half - 0.03), z + 1.4),
                block(-0.24, 0.24, 1.46, 1.89),
                (150, 170, 160),
                z=2,
            )
        lamps.pendant(stage, 0.0, 2.3, z + 1.4, walls.tall, wide=0.22)
    shaft(stage, walls, (-0.65, 0.9, 0.65, 2.3), throw=0.2)


def stairs(stage: Stage, walls: Walls) -> None:
    """A broad flight that climbs to a landing and a window."""
    b = walls.back
    outside(stage)
    shell(stage, walls)
    opening(stage, front(b - 0.02), arch(-0.8, 0.8, 3.9, 5.7), b, bars=(3, 4), glow=1.3)
    steps, rise, run = 14, 0.19, 0.30
    start = 1.3
    for k in reversed(range(steps)):
        box(
            stage,
            (-1.75, 1.75),
            (rise * k, rise * (k + 1)),
            (start + run * k, b),
            mix(walls.floor, (236, 224, 204), 0.35),
        )
        on(
            stage,
            front(start + run * k - 0.01),
            block(-0.8, 0.8, rise * k, rise * (k + 1)),
            RED if k % 2 else stage.dark(RED, 0.12),
            z=2,
        )
    for way in (-1, 1):
        x = way * 1.85
        for k in range(0, steps, 1):
            y, z = rise * (k + 1), start + run * k + 0.1
            on(stage, front(z, x), block(-0.03, 0.03, y, y + 0.85), stage.dark(WOOD, 0.3), z=2)
        rail = [
            (x, 1.0, start),
            (x, 1.0 + rise * steps, start + run * steps),
            (x, 1.14 + rise * steps, start + run * steps),
            (x, 1.14, start),
        ]
        thick = [(px + (0.07 if n > 1 else -0.07), py, pz) for n, (px, py, pz) in enumerate(rail)]
        stage.facet(thick, WOOD)
        post(stage, x, start - 0.1, 0.13, (0, 1.25), WOOD)
        post(stage, x, start - 0.1, 0.17, (1.25, 1.5), GOLD)
    f.picture(stage, side(-stage.side * (walls.half - 0.02)), 0.2, 1.5, 0.8, 1.1, 5)
    for way in (-1, 1):
        _bracket(stage, way * (walls.half - 0.2), 2.2, 0.6)
    shaft(stage, walls, (-0.8, 3.9, 0.8, 5.7), throw=1.6)


def warehouse(stage: Stage, walls: Walls) -> None:
    """Trusses, high windows, stacks of crates and a rolling door."""
    b = walls.back
    outside(stage, town=True)
    shell(stage, walls, ceiling=(86, 86, 92))
    for k in (-1, 0, 1):
        opening(
            stage,
            front(b - 0.02),
            block(k * 3.6 - 1.5, k * 3.6 + 1.5, 4.2, 6.3),
            b,
            bars=(5, 3),
            frame=(92, 94, 98),
        )
    on(stage, front(b - 0.03), block(-2.2, 2.2, 0, 3.4), (112, 124, 128), z=4)
    for k in range(8):
        a, c = stage.camera.at(-2.2, 0.4 * k + 0.3, b), stage.camera.at(2.2, 0.4 * k + 0.3, b)
        stage.near.line_to(a, c, width=stage.pen(b), colour=stage.palette.ink)
    if stage.camera.eye < 6:
        for k in range(7):
            z = b - 1.0 - 3.2 * k
            if z + stage.camera.distance < 2:
                break
            box(stage, (-7, 7), (6.3, 6.5), (z, z + 0.15), (104, 70, 58))
            for u in range(-6, 7, 2):
                for v in (u - 1, u + 1):
                    stage.near.line_to(
                        stage.camera.at(u, 6.4, z),
                        stage.camera.at(v, 7.3, z),
                        width=stage.pen(z) * 1.8,
                        colour=stage.lit((104, 70, 58), z),
                    )
            lamps.pendant(stage, 0.0, 4.9, z + 1.2, 6.4, shade=(80, 104, 96), wide=0.45)
    s = stage.side
    for x, z, size, stack in (
        (-5.4, 12.0, 1.5, 3),
        (5.5, 11.0, 1.5, 2),
        (-3.8, 10.0, 1.4, 1),
        (4.2, 7.5, 1.2, 2),
        (-5.2, 6.0, 1.4, 2),
        (5.6, 4.0, 1.4, 3),
        (-3.4, 3.4, 1.0, 1),
        (3.2, 2.2, 0.9, 1),
    ):
        f.crates(stage, x * s, z, size, stack=stack)
    for x in (-2.3, -1.6):
        post(stage, x * s * -1.9, 5.4, 0.34, (0, 0.95), (70, 106, 120))
    shaft(stage, walls, (-1.5, 4.2, 1.5, 6.3), throw=2.4)


def prison(stage: Stage, walls: Walls) -> None:
    """Stone blocks, a barred window, a bunk, chains, straw and a door of bars."""
    b, s = walls.back, stage.side
    shell(stage, walls)
    tone = stage.palette.shade(stage.lit(walls.plaster, 1), 0.35)
    for r in range(7):
        y = 0.4 * r
        stage.near.line_to(
            stage.camera.at(-walls.half, y, b),
            stage.camera.at(walls.half, y, b),
            width=stage.pen(b) * 0.9,
            colour=tone,
        )
        for k in range(-3, 4):
            u = k * 0.8 + 0.4 * (r % 2)
            if abs(u) < walls.half:
                stage.near.line_to(
                    stage.camera.at(u, y, b),
                    stage.camera.at(u, y + 0.4, b),
                    width=stage.pen(b) * 0.9,
                    colour=tone,
                )
        for way in (-1, 1):
            stage.near.line_to(stage.camera.at(way * walls.half, y, 0.3 - stage.camera.distance), stage.camera.at(way * walls.half, y, b),
                               width=stage.pen(1) * 0.7, colour=tone)  # fmt: skip
    cell_window(stage, walls)
    x = s * 0.9
    shaft(stage, walls, (x - 0.45, 1.75, x + 0.45, 2.35), throw=0.9)
    xs = sorted((-s * 2.45, -s * 1.45))
    box(stage, (xs[0], xs[1]), (0.0, 0.42), (0.9, 2.8), (104, 82, 60))
    box(stage, (xs[0], xs[1]), (0.42, 0.5), (0.9, 2.8), (176, 168, 146))
    for u in (s * 1.9, s * 2.2):
        for k in range(7):
            at = stage.camera.at(u, 1.9 - 0.12 * k, b - 0.05)
            link = stage.camera.across(b) * 0.05
            stage.near.contour(
                [
                    (at[0] - link * 0.6, at[1] - link),
                    (at[0] + link * 0.6, at[1] - link),
                    (at[0] + link * 0.6, at[1] + link),
                    (at[0] - link * 0.6, at[1] + link),
                ],
                width=stage.pen(b) * 1.2,
            )
    for bar in range(-6, 7):
        w = -s * 0.5 + bar * 0.1
        on(stage, front(b - 0.04, -s * 0.4), block(w - 0.02, w + 0.02, 0, 2.2), f.IRON)
    for v in (0.1, 1.1, 2.15):
        on(
            stage,
            front(b - 0.05, -s * 0.4),
            block(-s * 0.5 - 0.62, -s * 0.5 + 0.62, v, v + 0.06),
            f.IRON,
        )
    _bracket(stage, -s * 1.6, 1.7, b)


def cave(stage: Stage, walls: Walls) -> None:
    """Rock all round with teeth above and below, and light from its mouth."""
    outside(stage)
    for z, shrink, tone in (
        (walls.back, 0.55, 0.05),
        (5.5, 0.72, 0.3),
        (2.6, 0.9, 0.5),
        (0.2, 1.15, 0.66),
    ):
        hue, dice = stage.dark(walls.plaster, tone), stage.dice("rock", z)
        ring = []
        for k in range(15):
            a, r = math.pi * k / 14, float(dice.uniform(0.88, 1.1))
            x, y = walls.half * shrink * math.cos(a) * r, walls.tall * shrink * math.sin(a) * r
            ring.append(stage.camera.at(x, y * (0.9 + 0.1 * (k % 2)), z))
        edge = smooth(ring, closed=False, steps=3)
        if z == walls.back:
            _mouth(stage, walls, edge, hue)
        else:
            _rocks(stage, edge, hue, (walls.half * shrink, walls.tall * shrink, z))
    shine(stage, -stage.side * 2.6, 0.5, 1.6, 1.6, 0.7)
    if burning(stage):
        flame(stage, -stage.side * 2.4, 0.1, 1.4, 0.6)


def _mouth(stage: Stage, walls: Walls, edge: list[Point], hue: Colour) -> None:
    """The farthest rock, open to the sky, and the floor before it."""
    b, floor, (wide, high) = walls.back, 0.2 - stage.camera.distance, stage.near.size
    around = [(-9.0, -9.0), (wide + 9.0, -9.0), (wide + 9.0, high + 9.0), (-9.0, high + 9.0)]
    stage.near.fill(around, stage.lit(hue, b))
    stage.near.cut(edge)
    stage.near.contour(edge, width=stage.pen(b))
    tint = stage.palette.key if stage.palette.hour != "night" else (92, 124, 196)
    stage.lights.glow(stage.camera.at(0, 1.6, b), stage.camera.across(b) * 4.0, tint, 0.55)
    stage.facet([(-9, 0, floor), (9, 0, floor), (9, 0, b), (-9, 0, b)], walls.floor, z=2)


def _rocks(stage: Stage, edge: list[Point], hue: Colour, frame: tuple[float, float, float]) -> None:
    """A nearer frame of rock: its edge, the teeth that hang from it, boulders at its feet."""
    (half, tall, z), unit, wide = frame, stage.unit, stage.near.size[0]
    dice, foot = stage.dice("teeth", z), edge[0][1]
    around = [(wide + unit, foot), (wide + unit, -unit), (-unit, -unit), (-unit, foot)]
    stage.near.fill([*around, *edge[::-1]], stage.lit(hue, z))
    stage.near.stroke(edge, width=stage.pen(z) * 1.5)
    for k in range(9):
        x, top = (k - 4) * half * 0.2, tall * (0.95 - 0.02 * (k - 4) ** 2)
        tooth = [(-0.22, top + 0.5), (0.22, top + 0.5), (0.03, top - float(dice.uniform(0.3, 1.1)))]
        on(stage, front(z - 0.02, x), tooth, hue, z=z)
    for way in (-1, 1):
        px, py = stage.camera.at(way * half * 0.95, 0, z)
        r = stage.camera.across(z) * 0.9
        rock = [(u, min(v, py + r * 0.2)) for u, v in blob(dice, (px, py), r)]
        stage.near.shape(rock, stage.lit(stage.dark(hue, 0.1), z), width=stage.pen(z))
        stage.near.hatch(rock, gap=max(5.0, unit * 0.014), strength=0.22)
