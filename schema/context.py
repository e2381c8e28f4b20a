"""What a resolver is given: the viewer, the reader, and ports of the process it runs in."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from schema.reads.reader import Reader, Statements
from studio.access.viewer import Viewer
from studio.catalogue.detecting import Inventory
from studio.catalogue.origins import Origin
from studio.exporting.preflight import Lacking
from studio.gallery.frames import Extracted, FrameWanted
from studio.graphs.nodes import Definitions
from studio.kernel.ports import Clock, Sealer, Waker
from studio.kernel.work import Work, unit_of_work
from studio.rendering.availability import SORA, service_standing
from studio.rendering.ports import EndpointFacts, Prober, Vetter
from studio.rendering.shelf import Shelf

WINDOW = 6 * 3600
"""Seconds. Addresses of media end on multiples of this, so that the same read gives the same."""


class Signal(Protocol):
    async def wait(self, timeout: float) -> bool:  # noqa: ASYNC109
        """True when something was signalled, False after `timeout` seconds."""
        ...


class Watch(Signal, Protocol):
    async def follow(self, project_ids: Collection[UUID]) -> None:
        """Hear the events and ticks of these projects and of no others."""
        ...


class Tick(Protocol):
    """The newest progress of a job."""

    @property
    def attempt_number(self) -> int: ...
    @property
    def progress(self) -> float | None: ...
    @property
    def message(self) -> str | None: ...
    @property
    def preview_seq(self) -> int | None: ...


class Feed(Waker, Protocol):
    """News between processes: wakes of event streams, progress of renders."""

    def wakes(self, stream_id: UUID) -> AbstractAsyncContextManager[Signal]:
        """Signals each event of the stream."""
        ...

    def watch_projects(self, stream_id: UUID) -> AbstractAsyncContextManager[Watch]:
        """The same; and all that is heard of the projects that it follows."""
        ...

    def watch(self, project_id: UUID) -> AbstractAsyncContextManager[Signal]:
        """Signals each event of the project and each tick of its renders."""
        ...

    async def latest(self, job_ids: list[UUID]) -> Mapping[UUID, Tick]: ...


class ModelFolders(Protocol):
    async def inventory(self, endpoint: EndpointFacts) -> Inventory:
        """The files of models that the endpoint has. Raises ProviderError."""
        ...


class NodeClasses(Protocol):
    async def definitions(self, endpoint: EndpointFacts) -> Definitions:
        """The endpoint's node classes by name. Raises ProviderError."""
        ...


class Frames(Protocol):
    async def extract(self, wanted: FrameWanted) -> Extracted:
        """A frame of a film, kept in the object store. Raises UserError."""
        ...


@dataclass(frozen=True, slots=True)
class MediaKey:
    """Signs the addresses of media, in SQL and in Python alike."""

    key: bytes

    def binds(self, now: datetime) -> dict[str, Any]:
        """The bound parameters that `schema.media.media_url` renders addresses with."""
        block = self.key.ljust(64, b"\0")
        return {
            "media_expiry": str(self.expiry(now)),
            "media_inner": bytes(byte ^ 0x36 for byte in block),
            "media_outer": bytes(byte ^ 0x5C for byte in block),
        }

    def shared_url(self, take: str, until: datetime) -> str:
        """The address of a take's file (its typed id) that holds until then, while it is there."""
        expiry, name = int(until.timestamp()), f"shared/{take}"
        digest = hmac.new(self.key, f"{name}:{expiry}".encode(), hashlib.sha256).hexdigest()
        return f"/media/{name}?e={expiry}&s={digest[:32]}"

    def preview_url(self, job_id: UUID, seq: int, now: datetime) -> str:
        """The address of a render's preview after tick `seq`."""
        name = f"job_{job_id.hex}/{seq}"
        return f"/media/previews/{name}?{self._signature(name, now)}"

    def elsewhere_url(self, url: str, now: datetime) -> str:
        """The address of a picture elsewhere, by way of this studio."""
        name = f"elsewhere/{urlsafe_b64encode(url.encode()).decode().rstrip('=')}"
        return f"/media/{name}?{self._signature(name, now)}"

    def _signature(self, name: str, now: datetime) -> str:
        expiry = self.expiry(now)
        digest = hmac.new(self.key, f"{name}:{expiry}".encode(), hashlib.sha256).hexdigest()
        return f"e={expiry}&s={digest[:32]}"

    @staticmethod
    def expiry(now: datetime) -> int:
        """The end of the window after the current one, in seconds since 1970."""
        return (int(now.timestamp()) // WINDOW + 2) * WINDOW


@dataclass(frozen=True, slots=True)
class Services:
    """What one process has, shared by all its operations."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    feed: Feed
    clock: Clock
    sealer: Sealer
    media: MediaKey
    statements: Statements
    reachable: bool
    """Whether a worker outside this machine can deliver results."""
    prober: Prober
    vetter: Vetter
    shelf: Shelf
    models: ModelFolders
    nodes: NodeClasses
    frames: Frames
    letters_missing: Lacking
    origin: Origin
    local_note: str
    """What the local endpoint renders with, in words."""
    own_url: str
    """Where machines that fetch their work find this studio."""
    longest: int
    """Seconds after which a render is stopped."""


class Context:
    """One operation's context. It is never shared between operations, also not on a socket."""

    def __init__(self, services: Services, viewer: Viewer) -> None:
        self.services = services
        self.viewer = viewer
        now = services.clock.now()
        sora = service_standing(SORA, now.date())
        self.reads = Reader(
            services.engine,
            services.statements,
            viewer,
            {
                **services.media.binds(now),
                "local_note": services.local_note,
                "sora_availability": sora.availability.value,
                "sora_reason": sora.reason,
            },
        )

    def work(self) -> AbstractAsyncContextManager[Work]:
        return unit_of_work(
            self.services.sessions, self.services.feed, actor_id=self.viewer.account_id
        )


Info = strawberry.Info[Context, None]
