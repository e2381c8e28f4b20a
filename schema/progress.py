"""Live progress of renders: the newest of each, never a backlog, at most four times a second."""

import asyncio
from collections.abc import AsyncGenerator, Iterable, Mapping
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from schema.context import Context, Info, Tick
from schema.following import LOOK_EVERY, head_of, not_found
from schema.reads.fields import Ref
from schema.reads.reader import Missing
from schema.rendering import RenderJob
from studio.activity.queries import project_head
from studio.kernel.ids import untyped
from studio.rendering.lifecycle import TERMINAL, JobState
from studio.rendering.queries import Standing, active_standings, job_standing, standings

SPACING = 0.25
"""Seconds between two messages of progress."""

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
        await head_of(info.context, project)
        assert project is not None
        sent: dict[UUID, dict[str, Any]] = {}
        async with info.context.services.feed.watch(project) as signal:
            while True:
                async with info.context.services.sessions() as session:
                    if await project_head(session, info.context.viewer, project) is None:
                        return
                    now = await active_standings(session, info.context.viewer, project)
                    ended = [job_id for job_id in sent if job_id not in now]
                    now |= await standings(session, info.context.viewer, ended)
                fresh = await _news(info.context, now, sent)
                if fresh:
                    yield cast("list[JobProgress]", await _render(info, fresh.values()))
                sent = {
                    job_id: fresh.get(job_id) or sent[job_id]
                    for job_id, standing in now.items()
                    if standing.state not in TERMINAL
                }
                await asyncio.sleep(SPACING)
                await signal.wait(LOOK_EVERY)

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
                    yield cast("JobProgress", message)
                sent |= fresh
                if standing.state in TERMINAL:
                    return
                await asyncio.sleep(SPACING)
                await signal.wait(LOOK_EVERY)


async def _standing(context: Context, job_id: UUID | None) -> Standing:
    standing = None
    if job_id is not None:
        async with context.services.sessions() as session:
            standing = await job_standing(session, context.viewer, job_id)
    if standing is None:
        raise not_found("job")
    return standing


async def _news(
    context: Context, now: Mapping[UUID, Standing], sent: Mapping[UUID, dict[str, Any]]
) -> dict[UUID, dict[str, Any]]:
    """What to tell of these jobs, without those that were told just so already."""
    latest = await context.services.feed.latest(list(now))
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


async def _render(info: Info, fresh: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each as it was selected; jobs that are gone by now are left out."""
    made: list[dict[str, Any]] = []
    for values in fresh:
        try:
            made.append(
                await info.context.reads.payload(info._raw_info, values, type_name="JobProgress")
            )
        except Missing:
            continue
    return made
