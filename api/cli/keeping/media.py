"""Whether the object store has what the rows say, and what it has besides."""

import asyncio
import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from api.cli.keeping.findings import Finding
from infra.storage import MediaStore, OutputMissing
from studio.library.models import Blob

_AT_ONCE = 32
_DAY = 24 * 3600.0
_SHOWN_BY = text("""
SELECT DISTINCT blob_sha256, 'take_' || replace(takes.id::text, '-', '')
FROM assets JOIN takes ON assets.id IN (asset_id, thumbnail_asset_id)
WHERE blob_sha256 = ANY(:blobs) AND takes.deleted_at IS NULL
""")
_WAITING = text("""
SELECT count(takes.id), coalesce(sum(blobs.size), 0)::bigint,
    (SELECT count(*) FROM discarded_blobs)
FROM takes JOIN assets ON assets.id = asset_id JOIN blobs ON blobs.sha256 = blob_sha256
WHERE takes.deleted_at IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class _Row:
    sha256: str
    size: int


async def check_blobs(connection: AsyncConnection, store: MediaStore, *, deep: bool) -> Finding:
    """That each blob's bytes are there, of the right size and, if `deep`, the right SHA-256."""
    found = await connection.execute(select(Blob.sha256, Blob.size).order_by(Blob.sha256))
    rows = [_Row(sha256, size) for sha256, size in found]
    wrong: dict[str, str] = {}
    for start in range(0, len(rows), _AT_ONCE):
        batch = rows[start : start + _AT_ONCE]
        said = await asyncio.gather(*(_fault(store, row, deep=deep) for row in batch))
        wrong |= {row.sha256: fault for row, fault in zip(batch, said, strict=True) if fault}
    shown_by: dict[str, list[str]] = {}
    for sha256, take in await connection.execute(_SHOWN_BY, {"blobs": list(wrong)}):
        shown_by.setdefault(sha256, []).append(take)
    return Finding(
        area="media",
        looked=f"{len(rows)} files, each there with its {'size and SHA-256' if deep else 'size'}",
        problems=[
            f"{sha256} {fault}{_of(shown_by.get(sha256, ()))}" for sha256, fault in wrong.items()
        ],
        advice="Restore them from a backup, or render the takes anew.",
    )


async def check_deleted(connection: AsyncConnection) -> Finding:
    """What is deleted and can be brought back, and what waits to be removed. Never a problem."""
    takes, size, files = (await connection.execute(_WAITING)).one()
    return Finding(
        area="deleted",
        looked=f"{takes} takes ({size / 2**20:.1f} MB) wait to be purged, {files} files to be removed",
    )


async def check_orphans(
    engine: AsyncEngine, root: Path, *, repair: bool, now: float | None = None
) -> Finding:
    """Files that no row speaks of; younger than a day, they may be about to get one.

    With `repair` the older ones are removed. `now` is in seconds since 1970.
    """
    # By the time of the inode: a file that is moved or linked into place keeps its older mtime.
    before = (time.time() if now is None else now) - _DAY
    files = {file: file.stat() for file in await asyncio.to_thread(_files, root / "blobs")}
    known = await _known(engine, files)
    orphans = [file for file in sorted(files) if file.name not in known]
    old = [file for file in orphans if files[file].st_ctime < before]
    size = sum(files[file].st_size for file in old)
    if repair:
        for file in old:
            await asyncio.to_thread(file.unlink, missing_ok=True)
    young = len(orphans) - len(old)
    return Finding(
        area="orphans",
        looked=f"{young} files younger than a day are left alone"
        if young
        else "no file is in excess",
        problems=[f"{file.relative_to(root)} belongs to nothing" for file in old],
        mended=f"removed, {size / 2**20:.1f} MB" if repair else "",
        advice=f"--repair removes them ({size / 2**20:.1f} MB).",
    )


async def _fault(store: MediaStore, row: _Row, *, deep: bool) -> str | None:
    size = await store.size(row.sha256)
    if size is None:
        return "is missing"
    if size != row.size:
        return f"has {size} bytes instead of {row.size}"
    if not deep:
        return None
    digest = hashlib.sha256()
    try:
        async for chunk in store.stream(row.sha256):
            digest.update(chunk)
    except OutputMissing:
        return "is missing"
    return None if digest.hexdigest() == row.sha256 else "holds other bytes"


async def _known(engine: AsyncEngine, files: Iterable[Path]) -> set[str]:
    """Which of the files' names are blobs now, or are to be removed, in a transaction of its own."""
    names = [file.name for file in files]
    async with engine.connect() as connection:
        statement = text("""
        SELECT sha256 FROM blobs WHERE sha256 = ANY(:names)
        UNION SELECT sha256 FROM discarded_blobs WHERE sha256 = ANY(:names)
        """)
        return set(await connection.scalars(statement, {"names": names}))


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


def _of(takes: Sequence[str]) -> str:
    return f" (of {', '.join(sorted(takes))})" if takes else ""
