"""What somebody did to a timeline that comes back, in the graph: with its clips, and with its sound."""

from typing import Any

import strawberry

from schema.enums import described
from schema.errors import UserErrorType
from studio.exporting.cutlist import CutList
from studio.importing import comparing, comparing_sounds
from studio.importing.beside import Beside
from studio.importing.comparing import ChangeKind
from studio.importing.comparing_sounds import SoundChangeKind
from studio.importing.readers.text import TimelineFormat
from studio.kernel.ids import typed
from studio.timeline.transitions import TransitionKind

described(
    TimelineFormat,
    "What a timeline can be read from.",
    {
        "OTIO": "OpenTimelineIO.",
        "FCPXML": "Final Cut Pro XML.",
        "EDL": "An edit decision list as CMX 3600 has it.",
        "PROJECT_JSON": "A project of this studio as JSON.",
    },
)
described(
    ChangeKind,
    "What is otherwise with a clip of a timeline that came back.",
    {
        "MOVED": "It begins at another frame of the film.",
        "TRIMMED": "It shows another part of its take, or more or less of it.",
        "TAKE": "It shows another of its takes.",
        "RENAMED": "It has another name.",
        "TRANSITION": "It comes out of what is before it in another way.",
        "NEW": "It is not in the project.",
        "GONE": "It is not in the timeline any more.",
    },
)
described(
    SoundChangeKind,
    "What is otherwise with a track of sound of a timeline that came back.",
    {
        "MOVED": "It begins at another frame of the film.",
        "TRIMMED": "Another part of its file is heard, or more or less of it.",
        "GAIN": "It is louder or softer.",
        "FADES": "It swells or dies away otherwise.",
        "MUTED": "It is muted, or is not any more.",
        "RENAMED": "It has another name.",
        "NEW": "It is not in the project.",
        "GONE": "It is not in the timeline any more.",
    },
)


@strawberry.type(description="A clip as it lies in the whole film.")
class ClipState:
    name: str = strawberry.field(description="What it is called.")
    start_frame: int = strawberry.field(description="Its first frame, counted from the film's.")
    duration_frames: int = strawberry.field(description="How long it is.")
    source_frame: int = strawberry.field(description="The frame of its take that it begins with.")
    transition_kind: TransitionKind = strawberry.field(
        description="How it comes out of what is before it."
    )
    transition_frames: int = strawberry.field(description="Over how many frames.")
    scene: str = strawberry.field(description="The scene that lies there.")
    file: str = strawberry.field(description="The file that it shows; empty for nothing.")


@strawberry.type(description="One change of a timeline that came back; it can be made by itself.")
class TimelineChange:
    id: strawberry.ID = strawberry.field(
        description="For applyTimeline; the same as long as the change is."
    )
    kind: ChangeKind = strawberry.field(description="What is otherwise.")
    words: str = strawberry.field(description="The change, for a person.")
    clip_id: strawberry.ID | None = strawberry.field(
        description="The project's clip; null for a new one."
    )
    before: ClipState | None = strawberry.field(
        description="As it is in the project; null for a new one."
    )
    after: ClipState | None = strawberry.field(
        description="With this change alone; null for one that is gone."
    )


@strawberry.type(description="A track of sound as it is heard under the film.")
class SoundState:
    name: str = strawberry.field(description="What it is called.")
    start_frame: int = strawberry.field(description="The film's frame that it begins at.")
    duration_frames: int = strawberry.field(
        description="For how long it is heard, up to the film's end."
    )
    source_frame: int = strawberry.field(
        description="The frame of its file that it begins with, in the project's rate."
    )
    gain_db: float = strawberry.field(description="Louder or softer, in decibels.")
    fade_in_frames: int = strawberry.field(description="Frames in which it swells.")
    fade_out_frames: int = strawberry.field(description="Frames in which it dies away.")
    muted: bool = strawberry.field(description="Whether it is left out.")
    file: str = strawberry.field(description="Its file; empty where that is not told.")


@strawberry.type(
    description="One change of the sound of a timeline that came back; it can be made by itself."
)
class SoundChange:
    id: strawberry.ID = strawberry.field(
        description="For applyTimeline; the same as long as the change is."
    )
    kind: SoundChangeKind = strawberry.field(description="What is otherwise.")
    words: str = strawberry.field(description="The change, for a person.")
    track_id: strawberry.ID | None = strawberry.field(
        description="The project's track; null for a new one."
    )
    before: SoundState | None = strawberry.field(
        description="As it is in the project; null for a new one."
    )
    after: SoundState | None = strawberry.field(
        description="With this change alone; null for one that is gone."
    )


@strawberry.type(description="A timeline beside the project that it came from.")
class TimelineComparison:
    format: TimelineFormat | None = strawberry.field(
        description="What was read; null where it could not be."
    )
    changes: list[TimelineChange] = strawberry.field(
        description="What is otherwise, in the order of the film."
    )
    unchanged_count: int = strawberry.field(description="Clips that are as they were.")
    sound_changes: list[SoundChange] = strawberry.field(
        description="What is otherwise with the tracks of sound, in the order of the film. What the "
        "format does not tell of a sound is no change."
    )
    unchanged_sound_count: int = strawberry.field(
        description="Tracks of sound that are as they were."
    )
    warnings: list[str] = strawberry.field(description="What of it could not be taken.")
    user_errors: list[UserErrorType] = strawberry.field(
        description="Why it could not be read; empty where it was."
    )


NOTHING_READ: dict[str, Any] = {
    "format": None,
    "changes": [],
    "unchangedCount": 0,
    "soundChanges": [],
    "unchangedSoundCount": 0,
    "warnings": [],
}


def comparison_values(form: TimelineFormat, beside: Beside) -> dict[str, Any]:
    return {
        "format": form.value,
        "changes": [_change(beside.cut, one) for one in beside.clips.changes],
        "unchangedCount": beside.clips.unchanged,
        "soundChanges": [_sound_change(one) for one in beside.sounds.changes],
        "unchangedSoundCount": beside.sounds.unchanged,
        "warnings": list(beside.clips.warnings),
    }


def _change(cut: CutList, change: comparing.Change) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind.value,
        "words": change.words,
        "clipId": None if change.clip is None else typed("clip", change.clip),
        "before": _state(cut, change.before),
        "after": _state(cut, change.after),
    }


def _state(cut: CutList, state: comparing.State | None) -> dict[str, Any] | None:
    if state is None:
        return None
    section = cut.section_at(max(0, state.span.start))
    made = state.transition
    return {
        "name": state.name,
        "startFrame": state.span.start,
        "durationFrames": state.span.duration,
        "sourceFrame": state.source,
        "transitionKind": (made.kind if made else TransitionKind.CUT).value,
        "transitionFrames": made.frames if made else 0,
        "scene": section.name if section else "",
        "file": state.file,
    }


def _sound_change(change: comparing_sounds.SoundChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "kind": change.kind.value,
        "words": change.words,
        "trackId": None if change.track is None else typed("track", change.track),
        "before": _sound_state(change.before),
        "after": _sound_state(change.after),
    }


def _sound_state(state: comparing_sounds.SoundState | None) -> dict[str, Any] | None:
    if state is None:
        return None
    return {
        "name": state.name,
        "startFrame": state.span.start,
        "durationFrames": state.span.duration,
        "sourceFrame": state.source,
        "gainDb": state.level.gain,
        "fadeInFrames": state.level.fade_in,
        "fadeOutFrames": state.level.fade_out,
        "muted": state.level.muted,
        "file": state.file,
    }
