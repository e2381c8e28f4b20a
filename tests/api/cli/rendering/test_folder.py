import json
from pathlib import Path

import pytest

from api.cli.rendering.errors import RenderError
from api.cli.rendering.folder import RECORD, Kept, hold


def test_a_file_that_was_kept_is_known_again(tmp_path: Path) -> None:
    out = tmp_path / "new" / "out"
    with hold(out) as folder:
        assert folder.record is None
        folder.begin("project_1", "digest")
        folder.part("a.png").write_bytes(b"12345")
        folder.keep("a.png", Kept("take_1", 5))
    with hold(out) as folder:
        assert folder.record is not None
        assert (folder.record.project, folder.record.script) == ("project_1", "digest")
        assert folder.has("a.png", Kept("take_1", 5))
        assert not folder.has("a.png", Kept("take_2", 5))
        (out / "a.png").write_bytes(b"123")
        assert not folder.has("a.png", Kept("take_1", 5))
        (out / "a.png").unlink()
        assert not folder.has("a.png", Kept("take_1", 5))


def test_a_record_cut_off_anywhere_loses_at_most_what_was_cut(tmp_path: Path) -> None:
    with hold(tmp_path) as folder:
        folder.begin("project_1", "digest")
        for number in range(3):
            folder.part(f"{number}.png").write_bytes(b"x")
            folder.keep(f"{number}.png", Kept(f"take_{number}", 1))
    whole = (tmp_path / RECORD).read_bytes()
    head = whole.index(b"\n")
    for cut in range(head, len(whole)):
        (tmp_path / RECORD).write_bytes(whole[:cut])
        with hold(tmp_path) as folder:
            assert folder.record is not None
            there = whole[: cut + 1].count(b"\n") - 1
            assert len(folder.record.files) >= there - 1
            folder.begin("project_1", "digest")
            folder.part("9.png").write_bytes(b"x")
            folder.keep("9.png", Kept("take_9", 1))
        with hold(tmp_path) as folder:
            assert folder.has("9.png", Kept("take_9", 1))


@pytest.mark.parametrize("content", [b"", b"{", b"[]\n", b"\xff\n", b'{"version": 1}\n'])
def test_a_broken_record_is_no_record(tmp_path: Path, content: bytes) -> None:
    (tmp_path / RECORD).write_bytes(content)
    with hold(tmp_path) as folder:
        assert folder.record is None


def test_files_of_shots_that_are_gone_go_and_others_stay(tmp_path: Path) -> None:
    (tmp_path / "mine.png").write_bytes(b"x")
    with hold(tmp_path) as folder:
        folder.begin("project_1", "digest")
        for name in ("a.png", "b.png"):
            folder.part(name).write_bytes(b"x")
            folder.keep(name, Kept("take", 1))
        folder.tidy({"b.png"})
    assert {path.name for path in tmp_path.iterdir()} == {"mine.png", "b.png", RECORD}
    lines = (tmp_path / RECORD).read_text().splitlines()
    assert [json.loads(line).get("file") for line in lines] == [None, "b.png"]


def test_one_render_at_a_time(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(RenderError, match="Another render"), hold(tmp_path):
        pass
    with hold(tmp_path):
        pass


def test_what_a_killed_render_left_half_done_is_removed(tmp_path: Path) -> None:
    with hold(tmp_path) as folder:
        folder.part("a.png").write_bytes(b"half")
    with hold(tmp_path):
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["report.md", "project.json", "contact-sheet.png"])
def test_files_of_somebody_else_are_not_overwritten(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("my own")
    with pytest.raises(RenderError, match=name), hold(tmp_path):
        pass


def test_a_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "out", tmp_path / ("x" * 300)):
        with pytest.raises(RenderError, match="--out"), hold(out):
            pass
