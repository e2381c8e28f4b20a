"""Who stands where: the parts of a shot for its framing, and what frames it in front."""

from __future__ import annotations

from collections.abc import Iterator

from workers.endpoint.rehearsal import props
from workers.endpoint.rehearsal.brush import Layer, Point, ellipse, smooth
from workers.endpoint.rehearsal.figures.figure import Figure, Part
from workers.endpoint.rehearsal.figures.look import look_of
from workers.endpoint.rehearsal.figures.pose import STANCES, body
from workers.endpoint.rehearsal.stage import Stage

NEAR_SHOTS = frozenset({"CLOSE", "EXTREME_CLOSE", "MEDIUM_CLOSE"})
_OPEN_POSES = frozenset({"run", "fall", "lie", "fight", "kneel", "sit", "walk"})


def block(stage: Stage) -> list[Part]:
    """The parts, farthest first."""
    shot, names = stage.shot, list(stage.shot.cast)
    framing = shot.framing
    if framing == "INSERT" or not names:
        return []
    if framing == "TWO_SHOT":
        return _two(stage, names)
    if framing == "OVER_THE_SHOULDER":
        return [_part(stage, names[0], -stage.side * 0.16, 0.0, stage.side, 0)]
    if framing in {"CLOSE", "EXTREME_CLOSE"}:
        names = names[:1]
    elif framing == "MEDIUM_CLOSE":
        names = names[:2]
    return _group(stage, names)


def _two(stage: Stage, names: list[str]) -> list[Part]:
    if len(names) < 2:
        names.append("SOMEONE ELSE" if names[0] == "SOMEONE" else "SOMEONE")
    return [
        _part(stage, names[0], -0.27, 0.0, 1, 0),
        _part(stage, names[1], 0.27, 0.06, -1, 1),
    ]


