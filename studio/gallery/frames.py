"""Frames of films as pictures of their own: takes of the clip whose film it is."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.gallery.service import add_brought
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import typed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.library.models import Asset
from studio.library.service import StoredFile
from studio.timeline.models import Clip

FRAME = "frame"
"""What stands as the model of a picture that was taken out of a film."""


@dataclass(frozen=True, slots=True)
class FrameWanted:
    """The frame of this rank, 0 the first, of a film in the object store; without one, that which is
    shown after so many seconds, the last where the film is over by then."""

    sha256: str
    frame: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Extracted:
    """A frame of this rank in the object store, with its thumbnail."""

    frame: int
    file: StoredFile
    thumbnail: StoredFile | None


async def find_frame(
    work: Work, viewer: Viewer, take_id: UUID | None, *, frame: int | None, seconds: float | None
) -> FrameWanted:
    """Where the frame is to be had. Raises NOT_FOUND, FORBIDDEN, INVALID_STATE, BAD_USER_INPUT."""
    take = await find(work, viewer, Take, take_id, lock=False, field="takeId")
    viewer.demand_edit()
    if take.kind != MediaKind.VIDEO.value:
        raise UserError(
            "Only a film has frames to take out.", code=ErrorCode.INVALID_STATE, field=["takeId"]
        )
    if (frame is None) == (seconds is None):
        raise UserError("Name either the frame or the seconds.", field=["frame"])
    if seconds is not None and seconds < 0:
        raise UserError("seconds is 0 or more.", field=["seconds"])
    asset = await work.session.get_one(Asset, take.asset_id)
    if frame is not None and not 0 <= frame < (asset.frames or 1):
        raise UserError(
            f"The film has {asset.frames} frames, 0 to {(asset.frames or 1) - 1}.", field=["frame"]
        )
    return FrameWanted(asset.blob_sha256, frame, seconds or 0.0)


async def bring_frame(
    work: Work, viewer: Viewer, take_id: UUID | None, extracted: Extracted
) -> UUID:
    """Make it a take beside the film; the same frame twice is one take. Raises NOT_FOUND, FORBIDDEN."""
    seen = await find(work, viewer, Take, take_id, lock=False, field="takeId")
    viewer.demand_edit()
    clip = await find(work, viewer, Clip, seen.clip_id)
    origin = {"fromTake": typed("take", seen.id), "frame": extracted.frame}
    there = await work.session.scalar(
        select(Take.id)
        .where(
            Take.clip_id == clip.id,
            Take.model == FRAME,
            Take.parameters.contains(origin),
            Take.deleted_at.is_(None),
        )
        .limit(1)
    )
    if there is not None:
        return there
    return await add_brought(
        work,
        clip,
        extracted.file,
        extracted.thumbnail,
        workspace_id=viewer.workspace_id,
        model=FRAME,
        prompt=seen.prompt,
        negative_prompt=seen.negative_prompt,
        parameters=origin,
    )
