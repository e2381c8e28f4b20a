from pathlib import Path

import pytest

from infra.embedded import data as module
from infra.embedded.data import kept_secret, prepare_data
from infra.embedded.errors import DataUnusableError, DiskFullError


def test_a_new_data_is_closed_to_readers(tmp_path: Path) -> None:
    data = prepare_data(tmp_path / "a" / "b")
    assert data.stat().st_mode & 0o066 == 0
    assert prepare_data(data / ".." / "b") == data


def test_a_file_is_no_data(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DataUnusableError, match="DATA="):
        prepare_data(tmp_path / "file")


def test_room_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROOM", 1 << 60)
    with pytest.raises(DiskFullError, match="MB left"):
        prepare_data(tmp_path)


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    secret = kept_secret(tmp_path / "secret")
    assert len(secret) >= 32
    assert kept_secret(tmp_path / "secret") == secret
    assert kept_secret(tmp_path / "other") != secret
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
