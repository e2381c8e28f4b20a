"""What grows: trees of several kinds, bushes, reeds, and the rocks between them."""

from __future__ import annotations

import math

import numpy as np

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, mix, ribbon, smooth
from workers.endpoint.rehearsal.setting.ground import STONE
from workers.endpoint.rehearsal.stage import SNOW, Stage

LEAF: Colour = (88, 118, 66)
PINE: Colour = (58, 92, 70)
BARK: Colour = (98, 78, 62)

Dice = np.random.Generator


def blob(dice: Dice, at: Point, size: float, *, squash: float = 0.8) -> list[Point]:
    """An uneven round outline, as of leaves or rock."""
    ring = []
    for k in range(11):
        r = size * float(dice.uniform(0.78, 1.12))
        a = k * 2 * math.pi / 11
        ring.append((at[0] + r * math.cos(a), at[1] + r * squash * math.sin(a)))
    return smooth(ring, steps=3)


def tree(
    stage: Stage,
    x: float,
    z: float,
    tall: float,
    *,
    kind: str = "broad",
    layer: Layer | None = None,
) -> None:
    """A tree at a place of the set: "broad", "pine", "bare" or "palm"."""
    onto = layer or stage.near
    dice = stage.dice("tree", round(x, 2), round(z, 2))
    px, py = stage.camera.at(x, 0, z)
    size = stage.camera.scale(z) * tall
    if not -size < px < onto.size[0] + size or py - size * 1.1 > onto.size[1]:
        return
    if z < 20:
        stage.shadow(x, z, tall * 0.12, tall)
    if kind == "pine":
        _pine(stage, onto, dice, (px, py), size, z)
        return
    spine = _trunk(stage, onto, dice, (px, py), size, z, slim=kind == "palm")
    if kind == "palm":
        _fronds(stage, onto, dice, spine[-1], size, z)
        return
    _boughs(stage, onto, dice, spine, size, z, bare=kind == "bare")
    if kind == "broad":
        _leaves(stage, onto, dice, spine[-1], size, z)


def _trunk(
    stage: Stage, onto: Layer, dice: Dice, foot: Point, size: float, z: float, *, slim: bool
) -> list[Point]:
    px, py = foot
    bend = float(dice.uniform(-0.06, 0.06)) * size * (3 if slim else 1)
    girth = 0.045 if slim else 0.075
    spine = smooth(
        [(px, py), (px + bend, py - size * 0.35), (px + bend * 0.4, py - size * 0.8)], closed=False
    )
    last = len(spine) - 1
    widths = [size * girth * (1.5 if k == 0 else 1.0 - 0.65 * k / last) for k in range(last + 1)]
    bark = stage.lit(BARK, z)
    trunk = ribbon(spine, widths)
    onto.fill(trunk, bark)
    away = -stage.side * size * girth * 0.22
    onto.fill(ribbon([(qx + away, qy) for qx, qy in spine], [w * 0.55 for w in widths]),
              stage.palette.shade(bark, 0.45))  # fmt: skip
    onto.contour(trunk, width=stage.pen(z), colour=stage.ink(z))
    return spine


