"""What an export may be asked for: sizes, lengths and counts that make sense. Pure."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction

from studio.exporting.cutlist import first_hour
from studio.exporting.options import ExportFormat, ExportOptions
from studio.kernel.errors import UserError
from studio.kernel.time import MAX_FRAME
from studio.kernel.timecode import Timecode

MOST_NAMED = 5_000
SMALLEST, LARGEST = 16, 8192
MOST_HANDLES = 240
QUIETEST, LOUDEST = -40.0, -5.0
MOST_PANELS = 12
_MOST_PATH = 1_000


def check_options(options: ExportOptions) -> None:
    """Raises UserError that names the field, as the graph calls it, and what to change."""
    _check_scope(options)
    _check_range(options)
    _check_size(options)
    if not 0 <= options.handles <= MOST_HANDLES:
        raise UserError(f"handles lies between 0 and {MOST_HANDLES} frames.", field=["handles"])
    if not (math.isfinite(options.loudness) and QUIETEST <= options.loudness <= LOUDEST):
        raise UserError(
            f"loudness lies between {QUIETEST:g} and {LOUDEST:g} LUFS.", field=["loudness"]
        )
    if not 1 <= options.panels <= MOST_PANELS:
        raise UserError(f"panels lies between 1 and {MOST_PANELS}.", field=["panels"])
    if len(options.folder) > _MOST_PATH or not options.folder.isprintable():
        raise UserError(f"A folder is a path of {_MOST_PATH} characters at most.", field=["folder"])


def counted(options: ExportOptions, own: Fraction) -> tuple[Timecode, int]:
    """How a project of this rate is counted, and its first frame. Raises UserError that names the
    field, for a timecode that the rate does not have."""
    begins = options.start_timecode
    with _about("dropFrame"):
        timecode = Timecode(options.rate or own, options.drop_frame)
    with _about("startTimecode"):
        return timecode, first_hour(timecode) if begins is None else timecode.read(begins)


@contextmanager
def _about(name: str) -> Iterator[None]:
    try:
        yield
    except UserError as error:
        raise UserError(error.message, field=[name]) from None


def _check_scope(options: ExportOptions) -> None:
    for name, ids in (("sceneIds", options.scenes), ("clipIds", options.clips)):
        if ids is not None and not 1 <= len(ids) <= MOST_NAMED:
            raise UserError(f"Name 1 to {MOST_NAMED}, or leave it out.", field=[name])


def _check_range(options: ExportOptions) -> None:
    first, last = options.first_frame, options.last_frame
    for name, frame in (("firstFrame", first), ("lastFrame", last)):
        if frame is not None and not 0 <= frame <= MAX_FRAME:
            raise UserError(f"{name} lies between 0 and {MAX_FRAME}.", field=[name])
    if last is not None and last < (first or 0):
        raise UserError("lastFrame is firstFrame or one behind it.", field=["lastFrame"])


def _check_size(options: ExportOptions) -> None:
    given = {"width": options.width, "height": options.height}
    for name, length in given.items():
        if length is None:
            continue
        if not SMALLEST <= length <= LARGEST:
            raise UserError(f"{name} lies between {SMALLEST} and {LARGEST} pixels.", field=[name])
        if options.format is ExportFormat.ANIMATIC and length % 2:
            raise UserError(f"The {name} of a film is even.", field=[name])
    if (options.width is None) != (options.height is None):
        missing = "width" if options.width is None else "height"
        raise UserError("width and height go together.", field=[missing])
