"""Places that are no place on earth: the sky itself, space, and nowhere."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, ellipse, mix
from workers.endpoint.rehearsal.setting import ground, plants
from workers.endpoint.rehearsal.stage import Stage

CLOUD: Colour = (246, 248, 250)


def sky(stage: Stage) -> None:
    """Banks of cloud to fly over, each nearer one larger and whiter."""
    unit, wide, high = stage.unit, *stage.near.size
    line = stage.camera.horizon if not stage.camera.pitch else high * 0.55
    for layer, row, size, depth in (
        (stage.far, 0.0, 0.06, 34.0), (stage.far, 0.07, 0.10, 16.0),
        (stage.near, 0.17, 0.15, 7.0), (stage.near, 0.31, 0.22, 2.0),
    ):  # fmt: skip
        dice = stage.dice("bank", depth)
        base = line + unit * row
        bright = mix(stage.palette.lit(CLOUD, depth), stage.palette.key, 0.25)
        shade = mix(stage.palette.lit(CLOUD, depth), stage.palette.zenith, 0.42)
        step = unit * size * 0.85
        puffs = []
        for k in range(int(2.4 * unit / step) + 2):
            x = stage.camera.centre - unit * 1.2 + k * step + step * float(dice.uniform(-0.3, 0.3))
            puffs.append(
                (
                    x,
                    base + unit * size * float(dice.uniform(0.2, 0.7)),
                    unit * size * float(dice.uniform(0.7, 1.2)),
                )
            )
        for x, y, r in puffs:
            layer.fill(ellipse(x, y, r, r * 0.85), shade)
        layer.fill(
            [
                (0, base + unit * size * 0.5),
                (wide, base + unit * size * 0.5),
                (wide, high),
                (0, high),
            ],
            shade,
        )
        for x, y, r in puffs:
            layer.fill(ellipse(x + stage.side * r * 0.2, y - r * 0.22, r * 0.78, r * 0.6), bright)
    for k in range(5):
        x, y = (
            stage.camera.centre - stage.side * unit * (0.28 + 0.09 * k),
            line - unit * (0.26 + 0.05 * (k % 3)),
        )
        w = unit * 0.024
        stage.far.stroke(
            [(x - w, y - w * 0.4), (x - w * 0.4, y - w * 0.7), (x, y)], width=stage.far.line * 1.3
        )
        stage.far.stroke(
            [(x, y), (x + w * 0.4, y - w * 0.7), (x + w, y - w * 0.4)], width=stage.far.line * 1.3
        )


def space(stage: Stage) -> None:
    """Stars without air, a ringed planet, and a cratered ground under black."""
    sky_, unit = stage.sky, stage.unit
    wide, high = sky_.size
    bright = {"day": 0.0, "dawn": 0.05, "dusk": 0.1, "night": 0.0}[stage.palette.hour]
    black = mix((10, 10, 24), stage.palette.zenith, 0.10 + bright)
    sky_.backdrop([(0, black), (high, mix(black, (58, 40, 96), 0.5))])
    dice = stage.dice("deep")
    for _ in range(220):
        x, y, r = (
            float(dice.uniform(0, wide)),
            float(dice.uniform(0, high)),
            unit * (0.001 + 0.0028 * float(dice.random()) ** 3),
        )
        sky_.fill(ellipse(x, y, r, r)[::6], (226, 232, 255))
    band = [(0, high * 0.1), (wide, high * 0.42), (wide, high * 0.6), (0, high * 0.3)]
    sky_.wash(band, (122, 92, 170), 0.32, soft=unit * 0.1)
    x, y = stage.camera.centre - stage.side * unit * 0.5, high * 0.30
    r = unit * 0.21
    globe = ellipse(x, y, r, r)
    hue: Colour = {
        "day": (206, 150, 98),
        "dawn": (224, 156, 150),
        "dusk": (200, 92, 62),
        "night": (86, 112, 176),
    }[stage.palette.hour]
    stage.far.shape(globe, hue, width=stage.far.line)
    for k, tone in ((-0.5, 0.25), (-0.1, -0.2), (0.35, 0.3)):
        belt = [(px, min(max(py, y + r * k), y + r * (k + 0.2))) for px, py in globe]
        stage.far.wash(
            belt,
            mix(hue, (255, 240, 220) if tone < 0 else (60, 40, 50), abs(tone) * 2),
            0.7,
            within=globe,
        )
    dark = ellipse(x - stage.side * r * 0.55, y + r * 0.1, r * 1.15, r * 1.15)
    stage.far.wash(dark, (8, 8, 20), 0.72, within=globe, soft=r * 0.12)
    ring = ellipse(x, y, r * 1.9, r * 0.36, turn=-0.25 * stage.side)
    stage.far.stroke(
        [*ring[:19]], width=unit * 0.022, colour=mix(hue, (240, 226, 200), 0.5), swell=0.5
    )
    stage.far.stroke(
        [*ring[18:23]], width=unit * 0.016, colour=mix(hue, (240, 226, 200), 0.4), swell=0.3
    )
    stage.far.stroke(
        [*ring[32:], ring[0]], width=unit * 0.016, colour=mix(hue, (240, 226, 200), 0.4), swell=0.3
    )
    stage.bloom.glow((x + stage.side * r, y - r * 0.3), r * 1.4, (150, 170, 240), 0.3)
    _moonscape(stage)


def _moonscape(stage: Stage) -> None:
    grey: Colour = (176, 170, 176)
    ground.ground(stage, grey, texture=40)
    for x, z, r in (
        (-4, 6, 1.6),
        (5, 11, 2.6),
        (2.4, 2.4, 0.7),
        (-2.6, 0.2, 0.6),
        (-9, 16, 3.5),
        (8, 4, 1.2),
    ):
        if z + stage.camera.distance < 1:
            continue
        for grow, tone in (
            (1.0, mix(grey, stage.palette.key, 0.4)),
            (0.82, stage.dark(grey, 0.55)),
        ):
            rim = [
                (x + r * grow * math.cos(a), 0, z + 0.7 * r * grow * math.sin(a))
                for a in (k * math.pi / 9 for k in range(18))
            ]
            stage.facet(rim, tone, ink=grow == 1.0)
    for x, z in ground.spots(stage, "rocks", 16, clear=2, reach=7, deep=16):
        plants.rock(stage, x, z, 0.4, grey)


def nowhere(stage: Stage) -> None:
    """No place is named: a floor, a horizon and a wash behind."""
    high = stage.near.size[1]
    line = stage.camera.horizon
    pale = stage.palette.lit((238, 230, 212))
    stage.far.backdrop(
        [
            (line - stage.unit * 0.7, mix(pale, stage.palette.ink, 0.22)),
            (line, pale),
            (line + high, pale),
        ]
    )
    ground.ground(stage, (206, 198, 178), texture=50)
    x, y = stage.camera.at(0, 0, 1.0)
    pool = ellipse(x, y, stage.unit * 0.8, stage.unit * 0.14)
    stage.near.wash(pool, stage.palette.lit((252, 246, 228)), 0.5, soft=stage.unit * 0.05)
    for k in range(9):
        u = stage.camera.centre + stage.unit * (k - 4) * 0.22
        stroke = [
            (u - stage.unit * 0.16, line - stage.unit * (0.18 + 0.02 * (k % 3))),
            (u, line - stage.unit * 0.24),
            (u + stage.unit * 0.2, line - stage.unit * 0.3),
        ]
        stage.far.stroke(stroke, width=stage.unit * 0.03, colour=mix(pale, stage.palette.ink, 0.10))
