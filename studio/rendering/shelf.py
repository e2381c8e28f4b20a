"""The videos that an account of a Videos API keeps, seen from the domain. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from studio.rendering.ports import EndpointFacts, ReportState


@dataclass(frozen=True, slots=True)
class RemoteVideo:
    """A video as its provider tells of it. What it does not tell is None.

    `progress` is 0 to 1, `seconds` its length; after `expires_at` its file is gone.
    """

    id: str
    state: ReportState
    progress: float | None = None
    model: str | None = None
    prompt: str | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    created_at: datetime | None = None
    completed_at: datetime | None = None
    expires_at: datetime | None = None
    remixed_from: str | None = None
    error_code: str | None = None
    error_message: str | None = None


@dataclass(frozen=True, slots=True)
class RemoteVideoPage:
    """Some of them, the newest first. `last_id` is what the next page comes after."""

    videos: tuple[RemoteVideo, ...]
    last_id: str | None
    has_more: bool


class Shelf(Protocol):
    """What is kept at an endpoint of the OpenAI Videos shape.

    Raises ProviderError; ProviderUnsupported for an endpoint of another protocol.
    """

    async def list_videos(
        self, endpoint: EndpointFacts, *, first: int, after: str | None
    ) -> RemoteVideoPage:
        """At most `first` of them (1 to 100), those after the video `after`."""
        ...

    async def delete_video(self, endpoint: EndpointFacts, video_id: str) -> None:
        """Have it deleted; one that is gone already is deleted."""
        ...
