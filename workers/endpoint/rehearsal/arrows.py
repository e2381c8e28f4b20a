"""The arrows of a storyboard: where a figure goes, and what the camera does."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PIL import Image

from workers.endpoint.rehearsal import overlay
from workers.endpoint.rehearsal.board import Board
from workers.endpoint.rehearsal.brush import Colour, Point, ribbon, smooth
from workers.endpoint.rehearsal.figures.figure import Part
from workers.endpoint.rehearsal.finish import Box

_BRICK: Colour = (150, 66, 52)
_EDGE: Colour = (252, 250, 244)
_PLAIN = frozenset({"ink", "pencil", "charcoal", "manga", "noir", "sepia", "blueprint"})
_AHEAD = {
    "walk": 0.55,
    "run": 0.95,
    "ride": 0.9,
    "hide": 0.4,
    "swim": 0.6,
    "push": 0.45,
}
_LEVEL = frozenset({"fall", "jump", "climb", "swim"})
_SHOWN_IN = frozenset({"EXTREME_WIDE", "WIDE", "FULL", "MEDIUM_WIDE", "MEDIUM", "TWO_SHOT", "POV"})


def draw(sheet: Image.Image, board: Board) -> list[Box]:
    """One arrow for whoever moves and one for the camera, on an RGB picture of the canvas' size;
    gives what they cover."""
    shot = board.stage.shot
    pen = _Pen(sheet, _ink(shot.style))
    mover = next((part for part in reversed(board.parts) if _track(part)), None)
    if mover is not None and shot.framing in _SHOWN_IN:
        width = min(pen.unit * 0.042, mover.tall * board.scale * 0.075)
        track = _framed([board.seen(point) for point in _track(mover)], board.canvas, width)
        if not any(_touch(_box(track, width), person) for person in _people(board)):
            pen.arrow(track, width)
    if shot.moves:
        for track in _camera(shot.move, board.canvas):
            pen.arrow(track, pen.unit * 0.034)
    pen.lay()
    return pen.boxes


def _people(board: Board) -> list[Box]:
    """Where faces and trunks of people near enough to matter are seen."""
    boxes: list[Box] = []
    for part, (x, y, r) in zip(board.parts, board.heads, strict=True):
        if r < board.canvas[1] * 0.008:
            continue
        boxes.append((x - r, y - r, x + r, y + r))
        feet = board.seen(part.feet)
        if part.stance not in _LEVEL:
            boxes.append((x - 1.2 * r, y, x + 1.2 * r, y + (feet[1] - y) * 0.75))
    return boxes


def _framed(track: list[Point], size: tuple[int, int], width: float) -> list[Point]:
    """A track moved, and shortened if it must be, so that its arrow lies within the picture."""
    margin = width * 2 + min(size) * 0.02
    moved = track
    for axis in (0, 1):
        low, high = min(p[axis] for p in moved), max(p[axis] for p in moved)
        room = size[axis] - 2 * margin
        shrink = min(1.0, room / max(1.0, high - low))
        start = min(max(low, margin), size[axis] - margin - (high - low) * shrink)
        line = [start + (p[axis] - low) * shrink for p in moved]
        moved = [(v, p[1]) if axis == 0 else (p[0], v) for v, p in zip(line, moved, strict=True)]
    return moved


def _box(track: Sequence[Point], width: float) -> Box:
    xs, ys = [p[0] for p in track], [p[1] for p in track]
    return min(xs) - width, min(ys) - width, max(xs) + width, max(ys) + width


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _ink(style: str | None) -> Colour:
    if style not in _PLAIN:
        return _BRICK
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
            (x + way * 0.62 * size, y - 0.88 * size),
            (x + way * 0.86 * size, y - 0.55 * size),
            (x + way * 0.88 * size, y - 0.15 * size),
        ]
    if part.stance in {"jump", "climb"}:
        return [
            (x + way * 0.42 * size, y - 0.45 * size),
            (x + way * 0.46 * size, y - 0.62 * size),
            (x + way * 0.44 * size, y - 0.82 * size),
        ]
    return []


def _camera(move: str, size: tuple[int, int]) -> list[list[Point]]:
    """The tracks of the camera's arrows, in pixels: in the corners, where they hide nothing. One is
    left to the slate."""
    wide, high = float(size[0]), float(size[1])
    unit = min(high, wide * 1.5)
    right, top = wide - unit * 0.08, unit * 0.085
    left = right - min(unit * 0.26, wide * 0.35)
    middle = (left + right) / 2
    across = [(left, top), (middle, top + unit * 0.006), (right, top)]
    arc = [(left, top - unit * 0.018), (middle, top + unit * 0.018), (right, top - unit * 0.018)]
    side = wide - unit * 0.065
    up = [(side, unit * 0.30), (side + unit * 0.006, unit * 0.19), (side, unit * 0.085)]
    tracks: dict[str, list[list[Point]]] = {
        "pan_right": [arc], "pan_left": [arc[::-1]], "whip_right": [arc], "whip_left": [arc[::-1]],
        "truck_right": [across], "truck_left": [across[::-1]],
        "tilt_up": [up], "crane_up": [up], "tilt_down": [up[::-1]], "crane_down": [up[::-1]],
    }  # fmt: skip
    if move in tracks:
        return tracks[move]
    if move in {"push_in", "zoom_in", "pull_out", "zoom_out", "vertigo"}:
        near, far = unit * 0.055, unit * 0.125
        corners = ((wide, 0.0, -1, 1), (0.0, high, 1, -1), (wide, high, -1, -1))
        inward: list[list[Point]] = [
            [(x + sx * near, y + sy * near * 0.8), (x + sx * far, y + sy * far * 0.8)]
            for x, y, sx, sy in corners
        ]
        return inward if move in {"push_in", "zoom_in"} else [track[::-1] for track in inward]
    return []


class _Pen:
    """Draws at twice the size on a sheet of its own, so that slants are smooth."""

    def __init__(self, sheet: Image.Image, colour: Colour) -> None:
        self.sheet, self.colour = sheet, colour
        self.unit = min(float(sheet.height), sheet.width * 1.5)
        self.shapes: list[tuple[list[Point], Colour]] = []
        self.boxes: list[Box] = []

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
        self.boxes.append(_box([*shaft, *head], self.unit * 0.006))
        self.shapes += [(shaft, self.colour), (head, self.colour)]

    def lay(self) -> None:
        overlay.lay(self.sheet, self.shapes, _EDGE, max(1.0, self.unit * 0.0055))


def _even(track: Sequence[Point]) -> list[Point]:
    (ax, ay), (bx, by) = track[0], track[-1]
    return [(ax + (bx - ax) * k / 6, ay + (by - ay) * k / 6) for k in range(7)]
