"""What is worn on the head: hats, hoods, helmets, crowns and glasses."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.figures import kerchief
from workers.endpoint.rehearsal.figures.look import STEEL, Look
from workers.endpoint.rehearsal.figures.rig import hull, soften
from workers.endpoint.rehearsal.figures.skull import Head, Spot
from workers.endpoint.rehearsal.palette import Palette

GOLD: Colour = (214, 170, 72)
# Rings of a crown from below upwards: (height, radius), in head units; then the brim's reach.
_CROWNS: dict[str, tuple[tuple[tuple[float, float], ...], float]] = {
    "brim": (((0.27, 0.40), (0.42, 0.40), (0.60, 0.34), (0.66, 0.24)), 0.70),
    "straw": (((0.27, 0.40), (0.45, 0.38), (0.56, 0.28), (0.60, 0.14)), 0.86),
    "top": (((0.30, 0.39), (0.55, 0.37), (0.98, 0.40)), 0.58),
    "bowler": (((0.29, 0.40), (0.45, 0.41), (0.60, 0.33), (0.67, 0.14)), 0.52),
    "witch": (((0.27, 0.41), (0.55, 0.27), (0.95, 0.12), (1.25, 0.01)), 0.84),
    "beanie": (((0.17, 0.405), (0.40, 0.415), (0.56, 0.33), (0.64, 0.12)), 0.0),
    "cap": (((0.22, 0.40), (0.36, 0.44), (0.50, 0.38), (0.57, 0.16)), 0.0),
    "peak": (((0.24, 0.40), (0.40, 0.42), (0.52, 0.52), (0.60, 0.42)), 0.0),
    "helmet": (((0.10, 0.41), (0.30, 0.42), (0.48, 0.36), (0.60, 0.2), (0.68, 0.03)), 0.47),
}


class Hat:
    """Draws what one head wears."""

    def __init__(self, layer: Layer, head: Head, look: Look, light: Palette, far: float) -> None:
        self.layer, self.head, self.look, self.light = layer, head, look, light
        self.colour = light.lit(look.hat_colour, far)
        self.gold = light.lit(GOLD, far)
        self.pen = max(0.9, min(layer.line * 1.4, head.size * 0.017))

    def behind(self) -> None:
        """The inside of a hood, and the far brim."""
        if self.look.hat in {"hood", "scarf"}:
            grow = 1.2 if self.look.hat == "hood" else 1.09
            spots = self.head.cap(grow, 0.12)
            if self.look.hat == "scarf":
                spots += [(k * 0.27, -0.5, -0.16) for k in (-1, 1)] + [(0.0, -0.56, 0.16)]
            else:
                spots += [(k * 0.36, -0.5, -0.2) for k in (-1, 1)]
                spots += [(k * 0.30, -0.52, 0.12) for k in (-1, 1)]
            if self.look.hat == "hood":
                spots += [(0.0, 0.44, -0.62)]
            ring = self.head.ring(spots, 48)
            self.layer.contour(ring, width=self.pen * 2)
            self.layer.fill(ring, self.colour)
            self.shaded(ring)

    def draw(self) -> None:
        hat = self.look.hat
        if hat in _CROWNS:
            self._crowned(hat)
        elif hat == "crown":
            self._crown()
        elif hat in {"hood", "scarf"} and self.head.away:
            kerchief.nape(self)
        elif hat == "hood":
            self._hood()
        elif hat == "scarf":
            kerchief.brow(self)
        elif hat == "headband":
            ring = [
                *self._front(self._circle(0.21, 0.378)),
                *self._front(self._circle(0.285, 0.37))[::-1],
            ]
            self.layer.shape(ring, self.colour, width=self.pen * 0.8)

    def glasses(self) -> None:
        if not self.look.glasses or self.head.away:
            return
        head, dark = self.head, self.look.glasses == "dark"
        width = max(1.0, head.size * 0.017)
        line = -0.02 - 0.05 * head.soft
        for k in (-1, 1):
            if head.shows(k * 0.165, line) < 0.1:
                continue
            lens = head.face(
                [
                    (k * (0.165 + 0.108 * math.cos(a)), line + 0.092 * math.sin(a))
                    for a in (j * math.pi / 6 for j in range(12))
                ],
                0.045,
                closed=True,
            )
            if dark:
                self.layer.fill(lens, self.light.lit((36, 36, 44)))
            else:
                self.layer.wash(lens, mix(self.light.key, (220, 240, 250), 0.5), 0.22)
            x, y = head.put(head.skin(k * 0.165, line, 0.045))
            glint = [
                (x + head.size * 0.02, y - head.size * 0.06),
                (x - head.size * 0.04, y + head.size * 0.03),
            ]
            self.layer.stroke(
                glint, width=head.size * 0.02, colour=mix(self.light.key, (255, 255, 255), 0.6)
            )
            self.layer.contour(lens, width=width)
            temple = [
                head.skin(k * 0.275, line + 0.02, 0.045),
                (k * 0.37, line + 0.03, 0.05),
                (k * 0.36, line + 0.02, -0.06),
            ]
            if head.flat((k, 0.0, 0.0))[2] > 0:
                self.layer.stroke(head.line(temple), width=width, swell=0.2)
        if head.shows(0, 0) > 0:
            self.layer.stroke(
                head.face([(-0.06, line + 0.03), (0.0, line + 0.05), (0.06, line + 0.03)], 0.05),
                width=width,
                swell=0.2,
            )

    def _circle(self, u: float, radius: float, deep: float = 1.16) -> list[Spot]:
        return [
            (radius * math.sin(a) * 0.96, u, -0.045 + radius * deep * math.cos(a))
            for a in (k * math.pi / 16 for k in range(32))
        ]

    def _front(self, ring: list[Spot]) -> list[Point]:
        """The visible half of a level ring, from end to end."""
        seen = [
            self.head.flat(spot)[2] > self.head.flat((0.0, ring[0][1], -0.045))[2] for spot in ring
        ]
        start = next((k for k in range(len(ring)) if seen[k] and not seen[k - 1]), 0)
        return [
            self.head.put(ring[(start + k) % len(ring)])
            for k in range(len(ring))
            if seen[(start + k) % len(ring)]
        ]

    def _crowned(self, hat: str) -> None:
        head, (rings, brim) = self.head, _CROWNS[hat]
        spots = [spot for u, radius in rings for spot in self._circle(u, radius)]
        crown = soften(hull(head.put(spot) for spot in spots), 1)
        if brim:
            droop = 0.03 if hat in {"brim", "straw", "witch"} else 0.0
            low = rings[0][0] - (0.015 if hat != "helmet" else -0.015)
            edge = [
                (
                    s,
                    low
                    - droop * abs(math.sin(k * math.pi / 16)) * 2
                    + (0.05 if hat == "bowler" else 0.0) * abs(s),
                    f,
                )
                for k, (s, _, f) in enumerate(self._circle(low, brim))
            ]
            disc = soften([head.put(spot) for spot in edge], 1)
            colour = self.light.shade(self.colour, 0.25)
            self.layer.contour(disc, width=self.pen * 1.8)
            self.layer.fill(disc, colour)
        if hat in {"cap", "peak"}:
            self._visor(rings[0][0])
        self.layer.contour(crown, width=self.pen * 1.8)
        self.layer.fill(crown, self.colour)
        self.shaded(crown)
        base = self._front(self._circle(rings[0][0] + 0.045, rings[0][1]))
        if hat == "beanie":
            self.layer.stroke(
                self._front(self._circle(0.22, 0.415)),
                width=head.size * 0.12,
                colour=self.light.shade(self.colour, 0.2),
                swell=0.1,
            )
            bob = ellipse(*head.put((0.0, 0.72, -0.05)), head.size * 0.1, head.size * 0.1)
            self.layer.shape(bob, self.light.lit(self.look.trim), width=self.pen)
        elif hat == "helmet":
            self.layer.stroke(
                self._front(self._circle(0.14, 0.415)),
                width=head.size * 0.06,
                colour=self.light.shade(self.colour, 0.35),
                swell=0.1,
            )
            ridge = [head.put((0.0, u, f)) for u, f in ((0.2, 0.42), (0.5, 0.28), (0.68, -0.04))]
            self.layer.stroke(ridge, width=self.pen * 1.2)
        else:
            band = mix(self.light.lit(self.look.trim), self.light.ink, 0.35)
            self.layer.stroke(base, width=head.size * 0.075, colour=band, swell=0.1)
        if hat == "peak" and not head.away:
            self.layer.shape(
                ellipse(*head.put((0.0, 0.36, 0.46)), head.size * 0.045, head.size * 0.055),
                self.gold,
                width=self.pen * 0.8,
            )

    def _visor(self, low: float) -> None:
        arc = [k * math.pi / 10 - math.pi / 2 for k in range(11)]
        outer: list[Spot] = [
            (0.36 * math.sin(a), low - 0.06, 0.16 + 0.46 * math.cos(a)) for a in arc
        ]
        inner: list[Spot] = [
            (0.38 * math.sin(a), low + 0.02, 0.02 + 0.38 * math.cos(a)) for a in reversed(arc)
        ]
        ring = [self.head.put(spot) for spot in [*outer, *inner]]
        if math.cos(self.head.yaw) > -0.5:
            self.layer.shape(ring, self.light.shade(self.colour, 0.4), width=self.pen)

    def _crown(self) -> None:
        head = self.head
        low, high = self._circle(0.27, 0.385), self._circle(0.40, 0.40)
        tips = [
            (s * 1.06, u + (0.20 if k % 4 == 2 else 0.0), f * 1.04)
            for k, (s, u, f) in enumerate(high)
        ]
        back = [head.put(spot) for spot in [*tips]]
        self.layer.shape(back, self.light.shade(self.gold, 0.5), width=self.pen)
        front = self._front(low)
        top = self._front(tips)
        ring = [*front, *top[::-1]]
        self.layer.contour(ring, width=self.pen * 1.8)
        self.layer.fill(ring, self.gold)
        self.shaded(ring)
        for k in (4, 8, 12, 20, 24, 28, 0, 16):
            s, u, f = low[k]
            if head.flat((s, 0.0, f))[2] > 0.2:
                gem = ellipse(
                    *head.put((s * 1.02, u + 0.07, f * 1.02)), head.size * 0.024, head.size * 0.03
                )
                self.layer.fill(gem, self.light.lit((170, 40, 56) if k % 8 else (50, 90, 160)))

    def _hood(self) -> None:
        """The edge around the face."""
        head = self.head
        wide = 0.37 if self.look.hat == "hood" else 0.335
        edge: list[Spot] = [
            (
                wide * math.sin(a),
                0.02 + 0.43 * math.cos(a),
                0.10 + (0.22 if self.look.hat == "hood" else 0.16) * abs(math.cos(a / 2)),
            )
            for a in (k * math.pi / 10 - math.pi * 0.88 for k in range(18))
        ]
        line = head.line(edge)
        self.layer.stroke(
            line, width=head.size * 0.10, colour=self.light.shade(self.colour, 0.18), swell=0.35
        )
        self.layer.stroke(line, width=self.pen * 1.2, colour=self.light.shade(self.colour, 0.7))

    def shaded(self, ring: list[Point]) -> None:
        if self.head.size < 26:
            return
        reach = self.head.size * 0.15
        away = [(x + self.head.light * reach, y - reach * 0.5) for x, y in ring]
        self.layer.wash(
            [*ring, ring[0], *away, away[0]],
            self.light.ink,
            0.34,
            within=ring,
            soft=self.head.size * 0.01,
        )
        if self.look.hat == "helmet":
            spot = ellipse(
                *self.head.put((0.1, 0.42, 0.3)),
                self.head.size * 0.05,
                self.head.size * 0.09,
                turn=0.4,
            )
            self.layer.wash(
                spot,
                mix(self.light.lit(STEEL), (255, 255, 255), 0.6),
                0.8,
                within=ring,
                soft=self.head.size * 0.02,
            )
