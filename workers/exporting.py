"""Making exports: the cut is read, its media are fetched, a process of its own makes the file."""

import asyncio
import logging
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from infra.exporting.apart import BrokenOff, make_apart
from infra.exporting.project import DOCUMENT
from infra.exporting.signed import FACT, MADE_HERE, SOURCES
from infra.exporting.task import FULL, CannotExport, Task, is_full
from infra.filing import attachment
from infra.outages import is_away
from infra.storage import OutputMissing, StorageError, StorageFull
from studio.exporting.crediting import sources_of
from studio.exporting.cutlist import CutList
from studio.exporting.formats.project import write_project
from studio.exporting.options import ExportFormat
from studio.exporting.queries import cut_of
from studio.exporting.ranging import in_range
from studio.exporting.running import (
    Begun,
    Finished,
    begin,
    complete,
    fail,
    give_back,
    hand_on,
    postpone,
    tick,
)
from studio.exporting.whole import document_of
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.work import Work
from workers.context import Context

MOST_AT_ONCE = 2
"""Exports that one process has made at a time; others wait for their turn."""
EVERY = 0.5
"""Seconds between two looks at whether an export is still wanted."""
_STEP = 0.005
"""What progress has to rise by to be told of."""
_PAUSE = 2.0
_OUT_OF_TIME = 119 * 60.0  # seconds: whoever is stopped then has used up the two hours of its actor
_FOLDERS = "storycanvas-export-"
_LEFT_BY_KILLED = (_FOLDERS, "storycanvas-import-", "storycanvas-upload-")
_LEFT = 24 * 3600.0  # seconds, of which an export may take two hours
_REFERRING = frozenset(
    {
        ExportFormat.OTIO,
        ExportFormat.FCPXML,
        ExportFormat.FCP7_XML,
        ExportFormat.EDL,
        ExportFormat.VEGAS_EDL,
        ExportFormat.AAF,
        ExportFormat.MLT,
        ExportFormat.PROJECT_JSON,
        ExportFormat.SHOT_LIST,
    }
)
"""Formats that name media and hold none."""
_turns = asyncio.Semaphore(MOST_AT_ONCE)
log = logging.getLogger(__name__)


class _Unwanted(Exception):
    """Somebody cancelled or deleted it, or another worker has taken it up."""


@dataclass(slots=True)
class _Pace:
    """How far it is, and how far those who watch were told it is."""

    share: float = 0.0
    told: float = 0.0

    def reach(self, share: float) -> None:
        self.share = max(self.share, share)

    def part(self, begins: float, ends: float) -> Callable[[float], None]:
        """Progress of a step that takes it from one share to another."""
        return lambda share: self.reach(begins + (ends - begins) * share)


async def make(context: Context, export_id: UUID) -> None:
    """Make it, unless it is over or another worker is at it; a second time changes nothing."""
    if _turns.locked():
        async with context.work() as work:
            await postpone(work, export_id, context.now(), _PAUSE)
        return
    async with _turns:
        async with context.work() as work:
            begun = await begin(work, export_id, context.now())
        if begun is not None:
            await _try(context, begun)


async def clear_left() -> None:
    """Remove what processes that were killed left of exports, imports and uploads on this machine."""
    await asyncio.to_thread(_clear_left, Path(tempfile.gettempdir()), time.time() - _LEFT)


def _clear_left(root: Path, before: float) -> None:
    for folder in (one for kind in _LEFT_BY_KILLED for one in root.glob(f"{kind}*")):
        with suppress(OSError):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder, ignore_errors=True)


async def _try(context: Context, begun: Begun) -> None:
    pace, began = _Pace(), time.monotonic()
    try:
        with tempfile.TemporaryDirectory(prefix=_FOLDERS) as folder:
            making = _file(context, begun, _laid_out(Path(folder)), pace)
            file = await _watched(context, begun, pace, making)
        await _completed(context, begun, file)
    except _Unwanted:
        log.info("export %s is not wanted any more", begun.export_id)
    except BrokenOff as error:
        log.warning("export %s was broken off: %s", begun.export_id, error)
        await _left(context, give_back, begun)
    except asyncio.CancelledError:
        ends = time.monotonic() - began < _OUT_OF_TIME
        await _left(context, hand_on if ends else give_back, begun)
        raise
    except Exception as error:
        if is_away(error) and not is_full(error):
            raise
        code, message = _words(error)
        await _failed(context, begun, code, message)


def _laid_out(folder: Path) -> Path:
    for name in ("media", "out"):
        (folder / name).mkdir()
    return folder


