"""The endpoints of a workspace: those that people add, and those that come with the studio."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.ports import Sealer
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.rendering.lifecycle import ACTIVE
from studio.rendering.models import Endpoint, RenderJob
from studio.rendering.ports import EndpointFacts

_REMOTE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
_NOT_YET = {
    "COMFYUI": "A ComfyUI server cannot be added yet. Set COMFYUI_URL to its address and start "
    "the studio again: the local endpoint then renders there.",
    "OPENAI_VIDEOS": "Servers of the OpenAI Videos shape cannot be added yet; RUNPOD endpoints can.",
    "PULL": "Machines that ask for work cannot be added yet; RUNPOD endpoints can.",
}
LOCAL_NAME = "Local rehearsal"
SETTINGS_NAME = "RunPod (settings)"
LOCAL_VIDEOS_NAME = "Rehearsal videos"
SORA_NAME = "Sora (settings)"


async def add_endpoint(
    work: Work,
    viewer: Viewer,
    sealer: Sealer,
    *,
    provider: str,
    name: str,
    url: str | None,
    remote_id: str | None,
    api_key: str | None,
) -> Endpoint:
    """Add an endpoint of the workspace; its key is sealed and never read back."""
    viewer.demand_administration()
    if provider != "RUNPOD":
        raise UserError(_NOT_YET[provider], field=["provider"])
    endpoint = Endpoint(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        provider=provider,
        source="USER",
        name=checked(name, "name", limit=NAME, required=True),
        url=check_address(url) if url else None,
        remote_id=_checked_id(remote_id),
        sealed_key=sealer.seal(_checked_key(api_key)),
        enabled=True,
        version=1,
    )
    work.session.add(endpoint)
    await announce(work, endpoint)
    return endpoint


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
    endpoint = (
        await work.session.execute(
            select(Endpoint)
            .where(
                Endpoint.workspace_id == workspace_id,
                Endpoint.source == source,
                Endpoint.provider == provider,
                Endpoint.deleted_at.is_(None),
            )
            .with_for_update(key_share=True)
        )
    ).scalar_one_or_none()
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
            version=1,
        )
        work.session.add(endpoint)
    elif endpoint.remote_id == (remote_id if present else None):
        return
    endpoint.remote_id = remote_id if present else None
    await announce(work, endpoint)


async def update_endpoint(
    work: Work,
    viewer: Viewer,
    sealer: Sealer,
    endpoint_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Endpoint:
    """Change `name`, `enabled`, `api_key` or `remote_id`; what is not named stays as it is.

    The id and key of what comes with the studio belong to its settings.
    """
    endpoint = await find(work, viewer, Endpoint, endpoint_id)
    viewer.demand_administration()
    check_version(endpoint.version, expected_version)
    if endpoint.source != "USER":
        _check_given(endpoint, changes)
    if "name" in changes:
        endpoint.name = checked(changes["name"], "name", limit=NAME, required=True)
    if changes.get("remote_id", endpoint.remote_id) != endpoint.remote_id:
        await _check_idle(work, endpoint, field="endpointId")
        endpoint.remote_id = _checked_id(changes["remote_id"])
    if "api_key" in changes:
        endpoint.sealed_key = sealer.seal(_checked_key(changes["api_key"]))
    if "enabled" in changes:
        endpoint.enabled = changes["enabled"]
    endpoint.version += 1
    await announce(work, endpoint)
    return endpoint


async def delete_endpoint(work: Work, viewer: Viewer, endpoint_id: UUID | None) -> Endpoint:
    """Delete an endpoint that somebody added, and forget its key."""
    endpoint = await find(work, viewer, Endpoint, endpoint_id)
    viewer.demand_administration()
    if endpoint.source != "USER":
        raise UserError(
            f"{endpoint.name!r} comes with the studio and its settings. Disable it instead.",
            code=ErrorCode.INVALID_STATE,
            field=["id"],
        )
    await _check_idle(work, endpoint, field="id")
    endpoint.deleted_at, endpoint.deletion_id = datetime.now(UTC), uuid7()
    endpoint.sealed_key = None
    await announce(work, endpoint)
    return endpoint


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
            f"{renders} under way on {endpoint.name!r}. Wait for them or cancel them first; "
            "disabled, it takes no new ones.",
            code=ErrorCode.INVALID_STATE,
            field=[field],
        )


def _check_given(endpoint: Endpoint, changes: Mapping[str, Any]) -> None:
    """What may be changed of an endpoint that comes with the studio."""
    for change, field in (("api_key", "apiKey"), ("remote_id", "endpointId")):
        if change in changes:
            raise UserError(
                f"{endpoint.name!r} comes with the studio: its id and key are in the settings.",
                code=ErrorCode.INVALID_STATE,
                field=[field],
            )
    if changes.get("enabled") and endpoint.remote_id is None:
        raise UserError(
            f"The settings do not name {endpoint.name!r} any more. Set RUNPOD_API_KEY and "
            "STORYCANVAS_RUNPOD_ENDPOINT_ID, or run `make up`, and start the studio again.",
            code=ErrorCode.INVALID_STATE,
            field=["enabled"],
        )


def _checked_id(remote_id: str | None) -> str:
    if not remote_id or not _REMOTE_ID.fullmatch(remote_id):
        raise UserError(
            "A RunPod endpoint needs its id, as its page shows it: letters and digits.",
            field=["endpointId"],
        )
    return remote_id


def _checked_key(api_key: str | None) -> str:
    if not api_key or not api_key.isascii() or not api_key.isprintable() or len(api_key) > 500:
        raise UserError("A RunPod endpoint needs the API key of its account.", field=["apiKey"])
    return api_key


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


def check_address(url: str) -> str:
    """An https address of a host with a public name. Raises UserError for anything else.

    Numbers are refused in every notation: whoever has a public endpoint has a name for it.
    """
    wrong = UserError(
        "An endpoint's address begins with https:// and the public name of a host.", field=["url"]
    )
    try:
        parts = urlsplit(checked(url, "url", limit=2_000))
        port = parts.port
    except ValueError:
        raise wrong from None
    host = (parts.hostname or "").lower()
    private = host.endswith((".localhost", ".local", ".internal", ".lan", ".home", ".corp"))
    extras = parts.username or parts.password or parts.query or parts.fragment
    if parts.scheme != "https" or not _HOST.fullmatch(host) or private or extras or port == 0:
        raise wrong
    return url
