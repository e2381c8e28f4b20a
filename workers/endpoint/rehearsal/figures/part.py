"""Someone in a shot: what the staging says of them, and where that puts their head."""

from __future__ import annotations

import math
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Point
from workers.endpoint.rehearsal.figures.look import Look
from workers.endpoint.rehearsal.figures.pose import Body, body, stance
from workers.endpoint.rehearsal.figures.rig import View, add
from workers.endpoint.rehearsal.figures.skull import Head

HEAD = 0.168  # of a figure's height
ASLEEP = frozenset({"sleep", "lie"})


@dataclass(frozen=True, slots=True)
class Part:
    """Someone in the shot. `feet` and `tall` are pixels; `far` is metres from the camera; `yaw`
    and `pitch` are degrees: turned from facing us, and how far the camera looks down on them.
    `prop` is what the hand holds: None for what belongs to the look, "" for nothing; `phase` is
    0 … 1 through the two steps of a walk; `gesture` is the stance of the arms where that is another;
    `seat` is what carries who sits, lies or climbs."""

    look: Look
    stance: str
    feet: Point
    tall: float
    way: int
    far: float
    feeling: str | None = None
    speaks: bool = False
    back: bool = False
    frontal: bool = False
    prop: str | None = None
    yaw: float | None = None
    pitch: float = 0.0
    seat: str = "chair"
    blink: bool = False
    phase: float = 0.0
    gesture: str = ""


def grow(look: Look) -> float:
    """How much larger a head is than a grown person's, beside the body."""
    return 1.0 + max(0.0, 0.93 - look.height) * 0.95


def head_of(part: Part) -> Head:
    """Where a part's head is seen and how it is turned."""
    joints = body(stance(part.stance, part.phase, part.gesture), part.look.broad, her=part.look.her)
    view = view_of(part, joints)
    pose, size = joints.stance, HEAD * grow(part.look)
    at = add(joints.neck, add(joints.skull, joints.neck, -1.0), size / HEAD)
    turn = (
        math.degrees(view.yaw) - (0 if part.back or part.frontal else pose.look) - pose.twist * 0.4
    )
    if part.frontal and not part.back:
        turn = 14.0
    asleep = (part.stance in ASLEEP and part.feeling is None) or part.blink
    return Head(
        at=view.put(at), size=size * view.size * view.near(at) * (1 + 0.25 * math.sin(view.pitch)),
        way=part.way, light=1, yaw=math.radians(turn), nod=joints.nod - view.pitch * 0.8,
        tilt=math.radians(pose.cock) * (-1 if math.cos(view.yaw) < 0 else 1),
        feeling="asleep" if asleep else part.feeling, speaks=part.speaks and not asleep,
        jaw=part.look.jaw * (0.45 if part.look.her else 1.0) * (0.3 if part.look.age == "child" else 1.0) + (0.25 if part.look.broad > 1.25 else 0.0),
        soft=1.0 if part.look.age == "child" else 0.35 if part.look.her or part.look.age == "young" else 0.0,
        nose=part.look.nose * (0.15 if part.look.age == "child" else 0.5 if part.look.her else 1.0) + (0.25 if part.look.age == "old" else 0.0),
    )  # fmt: skip


def head_box(canvas: tuple[int, int], part: Part) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a head with its hair, in pixels, within the canvas."""
    head = head_of(part)
    half = head.size * 0.62
    (x, y), (wide, high) = head.at, canvas
    return (
        max(0.0, x - half),
        max(0.0, y - half),
        min(float(wide), x + half),
        min(float(high), y + half),
    )


def mouth_of(part: Part) -> Point:
    """Where a part's mouth is seen, in pixels."""
    return head_of(part).put((0.0, -0.3, 0.36))


def view_of(part: Part, joints: Body) -> View:
    """How a part is turned to us."""
    yaw = joints.stance.yaw
    if part.back:
        yaw = 168.0 if part.frontal else 148.0
    elif part.frontal:
        yaw = 20.0
    if part.yaw is not None:
        yaw = part.yaw
    pitch = math.radians(max(-30.0, min(30.0, part.pitch)))
    return View(part.feet, part.tall * part.look.height, part.way, math.radians(yaw), pitch)
