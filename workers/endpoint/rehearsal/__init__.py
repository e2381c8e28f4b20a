"""The rehearsal renderer: storyboard panels and moves drawn without a GPU or a model.

The same brief, kind and seed give the same bytes, with the same versions of Pillow, numpy and PyAV.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from workers.endpoint.rehearsal import finish, motion, panel, words
from workers.endpoint.rehearsal.chance import stream
from workers.endpoint.rehearsal.steps import File, Step

__all__ = ["File", "Rehearsal", "Step", "UnreadableStartImageError"]

MAX_START_PIXELS = 64_000_000
_BUSY_PIXELS = 2_000_000  # of frames between two steps


class UnreadableStartImageError(ValueError):
    """The bytes given as start image are not a picture that can be read."""


class Rehearsal:
    """Draws what a brief says."""

    name = "rehearsal"
    version = "1"

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
            yield from _film(brief, shot, seed, (width - width % 2, height - height % 2), base)
        else:
            yield from _still(shot, seed, (width, height), base)


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


def _paint(
    shot: words.Shot,
    seed: int,
    inner: tuple[int, int],
    bleed: float,
    base: Image.Image | None,
    part: float,
) -> Iterator[Step | list[finish.Plate]]:
    """Draw the scene, or take the start image for it; `part` of the whole progress is used."""
    canvas = (round(inner[0] / (1 - 2 * bleed)), round(inner[1] / (1 - 2 * bleed)))
    if base is not None:
        plate = finish.Plate(ImageOps.fit(base, canvas, Image.Resampling.LANCZOS), None, 1.0)
        yield Step(0.75 * part, "the start image", finish.preview(plate.image))
        yield [plate]
        return
    stage = panel.set_up(shot, seed, canvas, bleed)
    for drawn in panel.draw(stage):
        size = drawn.plates[0].image.size
        yield Step(
            drawn.progress * part, drawn.message, finish.preview(finish.compose(drawn.plates, size))
        )
    yield panel.plates(stage, size=canvas)


def _still(
    shot: words.Shot, seed: int, size: tuple[int, int], base: Image.Image | None
) -> Iterator[Step | File]:
    plan = finish.layout(*size)
    painted: list[finish.Plate] = []
    for step in _paint(shot, seed, plan.inner, 0.0, base, 1.0):
        if isinstance(step, Step):
            yield step
        else:
            painted = step
    picture = finish.compose(painted, plan.inner)
    yield Step(0.85, "the wash", finish.preview(picture))
    paper = finish.Paper(plan, shot, panel.light_of(shot), stream("paper", seed, shot.style))
    paper.letter()
    sheet = paper.finish(picture)
    yield Step(0.95, "paper and lettering", finish.preview(sheet))
    data = io.BytesIO()
    sheet.save(data, "PNG", compress_level=3 if size[0] * size[1] < 4_000_000 else 1)
    yield File(data.getvalue(), "image/png", *size, frames=None, fps=None)


def _film(
    brief: Mapping[str, Any],
    shot: words.Shot,
    seed: int,
    size: tuple[int, int],
    base: Image.Image | None,
) -> Iterator[Step | File]:
    fps, frames = motion.rate(brief.get("fps")), motion.count(brief.get("frames"))
    plan = finish.layout(*size)
    painted: list[finish.Plate] = []
    for step in _paint(shot, seed, plan.inner, motion.BLEED, base, 0.2):
        if isinstance(step, Step):
            yield step
        else:
            painted = step
    paper = finish.Paper(plan, shot, panel.light_of(shot), stream("paper", seed, shot.style))
    paper.letter()
    shown: list[Image.Image] = []

    def exposures() -> Iterator[Image.Image]:
        for number in range(frames):
            look = motion.gaze(shot.move, number / max(1, frames - 1), float(frames / fps), seed)
            boxes = [motion.window(look, plate) for plate in painted]
            shown[:] = [paper.finish(finish.compose(painted, plan.inner, boxes), number)]
            yield shown[0]

    every = max(1, _BUSY_PIXELS // (size[0] * size[1]))
    for number, data in enumerate(motion.film(exposures(), size, fps), start=1):
        if data is not None:
            yield File(data, "video/mp4", *size, frames=frames, fps=str(fps))
        elif number % every == 0 or number == frames:
            progress = 0.2 + 0.79 * number / frames
            yield Step(progress, f"frame {number} of {frames}", finish.preview(shown[0]))
