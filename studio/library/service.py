"""Claims to bytes that are already in the object store."""

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset, Blob


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in the object store, and what a look into it showed. Sizes in bytes and pixels."""

    sha256: str
    size: int
    media_type: str
    kind: MediaKind
    width: int | None = None
    height: int | None = None
    frames: int | None = None
    rate: Fraction | None = None
    samples: int | None = None
    sample_rate: int | None = None


async def own_blob(work: Work, sha256: str, *, size: int, media_type: str) -> None:
    """Have a blob of these bytes, and hold it, so that it is not discarded before a row names it."""
    new = (
        insert(Blob)
        .values(sha256=sha256, size=size, media_type=media_type)
        .on_conflict_do_nothing(constraint="pk_blobs")
        .returning(Blob.sha256)
    )
    there = select(Blob.sha256).where(Blob.sha256 == sha256)
    held = there.with_for_update(read=True, key_share=True)
    while not (await work.session.scalar(new) or await work.session.scalar(held)):
        pass


async def add_asset(work: Work, file: StoredFile, *, workspace_id: UUID, project_id: UUID) -> UUID:
    """Own the file: its blob, if it is new here, and an asset of the project."""
    await own_blob(work, file.sha256, size=file.size, media_type=file.media_type)
    asset = Asset(
        id=uuid7(),
        workspace_id=workspace_id,
        project_id=project_id,
        blob_sha256=file.sha256,
        kind=file.kind.value,
        width=file.width,
        height=file.height,
        frames=file.frames,
        fps_numerator=file.rate.numerator if file.rate else None,
        fps_denominator=file.rate.denominator if file.rate else None,
        samples=file.samples,
        sample_rate=file.sample_rate,
    )
    work.session.add(asset)
    await work.session.flush()
    return asset.id
