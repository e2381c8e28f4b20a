"""The ground: earth, grass, paving, puddles and snow, and what is strewn over it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workers.endpoint.rehearsal.brush import Colour, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.stage import SNOW, Stage

GRASS: Colour = (142, 156, 88)
EARTH: Colour = (156, 132, 98)
SAND: Colour = (228, 204, 156)
STONE: Colour = (172, 166, 154)
PAVING: Colour = (172, 166, 158)
WET = frozenset({"rain", "storm"})


def ground(stage: Stage, colour: Colour, *, texture: int = 90) -> None:
    """The ground to the horizon: paler with distance, darker before the camera."""
    if stage.shot.weather == "snow":
        colour = mix(colour, SNOW, 0.85)
    elif stage.shot.weather in WET:
        colour = stage.dark(colour, 0.12)
    wide, high = stage.near.size
    camera, line = stage.camera, stage.camera.horizon
    if line >= high:
        return
    rows = [
        max(line, -1.0) + (high - max(line, -1.0)) * t
        for t in (0.0, 0.02, 0.06, 0.14, 0.3, 0.6, 1.0)
    ]
    ramp = []
    for row in rows:
        depth = min(300.0, camera.ground(row + 0.5))
        near = max(0.0, 1 - (depth + camera.distance) / max(3.0, camera.distance))
        ramp.append((row, stage.dark(stage.lit(colour, depth), 0.34 * near)))
    stage.near.backdrop(ramp)
    if line > 0:
        stage.near.cut([(0, 0), (wide, 0), (wide, line), (0, line)])
    strew(stage, colour, texture)
    if stage.shot.weather in WET:
        puddles(stage)


def strew(stage: Stage, colour: Colour, count: int) -> None:
    """Broad flat strokes of a lighter and a darker tone, as a brush leaves them."""
    dice, camera = stage.dice("strew"), stage.camera
    reach = 16.0 + camera.distance
    for k in range(count):
        z = -camera.distance + 1.0 + reach * 2.2 * float(dice.random()) ** 2
        u, length = float(dice.uniform(-1, 1)), float(dice.uniform(0.25, 0.9))
        across = camera.across(z)
        x = camera.centre + u * stage.near.size[0] * 0.6
        y = camera.at(0, 0, z)[1]
        if not 0 < y < stage.near.size[1]:
            continue
        run = across * length
        tone = stage.lit(
            stage.dark(colour, 0.16) if k % 3 else mix(colour, (255, 250, 226), 0.3), z
        )
        stage.near.stroke(
            [(x - run, y), (x, y - run * 0.02), (x + run, y)],
            width=max(stage.near.line * 2.3, run * 0.07),
            colour=tone,
        )


def puddles(stage: Stage) -> None:
    """Water that holds the sky."""
    dice = stage.dice("puddles")
    shine = mix(stage.palette.horizon, stage.palette.zenith, 0.25)
    for _ in range(9):
        x, z, r = (
            float(dice.uniform(-4, 4)),
            float(dice.uniform(-4, 8)),
            float(dice.uniform(0.4, 1.2)),
        )
        if z + stage.camera.distance < 0.9:
            continue
        ring = stage.camera.facet(
            [
                (x + r * math.cos(a), 0, z + 0.45 * r * math.sin(a))
                for a in (k * math.pi / 8 for k in range(16))
            ]
        )
        if ring and stage.seen(ring):
            stage.near.wash(smooth(ring, steps=3), shine, 0.7)


def path(stage: Stage, colour: Colour, half: float, *, bend: float = 0.0) -> None:
    """A way that leads from the camera into the depth."""
    if stage.shot.weather == "snow":
        colour = mix(colour, SNOW, 0.6)
    zs = [0.4 - stage.camera.distance + 1.32**k - 1 for k in range(16)]
    left = [stage.camera.at(bend * math.sin(max(0.0, z) * 0.13) * 4 - half, 0, z) for z in zs]
    right = [stage.camera.at(bend * math.sin(max(0.0, z) * 0.13) * 4 + half, 0, z) for z in zs]
    stage.near.wash([*left, *right[::-1]], stage.lit(colour, 2), 0.8, soft=stage.unit * 0.004)
    tone = stage.palette.shade(stage.lit(colour, 3), 0.35)
    for edge in (left, right):
        stage.near.stroke(smooth(edge[1:], closed=False), width=stage.near.line, colour=tone)


def spots(
    stage: Stage,
    name: str,
    count: int,
    *,
    clear: float,
    reach: float,
    deep: float,
    near: float = -6.0,
) -> list[tuple[float, float]]:
    """Places on the ground, farthest first, that leave the middle `clear` metres free.

    They are the set's own; those too near to the camera, or before the subject, are left out."""
    dice, camera = stage.dice(name), stage.camera
    kept = []
    for _ in range(count):
        z = near + (deep - near) * float(dice.random()) ** 1.2
        x = float(dice.uniform(-reach, reach)) * (1 + max(0.0, z) / 10)
        if (abs(x) < clear and z < 9) or z + camera.distance < 1.2:
            continue
        if z < 0.4 and abs(x) < 0.30 * (z + camera.distance) + 0.6:
            continue
        kept.append((x, z))
    return sorted(kept, key=lambda spot: -spot[1])


