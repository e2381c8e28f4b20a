"""A head put together: hair behind, skull, shadow that follows the form, face, hair and hat."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse
from workers.endpoint.rehearsal.figures import robot
from workers.endpoint.rehearsal.figures.face import Face
from workers.endpoint.rehearsal.figures.hair import Hair
from workers.endpoint.rehearsal.figures.hats import Hat
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.skull import Head, Spot
from workers.endpoint.rehearsal.palette import Palette

_FACE: tuple[Spot, ...] = (
    (0.0, 0.36, 0.33), (0.16, 0.35, 0.28), (0.27, 0.26, 0.20), (0.31, 0.12, 0.16), (0.335, -0.02, 0.10), (0.325, -0.15, 0.07),
)  # fmt: skip


class Bust:
    """One head in a light. `behind` goes under the body, `draw` over the neck, `locks` last."""

    def __init__(
        self,
        layer: Layer,
        head: Head,
        look: Look,
        light: Palette,
        far: float,
        skin: tuple[Colour, Colour],
    ) -> None:
        self.layer, self.head, self.look, self.light = layer, head, look, light
        self.hair = Hair(layer, head, look, light, far)
        self.hat = Hat(layer, head, look, light, far)
        self.skin, self.dim = skin
        self.pen = max(0.9, min(layer.line * 1.5, head.size * 0.017))

    def behind(self) -> None:
        if not self.head.away and not self.look.metal:
            self.hair.behind()

    def draw(self) -> None:
        layer, head = self.layer, self.head
        if self.look.metal:
            robot.draw(layer, head, self.look, self.light, (self.skin, self.dim), self.pen)
            return
        self.hat.behind()
        bare = head.outline()
        ring = self.hair.mass()
        nose = head.profile() if head.side_on and not head.away else []
        for outline in (ring, bare, nose):
            if outline:
                layer.contour(outline, width=self.pen * 1.9)
        if head.away:
            self._back(bare, ring)
            return
        far_ear = -1 if math.sin(head.yaw) > 0 else 1
        self._ear(far_ear)
        self.hair.paint(ring)
        self.hair.sides()
        face = self._face(bare, ring)
        layer.fill(face, self.skin)
        if nose:
            layer.fill(nose, self.skin)
        if head.size > 24:
            self._modelling(face, nose)
        self._ear(-far_ear)
        features = Face(layer, head, self.look, self.light, self.skin)
        self.hair.beard(face)
        features.draw()
        self.hat.glasses()
        if self.look.mark == "scar" and head.shows(0.2, -0.1) > 0:
            layer.stroke(
                head.face([(0.13, 0.14), (0.18, -0.02), (0.2, -0.2)]),
                width=head.size * 0.016,
                colour=self.dim,
            )
        self.hair.fringe(face, ring)
        self.hat.draw()

    def locks(self) -> None:
        """Braids before the shoulders; from behind, all the hair that falls, and the hat over it."""
        if self.look.metal:
            return
        if self.head.away:
            self.hair.behind()
            # What falls grows out of the mass without a line between them.
            self.hair.paint(self.hair.mass() if self.hair.falls else [])
        self.hair.braids()
        if self.head.away:
            self.hat.draw()

    def _face(self, bare: list[Point], ring: list[Point]) -> list[Point]:
        """The skin that hair leaves free."""
        if not ring and self.hair.style == "bald" and not self.hair.hidden:
            return bare
        broad = 0.84 + 0.28 * self.head.jaw
        chin = 0.07 + 0.045 * self.head.jaw
        drop = -0.5 + 0.025 * self.head.soft
        spots: list[Spot] = []
        for k in (-1, 1):
            spots += [(k * s, u, f) for s, u, f in _FACE]
            cheek = 0.318 + 0.02 * self.head.soft
            spots += [
                (k * cheek, -0.03, 0.14), (k * (cheek - 0.012), -0.13, 0.15), (k * 0.262 * broad, -0.29, 0.02 + 0.05 * self.head.soft),
                (k * 0.225 * broad, -0.36, 0.12), (k * chin * 1.75, -0.445, 0.22), (k * chin, drop, 0.27),
                (k * chin * 0.9, -0.44, 0.335), (k * 0.3, 0.1, 0.2), (k * 0.16, 0.16, 0.345),
            ]  # fmt: skip
        return self.head.ring(spots, 56)

    def _ear(self, k: int) -> None:
        head = self.head
        if (
            head.flat((k * 0.345, 0.0, -0.05))[2] < -0.27
            or self.hair.hidden
            or self.look.hat == "helmet"
        ):
            return
        if self.hair.style in {"long", "bob", "shoulder", "afro", "wavy"}:
            return
        ear: list[Spot] = [
            (
                k * (0.345 + 0.045 * max(0.0, -math.cos(a))),
                -0.05 + 0.11 * math.sin(a) - 0.02 * math.cos(a),
                -0.03 + 0.062 * math.cos(a),
            )
            for a in (j * math.pi / 7 for j in range(14))
        ]
        ring = head.line(ear, closed=True, steps=3)
        self.layer.shape(ring, self.skin, width=self.pen * 0.9)
        if head.size > 60:
            inner: list[Spot] = [
                (k * 0.37, -0.0, -0.0),
                (k * 0.38, 0.015, -0.05),
                (k * 0.375, -0.05, -0.06),
                (k * 0.36, -0.1, -0.02),
            ]
            self.layer.stroke(head.line(inner), width=self.pen * 0.8, colour=self.dim)

    def _modelling(self, face: list[Point], nose: list[Point]) -> None:
        """The cut shadow: temple, under the cheekbone, the side of the jaw; sockets; under the lip."""
        head, layer = self.head, self.layer
        side = -head.light * head.way  # across, in head units: where it is dark
        dark = -side if math.cos(head.yaw) >= 0 else side
        flat = -dark * math.sin(head.yaw) if abs(math.sin(head.yaw)) > 0.2 else 0.0
        shift = 0.05 * flat
        edge = [
            (0.26, 0.42),
            (0.235, 0.2),
            (0.245, 0.09),
            (0.275, 0.0),
            (0.235, -0.09),
            (0.155, -0.2),
            (0.165, -0.3),
            (0.10, -0.4),
            (0.055, -0.52),
        ]
        line = head.face([(dark * (s - shift), u) for s, u in edge])
        outside: list[Spot] = [
            (dark * 0.42, -0.6, -0.1),
            (dark * 0.5, 0.0, -0.12),
            (dark * 0.42, 0.5, 0.0),
        ]
        whole = nose if nose and side > 0 else face
        shadow = [*line, *(head.put(spot) for spot in outside)]
        layer.wash(shadow, self.dim, 0.62, within=whole, soft=head.size * 0.012)
        for k in (-1, 1):
            if head.shows(k * 0.16, 0.0) > 0.12 and head.size > 40:
                socket = head.face(
                    [
                        (k * 0.07, 0.0),
                        (k * 0.09, 0.075),
                        (k * 0.19, 0.09),
                        (k * 0.26, 0.04),
                        (k * 0.2, 0.02),
                    ],
                    closed=True,
                )
                layer.wash(socket, self.dim, 0.34, within=face, soft=head.size * 0.012)
        if head.size > 60 and head.shows(0, -0.38) > 0:
            lip = ellipse(*head.put(head.skin(0.0, -0.372)), head.size * 0.05, head.size * 0.014)
            layer.wash(lip, self.dim, 0.4, soft=head.size * 0.008)
        if self.look.hat in {"brim", "straw", "top", "bowler", "witch", "peak", "cap", "helmet"}:
            brow = head.face(
                [
                    (-0.4, 0.5),
                    (0.4, 0.5),
                    (0.37, 0.1),
                    (0.2, 0.06),
                    (0.0, 0.05),
                    (-0.2, 0.06),
                    (-0.37, 0.1),
                ],
                closed=True,
            )
            layer.wash(brow, self.dim, 0.5, within=face)

    def _back(self, bare: list[Point], ring: list[Point]) -> None:
        head, layer = self.head, self.layer
        layer.fill(bare, self.skin)
        for k in (-1, 1):
            self._ear(k)
        if ring:
            self.hair.paint(ring)
        elif not self.hair.hidden:
            away = [(x + head.light * head.size * 0.14, y - head.size * 0.1) for x, y in bare]
            layer.wash([*bare, bare[0], *away, away[0]], self.dim, 0.6, within=bare)
        if self.hair.style == "bun" and not self.hair.hidden:
            self.hair.behind()
