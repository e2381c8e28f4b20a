"""Renders in the graph: jobs, their attempts, and the endpoints they run on."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Text,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
    tuple_,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.context import Info
from schema.enums import ProviderKind
from schema.gallery import Take
from schema.mutate import Payload, given, mutate
from schema.node import Node, read_node
from schema.reads.fields import (
    Children,
    Ref,
    child,
    children,
    column,
    entity,
    identity,
    struct,
    structure,
)
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter
from schema.scalars import BigInt, DateTime
from schema.timeline import Clip
from studio.access.viewer import Viewer
from studio.gallery.models import Take as TakeRow
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering import service
from studio.rendering.endpoints import add_endpoint
from studio.rendering.lifecycle import JobState
from studio.rendering.models import Attempt as AttemptRow
from studio.rendering.models import Endpoint as EndpointRow
from studio.rendering.models import RenderJob as JobRow
from studio.timeline.models import Clip as ClipRow

_jobs = JobRow.__table__
_attempts = AttemptRow.__table__
_endpoints = EndpointRow.__table__
_takes = TakeRow.__table__
_QUEUE = ("QUEUED", "SUBMITTING", "WAITING")


def _queue_position(job: FromClause) -> ColumnElement[Any]:
    other = _jobs.alias()
    before = (
        select(func.count())
        .where(
            other.c.endpoint_id == job.c.endpoint_id,
            other.c.state.in_([literal_column(f"'{state}'") for state in _QUEUE]),
            tuple_(other.c.created_at, other.c.id) <= tuple_(job.c.created_at, job.c.id),
        )
        .correlate(job)
        .scalar_subquery()
    )
    waiting = job.c.state.in_([literal_column(f"'{state}'") for state in _QUEUE])
    return case((waiting, before), else_=null())


def _eta(job: FromClause) -> ColumnElement[Any]:
    """By its own pace up to the last progress that was written, less the time since then."""
    spent = func.extract("epoch", job.c.updated_at - job.c.started_at)
    since = func.extract("epoch", func.clock_timestamp() - job.c.updated_at)
    left = spent * (literal_column("1") - job.c.progress) / job.c.progress - since
    known = (
        (job.c.state == literal_column("'RUNNING'"))
        & (job.c.progress > literal_column("0.02"))
        & (spent > literal_column("1"))
    )
    seconds = func.greatest(literal_column("0"), func.ceil(left))
    return case((known, sql_cast(seconds, Integer)), else_=null())


def _depth(endpoint: FromClause) -> ColumnElement[Any]:
    return (
        select(func.count())
        .where(
            _jobs.c.endpoint_id == endpoint.c.id,
            _jobs.c.state.in_([literal_column(f"'{state}'") for state in _QUEUE]),
        )
        .correlate(endpoint)
        .scalar_subquery()
    )


@entity("endpoint", _endpoints)
@strawberry.type(description="A place that renders.")
class Endpoint(Node):
    id: strawberry.ID = identity("endpoint", "The endpoint's id.")
    name: str = column(EndpointRow.name, "What to call it.")
    provider: ProviderKind = column(EndpointRow.provider, "The protocol it speaks.")
    enabled: bool = column(EndpointRow.enabled, "Whether renders may be sent there.")
    is_local: bool = column(
        lambda row: row.c.source == literal_column("'LOCAL'"),
        "Whether it runs with this studio and costs nothing.",
    )
    endpoint_id: str | None = column(EndpointRow.remote_id, "Its id at the provider.")
    has_key: bool = column(
        lambda row: row.c.sealed_key.is_not(None), "Whether a key is kept for it. Never the key."
    )
    queue_depth: int = column(_depth, "Renders that wait for it.")
    version: int = column(EndpointRow.version, "Rises with each edit.")
    created_at: DateTime = column(EndpointRow.created_at, "When it was added.")


@structure
@strawberry.type(description="Why something failed.")
class Failure:
    code: str = column(lambda row: row.c.error_code, "For a program to branch on.")
    message: str = column(
        lambda row: func.coalesce(row.c.error_message, ""), "What happened and what to do."
    )


@entity("attempt", _attempts)
@strawberry.type(description="One submission of a render to its endpoint.")
class Attempt(Node):
    id: strawberry.ID = identity("attempt", "The attempt's id.")
    number: int = column(AttemptRow.number, "The first is 1.")
    provider_job_id: str | None = column(
        AttemptRow.provider_job_id, "The job's id at the provider, once it was accepted."
    )
    outcome: str | None = column(
        AttemptRow.outcome,
        "How it ended: COMPLETED, FAILED, CANCELLED, NOT_ACCEPTED or UNKNOWN; null while open.",
    )
    error: Failure | None = struct(
        "Why it failed.", present=lambda row: row.c.error_code.is_not(None)
    )
    created_at: DateTime = column(AttemptRow.created_at, "When it was begun.")
    accepted_at: DateTime | None = column(AttemptRow.accepted_at, "When it was accepted.")
    ended_at: DateTime | None = column(AttemptRow.ended_at, "When it was over.")


@entity("job", _jobs)
@strawberry.type(description="One render that was asked for.")
class RenderJob(Node):
    id: strawberry.ID = identity("job", "The job's id.")
    kind: MediaKind = column(JobRow.kind, "What it makes.")
    state: JobState = column(JobRow.state, "Where it is on its way.")
    progress: float = column(JobRow.progress, "0 to 1; at most five seconds old.")
    message: str | None = column(JobRow.message, "What the endpoint says it is doing.")
    eta_seconds: int | None = column(
        _eta, "Seconds left by its own pace so far; null until it has one."
    )
    queue_position: int | None = column(
        _queue_position, "Its place among those that wait for its endpoint; 1 is next."
    )
    count: int = column(JobRow.count, "How many takes it makes.")
    seed: BigInt = column(lambda row: sql_cast(row.c.seed, Text), "The seed of its first take.")
    model: str | None = column(JobRow.model, "The model asked for; null leaves it to the endpoint.")
    prompt: str = column(lambda row: row.c.brief.op("->>")("prompt"), "The prompt it is sent with.")
    created_at: DateTime = column(JobRow.created_at, "When it was asked for.")
    started_at: DateTime | None = column(JobRow.started_at, "When it began to render.")
    finished_at: DateTime | None = column(JobRow.finished_at, "When it was over.")
    error: Failure | None = struct(
        "Why it failed.", present=lambda row: row.c.error_code.is_not(None)
    )
    endpoint: Endpoint = child(
        _endpoints,
        lambda job, endpoint: endpoint.c.id == job.c.endpoint_id,
        "Where it renders.",
        deleted=True,
    )
    clip: Clip | None = child(
        ClipRow.__table__,
        lambda job, clip: clip.c.id == job.c.clip_id,
        "The clip it is for; null once that is deleted.",
    )
    takes: list[Take] = children(
        Children(
            _takes,
            lambda job, take: take.c.job_id == job.c.id,
            lambda take: (take.c.output_index, take.c.id),
        ),
        "What it made, in the order of its seeds.",
    )
    attempts: list[Attempt] = children(
        Children(
            _attempts,
            lambda job, attempt: attempt.c.job_id == job.c.id,
            lambda attempt: (attempt.c.number,),
        ),
        "Its submissions, the first one first.",
    )


@strawberry.type(description="A render in a list.")
class RenderJobEdge:
    node: RenderJob = strawberry.field(description="The job.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of renders.")
class RenderJobConnection:
    edges: list[RenderJobEdge] = strawberry.field(description="The jobs with their cursors.")
    nodes: list[RenderJob] = strawberry.field(description="The jobs alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


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


@strawberry.input(description="Which renders.")
class RenderJobFilter:
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this project."
    )
    clip_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this clip."
    )
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those on this endpoint."
    )
    states: list[JobState] | None = strawberry.field(
        default=None, description="Only those in one of these states."
    )


JOBS = Collection(
    "RenderJob",
    sorts={"CREATED": Sort(lambda row: row.c.created_at, descending=True)},
    filters={
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "clip": lambda row: row.c.clip_id == bindparam("f_clip", type_=PG_UUID()),
        "endpoint": lambda row: row.c.endpoint_id == bindparam("f_endpoint", type_=PG_UUID()),
        "states": lambda row: row.c.state == any_(bindparam("f_states", type_=ARRAY(Text))),
    },
)
ENDPOINTS = Collection(
    "Endpoint", sorts={"CREATED": Sort(lambda row: row.c.created_at)}, filters={}
)


@strawberry.type
class RenderQueries:
    @strawberry.field(description="The render of this id, or null.")
    async def job(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The job's id.")],
    ) -> RenderJob | None:
        return cast("RenderJob | None", await read_node(info, id, "RenderJob"))

    @strawberry.field(description="The workspace's renders, the newest first.")
    async def jobs(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            RenderJobFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> RenderJobConnection:
        which = filter or RenderJobFilter()
        narrowed = given(
            project=id_filter("project", which.project_id),
            clip=id_filter("clip", which.clip_id),
            endpoint=id_filter("endpoint", which.endpoint_id),
            states=None if which.states is None else [state.value for state in which.states],
        )
        wanted = Wanted("CREATED", narrowed, first, after)
        page = await read_page(info.context.reads, info._raw_info, JOBS, wanted)
        return cast("RenderJobConnection", page)

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


@strawberry.input(description="Renders of a clip.")
class GenerateClipInput:
    clip_id: strawberry.ID = strawberry.field(description="The clip.")
    kinds: list[MediaKind] = strawberry.field(
        default_factory=lambda: [MediaKind.IMAGE],
        description="What to make. For both, the video waits for the image and starts from it.",
    )
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never renders twice."
    )
    model: str | None = strawberry.field(
        default=None, description="The model; left to the endpoint if missing."
    )
    seed: BigInt | None = strawberry.field(
        default=None, description="0 to 2⁶⁴−1; random if missing. Take i is made from seed + i."
    )
    count: int = strawberry.field(default=1, description="Takes to make, 1 to 16.")
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Where to render; chosen for you if missing."
    )


@strawberry.input(description="A render to cancel.")
class CancelJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")


@strawberry.input(description="A failed or cancelled render to try again.")
class RetryJobInput:
    job_id: strawberry.ID = strawberry.field(description="The job.")
    idempotency_key: str = strawberry.field(
        description="Of your choice, 1 to 200 characters: the same key never retries twice."
    )


@strawberry.input(description="A place that renders.")
class AddEndpointInput:
    provider: ProviderKind = strawberry.field(description="The protocol it speaks.")
    name: str = strawberry.field(description="What to call it; unique in the workspace.")
    url: str | None = strawberry.field(
        default=None, description="Its address, where that is not the provider's own."
    )
    endpoint_id: str | None = strawberry.field(default=None, description="Its id at the provider.")
    api_key: str | None = strawberry.field(
        default=None, description="The key to speak to it; sealed, and never shown again."
    )


@strawberry.type(description="What generateClip answers.")
class GenerateClipPayload(Payload):
    jobs: list[RenderJob] = strawberry.field(description="One job for each kind.")


@strawberry.type(description="What cancelJob answers.")
class CancelJobPayload(Payload):
    job: RenderJob | None = strawberry.field(description="The job.")


@strawberry.type(description="What retryJob answers.")
class RetryJobPayload(Payload):
    job: RenderJob | None = strawberry.field(description="The job, queued again.")


@strawberry.type(description="What addEndpoint answers.")
class AddEndpointPayload(Payload):
    endpoint: Endpoint | None = strawberry.field(description="The new endpoint.")


@strawberry.type
class RenderMutations:
    @strawberry.mutation(description="Queue renders of a clip.")
    async def generate_clip(
        self,
        info: Info,
        input: Annotated[GenerateClipInput, strawberry.argument(description="What to make.")],
    ) -> GenerateClipPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, list[Ref]]:
            jobs = await service.request_render(
                work,
                viewer,
                untyped("clip", input.clip_id),
                kinds=input.kinds,
                idempotency_key=input.idempotency_key,
                reachable=info.context.services.reachable,
                model=input.model,
                seed=input.seed,
                count=input.count,
                endpoint_id=id_filter("endpoint", input.endpoint_id),
            )
            return {"jobs": [Ref("RenderJob", job_id) for job_id in jobs]}

        return await mutate(info, GenerateClipPayload, act)

    @strawberry.mutation(description="Cancel a render.")
    async def cancel_job(
        self,
        info: Info,
        input: Annotated[CancelJobInput, strawberry.argument(description="Which.")],
    ) -> CancelJobPayload:
        target = Ref("RenderJob", untyped("job", input.job_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.cancel_job(work, viewer, target.id)
            return {"job": target}

        return await mutate(info, CancelJobPayload, act)

    @strawberry.mutation(description="Try a failed or cancelled render again.")
    async def retry_job(
        self,
        info: Info,
        input: Annotated[RetryJobInput, strawberry.argument(description="Which.")],
    ) -> RetryJobPayload:
        target = Ref("RenderJob", untyped("job", input.job_id))

        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            await service.retry_job(work, viewer, target.id, idempotency_key=input.idempotency_key)
            return {"job": target}

        return await mutate(info, RetryJobPayload, act)

    @strawberry.mutation(description="Add a place that renders.")
    async def add_endpoint(
        self,
        info: Info,
        input: Annotated[AddEndpointInput, strawberry.argument(description="The endpoint.")],
    ) -> AddEndpointPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            endpoint = await add_endpoint(
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

        return await mutate(info, AddEndpointPayload, act)
