"""Clips in the graph, with their takes and renders."""

from typing import TYPE_CHECKING, Annotated, Any, cast

import strawberry
from sqlalchemy import ColumnElement, FromClause, case, func, or_, select, tuple_

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
from schema.staleness import CHANGES_OF_CLIP, StaleReason
from studio.gallery.models import Take as TakeRow
from studio.library.media import MediaKind
from studio.projects.models import Project as ProjectRow
from studio.projects.models import Scene as SceneRow
from studio.recipes.queries import shown_staleness
from studio.recipes.rules import Staleness
from studio.rendering.models import RenderJob as JobRow
from studio.timeline.models import Clip as ClipRow
from studio.timeline.shots import Framing, ShotKind
from studio.timeline.transitions import TransitionKind

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


def _seen(clip: FromClause, take: FromClause) -> tuple[ColumnElement[bool], ...]:
    """What a clip can show."""
    return (
        take.c.clip_id == clip.c.id,
        take.c.deleted_at.is_(None),
        take.c.kind != MediaKind.AUDIO.value,
    )


def _kinds(clip: FromClause) -> ColumnElement[Any]:
    take = _takes.alias()
    return func.array(
        select(take.c.kind)
        .where(take.c.clip_id == clip.c.id, take.c.deleted_at.is_(None))
        .distinct()
        .order_by(take.c.kind)
        .correlate(clip)
        .scalar_subquery()
    )


def _picked_at(clip: FromClause) -> ColumnElement[Any]:
    take = _takes.alias()
    shown = select(take.c.created_at).where(take.c.id == clip.c.selected_take_id).correlate(clip)
    return case(
        (
            clip.c.selected_take_id.is_not(None),
            func.coalesce(clip.c.picked_at, shown.scalar_subquery()),
        )
    )


def _new_count(clip: FromClause) -> ColumnElement[Any]:
    """Those that are dated alike, as of one render, come in the order of their ids."""
    take = _takes.alias()
    return (
        select(func.count())
        .where(
            *_seen(clip, take),
            take.c.id != clip.c.selected_take_id,
            tuple_(take.c.created_at, take.c.id)
            > tuple_(_picked_at(clip), clip.c.selected_take_id),
        )
        .correlate(clip)
        .scalar_subquery()
    )


def _is_newest(clip: FromClause, take: FromClause) -> ColumnElement[bool]:
    other = _takes.alias()
    newest = (
        select(other.c.id)
        .where(*_seen(clip, other))
        .order_by(other.c.created_at.desc(), other.c.id.desc())
        .limit(1)
        .correlate(clip)
        .scalar_subquery()
    )
    return take.c.id == newest


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
    source_frame: int = column(
        ClipRow.source_frame, "What of its take it begins with, in frames of the project's rate."
    )
    transition_kind: TransitionKind = column(
        ClipRow.transition_kind, "How it comes out of what is before it."
    )
    transition_frames: int = column(
        ClipRow.transition_frames, "Over how many frames, half of them before the cut; 0 for a cut."
    )
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
    locked_at: DateTime | None = column(
        ClipRow.locked_at, "Since when it is locked: requests for many clips leave it out."
    )
    picked_at: DateTime | None = column(
        _picked_at,
        "From when on it is the take it shows: picked then or, if nobody did, made then.",
    )
    new_take_count: int = column(
        _new_count, "How many takes it could show that were made since: nobody picked among them."
    )
    newest_take: LazyTake | None = child(
        _takes, _is_newest, "The last take made that it could show."
    )
    take_kinds: list[MediaKind] = column(_kinds, "Which kinds of takes it has.")

    staleness: Staleness = column(
        shown_staleness, "Whether the take it shows would still be made from the same things."
    )
    image_staleness: Staleness = column(
        lambda clip: shown_staleness(clip, MediaKind.IMAGE.value),
        "The same of its image: of the one that it shows, else the newest.",
    )
    video_staleness: Staleness = column(
        lambda clip: shown_staleness(clip, MediaKind.VIDEO.value),
        "The same of its video: of the one that it shows, else the newest.",
    )

    @children_of(CHANGES_OF_CLIP, "What has changed since its image or its video was made.")
    def stale_reasons(
        self,
        kind: Annotated[MediaKind, strawberry.argument(description="Of which: IMAGE or VIDEO.")],
    ) -> list[StaleReason]:
        raise AssertionError("read by the compiler")

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
