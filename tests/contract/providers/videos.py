"""The OpenAI Videos shape: one video an order, which stays with its server."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from uuid import uuid4

from PIL import Image

from infra.outbound import guarded_client
from infra.providers.openai_videos import OpenAIVideos
from infra.providers.videos_form import menu_of
from studio.rendering.ports import InputFile, MediaKind, Order, Provider
from tests.contract.providers.meddling import Meddler, meddler_before
from tests.doubles.videos.server import VideosServer, serve_videos


class VideosSide:
    submit = ("POST", "/videos")
    ask = ("GET", "/videos/")
    patience = "infra.providers.openai_videos._WHOLE"
    largest = "infra.providers.openai_videos._ANSWER_BYTES"
    names = False
    keeps = True
    http = True
    nobody = "nobody"
    kind = MediaKind.VIDEO
    most = 1

    def __init__(self, provider: Provider, meddler: Meddler, server: VideosServer) -> None:
        self.provider = provider
        self.meddler = meddler
        self.server = server
        server.stops = True

    def order(self, count: int = 1) -> Order:
        return Order(
            attempt=f"attempt_{uuid4().hex}",
            kind=MediaKind.VIDEO,
            brief={
                "prompt": "Elsinore, ink",
                "width": 1280,
                "height": 720,
                "fps": "24",
                "frames": 96,
                "seed": 7,
                "count": count,
            },
            uploads=(),
            report_url=None,
            webhook_url=None,
            execution_timeout=20_000,
            ttl=60_000,
            files=(InputFile("start.png", None, "ab" * 32),),
        )

    def unsupported(self) -> Order | None:
        return replace(self.order(), kind=MediaKind.IMAGE)

    def accepted(self) -> list[str]:
        return [created.id for created in self.server.journal]

    async def run(self, job: str) -> None:
        self.server.advance(job, "in_progress", progress=50)

    async def finish(self, job: str) -> list[bytes]:
        created = next(one for one in self.server.journal if one.id == job)
        assert created.picture is not None
        film = f"film {job} ".encode() * 2_000
        self.server.advance(job, "completed", progress=100, file=film)
        return [film]

    async def restart(self) -> None:
        return None


async def _picture(_: InputFile) -> AsyncIterator[bytes]:
    out = io.BytesIO()
    Image.new("RGB", (90, 160), "teal").save(out, "PNG")
    yield out.getvalue()


def videos_side(key: str) -> Callable[[], AbstractAsyncContextManager[VideosSide]]:
    @asynccontextmanager
    async def opening() -> AsyncIterator[VideosSide]:
        with serve_videos(key) as serving:
            far = serving.url.removesuffix("/v1")
            async with (
                meddler_before(far) as meddler,
                guarded_client(allow_private=True) as client,
            ):
                provider = OpenAIVideos(
                    client,
                    base_url=f"{meddler.url}/v1",
                    api_key=key,
                    model="sora-2",
                    menu=menu_of("sora-2", {}),
                    open_file=_picture,
                )
                yield VideosSide(provider, meddler, serving.server)

    return opening
