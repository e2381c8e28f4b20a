"""Space for a figure: points forward, up and to its near side, and how a view shows them.

Lengths are in parts of the figure's height. Yaw 0 faces us, 90° looks along the picture, 180° away.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.endpoint.rehearsal.brush import Point

Vec = tuple[float, float, float]  # forward, up, near side


def add(a: Vec, b: Vec, k: float = 1.0) -> Vec:
    return a[0] + b[0] * k, a[1] + b[1] * k, a[2] + b[2] * k


def between(a: Vec, b: Vec, t: float) -> Vec:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t


@dataclass(frozen=True, slots=True)
class View:
    """How the figure is seen. `feet` and `size` are pixels; angles are radians."""

    feet: Point
    size: float
    way: int
    yaw: float
    pitch: float

    def flat(self, v: Vec) -> Vec:
        """Across, up and towards us, in parts of the figure's height."""
        f, u, s = v
        x = f * math.sin(self.yaw) - s * math.cos(self.yaw)
        d = f * math.cos(self.yaw) + s * math.sin(self.yaw)
        loom = 1 + 0.55 * math.sin(self.pitch) * (u - 0.45)
        lift = u * math.cos(self.pitch) - d * math.sin(self.pitch + 0.07)
        return x * loom, lift, d

    def near(self, v: Vec) -> float:
        """How much larger a thing at `v` is seen for being nearer to the eye."""
        return 1 + 0.55 * math.sin(self.pitch) * (v[1] - 0.45)

    def put(self, v: Vec) -> Point:
        x, y, _ = self.flat(v)
        return self.feet[0] + self.way * x * self.size, self.feet[1] - y * self.size

    def depth(self, v: Vec) -> float:
        return self.flat(v)[2]


@dataclass(frozen=True, slots=True)
class Ring:
    """A cut through the trunk: half widths to the side and to the front."""

    at: Vec
    side: Vec
    front: Vec
    wide: float
    deep: float


class Trunk:
    """Rings from the pelvis up to the neck, or down a skirt, with skin to draw on."""

    def __init__(self, view: View, rings: Sequence[Ring]) -> None:
        self.view, self.rings = view, rings

    def ring(self, t: float) -> Ring:
        t = min(len(self.rings) - 1.0, max(0.0, t))
        k = min(int(t), len(self.rings) - 2)
        a, b, part = self.rings[k], self.rings[k + 1], t - k
        return Ring(
            between(a.at, b.at, part), between(a.side, b.side, part),
            between(a.front, b.front, part),
            a.wide + (b.wide - a.wide) * part, a.deep + (b.deep - a.deep) * part,
        )  # fmt: skip

    def point(self, t: float, angle: float, out: float = 1.0) -> Vec:
        """On the skin at ring `t`; angle 0 is in front, 90 at the near side, in degrees."""
        ring, a = self.ring(t), math.radians(angle)
        side = add(ring.at, ring.side, ring.wide * out * math.sin(a))
        return add(side, ring.front, ring.deep * out * math.cos(a))

    def put(self, t: float, angle: float, out: float = 1.0) -> Point:
        return self.view.put(self.point(t, angle, out))

    def line(self, marks: Iterable[tuple[float, float]], out: float = 1.0) -> list[Point]:
        return [self.put(t, angle, out) for t, angle in marks]

    def belt(self, t: float, out: float = 1.02) -> list[Point]:
        """The visible half of the ring at `t`, from end to end."""
        points = [self.point(t, k * 10, out) for k in range(36)]
        middle = self.view.depth(self.ring(t).at)
        seen = [self.view.depth(v) >= middle for v in points]
        start = next((k for k in range(36) if seen[k] and not seen[k - 1]), 0)
        turn = [(start + k) % 36 for k in range(36)]
        return [self.view.put(points[k]) for k in turn if seen[k]]

    def edges(
        self, first: float, last: float, grow: float = 0.0
    ) -> tuple[list[Point], list[Point]]:
        """The two outlines between rings `first` and `last`, bottom to top."""
        count = max(2, round(abs(last - first) * 2) + 1)
        marks = [first + (last - first) * k / (count - 1) for k in range(count)]
        middles = [self.view.put(self.ring(t).at) for t in marks]
        left, right = [], []
        for k, t in enumerate(marks):
            a, b = middles[max(0, k - 1)], middles[min(count - 1, k + 1)]
            length = math.hypot(b[0] - a[0], b[1] - a[1]) or 1.0
            n = (-(b[1] - a[1]) / length, (b[0] - a[0]) / length)
            half = self._reach(self.ring(t), n) + grow * self.view.size
            x, y = middles[k]
            left.append((x - n[0] * half, y - n[1] * half))
            right.append((x + n[0] * half, y + n[1] * half))
        return left, right

    def _reach(self, ring: Ring, n: Point) -> float:
        base = self.view.put(ring.at)

        def along(axis: Vec, half: float) -> float:
            p = self.view.put(add(ring.at, axis, half))
            return (p[0] - base[0]) * n[0] + (p[1] - base[1]) * n[1]

        return math.hypot(along(ring.side, ring.wide), along(ring.front, ring.deep))


def hull(points: Iterable[Point]) -> list[Point]:
    """The convex outline of points."""
    ordered = sorted(set(points))
    if len(ordered) < 3:
        return ordered
    chains: list[Point] = []
    for run in (ordered, ordered[::-1]):
        chain: list[Point] = []
        for p in run:
            while len(chain) > 1 and _turn(chain[-2], chain[-1], p) <= 0:
                chain.pop()
            chain.append(p)
        chains.extend(chain[:-1])
    return chains


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def soften(ring: Sequence[Point], rounds: int = 2) -> list[Point]:
    """Corners cut off a closed ring until it looks drawn."""
    points = list(ring)
    for _ in range(rounds):
        cut: list[Point] = []
        for k, b in enumerate(points):
            a = points[k - 1]
            cut.append((a[0] * 0.25 + b[0] * 0.75, a[1] * 0.25 + b[1] * 0.75))
            c = points[(k + 1) % len(points)]
            cut.append((b[0] * 0.75 + c[0] * 0.25, b[1] * 0.75 + c[1] * 0.25))
        points = cut
    return points


def evenly(ring: Sequence[Point], count: int) -> list[Point]:
    """`count` points at equal steps along a closed ring."""
    closed = [*ring, ring[0]]
    lengths = [math.dist(a, b) for a, b in pairwise(closed)]
    step, walked, k = sum(lengths) / count, 0.0, 0
    points = []
    for i in range(count):
        goal = i * step
        while k < len(lengths) - 1 and walked + lengths[k] < goal:
            walked += lengths[k]
            k += 1
        t = (goal - walked) / (lengths[k] or 1.0)
        a, b = closed[k], closed[k + 1]
        points.append((a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t))
    return points
