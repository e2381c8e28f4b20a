"""What the actors and loops of one worker process share."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import httpx
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from infra.bus import Bus
from infra.database import open_database, sessions_of
from infra.outages import is_away
from infra.outbound import guarded_client
from infra.provenance.certificates import open_credentials
from infra.provenance.credentials import Credentials
from infra.providers.registry import EndpointFacts, provider_for
from infra.providers.runpod import open_client
from infra.secrets import Secrets, open_secrets
from infra.settings import Settings, SettingsError, load_settings
from infra.storage import MediaStore
from studio import registry as registry  # the ORM needs every table to know any foreign key
from studio.kernel.work import Work, unit_of_work
from studio.rendering.ports import Provider

_PATIENCE = 60.0
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Context:
    settings: Settings
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    bus: Bus
    store: MediaStore
    secrets: Secrets
    credentials: Credentials
    client: httpx.AsyncClient
    outside: httpx.AsyncClient

    @property
    def reachable(self) -> bool:
        """Whether endpoints elsewhere can bring results back."""
        return self.settings.public_url is not None or self.store.delivers

    def work(self) -> AbstractAsyncContextManager[Work]:
        return unit_of_work(self.sessions, self.bus)

    def now(self) -> datetime:
        return datetime.now(UTC)

    def provider(self, endpoint: EndpointFacts) -> Provider:
        return provider_for(
            endpoint,
            self.settings,
            self.client,
            self.secrets,
            outside=self.outside,
            open_file=lambda file: self.store.stream(file.sha256),
            open_work=self.work,
            wake=self.wake,
        )

    async def wake(self, stream_id: UUID) -> None:
        """Wake those who listen to the stream, though nothing was committed in it."""
        await self.bus.wake([stream_id], outbox=False)

    async def surely(self, step: Callable[[Work], Awaitable[None]]) -> None:
        """Commit `step`, which is safe to repeat; waits a minute for a Postgres that is away.

        For what was learnt from a provider and would be lost otherwise.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + _PATIENCE
        while True:
            try:
                async with self.work() as work:
                    await step(work)
                return
            except Exception as error:
                if not is_away(error) or loop.time() > until:
                    raise
                log.warning("waiting for Postgres to take what a provider said: %r", error)
            await asyncio.sleep(1)

    async def close(self) -> None:
        await self.client.aclose()
        await self.outside.aclose()
        await self.bus.close()
        await self.engine.dispose()


def open_context(settings: Settings) -> Context:
    """A new context for the running event loop. Raises SettingsError."""
    if not settings.database_url or not settings.redis_url:
        raise SettingsError("The queue process needs DATABASE_URL and REDIS_URL.")
    engine = open_database(
        settings.database_url, pool_size=settings.worker_threads, application="storycanvas workers"
    )
    secrets = open_secrets(settings)
    return Context(
        settings=settings,
        engine=engine,
        sessions=sessions_of(engine),
        bus=Bus(settings.redis_url),
        store=MediaStore.from_settings(settings),
        secrets=secrets,
        credentials=open_credentials(settings, secrets),
        client=open_client(),
        outside=guarded_client(settings.allow_private_endpoints),
    )


class Holder:
    """This process's context, opened on the event loop when it is first asked for."""

    def __init__(self) -> None:
        self._context: Context | None = None

    async def get(self) -> Context:
        if self._context is None:
            self._context = open_context(load_settings())
        return self._context

    async def close(self) -> None:
        if self._context is not None:
            await self._context.close()
            self._context = None


process = Holder()
