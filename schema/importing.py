"""Timelines and projects that are brought in, in the graph."""

from collections.abc import Sequence
from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.errors import error_values
from schema.idempotency import KeyedInput
from schema.mutate import Payload, mutate
from schema.projects import Project
from schema.reads.fields import Ref
from schema.relay import id_filter
from schema.scalars import BigInt, FrameRate
from schema.timeline import Clip
from schema.timeline_comparing import NOTHING_READ, TimelineComparison, comparison_values
from schema.timeline_cutting import Undoable, undo_values
from schema.tracks import Track
from studio.access.viewer import Viewer
from studio.importing.applying import Former, apply_timeline
from studio.importing.applying_sounds import FormerTrack as FormerTrackRow
from studio.importing.beside import timeline_comparison
from studio.importing.bringing import import_timeline
from studio.importing.restoring import import_project
from studio.kernel.errors import UserError
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work
from studio.timeline.transitions import TransitionKind

TEXT = "The whole document: 20 MB at most, and what the request may have."


@strawberry.input(description="A timeline to compare with a project.")
class TimelineComparisonInput:
    project_id: strawberry.ID = strawberry.field(description="The project.")
    text: str = strawberry.field(description=TEXT)


@strawberry.type
class ImportingQueries:
    @strawberry.field(
        description="What an editing program did to a timeline that was taken out of the project: "
        "clips are known again by their ids, else by their files and names. Nothing is written. Null "
        "where there is no such project."
    )
    async def timeline_comparison(
        self,
        info: Info,
        input: Annotated[
            TimelineComparisonInput, strawberry.argument(description="Which, and with what.")
        ],
    ) -> TimelineComparison | None:
        context = info.context
        try:
            async with context.services.sessions() as session:
                found = await timeline_comparison(
                    session, context.viewer, id_filter("project", input.project_id), input.text
                )
            if found is None:
                return None
            values = {**comparison_values(*found), "userErrors": []}
        except UserError as error:
            values = {**NOTHING_READ, "userErrors": [error_values(error)]}
        return cast("TimelineComparison", await context.reads.payload(info._raw_info, values))


@strawberry.input(description="A timeline to make a project of.")
class ImportTimelineInput(KeyedInput):
    text: str = strawberry.field(description=TEXT)
    name: str | None = strawberry.field(
        default=None, description="What to call the project; as the timeline is called if missing."
    )
    fps: FrameRate | None = strawberry.field(
        default=None,
        description="The rate of an edit decision list, which does not say it; others do.",
    )
    markers_are_scenes: bool = strawberry.field(
        default=True, description="Begin a scene at each marker of the timeline."
    )


@strawberry.input(description="A project to restore.")
class ImportProjectInput(KeyedInput):
    text: str = strawberry.field(description=f"Its JSON. {TEXT}")


@strawberry.type(description="What importTimeline answers.")
class ImportTimelinePayload(Payload):
    project: Project | None = strawberry.field(description="The new project.")
    warnings: list[str] = strawberry.field(
        description="What could not be taken, or is not here, in words."
    )


@strawberry.type(description="A file that a restored project lacks.")
class MissingFile:
    sha256: str = strawberry.field(description="The SHA-256 of its bytes.")
    uses: int = strawberry.field(description="How many takes, tracks and pictures it was of.")


@strawberry.type(description="What importProject answers.")
class ImportProjectPayload(Payload):
    project: Project | None = strawberry.field(description="The new project.")
    missing: list[MissingFile] = strawberry.field(
        description="Files that the workspace does not have: what was of them is left out."
    )
    warnings: list[str] = strawberry.field(description="What else is not here, in words.")


