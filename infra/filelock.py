"""Locks between processes: files that the kernel lets go of at the end of whoever holds them."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PAUSE = 0.02  # seconds


@contextmanager
def held(
    file: Path, *, patience: float, refused: Callable[[], None], mode: int = 0o600
) -> Iterator[int]:
    """Hold the lock of `file`, made with `mode` if there is none; gives its descriptor.

    `refused` is called if another process still holds it after `patience` seconds, which outlasts
    one that only looks: it raises, or this waits for as long as it takes. Raises OSError, also where
    `file` is a link.
    """
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, mode)
    try:
        if not _acquired(handle, patience):
            refused()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def is_held(file: Path) -> bool:
    """Whether a process holds it. One that cannot be read is taken for free."""
    try:
        handle = os.open(file, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return False
    except BlockingIOError:
        return True
    finally:
        os.close(handle)


def _acquired(handle: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        with suppress(BlockingIOError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
