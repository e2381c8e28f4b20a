"""A scene's timeline put right: gaps closed, overlaps resolved, edges aligned, proposals applied."""

import math
from fractions import Fraction
from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.projects import Scene
from schema.reads.fields import Ref
from schema.timeline import Clip
from schema.timeline_cutting import Undoable, undo_values
from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.timeline.service import tidying
from studio.timeline.service.tidying import Tidied


@strawberry.input
class TidyInput:
    """What acts on a whole scene are given."""

    scene_id: strawberry.ID = strawberry.field(description="The scene.")
    expected_layout: str | None = strawberry.field(
        default=None,
        description="The scene's `layout` of the report you have read; CONFLICT if its clips lie "
        "otherwise now.",
    )


@strawberry.input(description="A scene whose gaps are to be closed.")
class CloseGapsInput(TidyInput):
    pass


@strawberry.input(description="A scene whose clips are not to overlap.")
class ResolveOverlapsInput(TidyInput):
    pass


@strawberry.input(description="A grid for a scene's clips. Give exactly one of frames and seconds.")
class AlignClipsInput(TidyInput):
    frames: int | None = strawberry.field(
        default=None, description="A line every so many frames, from the scene's start."
    )
    seconds: float | None = strawberry.field(
        default=None, description="A line every so many seconds, at the nearest frame."
    )


@strawberry.input(description="A proposal of a timeline's report.")
class ApplyProposalInput:
    scene_id: strawberry.ID = strawberry.field(description="The scene that it is about.")
    proposal_id: strawberry.ID = strawberry.field(description="The proposal.")


@strawberry.type(description="What closeGaps answers.")
class CloseGapsPayload(Undoable, Payload):
    scene: Scene | None = strawberry.field(description="The scene, as it lies now.")


@strawberry.type(description="What resolveOverlaps answers.")
class ResolveOverlapsPayload(Undoable, Payload):
    scene: Scene | None = strawberry.field(description="The scene, as it lies now.")


@strawberry.type(description="What alignClips answers.")
class AlignClipsPayload(Undoable, Payload):
    scene: Scene | None = strawberry.field(description="The scene, as it lies now.")


@strawberry.type(description="What applyProposal answers.")
class ApplyProposalPayload(Undoable, Payload):
    scene: Scene | None = strawberry.field(description="The scene, as it lies now.")
    clip: Clip | None = strawberry.field(
        description="The slate that was made, if any; delete it to take the act back."
    )


@strawberry.type
class TidyingMutations:
    @strawberry.mutation(
        description="Close all gaps of a scene: what lies behind one moves to its start. What "
        "overlaps does so as before."
    )
    async def close_gaps(
        self,
        info: Info,
        input: Annotated[CloseGapsInput, strawberry.argument(description="Of which scene.")],
    ) -> CloseGapsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            return _tidied(
                await tidying.close_all_gaps(
                    work,
                    viewer,
                    untyped("scene", input.scene_id),
                    expected_layout=input.expected_layout,
                )
            )

        return await mutate(info, CloseGapsPayload, act, current=_scene(input.scene_id))

    @strawberry.mutation(
        description="Resolve all overlaps of a scene: each clip that begins too early moves later, "
        "and all behind it as much. No gap shrinks."
    )
    async def resolve_overlaps(
        self,
        info: Info,
        input: Annotated[ResolveOverlapsInput, strawberry.argument(description="Of which scene.")],
    ) -> ResolveOverlapsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            return _tidied(
                await tidying.part_overlaps(
                    work,
                    viewer,
                    untyped("scene", input.scene_id),
                    expected_layout=input.expected_layout,
                )
            )

        return await mutate(info, ResolveOverlapsPayload, act, current=_scene(input.scene_id))

    @strawberry.mutation(
        description="Put the starts and ends of a scene's clips onto the nearest lines of a grid; "
        "no clip becomes shorter than one step, and none overlaps another that it did not."
    )
    async def align_clips(
        self,
        info: Info,
        input: Annotated[AlignClipsInput, strawberry.argument(description="Onto which grid.")],
    ) -> AlignClipsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            return _tidied(
                await tidying.align_clips(
                    work,
                    viewer,
                    untyped("scene", input.scene_id),
                    frames=input.frames,
                    seconds=_exact(input.seconds),
                    expected_layout=input.expected_layout,
                )
            )

        return await mutate(info, AlignClipsPayload, act, current=_scene(input.scene_id))

    @strawberry.mutation(
        description="Do what a timeline's report proposes, exactly; CONFLICT where the clips that "
        "it is about lie otherwise by now."
    )
    async def apply_proposal(
        self,
        info: Info,
        input: Annotated[ApplyProposalInput, strawberry.argument(description="Which.")],
    ) -> ApplyProposalPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            tidied = await tidying.apply_proposal(
                work, viewer, untyped("scene", input.scene_id), input.proposal_id
            )
            made = Ref("Clip", tidied.made.id) if tidied.made else None
            return {**_tidied(tidied), "clip": made}

        return await mutate(info, ApplyProposalPayload, act, current=_scene(input.scene_id))


def _tidied(done: Tidied) -> dict[str, Any]:
    return {"scene": Ref("Scene", done.scene.id), "undo": undo_values(done.undo)}


def _scene(text: str) -> dict[str, Ref]:
    return {"scene": Ref("Scene", untyped("scene", text))}


def _exact(seconds: float | None) -> Fraction | None:
    """The decimal number that was written, not the nearest binary one."""
    if seconds is None:
        return None
    if not math.isfinite(seconds):
        raise UserError("The seconds of a grid are a finite number.", field=["seconds"])
    return Fraction(repr(seconds))
