"""Takes that people bring themselves, in place of what could be rendered."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.gallery.service import add_brought
from studio.kernel.work import Work
from studio.library.models import Asset
from studio.library.service import StoredFile
from studio.timeline.models import Clip

UPLOADED = "uploaded"
"""What stands as the model of what nobody rendered here."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A file in the object store, its thumbnail, and what it was called."""

    file: StoredFile
    thumbnail: StoredFile | None
    name: str


async def bring_take(work: Work, viewer: Viewer, clip_id: UUID | None, brought: Brought) -> UUID:
    """Make it a take of the clip; the same file twice is one take. Raises NOT_FOUND, FORBIDDEN."""
    clip = await find(work, viewer, Clip, clip_id, field="clip")
    viewer.demand_edit()
    there = await work.session.scalar(
        select(Take.id)
        .join(Asset, Asset.id == Take.asset_id)
        .where(
            Take.clip_id == clip.id,
            Take.attempt_id.is_(None),
            Take.deleted_at.is_(None),
            Asset.blob_sha256 == brought.file.sha256,
        )
        .limit(1)
    )
    if there is not None:
        return there
    return await add_brought(
        work,
        clip,
        brought.file,
        brought.thumbnail,
        workspace_id=viewer.workspace_id,
        model=UPLOADED,
        parameters={"fileName": brought.name},
    )
