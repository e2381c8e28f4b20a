"""How a character looks: a pure function of name and description, whatever shot, seed or hour."""

from __future__ import annotations

import re
from dataclasses import dataclass

from workers.endpoint.rehearsal.brush import Colour, mix
from workers.endpoint.rehearsal.chance import number
from workers.endpoint.rehearsal.figures import vocabulary as words

_HAIR: tuple[Colour, ...] = (
    (44, 36, 38), (70, 48, 38), (104, 70, 46), (150, 88, 48), (210, 170, 100), (166, 74, 40), (58, 44, 50),
)  # fmt: skip
_SKIN: tuple[Colour, ...] = (
    (248, 216, 190), (240, 200, 168), (226, 182, 146), (206, 156, 116), (166, 114, 82), (122, 84, 64),
)  # fmt: skip
_CLOTH: tuple[Colour, ...] = (
    (158, 62, 52), (190, 138, 62), (106, 114, 66), (56, 96, 76), (50, 114, 122), (80, 116, 156), (50, 64, 108),
    (108, 66, 104), (188, 98, 104), (184, 102, 66), (88, 100, 116), (72, 70, 80), (196, 170, 128), (216, 202, 172),
    (116, 46, 60), (130, 138, 84), (134, 168, 190), (160, 88, 46),
)  # fmt: skip
_LEGS: tuple[Colour, ...] = ((58, 62, 78), (84, 72, 62), (50, 48, 54), (104, 96, 84), (66, 82, 110))
_SHOES: tuple[Colour, ...] = ((72, 52, 42), (46, 42, 46), (112, 78, 52), (150, 60, 50))
_CASTING = 20  # of the castings a hash could make, one in which well-known casts are told apart
STEEL: Colour = (158, 164, 174)


@dataclass(frozen=True, slots=True)
class Look:
    """Colours are a thing's own, before any light. `height` is in parts of a grown person's;
    `age` is "child", "young", "grown" or "old"; `metal` is "one" or "two" for a robot of so many eyes."""

    cloth: Colour
    trim: Colour
    legs: Colour
    shoes: Colour
    hair: Colour
    skin: Colour
    eyes: Colour
    hair_style: str
    hat: str
    hat_colour: Colour
    garment: str
    cape: bool
    scarf: bool
    tie: bool
    beard: str
    glasses: str
    mark: str
    carried: str
    age: str
    her: bool
    height: float
    broad: float
    jaw: float
    nose: float
    ghost: bool
    metal: str


class _Bits:
    """Choices from one hash; each name of a choice is independent of the others."""

    def __init__(self, name: str) -> None:
        self.name = name

    def of(self, what: str, count: int) -> int:
        return number("look", _CASTING, self.name, what) % count

    def part(self, what: str) -> float:
        return self.of(what, 1001) / 1000


def look_of(name: str, description: str = "") -> Look:
    """The look that belongs to a name and a description in words. What the words leave open is
    decided by the name alone, so that rewording a description changes no more than it says."""
    name = " ".join(name.split()).upper()
    bits = _Bits(name)
    text = f"{name.title()}. {description}".replace("_", " ")
    her, age = _her(name, description, bits), _age(text)
    ghost = bool(words.SPIRIT.search(name))
    garment = _garment(text, her, age, bits)
    cloth, trim, legs = _colours(text, garment, her, bits)
    hat = _hat(text, her, ghost, bool(description.strip()), bits)
    height, broad = _build(text, her, age, bits)
    skin, hair = _skin_and_hair(text, description, bits, grey=age == "old" or ghost)
    metal = _metal(text)
    if metal:
        plate = (
            words.colour_of(text, words.PLATES, r"body|robot|android|droid|plates?|metal|shell")
            or STEEL
        )
        skin, trim, hat = mix(plate, (250, 244, 232), 0.22), mix(plate, (40, 36, 40), 0.4), ""
        cloth = legs = hair = plate
    return Look(
        cloth=cloth, trim=trim, legs=legs, shoes=_SHOES[bits.of("shoes", 4)], hair=hair, skin=skin,
        eyes=((84, 62, 44), (62, 100, 120), (88, 104, 62), (60, 46, 40))[bits.of("eyes", 4)],
        hair_style=_style(text, her, age, hat, bits), hat=hat,
        hat_colour=words.colour_of(text, words.COLOURS, r"hat|cap|hood|helmet|beret|beanie|headscarf|veil|headband")
        or (STEEL if hat == "helmet" else cloth if hat == "hood" or garment == "robe" else mix(trim, (50, 44, 48), 0.35)),
        garment=garment,
        cape=garment == "cloak" or bool(words.GARMENTS["cloak"].search(text)) or ((ghost or bool(words.ROYAL.search(text))) and not her),
        scarf=bool(words.SCARF.search(text)) and hat != "scarf", tie=garment == "suit" and (bool(words.TIE.search(text)) or not her),
        beard=_beard(text, her, age, ghost, bits),
        glasses="dark" if words.DARK_GLASSES.search(text) else "clear" if words.GLASSES.search(text) else "",
        mark="patch" if words.PATCH.search(text) else "scar" if words.SCAR.search(text) else "",
        carried=words.first(words.CARRIED, text) or "", age=age, her=her, height=height, broad=broad,
        jaw=bits.part("jaw"), nose=bits.part("nose"), ghost=ghost, metal=metal,
    )  # fmt: skip


