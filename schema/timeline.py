"""Clips in the graph: made, changed, and placed on their scene's timeline."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from sqlalchemy import ColumnElement, FromClause, func, or_, select

from schema.context import Info
from schema.mutate import Payload, given, mutate
from schema.node import Node, read_node
from schema.projects import Project, Scene
from schema.reads.fields import (
    Arguments,
    Children,
    Ref,
    child,
    children_of,
    column,
    entity,
    identity,
)
from schema.scalars import DateTime
from studio.access.viewer import Viewer
from studio.gallery.models import Take as TakeRow
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Scene as SceneRow
from studio.rendering.models import RenderJob as JobRow
from studio.timeline import service
from studio.timeline.models import Clip as ClipRow
from studio.timeline.rules import ProposalKind
from studio.timeline.shots import Framing, ShotKind

if TYPE_CHECKING:
    from schema.gallery import Take
    from schema.rendering import RenderJob

_clips = ClipRow.__table__
_takes = TakeRow.__table__
_jobs = JobRow.__table__

LazyTake = Annotated["Take", strawberry.lazy("schema.gallery")]
LazyJob = Annotated["RenderJob", strawberry.lazy("schema.rendering")]


def _of_kind(take: FromClause, arguments: Arguments) -> ColumnElement[bool]:
    return or_(arguments["kind"].is_(None), take.c.kind == arguments["kind"])


def _gallery_count(clip: FromClause) -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(_takes.c.clip_id == clip.c.id, _takes.c.deleted_at.is_(None))
        .correlate(clip)
        .scalar_subquery()
    )


@entity("clip", _clips)
@strawberry.type(description="A shot: its words, its place, and the takes made of it.")
class Clip(Node):
    id: strawberry.ID = identity("clip", "The clip's id.")
    name: str = column(ClipRow.name, "What to call it.")
    number: str = column(ClipRow.number, "Its number on the shot list, such as 12A.")
    shot_kind: ShotKind = column(ClipRow.shot_kind, "What it does in the story.")
    framing: Framing = column(ClipRow.framing, "How much of the subject the frame holds.")
    start_frame: int = column(
        ClipRow.start_frame, "First frame, counted from the scene's start in the project's rate."
    )
    duration_frames: int = column(ClipRow.duration_frames, "Length in frames.")
    image_prompt: str = column(ClipRow.image_prompt, "The prompt of stills.")
    video_prompt: str = column(ClipRow.video_prompt, "The prompt of motion.")
    negative_prompt: str = column(ClipRow.negative_prompt, "What is not to be seen.")
    caption: str = column(ClipRow.caption, "What happens or is said, in the script's words.")
    characters: list[str] = column(ClipRow.characters, "Who is in it, by name.")
    source_line: int | None = column(ClipRow.source_line, "The script's line it came from.")
    version: int = column(ClipRow.version, "Rises with each edit, not with new takes.")
    created_at: DateTime = column(ClipRow.created_at, "When it was made.")
    updated_at: DateTime = column(ClipRow.updated_at, "When it was last changed.")
    scene: Scene = child(
        SceneRow.__table__, lambda clip, scene: scene.c.id == clip.c.scene_id, "Its scene."
    )
    project: Project = child(
        ProjectRow.__table__,
        lambda clip, project: project.c.id == clip.c.project_id,
        "Its project.",
    )
    gallery_count: int = column(_gallery_count, "How many takes it has.")
    selected_take: LazyTake | None = child(
        _takes, lambda clip, take: take.c.id == clip.c.selected_take_id, "The take it shows."
    )

    @children_of(
        Children(
            _takes,
            lambda clip, take: take.c.clip_id == clip.c.id,
            lambda take: (take.c.created_at, take.c.id),
            narrow=_of_kind,
            limit="first",
        ),
        "The clip's takes, the oldest first.",
    )
    def gallery(
        self,
        kind: Annotated[
            MediaKind | None, strawberry.argument(description="Only takes of this kind.")
        ] = None,
        first: Annotated[int | None, strawberry.argument(description="How many at most.")] = 200,
    ) -> list[LazyTake]:
        raise AssertionError("read by the compiler")

    @children_of(
        Children(
            _jobs,
            lambda clip, job: job.c.clip_id == clip.c.id,
            lambda job: (job.c.created_at.desc(), job.c.id.desc()),
            limit="first",
        ),
        "The clip's renders, the newest first.",
    )
    def jobs(
        self,
        first: Annotated[int | None, strawberry.argument(description="How many at most.")] = 20,
    ) -> list[LazyJob]:
        raise AssertionError("read by the compiler")


@strawberry.type(description="A place at which a clip would overlap nothing.")
class PlacementProposal:
    kind: ProposalKind = strawberry.field(description="Where it lies.")
    start_frame: int = strawberry.field(description="The start to ask for.")
    description: str = strawberry.field(description="The same in words.")


@strawberry.type
class ClipQueries:
    @strawberry.field(description="The clip of this id, or null.")
    async def clip(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The clip's id.")],
    ) -> Clip | None:
        return cast("Clip | None", await read_node(info, id, "Clip"))


@strawberry.input(description="A new clip.")
class CreateClipInput:
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    name: str | None = strawberry.field(default=None, description="What to call it.")
    start_frame: int | None = strawberry.field(
        default=None, description="First frame in the scene; behind the last clip if missing."
    )
    duration_frames: int | None = strawberry.field(
        default=None, description="Length in frames; 2 seconds if missing."
    )
    number: str | None = strawberry.field(default=None, description="Number on the shot list.")
    shot_kind: ShotKind | None = strawberry.field(
        default=None, description="What it does in the story; ACTION if missing."
    )
    framing: Framing | None = strawberry.field(
        default=None, description="How much the frame holds; MEDIUM if missing."
    )
    image_prompt: str | None = strawberry.field(default=None, description="Prompt of stills.")
    video_prompt: str | None = strawberry.field(default=None, description="Prompt of motion.")
    negative_prompt: str | None = strawberry.field(
        default=None, description="What is not to be seen."
    )
    caption: str | None = strawberry.field(default=None, description="What happens or is said.")
    allow_overlap: bool = strawberry.field(
        default=False, description="Place it even over other clips."
    )


@strawberry.input(description="Changes to a clip; what is missing or null stays as it is.")
class UpdateClipInput:
    id: strawberry.ID = strawberry.field(description="The clip.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")
    number: str | None = strawberry.field(default=None, description="Number on the shot list.")
    shot_kind: ShotKind | None = strawberry.field(
        default=None, description="What it does in the story."
    )
    framing: Framing | None = strawberry.field(
        default=None, description="How much the frame holds."
    )
    duration_frames: int | None = strawberry.field(default=None, description="Length in frames.")
    image_prompt: str | None = strawberry.field(default=None, description="Prompt of stills.")
    video_prompt: str | None = strawberry.field(default=None, description="Prompt of motion.")
    negative_prompt: str | None = strawberry.field(
        default=None, description="What is not to be seen."
    )
    caption: str | None = strawberry.field(default=None, description="What happens or is said.")
    allow_overlap: bool = strawberry.field(
        default=False, description="Lengthen it even over other clips."
    )


@strawberry.input(description="A new place for a clip.")
class MoveClipInput:
    id: strawberry.ID = strawberry.field(description="The clip.")
    scene_id: strawberry.ID | None = strawberry.field(
        default=None, description="The scene to move to; its own if missing."
    )
    start_frame: int = strawberry.field(description="First frame in that scene.")
    allow_overlap: bool = strawberry.field(
        default=False, description="Place it even over other clips."
    )
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="A new order of a scene's clips.")
class ReorderClipsInput:
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    clip_ids: list[strawberry.ID] = strawberry.field(
        description="Every clip of the scene once, in the new order."
    )


@strawberry.interface(description="An answer that may propose other places on the timeline.")
class Placement(Payload):
    proposals: list[PlacementProposal] = strawberry.field(
        description="Free places, the nearest first, where the wanted one was taken."
    )


@strawberry.type(description="What createClip answers.")
class CreateClipPayload(Placement, Payload):
    clip: Clip | None = strawberry.field(description="The new clip.")


@strawberry.type(description="What updateClip answers.")
class UpdateClipPayload(Placement, Payload):
    clip: Clip | None = strawberry.field(description="The clip; after a conflict, as it is now.")


@strawberry.type(description="What moveClip answers.")
class MoveClipPayload(Placement, Payload):
    clip: Clip | None = strawberry.field(description="The clip; after a conflict, as it is now.")


@strawberry.type(description="What reorderClips answers.")
class ReorderClipsPayload(Payload):
    scene: Scene | None = strawberry.field(description="The scene with its clips end to end.")


def _words(input: CreateClipInput | UpdateClipInput) -> dict[str, Any]:
    return given(
        name=input.name,
        number=input.number,
        shot_kind=input.shot_kind.value if input.shot_kind else None,
        framing=input.framing.value if input.framing else None,
        image_prompt=input.image_prompt,
        video_prompt=input.video_prompt,
        negative_prompt=input.negative_prompt,
        caption=input.caption,
    )


@strawberry.type
class ClipMutations:
    @strawberry.mutation(description="Make a clip.")
    async def create_clip(
        self,
        info: Info,
        input: Annotated[CreateClipInput, strawberry.argument(description="The clip.")],
    ) -> CreateClipPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            clip = await service.create_clip(
                work,
                viewer,
                untyped("scene", input.scene_id),
                start_frame=input.start_frame,
                duration_frames=input.duration_frames,
                allow_overlap=input.allow_overlap,
                **_words(input),
            )
            return {"clip": Ref("Clip", clip.id)}

        return await mutate(info, CreateClipPayload, act)

    @strawberry.mutation(description="Change a clip's words or length.")
    async def update_clip(
        self,
        info: Info,
        input: Annotated[UpdateClipInput, strawberry.argument(description="The changes.")],
    ) -> UpdateClipPayload:
        target = Ref("Clip", untyped("clip", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_clip(
                work,
                viewer,
                target.id,
                _words(input) | given(duration_frames=input.duration_frames),
                expected_version=input.expected_version,
                allow_overlap=input.allow_overlap,
            )
            return {"clip": target}

        return await mutate(info, UpdateClipPayload, act, current={"clip": target})

    @strawberry.mutation(description="Move a clip, perhaps to another scene of its project.")
    async def move_clip(
        self,
        info: Info,
        input: Annotated[MoveClipInput, strawberry.argument(description="The place.")],
    ) -> MoveClipPayload:
        target = Ref("Clip", untyped("clip", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            scene_id = untyped("scene", input.scene_id) if input.scene_id is not None else None
            if input.scene_id is not None and scene_id is None:
                raise service.no_such_scene()
            await service.move_clip(
                work,
                viewer,
                target.id,
                start_frame=input.start_frame,
                scene_id=scene_id,
                allow_overlap=input.allow_overlap,
                expected_version=input.expected_version,
            )
            return {"clip": target}

        return await mutate(info, MoveClipPayload, act, current={"clip": target})

    @strawberry.mutation(description="Lay a scene's clips end to end in a new order.")
    async def reorder_clips(
        self,
        info: Info,
        input: Annotated[ReorderClipsInput, strawberry.argument(description="The order.")],
    ) -> ReorderClipsPayload:
        target = Ref("Scene", untyped("scene", input.scene_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            ids = [untyped("clip", clip_id) for clip_id in input.clip_ids]
            await service.reorder_clips(work, viewer, target.id, ids)
            return {"scene": target}

        return await mutate(info, ReorderClipsPayload, act, current={"scene": target})
