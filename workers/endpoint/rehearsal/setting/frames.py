"""What stands dark between the camera and a wide view: it frames the picture and gives it depth."""

from __future__ import annotations

from collections.abc import Callable

from workers.endpoint.rehearsal.brush import Colour, Point, smooth
from workers.endpoint.rehearsal.setting import plants
from workers.endpoint.rehearsal.stage import Stage

WIDE = frozenset({"EXTREME_WIDE", "WIDE", "FULL"})


def _tone(stage: Stage, colour: Colour) -> Colour:
    return stage.palette.shade(stage.palette.lit(colour), 0.66)


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
    bark = _tone(stage, plants.BARK)
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
    """The dark edge of a house, with a hanging sign."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    dark = _tone(stage, (112, 96, 90))
    stage.front.fill([(edge - way * 9, -9), (edge + way * unit * 0.10, -9), (edge + way * unit * 0.10, high + 9),
                      (edge - way * 9, high + 9)], dark)  # fmt: skip
    x = edge + way * unit * 0.10
    stage.front.fill([(x, unit * 0.12), (x + way * unit * 0.2, unit * 0.13), (x + way * unit * 0.2, unit * 0.145),
                      (x, unit * 0.14)], dark)  # fmt: skip
    sign = [
        (x + way * unit * u, unit * v)
        for u, v in ((0.05, 0.165), (0.19, 0.165), (0.19, 0.29), (0.12, 0.315), (0.05, 0.29))
    ]
    stage.front.shape(sign, dark, width=stage.front.line)


def pillar(stage: Stage) -> None:
    """The dark edge of an opening: a jamb and the head above it."""
    edge, way = _corner(stage)
    unit, high, wide = stage.unit, float(stage.front.size[1]), float(stage.front.size[0])
    dark = _tone(stage, (104, 92, 88))
    stage.front.fill([(edge - way * 9, -9), (edge + way * unit * 0.085, -9), (edge + way * unit * 0.07, high + 9),
                      (edge - way * 9, high + 9)], dark)  # fmt: skip
    stage.front.fill([(-9, -9), (wide + 9, -9), (wide + 9, unit * 0.03), (-9, unit * 0.03)], dark)


def curtain(stage: Stage) -> None:
    """A gathered curtain at the edge."""
    edge, way = _corner(stage)
    unit, high = stage.unit, float(stage.front.size[1])
    dark = _tone(stage, (140, 60, 56))
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
