"""Collars and necklines: what a garment is open with, and what rises around the neck."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.figures.rig import soften

if TYPE_CHECKING:
    from workers.endpoint.rehearsal.figures.garment import Garment


class Neckline:
    """Draws the neckline of one garment."""

    def __init__(self, dress: Garment) -> None:
        self.dress, self.layer, self.trunk = dress, dress.layer, dress.trunk
        self.look, self.light = dress.look, dress.light
        self.line = mix(dress.dim(dress.cloth), dress.light.ink, 0.4)

    def draw(self) -> None:
        kinds = {
            "lapels": self._lapels,
            "vee": self._opening,
            "scoop": self._opening,
            "round": self._opening,
            "collar": self._collar,
            "zip": self._zip,
            "bands": self._bands,
            "gorget": self._gorget,
        }
        kind = kinds.get(self.dress.cut.neck)
        if kind:
            kind()

    def _lapels(self) -> None:
        layer, trunk = self.layer, self.trunk
        inner = trunk.line(
            [(7.8, -60), (6.8, -27), (5.3, -9), (4.2, 3), (5.3, 12), (6.8, 27), (7.8, 60)]
        )
        layer.shape(
            inner,
            self.dress.shirt if self.look.garment != "jacket" else self.dress.trim,
            width=self.dress.pen * 0.8,
        )
        if self.look.tie:
            tie = trunk.line(
                [(7.2, -9), (6.7, -5), (4.4, -8), (4.1, 2), (4.4, 9), (6.7, 6), (7.2, 9)]
            )
            layer.shape(
                tie,
                mix(self.dress.trim, self.light.lit((150, 40, 50)), 0.4),
                width=self.dress.pen * 0.7,
            )
        for k in (-1, 1):
            point = trunk.line([(8.0, k * 52), (7.2, k * 30), (6.2, k * 12), (7.3, k * 2)], 1.05)
            layer.shape(
                point,
                mix(
                    self.dress.shirt if self.look.garment != "jacket" else self.dress.trim,
                    self.light.lit((255, 252, 244)),
                    0.4,
                ),
                width=self.dress.pen * 0.7,
            )
        for k in (-1, 1):
            lapel = trunk.line(
                [
                    (7.9, k * 75),
                    (7.1, k * 60),
                    (6.2, k * 52),
                    (5.9, k * 40),
                    (5.7, k * 42),
                    (4.2, k * 4),
                    (5.4, k * 12),
                    (6.8, k * 27),
                ],
                1.02,
            )
            layer.shape(
                lapel,
                mix(self.dress.cloth, self.light.lit((255, 240, 220)), 0.12),
                width=self.dress.pen * 0.8,
            )

    def _opening(self) -> None:
        layer, trunk = self.layer, self.trunk
        skin = self.light.lit(self.look.skin)
        deep = {"vee": 5.4, "scoop": 5.9, "round": 6.8}[self.dress.cut.neck]
        out = 42 if self.dress.cut.neck == "scoop" else 26
        opening = trunk.line(
            [
                (7.7, -80),
                (6.6, -out),
                (deep + 0.2, -9),
                (deep, 0),
                (deep + 0.2, 9),
                (6.6, out),
                (7.7, 80),
            ]
        )
        layer.fill(opening, skin)
        layer.stroke(opening, width=self.dress.view.size * 0.014, colour=self.dress.trim, swell=0.1)

    def _collar(self) -> None:
        layer, trunk = self.layer, self.trunk
        for k in (-1, 1):
            flap = trunk.line(
                [
                    (7.9, k * 80),
                    (7.2, k * 62),
                    (6.3, k * 34),
                    (6.0, k * 14),
                    (7.0, k * 4),
                    (7.7, k * 25),
                ],
                1.04,
            )
            layer.shape(
                flap,
                mix(self.dress.sleeve, self.light.lit((255, 250, 240)), 0.35),
                width=self.dress.pen * 0.8,
            )

    def _zip(self) -> None:
        layer, trunk = self.layer, self.trunk
        line = self.line
        layer.shape(
            trunk.line([(7.8, -60), (6.8, -24), (6.0, 2), (6.8, 24), (7.8, 60)]),
            self.dress.trim,
            width=self.dress.pen * 0.8,
        )
        for k in (-1, 1):
            layer.shape(
                trunk.line(
                    [
                        (7.9, k * 70),
                        (6.9, k * 56),
                        (6.0, k * 36),
                        (5.5, k * 8),
                        (6.0, k * 2),
                        (6.8, k * 22),
                    ],
                    1.03,
                ),
                mix(self.dress.cloth, self.light.ink, 0.18),
                width=self.dress.pen * 0.8,
            )
            layer.stroke(
                trunk.line([(2.9, k * 32), (1.6, k * 46)], 1.01),
                width=self.dress.pen * 1.3,
                colour=line,
            )
        layer.stroke(
            trunk.line([(5.6, 3), (3.0, 5), (0.3, 4)], 1.01),
            width=self.dress.view.size * 0.008,
            colour=self.light.lit((186, 184, 176)),
            swell=0.1,
        )
        layer.stroke(trunk.belt(0.6), width=self.dress.pen, colour=line)

    def _bands(self) -> None:
        layer, trunk = self.layer, self.trunk
        for k in (-1, 1):
            layer.stroke(
                trunk.line([(7.8, k * 70), (6.5, k * 38), (5, k * 12), (3, k * -4 + 4), (0.2, 4)]),
                width=self.dress.view.size * 0.02,
                colour=self.dress.trim,
                swell=0.15,
            )

    def _gorget(self) -> None:
        layer, trunk = self.layer, self.trunk
        line = self.line
        for t in (5.9, 3.6):
            layer.stroke(trunk.belt(t), width=self.dress.pen * 1.2, colour=line)
        layer.stroke(
            trunk.line([(6.2, 0), (4.8, 0), (3.4, 0)]), width=self.dress.pen * 1.2, colour=line
        )
        shine = trunk.line(
            [(6.0, 30 * self.dress.side), (5.2, 42 * self.dress.side), (4.4, 34 * self.dress.side)]
        )
        layer.stroke(
            shine,
            width=self.dress.view.size * 0.016,
            colour=mix(self.dress.cloth, (255, 255, 255), 0.6),
        )

    def collar(self) -> None:
        """What rises around the neck, drawn over it."""
        neck, trunk = self.dress.cut.neck, self.trunk
        if not self.dress.fine:
            return
        if self.look.scarf:
            if self.dress.front:
                tail = trunk.line(
                    [(7.0, 4), (5.2, 8), (3.6, 2), (3.5, 26), (5.2, 34), (7.0, 32)], 1.1
                )
                self.layer.shape(tail, self.dress.dim(self.dress.trim), width=self.dress.pen * 0.9)
            self._band(6.7, 7.6, 1.3, self.dress.trim)
            self._band(7.2, 8.0, 1.42, self.dress.trim)
        elif neck == "roll":
            self._band(6.9, 7.9, 1.14, self.dress.cloth)
        elif neck == "stand":
            self._band(6.9, 8.0, 1.16, self.dress.trim)
        elif neck == "hood":
            self._band(6.5, 7.7, 1.2, self.dress.cloth)
        elif neck == "gorget":
            self._band(6.7, 8.0, 1.18, self.dress.cloth)

    def _band(self, low: float, high: float, out: float, colour: Colour) -> None:
        """A strip of cloth around the neck."""
        ring = [*self.trunk.belt(low, out), *self.trunk.belt(high, out)[::-1]]
        if len(ring) < 6:
            return
        ring = soften(ring, 1)
        self.layer.contour(ring, width=self.dress.pen)
        self.layer.fill(ring, colour)
        away = [
            (x + self.dress.side * self.dress.view.size * 0.02, y - self.dress.view.size * 0.006)
            for x, y in ring
        ]
        self.layer.wash([*ring, ring[0], *away, away[0]], self.dress.dim(colour), 0.8, within=ring)
