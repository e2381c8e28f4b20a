"""Media of colour: marker, watercolour, pastel, sepia, comic and oil."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter

from workers.endpoint.rehearsal.styles.drawn import lay
from workers.endpoint.rehearsal.styles.grain import Field, Grain, lum, smoothstep


def _vivid(colour: Field, by: float) -> Field:
    grey = lum(colour)[:, :, None]
    vivid: Field = (grey + (colour - grey) * np.float32(by)).clip(0, 1)
    return vivid


def _soft(values: Field, radius: float) -> Field:
    """Blurred (H, W) values; the work is done small."""
    high, wide = values.shape
    k = max(1, int(radius / 2))
    image = Image.fromarray((values * 255).clip(0, 255).astype(np.uint8)).reduce(k)
    blurred = image.filter(ImageFilter.GaussianBlur(radius / k)).resize(
        (wide, high), Image.Resampling.BILINEAR
    )
    return np.asarray(blurred, dtype=np.float32) * np.float32(1 / 255)


def _bleed(colour: Field, grain: Grain, reach: float) -> Field:
    """Colours wandered off by up to `reach` of the unit, as wet paint does."""
    high, wide = grain.shape
    span = np.float32(2 * reach * grain.unit)
    push = (grain.blot - 0.5) * span
    pull = (grain.tooth - 0.5) * span * 0.08
    rows = (np.arange(high, dtype=np.float32)[:, None] + push + pull).clip(0, high - 1)
    columns = (np.arange(wide, dtype=np.float32)[None, :] - push + pull).clip(0, wide - 1)
    wandered: Field = colour[rows.astype(np.int32), columns.astype(np.int32)]
    return wandered


def _gain(light: Field, grain: Grain, share: float) -> Field:
    """What the levels multiply a picture of some light (H, W) by, by a share; eight bits know it."""
    before = np.arange(256, dtype=np.float32) / np.float32(255) + np.float32(0.02)
    table = 1 + (grain.levels.of(before) / before - 1) * np.float32(share)
    gain: Field = table.clip(0.3, 3.0).astype(np.float32)[(light * 255).astype(np.uint8)]
    return gain


def _relit(colour: Field, grain: Grain, share: float) -> Field:
    """The picture under its levels, by a share; hues stay."""
    gain = _gain(lum(colour), grain, share)
    relit: Field = (colour * gain[:, :, None]).clip(0, 1)
    return relit


def marker(colour: Field, lines: Field, grain: Grain) -> Field:
    """The board artist's own: soft markers in broad overlapping strokes under a clean ink line."""
    light = lum(colour)
    paint = _gain(light, grain, 0.45)
    paint *= (
        0.925
        + 0.022 * smoothstep(grain.stripes(24, 0.11), 0.0, 0.5)
        + (0.06 * grain.blot + 0.05 * grain.tooth)
    )
    keep = lines * np.float32(-0.93) + 1
    paint *= keep
    # A tenth more vivid: each colour goes away from the grey. Channel by channel, as that is fast.
    base = keep * np.float32(0.012) - light * paint * np.float32(0.10)
    paint *= np.float32(1.10)
    made = np.empty_like(colour)
    for k, ink in enumerate((0.085, 0.075, 0.10)):
        channel = colour[:, :, k] * paint
        channel += base
        channel += (1 - keep) * np.float32(ink)
        made[:, :, k] = channel
    return made


def watercolour(colour: Field, lines: Field, grain: Grain) -> Field:
    """Thin washes that pool, granulate and dry with a dark edge, over a faint pencil line."""
    wet = _bleed(_relit(colour, grain, 0.8), grain, 0.010)
    tone = lum(wet)
    pigment = (1 - _vivid(wet, 1.5)) * np.float32(0.80)
    rim = (_soft(tone, grain.unit * 0.007) - tone).clip(0, 1) * 2.2
    pool = smoothstep(grain.blot, 0.30, 0.72)
    density = 0.68 + 0.42 * pool + 0.16 * (grain.tooth - 0.5) + rim.clip(0, 0.6)
    value = 1 - (pigment * density[:, :, None]).clip(0, 1)
    value = value * np.array([0.995, 0.985, 0.96], dtype=np.float32)
    return lay(value, (lines * 0.50 * (0.6 + 0.6 * grain.tooth)).clip(0, 1), (0.25, 0.20, 0.24))


