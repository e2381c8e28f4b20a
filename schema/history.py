"""What was asked for and what came of it, in the graph."""

from datetime import datetime
from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.relay import id_filter
from schema.scalars import BigInt, DateTime
from studio.library.media import MediaKind
from studio.rendering import history
from studio.rendering.history import Within


@strawberry.type(description="How a model did.")
class ModelUsage:
    model: str | None = strawberry.field(
        description="The model that rendered; where nothing came of it the one that was asked for, null "
        "if it was left to the endpoint."
    )
    kind: MediaKind = strawberry.field(description="What it was to make.")
    job_count: int = strawberry.field(description="How many renders were asked for.")
    completed_count: int = strawberry.field(description="How many of them were done.")
    failed_count: int = strawberry.field(description="How many failed.")
    cancelled_count: int = strawberry.field(description="How many were cancelled.")
    success_rate: float | None = strawberry.field(
        description="Of those that were done or failed, the share that was done; null where there "
        "are none."
    )
    take_count: int = strawberry.field(description="How many takes came of them.")
    picked_count: int = strawberry.field(description="How many of those their clips show now.")
    seconds: float | None = strawberry.field(
        description="What one took to render; half of them took longer."
    )
    spent: BigInt = strawberry.field(description="Micro-units of US dollars that they cost.")


@strawberry.type(description="Renders as a table.")
class HistoryTable:
    csv: str = strawberry.field(
        description="One line for each render, the newest first: who asked for what, when, where and "
        "with which settings, what came of it, how long it took and what it cost."
    )
    row_count: int = strawberry.field(description="How many lines, without the heading.")
    is_cut: bool = strawberry.field(
        description="Whether there were more than the 10,000 that are told: ask for less at once."
    )


Since = Annotated[
    DateTime | None, strawberry.argument(description="Only what was asked for from then on.")
]
Until = Annotated[
    DateTime | None, strawberry.argument(description="Only what was asked for before then.")
]
OfProject = Annotated[
    strawberry.ID | None, strawberry.argument(description="Only what is of this project.")
]


@strawberry.type
class HistoryQueries:
    @strawberry.field(description="How models did here, the most used first; 500 at most.")
    async def model_usage(
        self, info: Info, since: Since = None, until: Until = None, project_id: OfProject = None
    ) -> list[ModelUsage]:
        context = info.context
        async with context.services.sessions() as session:
            found = await history.model_usage(session, _within(info, since, until, project_id))
        told = await context.reads.payloads(
            info._raw_info, [_values(one) for one in found], type_name="ModelUsage"
        )
        return cast("list[ModelUsage]", told)

    @strawberry.field(description="The renders of a time, for analysis or billing.")
    async def history(
        self, info: Info, since: Since = None, until: Until = None, project_id: OfProject = None
    ) -> HistoryTable:
        context = info.context
        async with context.services.sessions() as session:
            found, cut = await history.entries(session, _within(info, since, until, project_id))
        values = {"csv": history.as_csv(found), "rowCount": len(found), "isCut": cut}
        return cast("HistoryTable", await context.reads.payload(info._raw_info, values))


def _within(
    info: Info, since: datetime | None, until: datetime | None, project_id: strawberry.ID | None
) -> Within:
    return Within(info.context.viewer.workspace_id, since, until, id_filter("project", project_id))


def _values(one: history.ModelUsage) -> dict[str, Any]:
    return {
        "model": one.model,
        "kind": one.kind,
        "jobCount": one.jobs,
        "completedCount": one.completed,
        "failedCount": one.failed,
        "cancelledCount": one.cancelled,
        "successRate": one.success_rate,
        "takeCount": one.takes,
        "pickedCount": one.picked,
        "seconds": one.seconds,
        "spent": one.spent,
    }
