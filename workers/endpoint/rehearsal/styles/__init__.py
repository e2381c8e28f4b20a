"""The media a picture can be made in; each turns a layer's colours and lines into its own look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from workers.endpoint.rehearsal.brush import Colour
from workers.endpoint.rehearsal.styles import drawn, painted
from workers.endpoint.rehearsal.styles.grain import Field, Grain, Levels, grain, levels

__all__ = ["DEFAULT", "MEDIA", "Grain", "Levels", "Medium", "grain", "levels", "medium", "render"]


@dataclass(frozen=True, slots=True)
class Medium:
    """`draw` makes (H, W, 3) from colours and lines, all 0 … 1; `bold` thickens the lines; `corner`
    is how dark the corners are; `ragged` leaves the paper's edge free. `middle` is how light it makes
    the middle of a picture by night, dusk, dawn and day; `lift` takes that much out of the figures'
    shade, where there is no colour to tell them from the place."""

    draw: Callable[[Field, Field, Grain], Field]
    paper: Colour
    ink: Colour
    bold: int = 0
    corner: float = 0.0
    ragged: bool = False
    dark_rain: bool = False
    blinds: bool = False
    middle: tuple[float, float, float, float] = (0.34, 0.44, 0.56, 0.62)
    lift: float = 0.0


DEFAULT = "marker"
MEDIA = {
    "marker": Medium(painted.marker, (246, 242, 232), (34, 30, 36), corner=0.10),
    "ink": Medium(
        drawn.ink,
        (248, 243, 231),
        (20, 18, 24),
        bold=1,
        dark_rain=True,
        middle=(0.27, 0.46, 0.58, 0.66),
        lift=0.16,
    ),
    "pencil": Medium(
        drawn.pencil,
        (246, 245, 241),
        (70, 70, 76),
        dark_rain=True,
        ragged=True,
        middle=(0.34, 0.50, 0.60, 0.68),
        lift=0.14,
    ),
    "charcoal": Medium(
        drawn.charcoal,
        (229, 223, 212),
        (30, 28, 28),
        bold=1,
        ragged=True,
        middle=(0.33, 0.48, 0.58, 0.62),
        lift=0.06,
    ),
    "watercolour": Medium(
        painted.watercolour,
        (252, 250, 243),
        (70, 56, 66),
        ragged=True,
        middle=(0.40, 0.50, 0.62, 0.68),
    ),
    "pastel": Medium(
        painted.pastel,
        (178, 164, 158),
        (92, 62, 84),
        bold=1,
        ragged=True,
        middle=(0.34, 0.46, 0.58, 0.62),
    ),
    "noir": Medium(
        drawn.noir,
        (14, 14, 16),
        (6, 6, 8),
        corner=0.45,
        blinds=True,
        middle=(0.34, 0.40, 0.46, 0.52),
        lift=0.12,
    ),
    "sepia": Medium(
        painted.sepia,
        (240, 220, 180),
        (58, 34, 18),
        corner=0.34,
        middle=(0.36, 0.48, 0.56, 0.62),
        lift=0.16,
    ),
    "manga": Medium(
        drawn.manga,
        (255, 255, 254),
        (8, 8, 10),
        bold=1,
        dark_rain=True,
        middle=(0.27, 0.48, 0.58, 0.68),
        lift=0.18,
    ),
    "comic": Medium(painted.comic, (250, 246, 232), (8, 6, 14), bold=2),
    "oil": Medium(painted.oil, (120, 92, 70), (36, 24, 26), corner=0.16),
    "blueprint": Medium(drawn.blueprint, (24, 54, 112), (232, 242, 255)),
}


def medium(style: str | None) -> Medium:
    return MEDIA.get(style or DEFAULT, MEDIA[DEFAULT])


def render(colour: Image.Image, lines: Image.Image, chosen: Medium, field: Grain) -> Image.Image:
    """A layer's colours (RGB) and lines (L) in a medium, as RGB of the same size."""
    if chosen.bold:
        lines = lines.filter(ImageFilter.MaxFilter(2 * ((chosen.bold + 1) // 2) + 1))
    paint = np.asarray(colour, dtype=np.float32) * np.float32(1 / 255)
    line = np.asarray(lines, dtype=np.float32) * np.float32(1 / 255)
    made = chosen.draw(paint, line, field)
    return Image.fromarray((made * 255).clip(0, 255).astype(np.uint8))
