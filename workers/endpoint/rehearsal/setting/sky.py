"""The sky: its gradient, sun or moon, stars, clouds, and hills against it."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.chance import blotches
from workers.endpoint.rehearsal.stage import Stage


def paint(stage: Stage) -> None:
    """Fill the far layer."""
    light, far, line = stage.palette, stage.far, stage.camera.horizon
    high = far.size[1]
    span = max(line, high * 0.35)
    middle = mix(light.zenith, light.horizon, 0.55)
    far.backdrop(
        [
            (line - span, light.zenith),
            (line - span * 0.38, middle),
            (line - span * 0.03, light.horizon),
            (max(line, 1.0) + high, light.haze),
        ]
    )
    overcast = stage.shot.weather in {"rain", "fog", "snow"}
    if light.hour == "night":
        _stars(stage, 20 if overcast else 130)
    _orb(stage, veiled=overcast)
    _clouds(stage, heavy=overcast)


def _orb(stage: Stage, *, veiled: bool) -> None:
    light, far, unit = stage.palette, stage.far, stage.unit
    x, y = stage.sun
    strength = 0.3 if veiled else 1.0
    if light.hour == "night":
        radius = unit * 0.052
        stage.lights.glow((x, y), unit * 0.42, (110, 140, 190), 0.75 * strength)
        disc = ellipse(x, y, radius, radius)
        far.fill(disc, mix((240, 240, 226), light.zenith, 0.55 if veiled else 0.0))
        for dx, dy, r in ((-0.3, -0.2, 0.24), (0.25, 0.28, 0.3), (0.2, -0.4, 0.14)):
            spot = ellipse(x + dx * radius, y + dy * radius, r * radius, r * radius)
            far.wash(spot, (150, 160, 180), 0.4, within=disc)
    elif light.hour in {"dawn", "dusk"}:
        low = light.hour == "dusk"
        radius = unit * (0.085 if low else 0.055)
        core = (255, 226, 150) if low else (255, 250, 228)
        if not veiled:
            far.fill(ellipse(x, y, radius, radius), core)
        stage.lights.glow((x, y), unit * (0.75 if low else 0.6), light.key, 0.55 * strength)
        stage.lights.glow((x, y), unit * 0.24, light.key, 0.5 * strength)
        stage.bloom.glow((x, y), unit * 0.8, light.key, 0.16 * strength)
    elif not veiled:
        stage.lights.glow((x, y), unit * 0.5, (255, 250, 225), 0.6)


def _stars(stage: Stage, count: int) -> None:
    wide = stage.far.size[0]
    xs = stage.free.uniform(0, wide, count)
    ys = stage.free.uniform(0, max(1.0, stage.camera.horizon), count)
    sizes = stage.free.uniform(0.3, 1.0, count) ** 3
    for x, y, size in zip(xs, ys, sizes, strict=True):
        r = stage.unit * (0.0008 + 0.0016 * size)
        tone = mix(stage.palette.zenith, (235, 240, 255), 0.45 + 0.5 * float(size))
        stage.far.fill(ellipse(float(x), float(y), r, r)[::6], tone)


def _clouds(stage: Stage, *, heavy: bool) -> None:
    """Torn bands of cloud, densest at middle height, lit from below at dusk and dawn."""
    light = stage.palette
    size = (max(8, stage.far.size[0] // 5), max(8, stage.far.size[1] // 5))
    noise = np.asarray(blotches(stage.free, size, (5, 9)), dtype=np.float32)
    rows = np.arange(size[1], dtype=np.float32)[:, None] * 5 / max(1.0, stage.camera.horizon)
    amount = np.interp(rows, [0.0, 0.35, 0.8, 1.0, 1.02], [0.7, 1.0, 0.8, 0.5, 0.0])
    floor, gain = (112, 4.0) if heavy else (132, 6.5)
    cover = ((noise - floor) * gain).clip(0, 190 if not heavy else 215) * amount
    tone: dict[str, Colour] = {
        "day": (252, 251, 244),
        "dawn": (255, 232, 214),
        "dusk": (214, 84, 82),
        "night": (40, 56, 90),
    }
    colour = mix(tone[light.hour], mix(light.haze, light.ink, 0.3), 0.75 if heavy else 0.0)
    stage.far.tone(Image.fromarray(cover.astype(np.uint8)), colour)


def ridge(
    stage: Stage, layer: Layer, *, lift: float, rough: float, far: float, hue: Colour
) -> None:
    """A line of hills `far` metres off that rises `lift` (parts of the reference height)."""
    wide, high = layer.size
    count = 33
    heights = np.zeros(count)
    for octave in range(4):
        knots = stage.fixed.uniform(0, 1, 3 + (2 << octave))
        line = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(knots)), knots)
        heights += line * (rough if octave else 1.0) / (1 << octave)
    heights = heights / max(1e-6, float(heights.max()))
    line_y = stage.camera.horizon
    crest: list[Point] = [
        (wide * k / (count - 1), line_y - stage.unit * lift * float(h) + 2)
        for k, h in enumerate(heights)
    ]
    colour = stage.palette.lit(hue, far)
    layer.fill([*crest, (wide, high), (0, high)], colour)
    rim = mix(colour, stage.palette.ink, 0.35)
    layer.stroke(crest, width=stage.near.line * 0.7, colour=rim, swell=0.2)


def rays(stage: Stage) -> None:
    """Shafts of light from the sun, for low light through trees and windows."""
    x, y = stage.sun
    reach = stage.unit * 1.6
    for k in range(5):
        angle = math.pi * (0.5 + 0.13 * (k - 2)) + stage.side * 0.35
        spread = 0.022 + 0.012 * (k % 2)
        tips = [
            (x + reach * math.cos(a), y + reach * math.sin(a))
            for a in (angle - spread, angle + spread)
        ]
        stage.lights.beam([(x, y), *tips], stage.palette.key, 0.22, stage.unit * 0.02)
