"""The workspace's price table, and the list of what providers publish."""

from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.endpoints import Endpoint
from schema.enums import ProviderKind
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.node import Node
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter
from schema.scalars import BigInt, DateTime
from schema.spending.enums import PriceUnit
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.models import Endpoint as EndpointRow
from studio.spending import service
from studio.spending.models import PriceRow
from studio.spending.pricelist import COLD_START, GPUS, IDLE, Gpu

_prices = PriceRow.__table__


@entity("price", _prices)
@strawberry.type(
    description="A line of the price table: what it fits, and what that costs. Of those that fit, the "
    "most particular holds: one of the endpoint before one of its provider, then one of the model, "
    "then one of the kind, then the smallest size."
)
class Price(Node):
    id: strawberry.ID = identity("price", "The price's id.")
    endpoint: Endpoint | None = child(
        EndpointRow.__table__,
        lambda price, endpoint: endpoint.c.id == price.c.endpoint_id,
        "The endpoint it is of; null fits any.",
    )
    provider: ProviderKind | None = column(
        PriceRow.provider, "The kind of endpoints it is of; null fits any."
    )
    model: str | None = column(PriceRow.model, "The model it is of; null fits any.")
    kind: MediaKind | None = column(PriceRow.kind, "What it makes; null fits any.")
    most_pixels: int | None = column(
        PriceRow.most_pixels, "Pictures of so many pixels at most; null fits any size."
    )
    unit: PriceUnit = column(PriceRow.unit, "What is paid for.")
    amount: BigInt = column(PriceRow.amount, "Micro-units of US dollars for each.")
    label: str = column(PriceRow.label, "What it is the price of, for a person.")
    cold_start_seconds: int = column(
        PriceRow.cold_start_seconds, "What the start of a worker takes at most, which is paid."
    )
    idle_seconds: int = column(
        PriceRow.idle_seconds, "How long a worker waits for the next render, which is paid."
    )
    typical_seconds: int | None = column(
        PriceRow.typical_seconds, "What a take takes, while nothing was measured."
    )
    longest_seconds: int | None = column(
        PriceRow.longest_seconds, "After which a render is stopped."
    )
    tokens_per_take: int | None = column(
        PriceRow.tokens_per_take, "Tokens that a take needs at most."
    )
    version: int = column(PriceRow.version, "Rises with each edit.")
    updated_at: DateTime = column(PriceRow.updated_at, "When it was last changed.")


@strawberry.type(description="What RunPod publishes for workers of a size.")
class GpuPrice:
    name: str = strawberry.field(description="Its name in the list, for setPrice.")
    flex_amount: BigInt = strawberry.field(
        description="Micro-units of US dollars per second of a worker that starts when needed."
    )
    active_amount: BigInt = strawberry.field(description="The same of one that always runs.")
    cold_start_seconds: int = strawberry.field(description="Assumed for its start.")
    idle_seconds: int = strawberry.field(description="Assumed for its wait before it stops.")


@strawberry.input
class PriceFields:
    """What can be said of a price."""

    unit: PriceUnit | None = strawberry.field(default=None, description="What is paid for.")
    amount: BigInt | None = strawberry.field(
        default=None, description="Micro-units of US dollars for each."
    )
    label: str | None = strawberry.field(
        default=None, description="What it is the price of, for a person."
    )
    cold_start_seconds: int | None = strawberry.field(
        default=None, description="What the start of a worker takes at most, which is paid."
    )
    idle_seconds: int | None = strawberry.field(
        default=None, description="How long a worker waits for the next render, which is paid."
    )
    typical_seconds: int | None = strawberry.field(
        default=None, description="What a take takes, while nothing was measured."
    )
    longest_seconds: int | None = strawberry.field(
        default=None, description="After which a render is stopped."
    )
    tokens_per_take: int | None = strawberry.field(
        default=None, description="Tokens that a take needs at most."
    )


@strawberry.input(description="A new line of the price table.")
class CreatePriceInput(PriceFields, KeyedInput):
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="The endpoint it is of; any if missing."
    )
    provider: ProviderKind | None = strawberry.field(
        default=None, description="The kind of endpoints it is of; any if missing."
    )
    model: str | None = strawberry.field(
        default=None, description="The model it is of; any if missing."
    )
    kind: MediaKind | None = strawberry.field(
        default=None, description="What it makes; anything if missing."
    )
    most_pixels: int | None = strawberry.field(
        default=None, description="Pictures of so many pixels at most; of any size if missing."
    )
    gpu: str | None = strawberry.field(
        default=None,
        description="A name of gpuPrices: its unit, amount and seconds, where nothing else is said.",
    )


