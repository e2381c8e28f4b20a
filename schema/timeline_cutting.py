"""Clips cut, joined and put to exact places: each act answers what takes it back."""

from collections.abc import Iterable
from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.idempotency import KeyedInput
from schema.mutate import Payload, mutate
from schema.projects import Scene
from schema.reads.fields import Ref
from schema.relay import ids_of
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.editing.service import merging, splitting
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work
from studio.timeline.service import placing
from studio.timeline.service.placing import Place


@strawberry.type(description="A clip's place before an act, as placeClips takes it.")
class ClipPlace:
    id: strawberry.ID = strawberry.field(description="The clip.")
    start_frame: int = strawberry.field(description="First frame in its scene.")
    duration_frames: int = strawberry.field(description="Length in frames.")
    expected_start_frame: int = strawberry.field(description="Where it lies since the act.")
    expected_duration_frames: int = strawberry.field(description="How long it is since the act.")


@strawberry.input(description="A place for a clip, in the scene that it is in.")
class ClipPlaceInput:
    id: strawberry.ID = strawberry.field(description="The clip.")
    start_frame: int = strawberry.field(description="First frame in its scene.")
    duration_frames: int = strawberry.field(description="Length in frames.")
    expected_start_frame: int | None = strawberry.field(
        default=None, description="Where it lies; CONFLICT if it lies elsewhere by now."
    )
    expected_duration_frames: int | None = strawberry.field(
        default=None, description="How long it is; CONFLICT if it has another length by now."
    )
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="Exact places of clips.")
class PlaceClipsInput:
    places: list[ClipPlaceInput] = strawberry.field(
        description="Each clip once, 5,000 at most; the `undo` of an act takes it back."
    )
    allow_overlap: bool = strawberry.field(
        default=False, description="Place them even over other clips."
    )


@strawberry.input(description="A clip to cut in two.")
class SplitClipInput(KeyedInput):
    id: strawberry.ID = strawberry.field(description="The clip.")
    frame: int = strawberry.field(
        description="The frame of the scene that the second begins with: within the clip."
    )
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="Clips to make one.")
class MergeClipsInput:
    ids: list[strawberry.ID] = strawberry.field(
        description="Which, 2 to 500, of one scene and with no other clip between them."
    )
    expected_versions: list[int] | None = strawberry.field(
        default=None,
        description="The versions you have read, one for each; CONFLICT if one has risen since.",
    )


@strawberry.interface(description="An act on a timeline that can be taken back.")
class Undoable(Payload):
    undo: list[ClipPlace] = strawberry.field(
        description="The former places of the clips that it moved, cut or lengthened: give them to "
        "placeClips with `allowOverlap` to take it back."
    )


@strawberry.type(description="What placeClips answers.")
class PlaceClipsPayload(Undoable, Payload):
    scenes: list[Scene] = strawberry.field(description="The scenes, as they lie now.")


@strawberry.type(description="What splitClip answers.")
class SplitClipPayload(Undoable, Payload):
    clip: Clip | None = strawberry.field(
        description="The first part; after a conflict, as it is now."
    )
    second: Clip | None = strawberry.field(
        description="The second part. To take the act back, delete it first, without `ripple`."
    )


@strawberry.type(description="What mergeClips answers.")
class MergeClipsPayload(Undoable, Payload):
    clip: Clip | None = strawberry.field(
        description="The one that is left, as long as all of them."
    )
    deleted_ids: list[strawberry.ID] = strawberry.field(
        description="The others. To take the act back, restore them last, without `ripple`."
    )
    deleted_take_count: int = strawberry.field(
        description="How many takes went with them; they come back with their clips."
    )


@strawberry.type
class CuttingMutations:
    @strawberry.mutation(
        description="Put clips to exact places within their scenes: all of them or none."
    )
    async def place_clips(
        self,
        info: Info,
        input: Annotated[PlaceClipsInput, strawberry.argument(description="Which, and where.")],
    ) -> PlaceClipsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            places = [
                Place(
                    ids_of("clip", [place.id])[0],
                    place.start_frame,
                    place.duration_frames,
                    place.expected_start_frame,
                    place.expected_duration_frames,
                    place.expected_version,
                )
                for place in input.places
            ]
            scenes, undo = await placing.place_clips(
                work, viewer, places, allow_overlap=input.allow_overlap
            )
            return {
                "scenes": [Ref("Scene", scene.id) for scene in scenes],
                "undo": undo_values(undo),
            }

        return await mutate(info, PlaceClipsPayload, act)

    @strawberry.mutation(
        description="Cut a clip in two at a frame. The first part keeps the takes and renders; the "
        "second has the same words and the next free number."
    )
    async def split_clip(
        self,
        info: Info,
        input: Annotated[SplitClipInput, strawberry.argument(description="Which, and where.")],
    ) -> SplitClipPayload:
        target = Ref("Clip", untyped("clip", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            second, undo = await splitting.split_clip(
                work,
                viewer,
                target.id,
                frame=input.frame,
                expected_version=input.expected_version,
            )
            return {"clip": target, "second": Ref("Clip", second.id), "undo": undo_values(undo)}

        return await mutate(info, SplitClipPayload, act, current={"clip": target}, once=input)

    @strawberry.mutation(
        description="Make clips that follow one another one: the first, with its words and takes, "
        "as long as all of them. The others are deleted with their takes, and can be restored."
    )
    async def merge_clips(
        self,
        info: Info,
        input: Annotated[MergeClipsInput, strawberry.argument(description="Which.")],
    ) -> MergeClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            merged = await merging.merge_clips(
                work, viewer, ids, expected_versions=input.expected_versions
            )
            return {
                "clip": Ref("Clip", merged.kept),
                "deletedIds": [typed("clip", clip_id) for clip_id in merged.gone],
                "deletedTakeCount": merged.takes,
                "undo": undo_values(merged.undo),
            }

        return await mutate(info, MergeClipsPayload, act, failed={"deletedTakeCount": 0})


def undo_values(places: Iterable[Place]) -> list[dict[str, Any]]:
    """The values of `ClipPlace`."""
    return [
        {
            "id": typed("clip", place.clip_id),
            "startFrame": place.start_frame,
            "durationFrames": place.duration_frames,
            "expectedStartFrame": place.expected_start,
            "expectedDurationFrames": place.expected_duration,
        }
        for place in places
    ]
