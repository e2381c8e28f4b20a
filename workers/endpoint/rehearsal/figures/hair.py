"""Hair and beards, as masses on a head."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.skull import Head, Spot
from workers.endpoint.rehearsal.palette import Palette

# How far the mass stands off the skull, how far it falls at the nape.
_MASS = {
    "short": (1.07, 0.0), "slick": (1.045, 0.0), "wavy": (1.14, 0.06), "curly": (1.12, 0.04), "spiky": (1.07, 0.0), "afro": (1.34, 0.02),
    "bob": (1.13, 0.12), "long": (1.10, 0.10), "shoulder": (1.10, 0.16), "braid": (1.07, 0.02), "bun": (1.06, 0.0), "tail": (1.06, 0.0),
    "thin": (1.02, 0.0),
}  # fmt: skip
_FALLS = {
    "long": (-1.02, 0.40),
    "shoulder": (-0.62, 0.40),
    "bob": (-0.40, 0.41),
    "wavy": (-0.42, 0.37),
}
# The edge of hair over the brow, from the near temple to the far one: (side, up).
_FRINGES: dict[str, tuple[tuple[float, float], ...]] = {
    "short": ((0.33, 0.10), (0.27, 0.24), (0.17, 0.23), (0.10, 0.27), (0.0, 0.245), (-0.08, 0.28), (-0.18, 0.25), (-0.27, 0.25), (-0.33, 0.10)),
    "slick": ((0.33, 0.12), (0.26, 0.31), (0.1, 0.36), (-0.1, 0.36), (-0.26, 0.31), (-0.33, 0.12)),
    "wavy": ((0.35, 0.02), (0.29, 0.2), (0.2, 0.3), (0.08, 0.36), (-0.03, 0.26), (-0.15, 0.19), (-0.28, 0.15), (-0.35, -0.02)),
    "curly": ((0.34, 0.06), (0.27, 0.2), (0.18, 0.2), (0.09, 0.25), (-0.02, 0.21), (-0.12, 0.25), (-0.21, 0.19), (-0.3, 0.2), (-0.34, 0.06)),
    "spiky": ((0.33, 0.1), (0.27, 0.18), (0.2, 0.27), (0.12, 0.15), (0.05, 0.27), (-0.05, 0.14), (-0.11, 0.27), (-0.2, 0.17), (-0.25, 0.27), (-0.33, 0.1)),
    "afro": ((0.35, 0.1), (0.27, 0.28), (0.1, 0.33), (-0.1, 0.33), (-0.27, 0.28), (-0.35, 0.1)),
    "bob": ((0.36, -0.1), (0.31, 0.12), (0.24, 0.155), (0.08, 0.145), (-0.08, 0.15), (-0.24, 0.155), (-0.31, 0.12), (-0.36, -0.1)),
    "long": ((0.36, -0.1), (0.31, 0.08), (0.22, 0.24), (0.05, 0.38), (-0.1, 0.3), (-0.25, 0.2), (-0.33, 0.04), (-0.36, -0.12)),
    "bun": ((0.34, 0.04), (0.29, 0.22), (0.16, 0.32), (0.0, 0.36), (-0.16, 0.32), (-0.29, 0.22), (-0.34, 0.04)),
    "thin": ((0.345, 0.0), (0.335, 0.2), (0.29, 0.33), (0.12, 0.45), (-0.12, 0.45), (-0.29, 0.33), (-0.335, 0.2), (-0.345, 0.0)),
}  # fmt: skip
_FRINGES["shoulder"] = _FRINGES["long"]
_FRINGES["braid"] = _FRINGES["tail"] = _FRINGES["bun"]


class Hair:
    """Draws one head's hair: what falls behind, the mass, and its edge over the face."""

    def __init__(self, layer: Layer, head: Head, look: Look, light: Palette, far: float) -> None:
        self.layer, self.head, self.look, self.light = layer, head, look, light
        self.style = look.hair_style
        self.hidden = look.hat in {"hood", "scarf"}
        self.falls = self.style in _FALLS
        self.colour = light.lit(look.hair, far)
        self.dim = mix(light.shade(self.colour, 0.42), light.lit((70, 36, 60), far), 0.2)
        self.pen = max(0.9, min(layer.line * 1.3, head.size * 0.016))

    def behind(self) -> None:
        """What falls behind neck and shoulders, drawn before them."""
        head, style = self.head, self.style
        if self.hidden:
            return
        if style in _FALLS:
            low, wide = _FALLS[style]
            middle = (low - 0.1) / 2
            spots: list[Spot] = [(k * wide * 0.88, 0.2, -0.1) for k in (-1, 1)]
            spots += [(k * wide * 1.05, middle, f) for k in (-1, 1) for f in (-0.05, -0.34)]
            spots += [
                (k * wide * (0.96 if style == "long" else 1.0), low, f)
                for k in (-1, 1)
                for f in (-0.12, -0.36)
            ]
            spots += [(0.0, low - 0.08, -0.32), (0.0, 0.1, -0.46)]
            self._mass(self._waved(head.ring(spots, 40)), self.colour if head.away else self.dim)
        elif style == "bun":
            self._mass(
                ellipse(*head.put((0.0, 0.36, -0.47)), head.size * 0.19, head.size * 0.175),
                self.dim,
            )
        elif style == "tail":
            tail = [
                (0.0, 0.34, -0.42),
                (0.02, 0.36, -0.62),
                (0.05, 0.0, -0.74),
                (0.05, -0.5, -0.62),
                (0.02, -0.72, -0.66),
                (-0.03, -0.4, -0.5),
                (-0.03, 0.1, -0.48),
            ]
            self._mass(head.line(tail, closed=True), self.dim)

    def braids(self) -> None:
        """What falls in front of the shoulders, drawn last."""
        if self.style != "braid" or self.hidden:
            return
        head = self.head
        for k in (-1, 1):
            if head.flat((k * 0.36, 0.0, 0.0))[2] < -0.16:
                continue
            knots = [
                head.put((k * (0.37 + 0.02 * j), -0.14 - 0.155 * j, -0.02 + 0.02 * j))
                for j in range(6)
            ]
            sizes = [head.size * (0.095 - 0.006 * j) for j in range(6)]
            for at, size in zip(knots, sizes, strict=True):
                self.layer.contour(ellipse(*at, size * 0.95, size * 1.1), width=self.pen * 2)
            for j, (at, size) in enumerate(zip(knots, sizes, strict=True)):
                self.layer.fill(
                    ellipse(*at, size * 0.95, size * 1.1),
                    self.colour if j < 5 else self.light.lit(self.look.trim),
                )
                notch = [
                    (at[0] - size * 0.7, at[1] - size * 0.35),
                    (at[0], at[1] + size * 0.3),
                    (at[0] + size * 0.7, at[1] - size * 0.4),
                ]
                self.layer.stroke(
                    smooth(notch, closed=False), width=self.pen * 0.9, colour=self.dim
                )

    def mass(self) -> list[Point]:
        """The outline of the hair on the skull; empty if there is none."""
        if self.hidden or self.style == "bald":
            return []
        grow, low = _MASS[self.style]
        ring = self.head.ring(self.head.cap(grow, low), 56)
        if self.style in {"curly", "afro"}:
            return self._bumped(ring, 15 if self.style == "curly" else 22, 0.055)
        if self.style == "spiky":
            return self._bumped(ring, 13, 0.10, sharp=True)
        return ring

    def paint(self, ring: list[Point]) -> None:
        """Fill and shade the mass; the face comes over it."""
        if not ring:
            return
        layer, head = self.layer, self.head
        layer.fill(ring, self.colour)
        if head.size < 26:
            return
        away = [(x + head.light * head.size * 0.13, y - head.size * 0.12) for x, y in ring]
        layer.wash(
            [*ring, ring[0], *away, away[0]], self.dim, 0.75, within=ring, soft=head.size * 0.008
        )
        if self.style in {"curly", "afro"}:
            self._curls(ring)
        else:
            self._strands(ring)

    def sides(self) -> None:
        """Long hair that falls from the temples over the shoulders."""
        if self.hidden or self.style not in {"long", "shoulder", "wavy"}:
            return
        head, low = self.head, _FALLS[self.style][0]
        for k in (-1, 1):
            if head.flat((k * 0.36, 0.0, 0.0))[2] < -0.12:
                continue
            lock: list[Spot] = [
                (k * 0.34, 0.26, 0.12), (k * 0.375, 0.0, 0.08), (k * 0.385, low * 0.45, 0.07), (k * 0.36, low * 0.8, 0.10), (k * 0.34, low + 0.02, 0.03),
                (k * 0.36, low * 0.93, -0.06), (k * 0.35, low - 0.03, -0.16), (k * 0.36, low * 0.6, -0.26), (k * 0.33, -0.05, -0.28), (k * 0.28, 0.3, -0.2),
            ]  # fmt: skip
            ring = head.line(lock, closed=True)
            self._mass(ring, self.colour)
            away = [(x + head.light * head.size * 0.09, y) for x, y in ring]
            self.layer.wash([*ring, ring[0], *away, away[0]], self.dim, 0.7, within=ring)
            for f in (-0.14, -0.05, 0.03):
                strand: list[Spot] = [
                    (k * 0.37, 0.16, f),
                    (k * 0.39, low * 0.4, f * 1.2),
                    (k * 0.36, low * 0.88, f),
                ]
                self.layer.stroke(head.line(strand), width=self.pen * 0.9, colour=self.dim)

    def fringe(self, face: list[Point], ring: list[Point]) -> None:
        """Hair over the forehead and temples, with its shadow on the skin."""
        if not ring or self.head.away:
            return
        head, layer = self.head, self.layer
        whole = _FRINGES[self.style]
        # Finely divided, so that it ends where the head turns away and not a lock before.
        fine = [
            (a[0] + (b[0] - a[0]) * k / 4, a[1] + (b[1] - a[1]) * k / 4)
            for a, b in pairwise(whole)
            for k in range(4)
        ]
        edge = [m for m in [*fine, whole[-1]] if head.flat(head.skin(*m))[2] > 0.075]
        if len(edge) < 3:
            return
        grow = _MASS[self.style][0]
        low = head.face(edge, 0.02)
        over = [[head.put(head.over(s, lift, grow)) for s, _ in edge] for lift in (0.55, 1.15)]
        piece = [*low, over[0][-1], *over[1][::-1], over[0][0]]
        if head.size > 40:
            drop = head.size * 0.035
            cast = [(x - head.light * drop * 0.6, y + drop) for x, y in low]
            layer.wash(
                [*cast, *low[::-1]],
                mix(self.light.ink, self.light.lit((120, 50, 50)), 0.5),
                0.3,
                within=face,
            )
        layer.fill(piece, self.colour)
        layer.stroke(low, width=self.pen, colour=mix(self.dim, self.light.ink, 0.5), swell=0.7)
        if head.size > 60 and self.style not in {"curly", "afro", "thin"}:
            for s, u in whole[1:-1]:
                lock = [
                    head.skin(s, u, 0.022),
                    head.skin(s * 0.92 + 0.02, min(0.46, u + 0.09), 0.03),
                    (s * 0.6 + 0.03, 0.47, 0.18),
                ]
                if min(head.flat(spot)[2] for spot in lock) > 0.06:
                    layer.stroke(head.line(lock), width=self.pen * 0.9, colour=self.dim)

    def beard(self, face: list[Point]) -> None:
        """Beard and moustache; the mouth is drawn over them."""
        kind, head, layer = self.look.beard, self.head, self.layer
        if not kind or head.away:
            return
        if kind == "stubble":
            low = head.face(
                [
                    (0.31, -0.1),
                    (0.2, -0.2),
                    (0.06, -0.225),
                    (-0.06, -0.225),
                    (-0.2, -0.2),
                    (-0.31, -0.1),
                    (-0.3, -0.45),
                    (0, -0.6),
                    (0.3, -0.45),
                ],
                closed=True,
            )
            layer.wash(low, self.dim, 0.3, within=face, soft=head.size * 0.02)
            return
        if kind in {"full", "long"}:
            self._chin(long=kind == "long")
        if kind in {"full", "long", "moustache"} and head.shows(0, -0.25) > 0.05:
            for k in (-1, 1):
                wing: list[Spot] = [
                    (0.0, -0.218, 0.41),
                    (k * 0.07, -0.222, 0.385),
                    (k * 0.145, -0.285, 0.33),
                    (k * 0.15, -0.315, 0.32),
                    (k * 0.08, -0.282, 0.385),
                    (0.0, -0.272, 0.41),
                ]
                layer.fill(
                    head.line(wing, closed=True),
                    mix(self.colour, self.dim, 0.35 if kind != "moustache" else 0.1),
                )

    def _chin(self, *, long: bool) -> None:
        head, layer = self.head, self.layer
        drop = 0.34 if long else 0.06
        ring: list[Spot] = [
            (0.335, -0.02, 0.08),
            (0.318, -0.24, 0.06),
            (0.235, -0.45 - drop * 0.3, 0.15),
            (0.10, -0.555 - drop * 0.9, 0.28),
            (0.0, -0.575 - drop, 0.32),
        ]
        ring += [(-s, u, f) for s, u, f in ring[-2::-1]]
        cheek = [
            (-0.285, -0.12),
            (-0.2, -0.2),
            (-0.1, -0.222),
            (0.0, -0.226),
            (0.1, -0.222),
            (0.2, -0.2),
            (0.285, -0.12),
        ]
        whole = head.line([*ring, *(head.skin(s, u, 0.012) for s, u in cheek)], closed=True)
        self._mass(whole, self.colour)
        if head.size > 50:
            away = [(x + head.light * head.size * 0.09, y - head.size * 0.06) for x, y in whole]
            layer.wash([*whole, whole[0], *away, away[0]], self.dim, 0.7, within=whole)
            for k in range(-3, 4):
                hair = [
                    (0.055 * k, -0.37, 0.37 - 0.02 * abs(k)),
                    (0.06 * k, -0.46, 0.36 - 0.03 * abs(k)),
                    (0.045 * k, -0.52 - drop * 0.7, 0.32),
                ]
                layer.stroke(head.line(hair), width=self.pen * 0.8, colour=self.dim)

    def _mass(self, ring: list[Point], colour: Colour) -> None:
        self.layer.contour(ring, width=self.pen * 1.8)
        self.layer.fill(ring, colour)

    def _waved(self, ring: list[Point]) -> list[Point]:
        """Long hair ends in locks, not in a straight edge."""
        low, high = max(p[1] for p in ring), min(p[1] for p in ring)
        waved = []
        for k, (x, y) in enumerate(ring):
            part = max(0.0, (y - high) / max(1.0, low - high) - 0.45)
            waved.append(
                (
                    x + math.sin(k * 1.9) * self.head.size * 0.05 * part,
                    y + math.cos(k * 2.3) * self.head.size * 0.09 * part,
                )
            )
        return waved

    def _bumped(
        self, ring: Sequence[Point], count: int, deep: float, *, sharp: bool = False
    ) -> list[Point]:
        cx, cy = self.head.put((0.0, 0.1, -0.04))
        bumped = []
        fine = smooth(ring, steps=3)
        for k, (x, y) in enumerate(fine):
            wave = (k * count / len(fine)) % 1.0
            out = (1 - wave) if sharp else abs(math.sin(math.pi * wave))
            grow = 1 + deep * out * (1.0 if y < cy + self.head.size * 0.25 else 0.2)
            bumped.append((cx + (x - cx) * grow, cy + (y - cy) * grow))
        return bumped

    def _curls(self, ring: list[Point]) -> None:
        cx, cy = self.head.put((0.0, 0.12, 0.0))
        size = self.head.size * 0.06
        for k in range(0, len(ring), max(1, len(ring) // 26)):
            x, y = ring[k]
            for part in (0.86, 0.66):
                at = (cx + (x - cx) * part, cy + (y - cy) * part)
                arc = ellipse(*at, size, size)[(k * 5) % 18 : (k * 5) % 18 + 15]
                self.layer.stroke(arc, width=self.pen, colour=self.dim)

    def _strands(self, ring: list[Point]) -> None:
        head, layer = self.head, self.layer
        if head.size > 46:
            sheen = [(x - (x - head.at[0]) * 0.18, y + head.size * 0.10) for x, y in ring]
            band = [
                p
                for p in sheen
                if p[1] < head.at[1] - head.size * 0.36
                and (p[0] - head.at[0]) * head.light > -head.size * 0.05
            ]
            if len(band) > 3:
                layer.stroke(
                    band, width=head.size * 0.045, colour=mix(self.colour, self.light.key, 0.28)
                )
        for k in range(-4, 5):
            a = k * 0.33
            strand: list[Spot] = [
                (0.36 * math.sin(a) * m, 0.115 + 0.41 * w, -0.045 - 0.44 * math.cos(a) * m)
                for m, w in ((0.35, 0.93), (0.8, 0.55), (1.0, 0.0), (0.9, -0.5))
            ]
            if all(head.flat(spot)[2] > 0.0 for spot in strand[1:3]):
                layer.stroke(head.line(strand), width=self.pen * 0.9, colour=self.dim)
