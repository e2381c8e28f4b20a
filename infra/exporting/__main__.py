"""`python -m infra.exporting FOLDER`: makes the export whose task lies in the folder.

Tells on its standard output, a JSON object a line: `progress` (0 to 1), at last `made` or `refused`.
"""

import asyncio
import json
import os
import pickle
import resource
import signal
import sys
import time
import traceback
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from infra import faults
from infra.embedded.endpoint.child import bind_to_parent
from infra.exporting.crediting import credential
from infra.exporting.makers import MAKERS
from infra.exporting.manifest import manifest_of
from infra.exporting.task import FULL, CannotExport, Task, is_full

MOST_MEMORY = 8 * 1024**3
"""Bytes of address space."""
_EVERY = 0.1  # seconds between two lines that tell of progress
_MEDIA_TYPES = {
    "aaf": "application/octet-stream",
    "csv": "text/csv; charset=utf-8",
    "edl": "text/plain; charset=utf-8",
    "fcpxml": "application/xml",
    "jpg": "image/jpeg",
    "json": "application/json",
    "mlt": "application/xml",
    "mp4": "video/mp4",
    "otio": "application/json",
    "otioz": "application/zip",
    "pdf": "application/pdf",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "wav": "audio/wav",
    "xml": "application/xml",
    "zip": "application/zip",
}


class Told:
    """What is said to the process that waits."""

    def __init__(self, out: IO[str]) -> None:
        self._out = out
        self._due = 0.0

    def progress(self, share: float) -> None:
        now = time.monotonic()
        if now >= self._due:
            self._due = now + _EVERY
            self.say(progress=round(min(max(share, 0.0), 1.0), 4))

    def say(self, **told: Any) -> None:
        self._out.write(json.dumps(told) + "\n")
        self._out.flush()


def make(task: Task, told: Told) -> dict[str, Any]:
    """The file that was made, under its name, and what is in it."""
    maker = MAKERS.get(task.options.format)
    if maker is None:
        raise CannotExport(f"{task.options.format.value} cannot be made here.", "UNAVAILABLE")
    made = credential(task, maker(task, told.progress))
    named = [(path.relative_to(task.out).as_posix(), path) for path in made.files]
    manifest = manifest_of(task, named, made.facts)
    file = made.files[0] if len(made.files) == 1 else _packed(task, named)
    ending = file.suffix.removeprefix(".").lower()
    return {
        "file": str(file),
        "name": file.name,
        "media_type": _MEDIA_TYPES.get(ending, "application/octet-stream"),
        "manifest": manifest,
    }


def _packed(task: Task, named: Sequence[tuple[str, Path]]) -> Path:
    """Several files in one, beside the others."""
    kind = task.options.format.value.lower().replace("_", "-")
    packed = task.out.parent / f"{task.cut.file_name}-{kind}.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for name, path in named:
            archive.write(path, name)
    return packed


def _bound() -> None:
    """End with the parent, leave others the processor, and do not eat all memory."""
    bind_to_parent()
    for asked in (signal.SIGINT, signal.SIGTERM):  # the parent is asked too, and ends this one
        signal.signal(asked, signal.SIG_IGN)
    os.nice(5)
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(limit)
        wanted = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(ValueError):  # not every system bounds everything
            resource.setrlimit(limit, (wanted, hard))


def _refusal(error: Exception) -> dict[str, str]:
    if isinstance(error, CannotExport):
        return {"refused": error.message, "code": error.code}
    if is_full(error):
        return {"refused": FULL, "code": "STORAGE_FULL"}
    traceback.print_exception(error)
    if isinstance(error, MemoryError):
        return {
            "refused": "It needs more memory than an export may have. Try a part of it, or smaller "
            "pictures.",
            "code": "OUT_OF_MEMORY",
        }
    return {
        "refused": "It could not be made, and it is not your fault. The studio's log tells more.",
        "code": "INTERNAL",
    }


def main(folder: Path) -> None:
    told = Told(os.fdopen(os.dup(1), "w", encoding="utf-8"))
    os.dup2(2, 1)  # what a library prints is for the log
    _bound()
    task = pickle.loads((folder / "task").read_bytes())  # noqa: S301 (by who started this)
    try:
        asyncio.run(faults.reach(faults.EXPORT_BEGUN))
        made = make(task, told)
        asyncio.run(faults.reach(faults.EXPORT_MADE))
        told.say(made=made)
    except Exception as error:  # noqa: BLE001 (whatever it is, somebody waits to hear of it)
        told.say(**_refusal(error))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
