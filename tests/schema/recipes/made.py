"""Renders that are asked for over HTTP and ended as a worker would end them."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.kernel.work import unit_of_work
from studio.library.media import MediaKind
from studio.library.service import StoredFile
from studio.recipes.rules import keep_graph
from studio.rendering.attempts import accept_attempt, begin_attempt
from studio.rendering.collecting import Collected, Sent, finish_render, note_sent
from studio.rendering.news import apply_report
from studio.rendering.ports import Report, ReportState
from tests.running import Studio

GRAPH = {
    "1": {"class_type": "Paint", "inputs": {"seed": 7, "steps": 20}},
    "2": {"class_type": "Save", "inputs": {"images": ["1", 0], "filename_prefix": "PREFIX/a"}},
    "3": {"class_type": "Paint", "inputs": {"seed": 8, "steps": 20}},
    "4": {"class_type": "Save", "inputs": {"images": ["3", 0], "filename_prefix": "PREFIX/b"}},
}


async def make(studio: Studio, clip: str, key: str, **given: Any) -> list[str]:
    """Generate and finish; the takes in the order of the jobs."""
    payload = await studio.owner.do(
        "generateClip", "jobs { id }", clipId=clip, idempotencyKey=key, **given
    )
    takes = []
    for job in payload["jobs"]:
        takes += await finish(studio, job["id"])
    return takes


async def finish(
    studio: Studio, job: str, *, graph: bool = False, model: str = "fake", **told: Any
) -> list[str]:
    """End the job with one picture for each output, of made-up files; its takes. `told` is what the
    provider reports besides."""
    job_id, bus = UUID(job.removeprefix("job_")), studio.runtime.bus
    now = datetime.now(UTC)
    async with unit_of_work(studio.sessions, bus) as work:
        begun = await begin_attempt(work, job_id, secret=uuid7().hex, ttl=1000, now=now)
    assert begun is not None
    async with unit_of_work(studio.sessions, bus) as work:
        kept = keep_graph(GRAPH, ("2", "4"), "PREFIX") if graph else None
        await note_sent(work, begun.attempt_id, None, Sent(kept, {}, {}))
        await accept_attempt(work, begun.attempt_id, uuid7().hex, now=now)
    async with unit_of_work(studio.sessions, bus) as work:
        over = Report(ReportState.COMPLETED, model=model, **told)
        await apply_report(work, begun.attempt_id, over, now=now)
    kind = MediaKind(begun.kind)
    collected = [
        Collected(index, None, StoredFile(uuid7().hex * 2, 10, "image/png", kind), None)
        for index in range(begun.count)
    ]
    async with unit_of_work(studio.sessions, bus) as work:
        await finish_render(work, begun.attempt_id, collected, now=now)
    async with studio.sessions() as session:
        rows = await session.scalars(
            select(Take.id).where(Take.job_id == job_id).order_by(Take.output_index)
        )
        return [f"take_{one.hex}" for one in rows]


async def standing(studio: Studio, clip: str) -> dict[str, Any]:
    """The clip's staleness, and what has changed for its image and its video."""
    found = await studio.owner.data(
        "query($id: ID!) { clip(id: $id) { staleness imageStaleness videoStaleness"
        " image: staleReasons(kind: IMAGE) { what name }"
        " video: staleReasons(kind: VIDEO) { what name } } }",
        id=clip,
    )
    told: dict[str, Any] = found["clip"]
    return told
