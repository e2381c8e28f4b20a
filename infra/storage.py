"""The object store: bytes under their SHA-256, and a place where uploads wait to be looked at.

A folder (`DATA/media`) or an S3 bucket. Keys: `blobs/ab/<sha256>`, `staging/<attempt>/<index>`.
"""

import asyncio
import hashlib
import ipaddress
import os
import re
import shutil
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from infra.settings import Settings
from studio.rendering.ports import UploadSlot

_CHUNK = 4 * 1024 * 1024
_LONGEST_SIGNATURE = 7 * 24 * 3600
_BLOBS = "blobs"
_STAGING = "staging"
_ADOPTING = "adopting"
_DAY = 24 * 3600.0


class StorageError(Exception):
    """The bytes could not be stored or read; the message says what to do."""

    code = "STORAGE_UNAVAILABLE"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class StorageUnavailable(StorageError):
    """The store does not answer. Worth trying again."""


class StorageFull(StorageUnavailable):
    """There is no room left. Worth trying again once somebody has made some."""

    code = "STORAGE_FULL"


class UploadTooLarge(StorageError):
    """More bytes came than an output may have."""

    code = "UPLOAD_TOO_LARGE"


class OutputMissing(StorageError):
    """Nothing was uploaded where an output was announced, or a stored blob is gone."""

    code = "OUTPUT_MISSING"


class OutputDamaged(StorageError):
    """What was uploaded is not what was announced."""

    code = "OUTPUT_DAMAGED"


@dataclass(frozen=True, slots=True)
class Kept:
    """What identifies a blob; `size` in bytes."""

    sha256: str
    size: int


