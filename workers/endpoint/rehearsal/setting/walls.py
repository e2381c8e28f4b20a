"""The measures of rooms, in metres."""

from __future__ import annotations

from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Colour


@dataclass(frozen=True, slots=True)
class Walls:
    """A box open towards the camera: half its width, its height and the depth of its back wall.

    `seams` is the breadth of its boards or flags, `rows` whether these have cross joints too;
    `window` its main window on the back wall: how far aside, breadth, sill and head."""

    half: float
    tall: float
    back: float
    plaster: Colour
    floor: Colour
    seams: float = 0.4
    rows: bool = False
    window: tuple[float, float, float, float] = (1.35, 1.7, 0.95, 2.45)


_ROOMS = {
    "room": Walls(3.5, 2.8, 3.0, (222, 202, 164), (156, 112, 76)),
    "bedroom": Walls(3.2, 2.6, 3.0, (176, 190, 204), (170, 130, 94), window=(1.5, 1.4, 0.95, 2.3)),
    "shop": Walls(3.7, 3.0, 3.4, (224, 212, 180), (150, 116, 88), 0.5, True, (2.0, 2.3, 0.85, 2.35)),
    "cabin": Walls(3.0, 2.75, 2.9, (176, 128, 86), (126, 86, 58), 0.3, window=(0.55, 0.7, 1.3, 1.95)),
    "kitchen": Walls(3.2, 2.7, 2.9, (226, 220, 196), (206, 198, 184), 0.6, True, (0.6, 1.6, 1.15, 2.3)),
    "office": Walls(3.9, 2.8, 3.3, (190, 198, 204), (118, 124, 132), 1.2, True, (1.3, 3.0, 0.9, 2.5)),
    "bar": Walls(4.2, 3.1, 4.0, (134, 84, 62), (96, 68, 52), 0.3, window=(2.9, 1.5, 1.0, 2.5)),
    "library": Walls(4.0, 4.6, 6.0, (166, 128, 92), (124, 84, 60), window=(0.0, 1.6, 1.4, 4.0)),
    "classroom": Walls(4.2, 3.0, 4.2, (208, 214, 188), (176, 140, 100), window=(2.9, 1.7, 1.0, 2.6)),
    "hospital": Walls(3.5, 2.8, 3.3, (222, 232, 230), (188, 204, 204), 0.9, True, (1.5, 1.8, 0.95, 2.35)),
    "warehouse": Walls(7.0, 7.4, 15.0, (158, 152, 144), (140, 136, 130), 2.0, True, (0.0, 6.0, 4.2, 6.4)),
    "corridor": Walls(1.75, 2.9, 15.0, (206, 196, 172), (134, 112, 94), 0.7, True, (0.0, 1.3, 0.9, 2.3)),
    "stairs": Walls(2.7, 6.2, 6.4, (204, 192, 170), (150, 130, 112), 0.6, True, (0.0, 1.4, 4.0, 5.6)),
    "church": Walls(5.0, 10.0, 14.0, (206, 200, 186), (168, 158, 146), 1.0, True, (0.0, 2.2, 4.0, 8.6)),
    "hall": Walls(5.6, 7.6, 11.0, (198, 180, 150), (164, 140, 116), 1.1, True, (0.0, 1.7, 3.6, 6.9)),
    "prison": Walls(2.5, 2.8, 2.9, (146, 144, 142), (116, 110, 106), 0.9, True, (0.9, 0.8, 1.75, 2.35)),
    "cave": Walls(4.2, 4.4, 9.0, (128, 116, 108), (112, 100, 92), 0.0, False, (0.3, 3.4, 0.0, 3.0)),
    "lab": Walls(4.0, 2.9, 3.9, (206, 218, 222), (170, 182, 190), 0.9, True, (1.7, 1.9, 1.1, 2.4)),
    "spaceship": Walls(3.1, 2.8, 3.4, (150, 162, 176), (96, 104, 118), 0.9, True, (0.0, 3.6, 0.95, 2.3)),
    "car": Walls(0.95, 1.55, 1.7, (92, 86, 84), (60, 58, 60), 0.0, False, (0.0, 1.5, 0.95, 1.42)),
    "train": Walls(1.75, 2.6, 9.0, (196, 176, 140), (112, 94, 82), 0.5, False, (0.0, 0.6, 1.1, 1.9)),
    "theatre": Walls(6.2, 7.0, 7.0, (92, 60, 70), (166, 120, 80), 0.35, window=(0.0, 0.1, 6.0, 6.1)),
}  # fmt: skip


def window_of(walls: Walls, stage_side: int) -> tuple[float, float, float, float]:
    """The main window on the back wall: left, bottom, right, top in metres."""
    aside, broad, low, high = walls.window
    middle = stage_side * aside
    return middle - broad / 2, low, middle + broad / 2, high


def walls_of(place: str, framing: str = "") -> Walls:
    """The measures of a place inside; the same for every framing."""
    return _ROOMS.get(place, _ROOMS["room"])
