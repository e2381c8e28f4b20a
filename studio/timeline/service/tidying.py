"""A scene's timeline put right: gaps closed, overlaps parted, edges aligned, proposals applied.

Each act answers the places that take it back (`studio.timeline.service.placing.place_clips`).
"""

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import Conflict, UserError
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.timeline.cutting import Grid, Track, aligned, apart, closed, in_order, layout_of
from studio.timeline.models import Clip
from studio.timeline.queries import spans_of
from studio.timeline.reports.proposals import outcome
from studio.timeline.reports.whole import remedies_in
from studio.timeline.service.locking import lock_clips
from studio.timeline.service.placing import Place, put_to
from studio.timeline.service.writing import create_clip
from studio.timeline.shots import ShotKind


@dataclass(frozen=True, slots=True)
class Tidied:
    """The scene, the places that take the act back, and the clip that was made."""

    scene: Scene
    undo: list[Place]
    made: Clip | None = None


async def close_all_gaps(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_layout: str | None
) -> Tidied:
    """Cut the gaps out of the scene's timeline; what overlaps does so as before."""
    scene, track = await _locked(work, viewer, scene_id, expected_layout)
    return Tidied(scene, await put_to(work, track, closed(track)))


async def part_overlaps(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_layout: str | None
) -> Tidied:
    """Move each clip that begins too early, and all behind it, as much later as it takes."""
    scene, track = await _locked(work, viewer, scene_id, expected_layout)
    return Tidied(scene, await put_to(work, track, apart(track)))


async def align_clips(
    work: Work,
    viewer: Viewer,
    scene_id: UUID | None,
    *,
    frames: int | None,
    seconds: Fraction | None,
    expected_layout: str | None,
) -> Tidied:
    """Put all edges onto the nearest lines of a grid of so many frames, or seconds."""
    scene, track = await _locked(work, viewer, scene_id, expected_layout)
    if (frames is None) == (seconds is None):
        raise UserError("Give either frames or seconds.", field=["frames"])
    if frames is not None:
        grid = Grid.of(Fraction(frames), field="frames")
    else:
        assert seconds is not None
        project = await work.session.scalars(select(Project).where(Project.id == scene.project_id))
        grid = Grid.of(seconds * project.one().rate, field="seconds")
    return Tidied(scene, await put_to(work, track, aligned(track, grid)))


async def apply_proposal(
    work: Work, viewer: Viewer, scene_id: UUID | None, proposal_id: str
) -> Tidied:
    """Do what a report proposed. Raises Conflict where it could not be proposed any more."""
    scene, track = await _locked(work, viewer, scene_id, None)
    for chosen in remedies_in(in_order(track)):
        if chosen.id == proposal_id:
            break
    else:
        raise Conflict(
            "The clips that this proposal is about have changed. Read the report again.",
            field=["proposalId"],
        )
    undo = await put_to(work, track, outcome(chosen, track))
    if chosen.slate is None:
        return Tidied(scene, undo)
    slate = await create_clip(
        work,
        viewer,
        scene.id,
        start_frame=chosen.slate.start,
        duration_frames=chosen.slate.duration,
        name="Slate",
        shot_kind=ShotKind.TITLE.value,
    )
    return Tidied(scene, undo, slate)


async def _locked(
    work: Work, viewer: Viewer, scene_id: UUID | None, expected_layout: str | None
) -> tuple[Scene, Track]:
    """The scene with where its clips lie, all locked; Conflict where that is not as expected."""
    scene = await find(work, viewer, Scene, scene_id, field="sceneId")
    viewer.demand_edit()
    await lock_clips(work, [scene.id])
    track = await spans_of(work, scene.id)
    if expected_layout is not None and expected_layout != layout_of(in_order(track)):
        raise Conflict(
            "The scene's clips lie otherwise than when you read them. Read them again.",
            field=["expectedLayout"],
        )
    return scene, track
