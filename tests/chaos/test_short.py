"""A minute of what `make chaos` does for long: all endpoints, one seed, everything dies once."""

from __future__ import annotations

import pytest

from tests.chaos.conductor import seed_of_this_run
from tests.chaos.run import Plan, run
from tests.chaos.schedule import CABLES, MACHINES, SERVERS, SERVICES, Pace

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

PLAN = Plan(
    renders=50,
    asking=14,
    pace=Pace(whole=20, apart=(0.4, 1.6), lasting=(0.5, 2)),
    whom=(*CABLES, *CABLES[:3], *SERVICES, *SERVERS, MACHINES[0]),
    ttl=20,
    timeout=18,
    patience=60,
)


async def test_all_end_and_none_is_made_twice() -> None:
    assert await run(PLAN, seed_of_this_run(104)) == []
