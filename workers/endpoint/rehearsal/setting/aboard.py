"""Below deck: a ship's cabin."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, ellipse, mix
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting.interior import shell, shine
from workers.endpoint.rehearsal.setting.solid import Span, block, box, front, on
from workers.endpoint.rehearsal.setting.walls import Walls
from workers.endpoint.rehearsal.setting.water import WATER
from workers.endpoint.rehearsal.stage import Stage

OAK: Colour = (146, 98, 62)
BRASS: Colour = (206, 164, 76)


def cabin(stage: Stage, walls: Walls) -> None:
    """Planked walls that lean in under curved beams, portholes on the sea, a bunk and a swinging lamp."""
    s, b = stage.side, walls.back
    shell(stage, walls, ceiling=None, dado=(104, 70, 48))
    _planks(stage, walls)
    for x in (s * 0.55, s * 1.95, -s * 0.85):
        porthole(stage, x, 1.62, b - 0.02, 0.36)
    _bunk(stage, walls)
    table = s * 1.55
    f.table(stage, table, 0.9, 1.3, 0.7, hue=OAK)
    on(
        stage,
        front(1.0, table),
        [(-0.35, 0.765), (0.35, 0.765), (0.28, 0.8), (-0.28, 0.8)],
        (236, 222, 184),
        z=1,
    )
    box(stage, (table + 0.4, table + 0.5), (0.76, 0.96), (1.1, 1.2), (90, 112, 84))
    f.chair(stage, table - s * 0.9, 1.0, s, hue=OAK)
    box(stage, (s * 2.6 - 0.42, s * 2.6 + 0.42), (0, 0.52), (1.6, 2.2), (116, 76, 50))
    for u in (-0.25, 0.25):
        on(stage, front(1.59, s * 2.6 + u), block(-0.04, 0.04, 0, 0.52), BRASS, z=1)
    _chart(stage, walls)
    _beams(stage, walls)
    _lamp(stage, 0.0, walls)


def _planks(stage: Stage, walls: Walls) -> None:
    tone = stage.palette.shade(stage.lit(walls.plaster, 1), 0.4)
    w, b, f_ = walls.half, walls.back, 0.3 - stage.camera.distance
    y = 0.24
    while y < walls.tall:
        stage.near.line_to(
            stage.camera.at(-w, y, b),
            stage.camera.at(w, y, b),
            width=stage.pen(b) * 0.8,
            colour=tone,
        )
        for way in (-1, 1):
            a, c = stage.camera.at(way * w, y, f_), stage.camera.at(way * w, y, b)
            stage.near.line_to(a, c, width=stage.pen(1) * 0.8, colour=tone)
        y += 0.24


def _ring(x: float, y: float, r: float) -> list[Span]:
    return [
        (x + r * math.cos(a), y + r * math.sin(a)) for a in (k * math.pi / 12 for k in range(24))
    ]


def porthole(stage: Stage, x: float, y: float, z: float, r: float) -> None:
    """A round brass window with the sea in it, at a slant."""
    on(stage, front(z), _ring(x, y, r * 1.28), BRASS)
    seen = on(stage, front(z - 0.01), _ring(x, y, r), stage.palette.horizon)
    if not seen:
        return
    stage.near.fill(seen, stage.palette.horizon)
    slant = 0.07
    sea = [(u, min(v, y - 0.05 + (u - x) * slant)) for u, v in _ring(x, y, r)]
    water = stage.camera.facet([(u, v, z - 0.02) for u, v in sea])
    if water:
        stage.near.fill(water, mix(stage.lit(WATER, 20), stage.palette.horizon, 0.15))
    stage.near.contour(seen, width=stage.pen(z) * 1.4)
    for a in range(6):
        at = stage.camera.at(
            x + r * 1.14 * math.cos(a * math.pi / 3), y + r * 1.14 * math.sin(a * math.pi / 3), z
        )
        k = max(1.0, stage.camera.across(z) * 0.022)
        stage.near.fill(ellipse(*at, k, k), stage.lit(stage.dark(BRASS, 0.5), 1))
    at = stage.camera.at(x, y, z)
    stage.lights.glow(
        at, stage.camera.across(z) * r * 3, stage.palette.key, 0.3 * (1 - 0.6 * stage.palette.lamps)
    )


def _bunk(stage: Stage, walls: Walls) -> None:
    """Two berths in the wall, one above the other, with a board and a blanket."""
    s, b = stage.side, walls.back
    x0, x1 = sorted((-s * walls.half, -s * (walls.half - 2.1)))
    for low, cover in ((0.35, (70, 98, 132)), (1.5, (150, 66, 58))):
        box(stage, (x0, x1), (low, low + 0.12), (b - 0.95, b), OAK)
        box(stage, (x0 + 0.04, x1 - 0.04), (low + 0.12, low + 0.3), (b - 0.9, b), (232, 226, 210))
        mid = x0 + (x1 - x0) * (0.68 if s > 0 else 0.32)
        box(
            stage,
            ((mid, x1 - 0.04) if s < 0 else (x0 + 0.04, mid)),
            (low + 0.14, low + 0.36),
            (b - 0.92, b),
            cover,
        )
        head = x0 + 0.35 if s < 0 else x1 - 0.35
        box(
            stage,
            (head - 0.25, head + 0.25),
            (low + 0.3, low + 0.44),
            (b - 0.8, b - 0.2),
            (246, 242, 232),
        )
        box(stage, (x0, x1), (low - 0.06, low + 0.24), (b - 1.0, b - 0.95), OAK)
    for u in (x0, x1 - 0.1):
        box(stage, (u, u + 0.1), (0, walls.tall), (b - 1.02, b - 0.92), stage.dark(OAK, 0.2))


def _beams(stage: Stage, walls: Walls) -> None:
    """Curved beams under the deck and the ribs they stand on."""
    w, t = walls.half, walls.tall
    z = walls.back - 0.35
    while z + stage.camera.distance > 1.3:
        under = [(u * w, t - 0.16 - 0.34 * abs(u) ** 3, z) for u in (-1 + k / 6 for k in range(13))]
        over = [(u * w, t + 0.02, z) for u in (1 - k / 6 for k in range(13))]
        stage.facet([*under, *over], stage.dark(OAK, 0.35))
        for way in (-1, 1):
            stage.facet(
                [(way * w, 0, z), (way * (w - 0.16), 0, z), (way * (w - 0.22), t * 0.6, z),
                 (way * (w - 0.6), t - 0.4, z), (way * w, t - 0.4, z)],
                stage.dark(OAK, 0.42 if way == stage.side else 0.25),
            )  # fmt: skip
        z -= 1.25


def _chart(stage: Stage, walls: Walls) -> None:
    """A sea chart on the wall."""
    x, z = stage.side * 2.75, walls.back - 0.03
    if not on(stage, front(z, x), block(-0.38, 0.38, 1.05, 2.0), (230, 214, 170), z=1):
        return
    on(
        stage,
        front(z, x),
        [(-0.3, 1.2), (-0.05, 1.14), (0.05, 1.4), (-0.1, 1.6), (-0.3, 1.52)],
        (176, 168, 110),
        z=1,
    )
    on(
        stage,
        front(z, x),
        [(0.12, 1.62), (0.3, 1.66), (0.28, 1.9), (0.1, 1.86)],
        (176, 168, 110),
        z=1,
    )


def _lamp(stage: Stage, x: float, walls: Walls) -> None:
    """An oil lamp that swings from a beam."""
    z, y = 1.3, 1.72
    if z + stage.camera.distance < 1.5 or stage.camera.eye > walls.tall:
        return
    sway = 0.1 * stage.side
    a, c = stage.camera.at(x, walls.tall - 0.2, z), stage.camera.at(x + sway, y + 0.36, z)
    stage.near.line_to(a, c, width=stage.pen(z) * 1.3, colour=stage.palette.ink)
    plane = front(z, x + sway, y)
    on(stage, plane, [(-0.17, 0.24), (0.17, 0.24), (0.06, 0.38), (-0.06, 0.38)], BRASS)
    glass = on(
        stage, plane, [(-0.09, 0.0), (0.09, 0.0), (0.11, 0.24), (-0.11, 0.24)], (250, 226, 150)
    )
    if glass and stage.palette.lamps > 0.3:
        stage.near.fill(glass, (255, 236, 170))
    on(stage, plane, [(-0.12, -0.1), (0.12, -0.1), (0.1, 0.0), (-0.1, 0.0)], BRASS)
    shine(stage, x + sway, y + 0.12, z, 1.9, 0.7)
