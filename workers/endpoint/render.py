"""What every renderer is: a task in, files out, steps reported on the way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from workers.endpoint.task import Kind, Task


class Stage(StrEnum):
    STARTING = "STARTING"
    RUNNING = "RUNNING"
    SAVING = "SAVING"


@dataclass(frozen=True, slots=True)
class Step:
    """`progress` is 0…1 over the whole task; `preview` is a picture in any format Pillow reads."""

    progress: float
    message: str
    preview: bytes | None = field(default=None, repr=False)
    stage: Stage = Stage.RUNNING


@dataclass(frozen=True, slots=True)
class File:
    """One output: bytes, or a path inside the folder given to `render`."""

    data: bytes | Path = field(repr=False)
    media_type: str
    kind: Kind
    width: int
    height: int
    seed: int
    frames: int | None = None
    fps: str | None = None
    model: str | None = None


OnStep = Callable[[Step], Awaitable[None]]


class Renderer(Protocol):
    """`name` and `version` say what made a file; one that knows its GPU has its name as `gpu`.
    Cancelling `render` stops the work at once."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    async def render(self, task: Task, *, folder: Path, on_step: OnStep) -> list[File]:
        """The files, in the order of the task's outputs; `folder` is emptied afterwards.

        Raises EndpointError.
        """