class MediaStore:
    """`delivers`: an endpoint outside this machine can upload to it by presigned addresses."""

    def __init__(self, store: LocalStore | S3Store, *, root: Path | None, delivers: bool) -> None:
        self._store = store
        self._root = root
        self.delivers = delivers

    @classmethod
    def from_settings(cls, settings: Settings) -> "MediaStore":
        if settings.s3_bucket is None:
            root = settings.data.expanduser().resolve() / "media"
            with _storing():
                return cls(LocalStore(prefix=root, mkdir=True), root=root, delivers=False)
        return cls(_bucket(settings), root=None, delivers=_outside(settings.s3_endpoint_url))

    @property
    def folder(self) -> Path | None:
        """Where it keeps files on this machine; None for a bucket."""
        return self._root

    async def stage(
        self, attempt_id: UUID, index: int, chunks: AsyncIterator[bytes], *, limit: int
    ) -> int:
        """Store an upload to be adopted later; answers its size in bytes.

        All of it becomes visible or nothing. Raises UploadTooLarge beyond `limit` bytes,
        StorageFull or StorageUnavailable; what `chunks` raises comes through.
        """
        size = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal size
            async for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise UploadTooLarge(f"An output may have {limit} bytes at most.")
                yield chunk

        with _storing():
            await self._store.put_async(_staged(attempt_id, index), counted())
        return size

    @asynccontextmanager
    async def adopt(
        self, attempt_id: UUID, index: int, *, sha256: str, size: int
    ) -> AsyncIterator[Path]:
        """Check a staged upload and keep it as a blob; gives a file of its bytes meanwhile.

        Safe to repeat until `clear_staging`. Raises OutputMissing, OutputDamaged, StorageFull or
        StorageUnavailable.
        """
        with tempfile.TemporaryDirectory(prefix="storycanvas-") as folder:
            if self._root is not None:
                yield await self._adopt_here(self._root, _staged(attempt_id, index), sha256, size)
            else:
                file = Path(folder) / str(index)
                yield await self._adopt_there(file, _staged(attempt_id, index), sha256, size)

    async def keep(self, data: bytes) -> str:
        """Store bytes of our own making; answers their SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        with _storing():
            await self._store.put_async(_blob(sha256), data)
        return sha256

    async def keep_file(self, file: Path, *, download: str | None = None) -> Kept:
        """Store a file of this machine; `download` is the disposition that a bucket serves it with.

        Raises StorageFull or StorageUnavailable."""
        kept = await asyncio.to_thread(_measure, file)
        with _storing():
            await self._put(kept.sha256, kept.size, file, download)
        return kept

    async def size(self, sha256: str) -> int | None:
        """The blob's size in bytes, or None where there is none."""
        found = await self._head(sha256)
        return found["size"] if found else None

    async def local(self, sha256: str) -> Path | None:
        """Where a folder has the blob, to be read and nothing else; None in a bucket, and where
        there is none."""
        if self._root is None:
            return None
        path = self._root / _blob(sha256)
        return path if await asyncio.to_thread(path.is_file) else None

    async def fetch(self, sha256: str, file: Path) -> None:
        """Write the blob into a file. Raises OutputMissing, StorageFull or StorageUnavailable."""
        with _storing(), file.open("wb") as out:
            async for chunk in self.stream(sha256):
                await asyncio.to_thread(out.write, chunk)

    async def kept_before(self, seconds: float) -> AsyncIterator[list[str]]:
        """The SHA-256 of blobs that were stored longer ago than that, some at a time."""
        with _storing():
            async for page in self._store.list(_BLOBS):
                yield [entry["path"].rpartition("/")[2] for entry in page if _age(entry) > seconds]

    async def discard(self, sha256: str) -> bool:
        """Remove the blob, which no row names, unless it was stored within a day: somebody may be
        about to own it. Whether it is gone. Raises StorageUnavailable."""
        found = await self._head(sha256)
        if found is None or _age(found) < _DAY:
            return found is None
        with _storing():
            if self._root is not None:
                return await asyncio.to_thread(_discard_here, self._root, _blob(sha256))
            await self._store.delete_async(_blob(sha256))
        return True

    async def stream(
        self, sha256: str, start: int = 0, end: int | None = None
    ) -> AsyncIterator[bytes]:
        """The blob's bytes from `start` up to but without `end`. Raises OutputMissing."""
        wanted: obstore.GetOptions = {"range": {"offset": start} if end is None else (start, end)}
        with _storing():
            result = await self._store.get_async(_blob(sha256), options=wanted)
            async for chunk in result.stream(min_chunk_size=256 * 1024):
                yield bytes(chunk)

    async def signed_get(self, sha256: str, seconds: int) -> str | None:
        """An address that gives the blob to whoever has it; None for a folder."""
        return await self._sign("GET", _blob(sha256), seconds)

    async def upload_slot(
        self, attempt_id: UUID, index: int, media_type: str, seconds: int
    ) -> UploadSlot | None:
        """Where the output can be PUT without passing through us; None for a folder."""
        url = await self._sign("PUT", _staged(attempt_id, index), seconds)
        return UploadSlot(url, {"Content-Type": media_type}) if url is not None else None

    async def clear_staging(self, attempt_id: UUID) -> None:
        """Forget the uploads of an attempt that is over."""
        await self._remove(f"{_STAGING}/{attempt_id.hex}")

    async def clear_stale(self, seconds: float) -> None:
        """Forget uploads that nobody adopted for so long. S3: a lifecycle rule does it."""
        if self._root is not None:
            await asyncio.to_thread(_remove_older, self._root, time.time() - seconds)

    async def _adopt_here(self, root: Path, staged: str, sha256: str, size: int) -> Path:
        """Under a name of its own first, so that nobody can replace it between check and use."""
        held = f"{_ADOPTING}/{uuid4().hex}"
        with _storing():
            await self._store.copy_async(staged, held)
            try:
                await asyncio.to_thread(_check, root / held, sha256, size)
                os.utime(root / held)
                await self._store.rename_async(held, _blob(sha256))
            except BaseException:
                (root / held).unlink(missing_ok=True)
                raise
        return root / _blob(sha256)

    async def _adopt_there(self, file: Path, staged: str, sha256: str, size: int) -> Path:
        with _storing():
            result = await self._store.get_async(staged)
            if result.meta["size"] != size:
                raise _damaged("size")
            with file.open("wb") as out:
                async for chunk in result.stream(min_chunk_size=_CHUNK):
                    await asyncio.to_thread(out.write, chunk)
            await asyncio.to_thread(_check, file, sha256, size)
            await self._put(sha256, size, file)
        return file

    async def _put(self, sha256: str, size: int, file: Path, download: str | None = None) -> None:
        """Unless it is there since lately: `discard` is not to take it before a row names it."""
        found = await self._head(sha256)
        if found is None or found["size"] != size or _age(found) > _DAY / 2:
            given: obstore.Attributes | None = None
            if download is not None and self._root is None:
                given = {"Content-Disposition": download}
            await self._store.put_async(_blob(sha256), file, attributes=given)

    async def _head(self, sha256: str) -> "obstore.ObjectMeta | None":
        try:
            with _storing():
                return await self._store.head_async(_blob(sha256))
        except OutputMissing:
            return None

    async def _sign(self, method: Literal["GET", "PUT"], key: str, seconds: int) -> str | None:
        if not isinstance(self._store, S3Store):
            return None
        lasting = timedelta(seconds=min(seconds, _LONGEST_SIGNATURE))
        with _storing():
            return await obstore.sign_async(self._store, method, key, lasting)

    async def _remove(self, prefix: str) -> None:
        with _storing():
            if self._root is not None:
                await asyncio.to_thread(shutil.rmtree, self._root / prefix, ignore_errors=True)
                return
            async for page in self._store.list(prefix):
                await self._store.delete_async([entry["path"] for entry in page])


