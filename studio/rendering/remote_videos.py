"""What people do with the videos that an endpoint's account keeps, as far as it is ours to allow."""

from uuid import UUID

from sqlalchemy import exists, select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.work import Work
from studio.rendering.endpoints import facts_of
from studio.rendering.models import Attempt, Endpoint
from studio.rendering.ports import EndpointFacts


async def shelf_to_read(work: Work, viewer: Viewer, endpoint_id: UUID | None) -> EndpointFacts:
    """What listing the account's videos needs. The call itself is for after this work."""
    row = await find(work, viewer, Endpoint, endpoint_id, lock=False)
    viewer.demand_edit()
    return facts_of(row)


async def video_to_delete(
    work: Work, viewer: Viewer, endpoint_id: UUID | None, video_id: str
) -> EndpointFacts:
    """The same for deleting one; INVALID_STATE for the video of a render that is not over."""
    facts = await shelf_to_read(work, viewer, endpoint_id)
    if not 0 < len(video_id) <= 500 or not (video_id.isascii() and video_id.isprintable()):
        raise UserError("There is no video of this id.", field=["videoId"])
    under_way = await work.session.scalar(
        select(
            exists().where(
                Attempt.endpoint_id == facts.id,
                Attempt.provider_job_id == video_id,
                Attempt.ended_at.is_(None),
            )
        )
    )
    if under_way:
        raise UserError(
            "A render of this studio is still made from this video. Cancel the render, or wait "
            "until it is saved.",
            code=ErrorCode.INVALID_STATE,
            field=["videoId"],
        )
    return facts
