"""A style of what something was made with."""

import re
from typing import Any
from uuid import UUID

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.casting.rules import MAX_WORDS
from studio.casting.styles import settings_of
from studio.gallery.models import Take
from studio.kernel.errors import UserError
from studio.kernel.work import Work
from studio.rendering.models import RenderJob
from studio.rendering.sampling import sampling_of


async def style_changes(
    work: Work, viewer: Viewer, *, take_id: UUID | None, job_id: UUID | None
) -> dict[str, Any]:
    """The settings and negative words of a style, as a take or a render has them; no seed.

    A take's are those it was drawn with and, where nothing tells them, those it was asked for with.
    """
    if take_id is not None and job_id is not None:
        raise UserError("Name a take or a render, not both.", field=["fromJobId"])
    if take_id is not None:
        take = await find(work, viewer, Take, take_id, lock=False, field="fromTakeId")
        job = await work.session.get(RenderJob, take.job_id) if take.job_id else None
        drawn = take.parameters.get("sampling", {})
        made = {
            **(_asked(job) if job else {}),
            **take.parameters,
            **{_snake(name): value for name, value in drawn.items()},
        }
        return _changes(take.negative_prompt, made)
    if job_id is not None:
        job = await find(work, viewer, RenderJob, job_id, lock=False, field="fromJobId")
        return _changes(job.brief.get("negative_prompt", ""), _asked(job))
    return {}


def _asked(job: RenderJob) -> dict[str, Any]:
    return {**job.brief, **sampling_of(job.brief).settings}


def _changes(negative: str, made: dict[str, Any]) -> dict[str, Any]:
    return {"negative": negative[:MAX_WORDS], "settings": settings_of(made)}


def _snake(name: str) -> str:
    return re.sub("([A-Z])", r"_\1", name).lower()
