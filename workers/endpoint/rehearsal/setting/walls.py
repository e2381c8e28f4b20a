"""The measures of rooms, in metres."""

from __future__ import annotations

from dataclasses import dataclass, replace

from workers.endpoint.rehearsal.brush import Colour


@dataclass(frozen=True, slots=True)
class Walls:
    """A box open towards the camera: half its width, its height and the depth of its back wall."""

    half: float
    tall: float
    back: float
    plaster: Colour
    floor: Colour
    columns: bool = False
    arched: bool = False
    windows: int = 1


_ROOMS = {
    "room": Walls(3.1, 3.0, 3.0, (216, 200, 168), (150, 112, 80)),
    "hall": Walls(5.2, 7.5, 9.0, (196, 182, 158), (158, 140, 122), columns=True, arched=True, windows=3),
    "corridor": Walls(1.7, 3.0, 14.0, (196, 186, 164), (140, 122, 104)),
    "church": Walls(4.4, 9.0, 11.0, (204, 198, 184), (160, 150, 138), columns=True, arched=True, windows=3),
    "prison": Walls(2.5, 2.7, 2.6, (148, 144, 138), (120, 112, 104)),
}  # fmt: skip


def window_of(walls: Walls, stage_side: int) -> tuple[float, float, float, float]:
    """The main window on the back wall: left, bottom, right, top in metres."""
    if walls.windows > 1:
        return -0.16 * walls.half, walls.tall * 0.34, 0.16 * walls.half, walls.tall * 0.80
    middle = stage_side * walls.half * 0.42
    return middle - 0.62, 0.95, middle + 0.62, min(2.45, walls.tall - 0.4)


def walls_of(place: str, framing: str) -> Walls:
    """A room grows with the distance it is seen from."""
    walls = _ROOMS[place]
    if framing == "EXTREME_WIDE":
        grow = 1.0 if walls.columns else 1.9
        return replace(
            walls, half=walls.half * grow, tall=walls.tall * grow * 0.9, back=walls.back + 4
        )
    return walls
