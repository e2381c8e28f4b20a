"""Which renderer this endpoint has."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import cast

from workers.endpoint.comfy import ComfyRenderer
from workers.endpoint.drawing import DrawingRenderer
from workers.endpoint.rehearsal import Rehearsal
from workers.endpoint.render import Renderer


def choose_renderer(environ: Mapping[str, str]) -> Renderer:
    """The one named by STORYCANVAS_ENDPOINT_RENDERER (`module:object`, an object or a class that
    needs nothing), else the ComfyUI at COMFYUI_URL, else the rehearsal.

    Raises ImportError or AttributeError for a name that leads nowhere.
    """
    named = environ.get("STORYCANVAS_ENDPOINT_RENDERER")
    if named:
        module, _, attribute = named.partition(":")
        found = getattr(importlib.import_module(module), attribute)
        return cast("Renderer", found() if isinstance(found, type) else found)
    if url := comfyui_url(environ):
        return ComfyRenderer(url)
    return DrawingRenderer(Rehearsal())


def comfyui_url(environ: Mapping[str, str]) -> str | None:
    """COMFYUI_URL without a slash at its end; a bare host and port gets http://."""
    url = environ.get("COMFYUI_URL", "").strip().rstrip("/")
    if not url:
        return None
    return url if "://" in url else f"http://{url}"
