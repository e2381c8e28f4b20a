"""Colour and light: what an hour, a weather and a style do to the colours of things."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workers.endpoint.rehearsal.brush import Colour, mix


@dataclass(frozen=True, slots=True)
class Palette:
    """The light of a picture. `ambient` scales the colours of things; `haze` is what far is.

    `lamps` says how surely lamps are lit, `throw` how long shadows are for what throws them, and
    `shadows` how dark they are."""

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
    throw: float
    shadows: float = 1.0

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

    def neutral(self, by: float) -> Palette:
        """The same light, less coloured: what everybody knows the colour of looks so at any hour."""
        grey = sum(self.ambient) / 3
        r, g, b = (part + (grey - part) * by for part in self.ambient)
        return replace(self, ambient=(r, g, b))

    def shade(self, colour: Colour, depth: float = 0.5) -> Colour:
        """A lit colour's shadow."""
        return mix(colour, self.ink, depth)


_HOURS = {
    "day": Palette(
        "day", (98, 164, 222), (230, 240, 240), (208, 224, 230), (38, 36, 44),
        (255, 247, 220), (255, 226, 160), (1.06, 1.05, 1.01), 70.0, 0.35, 0.0, 0.35,
    ),
    "dawn": Palette(
        "dawn", (132, 142, 198), (255, 200, 160), (228, 182, 180), (66, 54, 84),
        (255, 218, 164), (255, 214, 150), (0.80, 0.665, 0.735), 30.0, 0.7, 0.2, 2.2,
    ),
    "dusk": Palette(
        "dusk", (62, 34, 96), (255, 122, 44), (198, 84, 70), (24, 12, 30),
        (255, 150, 66), (255, 196, 104), (0.58, 0.37, 0.40), 46.0, 0.95, 0.85, 1.8,
    ),
    "night": Palette(
        "night", (8, 13, 34), (44, 70, 116), (32, 50, 88), (4, 6, 16),
        (186, 212, 248), (255, 190, 96), (0.25, 0.33, 0.52), 44.0, 0.85, 1.0, 0.9,
    ),
}  # fmt: skip

# What a weather does: how grey it makes the light, how far one sees, how much of the light is left,
# and how much of the shadows.
_AIRS: dict[str, tuple[float, float, float, float]] = {
    "rain": (0.68, 0.42, 0.82, 0.35),
    "storm": (0.85, 0.36, 0.64, 0.3),
    "snow": (0.58, 0.42, 0.94, 0.5),
    "fog": (0.62, 0.13, 0.92, 0.2),
    "overcast": (0.62, 0.7, 0.86, 0.3),
    "wind": (0.15, 0.8, 0.96, 0.9),
    "heat": (0.0, 0.45, 1.05, 1.1),
}


def palette(hour: str, weather: str | None, style: str | None) -> Palette:
    """The light for an hour and a weather; noir has harder edges of light."""
    light = _HOURS.get(hour, _HOURS["day"])
    if weather in _AIRS and not (weather == "heat" and light.hour != "day"):
        light = _under(light, weather)
    if style == "noir":
        light = replace(light, rim=1.0)
    return light


def _under(light: Palette, weather: str) -> Palette:
    grey, reach, left, shadows = _AIRS[weather]
    lead = (92, 100, 112) if weather == "storm" else (166, 172, 178)
    dull = mix(
        light.haze, lead, {"day": 0.6, "dawn": 0.42, "dusk": 0.34, "night": 0.12}[light.hour]
    )
    zenith = mix(light.zenith, mix(dull, light.ink, 0.25), grey)
    horizon = mix(light.horizon, dull, grey * 0.85)
    if weather in {"fog", "snow"}:
        dull = mix(dull, light.horizon, 0.12 if light.hour == "dusk" else 0.4)
        zenith, horizon = mix(zenith, dull, 0.7), mix(horizon, dull, 0.8)
    elif weather == "heat":
        dull = mix(light.haze, (255, 236, 190), 0.6)
        zenith, horizon = mix(zenith, (250, 226, 170), 0.45), mix(horizon, (255, 244, 210), 0.6)
    elif weather == "wind":
        dull = light.haze
    return replace(
        light,
        zenith=zenith,
        horizon=horizon,
        haze=mix(light.haze, dull, 0.8),
        haze_reach=light.haze_reach * reach,
        ambient=_scale(light.ambient, left),
        shadows=shadows,
        lamps=min(1.0, light.lamps + (0.6 if weather in {"storm", "rain", "fog"} else 0.0)),
    )


def _scale(ambient: tuple[float, float, float], by: float) -> tuple[float, float, float]:
    return ambient[0] * by, ambient[1] * by, ambient[2] * by
