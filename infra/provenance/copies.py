"""Signed copies of takes that are shown to the world: made when the first one looks, then kept."""

import asyncio
import logging
import tempfile
import time
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from infra.provenance.apart import sign_apart
from infra.provenance.credentials import CannotSign, Credentials
from infra.storage import Kept, MediaStore, StorageError
from studio.exporting.crediting import copy_of, keep_copy, origin_of
from studio.exporting.provenance import CARRIERS, Origin, take_manifest
from studio.kernel.ports import Waker
from studio.kernel.work import unit_of_work
from studio.library.models import Blob

AT_ONCE = 2
AGAIN_AFTER = 300.0
"""Seconds before a take that could not be signed is tried again."""
_MOST_REMEMBERED = 10_000
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SignedCopies:
    """Of one process, which signs AT_ONCE files at a time."""

    sessions: async_sessionmaker[AsyncSession]
    waker: Waker
    store: MediaStore
    credentials: Credentials
    _failed: dict[UUID, float] = field(default_factory=dict)
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    async def of(self, take_id: UUID, asset_id: UUID, media_type: str) -> Blob | None:
        """The take's file with credentials; None where it cannot carry any, and where that
        fails or has failed lately: who was shown it sees it all the same."""
        if media_type not in CARRIERS:
            return None
        found = await self._kept(asset_id)
        if found is not None or self._failed_lately(asset_id):
            return found
        async with self._turn:
            found = await self._kept(asset_id)
            if found is not None or self._failed_lately(asset_id):
                return found
            return await self._make(take_id, asset_id)

    def _failed_lately(self, asset_id: UUID) -> bool:
        failed = self._failed.get(asset_id)
        return failed is not None and time.monotonic() - failed < AGAIN_AFTER

    def _remember(self, asset_id: UUID) -> None:
        self._failed.pop(asset_id, None)
        self._failed[asset_id] = time.monotonic()
        if len(self._failed) > _MOST_REMEMBERED:
            del self._failed[next(iter(self._failed))]

    async def _kept(self, asset_id: UUID) -> Blob | None:
        async with self.sessions() as session:
            return await copy_of(session, asset_id, self.credentials.fingerprint)

    async def _make(self, take_id: UUID, asset_id: UUID) -> Blob | None:
        async with self.sessions() as session:
            origin = await origin_of(session, take_id)
        if origin is None:
            return None
        try:
            signed = await self._sign(origin)
        except (CannotSign, StorageError, OSError) as error:
            log.warning("a shared take goes without credentials: %s", error)
            self._remember(asset_id)
            return None
        async with unit_of_work(self.sessions, self.waker) as work:
            return await keep_copy(
                work,
                asset_id,
                self.credentials.fingerprint,
                sha256=signed.sha256,
                size=signed.size,
                media_type=origin.media_type,
            )

    async def _sign(self, origin: Origin) -> Kept:
        manifest = take_manifest(origin, version("storycanvas-studio"))
        with tempfile.TemporaryDirectory(prefix="storycanvas-signing-") as folder:
            source, target = await self.store.local(origin.sha256), Path(folder) / "target"
            if source is None:
                source = Path(folder) / "source"
                await self.store.fetch(origin.sha256, source)
            await sign_apart(source, target, manifest, self.credentials)
            return await self.store.keep_file(target)
