"""A whole figure: limbs, garment and head, drawn on a sheet of its own and then lit."""

from __future__ import annotations

import math
from dataclasses import replace

from PIL import Image, ImageChops

from workers.endpoint.rehearsal.brush import Layer, mix
from workers.endpoint.rehearsal.figures.arms import Arms
from workers.endpoint.rehearsal.figures.garment import Garment
from workers.endpoint.rehearsal.figures.head import Bust
from workers.endpoint.rehearsal.figures.limbs import Limbs
from workers.endpoint.rehearsal.figures.look import STEEL
from workers.endpoint.rehearsal.figures.neckline import Neckline
from workers.endpoint.rehearsal.figures.part import (
    HEAD,
    Part,
    grow,
    head_box,
    head_of,
    mouth_of,
    view_of,
)
from workers.endpoint.rehearsal.figures.pose import Limb, body, stance
from workers.endpoint.rehearsal.figures.rig import Vec, View, between
from workers.endpoint.rehearsal.figures.skull import Head
from workers.endpoint.rehearsal.palette import Palette

__all__ = ["HEAD", "Figure", "Part", "grow", "head_box", "head_of", "mouth_of"]

LINE = 0.0026  # an ink line's width in parts of the picture's height
SEATED = frozenset({"sit", "write", "drive"})


