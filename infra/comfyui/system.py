"""What a ComfyUI tells of itself in /system_stats. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NAMED = re.compile(r"(?:cuda:\d+ )?(.+?)(?: : \w+)?")
_LONGEST = 80


def version_of(stats: Mapping[str, Any]) -> str | None:
    system = stats.get("system")
    found = system.get("comfyui_version") if isinstance(system, Mapping) else None
    return found if isinstance(found, str) and found else None


def gpu_of(devices: Any) -> str | None:
    """The name of the first of `devices` that is a GPU, without its number and allocator:
    ComfyUI says `cuda:0 NVIDIA L4 : cudaMallocAsync`."""
    for device in devices if isinstance(devices, list) else ():
        if isinstance(device, Mapping) and device.get("type") != "cpu":
            name = device.get("name")
            found = _NAMED.fullmatch(" ".join(name.split())) if isinstance(name, str) else None
            if found is not None:
                return found[1][:_LONGEST]
    return None
