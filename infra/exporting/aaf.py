"""AAF, which Avid's programs and Resolve read; the files are linked."""

from collections.abc import Iterator

import aaf2

from infra.exporting.aaf_compound import TooLarge
from infra.exporting.aaf_effects import define
from infra.exporting.aaf_laying import pieces_of
from infra.exporting.aaf_marking import define_words
from infra.exporting.aaf_mobs import Row, mobs_of
from infra.exporting.aaf_things import write_things
from infra.exporting.task import CannotExport, Made, Progress, Task
from studio.exporting.cutlist import CutList
from studio.exporting.service import told

_MOST_TAKES = 60_000
"""More than a file can hold where next to nothing is said of each."""
_TOO_LARGE = (
    "The film has more clips and takes than this AAF can hold: choose some of its scenes, or leave "
    "the other takes out."
)


def make_aaf(task: Task, progress: Progress) -> Made:
    """One file, which names the media by their addresses. Raises CannotExport where there is nothing
    that a track could hold, and of films with some ten thousands of takes."""
    cut = told(task.cut, task.options)
    rows = [*_rows(cut)]
    if not rows:
        raise CannotExport(
            "There is nothing in the film yet: give its clips takes, then try again."
        )
    if sum(1 for row in rows for _ in row.takes) > _MOST_TAKES:
        raise CannotExport(_TOO_LARGE)
    progress(0.2)
    path = task.out / f"{cut.file_name}.aaf"
    with aaf2.open() as file:
        define(file)
        define_words(file)
        try:
            write_things(file, mobs_of(cut, rows, task.options.folder), path)
        except TooLarge as error:
            raise CannotExport(_TOO_LARGE) from error
    return Made([path])


def _rows(cut: CutList) -> Iterator[Row]:
    """Each track that something lies on."""
    for sound, tracks in ((False, cut.tracks), (True, cut.sounds)):
        for number, track in enumerate(tracks, start=1):
            if pieces := pieces_of(cut, track, sound=sound):
                yield Row(number, sound, pieces)
