"""What an animatic costs beside the bare encoding of the frames it is made of."""

import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from fractions import Fraction
from itertools import islice
from pathlib import Path
from uuid import UUID

import numpy as np

from infra.exporting.animatic import Showing, make_animatic
from infra.exporting.encoding import FilmFile
from infra.exporting.planes import Planes
from infra.exporting.task import Task
from studio.exporting.animatic import plan_of
from studio.exporting.cutlist import CutList, Event, Level, Media, Section, tracks_of
from studio.exporting.options import ExportFormat, ExportOptions, Quality
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from tests.bench import rehearsing
from tests.bench.measure import Effort, Measured
from tests.infra.exporting.sounds import write

_RATE = 24
_SIZE = (1280, 720)
_SHOT = 60
"""Frames: 24 shots are a minute."""
_CHUNK = 240
"""Frames that are held in memory, made before they are encoded, so that nothing else is counted."""
_CAPTION = "They come at four in the morning. Nobody has told them of the bridge."


async def animatic(effort: Effort) -> AsyncIterator[Measured]:
    """CPU seconds of this process alone, at 1280x720: nothing waits for anybody."""
    lengths = {Quality.PREVIEW: effort.of(24, 2), Quality.FINAL: effort.of(4, 1)}
    with tempfile.TemporaryDirectory() as folder:
        files = _media(Path(folder), max(lengths.values()))
        for quality, shots in lengths.items():
            options = ExportOptions(ExportFormat.ANIMATIC, quality=quality)
            task = Task(_cut(shots), options, files, Path(folder))
            begun = time.process_time()
            make_animatic(task, lambda share: None)
            spent = time.process_time() - begun
            unit = (
                f"CPU s for {shots * _SHOT / _RATE:g} s at {_RATE} fps of stills with pan and zoom, "
                "captions and music, beside x264 of the same frames"
            )
            yield Measured(f"animatic-{quality.value.lower()}", spent, unit, _bare(task))


def _bare(task: Task) -> float:
    spent = 0.0
    frames = Showing(plan_of(task.cut, task.options), task).frames()
    while chunk := list(islice(frames, _CHUNK)):
        begun = time.process_time()
        _encode(task.out / "bare.mp4", chunk, task.options.quality)
        spent += time.process_time() - begun
    return spent


def _encode(path: Path, frames: Iterable[Planes], quality: Quality) -> None:
    film = FilmFile(
        path, size=_SIZE, rate=Fraction(_RATE), quality=quality, sample_rate=None, metadata={}
    )
    for frame in frames:
        film.show(frame)
    film.close()


def _cut(shots: int) -> CutList:
    stills = [
        Media(UUID(int=number), f"{number}.png", MediaKind.IMAGE, "", *_SIZE)
        for number in range(shots)
    ]
    music = Media(UUID(int=999), "music.mp3", MediaKind.AUDIO, "", samples=1, sample_rate=44_100)
    whole = Span(0, shots * _SHOT)
    events = [
        Event(still.id, f"{number}A", Span.of(number * _SHOT, _SHOT), still, note=_CAPTION)
        for number, still in enumerate(stills)
    ]
    heard = Event(music.id, "Music", whole, music, level=Level(-3, _RATE, _RATE), row="track")
    return CutList(
        UUID(int=1),
        "Film",
        Timecode(Fraction(_RATE)),
        *_SIZE,
        (Section(UUID(int=2), "INT. HALL", whole),),
        tracks_of(events),
        tracks_of([heard]),
        0,
    )


def _media(folder: Path, shots: int) -> Mapping[UUID, Path]:
    """Twelve stills, again and again, and music."""
    files: dict[UUID, Path] = {}
    for number in range(shots):
        told = rehearsing._STILLS[number % len(rehearsing._STILLS)]
        path = folder / f"{number % len(rehearsing._STILLS)}.png"
        if not path.exists():
            path.write_bytes(rehearsing._drawn(told, "IMAGE", 1))
        files[UUID(int=number)] = path
    at = np.arange(44_100 * shots * _SHOT // _RATE) / 44_100
    wave = np.sin(2 * np.pi * 110 * at) * np.exp(-4 * (at % 0.5)) / 2
    both = np.stack([wave, wave]).astype(np.float32)
    music = write(folder / "music.mp3", both, rate=44_100, codec="libmp3lame")
    return files | {UUID(int=999): music}
