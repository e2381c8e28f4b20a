"""Which model files an endpoint has, as it tells itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import TypeVar

import anyio

from infra.comfyui.client import ComfyClient
from infra.comfyui.errors import ComfyUnreachable
from infra.outbound import guarded_client
from infra.providers.asking import asked
from infra.providers.inventory import ask_worker, is_name
from infra.providers.registry import WORKER_COMFYUI, runpod_for
from infra.providers.runpod import open_client
from infra.settings import Settings
from studio.catalogue.detecting import Inventory
from studio.catalogue.rules import FOLDERS
from studio.kernel.ports import Sealer
from studio.rendering.ports import EndpointFacts, ProviderError, ProviderUnsupported

_AT_ONCE = 4
Told = TypeVar("Told")


class ModelShelf:
    """Asks the servers themselves; nothing is kept between two calls."""

    def __init__(self, settings: Settings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer

    async def folders(self, endpoint: EndpointFacts) -> Mapping[str, Sequence[str]]:
        """The files in each of ComfyUI's folders of models. Raises ProviderError.

        ProviderUnsupported for endpoints that have no way to tell.
        """
        async with self._asked(endpoint) as client:
            found = await _of_each(client.models)
        return {folder: list(filter(is_name, names)) for folder, names in found.items()}

    async def sizes(self, endpoint: EndpointFacts) -> Mapping[str, Mapping[str, int]]:
        """How large these files are, in bytes, as far as it tells. Raises ProviderError."""
        async with self._asked(endpoint) as client:
            found = await _of_each(client.model_sizes)
        return {
            folder: {name: size for name, size in sizes.items() if is_name(name)}
            for folder, sizes in found.items()
        }

    async def inventory(self, endpoint: EndpointFacts) -> Inventory:
        """What the endpoint has, as far as it tells. Raises ProviderError.

        Our own worker on RunPod tells its nodes too; it is woken for that, which is paid for.
        """
        if endpoint.provider == "RUNPOD":
            return await self._inventory_of_worker(endpoint)
        folders = await self.folders(endpoint)
        try:
            sizes = await self.sizes(endpoint)
        except ProviderError:
            sizes = {}  # it may do without
        return Inventory(
            {
                folder: {name: sizes.get(folder, {}).get(name) for name in names}
                for folder, names in folders.items()
            }
        )

    async def _inventory_of_worker(self, endpoint: EndpointFacts) -> Inventory:
        if endpoint.local or endpoint.options.get("dialect") == WORKER_COMFYUI:
            raise _untold(endpoint)
        allowed = self._settings.allow_private_endpoints
        own = endpoint.source == "USER" and endpoint.url
        async with guarded_client(allowed) if own else open_client() as client:
            return await ask_worker(runpod_for(endpoint, self._settings, client, self._sealer))

    def _asked(self, endpoint: EndpointFacts) -> AbstractAsyncContextManager[ComfyClient]:
        if endpoint.provider != "COMFYUI":
            raise _untold(endpoint)
        return asked(endpoint, self._settings, self._sealer, about="models")


def _untold(endpoint: EndpointFacts) -> ProviderUnsupported:
    return ProviderUnsupported(
        f"{endpoint.name!r} cannot be asked for its models: only a ComfyUI server that is spoken to "
        "directly, and this studio's own worker on RunPod, tell them."
    )


async def _of_each(ask: Callable[[str], Awaitable[Told]]) -> dict[str, Told]:
    found: dict[str, Told] = {}
    failed: list[ComfyUnreachable] = []
    limit = anyio.CapacityLimiter(_AT_ONCE)

    async def look(folder: str) -> None:
        async with limit:
            if failed:
                return
            try:
                found[folder] = await ask(folder)
            except ComfyUnreachable as error:
                failed.append(error)

    async with anyio.create_task_group() as group:
        for folder in FOLDERS:
            group.start_soon(look, folder)
    if failed:
        raise failed[0]
    return found
