"""Scripts in the graph: a screenplay or prose becomes scenes and clips, and stays to be read."""

import asyncio
from typing import Annotated, Any, cast

import strawberry
from graphql import get_named_type

from schema.context import Info
from schema.enums import described
from schema.errors import UserErrorType, error_values
from schema.idempotency import KeyedInput
from schema.mutate import Payload, mutate
from schema.node import Node
from schema.projects import Project
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.selection import Operation
from schema.reads.shaping import shape_of
from schema.scalars import DateTime
from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Script as ScriptRow
from studio.story.elements import ScriptFormat
from studio.story.examples import read_examples
from studio.story.plan import Breakdown
from studio.story.service import import_script, read_script
from studio.timeline.shots import Framing, ShotKind

described(
    ScriptFormat,
    "How a script is written.",
    {"FOUNTAIN": "A screenplay in Fountain.", "PROSE": "Plain prose."},
)


@entity("script", ScriptRow.__table__)
@strawberry.type(description="A script as it was imported; it is never changed.")
class Script(Node):
    id: strawberry.ID = identity("script", "The script's id.")
    title: str = column(ScriptRow.title, "The title, as its title page says.")
    format: ScriptFormat = column(ScriptRow.format, "How it is written.")
    text: str = column(
        ScriptRow.text,
        "The whole text. Its lines end in single newlines; `sourceLine` counts them from 1.",
        large=True,
    )
    line_count: int = column(ScriptRow.line_count, "How many lines it has.")
    created_at: DateTime = column(ScriptRow.created_at, "When it was imported.")
    project: Project = child(
        ProjectRow.__table__,
        lambda script, project: project.c.id == script.c.project_id,
        "Its project.",
    )


@strawberry.type(description="A shot that an import would make.")
class ClipPreview:
    number: str = strawberry.field(description="Its number on the shot list, such as 12A.")
    name: str = strawberry.field(description="What to call it.")
    framing: Framing = strawberry.field(description="How much of the subject the frame holds.")
    shot_kind: ShotKind = strawberry.field(description="What it does in the story.")
    duration_frames: int = strawberry.field(description="Length in frames, 24 to the second.")
    caption: str = strawberry.field(description="What happens or is said, in the script's words.")
    characters: list[str] = strawberry.field(description="Who is in it, by name.")
    source_line: int = strawberry.field(description="The script's line it comes from, from 1.")


@strawberry.type(description="A scene that an import would make.")
class ScenePreview:
    number: str = strawberry.field(description="The scene's number.")
    name: str = strawberry.field(description="The heading.")
    location: str = strawberry.field(description="Where it plays.")
    time_of_day: str = strawberry.field(description="When it plays, as the script says.")
    source_line: int = strawberry.field(description="The script's line it comes from, from 1.")
    clips: list[ClipPreview] = strawberry.field(description="Its shots in their order.")


@strawberry.type(description="A character that an import would make or complete.")
class CharacterPreview:
    name: str = strawberry.field(description="The name.")
    look: str = strawberry.field(description="What stands in brackets behind the name, or empty.")
    speeches: int = strawberry.field(description="How often they speak.")


@strawberry.type(description="What importScript would make of a script. Nothing is written.")
class ScriptPreview:
    title: str | None = strawberry.field(description="The title, where the script names one.")
    format: ScriptFormat | None = strawberry.field(
        description="How it is written; null where it could not be read."
    )
    scenes: list[ScenePreview] = strawberry.field(description="The scenes in their order.")
    characters: list[CharacterPreview] = strawberry.field(
        description="Who is in it, in the order of their first appearance."
    )
    scene_count: int = strawberry.field(description="How many scenes there are.")
    clip_count: int = strawberry.field(description="How many shots there are.")
    duration_seconds: float = strawberry.field(description="The lengths of all shots together.")
    user_errors: list[UserErrorType] = strawberry.field(
        description="Why importScript would refuse it; empty when it would not."
    )


