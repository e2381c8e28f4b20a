import fcntl
import os
import threading
import time
from pathlib import Path

import pytest

from infra.filelock import held, is_held


class Refused(Exception):
    pass


def refuse() -> None:
    raise Refused


def never() -> None:
    pytest.fail("nobody else held it")


def test_a_lock_is_held_by_one_and_free_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    assert not is_held(file)
    with held(file, patience=0, refused=never):
        assert is_held(file)
        assert file.stat().st_mode & 0o777 == 0o600
        with pytest.raises(Refused), held(file, patience=0, refused=refuse):
            pass
        assert is_held(file)
    assert not is_held(file)


def test_one_that_only_looks_keeps_nobody_out(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    file.touch()
    looking = os.open(file, os.O_RDONLY)
    fcntl.flock(looking, fcntl.LOCK_SH)
    done = threading.Timer(0.1, os.close, [looking])
    done.start()
    with held(file, patience=60, refused=never):
        pass
    done.join()


def test_whoever_is_not_refused_waits_for_it(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    came: list[str] = []

    def second() -> None:
        with held(file, patience=0, refused=lambda: came.append("waits")):
            came.append("has it")

    with held(file, patience=0, refused=never):
        thread = threading.Thread(target=second)
        thread.start()
        while not came:
            time.sleep(0.01)
        time.sleep(0.05)
        assert came == ["waits"]
    thread.join()
    assert came == ["waits", "has it"]
