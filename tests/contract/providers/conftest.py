from collections.abc import AsyncIterator
from functools import partial

import pytest

from tests.contract.providers.pulling import pull_side
from tests.contract.providers.sides import KEY, SIDES, Opening, Side


@pytest.fixture(params=[*SIDES, "pull"])
def opening(request: pytest.FixtureRequest) -> Opening:
    """Opens one side; that of machines alone needs a studio, which they fetch their work from."""
    if request.param == "pull":
        return partial(pull_side, request.getfixturevalue("studio"), KEY)
    return SIDES[request.param]


@pytest.fixture
async def side(opening: Opening) -> AsyncIterator[Side]:
    async with opening() as side:
        yield side
