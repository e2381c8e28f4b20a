"""Shapes with an edge laid over a finished picture, smooth at its own size."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image, ImageDraw

from workers.endpoint.rehearsal.brush import Colour, Point

Shape = tuple[Sequence[Point], Colour]
_FINER = 3


def lay(sheet: Image.Image, shapes: Sequence[Shape], edge: Colour, width: float) -> None:
    """Closed shapes with one edge, `width` pixels broad, around all of them together."""
    points = [point for shape, _ in shapes for point in shape]
    if not points:
        return
    reach = width + 2
    left = max(0, int(min(p[0] for p in points) - reach))
    top = max(0, int(min(p[1] for p in points) - reach))
    right = min(sheet.width, int(max(p[0] for p in points) + reach) + 1)
    low = min(sheet.height, int(max(p[1] for p in points) + reach) + 1)
    if right - left < 2 or low - top < 2:
        return
    over = Image.new("RGBA", ((right - left) * _FINER, (low - top) * _FINER), (*edge, 0))
    pen = ImageDraw.Draw(over)
    moved = [([((x - left) * _FINER, (y - top) * _FINER) for x, y in s], c) for s, c in shapes]
    for shape, _ in moved:
        around = round(width * 2 * _FINER)
        pen.line([*shape, shape[0], shape[1]], fill=(*edge, 255), width=around, joint="curve")
    for shape, colour in moved:
        pen.polygon(shape, fill=(*colour, 255))
    small = over.reduce(_FINER)
    sheet.paste(small.convert("RGB"), (left, top), small.getchannel("A"))
