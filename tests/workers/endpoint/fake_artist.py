"""Renderers for tests: an artist of the rehearsal's shape, and one that does nothing."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.workers.endpoint.inputs import png
from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.rehearsal.steps import File as DrawnFile
from workers.endpoint.rehearsal.steps import Step as DrawnStep
from workers.endpoint.render import File, OnStep
from workers.endpoint.task import Task


class FakeArtist:
    name = "fake"
    version = "7"

    def __init__(self, steps: int = 3, step_seconds: float = 0.0) -> None:
        self.steps = steps
        self.step_seconds = step_seconds
        self.drawn: list[tuple[Mapping[str, Any], str, int, bytes | None]] = []
        self.closed = 0

    def draw(
        self, brief: Mapping[str, Any], *, kind: str, seed: int, start_image: bytes | None
    ) -> Iterator[DrawnStep | DrawnFile]:
        self.drawn.append((brief, kind, seed, start_image))
        try:
            for step in range(self.steps):
                time.sleep(self.step_seconds)
                yield DrawnStep((step + 1) / self.steps, f"stroke {step + 1}", png())
            yield DrawnFile(png(), "image/png", 32, 18, None, None)
        finally:
            self.closed += 1


class NoopRenderer:
    name = "noop"
    version = "1"

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        data = png()
        return [
            File(data, "image/png", task.kind, 32, 18, task.brief.seed_of(index))
            for index in range(task.brief.count)
        ]


class UnhurriedRenderer(NoopRenderer):
    """Takes a second, more or less by the seed, whatever else the machine does."""

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        await asyncio.sleep(0.8 + 0.4 * (task.brief.seed_of(0) % 101) / 100)
        return await super().render(task, folder=folder, on_step=on_step)


class UnwillingRenderer(NoopRenderer):
    """Draws everything but what it is told is UNDRAWABLE."""

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        if "UNDRAWABLE" in task.brief.prompt:
            raise EndpointError(ErrorCode.INVALID_INPUT, "Nobody can draw this.")
        return await super().render(task, folder=folder, on_step=on_step)
