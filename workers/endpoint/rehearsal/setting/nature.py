"""Places under the open sky: fields, woods, shores, peaks, sands, decks and graves."""

from __future__ import annotations

import math
from collections.abc import Iterable

from workers.endpoint.rehearsal.brush import Colour, Layer, Point, ellipse, mix, ribbon, smooth
from workers.endpoint.rehearsal.setting import sky
from workers.endpoint.rehearsal.stage import Stage

GRASS: Colour = (146, 152, 96)
LEAF: Colour = (82, 104, 66)
BARK: Colour = (96, 78, 64)
SAND: Colour = (226, 204, 160)
STONE: Colour = (172, 166, 154)
SNOW: Colour = (236, 240, 242)
HILL: Colour = (112, 122, 112)


def ground(stage: Stage, colour: Colour) -> None:
    """The ground to the horizon, paler with distance."""
    if stage.shot.weather == "snow":
        colour = mix(colour, SNOW, 0.8)
    wide, high = stage.near.size
    near = 0.3 - stage.camera.distance
    depth = 260.0
    while depth > near:
        top = stage.camera.at(0, 0, depth)[1]
        if top > high:
            break
        tone = mix(
            stage.lit(colour, depth), stage.palette.ink, 0.16 * max(0.0, 1 - (depth - near) / 6)
        )
        stage.near.fill([(0, top), (wide, top), (wide, high), (0, high)], tone)
        depth = near + (depth - near) * 0.8 - 0.02


def scatter(
    stage: Stage, count: int, *, clear: float, reach: float, deep: float
) -> Iterable[tuple[float, float]]:
    """Places on the ground, farthest first, that leave the middle `clear` metres free."""
    near = 0.6 - stage.camera.distance
    spots = []
    for _ in range(count):
        z = near + (deep - near) * float(stage.fixed.random()) ** 1.4
        x = float(stage.fixed.uniform(-reach, reach)) * (1 + max(0.0, z) / 12)
        if abs(x) > clear or z > 6:
            spots.append((x, z))
    return sorted(spots, key=lambda spot: -spot[1])


def tufts(stage: Stage, colour: Colour, count: int = 170, tall: float = 0.28) -> None:
    """Strokes of grass over the ground."""
    near = 0.5 - stage.camera.distance
    for _ in range(count):
        z = near + 22 * float(stage.free.random()) ** 2
        scale = stage.camera.scale(z)
        across = stage.camera.width / scale
        x0 = float(stage.free.uniform(-0.6, 0.6)) * across
        x, y = stage.camera.at(x0, 0, z)
        if not stage.camera.inside((x, y), 20):
            continue
        size = scale * tall * float(stage.free.uniform(0.4, 1.0))
        tone = stage.palette.shade(stage.lit(colour, z), 0.25)
        for lean in (-0.4, 0.05, 0.45):
            tip = (x + size * lean * 0.6, y - size * (1 - abs(lean) * 0.5))
            stage.near.stroke(
                [(x, y), ((x + tip[0]) / 2, (y + tip[1]) / 2 - size * 0.1), tip],
                width=max(1.2, size * 0.09),
                colour=tone,
            )


def blob(stage: Stage, at: Point, size: float, *, squash: float = 0.8) -> list[Point]:
    """An uneven round outline, as of leaves or rock."""
    ring = []
    for k in range(11):
        r = size * float(stage.fixed.uniform(0.78, 1.12))
        a = k * 2 * math.pi / 11
        ring.append((at[0] + r * math.cos(a), at[1] + r * squash * math.sin(a)))
    return smooth(ring, steps=4)


