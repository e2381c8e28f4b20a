"""What is lettered on a panel: the slate in a corner, and spoken words in balloons."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from PIL import Image, ImageDraw

from workers.endpoint.rehearsal import caption, overlay
from workers.endpoint.rehearsal.board import Head
from workers.endpoint.rehearsal.brush import Colour, Point, smooth
from workers.endpoint.rehearsal.chance import stream
from workers.endpoint.rehearsal.words import Shot, Speech

SHORT = {
    "EXTREME_WIDE": "EWS", "WIDE": "WS", "FULL": "FS", "MEDIUM_WIDE": "MWS", "MEDIUM": "MS",
    "MEDIUM_CLOSE": "MCU", "CLOSE": "CU", "EXTREME_CLOSE": "ECU", "OVER_THE_SHOULDER": "OTS",
    "POV": "POV", "TWO_SHOT": "2S", "INSERT": "INS",
}  # fmt: skip
LETTERS = 0.054  # of the picture's height
LEAST_LETTERS = 0.043
MAX_ROWS = 3
MAX_ROWS_TALL = 6
_TALL_LETTERS = 0.036
_WIDTHS = (0.14, 0.18, 0.22, 0.26, 0.32, 0.38, 0.46, 0.54, 0.66, 0.8)  # of the picture's
_ACROSS = 0.22  # of a balloon; more of it over somebody's body hides what they do
_PAPER: Colour = (253, 251, 245)
_INK: Colour = (24, 22, 26)
_LEAST = 7  # pixels; smaller letters are not read

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Balloon:
    """Where words are lettered: `box` is what is covered; without a `tail` nobody seen says them."""

    rows: tuple[str, ...]
    size: int
    box: Box
    tail: Point | None


def slate(sheet: Image.Image, shot: Shot, heads: Sequence[Head], taken: Iterable[Box] = ()) -> None:
    """The shot's number and its framing on a small tab in the corner that is freest."""
    label = " ".join(part for part in (shot.number, SHORT[shot.framing]) if part)
    text, size = caption.spell(label), round(_pen(sheet.size, 0.062))
    if size < _LEAST or caption.length(text, size) > sheet.width * 0.4:
        return
    wide, high = caption.length(text, size) + size * 0.9, size * 1.45
    gap = sheet.height * 0.022
    right, low = sheet.width - gap - wide, sheet.height - gap - high
    faces = [*map(_around, heads), *taken]
    boxes = [
        (x, y, x + wide, y + high) for x, y in ((gap, gap), (right, gap), (gap, low), (right, low))
    ]
    box = min(
        boxes, key=lambda b: (round(sum(_overlap(b, face) for face in faces)), boxes.index(b))
    )
    overlay.lay(sheet, [(_tab(box, size * 0.25), _PAPER)], _INK, max(1.0, size / 16))
    pen = ImageDraw.Draw(sheet)
    caption.letter(pen, (box[0] + size * 0.45, box[1] + size * 1.07), text, size, _INK, bold=True)


def _tab(box: Box, radius: float) -> list[Point]:
    """A rectangle with round corners."""
    left, top, right, low = box
    ring: list[Point] = []
    for k, (x, y) in enumerate(((right, low), (left, low), (left, top), (right, top))):
        cx, cy = x - radius * (1 if x == right else -1), y - radius * (1 if y == low else -1)
        turns = [(k + t / 4) * math.pi / 2 for t in range(5)]
        ring += [(cx + radius * math.cos(a), cy + radius * math.sin(a)) for a in turns]
    return ring


def speech(
    sheet: Image.Image, shot: Shot, heads: Sequence[Head], mouths: dict[str, Head]
) -> list[Balloon]:
    """Letter what is said; gives what was drawn."""
    drawn: list[Balloon] = []
    for spoken in shot.speeches:
        balloon = place(sheet.size, spoken, heads, mouths.get(spoken.name), [b.box for b in drawn])
        if balloon is None:
            continue
        if balloon.tail is None:
            subtitle(sheet, balloon)
        else:
            _balloon(sheet, balloon)
        drawn.append(balloon)
    return drawn


