"""Arms, legs, hands and feet."""

from __future__ import annotations

import math

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, ribbon, smooth
from workers.endpoint.rehearsal.figures.rig import Vec, View, add, hull, soften

# Hands lie along the forearm from the wrist (0) to the fingertips (1); the thumb is above.
_PALM = {
    "relax": ((-0.08, 0.19), (0.2, 0.27), (0.48, 0.27), (0.74, 0.2), (0.95, 0.04), (0.98, -0.1), (0.82, -0.17), (0.5, -0.25), (0.2, -0.26), (-0.08, -0.19)),
    "fist": ((-0.08, 0.19), (0.15, 0.3), (0.42, 0.34), (0.6, 0.24), (0.66, 0.0), (0.62, -0.24), (0.42, -0.34), (0.15, -0.28), (-0.08, -0.19)),
    "open": ((-0.08, 0.19), (0.2, 0.27), (0.46, 0.29), (0.52, 0.1), (0.5, -0.14), (0.44, -0.29), (0.2, -0.27), (-0.08, -0.19)),
}  # fmt: skip
_PALM["point"] = _PALM["fist"]
_THUMBS = {
    "relax": ((0.08, 0.2), (0.3, 0.4), (0.52, 0.46), (0.66, 0.4), (0.56, 0.3), (0.34, 0.18)),
    "fist": (
        (0.1, 0.1),
        (0.28, 0.3),
        (0.5, 0.3),
        (0.6, 0.12),
        (0.52, 0.02),
        (0.4, 0.1),
        (0.24, 0.0),
    ),
    "open": ((0.06, 0.18), (0.22, 0.42), (0.4, 0.66), (0.52, 0.68), (0.5, 0.54), (0.36, 0.28)),
}
_THUMBS["point"] = _THUMBS["fist"]
_FINGERS = (
    (0.44, 0.23, 0.92, 0.34),
    (0.5, 0.08, 1.02, 0.12),
    (0.49, -0.08, 1.0, -0.12),
    (0.43, -0.22, 0.86, -0.33),
)


