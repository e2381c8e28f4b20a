"""The videos that accounts of Videos APIs keep: listed and deleted, one short call each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from infra.outbound import guarded_client
from infra.providers.openai_videos import OpenAIVideos
from infra.providers.registry import videos_for
from infra.providers.videos_answers import is_id
from infra.settings import Settings
from studio.kernel.ports import Sealer
from studio.rendering.ports import EndpointFacts, ProviderRefused, ProviderUnsupported
from studio.rendering.shelf import RemoteVideoPage, Shelf


class VideoShelf(Shelf):
    """Speaks to the servers themselves; nothing is kept between two calls."""

    def __init__(self, settings: Settings, sealer: Sealer) -> None:
        self._settings = settings
        self._sealer = sealer

    async def list_videos(
        self, endpoint: EndpointFacts, *, first: int, after: str | None
    ) -> RemoteVideoPage:
        async with self._provider(endpoint) as provider:
            try:
                return await provider.list_videos(first=first, after=after)
            except ProviderRefused:
                if after is None:
                    raise
                return RemoteVideoPage((), None, has_more=False)  # a cursor that it does not know

    async def delete_video(self, endpoint: EndpointFacts, video_id: str) -> None:
        if not is_id(video_id):
            raise ProviderRefused("This is not the id of a video.")
        async with self._provider(endpoint) as provider:
            await provider.delete_video(video_id)

    @asynccontextmanager
    async def _provider(self, endpoint: EndpointFacts) -> AsyncIterator[OpenAIVideos]:
        if endpoint.provider != "OPENAI_VIDEOS":
            raise ProviderUnsupported(
                f"{endpoint.name!r} keeps no videos: it is no server of the OpenAI Videos shape."
            )
        allowed = endpoint.local or self._settings.allow_private_endpoints
        async with guarded_client(allowed) as client:
            yield videos_for(endpoint, self._settings, client, self._sealer)