def _skin_and_hair(
    text: str, description: str, bits: _Bits, *, grey: bool
) -> tuple[Colour, Colour]:
    hair = words.colour_of(
        text, words.HAIR, r"hair(?:ed)?|curls|braids?|bun|beard|bob|locks|ponytail"
    )
    blond = re.search(r"\b(blonde?|brunette|redhead|ginger)\b", text, re.IGNORECASE)
    if hair is None and blond:
        hair = words.HAIR[blond[1].lower().replace("redhead", "red")]
    skin = words.colour_of(text, words.SKIN, "skin(?:ned)?|complexion|face")
    if skin is None:
        pale = re.search(r"\bpale\b", description, re.IGNORECASE)
        mine = _SKIN[(0, 1, 1, 2, 2, 3, 4, 5)[bits.of("skin", 8)]]
        skin = words.SKIN["pale"] if pale else mine
    if hair is not None:
        return skin, hair
    if grey:
        hair = ((196, 194, 190), (150, 148, 146))[bits.of("grey", 2)]
        if _age(text) == "old":
            return skin, hair
    else:
        hair = _HAIR[bits.of("hair", 7)]
    # Hair of the skin's own tone would not be seen.
    near = abs(sum(hair) - sum(skin)) < 110
    return skin, mix(hair, (34, 26, 30), 0.5) if near else hair


def _metal(text: str) -> str:
    if not words.METAL.search(text):
        return ""
    return "one" if re.search(r"\bone\b[\w ,-]*\beye\b", text, re.IGNORECASE) else "two"


def _her(name: str, description: str, bits: _Bits) -> bool:
    for text in (name, description):
        hers, his = words.HER.search(text), words.HIM.search(text)
        if hers and his:
            return hers.start() < his.start()
        if hers or his:
            return bool(hers)
    return bool(words.NEITHER.search(name)) and bits.of("her", 2) == 0


def _age(text: str) -> str:
    count = words.years_of(text)
    if count is not None:
        return (
            "child" if count < 14 else "young" if count < 30 else "old" if count >= 60 else "grown"
        )
    said = words.NOT_OLD.sub(" ", text)
    if words.OLD.search(said):
        return "old"
    if words.CHILD.search(text):
        return "child"
    return "young" if words.YOUNG.search(text) or words.TEEN.search(text) else "grown"


def _build(text: str, her: bool, age: str, bits: _Bits) -> tuple[float, float]:
    height = (
        0.95 + bits.of("height", 9) / 100 - (0.035 if her else 0.0) - (0.02 if age == "old" else 0)
    )
    if age == "child":
        height = 0.52 if words.BABYISH.search(text) else 0.66 + bits.of("height", 6) / 100
        years = words.years_of(text)
        if years is not None:
            height = max(0.46, height + (years - 9) * 0.03)
    if re.search(r"\bknee[- ]high\b", text, re.IGNORECASE):
        height = 0.42
    elif words.TALL.search(text):
        height += 0.06
    elif words.SHORT.search(text):
        height -= 0.08
    broad = 0.92 + bits.of("broad", 22) / 100
    if words.BROAD.search(text):
        broad = 1.36 + bits.of("broad", 18) / 100
    elif words.THIN.search(text):
        broad = 0.84
    return height, broad


def _garment(text: str, her: bool, age: str, bits: _Bits) -> str:
    said = [
        (hit.start(), key)
        for key, pattern in words.GARMENTS.items()
        if (hit := pattern.search(text))
    ]
    if said:
        # What somebody wears is said after what they are: "an officer in a red coat".
        return max(said)[1] if len(said) > 1 else said[0][1]
    if words.ROYAL.search(text):
        return "dress" if her else "robe"
    if words.SPIRIT.search(text) or words.METAL.search(text):
        return "armour"
    if words.GUARD.search(text):
        return "tunic"
    if age == "child":
        return (
            ("dress", "sweater", "dress", "overalls")[bits.of("garment", 4)]
            if her
            else ("sweater", "overalls", "shirt", "hoodie")[bits.of("garment", 4)]
        )
    hers = ("dress", "coat", "dress", "jacket", "sweater", "dress")
    his = ("coat", "jacket", "tunic", "suit", "sweater", "coat", "shirt")
    return hers[bits.of("garment", 6)] if her else his[bits.of("garment", 7)]


