"""Renders in the graph: jobs and their attempts."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Text,
    any_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy import DateTime as Moment
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.accounts import Account
from schema.context import Info
from schema.endpoints import RETRIABLE, UNDER_WAY, Endpoint
from schema.gallery import Take
from schema.mutate import given
from schema.node import Node, read_node
from schema.places import eta_seconds, queue_position
from schema.projects import Project
from schema.reads.fields import (
    Children,
    child,
    children,
    column,
    entity,
    identity,
    struct,
    structure,
)
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, clean, id_filter, search_patterns
from schema.scalars import BigInt, DateTime
from schema.timeline import Clip
from studio.accounts.models import Account as AccountRow
from studio.gallery.models import Take as TakeRow
from studio.library.media import MediaKind
from studio.projects.models import Project as ProjectRow
from studio.rendering.lifecycle import MAX_ATTEMPTS, JobState, Priority
from studio.rendering.models import Attempt as AttemptRow
from studio.rendering.models import Endpoint as EndpointRow
from studio.rendering.models import RenderJob as JobRow
from studio.rendering.queries import message_of
from studio.spending.models import LedgerEntry
from studio.timeline.models import Clip as ClipRow

_jobs = JobRow.__table__
_attempts = AttemptRow.__table__
_endpoints = EndpointRow.__table__
_takes = TakeRow.__table__
_clips = ClipRow.__table__
_projects = ProjectRow.__table__


def _priority(job: FromClause) -> ColumnElement[Any]:
    names: dict[ColumnElement[Any], ColumnElement[Any]] = {
        literal_column(str(one.level)): literal_column(f"'{one.name}'") for one in Priority
    }
    return case(names, value=job.c.priority)


def _message(job: FromClause) -> ColumnElement[Any]:
    endpoint = _endpoints.alias()
    return (
        select(message_of(job, endpoint))
        .where(endpoint.c.id == job.c.endpoint_id)
        .correlate(job)
        .scalar_subquery()
    )


def _missing(job: FromClause) -> ColumnElement[Any]:
    take = _takes.alias()
    there = select(func.count()).where(take.c.job_id == job.c.id).correlate(job).scalar_subquery()
    return func.greatest(job.c.count - there, literal_column("0"))


def _can_retry(job: FromClause) -> ColumnElement[Any]:
    clip, endpoint = _clips.alias(), _endpoints.alias()
    short = (job.c.state == literal_column("'COMPLETED'")) & (_missing(job) > literal_column("0"))
    return (
        (job.c.state.in_(RETRIABLE) | short)
        & (job.c.attempt_count < literal_column(str(MAX_ATTEMPTS)))
        & exists().where(clip.c.id == job.c.clip_id, clip.c.deleted_at.is_(None)).correlate(job)
        & exists()
        .where(endpoint.c.id == job.c.endpoint_id, endpoint.c.deleted_at.is_(None))
        .correlate(job)
    )


def _spent(job: FromClause) -> ColumnElement[Any]:
    entry = LedgerEntry.__table__.alias()
    return sql_cast(
        select(func.coalesce(func.sum(entry.c.actual), literal_column("0")))
        .where(entry.c.job_id == job.c.id)
        .correlate(job)
        .scalar_subquery(),
        BigInteger,
    )


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
    worker: str | None = column(
        AttemptRow.worker, "Which of the endpoint's workers or machines had it, where it told."
    )
    tokens: BigInt | None = column(
        lambda row: sql_cast(row.c.tokens, Text), "How many tokens it was billed, where it told."
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
    message: str | None = column(
        _message,
        "What the endpoint says it is doing, what came of it, or why its endpoint keeps it waiting.",
    )
    priority: Priority = column(_priority, "How urgent it is.")
    eta_seconds: int | None = column(
        lambda row: eta_seconds(row, "p50"),
        "Seconds left, as renders of its model and size took there lately, and by its own pace once "
        "it runs; half of them took longer. Null until something was measured.",
    )
    eta_latest_seconds: int | None = column(
        lambda row: eta_seconds(row, "p90"),
        "The same, but only one in ten took longer.",
    )
    queue_position: int | None = column(
        queue_position,
        "Its place among those that wait for its endpoint; 1 is next. Null while it is paused.",
    )
    paused_at: DateTime | None = column(JobRow.paused_at, "Since when it is paused.")
    not_before: DateTime | None = column(
        JobRow.not_before, "When it is tried again, while its endpoint could not take it."
    )
    cleared_at: DateTime | None = column(
        JobRow.cleared_at, "When it was taken out of the queue's lists."
    )
    count: int = column(JobRow.count, "How many takes it makes.")
    missing_count: int = column(
        _missing,
        "How many of those it has not made (yet). Of a COMPLETED one, retryJob makes these alone.",
    )
    seed: BigInt = column(lambda row: sql_cast(row.c.seed, Text), "The seed of its first take.")
    model: str | None = column(JobRow.model, "The model asked for; null leaves it to the endpoint.")
    prompt: str = column(lambda row: row.c.brief.op("->>")("prompt"), "The prompt it is sent with.")
    created_at: DateTime = column(JobRow.created_at, "When it was asked for.")
    started_at: DateTime | None = column(JobRow.started_at, "When it began to render.")
    finished_at: DateTime | None = column(JobRow.finished_at, "When it was over.")
    error: Failure | None = struct(
        "Why it failed.", present=lambda row: row.c.error_code.is_not(None)
    )
    can_retry: bool = column(
        _can_retry,
        "Whether retryJob would queue it again: it failed, was cancelled or made less than was asked "
        "for, was not attempted too often, and its clip and endpoint are still there.",
    )
    parameters: strawberry.scalars.JSON = column(
        lambda row: row.c.brief, "All that it was asked for with.", large=True, paged=True
    )
    spent: BigInt = column(_spent, "Micro-units of US dollars that its attempts cost.")
    requested_by: Account = child(
        AccountRow.__table__,
        lambda job, account: account.c.id == job.c.requested_by,
        "Who asked for it.",
    )
    project: Project = child(
        _projects,
        lambda job, project: project.c.id == job.c.project_id,
        "The project it is for.",
        deleted=True,
    )
    endpoint: Endpoint = child(
        _endpoints,
        lambda job, endpoint: endpoint.c.id == job.c.endpoint_id,
        "Where it renders.",
        deleted=True,
    )
    clip: Clip | None = child(
        _clips,
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
    batch_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this batch."
    )
    account_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those that this person asked for."
    )
    kind: MediaKind | None = strawberry.field(
        default=None, description="Only those that make this."
    )
    model: str | None = strawberry.field(default=None, description="Only those of this model.")
    search: str | None = strawberry.field(
        default=None, description="Words, each of which is in the prompt."
    )
    since: DateTime | None = strawberry.field(
        default=None, description="Only those asked for from then on."
    )
    until: DateTime | None = strawberry.field(
        default=None, description="Only those asked for before then."
    )
    states: list[JobState] | None = strawberry.field(
        default=None, description="Only those in one of these states."
    )
    active: bool | None = strawberry.field(
        default=None, description="True: only those under way. False: only those that are over."
    )
    cleared: bool | None = strawberry.field(
        default=False,
        description="False: without those that were cleared. True: only those. Null: all.",
    )


def _searched(job: FromClause) -> ColumnElement[bool]:
    prompt = job.c.brief.op("->>")(literal_column("'prompt'"))
    return prompt.op("ILIKE", is_comparison=True)(
        func.all(bindparam("f_search", type_=ARRAY(Text)))
    )


JOBS = Collection(
    "RenderJob",
    sorts={"CREATED": Sort(lambda row: row.c.created_at, descending=True)},
    filters={
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "clip": lambda row: row.c.clip_id == bindparam("f_clip", type_=PG_UUID()),
        "endpoint": lambda row: row.c.endpoint_id == bindparam("f_endpoint", type_=PG_UUID()),
        "account": lambda row: row.c.requested_by == bindparam("f_account", type_=PG_UUID()),
        "kind": lambda row: row.c.kind == bindparam("f_kind", type_=Text),
        "model": lambda row: row.c.model == bindparam("f_model", type_=Text),
        "search": _searched,
        "since": lambda row: row.c.created_at >= bindparam("f_since", type_=Moment(True)),
        "until": lambda row: row.c.created_at < bindparam("f_until", type_=Moment(True)),
        "batch": lambda row: row.c.batch_id == bindparam("f_batch", type_=PG_UUID()),
        "active": lambda row: row.c.state.in_(UNDER_WAY),
        "over": lambda row: row.c.state.not_in(UNDER_WAY),
        "cleared": lambda row: row.c.cleared_at.is_not(None),
        "shown": lambda row: row.c.cleared_at.is_(None),
        "states": lambda row: row.c.state == any_(bindparam("f_states", type_=ARRAY(Text))),
    },
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
            batch=id_filter("batch", which.batch_id),
            account=id_filter("account", which.account_id),
            kind=which.kind.value if which.kind else None,
            model=clean(which.model),
            search=search_patterns(which.search),
            since=which.since,
            until=which.until,
            states=None if which.states is None else [state.value for state in which.states],
            active=which.active or None,
            over=which.active is False or None,
            cleared=which.cleared is True or None,
            shown=which.cleared is False or None,
        )
        wanted = Wanted("CREATED", narrowed, first, after)
        page = await read_page(info.context.reads, info._raw_info, JOBS, wanted)
        return cast("RenderJobConnection", page)
