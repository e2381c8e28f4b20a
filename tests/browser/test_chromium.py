"""Which browser is taken."""

import os
from pathlib import Path

import pytest

from tests.browser.chromium import Chromium, NoBrowser, fetched_chromium, find_chromium


def program(folder: Path, name: str) -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def nothing_fetched() -> Chromium:
    raise AssertionError("nothing is to be fetched where there is a browser")


def test_the_one_that_is_named_comes_first(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    mine = program(tmp_path, "mine")
    found = find_chromium({"CHROME_BIN": str(mine), "PATH": str(tmp_path)}, fetch=nothing_fetched)
    assert found.program == mine


def test_a_name_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    program(tmp_path, "chromium")
    gone = str(tmp_path / "gone")
    with pytest.raises(NoBrowser, match=r"CHROME_BIN is .*gone"):
        find_chromium({"CHROME_BIN": gone, "PATH": str(tmp_path)}, fetch=nothing_fetched)


@pytest.mark.parametrize("name", ["chromium", "google-chrome"])
def test_else_an_installed_one(tmp_path: Path, name: str) -> None:
    installed = program(tmp_path, name)
    assert find_chromium({"PATH": str(tmp_path)}, fetch=nothing_fetched).program == installed


def test_else_one_is_fetched(tmp_path: Path) -> None:
    fetched = Chromium(tmp_path / "fetched", {"LD_LIBRARY_PATH": "lib"})
    assert find_chromium({"PATH": str(tmp_path)}, fetch=lambda: fetched) == fetched


def test_what_was_fetched_brings_its_libraries_where_they_are_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hashlib import sha256

    from tests.browser.chromium import BUNDLED

    lock = (BUNDLED / "package-lock.json").read_bytes()
    (tmp_path / ".lock-digest").write_text(sha256(lock).hexdigest())
    program(tmp_path, "chromium").write_text('#!/bin/sh\ntest -n "$LD_LIBRARY_PATH"\n')
    monkeypatch.delenv("LD_LIBRARY_PATH", raising=False)
    assert fetched_chromium(tmp_path).environment["LD_LIBRARY_PATH"] == str(tmp_path / "lib")
    program(tmp_path, "chromium")
    assert fetched_chromium(tmp_path).environment == {}
    program(tmp_path, "chromium").write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(NoBrowser, match="does not start"):
        fetched_chromium(tmp_path)
    assert "LD_LIBRARY_PATH" not in os.environ
