"""Open land: fields, farms, parks, woods, swamps and graves."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, mix, smooth
from workers.endpoint.rehearsal.setting import ground, plants, sky, solid
from workers.endpoint.rehearsal.setting.ground import EARTH, GRASS, STONE
from workers.endpoint.rehearsal.setting.plants import BARK, LEAF
from workers.endpoint.rehearsal.stage import Stage

HILL: Colour = (112, 130, 122)
BLUE: Colour = (120, 140, 160)
HAY: Colour = (222, 188, 104)
BARN: Colour = (166, 62, 50)


def _hills(stage: Stage, *, high: float = 0.16, near: Colour = GRASS) -> None:
    sky.ridge(stage, stage.far, lift=high, rough=0.55, far=90, hue=BLUE)
    sky.ridge(stage, stage.far, lift=high * 0.62, rough=0.4, far=55, hue=HILL)
    sky.ridge(stage, stage.far, lift=high * 0.3, rough=0.35, far=30, hue=mix(HILL, near, 0.5))


def field(stage: Stage) -> None:
    """Rolling land, a path and a few trees."""
    _hills(stage)
    ground.ground(stage, GRASS)
    bend = float(stage.dice("path").uniform(-1, 1))
    ground.path(stage, (218, 200, 152), 0.9, bend=bend)
    for x, z in ground.spots(stage, "trees", 9, clear=3.0, reach=9, deep=40):
        plants.tree(stage, x, z, 4.0 + (abs(x * 7) % 3.2))
    for x, z in ground.spots(stage, "bushes", 12, clear=2.0, reach=8, deep=24):
        plants.bush(stage, x, z, 0.7)
    ground.tufts(stage, GRASS)


def farm(stage: Stage) -> None:
    """Furrows, a red barn with a silo, a fence and bales."""
    _hills(stage, high=0.1)
    ground.ground(stage, mix(GRASS, EARTH, 0.25))
    tone = stage.palette.shade(stage.lit(EARTH, 6), 0.25)
    for k in range(-14, 15):
        row = stage.camera.facet(
            [(k * 1.6, 0, 2), (k * 1.6 + 0.5, 0, 2), (k * 1.6 + 0.5, 0, 60), (k * 1.6, 0, 60)]
        )
        if row and abs(k) > 1:
            stage.near.fill(row, tone)
    way = -stage.side
    _barn(stage, way * 5.6, 11.0)
    x = way * 10.4
    solid.post(stage, x, 14, 1.2, (0, 8.5), (196, 196, 200))
    solid.on(stage, solid.front(14, x), solid.arch(-1.2, 1.2, 8.4, 9.6), (150, 156, 166))
    plants.tree(stage, stage.side * 7.0, 9.0, 6.5)
    fence = [(stage.side * 3.2, 0.0, float(z)) for z in range(24, -6, -3)]
    solid.rails(stage, fence, tall=1.1, colour=(206, 190, 164), bars=2)
    for x, z in ((stage.side * 5.0, 5.0), (way * 3.4, 4.0), (stage.side * 9.0, 8.0)):
        stage.shadow(x, z, 1.2, 1.0)
        ring = [
            (0.6 * math.cos(a), 0.6 + 0.6 * math.sin(a))
            for a in (k * math.pi / 10 for k in range(20))
        ]
        solid.box(
            stage, (x, x + way * -0.7) if way < 0 else (x - 0.7, x), (0.1, 1.05), (z, z + 0.6), HAY
        )
        solid.on(stage, solid.front(z, x), ring, HAY)
    ground.tufts(stage, GRASS, 80)


def _barn(stage: Stage, x: float, z: float) -> None:
    stage.shadow(x, z, 6.0, 4.5)
    solid.box(stage, (x - 3, x + 3), (0, 3.6), (z, z + 8), BARN)
    solid.gable(stage, (x - 3, x + 3), 3.6, 6.4, (z, z + 8), (92, 84, 88), stage.dark(BARN, 0.08))
    white = (232, 226, 214)
    door = solid.on(
        stage, solid.front(z - 0.02, x), solid.block(-1.1, 1.1, 0, 2.5), stage.dark(BARN, 0.3)
    )
    if door:
        pen = stage.pen(z) * 2.6
        stage.near.contour(door, width=pen, colour=stage.lit(white, z))
        for a, b in ((0, 2), (1, 3)):
            stage.near.line_to(door[a], door[b], width=pen, colour=stage.lit(white, z))
    solid.on(stage, solid.front(z - 0.02, x), solid.block(-0.5, 0.5, 3.8, 4.8), white)
    solid.on(stage, solid.front(z - 0.03, x), solid.block(-0.38, 0.38, 3.92, 4.68), (60, 48, 48))


def park(stage: Stage) -> None:
    """Lawns, a gravel walk, a bench and a lamp under round trees."""
    sky.wood(stage, stage.far, lift=0.2, far=46, hue=LEAF, pine=False)
    ground.ground(stage, (134, 168, 92))
    ground.path(stage, (226, 212, 178), 1.5, bend=0.25)
    for z in (22.0, 15.0, 9.0, 4.0):
        for way in (-1, 1):
            plants.tree(stage, way * (4.6 + z * 0.05), z, 6.2)
    for x, z in ground.spots(stage, "beds", 10, clear=2.4, reach=5, deep=12):
        plants.bush(stage, x, z, 0.55, (190, 92, 110) if int(x * 10) % 2 else (112, 140, 82))
    x, wood = stage.side * 2.6, (150, 98, 66)
    for low, zz in ((0.42, 2.2), (0.75, 2.7), (0.95, 2.7)):
        solid.box(
            stage,
            (x - 0.9, x + 0.9),
            (low, low + 0.09),
            (zz, zz + 0.1 if low > 0.5 else zz + 0.5),
            wood,
        )
    for leg in (-0.8, 0.72):
        solid.box(stage, (x + leg, x + leg + 0.08), (0, 0.45), (2.2, 2.3), (60, 60, 64))
    street_lamp(stage, -stage.side * 2.5, 3.4)
    street_lamp(stage, stage.side * 2.5, 11.0)
    ground.tufts(stage, GRASS, 50, 0.18)


def street_lamp(stage: Stage, x: float, z: float, tall: float = 3.3) -> None:
    """A lamp post, and by night the pool of light beneath it."""
    if z + stage.camera.distance < 1.0:
        return
    solid.box(stage, (x - 0.13, x + 0.13), (0, 0.35), (z, z + 0.1), (58, 60, 66))
    solid.box(stage, (x - 0.05, x + 0.05), (0.35, tall), (z, z + 0.05), (58, 60, 66))
    bright = stage.palette.lamps > 0.5
    glass = [(-0.13, 0.0), (0.13, 0.0), (0.22, 0.48), (-0.22, 0.48)]
    at = stage.camera.at(x, tall + 0.25, z)
    seen = solid.on(stage, solid.front(z, x, tall), glass, (236, 228, 200))
    solid.on(
        stage, solid.front(z, x, tall + 0.48), [(-0.28, 0), (0.28, 0), (0, 0.28)], (58, 60, 66)
    )
    if bright and seen:
        stage.near.fill(seen, mix(stage.palette.lamp, (255, 250, 226), 0.6))
        stage.lamp(at, stage.camera.across(z) * 2.1, 0.62)
        ground.pool(stage, x, z, 2.0, 0.34)


def swamp(stage: Stage) -> None:
    """Still dark water, dead trees, reeds and mist."""
    sky.wood(stage, stage.far, lift=0.22, far=40, hue=(92, 104, 86), pine=True)
    ground.ground(stage, (104, 112, 82))
    wet = mix(stage.palette.horizon, stage.lit((62, 78, 66), 2), 0.55)
    for x, z, r in (
        (-3, 3.5, 3.2),
        (4, 6, 4.2),
        (-6, 11, 6),
        (2.5, 0.6, 1.5),
        (-2.8, -1.6, 1.7),
        (6, 16, 8),
    ):
        ring = stage.camera.facet(
            [
                (x + r * math.cos(a), 0, z + 0.4 * r * math.sin(a))
                for a in (k * math.pi / 9 for k in range(18))
            ]
        )
        if ring:
            stage.near.shape(smooth(ring, steps=3), wet, width=stage.pen(z))
            mid = stage.camera.at(x, 0, z)
            run = stage.camera.across(z) * r * 0.5
            stage.near.stroke([(mid[0] - run, mid[1]), mid, (mid[0] + run, mid[1])],
                              width=stage.near.line * 2.3, colour=stage.palette.horizon)  # fmt: skip
    for x, z in ground.spots(stage, "dead", 16, clear=2.2, reach=7, deep=22):
        plants.tree(stage, x, z, 6.5, kind="bare")
    for x, z in ground.spots(stage, "reeds", 34, clear=1.2, reach=6, deep=14):
        plants.reeds(stage, x, z, 1.1, (122, 128, 78))
    _mist(stage)


def _mist(stage: Stage) -> None:
    wide, line = stage.near.size[0], stage.camera.horizon
    band = [(0, line - stage.unit * 0.04), (wide, line - stage.unit * 0.05),
            (wide, line + stage.unit * 0.05), (0, line + stage.unit * 0.06)]  # fmt: skip
    stage.near.wash(band, stage.palette.haze, 0.6, soft=stage.unit * 0.03)
    stage.far.wash(band, stage.palette.haze, 0.6, soft=stage.unit * 0.03)


def graveyard(stage: Stage) -> None:
    """Stones and crosses on uneven grass under bare trees, and a chapel behind."""
    _hills(stage, high=0.1, near=(120, 126, 100))
    ground.ground(stage, mix(GRASS, STONE, 0.4))
    way = -stage.side
    solid.box(stage, (way * 9 - 2.4, way * 9 + 2.4), (0, 4), (22, 32), STONE)
    solid.gable(stage, (way * 9 - 2.4, way * 9 + 2.4), 4, 7.2, (22, 32), (96, 92, 100), STONE)
    solid.box(stage, (way * 5.6 - 1, way * 5.6 + 1), (0, 7), (22, 24), STONE)
    solid.on(stage, solid.front(22, way * 5.6, 7), [(-1.2, 0), (1.2, 0), (0, 4)], (96, 92, 100))
    ground.path(stage, (190, 178, 150), 0.6, bend=0.2)
    for x, z in ((stage.side * 4.4, 3.5), (way * 6.5, 8.0), (stage.side * 9, 14.0)):
        plants.tree(stage, x, z, 7.0, kind="bare")
    for k, (x, z) in enumerate(ground.spots(stage, "graves", 34, clear=1.1, reach=5.5, deep=18)):
        stage.shadow(x, z, 0.7, 0.9)
        if k % 3 == 0:
            _cross(stage, x, z)
        else:
            _headstone(stage, x, z)
    ground.tufts(stage, GRASS, 90)


def _headstone(stage: Stage, x: float, z: float) -> None:
    lean = float(stage.dice("lean", round(x, 2)).uniform(-0.1, 0.1))
    outline = [(u + lean * v, v) for u, v in solid.arch(-0.33, 0.33, 0, 1.0)]
    thick = stage.side * -0.12
    solid.on(stage, solid.front(z, x + thick), outline, stage.dark(STONE, 0.5))
    if solid.on(stage, solid.front(z, x), outline, STONE):
        for v in (0.62, 0.5, 0.4):
            a, b = (
                stage.camera.at(x - 0.18 + lean * v, v, z),
                stage.camera.at(x + 0.18 + lean * v, v, z),
            )
            stage.near.line_to(
                a, b, width=stage.pen(z) * 0.8, colour=stage.palette.shade(stage.lit(STONE, z))
            )


def _cross(stage: Stage, x: float, z: float) -> None:
    half = ((-0.08, 0), (-0.08, 0.85), (-0.34, 0.85), (-0.34, 1.02), (-0.08, 1.02), (-0.08, 1.4))
    outline = [*half, *[(-u, v) for u, v in half[::-1]]]
    solid.on(stage, solid.front(z, x - stage.side * 0.08), outline, stage.dark(BARK, 0.5))
    solid.on(stage, solid.front(z, x), outline, mix(STONE, BARK, 0.4))
