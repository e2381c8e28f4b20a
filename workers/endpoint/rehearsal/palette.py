"""Colour and light: what an hour, a weather and a style do to the colours of things."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workers.endpoint.rehearsal.brush import Colour, mix


@dataclass(frozen=True, slots=True)
class Palette:
    """The light of a picture. `ambient` scales the colours of things; `haze` is what far is."""

    hour: str
    zenith: Colour
    horizon: Colour
    haze: Colour
    ink: Colour
    key: Colour
    lamp: Colour
    ambient: tuple[float, float, float]
    haze_reach: float
    rim: float
    lamps: float

    def lit(self, colour: Colour, far: float = 0.0) -> Colour:
        """A thing's own colour as it looks in this light, `far` metres off."""
        seen = tuple(min(255, round(c * a)) for c, a in zip(colour, self.ambient, strict=True))
        return mix((seen[0], seen[1], seen[2]), self.haze, self.veil(far))

    def veil(self, far: float) -> float:
        """How much of a thing is lost in haze, 0 … 0.92."""
        return float(0.92 * (1 - 2.0 ** (-max(0.0, far) / self.haze_reach)))

    def lifted(self, by: float) -> Palette:
        """The same light, its darkness lessened by a part of what is missing to full light."""
        r, g, b = self.ambient
        return replace(self, ambient=(r + (1 - r) * by, g + (1 - g) * by, b + (1 - b) * by))

    def shade(self, colour: Colour, depth: float = 0.5) -> Colour:
        """A lit colour's shadow."""
        return mix(colour, self.ink, depth)


_HOURS = {
    "day": Palette(
        "day", (118, 168, 196), (232, 236, 222), (212, 221, 217), (36, 34, 40),
        (255, 246, 214), (255, 226, 160), (1.0, 1.0, 0.98), 60.0, 0.35, 0.0,
    ),
    "dawn": Palette(
        "dawn", (150, 176, 206), (255, 214, 186), (238, 206, 200), (58, 48, 66),
        (255, 222, 176), (255, 214, 150), (0.90, 0.80, 0.84), 26.0, 0.7, 0.15,
    ),
    "dusk": Palette(
        "dusk", (62, 48, 104), (250, 132, 62), (188, 92, 84), (26, 16, 34),
        (255, 164, 84), (255, 190, 104), (0.60, 0.42, 0.47), 46.0, 0.95, 0.7,
    ),
    "night": Palette(
        "night", (10, 16, 38), (56, 82, 124), (44, 62, 96), (6, 8, 18),
        (186, 212, 248), (255, 190, 96), (0.32, 0.40, 0.58), 44.0, 0.85, 1.0,
    ),
}  # fmt: skip


def palette(hour: str, weather: str | None, style: str | None) -> Palette:
    """The light for an hour and a weather; noir has harder edges of light."""
    light = _HOURS.get(hour, _HOURS["day"])
    grey = mix(light.haze, (150, 156, 164), 0.35 if hour in {"day", "dawn"} else 0.12)
    if weather == "rain":
        light = replace(
            light,
            zenith=mix(light.zenith, mix(grey, light.ink, 0.35), 0.7),
            horizon=mix(light.horizon, grey, 0.6),
            haze=grey,
            haze_reach=light.haze_reach * 0.5,
            ambient=_scale(light.ambient, 0.84),
        )
    elif weather == "snow":
        light = replace(
            light,
            zenith=mix(light.zenith, grey, 0.6),
            horizon=mix(light.horizon, (236, 240, 244), 0.3),
            haze_reach=light.haze_reach * 0.5,
        )
    elif weather == "fog":
        light = replace(
            light,
            zenith=mix(light.zenith, light.haze, 0.75),
            horizon=light.haze,
            haze_reach=light.haze_reach * 0.16,
        )
    if style == "noir":
        light = replace(light, rim=1.0)
    return light


def _scale(ambient: tuple[float, float, float], by: float) -> tuple[float, float, float]:
    return ambient[0] * by, ambient[1] * by, ambient[2] * by
