"""A whole project as JSON: what a backup holds, and what another studio can make it of again.

This is the one declaration of it: `docs/schemas/project-1.schema.json` is made from here, and what
comes back in is checked against it. Ids are told as they were; they hold within the document alone.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from studio.casting.rules import STRONGEST
from studio.casting.words import LEAST_PROMINENCE, MOST_PROMINENCE
from studio.exporting.cutlist import slug
from studio.exporting.formats.document import Document
from studio.exporting.formats.project_making import EditPart, GraphPart, RecipePart
from studio.exporting.formats.project_parts import (
    MOST_ROWS,
    Count,
    Facts,
    Few,
    Frame,
    Id,
    Line,
    Part,
    Prompt,
    Prose,
    Rate,
    Rows,
    Sha256,
    Size,
    Tag,
    Title,
    Words,
    text_within,
)
from studio.kernel.time import MAX_FRAME
from studio.projects.rules import MAX_SCRIPT_BYTES, MAX_SCRIPTS
from studio.timeline.rules import MAX_NUMBER
from studio.timeline.transitions import LONGEST_TRANSITION

FORMAT = "storycanvas.project"
VERSION = 1
SCHEMA = "https://json-schema.org/draft/2020-12/schema"
MOST_CLIPS = 20_000
MOST_TAKES = 100_000


class FilePart(Part):
    """What is known of a file, under its SHA-256."""

    media_type: Annotated[str, Field(max_length=100)]
    size: Annotated[int, Field(ge=0, le=2**53)]
    kind: Literal["IMAGE", "VIDEO", "AUDIO"]
    width: Count | None = None
    height: Count | None = None
    frames: Count | None = None
    fps: Rate | None = None
    samples: Annotated[int, Field(ge=0, le=2**53)] | None = None
    sample_rate: Count | None = None
    path: Annotated[str, Field(max_length=1_000)] | None = None
    """Where it lies in a bundle."""


class ModelPart(Part):
    """A model of the catalogue, by its file."""

    kind: Annotated[str, Field(max_length=40)]
    file: Annotated[str, Field(min_length=1, max_length=500)]


class CastingPart(Part):
    """What holds for a project, a scene or a clip: exactly one of the first four."""

    character: Id | None = None
    style: Id | None = None
    model: ModelPart | None = None
    preset: Title | None = None
    look: Id | None = None
    prominence: Annotated[float, Field(ge=LEAST_PROMINENCE, le=MOST_PROMINENCE)] = 1.0
    absent: bool = False


class TakePart(Part):
    """A result of a clip. `seed` is a decimal number, which may have 20 digits."""

    id: Id
    kind: Literal["IMAGE", "VIDEO", "AUDIO"]
    file: Sha256
    thumbnail: Sha256 | None = None
    seed: Annotated[str, Field(pattern="^[0-9]{1,20}$")] | None = None
    model: Annotated[str, Field(max_length=500), text_within(500)] = ""
    prompt: Annotated[str, Field(max_length=100_000), text_within(100_000)] = ""
    negative_prompt: Annotated[str, Field(max_length=100_000), text_within(100_000)] = ""
    parameters: dict[str, Any] = Facts
    created_at: datetime | None = Field(default=None, strict=False)
    recipe: Id | None = None
    output: Annotated[int, Field(ge=0, le=MOST_TAKES)] | None = None
    """Which output of its render it is, counted on from the first of its recipe."""


class ClipPart(Part):
    """A shot. `selected` is the id of the take that it shows, `pickedAt` when somebody picked it."""

    id: Id
    name: Line = ""
    number: Annotated[str, Field(max_length=MAX_NUMBER), text_within(MAX_NUMBER)] = ""
    shot_kind: Annotated[str, Field(max_length=40)] = "ACTION"
    framing: Annotated[str, Field(max_length=40)] = "MEDIUM"
    start_frame: Frame
    duration_frames: Annotated[int, Field(ge=1, le=MAX_FRAME)]
    source_frame: Frame = 0
    transition: Literal["CUT", "DISSOLVE", "FADE", "WIPE"] = "CUT"
    transition_frames: Annotated[int, Field(ge=0, le=LONGEST_TRANSITION)] = 0
    image_prompt: Prompt = ""
    video_prompt: Prompt = ""
    negative_prompt: Prompt = ""
    caption: Prompt = ""
    characters: list[Line] = Few
    source_line: Frame | None = None
    locked: bool = False
    castings: list[CastingPart] = Few
    takes: list[TakePart] = Rows
    selected: Id | None = None
    picked_at: datetime | None = Field(default=None, strict=False)
    edits: list[EditPart] = Rows
    """What its prompts were, the oldest first."""


class ScenePart(Part):
    """A scene; those of a project stand in their order."""

    id: Id
    name: Title
    description: Prose = ""
    location: Line = ""
    setting: Line = ""
    time_of_day: Line = ""
    characters: list[Line] = Few
    script: Id | None = None
    source_line: Frame | None = None
    castings: list[CastingPart] = Few
    clips: list[ClipPart] = Field(default=[], max_length=MOST_CLIPS)


class ScriptPart(Part):
    id: Id
    title: Line = ""
    format: Literal["FOUNTAIN", "PROSE"]
    text: Annotated[
        str, Field(max_length=MAX_SCRIPT_BYTES // 4), text_within(MAX_SCRIPT_BYTES // 4)
    ]


class LookPart(Part):
    """A costume of a character."""

    id: Id
    name: Title
    words: Words = ""
    is_default: bool = False
    digest: Sha256 | None = None
    """As that of its character."""


class LoraPart(Part):
    model: ModelPart
    strength: Annotated[float, Field(ge=-STRONGEST, le=STRONGEST)] = 1.0


class PicturePart(Part):
    """A picture to be guided by."""

    file: Sha256
    thumbnail: Sha256 | None = None


class CharacterPart(Part):
    id: Id
    name: Title
    age: Words = ""
    ethnicity: Words = ""
    build: Words = ""
    face: Words = ""
    body: Words = ""
    features: Words = ""
    look: Words = ""
    clothing: Words = ""
    notes: Prose = ""
    placement: Literal["AT_NAME", "BEFORE", "AFTER"] = "AT_NAME"
    triggers: list[Tag] = Few
    always: list[Annotated[str, Field(max_length=20)]] = Few
    never: list[Annotated[str, Field(max_length=20)]] = Few
    looks: list[LookPart] = Few
    loras: list[LoraPart] = Few
    references: list[PicturePart] = Few
    source_line: Frame | None = None
    digest: Sha256 | None = None
    """What stamps know it by, where it has LoRAs: they are other ones in every studio."""


class StylePart(Part):
    """A style, of the project or of the library that it was cast from."""

    id: Id
    name: Title
    art_style: Words = ""
    palette: Words = ""
    lighting: Words = ""
    camera: Words = ""
    mood: Words = ""
    technical: Words = ""
    negative: Words = ""
    notes: Prose = ""
    category: Tag = ""
    tags: list[Tag] = Few
    settings: dict[str, Any] = Facts


class LocationPart(Part):
    id: Id
    name: Title
    look: Words = ""
    setting: Words = ""
    time: Words = ""
    light: Words = ""
    notes: Prose = ""
    reference: PicturePart | None = None


class TrackPart(Part):
    """What is heard under the whole film; from `sourceSamples` of its file on."""

    id: Id
    name: Title
    file: Sha256
    start_frame: Frame = 0
    source_samples: Annotated[int, Field(ge=0, le=2**53)] = 0
    duration_frames: Annotated[int, Field(ge=1, le=MAX_FRAME)] | None = None
    gain_db: Annotated[float, Field(ge=-60, le=12)] = 0.0
    fade_in_frames: Frame = 0
    fade_out_frames: Frame = 0
    muted: bool = False
    tempo: Annotated[float, Field(ge=20, le=400)] | None = None
    first_beat_samples: Annotated[int, Field(ge=0, le=2**53)] | None = None
    beats_per_bar: Annotated[int, Field(ge=1, le=16)] = 4


class PresetPart(Part):
    """Options of exports under a name."""

    name: Title
    options: dict[str, Any]


class SettingsPart(Part):
    id: Id
    name: Title
    description: Prose = ""
    fps: Rate
    width: Size
    height: Size


class ProjectDocument(Part):
    """A project of StoryCanvas, with everything that is in it but the files themselves."""

    format: Literal["storycanvas.project"] = "storycanvas.project"
    version: Literal[1] = 1
    project: SettingsPart
    scripts: list[ScriptPart] = Field(default=[], max_length=MAX_SCRIPTS)
    characters: list[CharacterPart] = Rows
    styles: list[StylePart] = Rows
    locations: list[LocationPart] = Rows
    castings: list[CastingPart] = Few
    scenes: list[ScenePart] = Rows
    tracks: list[TrackPart] = Few
    export_presets: list[PresetPart] = Few
    recipes: list[RecipePart] = Field(default=[], max_length=MOST_TAKES)
    graphs: list[GraphPart] = Field(default=[], max_length=MOST_TAKES)
    models: Annotated[dict[Id, ModelPart], Field(max_length=MOST_ROWS)] = Facts
    """Those that stamps of recipes name, by their ids."""
    presets: Annotated[dict[Id, Title], Field(max_length=MOST_ROWS)] = Facts
    """The same of presets, by their names."""
    files: dict[Sha256, FilePart] = Facts
    """All files that are named, by their SHA-256."""

    @property
    def clips(self) -> Iterator[ClipPart]:
        return (clip for scene in self.scenes for clip in scene.clips)


def write_project(document: ProjectDocument) -> Document:
    """As JSON. What is by itself so is left out."""
    text = document.model_dump_json(by_alias=True, exclude_defaults=True, indent=1)
    head = f'{{\n "format": "{FORMAT}",\n "version": {VERSION},'
    name = f"{slug(document.project.name) or 'project'}.project.json"
    return Document(name, "application/json", f"{head}{text[1:]}\n")


def json_schema() -> str:
    """The document's JSON Schema, as it is published."""
    schema = {"$schema": SCHEMA, **ProjectDocument.model_json_schema(by_alias=True)}
    schema["required"] = ["format", "version", *schema["required"]]
    return json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())
