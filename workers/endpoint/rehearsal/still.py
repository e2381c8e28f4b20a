"""A panel: the layers as one picture, in its medium, with what is lettered and drawn over it."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from PIL import Image, ImageOps

from workers.endpoint.rehearsal import arrows, finish, lettering, panel, styles
from workers.endpoint.rehearsal.board import Board
from workers.endpoint.rehearsal.steps import File, Step
from workers.endpoint.rehearsal.weather import Weather
from workers.endpoint.rehearsal.words import Shot


def still(
    shot: Shot, seed: int, size: tuple[int, int], base: Image.Image | None
) -> Iterator[Step | File]:
    """Steps with previews, then the PNG. A start image takes the place of what would be drawn."""
    board = panel.set_up(shot, seed, size, 0.0)
    if base is not None:
        picture = ImageOps.fit(base, size, Image.Resampling.LANCZOS)
        yield Step(0.75, "the start image", finish.preview(picture))
    else:
        for drawn in panel.draw(board):
            yield Step(drawn.progress, drawn.message, drawn.preview)
        picture = _painted(board, seed)
        yield Step(0.85, f"the {shot.style or 'ink and markers'}", finish.preview(picture))
    sheet = finish.Paper(size, shot, seed).finish(picture)
    marked = arrows.draw(sheet, board) if base is None else []
    said = lettering.speech(sheet, shot, board.heads, board.mouths)
    lettering.slate(sheet, shot, board.heads, [*marked, *(balloon.box for balloon in said)])
    yield Step(0.95, "paper and lettering", finish.preview(sheet))
    data = io.BytesIO()
    # Runs are all that paper grain leaves to find: as small as a longer search, in half the time.
    sheet.save(data, "PNG", compress_level=1, compress_type=zlib.Z_RLE)
    yield File(data.getvalue(), "image/png", *size, frames=None, fps=None)


def _painted(board: Board, seed: int) -> Image.Image:
    shot = board.stage.shot
    colour, lines = panel.flatten(board)
    picture = finish.develop(
        colour, lines, finish.field_of(board.canvas, shot, seed, colour), shot.style
    )
    weather = Weather(board.canvas, shot, board.stage.palette, styles.medium(shot.style), seed)
    for near in (0, 1):
        weather.fall(picture, near, 0.0)
    return picture
