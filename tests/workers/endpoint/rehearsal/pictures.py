"""Briefs to draw and ways to look at what was drawn."""

import io
from typing import Any

import numpy as np
from PIL import Image

from workers.endpoint.rehearsal import File, Rehearsal, Step


def brief(*, width: int = 640, height: int = 360, prompt: Any = "", **shot: Any) -> dict[str, Any]:
    told = {
        "number": "3A",
        "scene": "EXT. FIELD - DAY",
        "kind": "ACTION",
        "framing": "WIDE",
        "caption": "Hamlet stands.",
        "characters": ["HAMLET"],
    }
    return {
        "prompt": prompt,
        "negative_prompt": "",
        "width": width,
        "height": height,
        "fps": "24",
        "frames": 6,
        "shot": told | shot,
    }


def steps(
    told: dict[str, Any], *, kind: str = "IMAGE", seed: int = 1, start: bytes | None = None
) -> list[Step | File]:
    return list(Rehearsal().draw(told, kind=kind, seed=seed, start_image=start))


def file(
    told: dict[str, Any], *, kind: str = "IMAGE", seed: int = 1, start: bytes | None = None
) -> File:
    last = steps(told, kind=kind, seed=seed, start=start)[-1]
    assert isinstance(last, File)
    return last


def pixels(drawn: File) -> np.ndarray[Any, np.dtype[np.float32]]:
    with Image.open(io.BytesIO(drawn.data)) as image:
        return np.asarray(image.convert("RGB"), dtype=np.float32)
