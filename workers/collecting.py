"""Fetching what was rendered: checked, kept, looked at, then written as takes in one commit."""

import logging
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from infra import faults
from infra.filing import file_thumbnail, filed
from infra.media import Facts, NotMedia, inspect, thumbnail
from infra.storage import Kept, OutputDamaged, StorageError, StorageUnavailable
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import OUTPUT_BYTES, MediaKind
from studio.rendering.attempts import fail_attempt, tell_job
from studio.rendering.collecting import Collected, Expected, expected_outputs, finish_render
from studio.rendering.ports import (
    EndpointFacts,
    Output,
    Provider,
    ProviderBusy,
    ProviderError,
    ProviderRefused,
)
from workers.context import Context
from workers.orders import endpoint_facts

log = logging.getLogger(__name__)


async def collect(context: Context, attempt_id: UUID) -> None:
    """Bring the attempt's outputs home and finish its job. A second time changes nothing.

    Raises StorageUnavailable or ProviderBusy, to be tried again, while the job stays SAVING.
    """
    async with context.work() as work:
        expected = await expected_outputs(work, attempt_id)
        endpoint = await endpoint_facts(work, expected.endpoint_id) if expected else None
    if expected is None or endpoint is None:
        return
    try:
        collected, lost = await _bring_home(context, expected, endpoint)
    except (StorageUnavailable, ProviderBusy) as error:
        async with context.work() as work:
            await tell_job(work, attempt_id, error.message)
        raise
    except (StorageError, ProviderError) as error:
        await _fail(context, attempt_id, error.code or "OUTPUT_UNAVAILABLE", error.message)
        return
    await faults.reach(faults.COLLECT_BEFORE_COMMIT, attempt=typed("attempt", attempt_id))
    async with context.work() as work:
        await finish_render(work, attempt_id, collected, now=context.now(), lost=lost)
    await faults.reach(faults.COLLECT_AFTER_COMMIT, attempt=typed("attempt", attempt_id))
    await _clear(context, attempt_id)


async def _bring_home(
    context: Context, expected: Expected, endpoint: EndpointFacts
) -> tuple[list[Collected], str | None]:
    """The outputs that can be had, and why others cannot. Raises what the last one met where there
    are none, and what may pass until it is given up."""
    provider = context.provider(endpoint) if _any_is_away(expected) else None
    collected: list[Collected] = []
    fault: StorageError | ProviderError | None = None
    for output in expected.outputs:
        try:
            collected.append(await _collect(context, expected, output, provider))
        except (StorageError, ProviderError) as error:
            passes = isinstance(error, StorageUnavailable | ProviderBusy)
            if passes and context.now() <= expected.give_up_at:
                raise
            fault = ProviderRefused(error.message, code="OUTPUT_UNAVAILABLE") if passes else error
            log.warning("an output of attempt %s is lost: %s", expected.attempt_id, error.message)
    if fault is not None and not collected:
        raise fault
    return collected, fault.message if fault else None


def _any_is_away(expected: Expected) -> bool:
    return any(output.source is not None for output in expected.outputs)


async def _collect(
    context: Context, expected: Expected, output: Output, provider: Provider | None
) -> Collected:
    """One output. Raises OutputMissing, OutputDamaged, StorageUnavailable or ProviderError."""
    async with _at_home(context, expected, output, provider) as (path, file):
        facts = await _look(path, output.kind)
        picture = None if facts.kind is MediaKind.AUDIO else await _picture(path)
    small = await file_thumbnail(context.store, picture)
    await faults.reach(faults.COLLECT_AFTER_STAGING, attempt=typed("attempt", expected.attempt_id))
    return Collected(
        index=output.index,
        seed=output.seed,
        file=filed(file, facts),
        thumbnail=small,
    )


@asynccontextmanager
async def _at_home(
    context: Context, expected: Expected, output: Output, provider: Provider | None
) -> AsyncIterator[tuple[Path, Kept]]:
    """The output's file, kept as a blob: taken from its upload slot, or from the provider."""
    if output.source is None or provider is None:
        if output.sha256 is None or output.size is None:
            raise OutputDamaged("The endpoint did not say what it uploaded.")
        kept = Kept(output.sha256, output.size)
        adopting = context.store.adopt(
            expected.attempt_id, output.index, sha256=kept.sha256, size=kept.size
        )
        async with adopting as path:
            yield path, kept
        return
    with tempfile.TemporaryDirectory(prefix="storycanvas-") as folder:
        path = Path(folder) / str(output.index)
        await provider.fetch(expected.provider_job_id, output, path, limit=OUTPUT_BYTES)
        yield path, await context.store.keep_file(path)


async def _look(path: Path, announced: MediaKind) -> Facts:
    try:
        facts = await inspect(path)
    except NotMedia as error:
        raise OutputDamaged(f"The output is of no use: {error.message}") from error
    if facts.kind is not announced:
        raise OutputDamaged(
            f"The endpoint announced {announced.value} but uploaded {facts.kind.value}."
        )
    return facts


async def _picture(path: Path) -> bytes:
    try:
        return await thumbnail(path)
    except NotMedia as error:
        raise OutputDamaged(f"The output is of no use: {error.message}") from error


async def _fail(context: Context, attempt_id: UUID, code: str, message: str) -> None:
    log.warning("attempt %s came to nothing: %s", attempt_id, message)

    async def fail(work: Work) -> None:
        await fail_attempt(work, attempt_id, code=code, message=message, now=context.now())

    await context.surely(fail)
    await _clear(context, attempt_id)


async def _clear(context: Context, attempt_id: UUID) -> None:
    try:
        await context.store.clear_staging(attempt_id)
    except StorageError as error:
        log.warning("the uploads of attempt %s stay for now: %s", attempt_id, error.message)
