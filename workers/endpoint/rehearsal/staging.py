"""Who stands where: the composition of a shot for its framing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from workers.endpoint.rehearsal import aboard, props, supports
from workers.endpoint.rehearsal.brush import Point, ellipse
from workers.endpoint.rehearsal.camera import LOW
from workers.endpoint.rehearsal.chance import number
from workers.endpoint.rehearsal.deeds import MUTUAL
from workers.endpoint.rehearsal.figures.carried import HELD
from workers.endpoint.rehearsal.figures.figure import Figure, Part, grow, head_of
from workers.endpoint.rehearsal.figures.look import Look, look_of
from workers.endpoint.rehearsal.figures.pose import STANCES
from workers.endpoint.rehearsal.setting.rides import SEATED_IN
from workers.endpoint.rehearsal.stage import Stage
from workers.endpoint.rehearsal.words import MAX_CAST, Actor, Shot

NEAR_SHOTS = frozenset({"CLOSE", "EXTREME_CLOSE", "MEDIUM_CLOSE"})
_FAR_SHOTS = frozenset({"EXTREME_WIDE", "WIDE", "FULL"})
_HEAD_SHOTS = NEAR_SHOTS | {"MEDIUM", "OVER_THE_SHOULDER", "TWO_SHOT"}
MOVING = frozenset({"walk", "run", "sneak", "ride", "swim", "drive", "crawl"})
_WHOLE_BODY = MOVING | {
    "lie", "fall", "kneel", "sit", "fight", "crouch", "climb", "jump", "sleep", "dance", "hide", "bow",
    "crawl", "sneak",
}  # fmt: skip
_TOUCH = {
    "embrace": 0.46,
    "fight": 1.31,
    "shake": 0.84,
    "dance": 0.595,
}  # metres between their feet
_HEAD_LEVEL = {"MEDIUM_CLOSE": 0.38, "CLOSE": 0.49, "EXTREME_CLOSE": 0.46}  # down the picture
_LOWEST_HEAD, _LOWEST_LYING = 0.42, 0.6  # down a picture from the hips up
_LYING = frozenset({"lie", "sleep", "crawl", "swim"})
_KNEELING = frozenset({"kneel", "crouch", "hide", "fall"})
_SITTING = frozenset({"sit", "write", "drive"})
_LEGS = frozenset({"run", "jump", "climb", "dance", "fight", "push", "sneak", "walk"})
HAT_ROOM = {"MEDIUM_CLOSE": 1.0, "CLOSE": 1.6}
_OUTSTRETCHED = frozenset({"point", "aim", "reach", "throw", "push"})
_PLACELESS = frozenset({"swim", "jump", "climb"})
_THINGS = ("letter", "book", "cup", "key")
_STRANGER = Actor("SOMEONE")


def look_for(actor: Actor) -> Look:
    """The look of somebody, the same in each shot of the film."""
    return look_of(actor.name, actor.look)


def width(stage: Stage) -> float:
    """Metres that the picture is wide where the subject stands."""
    view = stage.camera
    return view.reference * max(view.width / view.height, 1 / 1.5) / view.scale(0)


def block(stage: Stage) -> list[Part]:
    """The parts, farthest first."""
    shot, cast = stage.shot, list(stage.shot.cast)
    if shot.framing == "INSERT":
        return []
    if shot.framing == "POV":
        cast = _seen_by_another(shot, cast)
    if not cast:
        return _crowd(stage)
    if shot.framing == "OVER_THE_SHOULDER":
        where = facing_side(stage)
        faced = next((actor for actor in cast if actor is not near_one(shot)), None)
        return [_part(stage, faced, where * 0.17, 0.0, -where)] if faced else []
    if shot.place == "car" and shot.framing in SEATED_IN:
        return aboard.seated(stage, cast, _part)
    if shot.framing == "TWO_SHOT" and len(cast) < 2:
        cast.append(_STRANGER if cast[0].name != "SOMEONE" else Actor("SOMEONE ELSE"))
    if touching(shot) and len(cast) > 1 and shot.framing != "EXTREME_CLOSE":
        parts = _contact(stage, cast)
    elif shot.framing == "TWO_SHOT":
        parts = _pair(stage, cast[:2])
    elif shot.framing in NEAR_SHOTS or len(cast) == 1:
        parts = [_single(stage, cast[0])]
    else:
        parts = _group(stage, cast)
    return sorted([*_crowd(stage), *parts], key=lambda part: -part.far)


def facing_side(stage: Stage) -> int:
    """Over a shoulder, the side of the picture of whoever is faced."""
    near = near_one(stage.shot)
    first = next((actor for actor in stage.shot.cast if actor is not near), _STRANGER)
    return -1 if stage.shot.rank(first.name) < stage.shot.rank(near.name) else 1


def near_one(shot: Shot) -> Actor:
    """Over a shoulder, whose it is: never that of who is looked at."""
    said = next((actor for actor in shot.cast if actor.name == shot.over), None)
    return said or (shot.cast[1] if len(shot.cast) > 1 else _STRANGER)


def touching(shot: Shot) -> bool:
    return bool(shot.cast) and shot.cast[0].pose in MUTUAL


def _seen_by_another(shot: Shot, cast: list[Actor]) -> list[Actor]:
    """Through somebody's eyes, that one is not seen."""
    for actor in cast:
        if re.search(rf"{re.escape(actor.name)}['’]S\s+(?:POV|POINT)", shot.caption.upper()):
            return [other for other in cast if other is not actor]
    return cast


