"""What happens, as it happens: replayable events of a project, live progress of its renders."""

from collections.abc import AsyncGenerator
from enum import Enum
from typing import Annotated, cast

import strawberry

from schema.casting.characters import Character
from schema.casting.locations import Location
from schema.casting.styles import Style
from schema.catalogue.models import Model
from schema.catalogue.presets import Preset
from schema.context import Info
from schema.endpoints import Endpoint
from schema.enums import described
from schema.exports import Export
from schema.following import ProjectStream, WorkspaceStream, follow_events, not_found
from schema.gallery import Take
from schema.projects import Project, Scene
from schema.prompts.templates import PromptTemplate
from schema.rendering import RenderJob
from schema.scalars import DateTime
from schema.timeline import Clip
from schema.tracks import Track
from schema.workflows.workflows import Workflow
from studio.kernel.ids import untyped


class EventKind(Enum):
    PROJECT_CHANGED = "PROJECT_CHANGED"
    PROJECT_DELETED = "PROJECT_DELETED"
    SCENE_CHANGED = "SCENE_CHANGED"
    SCENE_DELETED = "SCENE_DELETED"
    CLIP_CHANGED = "CLIP_CHANGED"
    CLIP_DELETED = "CLIP_DELETED"
    TAKE_CHANGED = "TAKE_CHANGED"
    TAKE_DELETED = "TAKE_DELETED"
    JOB_CHANGED = "JOB_CHANGED"
    JOB_DELETED = "JOB_DELETED"
    CHARACTER_CHANGED = "CHARACTER_CHANGED"
    CHARACTER_DELETED = "CHARACTER_DELETED"
    LOCATION_CHANGED = "LOCATION_CHANGED"
    LOCATION_DELETED = "LOCATION_DELETED"
    STYLE_CHANGED = "STYLE_CHANGED"
    STYLE_DELETED = "STYLE_DELETED"
    ENDPOINT_CHANGED = "ENDPOINT_CHANGED"
    ENDPOINT_DELETED = "ENDPOINT_DELETED"
    MODEL_CHANGED = "MODEL_CHANGED"
    MODEL_DELETED = "MODEL_DELETED"
    PRESET_CHANGED = "PRESET_CHANGED"
    PRESET_DELETED = "PRESET_DELETED"
    TEMPLATE_CHANGED = "TEMPLATE_CHANGED"
    TEMPLATE_DELETED = "TEMPLATE_DELETED"
    TRACK_CHANGED = "TRACK_CHANGED"
    TRACK_DELETED = "TRACK_DELETED"
    EXPORT_CHANGED = "EXPORT_CHANGED"
    EXPORT_DELETED = "EXPORT_DELETED"
    WORKFLOW_CHANGED = "WORKFLOW_CHANGED"
    WORKFLOW_DELETED = "WORKFLOW_DELETED"
    STREAM_RESET = "STREAM_RESET"


described(
    EventKind,
    "What an event says: its type's name in capitals.",
    {
        **{
            kind.name: f"A {kind.name.split('_')[0].lower()} was made, edited or restored."
            for kind in EventKind
            if kind.name.endswith("_CHANGED")
        },
        **{
            kind.name: f"A {kind.name.split('_')[0].lower()} is gone."
            for kind in EventKind
            if kind.name.endswith("_DELETED")
        },
        "STREAM_RESET": "Too much happened, or too long ago: read everything again.",
    },
)


@strawberry.interface(description="Something that happened in a project or a workspace.")
class ProjectEvent:
    seq: int = strawberry.field(
        description="Its number; rises, and may skip. The `after` to go on from."
    )
    at: DateTime = strawberry.field(description="When it was committed.")
    kind: EventKind = strawberry.field(description="What it says.")


@strawberry.type(description="The project was made, edited or restored.")
class ProjectChanged(ProjectEvent):
    project: Project = strawberry.field(description="The project as it is now.")


@strawberry.type(description="The project is gone.")
class ProjectDeleted(ProjectEvent):
    project_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A scene was made, edited or restored.")
class SceneChanged(ProjectEvent):
    scene: Scene = strawberry.field(description="The scene as it is now.")


@strawberry.type(description="A scene is gone.")
class SceneDeleted(ProjectEvent):
    scene_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A clip was made, edited or restored.")
class ClipChanged(ProjectEvent):
    clip: Clip = strawberry.field(description="The clip as it is now.")


@strawberry.type(description="A clip is gone.")
class ClipDeleted(ProjectEvent):
    clip_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A take was made, selected or restored.")
class TakeChanged(ProjectEvent):
    take: Take = strawberry.field(description="The take as it is now.")


@strawberry.type(description="A take is gone.")
class TakeDeleted(ProjectEvent):
    take_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A render was asked for, or its state changed.")
class JobChanged(ProjectEvent):
    job: RenderJob = strawberry.field(description="The job as it is now.")


@strawberry.type(description="A render is gone.")
class JobDeleted(ProjectEvent):
    job_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A character was made, edited or restored.")
class CharacterChanged(ProjectEvent):
    character: Character = strawberry.field(description="The character as it is now.")


