"""Which model files an endpoint has, as it tells itself."""

from collections.abc import Mapping, Sequence

import anyio

from infra.comfyui.client import ComfyClient
from infra.comfyui.errors import ComfyUnreachable
from infra.outbound import AddressRefused, guarded_client
from infra.providers.answers import one_line
from infra.secrets import UnsealError
from infra.settings import Settings
from studio.catalogue.rules import FOLDERS
from studio.kernel.ports import Sealer
from studio.rendering.ports import (
    EndpointFacts,
    ProviderBusy,
    ProviderMisconfigured,
    ProviderUnsupported,
)

PATIENCE = 30.0
"""Seconds that all folders together may take."""
_AT_ONCE = 4
_LONGEST_NAME = 500
_ADVICE = "Check that it runs and that the endpoint's address is right."


class ModelShelf:
    """Asks the servers themselves; nothing is kept between two calls."""

    def __init__(self, settings: Settings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer

    async def folders(self, endpoint: EndpointFacts) -> Mapping[str, Sequence[str]]:
        """The files in each of ComfyUI's folders of models. Raises ProviderError.

        ProviderUnsupported for endpoints that have no way to tell.
        """
        if endpoint.provider != "COMFYUI":
            raise ProviderUnsupported(
                f"{endpoint.name!r} cannot be asked for its models: only a ComfyUI server that is "
                "spoken to directly tells them."
            )
        if not endpoint.url:
            raise ProviderMisconfigured(f"The endpoint {endpoint.name!r} has no address.")
        allowed = endpoint.local or self._settings.allow_private_endpoints
        async with guarded_client(allowed) as http:
            headers = self._headers(endpoint)
            client = ComfyClient(endpoint.url, http, headers=headers, advice=_ADVICE)
            try:
                with anyio.fail_after(PATIENCE):
                    return await _listed(client)
            except TimeoutError:
                raise ProviderBusy(f"{endpoint.name!r} does not tell its models in time.") from None

    def _headers(self, endpoint: EndpointFacts) -> dict[str, str] | None:
        if endpoint.sealed_key is None:
            return None
        try:
            return {"Authorization": f"Bearer {self._sealer.unseal(endpoint.sealed_key)}"}
        except UnsealError as error:
            raise ProviderMisconfigured(
                f"The key of {endpoint.name!r} cannot be read: {error}"
            ) from None


async def _listed(client: ComfyClient) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    failed: list[ComfyUnreachable] = []
    limit = anyio.CapacityLimiter(_AT_ONCE)

    async def look(folder: str) -> None:
        async with limit:
            if failed:
                return
            try:
                names = await client.models(folder)
            except ComfyUnreachable as error:
                failed.append(error)
                return
        found[folder] = [
            name for name in names if 0 < len(name) <= _LONGEST_NAME and name.isprintable()
        ]

    async with anyio.create_task_group() as group:
        for folder in FOLDERS:
            group.start_soon(look, folder)
    if failed:
        raise _meant(failed[0])
    return found


def _meant(error: ComfyUnreachable) -> ProviderBusy | ProviderMisconfigured:
    cause = error.__cause__
    if isinstance(cause, AddressRefused):
        return ProviderMisconfigured(cause.message)
    words = one_line(str(error))
    return ProviderMisconfigured(words) if error.status in {401, 403} else ProviderBusy(words)
