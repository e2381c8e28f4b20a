"""A ComfyUI server that is asked what it has, rather than to render."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from infra.comfyui.client import ComfyClient
from infra.comfyui.errors import ComfyUnreachable
from infra.outbound import AddressRefused, guarded_client
from infra.providers.answers import one_line
from infra.providers.registry import key_of
from infra.settings import Settings
from studio.kernel.ports import Sealer
from studio.rendering.ports import (
    EndpointFacts,
    ProviderBusy,
    ProviderError,
    ProviderMisconfigured,
)

PATIENCE = 30.0
"""Seconds that all answers together may take: with many custom nodes they are megabytes."""
_ADVICE = "Check that it runs and that the endpoint's address is right."


@asynccontextmanager
async def asked(
    endpoint: EndpointFacts, settings: Settings, sealer: Sealer, *, about: str
) -> AsyncIterator[ComfyClient]:
    """The server at the endpoint's address; what goes wrong while it is asked is a ProviderError.

    `about` is what is asked for, in words.
    """
    if not endpoint.url:
        raise ProviderMisconfigured(f"The endpoint {endpoint.name!r} has no address.")
    key = key_of(endpoint, sealer)
    headers = None if key is None else {"Authorization": f"Bearer {key}"}
    allowed = endpoint.local or settings.allow_private_endpoints
    async with guarded_client(allowed) as http:
        try:
            with anyio.fail_after(PATIENCE):
                yield ComfyClient(endpoint.url, http, headers=headers, advice=_ADVICE)
        except TimeoutError:
            words = f"{endpoint.name!r} does not tell its {about} in time."
            raise ProviderBusy(words) from None
        except ComfyUnreachable as error:
            raise _meant(error) from None


def _meant(error: ComfyUnreachable) -> ProviderError:
    cause = error.__cause__
    if isinstance(cause, AddressRefused):
        return ProviderMisconfigured(cause.message)
    words = one_line(str(error))
    return ProviderMisconfigured(words) if error.status in {401, 403} else ProviderBusy(words)
