"""The endpoints of a workspace: those that people add, and those that come with the studio."""

import secrets
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.catalogue.detecting import forget_inventory
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.ports import Sealer
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.rendering.attempts import TURNS
from studio.rendering.endpoint_kinds import (
    KINDS,
    LOCAL_CONCURRENCY,
    check_complete,
    check_concurrency,
    check_fields,
    check_key,
    check_options,
    check_remote_id,
    check_secret,
    check_url,
    field_of,
)
from studio.rendering.lifecycle import ACTIVE, JobState
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.ports import EndpointFacts

CHECKS = UUID(int=2)
"""The stream that wakes those who check endpoints: no event is numbered in it."""
_FIXED = frozenset(
    {"url", "remote_id", "api_key", "generate_key", "dialect", "model", "preset", "sizes"}
) | {"seconds"}
LOCAL_NAME = "Local rehearsal"
SETTINGS_NAME = "RunPod (settings)"
LOCAL_VIDEOS_NAME = "Rehearsal videos"
SORA_NAME = "Sora (settings)"


@dataclass(frozen=True, slots=True)
class Keyed:
    """An endpoint, and the new key of its machines: shown once, and kept sealed."""

    endpoint: Endpoint
    machine_key: str | None = None


async def add_endpoint(
    work: Work,
    viewer: Viewer,
    sealer: Sealer,
    *,
    provider: str,
    name: str,
    given: Mapping[str, Any],
) -> Keyed:
    """Add an endpoint of the workspace; what is secret of it is sealed and never read back.

    `given` is what is said of it: url, remote_id, api_key, generate_key, dialect, model, preset,
    sizes, seconds, webhook_secret, concurrency, price, is_revived. Whether its address may be
    called is to be known before.
    """
    viewer.demand_administration()
    check_fields(provider, given)
    endpoint = Endpoint(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        provider=provider,
        source="USER",
        name=checked(name, "name", limit=NAME, required=True),
        url=check_url(provider, given.get("url")),
        remote_id=check_remote_id(given.get("remote_id")) if provider == "RUNPOD" else None,
        concurrency=check_concurrency(given.get("concurrency", KINDS[provider].concurrency)),
        options=check_options(provider, {}, given),
        enabled=True,
        version=1,
    )
    check_complete(provider, endpoint.options)
    wanted = given.get("generate_key") or not given.get("api_key")
    made = _make_key(given) if provider == "PULL" and wanted else None
    _seal(endpoint, sealer, {"api_key": None, **given} | ({"api_key": made} if made else {}))
    work.session.add(endpoint)
    await announce(work, endpoint)
    work.stir(CHECKS)
    return Keyed(endpoint, made or (given.get("api_key") if provider == "PULL" else None))


async def ensure_endpoint(
    work: Work,
    workspace_id: UUID,
    *,
    source: str,
    name: str,
    remote_id: str | None,
    present: bool,
    provider: str = "RUNPOD",
    options: Mapping[str, Any] | None = None,
) -> None:
    """Have exactly the endpoint that this process' settings speak of, as people left it.

    One that they do not name any more (not `present`) loses its id at the provider, and with it
    its renders, until they name it again.
    """
    endpoint = next(
        (
            one
            for one in await lock_endpoints(work, workspace_id)
            if (one.source, one.provider) == (source, provider)
        ),
        None,
    )
    if endpoint is None:
        if not present:
            return
        endpoint = Endpoint(
            id=uuid7(),
            workspace_id=workspace_id,
            provider=provider,
            source=source,
            options=dict(options or {}),
            name=await _free_name(work, workspace_id, name),
            remote_id=remote_id,
            concurrency=LOCAL_CONCURRENCY if source == "LOCAL" else KINDS[provider].concurrency,
            version=1,
        )
        work.session.add(endpoint)
    elif (
        endpoint.remote_id == (remote_id if present else None)
        and endpoint.options.items() >= (options or {}).items()
    ):
        return
    if endpoint.remote_id != (remote_id if present else None):
        await announce_waiting(work, endpoint)
    endpoint.remote_id = remote_id if present else None
    endpoint.options = {**endpoint.options, **(options or {})}
    await announce(work, endpoint)