def _colours(text: str, garment: str, her: bool, bits: _Bits) -> tuple[Colour, Colour, Colour]:
    said = words.colour_of(text, words.COLOURS, words.CLOTH_WORD)
    if said is None:
        hit = re.search(
            rf"\b(?:in|wears|wearing|all in) ({'|'.join(words.COLOURS)})\b", text, re.IGNORECASE
        )
        said = words.COLOURS[hit[1].lower()] if hit else None
    base = _CLOTH[bits.of("cloth", len(_CLOTH))]
    if garment == "armour":
        base = STEEL
    elif re.search(r"\b(?:lab coat|doctor|scientist|bride)\b", text, re.IGNORECASE):
        base = (232, 230, 224)
    elif re.search(r"\b(?:nun|priest|friar|police\w*|cop|detective)\b", text, re.IGNORECASE):
        base = (58, 60, 78) if "olice" in text else (66, 62, 66)
    stir = (bits.of("red", 15) - 7, bits.of("green", 15) - 7, bits.of("blue", 15) - 7)
    cloth = said or tuple(min(255, max(0, c + d)) for c, d in zip(base, stir, strict=True))
    trim = _CLOTH[(bits.of("trim", 11) * 5 + bits.of("cloth", len(_CLOTH)) + 4) % len(_CLOTH)]
    if abs(sum(trim) - sum(cloth)) < 120:
        trim = mix(trim, (242, 226, 194), 0.6) if sum(cloth) < 380 else mix(trim, (46, 36, 40), 0.6)
    legs = _LEGS[bits.of("legs", len(_LEGS))]
    jeans = words.colour_of(text, words.COLOURS, r"trousers|pants|jeans|shorts|leggings|breeches")
    if jeans is None and garment in {"suit", "uniform", "overalls"}:
        jeans = mix((cloth[0], cloth[1], cloth[2]), (20, 20, 28), 0.12)
    return (cloth[0], cloth[1], cloth[2]), trim, jeans or legs


def _hat(text: str, her: bool, ghost: bool, described: bool, bits: _Bits) -> str:
    said = words.first(words.HATS, text)
    if said:
        return said
    if re.search(r"\b(?:hat|cap)less|bare[- ]?head", text, re.IGNORECASE):
        return ""
    if words.ROYAL.search(text) or ghost:
        return "crown"
    if words.GUARD.search(text):
        return "helmet"
    hats = ("", "", "", "", "", "", "", "headband") if her else ("", "", "", "", "brim", "", "", "")
    # Whoever has been described has no hat unless it was mentioned.
    return (
        hats[bits.of("hat", 8)]
        if "hair" not in text.lower() and text.rstrip().endswith(".")
        else ""
    )


def _style(text: str, her: bool, age: str, hat: str, bits: _Bits) -> str:
    said = words.first(words.STYLES, text)
    if said:
        return said
    hers = ("long", "bun", "braid", "bob", "wavy", "tail", "curly", "long")
    his = ("short", "wavy", "curly", "slick", "short", "spiky", "shoulder", "short")
    if age == "child":
        hers, his = (
            ("braid", "bob", "tail", "long", "curly", "bob", "braid", "tail"),
            ("short", "spiky", "curly", "short", "wavy", "spiky", "short", "wavy"),
        )
    if age == "old":
        hers, his = (
            ("bun", "bob", "bun", "curly", "bun", "wavy", "bob", "bun"),
            ("short", "thin", "slick", "thin", "shoulder", "short", "thin", "wavy"),
        )
    return (hers if her else his)[bits.of("style", 8)]


def _beard(text: str, her: bool, age: str, ghost: bool, bits: _Bits) -> str:
    told = bool(words.BEARD.search(text))
    said = {
        "": words.SHAVEN.search(text),
        "long": words.LONG_BEARD.search(text) if told or not her else None,
        "full": told,
        "moustache": words.MOUSTACHE.search(text),
        "stubble": words.STUBBLE.search(text),
    }
    for kind, hit in said.items():
        if hit:
            return kind
    if her or age in {"child", "young"} or words.METAL.search(text):
        return ""
    if ghost or age == "old" or re.search(r"\bking\b", text, re.IGNORECASE):
        return "full"
    return ("", "", "", "", "full", "moustache", "stubble", "")[bits.of("beard", 8)]
