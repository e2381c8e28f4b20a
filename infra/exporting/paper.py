"""A printed document: letters, boxes and pictures on pages. Lengths are points, from the upper left."""

import io
from functools import partial
from pathlib import Path

from PIL import Image
from reportlab import rl_config
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from infra.exporting import typesetting
from infra.exporting.lettering import Letters, is_leftward
from infra.exporting.shown import shown
from infra.exporting.task import Task
from studio.exporting.cutlist import Event
from studio.exporting.storyboard import Box, rows_of

MOST_BYTES = 14_000_000
"""For all pictures together."""
INK, QUIET, LINE, GROUND, ACCENT, DARK = (
    HexColor(colour)
    for colour in ("#16181d", "#6a707b", "#c9ced6", "#f1f3f5", "#1d6f99", "#15171b")
)
_SCALES = ((220, 84), (180, 78), (150, 72), (120, 66), (96, 60), (72, 50), (48, 40), (24, 30))
"""Dots to an inch and JPEG quality, tried until a picture is small enough."""

# Letters of seven bits instead of bytes would make files a quarter larger.
rl_config.useA85 = 0


class Paper:
    """A document on its way to a file. `empty` counts the pictures that there were not."""

    def __init__(
        self, path: Path, width: float, height: float, title: str, task: Task, shots: int
    ) -> None:
        self.width, self.height = width, height
        self.letters = Letters()
        self.empty = 0
        self._pictures = _Pictures(task, MOST_BYTES // (shots + 1))
        self.canvas = Canvas(str(path), (width, height), pageCompression=1, invariant=1, lang="en")
        self.canvas.setTitle(self.letters.plain(title))
        self.canvas.setCreator("StoryCanvas")
        self.canvas.setAuthor("StoryCanvas")

    def width_of(self, text: str, size: float, *, bold: bool = False) -> float:
        return typesetting.width_of(text, size, bold=bold)

    def rows(
        self, text: str, size: float, width: float, most: int, *, bold: bool = False
    ) -> list[str]:
        measure = partial(self.width_of, size=size, bold=bold)
        return rows_of(self.letters.plain(text), measure, width, most)

    def text(
        self,
        text: str,
        left: float,
        base: float,
        size: float,
        colour: Color,
        *,
        bold: bool = False,
        right: bool = False,
        spaced: float = 0,
    ) -> None:
        start = left - self.width_of(text, size, bold=bold) if right else left
        place = start, self.height - base
        typesetting.write(self.canvas, place, text, size, colour, bold=bold, spaced=spaced)

    def row(self, text: str, box: Box, base: float, size: float, colour: Color) -> None:
        """At the side of the box where it begins."""
        right = is_leftward(text)
        self.text(text, box.right if right else box.left, base, size, colour, right=right)

    def fill(self, box: Box, colour: Color) -> None:
        self.canvas.setFillColor(colour)
        place = (box.left, self.height - box.bottom, box.width, box.height)
        self.canvas.rect(*place, stroke=0, fill=1)

    def frame(self, box: Box, *, dashed: bool = False) -> None:
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.setDash([3, 2] if dashed else [])
        self.canvas.rect(box.left, self.height - box.bottom, box.width, box.height)
        self.canvas.setDash([])

    def link(self, box: Box, mark: str) -> None:
        """From a box to a place that has a mark."""
        place = (box.left, self.height - box.bottom, box.right, self.height - box.top)
        self.canvas.linkAbsolute("", mark, place)

    def chapter(self, name: str, mark: str, top: float) -> None:
        """A place that can be turned to."""
        self.canvas.bookmarkHorizontal(mark, 0, self.height - top)
        self.canvas.addOutlineEntry(self.letters.plain(name)[:80], mark, 0)

    def line(self, left: float, top: float, right: float) -> None:
        self.fill(Box(left, top, right - left, 0.5), LINE)

    def picture(self, event: Event, box: Box) -> None:
        """What the shot begins with, whole; or a frame that says why there is nothing."""
        found = self._pictures.take(event, box)
        if isinstance(found, str):
            self.empty += 1
            self.fill(box, GROUND)
            self.frame(box, dashed=True)
            size = min(9.0, max(6.0, box.width / 20))
            for row in self.rows(found, size, box.width - 8, 1):
                left = box.left + (box.width - self.width_of(row, size)) / 2
                self.text(row, left, box.top + box.height / 2 + size / 3, size, QUIET)
            return
        reader, wide, high = found
        scale = min(box.width / wide, box.height / high)
        width, height = wide * scale, high * scale
        if width < box.width - 1 or height < box.height - 1:
            self.fill(box, DARK)
        left, top = box.left + (box.width - width) / 2, box.top + (box.height - height) / 2
        self.canvas.drawImage(reader, left, self.height - top - height, width, height)
        self.frame(box)


class _Jpeg(ImageReader):  # type: ignore[misc]
    """Known by its bytes: decoded, those of all pages would lie in memory together."""

    _dataA = None  # noqa: N815 (what is see-through in it)

    def getRGBData(self) -> bytes:  # noqa: N802
        data: bytes = self.fp.getvalue()
        return data


class _Pictures:
    """What shots show, each as a JPEG that is fit to be printed in its box."""

    def __init__(self, task: Task, most: int) -> None:
        self._task = task
        self._most = most

    def take(self, event: Event, box: Box) -> tuple[ImageReader, int, int] | str:
        dots = _SCALES[0][0] / 72
        picture = shown(self._task, event, (round(box.width * dots), round(box.height * dots)))
        if isinstance(picture, str):
            return picture
        data = self._small(picture)
        return _Jpeg(io.BytesIO(data)), *picture.size

    def _small(self, picture: Image.Image) -> bytes:
        data = b""
        for dots, quality in _SCALES:
            share = dots / _SCALES[0][0]
            size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
            sized = picture if share == 1 else picture.resize(size, Image.Resampling.LANCZOS)
            out = io.BytesIO()
            sized.save(out, "JPEG", quality=quality, optimize=True)
            data = out.getvalue()
            if len(data) <= self._most:
                break
        return data
