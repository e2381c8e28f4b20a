"""A whole figure: limbs, garment and head, drawn on a sheet of its own and then lit."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, ribbon, smooth
from workers.endpoint.rehearsal.figures.garment import skirt, trunk
from workers.endpoint.rehearsal.figures.hair import draw_behind
from workers.endpoint.rehearsal.figures.head import draw_back, draw_front
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.pose import STANCES, Body, body
from workers.endpoint.rehearsal.figures.skull import Head
from workers.endpoint.rehearsal.palette import Palette

HEAD = 0.142  # of a figure's height
LINE = 0.0028  # an ink line's width in parts of the picture's height


@dataclass(frozen=True, slots=True)
class Part:
    """Someone in the shot. `feet` and `tall` are pixels; `far` is metres from the camera."""

    look: Look
    stance: str
    feet: Point
    tall: float
    way: int
    far: float
    feeling: str | None = None
    speaks: bool = False
    back: bool = False
    frontal: bool = False
    prop: str | None = None


class Figure:
    """Draws one part on a sheet that is just large enough."""

    def __init__(self, canvas: Layer, part: Part, light: Palette, side: int) -> None:
        # People are a little brighter than their place, or nobody would look at them.
        self.part, self.light, self.side = part, light.lifted(0.36 if part.far else 0.42), side
        self.size = part.tall * part.look.height
        self.body = body(STANCES[part.stance], part.look.broad)
        margin = self.size * 1.15
        left, top = part.feet[0] - margin, part.feet[1] - margin * 1.05
        wide, high = canvas.size
        # The sheet reaches a little beyond the canvas, where light from the edge would betray it.
        pad = int(self.size * 0.05) + 4
        self.left, self.top = max(-pad, int(left)), max(-pad, int(top))
        right = min(wide + pad, int(part.feet[0] + margin))
        low = min(high + pad, int(part.feet[1] + margin * 0.2))
        self.seen = right > max(2, self.left) and low > max(2, self.top)
        box = (max(2, right - self.left), max(2, low - self.top))
        self.layer = Layer(box, light.ink, canvas.line)
        self.pen = canvas.line * min(1.5, max(0.4, (self.size * LINE / canvas.line) ** 0.5))

    def put(self, p: Point) -> Point:
        return (
            self.part.feet[0] + self.part.way * p[0] * self.size - self.left,
            self.part.feet[1] - p[1] * self.size - self.top,
        )

    def draw(self, canvas: Layer) -> None:
        """Draw, light, and lay the figure on the canvas."""
        if not self.seen:
            return
        look, joints = self.part.look, self.body
        cloth = self.light.lit(look.cloth, self.part.far * 0.5)
        trim = self.light.lit(look.trim, self.part.far * 0.5)
        if look.garment == "cloak":
            self._cloak(joints, trim)
        legs = self.light.shade(trim if look.garment in {"suit", "tunic"} else cloth, 0.35)
        if self.part.stance == "sit":
            self._seat(joints)
        self._limb(joints.far_arm, 0.058, 0.044, self.light.shade(cloth, 0.3), hand=True)
        self._leg(joints.far_leg, self.light.shade(legs, 0.2))
        self._leg(joints.near_leg, legs)
        head = self._head(joints)
        if not self.part.back:
            draw_behind(self.layer, head, look, self.light)
        self._garment(joints, cloth, trim)
        self._neck(joints)
        (draw_back if self.part.back else draw_front)(self.layer, head, look, self.light)
        self._limb(joints.near_arm, 0.062, 0.046, cloth, hand=True)
        if self.part.prop:
            self._prop(joints)
        self._lighting()
        if look.ghost:
            self._pale()
        corner = (max(0, self.left), max(0, self.top))
        source = (corner[0] - self.left, corner[1] - self.top)
        canvas.image.alpha_composite(self.layer.image, corner, source)

    def _limb(
        self,
        joints: tuple[Point, Point, Point],
        thick: float,
        thin: float,
        colour: Colour,
        *,
        hand: bool,
    ) -> None:
        spine = smooth([self.put(p) for p in joints], closed=False, steps=5)
        last = len(spine) - 1
        size = self.size * self.part.look.broad
        widths = [size * (thick + (thin - thick) * k / last) for k in range(len(spine))]
        if hand:
            (x0, y0), (x1, y1) = spine[-2], spine[-1]
            length = max(1e-6, ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5)
            at = (x1 + (x1 - x0) / length * size * 0.02, y1 + (y1 - y0) / length * size * 0.02)
            skin = self.light.lit(self.part.look.skin, self.part.far * 0.5)
            self.layer.shape(ellipse(*at, size * 0.027, size * 0.024), skin, width=self.pen)
        shoulder = ellipse(*spine[0], size * thick * 0.5, size * thick * 0.5)
        outline = ribbon(spine, widths)
        self.layer.contour(shoulder, width=self.pen)
        self.layer.shape(outline, colour, width=self.pen)
        self.layer.fill(shoulder, colour)

    def _leg(self, joints: tuple[Point, Point, Point], colour: Colour) -> None:
        self._limb(joints, 0.094, 0.05, colour, hand=False)
        (kx, ky), (ax, ay) = joints[1], joints[2]
        dx, dy = ax - kx, ay - ky
        length = max(1e-6, (dx * dx + dy * dy) ** 0.5)
        dx, dy = dx / length, dy / length
        toe = (-dy, dx) if -dy >= 0 else (dy, -dx)
        shoe = [
            (ax - toe[0] * 0.028, ay - toe[1] * 0.028),
            (ax + toe[0] * 0.03 - dx * 0.015, ay + toe[1] * 0.03 - dy * 0.015),
            (ax + toe[0] * 0.085 + dx * 0.012, ay + toe[1] * 0.085 + dy * 0.012),
            (ax + toe[0] * 0.085 + dx * 0.028, ay + toe[1] * 0.085 + dy * 0.028),
            (ax - toe[0] * 0.03 + dx * 0.028, ay - toe[1] * 0.03 + dy * 0.028),
        ]
        self.layer.shape(
            [self.put(p) for p in shoe],
            self.light.shade(self.light.lit((70, 54, 46)), 0.2),
            width=self.pen,
        )

    def _garment(self, joints: Body, cloth: Colour, trim: Colour) -> None:
        back, front = trunk(joints, self.part.look.broad)
        garment = self.part.look.garment
        hem = {"gown": 0.97, "coat": 0.72, "tunic": 0.34, "cloak": 0.4}.get(garment, 0.0)
        below = skirt(joints, hem, 0.05 if garment == "gown" else 0.02) if hem else []
        ring = [self.put(p) for p in [*front, *below, *back[::-1]]]
        outline = smooth(ring, steps=4)
        self.layer.shape(outline, cloth, width=self.pen)
        if self.size > 90:
            self._details(joints, outline, front, back, trim)

    def _details(
        self,
        joints: Body,
        outline: list[Point],
        front: list[Point],
        back: list[Point],
        trim: Colour,
    ) -> None:
        """Collar, opening, belt and folds."""
        layer, light = self.layer, self.light
        line = light.shade(light.lit(self.part.look.cloth), 0.62)
        neck = self.put(joints.neck)
        if not self.part.back:
            low = self.put(((front[3][0] + back[3][0]) / 2 + 0.02, (front[3][1] + back[3][1]) / 2))
            v = [self.put(front[1]), low, self.put(back[1]), neck]
            layer.shape(v, trim, width=self.pen * 0.9)
            shirt = [((p[0] + neck[0]) / 2, (p[1] + neck[1]) / 2) for p in v[:3]]
            layer.shape([*shirt, neck], light.lit((236, 228, 208)), width=self.pen * 0.7)
            hem = self.put(((front[6][0] + back[6][0]) / 2, (front[6][1] + back[6][1]) / 2))
            layer.stroke(
                [low, ((low[0] + hem[0]) / 2 + self.pen, (low[1] + hem[1]) / 2), hem],
                width=self.pen,
                colour=line,
            )
        if self.part.look.garment in {"tunic", "gown", "cloak"}:
            belt = [self.put(front[4]), self.put(back[4])]
            layer.stroke(
                [
                    belt[0],
                    (
                        (belt[0][0] + belt[1][0]) / 2,
                        (belt[0][1] + belt[1][1]) / 2 + self.size * 0.012,
                    ),
                    belt[1],
                ],
                width=self.size * 0.024,
                colour=light.shade(trim, 0.3),
                swell=0.1,
            )
        for k, (a, b) in enumerate(((1, 3), (2, 4), (4, 6))):
            side = front if k % 2 else back
            p, q = self.put(side[a]), self.put(side[b])
            mid = ((p[0] + q[0]) / 2 * 0.6 + neck[0] * 0.4, (p[1] + q[1]) / 2)
            layer.stroke(smooth([p, mid, q], closed=False), width=self.pen, colour=line)

    def _cloak(self, joints: Body, colour: Colour) -> None:
        back, front = trunk(joints, self.part.look.broad)
        low = min(p[1] for p in (*joints.near_leg, *joints.far_leg))
        trail = -0.24 if self.part.stance in {"run", "walk", "fight"} else -0.15
        tail = joints.near_leg[2][0] if self.part.stance == "run" else joints.hip[0]
        points = [
            front[1],
            front[2],
            (joints.hip[0] + 0.1, joints.hip[1] - 0.12),
            (joints.hip[0] + 0.11, low + 0.06),
            (joints.hip[0], low + 0.03),
            (tail + trail, low + 0.05),
            (back[3][0] - 0.05, back[3][1]),
            back[2],
            back[1],
        ]
        outline = smooth([self.put(p) for p in points], steps=4)
        self.layer.shape(outline, self.light.shade(colour, 0.15), width=self.pen)
        if self.size > 120:
            self.layer.hatch(outline, gap=self.size * 0.02, slant=0.25, strength=0.28)

    def _neck(self, joints: Body) -> None:
        skin = self.light.shade(self.light.lit(self.part.look.skin, self.part.far * 0.5), 0.24)
        a, b = self.put(joints.neck), self.put(joints.head)
        dx, dy = (b[0] - a[0]), (b[1] - a[1])
        nx, ny = -dy * 0.30, dx * 0.30
        throat = [
            (b[0] + nx, b[1] + ny), (a[0] + nx + dx * 0.2, a[1] + ny + dy * 0.2), (a[0] + nx * 1.15, a[1] + ny * 1.15),
            (a[0] - dx * 0.32, a[1] - dy * 0.32),
            (a[0] - nx * 1.15, a[1] - ny * 1.15), (a[0] - nx + dx * 0.2, a[1] - ny + dy * 0.2), (b[0] - nx, b[1] - ny),
        ]  # fmt: skip
        self.layer.shape(smooth(throat), skin, width=self.pen)

    def _head(self, joints: Body) -> Head:
        (nx, ny), (hx, hy) = joints.neck, joints.head
        lean = (hx - nx) / max(1e-6, ((hx - nx) ** 2 + (hy - ny) ** 2) ** 0.5)
        tilt = joints.turn if abs(joints.turn) > 0.1 else min(0.25, max(-0.25, lean * 0.5))
        grow = 1.18 if self.part.look.height < 0.8 else 1.0
        return Head(
            at=self.put((hx, hy)),
            size=self.size * HEAD * grow,
            way=self.part.way,
            light=self.side,
            tilt=tilt,
            turn=0.0 if self.part.frontal else 1.0,
            feeling=self.part.feeling,
            speaks=self.part.speaks,
        )

    def _seat(self, joints: Body) -> None:
        """Something to sit on."""
        (hx, hy), wood = joints.hip, self.light.lit((120, 86, 60), self.part.far * 0.5)
        top = hy - 0.045
        for x in (hx - 0.1, hx + 0.1):
            leg = [(x - 0.012, top), (x + 0.012, top), (x + 0.012, 0.01), (x - 0.012, 0.01)]
            self.layer.shape(
                [self.put(p) for p in leg], self.light.shade(wood, 0.3), width=self.pen
            )
        rest = [
            (hx - 0.15, top),
            (hx - 0.115, top),
            (hx - 0.125, top + 0.30),
            (hx - 0.16, top + 0.30),
        ]
        self.layer.shape([self.put(p) for p in rest], wood, width=self.pen)
        seat = [
            (hx - 0.15, top),
            (hx + 0.15, top),
            (hx + 0.15, top - 0.03),
            (hx - 0.15, top - 0.03),
        ]
        self.layer.shape([self.put(p) for p in seat], wood, width=self.pen)

    def _prop(self, joints: Body) -> None:
        """What the far hand holds: a sword or a lantern."""
        x, y = joints.far_arm[2]
        if self.part.prop == "sword":
            blade = [
                (x - 0.02, y - 0.012),
                (x + 0.36, y + 0.2),
                (x + 0.35, y + 0.212),
                (x - 0.03, y + 0.008),
            ]
            self.layer.shape(
                [self.put(p) for p in blade], self.light.lit((214, 220, 226)), width=self.pen
            )
            guard = [
                (x + 0.0, y + 0.04),
                (x + 0.04, y - 0.03),
                (x + 0.05, y - 0.025),
                (x + 0.01, y + 0.045),
            ]
            self.layer.shape(
                [self.put(p) for p in guard], self.light.lit((180, 140, 70)), width=self.pen
            )
        else:
            glass = ellipse(*self.put((x + 0.01, y - 0.07)), self.size * 0.028, self.size * 0.04)
            self.layer.shape(glass, self.light.lamp, width=self.pen)

    def _lighting(self) -> None:
        """A shadow side and a rim of light, found from the silhouette itself."""
        mask = self.layer.image.getchannel("A")
        reach = max(2.0, self.size * 0.035)
        dark = self._edge(mask, self.side * reach, -reach * 0.35)
        self.layer.tone(dark, self.light.ink, 0.40)
        thin = max(1.0, min(self.size * 0.0075, self.layer.line * 1.6))
        rim = self._edge(mask, -self.side * thin, thin * 0.7)
        self.layer.tone(rim, self.light.key, 0.85 * self.light.rim)

    @staticmethod
    def _edge(mask: Image.Image, dx: float, dy: float) -> Image.Image:
        moved = Image.new("L", mask.size, 0)
        moved.paste(mask, (round(dx), round(dy)))
        return ImageChops.subtract(mask, moved)

    def _pale(self) -> None:
        """A ghost lets the place show through, and has little colour left."""
        cold = mix(self.light.key, (206, 226, 236), 0.7)
        self.layer.tone(Image.new("L", self.layer.size, 150), cold)
        self.layer.thin(0.72)
