"""What this endpoint has to render with, told to who asks: its files of models, and its nodes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from infra.comfyui.client import ComfyClient, open_client
from infra.comfyui.run import wait_until_up
from infra.comfyui.system import version_of
from workers.endpoint.comfy import as_endpoint_errors
from workers.endpoint.errors import EndpointError, ErrorCode, plain
from workers.endpoint.task import VERSION

_MOST_ASKED, _MOST_TOLD = 100, 20_000
_FOLDER = re.compile(r"[A-Za-z0-9_-]{1,100}")


@dataclass(frozen=True, slots=True)
class Inventory:
    """Of the ComfyUI at `comfyui`; waits `wake_within` seconds for one that is starting."""

    comfyui: str | None
    wake_within: float = 120.0

    async def answer(self, asked: Any) -> dict[str, Any]:
        """The answer of docs/endpoint.md to `{"folders": […], "describe": […]}`. Raises EndpointError."""
        folders, describe = _read(asked)
        if self.comfyui is None:
            raise EndpointError(
                ErrorCode.UNSUPPORTED,
                "This endpoint draws by itself: it has neither models nor nodes.",
            )
        with as_endpoint_errors():
            async with open_client(self.comfyui) as comfy:
                told = await wait_until_up(comfy, within=self.wake_within)
                nodes = await comfy.object_info()
                models = {folder: await _files(comfy, folder) for folder in folders}
        return {
            "storycanvas": VERSION,
            "renderer": f"comfyui/{version_of(told) or 'unknown'}",
            "inventory": {
                "models": models,
                "nodes": sorted(map(plain, nodes))[:_MOST_TOLD],
                "described": {name: nodes[name] for name in describe if name in nodes},
            },
        }


async def _files(comfy: ComfyClient, folder: str) -> dict[str, int | None]:
    """Bytes by name, None where that is not told."""
    names, sizes = await comfy.models(folder), await comfy.model_sizes(folder)
    return {plain(name): sizes.get(name) for name in names[:_MOST_TOLD]}


def _read(asked: Any) -> tuple[Sequence[str], Sequence[str]]:
    given = asked if isinstance(asked, Mapping) else {}
    folders, describe = given.get("folders"), given.get("describe", [])
    for listed in (folders, describe):
        good = isinstance(listed, list) and len(listed) <= _MOST_ASKED
        if not good or not all(isinstance(name, str) for name in listed or ()):
            raise _invalid(f"folders and describe must be lists of {_MOST_ASKED} names at most.")
    folders = folders or []
    if not all(map(_FOLDER.fullmatch, folders)):
        raise _invalid("folders must be names of ComfyUI's folders of models.")
    return folders, describe


def _invalid(words: str) -> EndpointError:
    return EndpointError(ErrorCode.INVALID_INPUT, f"inventory: {words}")
