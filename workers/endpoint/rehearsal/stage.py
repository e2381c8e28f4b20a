"""What every part of a picture is drawn with: camera, light, layers and chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.camera import Camera, World
from workers.endpoint.rehearsal.chance import stream
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.words import Shot

LIGHT_SCALE = 4
SNOW: Colour = (238, 242, 246)
_DISC = np.hypot(*np.meshgrid(np.linspace(-1, 1, 128), np.linspace(-1, 1, 128)))
_HALO = Image.fromarray(((1 - _DISC).clip(0, 1) ** 2 * 255).astype(np.uint8))


class Lights:
    """Light that is added to the picture, kept at a quarter of its size."""

    def __init__(self, size: tuple[int, int]) -> None:
        self.image = Image.new("RGB", (size[0] // LIGHT_SCALE, size[1] // LIGHT_SCALE))

    def glow(self, at: Point, radius: float, colour: Colour, strength: float) -> None:
        """A halo of `radius` pixels around a point."""
        side = min(2048, max(4, round(2 * radius / LIGHT_SCALE)))
        halo = _HALO.resize((side, side), Image.Resampling.BILINEAR)
        parts = [halo.point([round(v * c * strength / 255) for v in range(256)]) for c in colour]
        left, top = round(at[0] / LIGHT_SCALE - side / 2), round(at[1] / LIGHT_SCALE - side / 2)
        if not (-side < left < self.image.width and -side < top < self.image.height):
            return
        around = (left, top, left + side, top + side)
        spot = ImageChops.screen(self.image.crop(around), Image.merge("RGB", parts))
        self.image.paste(spot, (left, top))

    def beam(self, points: Sequence[Point], colour: Colour, strength: float, soft: float) -> None:
        """A shaft or pool of light with soft edges."""
        mask = Image.new("L", self.image.size)
        shape = [(x / LIGHT_SCALE, y / LIGHT_SCALE) for x, y in points]
        ImageDraw.Draw(mask).polygon(shape, fill=round(255 * strength))
        lit = Image.new("RGB", self.image.size)
        lit.paste(
            colour, (0, 0), mask.filter(ImageFilter.GaussianBlur(max(1.0, soft / LIGHT_SCALE)))
        )
        self.image = ImageChops.screen(self.image, lit)


@dataclass(frozen=True, slots=True)
class Stage:
    """`lights` falls on the place, `bloom` over everything.

    `fixed` is chance that belongs to the set and is the same in each of its shots; `free`
    belongs to this take. `side` is where the light comes from: -1 left, 1 right. `lamps` are the
    flames and bulbs that are seen, each with the radius of its halo in pixels."""

    shot: Shot
    camera: Camera
    palette: Palette
    sky: Layer
    far: Layer
    near: Layer
    cast: Layer
    front: Layer
    lights: Lights
    bloom: Lights
    fixed: np.random.Generator
    free: np.random.Generator
    side: int
    sun: Point
    lamps: list[tuple[Point, float]] = field(default_factory=list)

    @property
    def unit(self) -> float:
        """The picture's reference height in pixels."""
        return self.camera.reference

    def seen(self, points: Sequence[Point]) -> bool:
        """Whether an outline can touch the picture."""
        xs, ys = [p[0] for p in points], [p[1] for p in points]
        wide, high = self.near.size
        return max(xs) > 0 and min(xs) < wide and max(ys) > 0 and min(ys) < high

    def lit(self, colour: Colour, z: float) -> Colour:
        """A thing's colour at depth `z` of the set."""
        return self.palette.lit(colour, self._far(z))

    def _far(self, z: float) -> float:
        """How much air is before depth `z`; there is little haze in a room."""
        far = max(0.0, z + self.camera.distance - 2.0)
        return far * 0.2 if self.shot.inside else far

    def pen(self, z: float) -> float:
        """The width of an ink line at depth `z`."""
        nearness = math.sqrt(7.0 / max(0.5, z + self.camera.distance))
        return self.near.line * min(1.3, max(0.35, nearness))

    def facet(
        self,
        corners: Sequence[World],
        colour: Colour,
        *,
        z: float | None = None,
        ink: bool = True,
        layer: Layer | None = None,
    ) -> list[Point]:
        """A flat thing of the set, lit for its depth and outlined. Returns its outline seen."""
        points = self.camera.facet(corners)
        if len(points) < 3 or not self.seen(points):
            return []
        depth = z if z is not None else sum(c[2] for c in corners) / len(corners)
        onto = layer or self.near
        if all(corner[1] == corners[0][1] for corner in corners):
            colour = self.snowed(colour)
        onto.fill(points, self.lit(colour, depth))
        if ink:
            onto.contour(points, width=self.pen(depth), colour=self.ink(depth))
        return points

    def dice(self, *names: object) -> np.random.Generator:
        """Chance of the set that is the same however much of the set a shot shows."""
        return stream("set", self.shot.place, self.shot.set_name, *names)

    def ink(self, z: float) -> Colour:
        """The colour of a line at depth `z`; paler the more haze is before it."""
        veil = self.palette.veil(self._far(z))
        return self.palette.ink if veil < 0.1 else mix(self.palette.ink, self.palette.haze, veil)

    def snowed(self, colour: Colour) -> Colour:
        """A thing's own colour with snow upon it, if snow falls."""
        snows = self.shot.weather == "snow" and not self.shot.inside
        return mix(colour, SNOW, 0.75) if snows else colour

    def dark(self, colour: Colour, depth: float = 0.35) -> Colour:
        """A thing's own colour on the side away from the light."""
        return mix(colour, self.palette.ink, depth)

    def lamp(self, at: Point, radius: float, strength: float = 0.6) -> None:
        """The light around a flame or bulb that is seen."""
        self.lamps.append((at, radius))
        self.lights.glow(at, radius, self.palette.lamp, strength)

    def shadow(self, x: float, z: float, width: float, tall: float = 0.0) -> None:
        """The soft shadow of something `width` metres broad that stands on the ground.

        With a height it is thrown away from the light, longer the lower the light stands."""
        if z + self.camera.distance < 0.6:
            return
        strength = 0.55 * self.palette.shadows
        scale = self.camera.across(z)
        if tall and not self.shot.inside:
            reach = min(14.0, tall * self.palette.throw)
            x2, z2 = x - self.side * reach * 0.8, z - reach * 0.45
            foot = [(x - width / 2, 0.0, z), (x + width / 2, 0.0, z)]
            tip = [(x2 + width * 0.4, 0.0, z2), (x2 - width * 0.4, 0.0, z2)]
            seen = self.camera.facet([*foot, *tip])
            if seen:
                self.near.wash(seen, self.palette.ink, strength * 0.8, soft=scale * width * 0.06)
        flat = max(0.06, min(0.9, self.camera.eye / max(1.0, z + self.camera.distance)))
        cx, cy = self.camera.at(x - self.side * width * 0.2, 0, z)
        ring = ellipse(cx, cy, scale * width * 0.75, scale * width * flat * 0.5)
        self.near.wash(ring, self.palette.ink, strength, soft=scale * width * 0.10)