def pastel(colour: Field, lines: Field, grain: Grain) -> Field:
    """Chalk on toned paper: colours of milk, strokes across the grain, the paper in every gap."""
    lit = _relit(colour, grain, 0.8)
    milk = _vivid(lit, 1.3) * np.float32(0.68) + np.float32(0.30)
    shade = _bleed(milk, grain, 0.004)
    drag = 0.74 * grain.tooth + 0.12 * grain.stripes(33, 0.021) + 0.14 * grain.blot
    gap = smoothstep(drag, 0.50, 0.78) * 0.62
    paper = np.array([0.60, 0.54, 0.54], dtype=np.float32)
    value = shade * (1 - gap[:, :, None]) + paper * gap[:, :, None]
    soft = lines * 0.60 * (1.1 - 0.9 * grain.tooth)
    return lay(value, soft.clip(0, 1), (0.32, 0.20, 0.30))


def sepia(colour: Field, lines: Field, grain: Grain) -> Field:
    """One brown: washes of bistre under a brown pen, faded like an old print."""
    tone = grain.tone(colour)
    tone = (0.04 + 0.94 * tone + 0.10 * (grain.blot - 0.5) + 0.05 * (grain.tooth - 0.5)).clip(0, 1)
    dark = np.array([0.22, 0.115, 0.05], dtype=np.float32)
    light = np.array([0.99, 0.90, 0.71], dtype=np.float32)
    value = dark + (light - dark) * tone[:, :, None]
    return lay(value, lines * 0.88, (0.15, 0.07, 0.03))


def comic(colour: Field, lines: Field, grain: Grain) -> Field:
    """Flat printed colours in few steps, dots in the shade, a heavy black line."""
    bright = _vivid(_relit(colour, grain, 0.8), 1.55)
    light = lum(bright) + np.float32(0.02)
    steps = (np.floor(light * 4) + 0.55) / np.float32(4.2)
    flat = (bright * (steps / light)[:, :, None]).clip(0, 1)
    dots = smoothstep((0.50 - grain.tone(colour)) * 0.8 - grain.dots(0.0135), -0.04, 0.06)
    value = flat * (1 - 0.30 * dots[:, :, None])
    return lay(value, (lines * 1.25).clip(0, 1), (0.03, 0.02, 0.05))


def oil(colour: Field, lines: Field, grain: Grain) -> Field:
    """Thick paint: dabs of the brush that lie over one another and catch the light."""
    inked = lay(_vivid(_relit(colour, grain, 0.5), 1.3), lines * 0.6, (0.16, 0.09, 0.10))
    one, ridge_one = _dabs(inked, grain, 0.55)
    two, ridge_two = _dabs(inked, grain, -0.35)
    over = (grain.blot + 0.3 * grain.tooth > 0.65)[:, :, None]
    value = np.where(over, one, two)
    relief = np.where(over[:, :, 0], ridge_one, ridge_two)
    value = value * (0.90 + 0.20 * relief)[:, :, None]
    # A face is painted with a smaller brush: where there is much drawing, more of it shows.
    return (value * np.float32(0.60) + inked * np.float32(0.40)).clip(0, 1)


def _dabs(colour: Field, grain: Grain, turn: float) -> tuple[Field, Field]:
    """The picture in flat dabs of one slant, each of the colour under its middle, and how high the
    paint stands across each, 0 … 1."""
    high, wide = grain.shape
    long, broad = np.float32(grain.unit * 0.017), np.float32(grain.unit * 0.0062)
    c, s = np.float32(np.cos(turn)), np.float32(np.sin(turn))
    x = np.arange(wide, dtype=np.float32)[None, :]
    y = np.arange(high, dtype=np.float32)[:, None]
    across = (y * c - x * s) / broad + grain.blot * np.float32(3.0)
    row = np.floor(across)
    along = (x * c + y * s) / long + (row * np.float32(0.618)) % 1
    shift = (np.floor(along) + np.float32(0.5) - along) * long
    lift = (row + np.float32(0.5) - across) * broad
    rows = (y + shift * s + lift * c).clip(0, high - 1).astype(np.int32)
    columns = (x + shift * c - lift * s).clip(0, wide - 1).astype(np.int32)
    return colour[rows, columns], (across - row).astype(np.float32)
