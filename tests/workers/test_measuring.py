"""When renders are measured: soon after the first of a kind, and hardly ever while nothing is done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from sqlalchemy import event, select

from studio.rendering.attempts import TURNS
from studio.rendering.models import Pace
from tests.doubles.waiting import until
from tests.studio.rendering.test_paces import rendered
from tests.workers.stage import Stage
from workers import measuring


@asynccontextmanager
async def measured(stage: Stage) -> AsyncIterator[None]:
    async def run() -> None:
        async with measuring.measuring(stage.context) as measure_or_wait:
            while True:
                await measure_or_wait()

    committed: list[object] = []
    event.listen(stage.context.engine.sync_engine, "commit", committed.append)
    task = asyncio.create_task(run())
    try:
        await until(lambda: committed)
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def models(stage: Stage) -> dict[str, int]:
    async with stage.context.sessions() as session:
        return {row.model: row.samples for row in await session.scalars(select(Pace))}


async def measured_are(stage: Stage, expected: dict[str, int]) -> bool:
    return await models(stage) == expected


async def test_the_first_of_a_model_is_measured_soon(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "SOON", 0.2)
    await rendered(stage, 5, model="before")
    async with measured(stage):
        await until(partial(measured_are, stage, {"before": 1}))
        await rendered(stage, 5, model="before")
        await stage.context.wake(TURNS)
        await asyncio.sleep(1)
        assert await models(stage) == {"before": 1}, "there is an expectation already"
        await rendered(stage, 5, model="new")
        await stage.context.wake(TURNS)
        await until(partial(measured_are, stage, {"before": 2, "new": 1}))


async def is_still(asked: list[str]) -> bool:
    """What was begun before is over."""
    before = len(asked)
    await asyncio.sleep(0.5)
    return len(asked) == before


async def test_while_nothing_happens_nothing_is_asked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(measuring, "SOON", 0.05)
    asked: list[str] = []
    async with measured(stage):
        event.listen(
            stage.context.engine.sync_engine,
            "before_cursor_execute",
            lambda *given: asked.append(given[2]),
        )
        await until(partial(is_still, asked))
        asked.clear()
        await asyncio.sleep(0.6)
        assert asked == []
        await stage.context.wake(TURNS)
        await until(lambda: asked)
        await asyncio.sleep(0.4)
        assert len([one for one in asked if "render_paces" in one]) == 1
