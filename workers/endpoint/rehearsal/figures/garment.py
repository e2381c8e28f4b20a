"""Clothes over a trunk: their cut, collars, openings, belts and folds."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.neckline import Neckline
from workers.endpoint.rehearsal.figures.pose import Body, Limb
from workers.endpoint.rehearsal.figures.rig import (
    Trunk,
    Vec,
    View,
    add,
    between,
    evenly,
    hull,
    soften,
)
from workers.endpoint.rehearsal.palette import Palette


@dataclass(frozen=True, slots=True)
class Cut:
    """`hem` is how far cloth reaches from hip (0) to ankle (1); sleeves are full, short or wide."""

    hem: float = 0.0
    flare: float = 0.0
    sleeves: str = "full"
    neck: str = "round"
    belt: float = 0.0
    buttons: int = 0
    opening: bool = False


CUTS = {
    "coat": Cut(0.60, 0.006, neck="lapels", buttons=3, opening=True),
    "jacket": Cut(0.0, 0.008, neck="zip", opening=True),
    "suit": Cut(0.10, 0.0, neck="lapels", buttons=2, opening=True),
    "shirt": Cut(0.0, 0.0, sleeves="short", neck="collar", belt=0.4, buttons=4),
    "sweater": Cut(0.0, 0.006, neck="roll"),
    "hoodie": Cut(0.0, 0.006, neck="hood"),
    "tunic": Cut(0.30, 0.022, neck="vee", belt=2.4),
    "cloak": Cut(0.34, 0.022, neck="vee", belt=2.4),
    "robe": Cut(0.97, 0.03, sleeves="wide", neck="bands", belt=2.8, opening=True),
    "dress": Cut(0.80, 0.05, neck="scoop", belt=3.0),
    "armour": Cut(0.20, 0.02, neck="gorget", belt=2.2),
    "uniform": Cut(0.12, 0.008, neck="stand", belt=2.6, buttons=5),
    "overalls": Cut(0.0, 0.0, neck="collar"),
}


class Garment:
    """Draws what covers one trunk."""

    def __init__(
        self,
        layer: Layer,
        view: View,
        joints: Body,
        look: Look,
        light: Palette,
        side: int,
        far: float,
        pen: float,
    ) -> None:
        self.layer, self.view, self.joints, self.look, self.light = layer, view, joints, look, light
        self.side, self.pen, self.cut = side, pen, CUTS[look.garment]
        self.trunk = Trunk(view, joints.spine)
        self.cloth, self.trim = light.lit(look.cloth, far), light.lit(look.trim, far)
        self.shirt = light.lit((238, 232, 216), far)
        self.legs = light.lit(look.legs, far)
        self.sleeve = self._bodice()
        self.fine = view.size > 80
        self.front = math.cos(view.yaw) > -0.25

    def dim(self, colour: Colour) -> Colour:
        """The colour of a thing in shadow: darker, and a little towards violet."""
        return mix(mix(colour, self.light.ink, 0.40), self.light.lit((84, 60, 120)), 0.14)

    def body(self) -> None:
        """Trunk and skirt as one shape, shaded, with its details."""
        grow = 0.007 if self.look.garment in {"coat", "sweater", "hoodie", "armour"} else 0.003
        left, right = self.trunk.edges(2.2 if self.cut.hem else 0.0, 7.0, grow)
        trunk = soften([*left, *right[::-1]], 1)
        yoke = self._yoke()
        skirt = self._skirt() if self.cut.hem else []
        for ring in (skirt, trunk, yoke):
            if ring:
                self._ink(ring)
        if skirt:
            self.layer.fill(skirt, self._bodice() if self.look.garment == "cloak" else self.cloth)
        self.layer.fill(trunk, self._bodice())
        self.layer.fill(yoke, self._bodice())
        if self.look.garment == "overalls":
            self.layer.fill(
                soften(
                    [
                        *self.trunk.edges(0.0, 2.6, 0.004)[0],
                        *self.trunk.edges(0.0, 2.6, 0.004)[1][::-1],
                    ],
                    1,
                ),
                self.legs,
            )
        if skirt and self.view.size > 40:
            self._shade(skirt, self.view.size * 0.045)
            self._folds(skirt)
        if self.view.size > 40:
            self._shade(trunk, self.view.size * 0.045, 0.0 if skirt else 0.3)
        if self.fine:
            self._details()

    def _yoke(self) -> list[Point]:
        """The slope of the shoulders, from the neck out to where the arms begin."""
        radius = (
            0.031
            * self.view.size
            * (0.86 if self.look.her else 1.0)
            * (0.55 + 0.45 * self.look.broad)
        )
        points = [edge[-1] for edge in self.trunk.edges(5.0, 7.25, 0.004)] + [
            edge[0] for edge in self.trunk.edges(5.0, 7.0)
        ]
        for arm in self.joints.arms:
            points += ellipse(
                *self.view.put(between(arm[0], self.trunk.ring(6).at, 0.12)), radius, radius
            )[::3]
        return soften(hull(points), 1)

    def _bodice(self) -> Colour:
        if self.look.garment == "cloak":
            return mix(self.trim, self.light.ink, 0.2)
        return self.trim if self.look.garment == "overalls" else self.cloth

    def _ink(self, ring: list[Point]) -> None:
        heavy = self.pen * 0.55
        self.layer.contour(ring, width=self.pen)
        self.layer.contour([(x - self.side * heavy, y + heavy) for x, y in ring], width=self.pen)

    def _shade(self, ring: list[Point], reach: float, rise: float = 0.3) -> None:
        away = [(x + self.side * reach, y - reach * rise) for x, y in ring]
        self.layer.wash(
            [*ring, ring[0], *away, away[0]],
            self.dim(self.cloth),
            0.85,
            within=ring,
            soft=self.view.size * 0.004,
        )

    def _along(self, leg: Limb, part: float) -> Vec:
        return (
            between(leg[0], leg[1], part * 2)
            if part < 0.5
            else between(leg[1], leg[2], part * 2 - 1)
        )

    def _skirt(self) -> list[Point]:
        view, hem, points = self.view, self.cut.hem, list[Point]()
        for t in (0.6, 1.6, 2.4):
            left, right = self.trunk.edges(t, t + 0.4, 0.004)
            points += [left[0], right[0]]
        stops = [hem] if hem <= 0.5 else [0.5, hem]
        for leg in self.joints.legs:
            for part in stops:
                at = self._along(leg, part)
                radius = (0.062 if part < 0.7 else 0.05) + self.cut.flare * part / 0.8
                x, y = view.put(at)
                points += ellipse(x, y, radius * view.size, radius * 0.22 * view.size)[::3]
        if self.cut.hem > 0.5 and self.joints.stance.lift == 0 and self.joints.stance.roll == 0:
            # A long skirt hangs to the ground from wherever the hips are.
            drop = self._along(self.joints.legs[0], hem)[1]
            stride = abs(self.joints.legs[0][2][0] - self.joints.legs[1][2][0])
            back = (self.joints.spine[1].at[0] - 0.05 - stride * 0.12, max(0.03, drop), 0.0)
            if self.joints.spine[1].at[1] > 0.4:
                points.append(view.put(back))
        return soften(evenly(hull(points), 40), 1)

    def _folds(self, skirt: list[Point]) -> None:
        """Lines that fall from the hips to the hem."""
        colour = self.dim(self.cloth)
        low = sorted(skirt, key=lambda p: -p[1])[: len(skirt) // 3]
        low.sort()
        hips = sorted(self.trunk.belt(1.6))
        if len(hips) < 3 or not self.fine:
            return
        count = 5 if self.cut.hem > 0.5 else 3
        for k in range(1, count + 1):
            part = k / (count + 1)
            a = hips[int(part * (len(hips) - 1))]
            b = low[int(part * (len(low) - 1))]
            start = (
                a[0] + (b[0] - a[0]) * (0.15 + 0.2 * (k % 2)),
                a[1] + (b[1] - a[1]) * (0.15 + 0.2 * (k % 2)),
            )
            bend = (
                (start[0] + b[0]) / 2 + (k % 2 - 0.5) * self.view.size * 0.012,
                (start[1] + b[1]) / 2,
            )
            line = smooth([start, bend, b], closed=False)
            self.layer.stroke(line, width=self.view.size * 0.0042, colour=colour, swell=0.95)
        if self.look.garment in {"tunic", "dress", "robe", "cloak"}:
            edge = [(x, y - self.view.size * 0.012) for x, y in low]
            self.layer.wash(
                [*edge, *[(x, y - self.view.size * 0.014) for x, y in reversed(edge)]],
                self.trim,
                0.9,
                within=skirt,
            )

    def _details(self) -> None:
        cut, trunk = self.cut, self.trunk
        line = mix(self.dim(self.cloth), self.light.ink, 0.4)
        if self.front:
            Neckline(self).draw()
            if cut.opening:
                self.layer.stroke(
                    trunk.line([(4.3, 4), (3.2, 6), (2, 6), (0.4, 5)]), width=self.pen, colour=line
                )
            for k in range(cut.buttons):
                t = 4.0 - 3.2 * k / max(1, cut.buttons)
                for angle in (-16, 22) if self.look.garment == "uniform" else (2,):
                    self.layer.fill(
                        ellipse(
                            *trunk.put(t, angle), self.view.size * 0.0065, self.view.size * 0.0065
                        ),
                        self.light.lit((212, 176, 96)) if self.look.garment == "uniform" else line,
                    )
            self._character()
        else:
            self.layer.stroke(
                trunk.line([(6.8, 180), (4, 180), (1.5, 180)]), width=self.pen * 0.8, colour=line
            )
        if cut.belt:
            belt = trunk.belt(cut.belt)
            if len(belt) > 2:
                self.layer.stroke(
                    smooth(belt, closed=False, steps=3),
                    width=self.view.size * 0.026,
                    colour=mix(self.trim, self.light.ink, 0.45),
                    swell=0.08,
                )
                if self.front:
                    self.layer.shape(
                        ellipse(
                            *trunk.put(cut.belt, 0, 1.03),
                            self.view.size * 0.014,
                            self.view.size * 0.014,
                        ),
                        self.light.lit((206, 170, 84)),
                        width=self.pen * 0.7,
                    )
        for k in (-1, 1):
            pull = [(5.2, k * 82), (4.6, k * 52), (4.3, k * 30)]
            if trunk.view.depth(trunk.point(4.6, k * 52)) > trunk.view.depth(trunk.ring(4.6).at):
                self.layer.stroke(trunk.line(pull), width=self.pen * 0.9, colour=line)

    def _character(self) -> None:
        """What only one kind of garment has."""
        layer, trunk, garment = self.layer, self.trunk, self.look.garment
        if garment == "uniform":
            layer.stroke(
                trunk.line([(6.7, 55), (4.8, 10), (2.8, -55)], 1.03),
                width=self.view.size * 0.018,
                colour=mix(self.trim, self.light.ink, 0.4),
                swell=0.1,
            )
        elif garment == "overalls":
            bib = trunk.line(
                [(2.4, -70), (4.9, -36), (4.9, 36), (2.4, 70), (1.0, 60), (1.0, -60)], 1.03
            )
            layer.shape(bib, self.legs, width=self.pen * 0.8)
            for k in (-1, 1):
                layer.stroke(
                    trunk.line([(4.8, k * 30), (6.2, k * 46), (7.0, k * 80)], 1.03),
                    width=self.view.size * 0.02,
                    colour=self.legs,
                    swell=0.1,
                )
        elif garment == "sweater":
            for t in (5.0, 4.3):
                layer.stroke(
                    trunk.belt(t), width=self.view.size * 0.017, colour=self.trim, swell=0.1
                )
        elif garment == "hoodie":
            pouch = trunk.line([(2.2, -40), (2.2, 40), (0.8, 55), (0.8, -55)], 1.02)
            layer.contour(pouch, width=self.pen * 0.8)

    def cape(self) -> None:
        """A cloak from the shoulders to the heels."""
        view, joints = self.view, self.joints
        colour = self._mantle_colour()
        points = [p for side in self.trunk.edges(5.6, 6.8, 0.012) for p in side]
        low = 0.06 if joints.stance.roll == 0 else joints.spine[1].at[1] - 0.05
        trail = (
            0.26
            if joints.stance.lean > 12
            else 0.10
            if abs(joints.legs[0][2][0] - joints.legs[1][2][0]) > 0.15
            else 0.02
        )
        hips = joints.spine[2].at
        for s in (-1, 1):
            points.append(view.put(add(hips, (-0.06, 0.0, s * 0.13))))
            points.append(view.put((hips[0] - 0.07 - trail, max(low, 0.04), s * 0.155)))
            points.append(view.put((hips[0] - 0.02 - trail * 0.6, max(low, 0.05), s * 0.16)))
        ring = soften(evenly(hull(points), 36), 1)
        self._ink(ring)
        self.layer.fill(ring, colour)
        self._shade(ring, view.size * 0.06)
        if self.fine:
            top, low_points = (
                sorted(ring, key=lambda p: p[1])[:8],
                sorted(ring, key=lambda p: -p[1])[:12],
            )
            top.sort()
            low_points.sort()
            for k in range(1, 5):
                a, b = top[k * (len(top) - 1) // 5], low_points[k * (len(low_points) - 1) // 5]
                line = smooth(
                    [a, ((a[0] * 0.55 + b[0] * 0.45), (a[1] + b[1]) / 2), b], closed=False
                )
                self.layer.stroke(line, width=view.size * 0.007, colour=self.dim(colour), swell=0.9)

    def _mantle_colour(self) -> Colour:
        return self.cloth if self.look.garment == "cloak" else mix(self.trim, self.light.ink, 0.12)

    def mantle(self) -> None:
        """The cape's edge over the shoulders, and its clasp."""
        colour = self._mantle_colour()
        left, right = self.trunk.edges(6.0, 7.2, 0.014)
        if not self.front:
            return
        for k, edge in ((-1, left), (1, right)):
            drape = [
                *edge,
                self.trunk.put(7.2, k * 40 * -self.view.way, 1.1),
                self.trunk.put(6.2, k * 62 * -self.view.way, 1.08),
            ]
            self.layer.shape(soften(drape, 1), colour, width=self.pen * 0.8)
        self.layer.shape(
            ellipse(*self.trunk.put(6.6, 0, 1.1), self.view.size * 0.012, self.view.size * 0.012),
            self.light.lit((214, 170, 72)),
            width=self.pen * 0.7,
        )
