"""The sky: its gradient, sun or moon, stars, clouds, lightning, and hills against it."""

from __future__ import annotations

import math

import numpy as np
from PIL import Image

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.chance import blotches
from workers.endpoint.rehearsal.stage import Stage

_VEILED = frozenset({"rain", "storm", "fog", "snow", "overcast"})


def paint(stage: Stage) -> None:
    """Fill the layer of the sky."""
    light, sky, line = stage.palette, stage.sky, stage.camera.horizon
    span = stage.unit * 0.72
    sky.backdrop(
        [
            (line - span * 1.25, light.zenith),
            (line - span * 0.55, mix(light.zenith, light.horizon, 0.38)),
            (line - span * 0.2, mix(light.zenith, light.horizon, 0.8)),
            (line - span * 0.02, light.horizon),
            (line + sky.size[1], light.haze),
        ]
    )
    veiled = stage.shot.weather in _VEILED
    if light.hour == "night" and not veiled:
        _stars(stage, 150)
    _orb(stage, veiled=veiled)
    _bands(stage, heavy=veiled)
    if light.hour == "day" and stage.shot.weather in {None, "clear", "wind"}:
        _cumulus(stage)
    if stage.shot.weather == "storm":
        _lightning(stage)


def _orb(stage: Stage, *, veiled: bool) -> None:
    light, sky, unit = stage.palette, stage.sky, stage.unit
    x, y = stage.sun
    strength = 0.3 if veiled else 1.0
    if light.hour == "night":
        _moon(stage, veiled=veiled)
    elif light.hour in {"dawn", "dusk"}:
        low = light.hour == "dusk"
        radius = unit * (0.088 if low else 0.06)
        _halo(stage, 0.30, light.key, 0.42 * strength)
        _halo(stage, 0.13, light.key, 0.5 * strength)
        stage.lights.glow((x, y), unit * 0.7, light.key, 0.26 * strength)
        stage.bloom.glow((x, y), unit * 0.8, light.key, 0.14 * strength)
        if not veiled:
            disc = ellipse(x, y, radius, radius)
            sky.fill(disc, (255, 224, 140) if low else (255, 252, 234))
    elif not veiled:
        hot = stage.shot.weather == "heat"
        radius = unit * (0.07 if hot else 0.042)
        _halo(stage, 0.34 if hot else 0.2, (255, 250, 226), 0.6)
        sky.fill(ellipse(x, y, radius, radius), (255, 254, 240))


def _halo(stage: Stage, reach: float, colour: Colour, strength: float) -> None:
    """The light in the air around sun and moon; it lies on the sky, behind everything."""
    radius = stage.unit * reach
    disc = ellipse(*stage.sun, radius * 0.6, radius * 0.6)
    stage.sky.wash(disc, colour, strength, soft=radius * 0.45)


def _moon(stage: Stage, *, veiled: bool) -> None:
    light, sky, unit = stage.palette, stage.sky, stage.unit
    x, y = stage.sun
    radius = unit * 0.055
    _halo(stage, 0.24, (92, 124, 186), 0.3 if veiled else 0.6)
    disc = ellipse(x, y, radius, radius)
    sky.fill(disc, mix((242, 242, 228), light.zenith, 0.6 if veiled else 0.0))
    for dx, dy, r in ((-0.3, -0.2, 0.24), (0.25, 0.28, 0.3), (0.2, -0.4, 0.14)):
        spot = ellipse(x + dx * radius, y + dy * radius, r * radius, r * radius)
        sky.wash(spot, (150, 160, 180), 0.4, within=disc)


def _stars(stage: Stage, count: int) -> None:
    dice = stage.dice("stars")
    wide = stage.sky.size[0]
    xs = dice.uniform(0, wide, count)
    ys = dice.uniform(0, 1, count) * max(1.0, min(stage.camera.horizon, stage.sky.size[1]))
    sizes = dice.uniform(0.3, 1.0, count) ** 3
    for x, y, size in zip(xs, ys, sizes, strict=True):
        r = stage.unit * (0.0012 + 0.0022 * size)
        tone = mix(stage.palette.zenith, (235, 240, 255), 0.45 + 0.5 * float(size))
        stage.sky.fill(ellipse(float(x), float(y), r, r)[::6], tone)


