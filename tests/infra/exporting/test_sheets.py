from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from infra.exporting import sheets
from infra.exporting.sheets import make_contact_sheet
from infra.exporting.task import CannotExport, Made, Task
from studio.exporting.options import ExportFormat
from studio.timeline.rules import Span
from tests.infra.exporting.coded import coded_film, number_of
from tests.infra.exporting.reels import Reel

SHEET = ExportFormat.CONTACT_SHEET
COLOURS = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0), (255, 0, 255)]
NAMES = ["red", "lime", "blue", "yellow", "magenta"]


def made(task: Task) -> tuple[Made, list[Image.Image]]:
    result = make_contact_sheet(task, lambda _: None)
    opened = []
    for path in result.files:
        assert path.parent == task.out
        with Image.open(path) as image:
            assert image.format == "JPEG"
            opened.append(image.convert("RGB"))
    return result, opened


def find(sheet: Image.Image, colour: tuple[int, int, int]) -> tuple[int, int, int, int]:
    """Where a colour is: left, top, right, bottom."""
    far = np.abs(np.asarray(sheet, dtype=int) - colour).max(axis=2)
    box = Image.fromarray(np.uint8(far < 40) * 255).getbbox()
    assert box is not None, f"{colour} is not there"
    return box


def test_shots_lie_beside_one_another_under_their_scenes(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    for rank, name in enumerate(NAMES):
        reel.still(f"{rank + 1}A", name)
    result, (sheet,) = made(reel.task(reel.cut("Film", ["Hall", "Garden"]), SHEET))
    assert result.facts == {"sheets": 1, "frames": 5, "emptyFrames": 0}
    assert result.files[0].name == "Film-contact-sheet.jpg"
    assert sheet.width == 2400
    boxes = [find(sheet, colour) for colour in COLOURS]
    widths = {right - left for left, _, right, _ in boxes}
    assert max(widths) - min(widths) <= 2
    (left, top, right, bottom), lower = boxes[0], boxes[3]
    assert (right - left) / (bottom - top) == pytest.approx(16 / 9, rel=0.02)
    assert [box[1] for box in boxes[:3]] == [top] * 3, "a scene in one row"
    assert boxes[1][0] > right
    assert lower[1] > bottom
    assert lower[0] == left, "the next begins a row"


def test_what_cannot_be_shown_is_counted(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    reel.still("1A")
    reel.shot("1B")
    reel.shot("1C", tmp_path / "gone.png")
    result, _ = made(reel.task(reel.cut("日", ["Hall" * 100]), SHEET))
    assert result.facts == {
        "sheets": 1,
        "frames": 3,
        "emptyFrames": 2,
        "missingCharacters": "日",
    }


def test_a_film_alone_is_shown_by_its_frames(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    film = reel.shot(
        "1A", coded_film(tmp_path / "film", 48, rate=Fraction(24)), frames=48, source=4
    )
    long = replace(film, span=Span.of(0, 40))
    cut = replace(reel.cut(size=(64, 48)), tracks=((long,),))
    result, (sheet,) = made(reel.task(cut, SHEET))
    assert result.facts["frames"] == 20
    grid = sheets._grid_of(64 / 48)
    top = sheets._TOP - 26 + sheets._BAND
    seen = []
    for rank in range(20):
        row, column = divmod(rank, grid.columns)
        left = sheets._MARGIN + column * (grid.wide + sheets._GAP)
        upper = top + row * (grid.high + sheets._WORDS)
        seen.append(number_of(sheet.crop((left, upper, left + grid.wide, upper + grid.high))))
    assert seen == [4 + 2 * rank for rank in range(20)]


def test_a_film_of_two_frames_is_two(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    film = reel.shot("1A", coded_film(tmp_path / "film", 48), frames=48)
    cut = replace(reel.cut(), tracks=((replace(film, span=Span.of(0, 2)),),))
    assert made(reel.task(cut, SHEET))[0].facts["frames"] == 2


@pytest.mark.parametrize("size", [(720, 1280), (640, 640), (2390, 1000), (100, 1000)])
def test_sheets_go_on_when_they_are_full(tmp_path: Path, size: tuple[int, int]) -> None:
    reel = Reel(tmp_path)
    for rank in range(90):
        reel.shot(f"{rank} name")
    result, images = made(reel.task(reel.cut(scenes=["a", "b", "c"], size=size), SHEET))
    assert result.facts["frames"] == 90
    assert len(images) == result.facts["sheets"] > 1
    assert [path.name for path in result.files[:2]] == [
        *("Film-contact-sheet-01.jpg", "Film-contact-sheet-02.jpg")
    ]
    assert all(image.height <= sheets.MOST_HEIGHT for image in images)


def test_it_is_the_same_file_each_time(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    reel.still("1A Ωmega")
    task = reel.task(reel.cut(), SHEET)
    first = made(task)[0].files[0].read_bytes()
    assert made(replace(task, out=tmp_path))[0].files[0].read_bytes() == first


def test_nothing_and_too_much_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reel = Reel(tmp_path)
    with pytest.raises(CannotExport, match="no shot"):
        made(reel.task(reel.cut(), SHEET))
    for rank in range(90):
        reel.shot(f"{rank}")
    monkeypatch.setattr(sheets, "MOST_PAGES", 1)
    with pytest.raises(CannotExport, match="sheets"):
        made(reel.task(reel.cut(), SHEET))
