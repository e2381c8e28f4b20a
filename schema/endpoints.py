"""Endpoints in the graph: the places that render, and what people do with them."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as cast_to

from schema import endpoint_facts as facts
from schema.context import Info
from schema.enums import EndpointDialect, ProviderKind
from schema.node import Node
from schema.reads.elements import elements_of
from schema.reads.fields import (
    Children,
    Expression,
    children,
    column,
    entity,
    identity,
    struct,
    structure,
)
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo
from schema.scalars import BigInt, DateTime
from studio.pulling.models import PullMachine
from studio.rendering import lifecycle
from studio.rendering.availability import Availability
from studio.rendering.lifecycle import ACTIVE, JobState
from studio.rendering.models import Endpoint as EndpointRow
from studio.rendering.models import RenderJob as JobRow
from studio.rendering.ports import EndpointHealth
from studio.rendering.queries import is_open

_jobs = JobRow.__table__
_endpoints = EndpointRow.__table__
_machines = PullMachine.__table__


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


_devices = elements_of(_endpoints, lambda row: row.c.facts["devices"], endpoint_id="id")


def _of_device(name: str, type_: Any = None) -> Expression:
    return lambda row: (
        row.c.value[name].astext if type_ is None else cast_to(row.c.value[name].astext, type_)
    )


@entity("endpointdevice", _devices)
@strawberry.type(description="Something an endpoint renders on.")
class EndpointDevice:
    name: str = column(_of_device("name"), "What it is.")
    type: str = column(_of_device("type"), "cuda, cpu, mps, …")
    vram_total: BigInt | None = column(
        _of_device("vram_total", BigInteger), "Bytes of memory; null where it does not tell."
    )
    vram_free: BigInt | None = column(
        _of_device("vram_free", BigInteger), "Bytes of it that were free at `checkedAt`."
    )


@structure
@strawberry.type(description="What an endpoint tells of the machine it runs on.")
class EndpointSystem:
    version: str = column(lambda row: row.c.facts["version"].astext, "The version of its software.")
    devices: list[EndpointDevice] = children(
        Children(
            _devices,
            on=lambda endpoint, device: device.c.endpoint_id == endpoint.c.id,
            order=lambda device: (device.c.place,),
        ),
        "What it renders on.",
    )


@entity("endpointmachine", _machines)
@strawberry.type(description="A machine that asks for work.")
class EndpointMachine:
    name: str = column(PullMachine.name, "What it calls itself.")
    version: str | None = column(PullMachine.version, "The version of its SDK.")
    seen_at: DateTime = column(PullMachine.seen_at, "When it last asked or pinged.")


@entity("endpoint", _endpoints)
@strawberry.type(description="A place that renders.")
class Endpoint(Node):
    id: strawberry.ID = identity("endpoint", "The endpoint's id.")
    name: str = column(EndpointRow.name, "What to call it.")
    provider: ProviderKind = column(EndpointRow.provider, "The protocol it speaks.")
    dialect: EndpointDialect | None = column(
        facts.dialect, "How it speaks it, where there are several ways."
    )
    enabled: bool = column(is_open, "Whether renders may be sent there.")
    availability: Availability = column(
        facts.availability, "Whether its provider goes on. What is RETIRED is chosen for nobody."
    )
    availability_reason: str | None = column(
        facts.availability_reason, "Why it does not, where it does not."
    )
    is_revived: bool = column(
        facts.is_revived, "Whether an owner said that it goes on, whatever its provider announced."
    )
    health: EndpointHealth | None = column(
        EndpointRow.health, "How it was when it was last checked; null before that."
    )
    health_detail: str | None = column(EndpointRow.health_detail, "The same in words.")
    checked_at: DateTime | None = column(
        EndpointRow.checked_at,
        "When that was noted. It is checked each minute, and noted when it changes or after ten.",
    )
    system_info: EndpointSystem | None = struct(
        "What it runs on, where it tells.",
        present=lambda row: row.c.facts["version"].astext.is_not(None),
    )
    is_local: bool = column(facts.is_local, "Whether it runs with this studio and costs nothing.")
    is_removable: bool = column(
        lambda row: row.c.source == literal_column("'USER'"),
        "Whether it can be deleted and given another address, id and key; what comes with the "
        "studio and its settings can be renamed and disabled.",
    )
    note: str = column(facts.note, "What renders there, in words.")
    url: str | None = column(EndpointRow.url, "Its address, where that is not the provider's own.")
    endpoint_id: str | None = column(EndpointRow.remote_id, "Its id at the provider.")
    has_key: bool = column(
        lambda row: row.c.sealed_key.is_not(None), "Whether a key is kept for it. Never the key."
    )
    model: str | None = column(
        facts.option("model"), "The model its orders name, where they name one."
    )
    preset: str | None = column(facts.option("preset"), "The service it is set up as.")
    sizes: list[str] = column(
        facts.listed("sizes"), "Sizes its model makes, 1280x720; none: as known."
    )
    seconds: list[int] = column(facts.listed("seconds"), "Lengths its model makes; none: as known.")
    has_webhook_secret: bool = column(
        lambda row: row.c.options["webhook_secret"].is_not(None),
        "Whether call-backs signed with its secret are taken. Never the secret.",
    )
    concurrency: int = column(EndpointRow.concurrency, "Renders it is sent at a time.")
    price: BigInt | None = column(
        lambda row: cast_to(row.c.options["price"].astext, BigInteger),
        "Micro-units of money for one take; null where it is unknown.",
    )
    machines: list[EndpointMachine] = children(
        Children(
            _machines,
            on=lambda endpoint, machine: machine.c.endpoint_id == endpoint.c.id,
            order=lambda machine: (machine.c.seen_at.desc(), machine.c.name),
        ),
        "The machines that asked it for work within a day, for PULL; the latest first.",
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
