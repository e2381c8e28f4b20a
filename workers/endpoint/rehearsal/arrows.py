"""The arrows of a storyboard: where a figure goes, and what the camera does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image

from workers.endpoint.rehearsal import overlay
from workers.endpoint.rehearsal.brush import Colour, Point, ribbon, smooth
from workers.endpoint.rehearsal.figures.figure import Part
from workers.endpoint.rehearsal.panel import Board

_RED: Colour = (205, 52, 38)
_BLUE: Colour = (30, 92, 168)
_EDGE: Colour = (252, 250, 244)
_PLAIN = frozenset({"ink", "pencil", "charcoal", "manga", "noir", "sepia", "blueprint"})
_AHEAD = {
    "walk": 0.55,
    "run": 0.95,
    "ride": 0.9,
    "hide": 0.4,
    "drive": 0.8,
    "swim": 0.6,
    "push": 0.45,
}
_SHOWN_IN = frozenset({"EXTREME_WIDE", "WIDE", "FULL", "MEDIUM_WIDE", "MEDIUM", "TWO_SHOT", "POV"})


def draw(sheet: Image.Image, board: Board) -> None:
    """One arrow for whoever moves and one for the camera, on an RGB picture of the canvas' size."""
    shot = board.stage.shot
    pen = _Pen(sheet, _ink(shot.style, _RED))
    mover = next((part for part in reversed(board.parts) if _track(part)), None)
    busy = mover is not None and shot.framing in _SHOWN_IN
    if mover is not None and busy:
        scale = board.canvas[0] / board.stage.camera.width
        floor = board.canvas[1] * 0.93
        track = [
            (x, min(max(y, board.canvas[1] * 0.10), floor))
            for x, y in map(board.seen, _track(mover))
        ]
        pen.arrow(track, min(pen.unit * 0.075, mover.tall * scale * 0.1))
    if shot.moves:
        pen.colour = _ink(shot.style, _BLUE)
        for track in _camera(shot.move, board.canvas, 0.10 if busy else 0.92):
            pen.arrow(track, pen.unit * (0.062 if len(track) > 2 else 0.045))
    pen.lay()


def _ink(style: str | None, accent: Colour) -> Colour:
    if style not in _PLAIN:
        return accent
    return (30, 60, 120) if style == "blueprint" else (16, 14, 18)


def _track(part: Part) -> list[Point]:
    """The way of a figure from where it is, in pixels of the stage; empty if it goes nowhere."""
    size = part.tall * part.look.height
    (x, y), way = part.feet, part.way
    if part.stance in _AHEAD:
        reach, start = _AHEAD[part.stance] * size, x + way * 0.30 * size
        low = y - size * 0.04
        return [
            (start, low - size * 0.02),
            (start + way * reach * 0.5, low + size * 0.05),
            (start + way * reach, low + size * 0.02),
        ]
    if part.stance == "fall":
        return [
            (x + way * 0.42 * size, y - 0.95 * size),
            (x + way * 0.62 * size, y - 0.6 * size),
            (x + way * 0.6 * size, y - 0.15 * size),
        ]
    if part.stance in {"jump", "climb"}:
        return [
            (x + way * 0.36 * size, y - 0.35 * size),
            (x + way * 0.42 * size, y - 0.65 * size),
            (x + way * 0.40 * size, y - 0.95 * size),
        ]
    return []


def _camera(move: str, size: tuple[int, int], level: float) -> list[list[Point]]:
    """The tracks of the camera's arrows, in pixels; those that lie go `level` down the picture."""
    wide, high = float(size[0]), float(size[1])
    low, side = high * level, wide * 0.94
    across = [(wide * 0.33, low), (wide * 0.5, low + high * 0.012), (wide * 0.67, low)]
    arc = [
        (wide * 0.28, low - high * 0.03),
        (wide * 0.5, low + high * 0.02),
        (wide * 0.72, low - high * 0.03),
    ]
    up = [(side, high * 0.68), (side + wide * 0.006, high * 0.5), (side, high * 0.32)]
    tracks: dict[str, list[list[Point]]] = {
        "pan_right": [arc], "pan_left": [arc[::-1]], "whip_right": [arc], "whip_left": [arc[::-1]],
        "truck_right": [across], "truck_left": [across[::-1]],
        "tilt_up": [up], "crane_up": [up], "tilt_down": [up[::-1]], "crane_down": [up[::-1]],
    }  # fmt: skip
    if move in tracks:
        return tracks[move]
    if move in {"push_in", "zoom_in", "pull_out", "zoom_out", "vertigo"}:
        inward = [
            [
                (wide * (0.5 + sx * 0.455), high * (0.5 + sy * 0.44)),
                (wide * (0.5 + sx * 0.36), high * (0.5 + sy * 0.335)),
            ]
            for sx in (-1, 1)
            for sy in (-1, 1)
        ]
        return inward if move in {"push_in", "zoom_in"} else [track[::-1] for track in inward]
    return []


class _Pen:
    """Draws at twice the size on a sheet of its own, so that slants are smooth."""

    def __init__(self, sheet: Image.Image, colour: Colour) -> None:
        self.sheet, self.colour = sheet, colour
        self.unit = min(float(sheet.height), sheet.width * 1.5)
        self.shapes: list[tuple[list[Point], Colour]] = []

    def arrow(self, track: Sequence[Point], width: float) -> None:
        """Bold and tapered: thin where it begins, its head half as broad again as the shaft."""
        if width < 1.5 or len(track) < 2:
            return
        spine = smooth(track, closed=False, steps=8) if len(track) > 2 else _even(track)
        (ax, ay), (bx, by) = spine[-2], spine[-1]
        length = math.hypot(bx - ax, by - ay) or 1.0
        dx, dy = (bx - ax) / length, (by - ay) / length
        reach = width * 1.5
        count = len(spine) - 1
        widths = [width * (0.30 + 0.55 * k / count) for k in range(count + 1)]
        shaft = ribbon(spine, widths)
        half = width * 1.05
        base = (bx - dx * width * 0.15, by - dy * width * 0.15)
        head = [
            (base[0] - dy * half, base[1] + dx * half),
            (bx + dx * reach, by + dy * reach),
            (base[0] + dy * half, base[1] - dx * half),
        ]
        self.shapes += [(shaft, self.colour), (head, self.colour)]

    def lay(self) -> None:
        overlay.lay(self.sheet, self.shapes, _EDGE, max(1.0, self.unit * 0.0055))


def _even(track: Sequence[Point]) -> list[Point]:
    (ax, ay), (bx, by) = track[0], track[-1]
    return [(ax + (bx - ax) * k / 6, ay + (by - ay) * k / 6) for k in range(7)]
