"""What routing is told of endpoints."""

from datetime import timedelta
from typing import Any

from sqlalchemy import insert, update

from studio.library.media import MediaKind
from studio.rendering.models import Endpoint, Pace
from studio.rendering.routing import Need
from studio.rendering.service.candidates import candidates_for
from tests.workers.stage import Stage


async def measured(stage: Stage, model: str, *, ago: int = 0, **given: Any) -> None:
    async with stage.context.work() as work:
        await work.session.execute(
            insert(Pace).values(
                endpoint_id=stage.endpoint_id,
                kind="IMAGE",
                model=model,
                size="640x360",
                samples=9,
                p50=1,
                p90=2,
                measured_at=stage.context.now() - timedelta(seconds=ago),
                **given,
            )
        )


async def lanes(stage: Stage) -> int | None:
    async with stage.context.work() as work:
        today = stage.context.now().date()
        (found,) = await candidates_for(
            work, stage.viewer.workspace_id, Need(MediaKind.IMAGE), today=today
        )
    return found.lanes


async def test_places_are_those_it_tells_else_those_that_were_seen_full(stage: Stage) -> None:
    assert await lanes(stage) is None
    await measured(stage, "a", lanes=1)
    assert await lanes(stage) is None, "nobody had to wait: there may be more"
    await measured(stage, "b", ago=60, lanes=5, gap_p50=0.1)
    await measured(stage, "c", ago=5, lanes=2, gap_p50=0.1)
    assert await lanes(stage) == 2
    async with stage.context.work() as work:
        await work.session.execute(update(Endpoint).values(options={"workers": 3}))
    assert await lanes(stage) == 3
