"""What stands and hangs in rooms. Positions are metres; `way` is the side a thing turns to."""

from __future__ import annotations

from workers.endpoint.rehearsal.brush import Colour, ellipse, mix, smooth
from workers.endpoint.rehearsal.setting.interior import WHITE, WOOD
from workers.endpoint.rehearsal.setting.solid import Plane, block, box, front, on, post
from workers.endpoint.rehearsal.stage import Stage

DARK: Colour = (74, 58, 50)
IRON: Colour = (68, 70, 76)
BOOKS: tuple[Colour, ...] = (
    (150, 56, 50),
    (62, 92, 116),
    (190, 150, 74),
    (84, 106, 76),
    (108, 72, 98),
    (206, 190, 156),
)
SHADE: Colour = (236, 214, 164)


def table(
    stage: Stage,
    x: float,
    z: float,
    wide: float,
    deep: float,
    *,
    tall: float = 0.76,
    hue: Colour = WOOD,
) -> None:
    stage.shadow(x, z + deep / 2, wide * 0.9)
    h = wide / 2
    for zz in (z + deep - 0.08, z):
        for u in (-h + 0.04, h - 0.12):
            box(
                stage,
                (x + u, x + u + 0.08),
                (0, tall - 0.06),
                (zz, zz + 0.08),
                stage.dark(hue, 0.2),
            )
    box(stage, (x - h, x + h), (tall - 0.07, tall), (z, z + deep), hue)


def chair(
    stage: Stage, x: float, z: float, way: int = 1, *, hue: Colour = WOOD, tall: float = 0.98
) -> None:
    """A chair seen from the side; its back is on the side `-way`."""
    stage.shadow(x, z + 0.2, 0.45)
    for zz in (z + 0.38, z):
        for u in (-0.21, 0.17):
            box(stage, (x + u, x + u + 0.05), (0, 0.46), (zz, zz + 0.05), stage.dark(hue, 0.2))
    box(stage, (x - 0.22, x + 0.22), (0.44, 0.5), (z, z + 0.42), hue)
    u = x - way * 0.21
    box(stage, (u - 0.025, u + 0.025), (0.5, tall), (z, z + 0.42), stage.dark(hue, 0.1))


def door(
    stage: Stage,
    plane: Plane,
    u: float,
    *,
    hue: Colour = (122, 84, 58),
    wide: float = 0.92,
    tall: float = 2.1,
) -> None:
    h = wide / 2
    on(stage, plane, block(u - h - 0.1, u + h + 0.1, 0, tall + 0.1), mix(WHITE, hue, 0.35), z=1)
    if not on(stage, plane, block(u - h, u + h, 0, tall), hue, z=1):
        return
    for low, high in ((0.16, 0.95), (1.12, tall - 0.16)):
        on(stage, plane, block(u - h + 0.14, u + h - 0.14, low, high), stage.dark(hue, 0.18), z=1)
    knob = stage.camera.at(*plane(u + h - 0.1, 1.02))
    r = max(1.5, stage.unit * 0.004)
    stage.near.fill(ellipse(*knob, r, r), stage.lit((226, 190, 100), 1))


def picture(
    stage: Stage, plane: Plane, u: float, v: float, wide: float, tall: float, name: object = 0
) -> None:
    """A framed landscape or a portrait."""
    dice = stage.dice("picture", name)
    h = wide / 2
    on(
        stage,
        plane,
        block(u - h - 0.08, u + h + 0.08, v - 0.08, v + tall + 0.08),
        (150, 112, 58),
        z=1,
    )
    if not on(stage, plane, block(u - h, u + h, v, v + tall), (186, 206, 206), z=1):
        return
    if tall > wide:
        on(stage, plane, block(u - h, u + h, v, v + tall), (92, 84, 74), z=1)
        on(
            stage,
            plane,
            [
                (u - h * 0.7, v),
                (u + h * 0.7, v),
                (u + h * 0.3, v + tall * 0.46),
                (u - h * 0.3, v + tall * 0.46),
            ],
            (110, 50, 48),
            z=1,
        )
        on(
            stage,
            plane,
            [
                (u - h * 0.3, v + tall * 0.42),
                (u + h * 0.3, v + tall * 0.42),
                (u + h * 0.3, v + tall * 0.8),
                (u - h * 0.3, v + tall * 0.8),
            ],
            (214, 176, 144),
            z=1,
        )
        return
    lift = float(dice.uniform(0.3, 0.5))
    on(
        stage,
        plane,
        [
            (u - h, v),
            (u + h, v),
            (u + h, v + tall * lift),
            (u, v + tall * (lift + 0.25)),
            (u - h, v + tall * lift * 0.8),
        ],
        (112, 132, 96),
        z=1,
    )


