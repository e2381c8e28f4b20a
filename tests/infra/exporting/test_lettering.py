from pathlib import Path

import pytest

from infra.exporting import lettering
from infra.exporting.lettering import Letters, is_leftward, letters_missing, runs_of, shaped
from tests.infra.exporting.fonts import use_fonts, write_font

ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهويى،ה"
HEBREW = "אבגדהוזחטיכלמנסעפצקרשתםןףךץ"


@pytest.fixture
def fonts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signs = dict.fromkeys(" ().,!0123456789", "B")
    write_font(
        tmp_path / "wide.ttf", dict.fromkeys("日本語のカ、。「」", "A") | signs, name="Widest"
    )
    write_font(tmp_path / "arabic.ttf", dict.fromkeys(ARABIC, "C") | signs, name="Arabic")
    write_font(tmp_path / "hebrew.ttf", dict.fromkeys(HEBREW, "D") | signs, name="Hebrew")
    use_fonts(monkeypatch, tmp_path)


def seen(text: str) -> list[tuple[str, str]]:
    """What stands from the left to the right, each with its font."""
    return [(run.text, run.file.path.stem if run.file else "ours") for run in runs_of(text)]


@pytest.mark.usefixtures("fonts")
@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("", []),
        ("Łódź Ωmega", [("Łódź Ωmega", "ours")]),
        ("「日本」、 12。", [("「日本」、 12。", "wide")]),
        ("Hello 日本 12 you", [("Hello ", "ours"), ("日本 12 ", "wide"), ("you", "ours")]),
        ("(日) e", [("(日) ", "wide"), ("e", "ours")]),
        ("Hi, سلام! 12 x", [("Hi, ", "ours"), ("سلام", "arabic"), ("! 12 x", "ours")]),
        ("سلام (you two) سلام", [(") سلام", "arabic"), ("you two", "ours"), ("سلام (", "arabic")]),
        ("سلام שלום", [("שלום", "hebrew"), ("سلام ", "arabic")]),
        ("سلام a日 لا", [(" لا", "arabic"), ("a", "ours"), ("日", "wide"), ("سلام ", "arabic")]),
        ("x سلام שלום", [("x ", "ours"), ("שלום", "hebrew"), ("سلام ", "arabic")]),
        ("日か", [("日", "wide"), ("か", "ours")]),
        ("ا\u200cا", [("ا\u200cا", "arabic")]),
    ],
)
def test_each_script_has_its_font_and_runs_lie_as_they_are_read(
    text: str, runs: list[tuple[str, str]]
) -> None:
    assert seen(text) == runs


@pytest.mark.usefixtures("fonts")
def test_only_what_nobody_has_is_marked() -> None:
    letters = Letters()
    assert letters.plain("日本\u200b ا\u200cا a\u200db か🌊") == "日本 ا\u200cا ab \ufffd\ufffd"
    assert letters.facts == {"missingCharacters": "か🌊"}
    assert letters_missing("e\u0301 日か🌊か") == "か🌊"
    assert letters_missing("plain") == ""


def test_the_side_where_a_row_begins_is_that_of_its_first_letter() -> None:
    assert is_leftward("12 (سلام) you")
    assert not is_leftward("12 you سلام")
    assert not is_leftward("…")


@pytest.mark.usefixtures("fonts")
def test_what_cannot_be_shaped_stands_from_right_to_left(monkeypatch: pytest.MonkeyPatch) -> None:
    (run,) = runs_of("سلام")
    assert shaped(run) == ("سلام", "rtl")
    monkeypatch.setattr(lettering, "_can_shape", lambda: False)
    assert shaped(run) == ("مالس", None)
