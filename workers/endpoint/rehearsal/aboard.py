"""Who sits in a car: in front beside each other, the driver behind the wheel, the others behind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from workers.endpoint.rehearsal.figures.figure import Part, head_of
from workers.endpoint.rehearsal.people import Actor
from workers.endpoint.rehearsal.stage import Stage

# Sideways to the wheel's side, how tall, and how far down the picture the head is.
_PLACES = (
    (0.36, 1.15, 0.40),
    (-0.36, 1.15, 0.40),
    (0.0, 0.84, 0.42),
    (0.24, 0.84, 0.42),
    (-0.24, 0.84, 0.42),
)

Maker = Callable[[Stage, Actor, float, float, int], Part]


def seated(stage: Stage, cast: list[Actor], part: Maker) -> list[Part]:
    """The parts, farthest first, each turned to us a little inwards."""
    drivers = [actor for actor in cast if actor.pose == "drive"]
    row = [*drivers, *(actor for actor in cast if actor not in drivers)][: len(_PLACES)]
    unit, (wide, high) = stage.unit, stage.near.size
    parts = []
    for actor, (aside, tall, level) in zip(row, _PLACES, strict=False):
        way = -stage.side if aside > 0 else stage.side
        made = replace(
            part(stage, actor, 0.0, 0.0, way), tall=unit * tall, yaw=26.0, far=1.2 - tall
        )
        x, y = head_of(made).at
        goal = (wide / 2 + stage.side * aside * unit, high / 2 + (level - 0.5) * unit)
        feet = (made.feet[0] + goal[0] - x, made.feet[1] + goal[1] - y)
        parts.append(replace(made, feet=feet))
    return parts[::-1]
