from pathlib import Path

import pytest

from infra.webpage.state import PageState, Stage, building, last_failure, note, read_state

FAILED = PageState(Stage.FAILED, "No way to the registry.", ("npm error ENOTFOUND",))


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "page"


def say(_line: str) -> None:
    return None


def test_a_page_is_absent_then_being_built_then_ready(dist: Path) -> None:
    assert read_state(dist) == PageState(Stage.ABSENT)
    with building(dist, say):
        assert read_state(dist) == PageState(Stage.BUILDING)
        note(dist, PageState(Stage.BUILDING, "Fetching …"))
        assert read_state(dist).words == "Fetching …"
        note(dist, None)
        dist.mkdir()
        (dist / "index.html").write_text("")
    assert read_state(dist) == PageState(Stage.READY)


def test_a_build_that_failed_says_why_unless_an_older_page_is_there(dist: Path) -> None:
    note(dist, FAILED)
    assert read_state(dist) == FAILED
    with building(dist, say):
        assert read_state(dist) == PageState(Stage.BUILDING), "that was the build before"
    dist.mkdir()
    (dist / "index.html").write_text("")
    assert read_state(dist) == PageState(Stage.READY)
    assert last_failure(dist) == FAILED


def test_a_build_that_was_killed_is_not_running(dist: Path) -> None:
    note(dist, PageState(Stage.BUILDING, "Fetching …"))
    assert read_state(dist) == PageState(Stage.ABSENT)
    assert last_failure(dist) is None


@pytest.mark.parametrize("junk", ["", "{}", "[]", '{"stage": "new"}', "\0"])
def test_junk_is_no_state(dist: Path, junk: str) -> None:
    dist.with_name("page.json").write_text(junk)
    assert read_state(dist) == PageState(Stage.ABSENT)