@strawberry.type(description="A character is gone.")
class CharacterDeleted(ProjectEvent):
    character_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A location was made, edited or restored.")
class LocationChanged(ProjectEvent):
    location: Location = strawberry.field(description="The location as it is now.")


@strawberry.type(description="A location is gone.")
class LocationDeleted(ProjectEvent):
    location_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A style of the project or of the library was made or changed.")
class StyleChanged(ProjectEvent):
    style: Style = strawberry.field(description="The style as it is now.")


@strawberry.type(description="A style of the project or of the library is gone.")
class StyleDeleted(ProjectEvent):
    style_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="An endpoint of the workspace was added or changed.")
class EndpointChanged(ProjectEvent):
    endpoint: Endpoint = strawberry.field(description="The endpoint as it is now.")


@strawberry.type(description="An endpoint of the workspace is gone.")
class EndpointDeleted(ProjectEvent):
    endpoint_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A model of the workspace's catalogue was added or changed.")
class ModelChanged(ProjectEvent):
    model: Model = strawberry.field(description="The model as it is now.")


@strawberry.type(description="A model of the workspace's catalogue is gone.")
class ModelDeleted(ProjectEvent):
    model_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A preset of the workspace was added or changed.")
class PresetChanged(ProjectEvent):
    preset: Preset = strawberry.field(description="The preset as it is now.")


@strawberry.type(description="A preset of the workspace is gone.")
class PresetDeleted(ProjectEvent):
    preset_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A prompt template of the workspace was added or changed.")
class TemplateChanged(ProjectEvent):
    template: PromptTemplate = strawberry.field(description="The template as it is now.")


@strawberry.type(description="A prompt template of the workspace is gone.")
class TemplateDeleted(ProjectEvent):
    template_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A track of sound was brought, edited, looked into or restored.")
class TrackChanged(ProjectEvent):
    track: Track = strawberry.field(description="The track as it is now.")


@strawberry.type(description="A track of sound is gone.")
class TrackDeleted(ProjectEvent):
    track_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="An export was asked for, or its state changed.")
class ExportChanged(ProjectEvent):
    export: Export = strawberry.field(description="The export as it is now.")


@strawberry.type(description="An export is gone.")
class ExportDeleted(ProjectEvent):
    export_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="A workflow of the workspace was added or changed.")
class WorkflowChanged(ProjectEvent):
    workflow: Workflow = strawberry.field(description="The workflow as it is now.")


@strawberry.type(description="A workflow of the workspace is gone.")
class WorkflowDeleted(ProjectEvent):
    workflow_id: strawberry.ID = strawberry.field(description="Its id.")


@strawberry.type(description="Events are missing here: read everything again, go on after `seq`.")
class StreamReset(ProjectEvent):
    pass


EVENTS = (
    ProjectChanged,
    ProjectDeleted,
    SceneChanged,
    SceneDeleted,
    ClipChanged,
    ClipDeleted,
    TakeChanged,
    TakeDeleted,
    JobChanged,
    JobDeleted,
    CharacterChanged,
    CharacterDeleted,
    LocationChanged,
    LocationDeleted,
    StyleChanged,
    StyleDeleted,
    EndpointChanged,
    EndpointDeleted,
    ModelChanged,
    ModelDeleted,
    PresetChanged,
    PresetDeleted,
    TemplateChanged,
    TemplateDeleted,
    TrackChanged,
    TrackDeleted,
    ExportChanged,
    ExportDeleted,
    WorkflowChanged,
    WorkflowDeleted,
    StreamReset,
)


@strawberry.type
class ActivitySubscriptions:
    @strawberry.subscription(
        description="What happens in a project; with `after`, also what has happened since."
    )
    async def project_events(
        self,
        info: Info,
        project_id: Annotated[strawberry.ID, strawberry.argument(description="The project.")],
        after: Annotated[
            int | None,
            strawberry.argument(
                description="Everything after this number; from now on if missing. "
                "`lastSeq` of a project is the one that fits a reading of it."
            ),
        ] = None,
    ) -> AsyncGenerator[ProjectEvent, None]:
        project = untyped("project", project_id)
        if project is None:
            raise not_found("project")
        async for event in follow_events(info, ProjectStream(project), after):
            yield cast("ProjectEvent", event)

    @strawberry.subscription(
        description="What concerns the viewer's workspace as a whole: projects that are made, "
        "renamed, set otherwise, restored or deleted, its endpoints, models, presets and workflows, and the characters "
        "and styles of its library. What happens within a "
        "project is told by projectEvents."
    )
    async def workspace_events(
        self,
        info: Info,
        after: Annotated[
            int | None,
            strawberry.argument(
                description="Everything after this number; from now on if missing. "
                "`lastSeq` of the workspace is the one that fits a reading of it."
            ),
        ] = None,
    ) -> AsyncGenerator[ProjectEvent, None]:
        stream = WorkspaceStream(info.context.viewer.workspace_id)
        async for event in follow_events(info, stream, after):
            yield cast("ProjectEvent", event)
