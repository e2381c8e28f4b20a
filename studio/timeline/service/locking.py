"""What acts on clips must hold, in the one order of locks: scenes, then clips, by id."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import and_, or_, select

from studio.access.queries import find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, NotFound, UserError
from studio.kernel.work import Work
from studio.projects.models import Scene
from studio.timeline.models import Clip


def no_such_scene() -> NotFound:
    return NotFound("There is no scene of this id.", field=["sceneId"])


async def lock_clips(work: Work, scene_ids: Collection[UUID], *others: UUID) -> None:
    """Lock the living clips of these locked scenes, and these others, all in id order.

    To be done before one of them is locked by itself, where the rest may have to move.
    """
    living = and_(Clip.scene_id.in_(scene_ids), Clip.deleted_at.is_(None))
    every = select(Clip.id).where(or_(living, Clip.id.in_(others))).order_by(Clip.id)
    await work.session.execute(every.with_for_update(key_share=True))


async def clips_in(work: Work, scene_ids: Collection[UUID]) -> dict[UUID, Clip]:
    """The living clips of these locked scenes as they lie, locked in id order."""
    rows = await work.session.scalars(
        select(Clip)
        .where(Clip.scene_id.in_(scene_ids), Clip.deleted_at.is_(None))
        .order_by(Clip.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {clip.id: clip for clip in sorted(rows, key=lambda clip: (clip.start_frame, clip.id))}


async def lock_with_scene(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    target: UUID | None = None,
    whole: bool = False,
) -> Clip:
    """The clip, its scene and a target scene of the same project, locked scenes first.

    If `whole`, so are all the clips of its scene.
    """
    seen = await find(work, viewer, Clip, clip_id, lock=False)
    viewer.demand_edit()
    await lock_scenes(work, viewer, [seen], target or seen.scene_id)
    if whole:
        await lock_clips(work, [seen.scene_id])
    clip = await find(work, viewer, Clip, clip_id)
    if clip.scene_id != seen.scene_id:
        raise Conflict("Somebody else moved this clip at the same moment. Read it again and retry.")
    return clip


async def lock_scenes(
    work: Work, viewer: Viewer, clips: Collection[Clip], target: UUID
) -> dict[UUID, Scene]:
    """The scenes of these clips and the one they go to, locked; all of one project."""
    wanted = {target, *(clip.scene_id for clip in clips)}
    scenes = await find_many(work, viewer, Scene, wanted, field="sceneId")
    if len({scene.project_id for scene in scenes.values()}) > 1:
        raise UserError(
            "That scene is in another project. Duplicate the clip there instead.",
            field=["sceneId"],
        )
    return scenes
