"""Endpoints of every kind at servers of this machine, added over HTTP."""

from typing import Any, cast
from uuid import UUID

from infra.providers.probing import AddressVetter, EndpointProber
from studio.kernel.ids import untyped
from studio.rendering.models import Endpoint
from tests.running import Studio

ALL = (
    "id name provider dialect enabled availability availabilityReason isRevived health healthDetail"
    " checkedAt systemInfo { version devices { name type vramTotal vramFree } } isLocal isRemovable"
    " note url endpointId hasKey model preset sizes seconds hasWebhookSecret concurrency price"
    " machines { name version seenAt } queueDepth activeJobCount version"
)


def allow_private(studio: Studio) -> None:
    """What STORYCANVAS_ALLOW_PRIVATE_ENDPOINTS=true does."""
    settings = studio.runtime.settings.model_copy(update={"allow_private_endpoints": True})
    cast("AddressVetter", studio.runtime.services.vetter)._allow_private = True
    cast("EndpointProber", studio.runtime.services.prober)._settings = settings


async def add(studio: Studio, provider: str, **given: Any) -> dict[str, Any]:
    """The payload of addEndpoint, without user errors."""
    wanted = f"endpoint {{ {ALL} }} key environment"
    return await studio.owner.do(
        "addEndpoint", wanted, **{"provider": provider, "name": provider.title(), **given}
    )


async def row_of(studio: Studio, endpoint: str) -> Endpoint:
    async with studio.sessions() as session:
        return await session.get_one(Endpoint, cast("UUID", untyped("endpoint", endpoint)))
