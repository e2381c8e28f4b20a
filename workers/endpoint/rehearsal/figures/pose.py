"""Poses as angles, and the body that takes one: joints in space, its lowest part on the ground.

Limb angles are degrees: 0 hangs straight down, 90 points forward; the second of each pair opens
the limb outwards from the body.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from workers.endpoint.rehearsal.brush import Point
from workers.endpoint.rehearsal.figures.rig import Ring, Vec, add

Bend = tuple[float, float, float, float]  # upper swing and opening, lower swing and opening
Limb = tuple[Vec, Vec, Vec]

HANG: Bend = (-4, 9, 8, 3)
STRIDES = frozenset({"walk", "run", "sneak"})
THIGH, SHIN, UPPER, FORE = 0.245, 0.232, 0.168, 0.146


@dataclass(frozen=True, slots=True)
class Stance:
    """`lean` bends the trunk forward at the hips, `curl` further up; `look` turns the head to us,
    `nod` lifts the face; `roll` turns the whole body backwards if negative. Hands are shapes."""

    near_arm: Bend = HANG
    far_arm: Bend = (5, 8, 20, 0)
    near_leg: Bend = (-4, 3, -6, 0)
    far_leg: Bend = (8, 6, 2, 0)
    lean: float = 0
    curl: float = 2
    sway: float = 0
    tilt: float = 0
    twist: float = 0
    nod: float = 0
    look: float = 0
    cock: float = 0
    roll: float = 0
    lift: float = 0
    yaw: float = 40
    hands: tuple[str, str] = ("relax", "relax")


@dataclass(frozen=True, slots=True)
class Body:
    """Joints in space. A limb is shoulder or hip, elbow or knee, wrist or ankle; near ones first.

    `spine` are the rings of the trunk from below upwards; `head` is where the head's middle is in
    the stance's own view, `skull` in space; `nod` is how far the face is lifted, in radians."""

    stance: Stance
    spine: tuple[Ring, ...]
    neck: Vec
    skull: Vec
    arms: tuple[Limb, Limb]
    legs: tuple[Limb, Limb]
    toes: tuple[Vec, Vec]
    nod: float

    @property
    def head(self) -> Point:
        yaw = math.radians(self.stance.yaw)
        return self.skull[0] * math.sin(yaw) - self.skull[2] * math.cos(yaw), self.skull[1]


def stance(name: str, phase: float = 0.0, gesture: str = "") -> Stance:
    """The stance of a name, "stand" for one that is not known; a walk or run at `phase` 0 … 1 of
    its two steps. The arms and the head may be those of another stance, the `gesture`."""
    found = _strode(name, phase)
    hands = STANCES.get(gesture)
    if hands is None:
        return found
    return replace(
        found, near_arm=hands.near_arm, far_arm=hands.far_arm, hands=hands.hands, nod=hands.nod,
        cock=hands.cock, curl=max(found.curl, hands.curl), look=hands.look,
        twist=found.twist * 0.3 + hands.twist * 0.5,
    )  # fmt: skip


def _strode(name: str, phase: float) -> Stance:
    found = STANCES.get(name, STANCES["stand"])
    part = (1 - math.cos(2 * math.pi * phase)) / 2 if name in STRIDES else 0.0
    if not part:
        return found

    def swap(a: Bend, b: Bend) -> Bend:
        first, second, third, fourth = (x + (y - x) * part for x, y in zip(a, b, strict=True))
        return first, second, third, fourth

    # The knee that comes forward is bent, or the foot would drag.
    bent = 34 * math.sin(2 * math.pi * phase)
    near, far = swap(found.near_leg, found.far_leg), swap(found.far_leg, found.near_leg)
    near = (near[0] + max(0.0, -bent), near[1], near[2] - max(0.0, -bent) * 0.6, near[3])
    far = (far[0] + max(0.0, bent), far[1], far[2] - max(0.0, bent) * 0.6, far[3])
    return replace(
        found, near_arm=swap(found.near_arm, found.far_arm), far_arm=swap(found.far_arm, found.near_arm),
        near_leg=near, far_leg=far, twist=found.twist * (1 - 2 * part),
    )  # fmt: skip