def place(
    size: tuple[int, int],
    spoken: Speech,
    heads: Sequence[Head],
    mouth: Head | None,
    taken: Sequence[Box],
) -> Balloon | None:
    """Where a speech is lettered: beside its speaker if that covers no face, else as a subtitle."""
    wide, high = size
    letters = round(_pen(size, LETTERS))
    if letters < _LEAST or not spoken.text:
        return None
    if mouth is not None and 0 <= mouth[0] <= wide and 0 <= mouth[1] <= high:
        faces = [_around(head) for head in heads if head[2] > high * 0.010]
        bodies = [_body(head, high) for head in heads if head[2] > high * 0.03]
        best: tuple[float, Balloon] | None = None
        for letter, rows, price in _settings(spoken.text, size, letters):
            found = _beside(size, rows, letter, mouth, (faces, bodies), taken)
            if found is not None and (best is None or found[0] + price < best[0]):
                tail = _mouth_of(mouth, found[1])
                best = (found[0] + price, Balloon(tuple(rows), letter, found[1], tail))
        if best is not None:
            return best[1]
    return _under(size, spoken.text, letters, heads, taken)


def _pen(size: tuple[int, int], part: float) -> float:
    """The height of letters: a part of the picture's, and in a tall one never too small to read."""
    wide, high = size
    return max(min(high, wide * 0.75) * part, min(high * _TALL_LETTERS, wide * 0.07))


def _settings(
    text: str, size: tuple[int, int], letters: int
) -> Iterator[tuple[int, list[str], float]]:
    """Ways to set a text, each with its price: whole before cut short, large before small."""
    spelled = caption.spell(text)
    small = math.ceil(_pen(size, LEAST_LETTERS))
    most = MAX_ROWS if size[0] > size[1] else MAX_ROWS_TALL
    seen: set[tuple[str, ...]] = set()
    for letter, part in product((letters, small), _WIDTHS):
        rows = caption.wrap(spelled, letter, size[0] * part, most)
        cut = rows[-1].endswith("…") and not spelled.endswith("…")
        if (*rows, str(letter)) in seen or (cut and part < 0.3):
            continue
        seen.add((*rows, str(letter)))
        yield letter, rows, size[1] * (0.45 * (letter == small) + 9.0 * cut - part * cut)


def _beside(
    size: tuple[int, int],
    rows: Sequence[str],
    letters: int,
    mouth: Head,
    people: tuple[Sequence[Box], Sequence[Box]],
    taken: Sequence[Box],
) -> tuple[float, Box] | None:
    """The free place nearest to the speaker's mouth, high rather than low, and how far it is. It
    covers no face of the `people`, and little of their bodies."""
    faces, bodies = people
    wide = max(caption.length(row, letters) for row in rows) + letters * 1.7
    high = letters * (1.28 * len(rows) + 1.0)
    margin, best = letters * 0.4, None
    first = max((box[1] for box in taken), default=-size[1])
    if wide + 2 * margin > size[0]:
        return None
    for across, down in product(range(25), range(13)):
        x = margin + (size[0] - wide - 2 * margin) * across / 24
        y = margin + (size[1] * 0.85 - high - 2 * margin) * down / 12
        box = (x, y, x + wide, y + high)
        if y < margin or any(_overlap(box, other) for other in (*faces, *taken)):
            continue
        over = sum(_overlap(box, body) for body in bodies) / (wide * high)
        if over > _ACROSS:
            continue
        if any(_crosses(_root(mouth, box), mouth, other) for other in (*faces, *bodies)):
            continue
        away = math.hypot(x + wide / 2 - mouth[0], (y + high / 2 - mouth[1]) * 1.3)
        late = max(0.0, first + letters * 0.7 - y)  # what is said first stands highest
        cost = away + over * size[1] + max(0.0, y + high - mouth[1]) * 2.2 + late * 4
        if best is None or cost < best[0]:
            best = (cost, box)
    return best


def _crosses(start: Point, mouth: Head, other: Box) -> bool:
    """Whether the way from a balloon to a mouth leads over somebody else's face or trunk."""
    reach = mouth[2] * 1.2
    if (
        other[0] - reach <= mouth[0] <= other[2] + reach
        and other[1] - reach <= mouth[1] <= other[3]
    ):
        return False
    way = [
        (start[0] + (mouth[0] - start[0]) * k / 8, start[1] + (mouth[1] - start[1]) * k / 8)
        for k in range(9)
    ]
    return any(other[0] < x < other[2] and other[1] < y < other[3] for x, y in way)


def _body(head: Head, low: float) -> Box:
    """Where the trunk below a head is seen."""
    x, y, radius = head
    return x - 1.6 * radius, y + radius, x + 1.6 * radius, min(low, y + 6 * radius)


