"""What people do with the catalogue's models."""

from typing import Annotated, Any, cast

import strawberry

from schema.catalogue.models import Model
from schema.context import Info
from schema.endpoints import Endpoint
from schema.errors import error_values
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.reads.fields import Ref
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.catalogue import entries as service
from studio.catalogue.detecting import note_inventory
from studio.catalogue.rating import rate_model
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.rendering.endpoints import announce, endpoint_to_test
from studio.rendering.models import Endpoint as EndpointRow
from studio.rendering.ports import ProviderBusy, ProviderError


@strawberry.input(description="A model to bring in from CivitAI.")
class ImportModelInput(KeyedInput):
    version_id: strawberry.ID = strawberry.field(
        description="The id of one of its versions at CivitAI."
    )


@strawberry.input(description="Changes to a model; what is missing or null stays as it is.")
class UpdateModelInput:
    id: strawberry.ID = strawberry.field(description="The model.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(default=None, description="What to call it.")
    family: str | None = strawberry.field(
        default=None, description="The id of its family, which is certain from then on."
    )
    tags: list[str] | None = strawberry.field(
        default=None, description="All words it is filed under, 100 at most."
    )
    trigger_words: list[str] | None = strawberry.field(
        default=None, description="All words that a prompt needs for it, 100 at most."
    )
    nsfw: bool | None = strawberry.field(
        default=None, description="Whether it is not for everybody."
    )
    preview_url: str | None = strawberry.field(
        default=None, description="A picture of what it makes, `https://…`."
    )


@strawberry.input(description="A model to mark, or to unmark.")
class BookmarkModelInput:
    model_id: strawberry.ID = strawberry.field(description="The model.")
    bookmarked: bool = strawberry.field(default=True, description="False to unmark it.")


@strawberry.input(description="What the viewer thinks of a model.")
class RateModelInput:
    model_id: strawberry.ID = strawberry.field(description="The model.")
    stars: int | None = strawberry.field(default=None, description="1 to 5; null takes them back.")


@strawberry.input(description="A model to take out of the catalogue.")
class DeleteModelInput:
    id: strawberry.ID = strawberry.field(description="The model.")


@strawberry.input(description="A deleted model to bring back.")
class RestoreModelInput:
    id: strawberry.ID = strawberry.field(description="The model.")


@strawberry.input(description="An endpoint to ask for its models.")
class RefreshEndpointInput:
    endpoint_id: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.type(description="What importModel answers.")
class ImportModelPayload(Payload):
    model: Model | None = strawberry.field(
        description="Its entry: a new one, or the one that knew the file already."
    )
    steps: list[str] = strawberry.field(
        description="What to do to have its file on an endpoint, and what to mind: nothing is "
        "downloaded by itself."
    )


@strawberry.type(description="What updateModel answers.")
class UpdateModelPayload(Payload):
    model: Model | None = strawberry.field(description="The model; after a conflict, as it is now.")


@strawberry.type(description="What bookmarkModel answers.")
class BookmarkModelPayload(Payload):
    model: Model | None = strawberry.field(description="The model.")


@strawberry.type(description="What rateModel answers.")
class RateModelPayload(Payload):
    model: Model | None = strawberry.field(description="The model.")


@strawberry.type(description="What deleteModel answers.")
class DeleteModelPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type(description="What restoreModel answers.")
class RestoreModelPayload(Payload):
    model: Model | None = strawberry.field(description="The model.")


@strawberry.type(description="What refreshEndpoint answers.")
class RefreshEndpointPayload(Payload):
    endpoint: Endpoint | None = strawberry.field(description="The endpoint.")
    changed: bool = strawberry.field(
        description="Whether its files are others than were known before."
    )


@strawberry.type
class ModelMutations:
    @strawberry.mutation(
        description="Have an entry for a version of a model at CivitAI, with what is told of it "
        "there; files that endpoints have already are recognised."
    )
    async def import_model(
        self,
        info: Info,
        input: Annotated[ImportModelInput, strawberry.argument(description="Which.")],
    ) -> ImportModelPayload:
        context = info.context
        try:
            context.viewer.demand_edit()
            published = await context.services.origin.model_of(input.version_id)
            if published is None:
                raise UserError(
                    "CivitAI has no version of this id. It is the number after modelVersionId= in "
                    "the address of the model's page.",
                    code=ErrorCode.NOT_FOUND,
                    field=["versionId"],
                )
        except UserError as error:
            values = {"steps": [], "userErrors": [error_values(error)]}
            refused = await context.reads.payload(info._raw_info, values)
            return cast("ImportModelPayload", refused)

        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            made = await service.import_model(work, viewer, published, input.version_id)
            return {"model": Ref("Model", made.model.id), "steps": made.steps}

        return await mutate(info, ImportModelPayload, act, once=input, failed={"steps": []})

    @strawberry.mutation(description="Correct what the catalogue says of a model.")
    async def update_model(
        self,
        info: Info,
        input: Annotated[UpdateModelInput, strawberry.argument(description="The changes.")],
    ) -> UpdateModelPayload:
        target = Ref("Model", untyped("model", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_model(
                work,
                viewer,
                target.id,
                given(
                    name=input.name,
                    family=input.family,
                    tags=input.tags,
                    trigger_words=input.trigger_words,
                    nsfw=input.nsfw,
                    preview_url=input.preview_url,
                ),
                expected_version=input.expected_version,
            )
            return {"model": target}

        return await mutate(info, UpdateModelPayload, act, current={"model": target})

    @strawberry.mutation(description="Mark a model, to find it again: for the viewer alone.")
    async def bookmark_model(
        self,
        info: Info,
        input: Annotated[BookmarkModelInput, strawberry.argument(description="Which.")],
    ) -> BookmarkModelPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            model = await service.bookmark_model(
                work, viewer, untyped("model", input.model_id), bookmarked=input.bookmarked
            )
            return {"model": Ref("Model", model.id)}

        return await mutate(info, BookmarkModelPayload, act)

    @strawberry.mutation(
        description="Give a model stars, in the viewer's own name, or take them back."
    )
    async def rate_model(
        self,
        info: Info,
        input: Annotated[RateModelInput, strawberry.argument(description="Which, and how many.")],
    ) -> RateModelPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            model_id = untyped("model", input.model_id)
            model = await rate_model(work, viewer, model_id, stars=input.stars)
            return {"model": Ref("Model", model.id)}

        return await mutate(info, RateModelPayload, act)

    @strawberry.mutation(
        description="Take a model out of the catalogue; its files stay where they are."
    )
    async def delete_model(
        self,
        info: Info,
        input: Annotated[DeleteModelInput, strawberry.argument(description="Which.")],
    ) -> DeleteModelPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_model(work, viewer, untyped("model", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteModelPayload, act)

    @strawberry.mutation(description="Bring a deleted model back into the catalogue.")
    async def restore_model(
        self,
        info: Info,
        input: Annotated[RestoreModelInput, strawberry.argument(description="Which.")],
    ) -> RestoreModelPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            model = await service.restore_model(work, viewer, untyped("model", input.id))
            return {"model": Ref("Model", model.id)}

        return await mutate(info, RestoreModelPayload, act)

    @strawberry.mutation(description="Ask an endpoint which model files it has: a minute at most.")
    async def refresh_endpoint(
        self,
        info: Info,
        input: Annotated[RefreshEndpointInput, strawberry.argument(description="Which.")],
    ) -> RefreshEndpointPayload:
        values: dict[str, Any] = {"changed": False, "userErrors": []}
        endpoint_id = untyped("endpoint", input.endpoint_id)
        try:
            values["changed"] = await _refresh(info, endpoint_id)
            values["endpoint"] = Ref("Endpoint", endpoint_id)
        except UserError as error:
            values["userErrors"] = [error_values(error)]
        except ProviderError as error:
            busy = isinstance(error, ProviderBusy)
            code = ErrorCode.UNAVAILABLE if busy else ErrorCode.INVALID_STATE
            told = UserError(error.message, code=code, field=["endpointId"])
            values["userErrors"] = [error_values(told)]
        payload = await info.context.reads.payload(info._raw_info, values)
        return cast("RefreshEndpointPayload", payload)


async def _refresh(info: Info, endpoint_id: Any) -> bool:
    context = info.context
    async with context.work() as work:
        facts = await endpoint_to_test(work, context.viewer, endpoint_id)
    told = await context.services.models.inventory(facts)
    async with context.work() as work:
        endpoint = await find(work, context.viewer, EndpointRow, facts.id, field="endpointId")
        now = context.services.clock.now()
        changed = await note_inventory(work, endpoint.workspace_id, endpoint.id, told, now=now)
        if changed:
            await announce(work, endpoint)
    return changed
