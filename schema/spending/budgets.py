"""Budgets in the graph: limits, and what is held and spent against them."""

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    FromClause,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy import cast as sql_cast

from schema.accounts import Account
from schema.context import Info
from schema.mutate import Payload, mutate
from schema.node import Node
from schema.projects import Project
from schema.reads.fields import Ref, child, column, entity, identity
from schema.reads.pages import Collection, Sort, Wanted, read_page
from schema.relay import PageInfo
from schema.scalars import BigInt, DateTime
from schema.spending.enums import BudgetPeriod, BudgetScope
from studio.access.viewer import Viewer
from studio.accounts.models import Account as AccountRow
from studio.kernel.ids import parse, untyped
from studio.kernel.work import Work
from studio.projects.models import Project as ProjectRow
from studio.spending import service
from studio.spending.models import Budget as BudgetRow
from studio.spending.models import SpendingTotal

_budgets = BudgetRow.__table__
_totals = SpendingTotal.__table__

_TODAY = "(now() AT TIME ZONE 'UTC')"


def _counted(name: str) -> Any:
    def value(budget: FromClause) -> ColumnElement[Any]:
        total = _totals.alias()
        found = (
            select(total.c[name])
            .where(
                total.c.workspace_id == budget.c.workspace_id,
                total.c.scope == budget.c.scope,
                total.c.scope_id == budget.c.scope_id,
                total.c.period == budget.c.period,
                total.c.starts_on == _start(budget),
            )
            .correlate(budget)
            .scalar_subquery()
        )
        return sql_cast(func.coalesce(found, literal_column("0")), BigInteger)

    return value


def _start(budget: FromClause) -> ColumnElement[Any]:
    today = literal_column(f"{_TODAY}::date", Date)
    month = literal_column(f"date_trunc('month', {_TODAY})::date", Date)
    return case(
        (budget.c.period == literal_column("'DAY'"), today),
        (budget.c.period == literal_column("'MONTH'"), month),
        else_=literal_column("DATE '1970-01-01'"),
    )


@entity("budget", _budgets)
@strawberry.type(description="A limit on what a scope spends in a period.")
class Budget(Node):
    id: strawberry.ID = identity("budget", "The budget's id.")
    scope: BudgetScope = column(BudgetRow.scope, "Whose spending it limits.")
    project: Project | None = child(
        ProjectRow.__table__,
        lambda budget, project: project.c.id == budget.c.scope_id,
        "The project, where it limits one.",
    )
    account: Account | None = child(
        AccountRow.__table__,
        lambda budget, account: account.c.id == budget.c.scope_id,
        "The person, where it limits one.",
    )
    period: BudgetPeriod = column(BudgetRow.period, "How long it lasts.")
    hard_limit: BigInt | None = column(
        BudgetRow.hard_limit, "Micro-units of US dollars: nothing is admitted that may go over it."
    )
    soft_limit: BigInt | None = column(
        BudgetRow.soft_limit, "The same, but it may once somebody confirms it."
    )
    held: BigInt = column(_counted("held"), "Held for what is under way, at most that is spent.")
    spent: BigInt = column(_counted("spent"), "Spent in the period that goes on now.")
    version: int = column(BudgetRow.version, "Rises with each edit.")
    updated_at: DateTime = column(BudgetRow.updated_at, "When it was last set.")


@strawberry.type(description="A budget in a list.")
class BudgetEdge:
    node: Budget = strawberry.field(description="The budget.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of budgets.")
class BudgetConnection:
    edges: list[BudgetEdge] = strawberry.field(description="The budgets with their cursors.")
    nodes: list[Budget] = strawberry.field(description="The budgets alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    total_count: int = strawberry.field(description="How many there are in all.")


@strawberry.input(description="A limit; it takes the place of what the scope had for the period.")
class SetBudgetInput:
    scope: BudgetScope = strawberry.field(description="Whose spending it limits.")
    scope_id: strawberry.ID | None = strawberry.field(
        default=None, description="The project or the account; nothing for the workspace."
    )
    period: BudgetPeriod = strawberry.field(description="How long it lasts.")
    hard_limit: BigInt | None = strawberry.field(
        default=None,
        description="Micro-units of US dollars: nothing is admitted that may go over it.",
    )
    soft_limit: BigInt | None = strawberry.field(
        default=None, description="The same, but it may once somebody confirms it."
    )


@strawberry.input(description="A budget to take away.")
class DeleteBudgetInput:
    id: strawberry.ID = strawberry.field(description="The budget.")


@strawberry.type(description="What setBudget answers.")
class SetBudgetPayload(Payload):
    budget: Budget | None = strawberry.field(description="The budget as it is now.")


@strawberry.type(description="What deleteBudget answers.")
class DeleteBudgetPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


BUDGETS = Collection("Budget", sorts={"CREATED": Sort(lambda row: row.c.created_at)}, filters={})


@strawberry.type
class BudgetQueries:
    @strawberry.field(description="The workspace's budgets, the oldest first.")
    async def budgets(
        self,
        info: Info,
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
    ) -> BudgetConnection:
        wanted = Wanted("CREATED", {}, first, after)
        page = await read_page(info.context.reads, info._raw_info, BUDGETS, wanted)
        return cast("BudgetConnection", page)


@strawberry.type
class BudgetMutations:
    @strawberry.mutation(
        description="Limit what the workspace, a project or a person spends. What was spent before "
        "counts."
    )
    async def set_budget(
        self,
        info: Info,
        input: Annotated[SetBudgetInput, strawberry.argument(description="The limit.")],
    ) -> SetBudgetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Ref]:
            budget_id = await service.set_budget(
                work,
                viewer,
                scope=input.scope,
                scope_id=_scope_id(input),
                period=input.period,
                hard=input.hard_limit,
                soft=input.soft_limit,
            )
            return {"budget": Ref("Budget", budget_id)}

        return await mutate(info, SetBudgetPayload, act)

    @strawberry.mutation(description="Take a budget away.")
    async def delete_budget(
        self,
        info: Info,
        input: Annotated[DeleteBudgetInput, strawberry.argument(description="Which.")],
    ) -> DeleteBudgetPayload:
        async def act(work: Work, viewer: Viewer) -> dict[str, Any]:
            await service.delete_budget(work, viewer, untyped("budget", input.id))
            return {"deletedId": input.id}

        return await mutate(info, DeleteBudgetPayload, act)


def _scope_id(input: SetBudgetInput) -> Any:
    kinds = {BudgetScope.PROJECT: "project", BudgetScope.ACCOUNT: "account"}
    found = parse(input.scope_id) if input.scope_id else None
    return found[1] if found and found[0] == kinds.get(input.scope) else None