def _single(stage: Stage, actor: Actor) -> Part:
    """On a third, with room before the eyes or the feet."""
    shot = stage.shot
    side = shot.side_of(actor.name)
    off = {
        "EXTREME_WIDE": 0.17, "WIDE": 0.17, "FULL": 0.13, "MEDIUM_WIDE": 0.12, "MEDIUM": 0.12,
        "MEDIUM_CLOSE": 0.12, "CLOSE": 0.11, "POV": 0.0, "EXTREME_CLOSE": 0.0,
    }.get(shot.framing, 0.1)  # fmt: skip
    return _part(stage, actor, side * off, 0.0, -side)


def _pair(stage: Stage, cast: list[Actor]) -> list[Part]:
    """Two who face each other."""
    left, right = sorted(cast, key=lambda actor: stage.shot.rank(actor.name))
    return [_part(stage, left, -0.23, 0.0, 1), _part(stage, right, 0.23, 0.06, -1)]


def _contact(stage: Stage, cast: list[Actor]) -> list[Part]:
    """Two who hold or strike each other, and whoever looks on."""
    pose = cast[0].pose
    left, right = sorted(
        (replace(actor, pose=pose) for actor in cast[:2]), key=lambda a: stage.shot.rank(a.name)
    )
    half = _TOUCH[pose] / 2 / width(stage)
    off = stage.shot.side_of(cast[0].name) * (0.08 if stage.shot.framing in _FAR_SHOTS else 0.0)
    parts = [_part(stage, left, off - half, 0.05, 1), _part(stage, right, off + half, 0.0, -1)]
    if stage.shot.framing in NEAR_SHOTS:
        return parts
    for k, actor in enumerate(cast[2:]):
        way = 1 if k % 2 else -1
        parts.append(_part(stage, actor, off - way * (0.26 + 0.07 * k), 1.2 + 0.4 * k, way))
    return parts


def _group(stage: Stage, cast: list[Actor]) -> list[Part]:
    """In their order from left to right; who leads is nearest, the others look that way."""
    row = sorted(cast, key=lambda actor: stage.shot.rank(actor.name))
    wide, count = width(stage), len(row)
    gap = min(1.25, max(0.72, wide * 0.8 / count))
    if cast[0].pose in _OUTSTRETCHED:
        gap = max(gap, min(1.35, wide * 0.62))
    lead = row.index(cast[0])
    together = cast[0].pose in MOVING and all(actor.pose in MOVING for actor in cast)
    shift = (
        -stage.shot.side_of(cast[0].name) * -0.06 * wide
        if stage.shot.framing in _FAR_SHOTS
        else 0.0
    )
    parts = []
    for k, actor in enumerate(row):
        x = (k - (count - 1) / 2) * gap * float(stage.free.uniform(0.94, 1.06)) + shift
        order = cast.index(actor)
        z = 0.0 if order == 0 else 0.25 + 0.30 * order * float(stage.free.uniform(0.7, 1.2))
        z *= min(1.6, stage.camera.distance / 4)
        if actor.pose == "swim" and not all(other.pose == "swim" for other in cast):
            z = 4.5 + 0.5 * k
        if together:
            way = -stage.shot.side_of(cast[0].name)
        else:
            way = (1 if k < lead else -1) if order else (1 if k <= (count - 1) / 2 else -1)
        parts.append(_part(stage, actor, x / wide, z, way))
    return parts


