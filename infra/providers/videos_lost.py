"""Telling a video that nobody knows by what it looks like. Pure."""

from collections.abc import Mapping
from typing import Any

from infra.providers.videos_form import DIALECTS, Menu, length_of, nearest_seconds, nearest_size
from studio.rendering.ports import Lost
from studio.rendering.shelf import RemoteVideo

_TOLD = 9_000
"""So much of a prompt is compared: some servers give back no more of a long one."""


def looks_like(video: RemoteVideo, lost: Lost, model: str | None, menu: Menu, dialect: str) -> bool:
    """Whether this can be what became of the lost order; what a server does not tell is not held
    against it."""
    if video.id in lost.known or video.remixed_from is not None:
        return False
    if model not in {None, video.model}:
        return False
    if _words(video.prompt) != _words(lost.brief.get("prompt")):
        return False
    return dialect != DIALECTS[0] or _measures(video, lost.brief, menu)


def _measures(video: RemoteVideo, brief: Mapping[str, Any], menu: Menu) -> bool:
    size = nearest_size((int(brief["width"]), int(brief["height"])), menu.sizes)
    seconds = nearest_seconds(length_of(brief), menu.seconds)
    told = None if video.width is None else (video.width, video.height)
    return told in {None, size} and video.seconds in {None, seconds}


def _words(prompt: Any) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in str(prompt or ""))
    return " ".join(shown.split())[:_TOLD]
