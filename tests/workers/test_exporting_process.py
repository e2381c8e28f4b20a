"""Exports by a real queue process, which is killed while one is made."""

import asyncio
import os
import signal
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from infra.settings import Settings
from studio.exporting.models import Export
from tests.doubles.waiting import until
from tests.running import Studio
from tests.schema.graphs import make_film
from tests.workers.exports import Gate, alive, asked, seen
from tests.workers.processes import queue_process, stop

pytestmark = pytest.mark.slow


async def test_a_queue_process_that_is_killed_takes_what_it_made_along(
    studio: Studio, settings: Settings, gate: Gate, tmp_path: Path
) -> None:
    """Another one makes it, as soon as nothing was heard of it for long."""
    address = {"STORYCANVAS_FAULT_SOCKET": os.environ["STORYCANVAS_FAULT_SOCKET"]}
    film = await make_film(studio.owner, scenes=1, clips=1)
    export = await asked(studio.owner, film, "SHOT_LIST")
    async with queue_process(settings, tmp_path / "log", **address) as process:
        pid = await gate.first()
        os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
    await until(lambda: not alive(pid))
    assert (await seen(studio.owner, export))["state"] == "RUNNING"
    gate.opened.set()
    async with studio.sessions() as session:
        past = Export.heard_at - timedelta(seconds=61)
        await session.execute(update(Export).values(heard_at=past))
        await session.commit()
    async with queue_process(settings, tmp_path / "log", **address):

        async def over() -> bool:
            await asyncio.sleep(0.1)
            return (await seen(studio.owner, export))["state"] == "COMPLETED"

        await until(over)
    assert len(gate.reached) == 2


async def test_a_queue_process_that_is_stopped_hands_on_what_it_made(
    studio: Studio, settings: Settings, gate: Gate, tmp_path: Path
) -> None:
    """At once, and without a try of its own, however often that happens."""
    address = {"STORYCANVAS_FAULT_SOCKET": os.environ["STORYCANVAS_FAULT_SOCKET"]}
    film = await make_film(studio.owner, scenes=1, clips=1)
    export = await asked(studio.owner, film, "SHOT_LIST")
    for number in range(2):
        async with queue_process(settings, tmp_path / "log", **address) as process:
            await gate.come(number + 1)
            await stop(process)
        assert (await seen(studio.owner, export))["state"] == "QUEUED"
        async with studio.sessions() as session:
            assert await session.scalar(select(Export.tries)) == 0
    await until(lambda: not any(alive(pid) for pid in gate.reached))
