from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from studio.spending.admission import (
    BudgetPeriod,
    BudgetScope,
    ReasonCode,
    Standing,
    Verdict,
    accounts_of,
    verdict_of,
    weigh,
)

amounts = st.integers(0, 10**12)
budgets = st.lists(
    st.builds(
        Standing,
        st.sampled_from(BudgetScope),
        st.sampled_from(BudgetPeriod),
        st.none() | amounts,
        st.none() | amounts,
        amounts,
        amounts,
    ),
    max_size=5,
)


@given(amounts, budgets, st.none() | amounts)
def test_nothing_is_admitted_that_could_break_a_hard_limit(
    most: int, standing: list[Standing], max_cost: int | None
) -> None:
    reasons = weigh(most, [(most, one) for one in standing], max_cost=max_cost)
    broken = [
        one for one in standing if one.hard is not None and one.held + one.spent + most > one.hard
    ]
    blocked = most > 0 and (bool(broken) or (max_cost is not None and most > max_cost))
    assert (verdict_of(reasons) is Verdict.BLOCKED) is blocked
    over = [
        one for one in standing if one.soft is not None and one.held + one.spent + most > one.soft
    ]
    if not blocked:
        asked = most > 0 and bool(over)
        assert (verdict_of(reasons) is Verdict.NEEDS_CONFIRMATION) is asked
    assert all(reason.message and reason.next_step for reason in reasons)


def test_what_costs_nothing_is_always_admitted() -> None:
    spent = Standing(BudgetScope.PROJECT, BudgetPeriod.DAY, 0, 0, 5, 5)
    assert weigh(0, [(0, spent)], max_cost=0) == []


def test_words_name_the_budget_and_what_is_gone_of_it() -> None:
    standing = Standing(BudgetScope.PROJECT, BudgetPeriod.DAY, 2_000_000, None, 250_000, 1_500_000)
    (reason,) = weigh(500_000, [(500_000, standing)], max_cost=None)
    assert reason.code is ReasonCode.BUDGET_EXCEEDED
    assert reason.message == (
        "This may cost up to $0.50. The budget of this project is $2.00 today, of which $1.50 is "
        "spent and $0.25 is held."
    )


@given(st.dates(), st.uuids(), st.none() | st.uuids(), st.none() | st.uuids())
def test_accounts_come_in_one_order_and_once(
    day: date, workspace: UUID, project: UUID | None, person: UUID | None
) -> None:
    accounts = accounts_of(workspace, project, person, day)
    assert accounts == sorted(set(accounts))
    assert len(accounts) == 3 * (1 + (project is not None) + (person is not None))
    assert all(account.starts_on <= max(day, date(1970, 1, 1)) for account in accounts)
