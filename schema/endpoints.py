"""Endpoints in the graph: the places that render, and what people do with them."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    select,
)

from schema.context import Info
from schema.enums import ProviderKind
from schema.errors import error_values
from schema.idempotency import SECRET, KeyedInput
from schema.mutate import Payload, given, mutate
from schema.node import Node
from schema.reads.fields import Ref, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo
from schema.scalars import DateTime
from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.rendering import endpoints as service
from studio.rendering import lifecycle
from studio.rendering.lifecycle import ACTIVE, JobState
from studio.rendering.models import Endpoint as EndpointRow
from studio.rendering.models import RenderJob as JobRow

_jobs = JobRow.__table__
_endpoints = EndpointRow.__table__


def _states(*states: JobState) -> list[ColumnElement[Any]]:
    ordered = sorted(states, key=lambda state: state.value)
    return [literal_column(f"'{state.value}'") for state in ordered]


QUEUE = _states(JobState.QUEUED, JobState.SUBMITTING, JobState.WAITING)
UNDER_WAY = _states(*ACTIVE)
RETRIABLE = _states(*lifecycle.RETRIABLE)


def _depth(endpoint: FromClause) -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(_jobs.c.endpoint_id == endpoint.c.id, _jobs.c.state.in_(QUEUE))
        .correlate(endpoint)
        .scalar_subquery()
    )


def _active(endpoint: FromClause) -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(
            _jobs.c.workspace_id == endpoint.c.workspace_id,  # there is an index by it
            _jobs.c.endpoint_id == endpoint.c.id,
            _jobs.c.state.in_(UNDER_WAY),
        )
        .correlate(endpoint)
        .scalar_subquery()
    )


def _last(endpoint: FromClause) -> ColumnElement[Any]:
    return (
        select(_jobs.c.created_at)
        .where(_jobs.c.endpoint_id == endpoint.c.id)
        .order_by(_jobs.c.created_at.desc(), _jobs.c.id.desc())
        .limit(1)
        .correlate(endpoint)
        .scalar_subquery()
    )


def _note(endpoint: FromClause) -> ColumnElement[Any]:
    return case(
        (_is_local(endpoint), bindparam("local_note", type_=Text)),
        else_=literal_column(
            "'RunPod: renders in the cloud, on the endpoint''s own models, and is paid by the second'"
        ),
    )


def _is_local(endpoint: FromClause) -> ColumnElement[bool]:
    return endpoint.c.source == literal_column("'LOCAL'")


@entity("endpoint", _endpoints)
@strawberry.type(description="A place that renders.")
class Endpoint(Node):
    id: strawberry.ID = identity("endpoint", "The endpoint's id.")
    name: str = column(EndpointRow.name, "What to call it.")
    provider: ProviderKind = column(EndpointRow.provider, "The protocol it speaks.")
    enabled: bool = column(
        lambda row: row.c.enabled & row.c.remote_id.is_not(None),
        "Whether renders may be sent there.",
    )
    is_local: bool = column(_is_local, "Whether it runs with this studio and costs nothing.")
    is_removable: bool = column(
        lambda row: row.c.source == literal_column("'USER'"),
        "Whether it can be deleted and given another id and key; what comes with the studio and "
        "its settings can be renamed and disabled.",
    )
    note: str = column(_note, "What renders there, in words.")
    url: str | None = column(EndpointRow.url, "Its address, where that is not the provider's own.")
    endpoint_id: str | None = column(EndpointRow.remote_id, "Its id at the provider.")
    has_key: bool = column(
        lambda row: row.c.sealed_key.is_not(None), "Whether a key is kept for it. Never the key."
    )
    queue_depth: int = column(_depth, "Renders that wait for it.")
    active_job_count: int = column(_active, "Renders under way there, with those that wait.")
    last_job_at: DateTime | None = column(_last, "When a render was last asked of it.")
    version: int = column(EndpointRow.version, "Rises with each edit.")
    created_at: DateTime = column(EndpointRow.created_at, "When it was added.")


@strawberry.type(description="An endpoint in a list.")
class EndpointEdge:
    node: Endpoint = strawberry.field(description="The endpoint.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of endpoints.")
class EndpointConnection:
    edges: list[EndpointEdge] = strawberry.field(description="The endpoints with their cursors.")
    nodes: list[Endpoint] = strawberry.field(description="The endpoints alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


ENDPOINTS = Collection(
    "Endpoint", sorts={"CREATED": Sort(lambda row: row.c.created_at)}, filters={}
)


@strawberry.type
class EndpointQueries:
    @strawberry.field(description="The workspace's endpoints, in the order they were added.")
    async def endpoints(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
    ) -> EndpointConnection:
        wanted = Wanted("CREATED", {}, first, after)
        page = await read_page(info.context.reads, info._raw_info, ENDPOINTS, wanted)
        return cast("EndpointConnection", page)


@strawberry.input(description="A place that renders.")
class AddEndpointInput(KeyedInput):
    provider: ProviderKind = strawberry.field(description="The protocol it speaks.")
    name: str = strawberry.field(description="What to call it; unique in the workspace.")
    url: str | None = strawberry.field(
        default=None, description="Its address, where that is not the provider's own."
    )
    endpoint_id: str | None = strawberry.field(default=None, description="Its id at the provider.")
    api_key: str | None = strawberry.field(
        default=None,
        description="The key to speak to it; sealed, and never shown again. It is no part of the "
        "input that an idempotency key is compared by.",
        metadata=SECRET,
    )


@strawberry.input(description="Changes to an endpoint; what is missing or null stays as it is.")
class UpdateEndpointInput:
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
    endpoint_id: str | None = strawberry.field(
        default=None, description="Its id at the provider; not while renders are under way there."
    )
    api_key: str | None = strawberry.field(
        default=None, description="A new key; sealed, and never shown again."
    )


@strawberry.input(description="An endpoint to delete.")
class DeleteEndpointInput:
    id: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.input(description="An endpoint to test.")
class TestEndpointInput:
    id: strawberry.ID = strawberry.field(description="The endpoint.")


@strawberry.type(description="What addEndpoint answers.")
class AddEndpointPayload(Payload):
    endpoint: Endpoint | None = strawberry.field(description="The new endpoint.")


@strawberry.type(description="What updateEndpoint answers.")
class UpdateEndpointPayload(Payload):
    endpoint: Endpoint | None = strawberry.field(
        description="The endpoint; after a conflict, as it is now."
    )


@strawberry.type(description="What deleteEndpoint answers.")
class DeleteEndpointPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


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
    @strawberry.mutation(description="Add a place that renders.")
    async def add_endpoint(
        self,
        info: Info,
        input: Annotated[AddEndpointInput, strawberry.argument(description="The endpoint.")],
    ) -> AddEndpointPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            endpoint = await service.add_endpoint(
                work,
                viewer,
                info.context.services.sealer,
                provider=input.provider.value,
                name=input.name,
                url=input.url,
                remote_id=input.endpoint_id,
                api_key=input.api_key,
            )
            return {"endpoint": Ref("Endpoint", endpoint.id)}

        return await mutate(info, AddEndpointPayload, act, once=input)

    @strawberry.mutation(description="Rename, enable or disable an endpoint, or give it a new key.")
    async def update_endpoint(
        self,
        info: Info,
        input: Annotated[UpdateEndpointInput, strawberry.argument(description="The changes.")],
    ) -> UpdateEndpointPayload:
        target = Ref("Endpoint", untyped("endpoint", input.id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.update_endpoint(
                work,
                viewer,
                info.context.services.sealer,
                target.id,
                given(
                    name=input.name,
                    enabled=input.enabled,
                    remote_id=input.endpoint_id,
                    api_key=input.api_key,
                ),
                expected_version=input.expected_version,
            )
            return {"endpoint": target}

        return await mutate(info, UpdateEndpointPayload, act, current={"endpoint": target})

    @strawberry.mutation(
        description="Delete an endpoint that somebody added, with its key; not while renders are "
        "under way there."
    )
    async def delete_endpoint(
        self,
        info: Info,
        input: Annotated[DeleteEndpointInput, strawberry.argument(description="Which.")],
    ) -> DeleteEndpointPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_endpoint(work, viewer, untyped("endpoint", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteEndpointPayload, act)

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