def _way(swing: float, out: float, side: int) -> Vec:
    a, b = math.radians(swing), math.radians(out)
    return math.sin(a) * math.cos(b), -math.cos(a) * math.cos(b), side * math.sin(b)


def _limb(start: Vec, bend: Bend, side: int, lengths: tuple[float, float]) -> Limb:
    middle = add(start, _way(bend[0], bend[1], side), lengths[0])
    return start, middle, add(middle, _way(bend[2], bend[3], side), lengths[1])


# Height above the hips, half width and half depth of him and of her.
_RINGS = (
    (-0.045, 0.078, 0.060, 0.082, 0.062), (0.0, 0.086, 0.066, 0.096, 0.070), (0.06, 0.083, 0.062, 0.086, 0.060),
    (0.12, 0.074, 0.056, 0.066, 0.052), (0.19, 0.094, 0.066, 0.079, 0.060), (0.25, 0.101, 0.068, 0.091, 0.068),
    (0.295, 0.100, 0.056, 0.094, 0.054), (0.325, 0.060, 0.042, 0.058, 0.040), (0.345, 0.040, 0.036, 0.034, 0.032),
)  # fmt: skip


def body(stance: Stance, broad: float = 1.0, *, her: bool = False) -> Body:
    """The joints of a stance for a build; the lowest foot, knee or hip is on the ground."""
    hips = (0.0, 0.0, math.sin(math.radians(stance.sway)) * 0.25)
    rings = tuple(_spine(stance, hips, broad, her))
    neck = rings[-1].at
    girdle = rings[6]
    wide = (0.094 if her else 0.106) * (0.55 + 0.45 * broad)
    arms = tuple(
        _limb(
            add(add(girdle.at, girdle.side, side * wide), (0.004, -0.020, 0.0)),
            bend,
            side,
            (UPPER, FORE),
        )
        for side, bend in ((1, stance.near_arm), (-1, stance.far_arm))
    )
    half = 0.052 * (0.6 + 0.4 * broad)
    legs = tuple(
        _limb(
            (0.0, math.sin(math.radians(stance.sway)) * side * 0.06, side * half),
            bend,
            side,
            (THIGH, SHIN),
        )
        for side, bend in ((1, stance.near_leg), (-1, stance.far_leg))
    )
    toes = tuple(_foot(bend, side) for side, bend in ((1, stance.near_leg), (-1, stance.far_leg)))
    bow = math.radians(stance.lean + stance.curl)
    rise = bow * 0.75 - math.radians(stance.nod) * 0.25
    skull = add(neck, (0.088 * math.sin(rise) + 0.012, 0.088 * math.cos(rise), 0.0))
    skull = add(skull, girdle.side, -math.sin(math.radians(stance.cock)) * 0.05)
    nod = math.radians(stance.nod) - bow * 0.45
    whole = Body(
        stance, rings, neck, skull, (arms[0], arms[1]), (legs[0], legs[1]), (toes[0], toes[1]), nod
    )
    return _grounded(whole)


def _spine(stance: Stance, hips: Vec, broad: float, her: bool) -> list[Ring]:
    rings: list[Ring] = []
    at = hips
    low = 0.0
    for height, *sizes in _RINGS:
        wide, deep = sizes[2:] if her else sizes[:2]
        part = max(0.0, height / 0.345)
        bow = math.radians(stance.lean + stance.curl * part * 1.6)
        turn = math.radians(stance.twist * part)
        cant = math.radians(stance.sway * (1 - part) - stance.tilt * part)
        up = (math.sin(bow), math.cos(bow), -math.sin(math.radians(stance.sway)) * (0.9 - part))
        at = add(at, up, height - low)
        low = height
        side = (-math.sin(turn), math.sin(cant), math.cos(turn))
        front = (math.cos(bow) * math.cos(turn), -math.sin(bow), math.sin(turn))
        heavy = max(0.0, broad - 1.0) * (1.6 if 0.05 < height < 0.2 else 0.9)
        girth = (broad if broad < 1 else 1.0) * (0.5 if height > 0.32 else 1.0) + (
            0.5 if height > 0.32 else 0.0
        )
        rings.append(
            Ring(at, side, front, wide * girth + heavy * 0.075, deep * girth + heavy * 0.085)
        )
    return rings


