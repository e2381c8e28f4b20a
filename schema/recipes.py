"""How takes were made, in the graph: recipes, their differences, and takes made again."""

from dataclasses import asdict
from typing import Annotated, Any, cast

import strawberry
from graphql import get_named_type
from sqlalchemy import ColumnElement, FromClause, select
from strawberry.scalars import JSON

from schema.context import Info
from schema.mutate import Payload, mutate
from schema.reads.fields import Ref, column, entity, identity
from schema.reads.selection import Operation
from schema.reads.shaping import shape_of
from schema.rendering import RenderJob
from schema.scalars import BigInt, DateTime
from schema.spending.quotes import Quote, quote_about, quote_values
from schema.wishes import ConsentFields, paying_of
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.recipes.models import Recipe as RecipeRow
from studio.recipes.models import RecipeGraph
from studio.recipes.service import differences_of
from studio.rendering.service.rerendering import HONESTY, rerender_take

RECIPES = RecipeRow.__table__
_graphs = RecipeGraph.__table__


def _told(name: str, *, text: bool = False) -> Any:
    if text:
        return lambda recipe: recipe.c.told[name].astext
    return lambda recipe: recipe.c.told[name]


def _graph(recipe: FromClause) -> ColumnElement[Any]:
    graph = _graphs.alias()
    return (
        select(graph.c.nodes)
        .where(graph.c.digest == recipe.c.graph_digest)
        .correlate(recipe)
        .scalar_subquery()
    )


@entity("recipe", RECIPES)
@strawberry.type(
    description="How takes were made: the same for all takes of one submission, never changed. "
    f"A take can be made again from it. {HONESTY}"
)
class Recipe:
    id: strawberry.ID = identity("recipe", "The recipe's id.")
    kind: MediaKind = column(RecipeRow.kind, "What it makes.")
    digest: str = column(
        RecipeRow.digest, "SHA-256 of all of it, in hexadecimal: the same for the same recipe."
    )
    model: str | None = column(
        _told("model", text=True), "The model; `rehearsal` is without a GPU."
    )
    models: JSON = column(
        _told("models"), "The files it was painted with: `name`, and `sha256` where that is known."
    )
    loras: JSON = column(_told("loras"), "The LoRAs: `name`, `strength`, and `sha256` if known.")
    seed: BigInt = column(
        _told("seed", text=True), "The first seed; of its takes each counts one more."
    )
    count: int = column(_told("count"), "How many takes it makes.")
    pictures: JSON = column(
        _told("pictures"), "The SHA-256 of the pictures it was made from, by their roles."
    )
    inputs: JSON = column(
        RecipeRow.fed, "Stamps of what feeds the picture: another one where that has changed since."
    )
    settings: JSON = column(_told("settings"), "How it was asked to be sampled.")
    provider: str | None = column(_told("provider", text=True), "The protocol it was sent by.")
    endpoint: str | None = column(
        _told("endpoint", text=True), "What the endpoint was called then."
    )
    worker: JSON = column(
        _told("worker"),
        "What rendered it, as far as that was told: `renderer` with its version, `image` of the "
        "worker's container, and `gpu`; null where it was not.",
    )
    brief: JSON = column(
        RecipeRow.brief, "The brief as it was sent, without addresses.", large=True
    )
    graph: JSON | None = column(_graph, "The ComfyUI graph that was sent, if one was.", large=True)
    graph_digest: str | None = column(RecipeRow.graph_digest, "SHA-256 of the graph.")
    created_at: DateTime = column(RecipeRow.created_at, "When its takes were made.")


@strawberry.type(description="Where two recipes differ.")
class RecipeDifference:
    path: str = strawberry.field(description="What differs: names joined by dots.")
    before: JSON | None = strawberry.field(description="What the first has there, if anything.")
    after: JSON | None = strawberry.field(description="What the second has there, if anything.")


@strawberry.type
class RecipeQueries:
    @strawberry.field(
        description="How two takes were made differently, in the order of the paths; empty for the "
        "same recipe and seed. An uploaded take has none, so that all of the other differs. Null "
        "where one of them is not there."
    )
    async def recipe_diff(
        self,
        info: Info,
        a: Annotated[strawberry.ID, strawberry.argument(description="A take.")],
        b: Annotated[strawberry.ID, strawberry.argument(description="Another take.")],
    ) -> list[RecipeDifference] | None:
        context = info.context
        async with context.services.sessions() as session:
            found = await differences_of(
                session, context.viewer, untyped("take", a), untyped("take", b)
            )
        if found is None:
            return None
        raw = info._raw_info
        shape = shape_of(Operation.of(raw), get_named_type(raw.return_type), tuple(raw.field_nodes))
        return cast("list[RecipeDifference]", shape([asdict(one) for one in found]))


@strawberry.input(description="A take to make again.")
class RerenderTakeInput(ConsentFields):
    take_id: strawberry.ID = strawberry.field(description="The take.")
    seed: BigInt | None = strawberry.field(
        default=None, description="Another seed; the take's own if missing."
    )
    count: int | None = strawberry.field(
        default=None, description="How many takes, their seeds counting up; 1 if missing."
    )
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never renders twice."
    )


@strawberry.type(description="What rerenderTake answers.")
class RerenderTakePayload(Payload):
    jobs: list[RenderJob] = strawberry.field(description="One job for each take.")
    quote: Quote | None = strawberry.field(
        description="What it may cost; after a user error about money, why it was not admitted."
    )
    note: str | None = strawberry.field(description="How alike the new take can be expected to be.")


@strawberry.type
class RecipeMutations:
    @strawberry.mutation(
        description="Make a take again from its recipe, word for word: with the words, graph and "
        f"pictures of then, whatever has changed since. {HONESTY}"
    )
    async def rerender_take(
        self,
        info: Info,
        input: Annotated[RerenderTakeInput, strawberry.argument(description="Which.")],
    ) -> RerenderTakePayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            requested = await rerender_take(
                work,
                viewer,
                untyped("take", input.take_id),
                paying_of(info, input),
                reachable=info.context.services.reachable,
                seed=input.seed,
                count=1 if input.count is None else input.count,
            )
            return {
                "jobs": [Ref("RenderJob", job_id) for job_id in requested.jobs],
                "quote": quote_values(info, requested.quote),
                "note": HONESTY,
            }

        return await mutate(info, RerenderTakePayload, act, once=input, about=quote_about(info))