def _crowd(stage: Stage) -> list[Part]:
    """People behind the people, ever smaller."""
    shot = stage.shot
    if not shot.crowd or shot.framing in NEAR_SHOTS | {"INSERT", "OVER_THE_SHOULDER"}:
        return []
    rng, wide = stage.free, width(stage)
    count = {"EXTREME_WIDE": 26, "WIDE": 18, "FULL": 9}.get(shot.framing, 6)
    idle = shot.crowd == "idle"
    poses = ("idle", "listen", "stand", "crossed", "think", "idle") if idle else (shot.crowd,) * 6
    parts = []
    for k in range(count):
        z = 2.2 + 9.0 * ((count - k) / count) * float(rng.uniform(0.7, 1.2))
        z *= min(2.2, max(0.6, stage.camera.distance / 6))
        spread = wide * stage.camera.scale(0) / stage.camera.scale(z)
        x = float(rng.uniform(-0.5, 0.5)) * min(spread, 9.0 if shot.inside else 40.0)
        way = -1 if x > 0 else 1
        actor = Actor(f"EXTRA {shot.set_name} {k}", shot.many, poses[int(rng.integers(6))])
        parts.append(_part(stage, actor, x / wide, z, way))
    return parts


def stance_of(shot: Shot, actor: Actor) -> str:
    """The pose somebody is drawn in; near shots show no legs, so what legs do is left out."""
    stance = actor.pose if actor.pose in STANCES else "stand"
    if shot.place == "car" and shot.framing not in NEAR_SHOTS:
        return "drive"
    if shot.framing in NEAR_SHOTS and stance in _WHOLE_BODY:
        return "stand"
    if stance != "stand" or shot.framing in NEAR_SHOTS:
        return stance
    speaking = any(speech.name == actor.name for speech in shot.speeches)
    if speaking:
        return ("listen", "idle", "stand", "shrug", "idle")[
            number("gesture", shot.number, actor.name) % 5
        ]
    return ("stand", "idle", "listen")[number("rest", shot.set_name, actor.name) % 3]


def _gesture_of(shot: Shot, actor: Actor) -> str:
    """What the hands do beside the stance; legs that are not seen leave the hands their own."""
    return actor.gesture if actor.gesture in STANCES else ""


def low_of(shot: Shot) -> str:
    """How the camera goes back and down for a deed: a key of its LOW views, "" for none."""
    poses = [actor.pose for actor in shot.cast[:3]]
    for low, some in (("lie", _LYING), ("kneel", _KNEELING), ("sit", _SITTING)):
        if any(pose in some for pose in poses):
            return low if all(pose in some for pose in poses) else f"{low}_by"
    return "move" if any(pose in _LEGS for pose in poses) else ""


def _lowered(shot: Shot) -> bool:
    return low_of(shot) in LOW.get(shot.framing, {})


def _part(stage: Stage, actor: Actor, across: float, z: float, way: int) -> Part:
    shot, view = stage.shot, stage.camera
    stance, look = stance_of(shot, actor), look_for(actor)
    scale = view.scale(z)
    if shot.framing in NEAR_SHOTS:
        scale /= max(0.3, look.height * grow(look))  # a child's face is as near as any other
    x = across * width(stage)
    sight = view.at(x, 0, z)[0] - view.at(0, 0, z)[0] + view.width / 2
    tilt = 22.0 if shot.angles & {"high", "overhead"} else -18.0 if "low" in shot.angles else 0.0
    part = Part(
        look=look,
        stance=stance,
        gesture=_gesture_of(shot, actor),
        seat=supports.seat_of(shot, stance),
        feet=(sight, _feet(stage, z, look.height)),
        tall=scale * 1.75,
        way=way,
        far=z + (view.distance if view.distance > 12 else 0.0) * 0.3,
        feeling=actor.feeling,
        speaks=any(speech.name == actor.name for speech in shot.speeches),
        frontal=shot.framing in {"POV", "EXTREME_CLOSE"},
        prop=_held(shot, actor),
        pitch=tilt,
    )
    if part.seat == "bed":
        size = part.tall * look.height
        part = replace(part, feet=(sight, part.feet[1] - supports.BED * size))
    return _aimed(stage, part) if shot.framing in NEAR_SHOTS else _raised(stage, part)


