"""Rooms of work: an office, a library, a classroom, a ward."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting import lamps
from workers.endpoint.rehearsal.setting.interior import (
    WHITE,
    burning,
    main_window,
    outside,
    shell,
    shine,
)
from workers.endpoint.rehearsal.setting.solid import block, box, front, on, post, side
from workers.endpoint.rehearsal.setting.walls import Walls
from workers.endpoint.rehearsal.stage import Stage


def office(stage: Stage, walls: Walls) -> None:
    """A desk with its screen, blinds before a town, cabinets and a board with notes."""
    s, b = stage.side, walls.back
    outside(stage, town=True)
    shell(stage, walls, ceiling=(226, 228, 226) if stage.palette.hour == "day" else None)
    main_window(stage, walls, bars=(4, 1))
    left = s * walls.window[0] - 1.5
    for k in range(5):
        y = 2.44 - k * 0.09
        a, c = stage.camera.at(left, y, b), stage.camera.at(left + 3.0, y, b)
        stage.near.line_to(
            a, c, width=stage.camera.across(b) * 0.05, colour=stage.lit((216, 214, 204), 1)
        )
    wall = front(b - 0.03)
    on(stage, wall, block(-s * 1.9 - 0.9, -s * 1.9 + 0.9, 1.2, 2.2), (196, 158, 112), z=1)
    for k, tone in enumerate(
        (
            (240, 236, 220),
            (236, 206, 110),
            (168, 206, 216),
            (240, 236, 220),
            (230, 150, 130),
            (240, 236, 220),
        )
    ):
        u, v = -s * 1.9 - 0.6 + 0.5 * (k % 3), 1.35 + 0.42 * (k // 3)
        on(stage, wall, block(u - 0.15, u + 0.15, v, v + 0.3), tone, z=1)
    f.door(stage, side(-s * (walls.half - 0.03)), 0.8, hue=(96, 108, 116))
    for k in range(2):
        x = s * 3.5 - s * 0.55 * k
        box(stage, (x - 0.26, x + 0.26), (0, 1.35), (b - 0.7, b - 0.1), (138, 146, 150))
        for y in (0.3, 0.74, 1.18):
            on(stage, front(b - 0.71, x), block(-0.2, 0.2, y - 0.12, y + 0.12), (120, 128, 134))
    f.table(stage, -s * 2.2, 1.7, 1.8, 0.85, hue=(168, 128, 92))
    lamps.screen(stage, -s * 2.3, 0.76, 2.1, 0.7)
    f.chair(stage, -s * 1.2, 1.8, -s, hue=(52, 56, 62), tall=1.1)
    f.table(stage, s * 2.5, 0.9, 1.7, 0.8, hue=(168, 128, 92))
    lamps.screen(stage, s * 2.5, 0.76, 1.3, 0.7)
    lamps.lamp(stage, s * 3.1, 0.76, 1.2, shade=(70, 110, 96))
    f.plant(stage, -s * 3.5, 0.6, 1.5)
    for z in (2.4, -0.4):
        seen = stage.camera.facet(
            [
                (-1.0, walls.tall - 0.02, z),
                (1.0, walls.tall - 0.02, z),
                (1.0, walls.tall - 0.02, z + 0.5),
                (-1.0, walls.tall - 0.02, z + 0.5),
            ]
        )
        if seen and stage.camera.eye < walls.tall:
            stage.near.shape(
                seen, (250, 250, 240) if burning(stage) else stage.lit(WHITE, 1), width=stage.pen(z)
            )
            shine(stage, 0.0, walls.tall, z, 1.4, 0.4)


def library(stage: Stage, walls: Walls) -> None:
    """Books to the ceiling, a ladder, a tall window and a reading table with lamps."""
    s, b = stage.side, walls.back
    outside(stage)
    shell(stage, walls)
    main_window(stage, walls, bars=(3, 4))
    for way in (-1, 1):
        for k in range(2):
            x = way * (1.2 + 1.35 * k)
            f.shelf(stage, (x, x + way * 1.25), b - 0.4, 4.0, hue=(112, 72, 48))
        for n, z in enumerate((4.0, 2.0, 0.0, -2.0, -4.0)):
            if z + stage.camera.distance < 1:
                continue
            x = way * (walls.half - 0.35)
            box(stage, (x, way * walls.half), (0, 4.0), (z, z + 1.5), (112, 72, 48))
            plane = side(x - way * 0.01, z)
            for r in range(8):
                on(
                    stage,
                    plane,
                    block(0.08, 1.42, 0.1 + 0.48 * r, 0.5 + 0.48 * r),
                    stage.dark((112, 72, 48), 0.6),
                    z=1,
                )
                for q in range(9):
                    tone = f.BOOKS[(q * 5 + r * 3 + n) % 6]
                    on(stage, plane, block(0.1 + q * 0.145, 0.22 + q * 0.145, 0.1 + 0.48 * r, 0.36 + 0.48 * r + 0.02 * ((q * 7 + r) % 5)),
                       stage.dark(tone, 0.3) if way == stage.side else tone, z=1, ink=False)  # fmt: skip
    for u in (-0.25, 0.25):
        a, c = (
            stage.camera.at(-s * 2.2 + u, 0, b - 1.2),
            stage.camera.at(-s * 2.2 + u, 3.6, b - 0.5),
        )
        stage.near.line_to(
            a, c, width=stage.camera.across(b) * 0.07, colour=stage.lit((168, 116, 70), 1)
        )
    for k in range(9):
        box(
            stage,
            (-s * 2.2 - 0.25, -s * 2.2 + 0.25),
            (0.3 + 0.36 * k, 0.35 + 0.36 * k),
            (b - 1.15 + 0.07 * k, b - 1.1 + 0.07 * k),
            (168, 116, 70),
        )
    f.table(stage, s * 2.0, 1.8, 2.2, 0.9, hue=(126, 78, 50))
    lamps.lamp(stage, s * 1.5, 0.76, 2.2, shade=(66, 120, 92))
    lamps.lamp(stage, s * 2.6, 0.76, 2.2, shade=(66, 120, 92))
    box(stage, (s * 2.05 - 0.2, s * 2.05 + 0.2), (0.76, 0.84), (2.0, 2.3), (150, 56, 50))
    f.chair(stage, s * 0.95, 1.9, s)


def classroom(stage: Stage, walls: Walls) -> None:
    """A blackboard, rows of desks, a map and a clock."""
    s, b = stage.side, walls.back
    outside(stage)
    shell(
        stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None, dado=(120, 148, 122)
    )
    main_window(stage, walls, bars=(2, 3))
    wall = front(b - 0.03)
    on(stage, wall, block(-s * 0.9 - 1.9, -s * 0.9 + 1.9, 1.0, 2.4), (150, 106, 68), z=1)
    board = on(stage, wall, block(-s * 0.9 - 1.8, -s * 0.9 + 1.8, 1.08, 2.32), (52, 88, 72), z=1)
    if board:
        chalk = mix(stage.lit((236, 240, 230), 1), stage.lit((52, 88, 72), 1), 0.2)
        for k, (u, v, run) in enumerate(
            (
                (-1.5, 2.1, 1.3),
                (-1.5, 1.85, 1.8),
                (-1.5, 1.6, 0.9),
                (0.4, 1.5, 1.1),
                (0.5, 2.0, 0.9),
            )
        ):
            a, c = (
                stage.camera.at(-s * 0.9 + u, v, b),
                stage.camera.at(-s * 0.9 + u + run, v - 0.02 * k, b),
            )
            stage.near.line_to(a, c, width=stage.camera.across(b) * 0.035, colour=chalk)
    on(
        stage,
        wall,
        [
            (-s * 3.4 + 0.32 * u, 2.1 + 0.32 * v)
            for u, v in (
                (0, 1),
                (0.7, 0.7),
                (1, 0),
                (0.7, -0.7),
                (0, -1),
                (-0.7, -0.7),
                (-1, 0),
                (-0.7, 0.7),
            )
        ],
        WHITE,
        z=1,
    )
    f.table(stage, s * 1.5, b - 1.4, 1.5, 0.7)
    for z in (2.4, 0.9, -0.7, -2.3):
        for x in (-3.1, -1.9, 1.9, 3.1):
            if z + stage.camera.distance < 1.6 or (z < 0 and abs(x) < 2):
                continue
            box(stage, (x - 0.22, x + 0.22), (0.44, 0.86), (z - 0.45, z - 0.4), (176, 122, 74))
            f.table(stage, x, z, 0.85, 0.55, tall=0.72, hue=(196, 148, 96))


def _ward_bed(stage: Stage, x: float, z: float, cover: Colour) -> None:
    """A bed on wheels seen from its side, with rails, a pillow and a turned-down blanket."""
    way, half = stage.side, 1.0
    stage.shadow(x, z + 0.4, 2.2)
    for u in (-half, half - 0.06):
        box(
            stage,
            (x + u, x + u + 0.06),
            (0.1, 1.0 if u * way > 0 else 0.8),
            (z, z + 0.85),
            (206, 212, 214),
        )
        post(stage, x + u + 0.03, z, 0.06, (0, 0.12), f.IRON)
    box(stage, (x - half, x + half), (0.36, 0.46), (z, z + 0.85), (176, 184, 188))
    box(stage, (x - half + 0.06, x + half - 0.06), (0.46, 0.66), (z + 0.02, z + 0.83), WHITE)
    head = x + way * (half - 0.36)
    box(stage, (head - 0.27, head + 0.27), (0.66, 0.8), (z + 0.1, z + 0.75), (250, 250, 248))
    low, high = sorted((x - way * (half - 0.08), x + way * 0.3))
    box(stage, (low, high), (0.36, 0.7), (z - 0.02, z + 0.84), cover)
    fold = sorted((x + way * 0.3, x + way * 0.44))
    box(stage, (fold[0], fold[1]), (0.38, 0.71), (z - 0.02, z + 0.84), WHITE)
    for y in (0.84, 0.96):
        box(stage, (x - 0.35, x + 0.35), (y, y + 0.03), (z - 0.04, z), f.IRON)
    for u in (-0.35, 0.33):
        box(stage, (x + u, x + u + 0.03), (0.5, 0.98), (z - 0.04, z), f.IRON)


def hospital(stage: Stage, walls: Walls) -> None:
    """White beds with rails, a curtain, a drip and a monitor."""
    s, b = stage.side, walls.back
    outside(stage, town=True)
    shell(
        stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None, dado=(176, 208, 206)
    )
    main_window(stage, walls, bars=(2, 1))
    mint: Colour = (136, 192, 186)
    f.door(stage, front(b - 0.03), -s * 0.3, hue=(196, 206, 204), wide=1.1)
    f.bed(stage, -s * 2.2, 1.0, wide=1.0, cover=mint, rail=True)
    _ward_bed(stage, s * 2.0, 2.3, mint)
    _cross(stage, -s * 1.75, b - 0.03)
    x = -s * 1.35
    box(stage, (x - 0.015, x + 0.015), (0, 2.0), (2.6, 2.63), f.IRON)
    box(stage, (x - 0.2, x + 0.2), (1.98, 2.02), (2.6, 2.63), f.IRON)
    on(stage, front(2.58, x + 0.13), block(-0.09, 0.09, 1.55, 1.95), (214, 236, 240))
    _monitor(stage, -s * 3.1)
    for k in range(8):
        x = s * (1.45 + 0.10 * k)
        on(
            stage,
            front(1.9 + 0.12 * (k % 2)),
            block(x, x + s * 0.11, 0.35, 2.35),
            mint if k % 2 else mix(mint, WHITE, 0.4),
            z=1,
        )
    if burning(stage):
        shine(stage, -s * 2.2, 2.2, 3.4, 1.2, 0.5)


def _cross(stage: Stage, x: float, z: float) -> None:
    """A red cross on a white board."""
    outline = (
        (-1, -3), (1, -3), (1, -1), (3, -1), (3, 1), (1, 1),
        (1, 3), (-1, 3), (-1, 1), (-3, 1), (-3, -1), (-1, -1),
    )  # fmt: skip
    on(stage, front(z, x, 1.9), block(-0.432, 0.432, -0.432, 0.432), WHITE, z=1)
    on(
        stage,
        front(z - 0.01, x, 1.9),
        [(u * 0.085, v * 0.085) for u, v in outline],
        (196, 56, 52),
        z=1,
    )


def _monitor(stage: Stage, x: float) -> None:
    """A pulse on a dark screen, on its stand."""
    box(stage, (x - 0.2, x + 0.2), (0, 1.1), (2.6, 3.0), (200, 206, 206))
    seen = on(stage, front(2.58, x, 1.1), block(-0.28, 0.28, 0, 0.42), (30, 44, 44))
    if len(seen) == 4:
        left, right, y = seen[0][0], seen[1][0], (seen[0][1] + seen[2][1]) / 2
        w, h = right - left, seen[0][1] - seen[2][1]
        pulse = [
            (left + w * u, y - h * v)
            for u, v in (
                (0.05, 0),
                (0.3, 0),
                (0.4, 0.3),
                (0.5, -0.3),
                (0.58, 0.1),
                (0.65, 0),
                (0.95, 0),
            )
        ]
        stage.near.stroke(pulse, width=max(2.0, h * 0.1), colour=(110, 240, 150), swell=0.1)
        stage.lights.glow((left + w / 2, y), w * 2, (90, 220, 150), 0.25)