def _boughs(
    stage: Stage, onto: Layer, dice: Dice, spine: list[Point], size: float, z: float, *, bare: bool
) -> None:
    tone = stage.palette.shade(stage.lit(BARK, z), 0.35)
    for k in range(9 if bare else 5):
        start = spine[min(len(spine) - 1, len(spine) // 2 - 1 + k % 7)]
        way = 1 if k % 2 else -1
        reach = size * float(dice.uniform(0.16, 0.34)) * way
        tip = (start[0] + reach, start[1] - abs(reach) * float(dice.uniform(0.5, 1.1)))
        elbow = ((start[0] + tip[0]) / 2, start[1] - abs(reach) * 0.2)
        onto.stroke(
            smooth([start, elbow, tip], closed=False), width=size * 0.024, colour=tone, swell=0.4
        )
        if bare:
            for turn in (0.5, 0.9):
                twig = (tip[0] + reach * 0.3 * turn, tip[1] - abs(reach) * (0.9 - turn * 0.6))
                onto.stroke([elbow, tip, twig], width=size * 0.010, colour=tone, swell=0.5)


def _leaves(stage: Stage, onto: Layer, dice: Dice, top: Point, size: float, z: float) -> None:
    hue = mix(LEAF, (150, 128, 56), float(dice.uniform(0, 0.35)))
    if stage.shot.weather == "snow":
        hue = mix(hue, SNOW, 0.55)
    tone = stage.lit(hue, z)
    spots = [
        (top[0] + size * dx, top[1] + size * dy, size * r)
        for dx, dy, r in (
            (-0.22, 0.13, 0.17), (0.22, 0.11, 0.18), (-0.07, 0.02, 0.2), (0.1, -0.04, 0.2),
            (0.02, 0.15, 0.17),
        )
    ]  # fmt: skip
    dark = stage.palette.shade(tone, 0.42)
    crowns = [blob(dice, (x, y), r) for x, y, r in spots]
    for crown in crowns:
        onto.contour(crown, width=stage.pen(z) * 2, colour=stage.ink(z))
    for crown in crowns:
        onto.fill(crown, dark)
    for x, y, r in spots:
        onto.fill(blob(dice, (x + stage.side * r * 0.2, y - r * 0.2), r * 0.74), tone)
    glow = mix(tone, stage.palette.key, 0.34 * (1 - stage.palette.veil(z)))
    for x, y, r in spots[1:4]:
        onto.fill(blob(dice, (x + stage.side * r * 0.4, y - r * 0.42), r * 0.34), glow)


def _pine(stage: Stage, onto: Layer, dice: Dice, foot: Point, size: float, z: float) -> None:
    px, py = foot
    hue = mix(PINE, SNOW, 0.35) if stage.shot.weather == "snow" else PINE
    tone = stage.lit(hue, z)
    onto.fill([(px - size * 0.025, py), (px + size * 0.025, py), (px, py - size * 0.5)],
              stage.lit(BARK, z))  # fmt: skip
    left: list[Point] = []
    right: list[Point] = []
    for k in range(6):
        y = py - size * (0.12 + 0.145 * k)
        half = size * (0.21 - 0.033 * k) * float(dice.uniform(0.85, 1.1))
        left += [(px - half, y), (px - half * 0.5, y - size * 0.045)]
        right += [(px + half, y), (px + half * 0.5, y - size * 0.045)]
    ring = [*left, (px, py - size), *right[::-1]]
    onto.fill(ring, stage.palette.shade(tone, 0.4))
    bright, top = (right, 1) if stage.side > 0 else (left, -1)
    onto.fill([*bright, (px, py - size), (px + top * size * 0.02, py - size * 0.12)], tone)
    onto.contour(ring, width=stage.pen(z), colour=stage.ink(z))


def _fronds(stage: Stage, onto: Layer, dice: Dice, top: Point, size: float, z: float) -> None:
    tone = stage.lit((92, 128, 70), z)
    for k in range(9):
        a = math.pi * (0.02 + 0.96 * k / 8)
        reach = size * float(dice.uniform(0.28, 0.36))
        tip = (top[0] + reach * math.cos(a), top[1] - reach * (math.sin(a) * 0.7 - 0.28))
        crest = (top[0] + reach * 0.5 * math.cos(a), top[1] - reach * (0.45 * math.sin(a) + 0.1))
        colour = stage.palette.shade(tone, 0.35) if k % 2 else tone
        onto.stroke(smooth([top, crest, tip], closed=False), width=size * 0.055, colour=colour)


def bush(stage: Stage, x: float, z: float, size: float, hue: Colour = LEAF) -> None:
    """A round bush."""
    dice = stage.dice("bush", round(x, 2), round(z, 2))
    px, py = stage.camera.at(x, 0, z)
    r = stage.camera.scale(z) * size
    if stage.shot.weather == "snow":
        hue = mix(hue, SNOW, 0.55)
    tone = stage.lit(hue, z)
    stage.shadow(x, z, size)
    ring = [(u, min(v, py)) for u, v in blob(dice, (px, py - r * 0.35), r, squash=0.6)]
    stage.near.fill(ring, stage.palette.shade(tone, 0.4))
    stage.near.contour(ring, width=stage.pen(z), colour=stage.ink(z))
    stage.near.fill(
        blob(dice, (px + stage.side * r * 0.25, py - r * 0.5), r * 0.6, squash=0.55), tone
    )


def rock(stage: Stage, x: float, z: float, size: float, hue: Colour = STONE) -> None:
    """A boulder on the ground: a lit top, a body and a hatched shade."""
    dice = stage.dice("rock", round(x, 2), round(z, 2))
    px, py = stage.camera.at(x, 0, z)
    r = stage.camera.scale(z) * size
    if not -r < px < stage.near.size[0] + r:
        return
    stage.shadow(x, z, size * 1.6)
    ring = [(qx, min(qy, py)) for qx, qy in blob(dice, (px, py - r * 0.4), r, squash=0.7)]
    tone = stage.lit(hue, z)
    stage.near.fill(ring, stage.palette.shade(tone, 0.42))
    crown = mix(tone, SNOW, 0.7) if stage.shot.weather == "snow" else tone
    lit = [
        (qx * 0.82 + px * 0.18 + stage.side * r * 0.14, py - (py - qy) * 0.86 - r * 0.12)
        for qx, qy in ring
    ]
    stage.near.fill(lit, crown)
    stage.near.contour(ring, width=stage.pen(z), colour=stage.ink(z))
    if r > stage.unit * 0.03:
        shaded = [(qx - stage.side * r * 0.9, qy) for qx, qy in ring]
        stage.near.hatch(shaded, gap=max(4.0, r * 0.12), strength=0.25)


def reeds(stage: Stage, x: float, z: float, tall: float, hue: Colour, count: int = 9) -> None:
    """A clump of tall blades."""
    dice = stage.dice("reeds", round(x, 2), round(z, 2))
    px, py = stage.camera.at(x, 0, z)
    size = stage.camera.scale(z) * tall
    tone = stage.palette.shade(stage.lit(hue, z), 0.2)
    for _ in range(count):
        u, lean, grow = (float(v) for v in dice.uniform(-1, 1, 3))
        foot = (px + u * size * 0.3, py)
        tip = (foot[0] + lean * size * 0.25, py - size * (0.8 + 0.2 * grow))
        stage.near.stroke([foot, ((foot[0] + tip[0]) / 2, py - size * 0.5), tip],
                          width=max(stage.near.line, size * 0.035), colour=tone)  # fmt: skip
