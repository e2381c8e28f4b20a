"""Copies. They share the files of their originals' takes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.casting.copying import Copies, copy_castings, copy_feeds
from studio.editing.service.locking import (
    clips_of,
    clips_with_scenes,
    lock_scenes,
    no_such_clip,
)
from studio.gallery.models import Take
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.record import Record
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.service import announce, copy_scripts
from studio.sound.models import Track
from studio.timeline.models import Clip
from studio.timeline.queries import spans_in
from studio.timeline.rules import (
    ProposalKind,
    Span,
    check_many,
    check_span,
    next_number,
    propose,
)
from studio.timeline.service.shifting import make_room


async def duplicate_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    *,
    expected_version: int | None,
    ripple: bool = False,
) -> Clip:
    """A copy with its takes, at the nearest free place behind the original.

    With `ripple` it stands right behind it, and what lies there makes room.
    """
    if clip_id is None:
        raise no_such_clip()
    _, (copy,) = await _duplicate(
        work, viewer, [clip_id], "id", expected_version=expected_version, ripple=ripple
    )
    return copy


async def duplicate_clips(
    work: Work, viewer: Viewer, clip_ids: Sequence[UUID], *, ripple: bool = True
) -> tuple[Sequence[Scene], Sequence[Clip]]:
    """The scenes, and a copy of each in the order of their timelines.

    With `ripple` the copies of a scene stand together behind the last of their originals.
    """
    check_many(clip_ids)
    return await _duplicate(work, viewer, clip_ids, "ids", ripple=ripple)


async def _duplicate(
    work: Work,
    viewer: Viewer,
    clip_ids: Sequence[UUID],
    field: str,
    *,
    expected_version: int | None = None,
    ripple: bool,
) -> tuple[Sequence[Scene], Sequence[Clip]]:
    seen = await clips_of(work, viewer, clip_ids, field=field, lock=False)
    projects = {clip.project_id for clip in seen}
    await find_many(work, viewer, Project, projects, field=field)
    scenes, clips = await clips_with_scenes(work, viewer, clip_ids, field=field, whole=ripple)
    viewer.demand_edit()
    by_scene: dict[UUID, list[Clip]] = defaultdict(list)
    for clip in sorted(clips, key=lambda clip: (clip.start_frame, clip.id)):
        check_version(clip.version, expected_version)
        by_scene[clip.scene_id].append(clip)
    places = await (_room_behind if ripple else _free_places)(work, by_scene)
    copies: list[Clip] = []
    for scene in sorted(scenes, key=lambda scene: (scene.project_id, scene.position)):
        mine = by_scene[scene.id]
        copies += await _copy_clips(
            work,
            mine,
            scene_id=scene.id,
            project_id=scene.project_id,
            starts=places,
            numbers=await new_numbers(work, scene.project_id, mine),
        )
    return scenes, copies


async def new_numbers(work: Work, project_id: UUID, clips: Iterable[Clip]) -> dict[UUID, str]:
    """For the copy of each clip, a number that no clip of the project has or had.

    The project's row must be locked.
    """
    await work.session.flush()
    taken = set(
        await work.session.scalars(select(Clip.number).where(Clip.project_id == project_id))
    )
    numbers: dict[UUID, str] = {}
    for clip in clips:
        numbers[clip.id] = next_number(clip.number, taken)
        taken.add(numbers[clip.id])
    return numbers


async def _room_behind(work: Work, by_scene: Mapping[UUID, Sequence[Clip]]) -> dict[UUID, int]:
    """By each clip's id, the place of its copy behind the last of its scene, made free."""
    copy_of: dict[UUID, UUID] = {}
    coming: dict[UUID, dict[UUID, Span]] = {}
    for scene_id, clips in by_scene.items():
        end = max(clip.start_frame + clip.duration_frames for clip in clips)
        coming[scene_id] = {}
        for clip in clips:
            stand_in = uuid7()
            copy_of[stand_in] = clip.id
            coming[scene_id][stand_in] = check_span(end, clip.duration_frames)
            end += clip.duration_frames
    places = await make_room(work, coming)
    return {clip_id: places[stand_in] for stand_in, clip_id in copy_of.items()}


