"""Rooms people live in, and the bar."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting import lamps
from workers.endpoint.rehearsal.setting.interior import (
    WHITE,
    WOOD,
    main_window,
    opening,
    outside,
    shell,
)
from workers.endpoint.rehearsal.setting.solid import block, box, front, on, post, side
from workers.endpoint.rehearsal.setting.walls import Walls
from workers.endpoint.rehearsal.stage import Stage


def room(stage: Stage, walls: Walls) -> None:
    """A parlour: window, door, pictures, a sofa, a table with a lamp, books and a rug."""
    s, b = stage.side, walls.back
    outside(stage)
    shell(stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None)
    main_window(stage, walls, curtains=(168, 84, 70))
    wall = front(b - 0.03)
    f.door(stage, wall, -s * 2.3)
    f.picture(stage, wall, -s * 0.75, 1.45, 1.0, 0.7, 1)
    f.picture(stage, side(walls.half * -s - s * -0.03), 1.2, 1.35, 0.6, 0.85, 2)
    f.rug(stage, 0.0, 0.9, 3.6, 2.2, (150, 66, 60))
    xs = (s * 3.45 - 0.5, s * 3.45) if s > 0 else (s * 3.45, s * 3.45 + 0.5)
    f.shelf(stage, xs, b - 0.4, 2.1)
    f.sofa(stage, -s * 2.3, 1.3, 1.9, (86, 112, 120))
    lamps.standing_lamp(stage, -s * 3.25, 1.6)
    f.table(stage, s * 2.3, 1.0, 1.3, 0.8)
    f.chair(stage, s * 1.35, 1.1, s)
    lamps.lamp(stage, s * 2.6, 0.76, 1.3, size=1.3)
    f.plant(stage, s * 3.1, 0.2)


def bedroom(stage: Stage, walls: Walls) -> None:
    """A bed with its lamp, a wardrobe, a mirror and a window."""
    s, b = stage.side, walls.back
    outside(stage)
    shell(stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None)
    main_window(stage, walls, curtains=(120, 140, 172))
    wall = front(b - 0.03)
    f.picture(stage, wall, -s * 1.2, 1.5, 0.9, 0.6, 3)
    xs = sorted((-s * 3.15, -s * 2.45))
    box(stage, (xs[0], xs[1]), (0, 2.2), (b - 1.0, b - 0.4), WOOD)
    f.rug(stage, 0.3 * s, 0.4, 2.6, 1.6, (96, 118, 150))
    f.bed(stage, -s * 1.45, 0.85, cover=(92, 116, 158))
    box(stage, (-s * 0.25 - 0.25, -s * 0.25 + 0.25), (0, 0.6), (b - 0.5, b - 0.1), WOOD)
    lamps.lamp(stage, -s * 0.25, 0.6, b - 0.3, size=1.2)
    box(stage, (s * 2.5 - 0.6, s * 2.5 + 0.6), (0, 0.85), (1.4, 1.9), WOOD)
    glass = [
        (u * 0.36, 1.45 + v * 0.5)
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
    ]
    on(
        stage,
        front(1.8, s * 2.5),
        [(u * 1.15, 1.45 + (v - 1.45) * 1.12) for u, v in glass],
        (170, 130, 70),
    )
    on(stage, front(1.79, s * 2.5), glass, mix((190, 210, 220), stage.palette.horizon, 0.4))
    f.chair(stage, s * 2.4, 0.7, -s)


def kitchen(stage: Stage, walls: Walls) -> None:
    """Counters under cupboards, a stove with a hood, a fridge, pans, and a table."""
    s, b = stage.side, walls.back
    outside(stage)
    shell(stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None)
    for k in range(-3, 4):
        for n in range(-4, 4):
            if (k + n) % 2:
                z = n * 0.9
                stage.facet(
                    [
                        (k * 0.9, 0, z),
                        (k * 0.9 + 0.9, 0, z),
                        (k * 0.9 + 0.9, 0, z + 0.9),
                        (k * 0.9, 0, z + 0.9),
                    ],
                    (150, 96, 78),
                    z=1,
                    ink=False,
                )
    on(stage, front(b - 0.02), block(-walls.half, walls.half, 0.9, 1.5), (150, 186, 182), z=1)
    main_window(stage, walls, bars=(2, 2))
    green: Colour = (112, 148, 132)
    for u in (-s * 2.7, -s * 1.8, -s * 0.9):
        box(stage, (u - 0.44, u + 0.44), (1.62, 2.35), (b - 0.35, b), green)
        on(stage, front(b - 0.36, u), block(0.28, 0.34, 1.7, 1.8), WHITE)
    for k in range(7):
        u = -3.0 + k * 0.9
        box(stage, (u - 0.45, u + 0.45), (0.0, 0.86), (b - 0.65, b), green)
        on(stage, front(b - 0.66, u), block(-0.36, 0.36, 0.1, 0.58), stage.dark(green, 0.14))
    box(stage, (-walls.half, walls.half), (0.86, 0.94), (b - 0.7, b), (232, 224, 206))
    x = -s * 1.3
    box(stage, (x - 0.4, x + 0.4), (0.0, 0.95), (b - 0.72, b), (208, 208, 206))
    on(stage, front(b - 0.73, x), block(-0.28, 0.28, 0.15, 0.6), (54, 54, 60))
    for u in (-0.2, 0.18):
        post(stage, x + u, b - 0.5, 0.14, (0.95, 1.15), (176, 92, 66))
    box(stage, (s * 2.85 - 0.4, s * 2.85 + 0.4), (0, 1.9), (b - 0.8, b), (228, 230, 230))
    on(stage, front(b - 0.81, s * 2.85), block(-0.3 * s - 0.03, -0.3 * s + 0.03, 0.9, 1.6), f.IRON)
    lamps.pendant(stage, s * 1.9, 1.75, 0.9, walls.tall, shade=(196, 84, 60))
    f.table(stage, s * 2.0, 0.6, 1.3, 0.8)
    f.chair(stage, s * 1.15, 0.75, s)
    post(stage, s * 2.1, 0.9, 0.18, (0.76, 0.88), (214, 170, 80), taper=1.3)


def bar(stage: Stage, walls: Walls) -> None:
    """A counter with stools, shelves of bottles before a mirror, hanging lamps and a table."""
    s, b = stage.side, walls.back
    outside(stage, town=True)
    shell(stage, walls, dado=(92, 58, 46))
    main_window(stage, walls, bars=(3, 2), curtains=(110, 44, 44))
    x0, x1 = sorted((-s * 4.1, s * 1.6))
    on(
        stage,
        front(b - 0.03),
        block(x0 + 0.1, x1 - 0.1, 1.1, 2.7),
        mix((150, 166, 170), stage.palette.lamp, 0.2),
        z=1,
    )
    f.shelf(stage, (x0 + 0.3, (x0 + x1) / 2 - 0.3), b - 0.4, 2.6, hue=f.DARK, filled="bottles")
    f.shelf(stage, ((x0 + x1) / 2 + 0.3, x1 - 0.3), b - 0.4, 2.6, hue=f.DARK, filled="bottles")
    box(stage, (x0, x1), (0, 1.06), (b - 1.7, b - 1.2), (124, 74, 50))
    for k in range(7):
        u = x0 + 0.45 + k * 0.8
        on(stage, front(b - 1.71, u), block(-0.3, 0.3, 0.16, 0.88), (98, 58, 42), z=1)
    box(stage, (x0 - 0.05, x1 + 0.05), (1.06, 1.14), (b - 1.8, b - 1.15), (160, 104, 66))
    for k in range(5):
        u = x0 + 0.8 + k * 1.1
        post(stage, u, b - 2.2, 0.04, (0, 0.72), f.IRON)
        post(stage, u, b - 2.2, 0.2, (0.72, 0.82), (150, 56, 48))
    for u, hue in (
        (x0 + 1.3, (210, 214, 206)),
        (x0 + 2.9, (176, 110, 50)),
        (x0 + 3.1, (96, 130, 84)),
    ):
        box(stage, (u - 0.05, u + 0.05), (1.14, 1.38), (b - 1.6, b - 1.5), hue)
    for k in range(3):
        lamps.pendant(
            stage, x0 + 1.2 + 1.7 * k, 2.05, b - 1.5, walls.tall, shade=(90, 116, 84), wide=0.24
        )
    tx = s * 3.0
    post(stage, tx, 1.0, 0.06, (0, 0.72), f.IRON)
    box(stage, (tx - 0.5, tx + 0.5), (0.72, 0.78), (0.7, 1.4), (150, 98, 62))
    lamps.candle(stage, tx, 0.78, 1.0)
    f.chair(stage, tx - s * 0.85, 0.9, s)


def cell_window(stage: Stage, walls: Walls) -> None:
    """A small barred window high in the wall."""
    left, _, right, _ = (stage.side * 0.9 - 0.45, 0, stage.side * 0.9 + 0.45, 0)
    opening(
        stage,
        front(walls.back - 0.02),
        block(left, right, 1.75, 2.35),
        walls.back,
        bars=(5, 1),
        frame=(110, 108, 106),
        glow=1.3,
    )
