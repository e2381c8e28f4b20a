from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from tests.workers.fake_runpod import KEY, FakeRunPod, fake_runpod
from tests.workers.stage import Stage, set_stage
from workers.context import Context, open_context


@pytest.fixture
def runpod() -> Iterator[FakeRunPod]:
    with fake_runpod() as fake:
        yield fake


@pytest.fixture
def settings(database_url: str, redis_url: str, runpod: FakeRunPod, tmp_path: Path) -> Settings:
    return Settings(
        database_url=database_url,
        redis_url=redis_url,
        data=tmp_path,
        local_endpoint_url=runpod.url,
        local_endpoint_key=SecretStr(KEY),
    )


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    context = open_context(settings)
    yield context
    await context.close()


@pytest.fixture
async def stage(context: Context) -> Stage:
    return await set_stage(context)
