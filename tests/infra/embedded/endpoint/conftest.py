from collections.abc import AsyncIterator, Iterator

import httpx
import pytest

from tests.infra.embedded.endpoint.server import Server, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """One endpoint for all tests that do not kill it."""
    with running("--webhook-pause", "0.2", "--silent-after", "60") as server:
        yield server


@pytest.fixture
async def client(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with server.client() as client:
        yield client
