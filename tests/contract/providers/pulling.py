"""Machines that fetch their work: the studio's own database on one side, its web process on the other.

What is between the provider and a server of its protocol is here a connection to Postgres, which is
cut where a test says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import httpx
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from infra.database import open_database, sessions_of
from infra.embedded.ports import free_port
from infra.providers.pull import Pull
from studio.kernel.ids import typed, untyped, uuid7
from studio.kernel.work import Work, unit_of_work
from studio.pulling.models import PullJob
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import MediaKind, Order, Provider, UploadSlot
from tests.contract.providers.meddling import DROP
from tests.running import Studio
from tests.schema.graphs import make_film

_ORDERS = 8


@dataclass
class _Rule:
    words: bytes
    forward: bool
    times: int


class Wire:
    """Passes what is said to Postgres on, and cuts connections at what it was told to spoil."""

    def __init__(self, host: str, port: int) -> None:
        self._far = (host, port)
        self._rules: list[_Rule] = []
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self.port = free_port()
        self.seen: list[str] = []

    def spoil(
        self,
        method: str,
        part: str,
        answer: bytes = DROP,
        *,
        forward: bool = False,
        drip: float = 0.0,
        times: int = 1,
    ) -> None:
        """Cut the connection at the next such words; `forward` lets Postgres do as they say first."""
        assert answer == DROP, "Postgres gives no other answer"
        assert not drip
        self._rules.append(_Rule(f"{method}{part}".encode(), forward, times))

    def mend(self) -> None:
        self._rules.clear()

    async def plug_in(self) -> None:
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", self.port)

    async def pull_out(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in tuple(self._writers):
            writer.transport.abort()
        await asyncio.sleep(0.02)

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(*self._far)
        pair = {writer, far_writer}
        self._writers |= pair
        back = asyncio.create_task(_copy(far_reader, writer))
        with suppress(OSError):
            while data := await reader.read(65536):
                rule = self._rule(data)
                if rule is None or rule.forward:
                    far_writer.write(data)
                    await far_writer.drain()
                if rule is not None:
                    back.cancel()
                    with suppress(asyncio.CancelledError):
                        await back
                    if rule.forward:
                        await far_reader.read(65536)
                    break
        for one in pair:
            one.close()
            with suppress(OSError):
                await one.wait_closed()
        with suppress(asyncio.CancelledError):
            await back
        self._writers -= pair

    def _rule(self, data: bytes) -> _Rule | None:
        for rule in self._rules:
            if rule.words in data and rule.times:
                rule.times -= 1
                return rule
        return None


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()


class PullSide:
    submit = ("COMMIT", "")
    ask = ("FROM ", "pull_jobs")
    patience = largest = ""
    names = True
    keeps = False
    http = False
    nobody = typed("attempt", UUID(int=0))
    kind = MediaKind.IMAGE
    most = 3

    def __init__(
        self, provider: Provider, wire: Wire, studio: Studio, key: str, endpoint: UUID
    ) -> None:
        self.provider = provider
        self.meddler = wire
        self.attempts: list[UUID] = []
        self._studio = studio
        self._key = key
        self._base = f"{studio.url}/pull/{typed('endpoint', endpoint)}"
        self._taken: dict[str, int] = {}

    def order(self, count: int = 1) -> Order:
        return Order(
            attempt=typed("attempt", self.attempts.pop()),
            kind=MediaKind.IMAGE,
            brief={"prompt": "Elsinore, ink"},
            uploads=tuple(UploadSlot(f"https://store/{index}") for index in range(count)),
            report_url=None,
            webhook_url=None,
            execution_timeout=20_000,
            ttl=60_000,
        )

    def unsupported(self) -> Order | None:
        return None

    def accepted(self) -> list[str]:
        async def read() -> list[str]:
            engine = open_database(
                self._studio.runtime.settings.database_url or "", application="tests"
            )
            async with sessions_of(engine)() as session:
                ids = await session.scalars(select(PullJob.id).order_by(PullJob.created_at))
                found = [typed("attempt", one) for one in ids]
            await engine.dispose()
            return found

        with ThreadPoolExecutor(1) as apart:
            return apart.submit(asyncio.run, read()).result()

    async def run(self, job: str) -> None:
        """A machine takes it, and tells how far it is."""
        answer = await self._machine("GET", "job-take/m1")
        taken = answer.json()
        assert taken["id"] == job
        self._taken[job] = len(taken["input"]["outputs"])
        tick = {"storycanvas": 1, "seq": 1, "stage": "RUNNING", "progress": 0.5}
        await self._machine("POST", f"job-done/m1/{job}", {"status": "IN_PROGRESS", "output": tick})

    async def finish(self, job: str) -> list[bytes]:
        if job not in self._taken:
            await self.run(job)
        outputs = [
            {
                "index": index,
                "kind": "IMAGE",
                "type": "image/png",
                "size": 5,
                "sha256": sha256(b"%d" % index).hexdigest(),
            }
            for index in range(self._taken[job])
        ]
        done = {"output": {"storycanvas": 1, "outputs": outputs}}
        await self._machine("POST", f"job-done/m1/{job}", done)
        return []

    async def restart(self) -> None:
        return None

    async def ping(self) -> None:
        await self._machine("GET", "ping/m1")

    async def _machine(self, method: str, path: str, body: object = None) -> httpx.Response:
        answer = await self._studio.owner.http.request(
            method, f"{self._base}/{path}", json=body, headers={"Authorization": self._key}
        )
        assert answer.status_code == 200, answer.text
        return answer


@asynccontextmanager
async def pull_side(studio: Studio, key: str) -> AsyncIterator[PullSide]:
    """An endpoint with one machine, and jobs that may be sent there."""
    runtime = studio.runtime
    place = make_url(runtime.settings.database_url or "")
    wire = Wire(place.host or "127.0.0.1", place.port or 5432)
    await wire.plug_in()
    near = place.set(host="127.0.0.1", port=wire.port, query={})
    engine = open_database(near.render_as_string(hide_password=False), application="tests")
    sessions = sessions_of(engine)

    def open_work() -> AbstractAsyncContextManager[Work]:
        return unit_of_work(sessions, runtime.bus)

    async def wake(stream: UUID) -> None:
        await runtime.bus.wake([stream], outbox=False)

    endpoint = uuid7()
    side = PullSide(Pull(endpoint, open_work, wake), wire, studio, key, endpoint)
    side.attempts = await _attempts(studio, endpoint, key)
    await side.ping()
    try:
        yield side
    finally:
        await engine.dispose()
        await wire.pull_out()


async def _attempts(studio: Studio, endpoint: UUID, key: str) -> list[UUID]:
    """Attempts that have begun and are to be sent, each of a job of its own."""
    film = await make_film(studio.owner, scenes=1, clips=1)
    account = (await studio.viewer()).account_id
    jobs = [uuid7() for _ in range(_ORDERS)]
    project, clip = untyped("project", film.project), untyped("clip", film.clips[0][0])
    row = Endpoint(id=endpoint, provider="PULL", source="USER", name="Machines")
    row.workspace_id, row.sealed_key = studio.workspace_id, studio.runtime.secrets.seal(key)
    async with studio.sessions() as session, session.begin():
        session.add(row)
        await session.flush()
        await session.execute(
            insert(RenderJob),
            [
                {
                    "id": job,
                    "workspace_id": studio.workspace_id,
                    "project_id": project,
                    "clip_id": clip,
                    "endpoint_id": endpoint,
                    "requested_by": account,
                    "kind": "IMAGE",
                    "state": "SUBMITTING",
                    "count": 1,
                    "seed": 1,
                    "brief": {},
                    "attempt_limit": 8,
                }
                for job in jobs
            ],
        )
        ends = datetime.now(UTC) + timedelta(hours=1)
        given = {"project_id": project, "endpoint_id": endpoint, "number": 1}
        times = {"ttl_at": ends, "check_at": ends}
        await session.execute(
            insert(Attempt),
            [
                {"id": uuid7(), "job_id": job, "secret_digest": sha256(job.bytes).digest()}
                | given
                | times
                for job in jobs
            ],
        )
        return list(await session.scalars(select(Attempt.id)))
