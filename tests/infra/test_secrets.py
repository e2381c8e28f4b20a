from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from infra.secrets import Secrets, open_secrets
from infra.settings import Settings, SettingsError
from studio.kernel.ports import UnsealError


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_can_be_unsealed(plain: str) -> None:
    secrets = Secrets(b"k" * 32)
    sealed = secrets.seal(plain)
    assert secrets.unseal(sealed) == plain
    assert secrets.seal(plain) != sealed, "never twice the same"


@given(st.integers(0, 1000), st.integers(1, 255))
def test_a_changed_byte_is_found(place: int, change: int) -> None:
    secrets = Secrets(b"k" * 32)
    sealed = bytearray(secrets.seal("a RunPod key"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises(UnsealError):
        secrets.unseal(bytes(sealed))


def test_another_key_cannot_unseal_it() -> None:
    sealed = Secrets(b"a" * 32).seal("x")
    with pytest.raises(UnsealError, match="STORYCANVAS_SECRET_KEY"):
        Secrets(b"b" * 32).unseal(sealed)


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\x02" + b"x" * 40])
def test_what_was_never_sealed(sealed: bytes) -> None:
    with pytest.raises(UnsealError):
        Secrets(b"a" * 32).unseal(sealed)


def test_the_key_is_made_once_and_kept_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data")
    sealed = open_secrets(settings).seal("x")
    again = open_secrets(settings)
    assert again.unseal(sealed) == "x"
    assert len(again.media_key) == 32
    file = tmp_path / "data/secret"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_of_two_processes_at_once_the_second_takes_the_first_s_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(data=tmp_path)

    def meanwhile(_handle: int) -> None:
        (tmp_path / "secret").write_text("f" * 64)

    with monkeypatch.context() as patch:
        patch.setattr("infra.secrets.os.fsync", meanwhile)
        made = open_secrets(settings)
    assert made.media_key == open_secrets(settings).media_key == Secrets(b"f" * 64).media_key
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_given_key_is_used_and_must_be_long(tmp_path: Path) -> None:
    given_key = Settings(data=tmp_path, secret_key=SecretStr("x" * 32))
    assert open_secrets(given_key).media_key == open_secrets(given_key).media_key
    assert not (tmp_path / "secret").exists()
    with pytest.raises(SettingsError, match="32"):
        open_secrets(Settings(data=tmp_path, secret_key=SecretStr("x" * 31)))


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("short")
    with pytest.raises(SettingsError, match="damaged"):
        open_secrets(Settings(data=tmp_path))
