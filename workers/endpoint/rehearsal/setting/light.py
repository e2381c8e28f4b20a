"""A lighthouse on its rocks, above the sea."""

from __future__ import annotations

import itertools

from workers.endpoint.rehearsal.brush import Colour, Point, ellipse, mix
from workers.endpoint.rehearsal.setting import water
from workers.endpoint.rehearsal.stage import Stage

ROCK: Colour = (92, 88, 90)
WALL: Colour = (238, 234, 224)
BAND: Colour = (178, 60, 52)
_FAR = 26.0  # metres behind the subject
_TALL = 15.0
_LEVELS = ((0.0, 1.65), (0.34, 1.40), (0.56, 1.24), (0.80, 1.06))  # height and half its width


def lighthouse(stage: Stage) -> None:
    """The open sea, rocks, and the tower with its lamp; what is near is the rocks' shore."""
    water.sea(stage)
    x = stage.side * -7.0 if stage.camera.distance > 9 else stage.side * -4.2

    def put(u: float, v: float) -> Point:
        return stage.camera.at(x + u, v * _TALL + 1.6, _FAR)

    near, pen = stage.near, stage.pen(_FAR) * 1.4
    rocks = [(-9.0, -0.13), (-7.0, 0.02), (-4.4, 0.0), (-3.0, 0.10), (3.2, 0.09), (4.8, -0.01), (7.5, 0.03),
             (10.0, -0.13)]  # fmt: skip
    near.shape([put(u, v) for u, v in rocks], stage.lit(ROCK, 8), width=pen)
    for u, v in ((-6.5, -0.03), (-3.4, 0.03), (4.2, -0.03), (6.6, -0.04)):
        near.stroke([put(u, v), put(u + 0.7, v - 0.06), put(u + 0.4, v - 0.11)], width=pen)
    for k, ((low, wide), (high, narrow)) in enumerate(itertools.pairwise(_LEVELS)):
        hue = stage.lit(BAND if k == 1 else WALL, 8)
        wall = [
            put(-wide, low + 0.06),
            put(wide, low + 0.06),
            put(narrow, high + 0.06),
            put(-narrow, high + 0.06),
        ]
        near.shape(wall, hue, width=pen)
        dim = [put(-stage.side * wide, low + 0.06), put(0, low + 0.06), put(0, high + 0.06),
               put(-stage.side * narrow, high + 0.06)]  # fmt: skip
        near.wash(dim, stage.palette.ink, 0.28)
    for v in (0.24, 0.47, 0.70):
        window = [put(-0.2, v), put(0.2, v), put(0.2, v + 0.06), put(-0.2, v + 0.06)]
        near.shape(window, stage.palette.shade(stage.lit((70, 80, 96), 8), 0.3), width=pen)
    _lantern(stage, [put(-1.5, 0.86), put(1.5, 0.86), put(1.5, 0.89), put(-1.5, 0.89)],
             [put(-0.85, 0.89), put(0.85, 0.89), put(0.85, 1.02), put(-0.85, 1.02)],
             [put(-1.1, 1.02), put(1.1, 1.02), put(0.0, 1.13)], put(0.0, 0.955))  # fmt: skip


def _lantern(
    stage: Stage, gallery: list[Point], glass: list[Point], roof: list[Point], lamp: Point
) -> None:
    """The gallery, the glass house with its light, and the roof."""
    near, pen = stage.near, stage.pen(_FAR) * 1.4
    lit = stage.palette.lamps > 0.1
    pane = mix(stage.lit((180, 206, 214), 8), (255, 240, 190), 0.85 if lit else 0.1)
    near.shape(gallery, stage.lit((60, 60, 66), 8), width=pen)
    near.shape(glass, pane, width=pen)
    near.stroke([((glass[0][0] + glass[1][0]) / 2, glass[0][1]), roof[2]], width=pen)
    near.shape(roof, stage.lit(BAND, 8), width=pen)
    if not lit:
        return
    reach = stage.unit * 1.6
    radius = abs(glass[1][0] - glass[0][0])
    near.fill(ellipse(*lamp, radius * 0.32, radius * 0.32), (255, 248, 214))
    stage.lamp(lamp, radius * 3.0)
    for way in (-1, 1):
        beam = [
            lamp,
            (lamp[0] + way * reach, lamp[1] - reach * 0.13),
            (lamp[0] + way * reach, lamp[1] + reach * 0.05),
        ]
        stage.lights.beam(beam, stage.palette.lamp, 0.32, stage.unit * 0.02)
