"""An export made in a process of its own: `infra.exporting.__main__` says what it does there."""

import asyncio
import json
import logging
import pickle
import sys
from asyncio.subprocess import Process
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.exporting.task import CannotExport, Task

LONGEST = 105 * 60.0
"""Seconds that one export may take."""
_MOST_LINE = 64 * 1024 * 1024
_TAIL = 4_000
log = logging.getLogger(__name__)


class BrokenOff(Exception):
    """The process ended before it was done: killed, or out of memory. Worth trying again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The file, what it is called and served as, and what is in it."""

    file: Path
    name: str
    media_type: str
    manifest: Mapping[str, Any]


async def make_apart(
    task: Task, folder: Path, progress: Callable[[float], None], *, seconds: float = LONGEST
) -> Outcome:
    """Make it, below `folder`; cancelled, its process is killed.

    Raises CannotExport, or BrokenOff.
    """
    (folder / "task").write_bytes(pickle.dumps(task))
    errors = folder / "errors"
    with errors.open("wb") as stderr:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "infra.exporting", str(folder)),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=stderr,
            limit=_MOST_LINE,
        )
    try:
        async with asyncio.timeout(seconds):
            told = await _follow(process, progress)
            await process.wait()
    except TimeoutError:
        raise CannotExport(
            f"It took longer than {seconds / 60:.0f} minutes. Try a part of it, or smaller pictures.",
            "TIMED_OUT",
        ) from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if said := errors.read_bytes()[-_TAIL:].decode(errors="replace").strip():
        log.warning("what made an export said: %s", said)
    return _outcome(told, process.returncode)


async def _follow(process: Process, progress: Callable[[float], None]) -> dict[str, Any]:
    """Its last words."""
    assert process.stdout is not None
    last: dict[str, Any] = {}
    async for line in process.stdout:
        last = json.loads(line)
        if "progress" in last:
            progress(last["progress"])
    return last


def _outcome(told: Mapping[str, Any], code: int | None) -> Outcome:
    if "refused" in told:
        raise CannotExport(told["refused"], told["code"])
    if "made" not in told:
        raise BrokenOff(f"the process ended with {code}")
    made = told["made"]
    return Outcome(Path(made["file"]), made["name"], made["media_type"], made["manifest"])
