"""Clips in the graph, with their takes and renders."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from sqlalchemy import ColumnElement, FromClause, func, or_, select

from schema.context import Info
from schema.node import Node, read_node
from schema.projects import Project, Scene
from schema.reads.fields import (
    Arguments,
    Children,
    child,
    children_of,
    column,
    entity,
    identity,
)
from schema.scalars import DateTime
from studio.gallery.models import Take as TakeRow
from studio.library.media import MediaKind
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Scene as SceneRow
from studio.rendering.models import RenderJob as JobRow
from studio.timeline.models import Clip as ClipRow
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


@strawberry.type
class ClipQueries:
    @strawberry.field(description="The clip of this id, or null.")
    async def clip(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The clip's id.")],
    ) -> Clip | None:
        return cast("Clip | None", await read_node(info, id, "Clip"))
