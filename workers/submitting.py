"""Sending a job to its provider, once: no worker waits on a GPU."""

import logging
import secrets
from uuid import UUID

from infra import faults
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.rendering.attempts import (
    Begun,
    accept_attempt,
    begin_attempt,
    decline_attempt,
    tell_job,
)
from studio.rendering.ports import Order, Provider, ProviderError, ProviderLost
from workers.context import Context
from workers.orders import endpoint_facts, make_order, start_picture

log = logging.getLogger(__name__)


async def submit(context: Context, job_id: UUID) -> None:
    """Begin the job's next attempt and send it. Called again, it finds that it is not its turn.

    Whatever breaks after the attempt was committed, it is never sent a second time from here.
    """
    await faults.reach(faults.SUBMIT_BEFORE_ATTEMPT, job=typed("job", job_id))
    secret = secrets.token_urlsafe(32)
    async with context.work() as work:
        begun = await begin_attempt(
            work, job_id, secret=secret, ttl=context.settings.job_ttl, now=context.now()
        )
        if begun is None:
            return
        endpoint = await endpoint_facts(work, begun.endpoint_id)
        start = await start_picture(work, begun.depends_on_id)
    try:
        order = await make_order(context, begun, endpoint, secret=secret, start=start)
        provider = context.provider(endpoint)
    except ProviderError as error:
        await _decline(context, begun, error)
        return
    await faults.reach(faults.SUBMIT_BEFORE_CALL, job=typed("job", job_id))
    await _send(context, begun, provider, order)


async def _send(context: Context, begun: Begun, provider: Provider, order: Order) -> None:
    try:
        accepted = await provider.submit(order)
    except ProviderLost as error:
        await _wait_for_word(context, begun, error)
        return
    except ProviderError as error:
        await _decline(context, begun, error)
        return
    await faults.reach(faults.SUBMIT_AFTER_ACCEPT, job=typed("job", begun.job_id))

    async def accept(work: Work) -> None:
        await accept_attempt(work, begun.attempt_id, accepted.provider_job_id, now=context.now())

    await context.surely(accept)


async def _decline(context: Context, begun: Begun, error: ProviderError) -> None:
    log.info("job %s was not accepted: %s", begun.job_id, error.message)

    async def decline(work: Work) -> None:
        await decline_attempt(work, begun.attempt_id, error, now=context.now())

    await context.surely(decline)


async def _wait_for_word(context: Context, begun: Begun, error: ProviderLost) -> None:
    log.warning("job %s may or may not have been accepted: %s", begun.job_id, error.message)

    async def wait(work: Work) -> None:
        name = error.provider_job_id
        if name is not None:
            await accept_attempt(work, begun.attempt_id, name, now=context.now(), sure=False)
        await tell_job(work, begun.attempt_id, f"{error.message} Waiting to hear of it.")

    await context.surely(wait)
