"""What a backup may be: everything else is refused before a byte of it is used."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.cli.keeping import restore
from api.cli.keeping.archive import Contents, open_archive, write_archive
from api.cli.keeping.errors import KeepingError
from api.cli.keeping.manifest import Database, Manifest, Media

BLOBS = [b"a picture", b"another", b""]
Members = list[tuple[tarfile.TarInfo, bytes]]


def write(folder: Path, blobs: list[bytes] = BLOBS) -> Path:
    """A backup of a studio that never was."""
    folder.mkdir(exist_ok=True)
    dump, secret, store = folder / "dump", folder / "key", folder / "blobs"
    dump.write_bytes(b"PGDMP, so to say")
    secret.write_text("5" * 64)
    for blob in blobs:
        sha256 = hashlib.sha256(blob).hexdigest()
        (store / sha256[:2]).mkdir(parents=True, exist_ok=True)
        (store / sha256[:2] / sha256).write_bytes(blob)

    def describe(media: Media, key_sha256: str | None) -> Manifest:
        return Manifest(
            version="0.1.0",
            made_at=datetime.now(UTC),
            revision="0001",
            database=Database(
                size=dump.stat().st_size,
                sha256=hashlib.sha256(dump.read_bytes()).hexdigest(),
                rows={},
                server=18,
                program=18,
            ),
            media=media,
            key="file",
            key_sha256=key_sha256,
        )

    write_archive(folder / "backup", Contents(dump, store, None, secret), describe)
    return folder / "backup"


def members_of(backup: Path) -> Members:
    with tarfile.open(backup) as tar:
        return [(member, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]


def rewrite(backup: Path, members: Members, mode: str = "w") -> None:
    with tarfile.open(backup, mode) as tar:  # type: ignore[call-overload]
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_what_was_written_comes_back_for_the_owner_alone(tmp_path: Path) -> None:
    backup = write(tmp_path)
    assert backup.stat().st_mode & 0o777 == 0o600
    out = tmp_path / "out"
    with open_archive(backup) as archive:
        archive.extract(out)
        assert (archive.manifest.media.files, archive.manifest.media.size) == (3, 16)
    blobs = {hashlib.sha256(blob).hexdigest(): blob for blob in BLOBS}
    assert files_of(out) == {
        "database.dump": b"PGDMP, so to say",
        "secret": b"5" * 64,
        **{f"media/blobs/{name[:2]}/{name}": blob for name, blob in blobs.items()},
    }
    assert (out / "secret").stat().st_mode & 0o777 == 0o600


def test_media_that_were_damaged_before_are_told_and_left_out(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "backup").unlink()
    victim = next((tmp_path / "blobs").glob("??/*"))
    victim.write_bytes(b"something else")
    backup = write(tmp_path, blobs=[])
    with open_archive(backup) as archive:
        assert archive.manifest.media.damaged == (victim.name,)
        archive.extract(tmp_path / "out")
    restored = {file.name for file in (tmp_path / "out" / "media").rglob("*") if file.is_file()}
    assert restored == {file.name for file in (tmp_path / "blobs").glob("??/*")} - {victim.name}


@given(share=st.floats(0, 0.999))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_cut_off_anywhere_it_is_refused(tmp_path: Path, share: float) -> None:
    whole = tmp_path / "backup"
    content = whole.read_bytes() if whole.exists() else write(tmp_path).read_bytes()
    padding = len(content) - len(content.rstrip(b"\0"))
    cut = tmp_path / "cut"
    cut.write_bytes(content[: int(share * (len(content) - padding))])
    with pytest.raises(KeepingError, match=r"cut off|damaged"), open_archive(cut):
        pass


@given(at=st.floats(0, 0.999), bit=st.integers(0, 7))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_flipped_bit_gets_through_unsaid(
    tmp_path_factory: pytest.TempPathFactory, at: float, bit: int
) -> None:
    folder = tmp_path_factory.mktemp("flip")
    content = bytearray(write(folder).read_bytes())
    content[int(at * len(content))] ^= 1 << bit
    (folder / "flipped").write_bytes(content)
    try:
        with open_archive(folder / "flipped") as archive:
            archive.extract(folder / "out")
    except KeepingError:
        return
    with open_archive(folder / "backup") as archive:  # it was in padding, or in words
        archive.extract(folder / "whole")
    assert files_of(folder / "out") == files_of(folder / "whole")


def _named(name: str) -> tarfile.TarInfo:
    return tarfile.TarInfo(name)


def _link(name: str, kind: bytes) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, "/etc/passwd"
    return member


def _sparse(name: str) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type = tarfile.GNUTYPE_SPARSE
    return member


_BLOB = f"media/blobs/00/{'0' * 64}"


@pytest.mark.parametrize(
    "member",
    [
        _named("../outside"),
        _named("/etc/cron.d/evil"),
        _named("media/blobs/../../../outside"),
        _named(f"media/blobs/aa/{'0' * 64}"),
        _named(f"{_BLOB}\n"),
        _named("postgres.location"),
        _named("database.dump"),  # a second one
        _link(_BLOB, tarfile.SYMTYPE),
        _link(_BLOB, tarfile.LNKTYPE),
        _link(_BLOB, tarfile.CHRTYPE),
        _link(_BLOB, tarfile.DIRTYPE),
        _sparse(_BLOB),
    ],
    ids=lambda member: repr((member.name[:24], member.type)),
)
def test_a_member_that_does_not_belong_is_refused(
    tmp_path: Path, member: tarfile.TarInfo, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = write(tmp_path)
    rewrite(backup, [(member, b""), *members_of(backup)])
    with pytest.raises(KeepingError, match="does not belong"), open_archive(backup):
        pass
    assert refused(backup, tmp_path / "data", monkeypatch)


def test_a_sparse_file_in_disguise_is_refused(tmp_path: Path) -> None:
    """A few bytes that would unpack to a terabyte, by the extended header of GNU."""
    backup = write(tmp_path)
    members = members_of(backup)
    members[0][0].pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.map": "0,1",
        "GNU.sparse.size": str(2**40),
    }
    with tarfile.open(backup, "w", format=tarfile.PAX_FORMAT) as tar:
        for member, content in members:
            tar.addfile(member, io.BytesIO(content))
    with pytest.raises(KeepingError, match="does not belong"), open_archive(backup):
        pass


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace('"size": 16', '"size": 17'),
        lambda text: text.replace('"files": 3', '"files": 2'),
        lambda text: text.replace('"key_sha256": "', '"key": "'),
        lambda text: text.replace('"format": 1', '"format": 2'),
        lambda text: text.replace('"size": 16', '"size": -16'),
        lambda text: text[:-5],
        lambda _: "[" * 100_000,
        lambda _: "\x00",
    ],
)
def test_a_manifest_that_does_not_hold_is_refused(
    tmp_path: Path, change: Callable[[str], str]
) -> None:
    backup = write(tmp_path)
    *rest, (member, content) = members_of(backup)
    changed = change(content.decode()).encode()
    assert changed != content
    member.size = len(changed)
    rewrite(backup, [*rest, (member, changed)])
    with pytest.raises(KeepingError), open_archive(backup):
        pass


def test_compressed_or_other_files_are_refused(tmp_path: Path) -> None:
    backup = write(tmp_path)
    rewrite(backup, members_of(backup), "w:gz")
    with pytest.raises(KeepingError, match="cut off, or is none"), open_archive(backup):
        pass
    backup.write_bytes(b"")
    with pytest.raises(KeepingError, match="cut off, or is none"), open_archive(backup):
        pass


def test_a_damaged_file_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = write(tmp_path)
    backup.write_bytes(backup.read_bytes().replace(b"a picture", b"A picture"))
    assert refused(backup, tmp_path / "data", monkeypatch)
    said = capsys.readouterr().err
    assert "is damaged: media/blobs/" in said
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["lock"]


def refused(backup: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether `storycanvas restore` says no, in words."""
    monkeypatch.setenv("STORYCANVAS_DATA", str(data))
    return restore.run(file=backup, data=data) == 1
