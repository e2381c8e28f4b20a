"""Paper and tools as fields of numbers, made once for a picture and shared by its layers."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from PIL import Image

from workers.endpoint.rehearsal.chance import blotches

Field = npt.NDArray[np.float32]
Span = tuple[slice, slice]


def smoothstep(value: Field, low: float, high: float) -> Field:
    """0 below `low`, 1 above `high`, eased between."""
    t: Field = ((value - np.float32(low)) / np.float32(high - low)).clip(0, 1)
    return t * t * (3 - 2 * t)


def lum(colour: Field) -> Field:
    """How light an (H, W, 3) picture is, 0 … 1."""
    light: Field = colour @ np.array([0.30, 0.58, 0.12], dtype=np.float32)
    return light


@dataclass(frozen=True, slots=True)
class Levels:
    """How a picture's own light is stretched: `low` becomes black, `high` white, and `power` bends
    what is between, so that each hour has the depth a draughtsman would give it."""

    low: float = 0.0
    high: float = 1.0
    power: float = 1.0

    def of(self, value: Field) -> Field:
        span = np.float32(max(0.05, self.high - self.low))
        return ((value - np.float32(self.low)) / span).clip(0, 1) ** np.float32(self.power)


def levels(colour: Image.Image, middle: float) -> Levels:
    """Levels under which the middle light of an RGB picture is `middle` (0 … 1)."""
    small = colour.resize((96, 54), Image.Resampling.NEAREST)
    light = lum(np.asarray(small, dtype=np.float32) * np.float32(1 / 255))
    low, half, high = (float(v) for v in np.percentile(light, (1.0, 50.0, 98.0)))
    low, high = low * 0.8, max(high, 0.25)
    seen = min(0.95, max(0.05, (half - low) / max(0.05, high - low)))
    power = math.log(middle) / math.log(seen)
    return Levels(low, high, min(1.6, max(0.45, power)))


@dataclass(slots=True)
class Grain:
    """`tooth` is the paper's roughness and `blot` its slow clouds, (H, W), 0 … 1; `unit` is the
    picture's height in pixels, which the spacing of strokes goes by; `slats` is the light that falls
    in through blinds, where there are any."""

    tooth: Field
    blot: Field
    unit: float
    levels: Levels
    slats: Field | None = None
    _made: dict[tuple[float, float], Field] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int, int]:
        return self.tooth.shape[0], self.tooth.shape[1]

    def crop(self, span: Span) -> Grain:
        """The grain under a part of the picture."""
        made = {key: value[span] for key, value in self._made.items()}
        slats = None if self.slats is None else self.slats[span]
        return Grain(self.tooth[span], self.blot[span], self.unit, self.levels, slats, made)

    def tone(self, colour: Field) -> Field:
        """How light a picture is under the levels, (H, W), 0 … 1."""
        return self.levels.of(lum(colour))

    def stripes(self, angle: float, gap: float) -> Field:
        """Waves (0 on a stroke, 1 between two) of parallel strokes drawn by a hand.

        `angle` is in degrees, `gap` in parts of the unit."""
        key = (angle, gap)
        if key not in self._made:
            high, wide = self.shape
            c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            x = np.arange(wide, dtype=np.float32)[None, :] * np.float32(s)
            y = np.arange(high, dtype=np.float32)[:, None] * np.float32(c)
            along = (x + y) / np.float32(self.unit * gap) + self.blot * np.float32(2.6)
            self._made[key] = np.abs((along % 1) * 2 - 1)
        return self._made[key]

    def dots(self, gap: float) -> Field:
        """A screen of dots at 45 degrees: 0 at the middle of a dot, 1 between."""
        key = (-1.0, gap)
        if key not in self._made:
            high, wide = self.shape
            turn = np.float32(math.pi / (self.unit * gap))
            x = np.arange(wide, dtype=np.float32)[None, :]
            y = np.arange(high, dtype=np.float32)[:, None]
            self._made[key] = np.float32(0.5) - np.float32(0.25) * (
                np.cos((x + y) * turn) + np.cos((x - y) * turn)
            )
        return self._made[key]


def grain(
    size: tuple[int, int],
    unit: float,
    light: Levels,
    rng: np.random.Generator,
    *,
    blinds: bool = False,
) -> Grain:
    """The grain for a picture of `size` pixels, with or without the light of blinds in it."""
    wide, high = size
    step = max(1, round(unit / 480))
    rough = rng.integers(0, 256, (-(-high // step), -(-wide // step)), dtype=np.uint8)
    fine = Image.fromarray(rough).resize(size, Image.Resampling.BILINEAR)
    small = (max(4, wide // 6), max(4, high // 6))
    slow = blotches(rng, small, (6, 4)).resize(size, Image.Resampling.BICUBIC)
    slats = _slats(size, float(rng.uniform(-0.3, 0.3))) if blinds else None
    return Grain(_unit(fine), _unit(slow), unit, light, slats)


def _slats(size: tuple[int, int], middle: float) -> Field:
    """Bars of light that lie askew, brightest where the window throws them, (H, W), 0 … 1."""
    x = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    bars = (0.5 + np.sin((y + 0.28 * x) * 22.0) * 3.0).clip(0, 1)
    near = (1.1 - np.abs(x - middle - 0.35 * y) * 1.5).clip(0, 1)
    slats: Field = (bars * near).astype(np.float32)
    return slats


def _unit(image: Image.Image) -> Field:
    values: Field = np.asarray(image, dtype=np.float32) * np.float32(1 / 255)
    return values