def _foot(bend: Bend, side: int) -> Vec:
    """A planted foot is level; one in the air follows its shin."""
    swing = bend[2]
    pitch = 0.0 if abs(swing) < 22 else (swing + 22 if swing < 0 else (swing - 22) * 0.6)
    a = math.radians(90 + max(-110.0, pitch))
    return math.sin(a), -math.cos(a), side * 0.22


def _grounded(whole: Body) -> Body:
    roll = math.radians(whole.stance.roll)
    c, s = math.cos(roll), math.sin(roll)

    def spin(v: Vec) -> Vec:
        return v[0] * c + v[1] * s, -v[0] * s + v[1] * c, v[2]

    low = min(spin(joint)[1] for leg in whole.legs for joint in leg[1:]) - 0.03
    low = min(low, spin(whole.spine[1].at)[1] - 0.06, spin(whole.skull)[1] - 0.07)
    rise = whole.stance.lift - low

    def put(v: Vec) -> Vec:
        f, u, side = spin(v)
        return f, u + rise, side

    def limb(joints: Limb) -> Limb:
        return put(joints[0]), put(joints[1]), put(joints[2])

    spine = tuple(Ring(put(r.at), spin(r.side), spin(r.front), r.wide, r.deep) for r in whole.spine)
    return Body(
        whole.stance, spine, put(whole.neck), put(whole.skull),
        (limb(whole.arms[0]), limb(whole.arms[1])), (limb(whole.legs[0]), limb(whole.legs[1])),
        (spin(whole.toes[0]), spin(whole.toes[1])), whole.nod - roll,
    )  # fmt: skip


