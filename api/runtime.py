"""What the web process has, put together in one place from its settings."""

import math
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from infra.bus import Bus
from infra.civitai import Civitai
from infra.database import open_database, sessions_of
from infra.exporting.extracting import FrameExtractor
from infra.exporting.lettering import letters_missing
from infra.provenance.certificates import open_credentials
from infra.provenance.copies import SignedCopies
from infra.providers.model_shelf import ModelShelf
from infra.providers.node_shelf import NodeShelf
from infra.providers.probing import AddressVetter, EndpointProber, local_note
from infra.providers.video_shelf import VideoShelf
from infra.secrets import Secrets, open_secrets
from infra.settings import Settings
from infra.storage import MediaStore
from schema.context import MediaKey, Services
from schema.reads.reader import Statements
from studio.kernel.clock import SystemClock
from studio.kernel.work import unit_of_work

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
    copies: SignedCopies

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
    sessions = sessions_of(engine)
    reachable = settings.public_url is not None or store.delivers

    async def wake(stream_id: UUID) -> None:
        await bus.wake([stream_id], outbox=False)

    prober = EndpointProber(
        settings,
        secrets,
        reachable=reachable,
        open_work=lambda: unit_of_work(sessions, bus),
        wake=wake,
    )
    services = Services(
        engine=engine,
        sessions=sessions,
        feed=bus,
        clock=SystemClock(),
        sealer=secrets,
        media=MediaKey(secrets.media_key),
        statements=Statements(),
        reachable=reachable,
        shelf=VideoShelf(settings, secrets),
        models=ModelShelf(settings, secrets),
        nodes=NodeShelf(settings, secrets),
        frames=FrameExtractor(store),
        letters_missing=letters_missing,
        origin=Civitai(settings),
        prober=prober,
        vetter=AddressVetter(settings),
        local_note=local_note(settings),
        own_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        longest=math.ceil(settings.job_timeout),
    )
    copies = SignedCopies(sessions, bus, store, open_credentials(settings, secrets))
    return Runtime(settings, engine, sessions, bus, store, secrets, services, copies)
