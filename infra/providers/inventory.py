"""What our own worker on a RunPod endpoint has to render with, as it answers when it is asked.

That is a job as any other: it wakes a worker where none is awake, and is paid for as such.
"""

import time
from collections.abc import Mapping
from typing import Any

import anyio

from infra.providers.answers import read_failure
from infra.providers.runpod import RunPod
from studio.catalogue.detecting import Inventory
from studio.catalogue.rules import FOLDERS
from studio.graphs.nodes import Definition, read_definitions
from studio.rendering.ports import ProviderBusy, ProviderUnsupported

PATIENCE = 50.0
"""Seconds that waking a worker and its answer may take."""
DESCRIBED = (
    "AudioEncoderLoader",
    "LatentUpscaleModelLoader",
    "ModelPatchLoader",
    "ReActorFaceSwap",
    "StyleModelLoader",
)
"""Nodes that offer files of folders which not every ComfyUI lists."""
_ASKED = {"storycanvas": 1, "inventory": {"folders": sorted(FOLDERS), "describe": list(DESCRIBED)}}
_PAUSE = 1.0
_LONGEST_NAME = 500


async def ask_worker(provider: RunPod) -> Inventory:
    """Its inventory. Raises ProviderError: ProviderBusy where no worker answers in time,
    ProviderUnsupported where the worker has nothing to tell, or is too old to."""
    job = await provider.start(_ASKED, execution_timeout=60_000, ttl=120_000)
    until = time.monotonic() + PATIENCE
    while (body := await provider.job(job)) is not None:
        word = body.get("status")
        if word == "COMPLETED":
            return await anyio.to_thread.run_sync(_read, body.get("output"))
        if word == "FAILED":
            report = read_failure(body.get("error"))
            raise ProviderUnsupported(_advised(report.error_code, report.error_message or ""))
        if word not in {"IN_QUEUE", "IN_PROGRESS", "RUNNING"}:
            break
        if time.monotonic() > until:
            await provider.cancel(job)
            break
        await anyio.sleep(_PAUSE)
    raise ProviderBusy(
        "No worker of the endpoint has answered in time: one may be starting. Ask again in a minute."
    )


def _advised(code: str | None, words: str) -> str:
    if code == "INVALID_INPUT":
        return "Its worker is too old to tell its models: deploy the endpoint's image anew."
    return words


def _read(output: Any) -> Inventory:
    told = output.get("inventory") if isinstance(output, Mapping) else None
    models = told.get("models") if isinstance(told, Mapping) else None
    if not isinstance(told, Mapping) or not isinstance(models, Mapping):
        raise ProviderUnsupported("What answers there is not this studio's worker.")
    files = {
        folder: {name: _size(size) for name, size in names.items() if is_name(name)}
        for folder, names in models.items()
        if isinstance(names, Mapping)
    }
    listed, described = told.get("nodes"), told.get("described")
    nodes = {
        name: Definition(name, (), ())
        for name in (listed if isinstance(listed, list) else ())
        if is_name(name)
    }
    known = read_definitions(described) if isinstance(described, Mapping) else {}
    return Inventory(
        files, {**nodes, **{name: one for name, one in known.items() if name in nodes}}
    )


def is_name(name: Any) -> bool:
    """Whether a file or a node can be called so."""
    return isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME and name.isprintable()


def _size(told: Any) -> int | None:
    return told if type(told) is int and 0 <= told < 2**63 else None
