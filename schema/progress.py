"""Live progress of renders: the newest of each, never a backlog, at most four times a second."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping
from itertools import islice
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from sqlalchemy.ext.asyncio import AsyncSession

from schema.context import Context, Info, Tick
from schema.following import (
    LOOK_EVERY,
    ProjectStream,
    Stream,
    WorkspaceStream,
    head_of,
    not_found,
)
from schema.reads.fields import Ref
from schema.rendering import RenderJob
from studio.access.viewer import Viewer
from studio.kernel.ids import untyped
from studio.rendering.lifecycle import TERMINAL, JobState
from studio.rendering.queries import (
    Standing,
    fresh_standings,
    fresh_standings_of_workspace,
    job_standing,
    standings,
)

SPACING = 0.25
"""Seconds between two messages of progress."""
MOST_JOBS = 500
"""Jobs in one message; the others come with the next."""

_WITH_TICKS = {JobState.STARTING, JobState.RUNNING, JobState.SAVING}


@strawberry.type(description="How far a render is.")
class JobProgress:
    job: RenderJob = strawberry.field(description="The job as it is now.")
    progress: float = strawberry.field(description="0 to 1.")
    message: str | None = strawberry.field(description="What the endpoint says it is doing.")
    preview_url: str | None = strawberry.field(
        description="Where the newest intermediate picture is."
    )


@strawberry.type
class ProgressSubscriptions:
    @strawberry.subscription(
        description="All renders of a project that are under way, at most four times a second. "
        "A render that ends is told once more, in its last state."
    )
    async def project_progress(
        self,
        info: Info,
        project_id: Annotated[strawberry.ID, strawberry.argument(description="The project.")],
    ) -> AsyncGenerator[list[JobProgress], None]:
        project = untyped("project", project_id)
        if project is None:
            raise not_found("project")

        async def look(session: AsyncSession, viewer: Viewer) -> dict[UUID, Standing]:
            return await fresh_standings(session, viewer, project)

        async for message in _follow(info, ProjectStream(project), look):
            yield message

    @strawberry.subscription(
        description="All renders of the viewer's workspace that are under way, at most four times "
        "a second: those that are new or changed, 500 in a message at most. A render that ends is "
        "told once more, in its last state."
    )
    async def workspace_progress(self, info: Info) -> AsyncGenerator[list[JobProgress], None]:
        stream = WorkspaceStream(info.context.viewer.workspace_id)
        async for message in _follow(info, stream, fresh_standings_of_workspace):
            yield message

    @strawberry.subscription(
        description="One render: first how it is now, then each change; complete at its end."
    )
    async def job_progress(
        self,
        info: Info,
        job_id: Annotated[strawberry.ID, strawberry.argument(description="The job.")],
    ) -> AsyncGenerator[JobProgress, None]:
        wanted = untyped("job", job_id)
        standing = await _standing(info.context, wanted)
        sent: dict[UUID, dict[str, Any]] = {}
        async with info.context.services.feed.watch(standing.project_id) as signal:
            while True:
                standing = await _standing(info.context, wanted)
                fresh = await _news(info.context, {standing.job_id: standing}, sent)
                for message in await _render(info, fresh.values()):
                    yield message
                sent |= fresh
                if standing.state in TERMINAL:
                    return
                await asyncio.sleep(SPACING)
                await signal.wait(LOOK_EVERY)


Look = Callable[[AsyncSession, Viewer], Awaitable[dict[UUID, Standing]]]


async def _follow(
    info: Info, stream: Stream, look: Look
) -> AsyncGenerator[list[JobProgress], None]:
    """The jobs that `look` finds, and each that ends, while the stream may be seen."""
    context = info.context
    await head_of(context, stream)
    told: dict[UUID, dict[str, Any] | None] = {}
    async with context.services.feed.watch_projects(stream.id) as watch:
        while True:
            async with context.services.sessions() as session:
                if await stream.head(session, context.viewer) is None:
                    return
                fresh = await look(session, context.viewer)
                over = [job_id for job_id in told if job_id not in fresh]
                now = await standings(session, context.viewer, over) | fresh
            await watch.follow({standing.project_id for standing in fresh.values()})
            news = await _news(context, now, told)
            batch = dict(islice(news.items(), MOST_JOBS))
            if batch:
                yield await _render(info, batch.values())
            told = {
                job_id: batch.get(job_id) or told.get(job_id)
                for job_id, standing in now.items()
                if standing.state not in TERMINAL
                or job_id in fresh
                or (job_id in news and job_id not in batch)
            }
            await asyncio.sleep(SPACING)
            if len(batch) == len(news):
                await watch.wait(LOOK_EVERY)


async def _standing(context: Context, job_id: UUID | None) -> Standing:
    standing = None
    if job_id is not None:
        async with context.services.sessions() as session:
            standing = await job_standing(session, context.viewer, job_id)
    if standing is None:
        raise not_found("job")
    return standing


async def _news(
    context: Context, now: Mapping[UUID, Standing], sent: Mapping[UUID, dict[str, Any] | None]
) -> dict[UUID, dict[str, Any]]:
    """What to tell of these jobs, without those that were told just so already."""
    ticking = [job_id for job_id, standing in now.items() if standing.state in _WITH_TICKS]
    latest = await context.services.feed.latest(ticking) if ticking else {}
    told = {
        job_id: _values(context, standing, latest.get(job_id)) for job_id, standing in now.items()
    }
    return {job_id: values for job_id, values in told.items() if sent.get(job_id) != values}


def _values(context: Context, standing: Standing, tick: Tick | None) -> dict[str, Any]:
    values: dict[str, Any] = {
        "job": Ref("RenderJob", standing.job_id),
        "state": standing.state,
        "progress": standing.progress,
        "message": standing.message,
        "previewUrl": None,
    }
    if tick is None or tick.attempt_number != standing.attempt or standing.state not in _WITH_TICKS:
        return values
    preview = None
    if tick.preview_seq is not None:
        preview = context.services.media.preview_url(
            standing.job_id, tick.preview_seq, context.services.clock.now()
        )
    return {
        **values,
        "progress": max(standing.progress, tick.progress or 0.0),
        "message": tick.message or standing.message,
        "previewUrl": preview,
    }


async def _render(info: Info, fresh: Iterable[dict[str, Any]]) -> list[JobProgress]:
    """Each as it was selected; jobs that are gone by now are left out."""
    made = await info.context.reads.payloads(info._raw_info, list(fresh), type_name="JobProgress")
    return cast("list[JobProgress]", made)
