"""Acts that lock several endpoints do it in one order, so that none of them waits for ever."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text, update

from studio.library.media import MediaKind
from studio.rendering.endpoints import ensure_endpoint
from studio.rendering.models import Endpoint
from studio.rendering.removing import delete_endpoint
from studio.rendering.routing import Need
from studio.rendering.service.candidates import candidates_for
from tests.studio.rendering.test_rerouting import another
from tests.workers.stage import Stage

TODAY = datetime.now(UTC).date()


async def many(stage: Stage, count: int) -> list[UUID]:
    """Endpoints whose order by age is not that of their ids."""
    ids = [await another(stage) for _ in range(count)]
    async with stage.context.work() as work:
        for age, endpoint in enumerate(ids):
            when = text(f"now() - interval '{age} hours'")
            await work.session.execute(
                update(Endpoint).where(Endpoint.id == endpoint).values(created_at=when)
            )
    return ids


async def test_routing_deleting_and_starting_do_not_wait_for_one_another(stage: Stage) -> None:
    ids = await many(stage, 12)
    workspace, viewer = stage.viewer.workspace_id, stage.viewer
    slow = asyncio.Semaphore(6)

    async def route() -> None:
        async with slow, stage.context.work() as work:
            await candidates_for(work, workspace, Need(MediaKind.IMAGE), today=TODAY)

    async def delete(one: UUID, to: UUID) -> None:
        async with slow, stage.context.work() as work:
            await delete_endpoint(work, viewer, one, stage.paying, migrate_to=to, reachable=True)

    async def start(number: int) -> None:
        async with slow, stage.context.work() as work:
            for source in ("SETTINGS", "LOCAL"):
                await ensure_endpoint(
                    work,
                    workspace,
                    source=source,
                    name=source,
                    remote_id=f"{source}{number}",
                    present=True,
                )

    acts = [route() for _ in range(30)] + [start(number) for number in range(10)]
    acts += [delete(one, ids[0]) for one in ids[1:]]
    async with asyncio.timeout(60):
        answers = await asyncio.gather(*acts, return_exceptions=True)
    assert [answer for answer in answers if isinstance(answer, Exception)] == []


async def test_endpoints_are_locked_by_id_whatever_their_age(stage: Stage) -> None:
    """Somebody who has the first and wants the last gets it while others route."""
    ids = sorted([stage.endpoint_id, *await many(stage, 3)])
    routing = asyncio.Event()

    async def route() -> None:
        async with stage.context.work() as work:
            routing.set()
            await candidates_for(
                work, stage.viewer.workspace_id, Need(MediaKind.IMAGE), today=TODAY
            )

    async with stage.context.work() as work:
        await work.session.get(Endpoint, ids[0], with_for_update={"key_share": True})
        other = asyncio.create_task(route())
        await routing.wait()
        await asyncio.sleep(0.3)
        for one in ids[1:]:
            await work.session.get(
                Endpoint, one, with_for_update={"key_share": True, "nowait": True}
            )
    await other