async def _free_places(work: Work, by_scene: Mapping[UUID, Sequence[Clip]]) -> dict[UUID, int]:
    """By each clip's id, the nearest free place behind it for its copy."""
    taken = await spans_in(work, by_scene)
    starts: dict[UUID, int] = {}
    for scene_id, clips in by_scene.items():
        starts |= _free_in(clips, taken[scene_id].values())
    return starts


def _free_in(clips: Sequence[Clip], taken: Iterable[Span]) -> dict[UUID, int]:
    spans = list(taken)
    starts: dict[UUID, int] = {}
    for clip in clips:
        end = clip.start_frame + clip.duration_frames
        start = next(
            (
                proposal.start_frame
                for proposal in propose(Span(end, end + clip.duration_frames), spans)
                if proposal.kind in {ProposalKind.LATER, ProposalKind.END}
                or proposal.start_frame >= end
            ),
            None,
        )
        if start is None:
            raise UserError(
                "There is no room behind this clip for a copy of it.", code=ErrorCode.LIMIT_EXCEEDED
            )
        starts[clip.id] = start
        spans.append(Span(start, start + clip.duration_frames))
    return starts


async def duplicate_scene(
    work: Work, viewer: Viewer, scene_id: UUID | None, *, expected_version: int | None
) -> Scene:
    """A copy with its clips and their takes, right behind the original."""
    seen = await find(work, viewer, Scene, scene_id, lock=False)
    project = await find(work, viewer, Project, seen.project_id)
    scenes = await lock_scenes(work, project.id)
    scene = await find(work, viewer, Scene, scene_id)
    viewer.demand_edit()
    check_version(scene.version, expected_version)
    for other in scenes:
        if other.position > scene.position:
            other.position += 1
            work.changed("scene", other.id, stream=project.id, version=other.version)
    copy = await _copy_scene(
        work, scene, project.id, position=scene.position + 1, script_id=scene.script_id
    )
    work.changed("scene", copy.id, stream=project.id, version=1)
    return copy


async def duplicate_project(
    work: Work, viewer: Viewer, project_id: UUID | None, *, expected_version: int | None
) -> Project:
    project = await find(work, viewer, Project, project_id)
    viewer.demand_edit()
    check_version(project.version, expected_version)
    name = f"{project.name[:190]} (copy)"
    copy = Project(**shared_values(project), id=uuid7(), name=name, version=1)
    work.session.add(copy)
    work.open_stream(copy.id)
    await work.session.flush()
    scripts = await copy_scripts(work, project.id, copy.id)
    copies = await copy_feeds(work, project, copy)
    scenes = await work.session.scalars(
        select(Scene)
        .where(Scene.project_id == project.id, Scene.deleted_at.is_(None))
        .order_by(Scene.position)
    )
    for scene in scenes.all():
        script_id = scripts[scene.script_id] if scene.script_id else None
        await _copy_scene(
            work, scene, copy.id, position=scene.position, script_id=script_id, copies=copies
        )
    await _copy_tracks(work, project.id, copy.id)
    await _copy_export_presets(work, project.id, copy.id)
    announce(work, copy)
    return copy


async def _copy_tracks(work: Work, project_id: UUID, to: UUID) -> None:
    """They share the originals' files."""
    tracks = await work.session.scalars(
        select(Track).where(Track.project_id == project_id, Track.deleted_at.is_(None))
    )
    for track in tracks.all():
        values = shared_values(track, "project_id")
        copy = Track(**values, id=uuid7(), project_id=to, name=track.name, version=1)
        work.session.add(copy)
        work.changed("track", copy.id, stream=to, version=1)


async def _copy_export_presets(work: Work, project_id: UUID, to: UUID) -> None:
    """Those that ask for some scenes or clips alone ask for the whole film: the copies are others."""
    presets = Record.metadata.tables["export_presets"]
    rows = await work.session.execute(
        select(presets.c.name, presets.c.options).where(
            presets.c.project_id == project_id, presets.c.deleted_at.is_(None)
        )
    )
    copies = [
        {
            "id": uuid7(),
            "project_id": to,
            "name": name,
            "options": {key: value for key, value in options.items() if key not in _OF_ROWS},
            "version": 1,
        }
        for name, options in rows
    ]
    if copies:
        await work.session.execute(insert(presets), copies)