def tufts(stage: Stage, colour: Colour, count: int = 110, tall: float = 0.28) -> None:
    """Strokes of grass over the ground."""
    dice, camera = stage.dice("tufts"), stage.camera
    if stage.shot.weather == "snow":
        count //= 3
    for _ in range(count):
        z = 0.6 - camera.distance + 22 * float(dice.random()) ** 2
        u, grow = float(dice.uniform(-0.6, 0.6)), float(dice.uniform(0.4, 1.0))
        x, y = camera.centre + u * camera.width, camera.at(0, 0, z)[1]
        if not camera.inside((x, y), 20):
            continue
        size = min(stage.unit * 0.12, camera.scale(z) * tall * grow)
        tone = stage.palette.shade(stage.lit(colour, z), 0.25)
        for lean in (-0.4, 0.05, 0.45):
            tip = (x + size * lean * 0.6, y - size * (1 - abs(lean) * 0.5))
            blade: Sequence[Point] = [
                (x, y),
                ((x + tip[0]) / 2, (y + tip[1]) / 2 - size * 0.1),
                tip,
            ]
            stage.near.stroke(blade, width=max(stage.near.line, size * 0.1), colour=tone)


def grid(
    stage: Stage, colour: Colour, *, half: float, far: float, step: float, rows: bool = True
) -> None:
    """The seams of flags or boards, running to the vanishing point."""
    camera = stage.camera
    near = 0.4 - camera.distance
    tone = stage.palette.shade(stage.lit(colour, 2), 0.32)
    for k in range(round(-half / step), round(half / step) + 1):
        seam = camera.facet([(k * step, 0, near), (k * step, 0, far), (k * step + 0.02, 0, far)])
        if seam:
            stage.near.line_to(seam[0], seam[1], width=stage.pen(2) * 0.6, colour=tone)
    if not rows:
        return
    k = math.ceil(near / step)
    while k * step < far:
        z = k * step
        stage.near.line_to(
            camera.at(-half, 0, z), camera.at(half, 0, z), width=stage.pen(z) * 0.6, colour=tone
        )
        k += max(1, int((z - near) / (step * 9)))


def pool(stage: Stage, x: float, z: float, r: float, strength: float = 0.5) -> None:
    """A round of lamp light on the ground."""
    cx, cy = stage.camera.at(x, 0, z)
    rx = stage.camera.across(z) * r
    flat = max(0.08, min(0.9, stage.camera.eye / max(1.0, z + stage.camera.distance)))
    stage.lights.beam(ellipse(cx, cy, rx, rx * flat), stage.palette.lamp, strength, rx * 0.25)
