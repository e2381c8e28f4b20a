"""A head: skull and jaw, hair, face with a feeling, hat; also seen from behind.

Head units: 1 from chin to crown, the middle of the head at the origin, x where the face looks.
"""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix
from workers.endpoint.rehearsal.figures.hair import BEARD, BEHIND, draw_hair, draw_hat, draw_mass
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.skull import SKULL, Head
from workers.endpoint.rehearsal.palette import Palette


def draw_front(layer: Layer, head: Head, look: Look, light: Palette) -> None:
    """The head as it faces us, in as much detail as its size allows."""
    skin = light.lit(look.skin)
    hair = light.lit(look.hair)
    pen = layer.line * min(1.6, max(0.45, head.size / 130))
    if look.hair_style == "bun":
        layer.shape(
            ellipse(*head.put(-0.3, 0.5), head.size * 0.19, head.size * 0.17), hair, width=pen
        )
    face = head.outline()
    ear = ellipse(*head.put(-0.3, -0.04), head.size * 0.07, head.size * 0.11)
    layer.shape(face, skin, width=pen)
    layer.shape(ear, skin, width=pen * 0.8)
    if head.size > 26:
        _modelling(layer, head, face, light)
    if look.beard:
        draw_mass(layer, head, BEARD, hair, light, pen * 0.7)
    if head.size > 16:
        _face(layer, head, look, light, pen)
    draw_hair(layer, head, look, light, pen)
    draw_hat(layer, head, look, light, pen)


def draw_back(layer: Layer, head: Head, look: Look, light: Palette) -> None:
    """The head from behind."""
    hair, pen = light.lit(look.hair), layer.line * min(1.8, max(0.45, head.size / 120))
    skin = light.lit(look.skin)
    for way in (-1, 1):
        layer.shape(
            ellipse(*head.put(0.37 * way, -0.06), head.size * 0.06, head.size * 0.11),
            skin,
            width=pen,
        )
    layer.shape(head.curve([(x, y) for x, y in SKULL]), skin, width=pen)
    if look.hair_style in BEHIND:
        layer.shape(head.curve(BEHIND[look.hair_style]), hair, width=pen)
    cap = [(x * 1.13, y * 1.16 + 0.02) for x, y in SKULL if y > -0.3]
    if look.hair_style == "bald":
        fringe = [
            (-0.4, 0.1),
            (-0.3, -0.06),
            (0.0, -0.1),
            (0.3, -0.06),
            (0.4, 0.1),
            (0.34, -0.3),
            (0.12, -0.42),
            (-0.12, -0.42),
            (-0.34, -0.3),
        ]
        layer.shape(head.curve(fringe), hair, width=pen)
    else:
        mass = head.curve([*cap[:6], (0.12, -0.36), (-0.12, -0.36), *cap[6:]])
        layer.shape(mass, hair, width=pen)
        for k in range(-4, 5):
            strand = [(0.03 * k, 0.5), (0.075 * k, 0.15), (0.06 * k, -0.25)]
            layer.stroke(head.curve(strand, closed=False), width=pen, colour=light.shade(hair, 0.5))
    draw_hat(layer, head, look, light, pen)


def _modelling(layer: Layer, head: Head, face: list[Point], light: Palette) -> None:
    """The shadow side of the face, with an edge that follows brow, cheek and jaw."""
    lit = head.light * head.way
    if lit > 0:
        edge = [
            (-0.12, 0.6),
            (-0.15, 0.2),
            (-0.08, 0.02),
            (-0.16, -0.14),
            (-0.07, -0.3),
            (0.0, -0.6),
        ]
        rest = [(-0.8, -0.6), (-0.8, 0.6)]
    else:
        edge = [
            (0.2, 0.6),
            (0.17, 0.2),
            (0.09, 0.03),
            (0.16, -0.1),
            (0.07, -0.22),
            (0.13, -0.34),
            (0.06, -0.6),
        ]
        rest = [(0.8, -0.6), (0.8, 0.6)]
    shadow = [*head.curve(edge, closed=False), *[head.put(*p) for p in rest]]
    layer.wash(shadow, light.ink, 0.34, within=face, soft=head.size * 0.008)
    sockets = [
        (-0.22, 0.09),
        (0.3, 0.09),
        (0.3, -0.04),
        (0.16, -0.03),
        (0.1, 0.02),
        (-0.02, -0.05),
        (-0.22, -0.03),
    ]
    layer.wash(head.curve(sockets), light.ink, 0.2, within=face, soft=head.size * 0.02)
    if head.size > 120:
        flush = ellipse(*head.put(0.24, -0.17), head.size * 0.09, head.size * 0.06)
        layer.wash(flush, (190, 80, 70), 0.16, within=face, soft=head.size * 0.04)


_BROWS = {
    "angry": (-0.045, 0.05),
    "afraid": (0.05, -0.03),
    "sad": (0.055, -0.045),
    "glad": (0.02, 0.02),
}
_MOUTHS = {"angry": -0.014, "afraid": -0.01, "sad": -0.024, "glad": 0.045}


