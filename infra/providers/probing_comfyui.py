"""A look at a ComfyUI: its key, version, devices and queue, and what it can render."""

from collections.abc import Mapping
from typing import Any

import anyio
import httpx

from infra.comfyui.client import ComfyClient
from infra.comfyui.errors import ComfyUnreachable
from infra.providers.comfyui import ComfyUI
from infra.providers.model_shelf import ModelShelf
from infra.providers.probing_connection import (
    CONNECTION,
    KEY,
    RESULTS,
    Look,
    ask,
    check_queue,
)
from infra.providers.probing_families import MODELS, check_models
from studio.rendering.ports import Check, EndpointFacts, ProviderError

_VERSION, _DEVICES = "Version", "Devices"
_GIGABYTE = 2**30
_NO_KEY = frozenset({401, 402, 403})


async def look_at_comfyui(
    client: httpx.AsyncClient, provider: ComfyUI, url: str, key: str | None
) -> Look:
    """What it tells at once: neither nodes nor models."""
    answer = await ask(client, f"{url.rstrip('/')}/system_stats", key)
    if isinstance(answer, Check):
        return Look((answer,))
    host = httpx.URL(url).host
    connected = Check(CONNECTION, True, f"{host} answers.")
    wrong = _read(*answer, host, keyed=key is not None)
    if wrong is not None:
        return Look((connected, wrong))
    try:
        facts, health = await provider.facts(), await provider.health()
    except ProviderError as error:
        return Look((connected, Check(_VERSION, False, error.message, "Try again in a minute.")))
    checks = (
        connected,
        Check(KEY, True, "It is accepted." if key else "None is needed."),
        Check(_VERSION, True, f"ComfyUI {facts['version']}."),
        _devices(facts["devices"]),
        check_queue(health.running, health.queued),
    )
    kept = {**facts, "queued": health.queued, "running": health.running, "warm": True}
    return Look(checks, _summary(facts), kept)


async def look_closer(
    client: httpx.AsyncClient, shelf: ModelShelf, endpoint: EndpointFacts, key: str | None
) -> tuple[Check, ...]:
    """What takes longer: what it can render, and whether that comes back."""
    headers = {"Authorization": f"Bearer {key}"} if key else None
    comfy = ComfyClient(endpoint.url or "", client, headers=headers, advice="")
    try:
        nodes = frozenset(await comfy.object_info())
        folders = await shelf.folders(endpoint)
    except (ProviderError, ComfyUnreachable):
        silent = "It does not tell its nodes and models."
        return (Check(MODELS, False, silent, "Look into its log: a custom node may be broken."),)
    results = Check(RESULTS, True, "They are fetched from it.")
    return (await anyio.to_thread.run_sync(check_models, folders, nodes), results)


def _read(status: int, body: Any, host: str, *, keyed: bool) -> Check | None:
    """What is wrong with the answer, if anything."""
    if status in _NO_KEY:
        if keyed:
            return Check(
                KEY, False, f"{host} refuses the key.", "Give the endpoint the key it asks for."
            )
        return Check(
            KEY,
            False,
            f"{host} asks for a key.",
            "Give the endpoint one; it is sent as a bearer token. One with a login page must let "
            "this studio pass without it.",
        )
    if status >= 500:
        return Check(
            _VERSION,
            False,
            f"{host} answers HTTP {status}.",
            "It may still be starting: try again in a minute. Else look into its log.",
        )
    if status != httpx.codes.OK or not isinstance(body, dict) or "system" not in body:
        return Check(
            _VERSION,
            False,
            f"What answers at {host} is no ComfyUI: HTTP {status}.",
            "Give the address under which its page is seen, without what stands behind it.",
        )
    return None


def _devices(devices: list[dict[str, Any]]) -> Check:
    if not devices:
        return Check(_DEVICES, True, "It does not tell what it renders on.")
    told = "; ".join(_told(device) for device in devices)
    if all(device["type"] == "cpu" for device in devices):
        return Check(
            _DEVICES,
            True,
            f"{told}. It has no GPU.",
            "Renders take very long there. Start ComfyUI on a machine with a GPU.",
        )
    return Check(_DEVICES, True, f"{told}.")


def _told(device: Mapping[str, Any]) -> str:
    if not device["vram_total"]:
        return str(device["name"])
    free = (device["vram_free"] or 0) / _GIGABYTE
    return f"{device['name']}, {free:.1f} of {device['vram_total'] / _GIGABYTE:.1f} GB free"


def _summary(facts: Mapping[str, Any]) -> str:
    devices = ", ".join(device["name"] for device in facts["devices"])
    return f"ComfyUI {facts['version']}" + (f" on {devices}" if devices else "") + "."
