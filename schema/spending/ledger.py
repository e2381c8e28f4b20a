"""What was spent: the ledger, its sums, and how they run."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from sqlalchemy import bindparam
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from schema.accounts import Account
from schema.context import Context, Info
from schema.endpoints import Endpoint
from schema.enums import described
from schema.following import LOOK_EVERY, ProjectStream, Stream, WorkspaceStream, head_of, not_found
from schema.idempotency import KeyedInput
from schema.mutate import Payload, given, mutate
from schema.node import Node
from schema.progress import SPACING
from schema.projects import Project
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo, id_filter
from schema.rendering import RenderJob
from schema.scalars import BigInt, DateTime
from schema.spending.enums import ChargeSource
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.accounts.models import Account as AccountRow
from studio.kernel.ids import untyped
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project as ProjectRow
from studio.rendering.models import Endpoint as EndpointRow
from studio.rendering.models import RenderJob as JobRow
from studio.spending import reports, service
from studio.spending.models import LedgerEntry as EntryRow
from studio.spending.money import CURRENCY
from studio.spending.reports import Period, ReportBy

_entries = EntryRow.__table__

described(
    ReportBy,
    "What a report sums by.",
    {
        "PROJECT": "Projects.",
        "ACCOUNT": "Who asked for it.",
        "MODEL": "Models.",
        "ENDPOINT": "Endpoints.",
        "KIND": "Pictures, videos, sounds.",
        "DAY": "Days of UTC.",
    },
)


@entity("ledger", _entries)
@strawberry.type(description="What one attempt cost; written once and never changed.")
class LedgerEntry(Node):
    id: strawberry.ID = identity("ledger", "The entry's id.")
    actual: BigInt = column(EntryRow.actual, "Micro-units of US dollars that it cost.")
    estimated: BigInt = column(EntryRow.estimated, "What its job was told to cost.")
    reserved: BigInt = column(EntryRow.reserved, "What was held for its job.")
    source: ChargeSource = column(EntryRow.source, "How the amount is known.")
    outcome: str | None = column(EntryRow.outcome, "How the attempt ended.")
    note: str = column(EntryRow.note, "What a person said of it.")
    kind: MediaKind | None = column(EntryRow.kind, "What it was to make.")
    model: str | None = column(EntryRow.model, "The model that made it.")
    price: strawberry.scalars.JSON | None = column(
        EntryRow.price, "The price that held, as it was then."
    )
    usage: strawberry.scalars.JSON = column(
        EntryRow.usage, "What the attempt used, as far as told."
    )
    day: str = column(EntryRow.day, "The day of UTC that it counts in.")
    created_at: DateTime = column(EntryRow.created_at, "When it was written.")
    project: Project | None = child(
        ProjectRow.__table__,
        lambda entry, project: project.c.id == entry.c.project_id,
        "The project; null for what is nobody's.",
        deleted=True,
    )
    account: Account | None = child(
        AccountRow.__table__,
        lambda entry, account: account.c.id == entry.c.account_id,
        "Who asked for it.",
    )
    endpoint: Endpoint | None = child(
        EndpointRow.__table__,
        lambda entry, endpoint: endpoint.c.id == entry.c.endpoint_id,
        "Where it rendered.",
        deleted=True,
    )
    job: RenderJob | None = child(
        JobRow.__table__, lambda entry, job: job.c.id == entry.c.job_id, "The render."
    )


@strawberry.type(description="An entry of the ledger in a list.")
class LedgerEntryEdge:
    node: LedgerEntry = strawberry.field(description="The entry.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of the ledger.")
class LedgerEntryConnection:
    edges: list[LedgerEntryEdge] = strawberry.field(description="The entries with their cursors.")
    nodes: list[LedgerEntry] = strawberry.field(description="The entries alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="Which entries of the ledger.")
class LedgerFilter:
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this project."
    )
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this endpoint."
    )
    job_id: strawberry.ID | None = strawberry.field(
        default=None, description="Only those of this render."
    )
    unassigned: bool | None = strawberry.field(
        default=None, description="True: only what is nobody's."
    )


@strawberry.type(description="Money spent and held, in micro-units of US dollars.")
class Spending:
    currency: str = strawberry.field(description="USD.")
    spent: BigInt = strawberry.field(description="Spent so far.")
    held: BigInt = strawberry.field(
        description="Held for what is under way: at most so much more is spent on it."
    )
    spent_today: BigInt = strawberry.field(description="Spent since midnight UTC.")


@strawberry.type(description="A line of a report.")
class SpendingRow:
    key: str | None = strawberry.field(
        description="The id, model, kind or day; null for what is nobody's or has none."
    )
    name: str = strawberry.field(description="For a person.")
    attempt_count: int = strawberry.field(description="How many attempts.")
    expected_cost: BigInt = strawberry.field(description="What they were told to cost.")
    spent: BigInt = strawberry.field(description="What they cost.")


@strawberry.type(description="What was spent, summed.")
class SpendingReport:
    currency: str = strawberry.field(description="USD.")
    rows: list[SpendingRow] = strawberry.field(
        description="The dearest first; days in their order."
    )
    spent: BigInt = strawberry.field(description="All of it.")
    unassigned: BigInt = strawberry.field(description="Of it, what is nobody's.")
    csv: str = strawberry.field(description="The rows as CSV, amounts in dollars.")


@strawberry.input(description="What a provider billed that no attempt accounts for.")
class RecordBillInput(KeyedInput):
    amount: BigInt = strawberry.field(description="Micro-units of US dollars.")
    at: DateTime = strawberry.field(
        description="When, from 2020 to tomorrow; its day in UTC counts."
    )
    note: str = strawberry.field(default="", description="What it was, as far as you know.")
    endpoint_id: strawberry.ID | None = strawberry.field(
        default=None, description="The endpoint that was billed."
    )
    project_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose it was; it stays unassigned if missing."
    )


@strawberry.type(description="What recordBill answers.")
class RecordBillPayload(Payload):
    entry: LedgerEntry | None = strawberry.field(description="The new entry of the ledger.")


LEDGER = Collection(
    "LedgerEntry",
    sorts={"CREATED": Sort(lambda row: row.c.created_at, descending=True)},
    filters={
        "project": lambda row: row.c.project_id == bindparam("f_project", type_=PG_UUID()),
        "endpoint": lambda row: row.c.endpoint_id == bindparam("f_endpoint", type_=PG_UUID()),
        "job": lambda row: row.c.job_id == bindparam("f_job", type_=PG_UUID()),
        "unassigned": lambda row: row.c.project_id.is_(None),
    },
)


@strawberry.type
class LedgerQueries:
    @strawberry.field(description="The ledger, the newest entry first.")
    async def ledger(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
        filter: Annotated[
            LedgerFilter | None, strawberry.argument(description="Which of them.")
        ] = None,
    ) -> LedgerEntryConnection:
        which = filter or LedgerFilter()
        narrowed = given(
            project=id_filter("project", which.project_id),
            endpoint=id_filter("endpoint", which.endpoint_id),
            job=id_filter("job", which.job_id),
            unassigned=which.unassigned or None,
        )
        wanted = Wanted("CREATED", narrowed, first, after)
        page = await read_page(info.context.reads, info._raw_info, LEDGER, wanted)
        return cast("LedgerEntryConnection", page)

    @strawberry.field(
        description="What the workspace, or one of its projects, has spent and holds; null for a "
        "project that is not there."
    )
    async def spending(
        self,
        info: Info,
        project_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="One project's alone.")
        ] = None,
    ) -> Spending | None:
        project = id_filter("project", project_id)
        if project is not None and not await _is_there(info.context, project):
            return None
        return await _told(info, await _totals(info.context, project))

    @strawberry.field(description="What was spent, summed from the ledger.")
    async def spending_report(
        self,
        info: Info,
        by: Annotated[ReportBy, strawberry.argument(description="What to sum by.")],
        since: Annotated[
            DateTime | None, strawberry.argument(description="From this day of UTC on.")
        ] = None,
        until: Annotated[
            DateTime | None, strawberry.argument(description="Up to this day, and with it.")
        ] = None,
        project_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of one project alone.")
        ] = None,
    ) -> SpendingReport:
        context = info.context
        period = Period(
            since.date() if since else None,
            until.date() if until else None,
            id_filter("project", project_id),
        )
        workspace = context.viewer.workspace_id
        async with context.services.sessions() as session:
            rows = await reports.report(session, workspace, by, period)
            nobodys = await reports.unassigned(session, workspace, period)
        values = {
            "currency": CURRENCY,
            "rows": [
                {
                    "key": row.key,
                    "name": row.name,
                    "attemptCount": row.attempts,
                    "expectedCost": row.expected,
                    "spent": row.spent,
                }
                for row in rows
            ],
            "spent": sum(row.spent for row in rows),
            "unassigned": nobodys,
            "csv": reports.as_csv(by, rows),
        }
        return cast("SpendingReport", await context.reads.payload(info._raw_info, values))


@strawberry.type
class LedgerMutations:
    @strawberry.mutation(
        description="Count what a provider billed besides: an idle worker, a render that was never "
        "heard of."
    )
    async def record_bill(
        self,
        info: Info,
        input: Annotated[RecordBillInput, strawberry.argument(description="The bill.")],
    ) -> RecordBillPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            endpoint_id = id_filter("endpoint", input.endpoint_id)
            if endpoint_id is not None:
                await find(work, viewer, EndpointRow, endpoint_id, lock=False, field="endpointId")
            entry = await service.record_bill(
                work,
                viewer,
                amount=input.amount,
                day=input.at.date(),
                today=info.context.services.clock.now().date(),
                note=input.note,
                endpoint_id=endpoint_id,
                project_id=id_filter("project", input.project_id),
            )
            return {"entry": Ref("LedgerEntry", entry)}

        return await mutate(info, RecordBillPayload, act, once=input)


@strawberry.type
class SpendingSubscriptions:
    @strawberry.subscription(
        description="What the workspace, or one of its projects, spends: first as it is, then each "
        "change, at most four times a second."
    )
    async def spending_changed(
        self,
        info: Info,
        project_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="One project's alone.")
        ] = None,
    ) -> AsyncGenerator[Spending, None]:
        context = info.context
        project = untyped("project", project_id) if project_id else None
        if project_id and project is None:
            raise not_found("project")
        stream: Stream = (
            ProjectStream(project) if project else WorkspaceStream(context.viewer.workspace_id)
        )
        await head_of(context, stream)
        told: dict[str, Any] | None = None
        async with context.services.feed.wakes(context.viewer.workspace_id) as signal:
            while True:
                async with context.services.sessions() as session:
                    if await stream.head(session, context.viewer) is None:
                        return
                found = await _totals(context, project)
                if found != told:
                    told = found
                    yield await _told(info, found)
                await asyncio.sleep(SPACING)
                await signal.wait(LOOK_EVERY)


async def _totals(context: Context, project_id: UUID | None) -> dict[str, Any]:
    today = context.services.clock.now().date()
    async with context.services.sessions() as session:
        found = await reports.totals(session, context.viewer.workspace_id, project_id, today)
    return {
        "currency": CURRENCY,
        "spent": found.spent,
        "held": found.held,
        "spentToday": found.spent_today,
    }


async def _told(info: Info, values: dict[str, Any]) -> Spending:
    told = await info.context.reads.payload(info._raw_info, values, type_name="Spending")
    return cast("Spending", told)


async def _is_there(context: Context, project_id: UUID) -> bool:
    async with context.services.sessions() as session:
        return await ProjectStream(project_id).head(session, context.viewer) is not None
