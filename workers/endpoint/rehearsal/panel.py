"""The order in which a panel is drawn: sky, place, figures, what is in front."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image, ImageChops

from workers.endpoint.rehearsal import finish, foreground, setting, staging, styles
from workers.endpoint.rehearsal.brush import Layer, Point
from workers.endpoint.rehearsal.camera import VIEWS, camera
from workers.endpoint.rehearsal.chance import stream
from workers.endpoint.rehearsal.figures.figure import Part, head_of, mouth_of
from workers.endpoint.rehearsal.palette import Palette, palette
from workers.endpoint.rehearsal.stage import Lights, Stage
from workers.endpoint.rehearsal.words import Shot

WORK_PIXELS = 4_400_000
MAX_OVERSAMPLING = 2.0
ROLL = 11.0  # degrees of a dutch angle
PREVIEW_SIDE = 448

Head = tuple[float, float, float]
"""The middle of a head, or a mouth in it, and the head's radius, in pixels of the canvas."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is on the table after a step; `picture` is a small one, where it is worth a look."""

    progress: float
    message: str
    picture: Image.Image | None

    @property
    def preview(self) -> bytes | None:
        return None if self.picture is None else finish.preview(self.picture)


@dataclass(slots=True)
class Board:
    """A stage and how it lies under the picture: `canvas` is what is kept of it, in pixels, after
    it was turned by `roll` degrees. `parts` are the figures once they are drawn."""

    stage: Stage
    canvas: tuple[int, int]
    roll: float
    parts: list[Part] = field(default_factory=list)

    @property
    def scale(self) -> float:
        """Pixels of the canvas for one of the stage."""
        return self._shrunk[0] / self.stage.camera.width

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
        c, s = math.cos(math.radians(self.roll)), math.sin(math.radians(self.roll))
        return x * c + y * s + self.canvas[0] / 2, -x * s + y * c + self.canvas[1] / 2

    @property
    def _shrunk(self) -> tuple[int, int]:
        grow = _growth(self.canvas, self.roll)
        return round(self.canvas[0] * grow), round(self.canvas[1] * grow)

    def take(self, image: Image.Image, soft: float = 0.0, /) -> Image.Image:
        """A picture of the stage at the scale of the canvas, `soft` (pixels of the stage) out of
        focus; it is still to be turned."""
        if image.mode == "RGBA":
            # Colour and alpha apart: clear pixels hold ink, and nothing needs to be premultiplied.
            whole = self.take(image.convert("RGB"), soft)
            whole.putalpha(self.take(image.getchannel("A"), soft))
            return whole
        image = finish.fitted(image, self._shrunk)
        return finish.unfocused(image, soft * self.scale) if soft * self.scale >= 0.5 else image

    def turned(self, image: Image.Image) -> Image.Image:
        """What was taken, as it lies on the canvas."""
        if not self.roll:
            return image
        left = (image.width - self.canvas[0]) // 2
        top = (image.height - self.canvas[1]) // 2
        rolled = image.rotate(self.roll, Image.Resampling.BICUBIC)
        return rolled.crop((left, top, left + self.canvas[0], top + self.canvas[1]))

    def cut(self, layer: Layer) -> tuple[Image.Image, Image.Image, tuple[int, int]]:
        """A layer as it lies on the canvas: colours (RGBA), lines, and the corner that they begin at,
        as a small thing need not be taken with all that is empty around it."""
        drawn = ImageChops.lighter(layer.image.getchannel("A"), layer.lines).getbbox()
        if self.roll or layer.soft or drawn is None:
            image, lines = self.take(layer.image, layer.soft), self.take(layer.lines, layer.soft)
            return self.turned(image), self.turned(lines), (0, 0)
        left, top = math.floor(drawn[0] * self.scale), math.floor(drawn[1] * self.scale)
        right = min(self.canvas[0], math.ceil(drawn[2] * self.scale))
        low = min(self.canvas[1], math.ceil(drawn[3] * self.scale))
        if right - left < 2 or low - top < 2:
            return self.take(layer.image), self.take(layer.lines), (0, 0)
        box = (left / self.scale, top / self.scale, right / self.scale, low / self.scale)
        box = (*box[:2], min(box[2], layer.size[0]), min(box[3], layer.size[1]))
        size, box_filter = (right - left, low - top), Image.Resampling.BOX
        image = layer.image.convert("RGB").resize(size, box_filter, box=box)
        image.putalpha(layer.image.getchannel("A").resize(size, box_filter, box=box))
        return image, layer.lines.resize(size, box_filter, box=box), (left, top)


def light_of(shot: Shot) -> Palette:
    """The palette of a shot; inside, weather is not in the air."""
    return palette(shot.hour, shot.weather if not shot.inside else None, shot.style)


def _growth(canvas: tuple[int, int], roll: float) -> float:
    """How much larger a picture must be drawn that is turned on its canvas."""
    if not roll:
        return 1.0
    shape = max(canvas[0] / canvas[1], canvas[1] / canvas[0])
    turn = math.radians(abs(roll))
    return math.cos(turn) + math.sin(turn) * shape