async def _watched(
    context: Context, begun: Begun, pace: _Pace, making: Coroutine[Any, Any, Finished]
) -> Finished:
    """What comes of it; meanwhile it is told how far it is, and stopped where nobody wants it."""
    task = asyncio.create_task(making)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=EVERY)
            if not (task.done() or await _wanted(context, begun, pace)):
                raise _Unwanted
        return task.result()
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _wanted(context: Context, begun: Begun, pace: _Pace) -> bool:
    tell = pace.share - pace.told >= _STEP
    try:
        async with context.work() as work:
            wanted = await tick(work, begun, context.now(), pace.share, tell=tell)
    except Exception as error:
        if not is_away(error):
            raise
        return True
    if tell:
        pace.told = pace.share
    return wanted


async def _file(context: Context, begun: Begun, folder: Path, pace: _Pace) -> Finished:
    async with context.sessions() as session:
        cut = await cut_of(session, begun.viewer, begun.project_id, begun.options)
        facts = await _facts(context, session, cut, begun.options.format)
        facts |= await _project(session, begun)
    if cut is None:
        raise CannotExport("The project is gone. Restore it, then try again.", "NOT_FOUND")
    cut = in_range(cut, begun.options)
    holds = begun.options.format not in _REFERRING
    files = await _fetched(context, cut, folder / "media", pace) if holds else {}
    facts |= {"made_at": context.now().isoformat(timespec="seconds"), "with_media": holds}
    task = Task(cut, begun.options, files, folder / "out", facts)
    made = await make_apart(task, folder, pace.part(pace.share, 0.97))
    kept = await context.store.keep_file(made.file, download=attachment(made.name))
    return Finished(made.name, kept.sha256, kept.size, made.media_type, made.manifest)


async def _facts(
    context: Context, session: AsyncSession, cut: CutList | None, form: ExportFormat
) -> dict[str, Any]:
    """What is needed to sign what is made."""
    if cut is None or form not in MADE_HERE:
        return {}
    return {FACT: context.credentials, SOURCES: await sources_of(session, cut.media)}


async def _project(session: AsyncSession, begun: Begun) -> dict[str, Any]:
    """The whole project, for its own JSON and beside the media of a bundle."""
    if begun.options.format not in {ExportFormat.PROJECT_JSON, ExportFormat.BUNDLE}:
        return {}
    found = await document_of(session, begun.viewer, begun.project_id)
    if found is None:
        return {}
    return {DOCUMENT: await asyncio.to_thread(write_project, found)}


async def _fetched(context: Context, cut: CutList, folder: Path, pace: _Pace) -> dict[UUID, Path]:
    """Where each file is, by its asset; without those that are gone. Raises StorageError."""
    wanted = cut.media
    found: dict[UUID, Path] = {}
    for count, media in enumerate(wanted.values()):
        here = await context.store.local(media.sha256)
        if here is None:
            here = folder / media.id.hex
            try:
                await context.store.fetch(media.sha256, here)
            except OutputMissing:
                log.warning("the bytes of asset %s are gone", media.id)
                continue
            pace.reach(0.2 * count / len(wanted))
        found[media.id] = here
    return found


async def _completed(context: Context, begun: Begun, file: Finished) -> None:
    now, days = context.now(), context.settings.export_days
    expires = now + timedelta(days=days) if days else None

    async def step(work: Work) -> None:
        await complete(work, begun, file, now, expires)

    await context.surely(step)


async def _failed(context: Context, begun: Begun, code: str, message: str) -> None:
    log.warning("export %s came to nothing: %s", begun.export_id, message)

    async def step(work: Work) -> None:
        await fail(work, begun, code, message, context.now())

    await context.surely(step)


async def _left(
    context: Context, to_others: Callable[[Work, Begun, datetime], Awaitable[None]], begun: Begun
) -> None:
    async with context.work() as work:
        await to_others(work, begun, context.now())


def _words(error: Exception) -> tuple[str, str]:
    """What is kept of why it failed: a code, and what somebody can do."""
    if isinstance(error, CannotExport):
        return error.code, error.message
    if isinstance(error, UserError):
        return error.code.value, error.message
    if isinstance(error, StorageError):
        return error.code, error.message
    if is_full(error):
        return StorageFull.code, FULL
    log.error("an export met a fault of ours", exc_info=error)
    return (
        ErrorCode.UNAVAILABLE.value,
        "It could not be made, and it is not your fault. The studio's log tells more.",
    )
