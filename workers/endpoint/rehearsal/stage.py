"""What every part of a picture is drawn with: camera, light, layers and chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, mix
from workers.endpoint.rehearsal.camera import Camera, World
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.words import Shot

LIGHT_SCALE = 4
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
    belongs to this take. `side` is where the light comes from: -1 left, 1 right."""

    shot: Shot
    camera: Camera
    palette: Palette
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

    @property
    def unit(self) -> float:
        """The picture's reference height in pixels."""
        return self.camera.reference

    def lit(self, colour: Colour, z: float) -> Colour:
        """A thing's colour at depth `z` of the set."""
        return self.palette.lit(colour, max(0.0, z + self.camera.distance - 2.0))

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
        if len(points) < 3:
            return []
        depth = z if z is not None else sum(c[2] for c in corners) / len(corners)
        onto = layer or self.near
        onto.fill(points, self.lit(colour, depth))
        if ink:
            veil = self.palette.veil(depth + self.camera.distance)
            line = self.palette.lit(self.palette.ink, 0)
            line = self.palette.ink if veil < 0.1 else mix(line, self.palette.haze, veil)
            onto.contour(points, width=self.pen(depth), colour=line)
        return points

    def shadow(self, x: float, z: float, width: float) -> None:
        """The soft shadow of something that stands on the ground."""
        cx, cy = self.camera.at(x - self.side * width * 0.5, 0, z)
        scale = self.camera.scale(z)
        flat = max(0.05, min(0.4, self.camera.eye / max(1.0, z + self.camera.distance)))
        ring = [
            (cx + scale * width * math.cos(a), cy + scale * width * flat * 0.6 * math.sin(a))
            for a in (k * math.pi / 14 for k in range(28))
        ]
        self.near.wash(ring, self.palette.ink, 0.5, soft=scale * width * 0.10)
