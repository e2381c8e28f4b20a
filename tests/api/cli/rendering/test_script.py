import os
from pathlib import Path

import pytest

from api.cli.rendering.errors import RenderError
from api.cli.rendering.script import read_script
from studio.story.elements import ScriptFormat

GOOD = "Title: A Film\n\nINT. HALL - NIGHT\n\nA door opens.\n"


def test_a_script_is_read_with_its_title(tmp_path: Path) -> None:
    path = tmp_path / "film.fountain"
    path.write_text(GOOD, encoding="utf-8")
    script = read_script(path, None)
    assert script.title == "A Film"
    assert script.shots >= 1
    assert script.text == GOOD
    path.write_text("He waits.\n\nShe leaves.\n", encoding="utf-8")
    assert read_script(path, None).title == "film"


def test_the_digest_is_that_of_the_text_and_of_how_it_is_read(tmp_path: Path) -> None:
    path, copy = tmp_path / "a.fountain", tmp_path / "b.fountain"
    path.write_text(GOOD)
    copy.write_text(GOOD)
    digest = read_script(path, None).digest
    assert read_script(copy, None).digest == digest
    assert read_script(path, ScriptFormat.PROSE).digest != digest
    path.write_text(GOOD + "\nIt closes.\n")
    assert read_script(path, None).digest != digest


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x89PNG\0\0", "not a text file"),
        (b"INT. HALL\n\nCaf\xe9\n", "Line 3 of the script is not UTF-8"),
        (b"Title: A Film\n\n= No more than a plan.", "nothing to film"),
        (b"a" * (2 * 1024 * 1024 + 1), "at most 2,097,152"),
        (b"a" * (5 * 1024 * 1024), "5,242,880 bytes"),
    ],
)
def test_what_is_no_script_is_told_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "film.fountain"
    path.write_bytes(content)
    with pytest.raises(RenderError, match=words):
        read_script(path, None)


def test_what_is_no_file_is_told_in_words(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path, words in [
        (tmp_path / "none", "There is no file"),
        (tmp_path, "is a folder"),
        (tmp_path / "pipe", "not an ordinary file"),
        (Path("\0"), "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ]:
        with pytest.raises(RenderError, match=words):
            read_script(path, None)
