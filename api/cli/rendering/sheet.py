"""The contact sheet: every shot of the film at a glance, under its scene."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

from api.cli.rendering.display import clock
from api.cli.rendering.layout import MARGIN, TITLE, WIDTH, Cell, Heading, Page, lay_out
from api.cli.rendering.lettering import Colour, Lettering, fitted, width_of, wrapped
from api.cli.rendering.session import Rendered
from api.cli.rendering.shapes import Clip

PAPER: Colour = (244, 240, 230)
INK: Colour = (35, 33, 38)
GREY: Colour = (124, 117, 108)
RULE: Colour = (206, 198, 184)
ACCENT: Colour = (176, 62, 42)
_EMPTY: Colour = (228, 221, 207)


def contact_sheets(rendered: Rendered, folder: Path) -> Iterator[bytes]:
    """The pages of the sheet as PNG, drawn from the stills in `folder`."""
    pages = lay_out(rendered.project)
    for number, page in enumerate(pages, start=1):
        yield _Sheet(rendered, folder, page).drawn(number, len(pages))


class _Sheet:
    def __init__(self, rendered: Rendered, folder: Path, page: Page) -> None:
        self._rendered = rendered
        self._project = rendered.project
        self._folder = folder
        self._page = page
        self._image = Image.new("RGB", (WIDTH, page.height), PAPER)
        self._pen = ImageDraw.Draw(self._image)
        self._write = Lettering(self._pen)

    def drawn(self, number: int, pages: int) -> bytes:
        if number == 1:
            self._title()
        for heading in self._page.headings:
            self._heading(heading)
        for cell in self._page.cells:
            self._picture(cell)
            self._words(cell)
        self._footer(number, pages)
        out = BytesIO()
        self._image.save(out, "PNG", optimize=False, compress_level=6)
        return out.getvalue()

    def _title(self) -> None:
        project = self._project
        title = fitted(project.name, 64, WIDTH - 2 * MARGIN)
        self._write.line((MARGIN, MARGIN + 62), title, 64, INK, bold=True)
        facts = [
            _counted(len(project.clips), "shot"),
            _counted(len(project.scenes), "scene"),
            self._length(*project.clips),
            f"{project.width} x {project.height} at {project.fps} fps",
            self._made_by(),
        ]
        words = fitted("   ·   ".join(filter(None, facts)), 28, WIDTH - 2 * MARGIN)
        self._write.line((MARGIN, MARGIN + TITLE - 62), words, 28, GREY)

    def _heading(self, heading: Heading) -> None:
        base = heading.top + 52
        facts = f"{_counted(len(heading.scene.clips), 'shot')}   ·   {self._length(*heading.scene.clips)}"
        room = WIDTH - 2 * MARGIN - width_of(facts, 26) - 80
        name = heading.scene.name or f"Scene {heading.number}"
        again = "  (continued)" if heading.again else ""
        self._pen.line((MARGIN, heading.top, WIDTH - MARGIN, heading.top), INK, 3)
        self._write.line((MARGIN, base), fitted(name + again, 34, room), 34, INK, bold=True)
        self._write.line((WIDTH - MARGIN, base), facts, 26, GREY, anchor="rs")

    def _picture(self, cell: Cell) -> None:
        box = cell.picture
        still = self._still(cell.clip, (box.width, box.height))
        area = (box.left, box.top, box.right - 1, box.bottom - 1)
        if still is None:
            self._pen.rectangle(area, _EMPTY, RULE, 2)
            words = self._why_empty(cell.clip)
            centre = (box.left + box.width / 2, box.top + box.height / 2)
            size = round(26 * self._page.scale)
            self._write.line(centre, fitted(words, size, box.width - 40), size, ACCENT, anchor="mm")
            return
        self._pen.rectangle(area, INK)
        left = box.left + (box.width - still.width) // 2
        self._image.paste(still, (left, box.top + (box.height - still.height) // 2))
        self._pen.rectangle(area, None, INK, 2)

    def _words(self, cell: Cell) -> None:
        """Number, framing and length on one line, what happens or is said below."""
        scale, box, clip = self._page.scale, cell.picture, cell.clip
        small, size = round(19 * scale), round(22 * scale)
        base = box.bottom + round(34 * scale)
        number = clip.number or "–"
        chip = width_of(number, size) + 20 * scale
        self._pen.rounded_rectangle(
            (box.left, base - 25 * scale, box.left + chip, base + 8 * scale), 6 * scale, INK
        )
        centre = (box.left + chip / 2, base - 8.5 * scale)
        self._write.line(centre, number, size, PAPER, bold=True, anchor="mm")
        seconds = f"{float(clip.duration_frames / Fraction(self._project.fps)):.1f} s"
        framing = clip.framing.replace("_", " ")
        room = box.width - chip - width_of(seconds, small) - 40 * scale
        at = box.left + chip + 12 * scale
        self._write.line((at, base - 1), fitted(framing, small, room), small, GREY, bold=True)
        self._write.line((box.right, base - 1), seconds, small, GREY, anchor="rs")
        for place, line in enumerate(_caption(clip, size, box.width)):
            self._write.line((box.left, base + (38 + 28 * place) * scale), line, size, INK)

    def _footer(self, number: int, pages: int) -> None:
        base = self._page.height - 34
        self._write.line((MARGIN, base), "StoryCanvas", 22, GREY, bold=True)
        if pages > 1:
            self._write.line((WIDTH - MARGIN, base), f"{number} of {pages}", 22, GREY, anchor="rs")

    def _still(self, clip: Clip, size: tuple[int, int]) -> Image.Image | None:
        take = clip.take("IMAGE")
        name = self._rendered.files.get(take.id) if take else None
        if name is None:
            return None
        try:
            with Image.open(self._folder / name) as picture:
                picture.draft("RGB", size)
                return ImageOps.contain(picture.convert("RGB"), size, Image.Resampling.LANCZOS)
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            return None  # Pillow raises each of these for a file that is not a picture it knows

    def _why_empty(self, clip: Clip) -> str:
        error = next((job.error for job in clip.renders("IMAGE")[:1]), None)
        return error.code.replace("_", " ") if error else "NO PICTURE"

    def _length(self, *clips: Clip) -> str:
        frames = sum(clip.duration_frames for clip in clips)
        return clock(float(frames / Fraction(self._project.fps)))

    def _made_by(self) -> str:
        takes = (take for clip in self._project.clips for take in clip.gallery)
        models = Counter(take.model for take in takes if take.id in self._rendered.files)
        return ", ".join(model for model, _ in models.most_common(3))


def _caption(clip: Clip, size: int, width: int) -> list[str]:
    """Three lines at most: of speech by several, one for each."""
    parts = (clip.caption or clip.name).splitlines()
    if len(parts) > 1:
        return [fitted(part, size, width) for part in parts[:3]]
    return wrapped("".join(parts), size, width, 3)


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
