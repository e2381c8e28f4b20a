"""A film of a shot: its layers as plates, the camera over them, and what lives by itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field as kept
from fractions import Fraction

from PIL import Image, ImageChops, ImageOps

from workers.endpoint.rehearsal import finish, lettering, motion, panel, sprites, staging, styles
from workers.endpoint.rehearsal.board import Board
from workers.endpoint.rehearsal.chance import number
from workers.endpoint.rehearsal.finish import Plate
from workers.endpoint.rehearsal.stage import Lights
from workers.endpoint.rehearsal.steps import File, Step
from workers.endpoint.rehearsal.weather import Weather
from workers.endpoint.rehearsal.words import Shot

SKY, FAR, NEAR, FRONT = 0.2, 0.5, 1.0, 1.6
_DRIFT = 0.0045  # of the canvas in a second: how fast the sky goes by
_FLAMES = 4  # how many times smaller than the canvas their light is kept
_BUSY_PIXELS = 2_000_000  # of frames between two steps

Size = tuple[int, int]


@dataclass(slots=True)
class Scene:
    """All that a frame is made of. Plates lie on a canvas that is larger than the picture."""

    shot: Shot
    seed: int
    size: Size
    canvas: Size
    seconds: float
    paper: finish.Paper
    behind: list[Plate] = kept(default_factory=list)
    figures: list[sprites.Sprite] = kept(default_factory=list)
    before: list[Plate] = kept(default_factory=list)
    weather: Weather | None = None
    flames: Plate | None = None
    words: Image.Image | None = None

    def frame(self, now: float) -> Image.Image:
        """The picture at a time in seconds."""
        part = now / self.seconds if self.seconds else 0.0
        look = motion.gaze(self.shot.move, part, self.seconds, self.seed)
        picture = Image.new("RGB", self.size, styles.medium(self.shot.style).paper)
        for plate in self.behind:
            drift = (
                _DRIFT * self.canvas[0] * (now - self.seconds / 2) if plate.depth == SKY else 0.0
            )
            self._lay(picture, plate, look, plate.depth, (drift, 0.0))
        if self.weather:
            self.weather.fall(picture, 0, now)
        for figure in self.figures:
            plate, x, y = figure.at(now, self.seconds)
            self._lay(picture, plate, look, figure.depth, (x, y))
        picture = self._flicker(picture, look, now)
        for plate in self.before:
            self._lay(picture, plate, look, plate.depth, (0.0, 0.0))
        if self.weather:
            self.weather.fall(picture, 1, now)
        if look.smear > 0.002:
            picture = _smeared(picture, look.smear)
        picture = self.paper.finish(picture)
        if self.words is not None:
            picture.paste(self.words.convert("RGB"), (0, 0), self.words.getchannel("A"))
        return picture

    def _lay(
        self,
        picture: Image.Image,
        plate: Plate,
        look: motion.Gaze,
        depth: float,
        shift: tuple[float, float],
    ) -> None:
        """Lay a plate where the camera sees it, moved by a shift in pixels of the canvas."""
        left, top, right, low = motion.window(look, self.canvas, depth)
        across, down = (right - left) / self.size[0], (low - top) / self.size[1]
        x, y = plate.corner[0] + shift[0], plate.corner[1] + shift[1]
        wide, high = plate.image.size
        # Whole pixels of the picture within the plate, and what of the plate lies under them.
        x0, y0 = max(0, math.ceil((x - left) / across)), max(0, math.ceil((y - top) / down))
        x1 = min(self.size[0], math.floor((x + wide - left) / across))
        y1 = min(self.size[1], math.floor((y + high - top) / down))
        if plate.mask is None:
            x0, y0, x1, y1 = 0, 0, *self.size
        if x1 <= x0 or y1 <= y0:
            return
        box = (
            max(0.0, left + x0 * across - x),
            max(0.0, top + y0 * down - y),
            min(float(wide), left + x1 * across - x),
            min(float(high), top + y1 * down - y),
        )
        size = (x1 - x0, y1 - y0)
        image = plate.image.resize(size, Image.Resampling.BILINEAR, box=box)
        if plate.mask is None:
            picture.paste(image, (x0, y0))
        else:
            mask = plate.mask.resize(size, Image.Resampling.BILINEAR, box=box)
            picture.paste(image, (x0, y0), mask)

    def _flicker(self, picture: Image.Image, look: motion.Gaze, now: float) -> Image.Image:
        """Flames breathe: their halo comes and goes."""
        if self.flames is None:
            return picture
        beat = 0.5 + 0.28 * math.sin(now * 11.0) + 0.22 * math.sin(now * 17.7 + 1.3)
        left, top, right, low = motion.window(look, self.canvas, NEAR)
        box = (left / _FLAMES, top / _FLAMES, right / _FLAMES, low / _FLAMES)
        glow = self.flames.image.resize(self.size, Image.Resampling.BILINEAR, box=box)
        return ImageChops.screen(picture, glow.point([round(v * beat) for v in range(256)] * 3))


def _smeared(picture: Image.Image, smear: float) -> Image.Image:
    """The picture as it runs by sideways."""
    wide, high = picture.size
    narrow = max(8, round(wide / max(1.0, smear * wide)))
    small = picture.resize((narrow, high), Image.Resampling.BOX)
    return small.resize(picture.size, Image.Resampling.BILINEAR)


def film(
    shot: Shot, seed: int, size: Size, base: Image.Image | None, fps: Fraction, frames: int
) -> Iterator[Step | File]:
    """Steps with previews, then the MP4. A start image is a single plate for the camera."""
    keep = 1 - 2 * motion.BLEED
    canvas = (round(size[0] / keep), round(size[1] / keep))
    paper = finish.Paper(size, shot, seed)
    scene = Scene(shot, seed, size, canvas, float(frames / fps), paper)
    if base is not None:
        plate = Plate(ImageOps.fit(base, canvas, Image.Resampling.LANCZOS), None, NEAR)
        scene.behind = [plate]
        yield Step(0.15, "the start image", finish.preview(plate.image))
    else:
        yield from _built(scene)
    shown: list[Image.Image] = []

    def exposures() -> Iterator[Image.Image]:
        for count in range(frames):
            shown[:] = [scene.frame(float(count / fps))]
            yield shown[0]

    every = max(1, _BUSY_PIXELS // (size[0] * size[1]))
    for count, data in enumerate(motion.film(exposures(), size, fps), start=1):
        if data is not None:
            yield File(data, "video/mp4", *size, frames=frames, fps=str(fps))
        elif count % every == 0 or count == frames:
            progress = 0.2 + 0.79 * count / frames
            yield Step(progress, f"frame {count} of {frames}", finish.preview(shown[0]))


def _built(scene: Scene) -> Iterator[Step]:
    """Draw the layers and make plates of them."""
    shot, seed, canvas = scene.shot, scene.seed, scene.canvas
    board = panel.set_up(shot, seed, canvas, motion.BLEED)
    for drawn in panel.draw(board, apart=sprites.NAMED):
        yield Step(drawn.progress * 0.2, drawn.message, drawn.preview)
    field = finish.field_of(canvas, shot, seed, panel.sample(board)[0])
    press = sprites.Press(board, field)
    stage = board.stage
    layers = ((stage.sky, SKY), (stage.far, FAR), (stage.near, NEAR), (stage.cast, 1.04))
    plates = [press.plate(layer, depth) for layer, depth in layers]
    scene.behind = [plate for plate in plates if plate is not None]
    if not staging.bare(stage, board.parts):
        named = [sprites.sprite(press, part) for part in board.parts[-sprites.NAMED :]]
        scene.figures = [figure for figure in named if figure is not None]
    front = press.plate(stage.front, FRONT)
    scene.before = [front] if front is not None else []
    scene.weather = Weather(scene.size, shot, stage.palette, styles.medium(shot.style), seed)
    scene.flames = _flames(board)
    scene.words = _subtitles(scene, board)
    yield Step(0.19, "the plates", None)


def _flames(board: Board) -> Plate | None:
    stage = board.stage
    if not stage.lamps:
        return None
    halo = Lights(stage.near.size)
    for at, radius in stage.lamps[:24]:
        halo.glow(at, radius * 1.3, stage.palette.lamp, 0.30 + number("flame", at) % 10 / 100)
    light = board.light(halo)
    if light is None:
        return None
    size = (board.canvas[0] // _FLAMES + 1, board.canvas[1] // _FLAMES + 1)
    return Plate(board.upright(light).resize(size, Image.Resampling.BOX), None, NEAR)


def _subtitles(scene: Scene, board: Board) -> Image.Image | None:
    """What is said, under the film and clear of the faces."""
    if not scene.shot.speeches:
        return None
    sheet = Image.new("RGBA", scene.size, (0, 0, 0, 0))
    left, top = (scene.canvas[0] - scene.size[0]) / 2, (scene.canvas[1] - scene.size[1]) / 2
    heads = [(x - left, y - top, radius) for x, y, radius in board.heads]
    taken: list[lettering.Box] = []
    for spoken in scene.shot.speeches:
        balloon = lettering.place(scene.size, spoken, heads, None, taken)
        if balloon is not None:
            lettering.subtitle(sheet, balloon)
            taken.append(balloon.box)
    return sheet
