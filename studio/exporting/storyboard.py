"""A storyboard on paper: which shots lie where on which page, and how much text has room. Pure.

Lengths are points, 72 to an inch, from the upper left corner of a page of A4.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil
from uuid import UUID

from studio.exporting.cutlist import CutList, Event, Section
from studio.kernel.breaking import parts_of
from studio.kernel.time import rate_text

SHORT, LONG = 595.0, 842.0
MARGIN = 36.0
HEAD, FOOT = 26.0, 22.0
HEADING = 24.0
"""What is left free above each row of panels, for the scene that begins there."""
GAP = 16.0
PADDING = 7.0
MOST_PANELS = 12
_BESIDE = 132.0
_LONGEST = 4000


@dataclass(frozen=True, slots=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells of a page. `picture` is the size of what a cell shows; with `beside` its words stand at the
    right of it, else below."""

    width: float
    height: float
    columns: int
    rows: int
    picture: tuple[float, float]
    beside: bool

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height, without what lies between cells."""
        across = self.width - 2 * MARGIN - (self.columns - 1) * GAP
        down = self.height - 2 * MARGIN - HEAD - FOOT
        return across / self.columns, down / self.rows - HEADING

    @property
    def size(self) -> float:
        """Of the letters."""
        return min(9.5, max(6.5, self.words.width / (14 if self.beside else 25)))

    @property
    def words(self) -> Box:
        """Where in a cell they stand."""
        width, height = self.picture
        if self.beside:
            return Box(width + 2 * PADDING, 0, self.cell[0] - width - 2 * PADDING, self.cell[1])
        return Box(0, height + PADDING, self.cell[0], self.cell[1] - height - PADDING)

    def place(self, rank: int) -> tuple[float, float]:
        """The upper left corner of a cell, counted in rows."""
        row, column = divmod(rank, self.columns)
        left = MARGIN + column * (self.cell[0] + GAP)
        return left, MARGIN + HEAD + row * (self.cell[1] + HEADING) + HEADING


@dataclass(frozen=True, slots=True)
class Panel:
    event: Event
    picture: Box
    words: Box


@dataclass(frozen=True, slots=True)
class Heading:
    """A scene that begins, or goes on (`again`), above the panels that are of it."""

    section: Section
    again: bool
    box: Box


@dataclass(frozen=True, slots=True)
class Page:
    panels: tuple[Panel, ...]
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Storyboard:
    """`first_pages` tells on which page, counted from 0, each scene begins."""

    grid: Grid
    pages: tuple[Page, ...]
    first_pages: dict[UUID, int]


def shots_of(cut: CutList, first: int | None = None, last: int | None = None) -> list[Event]:
    """What is seen, in the order of the film; only what lies from frame `first` to `last`."""
    start, end = first or 0, cut.length if last is None else last + 1
    shots = [
        event
        for track in cut.tracks
        for event in track
        if event.span.start < end and event.span.end > start
    ]
    return sorted(shots, key=lambda event: event.span)


def storyboard_of(cut: CutList, shots: Sequence[Event], panels: int) -> Storyboard:
    """Up to so many panels (1 to 12) on each page."""
    grid = grid_of(panels, cut.width / cut.height)
    pages = [shots[first : first + panels] for first in range(0, len(shots), panels)]
    begun: dict[UUID, int] = {}
    laid = tuple(_page(cut, grid, shots, rank, begun) for rank, shots in enumerate(pages))
    return Storyboard(grid, laid, begun)


def grid_of(panels: int, aspect: float) -> Grid:
    """The one that shows pictures of this aspect (width by height) largest."""
    tried = [
        grid
        for width, height in ((LONG, SHORT), (SHORT, LONG))
        for columns in range(1, panels + 1)
        for beside in (False, True)
        if (grid := _grid(width, height, columns, ceil(panels / columns), aspect, beside=beside))
    ]
    return max(tried, key=lambda grid: round(grid.picture[0] * grid.picture[1]))


def _grid(
    width: float, height: float, columns: int, rows: int, aspect: float, *, beside: bool
) -> Grid | None:
    """None where nothing of any size would have room."""
    across, down = Grid(width, height, columns, rows, (0, 0), beside).cell
    if beside:
        room, tall = across - max(_BESIDE, across / 4) - 2 * PADDING, down
    else:
        room, tall = across, down - _below(across)
    picture = min(room, tall * aspect)
    if picture < 24 or picture / aspect < 24:
        return None
    return Grid(width, height, columns, rows, (picture, picture / aspect), beside)


def _below(across: float) -> float:
    """Room for two rows that name the shot and three of what happens in it."""
    return PADDING + 5 * 1.3 * min(9.5, max(6.5, across / 25)) + 4


def _page(
    cut: CutList, grid: Grid, shots: Sequence[Event], rank: int, begun: dict[UUID, int]
) -> Page:
    panels, headings = [], []
    sections = [cut.section_at(shot.span.start) for shot in shots]
    for place, shot in enumerate(shots):
        left, top = grid.place(place)
        words = grid.words
        picture = Box(left, top, *grid.picture)
        panels.append(
            Panel(
                shot,
                picture,
                Box(left + words.left, top + words.top, words.width, words.height),
            )
        )
    for section, first, last in _runs(sections, grid.columns):
        again = section.scene in begun
        if again and first > 0:
            continue
        begun.setdefault(section.scene, rank)
        left, top = grid.place(first)
        right = grid.place(last)[0] + grid.cell[0]
        headings.append(Heading(section, again, Box(left, top - HEADING, right - left, HEADING)))
    return Page(tuple(panels), tuple(headings))


def _runs(sections: Sequence[Section | None], columns: int) -> Iterator[tuple[Section, int, int]]:
    """Scenes with the first and the last of their panels beside one another."""
    places = groupby(enumerate(sections), lambda one: (one[0] // columns, one[1]))
    for (_, section), group in places:
        ranks = [rank for rank, _ in group]
        if section is not None:
            yield section, ranks[0], ranks[-1]


def rows_of(text: str, width_of: Callable[[str], float], width: float, most: int) -> list[str]:
    """A text in at most so many rows, none wider than `width`; what has no room is left out, and
    said so with an ellipsis."""
    parts = parts_of(text[:_LONGEST])
    rows: list[str] = []
    while parts and len(rows) < most:
        row = parts.pop(0).lstrip()
        if width_of(row) > width:
            fits = _fits(row, width_of, width)
            row, rest = row[:fits], row[fits:]
            parts.insert(0, rest)
        else:
            while parts and width_of(f"{row}{parts[0]}") <= width:
                row += parts.pop(0)
        rows.append(row)
    if parts and rows:
        more = f"{rows[-1]}{parts[0]}"
        fits = _fits(more, lambda part: width_of(f"{part}…"), width)
        kept = more[:fits]
        whole = kept.rpartition(" ")[0]
        kept = whole if 2 * len(whole) > fits else kept
        rows[-1] = f"{kept.rstrip(' ,;:.-')}…"
    return rows


def _fits(text: str, width_of: Callable[[str], float], width: float) -> int:
    """How many of its characters have room, one at least."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width_of(text[:middle]) <= width else (low, middle - 1)
    return low


def clock(cut: CutList, frames: int) -> str:
    """`1:04:09`, `4:09`: a length as people say it, to the nearest second."""
    total = round(frames / cut.rate)
    minutes, rest = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds(cut: CutList, frames: int) -> str:
    """`2.5 s`."""
    return f"{float(frames / cut.rate):.2f}".rstrip("0").rstrip(".") + " s"


def rate_words(cut: CutList) -> str:
    """`24`, `23.976`, `29.97 drop`."""
    rate = cut.rate
    told = rate_text(rate) if rate.denominator == 1 else f"{float(rate):.3f}".rstrip("0")
    return f"{told} drop" if cut.timecode.drop else told
