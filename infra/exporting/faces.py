"""Letters on pictures, of one size, in whatever script there is a font for."""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from PIL import ImageDraw, ImageFont

from infra.exporting import fontfiles
from infra.exporting.lettering import BOLD, REGULAR, Run, runs_of, shaped

Colour = tuple[int, ...]
Anchor = Literal["la", "ls", "lm", "mm", "rs"]


class Face:
    """Letters `size` pixels high."""

    def __init__(self, size: int, *, bold: bool) -> None:
        self.size, self._bold = max(6, size), bold
        self._ours = ImageFont.truetype(BOLD if bold else REGULAR, self.size)

    def getlength(self, text: str) -> float:
        """How wide a row is, in pixels."""
        return sum(self._length(run) for run in runs_of(text, bold=self._bold))

    def write(
        self,
        draw: ImageDraw.ImageDraw,
        place: tuple[float, float],
        text: str,
        colour: Colour,
        anchor: Anchor = "la",
        *,
        outline: int = 0,
        outlined: Colour | None = None,
    ) -> None:
        """A row; `anchor` says what of it lies at the place, as Pillow does."""
        runs = runs_of(text, bold=self._bold)
        if all(run.file is None for run in runs):
            draw.text(
                place, text, colour, self._ours, anchor, stroke_width=outline, stroke_fill=outlined
            )
            return
        if outline:
            self._write(draw, place, runs, outlined, anchor, outline)
        self._write(draw, place, runs, colour, anchor, 0)

    def _write(
        self,
        draw: ImageDraw.ImageDraw,
        place: tuple[float, float],
        runs: Sequence[Run],
        colour: Colour | None,
        anchor: Anchor,
        stroke: int,
    ) -> None:
        x, base = self._start(place, runs, anchor)
        for run in runs:
            text, way = shaped(run)
            draw.text(
                (x, base), text, colour, self._of(run), "ls", direction=way, stroke_width=stroke
            )
            x += self._length(run)

    def _start(
        self, place: tuple[float, float], runs: Sequence[Run], anchor: Anchor
    ) -> tuple[float, float]:
        """The left end of a row and its base line, which is that of our letters."""
        shares = {"l": 0.0, "m": 0.5, "r": 1.0}
        above, below = self._ours.getmetrics()
        down = {"a": above, "m": (above - below + 1) // 2, "s": 0}[anchor[1]]
        back = round(shares[anchor[0]] * sum(map(self._length, runs)))
        return place[0] - back, place[1] + down

    def _length(self, run: Run) -> float:
        text, way = shaped(run)
        return self._of(run).getlength(text, direction=way)

    def _of(self, run: Run) -> ImageFont.FreeTypeFont:
        return fontfiles.face(run.file, self.size) if run.file else self._ours


@cache
def font(size: int, *, bold: bool = False) -> Face:
    """Letters `size` pixels high, 6 at least."""
    return Face(size, bold=bold)
