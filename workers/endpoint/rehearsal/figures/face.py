"""Eyes, brows, nose and mouth, and what a feeling does to them."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.mouth import MOODS, Mouth
from workers.endpoint.rehearsal.figures.skull import Head
from workers.endpoint.rehearsal.palette import Palette


class Face:
    """Draws the features of one head."""

    def __init__(self, layer: Layer, head: Head, look: Look, light: Palette, skin: Colour) -> None:
        self.layer, self.head, self.look, self.light, self.flesh = layer, head, look, light, skin
        self.mood = MOODS.get(head.feeling or "", MOODS[""])
        self.dark = mix(mix(skin, (96, 30, 34), 0.5), light.ink, 0.5)
        self.pen = max(1.0, head.size * 0.0125)
        self.eye_line = -0.015 - 0.05 * head.soft
        self.fine = head.size > 60
        self.kid = look.age == "child"

    def draw(self) -> None:
        if self.fine:
            self._blush()
        self._nose()
        Mouth(
            layer=self.layer,
            head=self.head,
            look=self.look,
            light=self.light,
            skin=self.flesh,
            dark=self.dark,
            mood=self.mood,
        ).draw()
        for k in (-1, 1):
            if self.head.shows(k * 0.165, self.eye_line) > 0.12:
                self._eye(k)
                self._brow(k)
        if self.mood.frown and self.head.size > 110 and self.head.shows(0, 0.1) > 0.4:
            for k in (-1, 1):
                crease = [(k * 0.035, 0.02), (k * 0.03, 0.06), (k * 0.042, 0.1)]
                self.layer.stroke(self.head.face(crease), width=self.pen * 0.8, colour=self.dark)
        if self.look.age == "old" and self.head.size > 70:
            self._years()

    def _blush(self) -> None:
        warm = self.light.lit((206, 74, 62))
        for k in (-1, 1):
            if self.head.shows(k * 0.2, -0.14) > 0.25:
                ring = ellipse(
                    *self.head.put(self.head.skin(k * 0.2, -0.135)),
                    self.head.size * 0.085,
                    self.head.size * 0.06,
                )
                weight = 0.22 if self.look.her or self.head.soft else 0.14
                self.layer.wash(ring, warm, weight, soft=self.head.size * 0.035)
        if self.head.shows(0, -0.16) > 0.1:
            at = self.head.put((0.0, -0.16, 0.45))
            self.layer.wash(
                ellipse(*at, self.head.size * 0.05, self.head.size * 0.045),
                warm,
                0.16,
                soft=self.head.size * 0.025,
            )

    def _eye(self, k: int) -> None:
        head, mood = self.head, self.mood
        half = 0.079 + 0.012 * head.soft + (0.014 if self.kid else 0.006 if self.look.her else 0.0)
        turned = math.sin(head.yaw) * k < -0.3
        at, line = (
            k * (0.162 + 0.006 * head.soft - (0.032 + 0.012 * head.soft if turned else 0.0)),
            self.eye_line,
        )
        half -= 0.008 if turned else 0.0
        top = (
            0.052 + 0.016 * head.soft + (0.016 if self.kid else 0.005 if self.look.her else 0)
        ) * mood.upper
        low = 0.034 * mood.lower + 0.006 * head.soft
        if self.look.mark == "patch" and k == 1:
            self._patch(at, line)
            return
        if mood.upper == 0.0 or head.size < 30:
            self._small_eye(at, line, half)
            return
        slant = (
            0.02
            if head.feeling == "angry"
            else -0.014
            if head.feeling in {"sad", "afraid"}
            else 0.0
        )
        inner, outer = at - k * half, at + k * half
        lid = [
            (inner, line - 0.014), (at - k * half * 0.55, line + top * 0.72 - slant), (at, line + top),
            (at + k * half * 0.6, line + top * 0.78 + slant), (outer, line + 0.006),
        ]  # fmt: skip
        under = [
            (at + k * half * 0.5, line - low * 0.85),
            (at - k * half * 0.1, line - low),
            (at - k * half * 0.65, line - low * 0.75),
        ]
        almond = head.face([*lid, *under], closed=True)
        white = self.light.lit((250, 246, 238))
        self.layer.fill(almond, white)
        self._iris(k, at, line, almond)
        shade = mix(self.light.ink, self.light.lit((110, 80, 90)), 0.4)
        self.layer.wash(
            [(x, y - head.size * (0.05 if mood.upper <= 1 else 0.075)) for x, y in almond],
            shade,
            0.45,
            within=almond,
        )
        self._lids(k, lid, under, turned=turned)

    def _lids(self, k: int, lid: list[Point], under: list[Point], *, turned: bool) -> None:
        """Lashes, the fold above them and the rim below; places are (side, up)."""
        head, (outer, line) = self.head, lid[-1]
        flick = 0.0 if turned else 0.03 if self.look.her and not self.kid else 0.012
        lash = [*lid[:4], (outer + k * flick, line - 0.002 + flick * 0.45)]
        self.layer.stroke(
            head.face(lash, 0.004),
            width=head.size * (0.030 if self.look.her else 0.024),
            colour=self.light.ink,
            swell=0.75,
        )
        if self.fine:
            crease = [(s, u + 0.026) for s, u in lid[1:]]
            self.layer.stroke(head.face(crease), width=self.pen * 0.7, colour=self.dark)
            self.layer.stroke(
                head.face([(outer, line - 0.012), *under[:2]]),
                width=self.pen * 0.7,
                colour=self.dark,
            )

    def _small_eye(self, at: float, line: float, half: float) -> None:
        head = self.head
        if self.mood.upper == 0.0:
            shut = [(at - half, line), (at, line - 0.03), (at + half, line)]
            self.layer.stroke(
                head.face(shut), width=max(1.0, head.size * 0.024), colour=self.light.ink
            )
            return
        x, y = head.put(head.skin(at, line + 0.01))
        narrow = 0.55 + 0.45 * max(0.0, head.shows(at, line))
        size = head.size * (0.043 if self.mood.upper <= 1.1 else 0.056)
        self.layer.fill(
            ellipse(x, y, size * narrow, size * 1.25 * max(0.6, min(1.2, self.mood.upper))),
            self.light.ink,
        )

    def _iris(self, k: int, at: float, line: float, almond: list[Point]) -> None:
        head = self.head
        size = head.size * (0.047 + (0.021 if self.kid else 0.012 * head.soft)) * self.mood.iris
        gaze = 0.016 * math.sin(head.yaw)
        x, y = head.put(head.skin(at - gaze, line + 0.010))
        narrow = 0.45 + 0.55 * max(0.0, head.shows(at, line))
        hue = self.light.lit(self.look.eyes)
        self.layer.wash(
            ellipse(x, y, size * narrow, size), mix(hue, self.light.ink, 0.55), 1.0, within=almond
        )
        self.layer.wash(ellipse(x, y, size * 0.82 * narrow, size * 0.82), hue, 1.0, within=almond)
        if head.size > 150:
            glow = mix(hue, (255, 240, 210), 0.35)
            self.layer.wash(
                ellipse(x, y + size * 0.35, size * 0.6 * narrow, size * 0.4),
                glow,
                0.8,
                within=almond,
            )
        self.layer.wash(
            ellipse(x, y, size * 0.45 * narrow, size * 0.45), self.light.ink, 1.0, within=almond
        )
        spark = mix(self.light.key, (255, 255, 255), 0.7)
        self.layer.wash(
            ellipse(x + head.light * size * 0.36, y - size * 0.36, size * 0.24, size * 0.24),
            spark,
            1.0,
            within=almond,
        )

    def _patch(self, at: float, line: float) -> None:
        ring = self.head.face(
            [
                (at - 0.09, line + 0.05),
                (at + 0.09, line + 0.06),
                (at + 0.07, line - 0.05),
                (at, line - 0.09),
                (at - 0.07, line - 0.05),
            ],
            0.02,
            closed=True,
        )
        self.layer.fill(ring, self.light.lit((44, 38, 40)))
        band = [(at - 0.4, line + 0.24), (at, line + 0.08), (at + 0.16, line - 0.02)]
        self.layer.stroke(
            self.head.face(band, 0.015),
            width=self.head.size * 0.02,
            colour=self.light.ink,
            swell=0.1,
        )

    def _brow(self, k: int) -> None:
        head, mood = self.head, self.mood
        at, base = (
            k * (0.145 if math.sin(head.yaw) * k < -0.3 else 0.165),
            self.eye_line + 0.112 + 0.02 * head.soft,
        )
        spots = [
            (at - k * 0.098, base - 0.008 + mood.inner),
            (at - k * 0.02, base + 0.020 + mood.inner * 0.45 + mood.outer * 0.4),
            (
                at + k * (0.072 if math.sin(head.yaw) * k < -0.3 else 0.112),
                base - 0.014 + mood.outer,
            ),
        ]
        heavy = 0.030 if self.look.her or head.soft else 0.046
        colour = mix(self.light.lit(self.look.hair), self.light.ink, 0.45)
        if self.look.age == "old":
            heavy, colour = heavy * 1.15, self.light.shade(self.light.lit(self.look.hair), 0.25)
        self.layer.stroke(
            head.face(spots, 0.012), width=max(1.3, head.size * heavy), colour=colour, swell=0.9
        )

    def _nose(self) -> None:
        head, layer = self.head, self.layer
        if head.size < 22 or head.shows(0, -0.15) < -0.05:
            return
        out = 0.38 + 0.10 * (0.75 + 0.5 * head.nose) * (1 - 0.4 * head.soft)
        tip, wing = (0.0, -0.162, out), 0.062 + 0.018 * head.nose
        front = abs(math.sin(head.yaw)) < 0.28
        far = -1 if math.sin(head.yaw) >= 0 else 1
        if self.fine and not head.side_on:
            dim = -head.light * head.way * (1 if math.cos(head.yaw) > 0 else -1)
            plane = [
                (0.0, -0.0, 0.385),
                (0.0, -0.09, out - 0.05),
                tip,
                (0.0, -0.205, 0.40),
                (-dim * -wing, -0.195, 0.355),
                (-dim * -0.05, -0.06, 0.355),
            ]
            layer.wash(head.line(plane, closed=True), self.dark, 0.22, soft=head.size * 0.006)
        if head.side_on:
            near = -far
            nostril = [
                (near * 0.05, -0.155, 0.41),
                (near * 0.062, -0.18, 0.39),
                (near * 0.055, -0.2, 0.40),
            ]
            layer.stroke(head.line(nostril), width=self.pen, colour=self.dark)
            return
        if not front:
            bridge = [
                (far * 0.018, -0.02, 0.372),
                (far * 0.018, -0.09, out - 0.045),
                (0.0, -0.148, out),
                (0.0, -0.178, out - 0.01),
                (-far * 0.02, -0.205, 0.405),
            ]
            layer.stroke(head.line(bridge), width=self.pen * 1.25, colour=self.dark)
        else:
            under = [
                (-0.05, -0.19, 0.39),
                (-0.02, -0.205, 0.42),
                (0.02, -0.205, 0.42),
                (0.05, -0.19, 0.39),
            ]
            layer.stroke(head.line(under), width=self.pen * 1.3, colour=self.dark)
        for k in (-1, 1):
            if front or k == -far:
                side = [
                    (k * wing * 0.8, -0.145, 0.375),
                    (k * wing, -0.178, 0.37),
                    (k * wing * 0.75, -0.2, 0.38),
                ]
                layer.stroke(head.line(side), width=self.pen, colour=self.dark)

    def _years(self) -> None:
        """Lines of age."""
        head, soft = self.head, mix(self.dark, self.flesh, 0.35)
        for k in (-1, 1):
            if head.shows(k * 0.2, -0.1) > 0.2:
                for marks in (
                    [(k * 0.085, -0.17), (k * 0.13, -0.23), (k * 0.145, -0.31)],
                    [(k * 0.1, -0.075), (k * 0.16, -0.09), (k * 0.22, -0.06)],
                ):
                    self.layer.stroke(head.face(marks), width=self.pen * 0.85, colour=soft)
        for u in (0.2, 0.25):
            self.layer.stroke(
                head.face([(-0.14, u), (0.0, u + 0.015), (0.14, u)]),
                width=self.pen * 0.7,
                colour=soft,
            )
