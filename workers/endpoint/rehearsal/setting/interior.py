"""The shell of a room: its walls, floor and ceiling, its windows, and the light that they let in."""

from __future__ import annotations

from collections.abc import Iterable

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting import ground, sky
from workers.endpoint.rehearsal.setting.solid import Plane, Span, block, front, on
from workers.endpoint.rehearsal.setting.walls import Walls, window_of
from workers.endpoint.rehearsal.stage import Stage

WOOD: Colour = (128, 88, 60)
WHITE: Colour = (238, 234, 224)
_BEAM = {"day": 0.40, "dawn": 0.40, "dusk": 0.50, "night": 0.34}
_GLOW = {"day": 0.44, "dawn": 0.32, "dusk": 0.4, "night": 0.3}
_MOONLIT: Colour = (92, 124, 196)


def shell(
    stage: Stage, walls: Walls, *, ceiling: Colour | None = None, dado: Colour | None = None
) -> None:
    """Back wall, side walls, floor and ceiling, each with its own value."""
    w, t, b, f = walls.half, walls.tall, walls.back, 0.2 - stage.camera.distance
    plaster = walls.plaster
    stage.facet(
        [(-w, 0, b), (w, 0, b), (w, t, b), (-w, t, b)], mix(plaster, stage.palette.key, 0.06), z=1
    )
    for way in (-1, 1):
        tone = stage.dark(plaster, 0.36 if way == stage.side else 0.12)
        wall = stage.facet(
            [(way * w, 0, f), (way * w, 0, b), (way * w, t, b), (way * w, t, f)], tone, z=1
        )
        if wall and way == stage.side:
            stage.near.hatch(wall, gap=stage.unit * 0.022, strength=0.12, slant=0.7)
    if stage.camera.eye < t:
        stage.facet(
            [(-w, t, f), (w, t, f), (w, t, b), (-w, t, b)],
            stage.dark(ceiling, 0.14) if ceiling else stage.dark(plaster, 0.46),
            z=1,
        )
        _panels(stage, walls)
    stage.facet([(-w, 0, f), (w, 0, f), (w, 0, b), (-w, 0, b)], walls.floor, z=1)
    if walls.seams:
        ground.grid(stage, walls.floor, half=w, far=b, step=walls.seams, rows=walls.rows)
    _trim(stage, walls, dado)


def _panels(stage: Stage, walls: Walls) -> None:
    """The seams and the cornice of a ceiling."""
    w, t, b, f = walls.half, walls.tall, walls.back, 0.3 - stage.camera.distance
    tone, pen = stage.palette.shade(stage.lit(walls.plaster, 1), 0.5), stage.pen(1)
    for k in (-1.8, -0.6, 0.6, 1.8):
        if t + 0.01 > stage.camera.eye:
            seam = stage.camera.facet(
                [(w * k / 2.5, t, f), (w * k / 2.5, t, b), (w * k / 2.5 + 0.02, t, b)]
            )
            if seam:
                stage.near.line_to(seam[0], seam[1], width=pen * 0.7, colour=tone)
    z = b - 0.9
    while z > f:
        stage.near.line_to(
            stage.camera.at(-w, t, z), stage.camera.at(w, t, z), width=pen * 0.7, colour=tone
        )
        z -= 1.5
    on(stage, front(b - 0.02), block(-w, w, t - 0.13, t), mix(walls.plaster, WHITE, 0.5), z=1)


def _trim(stage: Stage, walls: Walls, dado: Colour | None) -> None:
    w, b, f = walls.half, walls.back, 0.2 - stage.camera.distance
    high = 1.0 if dado else 0.14
    hue = dado or stage.dark(walls.floor, 0.25)
    on(stage, front(b - 0.01), block(-w, w, 0, high), hue, z=1)
    for way in (-1, 1):
        tone = stage.dark(hue, 0.36 if way == stage.side else 0.1)
        stage.facet(
            [(way * w, 0, f), (way * w, 0, b), (way * w, high, b), (way * w, high, f)], tone, z=1
        )


def outside(stage: Stage, *, town: bool = False) -> None:
    """What is to be seen through the windows."""
    if town:
        sky.ridge(stage, stage.far, lift=0.12, rough=1.4, far=40, hue=(132, 130, 140), sharp=True)
    else:
        sky.ridge(stage, stage.far, lift=0.10, rough=0.5, far=60, hue=(112, 130, 122))
        sky.wood(stage, stage.far, lift=0.06, far=30, hue=(84, 108, 70), pine=False)


