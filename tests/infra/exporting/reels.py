"""Small films to export, whose files lie in a folder."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from PIL import Image

from infra.exporting.task import Task
from studio.exporting.cutlist import CutList, Event, Media, Section, first_hour
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span

SECOND = 24


@dataclass
class Reel:
    """Shots of a second each, laid one after another; `cut` is what they make."""

    folder: Path
    events: list[Event] = field(default_factory=list)
    files: dict[UUID, Path] = field(default_factory=dict)

    def shot(self, name: str = "", path: Path | None = None, **given: Any) -> Event:
        """One that shows a file; nothing without one."""
        rank = len(self.events)
        media = None
        if path is not None:
            film = given.pop("frames", None)
            media = Media(
                UUID(int=rank + 100),
                path.name,
                MediaKind.VIDEO if film else MediaKind.IMAGE,
                "0" * 64,
                64,
                36,
                film,
                Fraction(24) if film else None,
                facts=given.pop("facts", {}),
            )
            if path.exists():
                self.files[media.id] = path
        span = Span.of(SECOND * rank, SECOND)
        event = Event(UUID(int=rank + 1), name, span, media, **given)
        self.events.append(event)
        return event

    def still(self, name: str = "", colour: str = "red", **given: Any) -> Event:
        path = self.folder / f"{len(self.events)}.png"
        Image.new("RGB", (64, 36), colour).save(path)
        return self.shot(name, path, **given)

    def noise(self, size: tuple[int, int]) -> Event:
        """What compresses worst, and is unlike all others."""
        rank = len(self.events)
        path = self.folder / f"{rank}.jpg"
        dots = np.random.default_rng(rank).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
        Image.fromarray(dots).save(path, quality=90)
        return self.shot(f"{rank}", path)

    def cut(
        self,
        name: str = "Film",
        scenes: Sequence[str] = ("Scene",),
        size: tuple[int, int] = (1280, 720),
    ) -> CutList:
        timecode = Timecode(Fraction(SECOND))
        each = SECOND * -(-len(self.events) // len(scenes))
        sections = [
            Section(UUID(int=900 + n), scene, Span.of(each * n, each))
            for n, scene in enumerate(scenes)
        ]
        tracks = (tuple(self.events),) if self.events else ()
        project = UUID(int=1)
        return CutList(
            project, name, timecode, *size, tuple(sections), tracks, (), first_hour(timecode)
        )

    def task(self, cut: CutList, form: ExportFormat, **options: Any) -> Task:
        out = self.folder / "out"
        out.mkdir(exist_ok=True)
        return Task(cut, ExportOptions(form, **options), self.files, out)
