"""Projects and scenes in the graph."""

from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ColumnElement,
    Double,
    FromClause,
    Text,
    bindparam,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as sql_cast

from schema.context import Info
from schema.enums import described
from schema.export_lists import export_presets, exports
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.node import Node, read_node
from schema.posters import posters
from schema.reads.fields import (
    Children,
    Ref,
    child,
    children,
    column,
    entity,
    identity,
    struct,
    structure,
)
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, clean
from schema.scalars import BigInt, DateTime, FrameRate, frame_rate
from schema.streams import last_change, last_seq
from studio.access.viewer import Viewer
from studio.casting.models import Character as CharacterRow
from studio.gallery.models import Take as TakeRow
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.projects import service
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Scene as SceneRow
from studio.projects.models import Script as ScriptRow
from studio.projects.rules import DEFAULT_HEIGHT, DEFAULT_WIDTH
from studio.recipes.queries import stale_clips
from studio.rendering.lifecycle import ACTIVE
from studio.rendering.models import RenderJob as JobRow
from studio.sound.models import Track as TrackRow
from studio.timeline.models import Clip as ClipRow

if TYPE_CHECKING:
    from schema.casting.characters import Character
    from schema.story import Script
    from schema.timeline import Clip
    from schema.tracks import Track

_projects = ProjectRow.__table__
_scenes = SceneRow.__table__
_scripts = ScriptRow.__table__
_characters = CharacterRow.__table__
_clips = ClipRow.__table__
_jobs = JobRow.__table__
_takes = TakeRow.__table__
_tracks = TrackRow.__table__


def _living(table: FromClause, project: FromClause, what: Any) -> ColumnElement[Any]:
    rows = table.alias()
    return (
        select(what(rows))
        .where(rows.c.project_id == project.c.id, rows.c.deleted_at.is_(None))
        .correlate(project)
        .scalar_subquery()
    )


def _count(table: FromClause) -> Any:
    return lambda project: _living(table, project, lambda _: func.count())


def _finished(project: FromClause) -> ColumnElement[Any]:
    done = func.count().filter(literal_column("selected_take_id").is_not(None))
    return _living(_clips, project, lambda _: done)


def _completion(project: FromClause) -> ColumnElement[Any]:
    done = func.count().filter(literal_column("selected_take_id").is_not(None))
    share = sql_cast(done, Double) / func.nullif(func.count(), 0)
    return _living(_clips, project, lambda _: func.coalesce(share, 0))


def _active_jobs(project: FromClause) -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(
            _jobs.c.project_id == project.c.id,
            _jobs.c.state.in_([literal_column(f"'{state.value}'") for state in ACTIVE]),
        )
        .correlate(project)
        .scalar_subquery()
    )


@structure
@strawberry.type(description="A project in numbers.")
class ProjectStats:
    scene_count: int = column(_count(_scenes), "Living scenes.")
    clip_count: int = column(_count(_clips), "Living clips.")
    take_count: int = column(_count(_takes), "Living takes.")
    finished_clip_count: int = column(_finished, "Clips with a selected take.")
    stale_clip_count: int = column(
        stale_clips, "Clips that show a take which would be made from other things now."
    )
    active_job_count: int = column(_active_jobs, "Renders under way.")
    completion: float = column(_completion, "Share of the clips with a selected take, 0 to 1.")
    duration_frames: BigInt = column(
        lambda project: _living(
            _clips, project, lambda rows: func.coalesce(func.sum(rows.c.duration_frames), 0)
        ),
        "The lengths of all clips together, in frames of the project's rate.",
    )


@entity("scene", _scenes)
@strawberry.type(description="A sequence of clips: one place, one stretch of time.")
class Scene(Node):
    id: strawberry.ID = identity("scene", "The scene's id.")
    name: str = column(SceneRow.name, "The heading.")
    description: str = column(SceneRow.description, "What happens, or a note.")
    position: int = column(SceneRow.position, "The scene's rank in its project, from 0.")
    location: str = column(SceneRow.location, "Where it plays.")
    setting: str = column(SceneRow.setting, "INT, EXT or both, as the script says.")
    time_of_day: str = column(SceneRow.time_of_day, "When it plays, as the script says.")
    characters: list[str] = column(SceneRow.characters, "Who appears, by name.")
    script: Annotated["Script", strawberry.lazy("schema.story")] | None = child(
        _scripts, lambda scene, script: script.c.id == scene.c.script_id, "The script it came from."
    )
    source_line: int | None = column(SceneRow.source_line, "The script's line it came from.")
    version: int = column(SceneRow.version, "Rises with each edit.")
    created_at: DateTime = column(SceneRow.created_at, "When it was made.")
    updated_at: DateTime = column(SceneRow.updated_at, "When it was last changed.")
    clips: list[Annotated["Clip", strawberry.lazy("schema.timeline")]] = children(
        Children(
            _clips,
            lambda scene, clip: clip.c.scene_id == scene.c.id,
            lambda clip: (clip.c.start_frame, clip.c.id),
        ),
        "The scene's clips by their place on its timeline.",
    )
    project: Annotated["Project", strawberry.lazy("schema.projects")] = child(
        _projects, lambda scene, project: project.c.id == scene.c.project_id, "Its project."
    )


