"""Where everything on a contact sheet goes, in pixels. Pure: it opens no picture and no font."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from api.cli.rendering.shapes import Clip, Project, Scene

WIDTH = 2480
MARGIN = 64
GAP = 28
TITLE = 176
"""Height of the title on the first page."""
HEADING = 104
SCENE_GAP = 36
"""Room between a scene's last row and the next heading."""
FOOTER = 72
LONGEST = 6000
"""Pages are not made higher, so that every viewer opens them."""
_TEXT = 158
"""Height of the words under a picture at scale 1, with the space that follows."""
_NARROWEST = 440


@dataclass(frozen=True, slots=True)
class Box:
    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.left + self.width

    @property
    def bottom(self) -> int:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Cell:
    """A shot: the box of its picture; its words stand below."""

    clip: Clip
    picture: Box


@dataclass(frozen=True, slots=True)
class Heading:
    """The line over a scene's shots; `again` where the scene goes on from another page."""

    scene: Scene
    number: int
    top: int
    again: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One image. `scale` enlarges the words along with the pictures."""

    height: int
    scale: float
    cells: tuple[Cell, ...]
    headings: tuple[Heading, ...]


def lay_out(project: Project) -> list[Page]:
    """The sheet of a project; long ones take several pages, broken between rows."""
    columns = columns_for(len(project.clips))
    width = (WIDTH - 2 * MARGIN - GAP * (columns - 1)) // columns
    height = max(1, min(round(width * project.height / project.width), 2 * width))
    scale = max(1.0, min(1.5, (width / _NARROWEST) ** 0.75))
    row_height = height + round(_TEXT * scale)
    pages: list[Page] = []
    cells: list[Cell] = []
    headings: list[Heading] = []
    top = MARGIN + TITLE
    for scene, number, row, first in _rows(project.scenes, columns):
        if first and cells:
            top += SCENE_GAP
        starts_page = bool(cells) and top + HEADING + row_height + FOOTER > LONGEST
        if starts_page:
            pages.append(Page(top + FOOTER, scale, tuple(cells), tuple(headings)))
            cells, headings, top = [], [], MARGIN
        if first or starts_page:
            headings.append(Heading(scene, number, top, again=not first))
            top += HEADING
        for column, clip in enumerate(row):
            left = MARGIN + column * (width + GAP)
            cells.append(Cell(clip, Box(left, top, width, height)))
        top += row_height
    return [*pages, Page(top + FOOTER, scale, tuple(cells), tuple(headings))]


def columns_for(shots: int) -> int:
    """How many pictures stand side by side."""
    return 2 if shots <= 4 else 3 if shots <= 9 else 4 if shots <= 24 else 5


def _rows(
    scenes: Sequence[Scene], columns: int
) -> Iterator[tuple[Scene, int, Sequence[Clip], bool]]:
    """Each row with its scene, the scene's place from 1, and whether it is the scene's first."""
    for number, scene in enumerate(scenes, start=1):
        for start in range(0, len(scene.clips), columns):
            yield scene, number, scene.clips[start : start + columns], start == 0
