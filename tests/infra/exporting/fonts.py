"""Font files with the letters that a test asks for: ours, by other names."""

import struct
from collections.abc import Mapping
from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFont

from infra.exporting import fontfiles, lettering, typesetting

OURS = lettering.REGULAR


def write_font(
    path: Path, letters: Mapping[str, str], form: int = 12, name: str = "Sample", **given: int
) -> Path:
    """One whose letters look like others of ours; `name` has six, `weight`, `style` and `rights` as in its tables."""
    data = bytearray(OURS.read_bytes())
    for coding in ("ascii", "utf-16-be"):
        data = data.replace("Roboto".encode(coding), name.encode(coding))
    glyphs = TTFont("ours", OURS).face.charToGlyph
    pairs = sorted((ord(letter), glyphs.get(ord(like), 0)) for letter, like in letters.items())
    table = _groups(pairs) if form == 12 else _segments(pairs)
    head = struct.pack(">HHHHI", 0, 1, 3, 10 if form == 12 else 1, 12)
    at = -(-len(data) // 4) * 4
    data += bytes(at - len(data)) + head + table
    (count,) = struct.unpack_from(">H", data, 4)
    for entry in range(12, 12 + 16 * count, 16):
        tag, _, place, _ = struct.unpack_from(">4sIII", data, entry)
        if tag == b"cmap":
            struct.pack_into(">II", data, entry + 8, at, len(head + table))
        elif tag == b"OS/2":
            struct.pack_into(">H", data, place + 4, given.get("weight", 400))
            struct.pack_into(">H", data, place + 8, given.get("rights", 0))
        elif tag == b"head":
            struct.pack_into(">H", data, place + 44, given.get("style", 0))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def _groups(pairs: list[tuple[int, int]]) -> bytes:
    rows = b"".join(struct.pack(">III", code, code, glyph) for code, glyph in pairs)
    return struct.pack(">HHIII", 12, 0, 16 + len(rows), 0, len(pairs)) + rows


def _segments(pairs: list[tuple[int, int]]) -> bytes:
    """One letter each: the first by its place in a list, the others by a difference."""
    codes = [code for code, _ in pairs] + [0xFFFF]
    deltas = [0] + [(glyph - code) & 0xFFFF for code, glyph in pairs[1:]] + [1]
    offsets = [2 * len(codes)] + [0] * len(pairs)
    rows = [*codes, 0, *codes, *deltas, *offsets, pairs[0][1]]
    words = struct.pack(f">{len(rows)}H", *rows)
    return struct.pack(">HHHHHHH", 4, 14 + len(words), 0, 2 * len(codes), 0, 0, 0) + words


def use_fonts(patch: pytest.MonkeyPatch, *folders: Path, own: Path | None = None) -> None:
    """These alone are there."""
    patch.setattr(fontfiles, "FOLDERS", tuple(map(str, folders)))
    if own:
        patch.setenv(fontfiles.OWN, str(own))
    else:
        patch.delenv(fontfiles.OWN, raising=False)
    forget()


def forget() -> None:
    for known in (fontfiles.font_files, fontfiles.file_with, typesetting._embedded):
        known.cache_clear()
    for name in [name for name in typesetting._NAMED if not name.startswith(b"Roboto")]:
        del typesetting._NAMED[name]
