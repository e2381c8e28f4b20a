"""One launcher for each DATA, and how another process finds it."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from infra.embedded.data import write_private
from infra.embedded.errors import DataInUseError
from infra.filelock import held, is_held

_PATIENCE = 1.0  # seconds: a reader tests the lock for a moment, a predecessor may just be leaving


@dataclass(frozen=True)
class RunningStudio:
    """A studio that is up: where it answers, and the local owner's token."""

    pid: int
    url: str
    token: str


class DataLock:
    """The held lock of a DATA folder."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def publish(self, url: str, token: str) -> None:
        """Tell others that the studio is ready at `url`."""
        studio = RunningStudio(os.getpid(), url, token)
        write_private(_card(self._data), json.dumps(asdict(studio)))

    def withdraw(self) -> None:
        """Take the address back, before anything is stopped."""
        _card(self._data).unlink(missing_ok=True)


@contextmanager
def hold(data: Path) -> Iterator[DataLock]:
    """Hold DATA for this process; raises DataInUseError when another one does."""

    def refuse() -> None:
        raise DataInUseError(_who_holds(data))

    with held(data / "lock", patience=_PATIENCE, refused=refuse) as handle:
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode(), 0)
        lock = DataLock(data)
        lock.withdraw()
        try:
            yield lock
        finally:
            lock.withdraw()


def running_studio(data: Path) -> RunningStudio | None:
    """The studio that is up on this DATA, or None when there is none or it is not ready yet."""
    if not is_held(data / "lock"):
        return None
    with suppress(OSError, ValueError, TypeError):
        studio = RunningStudio(**json.loads(_card(data).read_text(encoding="utf-8")))
        if studio.pid == _holder(data):
            return studio
    return None


def _card(data: Path) -> Path:
    return data / "studio.json"


def _holder(data: Path) -> int | None:
    with suppress(OSError, ValueError):
        return int((data / "lock").read_text(encoding="ascii"))
    return None


def _who_holds(data: Path) -> str:
    studio = running_studio(data)
    if studio is not None:
        what = f"A studio (process {studio.pid}) already runs on {data}, at {studio.url}."
    else:
        what = f"A studio (process {_holder(data) or 'unknown'}) is starting or stopping on {data}."
    return f"{what} Use that one, stop it first, or choose another folder with DATA=."
