"""What shines in a room: lamps, candles and screens."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, mix, smooth
from workers.endpoint.rehearsal.setting.furniture import DARK, IRON, SHADE
from workers.endpoint.rehearsal.setting.interior import burning, shine
from workers.endpoint.rehearsal.setting.solid import block, box, front, on
from workers.endpoint.rehearsal.stage import Stage


def lamp(
    stage: Stage, x: float, y: float, z: float, *, size: float = 1.0, shade: Colour = SHADE
) -> None:
    """A table lamp on something `y` high."""
    box(
        stage,
        (x - 0.035 * size, x + 0.035 * size),
        (y, y + 0.3 * size),
        (z, z + 0.05),
        (150, 110, 70),
    )
    _shade(stage, x, y + 0.26 * size, z, 0.2 * size, 0.3 * size, shade)


def standing_lamp(stage: Stage, x: float, z: float, shade: Colour = SHADE) -> None:
    box(stage, (x - 0.18, x + 0.18), (0, 0.04), (z, z + 0.2), DARK)
    box(stage, (x - 0.02, x + 0.02), (0.04, 1.45), (z, z + 0.03), DARK)
    _shade(stage, x, 1.4, z, 0.28, 0.38, shade)


def pendant(
    stage: Stage,
    x: float,
    y: float,
    z: float,
    top: float,
    *,
    shade: Colour = SHADE,
    wide: float = 0.3,
) -> None:
    """A lamp that hangs from the ceiling."""
    if stage.camera.eye > top:
        return
    a, b = stage.camera.at(x, top, z), stage.camera.at(x, y + 0.2, z)
    if z + stage.camera.distance > 0.6:
        stage.near.line_to(a, b, width=stage.pen(z), colour=stage.palette.ink)
        _shade(stage, x, y, z, wide, 0.22, shade)


def _shade(
    stage: Stage, x: float, y: float, z: float, half: float, tall: float, hue: Colour
) -> None:
    ring = [(-half, 0.0), (half, 0.0), (half * 0.55, tall), (-half * 0.55, tall)]
    seen = on(stage, front(z - 0.02, x, y), ring, hue)
    if seen and burning(stage):
        stage.near.fill(seen, mix(hue, (255, 240, 190), 0.8))
        stage.near.contour(seen, width=stage.pen(z))
        if half > 0.14:
            shine(stage, x, y + 0.05, z, 1.3)


def candle(stage: Stage, x: float, y: float, z: float, tall: float = 0.22) -> None:
    box(stage, (x - 0.025, x + 0.025), (y, y + tall), (z, z + 0.04), (240, 232, 206))
    if z + stage.camera.distance < 0.6:
        return
    at, k = stage.camera.at(x, y + tall + 0.06, z), stage.camera.across(z)
    if burning(stage):
        drop = [
            (at[0], at[1] - k * 0.09),
            (at[0] + k * 0.03, at[1] + k * 0.02),
            (at[0], at[1] + k * 0.06),
            (at[0] - k * 0.03, at[1] + k * 0.02),
        ]
        stage.near.fill(smooth(drop, steps=3), (255, 232, 150))
        shine(stage, x, y + tall, z, 0.9, 0.55)


def screen(
    stage: Stage, x: float, y: float, z: float, wide: float = 0.55, hue: Colour = (120, 190, 220)
) -> None:
    """A computer's screen on a desk `y` high, glowing."""
    tall = wide * 0.62
    box(stage, (x - 0.05, x + 0.05), (y, y + 0.12), (z, z + 0.05), IRON)
    box(stage, (x - wide / 2, x + wide / 2), (y + 0.1, y + 0.1 + tall), (z, z + 0.05), (48, 52, 58))
    seen = on(
        stage,
        front(z - 0.01, x, y + 0.1),
        block(-wide / 2 + 0.03, wide / 2 - 0.03, 0.03, tall - 0.03),
        hue,
    )
    if seen:
        stage.near.fill(seen, mix(stage.lit(hue, 1), hue, 0.6))
        stage.lights.glow(
            stage.camera.at(x, y + 0.3, z),
            stage.camera.across(z) * 0.8,
            hue,
            0.12 + 0.2 * stage.palette.lamps,
        )
