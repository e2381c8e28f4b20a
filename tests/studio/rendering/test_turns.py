import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, update

from studio.accounts.models import Account
from studio.kernel.events import OutboxMessage
from studio.kernel.ids import uuid7
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.turns import CALLED_FOR, call_turns
from tests.workers.stage import Stage


async def room_for(stage: Stage, concurrency: int, **changes: object) -> None:
    async with stage.context.work() as work:
        await work.session.execute(
            update(Endpoint)
            .where(Endpoint.id == stage.endpoint_id)
            .values(concurrency=concurrency, **changes)
        )


async def accounts(stage: Stage, count: int) -> list[UUID]:
    ids = sorted(uuid7() for _ in range(count))
    async with stage.context.work() as work:
        await work.session.execute(insert(Account), [{"id": one, "name": "A"} for one in ids])
    return ids


async def queue(stage: Stage, *jobs: tuple[UUID, int], **given: object) -> list[UUID]:
    """A job for each (account, priority), in this order."""
    rows = [
        {
            "id": uuid7(),
            "workspace_id": stage.viewer.workspace_id,
            "project_id": stage.project_id,
            "clip_id": stage.clip_id,
            "endpoint_id": stage.endpoint_id,
            "requested_by": account,
            "kind": "IMAGE",
            "state": "QUEUED",
            "count": 1,
            "seed": 1,
            "brief": {"width": 640, "height": 360, "fps": "24", "frames": 48},
            "attempt_limit": 8,
            "priority": priority,
            "rank": rank,
        }
        | given
        for rank, (account, priority) in enumerate(jobs)
    ]
    async with stage.context.work() as work:
        await work.session.execute(insert(RenderJob), rows)
    return [UUID(str(row["id"])) for row in rows]


async def call(stage: Stage, *, later: timedelta = timedelta()) -> list[UUID]:
    async with stage.context.work() as work:
        return await call_turns(work, stage.context.now() + later)


async def begin(stage: Stage, ids: list[UUID], state: str = "SUBMITTING") -> None:
    async with stage.context.work() as work:
        await work.session.execute(
            update(RenderJob)
            .where(RenderJob.id.in_(ids))
            .values(state=state, called_at=None, attempt_count=1)
        )


async def end(stage: Stage, ids: list[UUID]) -> None:
    async with stage.context.work() as work:
        await work.session.execute(
            update(RenderJob)
            .where(RenderJob.id.in_(ids))
            .values(state="CANCELLED", finished_at=stage.context.now())
        )


async def test_no_more_are_called_than_there_is_room(stage: Stage) -> None:
    await room_for(stage, 3)
    jobs = await queue(stage, *[(stage.viewer.account_id, 1)] * 5)
    called = await call(stage)
    assert sorted(called) == sorted(jobs[:3])
    assert [name for name, _ in await stage.outbox()] == ["submit_render"] * 3
    assert await call(stage) == [], "those called are on their way"
    await begin(stage, called[:1])
    assert await call(stage) == []
    await end(stage, called[:1])
    assert await call(stage) == [jobs[3]]


async def test_rush_goes_first_and_the_background_last(stage: Stage) -> None:
    await room_for(stage, 1)
    me = stage.viewer.account_id
    background, normal, rush, high = await queue(stage, (me, 0), (me, 1), (me, 3), (me, 2))
    order = []
    for _ in range(4):
        (job,) = await call(stage)
        order.append(job)
        await end(stage, [job])
    assert order == [rush, high, normal, background]


async def test_who_came_with_much_does_not_hold_up_who_came_with_little(stage: Stage) -> None:
    await room_for(stage, 1)
    many, few = await accounts(stage, 2)
    await queue(stage, *[(many, 1)] * 20)
    await queue(stage, (few, 1), (few, 1))
    turns = []
    for _ in range(5):
        (job,) = await call(stage)
        turns.append((await stage.job(job)).requested_by)
        await end(stage, [job])
    assert Counter(turns[:4]) == {many: 2, few: 2}
    assert turns[4] == many


