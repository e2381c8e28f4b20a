"""Claims to bytes that are already in the object store."""

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

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


async def add_asset(work: Work, file: StoredFile, *, workspace_id: UUID, project_id: UUID) -> UUID:
    """Own the file: its blob, if it is new here, and an asset of the project."""
    await work.session.execute(
        insert(Blob)
        .values(sha256=file.sha256, size=file.size, media_type=file.media_type)
        .on_conflict_do_nothing(constraint="pk_blobs")
    )
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
    )
    work.session.add(asset)
    await work.session.flush()
    return asset.id
