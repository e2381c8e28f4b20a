"""Inputs as the studio sends them."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

from tests.workers.endpoint.inbox import Inbox


def task_input(inbox: Inbox | None = None, *, count: int = 1, **changes: Any) -> dict[str, Any]:
    """A whole input; a name with `brief_` before it changes the brief."""
    brief: dict[str, Any] = {
        "prompt": "wide shot, HAMLET on the platform, night, ink",
        "negative_prompt": "",
        "width": 320,
        "height": 184,
        "seed": 42,
        "count": count,
        "fps": "24",
        "frames": 48,
        "model": None,
        "shot": {"number": "3A", "framing": "WIDE", "characters": ["HAMLET"]},
        "start_image": None,
    }
    slot = inbox.slot if inbox is not None else lambda i: {"url": f"http://s/{i}", "headers": {}}
    whole = {
        "storycanvas": 1,
        "attempt": "attempt_0198c0ffee",
        "kind": "IMAGE",
        "brief": brief,
        "workflow": None,
        "outputs": [slot(index) for index in range(count)],
        "report": f"{inbox.url}/report" if inbox is not None else None,
    }
    for name, value in changes.items():
        if name.startswith("brief_"):
            brief[name.removeprefix("brief_")] = value
        else:
            whole[name] = value
    return whole


def png(width: int = 32, height: int = 18, color: str = "red") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), color).save(buffer, "PNG")
    return buffer.getvalue()
