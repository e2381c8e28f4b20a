import os
from pathlib import Path

import pytest

from infra.webpage.source import Webpage
from tests.infra.webpage.tiny import copied, make_page, rewrite


@pytest.fixture
def page(tmp_path: Path) -> Webpage:
    return make_page(tmp_path / "one")


def test_equal_sources_have_equal_digests_wherever_they_lie(page: Webpage, tmp_path: Path) -> None:
    other = copied(page, tmp_path / "two")
    os.utime(other.frontend / "package.json", (1, 1))
    assert other.digest() == page.digest()


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: (folder / "package-lock.json").write_text("{}"),
        lambda folder: (folder / "src" / "index.html").write_text(""),
        lambda folder: (folder / "src" / "new.ts").write_text(""),
        lambda folder: (folder / ".npmrc").write_text("x=1"),
        lambda folder: (folder / "src" / "main.js").rename(folder / "src" / "other.js"),
        lambda folder: (folder / "src" / "main.js").unlink(),
    ],
)
def test_any_change_of_the_sources_changes_it(page: Webpage, change: object) -> None:
    before = page.digest()
    change(page.frontend)  # type: ignore[operator]
    assert page.digest() != before


def test_a_name_is_not_taken_for_content(page: Webpage) -> None:
    one, two = page.frontend / "src" / "a", page.frontend / "src" / "b"
    one.write_text("x")
    two.write_text("y")
    before = page.digest()
    two.unlink()
    one.write_text("xsrc/by")
    assert page.digest() != before


def test_what_is_made_from_the_sources_is_none(page: Webpage) -> None:
    before = page.digest()
    for name in ("node_modules/x/index.js", ".vite/cache.json", "coverage/a.html", "a.tsbuildinfo"):
        file = page.frontend / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("made")
    (page.frontend / "src" / ".#main.js").symlink_to("nobody@nowhere:1")
    assert page.digest() == before


def test_a_page_is_current_while_its_stamp_is_that_of_the_sources(page: Webpage) -> None:
    assert not page.is_current
    page.dist.mkdir()
    Webpage.stamp(page.dist).write_text(page.digest())
    assert not page.is_current, "there is nothing to show"
    (page.dist / "index.html").write_text("")
    assert page.is_current
    rewrite(page, "second")
    assert not page.is_current


def test_an_installed_package_has_no_sources(tmp_path: Path) -> None:
    assert not Webpage(tmp_path / "frontend", tmp_path / "page").has_sources
    assert make_page(tmp_path).has_sources
