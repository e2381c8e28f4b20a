"""A head: skull and jaw, hair, face with a feeling, hat; also seen from behind.

Head units: 1 from chin to crown, the middle of the head at the origin, x where the face looks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.palette import Palette

_FRONT: tuple[Point, ...] = (
    (0.0, 0.5), (0.21, 0.465), (0.335, 0.31), (0.36, 0.1), (0.345, -0.1), (0.305, -0.27),
    (0.2, -0.425), (0.075, -0.5), (-0.075, -0.5), (-0.2, -0.425), (-0.305, -0.27),
    (-0.345, -0.1), (-0.36, 0.1), (-0.335, 0.31), (-0.21, 0.465),
)  # fmt: skip
_HAIR: dict[str, tuple[Point, ...]] = {
    "short": (
        (-0.34, -0.12), (-0.44, 0.1), (-0.42, 0.34), (-0.22, 0.56), (0.05, 0.6), (0.3, 0.52),
        (0.42, 0.3), (0.37, 0.12), (0.3, 0.28), (0.08, 0.33), (-0.14, 0.26), (-0.24, 0.08), (-0.27, -0.1),
    ),
    "wavy": (
        (-0.32, -0.2), (-0.47, 0.0), (-0.48, 0.3), (-0.28, 0.6), (0.02, 0.68), (0.34, 0.58),
        (0.46, 0.36), (0.36, 0.16), (0.24, 0.34), (0.0, 0.3), (-0.12, 0.2), (-0.22, 0.06), (-0.25, -0.16),
    ),
    "bob": (
        (-0.26, -0.42), (-0.46, -0.4), (-0.5, 0.1), (-0.38, 0.48), (-0.08, 0.62), (0.26, 0.56),
        (0.44, 0.28), (0.44, -0.3), (0.34, -0.36), (0.35, 0.1), (0.2, 0.3), (-0.1, 0.3), (-0.25, 0.1),
    ),
    "bald": ((-0.33, -0.1), (-0.41, 0.08), (-0.38, 0.2), (-0.3, 0.16), (-0.27, -0.06)),
}  # fmt: skip
_HAIR["long"] = _HAIR["shoulder"] = _HAIR["braid"] = _HAIR["bun"] = _HAIR["curly"] = _HAIR["short"]
_BEHIND: dict[str, tuple[Point, ...]] = {
    "long": (
        (-0.4, 0.3), (-0.52, -0.2), (-0.56, -0.8), (-0.4, -1.05), (0.0, -0.9), (0.36, -0.95),
        (0.46, -0.5), (0.44, 0.2), (0.0, 0.5),
    ),
    "shoulder": (
        (-0.4, 0.3), (-0.5, -0.1), (-0.5, -0.55), (-0.2, -0.62), (0.3, -0.55), (0.4, -0.2), (0.36, 0.3),
    ),
}  # fmt: skip
_BEARD: tuple[Point, ...] = (
    (-0.32, -0.02), (-0.33, -0.26), (-0.2, -0.52), (0.02, -0.64), (0.2, -0.56), (0.32, -0.3),
    (0.35, -0.12), (0.28, -0.3), (0.24, -0.3), (0.17, -0.245), (0.1, -0.26), (0.03, -0.24),
    (-0.06, -0.285), (-0.16, -0.29), (-0.25, -0.14),
)  # fmt: skip
_HATS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "brim": (
        ((-0.36, 0.26), (-0.36, 0.6), (-0.22, 0.78), (0.02, 0.72), (0.26, 0.78), (0.38, 0.58), (0.38, 0.26)),
        ((-0.8, 0.2), (-0.5, 0.32), (0.0, 0.27), (0.5, 0.32), (0.82, 0.2), (0.5, 0.17), (0.0, 0.14), (-0.5, 0.17)),
    ),
    "cap": (
        ((-0.42, 0.22), (-0.66, 0.36), (-0.6, 0.62), (-0.2, 0.74), (0.2, 0.68), (0.42, 0.46), (0.42, 0.26), (0.0, 0.3)),
        ((-0.42, 0.16), (-0.43, 0.28), (0.0, 0.37), (0.42, 0.3), (0.42, 0.18), (0.0, 0.25)),
    ),
    "helmet": (
        ((-0.47, -0.12), (-0.48, 0.3), (-0.3, 0.6), (0.0, 0.72), (0.3, 0.6), (0.46, 0.3), (0.43, 0.14),
         (0.2, 0.2), (-0.16, 0.2), (-0.26, 0.1), (-0.3, -0.14)),
        ((-0.05, 0.7), (0.0, 0.86), (0.06, 0.7)),
    ),
    "hood": (
        ((-0.36, -0.5), (-0.54, -0.2), (-0.56, 0.3), (-0.36, 0.64), (0.0, 0.74), (0.34, 0.6), (0.46, 0.3),
         (0.42, -0.1), (0.36, -0.42), (0.34, 0.1), (0.24, 0.36), (0.0, 0.42), (-0.2, 0.32), (-0.28, 0.0)),
    ),
}  # fmt: skip
_CROWN: tuple[Point, ...] = (
    (-0.38, 0.3), (-0.44, 0.68), (-0.24, 0.5), (-0.2, 0.76), (-0.02, 0.54), (0.04, 0.8), (0.16, 0.54),
    (0.3, 0.74), (0.3, 0.5), (0.46, 0.66), (0.4, 0.3), (0.0, 0.25),
)  # fmt: skip
GOLD: Colour = (206, 164, 70)
STEEL: Colour = (150, 156, 164)


@dataclass(frozen=True, slots=True)
class Head:
    """Where and how to draw one. `way` is 1 facing right; `light` is the side of the light."""

    at: Point
    size: float
    way: int
    light: int
    tilt: float = 0.0
    turn: float = 1.0
    feeling: str | None = None
    speaks: bool = False

    def put(self, x: float, y: float) -> Point:
        c, s = math.cos(self.tilt), math.sin(self.tilt)
        u, v = x * c + y * s, -x * s + y * c
        return self.at[0] + self.way * u * self.size, self.at[1] - v * self.size

    def curve(self, points: Iterable[Point], *, closed: bool = True) -> list[Point]:
        return smooth([self.put(*p) for p in points], closed=closed)

    def outline(self) -> list[Point]:
        """The face from crown to chin, turned towards where it looks."""
        ring = []
        for x, y in _FRONT:
            u = x + self.turn * 0.10 * max(0.0, 0.2 - y)
            if x < 0 and y > -0.15:
                u -= self.turn * 0.07
            ring.append((u, y))
        return self.curve(ring)


def draw_behind(layer: Layer, head: Head, look: Look, light: Palette) -> None:
    """The hair that falls behind neck and shoulders; drawn before them."""
    hair = light.shade(light.lit(look.hair), 0.25)
    pen = layer.line * min(1.6, max(0.45, head.size / 130))
    if look.hair_style in _BEHIND and look.hat != "hood":
        layer.shape(head.curve(_BEHIND[look.hair_style]), hair, width=pen)
    if look.hair_style == "braid":
        _braid(layer, head, hair, pen)


def draw_front(layer: Layer, head: Head, look: Look, light: Palette) -> None:
    """The head as it faces us, in as much detail as its size allows."""
    skin = light.lit(look.skin)
    hair = light.lit(look.hair)
    pen = layer.line * min(1.6, max(0.45, head.size / 130))
    if look.hair_style == "bun":
        layer.shape(ellipse(*head.put(-0.3, 0.5), head.size * 0.19, head.size * 0.17), hair, width=pen)
    face = head.outline()
    ear = ellipse(*head.put(-0.3, -0.04), head.size * 0.07, head.size * 0.11)
    layer.shape(face, skin, width=pen)
    layer.shape(ear, skin, width=pen * 0.8)
    if head.size > 26:
        _modelling(layer, head, face, light)
    if look.beard:
        _mass(layer, head, _BEARD, hair, light, pen * 0.7)
    if head.size > 16:
        _face(layer, head, look, light, pen)
    _hair(layer, head, look, light, pen)
    _hat(layer, head, look, light, pen)


def draw_back(layer: Layer, head: Head, look: Look, light: Palette) -> None:
    """The head from behind."""
    hair, pen = light.lit(look.hair), layer.line * min(1.8, max(0.45, head.size / 120))
    skin = light.lit(look.skin)
    for way in (-1, 1):
        layer.shape(ellipse(*head.put(0.37 * way, -0.06), head.size * 0.06, head.size * 0.11), skin, width=pen)
    layer.shape(head.curve([(x, y) for x, y in _FRONT]), skin, width=pen)
    if look.hair_style in _BEHIND:
        layer.shape(head.curve(_BEHIND[look.hair_style]), hair, width=pen)
    cap = [(x * 1.13, y * 1.16 + 0.02) for x, y in _FRONT if y > -0.3]
    if look.hair_style == "bald":
        fringe = [(-0.4, 0.1), (-0.3, -0.06), (0.0, -0.1), (0.3, -0.06), (0.4, 0.1), (0.34, -0.3), (0.12, -0.42), (-0.12, -0.42), (-0.34, -0.3)]
        layer.shape(head.curve(fringe), hair, width=pen)
    else:
        mass = head.curve([*cap[:6], (0.12, -0.36), (-0.12, -0.36), *cap[6:]])
        layer.shape(mass, hair, width=pen)
        for k in range(-4, 5):
            strand = [(0.03 * k, 0.5), (0.075 * k, 0.15), (0.06 * k, -0.25)]
            layer.stroke(head.curve(strand, closed=False), width=pen, colour=light.shade(hair, 0.5))
    _hat(layer, head, look, light, pen)


def _mass(
    layer: Layer, head: Head, points: Sequence[Point], colour: Colour, light: Palette, pen: float
) -> list[Point]:
    """A shape on the head with its shadow side."""
    ring = head.curve(points)
    layer.shape(ring, colour, width=pen)
    away = [(x - head.light * head.size * 0.3, y + head.size * 0.05) for x, y in ring]
    layer.wash(away, light.ink, 0.35, within=ring)
    return ring


def _modelling(layer: Layer, head: Head, face: list[Point], light: Palette) -> None:
    """The shadow side of the face, with an edge that follows brow, cheek and jaw."""
    lit = head.light * head.way
    if lit > 0:
        edge = [(-0.12, 0.6), (-0.15, 0.2), (-0.08, 0.02), (-0.16, -0.14), (-0.07, -0.3), (0.0, -0.6)]
        rest = [(-0.8, -0.6), (-0.8, 0.6)]
    else:
        edge = [(0.2, 0.6), (0.17, 0.2), (0.09, 0.03), (0.16, -0.1), (0.07, -0.22), (0.13, -0.34), (0.06, -0.6)]
        rest = [(0.8, -0.6), (0.8, 0.6)]
    shadow = [*head.curve(edge, closed=False), *[head.put(*p) for p in rest]]
    layer.wash(shadow, light.ink, 0.34, within=face, soft=head.size * 0.008)
    sockets = [(-0.22, 0.09), (0.3, 0.09), (0.3, -0.04), (0.16, -0.03), (0.1, 0.02), (-0.02, -0.05), (-0.22, -0.03)]
    layer.wash(head.curve(sockets), light.ink, 0.2, within=face, soft=head.size * 0.02)
    if head.size > 120:
        flush = ellipse(*head.put(0.24, -0.17), head.size * 0.09, head.size * 0.06)
        layer.wash(flush, (190, 80, 70), 0.16, within=face, soft=head.size * 0.04)


_BROWS = {"angry": (-0.045, 0.05), "afraid": (0.05, -0.03), "sad": (0.055, -0.045), "glad": (0.02, 0.02)}
_MOUTHS = {"angry": -0.014, "afraid": -0.01, "sad": -0.024, "glad": 0.045}


def _face(layer: Layer, head: Head, look: Look, light: Palette, pen: float) -> None:
    middle = head.turn * 0.11
    inner, outer = _BROWS.get(head.feeling or "", (0.0, 0.012))
    skin = light.lit(look.skin)
    dark = light.shade(skin, 0.75)
    for way, half in ((-1, 0.085), (1, 0.085 - 0.018 * head.turn)):
        x = middle + way * (0.165 - 0.012 * head.turn * way)
        _eye(layer, head, look, light, pen, x, half)
        brow = [(x - way * half * 1.15, 0.095 + inner), (x, 0.135 + (inner + outer) / 2), (x + way * half * 1.35, 0.095 + outer)]
        layer.stroke(head.curve(brow, closed=False), width=max(1.2, head.size * 0.036), colour=light.shade(light.lit(look.hair), 0.45))
    tip = middle + 0.075 * head.turn
    nose = [(middle + 0.015, 0.03), (middle + 0.05 * head.turn, -0.08), (tip + 0.02, -0.175), (tip - 0.02, -0.205), (middle - 0.05, -0.195)]
    layer.stroke(head.curve(nose, closed=False), width=max(1.0, pen * 0.95), colour=dark)
    _mouth(layer, head, light, pen, middle, dark)


def _eye(layer: Layer, head: Head, look: Look, light: Palette, pen: float, x: float, half: float) -> None:
    if head.size < 44:
        layer.fill(ellipse(*head.put(x + 0.02, 0.0), head.size * 0.034, head.size * 0.042), light.ink)
        return
    wide = 0.058 if head.feeling == "afraid" else 0.03 if head.feeling in {"glad", "angry"} else 0.042
    almond = head.curve([(x - half, -0.008), (x - half * 0.2, wide), (x + half * 0.6, wide * 0.8), (x + half, 0.0), (x + half * 0.1, -wide * 0.62)])
    layer.fill(almond, light.lit((246, 243, 234)))
    at = head.put(x + 0.014 * head.turn, 0.006)
    iris = ellipse(*at, head.size * 0.037, head.size * 0.04)
    hue = ((74, 58, 44), (60, 92, 104), (84, 92, 56))[(look.hair[0] + look.skin[1]) % 3]
    layer.wash(iris, light.lit(hue), 1.0, within=almond)
    layer.wash(ellipse(*at, head.size * 0.019, head.size * 0.021), light.ink, 1.0, within=almond)
    layer.wash([(px, py - head.size * 0.05) for px, py in almond], light.ink, 0.4, within=almond)
    spark = (at[0] + head.light * head.size * 0.013, at[1] - head.size * 0.015)
    layer.fill(ellipse(*spark, head.size * 0.009, head.size * 0.009), mix(light.key, (255, 255, 255), 0.6))
    lid = [(x - half * 1.06, -0.006), (x - half * 0.2, wide + 0.006), (x + half * 0.6, wide * 0.8 + 0.006), (x + half * 1.1, 0.004)]
    layer.stroke(head.curve(lid, closed=False), width=max(1.4, head.size * 0.02), colour=light.ink, swell=0.6)
    crease = [(u, v + 0.026) for u, v in lid]
    layer.stroke(head.curve(crease, closed=False), width=pen * 0.6, colour=light.shade(light.lit(look.skin), 0.6))


def _mouth(layer: Layer, head: Head, light: Palette, pen: float, middle: float, dark: Colour) -> None:
    bend = _MOUTHS.get(head.feeling or "", 0.008) * (0.4 if head.speaks else 1.0)
    left, right = (middle - 0.115, -0.325 + bend), (middle + 0.105, -0.325 + bend)
    width = max(1.1, head.size * 0.017)
    if head.speaks or head.feeling == "afraid":
        gape = 0.05 if head.speaks else 0.035
        lips = [left, (middle, -0.315 + gape * 0.3), right, (middle, -0.335 - gape * 1.5)]
        layer.shape(head.curve(lips), light.shade(light.lit((120, 50, 50)), 0.5), width=width * 0.8)
    else:
        line = [left, (middle - 0.03, -0.325 - bend * 0.5), (middle + 0.03, -0.327 - bend * 0.5), right]
        layer.stroke(head.curve(line, closed=False), width=width, colour=dark, swell=0.6)
        lower = [(middle - 0.05, -0.385), (middle, -0.395), (middle + 0.05, -0.385)]
        layer.stroke(head.curve(lower, closed=False), width=width * 0.8, colour=mix(dark, light.lit((200, 130, 110)), 0.5))


def _hair(layer: Layer, head: Head, look: Look, light: Palette, pen: float) -> None:
    if look.hat == "hood":
        return
    hair = light.lit(look.hair)
    if look.hair_style == "curly":
        _curls(layer, head, hair, light, pen)
        return
    points = _HAIR[look.hair_style]
    _mass(layer, head, points, hair, light, pen)
    if head.size > 60 and look.hair_style != "bald":
        for k in range(6):
            x = -0.3 + 0.11 * k
            strand = [(x - 0.03, 0.5 - abs(x) * 0.3), (x + 0.02, 0.42), (x + 0.10, 0.36)]
            layer.stroke(head.curve(strand, closed=False), width=pen * 0.8, colour=light.shade(hair, 0.55))
        sheen = [(head.light * head.way * 0.1 - 0.1, 0.53), (head.light * head.way * 0.12, 0.555), (head.light * head.way * 0.14 + 0.1, 0.52)]
        layer.stroke(head.curve(sheen, closed=False), width=head.size * 0.03, colour=mix(hair, light.key, 0.3))


def _curls(layer: Layer, head: Head, hair: Colour, light: Palette, pen: float) -> None:
    curls = []
    for reach, size, end in ((0.43, 0.1, 0.06), (0.34, 0.11, 0.26)):
        for k in range(12):
            a = math.pi * (1.16 - k * (1.16 - end) / 11)
            at = head.put(-0.04 + reach * math.cos(a), 0.19 + reach * 0.86 * math.sin(a))
            curls.append(ellipse(*at, head.size * size, head.size * size))
    for curl in curls:
        layer.contour(curl, width=pen * 2)
    for curl in curls:
        layer.fill(curl, hair)
    for k, curl in enumerate(curls):
        arc = curl[4:15] if k % 2 else curl[20:31]
        layer.stroke(arc, width=pen * 0.9, colour=light.shade(hair, 0.5))


def _braid(layer: Layer, head: Head, hair: Colour, pen: float) -> None:
    for k in range(5):
        at = head.put(-0.36 - 0.02 * k, -0.1 - 0.17 * k)
        layer.shape(ellipse(*at, head.size * (0.12 - 0.012 * k), head.size * 0.1), hair, width=pen)


def _hat(layer: Layer, head: Head, look: Look, light: Palette, pen: float) -> None:
    if look.hat == "crown":
        layer.shape([head.put(*p) for p in _CROWN], light.lit(GOLD), width=pen)
        layer.stroke(head.curve([(-0.38, 0.36), (0.0, 0.31), (0.4, 0.36)], closed=False), width=pen, colour=light.ink)
        return
    colour = light.lit(STEEL if look.hat == "helmet" else mix(look.trim, (50, 44, 44), 0.35))
    for points in _HATS.get(look.hat, ()):
        _mass(layer, head, points, colour, light, pen)
