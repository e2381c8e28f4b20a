"""A script taken apart: its title page and its elements, each with its source line (from 1).

`text` is plain: emphasis, escapes and forcing marks are gone, line breaks are kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class ScriptFormat(Enum):
    """How a script is written."""

    FOUNTAIN = "FOUNTAIN"
    PROSE = "PROSE"


class Setting(Enum):
    """Where the camera stands, as the prefix of a scene heading says."""

    INT = "INT"
    EXT = "EXT"
    INT_EXT = "INT_EXT"
    EST = "EST"


@dataclass(frozen=True, slots=True)
class TitlePage:
    """The fields of the title page in their order, each key with its lines."""

    fields: tuple[tuple[str, tuple[str, ...]], ...]
    line: int

    def get(self, key: str) -> str | None:
        """The value of a field on one line, whatever the case of its key; None without one."""
        for name, values in self.fields:
            if name.casefold() == key.casefold():
                return " ".join(values) or None
        return None


@dataclass(frozen=True, slots=True)
class SceneHeading:
    """`INT. HALL - NIGHT #12#`: `raw` is the line without forcing dot and scene number.

    `location` is empty where the heading names no place (a chapter of prose).
    """

    raw: str
    line: int
    forced: bool = False
    scene_number: str | None = None
    setting: Setting | None = None
    location: str = ""
    time_of_day: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """One paragraph of what is seen and heard."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Character:
    """A cue. `extensions` are those in brackets (V.O., CONT'D); `dual` speaks with the one before."""

    name: str
    line: int
    extensions: tuple[str, ...] = ()
    dual: bool = False


@dataclass(frozen=True, slots=True)
class Parenthetical:
    """How the line is said, without its brackets."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Dialogue:
    """What the last cue says. `emphasised` if any of it was in bold, italics or underlined."""

    text: str
    line: int
    emphasised: bool = False


@dataclass(frozen=True, slots=True)
class Lyric:
    """One sung line, of the last cue if it directly follows one."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Transition:
    """How one picture gives way to the next: `CUT TO:`."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """An act, a sequence, a chapter: structure that is not filmed."""

    text: str
    level: int
    line: int


@dataclass(frozen=True, slots=True)
class Synopsis:
    """What the writer says happens: not filmed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of the writer: not filmed."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Centered:
    """A centred line, as a title card is written."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class PageBreak:
    line: int


Element = (
    SceneHeading
    | Action
    | Character
    | Parenthetical
    | Dialogue
    | Lyric
    | Transition
    | Section
    | Synopsis
    | Note
    | Centered
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Script:
    """A parsed script; the elements' lines never fall."""

    format: ScriptFormat
    title_page: TitlePage | None
    elements: Sequence[Element]
