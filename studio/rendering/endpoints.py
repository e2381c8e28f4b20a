"""The endpoints of a workspace: those that people add, and those that come with the studio."""

import re
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select

from studio.access.viewer import Viewer
from studio.kernel.errors import UserError
from studio.kernel.ids import uuid7
from studio.kernel.ports import Sealer
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.projects.models import Project
from studio.rendering.models import Endpoint

_REMOTE_ID = re.compile(r"[A-Za-z0-9-]{1,100}")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
LOCAL_NAME = "Local rehearsal"
SETTINGS_NAME = "RunPod (settings)"


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
        raise UserError(
            f"{provider} endpoints cannot be added yet; RUNPOD ones can.", field=["provider"]
        )
    if not remote_id or not _REMOTE_ID.fullmatch(remote_id):
        raise UserError(
            "A RunPod endpoint needs its id, as its page shows it: letters and digits.",
            field=["endpointId"],
        )
    if not api_key or not api_key.isascii() or not api_key.isprintable() or len(api_key) > 500:
        raise UserError("A RunPod endpoint needs the API key of its account.", field=["apiKey"])
    endpoint = Endpoint(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        provider=provider,
        source="USER",
        name=checked(name, "name", limit=NAME, required=True),
        url=check_address(url) if url else None,
        remote_id=remote_id,
        sealed_key=sealer.seal(api_key),
        enabled=True,
        version=1,
    )
    work.session.add(endpoint)
    await announce(work, endpoint)
    return endpoint


async def ensure_endpoint(
    work: Work, workspace_id: UUID, *, source: str, name: str, remote_id: str | None, present: bool
) -> None:
    """Have exactly the endpoint that this process' settings speak of; without it, disable it."""
    endpoint = (
        await work.session.execute(
            select(Endpoint)
            .where(
                Endpoint.workspace_id == workspace_id,
                Endpoint.source == source,
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
            provider="RUNPOD",
            source=source,
            name=await _free_name(work, workspace_id, name),
            remote_id=remote_id,
            version=1,
        )
        work.session.add(endpoint)
    elif (endpoint.enabled, endpoint.remote_id) == (
        present,
        remote_id if present else endpoint.remote_id,
    ):
        return
    endpoint.enabled = present
    endpoint.remote_id = remote_id if present else endpoint.remote_id
    await announce(work, endpoint)


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
    """Tell every project of the workspace: any of them may render there."""
    projects = await work.session.scalars(
        select(Project.id).where(
            Project.workspace_id == endpoint.workspace_id, Project.deleted_at.is_(None)
        )
    )
    for project_id in projects:
        work.changed("endpoint", endpoint.id, stream=project_id, version=endpoint.version)


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
