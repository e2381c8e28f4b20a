"""What people do with endpoints: add, change, delete and test them."""

from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.endpoints import Endpoint
from schema.enums import EndpointDialect, ProviderKind
from schema.errors import error_values
from schema.idempotency import SECRET, KeyedInput
from schema.mutate import Payload, given, mutate
from schema.reads.fields import Ref
from schema.relay import id_filter
from schema.scalars import BigInt
from schema.spending.quotes import Quote, quote_about, quote_values
from schema.wishes import ConsentFields, paying_of
from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import typed, untyped
from studio.kernel.work import Work
from studio.pulling.rules import environment
from studio.rendering import endpoints as service
from studio.rendering.endpoints import Keyed
from studio.rendering.removing import delete_endpoint

_MENU = "Missing or empty: what is known of the model, else anything."


@strawberry.input
class EndpointSettings:
    """What both a new endpoint and one that is changed may be told."""

    url: str | None = strawberry.field(
        default=None,
        description="Its address: of a COMFYUI the one its page is seen at; of OPENAI_VIDEOS the "
        "one with the version in it, OpenAI's own if missing. What is private, link-local or "
        "loopback is refused unless the settings of the studio allow it. Changed only while no "
        "renders are under way there.",
    )
    endpoint_id: str | None = strawberry.field(
        default=None,
        description="RUNPOD: its id at the provider; changed only while no renders are under way.",
    )
    api_key: str | None = strawberry.field(
        default=None,
        description="The key to speak to it; of a PULL the one its machines bring. Sealed, and "
        "never shown again. It is no part of the input that an idempotency key is compared by.",
        metadata=SECRET,
    )
    generate_key: bool | None = strawberry.field(
        default=None,
        description="PULL: have a new key made, shown once. The old one is no longer taken.",
    )
    dialect: EndpointDialect | None = strawberry.field(
        default=None,
        description="How it speaks its protocol; the first of its kind if missing. Changed only "
        "while no renders are under way there.",
    )
    model: str | None = strawberry.field(
        default=None, description="OPENAI_VIDEOS: the model, as its server calls it."
    )
    preset: str | None = strawberry.field(
        default=None, description="OPENAI_VIDEOS: a service that is known: sora."
    )
    sizes: list[str] | None = strawberry.field(
        default=None, description=f"OPENAI_VIDEOS: sizes the model makes, as 1280x720. {_MENU}"
    )
    seconds: list[int] | None = strawberry.field(
        default=None, description=f"OPENAI_VIDEOS: lengths the model makes, in seconds. {_MENU}"
    )
    webhook_secret: str | None = strawberry.field(
        default=None,
        description="OPENAI_VIDEOS: what its call-backs to /hooks/videos/{id} are signed with, "
        "whsec_…; sealed, and never shown again.",
        metadata=SECRET,
    )
    is_revived: bool | None = strawberry.field(
        default=None,
        description="OPENAI_VIDEOS: whether it goes on although its provider announced its end.",
    )
    concurrency: int | None = strawberry.field(
        default=None,
        description="Renders to send it at a time, 1 to 10,000. If never said: RUNPOD 20, COMFYUI "
        "2, OPENAI_VIDEOS and PULL 4.",
    )


@strawberry.input(description="A place that renders. What its kind does not have is refused.")
class AddEndpointInput(KeyedInput, EndpointSettings):
    price: BigInt | None = strawberry.field(
        default=None, description="Micro-units of money for one take; missing where it is unknown."
    )
    provider: ProviderKind = strawberry.field(description="The protocol it speaks.")
    name: str = strawberry.field(description="What to call it; unique in the workspace.")


@strawberry.input(
    description="Changes to an endpoint; what is missing stays as it is, and so does what is null, "
    "but for price."
)
class UpdateEndpointInput(EndpointSettings):
    price: BigInt | None = strawberry.field(
        default=strawberry.UNSET,
        description="Micro-units of money for one take; null makes it unknown again.",
    )
    id: strawberry.ID = strawberry.field(description="The endpoint.")
    expected_version: int | None = strawberry.field(
        default=None, description="The version you have read; CONFLICT if it has risen since."
    )
    name: str | None = strawberry.field(
        default=None, description="What to call it; unique in the workspace."
    )
    enabled: bool | None = strawberry.field(
        default=None, description="Whether renders may be sent there."
    )


