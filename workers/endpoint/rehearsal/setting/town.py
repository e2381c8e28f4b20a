"""Built places under the sky: a street in perspective and a castle's battlements."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, Point, ellipse, mix
from workers.endpoint.rehearsal.setting import nature, sky
from workers.endpoint.rehearsal.stage import Stage

WALLS: tuple[Colour, ...] = (
    (206, 184, 150),
    (178, 128, 102),
    (190, 178, 164),
    (150, 146, 150),
    (214, 200, 168),
)
ROOF: Colour = (132, 84, 72)


def street(stage: Stage) -> None:
    """Rows of houses that run to the vanishing point, lamps, and paving."""
    sky.ridge(stage, stage.far, lift=0.10, rough=1.0, far=50, hue=nature.STONE)
    nature.ground(stage, (176, 168, 156))
    _paving(stage)
    half = 3.4 if stage.camera.distance < 12 else 5.5
    front = -stage.camera.distance
    rows: list[tuple[float, int, float, float, Colour]] = []
    for way in (-1, 1):
        z = front - 2.0
        while z < 46:
            deep = float(stage.fixed.uniform(4.0, 7.5))
            tall = float(stage.fixed.uniform(4.5, 9.5))
            hue = WALLS[int(stage.fixed.integers(len(WALLS)))]
            rows.append((z, way, deep, tall, hue))
            z += deep
    for z, way, deep, tall, hue in sorted(rows, key=lambda row: -row[0]):
        _house(stage, way * half, z, way, deep, tall, hue)
    for z in (22.0, 13.0, 6.0):
        for way in (-1, 1):
            _lamp(stage, way * (half - 0.7), z)


def _paving(stage: Stage) -> None:
    near = 0.3 - stage.camera.distance
    tone = stage.palette.shade(stage.lit((150, 142, 132), 2), 0.3)
    for k in range(-5, 6):
        a, b = stage.camera.at(k * 0.8, 0, near), stage.camera.at(k * 0.8, 0, 40)
        stage.near.line_to(a, b, width=stage.pen(2) * 0.6, colour=tone)
    z = near
    while z < 30:
        a, b = stage.camera.at(-4, 0, z), stage.camera.at(4, 0, z)
        stage.near.line_to(a, b, width=stage.pen(z) * 0.6, colour=tone)
        z += 0.5 + (z - near) * 0.16


def _house(
    stage: Stage, x: float, z: float, way: int, deep: float, tall: float, hue: Colour
) -> None:
    end = z + deep
    dark = mix(hue, stage.palette.ink, 0.30 if way == stage.side else 0.05)
    stage.facet([(x, 0, z), (x, 0, end), (x, tall, end), (x, tall, z)], dark)
    gable = mix(hue, stage.palette.ink, 0.05 if way == stage.side else 0.3)
    stage.facet([(x, 0, z), (x + way * 5, 0, z), (x + way * 5, tall, z), (x, tall, z)], gable)
    eave, crest = x - way * 0.3, x + way * 2.0
    peak = tall + 1.7
    slope = [(eave, tall, z), (eave, tall, end), (crest, peak, end), (crest, peak, z)]
    stage.facet(slope, mix(ROOF, hue, 0.15))
    stage.facet([(x, tall, z), (x + way * 4, tall, z), (crest, peak, z)], gable)
    floors = max(1, int(tall / 2.7))
    columns = max(2, int(deep / 1.7))
    for floor in range(floors):
        for column in range(columns):
            _window(stage, x, z + deep * (column + 0.5) / columns, 1.0 + 2.6 * floor)
    mid = z + deep * 0.5 / columns + deep / columns * (columns // 2)
    stage.facet(
        [(x, 0, mid - 0.5), (x, 0, mid + 0.5), (x, 2.1, mid + 0.5), (x, 2.1, mid - 0.5)],
        (92, 66, 56),
    )


def _window(stage: Stage, x: float, z: float, low: float) -> None:
    lit = bool(stage.fixed.random() < 0.45 * stage.palette.lamps)
    corners = [
        (x, low, z - 0.4),
        (x, low, z + 0.4),
        (x, low + 1.3, z + 0.4),
        (x, low + 1.3, z - 0.4),
    ]
    pane = stage.facet(corners, (74, 84, 96))
    if pane and lit:
        glow = mix(stage.palette.lamp, stage.palette.haze, stage.palette.veil(z + 6) * 0.5)
        stage.near.shape(pane, glow, width=stage.pen(z))
        at = (sum(p[0] for p in pane) / len(pane), sum(p[1] for p in pane) / len(pane))
        stage.lights.glow(at, stage.camera.scale(z) * 1.5, stage.palette.lamp, 0.30)


def _lamp(stage: Stage, x: float, z: float) -> None:
    stage.facet(
        [(x - 0.05, 0, z), (x + 0.05, 0, z), (x + 0.04, 3.2, z), (x - 0.04, 3.2, z)], (60, 60, 66)
    )
    at = stage.camera.at(x, 3.4, z)
    r = stage.camera.scale(z) * 0.2
    bright = stage.palette.lamps > 0.5
    glass = stage.palette.lamp if bright else stage.lit((222, 216, 196), z)
    stage.near.shape(ellipse(*at, r, r * 1.25), glass, width=stage.pen(z))
    if bright:
        stage.lights.glow(at, r * 11, stage.palette.lamp, 0.6)


def castle(stage: Stage) -> None:
    """A wall walk: flagstones, a parapet with merlons, and a tower against the sky."""
    sky.ridge(stage, stage.far, lift=0.10, rough=0.6, far=60, hue=nature.HILL)
    if stage.camera.distance > 12:
        nature.ground(stage, mix(nature.GRASS, nature.STONE, 0.4))
        _keep(stage)
        return
    nature.ground(stage, nature.STONE)
    _flags(stage)
    _tower(stage, -stage.side * 6.5, 7.0, 2.4, 13.0)
    _tower(stage, stage.side * 12.0, 17.0, 2.6, 10.0)
    _parapet(stage, 3.0, 15.0)


def _flags(stage: Stage) -> None:
    near = 0.3 - stage.camera.distance
    tone = stage.palette.shade(stage.lit(nature.STONE, 1), 0.35)
    for k in range(-9, 10):
        a, b = stage.camera.at(k * 0.9, 0, near), stage.camera.at(k * 0.9, 0, 3)
        stage.near.line_to(a, b, width=stage.pen(1) * 0.6, colour=tone)
    z = near
    while z < 3:
        stage.near.line_to(
            stage.camera.at(-12, 0, z),
            stage.camera.at(12, 0, z),
            width=stage.pen(z) * 0.6,
            colour=tone,
        )
        z += 0.9


def _parapet(stage: Stage, z: float, reach: float) -> None:
    stone = mix(nature.STONE, stage.palette.ink, 0.12)
    stage.facet([(-reach, 0, z), (reach, 0, z), (reach, 1.05, z), (-reach, 1.05, z)], stone)
    x = -reach
    while x < reach:
        merlon = [(x, 1.05, z), (x + 1.0, 1.05, z), (x + 1.0, 2.0, z), (x, 2.0, z)]
        face = stage.facet(merlon, stone)
        stage.facet(
            [(x, 2.0, z), (x + 1.0, 2.0, z), (x + 1.0, 2.0, z + 0.5), (x, 2.0, z + 0.5)],
            mix(stone, stage.palette.key, 0.25),
        )
        if face:
            stage.near.hatch(face, gap=stage.unit * 0.012, strength=0.22)
        x += 1.75
    for low in (0.35, 0.7):
        stage.near.line_to(
            stage.camera.at(-reach, low, z), stage.camera.at(reach, low, z),
            width=stage.pen(z) * 0.5, colour=stage.palette.shade(stage.lit(stone, z), 0.4),
        )  # fmt: skip


def _tower(stage: Stage, x: float, z: float, half: float, tall: float) -> None:
    stone = nature.STONE
    body = stage.facet(
        [(x - half, 0, z), (x + half, 0, z), (x + half, tall, z), (x - half, tall, z)], stone
    )
    if not body:
        return
    dark = x - stage.side * half
    shadow = stage.camera.facet(
        [
            (x - stage.side * 0.2 * half, 0, z),
            (dark, 0, z),
            (dark, tall, z),
            (x - stage.side * 0.2 * half, tall, z),
        ]
    )
    if shadow:
        stage.near.wash(shadow, stage.palette.ink, 0.38, within=body)
        stage.near.hatch(shadow, gap=stage.unit * 0.014, strength=0.25)
    wide = half * 1.12
    stage.facet(
        [
            (x - wide, tall, z),
            (x + wide, tall, z),
            (x + wide, tall + 0.9, z),
            (x - wide, tall + 0.9, z),
        ],
        stone,
    )
    for k in range(4):
        u = x - wide + k * wide * 0.58
        stage.facet(
            [
                (u, tall + 0.9, z),
                (u + wide * 0.32, tall + 0.9, z),
                (u + wide * 0.32, tall + 1.8, z),
                (u, tall + 1.8, z),
            ],
            stone,
        )
    _slit(stage, x, tall * 0.62, z)
    _slit(stage, x + half * 0.3, tall * 0.34, z)


def _slit(stage: Stage, x: float, low: float, z: float) -> None:
    pane = stage.facet(
        [
            (x - 0.16, low, z),
            (x + 0.16, low, z),
            (x + 0.16, low + 1.1, z),
            (x - 0.16, low + 1.1, z),
        ],
        (40, 40, 48),
    )
    if pane and stage.palette.lamps > 0.5:
        stage.near.fill(pane, stage.palette.lamp)
        at: Point = stage.camera.at(x, low + 0.5, z)
        stage.lights.glow(at, stage.camera.scale(z) * 2.2, stage.palette.lamp, 0.45)


def _keep(stage: Stage) -> None:
    """The whole castle, seen from far."""
    z = 16.0
    mid = stage.side * -4.0
    for x, half, tall in ((mid - 9, 2.6, 13), (mid + 8, 2.4, 11), (mid - 1, 3.4, 19)):
        _tower(stage, x, z + 4, half, tall)
    _tower(stage, mid - 15, z + 1, 2.2, 8)
    _tower(stage, mid + 14, z + 1, 2.2, 9)
    stone = mix(nature.STONE, stage.palette.ink, 0.12)
    wall = [(mid - 15, 0, z), (mid + 14, 0, z), (mid + 14, 5, z), (mid - 15, 5, z)]
    stage.facet(wall, stone)
    for k in range(20):
        u = mid - 15 + k * 1.45
        stage.facet([(u, 5, z), (u + 0.8, 5, z), (u + 0.8, 6, z), (u, 6, z)], stone)
    gate = [
        (mid - 1.3, 0, z),
        (mid + 1.3, 0, z),
        (mid + 1.3, 2.4, z),
        (mid, 3.6, z),
        (mid - 1.3, 2.4, z),
    ]
    stage.facet(gate, (44, 38, 38))
    nature.tufts(stage, nature.GRASS, 120, 0.5)
