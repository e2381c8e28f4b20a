"""Font files of this machine, and which of them has a letter. Nothing but the files is read.

Broken files are passed over, and what is read of any is bounded: a library of fonts unrolls every
letter of every font, which takes a hundred times the work, or gigabytes where a file wants that.
"""

import os
import struct
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import BinaryIO

from PIL import ImageFont

OWN = "STORYCANVAS_FONTS"
"""Names a folder whose fonts come before those of the system."""
FOLDERS = (
    "~/.local/share/fonts",
    "~/.fonts",
    "~/Library/Fonts",
    "/usr/local/share/fonts",
    "/usr/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
)
MOST_FILES = 4_000
MOST_BYTES = 48 * 1024 * 1024
"""Of all the tables of letters together."""
_MOST_TABLE = 2 * 1024 * 1024
_ENDINGS = {".ttf", ".otf", ".ttc", ".otc"}
_OUTLINES = {b"glyf", b"CFF ", b"CFF2"}
_PICTURES = {b"CBDT", b"sbix"}
_SHAM = ("lastresort", "adobeblank")
"""They have a sign for everything, which is not the letter."""
_UNICODE = {0: {0, 1, 2, 3, 4, 6}, 3: {1, 10}}
"""Encodings, by platform."""
_TOGETHER = "日のカ。"
"""Who has these writes the signs of a text in one hand, instead of some here and some there."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """The first face of a file. `weight` is 400 of regular letters; `closed` says that it may not be
    put into documents; `table` is its `cmap`, of format 4 or 12."""

    path: Path
    own: bool
    weight: int
    slanted: bool
    closed: bool
    table: bytes = field(repr=False, compare=False)

    def has(self, letter: str) -> bool:
        try:
            return _glyph(self.table, ord(letter)) != 0
        except struct.error:
            return False


def _glyph(table: bytes, code: int) -> int:
    """0 where there is none. Raises struct.error."""
    (form,) = struct.unpack_from(">H", table)
    return _glyph_by_groups(table, code) if form == 12 else _glyph_by_segments(table, code)


def _glyph_by_groups(table: bytes, code: int) -> int:
    (count,) = struct.unpack_from(">I", table, 12)
    count = min(count, (len(table) - 16) // 12)
    rank = bisect_left(
        range(count), code, key=lambda one: struct.unpack_from(">I", table, 20 + 12 * one)[0]
    )
    if rank == count:
        return 0
    first, _, glyph = struct.unpack_from(">III", table, 16 + 12 * rank)
    return int(glyph + code - first) if first <= code else 0


def _glyph_by_segments(table: bytes, code: int) -> int:
    (size,) = struct.unpack_from(">H", table, 6)
    count = size // 2

    def number(row: int, rank: int) -> int:
        """Of the rows of last codes, first codes, deltas and offsets; a gap lies behind the first."""
        at = 14 + row * size + (2 if row else 0) + 2 * rank
        return int(struct.unpack_from(">H", table, at)[0])

    rank = bisect_left(range(count), code, key=lambda one: number(0, one))
    if rank == count or code > 0xFFFF or number(1, rank) > code:
        return 0
    if offset := number(3, rank):
        at = 16 + 3 * size + 2 * rank + offset + 2 * (code - number(1, rank))
        (glyph,) = struct.unpack_from(">H", table, at)
        if glyph == 0:
            return 0
        code = glyph
    return (code + number(2, rank)) & 0xFFFF


@cache
def font_files() -> tuple[FontFile, ...]:
    """Those of our own folder, then those of the system, by their paths."""
    found: list[FontFile] = []
    left = MOST_BYTES
    for path, own in _paths():
        file = read_font(path, own=own)
        if file and (left := left - len(file.table)) >= 0:
            found.append(file)
    return tuple(found)


def _paths() -> Iterator[tuple[Path, bool]]:
    own = os.environ.get(OWN)
    folders = [(Path(own), True)] if own else []
    folders += [(Path(folder).expanduser(), False) for folder in FOLDERS]
    left = MOST_FILES
    for folder, is_own in folders:
        for within, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(names):
                if left and Path(name).suffix.lower() in _ENDINGS and not name.startswith("."):
                    left -= 1
                    yield Path(within, name), is_own


def read_font(path: Path, *, own: bool = True) -> FontFile | None:
    """None where it is broken, or has no letters of outlines."""
    if path.name.lower().startswith(_SHAM):
        return None
    try:
        with path.open("rb") as file:
            tables = _tables(file)
            if not _OUTLINES & tables.keys() or _PICTURES & tables.keys():
                return None
            style = _part(file, tables[b"head"], 44, 2)
            weight, _, rights = struct.unpack(">HHH", _part(file, tables[b"OS/2"], 4, 6))
            table = _letters(file, tables[b"cmap"])
        return FontFile(path, own, weight, bool(style[1] & 2), bool(rights & 2), table)
    except (OSError, struct.error, KeyError, ValueError):
        return None


Place = tuple[int, int]
"""Where in a file, and how long."""


def _part(file: BinaryIO, place: Place, start: int, length: int) -> bytes:
    """Raises ValueError where there is less of it."""
    if not 0 <= length <= min(_MOST_TABLE, place[1] - start):
        raise ValueError("it lies outside")
    file.seek(place[0] + start)
    data = file.read(length)
    if len(data) < length:
        raise ValueError("the file is too short")
    return data


def _tables(file: BinaryIO) -> dict[bytes, Place]:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start)
    _, count = struct.unpack(">IH", file.read(6))
    file.seek(start + 12)
    rows = struct.iter_unpack(">4sIII", file.read(16 * min(count, 128)))
    return {tag: (at, length) for tag, _, at, length in rows}


def _letters(file: BinaryIO, place: Place) -> bytes:
    """The table of most of its letters. Raises ValueError where there is none that we can read."""
    (count,) = struct.unpack(">H", _part(file, place, 2, 2))
    data = _part(file, place, 4, 8 * min(count, 64))
    best: tuple[int, int, int] | None = None
    for platform, encoding, at in struct.iter_unpack(">HHI", data):
        if encoding not in _UNICODE.get(platform, ()):
            continue
        form, short, long = struct.unpack(">HHI", _part(file, place, at, 8))
        if form in {4, 12} and (best is None or form > best[0]):
            best = form, at, short if form == 4 else long
    if best is None:
        raise ValueError("it has no table of letters")
    return _part(file, place, best[1], best[2])


@cache
def file_with(letter: str, *, bold: bool = False) -> FontFile | None:
    """The font that writes a letter, the same each time; None where nobody has it."""
    wide = unicodedata.east_asian_width(letter) in "WF"
    able = [file for file in font_files() if file.has(letter)]

    def rank(file: FontFile) -> tuple[object, ...]:
        apart = wide and not all(map(file.has, _TOGETHER))
        off = abs(file.weight - (700 if bold else 400))
        return not file.own, apart, file.slanted, off

    return next((file for file in sorted(able, key=rank) if _writes(file, letter)), None)


def _writes(file: FontFile, letter: str) -> bool:
    """Whether it really can: tables may promise what the rest of a file does not hold."""
    try:
        face(file, 24).getmask(letter)
    except (OSError, ValueError, MemoryError):
        return False
    return True


@cache
def face(file: FontFile, size: int) -> ImageFont.FreeTypeFont:
    """Its letters, `size` pixels high. Raises OSError where the file is broken."""
    return ImageFont.truetype(file.path, size)
