"""Water: the sea from its shore, a harbour, a deck, a river and its bridge."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Point, mix, smooth
from workers.endpoint.rehearsal.setting import ground, nature, plants, sky, solid
from workers.endpoint.rehearsal.setting.buildings import WALLS, windows
from workers.endpoint.rehearsal.setting.ground import EARTH, GRASS, SAND, STONE
from workers.endpoint.rehearsal.stage import Stage

WATER: Colour = (78, 138, 164)
FOAM: Colour = (240, 244, 244)
WOOD: Colour = (158, 118, 80)


def expanse(stage: Stage, *, rough: float = 1.0) -> None:
    """Water to the horizon, its swell, and the light's path upon it."""
    wide, high = stage.near.size
    line = stage.camera.horizon
    if line >= high:
        return
    top = max(line, -1.0)
    far = mix(stage.lit(WATER, 60), stage.palette.horizon, 0.35)
    stage.near.backdrop(
        [(top, far), (top + (high - top) * 0.25, stage.lit(WATER, 14)),
         (high, stage.palette.shade(stage.lit(mix(WATER, (40, 84, 120), 0.5), 2), 0.25))]
    )  # fmt: skip
    if line > 0:
        stage.near.cut([(0, 0), (wide, 0), (wide, line), (0, line)])
        stage.near.stroke(
            [(0, line), (wide / 2, line), (wide, line)], width=stage.near.line, swell=0.1
        )
    _waves(stage, top, rough)


def _waves(stage: Stage, top: float, rough: float) -> None:
    wide, high = stage.near.size
    unit, dice = stage.unit, stage.dice("waves")
    shine = mix(stage.palette.horizon, stage.palette.key, 0.6)
    dark = stage.palette.shade(stage.lit(WATER, 10), 0.38)
    storm = 1.9 if stage.shot.weather in {"storm", "wind"} else 1.0
    for _ in range(200):
        t, grow, u, glint = (float(v) for v in dice.random(4))
        t = t**1.7
        y = top + unit * 0.004 + (high - top) * t
        length = unit * (0.012 + 0.18 * t) * (0.4 + 0.6 * grow)
        x = u * wide
        path = abs(x - stage.sun[0]) < unit * (0.05 + 0.16 * t)
        crest = [(x - length, y), (x - length / 3, y - length * 0.06 * storm * rough),
                 (x + length / 2, y), (x + length, y)]  # fmt: skip
        tone = shine if path or glint < 0.12 else dark
        stage.near.stroke(
            crest, width=max(stage.near.line, unit * (0.002 + 0.009 * t)), colour=tone
        )
        if storm > 1 and glint > 0.8 and t > 0.05:
            cap = [
                (x - length * 0.5, y - length * 0.05),
                (x, y - length * 0.14),
                (x + length * 0.4, y),
            ]
            stage.near.stroke(
                cap, width=unit * (0.004 + 0.012 * t), colour=stage.palette.lit(FOAM, 8)
            )
    if stage.shot.weather in {"rain", "storm", "fog", "overcast", "snow"}:
        return
    for k in range(30):
        y = top + (high - top) * (k / 30) ** 1.6
        half = unit * (0.03 + 0.12 * k / 30) * float(dice.uniform(0.3, 1.0))
        x = stage.sun[0] + unit * float(dice.uniform(-0.03, 0.03))
        stage.near.stroke(
            [(x - half, y), (x, y - 1), (x + half, y)], width=unit * 0.008, colour=shine
        )


def sea(stage: Stage) -> None:
    """Open water to the horizon, a headland, and a beach in front."""
    _headland(stage)
    expanse(stage)
    shore = [
        stage.camera.at(x, 0, 1.6 + 0.7 * math.sin(x * 0.55 + 1) + abs(x) * 0.03)
        for x in range(-60, 61, 2)
    ]
    wide, high = stage.near.size
    cast = stage.shot.cast
    swum = bool(cast) and all(actor.pose == "swim" for actor in cast)
    if swum or min(p[1] for p in shore) >= high:
        return
    edge = smooth(shore, closed=False, steps=3)
    unit = stage.unit
    for lift, thick, tone in (
        (0.020, 0.012, stage.palette.lit(FOAM, 4)),
        (0.007, 0.02, stage.palette.lit(FOAM)),
    ):
        stage.near.stroke(
            [(x, y - unit * lift) for x, y in edge], width=unit * thick, colour=tone, swell=0.2
        )
    stage.near.fill(
        [*edge, (wide * 1.5, high + 9), (-wide * 0.5, high + 9)],
        stage.lit(stage.dark(SAND, 0.22), 1),
    )
    dry = [(x, y + (high - y) * 0.2 + unit * 0.02) for x, y in edge]
    stage.near.fill([*dry, (wide * 1.5, high + 9), (-wide * 0.5, high + 9)], stage.lit(SAND, 1))
    for x, z in ground.spots(stage, "rocks", 12, clear=2.2, reach=6, deep=1.5):
        plants.rock(stage, x, z, 0.25 + abs(x * 3) % 0.5)


