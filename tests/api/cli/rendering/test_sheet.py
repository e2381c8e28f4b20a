from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from api.cli.rendering.layout import lay_out
from api.cli.rendering.session import Rendered
from api.cli.rendering.shapes import Project
from api.cli.rendering.sheet import contact_sheets
from tests.api.cli.rendering.films import clip, film, job, take

RED = (200, 10, 10)


def drawn(project: Project, files: dict[str, str], folder: Path) -> Image.Image:
    rendered = Rendered(project, files, [], len(project.clips), 0)
    (page,) = contact_sheets(rendered, folder)
    return Image.open(BytesIO(page)).convert("RGB")


def middle(sheet: Image.Image, project: Project, place: int = 0) -> tuple[int, ...]:
    box = lay_out(project)[0].cells[place].picture
    pixel = sheet.getpixel((box.left + box.width // 4, box.top + box.height // 4))
    assert isinstance(pixel, tuple)
    return pixel


def test_a_still_is_shown_in_its_cell(tmp_path: Path) -> None:
    Image.new("RGB", (64, 36), RED).save(tmp_path / "a.png")
    project = film([clip("1A", gallery=[take("a")]), clip("1B")])
    sheet = drawn(project, {"take_a": "a.png"}, tmp_path)
    assert sheet.size == (2480, lay_out(project)[0].height)
    assert middle(sheet, project) == RED
    assert middle(sheet, project, 1) != RED


@pytest.mark.parametrize("content", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 64])
def test_a_file_that_is_no_picture_leaves_an_empty_cell(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.png").write_bytes(content)
    project = film([clip("1A", gallery=[take("a")])])
    empty = drawn(film([clip("1A")]), {}, tmp_path)
    assert middle(drawn(project, {"take_a": "a.png"}, tmp_path), project) == middle(empty, project)


def test_words_of_any_script_are_drawn(tmp_path: Path) -> None:
    words = "Żółw 日本語 עברית हिन्दी \u202e evil \x1b[31m 🎬 " + "long" * 200
    shots = [
        clip("1A", words, caption=words),
        clip("", "", caption=""),
        clip("1C", jobs=[job("x", "FAILED", error={"code": "OUT_OF_MEMORY", "message": ""})]),
        clip("1D", caption="A: here!\nB: gone!"),
    ]
    assert drawn(film(shots, name=words), {}, tmp_path).height > 500


def test_the_same_film_gives_the_same_bytes(tmp_path: Path) -> None:
    rendered = Rendered(film([clip("1A")]), {}, [], 1, 0)
    assert list(contact_sheets(rendered, tmp_path)) == list(contact_sheets(rendered, tmp_path))
