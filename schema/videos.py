"""Videos that an endpoint's account keeps in the graph. They are the provider's, read as they are."""

import base64
import binascii
from enum import Enum
from typing import Annotated, Any, cast

import strawberry

from schema.context import Info
from schema.enums import described
from schema.errors import error_values
from schema.mutate import Payload
from schema.relay import PageInfo
from schema.scalars import DateTime, moment_text
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import untyped
from studio.rendering.ports import ProviderBusy, ProviderError
from studio.rendering.remote_videos import shelf_to_read, video_to_delete
from studio.rendering.shelf import RemoteVideo, RemoteVideoPage

_DEFAULT, _MOST = 50, 100
_MARK = b"video:"
_NO_PAGE = RemoteVideoPage((), None, has_more=False)


class ProviderVideoState(Enum):
    QUEUED = "QUEUED"
    RUNNING = "RUNNING"
    COMPLETED = "COMPLETED"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


described(
    ProviderVideoState,
    "How far a provider is with a video.",
    {
        "QUEUED": "It waits.",
        "RUNNING": "It is being made.",
        "COMPLETED": "It is made.",
        "FAILED": "It came to nothing.",
        "CANCELLED": "It was stopped.",
    },
)


@strawberry.type(description="A video that the account of an endpoint keeps.")
class ProviderVideo:
    id: strawberry.ID = strawberry.field(description="Its id at the provider.")
    state: ProviderVideoState = strawberry.field(description="How far it is.")
    progress: float | None = strawberry.field(description="0 to 1, where the provider tells.")
    model: str | None = strawberry.field(description="What made it.")
    prompt: str | None = strawberry.field(description="What was asked for.")
    width: int | None = strawberry.field(description="In pixels.")
    height: int | None = strawberry.field(description="In pixels.")
    seconds: float | None = strawberry.field(description="Its length.")
    created_at: DateTime | None = strawberry.field(description="When it was asked for.")
    completed_at: DateTime | None = strawberry.field(description="When it was finished.")
    expires_at: DateTime | None = strawberry.field(
        description="When its file will be gone at the provider."
    )
    remixed_from: strawberry.ID | None = strawberry.field(
        description="The video it was made from, by its id at the provider."
    )
    problem: str | None = strawberry.field(description="Why it failed, in the provider's words.")


@strawberry.type(description="A provider's video in a list.")
class ProviderVideoEdge:
    node: ProviderVideo = strawberry.field(description="The video.")
    cursor: str = strawberry.field(description="Its place, for `after`.")


@strawberry.type(description="A page of a provider's videos, the newest first.")
class ProviderVideoConnection:
    edges: list[ProviderVideoEdge] = strawberry.field(description="The videos with their cursors.")
    nodes: list[ProviderVideo] = strawberry.field(description="The videos alone.")
    page_info: PageInfo = strawberry.field(description="Whether there is more.")
    problem: str | None = strawberry.field(
        description="Why they cannot be told now and what to do, or null where they are. Providers "
        "do not count them, so there is no total."
    )


@strawberry.type
class VideoQueries:
    @strawberry.field(
        description="What the account of an endpoint of the OpenAI Videos shape keeps; null for an "
        "endpoint that is not there or that the viewer may not render on."
    )
    async def provider_videos(
        self,
        info: Info,
        endpoint_id: Annotated[strawberry.ID, strawberry.argument(description="The endpoint.")],
        first: Annotated[
            int | None, strawberry.argument(description="How many, 0 to 100; 50 if not said.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="The cursor they come after.")
        ] = None,
    ) -> ProviderVideoConnection | None:
        context = info.context
        size = _DEFAULT if first is None else max(0, min(first, _MOST))
        start = None if after is None else _read_cursor(after)
        page, problem = _NO_PAGE, None
        try:
            async with context.work() as work:
                facts = await shelf_to_read(work, context.viewer, untyped("endpoint", endpoint_id))
        except UserError:
            return None
        if size and (after is None or start is not None):
            try:
                page = await context.services.shelf.list_videos(facts, first=size, after=start)
            except ProviderError as error:
                problem = error.message
        values = _connection(page, problem, continued=start is not None)
        found = await context.reads.payload(info._raw_info, values)
        return cast("ProviderVideoConnection", found)


@strawberry.input(description="A video to delete where the provider keeps it.")
class DeleteProviderVideoInput:
    endpoint_id: strawberry.ID = strawberry.field(description="The endpoint.")
    video_id: strawberry.ID = strawberry.field(description="The video's id at the provider.")


@strawberry.type(description="What deleteProviderVideo answers.")
class DeleteProviderVideoPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(description="The id of what is gone.")


@strawberry.type
class VideoMutations:
    @strawberry.mutation(
        description="Delete a video at its provider; takes that were made of it stay. What is gone "
        "there already is deleted, too."
    )
    async def delete_provider_video(
        self,
        info: Info,
        input: Annotated[DeleteProviderVideoInput, strawberry.argument(description="Which.")],
    ) -> DeleteProviderVideoPayload:
        context = info.context
        values: dict[str, Any] = {"userErrors": []}
        try:
            async with context.work() as work:
                facts = await video_to_delete(
                    work, context.viewer, untyped("endpoint", input.endpoint_id), input.video_id
                )
            await context.services.shelf.delete_video(facts, input.video_id)
            values["deletedId"] = input.video_id
        except UserError as error:
            values["userErrors"] = [error_values(error)]
        except ProviderError as error:
            values["userErrors"] = [error_values(_told(error))]
        found = await context.reads.payload(info._raw_info, values)
        return cast("DeleteProviderVideoPayload", found)


def _told(error: ProviderError) -> UserError:
    later = isinstance(error, ProviderBusy)
    return UserError(
        error.message,
        code=ErrorCode.UNAVAILABLE if later else ErrorCode.INVALID_STATE,
        field=None if later else ["videoId"],
    )


def _connection(page: RemoteVideoPage, problem: str | None, *, continued: bool) -> dict[str, Any]:
    nodes = [_values(video) for video in page.videos]
    cursors = [_write_cursor(video.id) for video in page.videos]
    return {
        "nodes": nodes,
        "edges": [
            {"node": node, "cursor": cursor} for node, cursor in zip(nodes, cursors, strict=True)
        ],
        "pageInfo": {
            "hasNextPage": page.has_more,
            "hasPreviousPage": continued,
            "startCursor": cursors[0] if cursors else None,
            "endCursor": _write_cursor(page.last_id) if page.last_id else None,
        },
        "problem": problem,
    }


def _values(video: RemoteVideo) -> dict[str, Any]:
    moments = {
        "createdAt": video.created_at,
        "completedAt": video.completed_at,
        "expiresAt": video.expires_at,
    }
    return {
        "id": video.id,
        "state": video.state.value,
        "progress": video.progress,
        "model": video.model,
        "prompt": video.prompt,
        "width": video.width,
        "height": video.height,
        "seconds": video.seconds,
        "remixedFrom": video.remixed_from,
        "problem": video.error_message,
        **{name: moment_text(at) if at else None for name, at in moments.items()},
    }


def _write_cursor(video_id: str) -> str:
    return base64.urlsafe_b64encode(_MARK + video_id.encode()).decode().rstrip("=")


def _read_cursor(text: str) -> str | None:
    """The id of the video it comes after, or None for a cursor that is not ours."""
    try:
        packed = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        found = packed.removeprefix(_MARK).decode("ascii")
    except (ValueError, binascii.Error):
        return None
    return found if packed.startswith(_MARK) and found and found.isprintable() else None
