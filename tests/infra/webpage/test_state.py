from datetime import UTC, datetime
from pathlib import Path

import pytest

from infra.webpage.state import (
    Failure,
    PageState,
    Stage,
    building,
    forget,
    last_failure,
    note,
    read_state,
)

SINCE = datetime(2031, 5, 4, 12, 30, tzinfo=UTC)
FAILED = PageState(Stage.FAILED, "No way to the registry.", SINCE)
WHY = Failure("No way to the registry. The whole log: /home/x/page.log")
FETCHING = PageState(Stage.BUILDING, "Fetching …", SINCE)


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    return tmp_path / "page"


def say(_line: str) -> None:
    return None


def put_in_place(dist: Path) -> None:
    dist.mkdir()
    (dist / "index.html").write_text("")


def test_a_page_is_absent_then_being_built_then_ready(dist: Path) -> None:
    assert read_state(dist) == PageState(Stage.ABSENT)
    with building(dist, say):
        assert read_state(dist) == PageState(Stage.BUILDING)
        note(dist, FETCHING)
        assert read_state(dist) == FETCHING
        assert last_failure(dist) is None
        forget(dist)
        put_in_place(dist)
    assert read_state(dist) == PageState(Stage.READY)


def test_a_page_that_is_there_is_ready_whoever_builds_or_checks(dist: Path) -> None:
    put_in_place(dist)
    with building(dist, say):
        note(dist, FETCHING)
        assert read_state(dist) == PageState(Stage.READY)


def test_a_build_that_failed_says_why_unless_an_older_page_is_there(dist: Path) -> None:
    note(dist, FAILED, WHY)
    assert read_state(dist) == FAILED
    with building(dist, say):
        assert read_state(dist) == PageState(Stage.BUILDING), "that was the build before"
    put_in_place(dist)
    assert read_state(dist) == PageState(Stage.READY)
    assert last_failure(dist) == WHY


def test_a_build_that_was_killed_is_not_running(dist: Path) -> None:
    note(dist, FETCHING)
    assert read_state(dist) == PageState(Stage.ABSENT)
    assert last_failure(dist) is None


@pytest.mark.parametrize(
    "junk", ["", "{}", "[]", '{"stage": "new"}', '{"stage": "failed", "words": "/a/b"}', "\0"]
)
def test_junk_is_no_state(dist: Path, junk: str) -> None:
    dist.with_name("page.json").write_text(junk)
    assert read_state(dist) == PageState(Stage.ABSENT)
    assert last_failure(dist) is None
