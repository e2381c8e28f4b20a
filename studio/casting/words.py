"""What a picture is made from besides its clip's own words: who, in what style, and where. Pure.

It is put together by `studio.casting.queries.feeds_of`; every text may be empty.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

LEAST_PROMINENCE = 0.1
MOST_PROMINENCE = 2.0


class Origin(Enum):
    """Where something that holds for a clip was said: at the clip, or at what it is part of."""

    CLIP = "CLIP"
    SCENE = "SCENE"
    PROJECT = "PROJECT"
    SCRIPT = "SCRIPT"


class Placement(Enum):
    """Where the look of a character stands in a prompt."""

    AT_NAME = "AT_NAME"
    BEFORE = "BEFORE"
    AFTER = "AFTER"


@dataclass(frozen=True, slots=True)
class Lora:
    """A LoRA of the catalogue: its file as ComfyUI lists it, the family it works with (None where
    it is not known) and its strength."""

    model_id: UUID
    name: str
    file_name: str
    family: str | None
    strength: float


@dataclass(frozen=True, slots=True)
class Rule:
    """How a character goes into prompts.

    `placement` is where the look stands: behind the name, or before or after the clip's words.
    `essential` is that part of the look which goes into every prompt, also where the rest does
    not fit or the shot shows a detail; what must never be said is in neither.
    """

    placement: Placement = Placement.AT_NAME
    essential: str = ""


@dataclass(frozen=True, slots=True)
class CastMember:
    """A character in a clip. `look` is all that may be said of them, as one phrase without a full
    stop; `prominence` lies between 0.1 and 2, where 1 is plain.

    `origin` is SCRIPT where the clip's `characters` name them and nobody cast them. `look_id` is
    the costume that was chosen for them, None for the default one. `digest` is that of what the
    words here are made from, `source_id` where it is kept: that look or else the character.
    `picture` is the asset of the first reference picture.
    """

    name: str
    look: str
    prominence: float = 1.0
    triggers: tuple[str, ...] = ()
    loras: tuple[Lora, ...] = ()
    rule: Rule = Rule()
    origin: Origin = Origin.CLIP
    character_id: UUID | None = None
    look_id: UUID | None = None
    digest: str = ""
    picture: UUID | None = None

    @property
    def source_id(self) -> UUID | None:
        return self.look_id or self.character_id


@dataclass(frozen=True, slots=True)
class StyleWords:
    """A style as phrases joined by commas: what to show and what to keep away.

    `settings` are of `studio.catalogue.rules`: how it is best sampled.
    """

    positive: str
    negative: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    name: str = ""
    origin: Origin = Origin.CLIP
    source_id: UUID | None = None
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """A location as phrases joined by commas, without its name; `picture` is an asset."""

    words: str
    name: str = ""
    source_id: UUID | None = None
    digest: str = ""
    picture: UUID | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """A model or a preset of the catalogue that holds for a clip, and where it was chosen."""

    id: UUID
    origin: Origin


@dataclass(frozen=True, slots=True)
class Feed:
    """All of it for one clip.

    `cast` is in the order in which the script names them, then those cast besides. `variables`
    are facts by name: project, scene, clip, number, location, time, framing, kind, character
    (the first), characters (all, joined by commas); each is there, and may be empty.
    """

    cast: tuple[CastMember, ...] = ()
    style: StyleWords | None = None
    place: Place | None = None
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    model: Chosen | None = None
    preset: Chosen | None = None
