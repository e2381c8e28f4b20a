"""The file of a backup: a plain tar of the dump, the blobs, the secret and, last, the manifest.

Nothing in it is believed: names, kinds, sizes and digests are checked before a byte is used.
"""

import hashlib
import io
import os
import re
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from api.cli.keeping.errors import KeepingError
from api.cli.keeping.manifest import Manifest, Media

DUMP, SECRET, MANIFEST = "database.dump", "secret", "manifest.json"
_BLOB = re.compile(r"media/blobs/([0-9a-f]{2})/(\1[0-9a-f]{62})")
_LONGEST_MANIFEST = 16 * 1024 * 1024
_LONGEST_SECRET = 4096
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Contents:
    """The files of a backup. `blobs` is the folder of a media store; None for a bucket."""

    dump: Path
    blobs: Path | None
    bucket: str | None
    secret: Path | None


def write_archive(
    file: Path, contents: Contents, describe: Callable[[Media, str | None], Manifest]
) -> Manifest:
    """Write a new file, readable by its owner alone; `describe` is given the secret's SHA-256."""
    with open(file, "xb", opener=_private) as out:
        with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as tar:
            _add(tar, contents.dump, DUMP)
            media = _add_media(tar, contents)
            secret = _add(tar, contents.secret, SECRET) if contents.secret else None
            manifest = describe(media, secret)
            described = manifest.model_dump_json(indent=2).encode()
            tar.addfile(_member(MANIFEST, len(described)), io.BytesIO(described))
        out.flush()
        os.fsync(out.fileno())
    return manifest


@dataclass(frozen=True, slots=True)
class Archive:
    """A backup whose members are all expected, and of the sizes that its manifest tells."""

    tar: tarfile.TarFile
    members: dict[str, tarfile.TarInfo]
    manifest: Manifest

    @property
    def size(self) -> int:
        """Bytes of all that is in it."""
        return sum(member.size for member in self.members.values())

    def extract(self, folder: Path) -> None:
        """Put dump, secret and media there, all of it checked. Raises KeepingError.

        Media that were damaged when the backup was made are left out.
        """
        manifest = self.manifest
        self._extract(DUMP, folder / DUMP, manifest.database.sha256)
        if SECRET in self.members:
            self._extract(SECRET, folder / SECRET, manifest.key_sha256)
        for name in self.members:
            blob = _BLOB.fullmatch(name)
            if blob is not None and blob[2] not in manifest.media.damaged:
                self._extract(name, folder / name, blob[2])

    def _extract(self, name: str, target: Path, sha256: str | None) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with _readable(), open(target, "xb", opener=_private) as out:
            source = self.tar.extractfile(self.members[name])
            assert source is not None
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                out.write(chunk)
        if digest.hexdigest() != sha256:
            raise KeepingError(f"The backup is damaged: {name} is not what was written. {_OTHER}")


_OTHER = "Use another copy of it."


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    """Read a backup. Raises KeepingError for what is no backup, is cut off, or is not to be trusted."""
    with file.open("rb") as raw:
        with _readable():
            tar = tarfile.open(fileobj=raw, mode="r:")  # noqa: SIM115 (closed below)
        with tar:
            with _readable():
                members = _members(tar)
                manifest = _manifest(tar, members)
            _demand_all(members, manifest)
            yield Archive(tar, members, manifest)


def _members(tar: tarfile.TarFile) -> dict[str, tarfile.TarInfo]:
    members: dict[str, tarfile.TarInfo] = {}
    for member in tar:
        name = member.name
        plain = member.type in {tarfile.REGTYPE, tarfile.AREGTYPE} and not member.issparse()
        expected = name in {DUMP, SECRET, MANIFEST} or _BLOB.fullmatch(name)
        if not (plain and expected) or name in members:
            raise KeepingError(
                f"This is not a backup of StoryCanvas: {name[:100]!r} does not belong into one."
            )
        members[name] = member
    return members


def _manifest(tar: tarfile.TarFile, members: dict[str, tarfile.TarInfo]) -> Manifest:
    found = members.get(MANIFEST)
    if found is None or found.size > _LONGEST_MANIFEST:
        raise KeepingError(f"The backup is cut off, or is none: it has no manifest. {_OTHER}")
    source = tar.extractfile(found)
    assert source is not None
    try:
        return Manifest.model_validate_json(source.read())
    except ValidationError as error:
        problem = error.errors()[0]
        where = ".".join(str(part) for part in problem["loc"])
        raise KeepingError(
            f"The backup's manifest cannot be read ({where}: {problem['msg']}). It may be of a "
            f"newer StoryCanvas: update this one, or use another copy."
        ) from None


def _demand_all(members: dict[str, tarfile.TarInfo], manifest: Manifest) -> None:
    blobs = [member.size for name, member in members.items() if _BLOB.fullmatch(name)]
    secret = members.get(SECRET)
    agreed = (
        DUMP in members
        and members[DUMP].size == manifest.database.size
        and (len(blobs), sum(blobs)) == (manifest.media.files, manifest.media.size)
        and (secret is not None) == (manifest.key_sha256 is not None)
        and (secret is None or secret.size <= _LONGEST_SECRET)
    )
    if not agreed:
        raise KeepingError(f"The backup is damaged: it is not what its manifest tells. {_OTHER}")


@contextmanager
def _readable() -> Iterator[None]:
    """Turn what tarfile makes of bytes that are no tar into words."""
    try:
        yield
    except (tarfile.TarError, EOFError, ValueError, OverflowError) as error:
        raise KeepingError(f"The backup is cut off, or is none ({error}). {_OTHER}") from None


def _add_media(tar: tarfile.TarFile, contents: Contents) -> Media:
    if contents.blobs is None:
        return Media(where="bucket", bucket=contents.bucket)
    files, size, damaged = 0, 0, []
    for blob in sorted(contents.blobs.glob("??/*")):
        name = f"media/blobs/{blob.parent.name}/{blob.name}"
        if _BLOB.fullmatch(name) is None or not blob.is_file():
            continue
        if _add(tar, blob, name) != blob.name:
            damaged.append(blob.name)
        files, size = files + 1, size + tar.getmember(name).size
    return Media(where="folder", files=files, size=size, damaged=tuple(damaged))


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


class _Digesting:
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self._source.read(size)
        self._digest.update(chunk)
        return chunk

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _add(tar: tarfile.TarFile, file: Path, name: str) -> str:
    """Add the file; answers the SHA-256 of what was added."""
    with file.open("rb") as source:
        reader: Any = _Digesting(source)
        tar.addfile(_member(name, os.fstat(source.fileno()).st_size), reader)
        digest: str = reader.sha256
    return digest


def _member(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    return member