def _group(stage: Stage, names: list[str]) -> list[Part]:
    """The first named leads; the others stand by, each a little farther off."""
    shot, wide = stage.shot, stage.camera.width / stage.camera.scale(0)
    facing = 1 if stage.free.random() < 0.5 else -1
    lead = {"EXTREME_WIDE": 0.14, "WIDE": 0.10, "FULL": 0.06}.get(shot.framing, 0.05)
    if shot.framing in {"EXTREME_CLOSE", "POV"}:
        lead = 0.0
    gap = min(1.25, max(0.78, wide / (len(names) + 1.5)))
    if shot.pose == "embrace":
        gap = 0.45
    start = -facing * lead * wide if len(names) < 3 else 0.0
    spots = [(start, 0.0, facing)]
    for k in range(1, len(names)):
        way = facing if k % 2 else -facing
        x = start + way * gap * ((k + 1) // 2) * float(stage.free.uniform(0.9, 1.1))
        z = 0.15 + 0.35 * k * float(stage.free.uniform(0.6, 1.2)) * min(
            1.5, stage.camera.distance / 4
        )
        if shot.pose in {"walk", "run"}:
            spots.append((x, z, facing))
        else:
            spots.append((x, z, -way))
    parts = [
        _part(stage, name, x / wide, z, way, k)
        for k, (name, (x, z, way)) in enumerate(zip(names, spots, strict=True))
    ]
    return sorted(parts, key=lambda part: -part.far)


def _part(stage: Stage, name: str, across: float, z: float, way: int, place: int) -> Part:
    shot = stage.shot
    scale = stage.camera.scale(z)
    wide = stage.camera.width / stage.camera.scale(0)
    stance = shot.pose
    if place and stance in _OPEN_POSES - {"walk", "run", "fight"}:
        stance = "listen" if place % 2 else "idle"
    elif place and stance in {"point", "raise"}:
        stance = "idle" if place % 2 else "listen"
    elif stance == "stand" and place % 2:
        stance = "idle"
    if shot.framing in NEAR_SHOTS and stance in {
        "lie",
        "fall",
        "kneel",
        "sit",
        "run",
        "walk",
        "fight",
    }:
        stance = "stand"
    look = look_of(name)
    x = across * wide
    sight = stage.camera.at(x, 0, z)[0] - stage.camera.at(0, 0, z)[0] + stage.camera.width / 2
    if shot.framing in NEAR_SHOTS:
        # A near shot is set on the head, wherever a leaning body has carried it.
        sight -= way * body(STANCES[stance], look.broad).head[0] * scale * 1.75 * look.height
    return Part(
        look=look,
        stance=stance,
        feet=(sight, _feet(stage, z, look.height)),
        tall=scale * 1.75,
        way=way,
        far=z + (stage.camera.distance if stage.camera.distance > 12 else 0.0) * 0.3,
        feeling=shot.feeling if not place else None,
        speaks=shot.speaks and not place,
        frontal=shot.framing in {"POV", "EXTREME_CLOSE"},
        prop="sword" if stance == "fight" else None,
    )


def _feet(stage: Stage, z: float, height: float) -> float:
    """Where the feet are seen; near shots are set on the head instead, whoever's it is."""
    feet = stage.camera.at(0, 0, z)[1]
    if stage.shot.framing in NEAR_SHOTS | {"MEDIUM", "OVER_THE_SHOULDER", "TWO_SHOT"}:
        feet -= (1.0 - height) * stage.camera.scale(z) * 1.75 * 0.85
    return feet


def act(stage: Stage, parts: list[Part]) -> Iterator[str]:
    """Draw the figures with their shadows; says what it drew after each."""
    if stage.shot.framing == "INSERT" or (not parts and stage.shot.framing in NEAR_SHOTS):
        props.draw(
            stage,
            stage.shot.thing or ("letter", "book", "cup", "key")[int(stage.fixed.integers(4))],
        )
        yield "the thing"
        return
    for part in parts:
        if part.tall < stage.unit * 1.4:
            _ground_shadow(stage, part)
        if part.tall < stage.unit * 0.5:
            middle = (part.feet[0], part.feet[1] - part.tall * 0.45)
            stage.lights.glow(middle, part.tall * 1.1, stage.palette.horizon, 0.30)
        Figure(stage.cast, part, stage.palette, stage.side).draw(stage.cast)
        yield "the figures"


def _ground_shadow(stage: Stage, part: Part) -> None:
    x, y = part.feet
    reach = part.tall * (0.5 if part.stance in {"lie", "fall"} else 0.2)
    pool = ellipse(x - stage.side * reach * 0.6, y, reach, max(2.0, part.tall * 0.035))
    stage.near.wash(pool, stage.palette.ink, 0.55, soft=part.tall * 0.02)


def frame(stage: Stage) -> None:
    """What stands between the camera and the scene."""
    framing = stage.shot.framing
    if framing == "OVER_THE_SHOULDER":
        _shoulder(stage)
    elif framing == "POV":
        _eyes(stage)
    elif framing in {"WIDE", "EXTREME_WIDE"} and not stage.shot.inside:
        _foreground(stage)


def _shoulder(stage: Stage) -> None:
    names = stage.shot.cast
    name = names[1] if len(names) > 1 else "SOMEONE"
    wide, high = stage.front.size
    tall = stage.unit * 4.3
    x = wide * 0.5 + stage.side * stage.unit * 0.52
    part = Part(
        look=look_of(name),
        stance="stand",
        feet=(x, high * 0.5 - stage.unit * 0.40 + tall * 0.99),
        tall=tall / look_of(name).height,
        way=-stage.side,
        far=0.0,
        back=True,
        frontal=True,
    )
    Figure(stage.front, part, stage.palette, stage.side).draw(stage.front)
    whole = [(0.0, 0.0), (float(wide), 0.0), (float(wide), float(high)), (0.0, float(high))]
    stage.front.wash(whole, stage.palette.ink, 0.55)
    stage.front.blur(stage.unit * 0.003)


def _eyes(stage: Stage) -> None:
    """Hands reaching in from below, and the dark edge of a gaze."""
    wide, high = stage.front.size
    look = look_of(stage.shot.cast[1] if len(stage.shot.cast) > 1 else "SOMEONE")
    for way in (-1, 1):
        _hand(
            stage,
            (wide / 2 + way * stage.unit * 0.42, high * 0.5 + stage.unit * 0.30),
            way,
            look.cloth,
            look.skin,
        )
    ring = ellipse(wide / 2, high / 2, wide * 0.54, high * 0.52)
    outside: list[Point] = [
        (0, high / 2),
        (0, 0),
        (wide, 0),
        (wide, high),
        (0, high),
        (0, high / 2),
    ]
    vignette = Layer(stage.front.size, stage.palette.ink, 1)
    vignette.fill([*outside, *[ring[(18 + k) % 36] for k in range(37)]], stage.palette.ink)
    vignette.blur(stage.unit * 0.05)
    stage.front.merge(vignette)


def _hand(
    stage: Stage, at: Point, way: int, cloth: tuple[int, int, int], skin: tuple[int, int, int]
) -> None:
    unit, layer = stage.unit, stage.front
    flesh = stage.palette.lit(skin)

    def put(x: float, y: float) -> Point:
        return at[0] + way * x * unit, at[1] - y * unit

    sleeve = [put(0.02, -0.1), put(0.13, -0.06), put(0.34, -0.5), put(0.1, -0.5)]
    layer.shape(sleeve, stage.palette.lit(cloth), width=layer.line * 1.5)
    for k in range(4):
        x = -0.085 + 0.033 * k
        finger = smooth(
            [
                put(x + 0.012, -0.01),
                put(x - 0.022, 0.075),
                put(x - 0.028, 0.10 - 0.012 * abs(k - 1)),
                put(x - 0.006, 0.10 - 0.012 * abs(k - 1)),
                put(x + 0.036, 0.0),
            ]
        )
        layer.shape(finger, flesh, width=layer.line)
    palm = smooth(
        [
            put(-0.09, 0.0),
            put(-0.02, 0.02),
            put(0.06, 0.0),
            put(0.12, -0.06),
            put(0.05, -0.14),
            put(-0.04, -0.11),
        ]
    )
    layer.shape(palm, flesh, width=layer.line * 1.2)
    thumb = smooth(
        [
            put(-0.07, -0.07),
            put(-0.14, -0.01),
            put(-0.15, 0.03),
            put(-0.12, 0.035),
            put(-0.05, -0.03),
        ]
    )
    layer.shape(thumb, flesh, width=layer.line)
    layer.wash(
        [put(0.0, -0.15), put(0.14, -0.1), put(0.1, 0.12), put(0.03, 0.12)], stage.palette.ink, 0.2
    )


def _foreground(stage: Stage) -> None:
    """A dark shape at the edge gives depth: leaves and grass, out of focus."""
    if stage.shot.place not in {"field", "forest", "graveyard", "mountain"}:
        return
    wide, high = stage.front.size
    colour = stage.palette.shade(stage.palette.lit((60, 70, 48)), 0.72)
    layer, way = stage.front, -stage.side
    corner = 0.0 if way < 0 else float(wide)
    for k in range(26):
        x = corner - way * stage.unit * 0.03 * k
        tall = stage.unit * (0.24 - 0.008 * k) * float(stage.free.uniform(0.5, 1.0))
        lean = stage.unit * float(stage.free.uniform(-0.05, 0.05))
        blade: list[Point] = [
            (x, high),
            (x + lean * 0.4, high - tall * 0.6),
            (x + lean, high - tall),
        ]
        layer.stroke(smooth(blade, closed=False), width=stage.unit * 0.012, colour=colour)
    layer.blur(stage.unit * 0.002)
