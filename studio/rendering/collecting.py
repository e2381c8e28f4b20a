"""The end of a render: what was stored becomes takes of the clip, in one commit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.gallery.service import NewTake, add_take
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.service import StoredFile, add_asset
from studio.rendering.attempts import end_job, lock_attempt
from studio.rendering.lifecycle import JobState, Outcome
from studio.rendering.models import Attempt, Endpoint, RenderJob
from studio.rendering.ports import Output
from studio.timeline.models import Clip

GIVE_UP_AFTER = timedelta(hours=1)
"""How long past an attempt's time to live its outputs are still tried to be had."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An attempt whose outputs are to be brought home, as it reported them; until `give_up_at`."""

    attempt_id: UUID
    project_id: UUID
    endpoint_id: UUID
    provider_job_id: str
    outputs: tuple[Output, ...]
    give_up_at: datetime


@dataclass(frozen=True, slots=True)
class Collected:
    """One output, now in the object store, and its thumbnail."""

    index: int
    seed: int | None
    file: StoredFile
    thumbnail: StoredFile | None


async def expected_outputs(work: Work, attempt_id: UUID) -> Expected | None:
    """What to fetch, or None where that is done or was never due."""
    row = (
        await work.session.execute(
            select(Attempt, RenderJob.state)
            .join(RenderJob, RenderJob.id == Attempt.job_id)
            .where(Attempt.id == attempt_id, Attempt.ended_at.is_(None))
        )
    ).one_or_none()
    if row is None or row[1] != JobState.SAVING.value:
        return None
    attempt = row[0]
    return Expected(
        attempt_id=attempt.id,
        project_id=attempt.project_id,
        endpoint_id=attempt.endpoint_id,
        provider_job_id=attempt.provider_job_id or "",
        outputs=tuple(map(_output, attempt.outputs or ())),
        give_up_at=attempt.ttl_at + GIVE_UP_AFTER,
    )


def _output(kept: dict[str, Any]) -> Output:
    seed = kept["seed"]
    return Output(
        index=kept["index"],
        kind=MediaKind(kept["kind"]),
        media_type=kept["media_type"],
        size=kept["size"],
        sha256=kept["sha256"],
        seed=None if seed is None else int(seed),
        source=kept.get("source"),
    )


async def finish_render(
    work: Work, attempt_id: UUID, collected: Sequence[Collected], *, now: datetime
) -> None:
    """Write the takes, end the attempt and the job. A second time nothing is left to do.

    Fewer outputs than were asked for are kept, and said in the job's message.
    """
    clip_id = await work.session.scalar(
        select(RenderJob.clip_id)
        .join(Attempt, Attempt.job_id == RenderJob.id)
        .where(Attempt.id == attempt_id)
    )
    clip = (
        await work.session.execute(
            select(Clip).where(Clip.id == clip_id).with_for_update(key_share=True)
        )
    ).scalar_one()
    found = await lock_attempt(work, attempt_id)
    if found is None or found[0].state != JobState.SAVING.value:
        return
    job, attempt = found
    endpoint = await work.session.get(Endpoint, job.endpoint_id)
    for output in sorted(collected, key=lambda output: output.index):
        await _add(work, clip, job, attempt, output, endpoint.name if endpoint else "")
    attempt.ended_at, attempt.outcome = now, Outcome.COMPLETED.value
    await end_job(work, job, JobState.COMPLETED, now=now)
    if len(collected) < job.count:
        job.message = f"{len(collected)} of {job.count} came."


async def _add(
    work: Work,
    clip: Clip,
    job: RenderJob,
    attempt: Attempt,
    output: Collected,
    endpoint: str,
) -> None:
    owner = {"workspace_id": job.workspace_id, "project_id": job.project_id}
    asset = await add_asset(work, output.file, **owner)
    thumbnail = await add_asset(work, output.thumbnail, **owner) if output.thumbnail else None
    brief = job.brief
    await add_take(
        work,
        clip,
        NewTake(
            job_id=job.id,
            attempt_id=attempt.id,
            output_index=output.index,
            asset_id=asset,
            thumbnail_asset_id=thumbnail,
            kind=MediaKind(output.file.kind.value),
            seed=output.seed,
            model=attempt.model or "unknown",
            prompt=brief.get("prompt", ""),
            negative_prompt=brief.get("negative_prompt", ""),
            parameters={
                "endpoint": endpoint,
                "requestedModel": job.model,
                **{key: brief[key] for key in ("width", "height", "fps", "frames") if key in brief},
            },
        ),
    )
