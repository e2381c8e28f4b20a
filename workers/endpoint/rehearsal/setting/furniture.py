"""What stands in rooms: columns, a throne, doors, a table."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import ellipse, mix
from workers.endpoint.rehearsal.camera import level, upright
from workers.endpoint.rehearsal.setting.walls import Walls
from workers.endpoint.rehearsal.stage import Stage


def columns(stage: Stage, walls: Walls) -> None:
    inset = walls.half - 0.9
    z = walls.back - 1.0
    stone = mix(walls.plaster, (150, 146, 142), 0.4)
    while z > 0.5 - stage.camera.distance:
        for way in (-1, 1):
            x = way * inset
            r = 0.34
            body = stage.facet(
                [(x - r, 0, z), (x + r, 0, z), (x + r, walls.tall, z), (x - r, walls.tall, z)],
                stone,
            )
            if body:
                edge = stage.camera.scale(z) * r * 1.1 * stage.side
                dark = [(px + edge, py) for px, py in body]
                stage.near.wash(dark, stage.palette.ink, 0.42, within=body)
            for low, high in ((0, 0.35), (walls.tall - 0.45, walls.tall)):
                stage.facet(
                    [
                        (x - r * 1.4, low, z),
                        (x + r * 1.4, low, z),
                        (x + r * 1.4, high, z),
                        (x - r * 1.4, high, z),
                    ],
                    stone,
                )
        z -= 3.4
    if stage.shot.place == "hall":
        _dais(stage, walls)


def _dais(stage: Stage, walls: Walls) -> None:
    z = walls.back - 0.8
    for k, half in enumerate((2.2, 1.7)):
        y = 0.18 * k
        stage.facet(
            [
                (-half, y, z - 0.5 + k * 0.3),
                (half, y, z - 0.5 + k * 0.3),
                (half, y + 0.18, z - 0.5 + k * 0.3),
                (-half, y + 0.18, z - 0.5 + k * 0.3),
            ],
            (150, 60, 54),
        )
    throne = [
        (-0.5, 0.36, z),
        (0.5, 0.36, z),
        (0.5, 1.9, z),
        (0.25, 2.1, z),
        (0, 2.5, z),
        (-0.25, 2.1, z),
        (-0.5, 1.9, z),
    ]
    stage.facet(throne, (156, 108, 56))
    stage.facet(
        [(-0.36, 0.9, z - 0.1), (0.36, 0.9, z - 0.1), (0.36, 1.7, z - 0.1), (-0.36, 1.7, z - 0.1)],
        (150, 52, 50),
    )
    for way in (-1, 1):
        x = way * walls.half * 0.62
        b = walls.back - 0.05
        banner = [
            (x - 0.5, walls.tall * 0.86, b),
            (x + 0.5, walls.tall * 0.86, b),
            (x + 0.5, walls.tall * 0.4, b),
            (x, walls.tall * 0.34, b),
            (x - 0.5, walls.tall * 0.4, b),
        ]
        stage.facet(banner, (150, 56, 52))


def doors(stage: Stage, walls: Walls) -> None:
    z = walls.back - 1.5
    while z > 0.6 - stage.camera.distance:
        for way in (-1, 1):
            x = way * walls.half
            stage.facet(
                [(x, 0, z - 0.45), (x, 0, z + 0.45), (x, 2.1, z + 0.45), (x, 2.1, z - 0.45)],
                (122, 88, 64),
            )
        z -= 2.6


def table_and_door(stage: Stage, walls: Walls) -> None:
    """A door and a picture on the wall, and a table; in a prison there is only a bunk."""
    if stage.shot.place == "prison":
        _bunk(stage, walls)
        return
    back, way = walls.back - 0.02, -stage.side
    x = way * walls.half * 0.62
    stage.facet(upright(x - 0.48, x + 0.48, 0, 2.1, back), (118, 82, 58), z=1)
    knob = stage.camera.at(x - way * 0.36, 1.0, back)
    stage.near.fill(ellipse(*knob, stage.unit * 0.005, stage.unit * 0.005), stage.palette.lamp)
    x = -way * 0.35
    stage.facet(upright(x - 0.35, x + 0.35, 1.45, 2.05, back), (104, 76, 50), z=1)
    stage.facet(upright(x - 0.28, x + 0.28, 1.53, 1.97, back), (168, 160, 132), z=1)
    _table(stage, walls)


def _table(stage: Stage, walls: Walls) -> None:
    x, z, top = stage.side * walls.half * 0.55, walls.back - 1.2, 0.76
    for leg in (-0.62, 0.56):
        stage.facet(upright(x + leg, x + leg + 0.08, 0, top, z), (112, 80, 56))
    stage.facet(level(x - 0.7, x + 0.7, top, z, z + 0.7), (150, 108, 74))
    stage.facet(upright(x - 0.7, x + 0.7, top - 0.08, top, z), (128, 92, 64))


def _bunk(stage: Stage, walls: Walls) -> None:
    near, far = sorted((-stage.side * 2.4, -stage.side * 1.5))
    stage.facet(level(near, far, 0.5, 0.6, walls.back), (112, 88, 66))
    stage.facet(upright(near, far, 0.0, 0.5, 0.6), (86, 66, 52))
