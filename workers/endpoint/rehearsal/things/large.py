"""Beasts, vehicles and fires: what stands on its own feet in a set."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, ellipse, mix
from workers.endpoint.rehearsal.things.bench import GOLD, IRON, RED, STEEL, WOOD, Bench

RUBBER: Colour = (44, 44, 50)
BAY: Colour = (140, 86, 54)


def _wheel(b: Bench, x: float, y: float, r: float, *, spokes: int = 0) -> None:
    if spokes:
        ring = [
            b.put(x + r * math.cos(a), y + r * math.sin(a))
            for a in (k * math.pi / 18 for k in range(37))
        ]
        b.layer.stroke(ring, width=b.size * 0.022, colour=b.tone(RUBBER), swell=0.0)
        for k in range(spokes):
            a = k * math.pi / spokes
            b.line(
                [
                    (x - r * math.cos(a), y - r * math.sin(a)),
                    (x, y),
                    (x + r * math.cos(a), y + r * math.sin(a)),
                ],
                width=0.7,
            )
        return
    b.round(x, y, r, r, RUBBER, shade=0.0)
    b.round(x, y, r * 0.58, r * 0.58, STEEL)
    b.round(x, y, r * 0.2, r * 0.2, IRON, shade=0.0)


def car(b: Bench) -> None:
    red = (176, 54, 50)
    b.shape(
        [
            (-0.5, -0.12),
            (-0.49, 0.02),
            (-0.3, 0.06),
            (-0.17, 0.19),
            (0.14, 0.19),
            (0.28, 0.06),
            (0.46, 0.03),
            (0.5, -0.04),
            (0.5, -0.12),
        ],
        red,
        shade=0.0,
    )
    for ring in (
        [(-0.25, 0.06), (-0.15, 0.165), (-0.03, 0.165), (-0.03, 0.06)],
        [(0.0, 0.06), (0.0, 0.165), (0.13, 0.165), (0.23, 0.06)],
    ):
        b.flat(ring, mix((130, 160, 180), b.light.horizon, 0.3))
    b.line([(-0.015, 0.06), (-0.02, -0.04), (-0.015, -0.1)])
    b.flat([(-0.1, 0.02), (-0.05, 0.02), (-0.05, 0.03), (-0.1, 0.03)], STEEL)
    b.flat([(-0.5, -0.13), (0.5, -0.13), (0.5, -0.09), (-0.5, -0.09)], STEEL)
    b.flat([(0.45, -0.02), (0.5, -0.03), (0.5, -0.07), (0.45, -0.06)], (255, 240, 190))
    if b.light.lamps > 0.5:
        b.glow(0.5, -0.04, 0.25, (255, 240, 190), 0.8)
    for x in (-0.3, 0.3):
        _wheel(b, x, -0.12, 0.095)


def bicycle(b: Bench) -> None:
    for x in (-0.3, 0.3):
        _wheel(b, x, -0.14, 0.2, spokes=6)
    paint = b.tone((62, 110, 130))
    for p, q in (
        ((-0.3, -0.14), (-0.1, 0.12)),
        ((-0.3, -0.14), (-0.03, -0.16)),
        ((-0.1, 0.12), (-0.03, -0.16)),
        ((-0.1, 0.1), (0.2, 0.12)),
        ((-0.03, -0.16), (0.2, 0.12)),
        ((0.3, -0.14), (0.19, 0.2)),
    ):
        b.layer.line_to(b.put(*p), b.put(*q), width=b.size * 0.026, colour=paint)
    b.flat([(-0.18, 0.16), (-0.03, 0.15), (-0.06, 0.12), (-0.14, 0.11)], (70, 48, 40))
    b.line([(0.19, 0.2), (0.24, 0.26), (0.12, 0.27)], width=4.0)
    b.round(-0.03, -0.16, 0.05, 0.05, STEEL, shade=0.0)


def _far_legs(b: Bench) -> None:
    """A horse's tail and the legs on its other side."""
    dark = (96, 58, 40)
    for x, lean in ((-0.22, -0.04), (0.15, 0.03)):
        b.flat([(x, -0.06), (x + 0.07, -0.06), (x + 0.045 + lean, -0.46), (x + lean, -0.46)], dark)
    tail = [
        (-0.33, 0.13),
        (-0.42, 0.08),
        (-0.46, -0.14),
        (-0.41, -0.3),
        (-0.37, -0.12),
        (-0.31, 0.02),
    ]
    b.flat(tail, (52, 38, 34), round_=True)


