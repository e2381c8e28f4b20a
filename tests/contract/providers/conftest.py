from collections.abc import AsyncIterator

import pytest

from tests.contract.providers.sides import SIDES, Side


@pytest.fixture(params=list(SIDES))
async def side(request: pytest.FixtureRequest) -> AsyncIterator[Side]:
    async with SIDES[request.param]() as side:
        yield side