class Figure:
    """Draws one part on a sheet that is just large enough."""

    def __init__(self, canvas: Layer, part: Part, light: Palette, side: int) -> None:
        # People are a little brighter than their place, or nobody would look at them.
        self.part, self.side = part, side
        self.light = light.lifted(0.36 if part.far else 0.42)
        self.size = part.tall * part.look.height
        self.joints = body(
            stance(part.stance, part.phase, part.gesture), part.look.broad, her=part.look.her
        )
        margin = self.size * 1.1
        left, top = part.feet[0] - margin, part.feet[1] - self.size * 1.6
        wide, high = canvas.size
        # The sheet reaches a little beyond the canvas, where light from the edge would betray it.
        pad = int(canvas.line * 3) + 4
        self.left, self.top = max(-pad, int(left)), max(-pad, int(top))
        right = min(wide + pad, int(part.feet[0] + margin))
        low = min(high + pad, int(part.feet[1] + margin * 0.25))
        self.seen = right > max(2, self.left) and low > max(2, self.top)
        self.layer = Layer(
            (max(2, right - self.left), max(2, low - self.top)), light.ink, canvas.line
        )
        self.pen = canvas.line * min(1.35, max(0.4, (self.size * LINE / canvas.line) ** 0.5))
        whole = view_of(part, self.joints)
        self.view = View(
            (part.feet[0] - self.left, part.feet[1] - self.top),
            whole.size,
            whole.way,
            whole.yaw,
            whole.pitch,
        )

    def draw(self, canvas: Layer) -> None:
        """Draw, light, and lay the figure on the canvas."""
        if not self.seen:
            return
        look, far = self.part.look, self.part.far * 0.5
        self.limbs = Limbs(self.layer, self.view, self.pen, self.side)
        self.dress = Garment(
            self.layer, self.view, self.joints, look, self.light, self.side, far, self.pen
        )
        # The face is the lightest thing of a figure, whatever the hour.
        self.skin = self.light.lifted(0.25).neutral(0.5).lit(look.skin, far)
        warm = mix(self.skin, self.light.lit((150, 70, 80), far), 0.38)
        self.dim_skin = mix(warm, self.light.ink, 0.24)
        self.bust = Bust(
            self.layer, self._head(), look, self.light, far, (self.skin, self.dim_skin)
        )
        self._paint()
        self._lighting()
        if look.ghost:
            self._pale()
        corner = (max(0, self.left), max(0, self.top))
        canvas.place(self.layer, corner, (corner[0] - self.left, corner[1] - self.top))

    def _head(self) -> Head:
        head = head_of(self.part)
        return replace(head, at=(head.at[0] - self.left, head.at[1] - self.top), light=self.side)

    def _paint(self) -> None:
        look, joints, view = self.part.look, self.joints, self.view
        away = math.cos(view.yaw) < -0.25
        behind, beside, before = self._order()
        arms = Arms(self.part, self.dress, self.limbs, self._girth(), (self.skin, self.dim_skin))
        if look.cape and not away:
            self.dress.cape()
        if self.part.stance in SEATED and self.part.seat in {"chair", "rock"}:
            self._seat()
        self.bust.behind()
        for k, whole in behind:
            arms.draw(k, joints.arms[k], hand=whole)
        farther = view.depth(between(*joints.legs[0][:2], 0.8)) < view.depth(
            between(*joints.legs[1][:2], 0.8)
        )
        for k in (0, 1) if farther else (1, 0):
            self._leg(k, joints.legs[k])
        self._neck()
        self.dress.body()
        if look.cape and not away:
            self.dress.mantle()
        for k, whole in beside:
            arms.draw(k, joints.arms[k], whole=whole)
        if look.cape and away:
            self.dress.cape()
        Neckline(self.dress).collar()
        self.bust.draw()
        self.bust.locks()
        for k, whole in before:
            arms.draw(k, joints.arms[k], whole=whole)

    def _order(
        self,
    ) -> tuple[list[tuple[int, bool]], list[tuple[int, bool]], list[tuple[int, bool]]]:
        """Which arms are drawn before the trunk, after it and after the head, and whether whole:
        one that reaches around to the front is drawn behind first, and its forearm again."""
        view, head = self.view, self.bust.head
        middle = view.depth(self.joints.spine[4].at)
        behind: list[tuple[int, bool]] = []
        beside: list[tuple[int, bool]] = []
        before: list[tuple[int, bool]] = []
        for k, arm in enumerate(self.joints.arms):
            upper = view.depth(between(arm[0], arm[1], 0.6)) - middle
            fore = view.depth(between(arm[1], arm[2], 0.7)) - middle
            if upper < -0.015 and fore < 0.02:
                behind.append((k, True))
                continue
            if upper < -0.03:
                behind.append((k, False))
            at_face = math.dist(view.put(arm[2]), head.at) < head.size * 0.95
            (before if at_face and fore > -0.02 else beside).append((k, upper >= -0.03))
        return behind, beside, before

    def _girth(self) -> float:
        look = self.part.look
        return (
            (0.55 + 0.45 * look.broad)
            * (0.86 if look.her else 1.0)
            * (0.92 if look.age == "child" else 1.0)
        )

    def _leg(self, k: int, leg: Limb) -> None:
        look, dress = self.part.look, self.dress
        girth = self._girth()
        colour = dress.legs
        if look.garment == "armour":
            colour = self.light.lit(STEEL)
        far = self.view.depth(leg[1]) < self.view.depth(self.joints.legs[1 - k][1]) - 0.01
        dim = dress.dim(colour)
        if far:
            colour = mix(colour, dim, 0.5)
        widths = (0.108 * girth, 0.098 * girth, 0.074 * girth, 0.066 * girth, 0.05 * girth)
        bare = look.garment == "dress"
        if bare:
            colour, dim = self.skin, self.dim_skin
            widths = (0.1 * girth, 0.09 * girth, 0.062 * girth, 0.06 * girth, 0.036 * girth)
        self.limbs.tube(leg, widths, colour, dim)
        boots = look.garment in {"tunic", "cloak", "armour", "uniform"}
        shoes = self.light.lit(STEEL if look.garment == "armour" else look.shoes)
        if boots:
            top = between(leg[1], leg[2], 0.30)
            self.limbs.tube(
                (top, between(top, leg[2], 0.5), leg[2]),
                (0.078 * girth, 0.07 * girth, 0.054 * girth),
                shoes,
                dress.dim(shoes),
                cap=False,
            )
        self.limbs.foot(
            leg[2],
            self.joints.toes[k],
            shoes,
            boot=0.0,
            size=0.88 if look.her or look.age == "child" else 1.0,
        )

    def _neck(self) -> None:
        look, joints = self.part.look, self.joints
        base = between(joints.spine[6].at, joints.spine[7].at, 0.6)
        top = between(joints.neck, joints.skull, 0.75)
        wide = (
            (0.052 if look.her else 0.064)
            * (0.7 + 0.3 * look.broad)
            * (0.9 if look.age == "child" else 1.0)
        )
        ring = self.limbs.tube(
            (base, joints.neck, top),
            (wide * 1.25, wide, wide * 0.96),
            self.skin,
            self.dim_skin,
            cap=False,
        )
        head = self.bust.head
        if self.size > 60 and math.cos(head.yaw) > -0.3:
            under = [(x, y + head.size * 0.10) for x, y in head.outline()]
            self.layer.wash(under, self.dim_skin, 0.75, within=ring)

    def _seat(self) -> None:
        """A chair, or a rock out of doors."""
        hip = self.joints.spine[0].at
        top, f = hip[1] - 0.012, hip[0]
        wood = self.light.lit(
            (120, 86, 60) if self.part.seat == "chair" else (120, 118, 112), self.part.far * 0.5
        )

        def slab(corners: tuple[Vec, ...], depth: float) -> None:
            self.layer.shape(
                [self.view.put(v) for v in corners], self.light.shade(wood, depth), width=self.pen
            )

        if self.part.seat == "rock":
            ring = [
                self.view.put((f + x, y, s))
                for x, y, s in (
                    (-0.2, 0.0, 0.1),
                    (-0.16, top * 0.8, 0.0),
                    (-0.05, top + 0.02, 0.0),
                    (0.12, top, 0.05),
                    (0.2, top * 0.5, 0.0),
                    (0.22, 0.0, 0.1),
                )
            ]
            self.layer.shape(ring, wood, width=self.pen)
            return
        w, back, edge = 0.13, f - 0.12, f + 0.13
        for x, s in ((back, -w), (edge, -w), (back, w), (edge, w)):
            slab(
                (
                    (x - 0.012, top, s),
                    (x + 0.012, top, s),
                    (x + 0.012, 0.0, s),
                    (x - 0.012, 0.0, s),
                ),
                0.35,
            )
        slab(
            (
                (back, top + 0.36, -w),
                (back, top + 0.36, w),
                (back, top + 0.12, w),
                (back, top + 0.12, -w),
            ),
            0.15,
        )
        for s in (-w, w):
            slab(
                (
                    (back - 0.012, top + 0.36, s),
                    (back + 0.012, top + 0.36, s),
                    (back + 0.012, top, s),
                    (back - 0.012, top, s),
                ),
                0.2,
            )
        slab(((back, top, -w), (edge, top, -w), (edge, top, w), (back, top, w)), 0.0)
        slab(((edge, top, -w), (edge, top, w), (edge, top - 0.03, w), (edge, top - 0.03, -w)), 0.3)

    def _lighting(self) -> None:
        """A rim of light, found from the silhouette."""
        box = self.layer.image.getbbox()
        if box is None:
            return
        mask = self.layer.image.crop(box).getchannel("A")
        thin = max(1.0, min(self.size * 0.0075, self.layer.line * 1.6))
        rim = self._edge(mask, -self.side * thin, thin * 0.7)
        strength = 0.85 * self.light.rim
        # As Layer.tone does it, without a copy of the whole sheet: the mask lies within the alpha.
        self.layer.image.paste(
            (*self.light.key, 255), box[:2], rim.point([round(v * strength) for v in range(256)])
        )

    @staticmethod
    def _edge(mask: Image.Image, dx: float, dy: float) -> Image.Image:
        moved = Image.new("L", mask.size, 0)
        moved.paste(mask, (round(dx), round(dy)))
        return ImageChops.subtract(mask, moved)

    def _pale(self) -> None:
        """A ghost lets the place show through, and has little colour left."""
        cold = mix(self.light.key, (206, 226, 236), 0.7)
        self.layer.tone(Image.new("L", self.layer.size, 176), cold)
        self.layer.thin(0.62)
