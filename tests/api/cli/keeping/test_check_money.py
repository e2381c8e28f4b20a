"""What `storycanvas check` says of money that does not add up."""

import pytest

from studio.kernel.ids import typed
from studio.rendering.ports import ReportState
from tests.api.cli.keeping.test_check import Place, place
from tests.schema.spending.test_quotes import generate, paid_endpoint, rendered

__all__ = ["place"]


async def spend(place: Place) -> None:
    """Four cents spent, four more held."""
    owner = place.studio.owner
    endpoint = await paid_endpoint(owner, None)
    await owner.do(
        "createPrice", "price { id }", endpointId=endpoint, unit="SECOND", amount="40000"
    )
    clip = typed("clip", place.clip)
    first = await generate(owner, clip, "a", endpointId=endpoint)
    await rendered(place.studio, first["jobs"][0]["id"], ran_ms=900, outcome=ReportState.FAILED)
    await generate(owner, clip, "b", endpointId=endpoint)
    assert await place.examine() == {}


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("UPDATE spending_totals SET spent = spent + 1 WHERE scope = 'PROJECT'", 3),
        ("DELETE FROM spending_totals WHERE period = 'DAY'", 3),
        ("UPDATE ledger_entries SET actual = 1", 9),
        (
            (
                "INSERT INTO spending_totals SELECT workspace_id, scope, gen_random_uuid(), period, "
                "starts_on, 5, 0 FROM spending_totals LIMIT 1"
            ),
            1,
        ),
    ],
)
async def test_sums_are_those_of_the_ledger(place: Place, damage: str, says: int) -> None:
    await spend(place)
    await place.run(damage)
    found = await place.examine(repair=True)
    assert len(found["sums"].problems) == says
    assert not found["sums"].left
    assert await place.examine() == {}


async def test_nothing_is_held_for_what_is_over(place: Place) -> None:
    await spend(place)
    await place.run(
        "UPDATE reservations SET closed_at = NULL FROM render_jobs"
        " WHERE job_id = id AND finished_at IS NOT NULL"
    )
    found = await place.examine(repair=True)
    assert len(found["held money"].problems) == 1
    assert await place.examine() == {}


async def test_an_attempt_that_nobody_charged_is_told(place: Place) -> None:
    await spend(place)
    await place.run("DELETE FROM ledger_entries")
    found = await place.examine()
    assert len(found["ledger"].problems) == 1
    assert found["ledger"].left