@strawberry.input(description="Changes of a timeline to make in the project.")
class ApplyTimelineInput(KeyedInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")
    text: str = strawberry.field(description="The timeline that was compared.")
    changes: list[strawberry.ID] = strawberry.field(
        description="Which of the comparison's changes, and of its sound's: all of these are made, "
        "or none."
    )
    expected_seq: int | None = strawberry.field(
        default=None,
        description="The project's `lastSeq` when it was compared; CONFLICT if it has risen since.",
    )


@strawberry.type(description="A clip as it was before an act.")
class FormerClip:
    id: strawberry.ID = strawberry.field(description="The clip.")
    scene_id: strawberry.ID = strawberry.field(description="The scene that it was in.")
    start_frame: int = strawberry.field(description="Its first frame there.")
    duration_frames: int = strawberry.field(description="How long it was.")
    source_frame: int = strawberry.field(description="The frame of its take that it began with.")
    name: str = strawberry.field(description="What it was called.")
    transition_kind: TransitionKind = strawberry.field(description="How it came in.")
    transition_frames: int = strawberry.field(description="Over how many frames.")
    take_id: strawberry.ID | None = strawberry.field(description="The take that it showed.")


@strawberry.type(description="A track as it was before an act: what updateTrack gives it back.")
class FormerTrack:
    id: strawberry.ID = strawberry.field(description="The track.")
    name: str = strawberry.field(description="What it was called.")
    start_frame: int = strawberry.field(description="The film's frame that it began at.")
    source_samples: BigInt = strawberry.field(
        description="The sample of its file that was heard there."
    )
    duration_frames: int | None = strawberry.field(
        description="For how long it was heard; null (0 for updateTrack) for as long as it lasts."
    )
    gain_db: float = strawberry.field(description="How loud it was, in decibels.")
    fade_in_frames: int = strawberry.field(description="In how many frames it swelled.")
    fade_out_frames: int = strawberry.field(description="In how many frames it died away.")
    muted: bool = strawberry.field(description="Whether it was left out.")


@strawberry.type(description="What applyTimeline answers.")
class ApplyTimelinePayload(Undoable, Payload):
    project: Project | None = strawberry.field(description="The project, as it is now.")
    clips: list[Clip] = strawberry.field(
        description="The new clips. To take the act back, delete them first, without `ripple`."
    )
    deleted_ids: list[strawberry.ID] = strawberry.field(
        description="The clips that went. To take the act back, restore them last, without `ripple`."
    )
    former: list[FormerClip] = strawberry.field(
        description="Every clip that was changed, as it was: `undo` has those that only moved or "
        "changed their length within their scenes; moveClip and updateClip take back the rest."
    )
    tracks: list[Track] = strawberry.field(
        description="The new tracks. To take the act back, delete them."
    )
    deleted_track_ids: list[strawberry.ID] = strawberry.field(
        description="The tracks that went. To take the act back, restore them."
    )
    former_tracks: list[FormerTrack] = strawberry.field(
        description="Every track that was changed, as it was. To take the act back, give it to "
        "updateTrack."
    )
    warnings: list[str] = strawberry.field(description="What is not here, in words.")


@strawberry.type
class ImportingMutations:
    @strawberry.mutation(
        description="Make a project of a timeline of any program: OpenTimelineIO, Final Cut Pro XML, "
        "an edit decision list. Takes that the workspace has are shown again."
    )
    async def import_timeline(
        self,
        info: Info,
        input: Annotated[ImportTimelineInput, strawberry.argument(description="What, and how.")],
    ) -> ImportTimelinePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            made = await import_timeline(
                work,
                viewer,
                text=input.text,
                name=input.name,
                rate=input.fps,
                by_markers=input.markers_are_scenes,
            )
            project = Ref("Project", made.project.id)
            return {"project": project, "warnings": list(made.warnings)}

        return await mutate(info, ImportTimelinePayload, act, once=input, failed={"warnings": []})

    @strawberry.mutation(
        description="Restore a project from its own JSON, as a new one: the same scenes, shots, cast "
        "and tracks. Takes whose files the workspace has are there again."
    )
    async def import_project(
        self,
        info: Info,
        input: Annotated[ImportProjectInput, strawberry.argument(description="What.")],
    ) -> ImportProjectPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            made = await import_project(work, viewer, text=input.text)
            return {
                "project": Ref("Project", made.project.id),
                "missing": [
                    {"sha256": sha256, "uses": uses} for sha256, uses in made.missing.items()
                ],
                "warnings": list(made.warnings),
            }

        return await mutate(info, ImportProjectPayload, act, once=input, failed=_EMPTY)

    @strawberry.mutation(
        description="Make changes in the project that an editing program made in its timeline. Clips "
        "may overlap then, as they came."
    )
    async def apply_timeline(
        self,
        info: Info,
        input: Annotated[ApplyTimelineInput, strawberry.argument(description="Which.")],
    ) -> ApplyTimelinePayload:
        target = Ref("Project", untyped("project", input.project_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            done = await apply_timeline(
                work,
                viewer,
                target.id,
                text=input.text,
                chosen=input.changes,
                expected_seq=input.expected_seq,
            )
            return {
                "project": target,
                "clips": [Ref("Clip", clip_id) for clip_id in done.made],
                "deletedIds": [typed("clip", clip_id) for clip_id in done.deleted],
                "former": _former(done.former),
                "tracks": [Ref("Track", track_id) for track_id in done.sounds.made],
                "deletedTrackIds": [typed("track", track_id) for track_id in done.sounds.deleted],
                "formerTracks": [_former_track(one) for one in done.sounds.former],
                "undo": undo_values(done.undo),
                "warnings": list(done.warnings),
            }

        return await mutate(
            info,
            ApplyTimelinePayload,
            act,
            current={"project": target},
            once=input,
            failed=_EMPTY,
        )


_EMPTY: dict[str, Any] = {"missing": [], "warnings": [], "former": [], "formerTracks": []}


def _former_track(one: FormerTrackRow) -> dict[str, Any]:
    return {
        "id": typed("track", one.track_id),
        "name": one.name,
        "startFrame": one.start_frame,
        "sourceSamples": one.source_samples,
        "durationFrames": one.duration_frames,
        "gainDb": one.gain_db,
        "fadeInFrames": one.fade_in_frames,
        "fadeOutFrames": one.fade_out_frames,
        "muted": one.muted,
    }


def _former(clips: Sequence[Former]) -> list[dict[str, Any]]:
    return [
        {
            "id": typed("clip", one.clip_id),
            "sceneId": typed("scene", one.scene_id),
            "startFrame": one.start_frame,
            "durationFrames": one.duration_frames,
            "sourceFrame": one.source_frame,
            "name": one.name,
            "transitionKind": one.transition_kind,
            "transitionFrames": one.transition_frames,
            "takeId": None if one.take_id is None else typed("take", one.take_id),
        }
        for one in clips
    ]