def set_up(shot: Shot, seed: int, canvas: tuple[int, int], bleed: float) -> Board:
    """Camera, light and empty layers for a canvas of so many pixels, `bleed` of it out of sight."""
    fixed = stream("set", shot.place, shot.set_name)
    free = stream("take", seed, shot.number, shot.set_name, shot.framing)
    side = 1 if fixed.random() < 0.5 else -1
    roll = ROLL * (1 if free.random() < 0.5 else -1) if "dutch" in shot.angles else 0.0
    grow = _growth(canvas, roll)
    large = (canvas[0] * grow, canvas[1] * grow)
    over = min(MAX_OVERSAMPLING, (WORK_PIXELS / (large[0] * large[1])) ** 0.5)
    size = (max(16, round(large[0]) * over), max(16, round(large[1]) * over))
    whole = (round(size[0]), round(size[1]))
    shift = float(free.uniform(-0.07, 0.07)) * (0.4 if shot.inside else 1.0)
    margin = (1 - (1 - 2 * bleed) / grow) / 2
    view = camera(whole, margin, shot.framing, shot.angles, shift, inside=shot.inside)
    light = light_of(shot)
    line = max(1.0, view.reference * 0.0030)

    def layer() -> Layer:
        return Layer(whole, light.ink, line)

    stage = Stage(
        shot=shot,
        camera=view,
        palette=light,
        sky=layer(),
        far=layer(),
        near=layer(),
        cast=layer(),
        front=layer(),
        lights=Lights(whole),
        bloom=Lights(whole),
        fixed=fixed,
        free=free,
        side=side,
        sun=setting.sun_of(shot, view, side, light.hour),
    )
    return Board(stage, canvas, roll)


def draw(board: Board, *, apart: int = 0) -> Iterator[Drawn]:
    """Draw on the board's layers; some steps give a small picture of how it stands. The last
    `apart` figures are left to whoever moves them."""
    stage = board.stage
    setting.paint_sky(stage)
    yield Drawn(0.15, "light and sky", glimpse(board))
    setting.build(stage)
    for layer in (stage.sky, stage.far, stage.near):
        layer.soft = VIEWS[stage.shot.framing].soft * stage.unit
    yield Drawn(0.35, "the place", glimpse(board))
    board.parts = staging.block(stage)
    done = 0.4
    for message in staging.act(stage, board.parts, apart):
        done += (0.65 - done) / 3
        yield Drawn(done, message, None)
    yield Drawn(0.66, "light on the figures", glimpse(board))
    foreground.frame(stage)
    yield Drawn(0.72, "the foreground", glimpse(board))


def _stack(stage: Stage) -> tuple[Layer, ...]:
    return stage.sky, stage.far, stage.near, stage.cast, stage.front


def glimpse(board: Board) -> Image.Image:
    """The layers laid over each other, small, in the shot's medium."""
    colour, lines = sample(board)
    shot = board.stage.shot
    return finish.develop(colour, lines, finish.field_of(colour.size, shot, 0, colour), shot.style)


def sample(board: Board) -> tuple[Image.Image, Image.Image]:
    """All layers as one, small: colours and lines."""
    stage = board.stage
    k = max(1, max(stage.near.size) // PREVIEW_SIDE)
    size = (max(1, stage.near.size[0] // k), max(1, stage.near.size[1] // k))
    twice = (size[0] * 2, size[1] * 2)

    def small(image: Image.Image, _: float = 0.0) -> Image.Image:
        if image.width > twice[0]:
            image = image.resize(twice, Image.Resampling.NEAREST)
        return finish.fitted(image, size)

    return _flat(stage, small)


def flatten(board: Board) -> tuple[Image.Image, Image.Image]:
    """All layers as one: colours (RGB) and lines (L), of the canvas' size."""
    colour, lines = _flat(board.stage, board.take)
    return board.turned(colour), board.turned(lines)


def _flat(stage: Stage, take: finish.Taker) -> tuple[Image.Image, Image.Image]:
    colour, lines = Image.new("RGB", (1, 1)), Image.new("L", (1, 1))
    for layer in _stack(stage):
        if layer is not stage.sky and layer.image.getchannel("A").getbbox() is None:
            continue
        image, drawn = take(layer.image, layer.soft), take(layer.lines, layer.soft)
        paint, alpha = image.convert("RGB"), image.getchannel("A")
        if layer is stage.sky:
            colour, lines = paint, drawn
        else:
            colour.paste(lifted(paint, stage.shot) if layer is stage.cast else paint, (0, 0), alpha)
            lines.paste(0, (0, 0, *lines.size), alpha)
            lines.paste(255, (0, 0, *lines.size), drawn)
        if layer is stage.near:
            colour = lit(colour, stage.lights, take)
        elif layer is stage.cast:
            colour = lit(colour, stage.bloom, take)
    return colour, lines


def lit(colour: Image.Image, lights: Lights, take: finish.Taker) -> Image.Image:
    """A picture with light added."""
    if not lights.image.getbbox():
        return colour
    return ImageChops.screen(colour, take(lights.image))


def lifted(paint: Image.Image, shot: Shot) -> Image.Image:
    """Figures as light as their medium wants them."""
    lift = styles.medium(shot.style).lift
    if not lift:
        return paint
    return paint.point([round(255 * lift + v * (1 - lift)) for v in range(256)] * 3)