async def lock_endpoints(work: Work, workspace_id: UUID) -> Sequence[Endpoint]:
    """All of the workspace, locked for change in the order of their ids: who locks several of them
    does it in this order."""
    rows = await work.session.scalars(
        select(Endpoint)
        .where(Endpoint.workspace_id == workspace_id, Endpoint.deleted_at.is_(None))
        .order_by(Endpoint.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return rows.all()


async def update_endpoint(
    work: Work,
    viewer: Viewer,
    sealer: Sealer,
    endpoint_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Keyed:
    """Change `name`, `enabled`, or what add_endpoint is given; what is not named stays as it is.

    The address, id and key of what comes with the studio belong to its settings. An empty address
    or key takes it away, where there need be none.
    """
    endpoint = await find(work, viewer, Endpoint, endpoint_id)
    viewer.demand_administration()
    check_version(endpoint.version, expected_version)
    if endpoint.source != "USER":
        _check_given(endpoint, changes)
    check_fields(endpoint.provider, changes)
    if "name" in changes:
        endpoint.name = checked(changes["name"], "name", limit=NAME, required=True)
    await _move(work, endpoint, changes)
    made = _make_key(changes) if changes.get("generate_key") else None
    _seal(endpoint, sealer, {**changes} | ({"api_key": made} if made else {}))
    if "concurrency" in changes:
        endpoint.concurrency = check_concurrency(changes["concurrency"])
    if "enabled" in changes and changes["enabled"] != endpoint.enabled:
        endpoint.enabled = changes["enabled"]
        await announce_waiting(work, endpoint)
    endpoint.version += 1
    await announce(work, endpoint)
    work.stir(CHECKS)
    work.stir(TURNS)
    return Keyed(
        endpoint, made or (changes.get("api_key") if endpoint.provider == "PULL" else None)
    )


async def endpoint_to_test(work: Work, viewer: Viewer, endpoint_id: UUID | None) -> EndpointFacts:
    """What a test of the endpoint needs. The test itself is for after this work."""
    row = await find(work, viewer, Endpoint, endpoint_id, lock=False)
    viewer.demand_edit()
    return facts_of(row)


def facts_of(row: Endpoint) -> EndpointFacts:
    return EndpointFacts(
        id=row.id,
        name=row.name,
        provider=row.provider,
        source=row.source,
        url=row.url,
        remote_id=row.remote_id,
        sealed_key=row.sealed_key,
        options=row.options,
    )


async def _move(work: Work, endpoint: Endpoint, changes: Mapping[str, Any]) -> None:
    """Take over where it is and what it is told; of another one nothing holds that was known."""
    url, remote_id = endpoint.url, endpoint.remote_id
    if "url" in changes:
        url = check_url(endpoint.provider, changes["url"])
    if "remote_id" in changes:
        remote_id = check_remote_id(changes["remote_id"])
    options = check_options(endpoint.provider, endpoint.options, changes)
    for now, then, field in (
        (endpoint.url, url, "url"),
        (endpoint.remote_id, remote_id, "endpointId"),
        (endpoint.options.get("dialect"), options.get("dialect"), "dialect"),
    ):
        if now != then:
            await _check_idle(work, endpoint, field=field)
            endpoint.health = endpoint.health_detail = None
            endpoint.checked_at = endpoint.facts = None
            await forget_inventory(work, endpoint.id)
    endpoint.url, endpoint.remote_id, endpoint.options = url, remote_id, options


def _seal(endpoint: Endpoint, sealer: Sealer, given: Mapping[str, Any]) -> None:
    if "api_key" in given:
        key = check_key(endpoint.provider, given["api_key"])
        endpoint.sealed_key = None if key is None else sealer.seal(key)
    if "webhook_secret" in given:
        sealed = sealer.seal(check_secret(given["webhook_secret"]))
        endpoint.options = {**endpoint.options, "webhook_secret": b64encode(sealed).decode()}


def _make_key(given: Mapping[str, Any]) -> str:
    if given.get("api_key"):
        raise UserError("Give a key, or have one made; not both.", field=["generateKey"])
    return secrets.token_urlsafe(32)


async def _check_idle(work: Work, endpoint: Endpoint, *, field: str) -> None:
    """Raise INVALID_STATE while renders are under way on the (locked) endpoint."""
    under_way = await work.session.scalar(
        select(func.count()).where(
            RenderJob.workspace_id == endpoint.workspace_id,
            RenderJob.endpoint_id == endpoint.id,
            RenderJob.state.in_([state.value for state in ACTIVE]),
        )
    )
    if under_way:
        renders = "1 render is" if under_way == 1 else f"{under_way} renders are"
        raise UserError(
            f"{renders} under way on {endpoint.name!r}. Wait for them or cancel them first.",
            code=ErrorCode.INVALID_STATE,
            field=[field],
        )


def _check_given(endpoint: Endpoint, changes: Mapping[str, Any]) -> None:
    """What may be changed of an endpoint that comes with the studio."""
    for change in sorted(changes.keys() & _FIXED):
        raise UserError(
            f"{endpoint.name!r} comes with the studio: its address, id and key are in the settings.",
            code=ErrorCode.INVALID_STATE,
            field=[field_of(change)],
        )
    if changes.get("enabled") and endpoint.remote_id is None:
        wanted = (
            "OPENAI_API_KEY"
            if endpoint.provider == "OPENAI_VIDEOS"
            else "RUNPOD_API_KEY and STORYCANVAS_RUNPOD_ENDPOINT_ID"
        )
        raise UserError(
            f"The settings do not name {endpoint.name!r} any more. Set {wanted}, or run `make up`, "
            "and start the studio again.",
            code=ErrorCode.INVALID_STATE,
            field=["enabled"],
        )


async def _free_name(work: Work, workspace_id: UUID, wanted: str) -> str:
    taken = set(
        await work.session.scalars(
            select(Endpoint.name).where(
                Endpoint.workspace_id == workspace_id, Endpoint.deleted_at.is_(None)
            )
        )
    )
    candidates = (wanted, *(f"{wanted} {number}" for number in range(2, len(taken) + 3)))
    return next(name for name in candidates if name not in taken)


async def announce(work: Work, endpoint: Endpoint) -> None:
    """Tell the workspace and every project of it: any of them may render there."""
    work.open_stream(endpoint.workspace_id)
    projects = await work.session.scalars(
        select(Project.id).where(
            Project.workspace_id == endpoint.workspace_id, Project.deleted_at.is_(None)
        )
    )
    for stream in (endpoint.workspace_id, *projects):
        if endpoint.deleted_at is None:
            work.changed("endpoint", endpoint.id, stream=stream, version=endpoint.version)
        else:
            work.deleted("endpoint", endpoint.id, stream=stream)


async def announce_waiting(work: Work, endpoint: Endpoint) -> None:
    """Tell of the renders that wait for it: why they wait has changed."""
    rows = await work.session.execute(
        select(RenderJob.id, RenderJob.project_id).where(
            RenderJob.endpoint_id == endpoint.id, RenderJob.state == JobState.QUEUED.value
        )
    )
    for job_id, project_id in rows:
        work.changed("job", job_id, stream=project_id)
    work.stir(endpoint.workspace_id)
    work.stir(TURNS)
