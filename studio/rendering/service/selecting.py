"""Which renders an act is for: those that are named, or all to which a filter applies."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from studio.access.predicates import visible
from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, NotFound, UserError
from studio.kernel.rows import any_of
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.rendering.models import Batch, Endpoint, RenderJob

MAX_JOBS = 2_000
"""Jobs that one request may name."""
SHOWN = 500
"""Jobs that are answered where none were named."""


@dataclass(frozen=True, slots=True)
class Where:
    """Renders to which all that is given applies; with nothing given, all of the workspace."""

    project_id: UUID | None = None
    endpoint_id: UUID | None = None
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """How many renders an act changed, and which of them to show: the newest, newest first."""

    count: int
    newest: list[UUID]


async def named(work: Work, viewer: Viewer, job_ids: Sequence[UUID]) -> ColumnElement[bool]:
    """Exactly these. Raises LIMIT_EXCEEDED, or NOT_FOUND where one of them is not there."""
    ids = set(job_ids)
    if not ids:
        raise UserError("Name one render at least.", field=["jobIds"])
    if len(ids) > MAX_JOBS:
        raise UserError(
            f"At most {MAX_JOBS} renders can be named at once. Give a filter instead.",
            code=ErrorCode.LIMIT_EXCEEDED,
            field=["jobIds"],
        )
    which: ColumnElement[bool] = RenderJob.id == any_of(ids)
    seen = await work.session.scalar(
        select(func.count()).where(which, visible(RenderJob.__table__, viewer.workspace_id))
    )
    if seen != len(ids):
        raise NotFound("Not every render named here exists.", field=["jobIds"])
    return which


async def filtered(work: Work, viewer: Viewer, where: Where) -> ColumnElement[bool]:
    """All there are, however many."""
    which: ColumnElement[bool] = RenderJob.workspace_id == viewer.workspace_id
    if where.project_id is not None:
        project = await find(work, viewer, Project, where.project_id, lock=False, field="projectId")
        which &= RenderJob.project_id == project.id
    if where.endpoint_id is not None:
        endpoint = await find(
            work, viewer, Endpoint, where.endpoint_id, lock=False, field="endpointId"
        )
        which &= RenderJob.endpoint_id == endpoint.id
    if where.batch_id is not None:
        batch = await find(work, viewer, Batch, where.batch_id, lock=False, field="batchId")
        which &= RenderJob.batch_id == batch.id
    return which


async def selected(
    work: Work, viewer: Viewer, which: Where | Sequence[UUID]
) -> ColumnElement[bool]:
    if isinstance(which, Where):
        return await filtered(work, viewer, which)
    return await named(work, viewer, which)


def touched(rows: Sequence[Any]) -> Touched:
    """Of rows with `id` and `created_at`."""
    newest = sorted(rows, key=lambda row: (row.created_at, row.id), reverse=True)[:SHOWN]
    return Touched(len(rows), [row.id for row in newest])
