"""What timelines of 2,000 clips cost to write, beside the same facts as plain JSON."""

import json
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import anyio

from infra.exporting.makers import MAKERS
from infra.exporting.task import Task
from studio.exporting.cutlist import (
    CutList,
    Event,
    Level,
    Media,
    Section,
    Track,
    Transition,
    first_hour,
    tracks_of,
)
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind
from tests.bench.measure import Effort, Measured

TIMELINES = (
    ExportFormat.OTIO,
    ExportFormat.FCPXML,
    ExportFormat.FCP7_XML,
    ExportFormat.EDL,
    ExportFormat.VEGAS_EDL,
    ExportFormat.AAF,
    ExportFormat.MLT,
    ExportFormat.SHOT_LIST,
)
_CLIPS, _LENGTH = 2_000, 48
_MEGABYTE = 1024


async def timelines(effort: Effort) -> AsyncIterator[Measured]:
    """Each format in a process of its own, so that memory is its own as well; what it takes to
    start and to make the cut list is left out of the seconds."""
    clips = effort.of(_CLIPS, _CLIPS // 10)
    for form in TIMELINES:
        command = [sys.executable, "-m", "tests.bench.interchanging", form.value, str(clips)]
        ran = await anyio.run_process(command)
        told = json.loads(ran.stdout)
        name = form.value.lower()
        unit = f"CPU s for {clips} clips, beside JSON of the same facts"
        yield Measured(f"timeline_cpu_{name}", told["cpu"], unit, told["plain"])
        unit = f"MB at most for {clips} clips, beside the process before"
        yield Measured(f"timeline_memory_{name}", told["memory"], unit, told["before"])


def _film(clips: int) -> CutList:
    rate = Fraction(24_000, 1001)
    timecode = Timecode(rate)
    events = [_event(rank) for rank in range(clips)]
    music = Media(
        UUID(int=9), "Film/sound/Song.mp3", MediaKind.AUDIO, "9" * 64, samples=10**8, sample_rate=48_000
    )  # fmt: skip
    heard = Event(
        UUID(int=8), "Song", Span(0, clips * _LENGTH), music, level=Level(-6.0, 24, 48), row="track"
    )
    sections = tuple(
        Section(UUID(int=rank), f"EXT. PLACE {rank} - DAY", Span.of(rank * _LENGTH, 20 * _LENGTH))
        for rank in range(0, clips, 20)
    )
    return CutList(
        UUID(int=7),
        "Two thousand",
        timecode,
        1920,
        1080,
        sections,
        tracks_of(events),
        (_track(heard),),
        first_hour(timecode),
    )


def _track(*events: Event) -> Track:
    return events


def _event(rank: int) -> Event:
    still = rank % 3 > 0
    media = Media(
        UUID(int=rank + 10_000),
        f"Film/scene {rank // 20:02}/{rank}A.{'png' if still else 'mp4'}",
        MediaKind.IMAGE if still else MediaKind.VIDEO,
        f"{rank:064x}",
        1920,
        1080,
        None if still else 96,
        None if still else Fraction(24),
        facts={
            "model": "sdxl",
            "prompt": "A castle in the snow, at night. " * 6,
            "seed": str(rank),
        },
    )
    blend = Transition(TransitionKind.DISSOLVE, 12) if rank % 10 == 1 else None
    name, note = f"{rank}A Watch", "Bernardo paces, waiting for the relief."
    span = Span.of(rank * _LENGTH, _LENGTH)
    return Event(UUID(int=rank + 20_000), name, span, media, note=note, transition=blend)


def _plain(cut: CutList) -> str:
    return json.dumps(
        [
            [event.name, event.span.start, event.span.end, event.note, _facts(event.media)]
            for event in cut.events
        ]
    )


def _facts(media: Media | None) -> list[object]:
    """What a file is, as JSON has it."""
    return [] if media is None else [media.name, media.sha256, media.width, dict(media.facts)]


def _written(form: ExportFormat, clips: int) -> dict[str, float]:
    cut = _film(clips)
    begun = time.process_time()
    _plain(cut)
    plain = time.process_time() - begun
    before = _memory()
    with tempfile.TemporaryDirectory() as folder:
        begun = time.process_time()
        MAKERS[form](Task(cut, ExportOptions(form), {}, Path(folder)), lambda share: None)
        cpu = time.process_time() - begun
    return {"cpu": cpu, "plain": plain, "memory": _memory(), "before": before}


def _memory() -> float:
    """The most that this process has held, in MB. What `getrusage` tells is its parent's, too."""
    status = Path("/proc/self/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in status if line.startswith("VmHWM:"))
    return int(peak) / _MEGABYTE


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_written(ExportFormat(sys.argv[1]), int(sys.argv[2]))))