@strawberry.type(description="A screenplay that comes with the studio, to begin with.")
class ExampleScript:
    id: strawberry.ID = strawberry.field(description="Its name among the examples.")
    title: str = strawberry.field(description="The title.")
    text: str = strawberry.field(description="The whole text, in Fountain.")


@strawberry.type
class StoryQueries:
    @strawberry.field(description="What a script breaks down to, at 24 frames a second.")
    async def script_preview(
        self,
        info: Info,
        text: Annotated[str, strawberry.argument(description="The script, 2 MB at most.")],
        format: Annotated[
            ScriptFormat | None,
            strawberry.argument(description="How it is written; told from the text if missing."),
        ] = None,
    ) -> ScriptPreview:
        try:
            values = _preview(await read_script(text, format))
        except UserError as error:
            values = {**_NOTHING, "userErrors": [error_values(error)]}
        return cast("ScriptPreview", await _shaped(info, values))

    @strawberry.field(description="Short screenplays to try the studio with.")
    async def example_scripts(self, info: Info) -> list[ExampleScript]:
        values = [{"id": one.name, "title": one.title, "text": one.text} for one in read_examples()]
        return cast("list[ExampleScript]", await _shaped(info, values))


async def _shaped(info: Info, values: Any) -> Any:
    raw = info._raw_info
    target, nodes = get_named_type(raw.return_type), tuple(raw.field_nodes)
    return await asyncio.to_thread(shape_of(Operation.of(raw), target, nodes), values)


_NOTHING: dict[str, Any] = {
    "title": None,
    "format": None,
    "scenes": [],
    "characters": [],
    "sceneCount": 0,
    "clipCount": 0,
    "durationSeconds": 0.0,
}


def _preview(found: Breakdown) -> dict[str, Any]:
    scenes = [
        {
            "number": scene.number,
            "name": scene.name,
            "location": scene.location,
            "timeOfDay": scene.time_of_day or "",
            "sourceLine": scene.source_line,
            "clips": [
                {
                    "number": clip.number,
                    "name": clip.name,
                    "framing": clip.framing.value,
                    "shotKind": clip.shot_kind.value,
                    "durationFrames": clip.duration_frames,
                    "caption": clip.caption,
                    "characters": list(clip.characters),
                    "sourceLine": clip.source_line,
                }
                for clip in scene.clips
            ],
        }
        for scene in found.scenes
    ]
    characters = [
        {"name": one.name, "look": one.description, "speeches": one.speeches}
        for one in found.characters
    ]
    return {
        "title": found.title,
        "format": found.format.value,
        "scenes": scenes,
        "characters": characters,
        "sceneCount": len(scenes),
        "clipCount": found.shots,
        "durationSeconds": float(found.frames / found.fps),
        "userErrors": [],
    }


@strawberry.input(description="A script to break down.")
class ImportScriptInput(KeyedInput):
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="The project to append it to; a new one if missing."
    )
    text: str = strawberry.field(description="The script, 2 MB at most.")
    format: ScriptFormat | None = strawberry.field(
        default=None, description="How it is written; told from the text if missing."
    )


@strawberry.type(description="What importScript answers.")
class ImportScriptPayload(Payload):
    project: Project | None = strawberry.field(description="The project with its new scenes.")


@strawberry.type
class StoryMutations:
    @strawberry.mutation(
        description="Break a script down: headings become scenes, beats become clips, and who is"
        " introduced or speaks becomes a character, unless the project has them already."
    )
    async def import_script(
        self,
        info: Info,
        input: Annotated[ImportScriptInput, strawberry.argument(description="The script.")],
    ) -> ImportScriptPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            project = await import_script(
                work,
                viewer,
                text=input.text,
                script_format=input.format,
                project_id=untyped("project", input.project_id) if input.project_id else None,
                into_existing=input.project_id is not None,
            )
            return {"project": Ref("Project", project.id)}

        return await mutate(info, ImportScriptPayload, act, once=input)
