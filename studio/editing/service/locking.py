"""What acts on several rows must hold, in the one order of locks: scenes, then clips, by id."""

from collections.abc import Collection, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import inspect, select

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, NotFound
from studio.kernel.work import Work
from studio.projects.models import Scene
from studio.timeline.models import Clip
from studio.timeline.service.locking import lock_clips

Row = TypeVar("Row", Scene, Clip)


async def rows_of(
    work: Work,
    viewer: Viewer,
    model: type[Row],
    ids: Collection[UUID],
    *,
    deleted: bool = False,
    lock: bool = True,
) -> Sequence[Row]:
    """Those of these living (or deleted) rows that the viewer may see, locked in id order."""
    statement = (
        select(model)
        .where(
            model.id.in_(ids),
            model.deleted_at.is_not(None) if deleted else model.deleted_at.is_(None),
            visible(inspect(model).local_table, viewer.workspace_id),
        )
        .order_by(model.id)
        .execution_options(populate_existing=True)
    )
    if lock:
        statement = statement.with_for_update(of=model, key_share=True)
    rows = await work.session.scalars(statement)
    return rows.all()


async def clips_of(
    work: Work,
    viewer: Viewer,
    ids: Collection[UUID],
    *,
    field: str,
    deleted: bool = False,
    lock: bool = True,
) -> Sequence[Clip]:
    """All of these clips. Raises NotFound, naming the input `field`, if one is missing."""
    clips = await rows_of(work, viewer, Clip, ids, deleted=deleted, lock=lock)
    if len(clips) != len(set(ids)):
        missing = "There is no clip of this id." if len(ids) == 1 else "Not every clip is there."
        raise NotFound(missing, field=[field])
    return clips


def no_such_clip() -> NotFound:
    return NotFound("There is no clip of this id.", field=["id"])


async def clips_with_scenes(
    work: Work,
    viewer: Viewer,
    ids: Collection[UUID],
    *,
    field: str,
    deleted: bool = False,
    whole: bool,
) -> tuple[Sequence[Scene], Sequence[Clip]]:
    """All of these clips and the living scenes that they are of, locked scenes first.

    If `whole`, all the clips of the scenes are locked, for they may have to move.
    Raises NotFound as `clips_of` does, Conflict for a clip that moved meanwhile.
    """
    seen = await clips_of(work, viewer, ids, field=field, deleted=deleted, lock=False)
    homes = {clip.scene_id for clip in seen}
    scenes = await rows_of(work, viewer, Scene, homes)
    if whole:
        await lock_clips(work, homes, *ids)
    clips = await clips_of(work, viewer, ids, field=field, deleted=deleted)
    if not {clip.scene_id for clip in clips} <= homes:
        raise Conflict("Somebody else moved a clip at the same moment. Read it again and retry.")
    return scenes, clips


async def lock_scenes(work: Work, project_id: UUID) -> Sequence[Scene]:
    """The project's living scenes, locked in id order. Its own row must be locked."""
    scenes = await work.session.scalars(
        select(Scene)
        .where(Scene.project_id == project_id, Scene.deleted_at.is_(None))
        .order_by(Scene.id)
        .with_for_update(key_share=True)
    )
    return scenes.all()
