"""From the outbox to the queue: at least once, in no promised order."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

import dramatiq
from sqlalchemy import delete, func, select, update

from infra import faults
from studio.kernel.events import OutboxMessage
from workers.context import Context

BATCH = 100
_UNKNOWN_PAUSE = timedelta(minutes=5)
log = logging.getLogger(__name__)


async def relay(context: Context, broker: dramatiq.Broker) -> int:
    """Give what is due to the queue, and forget it once the queue has it; answers how many."""
    async with context.sessions() as session, session.begin():
        rows = (
            await session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.available_at <= func.now())
                .order_by(OutboxMessage.available_at, OutboxMessage.id)
                .limit(BATCH)
                .with_for_update(skip_locked=True)
            )
        ).all()
        if not rows:
            return 0
        known = [row for row in rows if row.actor in broker.actors]
        await asyncio.to_thread(_enqueue, broker, known)
        await faults.reach(faults.RELAY_AFTER_ENQUEUE)
        await session.execute(
            delete(OutboxMessage).where(OutboxMessage.id.in_([row.id for row in known]))
        )
        unknown = [row for row in rows if row.actor not in broker.actors]
        if unknown:
            log.error("no such actors: %s", sorted({row.actor for row in unknown}))
            await session.execute(
                update(OutboxMessage)
                .where(OutboxMessage.id.in_([row.id for row in unknown]))
                .values(available_at=func.now() + _UNKNOWN_PAUSE)
            )
    return len(rows)


def _enqueue(broker: dramatiq.Broker, rows: Sequence[OutboxMessage]) -> None:
    for row in rows:
        broker.enqueue(broker.actors[row.actor].message(*row.arguments))
