"""Takes shown to people who have no account here."""

from datetime import timedelta
from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.scalars import DateTime, moment_text
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.kernel.errors import UserError
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work

MOST_DAYS = 90


@strawberry.input(description="A take to show.")
class ShareTakeInput:
    take_id: strawberry.ID = strawberry.field(description="The take.")
    days: int = strawberry.field(default=7, description="For how many days, 1 to 90.")


@strawberry.type(description="What shareTake answers.")
class ShareTakePayload(Payload):
    url: str | None = strawberry.field(
        description="Whoever has this address sees the file, and nothing else, until then."
    )
    expires_at: DateTime | None = strawberry.field(description="Until when.")


@strawberry.type
class SharingMutations:
    @strawberry.mutation(
        description="An address of a take's file for people without an account. Where it can carry "
        "Content Credentials it does: they say how it was made, not with which prompt. Until its time "
        "is over only deleting the take ends it: at once, and for good with purgeTake."
    )
    async def share_take(
        self,
        info: Info,
        input: Annotated[ShareTakeInput, strawberry.argument(description="Which.")],
    ) -> ShareTakePayload:
        services = info.context.services

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            take_id = untyped("take", input.take_id)
            take = await find(work, viewer, Take, take_id, lock=False, field="takeId")
            viewer.demand_edit()
            if not 1 <= input.days <= MOST_DAYS:
                raise UserError(f"days lies between 1 and {MOST_DAYS}.", field=["days"])
            until = services.clock.now() + timedelta(days=input.days)
            path = services.media.shared_url(typed("take", take.id), until)
            return {"url": services.own_url.rstrip("/") + path, "expiresAt": moment_text(until)}

        return await mutate(info, ShareTakePayload, act)