def opening(
    stage: Stage,
    plane: Plane,
    outline: Iterable[Span],
    z: float,
    *,
    bars: tuple[int, int] = (2, 2),
    frame: Colour = WHITE,
    glow: float = 1.0,
) -> None:
    """A window through which the sky is seen, with its frame and its bars."""
    ring = list(outline)
    us, vs = [p[0] for p in ring], [p[1] for p in ring]
    mu, mv = (min(us) + max(us)) / 2, (min(vs) + max(vs)) / 2
    grow = 1 + 0.2 / max(0.3, max(us) - min(us))
    on(
        stage,
        plane,
        [
            (mu + (u - mu) * grow, mv + (v - mv) * (1 + 0.2 / max(0.3, max(vs) - min(vs))))
            for u, v in ring
        ],
        frame,
        z=1,
    )
    pane = stage.camera.facet([plane(u, v) for u, v in ring])
    if not pane or not stage.seen(pane):
        return
    stage.near.cut(pane)
    stage.near.contour(pane, width=stage.pen(z))
    tone, pen = (
        stage.lit(stage.dark(frame, 0.12), 1),
        max(stage.near.line * 1.4, stage.camera.across(z) * 0.045),
    )
    for k in range(1, bars[0]):
        u = min(us) + (max(us) - min(us)) * k / bars[0]
        stage.near.line_to(
            stage.camera.at(*plane(u, min(vs))),
            stage.camera.at(*plane(u, max(vs))),
            width=pen,
            colour=tone,
        )
    for k in range(1, bars[1]):
        v = min(vs) + (max(vs) - min(vs)) * k / bars[1]
        stage.near.line_to(
            stage.camera.at(*plane(min(us), v)),
            stage.camera.at(*plane(max(us), v)),
            width=pen,
            colour=tone,
        )
    at = stage.camera.at(*plane(mu, mv))
    tint = stage.palette.key if stage.palette.hour != "night" else _MOONLIT
    radius = stage.camera.across(z) * max(max(us) - min(us), max(vs) - min(vs)) * 0.85
    stage.lights.glow(at, radius, tint, _GLOW[stage.palette.hour] * glow)


def shaft(
    stage: Stage, walls: Walls, box: tuple[float, float, float, float], *, throw: float = 1.5
) -> None:
    """The window's light through the room and on its floor, away from the light's side."""
    left, _, right, high = box
    aside, back = -stage.side * throw, walls.back
    far, near = back * 0.72, max(-1.2, back * 0.72 - 1.2 - high)
    pool = [(left + aside, 0.0, far), (right + aside, 0.0, far),
            (right + aside * 2.4, 0.0, near), (left + aside * 2.4, 0.0, near)]  # fmt: skip
    strength = _BEAM[stage.palette.hour]
    tint = stage.palette.key if stage.palette.hour != "night" else _MOONLIT
    seen = stage.camera.facet(pool)
    if seen:
        stage.lights.beam(seen, tint, strength, stage.unit * 0.010)
    for part in (0.0, 0.52):
        a, b = left + (right - left) * part, left + (right - left) * (part + 0.44)
        ray = stage.camera.facet(
            [
                (a, high, back),
                (b, high, back),
                (b + aside * 2.4, 0.0, near),
                (a + aside * 2.4, 0.0, near),
            ]
        )
        if ray:
            stage.lights.beam(ray, tint, strength * 0.34, stage.unit * 0.022)


def main_window(
    stage: Stage, walls: Walls, *, bars: tuple[int, int] = (2, 3), curtains: Colour | None = None
) -> None:
    """The room's main window on the back wall, with curtains if they have a colour, and its light."""
    left, low, right, high = window_of(walls, stage.side)
    plane = front(walls.back - 0.02)
    opening(stage, plane, block(left, right, low, high), walls.back, bars=bars)
    on(stage, plane, block(left - 0.2, right + 0.2, low - 0.14, low - 0.04), WHITE, z=1)
    if curtains:
        for edge, way in ((left, -1), (right, 1)):
            hang = [(edge + way * 0.45, high + 0.18), (edge - way * 0.12, high + 0.18), (edge + way * 0.02, low + 0.5),
                    (edge + way * 0.1, low - 0.5), (edge + way * 0.45, low - 0.5)]  # fmt: skip
            if on(
                stage,
                front(walls.back - 0.06),
                hang,
                curtains if way != stage.side else stage.dark(curtains, 0.2),
                z=1,
            ):
                for k in range(1, 4):
                    u = edge + way * (0.06 + 0.1 * k)
                    a, b = (
                        stage.camera.at(u, high + 0.18, walls.back),
                        stage.camera.at(u + way * 0.02, low - 0.5, walls.back),
                    )
                    stage.near.line_to(
                        a,
                        b,
                        width=stage.pen(walls.back) * 0.8,
                        colour=stage.palette.shade(stage.lit(curtains, 1), 0.5),
                    )
        on(
            stage,
            front(walls.back - 0.08),
            block(left - 0.55, right + 0.55, high + 0.17, high + 0.24),
            WOOD,
            z=1,
        )
    shaft(stage, walls, (left, low, right, high))


def burning(stage: Stage) -> bool:
    """Whether lamps are lit at this hour."""
    return stage.palette.lamps > 0.5


def shine(stage: Stage, x: float, y: float, z: float, reach: float, strength: float = 0.6) -> None:
    """A lit bulb's light in the room; nothing while it is day."""
    if burning(stage) and z + stage.camera.distance > 0.5:
        at = stage.camera.at(x, y, z)
        radius = stage.camera.across(z) * reach
        stage.lamp(at, radius, strength)
        fill = 0.5 if stage.palette.hour == "night" else 0.26
        stage.lights.glow(
            at, radius * 3.2, stage.palette.lamp, strength * fill / (1 + len(stage.lamps) // 2)
        )
