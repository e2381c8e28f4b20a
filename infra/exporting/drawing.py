"""Words on pictures: slates for what has none yet, captions, timecode and names burnt in."""

import math
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from infra.exporting.faces import Face, font
from infra.exporting.planes import BLACK, Bytes, Overlay, Planes, overlay_of, planes_of
from studio.exporting.cutlist import Event
from studio.kernel.breaking import parts_of

_GROUND, _RAISED = (18, 18, 18), (27, 27, 27)
_TEXT, _QUIET, _ACCENT = (236, 236, 236), (150, 150, 150), (98, 190, 230)
_SAFE = 0.05
"""The share at each edge that screens may hide."""
_CAPTION_LINES = 2
_PLATE = 190
"""How dark it is behind what is burnt in, of 255."""


def wrapped(text: str, face: Face, width: float, lines: int) -> list[str]:
    """At most so many lines of at most this width; what does not fit is left out, with an ellipsis."""
    parts = parts_of(unicodedata.normalize("NFC", text))
    rows: list[str] = []
    while parts and len(rows) < lines:
        row = _fitting(parts, face, width)
        rows.append(row)
    if parts and rows:
        rows[-1] = _shortened(f"{rows[-1]}{parts[0]}", face, width)
    return rows


def _fitting(parts: list[str], face: Face, width: float) -> str:
    """As many of the parts as fit in a row, taken out of the list; of one too long, a part."""
    row = parts.pop(0).lstrip()
    if face.getlength(row) > width:
        return _shortened(row, face, width)
    while parts and face.getlength(f"{row}{parts[0]}") <= width:
        row += parts.pop(0)
    return row


def _shortened(text: str, face: Face, width: float) -> str:
    text = text[:400]
    while text and face.getlength(f"{text.rstrip()}…") > width:
        text = text[:-1]
    return f"{text.rstrip(' ,;:.')}…"


def balanced(text: str, face: Face, width: float, lines: int) -> list[str]:
    """As `wrapped`, in rows of about the same length."""
    rows = wrapped(text, face, width, lines)
    if len(rows) < 2:
        return rows
    narrow = face.getlength(" ".join(rows)) / len(rows)
    for part in range(10):
        tried = wrapped(text, face, narrow + (width - narrow) * part / 10, lines)
        if _bare(tried) == _bare(rows):
            return tried
    return rows


def _bare(rows: Sequence[str]) -> str:
    """All that is written in them, wherever they end."""
    return "".join(rows).replace(" ", "")


def slate(event: Event, scene: str, size: tuple[int, int], word: str) -> Planes:
    """What stands for a shot without a picture: its number and name, its scene, what happens in it.
    `word` is why it has none."""
    width, height = size
    unit = _unit(width, height)
    image = Image.new("RGB", size, _GROUND)
    draw = ImageDraw.Draw(image)
    margin = _margin(width, height)
    inset = margin // 2
    card = (inset, inset, width - inset - 1, height - inset - 1)
    draw.rounded_rectangle(card, radius=round(10 * unit), fill=_RAISED)
    left, room = round(2.5 * margin), width - 5 * margin
    rows = _slate_rows(event, scene, room, unit)
    high = sum(step for _, _, _, step in rows)
    y = (height - high) // 2
    bar = left - round(24 * unit)
    draw.rectangle((bar, y, bar + max(1, round(4 * unit)) - 1, y + high), fill=_ACCENT)
    for text, face, colour, step in rows:
        face.write(draw, (left, y), text, colour)
        y += step
    foot = height - 2 * margin
    font(round(20 * unit)).write(draw, (left, foot), word, _QUIET, "ls")
    return planes_of(image)


Row = tuple[str, Face, tuple[int, int, int], int]


def _slate_rows(event: Event, scene: str, room: float, unit: float) -> list[Row]:
    number, name = numbered(event.name)
    small, large = font(round(22 * unit)), font(round(132 * unit), bold=True)
    middle, text = font(round(44 * unit), bold=True), font(round(28 * unit))
    rows: list[Row] = []
    if scene:
        rows.append((_one(scene.upper(), small, room), small, _QUIET, round(34 * unit)))
    if number:
        rows.append((_one(number, large, room), large, _TEXT, round(152 * unit)))
    if name:
        rows += [(row, middle, _TEXT, round(54 * unit)) for row in wrapped(name, middle, room, 2)]
    if framing := event.media.facts.get("framing", "") if event.media else "":
        rows.append((_one(framing, small, room), small, _QUIET, round(36 * unit)))
    if event.note:
        rows.append(("", small, _QUIET, round(16 * unit)))
        rows += [
            (row, text, _QUIET, round(38 * unit)) for row in wrapped(event.note, text, room, 4)
        ]
    return rows


