"""Inside a car and a train."""

from __future__ import annotations

from dataclasses import replace

from workers.endpoint.rehearsal.brush import Colour, ellipse, mix, smooth
from workers.endpoint.rehearsal.camera import Camera
from workers.endpoint.rehearsal.setting import furniture as f
from workers.endpoint.rehearsal.setting import lamps, sky
from workers.endpoint.rehearsal.setting.interior import (
    WHITE,
    burning,
    opening,
    outside,
    shaft,
    shell,
    shine,
)
from workers.endpoint.rehearsal.setting.solid import block, box, front, on, side
from workers.endpoint.rehearsal.setting.walls import Walls, window_of
from workers.endpoint.rehearsal.stage import Stage

SEATED_IN = frozenset({"EXTREME_WIDE", "WIDE", "FULL", "MEDIUM_WIDE", "MEDIUM", "TWO_SHOT"})


def car(stage: Stage, walls: Walls) -> None:
    """The back of a car seen from its front: seats, side windows, and the road behind."""
    stage = replace(stage, camera=_rear_view(stage.camera))
    outside(stage, town=True)
    line, unit = stage.camera.horizon, stage.unit
    wide, high = stage.far.size
    sky.wood(stage, stage.far, lift=0.12, far=26, hue=(88, 108, 80), pine=False)
    stage.far.fill(
        [(0, line), (wide, line), (wide, high), (0, high)], stage.palette.lit((128, 134, 110), 8)
    )
    road = [
        (stage.camera.centre - unit * 0.03, line),
        (stage.camera.centre + unit * 0.03, line),
        (wide * 0.95, high),
        (wide * 0.05, high),
    ]
    stage.far.fill(road, stage.palette.lit((110, 110, 116), 6))
    dash = [(stage.camera.centre, line), (wide * 0.49, high), (wide * 0.51, high)]
    stage.far.fill(dash, stage.palette.lit((232, 226, 206), 6))
    _shell_of_car(stage, walls)
    cloth: Colour = (122, 84, 66)
    for x, half, low, top, z in (
        (0.0, 1.25, 0.42, 1.02, 1.15),
        (-0.62, 0.36, 0.3, 1.12, 0.55),
        (0.62, 0.36, 0.3, 1.12, 0.55),
    ):
        seat = [
            (x - half, low),
            (x + half, low),
            (x + half * 0.94, top - 0.1),
            (x + half * 0.8, top),
            (x - half * 0.8, top),
            (x - half * 0.94, top - 0.1),
        ]
        if z + stage.camera.distance < 0.5:
            continue
        on(stage, front(z), seat, stage.dark(cloth, 0.25) if half > 1 else cloth)
        for u in (-half * 0.5, 0.0, half * 0.5):
            a, b = stage.camera.at(x + u, low, z), stage.camera.at(x + u * 0.94, top, z)
            stage.near.line_to(
                a, b, width=stage.pen(z), colour=stage.palette.shade(stage.lit(cloth, 1), 0.4)
            )
        heads = (-0.5, 0.5) if half > 1 else (0.0,)
        for u in heads:
            on(
                stage,
                front(z),
                [
                    (x + u - 0.15, top - 0.02),
                    (x + u + 0.15, top - 0.02),
                    (x + u + 0.13, top + 0.2),
                    (x + u - 0.13, top + 0.2),
                ],
                cloth,
            )
    shaft(stage, walls, window_of(walls, stage.side), throw=0.4)
    if stage.shot.framing in SEATED_IN:
        _dashboard(stage)


def _dashboard(stage: Stage) -> None:
    """What is before those who sit in front: the board with its dials, and the wheel."""
    layer, (wide, high) = stage.front, stage.front.size
    unit, top = stage.unit, high * 0.5 + stage.unit * 0.28
    dark = stage.lit((58, 54, 56), 1)
    edge = [
        (-9.0, top + unit * 0.05),
        (wide * 0.3, top),
        (wide * 0.7, top),
        (wide + 9.0, top + unit * 0.05),
    ]
    layer.shape(
        [*smooth(edge, closed=False), (wide + 9.0, high + 9.0), (-9.0, high + 9.0)],
        dark,
        width=layer.line,
    )
    lip = [(x, y + unit * 0.03) for x, y in smooth(edge, closed=False)]
    layer.stroke(lip, width=unit * 0.008, colour=mix(dark, stage.palette.key, 0.3), swell=0.1)
    cx, cy = wide / 2 + stage.side * unit * 0.36, top + unit * 0.1
    for k in (-1, 1):
        dial = ellipse(
            wide / 2 - stage.side * unit * 0.3 + k * unit * 0.07,
            top + unit * 0.12,
            unit * 0.045,
            unit * 0.045,
        )
        layer.shape(dial, stage.lit((226, 214, 178), 1), width=layer.line)
    for grow, hue in ((1.0, stage.palette.ink), (0.93, stage.lit((86, 74, 70), 1)), (0.8, dark)):
        layer.fill(ellipse(cx, cy, unit * 0.25 * grow, unit * 0.19 * grow), hue)
    spoke = stage.lit((86, 74, 70), 1)
    layer.fill(
        [
            (cx - unit * 0.22, cy - unit * 0.012),
            (cx + unit * 0.22, cy - unit * 0.012),
            (cx + unit * 0.22, cy + unit * 0.022),
            (cx - unit * 0.22, cy + unit * 0.022),
        ],
        spoke,
    )
    layer.shape(ellipse(cx, cy, unit * 0.06, unit * 0.05), spoke, width=layer.line)


