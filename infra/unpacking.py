"""What is in an archive that somebody sent, one file after another and never by its name.

Nothing is written where the archive says: paths, links and modes mean nothing here. What unpacks to
more than it may is given up where it passes the limit, whatever its headers promise.
"""

import hashlib
import io
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MOST_ENTRIES = 50_000
MOST_READ = 16 * 1024**2
"""Bytes that are read at once: the directory of an archive is, and each name in it takes memory."""
_TOO_MANY = f"An archive of {MOST_ENTRIES:,} files at most can be read."
_CHUNK = 1024 * 1024
_ENCRYPTED = 0x1


class NoArchive(Exception):
    """It cannot be unpacked; the message says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of an archive, by the name that it says it has."""

    name: str
    info: zipfile.ZipInfo


@dataclass(slots=True)
class Archive:
    """`left` is how many more bytes may come out of it."""

    file: zipfile.ZipFile
    left: int

    def entries(self) -> Iterator[Entry]:
        """Its plain files. Raises NoArchive for more than there may be, and for locked ones."""
        infos = self.file.infolist()
        if len(infos) > MOST_ENTRIES:
            raise NoArchive(_TOO_MANY)
        for info in infos:
            mode = info.external_attr >> 16
            if info.is_dir() or (mode and stat.S_ISLNK(mode)):
                continue
            if info.flag_bits & _ENCRYPTED:
                raise NoArchive("This archive is locked with a password. Pack it without one.")
            yield Entry(info.filename, info)

    def unpack(self, entry: Entry, to: Path, limit: int) -> str:
        """Write its bytes into this file; answers their SHA-256. Raises NoArchive."""
        digest, size = hashlib.sha256(), 0
        try:
            with self.file.open(entry.info) as source, to.open("wb") as target:
                while chunk := source.read(_CHUNK):
                    size += len(chunk)
                    self.left -= len(chunk)
                    if size > limit or self.left < 0:
                        raise NoArchive("This archive unpacks to more than can be taken.")
                    digest.update(chunk)
                    target.write(chunk)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise NoArchive("This archive is damaged. Pack it anew.") from error
        return digest.hexdigest()


class _Sparing(io.BufferedReader):
    """A file that nobody reads much of at once."""

    def read(self, size: int | None = -1, /) -> bytes:
        if size is not None and size > MOST_READ:
            raise NoArchive(_TOO_MANY)
        return super().read(size)


@contextmanager
def opened(path: Path, limit: int) -> Iterator[Archive]:
    """The archive, of which `limit` bytes may be unpacked. Raises NoArchive."""
    with _Sparing(io.FileIO(path)) as packed:
        try:
            file = zipfile.ZipFile(packed)
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise NoArchive("This archive is damaged, or is none.") from error
        with file:
            yield Archive(file, limit)
