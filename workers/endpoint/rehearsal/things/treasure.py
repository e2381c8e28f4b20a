"""Small things of value."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import ellipse
from workers.endpoint.rehearsal.things.bench import (
    GOLD,
    IRON,
    PAPER,
    WOOD,
    Bench,
)


def skull(b: Bench) -> None:
    bone = (236, 226, 200)
    b.shape(
        [(-0.2, -0.06), (-0.16, -0.28), (0.0, -0.32), (0.16, -0.28), (0.2, -0.06)],
        bone,
        round_=True,
    )
    b.shape(
        [
            (-0.29, 0.1),
            (-0.25, 0.3),
            (0.0, 0.4),
            (0.25, 0.3),
            (0.29, 0.1),
            (0.22, -0.08),
            (0.12, -0.14),
            (-0.12, -0.14),
            (-0.22, -0.08),
        ],
        bone,
        round_=True,
    )
    dark = b.light.shade(b.tone(bone), 0.85)
    for x in (-0.115, 0.115):
        b.layer.fill(ellipse(*b.put(x, 0.06), b.size * 0.08, b.size * 0.09), dark)
    b.layer.fill([b.put(0, 0.0), b.put(0.04, -0.09), b.put(-0.04, -0.09)], dark)
    for k in range(-3, 4):
        b.line([(k * 0.035, -0.17), (k * 0.034, -0.22), (k * 0.032, -0.26)], width=1.0)
    b.line([(-0.12, -0.2), (0, -0.215), (0.12, -0.2)], width=1.0)


def crown(b: Bench) -> None:
    b.shape(
        [
            (-0.3, -0.2),
            (-0.38, 0.2),
            (-0.19, 0.0),
            (-0.13, 0.3),
            (0.0, 0.02),
            (0.13, 0.3),
            (0.19, 0.0),
            (0.38, 0.2),
            (0.3, -0.2),
            (0.15, -0.24),
            (-0.15, -0.24),
        ],
        GOLD,
    )
    b.line([(-0.3, -0.1), (0, -0.145), (0.3, -0.1)], width=1.3)
    for x, y in ((-0.38, 0.22), (-0.13, 0.32), (0.13, 0.32), (0.38, 0.22)):
        b.round(x, y, 0.032, 0.032, (240, 236, 224))
    for x in (-0.2, 0.0, 0.2):
        b.round(x, -0.165, 0.036, 0.03, (176, 44, 52) if x else (70, 120, 170))


def key(b: Bench) -> None:
    b.round(-0.28, 0.06, 0.15, 0.15, GOLD)
    b.layer.fill(
        ellipse(*b.put(-0.28, 0.06), b.size * 0.08, b.size * 0.08), b.light.shade(b.tone(WOOD), 0.4)
    )
    b.shape([(-0.14, 0.09), (0.42, 0.04), (0.42, -0.02), (-0.14, 0.03)], GOLD)
    b.flat([(0.26, 0.0), (0.28, -0.15), (0.34, -0.15), (0.33, -0.005)], GOLD)
    b.flat([(0.36, -0.01), (0.375, -0.12), (0.43, -0.12), (0.42, -0.015)], GOLD)


def ring(b: Bench) -> None:
    b.round(0, -0.08, 0.22, 0.22, GOLD)
    b.layer.shape(
        ellipse(*b.put(0, -0.08), b.size * 0.155, b.size * 0.155),
        b.light.shade(b.tone(WOOD), 0.3),
        width=b.pen,
    )
    b.flat([(-0.12, 0.22), (0, 0.08), (0.12, 0.22), (0.06, 0.3), (-0.06, 0.3)], (150, 216, 228))
    b.line([(-0.12, 0.22), (0, 0.2), (0.12, 0.22)])
    b.gleam([(-0.185, -0.02), (-0.195, -0.09), (-0.175, -0.17)])
    b.glow(0.0, 0.24, 0.2, (200, 236, 250), 0.5)


def necklace(b: Bench) -> None:
    for k in range(25):
        a = math.pi * (0.06 + 0.88 * k / 24)
        b.round(0.36 * math.cos(a), 0.28 - 0.42 * math.sin(a), 0.03, 0.03, GOLD, shade=0.0)
    b.round(0, -0.24, 0.12, 0.14, GOLD)
    b.round(0, -0.24, 0.075, 0.095, (176, 40, 56))
    b.gleam([(-0.03, -0.2), (-0.02, -0.18), (0.0, -0.17)])


def clock(b: Bench) -> None:
    b.round(0, 0, 0.36, 0.36, GOLD)
    b.layer.shape(ellipse(*b.put(0, 0), b.size * 0.3, b.size * 0.3), b.tone(PAPER), width=b.pen)
    for k in range(12):
        a = k * math.pi / 6
        b.line(
            [(0.23 * math.sin(a), 0.23 * math.cos(a)), (0.275 * math.sin(a), 0.275 * math.cos(a))],
            width=2.4 if k % 3 == 0 else 1.4,
        )
    b.line([(0, 0), (-0.05, 0.09), (-0.09, 0.15)], width=3.0)
    b.line([(0, 0), (0.01, 0.12), (0.02, 0.23)], width=2.2)
    b.round(0, 0, 0.025, 0.025, IRON)
