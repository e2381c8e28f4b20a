"""What is chosen of the changes of a cut that came back, done to the project that it came from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.editing.service.deleting import delete_clips
from studio.editing.service.locking import lock_scenes
from studio.importing.applying_sounds import AppliedSounds, apply_sounds, lock_tracks
from studio.importing.beside import Beside, beside
from studio.importing.bringing import new_clip, unknown
from studio.importing.comparing import Change, ChangeKind
from studio.importing.comparing_sounds import SoundChange
from studio.importing.laying import Laid, Lying, laid
from studio.importing.linking import known_to, show_known
from studio.importing.readers.aside import read_aside
from studio.importing.reading import ReadClip, refuse
from studio.kernel.errors import Conflict, UserError
from studio.kernel.events import StreamClock
from studio.kernel.text import NAME, checked
from studio.kernel.time import MAX_FRAME
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.service import create_scene
from studio.timeline.models import Clip
from studio.timeline.rules import MAX_CLIPS, Span
from studio.timeline.service.locking import clips_in
from studio.timeline.service.placing import Place


@dataclass(frozen=True, slots=True)
class Former:
    """A clip as it was before an act."""

    clip_id: UUID
    scene_id: UUID
    start_frame: int
    duration_frames: int
    source_frame: int
    name: str
    transition_kind: str
    transition_frames: int
    take_id: UUID | None


@dataclass(frozen=True, slots=True)
class Applied:
    """What was made, deleted and changed; `undo` puts back what stayed in its scene."""

    project: Project
    made: tuple[UUID, ...]
    deleted: tuple[UUID, ...]
    former: tuple[Former, ...]
    undo: tuple[Place, ...]
    warnings: tuple[str, ...]
    sounds: AppliedSounds


async def apply_timeline(
    work: Work,
    viewer: Viewer,
    project_id: UUID | None,
    *,
    text: str,
    chosen: Sequence[str],
    expected_seq: int | None,
) -> Applied:
    """Do these changes of the comparison, all or none; clips may overlap then, as they came.

    Raises Conflict where the comparison is stale: the project has changed, or the changes are not
    those that it has now.
    """
    seen = await find(work, viewer, Project, project_id, lock=False, field="projectId")
    viewer.demand_edit()
    if not chosen:
        raise UserError("Choose one change at least.", field=["changes"])
    form, reading = await read_aside(text, seen.rate)
    project = await find(work, viewer, Project, project_id, field="projectId")
    scenes = sorted(await lock_scenes(work, project.id), key=lambda scene: scene.position)
    clips = await clips_in(work, [scene.id for scene in scenes])
    tracks = await lock_tracks(work, viewer, project)
    await _check_seq(work, project, expected_seq)
    found = await beside(work.session, viewer, project.id, form, reading)
    assert found is not None
    changes, heard = _chosen(found, chosen)
    if changes and not scenes:
        scenes = [await create_scene(work, viewer, project.id, name=reading.name or "Scene 1")]
        await work.session.flush()
    sounds = await apply_sounds(work, viewer, project, tracks, heard)
    if not changes:
        return Applied(project, (), (), (), (), sounds.warnings, sounds)
    return await _Act(work, viewer, project, scenes, clips).do(changes, sounds)


class _Act:
    """All rows are locked."""

    def __init__(
        self,
        work: Work,
        viewer: Viewer,
        project: Project,
        scenes: Sequence[Scene],
        clips: Mapping[UUID, Clip],
    ) -> None:
        self._work = work
        self._viewer = viewer
        self._project = project
        self._scenes = scenes
        self._clips = clips
        self._rank = {scene.id: rank for rank, scene in enumerate(scenes)}

    async def do(self, changes: Sequence[Change], sounds: AppliedSounds) -> Applied:
        by_clip: dict[UUID, list[Change]] = defaultdict(list)
        for change in changes:
            if change.clip is not None:
                by_clip[change.clip].append(change)
        gone = [one.clip for one in changes if one.kind is ChangeKind.GONE and one.clip]
        fresh = {one.id: one.read for one in changes if one.kind is ChangeKind.NEW and one.read}
        places = laid(self._wanted(by_clip, set(gone), fresh))
        await self._delete(gone)
        former = [self._before(clip_id) for clip_id in self._clips if clip_id not in set(gone)]
        changed = []
        for one in former:
            clip = self._clips[one.clip_id]
            if self._change(clip, by_clip.get(clip.id, ()), places[clip.id]):
                changed.append(one)
        made, warnings = await self._make(fresh, places)
        await self._work.session.flush()
        return Applied(
            self._project,
            tuple(clip.id for clip in made),
            tuple(gone),
            tuple(changed),
            tuple(self._undo(changed)),
            (*warnings, *sounds.warnings),
            sounds,
        )

    def _wanted(
        self,
        by_clip: Mapping[UUID, Sequence[Change]],
        gone: set[UUID],
        fresh: Mapping[str, ReadClip],
    ) -> list[Lying[Any]]:
        """Where everything is to lie in the film."""
        lying: list[Lying[Any]] = []
        for clip_id, span in self._film().items():
            if clip_id in gone:
                continue
            scene = self._rank[self._clips[clip_id].scene_id]
            lying.append(Lying(clip_id, _moved(span, by_clip.get(clip_id, ())), scene))
        lying += [Lying(key, read.span) for key, read in fresh.items()]
        if any(one.span.start < 0 or one.span.end > MAX_FRAME for one in lying):
            refuse(f"A clip would lie beyond frame {MAX_FRAME:,}, or before the film begins.")
        return lying

    def _film(self) -> dict[UUID, Span]:
        """Where the clips lie in the film now."""
        by_scene: dict[UUID, list[Clip]] = defaultdict(list)
        for clip in self._clips.values():
            by_scene[clip.scene_id].append(clip)
        found: dict[UUID, Span] = {}
        begins = 0
        for scene in self._scenes:
            lasts = 0
            for clip in by_scene[scene.id]:
                found[clip.id] = Span.of(begins + clip.start_frame, clip.duration_frames)
                lasts = max(lasts, clip.start_frame + clip.duration_frames)
            begins += lasts
        return found

    async def _delete(self, gone: Sequence[UUID]) -> None:
        for at in range(0, len(gone), MAX_CLIPS):
            part = gone[at : at + MAX_CLIPS]
            await delete_clips(self._work, self._viewer, part, ripple=False)

    def _before(self, clip_id: UUID) -> Former:
        clip = self._clips[clip_id]
        return Former(
            clip.id,
            clip.scene_id,
            clip.start_frame,
            clip.duration_frames,
            clip.source_frame,
            clip.name,
            clip.transition_kind,
            clip.transition_frames,
            clip.selected_take_id,
        )

    def _change(self, clip: Clip, changes: Sequence[Change], place: Laid) -> bool:
        """Whether anything of it is otherwise now."""
        before = self._before(clip.id)
        clip.scene_id, clip.start_frame = self._scenes[place.scene].id, place.start
        for one in changes:
            if one.before and one.after:
                _settle(clip, one)
        if self._before(clip.id) == before:
            return False
        clip.version += 1
        self._work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
        return True

    async def _make(
        self, fresh: Mapping[str, ReadClip], places: Mapping[Any, Laid]
    ) -> tuple[list[Clip], list[str]]:
        made = [
            (new_clip(read, self._scenes[places[key].scene], places[key].start), read)
            for key, read in fresh.items()
        ]
        if not made:
            return [], []
        self._work.session.add_all(clip for clip, _ in made)
        await self._work.session.flush()
        for clip, _ in made:
            self._work.changed("clip", clip.id, stream=clip.project_id, version=1)
        known = await known_to(self._work, self._viewer, [read.shown for read in fresh.values()])
        missing = await show_known(self._work, known, made)
        return [clip for clip, _ in made], unknown(missing)

    def _undo(self, changed: Sequence[Former]) -> list[Place]:
        """For those that are in the scene that they were in."""
        places = []
        for one in changed:
            clip = self._clips[one.clip_id]
            was = one.start_frame, one.duration_frames
            if clip.scene_id == one.scene_id and was != (clip.start_frame, clip.duration_frames):
                now = clip.start_frame, clip.duration_frames
                places.append(Place(clip.id, *was, *now))
        return places


def _moved(span: Span, changes: Sequence[Change]) -> Span:
    for one in changes:
        if one.before and one.after:
            span = Span(
                span.start + one.after.span.start - one.before.span.start,
                span.end + one.after.span.end - one.before.span.end,
            )
    return span


def _settle(clip: Clip, change: Change) -> None:
    """What a change does to a clip besides where it begins."""
    before, after = change.before, change.after
    assert before is not None
    assert after is not None
    clip.duration_frames += after.span.duration - before.span.duration
    clip.source_frame = max(0, clip.source_frame + after.source - before.source)
    if change.kind is ChangeKind.RENAMED:
        bare = after.name.removeprefix(f"{clip.number} ") if clip.number else after.name
        clip.name = checked(bare[:NAME], "name", limit=NAME)
    if change.kind is ChangeKind.TRANSITION:
        made = after.transition
        clip.transition_kind = made.kind.value if made else "CUT"
        clip.transition_frames = made.frames if made else 0
    if change.kind is ChangeKind.TAKE and change.take:
        clip.selected_take_id = change.take
        clip.picked_at = func.now()


def _chosen(found: Beside, chosen: Sequence[str]) -> tuple[list[Change], list[SoundChange]]:
    wanted = dict.fromkeys(chosen)
    changes = [one for one in found.clips.changes if one.id in wanted]
    heard = [one for one in found.sounds.changes if one.id in wanted]
    if len(wanted) != len(changes) + len(heard):
        raise Conflict(
            "These are not the changes that there are now: the project was changed since, or this is "
            "another timeline. Compare them again.",
            field=["changes"],
        )
    return changes, heard


async def _check_seq(work: Work, project: Project, expected: int | None) -> None:
    if expected is None:
        return
    row = select(StreamClock.seq).where(StreamClock.stream_id == project.id)
    if (await work.session.scalar(row) or 0) != expected:
        raise Conflict(
            "The project was changed since it was compared. Compare them again.",
            field=["expectedSeq"],
        )
