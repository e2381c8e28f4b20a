"""What falls or drifts between the camera and the scene: rain, snow, leaves of a wind, fog."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from workers.endpoint.rehearsal.brush import Colour
from workers.endpoint.rehearsal.chance import blotches, stream
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.styles import Medium
from workers.endpoint.rehearsal.words import Shot

# Parts of the picture's height that each sheet moves in a second: (across, down) and nearer ones faster.
_DRIFT = {
    "rain": ((-0.42, 1.7), (-0.62, 2.5)),
    "storm": ((-1.0, 1.9), (-1.5, 2.8)),
    "snow": ((-0.03, 0.10), (0.05, 0.19)),
    "wind": ((0.5, 0.05), (0.9, 0.10)),
    "fog": ((0.020, 0.0), (0.038, 0.0)),
}
_DARK: Colour = (40, 42, 52)


class Weather:
    """Two sheets of it, one behind the figures and one before, that never end."""

    def __init__(
        self, size: tuple[int, int], shot: Shot, light: Palette, chosen: Medium, seed: int
    ) -> None:
        kind = shot.weather if not shot.inside and shot.weather in _DRIFT else None
        self.kind, self.size = kind, size
        rng = stream("weather", seed, kind)
        self.sheets = [_sheet(size, kind, near, rng) for near in (0, 1)] if kind else []
        self.colour = _colour(kind, light, chosen)

    def fall(self, picture: Image.Image, near: int, seconds: float) -> None:
        """Lay the far (0) or near (1) sheet over a picture as it is at a time."""
        if not self.sheets or self.kind is None:
            return
        across, down = _DRIFT[self.kind][near]
        high = self.size[1]
        moved = ImageChops.offset(
            self.sheets[near], round(seconds * across * high), round(seconds * down * high)
        )
        picture.paste(self.colour, (0, 0, *self.size), moved)


def _colour(kind: str | None, light: Palette, chosen: Medium) -> Colour:
    if kind in {"rain", "storm"}:
        if chosen.dark_rain and light.hour != "night":
            return _DARK
        return (214, 224, 232) if light.hour in {"night", "dusk"} else (240, 244, 246)
    if kind == "wind":
        return (150, 112, 60)
    return (250, 251, 253) if kind == "snow" else light.haze


def _sheet(size: tuple[int, int], kind: str, near: int, rng: np.random.Generator) -> Image.Image:
    if kind == "fog":
        return _fog(size, near, rng)
    wide, high = size
    sheet = Image.new("L", (wide * 2, high * 2), 0)
    pen = ImageDraw.Draw(sheet)
    count = {"rain": 150, "storm": 230, "snow": 170, "wind": 26}[kind]
    for x, y, chance in zip(
        rng.uniform(0, 2 * wide, count),
        rng.uniform(0, 2 * high, count),
        rng.random(count),
        strict=True,
    ):
        for at in _wrapped(float(x), float(y), (wide * 2, high * 2), high * 0.4):
            _drop(pen, at, high, kind, float(chance), near)
    return sheet.reduce(2)


def _wrapped(x: float, y: float, size: tuple[int, int], reach: float) -> list[tuple[float, float]]:
    """A mark near an edge is drawn beyond the other too, so that the sheet has no seam."""
    xs = [x, x - size[0] if x > size[0] - reach else x + size[0]]
    ys = [y, y - size[1] if y > size[1] - reach else y + size[1]]
    return [(u, v) for u in xs for v in ys]


def _drop(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    high: int,
    kind: str,
    chance: float,
    near: int,
) -> None:
    x, y = at
    if kind in {"rain", "storm"}:
        run = high * (0.05 + 0.10 * chance + 0.10 * near)
        lean = 0.25 if kind == "rain" else 0.53
        width = max(1, round(high * (0.0018 + 0.0022 * near)))
        pen.line(
            [(x, y), (x - run * lean, y + run)],
            fill=round(60 + 60 * chance + 50 * near),
            width=width,
        )
        return
    r = high * (0.0022 + 0.0045 * chance + near * (0.004 + 0.008 * chance**2))
    if kind == "snow":
        pen.ellipse([x - r, y - r, x + r, y + r], fill=round(150 + 90 * chance))
    else:
        pen.polygon([(x - 2 * r, y), (x, y - r), (x + 2 * r, y + r * 0.4), (x, y + r)], fill=200)


def _fog(size: tuple[int, int], near: int, rng: np.random.Generator) -> Image.Image:
    """Banks of it, thickest low down; the clouds are laid side by side mirrored to have no seam."""
    small = (max(4, size[0] // 16), max(4, size[1] // 8))
    cloud = blotches(rng, small, (2, 5))
    whole = Image.new("L", (small[0] * 2, small[1]))
    whole.paste(cloud, (0, 0))
    whole.paste(cloud.transpose(Image.Transpose.FLIP_LEFT_RIGHT), (small[0], 0))
    values = np.asarray(whole, dtype=np.float32)
    band = np.interp(np.linspace(0, 1, small[1]), [0, 0.4, 0.75, 1], [0.10, 0.5, 1.0, 0.8])[:, None]
    mask = ((values - 70) * (1.5 - 0.5 * near)).clip(0, 150) * band
    return Image.fromarray(mask.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
