"""Whether the page is there, being built, or why not: what the builder tells the web process.

A build holds a lock beside the page for as long as it runs, so that one which was killed does not
count as running; what it is doing, or what it failed of, is in a file next to that.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import Enum
from pathlib import Path
from time import sleep

Say = Callable[[str], None]


class Stage(Enum):
    READY = "ready"
    BUILDING = "building"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class PageState:
    """`words` say what is being done, or what failed and what to do; `log` ends the log of it."""

    stage: Stage
    words: str = ""
    log: tuple[str, ...] = ()


def read_state(dist: Path) -> PageState:
    """The state of the page at `dist`. A build that failed leaves an older page READY."""
    if _is_held(_lock(dist)):
        noted = _noted(dist)
        return noted if noted and noted.stage is Stage.BUILDING else PageState(Stage.BUILDING)
    if (dist / "index.html").is_file():
        return PageState(Stage.READY)
    noted = _noted(dist)
    return noted if noted and noted.stage is Stage.FAILED else PageState(Stage.ABSENT)


def last_failure(dist: Path) -> PageState | None:
    """How the newest build failed, or None where it did not."""
    noted = _noted(dist)
    return noted if noted and noted.stage is Stage.FAILED else None


def note(dist: Path, state: PageState | None) -> None:
    """Have `read_state` answer this; None forgets."""
    file = _note(dist)
    if state is None:
        file.unlink(missing_ok=True)
        return
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(json.dumps({**asdict(state), "stage": state.stage.value}), encoding="utf-8")
    draft.replace(file)


@contextmanager
def building(dist: Path, say: Say) -> Iterator[None]:
    """Be the only one who builds; waits for another who does."""
    handle = os.open(_lock(dist), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _acquired(handle):
            say("The page is being built by another process; waiting for it.")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _acquired(handle: int) -> bool:
    for _ in range(3):  # whoever only looks holds it for a moment
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        sleep(0.02)
    return False


def _is_held(lock: Path) -> bool:
    try:
        handle = os.open(lock, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)


def _noted(dist: Path) -> PageState | None:
    try:
        noted = json.loads(_note(dist).read_text(encoding="utf-8"))
        return PageState(Stage(noted["stage"]), noted["words"], tuple(noted["log"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _lock(dist: Path) -> Path:
    return dist.with_name(f"{dist.name}.lock")


def _note(dist: Path) -> Path:
    return dist.with_name(f"{dist.name}.json")