def _headland(stage: Stage) -> None:
    unit, line = stage.unit, stage.camera.horizon
    x = stage.camera.centre - stage.side * unit * 0.98
    way = stage.side
    for far, k in ((60.0, 1.25), (32.0, 0.8)):
        outline = [
            (-0.5, 0.0),
            (-0.5, 0.19),
            (-0.1, 0.2),
            (0.12, 0.15),
            (0.3, 0.13),
            (0.36, 0.05),
            (0.48, 0.0),
        ]
        mass = [(x + way * u * unit * k, line - v * unit * k + 2) for u, v in outline]
        stage.far.shape(mass, stage.palette.lit((116, 122, 108), far), width=stage.far.line * 0.7)
        face = [mass[3], mass[4], mass[5], mass[6], (mass[3][0], line + 2)]
        stage.far.wash(face, stage.palette.ink, 0.3, within=mass)


def ship(stage: Stage) -> None:
    """A deck that narrows to the bow: rails, mast, sails and rigging on the open sea."""
    expanse(stage, rough=1.5)
    front = -stage.camera.distance
    stage.facet(
        [(-4.6, 0, front), (4.6, 0, front), (3.4, 0, 7), (0, 0, 13), (-3.4, 0, 7)], WOOD, z=1
    )
    tone = stage.palette.shade(stage.lit(WOOD, 1), 0.4)
    for k in range(-8, 9):
        end = 12.5 - abs(k) * 0.65
        seam = stage.camera.facet(
            [(k * 0.5, 0, front), (k * 0.5, 0, end), (k * 0.5 + 0.02, 0, end)]
        )
        if seam:
            stage.near.line_to(seam[0], seam[1], width=stage.pen(3) * 0.7, colour=tone)
    for way in (-1, 1):
        walk = [
            (0.0, 0.0, 13.0),
            (way * 1.8, 0.0, 10.0),
            *[(way * 3.6, 0.0, 7.0 - 1.6 * k) for k in range(9)],
        ]
        solid.rails(stage, walk, tall=1.0, colour=stage.dark(WOOD, 0.1), bars=3)
    spar = [(-0.1, 0.9, 11.5), (0.1, 0.9, 11.5), (0.05, 2.6, 16), (-0.05, 2.6, 16)]
    stage.facet(spar, stage.dark(WOOD, 0.3))
    solid.box(stage, (-0.9, 0.9), (0.0, 0.5), (7.2, 8.2), stage.dark(WOOD, 0.2))
    for x in (-stage.side * 2.6, -stage.side * 2.0):
        solid.post(stage, x, 3.4, 0.33, (0, 0.85), (136, 96, 62))
    _rigging(stage, 5.2)


def _rigging(stage: Stage, z: float) -> None:
    ink = stage.palette.ink
    for way in (-1, 1):
        for k in range(4):
            a, b = (
                stage.camera.at(way * 3.6, 1, z - 1.2 + k * 0.6),
                stage.camera.at(way * 0.1, 10.5, z),
            )
            stage.near.line_to(a, b, width=stage.pen(z) * 0.9, colour=ink)
        for k in range(1, 9):
            t = k / 10
            a = stage.camera.at(way * (3.6 - 3.5 * t), 1 + 9.5 * t, z - 1.2 * (1 - t))
            b = stage.camera.at(way * (3.6 - 3.5 * t), 1 + 9.5 * t, z + 0.6 * (1 - t))
            stage.near.line_to(a, b, width=stage.pen(z) * 0.8, colour=ink)
    solid.post(stage, 0.0, z, 0.2, (0, 15), (120, 88, 62), taper=0.7)
    for y, half, drop in ((10.5, 2.6, 3.0), (6.9, 3.3, 3.6)):
        solid.box(stage, (-half - 0.3, half + 0.3), (y, y + 0.16), (z - 0.2, z), (120, 88, 62))
        outline = [
            (-half, y),
            (half, y),
            (half + 0.35, y - drop),
            (0, y - drop + 0.6),
            (-half - 0.35, y - drop),
        ]
        sail = [stage.camera.at(u, v, z - 0.22) for u, v in outline]
        belly = smooth([sail[2], sail[3], sail[4]], closed=False)
        ring = [sail[0], sail[1], *belly]
        stage.near.shape(ring, stage.lit((236, 226, 202), z), width=stage.pen(z))
        away = stage.camera.across(z) * half * 1.1 * -stage.side
        stage.near.wash([(u + away, v) for u, v in ring], ink, 0.3, within=ring)
        for k in (-1, 1):
            a, b = (
                stage.camera.at(k * half * 0.4, y, z),
                stage.camera.at(k * half * 0.45, y - drop + 0.4, z),
            )
            stage.near.line_to(a, b, width=stage.pen(z) * 0.6, colour=ink)


