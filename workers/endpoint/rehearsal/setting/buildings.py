"""Houses: fronts with windows that are lit by night, seen from before or along a street."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.setting.solid import Plane, Span, block, box, front, gable, on, side
from workers.endpoint.rehearsal.stage import Stage

WALLS: tuple[Colour, ...] = (
    (214, 190, 152),
    (184, 124, 98),
    (196, 186, 172),
    (160, 152, 150),
    (222, 206, 170),
    (150, 104, 88),
)
ROOF: Colour = (136, 82, 70)
GLASS: Colour = (78, 96, 116)
TRIM: Colour = (232, 224, 208)


def window(
    stage: Stage, plane: Plane, u: float, v: float, wide: float, tall: float, z: float
) -> None:
    """A window in a wall; whether somebody is at home is the house's own chance."""
    frame = on(
        stage,
        plane,
        block(u - wide / 2 - 0.09, u + wide / 2 + 0.09, v - 0.09, v + tall + 0.09),
        TRIM,
        ink=False,
    )
    if not frame:
        return
    home = float(stage.dice("home", round(u, 1), round(v, 1), round(z, 1)).random())
    lit = home < 0.62 * stage.palette.lamps
    pane = on(stage, plane, block(u - wide / 2, u + wide / 2, v, v + tall), GLASS)
    if not pane:
        return
    if lit:
        veil = stage.palette.veil(z + stage.camera.distance)
        stage.near.fill(
            pane, mix(mix(stage.palette.lamp, (255, 244, 200), 0.4), stage.palette.haze, veil * 0.5)
        )
        x, y = (sum(p[k] for p in pane) / len(pane) for k in (0, 1))
        if plane(u, v)[1] > 0:
            stage.lights.glow((x, y), stage.camera.across(z) * 1.3, stage.palette.lamp, 0.28)
    else:
        sky = mix(stage.lit(GLASS, z), stage.palette.horizon, 0.4)
        on_pane = [pane[0], pane[1], pane[2]]
        stage.near.wash(on_pane, sky, 0.8)
    if len(pane) == 4 and stage.camera.across(z) * wide > stage.unit * 0.02:
        bar = stage.lit(TRIM, z) if not lit else stage.palette.ink
        for a, b in (((0, 1), (3, 2)), ((0, 3), (1, 2))):
            p = tuple((pane[a[0]][k] + pane[a[1]][k]) / 2 for k in (0, 1))
            q = tuple((pane[b[0]][k] + pane[b[1]][k]) / 2 for k in (0, 1))
            stage.near.line_to((p[0], p[1]), (q[0], q[1]), width=stage.pen(z) * 0.9, colour=bar)


def windows(
    stage: Stage,
    plane: Plane,
    span: Span,
    floors: int,
    z: float,
    *,
    low: float = 1.0,
    step: float = 2.8,
    gap: float = 1.9,
) -> None:
    """Rows of windows over a wall that is `span` metres along its plane."""
    a, b = min(span), max(span)
    count = max(1, int((b - a) / gap))
    if stage.camera.across(z) < stage.unit * 0.006:
        return
    for floor in range(floors):
        for k in range(count):
            u = a + (b - a) * (k + 0.5) / count
            depth = plane(u, 0.0)[2]
            if depth + stage.camera.distance > 0.4:
                window(stage, plane, u, low + step * floor, 0.8, 1.35, depth)


