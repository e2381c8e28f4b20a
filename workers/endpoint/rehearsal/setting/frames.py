"""What stands dark between the camera and a wide view: it frames the picture and gives it depth."""

from __future__ import annotations

import math
from collections.abc import Callable

from workers.endpoint.rehearsal.brush import Colour, Point, ellipse, smooth
from workers.endpoint.rehearsal.setting import plants
from workers.endpoint.rehearsal.stage import Stage

WIDE = frozenset({"EXTREME_WIDE", "WIDE", "FULL"})


def _tone(stage: Stage, colour: Colour, depth: float = 0.66) -> Colour:
    if stage.palette.hour == "night":
        depth *= 0.3  # or nobody would see what it is
    return stage.palette.shade(stage.palette.lit(colour), depth)


def _corner(stage: Stage) -> tuple[float, float]:
    """The edge away from the light, and the way into the picture from it."""
    return (0.0, 1.0) if stage.side > 0 else (float(stage.front.size[0]), -1.0)


def leaves(stage: Stage) -> None:
    """A bough with leaves across an upper corner."""
    edge, way = _corner(stage)
    unit, dice = stage.unit, stage.dice("bough")
    dark = _tone(stage, plants.LEAF)
    bough = [(edge - way * unit * 0.05, unit * 0.06), (edge + way * unit * 0.25, unit * 0.10),
             (edge + way * unit * 0.52, unit * 0.05)]  # fmt: skip
    stage.front.stroke(smooth(bough, closed=False), width=unit * 0.026, colour=dark)
    for k in range(34):
        t = float(dice.random())
        x = edge + way * unit * (0.58 * t - 0.04)
        y = unit * (0.16 * float(dice.random()) * (1.15 - t) + 0.01)
        size = unit * float(dice.uniform(0.025, 0.05))
        turn = float(dice.uniform(-0.6, 0.6))
        leaf: list[Point] = [(x, y), (x + way * size * 0.5, y + size * (0.35 + turn)),
                             (x + way * size * 1.3, y + size * (0.7 + turn)), (x + way * size * 0.3, y + size * 0.7)]  # fmt: skip
        stage.front.fill(smooth(leaf, steps=3), dark if k % 3 else stage.palette.shade(dark, 0.3))


def trunk(stage: Stage) -> None:
    """A great trunk at the edge, and leaves above."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    bark = _tone(stage, plants.BARK, 0.45)
    outline = [(edge - way * unit * 0.1, -9), (edge + way * unit * 0.13, -9), (edge + way * unit * 0.10, high * 0.4),
               (edge + way * unit * 0.12, high * 0.8), (edge + way * unit * 0.26, high + 9), (edge - way * unit * 0.1, high + 9)]  # fmt: skip
    stage.front.fill(outline, bark)
    for k in range(4):
        x = edge + way * unit * (0.015 + 0.026 * k)
        stage.front.stroke([(x, 0), (x - way * unit * 0.01, high * 0.5), (x + way * unit * 0.03 * k, high)],
                           width=stage.front.line * 1.6)  # fmt: skip
    leaves(stage)


def blades(stage: Stage) -> None:
    """Grass rising into the lower corner."""
    edge, way = _corner(stage)
    unit, high, dice = stage.unit, float(stage.front.size[1]), stage.dice("blades")
    dark = _tone(stage, (92, 104, 60))
    for k in range(34):
        x = edge + way * unit * (0.022 * k - 0.02)
        tall = unit * (0.26 - 0.007 * k) * float(dice.uniform(0.5, 1.0))
        lean = unit * float(dice.uniform(-0.05, 0.07)) * way
        blade: list[Point] = [
            (x, high + 4),
            (x + lean * 0.4, high - tall * 0.6),
            (x + lean, high - tall),
        ]
        stage.front.stroke(smooth(blade, closed=False), width=unit * 0.014, colour=dark)


def boulders(stage: Stage) -> None:
    """A dark rock in the lower corner."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    outline = [
        (-0.1, 0.3),
        (0.06, 0.27),
        (0.16, 0.2),
        (0.30, 0.15),
        (0.42, 0.05),
        (0.5, -0.05),
        (-0.1, -0.05),
    ]
    ring = [(edge + way * unit * u, high - unit * v) for u, v in outline]
    stage.front.shape(ring, _tone(stage, (120, 112, 104)), width=stage.front.line)
    stage.front.hatch(ring, gap=unit * 0.016, strength=0.35)


