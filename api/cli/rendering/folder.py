"""OUT: the folder a render writes, and what it remembers of the render in it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from api.cli.rendering.errors import RenderError
from api.cli.rendering.script import error_words

RECORD = ".storycanvas.jsonl"
REPORTS = ("contact-sheet.png", "project.json", "report.md")
_PART = ".storycanvas-part-"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of OUT: the take it shows and its size in bytes."""

    take: str
    size: int


@dataclass(slots=True)
class Record:
    """What OUT remembers: of which project and script it is, and its files by name."""

    project: str
    script: str
    files: dict[str, Kept] = field(default_factory=dict)

    def lines(self) -> str:
        head = {"version": _VERSION, "project": self.project, "script": self.script}
        return "".join(
            json.dumps(line) + "\n"
            for line in [head, *(_entry(name, kept) for name, kept in self.files.items())]
        )


class Folder:
    """An OUT that is held for one render. Whatever is written is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record = _read(path / RECORD)

    def begin(self, project: str, script: str) -> None:
        """From now on this is the folder of that project; files there stay known as ours."""
        files = self.record.files if self.record else {}
        self.record = Record(project, script, files)
        self.write(RECORD, self.record.lines().encode())

    def restart(self) -> None:
        """Forget the project; its files are removed once there are others."""
        if self.record is not None:
            self.record.project = self.record.script = ""

    def has(self, name: str, kept: Kept) -> bool:
        """Whether this file is there already, as it should be."""
        if self.record is None or self.record.files.get(name) != kept:
            return False
        with suppress(OSError):
            return (self.path / name).stat().st_size == kept.size
        return False

    def part(self, name: str) -> Path:
        """Where the file `name` grows until it is whole."""
        return self.path / f"{_PART}{name}"

    def keep(self, name: str, kept: Kept) -> None:
        """The part of `name` is whole: put it in place and remember it."""
        assert self.record is not None
        self.part(name).replace(self.path / name)
        self.record.files[name] = kept
        with (self.path / RECORD).open("a", encoding="utf-8") as journal:
            journal.write(json.dumps(_entry(name, kept)) + "\n")

    def write(self, name: str, data: bytes) -> None:
        """Replace a file in one step."""
        part = self.part(name)
        try:
            with part.open("wb") as out:
                out.write(data)
                out.flush()
                os.fsync(out.fileno())
            part.replace(self.path / name)
        except OSError:
            part.unlink(missing_ok=True)
            raise

    def tidy(self, names: set[str]) -> None:
        """Remove files of ours that are not among `names`: shots renamed, taken out, or redone."""
        assert self.record is not None
        for name in self.record.files.keys() - names:
            (self.path / name).unlink(missing_ok=True)
            del self.record.files[name]
        self.write(RECORD, self.record.lines().encode())


@contextmanager
def hold(out: Path) -> Iterator[Folder]:
    """OUT, made if there is none and held for this render. Raises RenderError with what to do."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        handle = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    except (OSError, ValueError) as error:
        raise RenderError(
            f"The folder {out} cannot be used: {error_words(error)}. Choose another with --out."
        ) from None
    try:
        yield _opened(out, handle)
    finally:
        os.close(handle)


def _opened(out: Path, handle: int) -> Folder:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise RenderError(
            f"Another render is writing to {out}. Wait for it, or choose another --out."
        ) from None
    try:
        for left_over in out.glob(f"{_PART}*"):
            left_over.unlink()
        folder = Folder(out)
        probe = folder.part("probe")
        probe.write_bytes(b"\0")
        probe.unlink()
    except OSError as error:
        raise RenderError(
            f"The folder {out} cannot be written: {error_words(error)}. "
            f"Choose another with --out, or make room there."
        ) from None
    foreign = [name for name in REPORTS if (out / name).exists()]
    if folder.record is None and foreign:
        raise RenderError(
            f"{out} already has a {foreign[0]} that is not of a render. Choose another --out."
        )
    return folder


def _read(file: Path) -> Record | None:
    """The record, without a last line that was cut off; None where there is none."""
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except FileNotFoundError:
        return None
    try:
        head = json.loads(lines[0])
        record = Record(str(head["project"]), str(head["script"]))
    except (ValueError, LookupError, TypeError):
        return None
    with suppress(ValueError, LookupError, TypeError):
        for line in lines[1:]:
            entry = json.loads(line)
            record.files[str(entry["file"])] = Kept(str(entry["take"]), int(entry["size"]))
    return record


def _entry(name: str, kept: Kept) -> dict[str, object]:
    return {"file": name, "take": kept.take, "size": kept.size}
