"""What the web process has, put together in one place from its settings."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from infra.bus import Bus
from infra.civitai import Civitai
from infra.database import open_database, sessions_of
from infra.providers.model_shelf import ModelShelf
from infra.providers.probing import EndpointProber, local_note
from infra.providers.video_shelf import VideoShelf
from infra.secrets import Secrets, open_secrets
from infra.settings import Settings
from infra.storage import MediaStore
from schema.context import MediaKey, Services
from schema.reads.reader import Statements
from studio.kernel.clock import SystemClock

STATEMENT_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Runtime:
    """One process' connections. Nothing is opened before it is used."""

    settings: Settings
    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    bus: Bus
    store: MediaStore
    secrets: Secrets
    services: Services

    async def close(self) -> None:
        await self.bus.close()
        await self.engine.dispose()


def compose(settings: Settings, *, pooled: bool = True) -> Runtime:
    """The runtime of a process. Without `pooled` no connection outlives its use, as on Lambda."""
    if settings.database_url is None or settings.redis_url is None:
        raise ValueError("The web process needs DATABASE_URL and REDIS_URL.")
    engine = open_database(
        settings.database_url,
        application="storycanvas api",
        pooled=pooled,
        statement_seconds=STATEMENT_SECONDS,
    )
    bus = Bus(settings.redis_url)
    store = MediaStore.from_settings(settings)
    secrets = open_secrets(settings)
    reachable = settings.public_url is not None or store.delivers
    services = Services(
        engine=engine,
        sessions=sessions_of(engine),
        feed=bus,
        clock=SystemClock(),
        sealer=secrets,
        media=MediaKey(secrets.media_key),
        statements=Statements(),
        reachable=reachable,
        shelf=VideoShelf(settings, secrets),
        models=ModelShelf(settings, secrets),
        origin=Civitai(settings),
        prober=EndpointProber(settings, secrets, reachable=reachable),
        local_note=local_note(settings),
    )
    return Runtime(settings, engine, services.sessions, bus, store, secrets, services)
