"""The events of an endpoint on disk: one JSON object a line, appended, never changed.

`journal.jsonl` is the one written to. When it is large at start, what is still needed is carried
over as `kept` lines into a new one and the old one stays beside it as `journal.1.jsonl`,
`journal.2.jsonl`, …: the `accepted` lines of all of them together are every job ever accepted.
"""

import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from infra.embedded.endpoint.jobs import Event

log = logging.getLogger(__name__)


class JournalUnwritableError(Exception):
    """The event is not on disk: the disk is full or failing."""


class Journal:
    """Holds the file open for appending. An event that could not be written leaves no trace."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "journal.jsonl"
        self._draft = folder / "journal.jsonl.new"
        if not self._file.exists() and self._draft.exists():
            self._draft.rename(self._file)  # killed in the middle of carry_over
        self._open()

    def _open(self) -> None:
        self._handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        _sync_folder(self._file.parent)

    def events(self) -> list[Event]:
        """All events written so far. A torn last line is cut off: nobody was told of it."""
        content = self._file.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            log.warning("the journal's last line was torn; %d bytes cut", len(content) - whole)
            os.ftruncate(self._handle, whole)
        found = []
        for number, line in enumerate(content[:whole].splitlines(), start=1):
            try:
                event = json.loads(line)
            except ValueError:
                log.warning("line %d of the journal cannot be read; left out", number)
                continue
            if isinstance(event, dict) and {"event", "at", "id"} <= event.keys():
                found.append(event)
        return found

    def append(self, event: Event, *, sync: bool = True) -> None:
        """Write one event; with `sync` it survives a power cut. Raises JournalUnwritableError."""
        size = os.fstat(self._handle).st_size
        try:
            _write(self._handle, event)
            if sync:
                os.fsync(self._handle)
        except OSError as error:
            os.ftruncate(self._handle, size)
            raise JournalUnwritableError(error.strerror) from None

    def carry_over(self, events: Iterable[Event], *, larger_than: int) -> None:
        """Begin a new journal with `events` if the present one is `larger_than` bytes."""
        if os.fstat(self._handle).st_size <= larger_than:
            return
        self._draft.unlink(missing_ok=True)
        draft = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            for event in events:
                _write(draft, event)
            os.fsync(draft)
        except OSError:
            log.warning("no room to begin a new journal; going on with the old one")
            self._draft.unlink(missing_ok=True)
            return
        finally:
            os.close(draft)
        number = 1
        while (older := self._file.with_name(f"journal.{number}.jsonl")).exists():
            number += 1
        os.close(self._handle)
        self._file.rename(older)
        self._draft.rename(self._file)
        self._open()

    def close(self) -> None:
        os.close(self._handle)


def _write(handle: int, event: Event) -> None:
    left = memoryview(json.dumps(event, separators=(",", ":")).encode("ascii") + b"\n")
    while left:
        left = left[os.write(handle, left) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
