"""Which nodes a ComfyUI has and what they take, as it tells itself."""

import anyio

from infra.providers.asking import asked
from infra.settings import Settings
from studio.graphs.nodes import Definition, read_definitions
from studio.kernel.ports import Sealer
from studio.rendering.ports import EndpointFacts, ProviderUnsupported


class NodeShelf:
    """Asks the servers themselves; nothing is kept between two calls."""

    def __init__(self, settings: Settings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer

    async def definitions(self, endpoint: EndpointFacts) -> dict[str, Definition]:
        """Its node classes by name. Raises ProviderError; ProviderUnsupported for endpoints that
        have no way to tell."""
        if endpoint.provider != "COMFYUI" or not endpoint.url:
            raise ProviderUnsupported(
                f"{endpoint.name!r} cannot be asked for its nodes: only a ComfyUI server that is "
                "spoken to directly tells them."
            )
        async with asked(endpoint, self._settings, self._sealer, about="nodes") as comfy:
            told = await comfy.object_info()
        return await anyio.to_thread.run_sync(read_definitions, told)
