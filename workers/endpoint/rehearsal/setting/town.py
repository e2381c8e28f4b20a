"""Streets between houses: a street, an avenue, an alley."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import ground, sky, solid
from workers.endpoint.rehearsal.setting.buildings import (
    GLASS,
    WALLS,
    terrace,
)
from workers.endpoint.rehearsal.setting.ground import PAVING, STONE
from workers.endpoint.rehearsal.setting.nature import street_lamp
from workers.endpoint.rehearsal.stage import Stage

ASPHALT: Colour = (118, 118, 124)


def _skyline(stage: Stage, far: float, lift: float, hue: Colour) -> None:
    """Distant blocks of a city, flat against the sky."""
    dice, unit = stage.dice("skyline", far), stage.unit
    high = stage.far.size[1]
    line, x = stage.camera.horizon, stage.camera.centre - unit * 1.4
    tone = stage.palette.lit(hue, far)
    while x < stage.camera.centre + unit * 1.4:
        broad, tall = (
            unit * float(dice.uniform(0.05, 0.13)),
            unit * lift * float(dice.uniform(0.3, 1.0)),
        )
        top = line - tall
        ring = [(x, high), (x, top), (x + broad, top), (x + broad, high)]
        if dice.random() < 0.3:
            ring = [(x, high), (x, top), (x + broad * 0.4, top), (x + broad * 0.5, top - unit * 0.06),
                    (x + broad * 0.6, top), (x + broad, top), (x + broad, high)]  # fmt: skip
        stage.far.shape(ring, tone, width=stage.far.line * 0.5)
        rows = dice.random((10, 4))
        for r in range(10):
            for c in range(4):
                y = top + unit * 0.018 + r * unit * 0.024
                if y < line - unit * 0.01 and rows[r, c] < 0.5 * stage.palette.lamps:
                    u = x + broad * (0.14 + 0.22 * c)
                    stage.far.fill([(u, y), (u + broad * 0.1, y), (u + broad * 0.1, y + unit * 0.012), (u, y + unit * 0.012)],
                                   mix(stage.palette.lamp, tone, 0.25))  # fmt: skip
        x += broad * float(dice.uniform(0.9, 1.3))


def street(stage: Stage) -> None:
    """Rows of houses that run to the vanishing point, lamps, pavements and a road."""
    sky.ridge(stage, stage.far, lift=0.10, rough=1.0, far=50, hue=STONE)
    ground.ground(stage, ASPHALT, texture=30)
    _kerbs(stage, 2.6)
    dice = stage.dice("rows")
    rows = []
    for way in (-1, 1):
        z = -26.0
        while z < 60:
            deep, tall = float(dice.uniform(5.0, 8.0)), float(dice.uniform(6.0, 11.5))
            rows.append(
                (z, way, deep, tall, WALLS[int(dice.integers(len(WALLS)))], dice.random() < 0.4)
            )
            z += deep
    for z, way, deep, tall, hue, shop in sorted(rows, key=lambda row: -row[0]):
        terrace(stage, way * 4.6, way, (z, z + deep), tall, hue, roofed=True, shop=bool(shop))
    _lamps(stage, 3.2)


def _kerbs(stage: Stage, half: float) -> None:
    """Pavements beside the road, their kerbs and their flags."""
    near = 0.3 - stage.camera.distance
    for way in (-1, 1):
        stage.facet(
            [
                (way * half, 0.01, near),
                (way * 30, 0.01, near),
                (way * 30, 0.01, 90),
                (way * half, 0.01, 90),
            ],
            PAVING,
            z=4,
        )
        kerb = [
            (way * half, 0.0, near),
            (way * (half + 0.25), 0.0, near),
            (way * (half + 0.25), 0.0, 90),
            (way * half, 0.0, 90),
        ]
        stage.facet(kerb, mix(PAVING, (255, 255, 255), 0.35), z=4)
        tone = stage.palette.shade(stage.lit(PAVING, 4), 0.3)
        for k in range(-16, 40):
            z = k * 1.6
            if z > near:
                a, b = stage.camera.at(way * half, 0, z), stage.camera.at(way * (half + 2.2), 0, z)
                stage.near.line_to(a, b, width=stage.pen(z) * 0.6, colour=tone)
    white = mix(stage.lit(ASPHALT, 4), stage.lit((236, 232, 222), 4), 0.7)
    for k in range(-8, 20):
        dash = stage.camera.facet(
            [
                (-0.08, 0, k * 3.0),
                (0.08, 0, k * 3.0),
                (0.08, 0, k * 3.0 + 1.4),
                (-0.08, 0, k * 3.0 + 1.4),
            ]
        )
        if dash:
            stage.near.fill(dash, white)
    if stage.shot.weather in ground.WET:
        ground.puddles(stage)


def _lamps(stage: Stage, x: float) -> None:
    for z in (40.0, 30.0, 21.0, 13.0, 6.0, -2.0, -9.0):
        for way in (-1, 1):
            street_lamp(stage, way * x, z + way * 1.2)


def city(stage: Stage) -> None:
    """An avenue between towers, with traffic, crossings and a far skyline."""
    _skyline(stage, 90, 0.42, (128, 138, 156))
    ground.ground(stage, ASPHALT, texture=24)
    _kerbs(stage, 4.6)
    dice = stage.dice("towers")
    rows = []
    for way in (-1, 1):
        z = -22.0
        while z < 90:
            deep = float(dice.uniform(7, 12))
            rows.append(
                (
                    z,
                    way,
                    deep,
                    float(dice.uniform(11, 34)),
                    (*WALLS, (142, 156, 170), (120, 134, 150))[int(dice.integers(8))],
                )
            )
            z += deep
    for z, way, deep, tall, hue in sorted(rows, key=lambda row: -row[0]):
        terrace(stage, way * 7.6, way, (z, z + deep), tall, hue, roofed=False, shop=z > -8)
    for x, z, hue in (
        (-3.4, 17.0, (196, 158, 60)),
        (3.3, 24.0, (150, 60, 56)),
        (3.4, 10.5, (70, 92, 120)),
        (-3.3, 32.0, (90, 90, 96)),
    ):
        parked(stage, x * stage.side, z, hue)
    stripes = stage.lit((230, 228, 222), 5)
    for k in range(-4, 5):
        bar = stage.camera.facet(
            [
                (k * 1.0 - 0.28, 0, 3.6),
                (k * 1.0 + 0.28, 0, 3.6),
                (k * 1.0 + 0.28, 0, 6.0),
                (k * 1.0 - 0.28, 0, 6.0),
            ]
        )
        if bar:
            stage.near.fill(bar, stripes)
    _lamps(stage, 5.4)


def parked(stage: Stage, x: float, z: float, hue: Colour) -> None:
    """A car seen along the street."""
    if z + stage.camera.distance < 2:
        return
    stage.shadow(x, z, 2.0, 1.0)
    for u in (-0.7, 0.7):
        solid.box(stage, (x + u - 0.14, x + u + 0.14), (0, 0.5), (z, z + 0.5), (36, 36, 40))
    solid.box(stage, (x - 0.9, x + 0.9), (0.28, 0.85), (z, z + 3.8), hue)
    solid.box(stage, (x - 0.75, x + 0.75), (0.85, 1.42), (z + 0.7, z + 2.9), mix(hue, GLASS, 0.3))
    solid.on(
        stage,
        solid.front(z + 0.68, x),
        [(-0.62, 0.88), (0.62, 0.88), (0.56, 1.36), (-0.56, 1.36)],
        GLASS,
    )
    bright = stage.palette.lamps > 0.5
    for u in (-0.66, 0.66):
        lamp = solid.on(
            stage,
            solid.front(z - 0.02, x),
            solid.block(u - 0.16, u + 0.16, 0.55, 0.72),
            (190, 50, 44),
        )
        if lamp and bright:
            stage.near.fill(lamp, (255, 90, 70))
            stage.bloom.glow(lamp[0], stage.camera.across(z) * 0.9, (255, 70, 50), 0.6)


def alley(stage: Stage) -> None:
    """A slot between high walls, with stairs of iron, a bin and one lamp."""
    _skyline(stage, 60, 0.3, STONE)
    ground.ground(stage, stage.dark(PAVING, 0.22), texture=40)
    ground.grid(stage, PAVING, half=2.3, far=34, step=0.7)
    brick = ((158, 98, 80), (150, 128, 112))
    dice = stage.dice("alley")
    for z in (30.0, 20.0, 11.0, 2.0, -8.0, -18.0):
        for way, hue in ((-1, brick[0]), (1, brick[1])):
            terrace(stage, way * 2.3, way, (z, z + 9.5), float(dice.uniform(9, 13)), mix(hue, (120, 110, 104), float(dice.uniform(0, 0.4))),
                    roofed=False, shop=False)  # fmt: skip
    way = -stage.side
    x, iron = way * 2.3, (58, 58, 62)
    for y in (3.3, 6.2):
        inner = x - way * 1.0
        solid.box(stage, (min(x, inner), max(x, inner)), (y, y + 0.12), (5.0, 9.0), iron)
        solid.rails(
            stage,
            [(inner, y, 9.0), (inner, y, 7.0), (inner, y, 5.0)],
            tall=0.9,
            colour=iron,
            bars=3,
        )
        a, b = stage.camera.at(inner, y, 8.6), stage.camera.at(x, y - 2.8, 5.2)
        stage.near.line_to(a, b, width=stage.pen(7) * 3, colour=stage.lit(iron, 7))
    bx = stage.side * 1.75
    solid.box(stage, (bx - 0.5, bx + 0.5), (0.1, 1.15), (3.0, 4.4), (70, 98, 86))
    solid.box(stage, (bx - 0.55, bx + 0.55), (1.15, 1.25), (2.95, 4.45), (58, 80, 72))
    for k, z in enumerate((2.2, 1.7, 5.0)):
        solid.box(
            stage,
            (x - way * (0.7 + 0.1 * k) - 0.3, x - way * (0.7 + 0.1 * k) + 0.3),
            (0, 0.5),
            (z, z + 0.5),
            (168, 134, 94),
        )
    ly = stage.camera.at(way * 1.9, 3.0, 4.5)
    solid.box(stage, (min(x, x - way * 0.5), max(x, x - way * 0.5)), (3.0, 3.1), (4.5, 4.6), iron)
    if stage.palette.lamps > 0.5:
        stage.lamp(ly, stage.camera.across(4.5) * 1.8, 0.7)
        ground.pool(stage, way * 1.4, 4.2, 1.6, 0.42)
    for z, y in ((14.0, 6.5), (8.0, 5.0)):
        a, b = stage.camera.at(-2.3, y, z), stage.camera.at(2.3, y, z)
        stage.near.stroke(
            [a, ((a[0] + b[0]) / 2, a[1] + stage.camera.across(z) * 0.4), b], width=stage.pen(z)
        )
        for k in range(5):
            u = -1.5 + k * 0.7
            solid.on(
                stage,
                solid.front(z, u, y - 1.05),
                solid.block(0, 0.42, 0, 0.8),
                ((226, 222, 210), (130, 150, 176), (186, 96, 84))[k % 3],
            )
