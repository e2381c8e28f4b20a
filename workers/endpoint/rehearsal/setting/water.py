"""The sea, from its shore and from a deck."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, mix, smooth
from workers.endpoint.rehearsal.setting.nature import BARK, SAND, SNOW, rock, scatter
from workers.endpoint.rehearsal.stage import Stage

WATER: Colour = (92, 136, 150)


def sea(stage: Stage) -> None:
    """Open water to the horizon, the light's path upon it, and a beach in front."""
    wide, high = stage.near.size
    line = stage.camera.horizon
    stage.near.backdrop(
        [(line, stage.lit(WATER, 70)), (high, stage.palette.shade(stage.lit(WATER, 4), 0.25))]
    )
    stage.near.cut([(0, 0), (wide, 0), (wide, line), (0, line)])
    stage.near.stroke([(0, line), (wide, line)], width=stage.near.line, swell=0.1)
    _waves(stage)
    beach = 1.2 if stage.camera.distance < 12 else 5.0
    shore = [stage.camera.at(x, 0, beach + 0.9 * math.sin(x * 0.5 + 1)) for x in range(-60, 61, 3)]
    sand = [*smooth(shore, closed=False, steps=3), (wide * 1.5, high + 9), (-wide * 0.5, high + 9)]
    if shore[0][1] < high:
        stage.near.fill(sand, stage.lit(SAND, 1))
        foam = [(x, y - stage.unit * 0.004) for x, y in sand[:-2]]
        stage.near.stroke(foam, width=stage.unit * 0.014, colour=stage.palette.lit(SNOW), swell=0.3)
        for x, z in scatter(stage, 7, clear=2.2, reach=6, deep=1.0):
            rock(stage, x, z, float(stage.fixed.uniform(0.2, 0.7)))


def _waves(stage: Stage) -> None:
    wide, high = stage.near.size
    line, unit = stage.camera.horizon, stage.unit
    shine = mix(stage.palette.horizon, stage.palette.key, 0.6)
    dark = stage.palette.shade(stage.lit(WATER, 12), 0.35)
    for _ in range(240):
        t = float(stage.free.random()) ** 1.7
        y = line + unit * 0.004 + (high - line) * t
        length = unit * (0.012 + 0.20 * t) * float(stage.free.uniform(0.4, 1.0))
        x = float(stage.free.uniform(0, wide))
        near_path = abs(x - stage.sun[0]) < unit * (0.05 + 0.16 * t)
        crest = [
            (x - length, y),
            (x - length / 3, y - length * 0.05),
            (x + length / 2, y),
            (x + length, y),
        ]
        tone = shine if near_path or stage.free.random() < 0.12 else dark
        stage.near.stroke(crest, width=unit * (0.0018 + 0.007 * t), colour=tone)
    for k in range(26):
        y = line + (high - line) * (k / 26) ** 1.6
        half = unit * (0.02 + 0.10 * k / 26) * float(stage.free.uniform(0.3, 1.0))
        x = stage.sun[0] + unit * float(stage.free.uniform(-0.03, 0.03))
        stage.near.stroke(
            [(x - half, y), (x, y - 1), (x + half, y)], width=unit * 0.006, colour=shine
        )


def ship(stage: Stage) -> None:
    """A deck with rail, mast and rigging on the open sea."""
    wide, high = stage.near.size
    line = stage.camera.horizon
    stage.near.backdrop([(line, stage.lit(WATER, 60)), (high, stage.lit(WATER, 6))])
    stage.near.cut([(0, 0), (wide, 0), (wide, line), (0, line)])
    _waves(stage)
    wood, front = (156, 118, 82), -stage.camera.distance
    stage.facet([(-4, 0, front), (4, 0, front), (2.6, 0, 7), (-2.6, 0, 7)], wood, z=1)
    for k in range(-7, 8):
        seam = stage.camera.facet([(k * 0.5, 0, front), (k * 0.5, 0, 7), (k * 0.5 + 0.01, 0, 7)])
        if seam:
            stage.near.contour(seam, width=stage.pen(4) * 0.6)
    for way in (-1, 1):
        for z in (6.5, 5.0, 3.6, 2.2, 0.8):
            edge = way * (2.6 + 0.1 * (7 - z))
            stage.facet(
                [
                    (edge - 0.06, 0, z),
                    (edge + 0.06, 0, z),
                    (edge + 0.06, 1, z),
                    (edge - 0.06, 1, z),
                ],
                wood,
            )
        stage.facet(
            [
                (way * 3.6, 1, front),
                (way * 3.6, 1.12, front),
                (way * 2.6, 1.12, 7),
                (way * 2.6, 1, 7),
            ],
            wood,
            z=2,
        )
    stage.facet([(-0.18, 0, 4.5), (0.18, 0, 4.5), (0.12, 14, 4.5), (-0.12, 14, 4.5)], BARK)
    sail = [
        stage.camera.at(x, y, 4.4)
        for x, y in ((-2.6, 8.6), (2.6, 8.6), (3.0, 3.4), (0, 4.1), (-3.0, 3.4))
    ]
    stage.near.shape(smooth(sail, steps=4), stage.lit((228, 218, 192), 5), width=stage.pen(4))
    for x in (-3.2, 3.2):
        a, b = stage.camera.at(x, 1, 4), stage.camera.at(0, 12, 4.5)
        stage.near.line_to(a, b, width=stage.pen(4), colour=stage.palette.ink)