class Limbs:
    """Draws limbs in a view. `pen` is the ink line, `light` the side of the light."""

    def __init__(self, layer: Layer, view: View, pen: float, light: int) -> None:
        self.layer, self.view, self.pen, self.light = layer, view, pen, light

    def tube(
        self,
        joints: tuple[Vec, ...],
        widths: tuple[float, ...],
        colour: Colour,
        dim: Colour,
        *,
        cap: bool = True,
        root: list[Point] | None = None,
    ) -> list[Point]:
        """A limb as one flowing shape; widths are for equal steps along it. At its `root` it grows
        out of the body without a line."""
        view = self.view
        spine = smooth([view.put(j) for j in joints], closed=False, steps=6)
        last = len(spine) - 1
        near = [view.near(j) for j in joints]
        sizes = []
        for k in range(last + 1):
            t = k / last * (len(widths) - 1)
            j = min(int(t), len(widths) - 2)
            n = k / last * (len(near) - 1)
            i = min(int(n), len(near) - 2)
            grow = near[i] + (near[i + 1] - near[i]) * (n - i)
            sizes.append((widths[j] + (widths[j + 1] - widths[j]) * (t - j)) * view.size * grow)
        outline = ribbon(spine, sizes)
        ends = [
            ellipse(*spine[0], sizes[0] / 2, sizes[0] / 2),
            ellipse(*spine[-1], sizes[-1] / 2, sizes[-1] / 2),
        ]
        bend = ellipse(*view.put(joints[1]), sizes[last // 2] / 2, sizes[last // 2] / 2)
        parts = [outline, *(ends if cap else ends[1:]), bend]
        for part in parts:
            self._ink(part)
        for part in parts:
            self.layer.fill(part, colour)
        if root:
            self.layer.fill(root, colour)
        reach = min(sizes) * 0.45
        if reach > 1.5:
            self._shade(outline, dim, reach)
        return outline

    def _ink(self, ring: list[Point]) -> None:
        """An outline heavier on the side away from the light."""
        self.layer.contour(ring, width=self.pen)
        heavy = self.pen * 0.55
        self.layer.contour([(x - self.light * heavy, y + heavy) for x, y in ring], width=self.pen)

    def _shade(self, ring: list[Point], dim: Colour, reach: float) -> None:
        away = [(x + self.light * reach, y - reach * 0.5) for x, y in ring]
        self.layer.wash([*ring, ring[0], *away, away[0]], dim, 0.8, within=ring, soft=reach * 0.12)

    def hand(
        self,
        elbow: Vec,
        wrist: Vec,
        shape: str,
        skin: Colour,
        dim: Colour,
        size: float,
        *,
        thumb: int = 1,
    ) -> None:
        """A hand beyond the wrist, in the direction of the forearm."""
        a, b = self.view.put(elbow), self.view.put(wrist)
        dx, dy = b[0] - a[0], b[1] - a[1]
        long = math.hypot(dx, dy)
        if long < 1e-3:
            dx, dy, long = 0.0, 1.0, 1.0
        # A forearm that points at us shows the hand shorter.
        seen = max(0.62, min(1.0, long / (0.14 * self.view.size)))
        dx, dy = dx / long, dy / long
        unit = self.view.size * size * self.view.near(wrist)

        def put(p: tuple[float, float]) -> Point:
            x, y = p[0] * unit * seen, p[1] * unit * thumb
            return b[0] + dx * x + dy * y, b[1] + dy * x - dx * y

        rings = [smooth([put(p) for p in _PALM[shape]], steps=4)]
        if shape == "open":
            rings += [self._finger(put, *finger, unit) for finger in _FINGERS]
        elif shape == "point":
            rings.append(self._finger(put, 0.5, 0.22, 1.1, 0.26, unit))
        thumb_ring = smooth([put(p) for p in _THUMBS[shape]], steps=4)
        pen = min(self.pen, unit * 0.09)
        for ring in (*rings, thumb_ring):
            self.layer.contour(ring, width=pen * 1.6)
        for ring in rings:
            self.layer.fill(ring, skin)
        if unit > 26:
            self._shade(rings[0], dim, unit * 0.14)
            self._knuckles(put, shape, pen, dim)
        self.layer.fill(thumb_ring, skin)
        if unit > 20:
            self.layer.stroke(thumb_ring[4:14], width=pen, colour=self.layer.ink)

    @staticmethod
    def _finger(
        put: object, x0: float, y0: float, x1: float, y1: float, unit: float
    ) -> list[Point]:
        assert callable(put)
        spine = [put((x0 - 0.1, y0)), put(((x0 + x1) / 2, (y0 + y1) / 2 + 0.01)), put((x1, y1))]
        line = smooth(spine, closed=False, steps=4)
        ring = ribbon(
            line, [unit * (0.155 - 0.045 * k / (len(line) - 1)) for k in range(len(line))]
        )
        return soften(ring, 1)

    def _knuckles(self, put: object, shape: str, pen: float, dim: Colour) -> None:
        assert callable(put)
        marks = {
            "relax": [((0.5, y), (0.94, y * 0.45 - 0.03)) for y in (0.13, 0.0, -0.12)],
            "fist": [((0.4, y), (0.63, y * 0.9)) for y in (0.14, 0.0, -0.15)],
            "point": [((0.4, y), (0.63, y * 0.9)) for y in (0.08, -0.04, -0.16)],
            "open": [((0.3, -0.02), (0.18, 0.12))],
        }[shape]
        for a, b in marks:
            middle = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2 + 0.02)
            self.layer.stroke(
                [put(a), put(middle), put(b)],
                width=pen * 0.9,
                colour=self.layer.ink if shape != "open" else dim,
            )

    def foot(self, ankle: Vec, toe: Vec, colour: Colour, *, boot: float, size: float = 1.0) -> None:
        """A shoe; `boot` says how far it reaches up the shin, in parts of the figure's height."""
        view = self.view
        down = add(ankle, (0.0, -0.012, 0.0))
        along = toe
        under = (-along[1], along[0], 0.0) if along[0] >= 0 else (along[1], -along[0], 0.0)
        sole = add(down, under, -0.018)
        heel, ball, tip = (
            add(sole, along, -0.026),
            add(sole, along, 0.062 * size),
            add(sole, along, 0.098 * size),
        )
        spots = [
            (heel, 0.019),
            (add(down, (0, 0.012 + boot, 0)), 0.029),
            (add(down, along, 0.02), 0.026),
            (ball, 0.023),
            (tip, 0.014),
        ]
        ring: list[Point] = []
        for spot, radius in spots:
            x, y = view.put(spot)
            r = radius * view.size * view.near(spot)
            ring += ellipse(x, y, r, r)[::4]
        outline = soften(hull(ring), 1)
        self._ink(outline)
        self.layer.fill(outline, colour)
        if view.size > 90:
            edge = [view.put(add(v, under, -0.010)) for v in (heel, add(sole, along, 0.03), tip)]
            self.layer.stroke(
                edge, width=max(1.0, view.size * 0.011), colour=self.layer.ink, swell=0.3
            )
            self._shade(outline, self.layer.ink, view.size * 0.008)
