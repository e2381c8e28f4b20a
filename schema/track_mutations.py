"""Sound laid under a film, changed, taken away and brought back; clips aligned to its beats."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.editing import Deleted, EntityInput
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.projects import Project
from schema.reads.fields import Ref
from schema.relay import ids_of
from schema.scalars import BigInt
from schema.timeline import Clip
from schema.timeline_cutting import Undoable, undo_values
from schema.tracks import Track
from studio.access.viewer import Viewer
from studio.editing.service.laying import lay_take
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.sound.service import laying
from studio.sound.service.aligning import Scope, align_to_beats


@strawberry.input(description="A take of sound to lay under the film.")
class CreateTrackInput(KeyedInput):
    project_id: strawberry.ID = strawberry.field(description="The project.")
    take_id: strawberry.ID = strawberry.field(description="A take of it whose kind is AUDIO.")
    name: str = strawberry.field(default="Sound", description="What to call it.")
    start_frame: int = strawberry.field(default=0, description="The film's frame it begins at.")


@strawberry.input(description="Changes to a track; what is missing or null stays as it is.")
class UpdateTrackInput:
    id: strawberry.ID = strawberry.field(description="The track.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")
    start_frame: int | None = strawberry.field(
        default=None, description="The film's frame it begins at."
    )
    source_samples: BigInt | None = strawberry.field(
        default=None, description="The sample of its file that is heard there."
    )
    duration_frames: int | None = strawberry.field(
        default=None, description="For how many frames it is heard; 0 for as long as it lasts."
    )
    gain_db: float | None = strawberry.field(
        default=None, description="Louder or softer, -60 to 12 decibels."
    )
    fade_in_frames: int | None = strawberry.field(
        default=None, description="Frames in which it swells."
    )
    fade_out_frames: int | None = strawberry.field(
        default=None, description="Frames in which it dies away."
    )
    muted: bool | None = strawberry.field(default=None, description="Whether to leave it out.")
    tempo: float | None = strawberry.field(
        default=None,
        description="Beats a minute, 20 to 400, to four decimals, instead of those that were found. "
        "Its first beat stays where it is, unless that is given too.",
    )
    first_beat_samples: BigInt | None = strawberry.field(
        default=None, description="The sample of its file that the first beat, and bar, is at."
    )
    first_beat_seconds: float | None = strawberry.field(
        default=None, description="The same in seconds."
    )
    beats_per_bar: int | None = strawberry.field(
        default=None, description="How many beats make a bar, 1 to 16."
    )
    detected_beats: bool | None = strawberry.field(
        default=None, description="True: forget the tempo that was given, for the beats found."
    )


@strawberry.input(description="A track to delete; it can be restored.")
class DeleteTrackInput(EntityInput):
    pass


@strawberry.input(description="A track to bring back.")
class RestoreTrackInput(EntityInput):
    pass


@strawberry.input(description="A new order of a project's tracks.")
class ReorderTracksInput:
    project_id: strawberry.ID = strawberry.field(description="The project.")
    track_ids: list[strawberry.ID] = strawberry.field(
        description="Every track of the project once, in the new order."
    )


@strawberry.input(description="Clips whose edges are to lie on beats: all of the film by itself.")
class AlignClipsToBeatsInput:
    project_id: strawberry.ID = strawberry.field(description="The project.")
    track_id: strawberry.ID = strawberry.field(description="The track whose beats they are.")
    scene_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only the clips of these scenes."
    )
    clip_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only these clips."
    )
    every: int = strawberry.field(
        default=1, description="Use every so many beats, or bars, 1 to 64."
    )
    bars: bool = strawberry.field(default=False, description="Use the beats that begin bars alone.")


@strawberry.type(description="What createTrack answers.")
class CreateTrackPayload(Payload):
    track: Track | None = strawberry.field(description="The new track.")


@strawberry.type(description="What updateTrack answers.")
class UpdateTrackPayload(Payload):
    track: Track | None = strawberry.field(description="The track; after a conflict, as it is now.")


@strawberry.type(description="What deleteTrack answers.")
class DeleteTrackPayload(Deleted, Payload):
    pass


@strawberry.type(description="What restoreTrack answers.")
class RestoreTrackPayload(Payload):
    track: Track | None = strawberry.field(description="The track as it was.")


@strawberry.type(description="What reorderTracks answers.")
class ReorderTracksPayload(Payload):
    project: Project | None = strawberry.field(description="The project with its new order.")


@strawberry.type(description="What alignClipsToBeats answers.")
class AlignClipsToBeatsPayload(Undoable, Payload):
    clips: list[Clip] = strawberry.field(
        description="Those that moved or have another length, in the order of the film."
    )


@strawberry.type
class TrackMutations:
    @strawberry.mutation(
        description="Lay a take of sound under the film as a track. A file of sound is brought by "
        "PUT /tracks/{project}?name=&startFrame=."
    )
    async def create_track(
        self,
        info: Info,
        input: Annotated[CreateTrackInput, strawberry.argument(description="The track.")],
    ) -> CreateTrackPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            track = await lay_take(
                work,
                viewer,
                untyped("project", input.project_id),
                untyped("take", input.take_id),
                name=input.name,
                start_frame=input.start_frame,
            )
            return {"track": Ref("Track", track.id)}

        return await mutate(info, CreateTrackPayload, act, once=input)

    @strawberry.mutation(description="Change a track's place, loudness or beats.")
    async def update_track(
        self,
        info: Info,
        input: Annotated[UpdateTrackInput, strawberry.argument(description="The changes.")],
    ) -> UpdateTrackPayload:
        target = Ref("Track", untyped("track", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await laying.update_track(
                work, viewer, target.id, _changes(input), expected_version=input.expected_version
            )
            return {"track": target}

        return await mutate(info, UpdateTrackPayload, act, current={"track": target})

    @strawberry.mutation(description="Delete a track. It can be restored.")
    async def delete_track(
        self,
        info: Info,
        input: Annotated[DeleteTrackInput, strawberry.argument(description="Which.")],
    ) -> DeleteTrackPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            track_id = untyped("track", input.id)
            await laying.delete_track(
                work, viewer, track_id, expected_version=input.expected_version
            )
            return {"deletedId": input.id}

        return await mutate(info, DeleteTrackPayload, act)

    @strawberry.mutation(description="Bring a deleted track back.")
    async def restore_track(
        self,
        info: Info,
        input: Annotated[RestoreTrackInput, strawberry.argument(description="Which.")],
    ) -> RestoreTrackPayload:
        target = Ref("Track", untyped("track", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await laying.restore_track(
                work, viewer, target.id, expected_version=input.expected_version
            )
            return {"track": target}

        return await mutate(info, RestoreTrackPayload, act, current={"track": target})

    @strawberry.mutation(description="Put a project's tracks into another order.")
    async def reorder_tracks(
        self,
        info: Info,
        input: Annotated[ReorderTracksInput, strawberry.argument(description="The order.")],
    ) -> ReorderTracksPayload:
        target = Ref("Project", untyped("project", input.project_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            ids = [untyped("track", track_id) for track_id in input.track_ids]
            await laying.reorder_tracks(work, viewer, target.id, ids)
            return {"project": target}

        return await mutate(info, ReorderTracksPayload, act, current={"project": target})

    @strawberry.mutation(
        description="Put the edges of clips on the nearest beats of a track: all of them or none. "
        "What follows a clip still does, none is shorter than a beat, and what lies behind is later "
        "if need be. Edges that the music does not reach stay."
    )
    async def align_clips_to_beats(
        self,
        info: Info,
        input: Annotated[AlignClipsToBeatsInput, strawberry.argument(description="Which.")],
    ) -> AlignClipsToBeatsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            undo = await align_to_beats(
                work,
                viewer,
                untyped("project", input.project_id),
                untyped("track", input.track_id),
                scope=Scope(
                    None if input.scene_ids is None else ids_of("scene", input.scene_ids),
                    None if input.clip_ids is None else ids_of("clip", input.clip_ids),
                ),
                every=input.every,
                bars=input.bars,
            )
            return {
                "clips": [Ref("Clip", place.clip_id) for place in undo],
                "undo": undo_values(undo),
            }

        return await mutate(info, AlignClipsToBeatsPayload, act)


def _changes(input: UpdateTrackInput) -> dict[str, Any]:
    names = (
        "name",
        "start_frame",
        "source_samples",
        "duration_frames",
        "gain_db",
        "fade_in_frames",
        "fade_out_frames",
        "muted",
        "tempo",
        "first_beat_samples",
        "first_beat_seconds",
        "beats_per_bar",
        "detected_beats",
    )
    return given(**{name: getattr(input, name) for name in names})
