"""Letters: spelling, measuring and writing in the one font that always comes with Pillow.

That font knows little beyond ASCII, so accents are drawn by hand and other scripts spelled in
Latin letters where that can be done.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from PIL import ImageDraw, ImageFont

from workers.endpoint.rehearsal.brush import Colour

_SPELL = {
    "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o\u0338", "Ø": "O\u0338", "ł": "l\u0338",
    "Ł": "L\u0338", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "€": "EUR",
    "£": "GBP ", "¿": "?", "¡": "!", "–": "-", "—": " - ", "‐": "-", "‑": "-", "•": "·", "×": "x", "„": "”",
    "‚": "’", "№": "No", "¥": "JPY ", "−": "-",
}  # fmt: skip
_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўαβγδεζηθικλμνξοπρσςτυφχψω"
_SOUNDS = (
    "a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch ’ y ’ e yu ya i yi ye g u "
    "a v g d e z i th i k l m n x o p r s s t y f ch ps o"
)
_LATIN = dict(zip(_LETTERS, _SOUNDS.split(), strict=True))
_MARKS = {
    "\u0300": ((-0.5, -1.0), (0.3, 0.0)),
    "\u0301": ((0.5, -1.0), (-0.3, 0.0)),
    "\u0302": ((-0.8, 0.0), (0.0, -1.0), (0.8, 0.0)),
    "\u0303": ((-0.9, -0.1), (-0.4, -0.6), (0.3, -0.2), (0.9, -0.7)),
    "\u0304": ((-0.8, -0.4), (0.8, -0.4)),
    "\u0306": ((-0.8, -0.9), (-0.4, -0.2), (0.4, -0.2), (0.8, -0.9)),
    "\u030c": ((-0.8, -1.0), (0.0, 0.0), (0.8, -1.0)),
}  # fmt: skip
_DOTS = {"\u0308": (-0.6, 0.6), "\u0307": (0.0,), "\u030a": (0.0,), "\u030b": (-0.4, 0.5)}
_BELOW = frozenset({"\u0327", "\u0328", "\u0326", "\u0323"})


@cache
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's own font at a pixel size."""
    chosen = ImageFont.load_default(max(6, size))
    assert isinstance(chosen, ImageFont.FreeTypeFont), "Pillow's wheels are built with FreeType"
    return chosen


@cache
def _known(letter: str) -> bool:
    face = font(24)
    return bytes(face.getmask(letter)) != bytes(face.getmask("\uffff"))


def spell(text: str) -> str:
    """`text` in letters the font has, with combining marks after their letters."""
    out: list[str] = []
    for raw in text:
        for char in _SPELL.get(raw) or unicodedata.normalize("NFD", _romanised(raw)):
            if unicodedata.combining(char) or _known(char):
                out.append(char)
            else:
                out.append(_SPELL.get(char, "·"))
    return "".join(out)


def _romanised(char: str) -> str:
    plain = (
        unicodedata.normalize("NFD", char.lower())[0]
        if char.lower() not in _LATIN
        else char.lower()
    )
    latin = _LATIN.get(plain)
    if latin is None:
        return unicodedata.normalize("NFKC", char)
    return latin.capitalize() if char.isupper() else latin


def length(text: str, size: int) -> float:
    """The width in pixels of spelled text."""
    return font(size).getlength("".join(c for c in text if not unicodedata.combining(c)))


def letter(
    pen: ImageDraw.ImageDraw,
    at: tuple[float, float],
    text: str,
    size: int,
    colour: Colour,
    *,
    bold: bool = False,
    edge: Colour | None = None,
) -> None:
    """Write one line of spelled text; `at` is its left and baseline. An `edge` surrounds it."""
    face = font(size)
    base = "".join(c for c in text if not unicodedata.combining(c))
    if edge is not None:
        around = max(2, round(size * 0.11))
        pen.text(at, base, font=face, fill=edge, anchor="ls", stroke_width=around, stroke_fill=edge)
    weight = size / 45 if bold or edge is not None else 0.0
    pen.text(at, base, font=face, fill=colour, anchor="ls", stroke_width=weight, stroke_fill=colour)
    done = ""
    for char in text:
        if unicodedata.combining(char) and done:
            start, end = face.getlength(done[:-1]), face.getlength(done)
            _mark(pen, char, at[0] + (start + end) / 2, at[1], size, done[-1], colour)
        elif not unicodedata.combining(char):
            done += char


def _mark(
    pen: ImageDraw.ImageDraw,
    mark: str,
    x: float,
    base: float,
    size: int,
    under: str,
    colour: Colour,
) -> None:
    high = under.isupper() or under in "bdfhklt"
    top = base - size * (0.79 if high else 0.60)
    step, width = size * 0.15, max(1, round(size * 0.075))
    if mark == "\u0338":
        rise = size * (0.72 if high else 0.52)
        pen.line([(x - step * 1.4, base), (x + step * 1.4, base - rise)], fill=colour, width=width)
    elif mark in _DOTS:
        for dx in _DOTS[mark]:
            cx, cy, r = x + dx * step, top - step * 0.3, max(0.8, size * 0.05)
            pen.ellipse([cx - r, cy - r, cx + r, cy + r], fill=colour)
    elif mark in _BELOW:
        pen.line([(x, base), (x - step * 0.4, base + step)], fill=colour, width=width)
    elif mark in _MARKS:
        points = [(x + u * step, top + v * step) for u, v in _MARKS[mark]]
        pen.line(points, fill=colour, width=width, joint="curve")


def wrap(text: str, size: int, width: float, lines: int) -> list[str]:
    """Spelled text in at most `lines` lines of `width` pixels; an ellipsis says that more was said."""
    rows: list[str] = []
    row = ""
    for word in _broken(text, size, width):
        longer = f"{row} {word}".strip()
        if length(longer, size) <= width:
            row = longer
            continue
        if len(rows) + 1 == lines:
            return [*rows, _cut(f"{row} {word}", size, width)]
        rows.append(row)
        row = word
    return [*rows, row] if row else rows


def _broken(text: str, size: int, width: float) -> list[str]:
    """Words, those longer than a line cut into pieces."""
    pieces: list[str] = []
    for word in text.split():
        fits = max(1, int(len(word) * width / max(1.0, length(word, size))))
        pieces.extend(word[k : k + fits] for k in range(0, len(word), fits))
    return pieces


def _cut(row: str, size: int, width: float) -> str:
    while row and length(f"{row}…", size) > width:
        row = row[:-1]
    return f"{row.rstrip()}…" if row else ""
