"""Presets tried on a sample prompt."""

from typing import Annotated, Any

import strawberry

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref
from schema.relay import id_filter
from schema.rendering import RenderJob
from schema.scalars import BigInt
from schema.spending.quotes import Quote, quote_about, quote_values
from schema.wishes import ConsentFields, paying_of
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.rendering.service.trials import SAMPLES, try_preset


@strawberry.input(description="A preset to try.")
class TryPresetInput(ConsentFields):
    id: strawberry.ID = strawberry.field(description="The preset.")
    prompt: str = strawberry.field(description="What to render.")
    seed: BigInt | None = strawberry.field(
        default=None,
        description="0 to 2⁶⁴−1; as the preset says, or random, if missing. The same one compares "
        "presets.",
    )
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where to render; chosen for you if missing."
    )
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never renders twice."
    )


@strawberry.type(description="What tryPreset answers.")
class TryPresetPayload(Payload):
    job: RenderJob | None = strawberry.field(description="The render, whose take is the sample.")
    quote: Quote | None = strawberry.field(
        description="What it may cost; after a user error about money, why it was not admitted."
    )


@strawberry.type
class PresetTrialMutations:
    @strawberry.mutation(
        description="Render one take of a prompt as a preset says, before what is usual. It is kept "
        f"in the project {SAMPLES!r}, in a clip of the preset's name; both are made where they are "
        "missing."
    )
    async def try_preset(
        self,
        info: Info,
        input: Annotated[TryPresetInput, strawberry.argument(description="Which, on what.")],
    ) -> TryPresetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            requested = await try_preset(
                work,
                viewer,
                untyped("preset", input.id),
                input.prompt,
                paying_of(info, input),
                reachable=info.context.services.reachable,
                endpoint_id=id_filter("endpoint", input.endpoint_id),
                seed=input.seed,
            )
            return {
                "job": Ref("RenderJob", requested.jobs[0]),
                "quote": quote_values(info, requested.quote),
            }

        return await mutate(info, TryPresetPayload, act, once=input, about=quote_about(info))
