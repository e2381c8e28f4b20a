"""Places with walls: a room, a hall, a corridor, a church, a prison.

The walls are drawn with holes for the windows, through which the sky behind is seen.
"""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Point, ellipse, mix
from workers.endpoint.rehearsal.camera import World
from workers.endpoint.rehearsal.setting import furniture
from workers.endpoint.rehearsal.setting.walls import Walls, walls_of, window_of
from workers.endpoint.rehearsal.stage import Stage


def draw(stage: Stage) -> None:
    """Draw the room, its windows and its light."""
    place = stage.shot.place
    walls = walls_of(place, stage.shot.framing)
    _box(stage, walls)
    if place == "corridor":
        furniture.doors(stage, walls)
    _windows(stage, walls)
    if walls.columns:
        furniture.columns(stage, walls)
    elif place in {"room", "prison"}:
        furniture.table_and_door(stage, walls)
    _lamps(stage, walls)


def _box(stage: Stage, walls: Walls) -> None:
    w, t, b, f = walls.half, walls.tall, walls.back, -stage.camera.distance
    ink = stage.palette.ink
    backed = mix(walls.plaster, ink, 0.06)
    stage.facet([(-w, 0, b), (w, 0, b), (w, t, b), (-w, t, b)], backed, z=1)
    for way in (-1, 1):
        tone = mix(walls.plaster, ink, 0.34 if way == stage.side else 0.10)
        wall = stage.facet(
            [(way * w, 0, f), (way * w, 0, b), (way * w, t, b), (way * w, t, f)], tone, z=1
        )
        if wall and way == stage.side:
            stage.near.hatch(wall, gap=stage.unit * 0.022, strength=0.16, slant=0.7)
    stage.facet([(-w, t, f), (w, t, f), (w, t, b), (-w, t, b)], mix(walls.plaster, ink, 0.42), z=1)
    stage.facet([(-w, 0, f), (w, 0, f), (w, 0, b), (-w, 0, b)], walls.floor, z=1)
    _floor(stage, walls)
    _ceiling(stage, walls)
    low = [(-w, 0.0, b), (w, 0.0, b), (w, 0.14, b), (-w, 0.14, b)]
    stage.facet(low, mix(walls.floor, ink, 0.2), z=1)


def _floor(stage: Stage, walls: Walls) -> None:
    near = 0.3 - stage.camera.distance
    tone = stage.palette.shade(stage.lit(walls.floor, 1), 0.4)
    step = 0.45 if walls.half < 4 else 1.0
    x = -walls.half
    while x <= walls.half:
        a, b = stage.camera.at(x, 0, near), stage.camera.at(x, 0, walls.back)
        stage.near.line_to(a, b, width=stage.pen(1) * 0.6, colour=tone)
        x += step
    if walls.columns or stage.shot.place == "prison":
        z = walls.back
        while z > near:
            a, b = stage.camera.at(-walls.half, 0, z), stage.camera.at(walls.half, 0, z)
            stage.near.line_to(a, b, width=stage.pen(z) * 0.6, colour=tone)
            z -= step


def _ceiling(stage: Stage, walls: Walls) -> None:
    if stage.shot.place == "prison":
        return
    z = walls.back - 0.8
    wood = mix(walls.floor, stage.palette.ink, 0.45)
    while z > 0.4 - stage.camera.distance:
        t = walls.tall
        beam = [
            (-walls.half, t, z),
            (walls.half, t, z),
            (walls.half, t - 0.22, z),
            (-walls.half, t - 0.22, z),
        ]
        stage.facet(beam, wood, z=1)
        z -= 1.6 if walls.tall < 5 else 2.6


def _opening(
    walls: Walls, left: float, low: float, right: float, high: float
) -> list[tuple[float, float]]:
    if not walls.arched:
        return [(left, low), (right, low), (right, high), (left, high)]
    mid, spring = (left + right) / 2, high - (right - left) * 0.8
    return [
        (left, low), (right, low), (right, spring), ((right + mid) / 2 + 0.05, (spring + high) / 2 + 0.1),
        (mid, high), ((left + mid) / 2 - 0.05, (spring + high) / 2 + 0.1), (left, spring),
    ]  # fmt: skip


