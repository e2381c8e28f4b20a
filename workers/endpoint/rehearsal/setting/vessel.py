"""Inside machines: a laboratory and a spaceship."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting.interior import (
    burning,
    main_window,
    opening,
    outside,
    shell,
    shine,
)
from workers.endpoint.rehearsal.setting.solid import Plane, block, box, front, on, post, side
from workers.endpoint.rehearsal.setting.walls import Walls, window_of
from workers.endpoint.rehearsal.stage import Stage

CYAN: Colour = (96, 220, 236)


def _panel(
    stage: Stage, plane: Plane, u: float, v: float, wide: float, tall: float, hue: Colour
) -> None:
    """A lit display with traces on it."""
    on(
        stage,
        plane,
        block(u - wide / 2 - 0.05, u + wide / 2 + 0.05, v - 0.05, v + tall + 0.05),
        (48, 54, 64),
        z=1,
    )
    seen = on(stage, plane, block(u - wide / 2, u + wide / 2, v, v + tall), hue, z=1)
    if len(seen) != 4:
        return
    stage.near.fill(seen, mix((20, 40, 56), hue, 0.35))
    dice = stage.dice("trace", round(u, 2), round(v, 2))
    for row in range(3):
        line = []
        for k in range(7):
            uu, vv = (
                u - wide * 0.42 + wide * 0.14 * k,
                v + tall * (0.22 + 0.28 * row) + tall * 0.1 * float(dice.uniform(-1, 1)),
            )
            line.append(stage.camera.at(*plane(uu, vv)))
        stage.near.stroke(line, width=stage.near.line * 2.3, colour=hue, swell=0.1)
    at = stage.camera.at(*plane(u, v + tall / 2))
    stage.lights.glow(at, abs(seen[1][0] - seen[0][0]) * 1.1 + 8, hue, 0.28)


def lab(stage: Stage, walls: Walls) -> None:
    """Benches with glass, displays on the wall, a tank of light and cold lamps."""
    s, b = stage.side, walls.back
    outside(stage, town=True)
    shell(
        stage,
        walls,
        ceiling=(216, 224, 228) if stage.palette.hour == "day" else None,
        dado=(150, 176, 188),
    )
    main_window(stage, walls, bars=(3, 1))
    for k, hue in enumerate((CYAN, (130, 232, 150), CYAN)):
        _panel(stage, front(b - 0.03), -s * (0.6 + 1.1 * k), 1.5, 0.9, 0.62, hue)
    f.door(stage, side(-s * (walls.half - 0.02)), 1.2, hue=(150, 166, 176), wide=1.1)
    for x, wide in ((-s * 2.3, 3.0), (s * 2.6, 2.4)):
        z = b - 1.3 if x * s < 0 else 1.2
        box(stage, (x - wide / 2, x + wide / 2), (0, 0.86), (z, z + 0.7), (226, 232, 234))
        box(
            stage,
            (x - wide / 2 - 0.04, x + wide / 2 + 0.04),
            (0.86, 0.92),
            (z - 0.04, z + 0.74),
            (70, 84, 94),
        )
        for k, hue in enumerate(
            ((120, 220, 160), (236, 150, 90), (150, 170, 240), (230, 110, 140))
        ):
            _flask(stage, x - wide * 0.36 + k * wide * 0.22, 0.92, z + 0.25, hue, round_=k % 2 == 0)
    x, z = s * 3.3, b - 0.9
    post(stage, x, z, 0.42, (0, 0.5), (92, 104, 114))
    post(stage, x, z, 0.36, (0.5, 2.2), (110, 220, 210))
    post(stage, x, z, 0.42, (2.2, 2.6), (92, 104, 114))
    stage.lamp(stage.camera.at(x, 1.3, z), stage.camera.across(z) * 0.1, 0.01)
    stage.lights.glow(
        stage.camera.at(x, 1.3, z),
        stage.camera.across(z) * 2.2,
        CYAN,
        0.3 + 0.25 * stage.palette.lamps,
    )
    if burning(stage):
        shine(stage, 0.0, 2.9, 1.5, 1.6, 0.3)


def _flask(stage: Stage, x: float, y: float, z: float, hue: Colour, *, round_: bool) -> None:
    plane = front(z, x, y)
    if round_:
        outline = [(-0.15, 0), (0.15, 0), (0.05, 0.2), (0.05, 0.36), (-0.05, 0.36), (-0.05, 0.2)]
        liquid = [(-0.15, 0), (0.15, 0), (0.075, 0.15), (-0.075, 0.15)]
    else:
        outline, liquid = block(-0.07, 0.07, 0, 0.4), block(-0.07, 0.07, 0, 0.24)
    on(stage, plane, outline, (220, 236, 238))
    seen = on(stage, plane, liquid, hue)
    if seen:
        stage.near.fill(seen, mix(stage.lit(hue, 1), hue, 0.5 * stage.palette.lamps))
        stage.lights.glow(seen[0], stage.camera.across(z) * 0.4, hue, 0.2 * stage.palette.lamps)


def spaceship(stage: Stage, walls: Walls) -> None:
    """A bridge: a great window on the stars, consoles, ribs and strips of light."""
    b, far = walls.back, stage.sky
    high, unit = far.size[1], stage.unit
    warm = {"day": (16, 26, 54), "dawn": (58, 34, 70), "dusk": (74, 28, 40), "night": (5, 6, 18)}[
        stage.palette.hour
    ]
    far.backdrop([(0, (6, 8, 20)), (high, (warm[0], warm[1], warm[2]))])
    dice = stage.dice("stars")
    for _ in range(150):
        x, y, r = (
            float(dice.uniform(0, far.size[0])),
            float(dice.uniform(0, high)),
            unit * (0.0012 + 0.003 * float(dice.random()) ** 3),
        )
        far.fill([(x - r, y), (x, y - r), (x + r, y), (x, y + r)], (228, 234, 255))
    shell(stage, walls, ceiling=(86, 94, 108))
    left, low, right, top = window_of(walls, stage.side)
    plane = front(b - 0.02)
    pane = [
        (left, low),
        (right, low),
        (right + 0.3, (low + top) / 2),
        (right - 0.2, top),
        (left + 0.2, top),
        (left - 0.3, (low + top) / 2),
    ]
    opening(stage, plane, pane, b, bars=(3, 1), frame=(96, 106, 122), glow=0.5)
    cx, cy = stage.camera.at(-stage.side * 0.9, low + 0.3, b)
    r = stage.camera.across(b) * 0.72
    globe = [
        (cx + r * math.cos(a), min(cy + r * math.sin(a), stage.camera.at(0, low, b)[1]))
        for a in (k * math.pi / 18 for k in range(36))
    ]
    hue = {
        "day": (90, 160, 206),
        "dawn": (226, 160, 150),
        "dusk": (222, 110, 60),
        "night": (70, 92, 160),
    }[stage.palette.hour]
    stage.near.shape(globe, (hue[0], hue[1], hue[2]), width=stage.pen(b))
    stage.near.wash(
        [(x - stage.side * r * 0.6, y) for x, y in globe],
        (6, 8, 20),
        0.7,
        within=globe,
        soft=r * 0.1,
    )
    _ribs(stage, walls)
    _consoles(stage, walls)


def _ribs(stage: Stage, walls: Walls) -> None:
    """The ribs of the hull and the strips of light between them."""
    b = walls.back
    for k in range(6):
        z = b - 0.5 - 1.5 * k
        if z + stage.camera.distance < 0.8:
            break
        for way in (-1, 1):
            x = way * walls.half
            rib = [
                (x, 0, z),
                (x - way * 0.45, 0.4, z),
                (x - way * 0.45, 2.0, z),
                (x - way * 1.1, walls.tall, z),
                (x, walls.tall, z),
            ]
            stage.facet(rib, (112, 124, 140) if way != stage.side else (76, 84, 98))
            strip = stage.camera.facet(
                [
                    (x - way * 0.1, 1.5, z - 0.9),
                    (x - way * 0.1, 1.5, z - 0.2),
                    (x - way * 0.1, 1.6, z - 0.2),
                    (x - way * 0.1, 1.6, z - 0.9),
                ]
            )
            if strip:
                stage.near.fill(strip, CYAN)
                stage.lights.glow(strip[0], stage.camera.across(z) * 0.7, CYAN, 0.22)


def _consoles(stage: Stage, walls: Walls) -> None:
    """Two desks of lit panels, and the chairs before them."""
    b = walls.back
    for way in (-1, 1):
        x = way * 1.9
        desk = [(-0.9, 0.0), (0.9, 0.0), (1.0, 0.8), (-1.0, 0.8)]
        on(stage, front(b - 1.1, x), desk, (96, 108, 124))
        stage.facet(
            [
                (x - 1.0, 0.8, b - 1.1),
                (x + 1.0, 0.8, b - 1.1),
                (x + 0.9, 1.15, b - 0.5),
                (x - 0.9, 1.15, b - 0.5),
            ],
            (60, 68, 82),
        )
        for k, tone in enumerate((CYAN, (250, 190, 90), (240, 100, 90))):
            _panel(stage, front(b - 1.12), x - 0.6 + 0.6 * k, 0.3, 0.42, 0.34, tone)
    for way in (-1, 1):
        x, z = way * 1.5, 1.2
        post(stage, x, z + 0.2, 0.09, (0, 0.45), (60, 66, 78))
        box(stage, (x - 0.32, x + 0.32), (0.45, 0.58), (z, z + 0.5), (70, 78, 92))
        box(stage, (x - 0.3, x + 0.3), (0.58, 1.35), (z - 0.1, z), (84, 92, 108))
