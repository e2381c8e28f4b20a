"""A robot's head: a box of plates with lamps for eyes and a grille to speak through."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, Layer, ellipse, mix
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.skull import Head, Spot
from workers.endpoint.rehearsal.palette import Palette

_CORNERS: tuple[Spot, ...] = tuple(
    (s, u, f) for s in (-0.36, 0.36) for u in (-0.40, 0.40) for f in (-0.36, 0.34)
) + tuple((s, 0.47, f) for s in (-0.22, 0.22) for f in (-0.2, 0.2))  # fmt: skip


def draw(
    layer: Layer, head: Head, look: Look, light: Palette, skin: tuple[Colour, Colour], pen: float
) -> None:
    """The whole head; from behind it has no face."""
    plate, dim = skin
    stalk = [head.put((0.0, 0.44, 0.0)), head.put((0.02, 0.68, 0.0))]
    layer.stroke(stalk, width=max(pen, head.size * 0.03), colour=layer.ink, swell=0.0)
    bulb = head.size * 0.055
    layer.shape(ellipse(*stalk[1], bulb, bulb), light.lit((214, 70, 56)), width=pen)
    box = head.ring(_CORNERS, 64)
    layer.contour(box, width=pen * 1.9)
    layer.fill(box, plate)
    away = [(x + head.light * head.size * 0.16, y - head.size * 0.06) for x, y in box]
    layer.wash([*box, box[0], *away, away[0]], dim, 0.6, within=box)
    if head.away:
        return
    eyes = (0.0,) if look.metal == "one" else (-0.16, 0.16)
    for s in eyes:
        if head.shows(s, 0.05) > 0.0:
            _eye(layer, head, look, light, s, 0.17 if len(eyes) == 1 else 0.105)
    if head.shows(0.0, -0.25) > 0.05:
        _grille(layer, head, light, box, pen)


def _eye(layer: Layer, head: Head, look: Look, light: Palette, s: float, size: float) -> None:
    x, y = head.put((s, 0.06, 0.35))
    narrow = 0.45 + 0.55 * max(0.0, head.shows(s, 0.06))
    reach = head.size * size
    open_ = 0.16 if head.feeling == "asleep" else 0.8 if head.feeling == "sad" else 1.0
    layer.shape(ellipse(x, y, reach * 1.25 * narrow, reach * 1.25), light.lit((66, 62, 66)),
                width=max(1.0, head.size * 0.013))  # fmt: skip
    glow = mix(look.eyes, (150, 230, 255), 0.7)
    lamp = ellipse(x, y, reach * narrow, reach * open_)
    layer.fill(lamp, glow)
    layer.wash(
        ellipse(x, y, reach * 0.5 * narrow, reach * 0.5 * open_), (240, 254, 255), 0.9, within=lamp
    )


def _grille(
    layer: Layer, head: Head, light: Palette, box: list[tuple[float, float]], pen: float
) -> None:
    """Slots; the corners say how it feels, and it is open while somebody speaks."""
    bend = {"glad": 0.05, "sad": -0.05, "afraid": -0.03, "angry": -0.02}.get(
        head.feeling or "", 0.0
    )
    tall = 0.10 if head.speaks else 0.05
    top = [(-0.17, -0.22 + bend), (0.0, -0.24), (0.17, -0.22 + bend)]
    low = [(s, u - tall) for s, u in reversed(top)]
    mouth = [head.put((s, u, 0.35)) for s, u in (*top, *low)]
    layer.shape(mouth, light.lit((58, 54, 58)), width=pen)
    if head.size > 40:
        for s in (-0.085, 0.0, 0.085):
            bar = [
                head.put((s, -0.225 + bend * abs(s) * 6, 0.35)),
                head.put((s, -0.23 - tall, 0.35)),
            ]
            layer.stroke(bar, width=pen * 0.9, swell=0.0)
        for s, u in ((-0.3, 0.33), (0.3, 0.33), (-0.3, -0.33), (0.3, -0.33)):
            if head.shows(s, 0.0) > 0.1:
                rivet = head.size * 0.017
                layer.fill(ellipse(*head.put((s, u, 0.34)), rivet, rivet), light.ink)