def terrace(
    stage: Stage,
    x: float,
    way: int,
    zs: Span,
    tall: float,
    hue: Colour,
    *,
    roofed: bool,
    shop: bool,
) -> None:
    """A house along the street, its front at `x` looking across it."""
    near, far = zs
    dark = hue if way != stage.side else stage.dark(hue, 0.4)
    if way != stage.side:
        dark = mix(hue, stage.palette.key, 0.12)
    face = [(x, 0, near), (x, 0, far), (x, tall, far), (x, tall, near)]
    if not stage.facet(face, dark) and far + stage.camera.distance < 0.5:
        return
    stage.facet([(x, 0, near), (x + way * 7, 0, near), (x + way * 7, tall, near), (x, tall, near)],
                stage.dark(hue, 0.25))  # fmt: skip
    plane = side(x)
    floors = max(1, int((tall - 0.6) / 2.8))
    windows(
        stage,
        plane,
        (near + 0.3, far - 0.3),
        floors - (1 if shop else 0),
        (near + far) / 2,
        low=3.9 if shop else 1.0,
    )
    if shop:
        _shop(stage, x, way, zs)
    else:
        mid = near + (far - near) * 0.5
        on(
            stage,
            plane,
            block(mid - 0.5, mid + 0.5, 0, 2.15),
            ((110, 62, 52), (64, 84, 80), (92, 76, 60))[int(tall * 7) % 3],
        )
    solid_edge = [
        (x - way * 0.22, tall - 0.25, near),
        (x - way * 0.22, tall - 0.25, far),
        (x - way * 0.22, tall, far),
        (x - way * 0.22, tall, near),
    ]
    stage.facet(solid_edge, stage.dark(dark, 0.25))
    if roofed:
        _roof(stage, x, way, zs, tall, stage.dark(hue, 0.25))


def _roof(stage: Stage, x: float, way: int, zs: Span, tall: float, wall: Colour) -> None:
    """The slope of a terrace towards its street, the gable and a chimney."""
    (near, far), crest, top = zs, x + way * 2.4, tall + 2.0
    eave = x - way * 0.3
    slope = [(eave, tall, near), (eave, tall, far), (crest, top, far), (crest, top, near)]
    stage.facet(slope, stage.snowed(ROOF if way != stage.side else stage.dark(ROOF)))
    stage.facet([(x, tall, near), (x + way * 5, tall, near), (crest, top, near)], wall)
    box(
        stage,
        (crest, crest + way * 0.6),
        (tall + 1.2, tall + 2.9),
        (near + 1, near + 1.7),
        (150, 96, 80),
    )


def _shop(stage: Stage, x: float, way: int, zs: Span) -> None:
    near, far = zs[0] + 0.5, zs[1] - 0.5
    plane = side(x - way * 0.02)
    on(stage, plane, block(near, far, 0.5, 2.4), GLASS)
    if stage.palette.lamps > 0.5:
        seen = on(stage, plane, block(near, far, 0.5, 2.4), GLASS)
        if seen:
            stage.near.fill(seen, mix(stage.palette.lamp, (255, 250, 220), 0.35))
            mx, my = (sum(p[k] for p in seen) / len(seen) for k in (0, 1))
            stage.lights.glow(
                (mx, my), stage.camera.across((near + far) / 2) * 2.6, stage.palette.lamp, 0.4
            )
    hue = ((172, 60, 52), (66, 112, 104), (196, 150, 66))[int(abs(near) * 3) % 3]
    out = x - way * 1.1
    count = 6
    for k in range(count):
        a, b = near + (far - near) * k / count, near + (far - near) * (k + 1) / count
        tone = hue if k % 2 else TRIM
        stage.facet([(x, 3.1, a), (x, 3.1, b), (out, 2.5, b), (out, 2.5, a)], tone)


def house(
    stage: Stage,
    x: float,
    z: float,
    wide: float,
    deep: float,
    tall: float,
    hue: Colour,
    roof: Colour = ROOF,
) -> None:
    """A detached house that looks at us, with a gable, a door, windows and a chimney."""
    if z + stage.camera.distance < 1.5:
        return
    left, right = x - wide / 2, x + wide / 2
    stage.shadow(x, z, wide, tall)
    box(stage, (left, right), (0, tall), (z, z + deep), hue)
    peak = tall + wide * 0.42
    box(
        stage,
        (x + wide * 0.2, x + wide * 0.2 + 0.6),
        (tall, peak + 0.7),
        (z + deep * 0.5, z + deep * 0.5 + 0.6),
        (150, 100, 84),
    )
    gable(stage, (left, right), tall, peak, (z, z + deep), roof, stage.dark(hue, 0.08))
    plane = front(z - 0.02, x)
    on(stage, plane, block(-0.5, 0.5, 0, 2.1), (112, 72, 54))
    for u in (-wide * 0.31, wide * 0.31):
        window(stage, plane, u, 1.0, 0.85, 1.1, z)
    window(stage, plane, 0.0, tall + 0.1, 0.8, 1.0, z)
