"""Listening to the sound that was brought: done once for the same bytes, however often it is asked."""

import logging
import tempfile
from pathlib import Path
from uuid import UUID

from infra.hearing import hear_apart, unheard
from infra.storage import OutputMissing
from studio.sound.ports import Heard
from studio.sound.service.hearing import note_heard, to_be_heard
from workers.context import Context

log = logging.getLogger(__name__)


async def listen(context: Context, asset_id: UUID) -> None:
    """Find the peaks and beats of an asset's sound. Raises StorageUnavailable, to be tried again."""
    async with context.work() as work:
        sha256 = await to_be_heard(work, asset_id)
    if sha256 is None:
        return
    try:
        heard = await _hear(context, sha256)
    except OutputMissing:
        heard = unheard("The file is gone from the store. Bring it again.")
    if heard.failure is not None:
        log.warning("asset %s cannot be listened to: %s", asset_id, heard.failure)
    async with context.work() as work:
        await note_heard(work, sha256, heard)


async def _hear(context: Context, sha256: str) -> Heard:
    with tempfile.TemporaryDirectory(prefix="storycanvas-sound-") as folder:
        path = Path(folder) / "sound"
        with path.open("wb") as file:
            async for chunk in context.store.stream(sha256):
                file.write(chunk)
        return await hear_apart(path)