STANCES: dict[str, Stance] = {
    "stand": Stance(sway=8, tilt=6, cock=-3, near_leg=(-2, -1, -4, 1), far_leg=(9, 9, -2, 3), look=4),
    "idle": Stance((-28, 46, 42, -46), (6, 9, 24, 0), sway=9, tilt=7, near_leg=(-2, -2, -4, 0), far_leg=(10, 11, -2, 4), yaw=34),
    "listen": Stance((30, 8, 132, -22), (22, 10, 98, -44), lean=2, curl=4, sway=-3, tilt=-3, cock=6, yaw=44),
    "walk": Stance((-30, 8, -8, 2), (28, 6, 52, -6), (27, 0, 12, 0), (-16, 2, -44, 0), lean=6, twist=8, look=24, yaw=66),
    "run": Stance((-64, 10, 34, 8), (52, 8, 140, -10), (66, 0, -18, 0), (-34, 2, -96, 0), lean=22, twist=14, look=22, lift=0.02, yaw=72, hands=("fist", "fist")),
    "sit": Stance((18, 10, 76, -14), (24, 10, 84, -22), (86, 9, 2, 2), (82, 11, -8, 3), lean=2, curl=6, yaw=48),
    "kneel": Stance((26, 6, 84, -18), (34, 8, 96, -30), (-2, 3, -106, 0), (84, 4, -4, 0), lean=8, curl=8, nod=-8, yaw=58, look=14),
    "lie": Stance((-12, 16, 4, 6), (10, 26, 24, 10), (4, 2, 0, 0), (20, 6, -16, 0), roll=-87, curl=0, yaw=80),
    "fall": Stance((168, 34, 128, 26), (84, 44, 130, 30), (62, 10, 14, 4), (28, 16, 78, 6), lean=-2, curl=-10, roll=-38, nod=8, cock=-8, lift=0.09, yaw=66, look=30, hands=("open", "open")),
    "point": Stance((-10, 16, 18, 6), (88, 6, 90, 6), (-12, 6, -14, 0), (16, 6, 8, 0), lean=4, twist=-16, look=10, yaw=56, hands=("relax", "point")),
    "raise": Stance((150, 26, 170, 10), (140, 30, 166, 8), (-8, 6, -10, 0), (10, 8, 2, 0), lean=-5, curl=-4, nod=14, yaw=34, hands=("open", "open")),
    "lift": Stance((96, 12, 142, -14), (98, 10, 144, -14), (-4, 12, -8, 2), (14, 12, 2, 2), lean=-9, curl=-6, nod=14, yaw=50, look=10, hands=("fist", "fist")),
    "embrace": Stance((44, 12, 112, -56), (58, 6, 124, -58), (-6, 4, -10, 0), (12, 4, 6, 0), lean=7, curl=6, nod=-6, cock=8, yaw=74, look=14),
    "fight": Stance((-38, 30, 40, 10), (82, 8, 98, 4), (-30, 12, -46, 4), (52, 10, 4, 0), lean=8, twist=-22, look=8, yaw=62, hands=("fist", "fist")),
    "crouch": Stance((40, 12, 84, -10), (52, 10, 96, -16), (94, 14, -52, 4), (112, 12, -34, 4), lean=34, curl=16, nod=20, yaw=62, look=14),
    "climb": Stance((158, 10, 172, 0), (104, 14, 150, -4), (8, 8, -24, 0), (96, 14, -6, 0), lean=10, nod=18, lift=0.10, yaw=112, look=34, hands=("fist", "fist")),
    "jump": Stance((140, 30, 156, 16), (120, 34, 148, 12), (58, 8, -58, 0), (30, 8, -70, 0), lean=6, curl=-6, nod=10, lift=0.20, yaw=58, look=16, hands=("open", "open")),
    "dance": Stance((150, 34, 176, -22), (60, 62, 70, 40), (-2, 2, -6, 0), (44, 26, -62, -8), lean=-2, sway=10, tilt=-10, cock=-10, yaw=42, hands=("open", "open")),
    "drink": Stance((44, 20, 170, -24), (10, 8, 30, -4), sway=4, tilt=-3, nod=12, yaw=50, hands=("fist", "relax")),
    "read": Stance((26, 12, 104, -22), (28, 10, 108, -26), sway=4, tilt=2, curl=10, nod=-20, yaw=46, hands=("fist", "fist")),
    "write": Stance((44, 12, 78, -24), (48, 10, 72, -24), (86, 8, 2, 2), (82, 10, -8, 2), lean=14, curl=14, nod=-18, yaw=52, hands=("fist", "relax")),
    "phone": Stance((42, 29, 198, -26), (12, 10, 40, -14), sway=5, tilt=4, cock=8, yaw=36, hands=("fist", "relax")),
    "carry": Stance((34, 8, 88, -6), (36, 8, 90, -6), (16, 2, 4, 0), (-8, 2, -20, 0), lean=-6, curl=-4, yaw=56, look=12, hands=("fist", "fist")),
    "push": Stance((74, 10, 92, 2), (82, 8, 96, 2), (-34, 4, -50, 0), (36, 4, 6, 0), lean=30, curl=6, nod=8, yaw=72, look=12, hands=("open", "open")),
    "throw": Stance((-62, 44, 150, 10), (78, 24, 88, 10), (-24, 8, -36, 0), (46, 8, 12, 0), lean=-8, twist=26, sway=-4, look=4, yaw=58, hands=("fist", "open")),
    "aim": Stance((84, 4, 96, -22), (88, 2, 90, -2), (-14, 10, -18, 0), (20, 10, 8, 0), lean=4, twist=-10, look=6, yaw=60, hands=("fist", "fist")),
    "ride": Stance((30, 12, 78, -14), (32, 10, 82, -16), (58, 26, -14, 10), (60, 26, -12, 10), lean=4, lift=0.32, yaw=70, look=20, hands=("fist", "fist")),
    "swim": Stance((166, 8, 172, 4), (-30, 20, -12, 6), (-12, 6, -20, 0), (14, 6, -8, 0), roll=72, curl=-8, nod=44, yaw=74, look=20, hands=("open", "open")),
    "sleep": Stance((-6, 18, 14, 2), (6, 20, 30, -16), (26, 4, -8, 0), (34, 4, -12, 0), roll=-84, curl=14, nod=-10, yaw=66, look=24),
    "cry": Stance((50, 10, 176, -30), (54, 8, 178, -32), lean=8, curl=16, nod=-24, yaw=40, look=8, hands=("open", "open")),
    "look_up": Stance((-8, 12, 6, 4), (2, 10, 14, 2), lean=-4, curl=-6, nod=34, sway=4, tilt=2, yaw=52),
    "look_down": Stance((-2, 8, 10, 0), (8, 8, 26, -8), lean=4, curl=10, nod=-32, sway=-4, yaw=46),
    "lean": Stance((10, 8, 92, -46), (16, 10, 96, -42), (22, 2, 14, 0), (40, 4, -20, 0), lean=-12, curl=4, sway=4, yaw=44),
    "wave": Stance((130, 40, 168, 2), (2, 8, 14, 2), sway=5, tilt=-6, cock=-5, yaw=30, hands=("open", "relax")),
    "bow": Stance((30, 24, 70, -40), (-30, 18, -10, 8), (-8, 4, -12, 0), (24, 4, 12, 0), lean=46, curl=16, nod=-18, yaw=62, look=10, hands=("open", "relax")),
    "hide": Stance((56, 12, 130, -24), (60, 10, 128, -24), (70, 8, -50, 4), (88, 8, -34, 4), lean=22, curl=20, nod=14, cock=8, yaw=36, hands=("open", "open")),
    "drive": Stance((56, 12, 84, -16), (58, 12, 86, -16), (76, 8, 30, 2), (74, 10, 26, 2), lean=-8, curl=4, yaw=62, look=10, hands=("fist", "fist")),
    "think": Stance((34, 10, 150, -26), (22, 12, 98, -46), lean=1, curl=5, sway=4, tilt=-3, nod=-4, cock=7, yaw=40, hands=("fist", "relax")),
    "crossed": Stance((24, 16, 92, -50), (30, 16, 84, -52), lean=-3, sway=5, tilt=3, cock=-3, yaw=36, hands=("fist", "fist")),
    "salute": Stance((72, 60, 190, -52), (0, 8, 4, 2), lean=-3, curl=-3, nod=4, yaw=38, hands=("open", "fist")),
    "shrug": Stance((16, 34, 74, 44), (20, 34, 78, 44), curl=4, nod=2, cock=12, sway=3, yaw=26, hands=("open", "open")),
    "reach": Stance((-12, 12, 4, 4), (80, 4, 88, 0), (-16, 4, -22, 0), (22, 4, 8, 0), lean=12, curl=2, nod=4, yaw=58, look=10, hands=("relax", "open")),
    "sneak": Stance((36, 16, 108, -20), (44, 18, 116, -20), (44, 4, -30, 0), (20, 6, -42, 0), lean=26, curl=18, nod=22, yaw=64, look=22),
    "crawl": Stance((72, 6, 64, 2), (112, 8, 92, 4), (48, 6, -78, 0), (14, 8, -84, 0), lean=74, curl=4, nod=52, yaw=70, look=18, hands=("open", "open")),
    "shake": Stance((56, 8, 84, -12), (4, 9, 16, 2), (12, 2, 4, 0), (-8, 2, -16, 0), lean=6, yaw=66, look=10, hands=("open", "relax")),
}  # fmt: skip
