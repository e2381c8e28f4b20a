"""Exports made in a process of their own, and what becomes of those that cannot be."""

import asyncio
import errno
import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from uuid import UUID

import pytest

from infra.exporting import __main__ as program
from infra.exporting.apart import make_apart
from infra.exporting.task import CannotExport, Task
from studio.exporting.cutlist import CutList, Event
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.timecode import Timecode
from studio.timeline.rules import Span


def task(folder: Path, form: ExportFormat) -> Task:
    (folder / "out").mkdir()
    event = Event(UUID(int=2), "1 Clip", Span.of(0, 24))
    cut = CutList(UUID(int=1), "Film", Timecode(Fraction(24)), 64, 48, (), ((event,),), (), 0)
    return Task(cut, ExportOptions(form), {}, folder / "out")


async def test_a_file_is_made_and_told_of(tmp_path: Path) -> None:
    shares: list[float] = []
    made = await make_apart(task(tmp_path, ExportFormat.SHOT_LIST), tmp_path, shares.append)
    assert (made.name, made.media_type) == ("Film.csv", "text/csv; charset=utf-8")
    assert "1 Clip" in made.file.read_text()
    assert made.manifest["files"][0]["size"] == made.file.stat().st_size
    assert shares == [0.9]


async def test_why_it_cannot_be_made_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotExport, match="no media to pack") as refused:
        await make_apart(task(tmp_path, ExportFormat.BUNDLE), tmp_path, lambda _: None)
    assert refused.value.code == "BAD_USER_INPUT"


async def test_a_fault_of_ours_is_for_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken = replace(task(tmp_path, ExportFormat.OTIO), cut=None)  # type: ignore[arg-type]
    with pytest.raises(CannotExport, match="not your fault") as refused:
        await make_apart(broken, tmp_path, lambda _: None)
    assert refused.value.code == "INTERNAL"
    assert "Traceback" in caplog.text


async def test_what_takes_too_long_is_stopped(tmp_path: Path) -> None:
    with pytest.raises(CannotExport, match="longer than 0 minutes") as refused:
        wanted = task(tmp_path, ExportFormat.OTIO)
        await make_apart(wanted, tmp_path, lambda _: None, seconds=0.001)
    assert refused.value.code == "TIMED_OUT"


def test_no_room_and_no_memory_are_said() -> None:
    full = program._refusal(OSError(errno.ENOSPC, "No space left on device"))
    assert (full["code"], "Free some space" in full["refused"]) == ("STORAGE_FULL", True)
    assert program._refusal(MemoryError())["code"] == "OUT_OF_MEMORY"


async def test_it_may_not_have_all_memory(tmp_path: Path) -> None:
    """A process that is bound as it is, and asks for more."""
    words = (
        "from infra.exporting import __main__ as program\n"
        "program._bound()\n"
        "try: bytearray(program.MOST_MEMORY)\n"
        "except MemoryError: print('[true]')\n"
    )
    process = await asyncio.create_subprocess_exec(
        program.sys.executable, "-c", words, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await process.communicate()
    assert json.loads(told) == [True]
