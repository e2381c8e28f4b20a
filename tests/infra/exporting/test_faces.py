"""Letters on pictures: where each is, found by the letter of ours that it looks like."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw

from infra.exporting.drawing import balanced, wrapped
from infra.exporting.faces import font
from tests.infra.exporting.fonts import use_fonts, write_font

HEBREW = "שלום"


@pytest.fixture(autouse=True)
def look_alikes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    likes = dict(zip("日本。、", "ABCD", strict=True)) | dict(zip(HEBREW, "EFGH", strict=True))
    write_font(tmp_path / "a.ttf", likes | {" ": " ", "の": "M", "カ": "N"})
    use_fonts(monkeypatch, tmp_path)


def picture(text: str, anchor: str = "la", place: tuple[float, float] = (20, 20)) -> Image.Image:
    image = Image.new("L", (240, 80))
    font(28).write(ImageDraw.Draw(image), place, text, (255,), anchor)  # type: ignore[arg-type]
    return image


def differs(one: Image.Image, other: Image.Image) -> float:
    return float(np.asarray(ImageChops.difference(one, other)).mean())


def test_letters_of_other_fonts_stand_on_the_same_line() -> None:
    for anchor in ("la", "ls", "lm", "mm", "rs"):
        shown = picture("x 日本 y", anchor, (100, 40))
        assert differs(shown, picture("x AB y", anchor, (100, 40))) < 0.6, anchor
        assert differs(shown, picture("x BA y", anchor, (100, 40))) > 1.2, anchor


def test_what_is_read_from_the_right_is_written_from_there() -> None:
    assert differs(picture(HEBREW), picture("HGFE")) < 0.6
    assert differs(picture(f"a {HEBREW} b"), picture("a HGFE b")) < 0.6
    assert differs(picture(f"{HEBREW} a"), picture("a HGFE")) < 0.6


def test_a_row_is_as_long_as_it_shows() -> None:
    for text in ("x 日本 y", f"{HEBREW} 日"):
        box = picture(text).getbbox()
        assert box is not None
        assert box[2] - box[0] == pytest.approx(font(28).getlength(text), abs=4)


def test_outlines_lie_below_all_letters() -> None:
    images = []
    for text in ("日x本x", "AxBx"):
        image = Image.new("RGB", (200, 60))
        draw = ImageDraw.Draw(image)
        font(28).write(draw, (20, 40), text, (0, 255, 0), "ls", outline=4, outlined=(255, 0, 0))
        images.append(np.asarray(image, dtype=int).sum(axis=(0, 1)))
    assert images[0] == pytest.approx(images[1], rel=0.05)


def test_rows_end_between_ideographs_and_not_before_a_full_stop() -> None:
    face = font(28)
    width = face.getlength("日本日") + 1
    assert wrapped("日本日。本日本日本", face, width, 3) == ["日本", "日。本", "日本…"]
    assert wrapped("x 日本日", face, face.getlength("x 日本") + 1, 2) == ["x 日本", "日"]
    assert balanced("日本日本日本日本", face, face.getlength("日本日本日本日") + 1, 2) == [
        "日本日本",
        "日本日本",
    ]
