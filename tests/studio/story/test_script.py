import pytest

from studio.kernel.errors import ErrorCode
from studio.story.elements import Action, Character, ScriptFormat
from studio.story.errors import ScriptTooLarge, UnreadableScript
from studio.story.script import MAX_SCRIPT_BYTES, decode, parse


@pytest.mark.parametrize(
    ("text", "format_"),
    [
        ("INT. HALL - NIGHT\n\nA fire.", ScriptFormat.FOUNTAIN),
        ("BOB\nHi.\n\nANN\nHo.", ScriptFormat.FOUNTAIN),
        ("Title: X\n\nBOB\nHi.", ScriptFormat.FOUNTAIN),
        ("He waits. [[why?]]", ScriptFormat.FOUNTAIN),
        ("FADE IN:\n\nA door.", ScriptFormat.FOUNTAIN),
        ("CHAPTER ONE\nIt was night.\n\nCHAPTER TWO\nIt was day.", ScriptFormat.PROSE),
        ("Title: X\nAuthor: Y\n\nIt was night.", ScriptFormat.PROSE),
        ("", ScriptFormat.PROSE),
    ],
)
def test_format_is_told_from_the_text(text: str, format_: ScriptFormat) -> None:
    assert parse(text).format is format_


def test_a_given_format_is_kept() -> None:
    assert parse("It was night.", ScriptFormat.FOUNTAIN).format is ScriptFormat.FOUNTAIN
    assert parse("INT. HALL - DAY\n\nA fire.", ScriptFormat.PROSE).format is ScriptFormat.PROSE


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_byte_order_mark_and_any_newline(newline: str) -> None:
    script = parse(newline.join(("\ufeffBOB", "Hi.", "", "He goes.")), ScriptFormat.FOUNTAIN)
    assert script.elements[0] == Character("BOB", 1)
    assert script.elements[2] == Action("He goes.", 4)


@pytest.mark.parametrize("text", ["a" * (MAX_SCRIPT_BYTES + 1), "é" * (MAX_SCRIPT_BYTES // 2 + 1)])
def test_too_large_is_refused_by_its_bytes(text: str) -> None:
    with pytest.raises(ScriptTooLarge, match=r"2,097,15[34] bytes; at most 2,097,152") as refused:
        parse(text)
    assert refused.value.code is ErrorCode.SCRIPT_TOO_LARGE
    assert refused.value.field == ("text",)


@pytest.mark.parametrize(
    ("character", "what"), [("\x00", "a NUL byte"), ("\ud83d", "half of a surrogate pair")]
)
def test_what_is_not_text_is_refused_with_its_line(character: str, what: str) -> None:
    with pytest.raises(UnreadableScript, match=f"Line 3 of the script holds {what}") as refused:
        parse(f"BOB\r\nHi.\r\nHo{character}.")
    assert refused.value.code is ErrorCode.BAD_USER_INPUT


def test_decode() -> None:
    assert decode("é".encode("utf-8-sig")) == "é"
    assert decode("é".encode("utf-16")) == "é"
    with pytest.raises(UnreadableScript, match="Line 2 of the script is not UTF-8 text"):
        decode(b"one\n\xe9t\xe9\n")
    with pytest.raises(ScriptTooLarge):
        decode(b"a" * (2 * MAX_SCRIPT_BYTES + 1))
