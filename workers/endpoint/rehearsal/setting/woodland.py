"""Among trees: a forest, and the road through one."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Point, mix, smooth
from workers.endpoint.rehearsal.setting import ground, plants, sky
from workers.endpoint.rehearsal.setting.ground import EARTH, GRASS
from workers.endpoint.rehearsal.setting.plants import BARK, LEAF, PINE
from workers.endpoint.rehearsal.stage import Stage

FAR = 10.0  # metres from which whole trees are seen, and no longer only their trunks


def forest(stage: Stage) -> None:
    """Trunks behind trunks up into the canopy, with light between them."""
    _depth(stage)
    ground.ground(stage, (122, 116, 70))
    ground.path(stage, (170, 148, 100), 0.7, bend=0.5)
    _trees(stage, ground.spots(stage, "trunks", 54, clear=1.9, reach=6.5, deep=30))
    _closed(stage)
    ground.tufts(stage, LEAF, 120, 0.36)


def forest_road(stage: Stage) -> None:
    """A dirt road with ruts that runs away between two walls of trunks, verges beside it."""
    _depth(stage)
    ground.ground(stage, mix(GRASS, LEAF, 0.5))
    near = 0.4 - stage.camera.distance
    road = mix(EARTH, (214, 188, 140), 0.62)
    stage.facet([(-1.9, 0, near), (1.9, 0, near), (1.9, 0, 220), (-1.9, 0, 220)], road, z=3)
    for u in (-0.95, 0.95):
        rut = stage.camera.facet(
            [(u - 0.22, 0, near), (u + 0.22, 0, near), (u + 0.22, 0, 160), (u - 0.22, 0, 160)]
        )
        if rut:
            stage.near.fill(rut, stage.lit(stage.dark(road, 0.22), 3))
    dice = stage.dice("verge")
    for k in range(46):
        z = 42.0 * (1 - k / 46) ** 1.6 + near + 0.8
        for way in (-1, 1):
            plants.reeds(
                stage, way * (1.95 + float(dice.uniform(0, 0.5))), z, 0.42, mix(GRASS, LEAF, 0.4), 5
            )
    rows = [
        (
            way * (3.1 + 1.9 * row + float(dice.uniform(-0.35, 0.5))),
            z + float(dice.uniform(-0.8, 0.8)),
        )
        for z in (44.0, 36.0, 29.0, 23.0, 18.0, 13.5, 9.5, 6.0, 3.0, 0.2, -2.6)
        for way in (-1, 1)
        for row in range(3)
    ]
    _trees(
        stage, sorted((spot for spot in rows if spot[1] > near + 1.6), key=lambda spot: -spot[1])
    )
    _closed(stage)


def _depth(stage: Stage) -> None:
    """The wood behind the wood, and the light at its end."""
    wide, line = stage.far.size[0], stage.camera.horizon
    for lift, deep in ((0.60, 60.0), (0.40, 34.0)):
        sky.wood(stage, stage.far, lift=lift, far=deep, hue=mix(LEAF, PINE, 0.5), pine=True)
    glade = [(wide * 0.3, line - stage.unit * 0.42), (wide * 0.7, line - stage.unit * 0.42),
             (wide * 0.62, line), (wide * 0.38, line)]  # fmt: skip
    stage.far.wash(glade, stage.palette.horizon, 0.5, soft=stage.unit * 0.12)


def _trees(stage: Stage, spots: list[tuple[float, float]]) -> None:
    """Trunks near by, or from farther off the whole trees, farthest first."""
    for x, z in spots:
        if stage.camera.distance > FAR:
            plants.tree(
                stage,
                x,
                z,
                7.5 + abs(x * 7) % 3.0,
                kind="pine" if abs(x * 13) % 3 < 1.4 else "broad",
            )
        else:
            _bole(stage, x, z)
        if abs(x * 10) % 3 < 1:
            plants.bush(stage, x + 0.8, z - 0.1, 0.6, (96, 116, 62))


def _closed(stage: Stage) -> None:
    """Leaves above, and the light that falls through."""
    if stage.camera.distance <= FAR:
        _canopy(stage)
    if stage.shot.weather in {None, "clear", "fog", "wind"} and stage.palette.hour != "night":
        sky.rays(stage, {"day": 0.2, "dawn": 0.11}.get(stage.palette.hour, 0.15))


def _bole(stage: Stage, x: float, z: float) -> None:
    """A trunk that leaves the picture at its top."""
    dice = stage.dice("bole", round(x, 2), round(z, 2))
    lean, girth = float(dice.uniform(-0.5, 0.5)), float(dice.uniform(0.18, 0.36))
    hue = mix(BARK, (120, 112, 96), float(dice.uniform(0, 0.5)))
    stage.shadow(x, z, girth * 1.8, 6.0)
    left = [
        (x - girth * w + lean * y / 12, y, z)
        for y, w in ((0, 1.7), (0.5, 1.05), (4, 0.9), (13, 0.6))
    ]
    right = [
        (x + girth * w + lean * y / 12, y, z)
        for y, w in ((13, 0.6), (4, 0.9), (0.5, 1.05), (0, 1.7))
    ]
    seen = stage.facet([*left, *right], hue)
    if not seen:
        return
    away = -stage.side
    dark = [(px + away * girth * 0.9, y, z) for (px, y, z) in (right if away > 0 else left)]
    inner = [(px - away * girth * 1.7, y, z) for (px, y, z) in dark]
    strip = stage.camera.facet(
        [*[(p[0] - away * girth * 0.9, p[1], p[2]) for p in dark], *inner[::-1]]
    )
    if strip:
        stage.near.fill(strip, stage.lit(stage.dark(hue, 0.5), z))
    limb = 3.2 + float(dice.uniform(0, 2))
    for way in (-1, 1):
        a = stage.camera.at(x + lean * limb / 12, limb, z)
        b = stage.camera.at(x + way * 1.6, limb + 0.9, z)
        stage.near.stroke([a, ((a[0] + b[0]) / 2, a[1]), b],
                          width=stage.camera.across(z) * girth * 0.6, colour=stage.lit(stage.dark(hue), z))  # fmt: skip
        limb += 0.8
    stage.near.contour(seen, width=stage.pen(z))


def _canopy(stage: Stage) -> None:
    """Masses of leaves that close the picture above, lighter with depth."""
    if stage.camera.pitch < -0.2:
        return
    wide = stage.near.size[0]
    for z, low, tone in ((16.0, 6.6, 0.0), (8.0, 5.2, 0.22), (2.6, 4.4, 0.45)):
        dice = stage.dice("canopy", z)
        colour = stage.dark(stage.lit(mix(LEAF, (120, 130, 60), 0.2), z), tone)
        size = stage.camera.across(z) * 0.85
        _, level = stage.camera.at(0, low, z)
        level = max(level, size * 0.35)
        edge: list[Point] = []
        x = -size
        while x < wide + size * 2:
            # The leaves hang lower at the sides, and leave the middle to the light.
            aside = abs(x - wide / 2) / (wide / 2)
            y = level + size * (0.5 * aside - float(dice.uniform(-0.15, 1.1)))
            edge += [(x, y - size * 0.26), (x + size * 0.28, y), (x + size * 0.6, y - size * 0.04)]
            x += size * 0.86
        if max(y for _, y in edge) < 0:
            continue
        mass = [(-size * 2, -size), *smooth(edge, closed=False, steps=4), (wide + size * 2, -size)]
        stage.near.fill(mass, colour)
        stage.near.contour(mass, width=stage.pen(z) * 0.9, colour=stage.ink(z))
        glow = mix(
            colour,
            stage.palette.key,
            (0.06 if stage.palette.hour == "night" else 0.14) * (1 - tone),
        )
        for px, py in edge[1::3]:
            for _ in range(2):
                at = (
                    px + size * float(dice.uniform(-0.4, 0.4)),
                    py - size * float(dice.uniform(0.35, 0.9)),
                )
                stage.near.fill(
                    plants.blob(dice, at, size * float(dice.uniform(0.2, 0.4)), squash=0.6), glow
                )
