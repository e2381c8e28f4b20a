"""Wild land: sands, peaks and snow."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Point, mix, smooth
from workers.endpoint.rehearsal.setting import ground, plants, sky, solid
from workers.endpoint.rehearsal.setting.ground import GRASS, SAND, STONE
from workers.endpoint.rehearsal.setting.nature import BLUE
from workers.endpoint.rehearsal.setting.plants import PINE
from workers.endpoint.rehearsal.stage import SNOW, Stage


def desert(stage: Stage) -> None:
    """Dunes, one behind the other, with a sharp shadow side."""
    warm = mix(SAND, (206, 148, 104), 0.45)
    sky.ridge(stage, stage.far, lift=0.20, rough=0.2, far=40, hue=mix(warm, BLUE, 0.2))
    ground.ground(stage, SAND)
    for z, tall, shift in ((34.0, 4.6, -7.0), (20.0, 3.0, 8.0), (11.0, 1.7, -6.0), (6.0, 0.8, 6.5)):
        x = stage.side * shift
        crest = [
            (-13, 0.0),
            (-7, tall * 0.45),
            (-2, tall * 0.92),
            (0, tall),
            (3, tall * 0.75),
            (8, tall * 0.3),
            (14, 0),
        ]
        ring = smooth([stage.camera.at(x + u, v, z) for u, v in crest], closed=False)
        stage.near.fill(ring, stage.lit(SAND, z))
        top = stage.camera.at(x, tall, z)
        foot = stage.camera.at(x - stage.side * 2.0, 0, z)
        bend = (
            (top[0] + foot[0]) / 2 + stage.camera.across(z) * stage.side * 0.9,
            (top[1] + foot[1]) / 2,
        )
        edge = smooth([top, bend, foot], closed=False)
        shaded = [p for p in ring if (p[0] - top[0]) * stage.side <= 0]
        shaded = shaded if stage.side > 0 else shaded[::-1]
        stage.near.fill([*shaded, *edge], stage.lit(stage.dark(warm, 0.38), z))
        stage.near.stroke(ring, width=stage.pen(z))
    tone = stage.palette.shade(stage.lit(SAND, 1), 0.22)
    for k in range(16):
        z = 7.0 - k * 0.75
        if z + stage.camera.distance < 1:
            break
        run = [stage.camera.at(u, 0, z + 0.2 * math.sin(u * 1.9 + k)) for u in range(-9, 10)]
        stage.near.stroke(smooth(run, closed=False, steps=3), width=stage.pen(z), colour=tone)
    for x, z in ((stage.side * 3.4, 2.0), (-stage.side * 5, 9.0)):
        _cactus(stage, x, z)


def _cactus(stage: Stage, x: float, z: float) -> None:
    green = (96, 128, 84)
    stage.shadow(x, z, 0.5, 2.0)
    for u, low, high in ((0.0, 0.0, 2.3), (-0.55, 0.9, 1.7), (0.6, 1.1, 2.0)):
        if u:
            solid.box(stage, (x + min(u, 0), x + max(u, 0)), (low, low + 0.2), (z, z + 0.1), green)
        solid.post(stage, x + u, z, 0.2 if not u else 0.14, (low, high), green)


def mountain(stage: Stage) -> None:
    """Peaks with snow on them above a stony slope with pines."""
    peaks(stage)
    sky.wood(stage, stage.far, lift=0.09, far=34, hue=PINE, pine=True)
    ground.ground(stage, mix(STONE, GRASS, 0.4))
    for x, z in ground.spots(stage, "pines", 22, clear=3.0, reach=8, deep=30):
        plants.tree(stage, x, z, 4.5 + abs(x * 5) % 2.5, kind="pine")
    for x, z in ground.spots(stage, "rocks", 18, clear=1.4, reach=7, deep=14):
        plants.rock(stage, x, z, 0.3 + abs(x * 3) % 0.6)
    ground.tufts(stage, GRASS, 50, 0.2)


def peaks(stage: Stage) -> None:
    """Three ranges of peaks, each nearer one darker."""
    unit, centre, line = stage.unit, stage.camera.centre, stage.camera.horizon
    for far, count, tall, spread in (
        (80.0, 6, 0.34, 0.42),
        (48.0, 4, 0.46, 0.66),
        (30.0, 4, 0.25, 0.62),
    ):
        dice = stage.dice("peaks", far)
        for k in range(count):
            x = centre + unit * spread * (k - (count - 1) / 2 + float(dice.uniform(-0.3, 0.3)))
            _peak(stage, x, line + 4, unit * tall * float(dice.uniform(0.7, 1.1)), far)


def _peak(stage: Stage, x: float, base: float, tall: float, far: float) -> None:
    dice = stage.dice("peak", far, round((x - stage.camera.centre) / stage.unit, 2))
    jag = [float(v) for v in dice.uniform(-0.05, 0.05, 8)]
    left = [
        (x - tall * (1.25 - 0.31 * k), base - tall * (0.25 * k + jag[k] * (k > 0)))
        for k in range(4)
    ]
    right = [
        (x + tall * (1.3 - 0.33 * k), base - tall * (0.25 * k + jag[4 + k] * (k > 0)))
        for k in range(4)
    ]
    top = (x, base - tall)
    mass: list[Point] = [*left, top, *right[::-1]]
    hue = (124, 130, 146)
    stage.far.fill(mass, stage.palette.lit(hue, far))
    spine = [
        top,
        (x + tall * 0.12, base - tall * 0.7),
        (x - tall * 0.06, base - tall * 0.42),
        (x + tall * 0.1, base),
    ]
    away = left if stage.side > 0 else right
    stage.far.fill([*spine, *away], stage.palette.lit(stage.dark(hue, 0.36), far))
    snow = stage.palette.lit(SNOW, far * 0.5)
    cap_y = base - tall * 0.6
    inner = [(x - tall * 0.14, cap_y - tall * 0.02), (x - tall * 0.05, cap_y + tall * 0.1), (x + tall * 0.05, cap_y - tall * 0.04),
             (x + tall * 0.15, cap_y + tall * 0.07)]  # fmt: skip
    cap: list[Point] = [top, left[3], left[2], *inner, right[2], right[3]]
    cap = [(u, min(v, cap_y + tall * 0.1)) for u, v in cap]
    stage.far.fill(cap, snow)
    shade = [p for p in cap if (p[0] - x) * stage.side <= 0]
    stage.far.fill([*shade, spine[1]], mix(snow, stage.palette.lit((120, 140, 180), far), 0.55))
    stage.far.stroke([*left, top, *right[::-1]], width=stage.near.line * 0.7, swell=0.2)


def snowfield(stage: Stage) -> None:
    """White land under white peaks, with drifts and black pines."""
    peaks(stage)
    ground.ground(stage, SNOW, texture=40)
    blue = stage.palette.lit((150, 176, 214), 4)
    for k in range(14):
        z = 13.0 - k * 1.4
        if z + stage.camera.distance < 1.2:
            break
        x = (k * 5.3) % 9 - 4.5
        a, b, c = (stage.camera.at(x + u, v, z) for u, v in ((-2.6, 0), (0, 0.12), (3.0, 0)))
        stage.near.stroke(
            smooth([a, b, c], closed=False), width=stage.camera.across(z) * 0.12, colour=blue
        )
    for x, z in ground.spots(stage, "pines", 20, clear=3.2, reach=8, deep=26):
        plants.tree(stage, x, z, 5.0 + abs(x * 5) % 2.5, kind="pine")
    for x, z in ground.spots(stage, "rocks", 7, clear=2, reach=6, deep=10):
        plants.rock(stage, x, z, 0.5, mix(STONE, SNOW, 0.5))
