"""What characters, styles and locations may be, and what of them a picture shows. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any
from uuid import UUID

from studio.casting.words import LEAST_PROMINENCE, MOST_PROMINENCE, Placement
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.text import DESCRIPTION, NAME, checked
from studio.library.rules import fold

MAX_WORDS = 500
"""Characters in what is said of one trait, or of one side of a style or a location."""
MAX_TAG = 100
MOST_TAGS = 20
MOST_LOOKS = 50
MOST_LORAS = 10
MOST_REFERENCES = 20
STRONGEST = 10.0
"""A LoRA's strength lies between this and its negative."""


class Trait(Enum):
    """A side of a character that can be seen, in the order in which it is told."""

    AGE = "AGE"
    ETHNICITY = "ETHNICITY"
    BUILD = "BUILD"
    FACE = "FACE"
    BODY = "BODY"
    FEATURES = "FEATURES"
    LOOK = "LOOK"
    CLOTHING = "CLOTHING"


@dataclass(frozen=True, slots=True)
class Look:
    """One of the costumes of a character; its words stand in place of the usual clothing."""

    id: UUID
    name: str
    words: str
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class LoraUse:
    """A LoRA of the catalogue that helps to draw a character."""

    model_id: UUID
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Reference:
    """A picture to be guided by: its file and a small one, assets of the workspace."""

    asset_id: UUID
    thumbnail_asset_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is kept of a character but the name. Texts may be empty.

    `notes` are for people and never go into a prompt; `always` and `never` say of traits that they
    go into every prompt that has the character, or into none.
    """

    age: str = ""
    ethnicity: str = ""
    build: str = ""
    face: str = ""
    body: str = ""
    features: str = ""
    look: str = ""
    clothing: str = ""
    notes: str = ""
    placement: Placement = Placement.AT_NAME
    triggers: tuple[str, ...] = ()
    always: tuple[Trait, ...] = ()
    never: tuple[Trait, ...] = ()
    loras: tuple[LoraUse, ...] = ()
    looks: tuple[Look, ...] = ()
    references: tuple[Reference, ...] = ()

    def check(self) -> None:
        """Raise a UserError that names the field to change."""
        for trait in Trait:
            name = trait.value.lower()
            checked(getattr(self, name), name, limit=MAX_WORDS)
        checked(self.notes, "notes", limit=DESCRIPTION)
        check_tags(self.triggers, "triggers")
        if both := set(self.always) & set(self.never):
            named = min(trait.value for trait in both)
            raise UserError(f"{named} cannot go into every prompt and into none.", field=["never"])
        _check_loras(self.loras)
        _check_looks(self.looks)
        if len(self.references) > MOST_REFERENCES:
            raise too_many("reference pictures", MOST_REFERENCES, "references")


@dataclass(frozen=True, slots=True)
class Figure:
    """What a picture shows of a character in one costume."""

    name: str
    look: str
    essential: str
    placement: Placement
    triggers: tuple[str, ...]
    loras: tuple[LoraUse, ...]

    def shown(self) -> Mapping[str, Any]:
        return {
            "kind": "character",
            "name": self.name,
            "look": self.look,
            "essential": self.essential,
            "placement": self.placement.value,
            "triggers": list(self.triggers),
            "loras": [[one.model_id.hex, float(one.strength)] for one in self.loras],
        }


@dataclass(frozen=True, slots=True)
class Manner:
    """What a picture shows of a style; the technical settings are how it is sampled."""

    positive: str
    negative: str
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def shown(self) -> Mapping[str, Any]:
        return {
            "kind": "style",
            "positive": self.positive,
            "negative": self.negative,
            "settings": dict(self.settings),
        }


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a picture shows of a location."""

    words: str

    def shown(self) -> Mapping[str, Any]:
        return {"kind": "location", "words": self.words}


Shown = Figure | Manner | Surroundings


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """All that is kept of a style but the name. Texts may be empty; `notes` are for people."""

    art_style: str = ""
    palette: str = ""
    lighting: str = ""
    camera: str = ""
    mood: str = ""
    technical: str = ""
    negative: str = ""
    notes: str = ""
    category: str = ""
    tags: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def tidied(self) -> "StyleSheet":
        """The same with each tag once. Raises a UserError that names the field to change."""
        for name in (*STYLE_TRAITS, "negative"):
            checked(getattr(self, name), name, limit=MAX_WORDS)
        checked(self.notes, "notes", limit=DESCRIPTION)
        checked(self.category, "category", limit=MAX_TAG)
        return replace(self, category=self.category.strip(), tags=check_tags(self.tags, "tags"))


STYLE_TRAITS = ("art_style", "palette", "lighting", "camera", "mood", "technical")
"""What of a style is told in prompts, in this order."""


