"""What a deed needs to be understood: a bed to sleep in, a ladder to climb, water to swim in."""

from __future__ import annotations

import re

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, mix, smooth
from workers.endpoint.rehearsal.figures.part import Part
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.setting.water import FOAM, WATER
from workers.endpoint.rehearsal.words import Shot

BED = 0.24  # the height of a mattress, in parts of who lies on it
_IN_BED = re.compile(
    r"\b(?:beds?|bunks?|cot|mattress|hammock|couch|sofa|stretcher)\b", re.IGNORECASE
)
_ON_A_ROPE = frozenset({"mountain", "cave", "ship", "sea", "forest", "field", "ruins", "desert"})
_WILD = frozenset(
    {"sea", "lighthouse", "river", "mountain", "desert", "field", "forest", "forest_road", "swamp",
     "snowfield", "cave", "ruins", "camp", "graveyard", "road", "open"}
)  # fmt: skip
WET = frozenset({"sea", "lighthouse", "harbour", "river", "swamp", "ship"})
_NO_LADDER = frozenset({"stairs"})
_LINEN: Colour = (236, 232, 224)
_COVER: Colour = (92, 118, 152)
_WOOD: Colour = (132, 92, 62)
_ROPE: Colour = (196, 164, 112)


def seat_of(shot: Shot, stance: str) -> str:
    """What carries somebody in a stance: "bed", "ladder", "rope", "water", "car", "rock" or
    "chair"."""
    if stance in {"sleep", "lie"}:
        said = bool(_IN_BED.search(shot.caption))
        return "bed" if said or (stance == "sleep" and shot.inside) else ""
    if stance == "climb":
        if shot.place in _NO_LADDER:
            return ""
        return "rope" if shot.place in _ON_A_ROPE else "ladder"
    if stance == "swim":
        return "water"
    if shot.place == "car":
        return "car"
    return "rock" if shot.place in _WILD else "chair"


class _Near:
    """Measures around one part: x where it faces, y up, in parts of its height."""

    def __init__(self, layer: Layer, part: Part, light: Palette) -> None:
        self.layer, self.light, self.size = layer, light, part.tall * part.look.height
        self.at, self.way, self.far = (part.feet[0], part.feet[1]), part.way, part.far * 0.5
        self.pen = layer.line * min(1.3, max(0.5, self.size / 600))

    def put(self, x: float, y: float) -> Point:
        return self.at[0] + self.way * x * self.size, self.at[1] - y * self.size

    def shape(self, points: list[tuple[float, float]], colour: Colour, shade: float = 0.0) -> None:
        tone = self.light.lit(colour, self.far)
        self.layer.shape(
            [self.put(*p) for p in points],
            self.light.shade(tone, shade) if shade else tone,
            width=self.pen,
        )

    def block(
        self, left: float, right: float, low: float, high: float, colour: Colour, shade: float = 0.0
    ) -> None:
        self.shape([(left, low), (right, low), (right, high), (left, high)], colour, shade)


def behind(layer: Layer, part: Part, light: Palette) -> None:
    """What carries a part, drawn before it."""
    near = _Near(layer, part, light.lifted(0.3))
    if part.seat == "bed" and part.stance in {"sleep", "lie"}:
        _bed(near)
    elif part.seat == "ladder" and part.stance == "climb":
        _ladder(near)
    elif part.seat == "rope" and part.stance == "climb":
        near.block(0.175, 0.2, -0.4, 1.7, _ROPE)


def before(layer: Layer, part: Part, light: Palette, *, wet: bool) -> None:
    """What covers a part, drawn after it; in a `wet` place it is in the water that is there."""
    near = _Near(layer, part, light.lifted(0.3))
    if part.seat == "bed" and part.stance in {"sleep", "lie"}:
        _blanket(near)
    elif part.seat == "water" and part.stance == "swim":
        _water(near, wet=wet)


