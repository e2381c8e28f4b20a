"""Whether the page is there, being built, or why not: what the builder tells the web process.

A build holds a lock beside the page for as long as it runs, so that one which was killed does not
count as running; what it is doing, or what it failed of, is in a file next to that.
"""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from infra.filelock import held, is_held

Say = Callable[[str], None]

_KEPT_BUILDS = 2
_PATIENCE = 0.1  # seconds: whoever only looks holds the lock for a moment


class Stage(Enum):
    READY = "ready"
    BUILDING = "building"
    FAILED = "failed"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class PageState:
    """What anybody may see: `words` say what is done since when, or what failed and what to do."""

    stage: Stage
    words: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a build failed, for a terminal alone: with paths and the end of its log."""

    words: str


def read_state(dist: Path) -> PageState:
    """The state of the page at `dist`: READY for one that is there, whatever is done beside it."""
    is_building = is_held(_lock(dist))  # asked first: a build lets go once its page is in place
    if (dist / "index.html").is_file():
        return PageState(Stage.READY)
    expected = Stage.BUILDING if is_building else Stage.FAILED
    noted = _read(dist)
    if noted is not None and noted[0].stage is expected:
        return noted[0]
    return PageState(Stage.BUILDING if is_building else Stage.ABSENT)


def last_failure(dist: Path) -> Failure | None:
    """How the newest build failed, or None where it did not."""
    noted = _read(dist)
    return noted[1] if noted else None


def note(dist: Path, state: PageState, failure: Failure | None = None) -> None:
    """Have `read_state` and `last_failure` answer these."""
    content = {
        "stage": state.stage.value,
        "words": state.words,
        "since": state.since.isoformat() if state.since else None,
        "failure": failure.words if failure else None,
    }
    file = _note(dist)
    draft = file.with_name(f"{file.name}.new")
    draft.write_text(json.dumps(content), encoding="utf-8")
    draft.replace(file)


def forget(dist: Path) -> None:
    """Take back what was noted."""
    _note(dist).unlink(missing_ok=True)


def building(dist: Path, say: Say) -> AbstractContextManager[int]:
    """Be the only one who builds; waits for another who does."""

    def waits() -> None:
        say("The page is being built by another process; waiting for it.")

    return held(_lock(dist), patience=_PATIENCE, refused=waits, mode=0o644)


def earlier_builds(dist: Path) -> list[Path]:
    """The folders of the builds before, newest first: open tabs still load their scripts."""
    return [dist.with_name(f"{dist.name}.{age}") for age in range(1, _KEPT_BUILDS + 1)]


def _read(dist: Path) -> tuple[PageState, Failure | None] | None:
    try:
        noted = json.loads(_note(dist).read_text(encoding="utf-8"))
        since = datetime.fromisoformat(noted["since"]) if noted["since"] else None
        failure = Failure(noted["failure"]) if noted["failure"] else None
        return PageState(Stage(noted["stage"]), noted["words"], since), failure
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _lock(dist: Path) -> Path:
    return dist.with_name(f"{dist.name}.lock")


def _note(dist: Path) -> Path:
    return dist.with_name(f"{dist.name}.json")