def wall(stage: Stage) -> None:
    """The corner of a brick house, with a hanging sign."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    brick, joint = _tone(stage, (150, 84, 66), 0.42), _tone(stage, (196, 180, 164), 0.5)
    end = edge + way * unit * 0.12
    stage.front.shape(_upright(edge - way * 9, end, high), brick, width=stage.front.line)
    tall = unit * 0.042
    for k in range(int(high / tall) + 2):
        y = k * tall
        stage.front.line_to((edge, y), (end, y), width=stage.front.line, colour=joint)
        for j in range(2):
            x = edge + way * unit * (0.055 * j + (0.05 if k % 2 else 0.022))
            stage.front.line_to((x, y), (x, y + tall), width=stage.front.line, colour=joint)
    iron = _tone(stage, (60, 56, 58), 0.6)
    arm = [(end, unit * 0.12), (end + way * unit * 0.2, unit * 0.125)]
    stage.front.stroke(arm, width=unit * 0.014, colour=iron, swell=0.0)
    sign = [
        (end + way * unit * u, unit * v)
        for u, v in ((0.05, 0.165), (0.19, 0.165), (0.19, 0.29), (0.12, 0.315), (0.05, 0.29))
    ]
    for x, _ in sign[:2]:
        stage.front.stroke([(x, unit * 0.12), (x, unit * 0.17)], width=unit * 0.006, colour=iron)
    stage.front.shape(sign, _tone(stage, (150, 122, 70), 0.4), width=stage.front.line * 1.4)
    middle = (sign[0][0] + sign[1][0]) / 2
    mark = [(middle, unit * 0.19), (middle + unit * 0.035, unit * 0.23), (middle, unit * 0.27),
            (middle - unit * 0.035, unit * 0.23)]  # fmt: skip
    stage.front.shape(mark, _tone(stage, (226, 206, 150), 0.3), width=stage.front.line)


def arch(stage: Stage) -> None:
    """A jamb of cut stones, and the spring of an arch above it."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    colours = [_tone(stage, (150, 140, 130), shade) for shade in (0.42, 0.48, 0.54)]
    tall, spring = unit * 0.15, unit * 0.34
    for k in range(int((high - spring) / tall) + 2):
        top, reach = spring + k * tall, 0.15 if k % 2 else 0.11
        block = _upright(edge - way * 9, edge + way * unit * reach, tall, top)
        stage.front.shape(block, colours[k % 3], width=stage.front.line * 1.3)
    inner, outer = 0.62, 0.80
    for k in range(5):
        turns = [math.radians(180 - 14 * k), math.radians(180 - 14 * (k + 1))]
        stone = [(inner, turns[0]), (outer, turns[0]), (outer, turns[1]), (inner, turns[1])]
        ring = [
            (edge + way * unit * (0.74 + r * math.cos(a)), spring - unit * r * 0.62 * math.sin(a))
            for r, a in stone
        ]
        if k == 0:
            ring[1] = (edge - way * 9, ring[1][1])
        stage.front.shape(ring, colours[(k + 1) % 3], width=stage.front.line * 1.3)


def door(stage: Stage) -> None:
    """A door that stands open at the edge: two panels and a handle."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    leaf, groove = _tone(stage, (150, 104, 68), 0.42), _tone(stage, (150, 104, 68), 0.62)

    def put(u: float, v: float) -> Point:
        return edge + way * unit * u, high / 2 + unit * v

    pen = stage.front.line * 1.3
    stage.front.shape(
        [put(-0.1, -0.62), put(0.17, -0.56), put(0.17, 0.6), put(-0.1, 0.7)], leaf, width=pen
    )
    stage.front.shape([put(0.17, -0.56), put(0.185, -0.56), put(0.185, 0.6), put(0.17, 0.6)],
                      _tone(stage, (210, 170, 120), 0.3), width=pen)  # fmt: skip
    for low, up in ((-0.02, -0.44), (0.50, 0.12)):
        panel = [put(0.0, up - 0.03), put(0.125, up), put(0.125, low), put(0.0, low + 0.02)]
        stage.front.shape(panel, groove, width=pen)
    brass = _tone(stage, (226, 190, 96), 0.2)
    stage.front.shape(
        [put(0.138, 0.03), put(0.16, 0.03), put(0.16, 0.13), put(0.138, 0.13)], brass, width=pen
    )
    stage.front.shape(ellipse(*put(0.149, 0.06), unit * 0.019, unit * 0.019), brass, width=pen)


def _upright(start: float, end: float, tall: float, top: float = -9.0) -> list[Point]:
    return [(start, top), (end, top), (end, top + tall + 9), (start, top + tall + 9)]


def curtain(stage: Stage) -> None:
    """A gathered curtain at the edge."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    dark = _tone(stage, (150, 60, 56), 0.42)
    ring = [(edge - way * 9, -9), (edge + way * unit * 0.20, -9), (edge + way * unit * 0.15, high * 0.3),
            (edge + way * unit * 0.07, high * 0.62), (edge + way * unit * 0.11, high + 9), (edge - way * 9, high + 9)]  # fmt: skip
    stage.front.fill(smooth(ring, steps=4), dark)
    for k in range(4):
        x = edge + way * unit * 0.045 * (k + 0.6)
        fold: list[Point] = [
            (x, 0),
            (x - way * unit * 0.012 * k, high * 0.35),
            (edge + way * unit * 0.02 * (k + 1), high * 0.62),
        ]
        stage.front.stroke(smooth(fold, closed=False), width=stage.front.line * 1.6)


def draw(stage: Stage, frame: Callable[[Stage], None] | None) -> None:
    """Frame a wide view; nearer ones and those from above have none."""
    if frame and stage.shot.framing in WIDE and stage.camera.pitch > -0.1:
        frame(stage)
        stage.front.blur(stage.unit * 0.0022)