def harbour(stage: Stage) -> None:
    """A quay with bollards, boats with masts, a lighthouse and sheds."""
    _headland(stage)
    expanse(stage, rough=0.5)
    for x, z, size in (
        (-8.0, 26.0, 1.5),
        (5.0, 20.0, 1.2),
        (-3.4, 12.0, 1.0),
        (7.5, 10.0, 1.1),
        (1.6, 30.0, 1.4),
    ):
        _boat(stage, x * stage.side, z, size)
    x = -stage.side * 15.0
    solid.post(stage, x, 34, 1.5, (0, 10), (232, 228, 220), taper=0.7)
    for y in (2.5, 6.0):
        solid.box(stage, (x - 1.3, x + 1.3), (y, y + 1.5), (33.9, 34), (178, 66, 56))
    solid.box(stage, (x - 0.8, x + 0.8), (10, 11.6), (34, 34.5), (250, 226, 150))
    solid.on(stage, solid.front(34, x, 11.6), [(-1.1, 0), (1.1, 0), (0, 1.3)], (178, 66, 56))
    if stage.palette.lamps > 0.5:
        stage.lamp(stage.camera.at(x, 10.8, 34), stage.unit * 0.16, 0.8)
    near = 0.3 - stage.camera.distance
    stage.facet([(-30, 0, near), (30, 0, near), (30, 0, 3), (-30, 0, 3)], STONE, z=1)
    stage.facet([(-30, 0, 3), (30, 0, 3), (30, -0.5, 3), (-30, -0.5, 3)], stage.dark(STONE, 0.5))
    ground.grid(stage, STONE, half=14, far=3, step=1.0)
    for k in (-2, -1, 1, 2):
        solid.post(stage, k * 2.3, 2.4, 0.2, (0, 0.6), (62, 60, 64))
    for x, y, z in (
        (stage.side * 3.4, 0.0, 1.0),
        (stage.side * 4.3, 0.0, 1.4),
        (stage.side * 3.8, 0.8, 1.2),
    ):
        solid.box(stage, (x - 0.42, x + 0.42), (y, y + 0.8), (z, z + 0.8), WOOD)


def _boat(stage: Stage, x: float, z: float, size: float) -> None:
    s = size
    hull = [(-2.6 * s, 0.95 * s), (2.9 * s, 1.1 * s), (2.2 * s, 0.0), (-2.1 * s, 0.0)]
    hue = ((168, 66, 58), (70, 104, 140), (224, 218, 204))[round(z) % 3]
    solid.box(stage, (x - 1.4 * s, x + 0.3 * s), (0.9 * s, 1.9 * s), (z, z + 0.5), (230, 224, 210))
    for u, tall in ((0.7 * s, 5.4 * s), (-1.9 * s, 3.4 * s)):
        solid.on(stage, solid.front(z, x + u), solid.block(-0.06, 0.06, 0.8, tall), (110, 84, 62))
        a, b = stage.camera.at(x + u, tall, z), stage.camera.at(x + 2.8 * s, 1.0 * s, z)
        stage.near.line_to(a, b, width=stage.pen(z) * 0.7, colour=stage.palette.ink)
    solid.on(stage, solid.front(z, x), hull, hue)
    solid.on(
        stage,
        solid.front(z, x),
        [(-2.3 * s, 0.3 * s), (2.4 * s, 0.3 * s), (2.2 * s, 0), (-2.1 * s, 0)],
        stage.dark(hue),
    )
    run = stage.camera.across(z) * 2.4 * s
    px, py = stage.camera.at(x, 0, z)
    stage.near.wash([(px - run, py), (px + run, py), (px + run * 0.7, py + run * 0.25), (px - run * 0.7, py + run * 0.25)],
                    stage.palette.ink, 0.35, soft=run * 0.04)  # fmt: skip


