"""Where workflows can be rendered with, and what is missing elsewhere."""

from typing import Annotated, cast

import strawberry

from schema.context import Info
from schema.endpoints import Endpoint
from schema.enums import described
from schema.reads.fields import Ref
from schema.relay import ids_of
from studio.kernel.ids import typed
from studio.rendering.service.fitting import Standing, WorkflowFit, standings_of

MOST = 100

described(
    WorkflowFit,
    "Whether an endpoint can render with a workflow.",
    {
        "READY": "It has the nodes and the files.",
        "UNTOLD": "It does not tell what it has: the workflow is tried there.",
        "SKETCH": "It draws a sketch, whatever the workflow is.",
        "UNFIT": "It is not sent there.",
    },
)


@strawberry.type(description="A workflow at an endpoint.")
class WorkflowStanding:
    workflow_id: strawberry.ID = strawberry.field(description="The workflow.")
    endpoint: Endpoint = strawberry.field(description="The endpoint.")
    fit: WorkflowFit = strawberry.field(description="Whether it can be rendered with there.")
    reason: str | None = strawberry.field(
        description="Why it is not READY, in words that say what to do."
    )
    missing_nodes: list[str] = strawberry.field(
        description="Classes of nodes that are not there, as far as the endpoint tells."
    )
    missing_files: list[str] = strawberry.field(
        description="Model files that are not there, each with its folder, as far as it tells."
    )


@strawberry.type
class WorkflowStandingQueries:
    @strawberry.field(
        description="Of each of these workflows, whether each endpoint of the workspace can render "
        "with it. What is not there is left out."
    )
    async def workflow_standings(
        self,
        info: Info,
        workflow_ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description="The workflows; the first 100 of them are looked at."),
        ],
    ) -> list[WorkflowStanding]:
        context = info.context
        async with context.work() as work:
            found = await standings_of(
                work,
                context.viewer,
                ids_of("workflow", workflow_ids[:MOST]),
                today=context.services.clock.now().date(),
                reachable=context.services.reachable,
            )
        values = [_values(one) for one in found]
        answer = await context.reads.payloads(info._raw_info, values, type_name="WorkflowStanding")
        return cast("list[WorkflowStanding]", answer)


def _values(one: Standing) -> dict[str, object]:
    return {
        "workflowId": typed("workflow", one.workflow_id),
        "endpoint": Ref("Endpoint", one.endpoint_id),
        "fit": one.fit.value,
        "reason": one.reason,
        "missingNodes": list(one.nodes),
        "missingFiles": list(one.files),
    }
