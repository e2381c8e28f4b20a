"""A stage and how it lies under the picture: what is taken of it, at what scale, and how turned."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from workers.endpoint.rehearsal import finish, staging
from workers.endpoint.rehearsal.brush import Layer, Point
from workers.endpoint.rehearsal.figures.figure import Part, head_of, mouth_of
from workers.endpoint.rehearsal.stage import Lights, Stage

Head = tuple[float, float, float]
"""The middle of a head, or a mouth in it, and the head's radius, in pixels of the canvas."""

Size = tuple[int, int]
Area = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Cel:
    """What is on a layer at the canvas' scale: colours (RGB), how they cover, lines, and the corner
    that they begin at."""

    paint: Image.Image
    alpha: Image.Image
    lines: Image.Image
    corner: Size

    @property
    def area(self) -> Area:
        left, top = self.corner
        return left, top, left + self.paint.width, top + self.paint.height


@dataclass(slots=True)
class Board:
    """`canvas` is what is kept of the stage, in pixels, after it was turned by `roll` degrees.
    `parts` are the figures once they are drawn."""

    stage: Stage
    canvas: Size
    roll: float
    parts: list[Part] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Pixels of the canvas for one of the stage."""
        return self.shrunk[0] / self.stage.camera.width

    @property
    def shrunk(self) -> Size:
        """The whole stage at the canvas' scale, before it is turned."""
        grow = growth(self.canvas, self.roll)
        return round(self.canvas[0] * grow), round(self.canvas[1] * grow)

    @property
    def heads(self) -> list[Head]:
        """The heads of the figures on the canvas, farthest first."""
        found = [head_of(part) for part in self.parts]
        return [(*self.seen(head.at), head.size / 2 * self.scale) for head in found]

    @property
    def mouths(self) -> dict[str, Head]:
        """The mouth of each of the cast, by name, with the radius of the head around it."""
        parts = {part.look: part for part in self.parts}
        looks = {actor.name: staging.look_for(actor) for actor in self.stage.shot.cast}
        return {
            name: (*self.seen(mouth_of(parts[look])), head_of(parts[look]).size / 2 * self.scale)
            for name, look in looks.items()
            if look in parts
        }

    def seen(self, point: Point) -> Point:
        """Where a point of the stage lies on the canvas."""
        wide, high = self.stage.camera.width, self.stage.camera.height
        x, y = (point[0] - wide / 2) * self.scale, (point[1] - high / 2) * self.scale
        c, s = self._turn
        return x * c + y * s + self.canvas[0] / 2, -x * s + y * c + self.canvas[1] / 2

    @property
    def _turn(self) -> tuple[float, float]:
        return math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))

    def cel(self, layer: Layer) -> Cel | None:
        """What is on a layer, still to be turned; None if it is empty."""
        drawn = layer.drawn
        if drawn is None:
            return None
        soft = layer.soft * self.scale
        area = self._around(drawn, math.ceil(soft * 3) if soft >= finish.SHARP else 0)
        # Colour and alpha apart: clear pixels hold ink, and nothing needs to be premultiplied.
        box = self._under(area)
        part = layer.image.crop(box)
        sheets = (part.convert("RGB"), part.getchannel("A"), layer.lines.crop(box))
        size = (area[2] - area[0], area[3] - area[1])
        paint, alpha, lines = (
            finish.unfocused(finish.fitted(sheet, size), soft) for sheet in sheets
        )
        return Cel(paint, alpha, lines, area[:2])

    def _around(self, drawn: Area, pad: int) -> Area:
        """The pixels of the canvas' scale around what is drawn on the stage."""
        (wide, high), scale = self.shrunk, self.scale
        left, top = math.floor(drawn[0] * scale) - pad, math.floor(drawn[1] * scale) - pad
        right, low = math.ceil(drawn[2] * scale) + pad, math.ceil(drawn[3] * scale) + pad
        left, top = min(max(0, left), wide - 2), min(max(0, top), high - 2)
        return left, top, max(left + 2, min(wide, right)), max(top + 2, min(high, low))

    def _under(self, area: Area) -> Area:
        """The pixels of the stage under some of the canvas' scale."""
        wide, high = self.stage.near.size
        across, down = wide / self.shrunk[0], high / self.shrunk[1]
        left, top = round(area[0] * across), round(area[1] * down)
        return left, top, round(area[2] * across), round(area[3] * down)

    def light(self, lights: Lights) -> Image.Image | None:
        """Light at the canvas' scale, still to be turned; None where there is none."""
        return finish.fitted(lights.image, self.shrunk) if lights.image.getbbox() else None

    def turned(self, cel: Cel) -> Cel:
        """What was taken, as it lies on the canvas, cut to it."""
        if not self.roll:
            return cel
        area = self._landing(cel.area)
        paint, alpha, lines = (
            self._rolled(sheet, cel.corner, area) for sheet in (cel.paint, cel.alpha, cel.lines)
        )
        return Cel(paint, alpha, lines, area[:2])

    def upright(self, sheet: Image.Image) -> Image.Image:
        """A sheet of the whole stage at the canvas' scale, as it lies on the canvas."""
        return self._rolled(sheet, (0, 0), (0, 0, *self.canvas)) if self.roll else sheet

    def _landing(self, area: Area) -> Area:
        """The box on the canvas around where some pixels lie once they are turned."""
        (c, s), (wide, high) = self._turn, self.shrunk
        corners = [(x - wide / 2, y - high / 2) for x in area[::2] for y in area[1::2]]
        xs = [x * c + y * s + self.canvas[0] / 2 for x, y in corners]
        ys = [-x * s + y * c + self.canvas[1] / 2 for x, y in corners]
        left = min(max(0, math.floor(min(xs))), self.canvas[0] - 2)
        top = min(max(0, math.floor(min(ys))), self.canvas[1] - 2)
        right, low = (
            min(self.canvas[0], math.ceil(max(xs))),
            min(self.canvas[1], math.ceil(max(ys))),
        )
        return left, top, max(left + 2, right), max(top + 2, low)

    def _rolled(self, sheet: Image.Image, corner: Size, area: Area) -> Image.Image:
        (c, s), (wide, high) = self._turn, self.shrunk
        x, y = area[0] - self.canvas[0] / 2, area[1] - self.canvas[1] / 2
        there = (x * c - y * s + wide / 2 - corner[0], x * s + y * c + high / 2 - corner[1])
        return sheet.transform(
            (area[2] - area[0], area[3] - area[1]),
            Image.Transform.AFFINE,
            (c, -s, there[0], s, c, there[1]),
            Image.Resampling.BILINEAR,
        )


def growth(canvas: Size, roll: float) -> float:
    """How much larger a picture must be drawn that is turned on its canvas."""
    if not roll:
        return 1.0
    shape = max(canvas[0] / canvas[1], canvas[1] / canvas[0])
    turn = math.radians(abs(roll))
    return math.cos(turn) + math.sin(turn) * shape


def lay(colour: Image.Image, lines: Image.Image, cel: Cel) -> None:
    """Lay what was taken of a layer over a picture and its lines."""
    colour.paste(cel.paint, cel.area, cel.alpha)
    lines.paste(0, cel.area, cel.alpha)
    lines.paste(255, cel.area, cel.lines)


def lit(colour: Image.Image, light: Image.Image | None) -> Image.Image:
    """A picture with light added."""
    return colour if light is None else ImageChops.screen(colour, light)
