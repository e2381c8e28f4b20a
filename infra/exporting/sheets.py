"""Contact sheets: every shot small, in the order of the film, under its scene."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from PIL import Image, ImageDraw, ImageOps

from infra.exporting.drawing import numbered
from infra.exporting.faces import Face, font
from infra.exporting.lettering import Letters
from infra.exporting.shown import shown
from infra.exporting.task import CannotExport, Made, Progress, Task
from studio.exporting.cutlist import Event, Section
from studio.exporting.storyboard import clock, rate_words, rows_of, seconds, shots_of
from studio.library.media import MediaKind
from studio.timeline.rules import Span

WIDTH, MOST_HEIGHT = 2400, 3200
MOST_PAGES = 60
FRAMES_OF_ONE = 20
"""How many frames show a film that is alone."""
_MARGIN, _GAP, _TOP, _FOOT, _BAND, _WORDS = 64, 26, 150, 70, 76, 82
_GROUND, _FRAME, _LINE = (22, 23, 26), (34, 36, 40), (58, 61, 67)
_TEXT, _QUIET, _ACCENT = (233, 235, 238), (146, 151, 160), (98, 190, 230)


@dataclass(frozen=True, slots=True)
class _Row:
    """Shots beside one another. `scene` stands above them where it begins."""

    shots: tuple[Event, ...]
    scene: Section | None


@dataclass(frozen=True, slots=True)
class _Grid:
    columns: int
    wide: int
    high: int

    def height_of(self, row: _Row) -> int:
        return self.high + _WORDS + (_BAND if row.scene else 0)


def make_contact_sheet(task: Task, progress: Progress) -> Made:
    """JPEGs, one a page. Raises CannotExport where there is nothing to show, or too much."""
    options = task.options
    shots = _spread(shots_of(task.cut, options.first_frame, options.last_frame))
    if not shots:
        raise CannotExport("There is no shot to be shown. Add one, or choose other scenes.")
    grid = _grid_of(task.cut.width / task.cut.height)
    pages = _pages(grid, list(_rows(task, shots, grid.columns)))
    if len(pages) > MOST_PAGES:
        raise CannotExport(
            f"That would be {len(pages)} sheets; {MOST_PAGES} at most are made. Choose scenes.",
            "LIMIT_EXCEEDED",
        )
    letters = Letters()
    stem, many, files = f"{task.cut.file_name}-contact-sheet", len(pages) > 1, []
    empty = done = 0
    for rank, rows in enumerate(pages):
        sheet = _Sheet(task, grid, letters, rows)
        sheet.draw_head(len(shots), (rank + 1, len(pages)))
        for _ in sheet.draw_rows():
            done += 1
            progress(done / len(shots))
        empty += sheet.empty
        files.append(task.out / (f"{stem}-{rank + 1:02}.jpg" if many else f"{stem}.jpg"))
        sheet.image.save(files[-1], "JPEG", quality=88, subsampling=0, optimize=True)
    counts = {"sheets": len(pages), "frames": len(shots), "emptyFrames": empty}
    return Made(files, {**counts, **letters.facts})


def _spread(shots: Sequence[Event]) -> Sequence[Event]:
    """Of a film that is alone, frames at even spaces."""
    if len(shots) != 1 or shots[0].media is None or shots[0].media.kind is not MediaKind.VIDEO:
        return shots
    (film,) = shots
    count = min(FRAMES_OF_ONE, film.span.duration)
    edges = [film.span.duration * rank // count for rank in range(count + 1)]
    return [
        replace(
            film,
            source=film.source + edge,
            span=Span(film.span.start + edge, film.span.start + end),
            transition=None,
        )
        for edge, end in pairwise(edges)
    ]


def _grid_of(aspect: float) -> _Grid:
    """Five beside one another where the picture is as wide as a screen; more of narrower ones."""
    columns = min(9, max(3, round(5 * (16 / 9 / aspect) ** 0.5)))
    wide = (WIDTH - 2 * _MARGIN - (columns - 1) * _GAP) // columns
    return _Grid(columns, wide, max(1, round(wide / aspect)))


def _rows(task: Task, shots: Sequence[Event], columns: int) -> Iterator[_Row]:
    for section, group in groupby(shots, lambda shot: task.cut.section_at(shot.span.start)):
        of_scene = tuple(group)
        for first in range(0, len(of_scene), columns):
            scene = section if first == 0 else None
            yield _Row(of_scene[first : first + columns], scene)


def _pages(grid: _Grid, rows: Sequence[_Row]) -> list[list[_Row]]:
    room = MOST_HEIGHT - _TOP - _FOOT
    pages: list[list[_Row]] = [[]]
    taken = 0
    for row in rows:
        height = grid.height_of(row)
        if pages[-1] and taken + height > room:
            pages.append([])
            taken = 0
        pages[-1].append(row)
        taken += height
    return pages


class _Sheet:
    def __init__(self, task: Task, grid: _Grid, letters: Letters, rows: Sequence[_Row]) -> None:
        self._task, self._cut, self._grid, self._letters = task, task.cut, grid, letters
        self._rows = rows
        self.empty = 0
        height = _TOP + _FOOT + sum(map(grid.height_of, rows))
        self.image = Image.new("RGB", (WIDTH, height), _GROUND)
        self._draw = ImageDraw.Draw(self.image)

    def draw_head(self, shots: int, page: tuple[int, int]) -> None:
        cut, right = self._cut, WIDTH - _MARGIN
        told = f"{shots:,} {'frame' if shots == 1 else 'frames'} · {clock(cut, cut.length)}"
        told = f"{told} · {rate_words(cut)} fps · {cut.width} × {cut.height}"
        small = font(26)
        small.write(self._draw, (right, 84), told, _QUIET, "rs")
        room = right - _MARGIN - small.getlength(told) - 40
        self._text(cut.name or "Untitled", (_MARGIN, 84), font(44, bold=True), room, _TEXT)
        foot = self.image.height - 32
        font(22).write(self._draw, (_MARGIN, foot), "StoryCanvas", _QUIET, "ls")
        count = f"Sheet {page[0]} of {page[1]}"
        font(22).write(self._draw, (right, foot), count, _QUIET, "rs")

    def draw_rows(self) -> Iterator[None]:
        """Once for each shot."""
        top = _TOP - 26
        for row in self._rows:
            if row.scene:
                self._draw_scene(row.scene, top)
                top += _BAND
            for rank, shot in enumerate(row.shots):
                self._draw_shot(shot, _MARGIN + rank * (self._grid.wide + _GAP), top)
                yield
            top += self._grid.high + _WORDS

    def _draw_scene(self, scene: Section, top: int) -> None:
        right, base = WIDTH - _MARGIN, top + 44
        long, small = clock(self._cut, scene.span.duration), font(24)
        small.write(self._draw, (right, base), long, _QUIET, "rs")
        room = right - _MARGIN - small.getlength(long) - 30
        self._text(scene.name or "Scene", (_MARGIN, base), font(28, bold=True), room, _ACCENT)
        self._draw.line((_MARGIN, top + 58, right, top + 58), _LINE, 2)

    def _draw_shot(self, shot: Event, left: int, top: int) -> None:
        wide, high = self._grid.wide, self._grid.high
        self._draw.rectangle((left, top, left + wide - 1, top + high - 1), _FRAME)
        found = shown(self._task, shot, (wide, high))
        if isinstance(found, str):
            self.empty += 1
            face = font(min(24, wide // 12))
            for word in rows_of(found, face.getlength, wide - 12, 1):
                place = (left + wide // 2, top + high // 2)
                face.write(self._draw, place, word, _QUIET, "mm")
        else:
            picture = ImageOps.contain(found, (wide, high), Image.Resampling.LANCZOS)
            place = (left + (wide - picture.width) // 2, top + (high - picture.height) // 2)
            self.image.paste(picture, place)
        self._draw_words(shot, left, top + high)

    def _draw_words(self, shot: Event, left: int, top: int) -> None:
        wide, x = self._grid.wide, left
        number, name = numbered(shot.name)
        for text, face, colour in (
            (number, font(25, bold=True), _ACCENT),
            (name, font(23), _TEXT),
        ):
            x += self._text(text, (x, top + 32), face, left + wide - x, colour)
        at = self._cut.timecode.text(self._cut.begins + shot.span.start)
        long, small = seconds(self._cut, shot.span.duration), font(20)
        self._text(at, (left, top + 60), small, wide - small.getlength(long) - 10, _QUIET)
        small.write(self._draw, (left + wide, top + 60), long, _QUIET, "rs")

    def _text(
        self,
        text: str,
        place: tuple[int, int],
        face: Face,
        room: float,
        colour: tuple[int, int, int],
    ) -> int:
        """As much of it as there is room for, in one row; answers how far to go on behind it."""
        if room < face.size:
            return 0
        for row in rows_of(self._letters.plain(text), face.getlength, room, 1):
            face.write(self._draw, place, row, colour, "ls")
            return round(face.getlength(row) + face.size / 2)
        return 0