def _bed(near: _Near) -> None:
    for x in (-0.64, 0.56):
        near.block(x, x + 0.05, -BED, 0.02, _WOOD, 0.3)
    near.block(-0.66, -0.6, -BED, 0.3, _WOOD, 0.1)
    near.block(0.58, 0.63, -BED, 0.16, _WOOD, 0.1)
    near.block(-0.62, 0.6, -BED * 0.72, -BED * 0.35, _WOOD, 0.2)
    near.shape([(-0.6, -BED * 0.4), (0.58, -BED * 0.4), (0.58, 0.04), (-0.6, 0.04)], _LINEN, 0.12)
    near.shape(
        [(-0.59, 0.03), (-0.3, 0.03), (-0.28, 0.07), (-0.34, 0.1), (-0.56, 0.12), (-0.6, 0.08)],
        _LINEN,
    )


def _blanket(near: _Near) -> None:
    """From the chest down to the feet, hanging over the side."""
    top = smooth(
        [
            near.put(*p)
            for p in (
                (-0.2, 0.1),
                (-0.12, 0.155),
                (0.05, 0.16),
                (0.22, 0.215),
                (0.42, 0.16),
                (0.57, 0.1),
            )
        ],
        closed=False,
    )
    low = [near.put(0.585, -0.1), near.put(0.2, -0.13), near.put(-0.18, -0.1)]
    tone = near.light.lit(_COVER, near.far)
    near.layer.shape([*top, *low], tone, width=near.pen)
    fold = [
        near.put(*p)
        for p in ((-0.2, 0.1), (-0.12, 0.155), (-0.06, 0.15), (-0.11, -0.1), (-0.18, -0.1))
    ]
    near.layer.shape(fold, near.light.lit(_LINEN, near.far), width=near.pen)
    for x in (0.08, 0.26, 0.44):
        near.layer.stroke(
            [near.put(x, 0.13), near.put(x + 0.02, 0.03), near.put(x - 0.01, -0.1)],
            width=near.pen * 1.3, colour=near.light.shade(tone, 0.4),
        )  # fmt: skip


def _ladder(near: _Near) -> None:
    for k in range(12):
        near.block(0.02, 0.3, -0.36 + 0.17 * k, -0.33 + 0.17 * k, _WOOD)
    for x in (0.0, 0.3):
        near.block(x, x + 0.035, -0.4, 1.7, _WOOD, 0.15)


def _water(near: _Near, *, wet: bool) -> None:
    """The swell that hides what is below the surface, with foam where it is parted."""
    level = 0.2
    crest = [(-1.5, level - 0.01)]
    crest += [(-1.3 + 0.13 * k, level + (0.018 if k % 2 else -0.016)) for k in range(21)]
    top = smooth([near.put(*p) for p in [*crest, (1.5, level - 0.01)]], closed=False)
    tone = near.light.lit(mix(WATER, (40, 84, 120), 0.25), near.far)
    low = [near.put(x, y) for x, y in ((1.2, -0.16), (0.3, -0.24), (-0.5, -0.24), (-1.2, -0.15))]
    if wet:
        near.layer.cut([*top, *low])
    else:
        near.layer.shape(smooth([*top[::8], *low]), tone, width=near.pen)
    foam = near.light.lit(FOAM, near.far)
    near.layer.stroke(top[24:-24], width=near.size * 0.018, colour=foam)
    for x, y, long in (
        (-0.62, 0.08, 0.3),
        (0.36, 0.05, 0.34),
        (-0.2, 0.0, 0.4),
        (0.1, -0.08, 0.5),
        (-0.6, -0.1, 0.3),
        (0.75, 0.1, 0.25),
    ):
        dash = [near.put(x, y), near.put(x + long / 2, y + 0.014), near.put(x + long, y)]
        near.layer.stroke(dash, width=near.size * 0.012, colour=mix(tone, foam, 0.6))
    for x, y in (
        (0.46, 0.26),
        (0.55, 0.22),
        (0.62, 0.28),
        (-0.5, 0.25),
        (-0.58, 0.21),
        (0.5, 0.33),
    ):
        a = near.put(x, y)
        r = near.size * 0.012
        near.layer.fill(
            [(a[0] - r, a[1]), (a[0], a[1] - r * 1.6), (a[0] + r, a[1]), (a[0], a[1] + r)], foam
        )
