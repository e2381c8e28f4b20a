"""What the files of shots are called: number first, so that a folder sorts like the film."""

import re
import unicodedata
from collections.abc import Sequence

from api.cli.rendering.shapes import Clip

_LENGTH = 48  # characters of a slug
_BYTES = 120
_APOSTROPHES = dict.fromkeys(map(ord, "'’‘ʼ`´"))


def stems(clips: Sequence[Clip]) -> dict[str, str]:
    """File names without suffix by clip id, unique on any file system."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for place, clip in enumerate(clips, start=1):
        slug = slug_of(clip.name)
        stem = "-".join(filter(None, [sortable(clip.number) or f"{place:03}", slug]))
        name, copies = stem, 1
        while name.casefold() in taken:
            copies += 1
            name = f"{stem}-{copies}"
        taken.add(name.casefold())
        names[clip.id] = name
    return names


def sortable(number: str) -> str:
    """A shot number that sorts as text: `12A` becomes `012A`."""
    kept = "".join(re.findall(r"\w+", unicodedata.normalize("NFC", number)))[:20]
    digits = re.match(r"[0-9]*", kept)
    count = len(digits[0]) if digits else 0
    return kept[:count].zfill(3) + kept[count:] if count else kept


def slug_of(text: str) -> str:
    """Words joined by hyphens, cut between words; Latin accents dropped, other scripts kept."""
    lowered = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower()
    plain = re.sub(r"(?<=[a-z])[\u0300-\u036f]+", "", lowered)
    words = re.findall(r"\w+", unicodedata.normalize("NFC", plain).replace("_", " "))
    slug = ""
    for word in words:
        longer = f"{slug}-{word}" if slug else word[:_LENGTH]
        if len(longer) > _LENGTH or len(longer.encode()) > _BYTES:
            break
        slug = longer
    return slug