def manner_of(sheet: StyleSheet) -> Manner:
    return Manner(
        phrase(getattr(sheet, name) for name in STYLE_TRAITS),
        phrase([sheet.negative]),
        sheet.settings,
    )


def figure_of(name: str, sheet: Sheet, look_id: UUID | None = None) -> Figure:
    """The character in this costume; in the default one if it is not named or not there any more."""
    costume = next(
        (one for one in sheet.looks if one.id == look_id),
        next((one for one in sheet.looks if one.is_default), None),
    )
    told = {trait: getattr(sheet, trait.value.lower()) for trait in Trait}
    if costume is not None and costume.words.strip():
        told[Trait.CLOTHING] = costume.words
    return Figure(
        name,
        phrase(told[trait] for trait in Trait if trait not in sheet.never),
        phrase(told[trait] for trait in Trait if trait in sheet.always),
        sheet.placement,
        sheet.triggers,
        sheet.loras,
    )


def phrase(parts: Iterable[str]) -> str:
    """The parts that say something, joined by commas, on one line and without full stops."""
    bare = (" ".join(part.split()).strip(" ,;.") for part in parts)
    return ", ".join(part for part in bare if part)


def check_tags(tags: Sequence[str], name: str) -> tuple[str, ...]:
    """Each once, without white space around it."""
    if len(tags) > MOST_TAGS:
        raise too_many(name, MOST_TAGS, name)
    return tuple(
        dict.fromkeys(checked(tag, name, limit=MAX_TAG, required=True).strip() for tag in tags)
    )


def check_prominence(prominence: float) -> float:
    if not LEAST_PROMINENCE <= prominence <= MOST_PROMINENCE:
        raise UserError(
            f"prominence lies between {LEAST_PROMINENCE:g} and {MOST_PROMINENCE:g}.",
            field=["prominence"],
        )
    return float(prominence)


def too_many(what: str, most: int, name: str) -> UserError:
    return UserError(f"{most} {what} at most.", code=ErrorCode.LIMIT_EXCEEDED, field=[name])


def _check_loras(loras: Sequence[LoraUse]) -> None:
    if len(loras) > MOST_LORAS:
        raise too_many("LoRAs", MOST_LORAS, "loras")
    if len({one.model_id for one in loras}) != len(loras):
        raise UserError("Name each LoRA once.", field=["loras"])
    if not all(-STRONGEST <= one.strength <= STRONGEST for one in loras):
        raise UserError(
            f"The strength of a LoRA lies between -{STRONGEST:g} and {STRONGEST:g}.",
            field=["loras"],
        )


def _check_looks(looks: Sequence[Look]) -> None:
    if len(looks) > MOST_LOOKS:
        raise too_many("looks", MOST_LOOKS, "looks")
    for one in looks:
        checked(one.name, "looks", limit=NAME, required=True)
        checked(one.words, "looks", limit=MAX_WORDS)
    if len({fold(one.name) for one in looks}) != len(looks):
        raise UserError("No two looks of a character share a name.", field=["looks"])
    if sum(one.is_default for one in looks) > 1:
        raise UserError("One look at most is the default.", field=["looks"])


def sheet_as_json(sheet: Sheet) -> dict[str, Any]:
    """A sheet as a version keeps it; `sheet_of` reads it back."""
    plain = {one.name: getattr(sheet, one.name) for one in fields(sheet)}
    return plain | {
        "placement": sheet.placement.value,
        "triggers": list(sheet.triggers),
        "always": [trait.value for trait in sheet.always],
        "never": [trait.value for trait in sheet.never],
        "loras": [{"model_id": str(one.model_id), "strength": one.strength} for one in sheet.loras],
        "looks": [
            {
                "id": str(one.id),
                "name": one.name,
                "words": one.words,
                "is_default": one.is_default,
            }
            for one in sheet.looks
        ],
        "references": [
            {
                "asset_id": str(one.asset_id),
                "thumbnail_asset_id": one.thumbnail_asset_id and str(one.thumbnail_asset_id),
            }
            for one in sheet.references
        ],
    }


def sheet_of(kept: Mapping[str, Any]) -> Sheet:
    texts = [*(trait.value.lower() for trait in Trait), "notes"]
    return Sheet(
        **{name: kept[name] for name in texts},
        placement=Placement(kept["placement"]),
        triggers=tuple(kept["triggers"]),
        always=tuple(map(Trait, kept["always"])),
        never=tuple(map(Trait, kept["never"])),
        loras=tuple(LoraUse(UUID(one["model_id"]), one["strength"]) for one in kept["loras"]),
        looks=tuple(
            Look(UUID(one["id"]), one["name"], one["words"], one["is_default"])
            for one in kept["looks"]
        ),
        references=tuple(
            Reference(
                UUID(one["asset_id"]),
                UUID(one["thumbnail_asset_id"]) if one["thumbnail_asset_id"] else None,
            )
            for one in kept["references"]
        ),
    )