def horse(b: Bench) -> None:
    _far_legs(b)
    b.shape(
        [
            (-0.35, 0.08),
            (-0.28, 0.17),
            (-0.05, 0.14),
            (0.12, 0.17),
            (0.22, 0.36),
            (0.3, 0.44),
            (0.36, 0.42),
            (0.5, 0.27),
            (0.49, 0.21),
            (0.42, 0.21),
            (0.33, 0.27),
            (0.29, 0.12),
            (0.24, -0.04),
            (0.08, -0.1),
            (-0.16, -0.09),
            (-0.3, -0.07),
        ],
        BAY,
        round_=True,
    )
    for x, lean in ((-0.31, 0.0), (0.12, 0.0)):
        b.flat(
            [
                (x, -0.02),
                (x + 0.1, -0.05),
                (x + 0.05 + lean, -0.28),
                (x + 0.06 + lean, -0.47),
                (x + lean, -0.47),
                (x + lean, -0.26),
            ],
            BAY,
        )
        b.flat(
            [
                (x + lean - 0.01, -0.44),
                (x + 0.07 + lean, -0.44),
                (x + 0.08 + lean, -0.49),
                (x + lean - 0.015, -0.49),
            ],
            (40, 34, 34),
        )
    b.flat(
        [(0.08, 0.17), (0.17, 0.36), (0.28, 0.47), (0.3, 0.42), (0.24, 0.33), (0.18, 0.18)],
        (52, 38, 34),
        round_=True,
    )
    _bridle(b)


def _bridle(b: Bench) -> None:
    """Ear, eye, bridle and saddle."""
    b.flat([(0.29, 0.43), (0.3, 0.52), (0.34, 0.43)], BAY)
    b.layer.fill(ellipse(*b.put(0.38, 0.36), b.size * 0.013, b.size * 0.013), b.light.ink)
    b.line([(0.44, 0.2), (0.41, 0.3), (0.36, 0.42)], b.tone((70, 44, 36)), 2.4)
    b.flat([(-0.12, 0.16), (0.05, 0.15), (0.04, 0.06), (-0.1, 0.06)], (110, 50, 44))


def dog(b: Bench) -> None:
    fur = (178, 126, 78)
    for x in (-0.22, 0.16):
        b.flat([(x, -0.05), (x + 0.07, -0.05), (x + 0.06, -0.36), (x + 0.01, -0.36)], (140, 96, 60))
    b.flat(
        [(-0.3, 0.08), (-0.44, 0.22), (-0.48, 0.36), (-0.42, 0.32), (-0.34, 0.18), (-0.26, 0.1)],
        fur,
        round_=True,
    )
    b.shape(
        [
            (-0.32, 0.02),
            (-0.24, 0.12),
            (0.08, 0.1),
            (0.2, 0.2),
            (0.22, 0.32),
            (0.34, 0.36),
            (0.42, 0.28),
            (0.52, 0.22),
            (0.5, 0.15),
            (0.36, 0.13),
            (0.3, 0.0),
            (0.22, -0.1),
            (-0.05, -0.05),
            (-0.26, -0.1),
        ],
        fur,
        round_=True,
    )
    for x in (-0.3, 0.2):
        b.flat(
            [
                (x, 0.0),
                (x + 0.09, -0.04),
                (x + 0.06, -0.2),
                (x + 0.09, -0.38),
                (x + 0.01, -0.38),
                (x, -0.2),
            ],
            fur,
        )
    b.flat(
        [(0.24, 0.34), (0.18, 0.22), (0.22, 0.12), (0.29, 0.22), (0.3, 0.33)],
        (120, 78, 48),
        round_=True,
    )
    b.layer.fill(ellipse(*b.put(0.36, 0.27), b.size * 0.016, b.size * 0.016), b.light.ink)
    b.layer.fill(ellipse(*b.put(0.51, 0.2), b.size * 0.024, b.size * 0.02), b.light.ink)
    b.line([(0.19, 0.14), (0.26, 0.06), (0.33, 0.09)], b.tone(RED), 5.0)


def cat(b: Bench) -> None:
    fur = (86, 82, 90)
    b.line([(-0.18, -0.36), (-0.4, -0.34), (-0.44, -0.1), (-0.34, 0.02)], b.tone(fur), 12.0)
    b.shape(
        [(-0.24, -0.4), (-0.26, -0.15), (-0.12, 0.08), (0.08, 0.08), (0.16, -0.12), (0.16, -0.4)],
        fur,
        round_=True,
    )
    for x in (0.0, 0.1):
        b.flat([(x, -0.1), (x + 0.07, -0.1), (x + 0.07, -0.4), (x - 0.01, -0.4)], fur)
    for way in (-1, 1):
        b.flat([(0.03 + way * 0.18, 0.2), (0.03 + way * 0.16, 0.42), (0.03 + way * 0.03, 0.3)], fur)
    b.round(0.03, 0.17, 0.19, 0.16, fur)
    for x in (-0.05, 0.11):
        b.layer.fill(ellipse(*b.put(x, 0.19), b.size * 0.034, b.size * 0.03), (206, 214, 96))
        b.layer.fill(ellipse(*b.put(x, 0.19), b.size * 0.010, b.size * 0.027), b.light.ink)
    b.flat([(0.01, 0.12), (0.05, 0.12), (0.03, 0.1)], (214, 140, 140))
    for way in (-1, 1):
        for k in (-1, 0, 1):
            b.line(
                [
                    (0.03 + way * 0.07, 0.1 + 0.01 * k),
                    (0.03 + way * 0.16, 0.1 + 0.02 * k),
                    (0.03 + way * 0.25, 0.1 + 0.035 * k),
                ],
                b.tone((230, 230, 230)),
                0.8,
            )


