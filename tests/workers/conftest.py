from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from infra.settings import Settings
from tests.running import Studio
from tests.workers.exports import Gate, open_gate
from tests.workers.fake_runpod import KEY, FakeRunPod, fake_runpod
from tests.workers.lab import Lab, open_lab
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
async def lab(
    studio: Studio, database_url: str, redis_url: str, tmp_path: Path
) -> AsyncIterator[Lab]:
    """A studio that reaches endpoints of this machine."""
    settings = Settings(
        database_url=database_url, redis_url=redis_url, data=tmp_path, allow_private_endpoints=True
    )
    async with open_lab(studio, settings) as lab:
        yield lab


@pytest.fixture
async def context(settings: Settings) -> AsyncIterator[Context]:
    context = open_context(settings)
    yield context
    await context.close()


@pytest.fixture
async def stage(context: Context) -> Stage:
    return await set_stage(context)


@pytest.fixture
async def gate(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Gate]:
    """Processes that make exports wait there before they begin."""
    async with open_gate() as (gate, address):
        monkeypatch.setenv("STORYCANVAS_FAULT_SOCKET", address)
        yield gate
