"""Delete, restore and duplicate for many clips at once, as on a storyboard."""

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
from studio.editing.service import deleting, duplicating, restoring
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.projects.models import Scene as SceneRow


@strawberry.input
class ClipsInput:
    """What all of these acts are given."""

    ids: list[strawberry.ID] = strawberry.field(description="Which, 500 at most.")
    ripple: bool = strawberry.field(
        default=True,
        description="Move the clips behind them in their scenes, so that the act leaves no gap and "
        "needs no free place; else all others keep their frames. What it moves is edited by it.",
    )


@strawberry.type
class Scenes(Payload):
    """What all of these acts answer."""

    scenes: list[Scene] = strawberry.field(description="The scenes they are of, as they lie now.")


@strawberry.input(description="Clips to delete in one act, with all that is in them.")
class DeleteClipsInput(ClipsInput):
    pass


@strawberry.input(description="Clips to bring back, with exactly what their deletion took.")
class RestoreClipsInput(ClipsInput):
    pass


@strawberry.input(description="Clips to copy, with all that is in them.")
class DuplicateClipsInput(ClipsInput, KeyedInput):
    pass


@strawberry.type(description="What deleteClips answers.")
class DeleteClipsPayload(Scenes, Payload):
    deleted_ids: list[strawberry.ID] = strawberry.field(description="The ids of what is gone.")


@strawberry.type(description="What restoreClips answers.")
class RestoreClipsPayload(Scenes, Payload):
    clips: list[Clip] = strawberry.field(description="The clips as they were.")


@strawberry.type(description="What duplicateClips answers.")
class DuplicateClipsPayload(Scenes, Payload):
    clips: list[Clip] = strawberry.field(
        description="The copies, in the order of their originals in the film."
    )


def _refs(scenes: Iterable[SceneRow]) -> list[Ref]:
    return [Ref("Scene", scene.id) for scene in scenes]


@strawberry.type
class BulkEditingMutations:
    @strawberry.mutation(
        description="Delete clips with their takes in one act: all of them or none. What lies behind "
        "closes the gap, unless `ripple` is false. They can be restored."
    )
    async def delete_clips(
        self,
        info: Info,
        input: Annotated[DeleteClipsInput, strawberry.argument(description="Which.")],
    ) -> DeleteClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            scenes = await deleting.delete_clips(work, viewer, ids, ripple=input.ripple)
            gone = [typed("clip", clip_id) for clip_id in ids]
            return {"deletedIds": gone, "scenes": _refs(scenes)}

        return await mutate(info, DeleteClipsPayload, act)

    @strawberry.mutation(
        description="Bring deleted clips back, each to its place, where others make room: all or "
        "none. Without `ripple` a clip whose place is taken now goes to the scene's end."
    )
    async def restore_clips(
        self,
        info: Info,
        input: Annotated[RestoreClipsInput, strawberry.argument(description="Which.")],
    ) -> RestoreClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            scenes = await restoring.restore_clips(work, viewer, ids, ripple=input.ripple)
            back = [Ref("Clip", clip_id) for clip_id in ids]
            return {"clips": back, "scenes": _refs(scenes)}

        return await mutate(info, RestoreClipsPayload, act)

    @strawberry.mutation(
        description="Copy clips with their takes: all or none. The copies of a scene stand together "
        "behind the last of their originals or, without `ripple`, each at the nearest free place."
    )
    async def duplicate_clips(
        self,
        info: Info,
        input: Annotated[DuplicateClipsInput, strawberry.argument(description="Which.")],
    ) -> DuplicateClipsPayload:
        ids = ids_of("clip", input.ids)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            scenes, copies = await duplicating.duplicate_clips(
                work, viewer, ids, ripple=input.ripple
            )
            return {"clips": [Ref("Clip", copy_id) for copy_id in copies], "scenes": _refs(scenes)}

        return await mutate(info, DuplicateClipsPayload, act, once=input)
