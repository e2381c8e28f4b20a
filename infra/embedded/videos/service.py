"""Which video is drawn next, and what became of it: one at a time, the oldest first."""

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from infra.embedded.videos.drawing import DrawingFailed
from infra.embedded.videos.shelf import Shelf, Video

log = logging.getLogger(__name__)


class Draw(Protocol):
    """Draws a film; raises DrawingFailed."""

    async def __call__(
        self, video: Video, *, start: Path | None, into: Path, on_progress: Callable[[float], None]
    ) -> None: ...


class Studio:
    """Draws what is on the shelf and waits; begun again after a restart."""

    def __init__(self, shelf: Shelf, draw: Draw) -> None:
        self.shelf = shelf
        self._draw = draw
        self._news = asyncio.Event()
        self._drawing: tuple[str, asyncio.Task[None]] | None = None

    def create(
        self,
        *,
        prompt: str,
        size: tuple[int, int],
        seconds: int,
        start: bytes | None,
        remixed_from: str | None = None,
    ) -> Video:
        self.shelf.forget_old()
        video = self.shelf.add(
            prompt=prompt, size=size, seconds=seconds, start=start, remixed_from=remixed_from
        )
        self._news.set()
        return video

    def delete(self, video: Video) -> None:
        """Remove the video; one that is being drawn is stopped."""
        self.shelf.remove(video)
        if self._drawing is not None and self._drawing[0] == video.id:
            self._drawing[1].cancel()

    async def run(self) -> None:
        """Draw until cancelled."""
        while True:
            self._news.clear()
            waiting = [one for one in self.shelf.videos.values() if one.status == "queued"]
            if not waiting:
                await self._news.wait()
                continue
            video = min(waiting, key=lambda one: one.id)
            task = asyncio.create_task(self._make(video))
            self._drawing = (video.id, task)
            try:
                await asyncio.wait([task])
            finally:
                self._drawing = None
                task.cancel()
                with suppress(asyncio.CancelledError, OSError):
                    await task

    async def _make(self, video: Video) -> None:
        def on_progress(part: float) -> None:
            self.shelf.change(video.id, progress=min(99, int(100 * part)))

        self.shelf.change(video.id, status="in_progress")
        film = self.shelf.film(video)
        try:
            await self._draw(
                video, start=self.shelf.start(video), into=film, on_progress=on_progress
            )
            found = {"status": "completed", "progress": 100}
            self.shelf.change(video.id, **found, completed_at=int(time.time()))
        except (DrawingFailed, OSError) as error:
            log.warning("video %s was not drawn: %s", video.id, error)
            told = {"code": "rendering_failed", "message": str(error)}
            self.shelf.change(video.id, status="failed", error=told, completed_at=int(time.time()))
        if video.id not in self.shelf.videos:
            film.unlink(missing_ok=True)
