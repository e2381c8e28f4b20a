import fcntl
import json
import os
import threading
from pathlib import Path

import pytest

from infra.embedded import lock as module
from infra.embedded.errors import DataInUseError
from infra.embedded.lock import RunningStudio, hold, running_studio


def test_a_studio_is_found_while_its_lock_is_held(tmp_path: Path) -> None:
    with hold(tmp_path) as lock:
        assert running_studio(tmp_path) is None
        lock.publish("http://127.0.0.1:1", "t")
        assert running_studio(tmp_path) == RunningStudio(os.getpid(), "http://127.0.0.1:1", "t")
        assert (tmp_path / "studio.json").stat().st_mode & 0o777 == 0o600
        lock.withdraw()
        assert running_studio(tmp_path) is None
        lock.publish("http://127.0.0.1:1", "t")
    assert running_studio(tmp_path) is None


def test_a_card_without_a_lock_or_of_another_process_is_not_believed(tmp_path: Path) -> None:
    card = {"pid": 1, "url": "http://127.0.0.1:1", "token": "t"}
    (tmp_path / "studio.json").write_text(json.dumps(card))
    (tmp_path / "lock").write_text("1")
    assert running_studio(tmp_path) is None
    with hold(tmp_path):
        assert not (tmp_path / "studio.json").exists()
        for words in (json.dumps(card), "", "[]", '{"pid": 1}'):
            (tmp_path / "studio.json").write_text(words)
            assert running_studio(tmp_path) is None


def test_the_second_holder_is_told_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PATIENCE", 0.1)
    with hold(tmp_path) as lock:
        with pytest.raises(DataInUseError, match=rf"process {os.getpid()}\) is starting"):
            hold(tmp_path).__enter__()
        lock.publish("http://127.0.0.1:8123", "secret")
        with pytest.raises(DataInUseError, match=r"at http://127\.0\.0\.1:8123") as refused:
            hold(tmp_path).__enter__()
        assert "secret" not in str(refused.value)
    with hold(tmp_path):
        pass


def test_a_reader_does_not_keep_a_launcher_out(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    reader = os.open(tmp_path / "lock", os.O_RDONLY)
    fcntl.flock(reader, fcntl.LOCK_SH)
    done = threading.Timer(0.2, os.close, [reader])
    done.start()
    with hold(tmp_path):
        pass
    done.join()
