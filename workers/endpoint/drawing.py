"""The renderer for a machine without a GPU: drives a generator that draws, step by step."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.rehearsal.steps import File as DrawnFile
from workers.endpoint.rehearsal.steps import Step as DrawnStep
from workers.endpoint.render import File, OnStep, Step
from workers.endpoint.task import Task


class Artist(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def draw(
        self, brief: Mapping[str, Any], *, kind: str, seed: int, start_image: bytes | None
    ) -> Iterator[DrawnStep | DrawnFile]: ...


class DrawingRenderer:
    """Draws in a thread, one step at a time, so that a cancel acts between two steps."""

    def __init__(self, artist: Artist) -> None:
        self.name = artist.name
        self.version = artist.version
        self._artist = artist

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        return [await self._draw(task, index, on_step) for index in range(task.brief.count)]

    async def _draw(self, task: Task, index: int, on_step: OnStep) -> File:
        seed, count = task.brief.seed_of(index), task.brief.count
        drawing = self._artist.draw(
            task.brief.raw, kind=task.kind.value, seed=seed, start_image=task.start_image
        )
        while (drawn := await _next(drawing)) is not None:
            if isinstance(drawn, DrawnFile):
                return File(
                    data=drawn.data,
                    media_type=drawn.media_type,
                    kind=task.kind,
                    width=drawn.width,
                    height=drawn.height,
                    seed=seed,
                    frames=drawn.frames,
                    fps=drawn.fps,
                    model=self.name,
                )
            progress = (index + drawn.progress) / count
            await on_step(Step(progress, drawn.message, drawn.preview))
        raise EndpointError(
            ErrorCode.RENDER_FAILED, f"{self.name} drew nothing. Try another prompt."
        )


async def _next(drawing: Iterator[DrawnStep | DrawnFile]) -> DrawnStep | DrawnFile | None:
    # A cancelled wait leaves the step to end in its thread; the generator is dropped with it.
    return await asyncio.to_thread(next, drawing, None)