def tree(
    stage: Stage, layer: Layer, x: float, z: float, tall: float, *, leaves: bool = True
) -> None:
    """A tree: swelling trunk, boughs, and three tones of leaves."""
    scale = stage.camera.scale(z)
    px, py = stage.camera.at(x, 0, z)
    size = scale * tall
    bend = float(stage.fixed.uniform(-0.06, 0.06)) * size
    bark = stage.lit(BARK, z)
    spine = smooth(
        [(px, py), (px + bend, py - size * 0.35), (px + bend * 0.4, py - size * 0.8)], closed=False
    )
    widths = [size * (0.062 - 0.045 * k / (len(spine) - 1)) for k in range(len(spine))]
    trunk = ribbon(spine, widths)
    layer.shape(trunk, bark, width=stage.pen(z))
    shade = [(qx - stage.side * size * 0.022, qy) for qx, qy in trunk]
    layer.wash(shade, stage.palette.ink, 0.45, within=trunk)
    top = spine[-1]
    for k in range(5):
        start = spine[len(spine) // 2 + k]
        reach = size * float(stage.fixed.uniform(0.16, 0.34)) * (1 if k % 2 else -1)
        tip = (start[0] + reach, start[1] - abs(reach) * float(stage.fixed.uniform(0.5, 1.1)))
        layer.stroke(
            smooth(
                [start, ((start[0] + tip[0]) / 2, start[1] - abs(reach) * 0.2), tip], closed=False
            ),
            width=size * 0.022,
            colour=stage.palette.shade(bark, 0.35),
            swell=0.4,
        )
    if leaves:
        _leaves(stage, layer, top, size, z)


def _leaves(stage: Stage, layer: Layer, top: Point, size: float, z: float) -> None:
    hue = mix(LEAF, (140, 120, 60), float(stage.fixed.uniform(0, 0.3)))
    tone = stage.lit(hue, z)
    spots = [
        (top[0] + size * dx, top[1] + size * dy, size * r)
        for dx, dy, r in (
            (-0.2, 0.12, 0.17),
            (0.2, 0.1, 0.18),
            (0, -0.06, 0.21),
            (0.05, 0.14, 0.17),
        )
    ]
    dark = stage.palette.shade(tone, 0.4)
    crowns = [blob(stage, (x, y), r) for x, y, r in spots]
    for crown in crowns:
        layer.contour(crown, width=stage.pen(z) * 2, colour=stage.palette.shade(tone, 0.75))
    for crown in crowns:
        layer.fill(crown, dark)
    for x, y, r in spots:
        at = (x + stage.side * r * 0.2, y - r * 0.2)
        layer.fill(blob(stage, at, r * 0.72), tone)
    glow = mix(tone, stage.palette.key, 0.28 * (1 - stage.palette.veil(z)))
    for x, y, r in spots[1:3]:
        layer.fill(blob(stage, (x + stage.side * r * 0.4, y - r * 0.42), r * 0.3), glow)


def rock(stage: Stage, x: float, z: float, size: float) -> None:
    """A boulder on the ground."""
    px, py = stage.camera.at(x, 0, z)
    r = stage.camera.scale(z) * size
    ring = [(qx, min(qy, py)) for qx, qy in blob(stage, (px, py - r * 0.4), r, squash=0.7)]
    tone = stage.lit(STONE, z)
    stage.near.shape(ring, tone, width=stage.pen(z))
    shaded = [(qx - stage.side * r * 0.5, qy + r * 0.2) for qx, qy in ring]
    stage.near.wash(shaded, stage.palette.ink, 0.42, within=ring)
    stage.near.hatch(shaded, gap=max(4.0, r * 0.12), strength=0.3)


def field(stage: Stage) -> None:
    """Rolling land, a path and a few trees."""
    sky.ridge(stage, stage.far, lift=0.16, rough=0.5, far=60, hue=HILL)
    sky.ridge(stage, stage.far, lift=0.08, rough=0.4, far=34, hue=mix(HILL, GRASS, 0.4))
    ground(stage, GRASS)
    bend = float(stage.fixed.uniform(-1, 1))
    edges = [(0.9, 1), (-0.9, -1)]
    path: list[Point] = []
    for edge, way in edges:
        zs = [0.35 - stage.camera.distance + 1.35**k for k in range(14)][::way]
        path += [stage.camera.at(edge + bend * max(0.0, z) ** 1.3 * 0.08, 0, z) for z in zs]
    stage.near.wash(path, stage.lit((214, 196, 150), 2), 0.65, soft=stage.unit * 0.004)
    for x, z in scatter(stage, 9, clear=2.6, reach=9, deep=40):
        tree(stage, stage.near, x, z, float(stage.fixed.uniform(3.5, 7)))
    tufts(stage, GRASS)


def forest(stage: Stage) -> None:
    """Trunks behind trunks, with light between them."""
    wide = stage.far.size[0]
    line = stage.camera.horizon
    veil = mix(stage.palette.haze, stage.lit(LEAF, 20), 0.35)
    stage.far.wash([(0, 0), (wide, 0), (wide, line + 9), (0, line + 9)], veil, 0.55)
    sky.ridge(stage, stage.far, lift=0.30, rough=1.0, far=30, hue=LEAF)
    ground(stage, (112, 112, 76))
    for x, z in scatter(stage, 46, clear=1.7, reach=6, deep=26):
        tree(stage, stage.near, x, z, float(stage.fixed.uniform(7, 12)))
    tufts(stage, LEAF, 150, 0.34)
    if stage.shot.weather is None:
        sky.rays(stage)


def graveyard(stage: Stage) -> None:
    """Stones and crosses on uneven grass under bare trees."""
    sky.ridge(stage, stage.far, lift=0.12, rough=0.5, far=36, hue=HILL)
    ground(stage, mix(GRASS, STONE, 0.35))
    for x, z in scatter(stage, 5, clear=3.5, reach=9, deep=18):
        tree(stage, stage.near, x, z, 6.0, leaves=False)
    for k, (x, z) in enumerate(scatter(stage, 26, clear=1.0, reach=6, deep=16)):
        _cross(stage, x, z) if k % 3 == 0 else _headstone(stage, x, z)
    tufts(stage, GRASS, 130)


def _headstone(stage: Stage, x: float, z: float) -> None:
    lean = float(stage.fixed.uniform(-0.1, 0.1))
    arch = [
        (0.3 * math.cos(a), 0.6 + 0.3 * math.sin(a)) for a in (k * math.pi / 8 for k in range(9))
    ]
    outline = [(-0.3, 0.0), *[(u, v) for u, v in arch[::-1]], (0.3, 0.0)]
    corners = [(x + u + lean * v, v, z) for u, v in outline]
    front = stage.facet(corners, STONE)
    if front:
        shift = stage.camera.scale(z) * 0.28 * stage.side
        stage.near.wash([(u - shift, v) for u, v in front], stage.palette.ink, 0.4, within=front)


def _cross(stage: Stage, x: float, z: float) -> None:
    half = ((-0.07, 0), (-0.07, 0.8), (-0.3, 0.8), (-0.3, 0.96), (-0.07, 0.96), (-0.07, 1.25))
    outline = [*half, *[(-u, v) for u, v in half[::-1]]]
    stage.facet([(x + u, v, z) for u, v in outline], mix(STONE, BARK, 0.4))


def desert(stage: Stage) -> None:
    """Dunes, one behind the other, with a sharp shadow side."""
    sky.ridge(stage, stage.far, lift=0.14, rough=0.15, far=30, hue=mix(SAND, (200, 150, 110), 0.4))
    sky.ridge(stage, stage.far, lift=0.07, rough=0.1, far=14, hue=SAND)
    ground(stage, SAND)
    for k in range(9):
        z = 14.0 / (1 + k * 0.55) - min(2.0, stage.camera.distance * 0.4)
        x = float(stage.fixed.uniform(-4, 4))
        run = [(x + u, 0.0, z + 0.4 * math.sin(u * 1.3 + k)) for u in (-3, -1.8, -0.6, 0.6, 1.8, 3)]
        line = smooth([stage.camera.at(*p) for p in run], closed=False)
        stage.near.stroke(
            line, width=stage.pen(z), colour=stage.palette.shade(stage.lit(SAND, z), 0.3)
        )


def mountain(stage: Stage) -> None:
    """Peaks with snow on them above a stony slope."""
    wide, line = stage.far.size[0], stage.camera.horizon
    for depth, count in ((46.0, 4), (26.0, 3)):
        for k in range(count):
            x = wide * (k + float(stage.fixed.uniform(0.1, 0.9))) / count
            _peak(stage, x, line, stage.unit * float(stage.fixed.uniform(0.22, 0.46)), depth)
    ground(stage, mix(STONE, GRASS, 0.3))
    for x, z in scatter(stage, 16, clear=1.2, reach=7, deep=18):
        rock(stage, x, z, float(stage.fixed.uniform(0.25, 0.9)))


def _peak(stage: Stage, x: float, base: float, tall: float, depth: float) -> None:
    jag = [float(v) for v in stage.fixed.uniform(-0.08, 0.08, 6)]
    left = [(x - tall * (1.3 - 0.45 * k), base - tall * (0.32 * k + jag[k])) for k in range(3)]
    right = [(x + tall * (1.4 - 0.5 * k), base - tall * (0.3 * k + jag[3 + k])) for k in range(3)]
    top = (x, base - tall)
    mass: list[Point] = [*left, top, *right[::-1]]
    stage.far.shape(mass, stage.palette.lit((128, 132, 140), depth), width=stage.near.line * 0.6)
    spine = [
        top,
        (x + tall * 0.1, base - tall * 0.6),
        (x - tall * 0.05, base - tall * 0.3),
        (x, base),
    ]
    edge = left if stage.side > 0 else right
    stage.far.wash([*spine, *edge], stage.palette.ink, 0.28, within=mass)
    cap = [top, right[2], (x + tall * 0.12, base - tall * 0.62), (x, base - tall * 0.7), left[2]]
    snow = [(u, min(v, base - tall * 0.52)) for u, v in cap]
    stage.far.wash(snow, stage.palette.lit(SNOW, depth * 0.4), 0.85, within=mass)


def heaven(stage: Stage) -> None:
    """Nothing but sky, with a bank of cloud to stand on."""
    for depth, count in ((24.0, 10), (9.0, 9), (3.0, 8)):
        base = stage.camera.at(0, 0, depth)[1]
        for k in range(count):
            x = stage.near.size[0] * (k + float(stage.fixed.random())) / count
            size = stage.unit * float(stage.fixed.uniform(0.07, 0.15)) * (1 + 4 / depth)
            stage.near.fill(
                blob(stage, (x, base + size * 0.5), size), stage.lit((244, 244, 240), depth)
            )
        wide, high = stage.near.size
        floor = [
            (0, base + stage.unit * 0.08),
            (wide, base + stage.unit * 0.08),
            (wide, high),
            (0, high),
        ]
        stage.near.fill(floor, stage.lit((244, 244, 240), depth))


def limbo(stage: Stage) -> None:
    """No place is named: a floor, a horizon and a wash behind."""
    ground(stage, (206, 198, 178))
    x, y = stage.camera.at(0, 0, 3)
    pool = ellipse(x, y, stage.unit * 0.8, stage.unit * 0.12)
    stage.near.wash(pool, stage.palette.lit((250, 244, 224)), 0.5, soft=stage.unit * 0.05)
