"""What is made in a process of its own: files out of a cut list and the media that it shows."""

import errno
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from studio.exporting.cutlist import CutList
from studio.exporting.options import ExportOptions

Progress = Callable[[float], None]
"""Told how much is done, 0 to 1, as often as one likes."""


@dataclass(frozen=True, slots=True)
class Task:
    """`files` is where the media are, by their ids; what is missing there could not be had. What is
    made goes into `out`, an empty folder. `facts` is what a format needs besides."""

    cut: CutList
    options: ExportOptions
    files: Mapping[UUID, Path]
    out: Path
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """The files that were made, paths below the task's `out`, the one to be had first; and what the
    manifest tells of them."""

    files: Sequence[Path]
    facts: Mapping[str, Any] = field(default_factory=dict)


Maker = Callable[[Task, Progress], Made]


FULL = "There is no room left to make it. Free some space, then try again."
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def is_full(error: BaseException) -> bool:
    """Whether it is that a disk has no room left."""
    return isinstance(error, OSError) and error.errno in _FULL


class CannotExport(Exception):
    """It cannot be made of this; `message` says why and what to do, `code` for programs."""

    def __init__(self, message: str, code: str = "BAD_USER_INPUT") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
