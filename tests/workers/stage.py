"""What the tests of the queue process start from: a clip in the database, and an endpoint."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from infra.database import sessions_of
from infra.secrets import Secrets
from studio.access.viewer import Role, Viewer
from studio.accounts.models import Account, Member, Workspace
from studio.kernel.events import Event, OutboxMessage
from studio.kernel.ids import uuid7
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.service.generating import request_render
from studio.rendering.service.planning import Wish
from studio.rendering.service.quoting import Paying
from studio.timeline.models import Clip
from workers.context import Context


@dataclass(frozen=True)
class Stage:
    """One clip of one project, and the local endpoint that renders it."""

    context: Context
    viewer: Viewer
    project_id: UUID
    clip_id: UUID
    endpoint_id: UUID
    picture: bytes = field(default_factory=lambda: png())  # noqa: PLW0108 (it is defined below)

    async def ask(self, *kinds: MediaKind, count: int = 1, reachable: bool = True) -> list[UUID]:
        """Jobs for the clip; their messages are in the outbox."""
        async with self.context.work() as work:
            requested = await request_render(
                work,
                self.viewer,
                self.clip_id,
                Wish(
                    kinds or (MediaKind.IMAGE,),
                    reachable,
                    count=count,
                    endpoint_id=self.endpoint_id,
                ),
                self.paying,
            )
        return requested.jobs

    @property
    def paying(self) -> Paying:
        """Whoever asks agrees to whatever it costs."""
        return Paying(Secrets(b"s" * 32), self.context.now(), 1800)

    async def job(self, job_id: UUID) -> RenderJob:
        async with self.context.sessions() as session:
            return await session.get_one(RenderJob, job_id)

    async def attempts(self, job_id: UUID) -> list[Attempt]:
        async with self.context.sessions() as session:
            rows = await session.scalars(
                select(Attempt).where(Attempt.job_id == job_id).order_by(Attempt.number)
            )
            return list(rows)

    async def outbox(self) -> list[tuple[str, str]]:
        """What waits for the relay: actors and their first arguments."""
        async with self.context.sessions() as session:
            rows = await session.scalars(select(OutboxMessage).order_by(OutboxMessage.id))
            return [(row.actor, row.arguments[0]) for row in rows]

    async def count(self, table: Any) -> int:
        async with self.context.sessions() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0

    async def upload(self, job_id: UUID, *files: bytes) -> list[dict[str, Any]]:
        """Stage the files as the endpoint's uploads; answers what it would announce."""
        attempt = (await self.attempts(job_id))[-1]
        for index, data in enumerate(files):
            await self.context.store.stage(attempt.id, index, chunks_of(data), limit=10**8)
        return [announced(index, data) for index, data in enumerate(files)]


async def chunks_of(data: bytes, size: int = 1000):  # type: ignore[no-untyped-def]
    for start in range(0, len(data), size):
        yield data[start : start + size]


def announced(index: int, data: bytes, kind: str = "IMAGE") -> dict[str, Any]:
    return {
        "index": index,
        "kind": kind,
        "type": "image/png",
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "seed": 42 + index,
    }


def png(width: int = 64, height: int = 36, color: str = "red") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), color).save(out, "PNG")
    return out.getvalue()


async def set_stage(context: Context, *, source: str = "LOCAL") -> Stage:
    """Account, workspace, project, scene, clip and endpoint, in one commit."""
    account, workspace, project, scene, clip, endpoint = (uuid7() for _ in range(6))
    async with context.work() as work:
        add = work.session.add_all
        add([Account(id=account, name="A"), Workspace(id=workspace, name="W")])
        await work.session.flush()
        add([Member(workspace_id=workspace, account_id=account, role="OWNER")])
        row = Project(id=project, workspace_id=workspace, name="P", width=640, height=360)
        row.fps_numerator, row.fps_denominator = 24, 1
        add([row])
        await work.session.flush()
        add([Scene(id=scene, project_id=project, position=0, name="INT. A - DAY")])
        await work.session.flush()
        add([_clip(clip, project, scene), _endpoint(endpoint, workspace, source)])
        work.open_stream(project)
    viewer = Viewer(account, workspace, Role.OWNER)
    return Stage(context, viewer, project, clip, endpoint)


def _clip(clip: UUID, project: UUID, scene: UUID) -> Clip:
    return Clip(id=clip, project_id=project, scene_id=scene, start_frame=0, duration_frames=48)


def _endpoint(endpoint: UUID, workspace: UUID, source: str) -> Endpoint:
    return Endpoint(
        id=endpoint,
        workspace_id=workspace,
        provider="RUNPOD",
        source=source,
        name="Here",
        remote_id="local",
        concurrency=100,
    )


async def events_of(engine: AsyncEngine, entity: str) -> list[int]:
    async with sessions_of(engine)() as session:
        rows = await session.scalars(
            select(Event.seq).where(Event.entity == entity).order_by(Event.seq)
        )
        return list(rows)
