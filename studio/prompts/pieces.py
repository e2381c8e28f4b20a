"""A composed prompt: its pieces with their sources, and what was left out of it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from uuid import UUID

from studio.prompts.resolving import Choice, LeftOutReason, Note

COMPOSED = "composed"
"""Under which a brief keeps a composed prompt."""
MAX_TOLD = 200
"""Characters of words left out that a job keeps."""


class PromptSource(Enum):
    """Where words of a prompt come from; JOINT are those that join the others."""

    CLIP = "CLIP"
    SHOT = "SHOT"
    REQUEST = "REQUEST"
    CHARACTER = "CHARACTER"
    LOCATION = "LOCATION"
    STYLE = "STYLE"
    JOINT = "JOINT"


class Merge(Enum):
    """What of a feed goes with the words: all of it; what a detail or a motion cannot do without;
    nothing."""

    ALL = "ALL"
    DETAIL = "DETAIL"
    MOTION = "MOTION"
    NOTHING = "NOTHING"


@dataclass(frozen=True, slots=True)
class Label:
    """The source of words: its kind and, of an entity, its name, its id (of a character besides the
    costume's), and its digest as stamped."""

    source: PromptSource
    name: str = ""
    id: UUID | None = None
    look_id: UUID | None = None
    digest: str = ""


JOINT = Label(PromptSource.JOINT)


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    label: Label


@dataclass(frozen=True, slots=True)
class LeftOut:
    words: str
    label: Label
    reason: LeftOutReason


@dataclass(frozen=True, slots=True)
class KnownLora:
    """An entry of the catalogue: its file, and the family it is for where that is known."""

    file_name: str
    family: str | None = None


@dataclass(frozen=True, slots=True)
class LoraUse:
    """A LoRA of the render, by its file's name; `known` if the catalogue has it."""

    name: str
    strength: float
    label: Label
    known: bool = True


@dataclass(frozen=True, slots=True)
class Wording:
    """A clip's own words, with syntax, and how they are to be put to which model.

    `family` is None where the endpoint is to choose; `weights` says whether the model reads them.
    `loras` are those of the catalogue that the words name, by the name in small letters.
    """

    words: str
    source: PromptSource = PromptSource.CLIP
    negative: str = ""
    negative_source: PromptSource = PromptSource.CLIP
    merge: Merge = Merge.ALL
    seed: int = 0
    family: str | None = None
    weights: bool = False
    loras: Mapping[str, KnownLora] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Composed:
    """What is said, in pieces that follow each other, and all that is not said, with why.

    Unless `weighable`, it is the same for models that read weights and for others.
    """

    positive: tuple[Piece, ...]
    negative: tuple[Piece, ...] = ()
    loras: tuple[LoraUse, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    choices: tuple[Choice, ...] = ()
    notes: tuple[Note, ...] = ()
    weighable: bool = True

    @property
    def prompt(self) -> str:
        return "".join(piece.text for piece in self.positive)

    @property
    def negative_prompt(self) -> str:
        return "".join(piece.text for piece in self.negative)

    def as_json(self) -> dict[str, Any]:
        """What a job keeps of it. Lengths are in characters, in the order of the prompt."""
        return {
            "pieces": [_piece(one) for one in self.positive],
            "negativePieces": [_piece(one) for one in self.negative],
            "loras": [
                {**_label(one.label), "name": one.name, "strength": one.strength}
                for one in self.loras
            ],
            "leftOut": [
                {
                    "words": one.words[:MAX_TOLD],
                    "reason": one.reason.value,
                    **_label(one.label),
                }
                for one in self.left_out
            ],
            "choices": [{"written": one.written, "chosen": one.chosen} for one in self.choices],
            "notes": [{"code": one.code.value, "words": one.words} for one in self.notes],
        }


def _piece(piece: Piece) -> dict[str, Any]:
    return {"length": len(piece.text), **_label(piece.label)}


def _label(label: Label) -> dict[str, Any]:
    told = {
        "name": label.name,
        "id": label.id and label.id.hex,
        "lookId": label.look_id and label.look_id.hex,
        "digest": label.digest,
    }
    return {"source": label.source.value, **{name: one for name, one in told.items() if one}}
