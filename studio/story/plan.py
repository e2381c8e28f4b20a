"""The breakdown of a script: what a project is filled with."""

from dataclasses import dataclass
from fractions import Fraction

from studio.story.elements import ScriptFormat, Setting
from studio.timeline.shots import Framing, ShotKind

MAX_NAME = 120
"""Characters in the name of a scene, a clip or a character."""
MAX_PROMPT = 4_000
"""Characters in a prompt."""
MAX_DESCRIPTION = 2_000
"""Characters in the description of a scene."""
MAX_SHOTS = 5_000
"""Clips made from one script."""


@dataclass(frozen=True, slots=True)
class CharacterPlan:
    """A character; `description` is its look where the script gives one in brackets."""

    name: str
    speeches: int
    description: str
    source_line: int


@dataclass(frozen=True, slots=True)
class ClipPlan:
    """A shot. `start_frame` counts from the scene's start; clips of a scene lie end to end.

    `action` and `dialogue` are the script's words, the latter with a line `NAME: words` for each
    speaker; `characters` are those in the picture, the first in focus.
    """

    name: str
    number: str
    shot_kind: ShotKind
    framing: Framing
    start_frame: int
    duration_frames: int
    image_prompt: str
    video_prompt: str
    action: str
    dialogue: str
    characters: tuple[str, ...]
    source_line: int

    @property
    def caption(self) -> str:
        """What is said or, where nobody speaks, what happens."""
        return self.dialogue or self.action


@dataclass(frozen=True, slots=True)
class ScenePlan:
    """A scene. `location` and `time_of_day` are as the heading writes them, and may be missing.

    `transitions` are those around its beats (`CUT TO:`): they are no clips.
    """

    name: str
    number: str
    description: str
    location: str
    setting: Setting | None
    time_of_day: str | None
    synopsis: str
    transitions: tuple[str, ...]
    characters: tuple[str, ...]
    source_line: int
    clips: tuple[ClipPlan, ...]


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A script as scenes and shots. `title` is None where the script names none."""

    title: str | None
    format: ScriptFormat
    fps: Fraction
    characters: tuple[CharacterPlan, ...]
    scenes: tuple[ScenePlan, ...]

    @property
    def shots(self) -> int:
        return sum(len(scene.clips) for scene in self.scenes)

    @property
    def frames(self) -> int:
        return sum(clip.duration_frames for scene in self.scenes for clip in scene.clips)
