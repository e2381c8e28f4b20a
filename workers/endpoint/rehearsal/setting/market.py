"""Where goods are sold: stalls under awnings on a square, and the inside of a shop."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, ellipse, mix
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting import ground, lamps, sky, solid
from workers.endpoint.rehearsal.setting.buildings import WALLS, house
from workers.endpoint.rehearsal.setting.ground import PAVING, STONE
from workers.endpoint.rehearsal.setting.interior import WHITE, main_window, outside, shell
from workers.endpoint.rehearsal.setting.solid import block, box, front, on, post
from workers.endpoint.rehearsal.setting.walls import Walls
from workers.endpoint.rehearsal.stage import Stage

WOOD: Colour = (150, 108, 70)
CRATE: Colour = (186, 144, 92)
CREAM: Colour = (240, 232, 212)
AWNINGS: tuple[Colour, ...] = (
    (184, 58, 50), (62, 120, 104), (206, 152, 58), (70, 100, 156), (150, 74, 110),
)  # fmt: skip
FRUIT: tuple[Colour, ...] = (
    (206, 62, 50), (226, 148, 52), (132, 164, 66), (226, 200, 84), (128, 66, 110),
)  # fmt: skip
# Sideways by the light's side, depth, breadth, height, and which wall it has.
_HOUSES: tuple[tuple[float, float, float, float, int], ...] = (
    (-1.6, 29.0, 7.0, 7.5, 4), (6.4, 27.0, 7.6, 6.0, 2), (-9.4, 26.0, 7.0, 6.5, 0), (21.0, 25.0, 7.0, 6.4, 0),
    (13.5, 24.0, 6.0, 6.8, 1), (-22.0, 24.0, 7.0, 7.0, 2), (-15.0, 22.0, 6.0, 6.0, 3),
)  # fmt: skip
# Sideways by the light's side, depth, and which awning it has.
STALLS: tuple[tuple[float, float, int], ...] = (
    (-1.9, 21.0, 0), (1.6, 20.0, 4), (5.6, 17.0, 1), (-5.4, 16.0, 3), (10.4, 16.0, 0), (-10.6, 15.0, 2),
    (14.8, 12.0, 4), (-14.6, 11.4, 0), (9.8, 9.6, 1), (-9.6, 9.2, 4), (5.0, 10.2, 2), (-4.9, 9.6, 0),
    (4.4, 4.6, 0), (-4.3, 4.2, 1), (5.8, -0.6, 3), (-5.8, -1.0, 2),
)  # fmt: skip


def market(stage: Stage) -> None:
    """Stalls with striped awnings along a lane of a square, crates, sacks, and strings of flags."""
    sky.ridge(stage, stage.far, lift=0.08, rough=0.8, far=60, hue=STONE)
    ground.ground(stage, PAVING, texture=30)
    ground.grid(stage, PAVING, half=12, far=30, step=1.3)
    s = stage.side
    for x, z, wide, tall, hue in _HOUSES:
        house(stage, x * s, z, wide, 5.0, tall, WALLS[hue % len(WALLS)], (150, 92, 76))
    for x, z, hue in STALLS:
        stall(stage, x * s, z, AWNINGS[hue], hue)
    for x, z, count in ((2.7, 5.2, 2), (-2.9, 8.6, 1), (3.4, 0.7, 1)):
        if z + stage.camera.distance > 1.6:
            f.crates(stage, x * s, z, 0.6, stack=count)
    for x, z in ((-2.8, 3.0), (-3.3, 3.4), (3.0, 9.0)):
        if z + stage.camera.distance > 1.6:
            _sack(stage, x * s, z)
    for z in (13.0, 7.0, 2.0):
        _flags(stage, z)


def stall(stage: Stage, x: float, z: float, hue: Colour, kind: int) -> None:
    """A table of goods under a striped awning on four posts."""
    if z + stage.camera.distance < 1.8:
        return
    half, deep = 1.35, 1.2
    stage.shadow(x, z + 0.5, 2.8)
    for u in (-half, half - 0.08):
        box(stage, (x + u, x + u + 0.08), (0, 2.6), (z + deep, z + deep + 0.08), WOOD)
    box(
        stage, (x - half, x + half), (0.1, 0.85), (z + 0.25, z + deep - 0.1), stage.dark(WOOD, 0.15)
    )
    cloth = block(-half - 0.04, half + 0.04, 0.3, 0.9)
    on(stage, front(z + 0.23, x), cloth, mix(hue, CREAM, 0.55))
    stage.facet(
        [(x - half, 0.9, z + 0.2), (x + half, 0.9, z + 0.2), (x + half, 1.05, z + deep), (x - half, 1.05, z + deep)],
        CRATE, z=z,
    )  # fmt: skip
    _goods(stage, x, z, half, kind)
    for u in (-half, half - 0.08):
        box(stage, (x + u, x + u + 0.08), (0, 2.2), (z, z + 0.08), WOOD)
    count, over = 8, half + 0.2
    if stage.camera.eye < 2.6:
        stage.facet(
            [(x - over, 2.12, z - 0.35), (x + over, 2.12, z - 0.35), (x + over, 2.7, z + deep), (x - over, 2.7, z + deep)],
            stage.dark(hue, 0.45), z=z,
        )  # fmt: skip
    for k in range(count):
        a, b = x - over + 2 * over * k / count, x - over + 2 * over * (k + 1) / count
        tone = hue if k % 2 else CREAM
        stage.facet(
            [(a, 2.12, z - 0.35), (b, 2.12, z - 0.35), (b, 2.75, z + deep), (a, 2.75, z + deep)],
            tone,
            z=z,
        )
        middle = (a + b) / 2
        on(
            stage,
            front(z - 0.35),
            [(a, 2.14), (b, 2.14), (b, 1.96), (middle, 1.86), (a, 1.96)],
            stage.dark(tone, 0.08),
        )
    if stage.palette.lamps > 0.5:
        stage.lamp(stage.camera.at(x, 1.85, z + 0.3), stage.camera.across(z) * 1.5, 0.6)


def _goods(stage: Stage, x: float, z: float, half: float, kind: int) -> None:
    """Boxes of fruit, heaped."""
    k = stage.camera.across(z)
    dice = stage.dice("goods", round(x, 1), round(z, 1))
    for n in range(4):
        u = x - half + 0.12 + n * (half * 2 - 0.2) / 4
        box(stage, (u, u + 0.56), (0.92, 1.06), (z + 0.22, z + 0.6), stage.dark(CRATE, 0.1))
        tone = stage.lit(FRUIT[(n + kind) % len(FRUIT)], z)
        dim = stage.palette.shade(tone, 0.35)
        for row, (count, y) in enumerate(((5, 1.08), (4, 1.16), (2, 1.24))):
            for m in range(count):
                at = stage.camera.at(u + 0.28 + (m - (count - 1) / 2) * 0.11, y, z + 0.3)
                r = k * 0.062 * float(dice.uniform(0.9, 1.1))
                ring = ellipse(*at, r, r)[::3]
                stage.near.fill(ring, tone if (m + row) % 3 else dim)
                stage.near.contour(ring, width=stage.pen(z) * 0.6)


def _sack(stage: Stage, x: float, z: float) -> None:
    stage.shadow(x, z, 0.6)
    on(
        stage, front(z, x),
        [(-0.28, 0), (0.28, 0), (0.33, 0.3), (0.22, 0.58), (0.26, 0.68), (-0.24, 0.68), (-0.2, 0.58), (-0.32, 0.3)],
        (196, 172, 128),
    )  # fmt: skip
    on(
        stage,
        front(z - 0.01, x),
        [(-0.2, 0.62), (0.2, 0.62), (0.1, 0.74), (-0.1, 0.74)],
        (206, 160, 84),
    )


def _flags(stage: Stage, z: float) -> None:
    """Small flags on a line across the lane."""
    if z + stage.camera.distance < 2.5 or stage.camera.eye > 4:
        return
    points = [(u, 4.2 - 0.7 * (1 - (u / 6) ** 2)) for u in (-6 + k * 0.75 for k in range(17))]
    line = [stage.camera.at(u, v, z) for u, v in points]
    stage.near.stroke(line, width=stage.pen(z), swell=0.05)
    for k, (u, v) in enumerate(points[:-1]):
        on(
            stage,
            front(z, u, v),
            [(0.12, 0.0), (0.52, 0.0), (0.32, -0.42)],
            AWNINGS[k % len(AWNINGS)],
        )


def shop(stage: Stage, walls: Walls) -> None:
    """A counter with scales and a till, shelves of goods to the ceiling, jars, and a shop window."""
    s, b = stage.side, walls.back
    outside(stage, town=True)
    shell(
        stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None, dado=(112, 132, 112)
    )
    main_window(stage, walls, bars=(3, 1))
    _window_goods(stage, walls)
    green: Colour = (92, 120, 104)
    x0, x1 = sorted((-s * 3.4, s * 0.35))
    middle = (x0 + x1) / 2
    f.shelf(stage, (x0 + 0.1, middle - 0.05), b - 0.4, 2.5, hue=green, filled="bottles")
    _tins(stage, (middle + 0.05, x1 - 0.1), b - 0.4, 2.5, green)
    _counter(stage, (x0 - 0.2, x1 + 0.3), b - 1.7)
    for u in (x0 + 0.8, x1 - 0.5):
        lamps.pendant(stage, u, 2.15, b - 1.5, walls.tall, shade=(70, 104, 92), wide=0.26)
    for n, (u, z) in enumerate(((s * 3.0, 1.6), (s * 2.3, 1.9), (s * 3.1, 0.5))):
        _basket(stage, u, z, FRUIT[n])
    f.door(stage, solid.side(s * (walls.half - 0.02)), 0.6, hue=green, wide=1.0)


def _counter(stage: Stage, xs: tuple[float, float], z: float) -> None:
    x0, x1 = xs
    box(stage, (x0, x1), (0, 0.95), (z, z + 0.55), (146, 100, 64))
    count = max(3, round((x1 - x0) / 0.75))
    for k in range(count):
        u, wide = x0 + (x1 - x0) * (k + 0.5) / count, (x1 - x0) / count * 0.4
        on(stage, front(z - 0.01, u), block(-wide, wide, 0.14, 0.82), (116, 78, 52), z=1)
    box(stage, (x0 - 0.06, x1 + 0.06), (0.95, 1.03), (z - 0.06, z + 0.6), (196, 150, 98))
    till = x0 + (x1 - x0) * 0.2
    box(stage, (till - 0.24, till + 0.24), (1.03, 1.27), (z + 0.1, z + 0.5), (88, 92, 98))
    box(stage, (till - 0.2, till + 0.2), (1.27, 1.45), (z + 0.28, z + 0.5), (112, 116, 122))
    on(stage, front(z + 0.27, till), block(-0.14, 0.14, 1.31, 1.41), (206, 222, 190), z=1)
    scale = x0 + (x1 - x0) * 0.78
    box(stage, (scale - 0.12, scale + 0.12), (1.03, 1.16), (z + 0.15, z + 0.4), (176, 60, 52))
    dial = ellipse(*stage.camera.at(scale, 1.27, z + 0.14), *(stage.camera.across(z) * 0.12,) * 2)
    stage.near.shape(dial, stage.lit((240, 236, 222), 1), width=stage.pen(z))
    box(stage, (scale - 0.24, scale + 0.24), (1.4, 1.43), (z + 0.14, z + 0.42), (206, 210, 212))
    for k, hue in enumerate(FRUIT[:4]):
        u = x0 + (x1 - x0) * (0.42 + 0.08 * k)
        post(stage, u, z + 0.2, 0.09, (1.03, 1.26), mix(hue, (240, 236, 226), 0.25))
        post(stage, u, z + 0.2, 0.07, (1.26, 1.31), (112, 84, 60))


def _tins(stage: Stage, xs: tuple[float, float], z: float, tall: float, hue: Colour) -> None:
    """Shelves of tins, boxes and loaves."""
    left, right = xs
    box(stage, xs, (0, tall), (z, z + 0.35), hue)
    rows, dice = 5, stage.dice("tins")
    for r in range(rows):
        low, high = tall * r / rows + 0.05, tall * (r + 1) / rows - 0.05
        on(
            stage,
            front(z - 0.01),
            block(left + 0.06, right - 0.06, low, high),
            stage.dark(hue, 0.55),
            z=1,
        )
        u = left + 0.1
        while u < right - 0.22:
            pick = int(dice.integers(5))
            wide, grow = (0.15, 0.55) if r % 2 else (0.24, 0.75)
            tone = mix(FRUIT[pick], CREAM, 0.25)
            on(
                stage,
                front(z - 0.02),
                block(u, u + wide, low, low + (high - low) * grow),
                tone,
                z=1,
            )
            band = low + (high - low) * grow * 0.35
            on(stage, front(z - 0.03), block(u, u + wide, band, band + 0.09), CREAM, z=1, ink=False)
            u += wide * 1.12


def _basket(stage: Stage, x: float, z: float, hue: Colour) -> None:
    if z + stage.camera.distance < 1.4:
        return
    post(stage, x, z, 0.3, (0.0, 0.42), (170, 124, 74), taper=1.25)
    k = stage.camera.across(z)
    tone = stage.lit(hue, z)
    for n in range(9):
        at = stage.camera.at(x + (n % 5 - 2) * 0.13, 0.46 + 0.09 * (n // 5), z - 0.02)
        ring = ellipse(*at, k * 0.085, k * 0.085)[::3]
        stage.near.fill(ring, tone if n % 3 else stage.palette.shade(tone, 0.3))
        stage.near.contour(ring, width=stage.pen(z) * 0.7)


def _window_goods(stage: Stage, walls: Walls) -> None:
    """What is laid out in the shop window, and the scalloped blind above it."""
    aside, broad, low, high = walls.window
    middle, b = stage.side * aside, walls.back
    box(
        stage,
        (middle - broad / 2 - 0.1, middle + broad / 2 + 0.1),
        (low - 0.12, low),
        (b - 0.5, b),
        (196, 150, 98),
    )
    for k in range(6):
        u = middle - broad / 2 + broad * (k + 0.5) / 6
        tall = 0.22 + 0.1 * math.sin(k * 2.1) ** 2
        post(stage, u, b - 0.25, 0.1, (low, low + tall), mix(FRUIT[k % 5], CREAM, 0.2))
    for k in range(8):
        a, c = middle - broad / 2 + broad * k / 8, middle - broad / 2 + broad * (k + 1) / 8
        ring = [
            (a, high + 0.1),
            (c, high + 0.1),
            (c, high - 0.2),
            ((a + c) / 2, high - 0.3),
            (a, high - 0.2),
        ]
        on(stage, front(b - 0.12), ring, AWNINGS[1] if k % 2 else CREAM, z=1)
