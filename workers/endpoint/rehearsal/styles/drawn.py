"""Media of line: ink, pencil, charcoal, manga and the draughtsman's blueprint."""

from __future__ import annotations

import numpy as np

from workers.endpoint.rehearsal.styles.grain import Field, Grain, smoothstep


def lay(colour: Field, strength: Field, ink: tuple[float, float, float]) -> Field:
    """`ink` (0 … 1) over a picture where `strength` (H, W) says."""
    keep = strength[:, :, None]
    return colour * (1 - keep) + np.array(ink, dtype=np.float32) * keep


def _spread(dark: Field, paper: tuple[float, ...], ink: tuple[float, ...]) -> Field:
    low, high = np.array(ink, dtype=np.float32), np.array(paper, dtype=np.float32)
    return high + (low - high) * dark[:, :, None]


def ink(colour: Field, lines: Field, grain: Grain) -> Field:
    """Pen on cream paper: hatching that thickens with shade, crossed where it is deep, and blacks."""
    tone = grain.tone(colour)
    one = smoothstep((0.56 - tone) * 1.05 - grain.stripes(38, 0.0150), -0.08, 0.10)
    two = smoothstep((0.30 - tone) * 1.7 - grain.stripes(-28, 0.0170), -0.08, 0.10)
    black = smoothstep(0.12 - tone, -0.02, 0.02)
    dark = np.maximum(np.maximum(one * 0.88, two * 0.92), black)
    # Lines in a black are scratched out of it, or what is in the dark would be lost.
    dark = np.where(black > 0.5, dark * (1 - 0.7 * lines), np.maximum(dark, lines))
    return _spread(dark, (0.975, 0.955, 0.905), (0.07, 0.065, 0.085))


def pencil(colour: Field, lines: Field, grain: Grain) -> Field:
    """Graphite: a light hand, strokes of one slant, the paper's tooth in every line."""
    shade = smoothstep(0.80 - grain.tone(colour), 0.0, 0.85)
    strokes = smoothstep(shade * 1.15 - grain.stripes(52, 0.0115), -0.35, 0.35)
    smudge = shade * 0.30
    caught = (smudge + strokes * (0.25 + 0.45 * shade)) * (0.55 + 0.80 * grain.tooth)
    dark = np.maximum(caught, lines * (0.70 + 0.40 * grain.tooth))
    return _spread(dark.clip(0, 1), (0.965, 0.96, 0.945), (0.17, 0.17, 0.20))


def charcoal(colour: Field, lines: Field, grain: Grain) -> Field:
    """Black chalk dragged over rough paper and smudged: deep, soft, without a clean edge."""
    shade = smoothstep(0.82 - grain.tone(colour), 0.0, 0.80)
    drag = 0.62 * grain.tooth + 0.38 * grain.stripes(60, 0.026)
    caught = smoothstep(shade * 1.5 - drag, -0.30, 0.40)
    dark = 0.38 * shade + 0.60 * caught * (0.25 + 0.75 * shade)
    dark = np.maximum(dark, lines * (0.72 + 0.4 * grain.tooth).clip(0, 1))
    return _spread(dark.clip(0, 1) * 0.97, (0.90, 0.875, 0.83), (0.07, 0.065, 0.065))


def manga(colour: Field, lines: Field, grain: Grain) -> Field:
    """White paper, bold blacks, and a screen of dots for what lies between."""
    tone = grain.tone(colour)
    dots = smoothstep((0.58 - tone) * 1.25 - grain.dots(0.0125), -0.06, 0.08)
    light = smoothstep(tone - 0.54, -0.02, 0.02)
    black = smoothstep(0.15 - tone, -0.01, 0.015)
    dark = np.maximum(dots * (1 - light) * 0.84, black)
    dark = np.where(black > 0.5, dark * (1 - 0.8 * lines), np.maximum(dark, lines))
    return _spread(dark, (1.0, 1.0, 0.995), (0.03, 0.03, 0.04))


def blueprint(colour: Field, lines: Field, grain: Grain) -> Field:
    """White lines on Prussian blue, with hatching where there is light and a grid behind it all."""
    tone = grain.tone(colour)
    span = grain.unit * 0.05
    high, wide = tone.shape
    across = (np.arange(wide, dtype=np.float32) % span < 1.2)[None, :]
    down = (np.arange(high, dtype=np.float32) % span < 1.2)[:, None]
    hatch = smoothstep((tone - 0.62) * 0.8 - grain.stripes(45, 0.018), -0.05, 0.08)
    bright = 0.15 * tone + 0.20 * hatch + 0.07 * (across | down) + 0.05 * (grain.blot - 0.5)
    bright = np.maximum(bright, lines * 0.95)
    return _spread(1 - bright.clip(0, 1), (0.94, 0.97, 1.0), (0.055, 0.165, 0.40))


def noir(colour: Field, lines: Field, grain: Grain) -> Field:
    """Black shapes and hard light, through blinds where there are some: four tones, with the lines
    of what is dark picked out."""
    tone = grain.tone(colour) + 0.05 * (grain.tooth - 0.5)
    if grain.slats is not None:
        tone = tone * 0.82 + grain.slats * (0.10 + 0.42 * tone)
    value = 0.025 + 0.18 * smoothstep(tone, 0.23, 0.28) + 0.28 * smoothstep(tone, 0.45, 0.51)
    value = value + 0.46 * smoothstep(tone, 0.66, 0.72)
    value = np.where(value < 0.12, value + lines * 0.20, value * (1 - lines * 0.95))
    tint = np.array([1.0, 1.0, 1.02], dtype=np.float32)
    return np.repeat(value.clip(0, 1)[:, :, None], 3, axis=2) * tint
