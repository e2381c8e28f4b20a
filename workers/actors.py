"""The actors: thin, each one call into its module. Their names are what the domain dispatches by.

Every actor tolerates repeats and disorder. Arguments are ids as text.
"""

from collections.abc import Awaitable
from uuid import UUID

import dramatiq
from dramatiq import Retry

from infra.storage import StorageUnavailable
from studio.rendering.ports import ProviderBusy, ProviderError
from workers import collecting, exporting, following, hearing, submitting
from workers.context import process

_QUARTER_OF_AN_HOUR = 900_000
_TWO_HOURS = 7_200_000


def declare_actors(broker: dramatiq.Broker) -> None:
    """Every actor there is."""
    for function in (submit_render, follow_attempt, cancel_render):
        dramatiq.actor(broker=broker)(function)
    dramatiq.actor(broker=broker, time_limit=_QUARTER_OF_AN_HOUR, notify_shutdown=True)(
        collect_render
    )
    dramatiq.actor(broker=broker, time_limit=_QUARTER_OF_AN_HOUR, notify_shutdown=True)(
        analyse_sound
    )
    dramatiq.actor(broker=broker, time_limit=_TWO_HOURS, notify_shutdown=True)(make_export)


async def submit_render(job_id: str) -> None:
    """Send a queued job to its provider."""
    await submitting.submit(await process.get(), UUID(job_id))


async def follow_attempt(attempt_id: str) -> None:
    """Read an attempt's state from its provider now: its call-back came."""
    await _patiently(following.follow(await process.get(), UUID(attempt_id)))


async def cancel_render(job_id: str) -> None:
    """Have the provider cancel a job."""
    await _patiently(following.cancel(await process.get(), UUID(job_id)))


async def collect_render(attempt_id: str) -> None:
    """Fetch, check and store what an attempt made."""
    try:
        await collecting.collect(await process.get(), UUID(attempt_id))
    except StorageUnavailable as error:
        raise Retry(error.message) from error
    except ProviderBusy as error:
        raise Retry(error.message, delay=int(1000 * max(2.0, error.retry_after))) from error


async def analyse_sound(asset_id: str) -> None:
    """Find the peaks and beats of a sound."""
    try:
        await hearing.listen(await process.get(), UUID(asset_id))
    except StorageUnavailable as error:
        raise Retry(error.message) from error


async def make_export(export_id: str) -> None:
    """Make a file of a project, in a process of its own."""
    await exporting.make(await process.get(), UUID(export_id))


async def _patiently(call: Awaitable[None]) -> None:
    """An endpoint that does not answer is asked again; the sweep goes on in any case."""
    try:
        await call
    except ProviderBusy as error:
        raise Retry(error.message, delay=int(1000 * max(2.0, error.retry_after))) from error
    except ProviderError as error:
        raise Retry(error.message) from error
