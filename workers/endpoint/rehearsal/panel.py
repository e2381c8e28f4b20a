"""The order in which a panel is drawn: sky, place, figures, what is in front."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from workers.endpoint.rehearsal import finish, setting, staging
from workers.endpoint.rehearsal.brush import Layer, Point
from workers.endpoint.rehearsal.camera import VIEWS, Camera, camera
from workers.endpoint.rehearsal.chance import stream
from workers.endpoint.rehearsal.palette import Palette, palette
from workers.endpoint.rehearsal.setting.walls import walls_of, window_of
from workers.endpoint.rehearsal.stage import Lights, Stage
from workers.endpoint.rehearsal.words import Shot

WORK_PIXELS = 4_400_000
MAX_OVERSAMPLING = 2.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """What is on the table after a step."""

    progress: float
    message: str
    plates: list[finish.Plate]


def light_of(shot: Shot) -> Palette:
    """The palette of a shot; inside, weather is not in the air."""
    return palette(shot.hour, shot.weather if not shot.inside else None, shot.style)


def set_up(shot: Shot, seed: int, canvas: tuple[int, int], bleed: float) -> Stage:
    """Camera, light and empty layers for a canvas of so many pixels, `bleed` of it out of sight."""
    fixed = stream("set", shot.place, shot.set_name)
    free = stream("take", seed, shot.number, shot.set_name, shot.framing)
    side = 1 if fixed.random() < 0.5 else -1
    over = min(MAX_OVERSAMPLING, (WORK_PIXELS / (canvas[0] * canvas[1])) ** 0.5)
    size = (max(16, round(canvas[0] * over)), max(16, round(canvas[1] * over)))
    shift = float(free.uniform(-0.07, 0.07)) * (0.4 if shot.inside else 1.0)
    view = camera(size, bleed, shot.framing, shot.angle, shift)
    light = light_of(shot)
    line = max(1.0, view.reference * 0.0028)

    def layer() -> Layer:
        return Layer(size, light.ink, line)

    return Stage(
        shot=shot,
        camera=view,
        palette=light,
        far=layer(),
        near=layer(),
        cast=layer(),
        front=layer(),
        lights=Lights(size),
        bloom=Lights(size),
        fixed=fixed,
        free=free,
        side=side,
        sun=_sun(shot, view, side, light.hour),
    )


def _sun(shot: Shot, view: Camera, side: int, hour: str) -> Point:
    if shot.inside:
        walls = walls_of(shot.place, shot.framing)
        left, low, right, high = window_of(walls, side)
        return view.at(
            left + (right - left) * 0.4,
            low + (high - low) * (0.35 if hour in {"dawn", "dusk"} else 0.72),
            walls.back,
        )
    x = view.width * 0.5 + side * view.reference * 0.42
    lift = {"night": 0.30, "day": 0.42, "dawn": 0.055, "dusk": 0.035}[hour]
    return x, max(view.height * 0.11, view.horizon - view.reference * lift)


def draw(stage: Stage) -> Iterator[Drawn]:
    """Draw on the stage's layers; each step gives the plates as they are then."""
    shot = stage.shot
    setting.paint_sky(stage)
    yield Drawn(0.15, "light and sky", plates(stage, small=True))
    setting.build(stage)
    yield Drawn(0.35, "the place", plates(stage, small=True))
    soft = VIEWS[shot.framing].soft * stage.unit
    if soft:
        stage.far.blur(soft)
        stage.near.blur(soft)
        yield Drawn(0.4, "the focus", plates(stage, small=True))
    done = 0.4
    for message in staging.act(stage, staging.block(stage)):
        done += (0.68 - done) / 3
        yield Drawn(done, message, plates(stage, small=True))
    staging.frame(stage)
    yield Drawn(0.75, "the foreground", plates(stage, small=True))


def plates(
    stage: Stage, *, small: bool = False, size: tuple[int, int] | None = None
) -> list[finish.Plate]:
    """The layers as plates: `small` for a preview, else of `size`, or as drawn if that is less."""
    style = stage.shot.style
    k = max(1, max(stage.far.size) // finish.PREVIEW_SIDE) if small else 1

    def take(image: Image.Image) -> Image.Image:
        if size is None or size[0] >= image.width:
            return image
        return image.resize(size, Image.Resampling.BOX)

    def solid(layer: Layer, depth: float, *, opaque: bool = False) -> finish.Plate:
        exact = size is not None and (size[0] * 2, size[1] * 2) == layer.size
        image = layer.image.reduce(2 if exact else k)
        mask = None if opaque else take(image.getchannel("A"))
        return finish.Plate(finish.grade(take(image.convert("RGB")), style), mask, depth)

    far = solid(stage.far, 0.45, opaque=True)

    def glowing(lights: Lights, depth: float) -> finish.Plate:
        fitted = lights.image.resize(far.image.size, Image.Resampling.BICUBIC)
        return finish.Plate(finish.grade(fitted, style), None, depth, light=True)

    near, light = solid(stage.near, 1.0), glowing(stage.lights, 1.0)
    cast, bloom = solid(stage.cast, 1.08), glowing(stage.bloom, 1.0)
    return [far, near, light, cast, bloom, solid(stage.front, 1.6)]
