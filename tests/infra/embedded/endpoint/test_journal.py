import json
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded.endpoint.journal import Journal, JournalUnwritableError

FIRST = {"event": "accepted", "at": 1, "id": "a"}
SECOND = {"event": "accepted", "at": 2, "id": "b", "input": {"name": "Ophélie \ud800"}}


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path)
    yield opened
    opened.close()


def test_what_was_written_is_read(journal: Journal, tmp_path: Path) -> None:
    journal.append(FIRST)
    journal.append(SECOND, sync=False)
    assert journal.events() == [FIRST, SECOND]
    assert (tmp_path / "journal.jsonl").stat().st_mode & 0o077 == 0


def test_a_torn_last_line_is_cut_off_and_written_over(journal: Journal, tmp_path: Path) -> None:
    journal.append(FIRST)
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"event":"accepted","at":2,"i')
    assert journal.events() == [FIRST]
    journal.append(SECOND)
    assert journal.events() == [FIRST, SECOND]


def test_a_line_that_is_damaged_is_left_out(journal: Journal, tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").write_text('\0\0\0\n["x"]\n{"event":"done"}\n')
    journal.append(FIRST)
    assert journal.events() == [FIRST]


def test_an_event_that_did_not_fit_leaves_no_trace(journal: Journal) -> None:
    journal.append(FIRST)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        with pytest.raises(JournalUnwritableError):
            journal.append({**SECOND, "input": "x" * 200})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    journal.append(SECOND)
    assert journal.events() == [FIRST, SECOND]


def test_a_large_journal_is_begun_anew_and_the_old_one_stays(
    journal: Journal, tmp_path: Path
) -> None:
    kept = {"event": "kept", "at": 3, "id": "b", "job": {}}
    journal.append(FIRST)
    journal.carry_over([kept], larger_than=1_000)
    assert journal.events() == [FIRST]
    journal.carry_over([kept], larger_than=10)
    journal.append(SECOND)
    assert journal.events() == [kept, SECOND]
    journal.carry_over([kept], larger_than=10)
    lines = [
        json.loads(line)
        for file in tmp_path.glob("journal*.jsonl")
        for line in file.read_text().splitlines()
    ]
    assert sorted(line["id"] for line in lines if line["event"] == "accepted") == ["a", "b"]
    assert {file.name for file in tmp_path.iterdir()} == {
        "journal.jsonl",
        "journal.1.jsonl",
        "journal.2.jsonl",
    }


def test_a_new_journal_that_was_ready_is_taken_up(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl.new").write_text(json.dumps(FIRST) + "\n")
    journal = Journal(tmp_path)
    assert journal.events() == [FIRST]
    journal.close()
