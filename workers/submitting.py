"""Sending a job to its provider, once: no worker waits on a GPU."""

import logging
import secrets
from collections.abc import Mapping
from uuid import UUID

from infra import faults
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.recipes.rules import keep_graph
from studio.rendering.attempts import (
    Begun,
    accept_attempt,
    begin_attempt,
    decline_attempt,
    tell_job,
)
from studio.rendering.collecting import Sent, note_sent
from studio.rendering.ports import Order, Provider, ProviderError, ProviderLost
from studio.rendering.seeking import seek_soon
from workers.context import Context
from workers.graphs import Drawn, draw, prefix_of
from workers.orders import endpoint_facts, make_order
from workers.pictures import Picture, check_there, pictures_of

log = logging.getLogger(__name__)


async def submit(context: Context, job_id: UUID) -> None:
    """Begin the job's next attempt and send it. Called again, it finds that it is not its turn.

    Whatever breaks after the attempt was committed, it is never sent a second time from here.
    """
    await faults.reach(faults.SUBMIT_BEFORE_ATTEMPT, job=typed("job", job_id))
    try:
        await _submit(context, job_id)
    finally:
        await faults.reach(faults.SUBMIT_OVER, job=typed("job", job_id))


async def _submit(context: Context, job_id: UUID) -> None:
    secret = secrets.token_urlsafe(32)
    async with context.work() as work:
        begun = await begin_attempt(
            work, job_id, secret=secret, ttl=context.settings.job_ttl, now=context.now()
        )
        if begun is None:
            return
        endpoint = await endpoint_facts(work, begun.endpoint_id)
        pictures = await pictures_of(work, begun)
    try:
        check_there(begun, pictures)
        drawn = await draw(context, begun, endpoint, pictures)
        order = await make_order(
            context, begun, endpoint, secret=secret, pictures=pictures, drawn=drawn
        )
        provider = context.provider(endpoint)
    except ProviderError as error:
        await _decline(context, begun, error)
        return
    await _note(context, begun, drawn, pictures)
    await faults.reach(faults.SUBMIT_BEFORE_CALL, job=typed("job", job_id))
    await _send(context, begun, provider, order)


async def _note(
    context: Context, begun: Begun, drawn: Drawn | None, pictures: Mapping[str, Picture]
) -> None:
    """What the takes will say of how they came to be, kept before anything is sent."""
    graph = None
    if drawn is not None:
        made = drawn.draft.graph
        graph = keep_graph(made.nodes, made.outputs, prefix_of(begun.attempt_id))
    sent = Sent(
        graph,
        drawn.draft.brief if drawn else {},
        {role: picture.sha256 for role, picture in pictures.items()},
    )

    async def note(work: Work) -> None:
        await note_sent(work, begun.attempt_id, drawn.draft.made if drawn else None, sent)

    await context.surely(note)


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
        if name is None:
            await seek_soon(work, begun.attempt_id, now=context.now())
        else:
            await accept_attempt(work, begun.attempt_id, name, now=context.now(), sure=False)
        await tell_job(work, begun.attempt_id, f"{error.message} Waiting to hear of it.")

    await context.surely(wait)
