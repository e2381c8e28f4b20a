import struct
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.ttfonts import TTFont

from infra.exporting import fontfiles
from infra.exporting.fontfiles import file_with, font_files, read_font
from tests.infra.exporting.fonts import OURS, use_fonts, write_font

NOTHING = {"、": "\uffff", "ら": "\uffff"}
"""In the table, but as what is missing."""
JAPANESE = dict(zip("日のカ。本", "ABCDE", strict=True))


def name_of(letter: str, *, bold: bool = False) -> str | None:
    found = file_with(letter, bold=bold)
    return found.path.name if found else None


def test_it_has_the_letters_that_another_reader_finds() -> None:
    font = read_font(OURS)
    assert font is not None
    known = {code for code, glyph in TTFont("ours", OURS).face.charToGlyph.items() if glyph}
    assert {code for code in range(0x30000) if font.has(chr(code))} == known


@pytest.mark.parametrize("form", [4, 12])
def test_tables_of_both_kinds_are_read(tmp_path: Path, form: int) -> None:
    font = read_font(write_font(tmp_path / "a.ttf", JAPANESE | NOTHING, form))
    assert font is not None
    assert [letter for letter in "日のカ。本語A一、ら\U0001f30a" if font.has(letter)] == list(
        JAPANESE
    )


def test_the_first_face_of_a_collection_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = bytearray(write_font(tmp_path / "one", JAPANESE).read_bytes())
    (count,) = struct.unpack_from(">H", data, 4)
    for entry in range(12, 12 + 16 * count, 16):
        (at,) = struct.unpack_from(">I", data, entry + 8)
        struct.pack_into(">I", data, entry + 8, at + 16)
    (tmp_path / "many.ttc").write_bytes(struct.pack(">4sIII", b"ttcf", 0x10000, 1, 16) + data)
    use_fonts(monkeypatch, tmp_path)
    assert name_of("日") == "many.ttc"


def test_our_folder_comes_first_and_then_the_order_is_always_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system, own = tmp_path / "system", tmp_path / "own"
    write_font(system / "a-slanted.ttf", JAPANESE, style=2)
    write_font(system / "b-bold.otf", JAPANESE, weight=700)
    write_font(system / "deep/er/c.ttf", JAPANESE)
    write_font(system / "z/d.ttf", JAPANESE)
    write_font(system / "a-few.ttf", {"日": "A"})
    use_fonts(monkeypatch, tmp_path / "not there", system)
    assert name_of("日") == "c.ttf"
    assert name_of("日", bold=True) == "b-bold.otf"
    assert name_of("ω") is None
    write_font(own / "mine.ttf", {"日": "A"}, style=2)
    use_fonts(monkeypatch, system, own=own)
    assert name_of("日") == "mine.ttf"
    assert name_of("本") == "c.ttf"


def test_signs_that_are_no_letters_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_font(tmp_path / "LastResort.ttf", JAPANESE)
    write_font(tmp_path / ".hidden.ttf", JAPANESE)
    write_font(tmp_path / "letters.txt", JAPANESE)
    pictures = write_font(tmp_path / "pictures.ttf", JAPANESE)
    pictures.write_bytes(pictures.read_bytes().replace(b"GPOS", b"CBDT", 1))
    use_fonts(monkeypatch, tmp_path)
    assert font_files() == ()


def test_what_a_table_promises_and_the_file_does_not_hold_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = write_font(tmp_path / "a.ttf", JAPANESE)
    data = bytearray(empty.read_bytes())
    at = data.index(b"loca")
    struct.pack_into(">I", data, at + 12, 0)
    empty.write_bytes(data)
    (tmp_path / "b.ttf").write_bytes(OURS.read_bytes()[:3000])
    (tmp_path / "c.ttf").mkdir()
    (tmp_path / "c-gone.ttf").symlink_to("nowhere.ttf")
    write_font(tmp_path / "d.ttf", JAPANESE)
    use_fonts(monkeypatch, tmp_path)
    assert name_of("日") == "d.ttf"


def test_what_is_read_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        write_font(tmp_path / f"{name}.ttf", JAPANESE)
    use_fonts(monkeypatch, tmp_path)
    with monkeypatch.context() as few:
        few.setattr(fontfiles, "MOST_FILES", 2)
        assert [file.path.stem for file in font_files()] == ["a", "b"]
    font_files.cache_clear()
    monkeypatch.setattr(fontfiles, "MOST_BYTES", 100)
    assert [file.path.stem for file in font_files()] == ["a"]


def test_a_table_that_claims_every_letter_is_not_unrolled(tmp_path: Path) -> None:
    path = write_font(tmp_path / "a.ttf", {"日": "A"})
    path.write_bytes(path.read_bytes()[:-12] + struct.pack(">III", 0, 0xFFFFFFFF, 1))
    tracemalloc.start()
    try:
        font = read_font(path)
        assert font is not None
        assert all(font.has(letter) for letter in "\0日\U0010ffff")
        assert tracemalloc.get_traced_memory()[1] < 2 * path.stat().st_size
    finally:
        tracemalloc.stop()


@pytest.fixture(scope="module", params=[4, 12])
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_font(tmp_path_factory.mktemp("whole") / "a", JAPANESE, request.param).read_bytes()


NUMBERS = st.sampled_from([0, 1, 2, 4, 12, 0x7FFF, 0xFFFF]) | st.integers(0, 0xFFFF)


@settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.data())
def test_broken_files_do_no_harm(whole: bytes, tmp_path: Path, data: st.DataObject) -> None:
    (count,) = struct.unpack_from(">H", whole, 4)
    directory = 12 + 16 * count
    begins = whole.rindex(struct.pack(">HHH", 0, 1, 3))
    places = st.integers(0, directory - 2) | st.integers(begins, len(whole) - 2)
    broken = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 4))):
        struct.pack_into(">H", broken, data.draw(places), data.draw(NUMBERS))
    end = st.just(len(whole)) | st.integers(0, directory) | st.integers(begins, len(whole))
    (tmp_path / "b.ttf").write_bytes(broken[: data.draw(end)])
    font = read_font(tmp_path / "b.ttf")
    if font:
        assert {font.has(letter) for letter in "日A\uffff\U0010ffff"} <= {True, False}