def river(stage: Stage) -> None:
    """A river that winds between wooded banks."""
    sky.ridge(stage, stage.far, lift=0.2, rough=0.5, far=70, hue=nature.BLUE)
    sky.wood(stage, stage.far, lift=0.11, far=36, hue=plants.PINE, pine=True)
    ground.ground(stage, GRASS)
    _stream(stage)
    for x, z in ground.spots(stage, "trees", 14, clear=5.0, reach=9, deep=30):
        plants.tree(
            stage, x, z, 5.5 + abs(x * 5) % 2, kind="pine" if int(abs(x) * 7) % 3 else "broad"
        )
    for x, z in ((1.9, 3.0), (-1.2, 6.2), (2.6, 1.7), (-2.6, 2.4), (3.2, 9.0)):
        plants.rock(stage, x * stage.side, z, 0.45)
    for x, z in ground.spots(stage, "reeds", 18, clear=2.4, reach=4, deep=8):
        plants.reeds(stage, x, z, 0.9, (126, 142, 80))
    ground.tufts(stage, GRASS, 60)


def _stream(stage: Stage) -> None:
    bend = stage.side
    zs = [1.2 + 1.3**k for k in range(15)]
    left: list[Point] = []
    right: list[Point] = []
    for z in zs:
        mid = bend * (5.5 * math.sin(z * 0.17 + 0.3) - 1.0)
        half = 2.6 + z * 0.12
        left.append(stage.camera.at(mid - half, 0, z))
        right.append(stage.camera.at(mid + half, 0, z))
    # Who swims has the water all around, down to the picture's edge.
    swum = any(actor.pose == "swim" for actor in stage.shot.cast)
    low = 0.4 - stage.camera.distance if swum else 0.9
    near = [stage.camera.at(-14.0, 0, low), stage.camera.at(14.0, 0, low)]
    ring = [*smooth([near[0], *left], closed=False), *smooth([near[1], *right], closed=False)[::-1]]
    body = mix(stage.lit(WATER, 6), stage.palette.horizon, 0.35)
    stage.near.shape(ring, body, width=stage.near.line)
    dice = stage.dice("stream")
    for _ in range(70):
        k, u = float(dice.random()) * 13, float(dice.uniform(0.08, 0.92))
        a, b = left[int(k)], right[int(k)]
        x, y = a[0] + (b[0] - a[0]) * u, a[1] + (left[int(k) + 1][1] - a[1]) * (k % 1)
        run = abs(b[0] - a[0]) * 0.07
        tone = stage.palette.lit(FOAM, 6) if k % 1 < 0.5 else stage.palette.shade(body, 0.3)
        stage.near.stroke([(x - run, y), (x, y - run * 0.05), (x + run, y)],
                          width=max(stage.near.line, run * 0.1), colour=tone)  # fmt: skip


def bridge(stage: Stage) -> None:
    """On a stone bridge: its roadway, parapets and lamps, water either side, a town beyond."""
    sky.ridge(stage, stage.far, lift=0.1, rough=0.5, far=60, hue=nature.HILL)
    expanse(stage, rough=0.6)
    for k in range(-13, 14):
        tall = 4.0 + (k * k * 7) % 6
        solid.box(stage, (k * 4.2, k * 4.2 + 4.0), (0, tall), (60, 62), WALLS[k % 6])
        windows(stage, solid.front(59.9), (k * 4.2, k * 4.2 + 4.0), int(tall / 3), 60, gap=1.4)
    for z in (34.0, 26.0):
        for u in (-1, 1):
            solid.box(stage, (u * 11 - 3, u * 11 + 3), (-2, 0.6), (z, z + 1), EARTH)
    near = 0.3 - stage.camera.distance
    stage.facet([(-3.2, 0, near), (3.2, 0, near), (3.2, 0, 44), (-3.2, 0, 44)], ground.PAVING, z=2)
    ground.grid(stage, ground.PAVING, half=3.0, far=30, step=0.75)
    for z in (40.0, 30.0, 22.0, 15.0, 9.0, 4.0, -0.6, -5.0, -10.0):
        for way in (-1, 1):
            x = way * 3.2
            xs = (x - 0.35, x) if way < 0 else (x, x + 0.35)
            solid.box(stage, xs, (0, 1.0), (z, z + 9.5), STONE)
            solid.box(stage, (x - 0.5, x + 0.5), (0, 1.35), (z, z + 0.7), stage.dark(STONE, 0.1))
            if z > -1 and z != 4.0:
                nature.street_lamp(stage, x, z, 3.6)