def _raised(stage: Stage, part: Part) -> Part:
    """Whoever sits, kneels or lies in a shot from the hips up: the camera goes down with them."""
    view = stage.camera
    if stage.shot.framing not in _HEAD_SHOTS | {"MEDIUM_WIDE"}:
        return part
    if _lowered(stage.shot):
        return part
    lying = part.stance in _LYING
    down = _LOWEST_LYING if lying else _LOWEST_HEAD
    lowest = view.height / 2 + (down - 0.5) * view.reference
    x, y = head_of(part).at
    shift = min(max(x, view.width * 0.2), view.width * 0.8) - x if lying else 0.0
    return replace(part, feet=(part.feet[0] + shift, part.feet[1] - max(0.0, y - lowest)))


def _aimed(stage: Stage, part: Part) -> Part:
    """A near shot is set on the head, wherever the pose has carried it."""
    view = stage.camera
    at = head_of(part).at
    level = view.height / 2 + (_HEAD_LEVEL[stage.shot.framing] - 0.5) * view.reference
    if part.look.hat and stage.shot.framing != "EXTREME_CLOSE":
        level += 0.05 * view.reference * HAT_ROOM[stage.shot.framing]
    return replace(part, feet=(2 * part.feet[0] - at[0], part.feet[1] + level - at[1]))


def _held(shot: Shot, actor: Actor) -> str | None:
    """What is in the hand: a thing named is in the first one's, if a hand can hold it."""
    if "point" in {actor.pose, actor.gesture}:
        return ""  # what is pointed at is not in the hand
    if shot.thing in HELD and shot.cast and actor.name == shot.cast[0].name:
        return shot.thing
    # Whoever carries another, and no thing, has no box in their arms.
    return "" if actor.pose == "carry" and shot.thing is None and len(shot.cast) > 1 else None


def _feet(stage: Stage, z: float, height: float) -> float:
    """Where the feet are seen; near shots are set on the head instead, whoever's it is."""
    feet = stage.camera.at(0, 0, z)[1]
    if stage.shot.framing in _HEAD_SHOTS and not _lowered(stage.shot):
        tallest = max([height, *(look_for(actor).height for actor in stage.shot.cast[:2])])
        feet -= (1.0 - tallest) * stage.camera.scale(z) * 1.75 * 0.85
    return feet


def act(stage: Stage, parts: list[Part], apart: int = 0) -> Iterator[str]:
    """Draw the figures with their shadows; says what it drew after each. Of the last `apart`, the
    shadows only."""
    if bare(stage, parts):
        thing = stage.shot.thing or _THINGS[int(stage.fixed.integers(4))]
        props.draw(stage, thing)
        yield "the thing"
        return
    for k, part in enumerate(parts):
        here = k < len(parts) - apart
        if here or part.stance not in MOVING:
            _ground(stage, part)
        if here:
            supports.behind(stage.cast, part, stage.palette)
            Figure(stage.cast, part, stage.palette, stage.side).draw(stage.cast)
            supports.before(stage.cast, part, stage.palette, wet=stage.shot.place in supports.WET)
        if k >= len(parts) - MAX_CAST:
            yield "the figures"


def bare(stage: Stage, parts: list[Part]) -> bool:
    """Whether a thing is what the shot shows."""
    return stage.shot.framing == "INSERT" or (not parts and stage.shot.framing in NEAR_SHOTS)


def _ground(stage: Stage, part: Part) -> None:
    """The shadow somebody throws, and a little light behind who is small and must be found."""
    if part.tall < stage.unit * 1.4 and part.stance not in _PLACELESS and part.seat != "bed":
        _ground_shadow(stage, part)
    if stage.unit * 0.2 < part.tall < stage.unit * 0.5:
        middle = (part.feet[0], part.feet[1] - part.tall * 0.45)
        stage.lights.glow(middle, part.tall * 1.1, stage.palette.horizon, 0.24)


def _ground_shadow(stage: Stage, part: Part) -> None:
    stage.near.wash(pool(stage, part), stage.palette.ink, 0.55, soft=part.tall * 0.02)


def pool(stage: Stage, part: Part) -> list[Point]:
    """The outline of the shadow at somebody's feet."""
    x, y = part.feet
    reach = part.tall * (0.5 if part.stance in {"lie", "fall", "sleep"} else 0.2)
    return ellipse(x - stage.side * reach * 0.6, y, reach, max(2.0, part.tall * 0.035))