@strawberry.input(description="An endpoint to delete.")
class DeleteEndpointInput(ConsentFields):
    id: strawberry.ID = strawberry.field(description="The endpoint.")
    migrate_to: strawberry.ID | None = strawberry.field(
        default=None,
        description="The endpoint that the renders go to which wait for this one. It must be able "
        "to make each of them, and they are priced and admitted there like new ones: all of them, or "
        "nothing is moved and nothing deleted.",
    )


@strawberry.input(description="An endpoint to test.")
class TestEndpointInput:
    id: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.interface(description="What tells of a key that was made.")
class KeyPayload(Payload):
    key: str | None = strawberry.field(
        description="PULL: its new key, made or given. Shown here, and never again."
    )
    environment: list[str] = strawberry.field(
        description="PULL: the variables that a machine of it is started with, NAME=value, with "
        "its new key. Each machine needs a RUNPOD_POD_ID of its own."
    )


@strawberry.type(description="What addEndpoint answers.")
class AddEndpointPayload(KeyPayload):
    endpoint: Endpoint | None = strawberry.field(description="The new endpoint.")


@strawberry.type(description="What updateEndpoint answers.")
class UpdateEndpointPayload(KeyPayload):
    endpoint: Endpoint | None = strawberry.field(
        description="The endpoint; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteEndpoint answers.")
class DeleteEndpointPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")
    moved_count: int = strawberry.field(description="Renders that now wait for another endpoint.")
    quote: Quote | None = strawberry.field(
        description="What those may cost there; after a user error about money, why none was moved."
    )


@strawberry.type(description="One thing that was tried at an endpoint.")
class EndpointCheck:
    name: str = strawberry.field(description="What was tried, in a few words.")
    ok: bool = strawberry.field(description="Whether it is as it should be.")
    detail: str = strawberry.field(description="What was found.")
    todo: str | None = strawberry.field(
        description="What to do about it, where there is something."
    )


@strawberry.type(description="What testEndpoint answers.")
class TestEndpointPayload(Payload):
    endpoint: Endpoint | None = strawberry.field(description="The endpoint.")
    ok: bool = strawberry.field(description="Whether renders would work there: all checks are ok.")
    checks: list[EndpointCheck] = strawberry.field(
        description="What was tried, in order, up to the first thing that makes the rest moot."
    )


