from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from api.graphql.view import GraphQLApp
from tests.api.graphql.graph import (
    TOKEN,
    Viewer,
    Witness,
    authenticate,
    make_context,
    make_schema,
    witness,
)
from tests.api.graphql.server import served
from tests.doubles.waiting import PATIENCE


async def _still_valid(viewer: Any) -> bool:
    valid: bool = viewer.valid
    return valid


def application(connection_init_seconds: float = 60.0) -> GraphQLApp:
    return GraphQLApp(
        make_schema(),
        authenticate,
        make_context,
        viewer_valid=_still_valid,
        allowed_origins=["http://studio.test"],
        connection_init_seconds=connection_init_seconds,
        heartbeat_seconds=0.3,
    )


@pytest.fixture(scope="package")
def host() -> Iterator[str]:
    with served(application()) as host:
        yield host


@pytest.fixture
def impatient() -> Iterator[str]:
    with served(application(connection_init_seconds=0.5)) as host:
        yield host


@pytest.fixture
def seen() -> Iterator[Witness]:
    witness.delivered = witness.bumps = 0
    witness.contexts.clear()
    yield witness
    witness.viewer = Viewer()


@pytest.fixture
async def client(host: str) -> AsyncIterator[httpx.AsyncClient]:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with httpx.AsyncClient(
        base_url=f"http://{host}", headers=headers, timeout=PATIENCE
    ) as client:
        yield client


@pytest.fixture
async def stranger(host: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://{host}", timeout=PATIENCE) as client:
        yield client
