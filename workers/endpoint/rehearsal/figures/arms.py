"""Arms with their sleeves and hands, and what the hands hold."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.figures.carried import HELD, LONG, Thing
from workers.endpoint.rehearsal.figures.garment import Garment
from workers.endpoint.rehearsal.figures.limbs import Limbs
from workers.endpoint.rehearsal.figures.look import STEEL
from workers.endpoint.rehearsal.figures.part import Part
from workers.endpoint.rehearsal.figures.pose import Limb
from workers.endpoint.rehearsal.figures.rig import add, between

_WITH = {
    "read": "book",
    "phone": "phone",
    "drink": "cup",
    "carry": "box",
    "lift": "box",
    "fight": "sword",
    "aim": "gun",
    "write": "letter",
}
_FREE = frozenset({"stand", "walk", "look_up", "look_down", "listen", "wave", "point", "idle"})


class Arms:
    """Draws the arms of one part, dressed as its garment is."""

    def __init__(
        self, part: Part, dress: Garment, limbs: Limbs, girth: float, skin: tuple[Colour, Colour]
    ) -> None:
        self.part, self.dress, self.limbs, self.girth = part, dress, limbs, girth
        self.skin, self.dim_skin = skin
        self.layer, self.light, self.side, self.pen = (
            dress.layer,
            dress.light,
            dress.side,
            dress.pen,
        )
        self.view, self.joints, self.size = dress.view, dress.joints, dress.view.size

    def draw(self, k: int, arm: Limb, *, whole: bool = True, hand: bool = True) -> None:
        look, dress = self.part.look, self.dress
        girth = self.girth
        cloth = dress.sleeve
        if k == 1 and hand and self.view.depth(arm[0]) < self.view.depth(self.joints.neck) - 0.03:
            cloth = mix(cloth, dress.dim(cloth), 0.35)
        holds = self.held(k) if hand else ""
        if holds in LONG:
            self._hold(arm, holds)
        self._sleeve(arm, cloth, whole=whole, hand=hand)
        if hand:
            if holds and holds not in LONG:
                self._hold(arm, holds)
            self._hand(k, arm, girth)
        if look.garment in {"armour", "uniform"}:
            self._pauldron(arm, steel=look.garment == "armour")

    def _sleeve(self, arm: Limb, cloth: Colour, *, whole: bool, hand: bool) -> None:
        look, girth, sleeves = self.part.look, self.girth, self.dress.cut.sleeves
        dim = self.dress.dim(cloth)
        root = self._root(arm, girth) if hand else None
        bare = sleeves == "short" or (look.garment == "dress" and look.nose > 0.5)
        if bare:
            fore = (0.046 * girth, 0.044 * girth, 0.034 * girth)
            self.limbs.tube(
                (arm[0], arm[1], arm[2]),
                (0.05 * girth, 0.046 * girth, *fore[1:]),
                self.skin,
                self.dim_skin,
            )
            self.limbs.tube(
                (arm[0], between(arm[0], arm[1], 0.35), between(arm[0], arm[1], 0.72)),
                (0.074 * girth, 0.07 * girth, 0.068 * girth),
                cloth,
                dim,
                root=root,
            )
        else:
            ends = (0.062, 0.085, 0.10) if sleeves == "wide" else (0.054, 0.052, 0.044)
            widths = (
                0.072 * girth,
                0.067 * girth,
                ends[0] * girth,
                ends[1] * girth,
                ends[2] * girth,
            )
            if whole or not hand:
                self.limbs.tube(arm, widths, cloth, dim, root=root)
            else:
                self.limbs.tube(
                    (arm[1], between(arm[1], arm[2], 0.5), arm[2]), widths[2:], cloth, dim
                )
            if self.size > 110 and whole:
                self._creases(arm, mix(dim, self.light.ink, 0.3), girth)

    def _hand(self, k: int, arm: Limb, girth: float) -> None:
        shape = self.joints.stance.hands[k]
        if self.held(k):
            shape = "fist"
        wrist = add(arm[2], add(arm[2], arm[1], -1.0), -0.05)
        size = (
            0.092
            * (1.06 if self.part.look.age == "child" else 1.0)
            * (0.9 if self.part.look.her else 1.0)
        )
        thumb = self.part.way * (
            1 if arm[2][1] < arm[1][1] + 0.02 or math.cos(self.view.yaw) < 0 else -1
        )
        skin, dim = (
            (self.light.lit(STEEL), self.light.shade(self.light.lit(STEEL)))
            if self.part.look.garment == "armour"
            else (self.skin, self.dim_skin)
        )
        self.limbs.hand(arm[1], wrist, shape, skin, dim, size, thumb=-thumb)
        if self.dress.cut.sleeves != "short" and self.size > 120:
            self._cuff(arm, girth)

    def _cuff(self, arm: Limb, girth: float) -> None:
        a, b = self.view.put(between(arm[1], arm[2], 0.93)), self.view.put(arm[2])
        dx, dy = b[0] - a[0], b[1] - a[1]
        long = math.hypot(dx, dy) or 1.0
        half = self.size * girth * (0.05 if self.dress.cut.sleeves == "wide" else 0.023)
        n = (-dy / long * half, dx / long * half)
        cuff = [
            (b[0] - n[0], b[1] - n[1]),
            (b[0] + dx / long * half * 0.3, b[1] + dy / long * half * 0.3),
            (b[0] + n[0], b[1] + n[1]),
        ]
        self.layer.stroke(
            smooth(cuff, closed=False),
            width=self.size * 0.012,
            colour=self.dress.trim,
            swell=0.1,
        )

    def _creases(self, arm: Limb, colour: Colour, girth: float) -> None:
        """Folds in the crook of the elbow."""
        a, e, b = (self.view.put(v) for v in arm)
        cross = (e[0] - a[0]) * (b[1] - e[1]) - (e[1] - a[1]) * (b[0] - e[0])
        inner = ((a[0] + b[0]) / 2 - e[0], (a[1] + b[1]) / 2 - e[1])
        long = math.hypot(*inner)
        if long < self.size * 0.02 or abs(cross) < 1:
            return
        reach = self.size * 0.026 * girth
        ux, uy = inner[0] / long, inner[1] / long
        for k in (-1, 0, 1):
            start = (
                e[0] + ux * reach + k * (b[0] - a[0]) * 0.05,
                e[1] + uy * reach + k * (b[1] - a[1]) * 0.05,
            )
            end = (
                e[0] - ux * reach * 0.2 + k * (b[0] - a[0]) * 0.09,
                e[1] - uy * reach * 0.2 + k * (b[1] - a[1]) * 0.09,
            )
            self.layer.stroke(
                [start, ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 + reach * 0.1), end],
                width=self.pen,
                colour=colour,
            )

    def _root(self, arm: Limb, girth: float) -> list[Point]:
        """Where an arm grows out of the shoulder."""
        inward = between(arm[0], self.joints.spine[5].at, 0.22)
        x, y = self.view.put(add(inward, (0, -0.008, 0)))
        radius = 0.0325 * girth * self.size
        return ellipse(x, y, radius, radius)

    def _pauldron(self, arm: Limb, *, steel: bool) -> None:
        x, y = self.view.put(add(arm[0], (0, 0.012, 0)))
        colour = self.dress.cloth if steel else self.light.lit((206, 170, 84))
        radius = self.size * (0.056 if steel else 0.036)
        ring = ellipse(x, y, radius, radius * (0.8 if steel else 0.42))
        self.layer.shape(ring, colour, width=self.pen)
        if steel:
            away = [(px + self.side * radius * 0.4, py - radius * 0.3) for px, py in ring]
            self.layer.wash([*ring, ring[0], *away, away[0]], self.light.ink, 0.35, within=ring)

    def held(self, k: int) -> str:
        """What hand `k` holds."""
        prop = self.part.prop
        deed = self.part.gesture or self.part.stance
        if prop is None:
            prop = _WITH.get(deed) or (self.part.look.carried if deed in _FREE else "")
        hand = 1 if deed in {"point", "fight", "aim", "reach"} else 0
        if prop in LONG and deed != "fight":
            hand = 0
        return prop if prop in HELD and k == hand else ""

    def _hold(self, arm: Limb, kind: str) -> None:
        a, b = self.view.put(arm[1]), self.view.put(add(arm[2], add(arm[2], arm[1], -1.0), 0.22))
        turn = math.atan2(-(b[1] - a[1]), (b[0] - a[0]) * self.part.way)
        if kind in {"newspaper", "map"}:
            # Held open by both hands, between them.
            x, y = self.view.put(self.joints.arms[1][2])
            b = (
                (b[0] + x) / 2 - self.part.way * self.size * 0.01,
                (b[1] + y) / 2 - self.size * 0.05,
            )
        if kind == "sword" and self.part.stance != "fight":
            turn = -0.9
        elif kind == "sword":
            turn += 0.45
        Thing(self.layer, self.light, b, self.size, self.part.way, self.pen).draw(kind, turn)
