"""What waits for an endpoint that cannot take it, where nobody has named that endpoint."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from studio.kernel.events import Event
from studio.kernel.ids import uuid7
from studio.rendering.models import Endpoint
from studio.rendering.service.rerouting import reroute
from tests.studio.rendering.test_turns import queue, room_for
from tests.workers.stage import Stage


async def another(stage: Stage, **given: Any) -> UUID:
    """A RunPod endpoint of a person's, beside that of the stage."""
    row = Endpoint(
        id=uuid7(),
        workspace_id=stage.viewer.workspace_id,
        provider="RUNPOD",
        source="USER",
        name=f"There {uuid7().hex}",
        remote_id="there",
        concurrency=1,
    )
    for name, value in given.items():
        setattr(row, name, value)
    async with stage.context.work() as work:
        work.session.add(row)
    return row.id


async def waiting(stage: Stage, **given: Any) -> UUID:
    (job,) = await queue(stage, (stage.viewer.account_id, 1), **{"pinned": False, **given})
    return job


async def moved(stage: Stage, *, reachable: bool = True) -> int:
    async with stage.context.work() as work:
        return await reroute(work, stage.context.now(), reachable=reachable, longest=1800)


async def place(stage: Stage, job: UUID) -> UUID:
    return (await stage.job(job)).endpoint_id


@pytest.fixture
async def here(stage: Stage) -> Stage:
    """A stage whose endpoint is somebody's, as the others are."""
    await room_for(stage, 1, source="USER", remote_id="here")
    return stage


@pytest.mark.parametrize(
    "cannot", [{"enabled": False}, {"health": "OFFLINE"}, {"health": "UNHEALTHY"}]
)
async def test_it_goes_to_one_that_can(here: Stage, cannot: dict[str, object]) -> None:
    there = await another(here)
    job = await waiting(here, message="busy", not_before=here.context.now())
    assert await moved(here) == 0, "nothing is wrong where it waits"
    await room_for(here, 1, **cannot)
    assert await moved(here) == 1
    row = await here.job(job)
    assert (row.endpoint_id, row.state, row.message, row.not_before) == (
        there,
        "QUEUED",
        None,
        None,
    )
    async with here.context.sessions() as session:
        assert list(await session.scalars(select(Event.entity_id))) == [job]
    assert await moved(here) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"health": "OFFLINE"},
        {"health": "UNHEALTHY"},
        {"enabled": False},
        {"provider": "OPENAI_VIDEOS"},
        {"options": {"price": 5}},
        {"source": "LOCAL"},
    ],
)
async def test_it_stays_where_no_other_would_do(here: Stage, other: Mapping[str, Any]) -> None:
    """Another that is not well either, makes no pictures, costs more, or draws sketches."""
    await another(here, **other)
    job = await waiting(here)
    await room_for(here, 1, enabled=False, options={"price": 4})
    assert await moved(here) == 0
    assert await place(here, job) == here.endpoint_id


async def test_it_stays_where_results_could_not_come_back(here: Stage) -> None:
    await another(here)
    await waiting(here)
    await room_for(here, 1, enabled=False)
    assert await moved(here, reachable=False) == 0
    assert await moved(here, reachable=True) == 1


async def test_what_somebody_wanted_there_and_what_was_sent_stay(here: Stage) -> None:
    await another(here)
    pinned = await waiting(here, pinned=True)
    sent = await waiting(here, state="SUBMITTING")
    await room_for(here, 1, enabled=False)
    assert await moved(here) == 0
    assert {await place(here, job) for job in (pinned, sent)} == {here.endpoint_id}


async def test_several_outputs_do_not_go_to_what_makes_one_at_a_time(here: Stage) -> None:
    videos = await another(
        here, provider="OPENAI_VIDEOS", url="https://videos.example/v1", options={"price": 1}
    )
    several = await waiting(here, kind="VIDEO", count=2)
    one = await waiting(here, kind="VIDEO")
    await room_for(here, 1, enabled=False)
    assert await moved(here) == 1
    assert (await place(here, one), await place(here, several)) == (videos, here.endpoint_id)
