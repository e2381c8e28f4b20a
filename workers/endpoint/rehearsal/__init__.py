"""The rehearsal renderer: storyboard panels and moves drawn without a GPU or a model.

The same brief, kind and seed give the same bytes, with the same versions of Pillow, numpy and PyAV.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from workers.endpoint.rehearsal import film, finish, motion, still, words
from workers.endpoint.rehearsal.steps import File, Step

__all__ = ["File", "Rehearsal", "Step", "UnreadableStartImageError"]

MAX_START_PIXELS = 64_000_000


class UnreadableStartImageError(ValueError):
    """The bytes given as start image are not a picture that can be read."""


class Rehearsal:
    """Draws what a brief says."""

    name = "rehearsal"
    version = "3"

    def draw(
        self, brief: Mapping[str, Any], *, kind: str, seed: int, start_image: bytes | None
    ) -> Iterator[Step | File]:
        """Steps with previews, then one file: a PNG for IMAGE, an MP4 for VIDEO.

        A film has even sides: an odd one is rounded down by a pixel, and the file says so.
        Raises UnreadableStartImageError; never for what a text says.
        """
        width, height = int(brief["width"]), int(brief["height"])
        shot = words.read(brief)
        base = _opened(start_image) if start_image is not None else None
        if kind == "VIDEO":
            fps, frames = motion.rate(brief.get("fps")), motion.count(brief.get("frames"))
            even = (width - width % 2, height - height % 2)
            yield from film.film(shot, seed, even, base, fps, frames)
        else:
            yield from still.still(shot, seed, (width, height), base)


def _opened(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            opened = Image.open(io.BytesIO(data), formats=("PNG", "JPEG", "WEBP"))
        with opened as image:
            if image.width * image.height > MAX_START_PIXELS:
                raise UnreadableStartImageError(
                    f"The start image has more than {MAX_START_PIXELS} pixels."
                )
            upright = ImageOps.exif_transpose(image)
            rgba = upright.convert("RGBA")
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
    ) as error:
        if isinstance(error, UnreadableStartImageError):
            raise
        raise UnreadableStartImageError(
            "The start image is not a PNG, JPEG or WebP that can be read."
        ) from error
    paper = Image.new("RGBA", rgba.size, (*finish.PAPER, 255))
    return Image.alpha_composite(paper, rgba).convert("RGB")
