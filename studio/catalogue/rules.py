"""What a model file is by its folder, and what the settings of a preset may be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.kernel.errors import UserError

KINDS = (
    "CHECKPOINT",
    "DIFFUSION_MODEL",
    "LORA",
    "VAE",
    "EMBEDDING",
    "TEXT_ENCODER",
    "CONTROLNET",
    "UPSCALER",
    "CLIP_VISION",
    "FACE",
)
MOST_STARS = 5
CATEGORIES = ("QUALITY", "SPEED", "ARTISTIC", "OTHER")

FOLDERS: Mapping[str, str] = {
    "checkpoints": "CHECKPOINT",
    "diffusion_models": "DIFFUSION_MODEL",
    "unet": "DIFFUSION_MODEL",
    "loras": "LORA",
    "vae": "VAE",
    "embeddings": "EMBEDDING",
    "text_encoders": "TEXT_ENCODER",
    "clip": "TEXT_ENCODER",
    "controlnet": "CONTROLNET",
    "upscale_models": "UPSCALER",
    "clip_vision": "CLIP_VISION",
    "insightface": "FACE",
    "facerestore_models": "FACE",
}
"""ComfyUI's folders, and the kind of model they hold."""

TOLD = frozenset(FOLDERS) - {"insightface", "facerestore_models"}
"""Those that every ComfyUI lists; the others are a custom node's, which may keep them to itself."""

WITH_FAMILY = frozenset({"CHECKPOINT", "DIFFUSION_MODEL"})
"""Kinds that are painted with: only of these the name tells a family."""


@dataclass(frozen=True, slots=True)
class Range:
    """A number a setting may have, both ends included."""

    low: float
    high: float
    whole: bool = True


SETTINGS: Mapping[str, Range] = {
    "steps": Range(1, 200),
    "cfg": Range(0, 30, whole=False),
    "guidance": Range(0, 100, whole=False),
    "denoise": Range(0, 1, whole=False),
    "clip_skip": Range(0, 24),
    "width": Range(64, 4096),
    "height": Range(64, 4096),
    "count": Range(1, 16),
    "seed": Range(0, 2**64 - 1),
}
NAMES = ("sampler", "scheduler")
_LONGEST_NAME = 64


def check_settings(given: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that are given (not None), or a UserError that names the one to change."""
    kept: dict[str, Any] = {}
    for name, value in given.items():
        if value is None:
            continue
        if name in SETTINGS:
            kept[name] = _number(name, value, SETTINGS[name])
        elif name in NAMES:
            kept[name] = _word(name, value)
        else:
            raise _fault(name, f"{name[:50]} is no setting of a preset.")
    return kept


def merge(*layers: Mapping[str, Any]) -> dict[str, Any]:
    """Settings one over the other: the later layer wins where it says something."""
    merged: dict[str, Any] = {}
    for layer in layers:
        merged |= {name: value for name, value in layer.items() if value is not None}
    return merged


def _number(name: str, value: Any, allowed: Range) -> int | float:
    fitting = int if allowed.whole else (int, float)
    if isinstance(value, fitting) and not isinstance(value, bool):
        number: int | float = value
        if allowed.low <= number <= allowed.high:
            return number
    what = "a whole number" if allowed.whole else "a number"
    raise _fault(name, f"{name} is {what} from {allowed.low:g} to {allowed.high:g}.")


def _word(name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > _LONGEST_NAME:
        raise _fault(name, f"{name} is a name of 1 to {_LONGEST_NAME} characters.")
    if not value.isprintable():
        raise _fault(name, f"{name} holds characters that are not text.")
    return value


def _fault(name: str, words: str) -> UserError:
    return UserError(words, field=["settings", name[:50]])