def _bucket(settings: Settings) -> S3Store:
    secret = settings.s3_secret_access_key
    given = {
        "access_key_id": settings.s3_access_key_id,
        "secret_access_key": secret.get_secret_value() if secret else None,
        "endpoint": settings.s3_endpoint_url,
    }
    plain = (settings.s3_endpoint_url or "").startswith("http://")
    return S3Store(
        settings.s3_bucket,
        region=settings.s3_region,
        client_options={"allow_http": plain, "timeout": "60s", "connect_timeout": "5s"},
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
        **{name: value for name, value in given.items() if value is not None},  # type: ignore[arg-type]
    )


def _outside(address: str | None) -> bool:
    """Whether a machine elsewhere can be expected to reach this address."""
    if address is None:
        return True
    host = urlsplit(address).hostname or ""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".local", ".localhost", ".internal"))


def _blob(sha256: str) -> str:
    return f"{_BLOBS}/{sha256[:2]}/{sha256}"


def _staged(attempt_id: UUID, index: int) -> str:
    return f"{_STAGING}/{attempt_id.hex}/{index}"


def _age(found: "obstore.ObjectMeta") -> float:
    return time.time() - found["last_modified"].timestamp()


def _discard_here(root: Path, key: str) -> bool:
    """Under another name first: what was stored since it was looked at goes back."""
    held = root / _ADOPTING / uuid4().hex
    held.parent.mkdir(exist_ok=True)
    try:
        (root / key).rename(held)
    except FileNotFoundError:
        return True
    old = time.time() - held.stat().st_mtime >= _DAY
    if not old:
        with suppress(FileExistsError):
            os.link(held, root / key)
    held.unlink()
    return old


def _check(file: Path, sha256: str, size: int) -> None:
    """Compare the file with what was announced, and have it on the disk for good."""
    with file.open("rb") as data:
        if os.fstat(data.fileno()).st_size != size:
            raise _damaged("size")
        if hashlib.file_digest(data, "sha256").hexdigest() != sha256:
            raise _damaged("SHA-256")
        os.fsync(data.fileno())


def _measure(file: Path) -> Kept:
    with file.open("rb") as data:
        size = os.fstat(data.fileno()).st_size
        return Kept(hashlib.file_digest(data, "sha256").hexdigest(), size)


def _damaged(what: str) -> OutputDamaged:
    return OutputDamaged(
        f"The uploaded output is not what the endpoint announced: its {what} differs. Retry."
    )


def _remove_older(root: Path, before: float) -> None:
    for folder in (root / _STAGING, root / _ADOPTING):
        for entry in folder.iterdir() if folder.is_dir() else ():
            if entry.stat().st_mtime >= before:
                continue
            if entry.is_dir():
                shutil.rmtree(entry, ignore_errors=True)
            else:
                entry.unlink(missing_ok=True)


@contextmanager
def _storing() -> Iterator[None]:
    """Turn what the store raises into our errors.

    It tells by words alone that there is no room: EFBIG, ENOSPC or EDQUOT.
    """
    try:
        yield
    except FileNotFoundError:
        raise OutputMissing("The endpoint did not upload an output it announced. Retry.") from None
    except (BaseError, OSError) as error:
        words = str(error).split("\n", 1)[0]
        if re.search(r"(os error|Errno) (27|28|122)\b", words):
            raise StorageFull(
                "There is no room left for media. Free some space; it will be tried again."
            ) from None
        raise StorageUnavailable(f"The media store does not answer: {words}") from error