@pytest.mark.feature("BEY-5")
@pytest.mark.parametrize("seed", range(6))
async def test_nobody_waits_more_than_a_round(stage: Stage, seed: int) -> None:
    """Who waits with nothing under way sees every other one called once at most."""
    chance = random.Random(seed)
    room = chance.randint(1, 3)
    await room_for(stage, room)
    people = await accounts(stage, chance.randint(2, 4))
    left = Counter({one: chance.randint(1, 9) for one in people})
    jobs = [one for one, count in left.items() for _ in range(count)]
    chance.shuffle(jobs)
    await queue(stage, *[(one, 1) for one in jobs])
    running: list[tuple[UUID, UUID]] = []
    passed: dict[UUID, Counter[UUID]] = {one: Counter() for one in people}
    while +left or running:
        called = await call(stage)
        await begin(stage, called)
        for job in called:
            who = (await stage.job(job)).requested_by
            running.append((job, who))
            left[who] -= 1
        busy = Counter(who for _, who in running)
        for waiting in people:
            if left[waiting] == 0 or busy[waiting] > 0:
                passed[waiting].clear()
                continue
            passed[waiting].update([running[-len(called) + n][1] for n in range(len(called))])
            assert all(times <= 1 for times in passed[waiting].values()), "it was passed over"
        assert len(running) <= room
        await end(stage, [running.pop(chance.randrange(len(running)))[0]])
    assert not +left


@pytest.mark.parametrize(
    "given",
    [
        {"paused_at": "2026-01-01T00:00:00Z"},
        {"not_before": "2100-01-01T00:00:00Z"},
    ],
)
async def test_what_must_wait_is_not_called(stage: Stage, given: dict[str, str]) -> None:
    held = {name: datetime.fromisoformat(when) for name, when in given.items()}
    await queue(stage, (stage.viewer.account_id, 1), **held)
    assert await call(stage) == []


async def test_a_video_is_called_once_its_image_is_over(stage: Stage) -> None:
    (image,) = await queue(stage, (stage.viewer.account_id, 1))
    (video,) = await queue(stage, (stage.viewer.account_id, 1), depends_on_id=image)
    assert await call(stage) == [image]
    async with stage.context.work() as work:
        await work.session.execute(
            update(RenderJob)
            .where(RenderJob.id == image)
            .values(state="COMPLETED", progress=1, attempt_count=1, finished_at=stage.context.now())
        )
    assert await call(stage) == [video]


async def test_a_call_that_nobody_heard_is_made_again(stage: Stage) -> None:
    (job,) = await queue(stage, (stage.viewer.account_id, 1))
    assert await call(stage) == [job]
    assert await call(stage) == []
    assert await call(stage, later=CALLED_FOR * 2) == [], "its message has not left us yet"
    async with stage.context.work() as work:
        await work.session.execute(delete(OutboxMessage))
    assert await call(stage, later=CALLED_FOR * 2) == [job]


@pytest.mark.parametrize(
    "cannot",
    [
        {"enabled": False},
        {"remote_id": None},
        {"health": "OFFLINE"},
        {"health": "UNHEALTHY"},
    ],
)
async def test_what_waits_for_an_endpoint_that_cannot_take_it_is_not_called(
    stage: Stage, cannot: dict[str, object]
) -> None:
    await room_for(stage, 1, **cannot)
    (job,) = await queue(stage, (stage.viewer.account_id, 1))
    assert await call(stage) == []
    assert (await stage.job(job)).state == "QUEUED"
    await room_for(stage, 1, enabled=True, remote_id="local", health="ONLINE")
    assert await call(stage) == [job]


async def test_work_is_laid_out_for_machines_that_are_away(stage: Stage) -> None:
    await room_for(stage, 1, provider="PULL", health="OFFLINE")
    (job,) = await queue(stage, (stage.viewer.account_id, 1))
    assert await call(stage) == [job]


async def test_what_waits_for_a_deleted_endpoint_is_called_to_be_told(stage: Stage) -> None:
    gone = {"deleted_at": stage.context.now(), "deletion_id": uuid7()}
    await room_for(stage, 1, enabled=False, **gone)
    (job,) = await queue(stage, (stage.viewer.account_id, 1))
    assert await call(stage) == [job]
