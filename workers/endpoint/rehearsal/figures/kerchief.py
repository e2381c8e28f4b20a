"""Cloth over the head: a headscarf from before, and the back of a hood or a headscarf."""

from __future__ import annotations

import math
from typing import Protocol

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.rig import soften
from workers.endpoint.rehearsal.figures.skull import Head, Spot
from workers.endpoint.rehearsal.palette import Palette


class Cloth(Protocol):
    """What is known of somebody's headgear where it is drawn."""

    layer: Layer
    head: Head
    look: Look
    light: Palette
    colour: Colour
    pen: float

    def shaded(self, ring: list[Point]) -> None: ...


def nape(hat: Cloth) -> None:
    """The cloth over the back of the head, with the folds that gather at the neck."""
    head, hood = hat.head, hat.look.hat == "hood"
    spots = head.cap(1.2 if hood else 1.1, 0.12)
    spots += [(k * 0.37, -0.5, -0.2) for k in (-1, 1)] + [(k * 0.2, -0.6, -0.34) for k in (-1, 1)]
    if hood:
        spots += [(0.0, 0.44, -0.62)]
    ring = head.ring(spots, 48)
    hat.layer.contour(ring, width=hat.pen * 2)
    hat.layer.fill(ring, hat.colour)
    hat.shaded(ring)
    dim = hat.light.shade(hat.colour, 0.6)
    for k in (-0.24, -0.08, 0.1, 0.26):
        fold = [(k * 1.2, 0.18, -0.46), (k, -0.14, -0.48), (k * 0.5, -0.46, -0.38)]
        hat.layer.stroke(head.line(fold), width=hat.pen * 1.6, colour=dim)
    if not hood:
        _tails(hat)


def _tails(hat: Cloth) -> None:
    """The point of a headscarf behind, or its knot and ends under the chin."""
    head = hat.head
    if head.away:
        tip = [head.put(p) for p in ((-0.3, -0.34, -0.4), (0.3, -0.34, -0.4), (0.0, -0.82, -0.46))]
        hat.layer.shape(soften(tip, 1), hat.light.shade(hat.colour, 0.12), width=hat.pen)
        return
    x, y = head.put((0.0, -0.56, 0.17))
    s = head.size
    for k in (-1, 1):
        end = [
            (x, y), (x + k * s * 0.05, y - s * 0.03), (x + k * s * 0.2, y + s * 0.17),
            (x + k * s * 0.1, y + s * 0.26), (x + k * s * 0.05, y + s * 0.19),
        ]  # fmt: skip
        hat.layer.shape(soften(end, 1), hat.light.shade(hat.colour, 0.1 + 0.1 * k), width=hat.pen)
    knot = ellipse(x, y, s * 0.062, s * 0.05)
    hat.layer.shape(knot, hat.colour, width=hat.pen)


def brow(hat: Cloth) -> None:
    """A headscarf from before: a soft band that frames the brow and the cheeks, tied under the chin."""
    head = hat.head
    outer: list[Spot] = []
    inner: list[Spot] = []
    for k in range(21):
        a = k * math.pi / 10 - math.pi
        low = max(0.0, -math.cos(a))
        face = 0.12 + 0.13 * abs(math.cos(a / 2))
        outer.append(
            (
                0.40 * math.sin(a) * (1 - 0.35 * low),
                0.0 + 0.47 * math.cos(a) - 0.06 * low,
                face - 0.12 + 0.1 * low,
            )
        )
        inner.append(
            (
                0.315 * math.sin(a) * (1 - 0.25 * low),
                0.0 + 0.315 * math.cos(a) - 0.16 * low,
                face + 0.05,
            )
        )
    ring = [head.put(spot) for spot in [*outer, *inner[::-1]]]
    hat.layer.fill(ring, hat.colour)
    edge = head.line(inner)
    hat.layer.stroke(
        edge,
        width=head.size * 0.035,
        colour=mix(hat.light.lit(hat.look.trim), hat.colour, 0.35),
        swell=0.1,
    )
    hat.layer.stroke(edge, width=hat.pen * 1.2)
    dim = hat.light.shade(hat.colour, 0.5)
    for k in (-1, 1):
        for far in (0.04, 0.12):
            fold: list[Spot] = [
                (k * (0.37 - far), -0.1 + far, 0.06),
                (k * (0.33 - far), -0.3, 0.08),
                (k * (0.16 - far), -0.5, 0.15),
            ]
            if head.flat((k * 0.36, 0.0, 0.05))[2] > 0.02:
                hat.layer.stroke(head.line(fold), width=hat.pen, colour=dim)
    _tails(hat)
