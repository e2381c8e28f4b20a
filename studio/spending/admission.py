"""Whether what is asked may be spent, and what to do where it may not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from studio.spending.money import MOST_AMOUNT, in_full


class Verdict(Enum):
    ADMITTED = "ADMITTED"
    NEEDS_CONFIRMATION = "NEEDS_CONFIRMATION"
    BLOCKED = "BLOCKED"


class ReasonCode(Enum):
    PRICE_UNKNOWN = "PRICE_UNKNOWN"
    BUDGET_EXCEEDED = "BUDGET_EXCEEDED"
    MAX_COST_EXCEEDED = "MAX_COST_EXCEEDED"
    SOFT_LIMIT = "SOFT_LIMIT"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"


@dataclass(frozen=True, slots=True)
class Reason:
    """`next_step` is what a person can do about it; `limit` names the soft limit that is passed."""

    code: ReasonCode
    message: str
    next_step: str
    limit: str = ""

    @property
    def blocks(self) -> bool:
        return self.code is not ReasonCode.SOFT_LIMIT


class BudgetScope(Enum):
    WORKSPACE = "WORKSPACE"
    PROJECT = "PROJECT"
    ACCOUNT = "ACCOUNT"


class BudgetPeriod(Enum):
    """Of days and months in UTC."""

    TOTAL = "TOTAL"
    MONTH = "MONTH"
    DAY = "DAY"

    def starts(self, day: date) -> date:
        """The first day of the period that this day lies in."""
        if self is BudgetPeriod.TOTAL:
            return date(1970, 1, 1)
        return day.replace(day=1) if self is BudgetPeriod.MONTH else day


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """Where money is counted: a scope in one period."""

    scope: str
    scope_id: UUID
    period: str
    starts_on: date


def accounts_of(
    workspace: UUID, project: UUID | None, person: UUID | None, day: date
) -> list[Account]:
    """All that a sum counts in, in the order in which their rows are locked."""
    scopes = [(BudgetScope.WORKSPACE, workspace), (BudgetScope.PROJECT, project)]
    scopes.append((BudgetScope.ACCOUNT, person))
    return sorted(
        Account(scope.value, scope_id, period.value, period.starts(day))
        for scope, scope_id in scopes
        if scope_id is not None
        for period in BudgetPeriod
    )


@dataclass(frozen=True, slots=True)
class Standing:
    """A budget, with what was held and spent of it before."""

    scope: BudgetScope
    period: BudgetPeriod
    hard: int | None
    soft: int | None
    held: int
    spent: int
    scope_id: UUID | None = None

    @property
    def name(self) -> str:
        """The same for this budget alone."""
        return f"{self.scope.value}:{self.scope_id}:{self.period.value}"


_WHOSE = {
    BudgetScope.WORKSPACE: "the workspace",
    BudgetScope.PROJECT: "this project",
    BudgetScope.ACCOUNT: "your account",
}
_WHEN = {
    BudgetPeriod.TOTAL: "in all",
    BudgetPeriod.MONTH: "this month",
    BudgetPeriod.DAY: "today",
}


_UNCOUNTABLE = Reason(
    ReasonCode.LIMIT_EXCEEDED,
    f"This may cost more than {in_full(MOST_AMOUNT)}, and more than that cannot be counted.",
    "Ask for less, or see whether the price is right.",
)


def weigh(
    most: int, shares: Sequence[tuple[int, Standing]], *, max_cost: int | None
) -> list[Reason]:
    """What stands against spending `most` micro-units more, of which each budget bears its share.

    Nothing ever stands against nothing.
    """
    if most == 0:
        return []
    if most > MOST_AMOUNT:
        return [_UNCOUNTABLE]
    found = []
    if max_cost is not None and most > max_cost:
        found.append(
            Reason(
                ReasonCode.MAX_COST_EXCEEDED,
                f"This may cost up to {in_full(most)}, more than the {in_full(max_cost)} you allow.",
                "Allow more, ask for fewer takes, or choose a cheaper endpoint.",
            )
        )
    for share, budget in shares:
        if share == 0:
            continue
        after = budget.held + budget.spent + share
        if budget.hard is not None and after > budget.hard:
            found.append(_over(budget, share, budget.hard, ReasonCode.BUDGET_EXCEEDED))
        elif budget.soft is not None and after > budget.soft:
            found.append(_over(budget, share, budget.soft, ReasonCode.SOFT_LIMIT))
    return found


def _over(budget: Standing, most: int, limit: int, code: ReasonCode) -> Reason:
    whose, when = _WHOSE[budget.scope], _WHEN[budget.period]
    gone = f"{in_full(budget.spent)} is spent and {in_full(budget.held)} is held"
    words = (
        f"This may cost up to {in_full(most)}. The budget of {whose} is {in_full(limit)} {when}, of "
        f"which {gone}."
    )
    if code is ReasonCode.SOFT_LIMIT:
        return Reason(code, words, "Confirm it to go over this limit.", budget.name)
    return Reason(
        code, words, "Wait for what is held to be settled, ask for less, or raise the budget."
    )


def verdict_of(reasons: Sequence[Reason]) -> Verdict:
    if any(reason.blocks for reason in reasons):
        return Verdict.BLOCKED
    return Verdict.NEEDS_CONFIRMATION if reasons else Verdict.ADMITTED
