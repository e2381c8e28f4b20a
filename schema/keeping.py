"""Clips that are kept from requests for many."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from schema.relay import ids_of
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.kernel.work import Work
from studio.timeline.service.keeping import lock_clips


@strawberry.input(description="Clips to lock or to unlock.")
class LockClipsInput:
    ids: list[strawberry.ID] = strawberry.field(description="Which, 500 at most.")
    locked: bool = strawberry.field(default=True, description="False unlocks them.")


@strawberry.type(description="What lockClips answers.")
class LockClipsPayload(Payload):
    clips: list[Clip] = strawberry.field(description="The clips, in the order they were given.")


@strawberry.type
class KeepingMutations:
    @strawberry.mutation(
        description="Lock clips: generateClips leaves them out. By itself a locked clip can still be "
        "rendered."
    )
    async def lock_clips(
        self,
        info: Info,
        input: Annotated[LockClipsInput, strawberry.argument(description="Which.")],
    ) -> LockClipsPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            ids = await lock_clips(work, viewer, ids_of("clip", input.ids), locked=input.locked)
            return {"clips": [Ref("Clip", clip_id) for clip_id in ids]}

        return await mutate(info, LockClipsPayload, act)
