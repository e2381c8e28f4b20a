"""A cut that comes back, beside the project that it came from."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.exporting.cutlist import CutList
from studio.exporting.options import ExportFormat, ExportOptions, TakeChoice
from studio.exporting.queries import cut_of
from studio.exporting.service import write_cut
from studio.importing.comparing import Comparison, anchored, compare, told_by, told_in
from studio.importing.comparing_sounds import (
    SoundComparison,
    Whole,
    compare_sounds,
    entire,
    of_tracks,
)
from studio.importing.matching import pictures, sounds
from studio.importing.readers.aside import read_aside
from studio.importing.readers.text import TimelineFormat, read_timeline
from studio.importing.reading import Reading
from studio.kernel.errors import UserError
from studio.kernel.time import seconds_to_frame
from studio.projects.models import Project
from studio.sound.models import Track
from studio.sound.queries import sounding
from studio.sound.rules import Laid

_LOSSY = {TimelineFormat.FCPXML: ExportFormat.FCPXML, TimelineFormat.EDL: ExportFormat.EDL}
_SHOWN = ExportOptions(ExportFormat.OTIO, takes=TakeChoice.ALL)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is otherwise with the clips of the film as it is, and with what is heard under it."""

    cut: CutList
    clips: Comparison
    sounds: SoundComparison


async def timeline_comparison(
    session: AsyncSession, viewer: Viewer, project_id: UUID | None, text: str
) -> tuple[TimelineFormat, Beside] | None:
    """What somebody changed in the text, beside the film as it is; None where the project cannot be
    seen. Raises UserError."""
    project = await session.scalar(
        select(Project).where(
            Project.id == project_id,
            Project.deleted_at.is_(None),
            visible(Project.__table__, viewer.workspace_id),
        )
    )
    if project is None:
        return None
    form, reading = await read_aside(text, project.rate)
    found = await beside(session, viewer, project.id, form, reading)
    return None if found is None else (form, found)


async def beside(
    session: AsyncSession, viewer: Viewer, project_id: UUID, form: TimelineFormat, reading: Reading
) -> Beside | None:
    """None where the project cannot be seen. Raises UserError."""
    cut = await cut_of(session, viewer, project_id, _SHOWN)
    if cut is None:
        return None
    wholes = await _wholes(session, project_id, cut.rate)
    return await asyncio.to_thread(compared, cut, form, reading, wholes)


async def _wholes(session: AsyncSession, project_id: UUID, rate: Fraction) -> dict[UUID, Whole]:
    """Each track of the project."""
    rows = await session.execute(
        select(Track.id, Track.fade_out_frames).where(
            Track.project_id == project_id, Track.deleted_at.is_(None)
        )
    )
    fades = {row.id: row.fade_out_frames for row in rows}
    known = await sounding(session, fades)
    return {
        track_id: Whole(_end(one.laid, rate), fades[track_id]) for track_id, one in known.items()
    }


def _end(laid: Laid, rate: Fraction) -> int:
    rest = Fraction(max(0, laid.samples - laid.source_samples), laid.sample_rate)
    return laid.start_frame + (laid.duration_frames or max(1, seconds_to_frame(rest, rate)))


def compared(
    cut: CutList, form: TimelineFormat, reading: Reading, wholes: Mapping[UUID, Whole]
) -> Beside:
    """Beside what the same format told of the film, since some cannot tell all of it. `wholes` has
    every track of the project. Raises UserError."""
    seen, heard = pictures(cut), sounds(cut)
    if form is TimelineFormat.PROJECT_JSON:
        heard = list(entire(heard, wholes))
    told, told_sounds = told_by(seen), told_by(heard)
    if form in _LOSSY and (seen or heard):
        documents = write_cut(cut, ExportOptions(_LOSSY[form], takes=TakeChoice.ALL))
        readings = [
            anchored(read, cut) for one in documents if (read := _read_again(one.text, cut))
        ]
        reading = anchored(reading, cut)
        told = told_in(seen, readings, reading)
        tracks = [replace(one, sounds=tuple(of_tracks(cut, one))) for one in readings]
        told_sounds = told_in(heard, tracks, reading, heard=True)
    clips = compare(cut, reading, told)
    return Beside(cut, clips, compare_sounds(cut, heard, reading, told_sounds, wholes))


def _read_again(text: str, cut: CutList) -> Reading | None:
    try:
        return read_timeline(text, cut.rate)[1]
    except UserError:
        return None