def shelf(
    stage: Stage,
    xs: tuple[float, float],
    z: float,
    tall: float,
    *,
    hue: Colour = WOOD,
    filled: str = "books",
) -> None:
    """A case against a wall that looks at us, with books, bottles or jars in it."""
    left, right = xs
    box(stage, xs, (0, tall), (z, z + 0.35), hue)
    dice, rows = stage.dice("shelf", round(left, 2), round(z, 2)), max(2, round(tall / 0.42))
    for r in range(rows):
        low, high = tall * r / rows + 0.05, tall * (r + 1) / rows - 0.05
        on(
            stage,
            front(z - 0.01),
            block(left + 0.06, right - 0.06, low, high),
            stage.dark(hue, 0.6),
            z=1,
        )
        u = left + 0.09
        while u < right - 0.14:
            wide, grow, pick = (
                float(dice.uniform(0.05, 0.11)),
                float(dice.uniform(0.6, 0.92)),
                int(dice.integers(6)),
            )
            top = low + (high - low) * grow
            tone = BOOKS[pick]
            if filled == "bottles":
                tone = (
                    (84, 120, 84),
                    (170, 96, 52),
                    (196, 206, 200),
                    (120, 60, 52),
                    (206, 164, 84),
                    (70, 96, 110),
                )[pick]
                on(
                    stage,
                    front(z - 0.02),
                    [
                        (u, low),
                        (u + wide, low),
                        (u + wide, low + (top - low) * 0.6),
                        (u + wide * 0.65, top),
                        (u + wide * 0.35, top),
                        (u, low + (top - low) * 0.6),
                    ],
                    tone,
                    z=1,
                )
                u += wide * 1.35
                continue
            on(stage, front(z - 0.02), block(u, u + wide, low, top), tone, z=1, ink=wide > 0.07)
            u += wide * 1.05


def bed(
    stage: Stage,
    x: float,
    z: float,
    *,
    wide: float = 1.5,
    long: float = 2.0,
    cover: Colour = (150, 74, 70),
    rail: bool = False,
) -> None:
    """A bed that stands along the depth, its head at the back."""
    h = wide / 2
    stage.shadow(x, z + 0.4, wide)
    frame = (186, 192, 196) if rail else WOOD
    box(stage, (x - h, x + h), (0.3, 1.15), (z + long, z + long + 0.08), frame)
    box(stage, (x - h, x + h), (0.12, 0.36), (z, z + long), frame)
    box(stage, (x - h + 0.03, x + h - 0.03), (0.36, 0.58), (z + 0.05, z + long), WHITE)
    for u in (-h * 0.48, h * 0.48) if wide > 1.2 else (0.0,):
        box(
            stage,
            (x + u - 0.32, x + u + 0.32),
            (0.58, 0.74),
            (z + long - 0.5, z + long - 0.06),
            (248, 246, 240),
        )
    box(stage, (x - h, x + h), (0.32, 0.63), (z, z + long * 0.62), cover)
    box(stage, (x - h, x + h), (0.0 if rail else 0.1, 0.72), (z - 0.06, z), stage.dark(frame, 0.1))
    if rail:
        for u in (-h, h):
            box(stage, (x + u - 0.02, x + u + 0.02), (0.6, 0.95), (z + 0.4, z + 1.2), IRON)


def sofa(stage: Stage, x: float, z: float, wide: float, hue: Colour) -> None:
    """A sofa that looks at us."""
    h = wide / 2
    stage.shadow(x, z + 0.3, wide * 0.8)
    box(stage, (x - h, x + h), (0.1, 0.95), (z + 0.6, z + 0.85), stage.dark(hue, 0.15))
    box(stage, (x - h, x + h), (0.08, 0.46), (z, z + 0.6), hue)
    for u in (-h, h - 0.2):
        box(stage, (x + u, x + u + 0.2), (0.06, 0.66), (z, z + 0.85), hue)
    box(
        stage,
        (x - h + 0.3, x - h + 0.75),
        (0.46, 0.86),
        (z + 0.45, z + 0.6),
        mix(hue, (240, 210, 130), 0.6),
    )


def rug(stage: Stage, x: float, z: float, wide: float, deep: float, hue: Colour) -> None:
    for grow, tone in ((1.0, hue), (0.86, mix(hue, (240, 220, 180), 0.4)), (0.78, hue)):
        w, d = wide * grow / 2, deep * grow / 2
        stage.facet(
            [(x - w, 0, z - d), (x + w, 0, z - d), (x + w, 0, z + d), (x - w, 0, z + d)],
            tone,
            z=1,
            ink=grow == 1.0,
        )


def plant(stage: Stage, x: float, z: float, tall: float = 1.3) -> None:
    post(stage, x, z, 0.2, (0, 0.36), (170, 96, 66), taper=1.25)
    px, py = stage.camera.at(x, 0.36, z)
    k = stage.camera.across(z) * (tall - 0.3)
    tone = stage.lit((88, 124, 76), 1)
    for n in range(9):
        lean = (n - 4) / 4
        tip = (px + k * 0.55 * lean, py - k * (1 - 0.45 * abs(lean)))
        mid = (px + k * 0.2 * lean, py - k * 0.7)
        stage.near.stroke(
            smooth([(px, py), mid, tip], closed=False),
            width=k * 0.12,
            colour=stage.palette.shade(tone, 0.35) if n % 2 else tone,
        )


def crates(
    stage: Stage, x: float, z: float, size: float, hue: Colour = (176, 134, 84), stack: int = 1
) -> None:
    h = size / 2
    stage.shadow(x, z, size)
    for k in range(stack):
        face = box(
            stage,
            (x - h + 0.06 * k, x + h - 0.04 * k),
            (size * k, size * (k + 1)),
            (z, z + size),
            hue,
        )
        if len(face) == 4:
            tone = stage.palette.shade(stage.lit(hue, z), 0.4)
            stage.near.line_to(face[0], face[2], width=stage.pen(z) * 1.6, colour=tone)
            stage.near.line_to(face[1], face[3], width=stage.pen(z) * 1.6, colour=tone)
