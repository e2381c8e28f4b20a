"""What moves in a film by itself: figures that walk, speak and blink, lamps, water."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from workers.endpoint.rehearsal import finish, panel, staging, supports
from workers.endpoint.rehearsal.board import Board, lit
from workers.endpoint.rehearsal.brush import Layer
from workers.endpoint.rehearsal.chance import number
from workers.endpoint.rehearsal.figures.figure import Figure, Part
from workers.endpoint.rehearsal.finish import Plate
from workers.endpoint.rehearsal.styles import Grain

NAMED = 4  # figures that get a life of their own
_STEPS = 8
_REACH = 0.15  # of the canvas
_PACE = {
    "walk": (0.42, 1.0), "run": (1.15, 1.7), "ride": (0.9, 1.6), "swim": (0.3, 0.7),
    "sneak": (0.25, 0.7), "crawl": (0.2, 0.7),
}  # fmt: skip
_FACE = 0.9  # of the picture's height, how tall somebody is whose eyes are seen


@dataclass(frozen=True, slots=True)
class Sprite:
    """A figure's pictures. `steps` are the phases of a stride, each as (open mouth, closed, blink)
    where that is seen; it goes `pace` pixels a second with `beat` strides and `bob` pixels of bounce,
    `reach` pixels to either side of its place at most; `along` is the ground's direction."""

    steps: tuple[tuple[Plate, ...], ...]
    depth: float
    pace: float
    reach: float
    along: tuple[float, float]
    beat: float
    bob: float
    phase: float
    speaks: bool

    def at(self, seconds: float, whole: float) -> tuple[Plate, float, float]:
        """The picture at a time, and how far it has gone, in pixels of the canvas."""
        stride = seconds * self.beat
        faces = self.steps[int(stride * len(self.steps)) % len(self.steps)]
        lift = abs(math.sin(stride * math.tau)) * self.bob
        far = self.pace * (seconds - whole / 2)
        way = min(1.0, self.reach / max(1.0, abs(self.pace) * whole / 2))
        across, down = self.along
        return faces[self._face(seconds, len(faces))], far * way * across, far * way * down - lift

    def _face(self, seconds: float, count: int) -> int:
        if count < 3:
            return 0
        if (seconds + self.phase * 3.1) % 3.1 < 0.11:
            return 2
        if not self.speaks:
            return 0
        syllable = math.sin(seconds * 17.3 + self.phase * 9) + 0.6 * math.sin(seconds * 7.1)
        return 0 if syllable > -0.15 else 1


class Press:
    """Makes plates of layers: the light on them, and the medium."""

    def __init__(self, board: Board, field: Grain) -> None:
        self.board, self.field = board, field
        lights, bloom = board.light(board.stage.lights), board.light(board.stage.bloom)
        both = bloom if lights is None else lit(lights, bloom)
        self.glow = None if both is None else board.upright(both)

    def layer(self) -> Layer:
        """An empty layer of the stage."""
        near = self.board.stage.near
        return Layer(near.size, near.ink, near.line)

    def plate(self, layer: Layer, depth: float) -> Plate | None:
        """What is on a layer, `depth` being how much it follows the camera (1 is the set)."""
        board, stage = self.board, self.board.stage
        taken = board.cel(layer)
        if taken is None:
            return None
        cel = board.turned(taken)
        colour = cel.paint
        if depth <= 1:
            colour = lit(colour, None if self.glow is None else self.glow.crop(cel.area))
        elif layer is not stage.front:
            colour = panel.lifted(colour, stage.shot)
        style = stage.shot.style
        return finish.plate(colour, cel.alpha, cel.lines, depth, self.field, style, cel.corner)


def sprite(press: Press, part: Part) -> Sprite | None:
    """A figure with a life of its own; None if nothing of it is seen."""
    board = press.board
    depth = 1.04 + 0.16 / (1 + max(0.0, part.far))
    pace, beat = _PACE.get(part.stance, (0.0, 0.0))
    size = part.tall * part.look.height * board.scale
    strides = [replace(part, phase=k / _STEPS) for k in range(_STEPS)] if pace else [part]
    steps = [_faces(press, stride, size, depth) for stride in strides]
    if not all(steps):
        return None
    return Sprite(
        steps=tuple(steps),
        depth=depth,
        pace=part.way * pace * size,
        reach=board.canvas[0] * _REACH,
        along=(math.cos(math.radians(board.roll)), -math.sin(math.radians(board.roll))),
        beat=beat,
        bob=size * 0.014 if pace else 0.0,
        phase=number("life", part.look) % 997 / 997,
        speaks=part.speaks,
    )


def _faces(press: Press, part: Part, size: float, depth: float) -> tuple[Plate, ...]:
    """One picture, or three of a face that is large enough to be seen to speak and blink."""
    faces = [part]
    if size > press.board.canvas[1] * _FACE and not part.back and part.stance not in _PACE:
        faces += [replace(part, speaks=False), replace(part, speaks=False, blink=True)]
    plates = []
    for face in faces:
        layer = press.layer()
        if part.stance in _PACE:
            layer.fill(staging.pool(press.board.stage, part), layer.ink)
            layer.thin(0.4)
            layer.blur(part.tall * 0.02)
        stage = press.board.stage
        supports.behind(layer, face, stage.palette)
        Figure(layer, face, stage.palette, stage.side).draw(layer)
        supports.before(layer, face, stage.palette, wet=stage.shot.place in supports.WET)
        plates.append(press.plate(layer, depth))
    return tuple(plate for plate in plates if plate is not None)
