"""Clips made, changed, and placed on their scene's timeline."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.projects import Scene
from schema.reads.fields import Ref
from schema.relay import id_filter, ids_of
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.story import service as story
from studio.timeline.rules import ProposalKind
from studio.timeline.service import locking, moving, writing
from studio.timeline.shots import Framing, ShotKind
from studio.timeline.transitions import TransitionKind


@strawberry.type(description="A place at which a clip would overlap nothing.")
class PlacementProposal:
    kind: ProposalKind = strawberry.field(description="Where it lies.")
    start_frame: int = strawberry.field(description="The start to ask for.")
    description: str = strawberry.field(description="The same in words.")


@strawberry.input(description="A new clip.")
class CreateClipInput(KeyedInput):
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    name: str | None = strawberry.field(default=None, description="What to call it.")
    start_frame: int | None = strawberry.field(
        default=None, description="First frame in the scene; behind the last clip if missing."
    )
    duration_frames: int | None = strawberry.field(
        default=None, description="Length in frames; 2 seconds if missing."
    )
    number: str | None = strawberry.field(default=None, description="Number on the shot list.")
    shot_kind: ShotKind | None = strawberry.field(
        default=None, description="What it does in the story; ACTION if missing."
    )
    framing: Framing | None = strawberry.field(
        default=None, description="How much the frame holds; MEDIUM if missing."
    )
    image_prompt: str | None = strawberry.field(default=None, description="Prompt of stills.")
    video_prompt: str | None = strawberry.field(default=None, description="Prompt of motion.")
    negative_prompt: str | None = strawberry.field(
        default=None, description="What is not to be seen."
    )
    caption: str | None = strawberry.field(default=None, description="What happens or is said.")
    allow_overlap: bool = strawberry.field(
        default=False, description="Place it even over other clips."
    )
    ripple: bool = strawberry.field(
        default=False, description="Move what lies there and behind it, to make room."
    )


@strawberry.input(description="Changes to a clip; what is missing or null stays as it is.")
class UpdateClipInput:
    id: strawberry.ID = strawberry.field(description="The clip.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")
    number: str | None = strawberry.field(default=None, description="Number on the shot list.")
    shot_kind: ShotKind | None = strawberry.field(
        default=None, description="What it does in the story."
    )
    framing: Framing | None = strawberry.field(
        default=None, description="How much the frame holds."
    )
    duration_frames: int | None = strawberry.field(default=None, description="Length in frames.")
    image_prompt: str | None = strawberry.field(default=None, description="Prompt of stills.")
    video_prompt: str | None = strawberry.field(default=None, description="Prompt of motion.")
    negative_prompt: str | None = strawberry.field(
        default=None, description="What is not to be seen."
    )
    caption: str | None = strawberry.field(default=None, description="What happens or is said.")
    source_frame: int | None = strawberry.field(
        default=None,
        description="What of its take it begins with, in frames of the project's rate.",
    )
    transition_kind: TransitionKind | None = strawberry.field(
        default=None, description="How it comes out of what is before it."
    )
    transition_frames: int | None = strawberry.field(
        default=None,
        description="Over how many frames, 1 to 1000; half a second by itself. A cut takes none.",
    )
    allow_overlap: bool = strawberry.field(
        default=False, description="Lengthen it even over other clips."
    )
    ripple: bool = strawberry.field(
        default=False,
        description="With a new length, move what lies behind it by as much as its end moves.",
    )


@strawberry.input(description="A clip whose prompts are to be written from the shot.")
class WritePromptsInput:
    id: strawberry.ID = strawberry.field(description="The clip.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="A new place for a clip.")
class MoveClipInput:
    id: strawberry.ID = strawberry.field(description="The clip.")
    scene_id: strawberry.ID | None = strawberry.field(
        default=None, description="The scene to move to; its own if missing."
    )
    start_frame: int = strawberry.field(description="First frame in that scene.")
    allow_overlap: bool = strawberry.field(
        default=False, description="Place it even over other clips."
    )
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="Clips to move into a scene, together and in the given order.")
class MoveClipsInput:
    ids: list[strawberry.ID] = strawberry.field(
        description="Which, of one project, in the order they are to have; 500 at most."
    )
    scene_id: strawberry.ID = strawberry.field(description="The scene to move to.")
    before: strawberry.ID | None = strawberry.field(
        default=None, description="The clip of that scene to stand before; the end if missing."
    )


@strawberry.input(description="A new order of a scene's clips.")
class ReorderClipsInput:
    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    clip_ids: list[strawberry.ID] = strawberry.field(
        description="Every clip of the scene once, in the new order."
    )


@strawberry.interface(description="An answer that may propose other places on the timeline.")
class Placement(Payload):
    proposals: list[PlacementProposal] = strawberry.field(
        description="Free places, the nearest first, where the wanted one was taken."
    )


@strawberry.type(description="What createClip answers.")
class CreateClipPayload(Placement, Payload):
    clip: Clip | None = strawberry.field(description="The new clip.")


@strawberry.type(description="What updateClip answers.")
class UpdateClipPayload(Placement, Payload):
    clip: Clip | None = strawberry.field(description="The clip; after a conflict, as it is now.")


@strawberry.type(description="What writePrompts answers.")
class WritePromptsPayload(Payload):
    clip: Clip | None = strawberry.field(description="The clip; after a conflict, as it is now.")


@strawberry.type(description="What moveClip answers.")
class MoveClipPayload(Placement, Payload):
    clip: Clip | None = strawberry.field(description="The clip; after a conflict, as it is now.")


@strawberry.type(description="What moveClips answers.")
class MoveClipsPayload(Payload):
    scenes: list[Scene] = strawberry.field(
        description="The scene moved to, then those that lost clips, with their clips end to end."
    )


@strawberry.type(description="What reorderClips answers.")
class ReorderClipsPayload(Payload):
    scene: Scene | None = strawberry.field(description="The scene with its clips end to end.")


def _words(input: CreateClipInput | UpdateClipInput) -> dict[str, Any]:
    return given(
        name=input.name,
        number=input.number,
        shot_kind=input.shot_kind.value if input.shot_kind else None,
        framing=input.framing.value if input.framing else None,
        image_prompt=input.image_prompt,
        video_prompt=input.video_prompt,
        negative_prompt=input.negative_prompt,
        caption=input.caption,
    )


@strawberry.type
class ClipMutations:
    @strawberry.mutation(description="Make a clip.")
    async def create_clip(
        self,
        info: Info,
        input: Annotated[CreateClipInput, strawberry.argument(description="The clip.")],
    ) -> CreateClipPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            clip = await writing.create_clip(
                work,
                viewer,
                untyped("scene", input.scene_id),
                start_frame=input.start_frame,
                duration_frames=input.duration_frames,
                allow_overlap=input.allow_overlap,
                ripple=input.ripple,
                **_words(input),
            )
            return {"clip": Ref("Clip", clip.id)}

        return await mutate(info, CreateClipPayload, act, once=input)

    @strawberry.mutation(
        description="Change a clip's words or length. A prompt that nobody wrote by hand follows the "
        "framing, the kind, the caption and the name, unless it is given as well."
    )
    async def update_clip(
        self,
        info: Info,
        input: Annotated[UpdateClipInput, strawberry.argument(description="The changes.")],
    ) -> UpdateClipPayload:
        target = Ref("Clip", untyped("clip", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await story.update_clip(
                work,
                viewer,
                target.id,
                _words(input)
                | given(
                    duration_frames=input.duration_frames,
                    source_frame=input.source_frame,
                    transition_kind=input.transition_kind,
                    transition_frames=input.transition_frames,
                ),
                expected_version=input.expected_version,
                allow_overlap=input.allow_overlap,
                ripple=input.ripple,
            )
            return {"clip": target}

        return await mutate(info, UpdateClipPayload, act, current={"clip": target})

    @strawberry.mutation(
        description="Write a clip's prompts anew from what is known of the shot: its framing, kind, "
        "words and cast, its scene's place and time, and the script that it came from."
    )
    async def write_prompts(
        self,
        info: Info,
        input: Annotated[WritePromptsInput, strawberry.argument(description="Of which.")],
    ) -> WritePromptsPayload:
        target = Ref("Clip", untyped("clip", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await story.write_prompts(
                work, viewer, target.id, expected_version=input.expected_version
            )
            return {"clip": target}

        return await mutate(info, WritePromptsPayload, act, current={"clip": target})

    @strawberry.mutation(description="Move a clip, perhaps to another scene of its project.")
    async def move_clip(
        self,
        info: Info,
        input: Annotated[MoveClipInput, strawberry.argument(description="The place.")],
    ) -> MoveClipPayload:
        target = Ref("Clip", untyped("clip", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            scene_id = untyped("scene", input.scene_id) if input.scene_id is not None else None
            if input.scene_id is not None and scene_id is None:
                raise locking.no_such_scene()
            await moving.move_clip(
                work,
                viewer,
                target.id,
                start_frame=input.start_frame,
                scene_id=scene_id,
                allow_overlap=input.allow_overlap,
                expected_version=input.expected_version,
            )
            return {"clip": target}

        return await mutate(info, MoveClipPayload, act, current={"clip": target})

    @strawberry.mutation(
        description="Move clips into a scene of their project, or within it: all of them or none. "
        "That scene and those they leave are laid end to end."
    )
    async def move_clips(
        self,
        info: Info,
        input: Annotated[MoveClipsInput, strawberry.argument(description="Which, and where to.")],
    ) -> MoveClipsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            scenes = await moving.move_clips(
                work,
                viewer,
                ids_of("clip", input.ids),
                untyped("scene", input.scene_id),
                before=id_filter("clip", input.before),
            )
            return {"scenes": [Ref("Scene", scene.id) for scene in scenes]}

        return await mutate(info, MoveClipsPayload, act)

    @strawberry.mutation(description="Lay a scene's clips end to end in a new order.")
    async def reorder_clips(
        self,
        info: Info,
        input: Annotated[ReorderClipsInput, strawberry.argument(description="The order.")],
    ) -> ReorderClipsPayload:
        target = Ref("Scene", untyped("scene", input.scene_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            ids = [untyped("clip", clip_id) for clip_id in input.clip_ids]
            await moving.reorder_clips(work, viewer, target.id, ids)
            return {"scene": target}

        return await mutate(info, ReorderClipsPayload, act, current={"scene": target})
