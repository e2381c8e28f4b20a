from collections.abc import Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from infra.database import sessions_of
from studio import registry as registry
from studio.kernel.work import Work, unit_of_work
from tests.workers.stage import Stage, set_stage


class Nobody:
    """A waker where nobody listens."""

    async def wake(self, streams: Collection[UUID], *, outbox: bool) -> None:
        return None


@dataclass(frozen=True)
class Edge:
    """What a stage needs of a process."""

    sessions: async_sessionmaker[AsyncSession]

    def work(self) -> AbstractAsyncContextManager[Work]:
        return unit_of_work(self.sessions, Nobody())

    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.fixture
async def stage(engine: AsyncEngine) -> Stage:
    return await set_stage(Edge(sessions_of(engine)))  # type: ignore[arg-type]