def numbered(name: str) -> tuple[str, str]:
    """The number of a shot and its name, of `12A The door`."""
    first, _, rest = name.partition(" ")
    if any(letter.isdigit() for letter in first) and len(first) <= 8:
        return first, rest.strip()
    return "", name


def _one(text: str, face: Face, room: float) -> str:
    return next(iter(wrapped(text, face, room, 1)), "")


def _unit(width: int, height: int) -> float:
    """How large a pixel of a picture of 1280 × 720 is in one of as many pixels."""
    return min(math.sqrt(width * height) / 960, width / 640, height / 360)


def _margin(width: int, height: int) -> int:
    return round(min(width, height) * _SAFE)


class Burning:
    """Marks for pictures of one size, each drawn once."""

    def __init__(self, size: tuple[int, int]) -> None:
        self._size = size
        self._unit = _unit(*size)
        self._margin = _margin(*size)
        self.caption = lru_cache(maxsize=8)(self._caption)
        self.name = lru_cache(maxsize=8)(self._name)
        self._digits: dict[str, Bytes] = {}

    def _caption(self, text: str) -> Overlay | None:
        """Two lines at most, outlined, in the middle above the lower edge."""
        width, height = self._size
        face = font(round(34 * self._unit))
        rows = balanced(text, face, width - 4 * self._margin, _CAPTION_LINES)
        if not rows:
            return None
        outline, step = max(1, round(2.5 * self._unit)), round(43 * self._unit)
        across = max(face.getlength(row) for row in rows) + 4 * outline
        image = Image.new("LA", (_even(across), _even(step * len(rows) + 4 * outline)), (0, 0))
        draw = ImageDraw.Draw(image)
        for number, row in enumerate(rows):
            place = (image.width / 2, 2 * outline + step * (number + 0.5))
            face.write(draw, place, row, (255, 255), "mm", outline=outline, outlined=(0, 230))
        x, y = (width - image.width) // 4 * 2, (height - self._margin - image.height) // 2 * 2
        return overlay_of(image, max(0, x), max(0, y))

    def _name(self, text: str) -> Overlay | None:
        """On a plate, in the upper left."""
        if not text:
            return None
        face = self._mark_font()
        room = self._size[0] * 0.7
        image = self._plate(_one(text, face, room), face)
        return overlay_of(image, self._margin // 2 * 2, self._margin // 2 * 2)

    def timecode(self, text: str) -> Overlay:
        """On a plate, in the upper right; put together of signs that were drawn once."""
        signs = [self._sign(sign) for sign in text]
        marks = np.hstack(signs)
        pad = self._pad()
        rows, columns = marks.shape
        light = np.zeros((rows, _even(columns + 2 * pad)), np.uint16)
        light[:, pad : pad + columns] = marks
        weight = np.maximum(light, _PLATE).astype(np.uint16)
        image = np.full(light.shape, BLACK, np.uint16) + light * 219 // 255
        fade = weight[::2, ::2]
        x = (self._size[0] - self._margin - light.shape[1]) // 2 * 2
        return Overlay(max(0, x), self._margin // 2 * 2, image * weight, weight, fade)

    def _sign(self, sign: str) -> Bytes:
        if sign not in self._digits:
            face = self._mark_font()
            wide = face.getlength("0" if sign.isdigit() else sign)
            image = Image.new("L", (round(wide), self._mark_height()), 0)
            place = (image.width / 2, image.height / 2)
            face.write(ImageDraw.Draw(image), place, sign, (255,), "mm")
            self._digits[sign] = np.asarray(image)
        return self._digits[sign]

    def _plate(self, text: str, face: Face) -> Image.Image:
        pad = self._pad()
        size = (_even(face.getlength(text) + 2 * pad), self._mark_height())
        image = Image.new("LA", size, (0, _PLATE))
        face.write(ImageDraw.Draw(image), (pad, size[1] / 2), text, (255, 255), "lm")
        return image

    def _mark_font(self) -> Face:
        return font(round(22 * self._unit), bold=True)

    def _mark_height(self) -> int:
        return _even(36 * self._unit)

    def _pad(self) -> int:
        return round(10 * self._unit)


def _even(length: float) -> int:
    return max(2, 2 * int(length / 2 + 0.5))
