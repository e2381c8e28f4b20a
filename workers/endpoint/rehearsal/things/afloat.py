"""What floats: a sailing boat and a great ship."""

from __future__ import annotations

from workers.endpoint.rehearsal.things.bench import RED, WOOD, Bench

HULL = (92, 62, 46)
SAIL = (240, 232, 212)


def boat(b: Bench) -> None:
    b.bar((-0.02, -0.1), (-0.02, 0.48), 0.022, WOOD)
    b.shape([(0.01, 0.46), (0.36, -0.04), (0.01, -0.06)], (240, 232, 212))
    b.shape([(-0.05, 0.42), (-0.3, -0.03), (-0.05, -0.05)], (226, 214, 186))
    b.flat([(-0.02, 0.48), (-0.16, 0.44), (-0.02, 0.41)], RED)
    b.shape([(-0.46, -0.1), (0.5, -0.1), (0.36, -0.28), (-0.34, -0.28)], (120, 78, 52))
    b.flat([(-0.47, -0.12), (0.5, -0.12), (0.51, -0.08), (-0.48, -0.08)], (226, 214, 186))
    for k in range(4):
        u = -0.4 + 0.26 * k
        b.line([(u - 0.12, -0.3), (u, -0.27), (u + 0.12, -0.3)], b.tone((90, 150, 176)), 4.0)


def ship(b: Bench) -> None:
    """Three masts of square sails on a high hull."""
    for x, tall in ((-0.26, 0.34), (0.0, 0.46), (0.25, 0.36)):
        b.bar((x, -0.16), (x, tall), 0.014, WOOD)
        for k in range(3):
            low, half = -0.06 + (tall - 0.02) * k / 3, 0.125 - 0.022 * k
            high = low + (tall - 0.02) / 3 - 0.03
            b.shape(
                [(x - half, low), (x - half * 0.6, low + 0.025), (x + half * 0.7, low + 0.025),
                 (x + half, low), (x + half * 0.86, high), (x - half * 0.86, high)],
                SAIL,
            )  # fmt: skip
        b.flat([(x, tall), (x - 0.07, tall - 0.02), (x, tall - 0.04)], RED)
    b.bar((0.36, -0.12), (0.56, 0.02), 0.012, WOOD)
    b.shape([(0.26, 0.2), (0.54, 0.0), (0.3, -0.08)], SAIL)
    b.shape(
        [(-0.44, -0.06), (-0.32, -0.06), (-0.3, -0.13), (0.3, -0.13), (0.4, -0.08), (0.34, -0.3), (-0.38, -0.3)],
        HULL,
    )  # fmt: skip
    b.flat([(-0.42, -0.17), (0.38, -0.17), (0.37, -0.2), (-0.41, -0.2)], (226, 206, 158))
    for k in range(8):
        u = -0.32 + 0.085 * k
        b.flat([(u, -0.25), (u + 0.03, -0.25), (u + 0.03, -0.222), (u, -0.222)], (50, 40, 36))
