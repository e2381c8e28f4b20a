"""Things that the action names: alone and large, in a hand, or standing in the set."""

from __future__ import annotations

from collections.abc import Callable

from workers.endpoint.rehearsal.brush import Layer, Point, ellipse, mix, smooth
from workers.endpoint.rehearsal.palette import Palette
from workers.endpoint.rehearsal.stage import Lights, Stage
from workers.endpoint.rehearsal.things import afloat, arms, gear, large, small, treasure
from workers.endpoint.rehearsal.things.bench import WOOD, Bench

THINGS: dict[str, Callable[[Bench], None]] = {
    "letter": small.letter, "sword": small.sword, "cup": small.cup, "skull": treasure.skull,
    "crown": treasure.crown, "key": treasure.key, "book": small.book, "lantern": small.lantern,
    "torch": small.torch, "candle": small.candle, "phone": small.phone, "gun": small.gun,
    "ring": treasure.ring, "necklace": treasure.necklace, "flower": small.flower, "sunflower": small.sunflower, "clock": treasure.clock,
    "glasses": small.glasses, "food": small.food, "bottle": small.bottle, "bag": small.leather_bag,
    "spear": arms.spear, "axe": arms.axe, "bow": arms.bow, "shield": arms.shield, "flag": arms.flag,
    "umbrella": gear.umbrella, "camera": gear.camera, "guitar": gear.guitar, "violin": gear.violin,
    "ball": gear.ball, "newspaper": gear.newspaper, "hat": gear.hat, "mirror": gear.mirror,
    "chair": gear.chair, "box": gear.box, "computer": gear.computer, "map": gear.sea_chart,
    "painting": gear.painting, "door": gear.door,
    "car": large.car, "bicycle": large.bicycle, "horse": large.horse, "dog": large.dog,
    "cat": large.cat, "bird": large.bird, "boat": afloat.boat, "ship": afloat.ship, "robot": large.robot,
    "fire": large.fire,
}  # fmt: skip

# What stands in the set by itself: metres for one unit of its drawing, and where its feet are.
_STANDING = {
    "car": (4.3, -0.215), "bicycle": (1.8, -0.34), "horse": (2.6, -0.49), "dog": (1.05, -0.38),
    "cat": (0.6, -0.41), "boat": (4.6, -0.3), "ship": (24.0, -0.3), "robot": (1.7, -0.48), "fire": (1.3, -0.38),
    "chair": (1.0, -0.47), "door": (2.3, -0.5),
}  # fmt: skip
LARGE = frozenset(_STANDING)

# How far below the middle the table is touched, for what does not stand upright on it.
_REST = {
    "letter": 0.24, "sword": 0.16, "key": 0.13, "book": 0.21, "ring": 0.28, "gun": 0.29,
    "spear": 0.26, "glasses": 0.16, "hat": 0.2, "food": 0.24, "bag": 0.3, "map": 0.28,
    "bicycle": 0.34, "car": 0.22, "boat": 0.28, "ship": 0.32, "bird": 0.3, "box": 0.32, "camera": 0.24,
    "computer": 0.3, "ball": 0.32, "fire": 0.36,
}  # fmt: skip
_ON_THE_WALL = frozenset({"painting", "door", "map", "mirror", "flag", "shield", "bow", "umbrella"})
_ON_THE_GROUND = LARGE - {"door"}


def draw(stage: Stage, thing: str) -> None:
    """A thing alone, filling the picture, in a pool of light."""
    thing = thing if thing in THINGS else "letter"
    layer, unit = stage.cast, stage.unit
    wide, high = layer.size
    middle = (wide / 2, high * 0.5)
    if thing in _ON_THE_WALL:
        _wall(stage)
    elif thing in _ON_THE_GROUND:
        _floor(stage, high * 0.5 + unit * 0.02)
    else:
        _table(stage, high * 0.5 + unit * 0.06)
    below = ellipse(
        middle[0] - stage.side * unit * 0.08,
        middle[1] + unit * (_REST.get(thing, 0.36) + 0.02),
        unit * 0.46,
        unit * 0.06,
    )
    if thing not in _ON_THE_WALL:
        layer.wash(below, stage.palette.ink, 0.55, soft=unit * 0.03)
    THINGS[thing](_bench(stage, layer, middle, unit * 1.02))


