"""Old stones and soldiers: battlements, a whole castle from far, ruins, and a camp."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import ground, nature, plants, sky, solid, water
from workers.endpoint.rehearsal.setting.buildings import ROOF
from workers.endpoint.rehearsal.setting.ground import EARTH, GRASS, STONE
from workers.endpoint.rehearsal.stage import Stage

CANVAS: Colour = (220, 202, 160)


def castle(stage: Stage) -> None:
    """A wall walk under the sky; each take looks another way along it."""
    sky.ridge(stage, stage.far, lift=0.14, rough=0.7, far=70, hue=nature.BLUE)
    (_towards_keep, _towards_sea, _along)[int(stage.free.integers(3))](stage)
    brazier(stage, stage.side * 2.5, 2.4)


def _walk(stage: Stage, half: float, far: float) -> None:
    near = 0.3 - stage.camera.distance
    stage.facet([(-half, 0, near), (half, 0, near), (half, 0, far), (-half, 0, far)], STONE, z=1)
    ground.grid(stage, STONE, half=half, far=far, step=0.95)


def _towards_keep(stage: Stage) -> None:
    """The parapet before us, the keep beyond, a tower with a banner to one side."""
    s = stage.side
    sky.ridge(stage, stage.far, lift=0.06, rough=0.5, far=40, hue=nature.HILL)
    ground.ground(stage, mix(nature.HILL, GRASS, 0.4), texture=30)
    keep(stage, s * 17.0, 62.0, 1.0)
    tower(stage, s * 6.8, 24.0, 2.2, 7.0)
    _walk(stage, 14.0, 4.4)
    tower(stage, -s * 8.6, 13.0, 2.6, 6.8)
    parapet(stage, 4.4, 14.0)
    _banner(stage, -s * 8.6, 12.8)


def _towards_sea(stage: Stage) -> None:
    """A low wall over the open sea, and the end of the castle on its cliff."""
    s = stage.side
    water.expanse(stage)
    cliff = [(-14, -9), (9, -9), (7, 1.5), (4, 4.0), (-14, 4.6)]
    solid.on(stage, solid.front(44, -s * 24, 0, s), cliff, (112, 108, 106))
    keep(stage, -s * 30.0, 46.0, 0.8)
    _walk(stage, 14.0, 5.4)
    parapet(stage, 5.4, 14.0, low=0.62, high=1.18)
    solid.post(stage, s * 6.6, 5.2, 0.9, (0, 4.2), STONE)
    solid.on(stage, solid.front(5.1, s * 6.6, 4.2), [(-1.15, 0), (1.15, 0), (0, 1.7)], ROOF)
    _torch(stage, s * 5.6, 1.7, 4.3)


def _along(stage: Stage) -> None:
    """Down the walk to a gate tower: merlons on one hand, roofs and the court on the other."""
    s = stage.side
    ground.ground(stage, mix(nature.HILL, STONE, 0.5), texture=30)
    for z, tall in ((30.0, 2.0), (22.0, 1.2), (15.0, 1.6)):
        solid.pitched(
            stage, (-s * 9 - 3.5, -s * 9 + 3.5), tall - 1.6, tall + 0.4, (z, z + 6), ROOF, STONE
        )
    _walk(stage, 3.2, 26.0)
    tower(stage, 0.0, 26.0, 4.6, 8.4)
    gate = solid.on(stage, solid.front(25.9), solid.arch(-1.3, 1.3, 0, 3.6), (48, 42, 42))
    if gate and stage.palette.lamps > 0.5:
        stage.near.fill(gate, mix(stage.palette.lamp, (150, 70, 40), 0.4))
        stage.lamp(stage.camera.at(0, 1.6, 25.9), stage.camera.across(25.9) * 5, 0.5)
    for z in (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 8.0, 6.0, 4.0, 2.0, -2.0, -4.0):
        solid.box(stage, (s * 3.2, s * 3.8), (0, 0.95), (z, z + 2.0), stage.dark(STONE, 0.06))
        solid.box(stage, (s * 3.2, s * 3.8), (0.95, 1.95), (z, z + 1.1), stage.dark(STONE, 0.06))
    rail = [(-s * 3.2, 0.0, float(z)) for z in range(24, -8, -3)]
    solid.rails(stage, rail, tall=0.95, colour=(112, 84, 60), bars=2)
    _banner(stage, s * 2.9, 25.8)


def brazier(stage: Stage, x: float, z: float) -> None:
    """An iron basket of fire on three legs."""
    if z + stage.camera.distance < 1.0:
        return
    iron = (64, 60, 62)
    for u in (-0.22, 0.0, 0.22):
        plane = solid.front(z, x)
        solid.on(
            stage,
            plane,
            [(u * 1.5 - 0.03, 0), (u * 1.5 + 0.03, 0), (u + 0.03, 0.75), (u - 0.03, 0.75)],
            iron,
        )
    flame(stage, x, 0.9, z + 0.02, 0.62)
    solid.on(
        stage,
        solid.front(z),
        [(x - 0.2, 0.7), (x + 0.2, 0.7), (x + 0.36, 1.0), (x - 0.36, 1.0)],
        iron,
    )
    if stage.palette.lamps > 0.5:
        ground.pool(stage, x, z, 1.8, 0.36)


def parapet(stage: Stage, z: float, reach: float, *, low: float = 1.05, high: float = 1.95) -> None:
    """A wall with merlons across the picture, `low` at its gaps and `high` else."""
    stone = stage.dark(STONE, 0.06)
    wall = solid.box(stage, (-reach, reach), (0, low), (z, z + 0.6), stone)
    for k in range(int(2 * reach / 1.85)):
        x = 1.85 * k - reach
        face = solid.box(stage, (x, x + 1.05), (low, high), (z, z + 0.6), stone)
        if face and k % 2:
            stage.near.hatch(face, gap=stage.unit * 0.012, strength=0.2)
    if not wall:
        return
    tone, pen = stage.palette.shade(stage.lit(stone, z), 0.35), stage.pen(z) * 0.6
    for row in range(3):
        y, step = low * row / 3, 0.95
        a, b = stage.camera.at(-reach, y, z), stage.camera.at(reach, y, z)
        stage.near.line_to(a, b, width=pen, colour=tone)
        for k in range(int(2 * reach / step)):
            u = step * (k + 0.45 * (row % 2)) - reach
            a, b = stage.camera.at(u, y, z), stage.camera.at(u, y + low / 3, z)
            stage.near.line_to(a, b, width=pen, colour=tone)


def tower(stage: Stage, x: float, z: float, half: float, tall: float) -> None:
    """A round tower with a crown of merlons, slits and courses."""
    if not solid.post(stage, x, z, half, (0, tall), STONE):
        return
    solid.post(stage, x, z - 0.01, half * 1.14, (tall, tall + 1.0), STONE)
    for k in range(5):
        u = x - half * 1.14 + k * half * 0.51
        solid.on(
            stage,
            solid.front(z - 0.02, u),
            solid.block(0, half * 0.27, tall + 1.0, tall + 1.8),
            STONE if (k - 2) * stage.side > -1 else stage.dark(STONE),
        )
    tone = stage.palette.shade(stage.lit(STONE, z), 0.3)
    dice = stage.dice("courses", round(x, 1))
    for _ in range(int(tall * 2.2)):
        u, v = float(dice.uniform(-0.9, 0.7)) * half, float(dice.uniform(0.4, tall - 0.4))
        a, b = stage.camera.at(x + u, v, z), stage.camera.at(x + u + half * 0.22, v, z)
        stage.near.line_to(a, b, width=stage.pen(z) * 0.8, colour=tone)
    for u, v in ((0.0, tall * 0.66), (half * 0.35, tall * 0.36)):
        slit = solid.on(
            stage, solid.front(z - 0.02, x + u), solid.arch(-0.2, 0.2, v, v + 1.2), (44, 42, 50)
        )
        if slit and stage.palette.lamps > 0.5:
            stage.near.fill(slit, stage.palette.lamp)
            stage.lamp(stage.camera.at(x + u, v + 0.6, z), stage.camera.across(z) * 1.8, 0.45)


def _banner(stage: Stage, x: float, z: float) -> None:
    red = (172, 50, 46)
    outline = [(-0.7, 6.4), (0.7, 6.4), (0.7, 3.4), (0.0, 2.8), (-0.7, 3.4)]
    solid.on(stage, solid.front(z - 0.05, x), outline, red)
    solid.on(
        stage,
        solid.front(z - 0.06, x),
        [(-0.3, 5.6), (0.3, 5.6), (0.3, 4.5), (0, 4.1), (-0.3, 4.5)],
        (226, 186, 84),
    )


def _torch(stage: Stage, x: float, y: float, z: float) -> None:
    solid.on(
        stage,
        solid.front(z - 0.1, x, y),
        [(-0.05, 0), (0.05, 0), (0.09, 0.6), (-0.09, 0.6)],
        (92, 70, 54),
    )
    if stage.palette.lamps > 0.5:
        flame(stage, x, y + 0.6, z - 0.12, 0.4)


def flame(stage: Stage, x: float, y: float, z: float, tall: float) -> None:
    """A flame with its light."""
    for grow, hue in ((1.0, (255, 150, 60)), (0.62, (255, 226, 140))):
        outline = [
            (-0.28, 0.0),
            (-0.36, 0.4),
            (-0.12, 0.62),
            (-0.08, 1.0),
            (0.14, 0.7),
            (0.34, 0.42),
            (0.27, 0.0),
        ]
        seen = stage.camera.facet(
            [(x + u * tall * grow, y + v * tall * grow, z) for u, v in outline]
        )
        if seen:
            stage.near.fill(seen, hue)
    stage.lamp(stage.camera.at(x, y + tall * 0.4, z), stage.camera.across(z) * tall * 5.0, 0.7)


def keep(stage: Stage, x: float, z: float, size: float) -> None:
    """A whole castle on its rock, from far."""
    for u, half, tall in (
        (-7, 1.8, 11),
        (6.5, 1.7, 10),
        (0, 2.6, 17),
        (-3.4, 1.3, 13),
        (10, 1.4, 7),
    ):
        tower(stage, x + u * size, z, half * size, tall * size)
        solid.on(
            stage,
            solid.front(z - 0.05, x + u * size, tall * size + 1.6),
            [(-half * 1.2 * size, 0), (half * 1.2 * size, 0), (0, 3.6 * size)],
            (92, 84, 104),
        )
    solid.box(stage, (x - 8 * size, x + 11 * size), (0, 4.4 * size), (z - 1, z), STONE)


def ruins(stage: Stage) -> None:
    """Broken columns and walls in the grass, and fallen stones."""
    sky.ridge(stage, stage.far, lift=0.14, rough=0.6, far=60, hue=nature.BLUE)
    sky.wood(stage, stage.far, lift=0.07, far=40, hue=plants.LEAF, pine=False)
    ground.ground(stage, mix(GRASS, STONE, 0.35))
    s, pale = stage.side, (206, 196, 176)
    wall = [
        (-6, 0),
        (6, 0),
        (6, 2.2),
        (5, 3.8),
        (4.2, 3.2),
        (3.4, 6.2),
        (1.8, 6.4),
        (1.2, 4.4),
        (-0.6, 4.0),
        (-1.4, 5.6),
        (-3, 5.0),
        (-3.6, 2.6),
        (-5, 2.2),
    ]
    solid.on(stage, solid.front(15.0, -s * 4.5), wall, stage.dark(pale, 0.1))
    for u in (-2.3, 2.5):
        hole = solid.on(
            stage,
            solid.front(14.98, -s * 4.5 + u),
            solid.arch(-0.8, 0.8, 1.0 if u > 0 else 0, 3.4, 0.8),
            (90, 84, 80),
        )
        if hole:
            stage.near.fill(hole, mix(stage.palette.horizon, stage.palette.haze, 0.5))
            stage.near.contour(hole, width=stage.pen(15))
    for x, z, tall in (
        (6.5, 12.0, 5.6),
        (4.9, 7.0, 4.2),
        (-4.8, 5.2, 2.0),
        (3.6, 2.6, 1.3),
        (9.0, 17.0, 5.6),
        (-8.5, 9.0, 4.8),
    ):
        _column(stage, x * s, z, tall, pale)
    if stage.camera.distance > 3:
        solid.box(stage, (min(s * 4.6, s * 9.4), max(s * 4.6, s * 9.4)), (5.6, 6.3), (12, 13), pale)
    for x, z in ground.spots(stage, "fallen", 20, clear=1.6, reach=6, deep=12):
        solid.box(stage, (x - 0.4, x + 0.4), (0, 0.4), (z, z + 0.6), pale) if int(
            x * 9
        ) % 2 else plants.rock(stage, x, z, 0.4, pale)
    plants.tree(stage, -s * 9.0, 7.0, 6.0)
    ground.tufts(stage, GRASS, 100)


def _column(stage: Stage, x: float, z: float, tall: float, hue: Colour) -> None:
    stage.shadow(x, z, 1.0, tall)
    solid.box(stage, (x - 0.7, x + 0.7), (0, 0.3), (z - 0.2, z + 0.5), hue)
    seen = solid.post(stage, x, z, 0.48, (0.3, tall), hue, taper=0.9)
    if not seen:
        return
    tone = stage.palette.shade(stage.lit(hue, z), 0.3)
    for u in (-0.25, 0.0, 0.22):
        stage.near.line_to(
            stage.camera.at(x + u, 0.3, z),
            stage.camera.at(x + u, tall, z),
            width=stage.pen(z) * 0.8,
            colour=tone,
        )
    jag = [
        (-0.45, 0),
        (0.45, 0),
        (0.45, 0.28),
        (0.15, 0.08),
        (-0.1, 0.42),
        (-0.3, 0.15),
        (-0.45, 0.3),
    ]
    if tall < 5:
        solid.on(stage, solid.front(z, x, tall - 0.02), jag, hue)
    else:
        solid.box(stage, (x - 0.7, x + 0.7), (tall - 0.35, tall), (z - 0.2, z + 0.5), hue)


def camp(stage: Stage) -> None:
    """Tents, standards, stakes and a fire on trodden ground."""
    sky.ridge(stage, stage.far, lift=0.12, rough=0.5, far=60, hue=nature.HILL)
    ground.ground(stage, mix(EARTH, GRASS, 0.3))
    s = stage.side
    for x, z, size, hue in ((-12.0, 26.0, 1.0, CANVAS), (-4.0, 30.0, 1.0, (190, 170, 130)), (5.0, 27.0, 1.0, CANVAS), (13.0, 24.0, 1.1, (190, 170, 130)),
                            (7.5, 13.0, 1.15, CANVAS), (-7.0, 11.0, 1.3, (168, 74, 62)), (-12.0, 16.0, 1.1, CANVAS)):  # fmt: skip
        tent(stage, x * s, z, size, hue)
    for x, z in ((-3.9, 9.0), (4.6, 10.0), (9.5, 20.0)):
        solid.box(stage, (x * s - 0.05, x * s + 0.05), (0, 5.4), (z, z + 0.1), (104, 80, 58))
        flag = [(0.05, 5.3), (1.6, 5.0), (1.3, 4.6), (1.6, 4.1), (0.05, 4.3)]
        solid.on(
            stage, solid.front(z, x * s, 0, -s), flag, (172, 52, 46) if x < 0 else (64, 88, 132)
        )
    fx, fz = s * 2.7, 3.4
    for u, hue in ((-0.5, (96, 72, 56)), (0.0, (80, 62, 50)), (0.45, (96, 72, 56))):
        solid.box(
            stage, (fx + u - 0.35, fx + u + 0.35), (0, 0.16), (fz - abs(u) * 0.3, fz + 0.2), hue
        )
    flame(stage, fx, 0.12, fz - 0.1, 0.85)
    for k in range(7):
        stake = solid.front(1.4 + 0.15 * k, -s * (3.4 + 0.5 * k))
        solid.on(stage, stake, [(-0.07, 0), (0.07, 0), (s * 0.5, 1.5)], (110, 84, 60))
    solid.rails(
        stage, [(-s * 3.2, 0.0, 1.7), (-s * 7.2, 0.0, 2.6)], tall=0.8, colour=(110, 84, 60), bars=1
    )
    ground.tufts(stage, GRASS, 40)


def tent(stage: Stage, x: float, z: float, size: float, hue: Colour) -> None:
    """A ridge tent with an open flap."""
    w, h, d = 2.3 * size, 2.7 * size, 3.4 * size
    stage.shadow(x, z, w * 2, h)
    for way in (-1, 1):
        slope = [(x + way * w, 0, z), (x + way * w, 0, z + d), (x, h, z + d), (x, h, z)]
        if x * way < 0 or stage.camera.eye > h:
            stage.facet(slope, hue if way == stage.side else stage.dark(hue, 0.35))
    plane = solid.front(z, x)
    seen = solid.on(stage, plane, [(-w, 0), (w, 0), (0, h)], mix(hue, (255, 250, 230), 0.12))
    flap = solid.on(stage, plane, [(-w * 0.34, 0), (w * 0.34, 0), (0, h * 0.74)], (66, 54, 48))
    solid.on(stage, plane, [(w * 0.34, 0), (w * 0.6, 0), (0.06, h * 0.74)], stage.dark(hue, 0.2))
    if seen and flap and stage.palette.lamps > 0.5:
        stage.near.fill(flap, mix(stage.palette.lamp, (200, 110, 60), 0.3))
        stage.lamp(stage.camera.at(x, h * 0.3, z), stage.camera.across(z) * w, 0.4)