def _windows(stage: Stage, walls: Walls) -> None:
    left, low, right, high = window_of(walls, stage.side)
    if stage.shot.place == "prison":
        left, low, right, high = left + 0.25, 1.7, right - 0.25, 2.3
    if stage.shot.place == "corridor":
        left, low, right, high = -0.7, 0.9, 0.7, 2.5
    gap = (right - left) * 2.1
    for k in range(walls.windows):
        off = (k - (walls.windows - 1) / 2) * gap
        outline = _opening(walls, left + off, low, right + off, high)
        _pane(stage, [(x, y, walls.back) for x, y in outline], walls)
    _beam(stage, walls, (left, low, right, high))


def _pane(stage: Stage, corners: list[World], walls: Walls) -> None:
    pane = stage.camera.facet(corners)
    if not pane:
        return
    pen = stage.pen(walls.back)
    stage.near.cut(pane)
    stage.near.contour(
        pane, width=pen * 3.4, colour=stage.palette.shade(stage.lit(walls.floor, 2), 0.3)
    )
    stage.near.contour(pane, width=pen, colour=stage.palette.ink)
    xs, ys = [p[0] for p in pane], [p[1] for p in pane]
    mid_x, top, low = (min(xs) + max(xs)) / 2, min(ys), max(ys)
    bars = 4 if stage.shot.place == "prison" else 2
    for k in range(1, bars):
        x = min(xs) + (max(xs) - min(xs)) * k / bars
        stage.near.line_to((x, top), (x, low), width=pen * 1.4, colour=stage.palette.ink)
    if bars == 2:
        for part in (0.36, 0.68):
            y = top + (low - top) * part
            stage.near.line_to(
                (min(xs), y), (max(xs), y), width=pen * 1.2, colour=stage.palette.ink
            )
    glow = {"day": 0.55, "dawn": 0.5, "dusk": 0.6, "night": 0.4}[stage.palette.hour]
    tint = stage.palette.key if stage.palette.hour != "night" else (110, 140, 200)
    stage.lights.glow((mid_x, (top + low) / 2), (low - top) * 1.3, tint, glow)


def _beam(stage: Stage, walls: Walls, window: tuple[float, float, float, float]) -> None:
    """The window's light, thrown on the floor across the room."""
    left, _, right, high = window
    throw = -stage.side * 1.5
    back = walls.back
    near, far = (0.2, back * 0.75) if high < 4 else (back * 0.2, back * 0.8)
    pool = [(left + throw, 0.0, far), (right + throw, 0.0, far),
            (right + throw * 2.2, 0.0, near), (left + throw * 2.2, 0.0, near)]  # fmt: skip
    seen = stage.camera.facet(pool)
    strength = {"day": 0.42, "dawn": 0.42, "dusk": 0.55, "night": 0.36}[stage.palette.hour]
    tint = stage.palette.key if stage.palette.hour != "night" else (96, 130, 200)
    if seen:
        stage.lights.beam(seen, tint, strength, stage.unit * 0.012)
    shaft = stage.camera.facet([(left, high, back), (right, high, back), pool[2], pool[3]])
    if shaft:
        stage.lights.beam(shaft, tint, strength * 0.30, stage.unit * 0.05)


def _lamps(stage: Stage, walls: Walls) -> None:
    """At dusk and by night something burns: a candle on the table or torches on the columns."""
    if stage.palette.lamps < 0.5:
        return
    flames: list[Point] = []
    if walls.columns:
        z = walls.back - 1.3
        spots = [(way * (walls.half - 1.25), 2.2, z - 3.4 * k) for k in range(3) for way in (-1, 1)]
        spots = [s for s in spots if s[2] > 0.6 - stage.camera.distance]
    elif stage.shot.place == "room":
        spots = [(stage.side * walls.half * 0.55 + 0.35, 0.98, walls.back - 0.9)]
    else:
        spots = [(-stage.side * walls.half * 0.92, 1.9, 1.4)]
    for x, y, z in spots:
        scale = stage.camera.scale(z)
        px, py = stage.camera.at(x, y, z)
        stage.near.line_to(
            (px, py),
            (px, py + scale * 0.2),
            width=max(2.0, scale * 0.05),
            colour=stage.lit((230, 220, 190), z),
        )
        flame: Point = (px, py - scale * 0.05)
        stage.near.fill(ellipse(*flame, scale * 0.035, scale * 0.08), (255, 236, 170))
        flames.append(flame)
        stage.lights.glow(flame, scale * 1.5, stage.palette.lamp, 0.75)
        stage.lights.glow(flame, scale * 3.6, stage.palette.lamp, 0.30)
