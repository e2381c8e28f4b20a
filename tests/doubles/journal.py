"""What a double has done, on disk: one JSON object a line, appended, so that it outlives its death."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

STARTED = "started"
ACCEPTED = "accepted"
OFFERED = "offered"
ENDED = "ended"


class Journal:
    """The journal of one process, which begins by saying that it has started.

    `accepted` names the order as the double knows it (`job`), and ours where it was told (`attempt`,
    `prompt`); `ended` names it again, says `how` and, for what was made, the digests of `outputs`.
    What is handed over is `offered` first: whoever dies over that cannot tell whether it was taken.
    """

    def __init__(self, file: Path) -> None:
        self.before = read_journal(file)
        self._handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        self.note(STARTED, pid=os.getpid())

    def note(self, event: str, **told: Any) -> None:
        line = json.dumps({"event": event, "at": time.time(), **told}, separators=(",", ":"))
        os.write(self._handle, line.encode() + b"\n")

    def accepted(self, job: str, **told: Any) -> None:
        self.note(ACCEPTED, job=job, **told)

    def offered(self, job: str, outputs: list[str]) -> None:
        self.note(OFFERED, job=job, outputs=outputs)

    def ended(self, job: str, how: str, outputs: list[str] | None = None) -> None:
        self.note(ENDED, job=job, how=how, outputs=outputs or [])


def read_journal(file: Path) -> list[dict[str, Any]]:
    """All that was noted, in order; nothing where there is no journal yet."""
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text().splitlines()]
