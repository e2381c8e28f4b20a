"""Open built places: a village green, a court, a roof, a road, a platform."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import ground, nature, plants, sky, solid
from workers.endpoint.rehearsal.setting.buildings import (
    ROOF,
    WALLS,
    house,
    window,
    windows,
)
from workers.endpoint.rehearsal.setting.ground import PAVING, STONE
from workers.endpoint.rehearsal.setting.nature import street_lamp
from workers.endpoint.rehearsal.setting.town import ASPHALT, _skyline
from workers.endpoint.rehearsal.stage import Stage


def village(stage: Stage) -> None:
    """Cottages around a green with a well, and a church tower behind."""
    sky.ridge(stage, stage.far, lift=0.15, rough=0.5, far=60, hue=nature.HILL)
    sky.wood(stage, stage.far, lift=0.09, far=40, hue=plants.LEAF, pine=False)
    ground.ground(stage, mix(ground.GRASS, ground.EARTH, 0.3))
    ground.path(stage, (210, 190, 148), 1.6, bend=0.35)
    s = stage.side
    solid.box(stage, (-s * 4 - 1.3, -s * 4 + 1.3), (0, 9), (34, 36.6), STONE)
    solid.on(stage, solid.front(34, -s * 4.0, 9), [(-1.5, 0), (1.5, 0), (0, 5)], (96, 92, 104))
    thatch = (190, 156, 96)
    for x, z, wide, hue in ((8.6, 26.0, 5.0, 0), (-9.5, 24.0, 5.0, 4), (3.2, 30.0, 4.4, 2), (9.8, 14.0, 5.4, 4), (-7.4, 11.0, 5.2, 0),
                            (5.9, 7.5, 4.6, 2), (-12.0, 6.0, 5.0, 1)):  # fmt: skip
        house(stage, x * s, z, wide, 5.0, 2.7, WALLS[hue], thatch if hue != 2 else ROOF)
    wx, wz = -s * 3.0, 3.4
    solid.post(stage, wx, wz, 0.75, (0, 0.85), STONE)
    for u in (-0.6, 0.6):
        solid.box(stage, (wx + u - 0.06, wx + u + 0.06), (0.85, 2.1), (wz, wz + 0.1), (110, 82, 58))
    solid.on(stage, solid.front(wz - 0.05, wx), [(-1.0, 2.0), (1.0, 2.0), (0, 2.75)], ROOF)
    fence = [(s * 3.4, 0.0, float(z)) for z in (12, 9.6, 7.2, 4.8, 2.4)]
    solid.rails(stage, fence, tall=0.9, colour=(190, 168, 132), bars=2)
    plants.tree(stage, -s * 5.4, 6.6, 5.6)
    ground.tufts(stage, ground.GRASS, 70)


def courtyard(stage: Stage) -> None:
    """A paved court with arcades on three sides and a fountain."""
    ground.ground(stage, PAVING, texture=30)
    ground.grid(stage, PAVING, half=9, far=15, step=1.2)
    stone: Colour = (216, 198, 164)
    z, half = 15.0, 8.0
    stage.facet([(-half, 0, z), (half, 0, z), (half, 7.4, z), (-half, 7.4, z)], stone)
    for k in range(-3, 4):
        solid.on(
            stage,
            solid.front(z - 0.02, k * 2.25),
            solid.arch(-0.85, 0.85, 0, 3.1),
            stage.dark(stone, 0.68),
        )
        window(stage, solid.front(z - 0.02), k * 2.25, 4.3, 0.9, 1.5, z)
    for way in (-1, 1):
        shade = stage.dark(stone, 0.4) if way == stage.side else mix(stone, stage.palette.key, 0.15)
        near = -stage.camera.distance
        stage.facet(
            [
                (way * half, 0, near),
                (way * half, 0, z),
                (way * half, 7.4, z),
                (way * half, 7.4, near),
            ],
            shade,
            z=8,
        )
        for k in range(-6, 7):
            mid = 1.3 + k * 2.25
            if mid + stage.camera.distance > 1 and mid < z - 0.5:
                solid.on(
                    stage,
                    solid.side(way * (half - 0.02), mid),
                    solid.arch(-0.85, 0.85, 0, 3.1),
                    stage.dark(stone, 0.7),
                )
        windows(stage, solid.side(way * (half - 0.02)), (-11.0, z - 1), 1, 6.0, low=4.3, gap=2.25)
        eave = [
            (way * half, 7.4, near),
            (way * half, 7.4, z),
            (way * (half - 0.7), 7.1, z),
            (way * (half - 0.7), 7.1, near),
        ]
        stage.facet(eave, stage.dark(ROOF, 0.3), z=6)
    stage.facet([(-half, 7.4, z), (half, 7.4, z), (half, 8.8, z + 3), (-half, 8.8, z + 3)], ROOF)
    fx, fz = -stage.side * 2.4, 5.5
    stage.shadow(fx, fz, 3.0, 0.6)
    solid.post(stage, fx, fz, 1.5, (0, 0.6), STONE)
    rim = [
        (fx + 1.5 * math.cos(a), 0.6, fz + 0.9 * math.sin(a))
        for a in (k * math.pi / 9 for k in range(18))
    ]
    stage.facet(rim, mix((92, 150, 170), stage.palette.horizon, 0.3))
    solid.post(stage, fx, fz, 0.16, (0.6, 1.7), STONE)
    solid.on(stage, solid.front(fz, fx), [(-0.7, 1.9), (0.7, 1.9), (0.3, 1.6), (-0.3, 1.6)], STONE)
    for way in (-1, 1):
        plants.bush(stage, way * 5.8, 10.0, 0.9, (96, 124, 78))
    street_lamp(stage, stage.side * 4.6, 8.0)


def rooftop(stage: Stage) -> None:
    """A flat roof above the city: parapet, tank, vents and a door house."""
    _skyline(stage, 100, 0.30, (140, 150, 166))
    _skyline(stage, 55, 0.18, (120, 118, 126))
    for k in range(-6, 7):
        tall = -3.0 + (k * k * 5) % 7
        tower_hue = WALLS[abs(k) % 6]
        _block_beyond(stage, k * 5.4, 22.0 + (k * 3) % 7, 4.6, tall, tower_hue)
    near = 0.3 - stage.camera.distance
    roof: Colour = (150, 146, 146)
    stage.facet([(-11, 0, near), (11, 0, near), (11, 0, 9), (-11, 0, 9)], roof, z=1)
    ground.grid(stage, roof, half=11, far=9, step=2.2)
    solid.box(stage, (-11, 11), (0, 0.9), (9, 9.4), (170, 136, 118))
    for way in (-1, 1):
        xs = (10.6, 11.0) if way > 0 else (-11.0, -10.6)
        solid.box(stage, xs, (0, 0.9), (max(near, -20), 9), (170, 136, 118))
    s = stage.side
    tx = -s * 5.2
    for u in (-0.9, 0.9):
        solid.box(stage, (tx + u - 0.1, tx + u + 0.1), (0, 1.9), (6, 6.2), (92, 78, 68))
    solid.post(stage, tx, 6, 1.35, (1.9, 4.5), (150, 112, 80))
    solid.on(stage, solid.front(6, tx, 4.5), [(-1.5, 0), (1.5, 0), (0, 1.3)], (112, 92, 84))
    for y in (2.5, 3.3, 4.1):
        a, b = stage.camera.at(tx - 1.35, y, 6), stage.camera.at(tx + 1.35, y, 6)
        stage.near.line_to(a, b, width=stage.pen(6), colour=stage.palette.ink)
    solid.box(stage, (s * 5.4 - 1.4, s * 5.4 + 1.4), (0, 2.7), (5, 8), (184, 148, 124))
    solid.on(stage, solid.front(4.98, s * 5.4), solid.block(-0.5, 0.5, 0, 2.1), (90, 100, 106))
    solid.box(stage, (s * 2.6 - 0.6, s * 2.6 + 0.6), (0, 0.9), (6.6, 7.8), (176, 178, 182))
    solid.post(stage, -s * 2.2, 7.4, 0.25, (0, 1.1), (130, 130, 136))
    if stage.palette.lamps > 0.5:
        stage.lamp(stage.camera.at(s * 5.4, 2.45, 4.9), stage.camera.across(5) * 1.8, 0.6)
        ground.pool(stage, s * 5.0, 4.0, 1.8, 0.35)


def _block_beyond(stage: Stage, x: float, z: float, wide: float, top: float, hue: Colour) -> None:
    solid.box(stage, (x - wide / 2, x + wide / 2), (-14, top), (z, z + 5), hue)
    windows(stage, solid.front(z - 0.02, x, top - 9.0), (-wide / 2, wide / 2), 3, z, gap=1.5)


def road(stage: Stage) -> None:
    """A road that runs straight to the hills, with poles, wires and a sign."""
    sky.ridge(stage, stage.far, lift=0.17, rough=0.7, far=80, hue=nature.BLUE)
    sky.ridge(stage, stage.far, lift=0.06, rough=0.5, far=40, hue=nature.HILL)
    ground.ground(stage, mix(ground.GRASS, ground.SAND, 0.55))
    near = 0.3 - stage.camera.distance
    stage.facet([(-3.4, 0, near), (3.4, 0, near), (3.4, 0, 400), (-3.4, 0, 400)], ASPHALT, z=3)
    for u, hue in ((-3.1, (236, 232, 220)), (3.1, (236, 232, 220)), (0.0, (232, 186, 74))):
        if u:
            line = stage.camera.facet(
                [(u - 0.08, 0, near), (u + 0.08, 0, near), (u + 0.08, 0, 200), (u - 0.08, 0, 200)]
            )
            if line:
                stage.near.fill(line, stage.lit(hue, 6))
            continue
        for k in range(-6, 30):
            dash = stage.camera.facet(
                [
                    (-0.1, 0, k * 4.0),
                    (0.1, 0, k * 4.0),
                    (0.1, 0, k * 4.0 + 2),
                    (-0.1, 0, k * 4.0 + 2),
                ]
            )
            if dash:
                stage.near.fill(dash, stage.lit(hue, max(0.0, k * 4.0)))
    way, last = -stage.side, None
    for z in (90.0, 60.0, 42.0, 30.0, 20.0, 12.0, 5.0, -2.0):
        x = way * 6.0
        solid.box(stage, (x - 0.1, x + 0.1), (0, 6.2), (z, z + 0.1), (106, 84, 66))
        solid.box(stage, (x - 0.9, x + 0.9), (5.5, 5.65), (z, z + 0.1), (106, 84, 66))
        for u in (-0.8, 0.8):
            at = stage.camera.at(x + u, 5.7, z)
            if last and z + stage.camera.distance > 0.6:
                a = stage.camera.at(x + u, 5.7, last)
                stage.near.stroke(
                    [
                        a,
                        ((a[0] + at[0]) / 2, (a[1] + at[1]) / 2 + stage.camera.across(z) * 0.3),
                        at,
                    ],
                    width=stage.pen(z) * 0.8,
                )
        last = z
    sx = stage.side * 4.4
    solid.box(stage, (sx - 0.05, sx + 0.05), (0, 1.6), (6, 6.1), (150, 150, 152))
    solid.on(
        stage,
        solid.front(5.98, sx, 2.1),
        [(0, -0.65), (0.65, 0), (0, 0.65), (-0.65, 0)],
        (234, 190, 70),
    )
    for x, z in ground.spots(stage, "shrubs", 16, clear=4.6, reach=9, deep=26):
        plants.bush(stage, x, z, 0.5, (138, 142, 84))


def station(stage: Stage) -> None:
    """A platform under an iron roof, a train at it, clock and lamps."""
    _skyline(stage, 70, 0.16, STONE)
    ground.ground(stage, PAVING, texture=24)
    ground.grid(stage, PAVING, half=4.4, far=50, step=1.1)
    s = stage.side
    near = 0.3 - stage.camera.distance
    edge = s * 2.9
    stage.facet(
        [(edge, 0, near), (s * 14, 0, near), (s * 14, 0, 90), (edge, 0, 90)], (84, 80, 82), z=4
    )
    strip = [
        (edge, 0.01, near),
        (edge - s * 0.4, 0.01, near),
        (edge - s * 0.4, 0.01, 90),
        (edge, 0.01, 90),
    ]
    stage.facet(strip, (236, 200, 84), z=4)
    for k in range(4):
        z = 34.0 - k * 11.0
        if z + 10.6 + stage.camera.distance < 1:
            continue
        xs = (s * 3.2, s * 6.0) if s > 0 else (s * 6.0, s * 3.2)
        solid.box(stage, xs, (-0.4, 3.2), (z, z + 10.6), (60, 92, 104))
        windows(stage, solid.side(s * 3.18), (z + 0.6, z + 10), 1, z + 5, low=1.4, gap=1.5)
        band = [
            (s * 3.17, 0.75, z),
            (s * 3.17, 0.75, z + 10.6),
            (s * 3.17, 1.0, z + 10.6),
            (s * 3.17, 1.0, z),
        ]
        stage.facet(band, (222, 196, 120))
    x = -s * 4.4
    stage.facet([(x, 0, near), (x, 0, 60), (x, 5, 60), (x, 5, near)], (170, 112, 88), z=6)
    for z in (40.0, 30.0, 21.0, 13.0, 6.0, -1.0, -8.0):
        solid.on(
            stage,
            solid.side(x + s * 0.02, z + 3),
            solid.arch(-1.4, 1.4, 0, 3.2),
            stage.dark((170, 112, 88), 0.55),
        )
        post_x = -s * 1.9
        if z + stage.camera.distance > 1.5 and not -2 < z < 3:
            solid.post(stage, post_x, z, 0.12, (0, 4.3), (70, 84, 82))
    for z in (42.0, 32.0, 24.0, 17.0, 11.0, 6.0, 2.0, -3.0, -8.0):
        rib = [(x, 4.4, z), (s * 3.2, 5.2, z), (s * 3.2, 5.45, z), (x, 4.7, z)]
        stage.facet(rib, (70, 84, 82))
        if stage.palette.lamps > 0.5 and z > -4:
            stage.lamp(stage.camera.at(-s * 0.6, 4.5, z), stage.camera.across(z) * 1.2, 0.5)
    if stage.camera.eye < 5:
        cover = [(x, 4.75, near), (-s * 0.8, 5.1, near), (-s * 0.8, 5.1, 60), (x, 4.75, 60)]
        stage.facet(cover, stage.dark((96, 100, 104), 0.4), z=5)
    _clock(stage, -s * 1.5, 3.4, 7.0)


def _clock(stage: Stage, x: float, y: float, z: float) -> None:
    ring = [(0.42 * math.cos(a), 0.42 * math.sin(a)) for a in (k * math.pi / 10 for k in range(20))]
    solid.box(stage, (x - 0.04, x + 0.04), (y, y + 1.3), (z, z + 0.05), (60, 64, 66))
    solid.on(stage, solid.front(z, x, y), [(u * 1.15, v * 1.15) for u, v in ring], (60, 64, 66))
    solid.on(stage, solid.front(z - 0.01, x, y), ring, (240, 234, 216))
    for u, v in ((0.0, 0.32), (0.2, 0.1)):
        a, b = stage.camera.at(x, y, z), stage.camera.at(x + u, y + v, z)
        stage.near.line_to(a, b, width=stage.pen(z) * 1.5, colour=stage.palette.ink)
