"""Rows of text in documents: as text where its font can be put into them, else as pictures of it.

A document has letters of outlines that TrueType knows, one beside another. What is of other outlines,
or has letters that join, is drawn as it should look; it cannot be searched for.
"""

import struct
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw
from reportlab.lib.colors import Color
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from infra.exporting.fontfiles import face
from infra.exporting.lettering import BOLD, REGULAR, Run, runs_of, shaped

_FINE = 288
"""Dots to an inch of pictures of text."""

_NAMED: dict[bytes, Path] = {b"Roboto-Regular": REGULAR, b"Roboto-Bold": BOLD}
"""The files of the names that fonts give themselves: a document confuses two of one name."""


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    return sum(_width(run, size, bold=bold) for run in runs_of(text, bold=bold))


def write(
    canvas: Canvas,
    place: tuple[float, float],
    text: str,
    size: float,
    colour: Color,
    *,
    bold: bool = False,
    spaced: float = 0,
) -> None:
    """A row that begins there with its base line; lengths are points, from the lower left."""
    x, base = place
    for run in runs_of(text, bold=bold):
        if name := _font(run, bold=bold):
            canvas.setFont(name, size)
            canvas.setFillColor(colour)
            canvas.drawString(x, base, run.text, charSpace=spaced)
        else:
            _draw(canvas, (x, base), run, size, colour)
        x += _width(run, size, bold=bold)


def _width(run: Run, size: float, *, bold: bool) -> float:
    if name := _font(run, bold=bold):
        return float(stringWidth(run.text, name, size))
    assert run.file is not None
    text, way = shaped(run)
    letters = face(run.file, _pixels(size))
    return letters.getlength(text, direction=way) * size / letters.size


def _pixels(size: float) -> int:
    return max(6, round(size * _FINE / 72))


def _font(run: Run, *, bold: bool) -> str | None:
    """What documents call it; None of what has to be drawn."""
    if run.file is None:
        return _embedded(BOLD if bold else REGULAR)
    if run.file.closed or not all(map(_apart, run.text)):
        return None
    return _embedded(run.file.path)


def _apart(letter: str) -> bool:
    """Whether it stands beside others as it is: an ideograph, or what goes with it."""
    return letter.isascii() or unicodedata.east_asian_width(letter) in {"W", "F"}


@lru_cache(maxsize=64)
def _embedded(path: Path) -> str | None:
    """None where its outlines are of another kind."""
    try:
        font = TTFont(str(path), path)
    except (TTFError, struct.error, OSError, ValueError, LookupError, TypeError):
        return None
    if _NAMED.setdefault(font.face.name, path) != path:
        return None
    pdfmetrics.registerFont(font)
    return str(font.fontName)


def _draw(canvas: Canvas, place: tuple[float, float], run: Run, size: float, colour: Color) -> None:
    picture, left, below = _picture(run, _pixels(size), _rgb(colour))
    point = size / _pixels(size)
    canvas.drawImage(
        ImageReader(picture),
        place[0] + left * point,
        place[1] - below * point,
        picture.width * point,
        picture.height * point,
        mask="auto",
    )


def _rgb(colour: Color) -> tuple[int, int, int]:
    red, green, blue = (round(255 * part) for part in colour.rgb())
    return red, green, blue


def _picture(
    run: Run, pixels: int, colour: tuple[int, int, int]
) -> tuple[Image.Image, float, float]:
    """Its letters on nothing; how far right of its beginning that begins, and how far it goes below
    the base line, in pixels."""
    assert run.file is not None
    text, way = shaped(run)
    letters = face(run.file, pixels)
    left, top, right, bottom = letters.getbbox(text, direction=way, anchor="ls")
    size = max(1, round(right - left)), max(1, round(bottom - top))
    picture = Image.new("RGBA", size, (*colour, 0))
    mask = Image.new("L", size, 0)
    ImageDraw.Draw(mask).text((-left, -top), text, 255, letters, "ls", direction=way)
    picture.putalpha(mask)
    return picture, left, bottom