_OF_ROWS = frozenset({"scenes", "clips"})


async def _copy_scene(
    work: Work,
    scene: Scene,
    project_id: UUID,
    *,
    position: int,
    script_id: UUID | None,
    copies: Copies | None = None,
) -> Scene:
    """`copies` are those of what is cast, where it was copied too."""
    copy = Scene(
        **shared_values(scene, "project_id", "position", "script_id"),
        id=uuid7(),
        project_id=project_id,
        position=position,
        script_id=script_id,
        name=scene.name,
        version=1,
    )
    work.session.add(copy)
    await work.session.flush()
    clips = await work.session.scalars(
        select(Clip)
        .where(Clip.scene_id == scene.id, Clip.deleted_at.is_(None))
        .order_by(Clip.start_frame, Clip.id)
    )
    originals = clips.all()
    same = scene.project_id == project_id
    numbers = await new_numbers(work, project_id, originals) if same else None
    await copy_castings(work, {scene.id: copy.id}, project_id=project_id, copies=copies)
    await _copy_clips(
        work,
        originals,
        scene_id=copy.id,
        project_id=project_id,
        numbers=numbers,
        copies_of=copies,
    )
    return copy


async def _copy_clips(
    work: Work,
    clips: Sequence[Clip],
    *,
    scene_id: UUID,
    project_id: UUID,
    starts: Mapping[UUID, int] | None = None,
    numbers: Mapping[UUID, str] | None = None,
    copies_of: Copies | None = None,
) -> list[Clip]:
    """Copies of the clips, of what is cast onto them, and of their takes, which share the
    originals' files.

    `starts` says where each copy begins and `numbers` what its number is, by its original's id;
    without them both are the original's.
    """
    copies = {
        clip.id: Clip(
            **shared_values(clip, *_PLACED, "selected_take_id", "picked_at"),
            id=uuid7(),
            scene_id=scene_id,
            project_id=project_id,
            start_frame=clip.start_frame if starts is None else starts[clip.id],
            number=clip.number if numbers is None else numbers[clip.id],
            name=clip.name,
            # The copies of the takes are dated by this transaction: none came after the pick.
            picked_at=func.clock_timestamp() if clip.picked_at else None,
            version=1,
        )
        for clip in clips
    }
    work.session.add_all(copies.values())
    await work.session.flush()
    await copy_castings(
        work,
        {clip_id: made.id for clip_id, made in copies.items()},
        project_id=project_id,
        copies=copies_of,
    )
    for made in copies.values():
        work.changed("clip", made.id, stream=project_id, version=1)
    takes = await work.session.scalars(
        select(Take).where(Take.clip_id.in_(copies), Take.deleted_at.is_(None)).order_by(Take.id)
    )
    selected = {clip.selected_take_id: copies[clip.id] for clip in clips}
    for take in takes.all():
        copy = Take(
            **shared_values(take, "clip_id", "project_id", *MADE_BY),
            id=uuid7(),
            clip_id=copies[take.clip_id].id,
            project_id=project_id,
        )
        work.session.add(copy)
        work.changed("take", copy.id, stream=project_id)
        if take.id in selected:
            selected[take.id].selected_take_id = copy.id
    await work.session.flush()
    return list(copies.values())


MADE_BY = ("job_id", "attempt_id", "recipe_id", "output_index")
"""What a copy of a take does not have: its render is the other's."""
_PLACED = ("scene_id", "project_id", "start_frame", "number")
_NEW = frozenset(
    [
        "id",
        "name",
        "version",
        "created_at",
        "updated_at",
        "deleted_at",
        "deletion_id",
        "living",
        "selected_living",
    ]
)


def shared_values(row: Any, *but: str) -> dict[str, Any]:
    """The columns of a row that its copy shares."""
    return {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key not in _NEW and column.key not in but
    }
