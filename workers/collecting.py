"""Fetching what was rendered: checked, kept, looked at, then written as takes in one commit."""

import logging
from pathlib import Path
from typing import Any
from uuid import UUID

from infra import faults
from infra.media import Facts, NotMedia, inspect, thumbnail
from infra.storage import OutputDamaged, StorageError, StorageUnavailable
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.service import StoredFile
from studio.rendering.attempts import fail_attempt, tell_job
from studio.rendering.collecting import Collected, Expected, expected_outputs, finish_render
from workers.context import Context

log = logging.getLogger(__name__)


async def collect(context: Context, attempt_id: UUID) -> None:
    """Bring the attempt's outputs home and finish its job. A second time changes nothing.

    Raises StorageUnavailable, to be tried again, while the job stays SAVING.
    """
    async with context.work() as work:
        expected = await expected_outputs(work, attempt_id)
    if expected is None:
        return
    try:
        collected = [await _collect(context, expected, output) for output in expected.outputs]
    except StorageUnavailable as error:
        async with context.work() as work:
            await tell_job(work, attempt_id, error.message)
        raise
    except StorageError as error:
        await _fail(context, attempt_id, error.code, error.message)
        return
    await faults.reach(faults.COLLECT_BEFORE_COMMIT, attempt=typed("attempt", attempt_id))
    async with context.work() as work:
        await finish_render(work, attempt_id, collected, now=context.now())
    await faults.reach(faults.COLLECT_AFTER_COMMIT, attempt=typed("attempt", attempt_id))
    await _clear(context, attempt_id)


async def _collect(context: Context, expected: Expected, output: dict[str, Any]) -> Collected:
    """One output. Raises OutputMissing, OutputDamaged or StorageUnavailable."""
    adopting = context.store.adopt(
        expected.attempt_id, output["index"], sha256=output["sha256"], size=output["size"]
    )
    async with adopting as path:
        facts = await _look(path, MediaKind(output["kind"]))
        picture = await _picture(path)
    small = StoredFile(
        sha256=await context.store.keep(picture),
        size=len(picture),
        media_type="image/jpeg",
        kind=MediaKind.IMAGE,
    )
    await faults.reach(faults.COLLECT_AFTER_STAGING, attempt=typed("attempt", expected.attempt_id))
    return Collected(
        index=output["index"],
        seed=None if output["seed"] is None else int(output["seed"]),
        file=StoredFile(
            sha256=output["sha256"],
            size=output["size"],
            media_type=facts.media_type,
            kind=facts.kind,
            width=facts.width,
            height=facts.height,
            frames=facts.frames,
            rate=facts.rate,
        ),
        thumbnail=small,
    )


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
