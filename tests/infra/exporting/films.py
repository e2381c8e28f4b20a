"""Animatics of small media, and what is seen in them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import UUID

import av
import pytest
from PIL import Image

from infra.exporting.animatic import make_animatic
from infra.exporting.task import Made, Task
from infra.pictures import picture_of
from studio.exporting.cutlist import CutList, Event, Media, Section, tracks_of
from studio.exporting.options import ExportFormat, ExportOptions, Quality
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.infra.exporting.coded import coded_film

OPTIONS = ExportOptions(
    ExportFormat.ANIMATIC, pan_and_zoom=False, captions=False, quality=Quality.PREVIEW
)
NTSC_FILM, NTSC = Fraction(24_000, 1001), Fraction(30_000, 1001)
RED, GREEN, BLUE, BLACK = (200, 40, 40), (40, 160, 60), (40, 60, 200), (0, 0, 0)
DISSOLVE, FADE, WIPE = TransitionKind.DISSOLVE, TransitionKind.FADE, TransitionKind.WIPE


@dataclass
class Studio:
    """A folder with media, and what is made of them."""

    folder: Path
    files: dict[UUID, Path] = field(default_factory=dict)

    def still(self, picture: Image.Image | tuple[int, int, int], form: str = "png") -> Media:
        if isinstance(picture, tuple):
            picture = Image.new("RGB", (64, 36), picture)
        number = len(self.files) + 1
        path = self.folder / f"still {number}"
        picture.save(path, form, exif=picture.getexif())
        return self.keep(path, MediaKind.IMAGE)

    def film(self, frames: int, rate: Fraction, path: Path | None = None, **more: Any) -> Media:
        path = path or coded_film(
            self.folder / f"film {len(self.files)}", frames, rate=rate, **more
        )
        return replace(self.keep(path, MediaKind.VIDEO), frames=frames, rate=rate)

    def keep(self, path: Path, kind: MediaKind) -> Media:
        number = UUID(int=len(self.files) + 1)
        self.files[number] = path
        return Media(number, f"Film/{number.int}", kind, "0" * 64, 64, 36)

    def make(self, of: CutList, options: ExportOptions = OPTIONS, **more: Any) -> Made:
        out = self.folder / f"out {len(list(self.folder.iterdir()))}"
        out.mkdir()
        return make_animatic(
            Task(of, replace(options, **more), self.files, out), lambda share: None
        )

    def shown(
        self, of: CutList, options: ExportOptions = OPTIONS, **more: Any
    ) -> list[Image.Image]:
        made = self.make(of, options, **more)
        with av.open(str(made.files[0])) as file:
            return [picture_of(frame) for frame in file.decode(video=0)]


def shot(start: int, end: int, media: Media | None, **more: Any) -> Event:
    return Event(UUID(int=(1 << 64) + start), f"{start}A Shot", Span(start, end), media, **more)


def cut(
    *events: Event,
    rate: Fraction = Fraction(24),
    drop: bool = False,
    size: tuple[int, int] = (64, 36),
    sounds: Sequence[Event] = (),
) -> CutList:
    timecode = Timecode(rate, drop)
    end = max((one.span.end for one in events), default=0)
    section = Section(UUID(int=7), "INT. HALL - DAY", Span(0, end))
    begins = timecode.read("01:00:00;00" if drop else "01:00:00:00")
    return CutList(
        UUID(int=1), "The Film", timecode, *size, (section,), tracks_of(events), tracks_of(sounds), begins
    )  # fmt: skip


def colour(picture: Image.Image, x: float = 0.5, y: float = 0.5) -> tuple[int, ...]:
    found = picture.getpixel((int(x * picture.width), int(y * picture.height)))
    assert isinstance(found, tuple)
    return found


def like(wanted: Sequence[float], by: float = 5) -> Any:
    return pytest.approx(wanted, abs=by)


def blended(first: Sequence[int], second: Sequence[int], share: float) -> list[float]:
    return [a * (1 - share) + b * share for a, b in zip(first, second, strict=True)]
