"""Hair, beards and hats, as shapes on a head."""

from __future__ import annotations

import math
from collections.abc import Sequence

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.skull import Head
from workers.endpoint.rehearsal.palette import Palette

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
BEHIND: dict[str, tuple[Point, ...]] = {
    "long": (
        (-0.4, 0.3), (-0.52, -0.2), (-0.56, -0.8), (-0.4, -1.05), (0.0, -0.9), (0.36, -0.95),
        (0.46, -0.5), (0.44, 0.2), (0.0, 0.5),
    ),
    "shoulder": (
        (-0.4, 0.3), (-0.5, -0.1), (-0.5, -0.55), (-0.2, -0.62), (0.3, -0.55), (0.4, -0.2), (0.36, 0.3),
    ),
}  # fmt: skip
BEARD: tuple[Point, ...] = (
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


def draw_behind(layer: Layer, head: Head, look: Look, light: Palette) -> None:
    """The hair that falls behind neck and shoulders; drawn before them."""
    hair = light.shade(light.lit(look.hair), 0.25)
    pen = layer.line * min(1.6, max(0.45, head.size / 130))
    if look.hair_style in BEHIND and look.hat != "hood":
        layer.shape(head.curve(BEHIND[look.hair_style]), hair, width=pen)
    if look.hair_style == "braid":
        _braid(layer, head, hair, pen)


def draw_mass(
    layer: Layer, head: Head, points: Sequence[Point], colour: Colour, light: Palette, pen: float
) -> list[Point]:
    """A shape on the head with its shadow side."""
    ring = head.curve(points)
    layer.shape(ring, colour, width=pen)
    away = [(x - head.light * head.size * 0.3, y + head.size * 0.05) for x, y in ring]
    layer.wash(away, light.ink, 0.35, within=ring)
    return ring


def draw_hair(layer: Layer, head: Head, look: Look, light: Palette, pen: float) -> None:
    if look.hat == "hood":
        return
    hair = light.lit(look.hair)
    if look.hair_style == "curly":
        _curls(layer, head, hair, light, pen)
        return
    points = _HAIR[look.hair_style]
    draw_mass(layer, head, points, hair, light, pen)
    if head.size > 60 and look.hair_style != "bald":
        for k in range(6):
            x = -0.3 + 0.11 * k
            strand = [(x - 0.03, 0.5 - abs(x) * 0.3), (x + 0.02, 0.42), (x + 0.10, 0.36)]
            layer.stroke(
                head.curve(strand, closed=False), width=pen * 0.8, colour=light.shade(hair, 0.55)
            )
        sheen = [
            (head.light * head.way * 0.1 - 0.1, 0.53),
            (head.light * head.way * 0.12, 0.555),
            (head.light * head.way * 0.14 + 0.1, 0.52),
        ]
        layer.stroke(
            head.curve(sheen, closed=False),
            width=head.size * 0.03,
            colour=mix(hair, light.key, 0.3),
        )


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


def draw_hat(layer: Layer, head: Head, look: Look, light: Palette, pen: float) -> None:
    if look.hat == "crown":
        layer.shape([head.put(*p) for p in _CROWN], light.lit(GOLD), width=pen)
        layer.stroke(
            head.curve([(-0.38, 0.36), (0.0, 0.31), (0.4, 0.36)], closed=False),
            width=pen,
            colour=light.ink,
        )
        return
    colour = light.lit(STEEL if look.hat == "helmet" else mix(look.trim, (50, 44, 44), 0.35))
    for points in _HATS.get(look.hat, ()):
        draw_mass(layer, head, points, colour, light, pen)
