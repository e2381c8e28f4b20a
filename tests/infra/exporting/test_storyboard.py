import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFError, TTFont
from reportlab.pdfgen.canvas import Canvas

from infra.exporting import paper, storyboard, typesetting
from infra.exporting.storyboard import make_storyboard
from infra.exporting.task import CannotExport, Made, Task
from studio.exporting.cutlist import Transition
from studio.exporting.options import ExportFormat
from studio.exporting.storyboard import MARGIN
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.coded import coded_film
from tests.infra.exporting.fonts import forget, use_fonts, write_font
from tests.infra.exporting.reels import Reel

PDF = ExportFormat.STORYBOARD_PDF
LONG = "Unusually long words, antidisestablishmentarianism among them, and many of them. " * 20


def made(task: Task) -> tuple[Made, bytes]:
    result = make_storyboard(task, lambda _: None)
    (path,) = result.files
    assert path.parent == task.out
    return result, path.read_bytes()


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b(?!s)", data))


def pictures(data: bytes) -> int:
    return data.count(b"/Subtype /Image")


class Drawn(list[tuple[str, float, float, float]]):
    """Each text with its left end, its base and its right end."""

    @property
    def words(self) -> list[str]:
        return [text for text, *_ in self]


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> Drawn:
    """The texts that are drawn meanwhile."""
    texts = Drawn()

    def note(canvas: Any, x: float, y: float, text: str, *, right: bool) -> None:
        width = stringWidth(text, canvas._fontname, canvas._fontsize)
        texts.append((text, x - width if right else x, y, x if right else x + width))

    left, right = Canvas.drawString, Canvas.drawRightString

    def at_left(canvas: Any, x: float, y: float, text: str, **given: Any) -> None:
        note(canvas, x, y, text, right=False)
        left(canvas, x, y, text, **given)

    def at_right(canvas: Any, x: float, y: float, text: str, **given: Any) -> None:
        note(canvas, x, y, text, right=True)
        right(canvas, x, y, text, **given)

    monkeypatch.setattr(Canvas, "drawString", at_left)
    monkeypatch.setattr(Canvas, "drawRightString", at_right)
    return texts


def test_a_title_page_and_panels(tmp_path: Path, drawn: Drawn) -> None:
    reel = Reel(tmp_path)
    dissolve = Transition(TransitionKind.DISSOLVE, 12)
    reel.still("1A The door", note="She opens it.")
    reel.still("1B", "lime", transition=dissolve, facts={"prompt": "a hand on a door"})
    reel.shot("2A", coded_film(tmp_path / "film", 24), frames=24, source=9)
    reel.shot("2B")
    reel.shot("2C", tmp_path / "gone.png")
    (tmp_path / "damaged.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    reel.shot("2D", tmp_path / "damaged.png")
    task = reel.task(reel.cut("The Door", ["Hall", "Garden"]), PDF, panels=2)
    result, data = made(replace(task, facts={"date": "21 November 2026"}))
    assert data.startswith(b"%PDF-")
    assert result.facts == {"pages": 4, "panels": 6, "emptyPanels": 3}
    assert pages(data) == 4
    for words in (
        *("The Door", "STORYBOARD", "0:06", "6", "2", "24", "1280 × 720", "21 November 2026"),
        *("Hall", "Garden", "3 shots · 0:03", "1A", "The door", "She opens it.", "1 s · 24 f"),
        *("01:00:01:00", "Dissolve 12 f", "a hand on a door", "Page 1 of 4", "Page 4 of 4"),
        *("No take yet", "Its file is missing", "Its file cannot be read", "continued"),
    ):
        assert words in drawn.words, words
    assert drawn.words.count("Hall") == 3, "on the title page, where it begins, where it goes on"


def test_prompts_are_told_only_where_they_are_wanted(tmp_path: Path, drawn: Drawn) -> None:
    reel = Reel(tmp_path)
    reel.still("1", facts={"prompt": "secret sauce"})
    made(reel.task(reel.cut(), PDF, parameters=False))
    assert not any("secret" in words for words in drawn.words)


@pytest.mark.parametrize("panels", [1, 2, 3, 4, 6, 8, 9, 12])
@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (640, 640), (2390, 1000)])
def test_no_text_leaves_its_place(
    tmp_path: Path, drawn: Drawn, panels: int, size: tuple[int, int]
) -> None:
    reel = Reel(tmp_path)
    for rank in range(panels):
        reel.shot(f"{rank}AA {LONG}", note=LONG if rank % 2 else "W" * 3000)
    scenes = [LONG] * panels
    board = made(reel.task(reel.cut(LONG, scenes, size), PDF, panels=panels))
    assert board[0].facts["pages"] == 2
    wide = 842 if any(right > 595 for *_, right in drawn) else 595
    for text, left, base, right in drawn:
        assert left >= MARGIN - 0.1, text
        assert right <= wide - MARGIN + 0.1, text
        assert base >= MARGIN - 0.1, text
    rows: dict[float, list[tuple[float, float, str]]] = {}
    for text, left, base, right in drawn[drawn.words.index("Page 1 of 2") + 1 :]:
        rows.setdefault(round(base, 1), []).append((left, right, text))
    for row in rows.values():
        row.sort()
        for (_, end, one), (begin, _, other) in pairwise(row):
            assert end <= begin + 0.1, f"{one!r} runs into {other!r}"