def _under(
    size: tuple[int, int], text: str, letters: int, heads: Sequence[Head], taken: Sequence[Box]
) -> Balloon:
    wide, high = size
    rows = caption.wrap(caption.spell(text), letters, wide * 0.84, 2 if wide > high else 4)
    across = max((caption.length(row, letters) for row in rows), default=0.0) + letters * 1.2
    tall = letters * (1.28 * len(rows) + 0.4)
    x = (wide - across) / 2
    boxes = [(x, y, x + across, y + tall) for y in (high - tall - letters * 0.6, letters * 0.6)]
    boxes.append((x, boxes[0][1] - tall, x + across, boxes[0][1]))
    others = [*map(_around, heads), *taken]
    box = min(boxes, key=lambda b: (round(sum(_overlap(b, o) for o in others)), boxes.index(b)))
    return Balloon(tuple(rows), letters, box, None)


def _mouth_of(mouth: Head, box: Box) -> Point:
    """Where a tail ends: short of the lips, on the balloon's side of the face."""
    x, y, radius = mouth
    rx, ry = _root(mouth, box)
    length = math.hypot(rx - x, ry - y) or 1.0
    reach = min(0.80 * radius, 0.45 * length)
    return x + (rx - x) / length * reach, y + (ry - y) / length * reach


def _root(mouth: Sequence[float], box: Box) -> Point:
    """Where on a balloon its tail begins: near the mouth, but not in a corner."""
    inset_x, inset_y = (box[2] - box[0]) * 0.22, (box[3] - box[1]) * 0.22
    return (
        min(box[2] - inset_x, max(box[0] + inset_x, mouth[0])),
        min(box[3] - inset_y, max(box[1] + inset_y, mouth[1])),
    )


def _around(head: Head) -> Box:
    x, y, radius = head
    return x - radius, y - radius * 1.35, x + radius, y + radius * 1.1


def _overlap(a: Box, b: Box) -> float:
    return max(0.0, min(a[2], b[2]) - max(a[0], b[0])) * max(0.0, min(a[3], b[3]) - max(a[1], b[1]))


def _balloon(sheet: Image.Image, balloon: Balloon) -> None:
    """A rounded shape drawn by hand, its tail bent towards the mouth, the words in its middle."""
    left, top, right, low = balloon.box
    rng = stream("balloon", *balloon.rows)
    x, y, rx, ry = (left + right) / 2, (top + low) / 2, (right - left) / 2, (low - top) / 2
    ring: list[Point] = []
    for k in range(28):
        a = k * math.tau / 28
        c, s = math.cos(a), math.sin(a)
        wobble = 1 + float(rng.uniform(-0.012, 0.012))
        ring.append(
            (
                x + rx * math.copysign(abs(c) ** 0.5, c) * wobble,
                y + ry * math.copysign(abs(s) ** 0.5, s) * wobble,
            )
        )
    shapes = [(smooth(ring, steps=3), _PAPER)]
    if tail := _tail(balloon):
        shapes.append((tail, _PAPER))
    overlay.lay(sheet, shapes, _INK, max(1.5, balloon.size * 0.075))
    pen = ImageDraw.Draw(sheet)
    step = balloon.size * 1.28
    base = y - step * (len(balloon.rows) - 1) / 2 + balloon.size * 0.35
    for k, row in enumerate(balloon.rows):
        across = x - caption.length(row, balloon.size) / 2
        caption.letter(pen, (across, base + k * step), row, balloon.size, _INK, bold=True)


def _tail(balloon: Balloon) -> list[Point]:
    """A bent tongue from the balloon to the mouth; none where they touch."""
    if balloon.tail is None:
        return []
    (x, y), (tx, ty) = _root(balloon.tail, balloon.box), balloon.tail
    length = math.hypot(tx - x, ty - y)
    left, top, right, low = balloon.box
    if length < 1 or (left < tx < right and top < ty < low):
        return []
    half = min(balloon.size * 0.42, length * 0.4)
    nx, ny = -(ty - y) / length * half, (tx - x) / length * half
    bend = (x + (tx - x) * 0.5 + nx * 0.5, y + (ty - y) * 0.5 + ny * 0.5)
    sides = [
        smooth(
            [(x + k * nx, y + k * ny), (bend[0] + k * nx * 0.4, bend[1] + k * ny * 0.4), (tx, ty)],
            closed=False,
        )
        for k in (1, -1)
    ]
    return [*sides[0], *sides[1][::-1]]


def subtitle(sheet: Image.Image, balloon: Balloon) -> None:
    """White letters with a dark edge, as under a film."""
    pen = ImageDraw.Draw(sheet)
    left, top, right, _ = balloon.box
    for k, row in enumerate(balloon.rows):
        at = (
            (left + right - caption.length(row, balloon.size)) / 2,
            top + balloon.size * (1.05 + 1.28 * k),
        )
        caption.letter(pen, at, row, balloon.size, _PAPER, edge=_INK)
