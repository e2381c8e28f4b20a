"""A stage whose endpoint is a ComfyUI, and jobs that are on their way to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from uuid import UUID

from studio.kernel.ids import typed, uuid7
from studio.rendering.attempts import Begun, accept_attempt, begin_attempt
from studio.rendering.endpoints import facts_of
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.ports import EndpointFacts, Order, Provider
from tests.contract.providers.sides import ComfyUISide, comfyui_side
from tests.workers.stage import Stage, set_stage
from workers.context import Context


@dataclass(frozen=True)
class ComfyStage:
    stage: Stage
    side: ComfyUISide
    endpoint: EndpointFacts

    @property
    def context(self) -> Context:
        return self.stage.context

    @property
    def provider(self) -> Provider:
        return self.context.provider(self.endpoint)

    async def begin(self, count: int = 1) -> tuple[Begun, Order]:
        """A committed attempt of a new job, and what is to be sent for it."""
        job_id = uuid7()
        async with self.context.work() as work:
            work.session.add(self._job(job_id, count))
        async with self.context.work() as work:
            now = self.context.now()
            begun = await begin_attempt(work, job_id, secret=str(job_id), ttl=3600, now=now)
        assert begun is not None
        attempt = typed("attempt", begun.attempt_id)
        return begun, replace(self.side.order(count), attempt=attempt, files=())

    async def send(self, count: int = 1) -> Begun:
        """A job that this ComfyUI has taken."""
        begun, order = await self.begin(count)
        accepted = await self.provider.submit(order)
        async with self.context.work() as work:
            now = self.context.now()
            await accept_attempt(work, begun.attempt_id, accepted.provider_job_id, now=now)
        return begun

    def _job(self, job_id: UUID, count: int) -> RenderJob:
        viewer = self.stage.viewer
        assert viewer.account_id is not None
        return RenderJob(
            id=job_id,
            workspace_id=viewer.workspace_id,
            project_id=self.stage.project_id,
            clip_id=self.stage.clip_id,
            endpoint_id=self.endpoint.id,
            requested_by=viewer.account_id,
            kind="IMAGE",
            state="QUEUED",
            count=count,
            seed=1,
            brief={},
            attempt_limit=8,
        )


@asynccontextmanager
async def comfy_stage(context: Context) -> AsyncIterator[ComfyStage]:
    """Nothing is started there, as `side.comfy.script` says, until a test unsets that."""
    context = replace(
        context, settings=context.settings.model_copy(update={"allow_private_endpoints": True})
    )
    async with comfyui_side() as side:
        context = replace(context, outside=side.client)
        stage = await set_stage(context)
        row = Endpoint(
            id=uuid7(),
            workspace_id=stage.viewer.workspace_id,
            provider="COMFYUI",
            source="USER",
            name="Comfy",
            url=side.meddler.url,
            remote_id="here",
        )
        async with context.work() as work:
            work.session.add(row)
            await work.session.flush()
            facts = facts_of(row)
        yield ComfyStage(stage, side, facts)
