"""The endpoints of a workspace as routing sees them, read in a few statements for all of them."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on

from studio.catalogue.models import EndpointFile, Model
from studio.catalogue.rules import WITH_FAMILY
from studio.graphs.families import FAMILIES
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.availability import standing_of
from studio.rendering.charging import place_of
from studio.rendering.lifecycle import ACTIVE
from studio.rendering.models import Endpoint, Pace, RenderJob
from studio.rendering.ports import EndpointFacts
from studio.rendering.routing import Candidate, Need
from studio.rendering.sampling import sampling_of
from studio.rendering.service.abilities import need_for, with_abilities

_KEEPS = frozenset({"COMFYUI", "OPENAI_VIDEOS"})
_MAKES = {"OPENAI_VIDEOS": frozenset({MediaKind.VIDEO})}
_FILELESS = frozenset(
    family.id for family in FAMILIES.values() if not any(setup.files for setup in family.setups)
)
"""Families that a partner renders: no endpoint has files of them."""
_ANY = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})


async def candidates_for(
    work: Work, workspace_id: UUID, need: Need, *, today: date
) -> list[Candidate]:
    """In the order they were added; they stay as they are until this work ends. What they would cost
    is for `studio.rendering.service.costs`."""
    rows = await work.session.scalars(
        select(Endpoint)
        .where(Endpoint.workspace_id == workspace_id, Endpoint.deleted_at.is_(None))
        .order_by(Endpoint.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    endpoints = sorted(rows, key=lambda row: (row.created_at, row.id))
    ids = [endpoint.id for endpoint in endpoints]
    ahead = await _ahead(work, ids)
    lanes = await _lanes(work, ids)
    families, files = await _shelves(work, ids, need)
    for row in endpoints:
        if row.provider == "OPENAI_VIDEOS" and need.family is not None:
            families[row.id] = frozenset()  # it renders with models of its own
    found = [
        Candidate(
            id=row.id,
            name=row.name,
            provider=row.provider,
            enabled=row.open,
            local=row.source == "LOCAL",
            keeps=keeps_outputs(row),
            rehearses=row.source == "LOCAL",
            health=row.health,
            retired=_retired(row, today),
            kinds=_MAKES.get(row.provider, _ANY),
            families=families.get(row.id),
            files=files.get(row.id),
            ahead=ahead.get(row.id, 0),
            concurrency=row.concurrency,
            lanes=row.options.get("workers") or lanes.get(row.id),
            place=place_of(row),
            warm=(row.facts or {}).get("warm"),
        )
        for row in endpoints
    ]
    return await with_abilities(work, found, need)


def need_of(job: RenderJob | Any) -> Need:
    """What a job (or a row with its `kind` and `brief`) asks of an endpoint."""
    return need_for(MediaKind(job.kind), sampling_of(job.brief))


def keeps_outputs(endpoint: Endpoint | EndpointFacts) -> bool:
    """Whether what it makes is fetched from there, rather than brought by it."""
    return endpoint.provider in _KEEPS or endpoint.options.get("dialect") == "worker-comfyui"


def _retired(endpoint: Endpoint, today: date) -> str | None:
    standing = standing_of(
        endpoint.provider, endpoint.source, endpoint.url, endpoint.options, today
    )
    return None if standing.choosable else standing.reason or "it is over"


async def _ahead(work: Work, ids: list[UUID]) -> dict[UUID, int]:
    rows = await work.session.execute(
        select(RenderJob.endpoint_id, func.count())
        .where(
            RenderJob.endpoint_id.in_(ids),
            RenderJob.state.in_([state.value for state in ACTIVE]),
        )
        .group_by(RenderJob.endpoint_id)
    )
    return {endpoint_id: count for endpoint_id, count in rows.all()}  # noqa: C416 (typed rows)


async def _lanes(work: Work, ids: list[UUID]) -> dict[UUID, int]:
    """How many renders were seen side by side when last measured, while others had to wait for
    them. Where none had to, there may be more places than were seen."""
    rows = await work.session.execute(
        select(Pace.endpoint_id, Pace.lanes)
        .where(Pace.endpoint_id.in_(ids), Pace.gap_p50.is_not(None))
        .ext(distinct_on(Pace.endpoint_id))
        .order_by(Pace.endpoint_id, Pace.measured_at.desc())
    )
    return {endpoint_id: lanes for endpoint_id, lanes in rows.all() if lanes}


async def _shelves(
    work: Work, ids: list[UUID], need: Need
) -> tuple[dict[UUID, frozenset[str]], dict[UUID, frozenset[str]]]:
    """What each endpoint that tells has of the models asked for: families, and file names."""
    if need.family is None and not need.files:
        return {}, {}
    rows = await work.session.execute(
        select(
            EndpointFile.endpoint_id, EndpointFile.name, Model.family, Model.kind, Model.file_name
        )
        .outerjoin(Model, Model.id == EndpointFile.model_id)
        .where(EndpointFile.endpoint_id.in_(ids))
    )
    families: dict[UUID, set[str]] = {}
    files: dict[UUID, set[str]] = {}
    for endpoint_id, name, family, kind, file_name in rows:
        families.setdefault(endpoint_id, set(_FILELESS))
        files.setdefault(endpoint_id, set()).add(name)
        if file_name:
            files[endpoint_id].add(file_name)
        if family and kind in WITH_FAMILY:
            families[endpoint_id].add(family)
    return (
        {endpoint_id: frozenset(found) for endpoint_id, found in families.items()},
        {endpoint_id: frozenset(found) for endpoint_id, found in files.items()},
    )
