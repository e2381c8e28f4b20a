"""The order in which a panel is drawn: sky, place, figures, what is in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PIL import Image

from workers.endpoint.rehearsal import finish, foreground, setting, staging, styles
from workers.endpoint.rehearsal.board import Board, Cel, growth, lay, lit
from workers.endpoint.rehearsal.brush import Layer
from workers.endpoint.rehearsal.camera import VIEWS, camera
from workers.endpoint.rehearsal.chance import stream
from workers.endpoint.rehearsal.palette import Palette, palette
from workers.endpoint.rehearsal.stage import Lights, Stage
from workers.endpoint.rehearsal.words import Shot

WORK_PIXELS = 4_400_000
MAX_OVERSAMPLING = 2.0
ROLL = 11.0  # degrees of a dutch angle
_FEW_LAMPS = frozenset({"room", "bedroom", "kitchen", "classroom", "lab", "hospital"})
_BODY_SHOTS = frozenset({"FULL", "MEDIUM_WIDE", "MEDIUM", "TWO_SHOT"})  # of nobody: of the place
_TOO_FAR = frozenset({"EXTREME_WIDE", "WIDE", "FULL"})
PREVIEW_SIDE = 400


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is on the table after a step; `picture` is a small one, where it is worth a look."""

    progress: float
    message: str
    picture: Image.Image | None

    @property
    def preview(self) -> bytes | None:
        return None if self.picture is None else finish.preview(self.picture)


def light_of(shot: Shot) -> Palette:
    """The palette of a shot; inside, weather is not in the air."""
    light = palette(shot.hour, shot.weather if not shot.inside else None, shot.style)
    return light.lifted(0.12) if shot.hour == "night" and shot.place in _FEW_LAMPS else light


def set_up(shot: Shot, seed: int, canvas: tuple[int, int], bleed: float) -> Board:
    """Camera, light and empty layers for a canvas of so many pixels, `bleed` of it out of sight."""
    fixed = stream("set", shot.place, shot.set_name)
    free = stream("take", seed, shot.number, shot.set_name, shot.framing)
    side = 1 if fixed.random() < 0.5 else -1
    roll = ROLL * (1 if free.random() < 0.5 else -1) if "dutch" in shot.angles else 0.0
    grow = growth(canvas, roll)
    large = (canvas[0] * grow, canvas[1] * grow)
    over = min(MAX_OVERSAMPLING, (WORK_PIXELS / (large[0] * large[1])) ** 0.5)
    size = (max(16, round(large[0]) * over), max(16, round(large[1]) * over))
    whole = (round(size[0]), round(size[1]))
    shift = float(free.uniform(-0.07, 0.07)) * (0.4 if shot.inside else 1.0)
    margin = (1 - (1 - 2 * bleed) / grow) / 2
    nobody = not shot.cast and not shot.crowd and shot.framing in _BODY_SHOTS
    framing = "WIDE" if nobody else shot.framing
    if shot.place == "car" and framing in _TOO_FAR:
        framing = "MEDIUM_WIDE"  # a car is not backed out of
    view = camera(
        whole, margin, framing, shot.angles, shift, inside=shot.inside, low=staging.low_of(shot)
    )
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
    framed = foreground.frame(stage)
    yield Drawn(0.72, "the foreground", glimpse(board) if framed else None)


def _small(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A picture roughly made small."""
    twice = (size[0] * 2, size[1] * 2)
    if image.width > twice[0]:
        image = image.resize(twice, Image.Resampling.NEAREST)
    return finish.fitted(image, size)


def glimpse(board: Board) -> Image.Image:
    """The layers laid over each other, small, in the shot's medium."""
    colour, lines = sample(board)
    shot = board.stage.shot
    return finish.develop(colour, lines, finish.field_of(colour.size, shot, 0, colour), shot.style)


def sample(board: Board) -> tuple[Image.Image, Image.Image]:
    """All layers as one, small and roughly: colours and lines."""
    stage = board.stage
    k = max(1, max(stage.near.size) // PREVIEW_SIDE)
    size = (max(1, stage.near.size[0] // k), max(1, stage.near.size[1] // k))

    def cel(layer: Layer) -> Cel | None:
        if layer.drawn is None:
            return None
        image = _small(layer.image, size)
        return Cel(image.convert("RGB"), image.getchannel("A"), _small(layer.lines, size), (0, 0))

    def light(lights: Lights) -> Image.Image | None:
        return finish.fitted(lights.image, size) if lights.image.getbbox() else None

    colour, lines = _small(stage.sky.image, size).convert("RGB"), Image.new("L", size)
    for layer in (stage.far, stage.near):
        _over(colour, lines, cel(layer))
    colour = lit(colour, light(stage.lights))
    _over(colour, lines, _lifted(cel(stage.cast), stage.shot))
    colour = lit(colour, light(stage.bloom))
    _over(colour, lines, cel(stage.front))
    return colour, lines


def flatten(board: Board) -> tuple[Image.Image, Image.Image]:
    """All layers as one: colours (RGB) and lines (L), of the canvas' size."""
    stage = board.stage
    colour = finish.fitted(stage.sky.image.convert("RGB"), board.shrunk)
    lines = finish.fitted(stage.sky.lines, board.shrunk)
    # What is behind the figures is laid together first, and thrown out of focus as one.
    for layer in (stage.far, stage.near):
        soft, layer.soft = layer.soft, 0.0
        _over(colour, lines, board.cel(layer))
        layer.soft = soft
    soft = stage.near.soft * board.scale
    colour, lines = finish.unfocused(colour, soft), finish.unfocused(lines, soft)
    colour = lit(colour, board.light(stage.lights))
    _over(colour, lines, _lifted(board.cel(stage.cast), stage.shot))
    colour = lit(colour, board.light(stage.bloom))
    _over(colour, lines, board.cel(stage.front))
    return board.upright(colour), board.upright(lines)


def _over(colour: Image.Image, lines: Image.Image, cel: Cel | None) -> None:
    if cel is not None:
        lay(colour, lines, cel)


def _lifted(cel: Cel | None, shot: Shot) -> Cel | None:
    return None if cel is None else replace(cel, paint=lifted(cel.paint, shot))


def lifted(paint: Image.Image, shot: Shot) -> Image.Image:
    """Figures as light as their medium wants them."""
    lift = styles.medium(shot.style).lift
    if not lift:
        return paint
    return paint.point([round(255 * lift + v * (1 - lift)) for v in range(256)] * 3)
