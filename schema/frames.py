"""Frames of films, taken out as pictures."""

from typing import Annotated

import strawberry

from schema.context import Info
from schema.gallery import Take
from schema.idempotency import KeyedInput
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from studio.access.viewer import Viewer
from studio.gallery.frames import Extracted, bring_frame, find_frame
from studio.kernel.errors import UserError
from studio.kernel.ids import untyped
from studio.kernel.work import Work


@strawberry.input(
    description="A frame of a film, by its rank or by when it is shown: one of the two."
)
class ExtractFrameInput(KeyedInput):
    take_id: strawberry.ID = strawberry.field(description="The film.")
    frame: int | None = strawberry.field(
        default=None, description="Which frame in the order they are shown, 0 the first."
    )
    seconds: float | None = strawberry.field(
        default=None,
        description="After how many seconds of the film it is shown; beyond the end, the last one.",
    )


@strawberry.type(description="What extractFrame answers.")
class ExtractFramePayload(Payload):
    take: Take | None = strawberry.field(
        description="The picture, a take of the same clip, which does not show it by itself. Its "
        "parameters tell the film (`fromTake`) and the frame (`frame`)."
    )


@strawberry.type
class FrameMutations:
    @strawberry.mutation(
        description="Take a frame out of a film as a picture of its own, in full size and its exact "
        "colours: to be picked, to begin a render from, or to be a reference of a character or a "
        "location. The same frame twice is one take. At most 20 seconds."
    )
    async def extract_frame(
        self,
        info: Info,
        input: Annotated[ExtractFrameInput, strawberry.argument(description="Which.")],
    ) -> ExtractFramePayload:
        take_id = untyped("take", input.take_id)
        found = await _extracted(info, input)

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            if isinstance(found, UserError):
                raise found
            return {"take": Ref("Take", await bring_frame(work, viewer, take_id, found))}

        return await mutate(info, ExtractFramePayload, act, once=input)


async def _extracted(info: Info, wanted: ExtractFrameInput) -> Extracted | UserError:
    """The frame in the object store, before any transaction; or why it is not to be had."""
    context = info.context
    try:
        async with context.work() as work:
            frame = await find_frame(
                work,
                context.viewer,
                untyped("take", wanted.take_id),
                frame=wanted.frame,
                seconds=wanted.seconds,
            )
        return await context.services.frames.extract(frame)
    except UserError as error:
        return error
