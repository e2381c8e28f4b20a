"""A mouth, and what each feeling does to a face."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, mix
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.skull import Head
from workers.endpoint.rehearsal.palette import Palette


@dataclass(frozen=True, slots=True)
class Mood:
    """Brows: how far their inner and outer ends rise. Lids: how open, upper and lower. Mouth: how
    far its corners rise, how wide, how open; `teeth` says whether they are bared."""

    inner: float = 0.0
    outer: float = 0.008
    upper: float = 1.0
    lower: float = 1.0
    corners: float = 0.006
    wide: float = 1.0
    gape: float = 0.0
    teeth: bool = False
    iris: float = 1.0
    frown: bool = False


MOODS = {
    "": Mood(),
    "angry": Mood(-0.055, 0.04, 0.74, 0.9, -0.022, 1.12, 0.075, True, 0.9, True),
    "afraid": Mood(0.075, 0.01, 1.42, 1.25, -0.026, 0.86, 0.085, False, 0.72, True),
    "sad": Mood(0.068, -0.035, 0.74, 1.0, -0.036, 0.84, 0.0, False, 1.05),
    "glad": Mood(0.022, 0.03, 0.95, 0.66, 0.036, 1.12, 0.042, True, 1.05),
    "asleep": Mood(0.012, 0.0, 0.0, 0.0, 0.0, 0.85, 0.0),
}
SPEECH = {"": 0.1, "angry": 0.13, "afraid": 0.11, "sad": 0.07, "glad": 0.12}


class Mouth:
    """Draws the mouth of one head."""

    def __init__(
        self,
        *,
        layer: Layer,
        head: Head,
        look: Look,
        light: Palette,
        skin: Colour,
        dark: Colour,
        mood: Mood,
    ) -> None:
        self.layer, self.head, self.look, self.light = layer, head, look, light
        self.flesh, self.dark, self.mood = skin, dark, mood
        self.pen = max(1.0, head.size * 0.0125)
        self.fine = head.size > 60

    def draw(self) -> None:
        head, mood = self.head, self.mood
        if head.shows(0, -0.3) < -0.02 or head.size < 16:
            return
        gape = max(mood.gape, SPEECH.get(head.feeling or "", 0.1)) if head.speaks else mood.gape
        half, line = 0.105 * mood.wide * (0.88 if head.soft or self.look.her else 1.0), -0.298
        rise = mood.corners
        ends = ((-half, line + rise), (half, line + rise))
        if gape > 0.02:
            self._open(ends, half, line, gape)
            return
        lip = self.light.lit(mix(self.look.skin, (176, 60, 66), 0.55 if self.look.her else 0.3))
        if self.fine:
            full = 0.030 if self.look.her else 0.021
            marks = [
                ends[0],
                (-half * 0.3, line + full),
                (0, line + full * 0.7),
                (half * 0.3, line + full),
                ends[1],
                (half * 0.45, line - full * 1.3 - rise * 0.3),
                (0, line - full * 1.7 - rise * 0.3),
                (-half * 0.45, line - full * 1.3 - rise * 0.3),
            ]
            self.layer.wash(self._lips(marks, closed=True), lip, 0.75 if self.look.her else 0.5)
        seam = [
            ends[0],
            (-half * 0.4, line - rise * 0.35),
            (0, line - 0.006 - rise * 0.35),
            (half * 0.4, line - rise * 0.35),
            ends[1],
        ]
        self.layer.stroke(
            self._lips(seam), width=max(1.2, head.size * 0.017), colour=self.dark, swell=0.6
        )
        if self.fine:
            under = [(-half * 0.4, line - 0.078), (0, line - 0.086), (half * 0.4, line - 0.078)]
            self.layer.stroke(
                head.face(under), width=self.pen * 0.8, colour=mix(self.dark, self.flesh, 0.35)
            )

    def _open(
        self,
        ends: tuple[tuple[float, float], tuple[float, float]],
        half: float,
        line: float,
        gape: float,
    ) -> None:
        head, layer, bend = self.head, self.layer, self.mood.corners
        top = [
            ends[0],
            (-half * 0.4, line + 0.018 - bend * 0.3),
            (0, line + 0.012 - bend * 0.3),
            (half * 0.4, line + 0.018 - bend * 0.3),
            ends[1],
        ]
        low = [
            (half * 0.55, line - gape * 0.75),
            (0, line - gape - max(0.0, bend) * 0.4),
            (-half * 0.55, line - gape * 0.75),
        ]
        ring = self._lips([*top, *low], closed=True)
        layer.fill(ring, mix(self.light.ink, self.light.lit((110, 30, 36)), 0.5))
        if head.size > 36:
            tongue = self._lips(
                [
                    (-half * 0.5, line - gape * 0.75),
                    (0, line - gape * 0.6),
                    (half * 0.5, line - gape * 0.75),
                    (0, line - gape * 1.3),
                ],
                closed=True,
            )
            layer.wash(tongue, self.light.lit((196, 92, 92)), 0.9, within=ring)
            bite = 0.55 if self.mood.teeth else 0.26
            teeth = self._lips(
                [*top, (half, line - gape * bite), (-half, line - gape * bite)], closed=True
            )
            layer.wash(teeth, self.light.lit((244, 240, 228)), 0.95, within=ring)
            if head.feeling == "angry":
                self._clenched(ring, half, line, gape)
        layer.contour(ring, width=max(1.0, head.size * 0.013), colour=self.light.ink)
        if self.head.feeling == "glad" and self.fine and not head.soft:
            for k in (-1, 1):
                if head.shows(k * 0.16, -0.25) > 0.15:
                    fold = [
                        (k * 0.1, -0.185),
                        (k * (half + 0.03), line + 0.05),
                        (k * (half + 0.028), line + 0.01),
                    ]
                    layer.stroke(head.face(fold), width=self.pen * 0.8, colour=self.dark)

    def _clenched(self, ring: list[Point], half: float, line: float, gape: float) -> None:
        head, layer = self.head, self.layer
        clench = self._lips(
            [
                (-half * 0.9, line - gape * 0.5),
                (0, line - gape * 0.56),
                (half * 0.9, line - gape * 0.5),
            ]
        )
        jaw = self._lips(
            [
                (-half, line - gape * 0.95),
                (half, line - gape * 0.95),
                (half, line - gape * 0.62),
                (-half, line - gape * 0.62),
            ],
            closed=True,
        )
        layer.wash(jaw, self.light.lit((232, 228, 216)), 0.9, within=ring)
        layer.stroke(clench, width=max(1.0, head.size * 0.012), colour=self.dark)
        if self.fine:
            for k in (-0.5, -0.17, 0.17, 0.5):
                layer.stroke(
                    self._lips([(half * k, line + 0.01), (half * k, line - gape)]),
                    width=self.pen * 0.6,
                    colour=self.dark,
                )

    def _lips(self, marks: list[tuple[float, float]], *, closed: bool = False) -> list[Point]:
        """A line of the mouth; its far half is shortened before it leaves a turned face."""
        turn = math.sin(self.head.yaw)
        short = 1 - 0.32 * abs(turn)
        return self.head.face(
            [(s * short if s * turn < 0 else s, u) for s, u in marks], 0.012, closed=closed
        )
