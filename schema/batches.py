"""Batches in the graph: what was asked for at once, followed as one thing."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.accounts import Account
from schema.context import Info
from schema.endpoints import UNDER_WAY
from schema.following import LOOK_EVERY, not_found
from schema.mutate import given
from schema.node import Node, read_node
from schema.places import eta_seconds
from schema.progress import SPACING
from schema.projects import Project
from schema.reads.elements import elements_of
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
from schema.rendering import RenderJob
from schema.scalars import BigInt, DateTime
from schema.skipping import SkipReason
from schema.timeline import Clip
from studio.accounts.models import Account as AccountRow
from studio.kernel.ids import untyped
from studio.library.media import MediaKind
from studio.projects.models import Project as ProjectRow
from studio.rendering.lifecycle import TERMINAL
from studio.rendering.models import Batch as BatchRow
from studio.rendering.models import RenderJob as JobRow
from studio.rendering.queries import batch_standing, project_of
from studio.spending.models import LedgerEntry, Reservation
from studio.timeline.models import Clip as ClipRow

_batches = BatchRow.__table__
_jobs = JobRow.__table__
_clips = ClipRow.__table__
_entries = LedgerEntry.__table__
_held = Reservation.__table__
OVER: list[ColumnElement[Any]] = [literal_column(f"'{state.value}'") for state in TERMINAL]


def _of_jobs(what: Any) -> Any:
    def value(batch: FromClause) -> ColumnElement[Any]:
        job = _jobs.alias()
        return (
            select(what(job)).where(job.c.batch_id == batch.c.id).correlate(batch).scalar_subquery()
        )

    return value


def _in(*states: str) -> Any:
    names: list[ColumnElement[Any]] = [literal_column(f"'{state}'") for state in states]
    return _of_jobs(lambda job: func.count().filter(job.c.state.in_(names)))


def _paused(job: FromClause) -> ColumnElement[Any]:
    held = job.c.paused_at.is_not(None) & (job.c.state == literal_column("'QUEUED'"))
    return func.count().filter(held)


def _spent(batch: FromClause) -> ColumnElement[Any]:
    job, entry = _jobs.alias(), _entries.alias()
    return sql_cast(
        select(func.coalesce(func.sum(entry.c.actual), literal_column("0")))
        .select_from(job.join(entry, entry.c.job_id == job.c.id))
        .where(job.c.batch_id == batch.c.id)
        .correlate(batch)
        .scalar_subquery(),
        BigInteger,
    )


def _holds(batch: FromClause) -> ColumnElement[Any]:
    job, held = _jobs.alias(), _held.alias()
    return sql_cast(
        select(func.coalesce(func.sum(held.c.amount), literal_column("0")))
        .select_from(job.join(held, held.c.job_id == job.c.id))
        .where(job.c.batch_id == batch.c.id, held.c.closed_at.is_(None))
        .correlate(batch)
        .scalar_subquery(),
        BigInteger,
    )


def _last_eta(batch: FromClause) -> ColumnElement[Any]:
    job = _jobs.alias()
    return (
        select(func.max(eta_seconds(job, "p50")))
        .where(job.c.batch_id == batch.c.id, job.c.state.in_(UNDER_WAY))
        .correlate(batch)
        .scalar_subquery()
    )


_skipped = elements_of(_batches, lambda row: row.c.skipped, batch_id="id")


@entity("batchskip", _skipped)
@strawberry.type(description="A clip that a batch left out.")
class BatchSkip:
    reason: SkipReason = column(lambda row: row.c.value["reason"].astext, "Why.")
    clip: Clip | None = child(
        _clips,
        lambda skip, clip: clip.c.id == sql_cast(skip.c.value["clip"].astext, PG_UUID()),
        "The clip; null once it is deleted.",
    )


@structure
@strawberry.type(description="How many renders of a batch are where.")
class BatchCounts:
    total: int = column(_of_jobs(lambda job: func.count()), "All of them.")
    waiting: int = column(_in("QUEUED", "SUBMITTING", "WAITING"), "Not begun yet.")
    running: int = column(
        _in("STARTING", "RUNNING", "SAVING", "CANCELLING"), "Being rendered, or stopped."
    )
    completed: int = column(_in("COMPLETED"), "Done.")
    failed: int = column(_in("FAILED"), "Failed; each job says why.")
    cancelled: int = column(_in("CANCELLED"), "Cancelled.")
    paused: int = column(
        _of_jobs(_paused), "Of those that have not begun: held back, until resumed."
    )


@entity("batch", _batches)
@strawberry.type(description="Renders that were asked for at once.")
class Batch(Node):
    id: strawberry.ID = identity("batch", "The batch's id; renders are filtered by it.")
    name: str = column(BatchRow.name, "What it makes, in words.")
    kinds: list[MediaKind] = column(BatchRow.kinds, "What it makes.")
    clip_count: int = column(BatchRow.clip_count, "Of how many clips.")
    counts: BatchCounts = struct("How many renders are where.")
    progress: float = column(
        _of_jobs(
            lambda job: func.coalesce(
                sql_cast(
                    func.avg(
                        case((job.c.state.in_(OVER), literal_column("1.0")), else_=job.c.progress)
                    ),
                    Double,
                ),
                literal_column("0"),
            )
        ),
        "0 to 1; what failed or was cancelled counts as done.",
    )
    eta_seconds: int | None = column(
        _last_eta, "Seconds until the last of it is done; null where nothing was measured."
    )
    expected_cost: BigInt = column(
        BatchRow.expected, "Micro-units of US dollars it was told to cost."
    )
    most_cost: BigInt = column(BatchRow.most, "What it was told to cost at most.")
    spent: BigInt = column(_spent, "What it has cost so far.")
    held: BigInt = column(_holds, "What is held for the rest of it.")
    created_at: DateTime = column(BatchRow.created_at, "When it was asked for.")
    requested_by: Account = child(
        AccountRow.__table__,
        lambda batch, account: account.c.id == batch.c.requested_by,
        "Who asked for it.",
    )
    project: Project = child(
        ProjectRow.__table__,
        lambda batch, project: project.c.id == batch.c.project_id,
        "The project it is for.",
        deleted=True,
    )
    skipped: list[BatchSkip] = children(
        Children(
            _skipped,
            on=lambda batch, skip: skip.c.batch_id == batch.c.id,
            order=lambda skip: (skip.c.place,),
        ),
        "The clips that were left out, in the order of the film.",
    )
    failed: list[RenderJob] = children(
        Children(
            _jobs,
            on=lambda batch, job: (
                (job.c.batch_id == batch.c.id) & (job.c.state == literal_column("'FAILED'"))
            ),
            order=lambda job: (job.c.rank, job.c.id),
        ),
        "Its renders that failed, each with its reason.",
    )


@strawberry.type(description="A batch in a list.")
class BatchEdge:
    node: Batch = strawberry.field(description="The batch.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of batches.")
class BatchConnection:
    edges: list[BatchEdge] = strawberry.field(description="The batches with their cursors.")
    nodes: list[Batch] = strawberry.field(description="The batches alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


def _under_way(batch: FromClause) -> ColumnElement[bool]:
    job = _jobs.alias()
    return exists().where(job.c.batch_id == batch.c.id, job.c.state.in_(UNDER_WAY)).correlate(batch)


BATCHES = Collection(
    "Batch",
    sorts={"CREATED": Sort(lambda row: row.c.created_at, descending=True)},
    filters={
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "active": _under_way,
    },
)


@strawberry.type
class BatchQueries:
    @strawberry.field(description="The batch of this id, or null.")
    async def batch(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The batch's id.")],
    ) -> Batch | None:
        return cast("Batch | None", await read_node(info, id, "Batch"))

    @strawberry.field(description="The workspace's batches, the newest first.")
    async def batches(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        project_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those of this project.")
        ] = None,
        active: Annotated[
            bool | None,
            strawberry.argument(description="True: only those with renders under way."),
        ] = None,
    ) -> BatchConnection:
        narrowed = given(project=id_filter("project", project_id), active=active or None)
        wanted = Wanted("CREATED", narrowed, first, after)
        page = await read_page(info.context.reads, info._raw_info, BATCHES, wanted)
        return cast("BatchConnection", page)


@strawberry.type
class BatchSubscriptions:
    @strawberry.subscription(
        description="A batch: first how it is, then each change, at most four times a second; "
        "complete when all of it is over."
    )
    async def batch_progress(
        self,
        info: Info,
        batch_id: Annotated[strawberry.ID, strawberry.argument(description="The batch.")],
    ) -> AsyncGenerator[Batch, None]:
        wanted = untyped("batch", batch_id)
        context, told = info.context, None
        async with context.services.sessions() as session:
            project = await project_of(session, context.viewer, wanted)
        if wanted is None or project is None:
            raise not_found("batch")
        async with context.services.feed.watch(project) as signal:
            while True:
                async with context.services.sessions() as session:
                    standing = await batch_standing(session, context.viewer, wanted)
                if standing is None:
                    return
                if standing != told:
                    told = standing
                    found = await context.reads.one(info._raw_info, Ref("Batch", wanted))
                    if found is None:
                        return
                    yield cast("Batch", found)
                if standing.is_over:
                    return
                await asyncio.sleep(SPACING)
                await signal.wait(LOOK_EVERY)
