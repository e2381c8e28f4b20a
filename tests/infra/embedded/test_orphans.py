import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.embedded import orphans
from infra.embedded.orphans import Record, born, end_recorded
from tests.doubles.waiting import PATIENCE


@pytest.fixture
def stranger() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(["sleep", "1000"], start_new_session=True) as process:
        yield process
        process.kill()


def test_a_recorded_process_is_ended(tmp_path: Path, stranger: subprocess.Popen[bytes]) -> None:
    record = Record(tmp_path / "record.json")
    record.add("mine", stranger.pid, signal.SIGTERM)
    assert end_recorded(record.file, PATIENCE) == ["mine"]
    assert stranger.wait(PATIENCE) == -signal.SIGTERM
    assert end_recorded(record.file, PATIENCE) == []


def test_a_process_that_got_the_number_later_is_left_alone(
    tmp_path: Path, stranger: subprocess.Popen[bytes]
) -> None:
    record = Record(tmp_path / "record.json")
    record.add("mine", stranger.pid, signal.SIGTERM)
    words = json.loads(record.file.read_text())
    words["leaders"][0]["born"] = "1"
    record.file.write_text(json.dumps(words))
    assert end_recorded(record.file, 1) == []
    assert stranger.poll() is None


def test_a_list_from_before_the_last_boot_is_nothing(
    tmp_path: Path, stranger: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = Record(tmp_path / "record.json")
    with monkeypatch.context() as patch:
        patch.setattr(orphans, "_boot", lambda: "an earlier one")
        record.add("mine", stranger.pid, signal.SIGTERM)
    assert end_recorded(record.file, 1) == []
    assert stranger.poll() is None


@pytest.mark.parametrize("words", ["", "{", "[]", '{"boot": 1}', '{"leaders": [{}]}'])
def test_a_torn_list_is_no_list(tmp_path: Path, words: str) -> None:
    file = tmp_path / "record.json"
    file.write_text(words)
    assert end_recorded(file, 1) == []


def test_birth_tells_processes_apart(stranger: subprocess.Popen[bytes]) -> None:
    assert born(stranger.pid)
    assert born(stranger.pid) != born(os.getpid())
    stranger.kill()
    stranger.wait()
    assert born(stranger.pid) == ""