def _bands(stage: Stage, *, heavy: bool) -> None:
    """Torn bands of cloud, densest at middle height, lit from below at dusk and dawn."""
    light, sky = stage.palette, stage.sky
    if light.hour == "day" and not heavy:
        return
    size = (max(8, sky.size[0] // 8), max(8, sky.size[1] // 8))
    noise = np.asarray(blotches(stage.dice("clouds"), size, (4, 11)), dtype=np.float32)
    line = min(stage.camera.horizon, sky.size[1] * 1.3)
    rows = np.arange(size[1], dtype=np.float32)[:, None] * 8 / max(1.0, line)
    amount = np.interp(rows, [0.0, 0.35, 0.8, 1.0, 1.02], [0.8, 1.0, 0.8, 0.5, 0.0])
    floor, gain = (104, 3.4) if heavy else (134, 6.5)
    cover = ((noise - floor) * gain).clip(0, 215 if heavy else 180) * amount
    tone: dict[str, Colour] = {
        "day": (252, 251, 244),
        "dawn": (255, 226, 206),
        "dusk": (206, 70, 84),
        "night": (36, 50, 84),
    }
    storm = stage.shot.weather == "storm"
    grey = mix(light.zenith, light.ink, 0.5 if storm else 0.2)
    colour = grey if heavy else tone[light.hour]
    sky.tone(Image.fromarray(cover.astype(np.uint8)), colour)
    if heavy and not storm:
        lifted = ((noise - 150) * 4).clip(0, 120) * amount
        pale = mix(light.horizon, light.zenith, 0.3)
        sky.tone(Image.fromarray(lifted.astype(np.uint8)), pale)


def _cumulus(stage: Stage) -> None:
    """Heaped white clouds with flat grey feet."""
    dice, unit, sky = stage.dice("cumulus"), stage.unit, stage.sky
    line, centre = stage.camera.horizon, stage.camera.centre
    for k in range(7):
        x = centre + unit * (float(dice.uniform(-0.16, 0.16)) + (k - 3) * 0.36)
        lift = float(dice.uniform(0.12, 0.52))
        y, size = line - unit * lift, unit * (0.05 + 0.16 * lift) * float(dice.uniform(0.8, 1.4))
        puffs = [
            (x + size * u, y - size * v, size * r)
            for u, v, r in (
                (-1.0, 0.10, 0.32), (-0.5, 0.34, 0.46), (0.1, 0.5, 0.58),
                (0.62, 0.3, 0.44), (1.15, 0.1, 0.30),
            )
        ]  # fmt: skip
        white = mix((255, 255, 252), stage.palette.horizon, 0.5 - 0.8 * lift)
        grey = mix(white, stage.palette.zenith, 0.30)
        base = [(x - size * 1.5, y), (x + size * 1.6, y), (x + size, y + size * 0.14),
                (x - size, y + size * 0.12)]  # fmt: skip
        sky.fill(smooth(base, steps=4), grey)
        for px, py, r in puffs:
            sky.fill(ellipse(px, min(py, y - r * 0.2), r, r * 0.9), grey)
        for px, py, r in puffs:
            sky.fill(
                ellipse(
                    px + stage.side * r * 0.14, min(py, y - r * 0.2) - r * 0.16, r * 0.9, r * 0.74
                ),
                white,
            )


def _lightning(stage: Stage) -> None:
    dice, unit, sky = stage.dice("lightning"), stage.unit, stage.sky
    x = stage.camera.centre - stage.side * unit * float(dice.uniform(0.3, 0.6))
    end = min(stage.camera.horizon, sky.size[1] * 0.75)
    points: list[Point] = [(x, -9.0)]
    while points[-1][1] < end:
        px, py = points[-1]
        points.append((px + unit * float(dice.uniform(-0.07, 0.07)), py + unit * 0.06))
    bright = (244, 246, 255)
    for start, way in ((2, 1), (5, -1)):
        if start < len(points):
            bx, by = points[start]
            fork = [
                (
                    bx + way * unit * 0.05 * k + unit * float(dice.uniform(-0.02, 0.02)),
                    by + unit * 0.05 * k,
                )
                for k in range(5)
            ]
            sky.stroke(fork, width=unit * 0.007, colour=bright, swell=0.6)
    sky.stroke(points, width=unit * 0.014, colour=bright, swell=0.3)
    middle = points[len(points) // 2]
    stage.bloom.glow(middle, unit * 0.7, (150, 170, 230), 0.55)
    stage.lights.glow((middle[0], 0.0), unit * 1.1, (150, 165, 220), 0.5)


def ridge(
    stage: Stage,
    layer: Layer,
    *,
    lift: float,
    rough: float,
    far: float,
    hue: Colour,
    sharp: bool = False,
) -> list[Point]:
    """A line of hills `far` metres off that rises `lift` (parts of the reference height)."""
    dice = stage.dice("ridge", far, lift)
    wide, high = layer.size
    count = 61
    heights = np.zeros(count)
    for octave in range(5):
        knots = dice.uniform(0, 1, 3 + (2 << octave))
        line = np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(knots)), knots)
        heights += line * (rough if octave else 1.0) / (1 << octave)
    heights = heights / max(1e-6, float(heights.max()))
    line_y = stage.camera.horizon
    crest: list[Point] = [
        (wide * k / (count - 1), line_y - stage.unit * lift * float(h) + 2)
        for k, h in enumerate(heights)
    ]
    if not sharp:
        crest = smooth(crest, closed=False, steps=3)
    colour = stage.palette.lit(hue, far)
    layer.fill([*crest, (wide, high), (0, high)], colour)
    layer.contour([*crest, (wide, high), (0, high)], width=layer.line * 0.6, colour=stage.ink(far))
    return crest


def wood(stage: Stage, layer: Layer, *, lift: float, far: float, hue: Colour, pine: bool) -> None:
    """A far edge of a wood: crowns or spires against what is behind."""
    dice, unit = stage.dice("wood", far), stage.unit
    wide, high = layer.size
    line = stage.camera.horizon + unit * 0.01
    colour = stage.palette.lit(hue, far)
    step = unit * lift * (0.32 if pine else 0.55)
    crest: list[Point] = []
    x = -step
    while x < wide + step:
        tall = unit * lift * float(dice.uniform(0.55, 1.0))
        if pine:
            crest += [(x - step * 0.5, line - tall * 0.35), (x, line - tall)]
        else:
            crest += [
                (x + step * 0.6 * math.cos(a), line - tall * 0.7 - tall * 0.3 * math.sin(a))
                for a in (math.pi - k * math.pi / 5 for k in range(6))
            ]
        x += step * float(dice.uniform(0.7, 1.2))
    layer.fill([(-9, line), *crest, (wide + 9, line), (wide, high), (0, high)], colour)
    layer.contour(
        [(-9, high), *crest, (wide + 9, high)], width=layer.line * 0.5, colour=stage.ink(far)
    )


def rays(stage: Stage, strength: float = 0.2) -> None:
    """Shafts of light from the sun, for low light through trees and windows."""
    x, y = stage.sun
    reach = stage.unit * 1.7
    start = (x, y - stage.unit * 0.2)
    for k in range(5):
        angle = math.pi * (0.5 + 0.12 * (k - 2)) + stage.side * 0.35
        spread = 0.026 + 0.016 * (k % 2)
        tips = [
            (x + reach * math.cos(a), y + reach * math.sin(a))
            for a in (angle - spread, angle + spread)
        ]
        stage.lights.beam([start, *tips], stage.palette.key, strength, stage.unit * 0.014)