def _face(layer: Layer, head: Head, look: Look, light: Palette, pen: float) -> None:
    middle = head.turn * 0.11
    inner, outer = _BROWS.get(head.feeling or "", (0.0, 0.012))
    skin = light.lit(look.skin)
    dark = light.shade(skin, 0.75)
    for way, half in ((-1, 0.085), (1, 0.085 - 0.018 * head.turn)):
        x = middle + way * (0.165 - 0.012 * head.turn * way)
        _eye(layer, head, look, light, pen, x, half)
        brow = [
            (x - way * half * 1.15, 0.095 + inner),
            (x, 0.135 + (inner + outer) / 2),
            (x + way * half * 1.35, 0.095 + outer),
        ]
        layer.stroke(
            head.curve(brow, closed=False),
            width=max(1.2, head.size * 0.036),
            colour=light.shade(light.lit(look.hair), 0.45),
        )
    tip = middle + 0.075 * head.turn
    nose = [
        (middle + 0.015, 0.03),
        (middle + 0.05 * head.turn, -0.08),
        (tip + 0.02, -0.175),
        (tip - 0.02, -0.205),
        (middle - 0.05, -0.195),
    ]
    layer.stroke(head.curve(nose, closed=False), width=max(1.0, pen * 0.95), colour=dark)
    _mouth(layer, head, light, pen, middle, dark)


def _eye(
    layer: Layer, head: Head, look: Look, light: Palette, pen: float, x: float, half: float
) -> None:
    if head.size < 44:
        layer.fill(
            ellipse(*head.put(x + 0.02, 0.0), head.size * 0.034, head.size * 0.042), light.ink
        )
        return
    wide = (
        0.058 if head.feeling == "afraid" else 0.03 if head.feeling in {"glad", "angry"} else 0.042
    )
    almond = head.curve(
        [
            (x - half, -0.008),
            (x - half * 0.2, wide),
            (x + half * 0.6, wide * 0.8),
            (x + half, 0.0),
            (x + half * 0.1, -wide * 0.62),
        ]
    )
    layer.fill(almond, light.lit((246, 243, 234)))
    at = head.put(x + 0.014 * head.turn, 0.006)
    iris = ellipse(*at, head.size * 0.037, head.size * 0.04)
    hue = ((74, 58, 44), (60, 92, 104), (84, 92, 56))[(look.hair[0] + look.skin[1]) % 3]
    layer.wash(iris, light.lit(hue), 1.0, within=almond)
    layer.wash(ellipse(*at, head.size * 0.019, head.size * 0.021), light.ink, 1.0, within=almond)
    layer.wash([(px, py - head.size * 0.05) for px, py in almond], light.ink, 0.4, within=almond)
    spark = (at[0] + head.light * head.size * 0.013, at[1] - head.size * 0.015)
    layer.fill(
        ellipse(*spark, head.size * 0.009, head.size * 0.009), mix(light.key, (255, 255, 255), 0.6)
    )
    lid = [
        (x - half * 1.06, -0.006),
        (x - half * 0.2, wide + 0.006),
        (x + half * 0.6, wide * 0.8 + 0.006),
        (x + half * 1.1, 0.004),
    ]
    layer.stroke(
        head.curve(lid, closed=False), width=max(1.4, head.size * 0.02), colour=light.ink, swell=0.6
    )
    crease = [(u, v + 0.026) for u, v in lid]
    layer.stroke(
        head.curve(crease, closed=False),
        width=pen * 0.6,
        colour=light.shade(light.lit(look.skin), 0.6),
    )


def _mouth(
    layer: Layer, head: Head, light: Palette, pen: float, middle: float, dark: Colour
) -> None:
    bend = _MOUTHS.get(head.feeling or "", 0.008) * (0.4 if head.speaks else 1.0)
    left, right = (middle - 0.115, -0.325 + bend), (middle + 0.105, -0.325 + bend)
    width = max(1.1, head.size * 0.017)
    if head.speaks or head.feeling == "afraid":
        gape = 0.05 if head.speaks else 0.035
        lips = [left, (middle, -0.315 + gape * 0.3), right, (middle, -0.335 - gape * 1.5)]
        layer.shape(head.curve(lips), light.shade(light.lit((120, 50, 50)), 0.5), width=width * 0.8)
    else:
        line = [
            left,
            (middle - 0.03, -0.325 - bend * 0.5),
            (middle + 0.03, -0.327 - bend * 0.5),
            right,
        ]
        layer.stroke(head.curve(line, closed=False), width=width, colour=dark, swell=0.6)
        lower = [(middle - 0.05, -0.385), (middle, -0.395), (middle + 0.05, -0.385)]
        layer.stroke(
            head.curve(lower, closed=False),
            width=width * 0.8,
            colour=mix(dark, light.lit((200, 130, 110)), 0.5),
        )
