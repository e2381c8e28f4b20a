"""The place of a shot: drawn in metres, seen through the camera."""

from __future__ import annotations

from collections.abc import Callable

from workers.endpoint.rehearsal.setting import interior, nature, sky, town, water
from workers.endpoint.rehearsal.stage import Stage

_OUTSIDE: dict[str, Callable[[Stage], None]] = {
    "field": nature.field,
    "forest": nature.forest,
    "graveyard": nature.graveyard,
    "desert": nature.desert,
    "mountain": nature.mountain,
    "sea": water.sea,
    "ship": water.ship,
    "sky": nature.heaven,
    "open": nature.limbo,
    "street": town.street,
    "castle": town.castle,
}


def paint_sky(stage: Stage) -> None:
    """Fill the far layer."""
    sky.paint(stage)


def build(stage: Stage) -> None:
    """Draw the place on the near layer (and its hills on the far one)."""
    if stage.shot.inside:
        interior.draw(stage)
    else:
        _OUTSIDE[stage.shot.place](stage)
