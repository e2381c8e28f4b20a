"""The storyboard as a PDF: a title page, then panels under their scenes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil

from infra.exporting.drawing import numbered
from infra.exporting.paper import ACCENT, INK, LINE, QUIET, Paper
from infra.exporting.task import CannotExport, Made, Progress, Task
from studio.exporting.cutlist import Event, Section
from studio.exporting.storyboard import (
    FOOT,
    MARGIN,
    MOST_PANELS,
    Box,
    Heading,
    Panel,
    Storyboard,
    clock,
    rate_words,
    seconds,
    shots_of,
    storyboard_of,
)
from studio.timeline.transitions import TransitionKind

MOST_PAGES = 1000
_LEADING = 1.3
_ROW, _COLUMN, _APART = 17.0, 216.0, 24.0


def make_storyboard(task: Task, progress: Progress) -> Made:
    """`storyboard.pdf`. Raises CannotExport where there is nothing to show, or too much."""
    options = task.options
    shots = shots_of(task.cut, options.first_frame, options.last_frame)
    if not shots:
        raise CannotExport("There is no shot to be drawn. Add one, or choose other scenes.")
    board = storyboard_of(task.cut, shots, min(MOST_PANELS, max(1, options.panels)))
    if len(board.pages) > MOST_PAGES:
        raise CannotExport(
            f"That would be {len(board.pages)} pages; {MOST_PAGES} at most are made. Put more panels "
            "on a page, or choose scenes.",
            "LIMIT_EXCEEDED",
        )
    path = task.out / f"{task.cut.file_name}-storyboard.pdf"
    paper = Paper(
        path,
        board.grid.width,
        board.grid.height,
        f"{task.cut.name}: storyboard",
        task,
        len(shots),
    )
    _Title(task, board, paper, shots).draw()
    for done in _Pages(task, board, paper).draw():
        progress(done / len(shots))
    paper.canvas.save()
    counts = {"pages": len(board.pages) + 1, "panels": len(shots), "emptyPanels": paper.empty}
    return Made([path], {**counts, **paper.letters.facts})


class _Title:
    """The page that says what film it is, and where its scenes are."""

    def __init__(self, task: Task, board: Storyboard, paper: Paper, shots: Sequence[Event]) -> None:
        self._task, self._cut, self._board, self._paper = task, task.cut, board, paper
        self._shots = shots

    def draw(self) -> None:
        paper, cut = self._paper, self._cut
        wide = paper.width - 2 * MARGIN
        paper.chapter("Title", "title", 0)
        paper.fill(Box(MARGIN, MARGIN, 44, 4), ACCENT)
        paper.text("STORYBOARD", MARGIN, MARGIN + 24, 9, ACCENT, bold=True, spaced=1.6)
        top = MARGIN + 30
        for row in paper.rows(cut.name or "Untitled", 34, wide, 2, bold=True):
            top += 38
            paper.text(row, MARGIN, top, 34, INK, bold=True)
        top += 34
        self._draw_numbers(top)
        top += 40
        height = min(wide * cut.height / cut.width, (paper.height - top) * 0.62)
        picture = Box(MARGIN, top, height * cut.width / cut.height, height)
        shot = next((one for one in self._shots if one.media is not None), None)
        if shot is not None:
            paper.picture(shot, picture)
        self._draw_scenes(self._beside(picture) if shot else Box(MARGIN, top, wide, 400))
        _draw_foot(paper, 1, len(self._board.pages) + 1)
        paper.canvas.showPage()

    def _beside(self, picture: Box) -> Box:
        """Where there is more room: at the right of the picture or below it."""
        right, end = self._paper.width - MARGIN, self._paper.height - MARGIN - FOOT
        if right - picture.right >= _COLUMN:
            left = picture.right + _APART
            return Box(left, picture.top, right - left, end - picture.top)
        top = picture.bottom + 18
        return Box(MARGIN, top, right - MARGIN, end - top)

    def _draw_numbers(self, top: float) -> None:
        """What there is to know of the film, side by side."""
        paper, cut, options = self._paper, self._cut, self._task.options
        last = cut.length - 1 if options.last_frame is None else options.last_frame
        length = min(cut.length - 1, last) + 1 - (options.first_frame or 0)
        told = {
            "LENGTH": clock(cut, length),
            "SHOTS": f"{len(self._shots):,}",
            "SCENES": f"{len(self._board.first_pages):,}",
            "FRAMES A SECOND": rate_words(cut),
            "PICTURE": f"{cut.width} × {cut.height}",
            "DATE": str(self._task.facts.get("date", "")),
        }
        left, end = MARGIN, paper.width - MARGIN
        for name, value in told.items():
            for row in paper.rows(value, 13, end - left, 1, bold=True):
                paper.text(name, left, top, 6.5, QUIET, spaced=0.8)
                paper.text(row, left, top + 17, 13, INK, bold=True)
                named = paper.width_of(name, 6.5) + 0.8 * len(name)
                left += max(named, paper.width_of(row, 13, bold=True)) + 26

    def _draw_scenes(self, box: Box) -> None:
        """A list of them with their pages; of those that have no room, how many."""
        sections = [one for one in self._cut.sections if one.scene in self._board.first_pages]
        columns = max(1, int((box.width + _APART) // (_COLUMN + _APART)))
        most = columns * int(box.height // _ROW)
        if not sections or most < columns:
            return
        width = (box.width - _APART * (columns - 1)) / columns
        told = sections if len(sections) <= most else sections[: most - 1]
        down = ceil(min(most, len(sections)) / columns)
        counts = Counter(
            section.scene
            for one in self._shots
            if (section := self._cut.section_at(one.span.start))
        )
        for rank in range(min(most, len(sections))):
            column, row = divmod(rank, down)
            place = Box(box.left + column * (width + _APART), box.top + row * _ROW, width, _ROW)
            if rank < len(told):
                self._draw_scene(place, told[rank], counts[told[rank].scene])
            else:
                words = f"and {len(sections) - len(told):,} more"
                self._paper.text(words, place.left, place.top + 11, 8.5, QUIET)

    def _draw_scene(self, box: Box, section: Section, shots: int) -> None:
        paper = self._paper
        base, end = box.top + 11, box.right - 24
        page = str(self._board.first_pages[section.scene] + 2)
        long = clock(self._cut, section.span.duration)
        told = f"{shots} {'shot' if shots == 1 else 'shots'} · {long}"
        paper.text(page, box.right, base, 8.5, INK, right=True)
        paper.text(told, end, base, 8, QUIET, right=True)
        room = end - paper.width_of(told, 8) - 8 - box.left
        for row in paper.rows(section.name or "Scene", 8.5, room, 1, bold=True):
            paper.text(row, box.left, base, 8.5, INK, bold=True)
        paper.line(box.left, box.top + 15.5, box.right)
        paper.link(box, str(section.scene))


class _Pages:
    """The panels."""

    def __init__(self, task: Task, board: Storyboard, paper: Paper) -> None:
        self._task, self._cut, self._board, self._paper = task, task.cut, board, paper

    def draw(self) -> Iterator[int]:
        """Tells how many panels are drawn."""
        done = 0
        for rank, page in enumerate(self._board.pages):
            self._draw_head(page.panels)
            for heading in page.headings:
                self._draw_heading(heading)
            for panel in page.panels:
                self._paper.picture(panel.event, panel.picture)
                self._draw_words(panel.event, panel.words)
                yield (done := done + 1)
            _draw_foot(self._paper, rank + 2, len(self._board.pages) + 1)
            self._paper.canvas.showPage()

    def _draw_head(self, panels: Sequence[Panel]) -> None:
        paper, base = self._paper, MARGIN + 9
        right = paper.width - MARGIN
        span = f"{self._at(panels[0].event.span.start)} – {self._at(panels[-1].event.span.end)}"
        paper.text(span, right, base, 8, QUIET, right=True)
        room = right - MARGIN - paper.width_of(span, 8) - 16
        for row in paper.rows(self._cut.name, 9, room, 1, bold=True):
            paper.text(row, MARGIN, base, 9, INK, bold=True)
        paper.line(MARGIN, MARGIN + 16, right)

    def _draw_heading(self, heading: Heading) -> None:
        paper, box, section = self._paper, heading.box, heading.section
        base, name = box.top + 14, section.name or "Scene"
        colour, line = (QUIET, LINE) if heading.again else (ACCENT, ACCENT)
        if not heading.again:
            paper.chapter(name, str(section.scene), box.top)
        told = "continued" if heading.again else clock(self._cut, section.span.duration)
        paper.text(told, box.right, base, 7.5, QUIET, right=True)
        room = box.width - paper.width_of(told, 7.5) - 10
        for row in paper.rows(name, 9.5, room, 1, bold=True):
            paper.text(row, box.left, base, 9.5, colour, bold=True)
        paper.fill(Box(box.left, box.top + 18.5, box.width, 0.8), line)

    def _draw_words(self, event: Event, box: Box) -> None:
        """Which shot it is and how long; where it lies; what happens in it."""
        paper, size = self._paper, self._board.grid.size
        base = box.top + size
        self._draw_name(event, box, base)
        base += size * _LEADING
        paper.text(self._at(event.span.start), box.left, base, size * 0.85, QUIET)
        if event.transition and event.transition.kind is not TransitionKind.CUT:
            way = f"{event.transition.kind.value.capitalize()} {event.transition.frames} f"
            paper.text(way, box.right, base, size * 0.85, ACCENT, right=True)
        base += size * 0.35
        most = int((box.bottom - base) // (size * _LEADING))
        for row in paper.rows(self._caption(event), size, box.width, most):
            base += size * _LEADING
            paper.row(row, box, base, size, INK)

    def _draw_name(self, event: Event, box: Box, base: float) -> None:
        paper, size = self._paper, self._board.grid.size
        number, name = numbered(event.name)
        frames = event.span.duration
        told = f"{seconds(self._cut, frames)} · {frames} f"
        paper.text(told, box.right, base, size * 0.9, INK, right=True)
        left, room = box.left, box.width - paper.width_of(told, size * 0.9) - 8
        for text, letters, colour in ((number, size * 1.15, ACCENT), (name, size, INK)):
            if room < 2 * letters:
                return
            for row in paper.rows(text, letters, room, 1, bold=True):
                paper.text(row, left, base, letters, colour, bold=True)
                taken = paper.width_of(row, letters, bold=True) + size * 0.6
                left, room = left + taken, room - taken

    def _caption(self, event: Event) -> str:
        """What happens; where nobody wrote it, what was asked for."""
        if event.note or event.media is None or not self._task.options.parameters:
            return event.note
        return event.media.facts.get("prompt", "")

    def _at(self, frame: int) -> str:
        return self._cut.timecode.text(self._cut.begins + frame)


def _draw_foot(paper: Paper, page: int, pages: int) -> None:
    base = paper.height - MARGIN
    paper.text("StoryCanvas", MARGIN, base, 7.5, QUIET)
    paper.text(f"Page {page} of {pages}", paper.width - MARGIN, base, 7.5, QUIET, right=True)
