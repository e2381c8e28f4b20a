"""What stands between the camera and the scene: a shoulder, one's own hands."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Layer, Point, ellipse, smooth
from workers.endpoint.rehearsal.figures.figure import Figure, Part
from workers.endpoint.rehearsal.figures.look import Look, look_of
from workers.endpoint.rehearsal.stage import Stage
from workers.endpoint.rehearsal.staging import facing_side, look_for, near_one


def frame(stage: Stage) -> bool:
    """What stands between the camera and the scene; whether anything does."""
    framing = stage.shot.framing
    if framing == "OVER_THE_SHOULDER":
        _shoulder(stage)
    elif framing == "POV":
        _eyes(stage)
    return framing in {"OVER_THE_SHOULDER", "POV"}


def _shoulder(stage: Stage) -> None:
    look = look_for(near_one(stage.shot))
    wide, high = stage.front.size
    tall = stage.unit * 4.3
    side = -facing_side(stage)
    x = wide * 0.5 + side * min(wide * 0.36, stage.unit * 0.62)
    part = Part(
        look=look,
        stance="stand",
        feet=(x, high * 0.5 - stage.unit * 0.40 + tall * 0.99),
        tall=tall / look.height,
        way=-side,
        far=0.0,
        back=True,
        yaw=152.0,
        prop="",
    )
    Figure(stage.front, part, stage.palette, stage.side).draw(stage.front)
    whole = [(0.0, 0.0), (float(wide), 0.0), (float(wide), float(high)), (0.0, float(high))]
    stage.front.wash(whole, stage.palette.ink, 0.62)
    stage.front.soft = stage.unit * 0.0045


def _eyes(stage: Stage) -> None:
    """Hands reaching in from below, and the dark edge of a gaze."""
    wide, high = stage.front.size
    look = _beholder(stage)
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


def _beholder(stage: Stage) -> Look:
    """Whoever's eyes these are: named before POV, or else the second of the cast."""
    cast = stage.shot.cast
    for actor in cast:
        if f"{actor.name}'S POV" in stage.shot.caption.upper().replace("’", "'"):
            return look_for(actor)
    return look_for(cast[1]) if len(cast) > 1 else look_of("SOMEONE")


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
