"""Forgetting what has been kept for long enough."""

import logging

from sqlalchemy import text

from studio.pulling.service import forget_ended
from workers.context import Context
from workers.exporting import clear_left
from workers.purging import purge

LAST_EVENTS = 10_000
"""So many of each stream are kept however old they are; and the younger ones than these days."""
EVENT_DAYS = 7
KEY_DAYS = 8
_STAGING_SECONDS = 8 * 24 * 3600.0
log = logging.getLogger(__name__)

_PURGES = (
    text("""
    DELETE FROM events USING stream_clocks
    WHERE events.stream_id = stream_clocks.stream_id
      AND events.seq <= stream_clocks.seq - :last_events
      AND events.created_at < now() - make_interval(days => :event_days)
    """),
    text(
        "DELETE FROM idempotency_keys WHERE created_at < now() - make_interval(days => :key_days)"
    ),
    text("DELETE FROM quote_uses WHERE created_at < now() - interval '1 day'"),
    text("DELETE FROM access_tokens WHERE expires_at < now() - interval '1 day'"),
    text("DELETE FROM leases WHERE expires_at < now() - interval '1 day'"),
)


async def tidy(context: Context) -> None:
    """Purge old events, idempotency keys, expired tokens, fetched work, uploads nobody wanted,
    what killed workers left, and what was deleted long ago."""
    given = {"last_events": LAST_EVENTS, "event_days": EVENT_DAYS, "key_days": KEY_DAYS}
    for statement in _PURGES:
        wanted = {name: given[name] for name in statement.compile().params}
        async with context.engine.begin() as connection:
            await connection.execute(statement, wanted)
    async with context.work() as work:
        await forget_ended(work, now=context.now())
    await context.store.clear_stale(_STAGING_SECONDS)
    await clear_left()
    await purge(context)