@strawberry.type
class EndpointMutations:
    @strawberry.mutation(
        description="Add a place that renders: a RunPod endpoint (endpointId, apiKey), a ComfyUI "
        "(url), a server of the OpenAI Videos shape (apiKey, model), or machines that ask for work."
    )
    async def add_endpoint(
        self,
        info: Info,
        input: Annotated[AddEndpointInput, strawberry.argument(description="The endpoint.")],
    ) -> AddEndpointPayload:
        objection = await _objection(info, input.url)
        secret: dict[str, Any] = {}

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            if objection is not None:
                raise objection
            added = await service.add_endpoint(
                work,
                viewer,
                info.context.services.sealer,
                provider=input.provider.value,
                name=input.name,
                given=_given(input) | given(price=input.price),
            )
            secret.update(_told(info, added))
            return {"endpoint": Ref("Endpoint", added.endpoint.id)}

        return await mutate(info, AddEndpointPayload, act, once=input, secret=secret)

    @strawberry.mutation(
        description="Rename, enable or disable an endpoint, give it a new key, or set it otherwise."
    )
    async def update_endpoint(
        self,
        info: Info,
        input: Annotated[UpdateEndpointInput, strawberry.argument(description="The changes.")],
    ) -> UpdateEndpointPayload:
        target = Ref("Endpoint", untyped("endpoint", input.id))
        objection = await _objection(info, input.url)
        price = {} if input.price is strawberry.UNSET else {"price": input.price}
        secret: dict[str, Any] = {}

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            if objection is not None:
                raise objection
            changed = await service.update_endpoint(
                work,
                viewer,
                info.context.services.sealer,
                target.id,
                _given(input) | given(name=input.name, enabled=input.enabled) | price,
                expected_version=input.expected_version,
            )
            secret.update(_told(info, changed))
            return {"endpoint": target}

        current = {"endpoint": target}
        return await mutate(info, UpdateEndpointPayload, act, current=current, secret=secret)

    @strawberry.mutation(
        description="Delete an endpoint that somebody added, with its key. Renders that wait for "
        "it move to `migrateTo` in the same act; without that it is refused while any are under "
        "way. What the endpoint has already begun cannot be taken elsewhere: then it is refused "
        "until those have ended, or were cancelled with cancelJobs; pauseJobs keeps the others "
        "from following them."
    )
    async def delete_endpoint(
        self,
        info: Info,
        input: Annotated[DeleteEndpointInput, strawberry.argument(description="Which.")],
    ) -> DeleteEndpointPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            removed = await delete_endpoint(
                work,
                viewer,
                untyped("endpoint", input.id),
                paying_of(info, input),
                migrate_to=id_filter("endpoint", input.migrate_to),
                reachable=info.context.services.reachable,
            )
            return {
                "deletedId": input.id,
                "movedCount": removed.moved,
                "quote": quote_values(info, removed.quote),
            }

        return await mutate(
            info, DeleteEndpointPayload, act, failed={"movedCount": 0}, about=quote_about(info)
        )

    @strawberry.mutation(
        description="Try an endpoint without rendering anything: at most ten seconds."
    )
    async def test_endpoint(
        self,
        info: Info,
        input: Annotated[TestEndpointInput, strawberry.argument(description="Which.")],
    ) -> TestEndpointPayload:
        context = info.context
        values: dict[str, Any] = {"ok": False, "userErrors": []}
        try:
            async with context.work() as work:
                facts = await service.endpoint_to_test(
                    work, context.viewer, untyped("endpoint", input.id)
                )
        except UserError as error:
            values["userErrors"] = [error_values(error)]
        else:
            checks = await context.services.prober.probe(facts)
            values["endpoint"] = Ref("Endpoint", facts.id)
            values["ok"] = all(check.ok for check in checks)
            values["checks"] = [
                {
                    "name": check.name,
                    "ok": check.ok,
                    "detail": check.detail,
                    "todo": check.todo,
                }
                for check in checks
            ]
        return cast("TestEndpointPayload", await context.reads.payload(info._raw_info, values))


async def _objection(info: Info, url: str | None) -> UserError | None:
    """Why this address is not to be called. It is looked up here, before any transaction."""
    if not url:
        return None
    try:
        info.context.viewer.demand_administration()
        await info.context.services.vetter.vet(url)
    except UserError as error:
        return error
    return None


def _given(settings: EndpointSettings) -> dict[str, Any]:
    return given(
        url=settings.url,
        remote_id=settings.endpoint_id,
        api_key=settings.api_key,
        generate_key=settings.generate_key,
        dialect=settings.dialect.value if settings.dialect else None,
        model=settings.model,
        preset=settings.preset,
        sizes=settings.sizes,
        seconds=settings.seconds,
        webhook_secret=settings.webhook_secret,
        is_revived=settings.is_revived,
        concurrency=settings.concurrency,
    )


def _told(info: Info, keyed: Keyed) -> dict[str, Any]:
    """What is shown once: a new key of its machines, and what a machine is started with."""
    if keyed.machine_key is None:
        return {}
    own = info.context.services.own_url.rstrip("/")
    base = f"{own}/pull/{typed('endpoint', keyed.endpoint.id)}"
    return {"key": keyed.machine_key, "environment": list(environment(base, keyed.machine_key))}
