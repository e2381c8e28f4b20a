"""The whole way of a render: asked for over GraphQL, sent by the queue process, brought home."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select

from infra.settings import Settings
from studio.kernel.ids import typed, untyped, uuid7
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import ProviderBusy
from tests.doubles.waiting import PATIENCE
from tests.running import Studio
from tests.schema.graphs import make_film
from workers.collecting import collect
from workers.context import Context, open_context
from workers.following import follow
from workers.submitting import submit

_JOB = """query($id: ID!) { job(id: $id) { state kind seed priority model message
    error { code message } endpoint { name }
    takes { id kind seed model prompt negativePrompt parameters width height } } }"""
_keys = count()


@dataclass(frozen=True)
class Lab:
    studio: Studio
    context: Context
    clip: str

    async def endpoint(
        self, provider: str, url: str, key: str | None = None, **options: Any
    ) -> str:
        """An endpoint there; its typed id."""
        row = Endpoint(
            id=uuid7(),
            workspace_id=self.studio.workspace_id,
            provider=provider,
            source="USER",
            name=provider.title(),
            url=url,
            remote_id="abc",
            sealed_key=self.context.secrets.seal(key) if key else None,
            options=options,
        )
        async with self.context.work() as work:
            work.session.add(row)
        return typed("endpoint", row.id)

    async def local(self) -> str:
        """The endpoint on this machine."""
        async with self.context.sessions() as session:
            found = await session.scalars(select(Endpoint.id).where(Endpoint.source == "LOCAL"))
            return typed("endpoint", found.one())

    def beside(self, url: str, key: str) -> Lab:
        """The same, where the endpoint on this machine is at this address."""
        web = urlsplit(self.studio.url)
        settings = self.context.settings.model_copy(
            update={
                "local_endpoint_url": url,
                "local_endpoint_key": SecretStr(key),
                "host": web.hostname,
                "port": web.port,
            }
        )
        return replace(self, context=replace(self.context, settings=settings))

    async def ask(self, **given: Any) -> dict[str, Any]:
        """The payload of generateClip."""
        return await self.studio.owner.attempt(
            "generateClip",
            "jobs { id kind seed model priority prompt }",
            **{"clipId": self.clip, "idempotencyKey": f"key-{next(_keys)}", **given},
        )

    async def jobs(self, **given: Any) -> list[str]:
        """The jobs of a request without faults."""
        payload = await self.ask(**given)
        assert payload["userErrors"] == [], payload["userErrors"]
        return [job["id"] for job in payload["jobs"]]

    async def refused(self, **given: Any) -> tuple[list[str], str]:
        """The field and the words of the one fault of a request."""
        payload = await self.ask(**given)
        (error,) = payload["userErrors"]
        assert payload["jobs"] == []
        return error["field"], error["message"]

    async def send(self, job: str) -> dict[str, Any]:
        """Submit it, and see what became of it."""
        await submit(self.context, job_id(job))
        return await self.seen(job)

    async def render(self, job: str) -> dict[str, Any]:
        """Submit it, wait for it, bring its outputs home."""
        sent = await self.send(job)
        assert sent["error"] is None, sent["error"]
        return await self.render_rest(job)

    async def render_rest(self, job: str) -> dict[str, Any]:
        """Wait for what is under way, bring its outputs home."""
        attempt = await self.attempt(job)
        async with asyncio.timeout(PATIENCE):
            while await self.state(job) not in {"SAVING", "FAILED"}:
                with suppress(ProviderBusy):
                    await follow(self.context, attempt.id)
                await asyncio.sleep(0.05)
        await collect(self.context, attempt.id)
        return await self.seen(job)

    async def seen(self, job: str) -> dict[str, Any]:
        found = await self.studio.owner.data(_JOB, id=job)
        seen: dict[str, Any] = found["job"]
        return seen

    async def state(self, job: str) -> str:
        async with self.context.sessions() as session:
            return (await session.get_one(RenderJob, job_id(job))).state

    async def attempt(self, job: str) -> Attempt:
        async with self.context.sessions() as session:
            found = await session.scalars(
                select(Attempt).where(Attempt.job_id == job_id(job)).order_by(Attempt.number)
            )
            return found.all()[-1]


def job_id(job: str) -> UUID:
    found = untyped("job", job)
    assert found is not None
    return found


@asynccontextmanager
async def open_lab(studio: Studio, settings: Settings) -> AsyncIterator[Lab]:
    """One clip of two seconds in a project of 1280 × 720, and a queue process."""
    film = await make_film(studio.owner, scenes=1, clips=1)
    context = open_context(settings)
    try:
        yield Lab(studio, context, film.clips[0][0])
    finally:
        await context.close()