def bird(b: Bench) -> None:
    coat = (52, 56, 70)
    b.bar((-0.48, -0.28), (0.48, -0.24), 0.05, WOOD)
    b.flat([(-0.46, -0.2), (-0.2, -0.06), (-0.16, -0.14), (-0.4, -0.3)], coat)
    b.shape(
        [
            (-0.24, -0.16),
            (-0.16, 0.06),
            (0.02, 0.16),
            (0.14, 0.3),
            (0.26, 0.3),
            (0.32, 0.2),
            (0.24, 0.0),
            (0.1, -0.18),
            (-0.1, -0.22),
        ],
        coat,
        round_=True,
    )
    b.flat(
        [(-0.26, -0.18), (-0.14, 0.04), (0.06, 0.06), (0.1, -0.06), (-0.08, -0.16)],
        (76, 84, 106),
        round_=True,
    )
    b.flat([(0.3, 0.26), (0.48, 0.18), (0.31, 0.18)], GOLD)
    b.layer.fill(ellipse(*b.put(0.24, 0.24), b.size * 0.022, b.size * 0.022), (246, 240, 214))
    b.layer.fill(ellipse(*b.put(0.245, 0.24), b.size * 0.012, b.size * 0.012), b.light.ink)
    for x in (0.0, 0.08):
        b.line([(x, -0.2), (x + 0.01, -0.24), (x, -0.27)], b.tone(GOLD), 3.0)


def robot(b: Bench) -> None:
    for x in (-0.12, 0.12):
        b.bar((x, -0.18), (x, -0.42), 0.07, IRON)
        b.flat(
            [(x - 0.09, -0.48), (x + 0.09, -0.48), (x + 0.06, -0.4), (x - 0.06, -0.4)],
            (120, 128, 140),
        )
    for way in (-1, 1):
        b.bar((way * 0.22, 0.08), (way * 0.36, -0.1), 0.06, IRON)
        b.bar((way * 0.36, -0.1), (way * 0.3, -0.24), 0.05, IRON)
        b.round(way * 0.3, -0.26, 0.05, 0.05, (120, 128, 140))
    b.shape([(-0.22, -0.2), (0.22, -0.2), (0.24, 0.12), (-0.24, 0.12)], (168, 180, 194))
    b.flat([(-0.12, -0.12), (0.12, -0.12), (0.12, 0.05), (-0.12, 0.05)], (60, 72, 88))
    for k, hue in enumerate(((240, 90, 80), (250, 200, 90), (110, 230, 150))):
        b.layer.fill(ellipse(*b.put(-0.07 + 0.07 * k, 0.0), b.size * 0.02, b.size * 0.02), hue)
    b.bar((0, 0.12), (0, 0.18), 0.08, IRON)
    b.shape([(-0.17, 0.17), (0.17, 0.17), (0.17, 0.4), (-0.17, 0.4)], (186, 198, 210))
    for x in (-0.075, 0.075):
        b.layer.fill(ellipse(*b.put(x, 0.3), b.size * 0.042, b.size * 0.042), (120, 236, 250))
        b.glow(x, 0.3, 0.14, (120, 236, 250), 0.6)
    b.line([(-0.08, 0.215), (0, 0.21), (0.08, 0.215)], width=2.0)
    b.bar((0, 0.4), (0, 0.47), 0.015, IRON)
    b.round(0, 0.49, 0.028, 0.028, RED)


def fire(b: Bench) -> None:
    for x, turn in ((-0.12, -0.5), (0.12, 0.5), (0.0, 0.0)):
        b.bar((x - 0.26, -0.3 - turn * 0.14), (x + 0.26, -0.3 + turn * 0.14), 0.085, (104, 72, 52))
    b.flame(-0.14, -0.26, 0.36)
    b.flame(0.15, -0.26, 0.4)
    b.flame(0.0, -0.28, 0.66)
    for x, y in ((-0.2, 0.2), (0.18, 0.3), (0.05, 0.44), (-0.08, 0.4)):
        b.layer.fill(ellipse(*b.put(x, y), b.size * 0.010, b.size * 0.010), (255, 190, 90))
    b.glow(0, -0.05, 1.0, (255, 170, 80), 0.16 + 0.34 * b.light.lamps)
