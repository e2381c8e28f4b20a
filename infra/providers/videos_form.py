"""What a server of the OpenAI Videos shape is asked for: the nearest that its model can make."""

import io
import math
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from studio.rendering.ports import MediaKind, Order, ProviderRefused, ProviderUnsupported

DIALECTS = ("openai", "vllm-omni")
_MOST_PIXELS = 64_000_000
_DEFAULT_RATE = Fraction(24)

Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Menu:
    """What a model can be asked for: lengths in whole seconds, and sizes. None is anything."""

    seconds: tuple[int, ...] | None = None
    sizes: tuple[Size, ...] | None = None


_LANDSCAPE_OR_PORTRAIT = ((1280, 720), (720, 1280))
MENUS = {
    "sora-2": Menu((4, 8, 12), _LANDSCAPE_OR_PORTRAIT),
    "sora-2-pro": Menu((4, 8, 12), (*_LANDSCAPE_OR_PORTRAIT, (1792, 1024), (1024, 1792))),
}
DEFAULT_MODEL = "sora-2"
"""Of the preset `sora` alone; any other server is sent a model only if its owner names one."""


@dataclass(frozen=True, slots=True)
class Form:
    """The text fields of a creation. A picture to start from must have exactly `size`."""

    fields: dict[str, str]
    size: Size


def menu_of(model: str | None, options: Mapping[str, Any]) -> Menu:
    """What the model can do: as the endpoint's options tell (`seconds`, `sizes`), else as known."""
    known = MENUS.get(model or "", Menu())
    seconds = tuple(_whole(value) for value in _listed(options.get("seconds")))
    sizes = tuple(_size(value) for value in _listed(options.get("sizes")))
    return Menu(
        tuple(value for value in seconds if value) or known.seconds,
        tuple(value for value in sizes if value) or known.sizes,
    )


def make_form(order: Order, *, model: str | None, menu: Menu, dialect: str) -> Form:
    """The fields for an order. Raises ProviderUnsupported for what no such server can make.

    One creation makes one video: several under one attempt could be accepted in part.
    """
    if order.kind is not MediaKind.VIDEO:
        raise ProviderUnsupported(
            f"This endpoint makes videos, not {order.kind.value.lower()}s. Choose another one.",
            code="KIND_UNSUPPORTED",
        )
    if order.brief.get("count", 1) != 1:
        raise ProviderUnsupported(
            "This endpoint makes one video at a time. Ask for one, and as often as you want some.",
            code="COUNT_UNSUPPORTED",
        )
    if len(order.files) > 1:
        raise ProviderUnsupported(
            "This endpoint starts from one picture at most. Take the others away.",
            code="PICTURES_UNSUPPORTED",
        )
    brief = order.brief
    size = nearest_size((int(brief["width"]), int(brief["height"])), menu.sizes)
    fields = {"prompt": str(brief["prompt"])}
    if model:
        fields["model"] = model
    if dialect == "vllm-omni":
        fields |= _exact(brief, size)
    else:
        fields["seconds"] = str(nearest_seconds(length_of(brief), menu.seconds))
        fields["size"] = f"{size[0]}x{size[1]}"
    return Form(fields, size)


def length_of(brief: Mapping[str, Any]) -> Fraction:
    """The seconds that a brief asks for."""
    frames = _whole(brief.get("frames"))
    return Fraction(frames) / _rate(brief) if frames else Fraction(4)


def nearest_seconds(wanted: Fraction, allowed: tuple[int, ...] | None) -> int:
    """The nearest length; of two the longer, since more can be cut away."""
    if not allowed:
        return max(1, math.floor(wanted + Fraction(1, 2)))
    return min(allowed, key=lambda seconds: (abs(seconds - wanted), -seconds))


def nearest_size(wanted: Size, allowed: tuple[Size, ...] | None) -> Size:
    """The size of the nearest shape, and of those the nearest in pixels."""
    if not allowed:
        return wanted

    def distance(size: Size) -> tuple[float, float]:
        shape = math.log(size[0] * wanted[1] / (size[1] * wanted[0]))
        pixels = math.log(size[0] * size[1] / (wanted[0] * wanted[1]))
        return round(abs(shape), 2), abs(pixels)

    return min(allowed, key=distance)


def fit_picture(data: bytes, size: Size) -> bytes:
    """The picture as a PNG of exactly this size, its middle where the shapes differ.

    Raises ProviderRefused for bytes that are no picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP")) as opened:
                if opened.width * opened.height > _MOST_PIXELS:
                    raise ValueError
                upright = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ProviderRefused(
            "The picture to start from is not a PNG, JPEG or WebP that can be read.",
            code="START_IMAGE_UNREADABLE",
        ) from None
    out = io.BytesIO()
    ImageOps.fit(upright, size, Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()


def _exact(brief: Mapping[str, Any], size: Size) -> dict[str, str]:
    """vLLM-Omni's own fields: sizes, frames and seeds are taken as they are."""
    fields = {
        "width": str(size[0]),
        "height": str(size[1]),
        "num_frames": str(max(1, _whole(brief.get("frames")) or 1)),
        "fps": str(max(1, round(_rate(brief)))),
        "seed": str(int(brief.get("seed") or 0) % 2**31),
    }
    if brief.get("negative_prompt"):
        fields["negative_prompt"] = str(brief["negative_prompt"])
    return fields


def _rate(brief: Mapping[str, Any]) -> Fraction:
    try:
        rate = Fraction(str(brief.get("fps")))
    except (ValueError, ZeroDivisionError):
        return _DEFAULT_RATE
    return rate if rate > 0 else _DEFAULT_RATE


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _whole(value: Any) -> int | None:
    sound = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31
    return value if sound else None


def _size(value: Any) -> Size | None:
    width, _, height = str(value).partition("x")
    if not (width.isdecimal() and height.isdecimal()) or len(str(value)) > 11:
        return None
    return (int(width), int(height)) if int(width) and int(height) else None
