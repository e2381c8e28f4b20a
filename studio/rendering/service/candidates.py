"""The endpoints of a workspace as routing sees them, read in two statements."""

from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from studio.catalogue.models import EndpointFile, Model
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.rendering.availability import standing_of
from studio.rendering.lifecycle import ACTIVE
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.routing import Candidate, Need

_KEEPS = frozenset({"COMFYUI", "OPENAI_VIDEOS"})
_MAKES = {"OPENAI_VIDEOS": frozenset({MediaKind.VIDEO})}
_ANY = frozenset({MediaKind.IMAGE, MediaKind.VIDEO})


async def candidates_for(
    work: Work, workspace_id: UUID, need: Need, *, today: date
) -> list[Candidate]:
    """In the order they were added; they stay as they are until this work ends."""
    rows = await work.session.scalars(
        select(Endpoint)
        .where(Endpoint.workspace_id == workspace_id, Endpoint.deleted_at.is_(None))
        .order_by(Endpoint.created_at, Endpoint.id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    endpoints = list(rows)
    ids = [endpoint.id for endpoint in endpoints]
    ahead = await _ahead(work, ids)
    families, files = await _shelves(work, ids, need)
    return [
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
            price=row.options.get("price"),
            warm=(row.facts or {}).get("warm"),
        )
        for row in endpoints
    ]


def keeps_outputs(endpoint: Endpoint) -> bool:
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


async def _shelves(
    work: Work, ids: list[UUID], need: Need
) -> tuple[dict[UUID, frozenset[str]], dict[UUID, frozenset[str]]]:
    """What each endpoint that tells has of the models asked for: families, and file names."""
    if need.family is None and not need.files:
        return {}, {}
    rows = await work.session.execute(
        select(EndpointFile.endpoint_id, EndpointFile.name, Model.family, Model.file_name)
        .outerjoin(Model, Model.id == EndpointFile.model_id)
        .where(EndpointFile.endpoint_id.in_(ids))
    )
    families: dict[UUID, set[str]] = {}
    files: dict[UUID, set[str]] = {}
    for endpoint_id, name, family, file_name in rows:
        families.setdefault(endpoint_id, set())
        files.setdefault(endpoint_id, set()).add(name)
        if file_name:
            files[endpoint_id].add(file_name)
        if family:
            families[endpoint_id].add(family)
    return (
        {endpoint_id: frozenset(found) for endpoint_id, found in families.items()},
        {endpoint_id: frozenset(found) for endpoint_id, found in files.items()},
    )