def _rear_view(camera: Camera) -> Camera:
    """A camera on the bonnet: from farther off a car's inside would not be seen."""
    if camera.distance < 2.6:
        return camera
    return replace(
        camera, distance=2.1, eye=1.12, pitch=0.0, focal=camera.reference * 1.15,
        middle=camera.height * 0.46,
    )  # fmt: skip


def _shell_of_car(stage: Stage, walls: Walls) -> None:
    """Roof, doors and pillars around the panes, all holes to what is outside."""
    camera, (wide, high) = stage.camera, stage.near.size
    dark = stage.lit(walls.plaster, 1)
    stage.near.fill([(-9, -9), (wide + 9, -9), (wide + 9, high + 9), (-9, high + 9)], dark)
    b, near = 2.3, 0.35 - camera.distance
    rear = camera.facet(
        [(-0.98, 0.95, b), (0.98, 0.95, b), (0.82, 1.5, b - 0.3), (-0.82, 1.5, b - 0.3)]
    )
    roof = camera.facet(
        [(-1.25, 1.68, near), (1.25, 1.68, near), (0.9, 1.6, b - 0.3), (-0.9, 1.6, b - 0.3)]
    )
    if roof:
        stage.near.shape(roof, stage.lit((186, 176, 160), 1), width=stage.near.line)
    for way in (-1, 1):
        for z0, z1 in ((1.0, 1.9), (-0.45, 0.85), (-2.4, -0.6)):
            pane = camera.facet(
                [
                    (way * 1.3, 0.92, z0),
                    (way * 1.3, 0.92, z1),
                    (way * 1.12, 1.5, z1 - 0.12),
                    (way * 1.12, 1.5, z0 + 0.05),
                ]
            )
            if pane:
                stage.near.cut(pane)
                stage.near.contour(pane, width=stage.near.line * 2)
        door = camera.facet(
            [
                (way * 1.32, 0.1, near),
                (way * 1.32, 0.1, b),
                (way * 1.32, 0.88, b),
                (way * 1.32, 0.88, near),
            ]
        )
        if door:
            stage.near.shape(door, stage.lit((128, 96, 78), 1), width=stage.near.line)
    if rear:
        stage.near.cut(rear)
        stage.near.contour(rear, width=stage.near.line * 2)
        x = sum(p[0] for p in rear) / len(rear)
        y = sum(p[1] for p in rear) / len(rear)
        stage.lights.glow(
            (x, y),
            stage.unit * 0.5,
            stage.palette.key if stage.palette.hour != "night" else (92, 124, 196),
            0.25,
        )
        if burning(stage):
            for u in (-0.12, 0.1):
                stage.lights.glow(
                    (x + u * stage.unit, y + stage.unit * 0.01),
                    stage.unit * 0.1,
                    (255, 236, 190),
                    0.9,
                )


def train(stage: Stage, walls: Walls) -> None:
    """A carriage: windows and seats to either side, racks, lamps, and a door at the end."""
    outside(stage)
    b = walls.back
    shell(stage, walls, ceiling=WHITE if stage.palette.hour == "day" else None, dado=(120, 72, 56))
    f.door(stage, front(b - 0.02), 0.0, hue=(112, 66, 50), wide=0.9)
    opening(
        stage, front(b - 0.03), block(-0.28, 0.28, 1.15, 1.85), b, bars=(1, 1), frame=(150, 104, 66)
    )
    for k in range(8):
        z = b - 1.2 - 1.9 * k
        if z + stage.camera.distance < 0.4:
            break
        for way in (-1, 1):
            opening(
                stage,
                side(way * (walls.half - 0.02), z),
                block(-0.65, 0.65, 1.0, 1.95),
                z,
                bars=(1, 1),
                frame=(150, 104, 66),
                glow=0.7,
            )
    _seats(stage, walls)
    if burning(stage):
        shine(stage, 0.0, 2.2, 3.0, 1.6, 0.5)
    _racks(stage, walls)


def _seats(stage: Stage, walls: Walls) -> None:
    b = walls.back
    red: Colour = (134, 52, 52)
    for k in range(8):
        z = b - 0.9 - 1.9 * k
        if z + stage.camera.distance < 1.5:
            break
        for way in (-1, 1):
            inner, outer = way * 0.72, way * (walls.half - 0.05)
            xs = sorted((inner, outer))
            box(stage, (xs[0], xs[1]), (0.1, 0.48), (z - 0.5, z), stage.dark(red, 0.2))
            box(stage, (xs[0], xs[1]), (0.3, 1.2), (z, z + 0.12), red)
        if stage.camera.eye < 2.3:
            lamps.pendant(stage, 0.0, 2.25, z, walls.tall, wide=0.13)


def _racks(stage: Stage, walls: Walls) -> None:
    b = walls.back
    for way in (-1, 1):
        near = 0.3 - stage.camera.distance
        xs2 = (way * (walls.half - 0.45), way * walls.half)
        stage.facet(
            [(xs2[0], 2.12, near), (xs2[0], 2.12, b), (xs2[1], 2.2, b), (xs2[1], 2.2, near)],
            (120, 96, 66),
            z=1,
        )
        for k, hue in enumerate(((96, 70, 52), (70, 92, 104), (150, 110, 70))):
            z = 6.5 - 2.6 * k
            if z + stage.camera.distance > 1.2:
                box(
                    stage,
                    (way * (walls.half - 0.42), way * (walls.half - 0.06)),
                    (2.14, 2.4),
                    (z, z + 0.7),
                    hue,
                )
