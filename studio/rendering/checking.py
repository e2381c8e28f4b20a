"""What endpoints tell of themselves, kept with them: asked for by itself, again and again."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select

from studio.kernel.work import Work
from studio.rendering.availability import standing_of
from studio.rendering.endpoints import announce, announce_waiting, facts_of
from studio.rendering.lifecycle import JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.ports import EndpointFacts, Finding

AGAIN = timedelta(minutes=10)
"""So often it is noted that nothing has changed."""
_FLEETING = frozenset({"queued", "running", "workers", "warm"})


@dataclass(frozen=True, slots=True)
class Checked:
    """An endpoint to check. `version` tells whether somebody has changed it since; `wanted`, whether
    renders wait for it."""

    facts: EndpointFacts
    workspace_id: UUID
    version: int
    health: str | None
    wanted: bool = False


async def endpoints_to_check(work: Work, *, today: date) -> list[Checked]:
    """All that renders may be sent to: enabled, and not retired."""
    waiting = exists().where(
        RenderJob.endpoint_id == Endpoint.id, RenderJob.state == JobState.QUEUED.value
    )
    rows = await work.session.execute(
        select(Endpoint, waiting)
        .where(Endpoint.deleted_at.is_(None), Endpoint.enabled)
        .order_by(Endpoint.id)
    )
    return [
        Checked(facts_of(row), row.workspace_id, row.version, row.health, wanted)
        for row, wanted in rows
        if row.open and standing_of(row.provider, row.source, row.url, row.options, today).choosable
    ]


async def note_finding(work: Work, checked: Checked, finding: Finding, *, now: datetime) -> bool:
    """Keep what was found of the endpoint, unless somebody has changed it meanwhile.

    True where it is news to those who watch, who are told. What only comes and goes, as its queue,
    is kept without a word.
    """
    endpoint = await work.session.get(
        Endpoint, checked.facts.id, with_for_update={"key_share": True}, populate_existing=True
    )
    if endpoint is None or endpoint.deleted_at or endpoint.version != checked.version:
        return False
    health, facts = finding.health.value, dict(finding.facts) if finding.facts else endpoint.facts
    news = (health, finding.detail, _lasting(facts)) != (
        endpoint.health,
        endpoint.health_detail,
        _lasting(endpoint.facts),
    )
    fresh = endpoint.checked_at is not None and now - endpoint.checked_at < AGAIN
    if not news and fresh and facts == endpoint.facts:
        return False
    before = endpoint.health
    endpoint.health, endpoint.health_detail = health, finding.detail
    endpoint.facts, endpoint.checked_at = facts, now
    if news:
        await announce(work, endpoint)
    if health != before:
        await announce_waiting(work, endpoint)
    return news


async def announce_files(work: Work, endpoint_id: UUID) -> None:
    """Tell that the endpoint has other model files than before."""
    await announce(work, await work.session.get_one(Endpoint, endpoint_id))


def _lasting(facts: Mapping[str, Any] | None) -> dict[str, Any]:
    """What does not change from one minute to the next."""
    kept = {name: value for name, value in (facts or {}).items() if name not in _FLEETING}
    devices = kept.get("devices")
    if isinstance(devices, list):
        kept["devices"] = [
            {name: value for name, value in device.items() if name != "vram_free"}
            for device in devices
        ]
    return kept
