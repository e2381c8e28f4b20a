"""Words on a contact sheet, in a font that has their letters."""

import unicodedata
from functools import cache

from PIL import ImageDraw, ImageFont

Colour = tuple[int, int, int]

_FONTS = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "LiberationSans-Regular.ttf", "Arial Unicode.ttf",
    "Arial.ttf", "PingFang.ttc", "NotoSansCJK-Regular.ttc", "wqy-microhei.ttc", "NotoSansDevanagari-Regular.ttf",
    "NotoSansArabic-Regular.ttf", "NotoSansHebrew-Regular.ttf", "NotoSansThai-Regular.ttf",
)  # fmt: skip
"""Looked for where the system keeps its fonts; Pillow's own is preferred where it has the letters."""

_CUT_BACK = 12
"""A word that would be cut is left out whole unless it is longer than this."""


class Lettering:
    """Writes on one image."""

    def __init__(self, pen: ImageDraw.ImageDraw) -> None:
        self._pen = pen

    def line(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        colour: Colour,
        *,
        bold: bool = False,
        anchor: str = "ls",
    ) -> None:
        """Write one line; `at` is where `anchor` says, by default left and baseline."""
        text, face = _face_for(text, size)
        stroke = size / 34 if bold else 0
        self._pen.text(
            at, text, font=face, fill=colour, anchor=anchor, stroke_width=stroke, stroke_fill=colour
        )


def width_of(text: str, size: int) -> float:
    """Pixels the text takes on one line."""
    text, face = _face_for(text, size)
    return face.getlength(text)


def fitted(text: str, size: int, width: float) -> str:
    """`text`, or as much of its beginning as fits, with an ellipsis."""
    text = " ".join(text.split())
    if width_of(text, size) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width_of(f"{text[:middle].rstrip()}…", size) <= width:
            low = middle
        else:
            high = middle - 1
    words, _, part = text[:low].rpartition(" ")
    kept = words if words and len(part) < _CUT_BACK else text[:low]
    return f"{kept.rstrip(' ,;:.–—-')}…"


def wrapped(text: str, size: int, width: float, lines: int) -> list[str]:
    """At most so many lines, broken between words; what is too long ends in an ellipsis."""
    words = text.split()[: 40 * lines]
    out: list[str] = []
    while words and len(out) < lines - 1:
        line = words.pop(0)
        while words and width_of(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        if width_of(line, size) > width:
            break_at = len(fitted(line, size, width)) - 1
            words.insert(0, line[max(1, break_at) :])
            line = line[: max(1, break_at)]
        out.append(line)
    return [*out, fitted(" ".join(words), size, width)] if words else out


def _face_for(text: str, size: int) -> tuple[str, ImageFont.FreeTypeFont]:
    """The first font that has all letters of the text, and the text as it is to be written."""
    for name in (None, *_FONTS):
        face = _face(name, size)
        if face is not None and all(_has(name, char) for char in text):
            return text, face
    plain = unicodedata.normalize("NFKD", text)
    name = max((None, *_FONTS), key=lambda one: sum(_has(one, char) for char in plain))
    face = _face(name, size)
    assert face is not None
    kept = (char if _has(name, char) else "·" for char in plain if not unicodedata.combining(char))
    return "".join(kept), face


@cache
def _face(name: str | None, size: int) -> ImageFont.FreeTypeFont | None:
    if name is None:
        own = ImageFont.load_default(size)
        assert isinstance(own, ImageFont.FreeTypeFont), "Pillow was built without FreeType"
        return own
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None


@cache
def _has(name: str | None, char: str) -> bool:
    face = _face(name, 24)
    if face is None:
        return False
    if char.isspace():
        return True
    return bytes(face.getmask(char)) != bytes(face.getmask("\uffff"))