@entity("project", _projects)
@strawberry.type(description="A film or storyboard: scenes of clips, with one rate and size.")
class Project(Node):
    id: strawberry.ID = identity("project", "The project's id.")
    name: str = column(ProjectRow.name, "The title.")
    description: str = column(ProjectRow.description, "What it is about.")
    fps: FrameRate = column(
        lambda row: frame_rate(row.c.fps_numerator, row.c.fps_denominator), "Frames per second."
    )
    width: int = column(ProjectRow.width, "Width of the picture in pixels.")
    height: int = column(ProjectRow.height, "Height of the picture in pixels.")
    version: int = column(ProjectRow.version, "Rises with each edit.")
    created_at: DateTime = column(ProjectRow.created_at, "When it was made.")
    updated_at: DateTime = column(
        last_change, "When it, or anything in it, was last changed or rendered."
    )
    last_seq: int = column(
        last_seq, "The number of the project's last event: the `after` that fits this reading."
    )
    stats: ProjectStats = struct("The project in numbers.")
    scenes: list[Scene] = children(
        Children(
            _scenes,
            lambda project, scene: scene.c.project_id == project.c.id,
            lambda scene: (scene.c.position, scene.c.id),
        ),
        "The scenes in their order.",
    )
    tracks: list[Annotated["Track", strawberry.lazy("schema.tracks")]] = children(
        Children(
            _tracks,
            lambda project, track: track.c.project_id == project.c.id,
            lambda track: (track.c.position, track.c.id),
        ),
        "Music and other sound under the whole film, in their order: 100 at most.",
    )
    posters = posters
    characters: list[Annotated["Character", strawberry.lazy("schema.casting.characters")]] = (
        children(
            Children(
                _characters,
                lambda project, character: character.c.project_id == project.c.id,
                lambda character: (character.c.id,),
            ),
            "Who is in the story, in the order they came into it.",
        )
    )
    scripts: list[Annotated["Script", strawberry.lazy("schema.story")]] = children(
        Children(
            _scripts,
            lambda project, script: script.c.project_id == project.c.id,
            lambda script: (script.c.created_at, script.c.id),
        ),
        "The scripts that were imported, the oldest first: 100 and 8 MB at most.",
    )
    export_presets = export_presets
    exports = exports


@strawberry.type(description="A project in a list.")
class ProjectEdge:
    node: Project = strawberry.field(description="The project.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of projects.")