@strawberry.input(description="Changes to a price; what is missing or null stays as it is.")
class UpdatePriceInput(PriceFields):
    id: strawberry.ID = strawberry.field(description="The price.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )


@strawberry.input(description="A price to delete.")
class DeletePriceInput:
    id: strawberry.ID = strawberry.field(description="The price.")


@strawberry.type(description="What createPrice answers.")
class CreatePricePayload(Payload):
    price: Price | None = strawberry.field(description="The new line.")


@strawberry.type(description="What updatePrice answers.")
class UpdatePricePayload(Payload):
    price: Price | None = strawberry.field(description="The price; after a conflict, as it is now.")


@strawberry.type(description="What deletePrice answers.")
class DeletePricePayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="A price in a list.")
class PriceEdge:
    node: Price = strawberry.field(description="The price.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of prices.")
class PriceConnection:
    edges: list[PriceEdge] = strawberry.field(description="The prices with their cursors.")
    nodes: list[Price] = strawberry.field(description="The prices alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


PRICES = Collection("Price", sorts={"CREATED": Sort(lambda row: row.c.created_at)}, filters={})


@strawberry.type
class PriceQueries:
    @strawberry.field(description="The workspace's own price table, the oldest line first.")
    async def prices(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
    ) -> PriceConnection:
        wanted = Wanted("CREATED", {}, first, after)
        page = await read_page(info.context.reads, info._raw_info, PRICES, wanted)
        return cast("PriceConnection", page)

    @strawberry.field(description="What RunPod publishes for its workers.")
    async def gpu_prices(self, info: Info) -> list[GpuPrice]:
        told = await info.context.reads.payloads(
            info._raw_info, [_listed(gpu) for gpu in GPUS], type_name="GpuPrice"
        )
        return cast("list[GpuPrice]", told)


def _listed(gpu: Gpu) -> dict[str, Any]:
    return {
        "name": gpu.name,
        "flexAmount": gpu.flex,
        "activeAmount": gpu.active,
        "coldStartSeconds": COLD_START,
        "idleSeconds": IDLE,
    }


@strawberry.type
class PriceMutations:
    @strawberry.mutation(description="Say what something costs.")
    async def create_price(
        self,
        info: Info,
        input: Annotated[CreatePriceInput, strawberry.argument(description="What costs what.")],
    ) -> CreatePricePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            endpoint_id = id_filter("endpoint", input.endpoint_id)
            if endpoint_id is not None:
                await find(work, viewer, EndpointRow, endpoint_id, lock=False, field="endpointId")
            row = await service.create_price(
                work,
                viewer,
                gpu=input.gpu,
                given=_said(input)
                | given(
                    endpoint_id=endpoint_id,
                    provider=input.provider.value if input.provider else None,
                    model=input.model,
                    kind=input.kind.value if input.kind else None,
                    most_pixels=input.most_pixels,
                ),
            )
            return {"price": Ref("Price", row.id)}

        return await mutate(info, CreatePricePayload, act, once=input)

    @strawberry.mutation(
        description="Change what something costs. What is under way keeps its price."
    )
    async def update_price(
        self,
        info: Info,
        input: Annotated[UpdatePriceInput, strawberry.argument(description="What to change.")],
    ) -> UpdatePricePayload:
        target = Ref("Price", untyped("price", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_price(
                work,
                viewer,
                target.id,
                expected_version=input.expected_version,
                given=_said(input),
            )
            return {"price": target}

        return await mutate(info, UpdatePricePayload, act, current={"price": target})

    @strawberry.mutation(description="Delete a line of the price table.")
    async def delete_price(
        self,
        info: Info,
        input: Annotated[DeletePriceInput, strawberry.argument(description="Which.")],
    ) -> DeletePricePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_price(work, viewer, untyped("price", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeletePricePayload, act)


def _said(input: PriceFields) -> dict[str, Any]:
    return given(
        unit=input.unit.value if input.unit else None,
        amount=input.amount,
        label=input.label,
        cold_start_seconds=input.cold_start_seconds,
        idle_seconds=input.idle_seconds,
        typical_seconds=input.typical_seconds,
        longest_seconds=input.longest_seconds,
        tokens_per_take=input.tokens_per_take,
    )