def _bench(
    stage: Stage,
    layer: Layer,
    at: Point,
    size: float,
    *,
    way: int = 1,
    far: float = 0.0,
    lights: Lights | None = None,
) -> Bench:
    return Bench(
        layer,
        stage.palette,
        at,
        size,
        side=stage.side,
        way=way,
        far=far,
        lights=lights or stage.bloom,
    )


def _table(stage: Stage, edge: float) -> None:
    layer, (wide, high) = stage.cast, stage.cast.size
    top = stage.palette.lit(WOOD)
    layer.fill([(0, edge), (wide, edge), (wide, high), (0, high)], top)
    dice = stage.dice("grain")
    for k in range(9):
        y = edge + (high - edge) * (k / 8) ** 1.6
        grain = [
            (wide * u / 6, y + stage.unit * float(dice.uniform(-0.006, 0.006))) for u in range(7)
        ]
        layer.stroke(
            smooth(grain, closed=False),
            width=layer.line,
            colour=stage.palette.shade(top, 0.4),
            swell=0.4,
        )
    layer.stroke([(0, edge), (wide / 2, edge), (wide, edge)], width=layer.line * 2, swell=0.2)
    pool = ellipse(wide / 2, high * 0.5 + stage.unit * 0.3, stage.unit * 0.75, stage.unit * 0.2)
    layer.wash(pool, stage.palette.key, 0.28, soft=stage.unit * 0.08)


def _floor(stage: Stage, edge: float) -> None:
    layer, (wide, high) = stage.cast, stage.cast.size
    tone = stage.palette.lit((150, 142, 128))
    layer.fill([(0, edge), (wide, edge), (wide, high), (0, high)], tone)
    layer.wash([(0, edge), (wide, edge), (wide, edge + (high - edge) * 0.4), (0, edge + (high - edge) * 0.4)],
               stage.palette.haze, 0.4, soft=stage.unit * 0.08)  # fmt: skip
    pool = ellipse(wide / 2, high * 0.5 + stage.unit * 0.32, stage.unit * 0.9, stage.unit * 0.16)
    layer.wash(pool, stage.palette.key, 0.3, soft=stage.unit * 0.08)


def _wall(stage: Stage) -> None:
    layer, (wide, high) = stage.cast, stage.cast.size
    tone = stage.palette.lit((186, 172, 150))
    layer.fill([(0, 0), (wide, 0), (wide, high), (0, high)], tone)
    pool = ellipse(
        wide / 2 + stage.side * stage.unit * 0.1, high * 0.46, stage.unit * 0.62, stage.unit * 0.5
    )
    layer.wash(pool, mix(stage.palette.key, (255, 255, 255), 0.2), 0.4, soft=stage.unit * 0.16)


def held(
    layer: Layer,
    light: Palette,
    thing: str,
    at: Point,
    size: float,
    *,
    turn: float = 0.0,
    way: int = 1,
    side: int = 1,
    lights: Lights | None = None,
) -> None:
    """A thing of `size` pixels with its middle at a point, turned by `turn` radians."""
    make = THINGS.get(thing)
    if make:
        make(Bench(layer, light, at, size, side=side, turn=turn, way=way, lights=lights))


def stand(stage: Stage, thing: str, x: float, z: float, *, way: int = 1) -> None:
    """A large thing on the ground of the set, with its shadow."""
    if thing not in _STANDING or z + stage.camera.distance < 0.8:
        return
    metres, feet = _STANDING[thing]
    px, py = stage.camera.at(x, 0, z)
    size = stage.camera.scale(z) * metres
    if thing not in {"fire", "ship"}:
        stage.shadow(x, z, metres * 0.8, metres * 0.4)
    far = max(0.0, z + stage.camera.distance - 2.0)
    bench = _bench(
        stage, stage.near, (px, py + feet * size), size, way=way, far=far, lights=stage.lights
    )
    THINGS[thing](bench)
    if thing == "fire":
        stage.lamps.append((bench.put(0, 0), size))