class ProjectConnection:
    edges: list[ProjectEdge] = strawberry.field(description="The projects with their cursors.")
    nodes: list[Project] = strawberry.field(description="The projects alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


class ProjectSort(Enum):
    UPDATED = "UPDATED"
    CREATED = "CREATED"
    NAME = "NAME"


described(
    ProjectSort,
    "Orders of projects.",
    {
        "UPDATED": "The last changed first.",
        "CREATED": "The newest first.",
        "NAME": "By name, A to Z.",
    },
)


@strawberry.input(description="Which projects.")
class ProjectFilter:
    name: str | None = strawberry.field(
        default=None, description="Only those whose name holds this text, whatever its case."
    )


PROJECTS = Collection(
    "Project",
    sorts={
        "UPDATED": Sort(last_change, descending=True),
        "CREATED": Sort(lambda row: row.c.created_at, descending=True),
        "NAME": Sort(lambda row: row.c.name),
    },
    filters={
        "name": lambda row: (
            func.strpos(func.lower(row.c.name), func.lower(bindparam("f_name", type_=Text)))
            > literal_column("0")
        )
    },
)


@strawberry.type
class ProjectQueries:
    @strawberry.field(description="The project of this id, or null.")
    async def project(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The project's id.")],
    ) -> Project | None:
        return cast("Project | None", await read_node(info, id, "Project"))

    @strawberry.field(description="The workspace's projects.")
    async def projects(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            ProjectFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
        sort: Annotated[
            ProjectSort, strawberry.argument(description="In which order.")
        ] = ProjectSort.UPDATED,
    ) -> ProjectConnection:
        wanted = Wanted(
            sort.value, given(name=clean(filter.name) if filter else None), first, after
        )
        page = await read_page(info.context.reads, info._raw_info, PROJECTS, wanted)
        return cast("ProjectConnection", page)


@strawberry.input(description="A new project.")
class CreateProjectInput(KeyedInput):
    name: str = strawberry.field(description="The title, up to 200 characters.")
    description: str | None = strawberry.field(default=None, description="What it is about.")
    fps: FrameRate = strawberry.field(
        default=cast("FrameRate", Fraction(24)), description="Frames per second."
    )
    width: int = strawberry.field(
        default=DEFAULT_WIDTH, description="Width of the picture in pixels."
    )
    height: int = strawberry.field(
        default=DEFAULT_HEIGHT, description="Height of the picture in pixels."
    )


@strawberry.input(description="Changes to a project; what is missing or null stays as it is.")
class UpdateProjectInput:
    id: strawberry.ID = strawberry.field(description="The project.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="The title.")
    description: str | None = strawberry.field(default=None, description="What it is about.")
    fps: FrameRate | None = strawberry.field(
        default=None, description="Frames per second; clips keep their frame numbers."
    )
    width: int | None = strawberry.field(default=None, description="Width in pixels.")
    height: int | None = strawberry.field(default=None, description="Height in pixels.")


@strawberry.input(description="A new scene at the project's end.")
class CreateSceneInput(KeyedInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")
    name: str = strawberry.field(description="The heading, up to 200 characters.")
    description: str | None = strawberry.field(default=None, description="What happens.")


@strawberry.input(description="Changes to a scene; what is missing or null stays as it is.")
class UpdateSceneInput:
    id: strawberry.ID = strawberry.field(description="The scene.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="The heading.")
    description: str | None = strawberry.field(default=None, description="What happens.")
    location: str | None = strawberry.field(default=None, description="Where it plays.")
    setting: str | None = strawberry.field(default=None, description="INT, EXT or both.")
    time_of_day: str | None = strawberry.field(default=None, description="When it plays.")


@strawberry.input(description="A new order of a project's scenes.")
class ReorderScenesInput:
    project_id: strawberry.ID = strawberry.field(description="The project.")
    scene_ids: list[strawberry.ID] = strawberry.field(
        description="Every scene of the project once, in the new order."
    )


@strawberry.type(description="What createProject answers.")
class CreateProjectPayload(Payload):
    project: Project | None = strawberry.field(description="The new project.")


@strawberry.type(description="What updateProject answers.")
class UpdateProjectPayload(Payload):
    project: Project | None = strawberry.field(
        description="The project; after a conflict, as it is now."
    )


@strawberry.type(description="What createScene answers.")
class CreateScenePayload(Payload):
    scene: Scene | None = strawberry.field(description="The new scene.")


@strawberry.type(description="What updateScene answers.")
class UpdateScenePayload(Payload):
    scene: Scene | None = strawberry.field(description="The scene; after a conflict, as it is now.")


@strawberry.type(description="What reorderScenes answers.")
class ReorderScenesPayload(Payload):
    project: Project | None = strawberry.field(description="The project with its new order.")


@strawberry.type
class ProjectMutations:
    @strawberry.mutation(description="Make a project.")
    async def create_project(
        self,
        info: Info,
        input: Annotated[CreateProjectInput, strawberry.argument(description="The project.")],
    ) -> CreateProjectPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            project = await service.create_project(
                work,
                viewer,
                name=input.name,
                description=input.description or "",
                rate=input.fps,
                width=input.width,
                height=input.height,
            )
            return {"project": Ref("Project", project.id)}

        return await mutate(info, CreateProjectPayload, act, once=input)

    @strawberry.mutation(description="Change a project.")
    async def update_project(
        self,
        info: Info,
        input: Annotated[UpdateProjectInput, strawberry.argument(description="The changes.")],
    ) -> UpdateProjectPayload:
        target = Ref("Project", untyped("project", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_project(
                work,
                viewer,
                target.id,
                given(
                    name=input.name,
                    description=input.description,
                    rate=input.fps,
                    width=input.width,
                    height=input.height,
                ),
                expected_version=input.expected_version,
            )
            return {"project": target}

        return await mutate(info, UpdateProjectPayload, act, current={"project": target})

    @strawberry.mutation(description="Make a scene.")
    async def create_scene(
        self,
        info: Info,
        input: Annotated[CreateSceneInput, strawberry.argument(description="The scene.")],
    ) -> CreateScenePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            scene = await service.create_scene(
                work,
                viewer,
                untyped("project", input.project_id),
                name=input.name,
                description=input.description or "",
            )
            return {"scene": Ref("Scene", scene.id)}

        return await mutate(info, CreateScenePayload, act, once=input)

    @strawberry.mutation(description="Change a scene.")
    async def update_scene(
        self,
        info: Info,
        input: Annotated[UpdateSceneInput, strawberry.argument(description="The changes.")],
    ) -> UpdateScenePayload:
        target = Ref("Scene", untyped("scene", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_scene(
                work,
                viewer,
                target.id,
                given(
                    name=input.name,
                    description=input.description,
                    location=input.location,
                    setting=input.setting,
                    time_of_day=input.time_of_day,
                ),
                expected_version=input.expected_version,
            )
            return {"scene": target}

        return await mutate(info, UpdateScenePayload, act, current={"scene": target})

    @strawberry.mutation(description="Put a project's scenes into another order.")
    async def reorder_scenes(
        self,
        info: Info,
        input: Annotated[ReorderScenesInput, strawberry.argument(description="The order.")],
    ) -> ReorderScenesPayload:
        target = Ref("Project", untyped("project", input.project_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            ids = [untyped("scene", scene_id) for scene_id in input.scene_ids]
            await service.reorder_scenes(work, viewer, target.id, ids)
            return {"project": target}

        return await mutate(info, ReorderScenesPayload, act, current={"project": target})