def test_it_is_the_same_file_each_time(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    for rank in range(5):
        reel.still(f"{rank}", ("red", "lime", "blue")[rank % 3], note="Ω и ű")
    task = reel.task(reel.cut(), PDF)
    first = made(task)[1]
    assert made(replace(task, out=tmp_path))[1] == first
    assert pictures(first) == 3, "what is shown twice is there once"


def test_what_has_no_letter_is_marked_and_said(tmp_path: Path, drawn: Drawn) -> None:
    reel = Reel(tmp_path)
    reel.still("1A Łódź Ωmega Привет", note="日本 🌊 e\u0301 a\u200bb\x07")
    result, _ = made(reel.task(reel.cut(), PDF))
    assert result.facts["missingCharacters"] == "日本🌊"
    assert "Łódź Ωmega Привет" in drawn.words
    assert "\ufffd\ufffd \ufffd é ab" in drawn.words


def test_pictures_are_fitted_to_what_a_file_may_have(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reel = Reel(tmp_path)
    for _ in range(12):
        reel.noise((480, 270))
    task = reel.task(reel.cut(), PDF, panels=4)
    large = len(made(task)[1])
    monkeypatch.setattr(paper, "MOST_BYTES", 200_000)
    small = made(task)[1]
    assert pictures(small) == 12
    assert large > 600_000
    assert len(small) < 200_000 + 60_000


def test_a_film_is_known_by_what_it_shows_first(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    film = coded_film(tmp_path / "film", 24)
    for source in (3, 3, 9):
        reel.shot("1", film, frames=24, source=source)
    assert pictures(made(reel.task(reel.cut(), PDF))[1]) == 2


def test_chapters_lead_to_scenes(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    for rank in range(4):
        reel.still(f"{rank}")
    data = made(reel.task(reel.cut(scenes=["Hall", "Garden"]), PDF))[1]
    assert data.count(b"/Title (") == 3 + 1
    assert data.count(b"/Subtype /Link") == 2


def test_a_range_is_drawn_alone(tmp_path: Path, drawn: Drawn) -> None:
    reel = Reel(tmp_path)
    for rank in range(6):
        reel.still(f"{rank}A")
    task = reel.task(reel.cut(), PDF, first_frame=24, last_frame=71)
    assert made(task)[0].facts["panels"] == 2
    assert "0:02" in drawn.words
    assert "0A" not in drawn.words


def test_nothing_to_show_is_said(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    with pytest.raises(CannotExport, match="no shot"):
        made(reel.task(reel.cut(), PDF))


def test_too_many_pages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storyboard, "MOST_PAGES", 2)
    reel = Reel(tmp_path)
    for rank in range(3):
        reel.shot(f"{rank}")
    with pytest.raises(CannotExport, match="3 pages") as refused:
        made(reel.task(reel.cut(), PDF, panels=1))
    assert refused.value.code == "LIMIT_EXCEEDED"
    assert made(reel.task(reel.cut(), PDF, panels=2))[0].facts["pages"] == 3


def test_progress_is_told(tmp_path: Path) -> None:
    reel = Reel(tmp_path)
    for rank in range(4):
        reel.shot(f"{rank}")
    told: list[float] = []
    make_storyboard(reel.task(reel.cut(), PDF), told.append)
    assert told == [0.25, 0.5, 0.75, 1]


def test_letters_of_fonts_that_are_here_are_put_into_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: Drawn
) -> None:
    write_font(tmp_path / "fonts/a.ttf", dict.fromkeys("日本のカ。", "A"))
    use_fonts(monkeypatch, tmp_path / "fonts")
    reel = Reel(tmp_path)
    reel.still("1A", note="x 日本。")
    task = reel.task(reel.cut(), PDF)
    result, data = made(task)
    assert "missingCharacters" not in result.facts
    assert drawn.words[-4:-2] == ["x ", "日本。"]
    assert b"Sample-Regular" in data
    assert pictures(data) == 1
    forget()
    assert made(replace(task, out=tmp_path))[1] == data


@pytest.mark.parametrize(
    "given", [{"rights": 2}, {"name": "Roboto"}, {"letters": "שלום"}, {"outlines": "CFF "}]
)
def test_what_cannot_be_put_into_it_is_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: Drawn, given: dict[str, Any]
) -> None:
    letters, outlines = given.pop("letters", "日本のカ。"), given.pop("outlines", None)
    write_font(tmp_path / "fonts/a.ttf", dict.fromkeys(letters, "A"), **given)
    use_fonts(monkeypatch, tmp_path / "fonts")
    if outlines:
        monkeypatch.setattr(typesetting, "TTFont", refusing)
        typesetting._embedded.cache_clear()
        monkeypatch.setattr(typesetting, "_NAMED", dict(typesetting._NAMED))
    reel = Reel(tmp_path)
    reel.still("1A", note=f"{letters[0]} and {letters[1:]}")
    _, data = made(reel.task(reel.cut(), PDF))
    assert pictures(data) == 1 + 2 * 2, "each with what is see-through in it"
    assert not {*letters} & {*"".join(drawn.words)}


def refusing(name: str, path: Path) -> TTFont:
    """As what knows no outlines but its own."""
    if "Roboto" not in path.name:
        raise TTFError("postscript outlines are not supported")
    return TTFont(name, path)


def test_what_begins_at_the_right_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, drawn: Drawn
) -> None:
    write_font(tmp_path / "fonts/a.ttf", dict.fromkeys("שלום", "A"))
    use_fonts(monkeypatch, tmp_path / "fonts")
    reel = Reel(tmp_path)
    reel.still("1A", note="ש word")
    made(reel.task(reel.cut(), PDF))
    (word,) = [one for one in drawn if one[0] == "word"]
    (told,) = [one for one in drawn if one[0] == "1 s · 24 f"]
    assert word[3] < told[3] < word[3] + 20
