"""How a character looks: the same for a name in every shot, whatever the seed."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Colour
from workers.endpoint.rehearsal.chance import number

_HAIR: tuple[Colour, ...] = (
    (46, 38, 36), (92, 62, 42), (150, 94, 50), (206, 168, 96), (150, 64, 40), (150, 148, 146),
)  # fmt: skip
_SKIN: tuple[Colour, ...] = (
    (246, 214, 186), (232, 190, 156), (208, 158, 118), (164, 112, 80), (138, 95, 70),
)  # fmt: skip
_HER = re.compile(
    r"QUEEN|LADY|MRS|MISS|MADAM|WOMAN|GIRL|PRINCESS|DUCHESS|MOTHER|SISTER|WITCH|NURSE|AUNT|WIFE|"
    r"ACTRESS|MAID|OPHELIA|GERTRUDE|JULIET|ALICE|MARY|ANNA|EMMA|ROSE|\w{3,}(?:IA|ELLA|INE|ETTE|LYN)$"
)
_KING = re.compile(r"\b(?:KING|QUEEN|PRINCE|PRINCESS|EMPEROR|EMPRESS|CLAUDIUS)\b")
_GUARD = re.compile(
    r"\b(?:SOLDIER|GUARD|KNIGHT|CAPTAIN|SERGEANT|OFFICER|SENTINEL|FRANCISCO|BERNARDO|BARNARDO|"
    r"MARCELLUS|GENERAL|WARRIOR)\b"
)
_SPIRIT = re.compile(r"\b(?:GHOST|SPIRIT|PHANTOM|SPECTRE|SPECTER|APPARITION)\b")
_CHILD = re.compile(r"\b(?:BOY|GIRL|CHILD|KID|BABY|SON|DAUGHTER|LITTLE)\b")
_OLD = re.compile(r"\b(?:OLD|ELDER|GRAND\w+|WIZARD|POLONIUS|LEAR|PROSPERO|FATHER|PRIEST)\b")


@dataclass(frozen=True, slots=True)
class Look:
    """Colours are a thing's own, before any light. `height` is in parts of a grown person's."""

    cloth: Colour
    trim: Colour
    hair: Colour
    skin: Colour
    hair_style: str
    hat: str
    garment: str
    beard: bool
    height: float
    broad: float
    ghost: bool


def _dye(hue: float, full: float, bright: float) -> Colour:
    r, g, b = colorsys.hsv_to_rgb(hue % 1.0, full, bright)
    return round(255 * r), round(255 * g), round(255 * b)


def look_of(name: str) -> Look:
    """The look that belongs to a name. Words like KING or GHOST have their say."""
    bits = number("look", name.strip().upper())

    def pick(count: int, place: int) -> int:
        return (bits >> place) % count

    name = name.upper()
    her, king, guard = bool(_HER.search(name)), bool(_KING.search(name)), bool(_GUARD.search(name))
    child, old, ghost = (
        bool(_CHILD.search(name)),
        bool(_OLD.search(name)),
        bool(_SPIRIT.search(name)),
    )
    hue = pick(256, 0) / 256
    cloth = _dye(hue, 0.30 + pick(8, 8) / 18, 0.38 + pick(8, 12) / 18)
    trim = _dye(hue + 0.35 + pick(4, 16) / 12, 0.4, 0.72 if max(cloth) < 150 else 0.34)
    styles = (
        ("long", "bun", "braid", "bob")
        if her
        else ("short", "wavy", "curly", "bald", "short", "shoulder")
    )
    garments = ("gown", "coat", "gown") if her else ("coat", "tunic", "cloak", "suit")
    hats = ("", "", "", "hood") if her else ("", "", "brim", "cap", "")
    hat = hats[pick(len(hats), 24)]
    if king or ghost:
        hat = "crown"
    elif guard:
        hat = "helmet"
    return Look(
        cloth=cloth,
        trim=trim,
        hair=_HAIR[5] if old else _HAIR[pick(len(_HAIR), 18)],
        skin=_SKIN[pick(len(_SKIN), 20)],
        hair_style=styles[pick(len(styles), 28)],
        hat=hat,
        garment="cloak" if (king or ghost) and not her else garments[pick(len(garments), 32)],
        beard=not her and not child and (old or ghost or king or pick(3, 36) == 0),
        height=0.68 if child else 0.95 + pick(9, 40) / 100 - (0.03 if her else 0.0),
        broad=(0.9 if her else 1.0) + pick(16, 44) / 100,
        ghost=ghost,
    )
