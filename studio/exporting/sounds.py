"""What is heard under a film, and the beats of it, laid under what is taken out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.exporting.cutlist import Event, Level, Marker, MarkerKind, Media, Section
from studio.exporting.options import ExportOptions
from studio.gallery.rules import FileNames
from studio.kernel.time import seconds_to_frame
from studio.library.media import MediaKind
from studio.library.models import Asset, Blob
from studio.projects.models import Scene
from studio.sound.models import Track
from studio.sound.queries import sounding
from studio.timeline.models import Clip
from studio.timeline.rules import Span


@dataclass(frozen=True, slots=True)
class Heard:
    """Tracks, and beats of the first of them."""

    events: tuple[Event, ...] = ()
    markers: tuple[Marker, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames of the film that are taken out, and where they begin in what is."""

    film: Span
    begins: int


async def sounds_of(
    session: AsyncSession,
    project: Any,
    rate: Fraction,
    sections: Sequence[Section],
    options: ExportOptions,
) -> Heard:
    """The tracks of the project under these sections; of clips that were chosen by themselves, and so
    follow one another otherwise than in the film, none."""
    if options.clips is not None or not sections:
        return Heard()
    rows = (await session.execute(_tracks(project.id))).mappings().all()
    if not rows:
        return Heard()
    stretches = await _stretches(session, project.id, sections)
    names = FileNames()
    events = [
        piece
        for row in rows
        for piece in _pieces(_event(row, rate, project.name, names), stretches, rate)
    ]
    markers = await _beats(session, rows, stretches, rate) if options.beats else ()
    return Heard(tuple(events), tuple(markers))


async def _beats(
    session: AsyncSession, rows: Sequence[Any], stretches: Sequence[Stretch], rate: Fraction
) -> list[Marker]:
    """The beats of the first track that has any and is heard, under what is taken out."""
    heard = [row["id"] for row in rows if not row["muted"]]
    known = await sounding(session, heard)
    beats = next((found for one in heard if (found := known[one].beats(rate))), [])
    markers = []
    bar = 0
    for beat in beats:
        bar += beat.bar
        kind = MarkerKind.BAR if beat.bar else MarkerKind.BEAT
        name = f"Bar {bar}" if beat.bar else f"Beat {bar}.{beat.number}"
        markers += [
            Marker(stretch.begins + beat.frame - stretch.film.start, name, kind)
            for stretch in stretches
            if stretch.film.start <= beat.frame < stretch.film.end
        ]
    return markers


def _tracks(project_id: UUID) -> Any:
    return (
        select(
            Track.id,
            Track.name,
            Track.start_frame,
            Track.source_samples,
            Track.duration_frames,
            Track.gain_db,
            Track.fade_in_frames,
            Track.fade_out_frames,
            Track.muted,
            Asset.id.label("asset_id"),
            Asset.samples,
            Asset.sample_rate,
            Blob.sha256,
            Blob.media_type,
        )
        .join(Asset, Asset.id == Track.asset_id)
        .join(Blob, Blob.sha256 == Asset.blob_sha256)
        .where(Track.project_id == project_id, Track.deleted_at.is_(None))
        .order_by(Track.position, Track.id)
    )


async def _stretches(
    session: AsyncSession, project_id: UUID, sections: Sequence[Section]
) -> list[Stretch]:
    """Where in the film the sections lie: scene after scene, each as long as its clips reach."""
    found = await session.execute(
        select(Scene.id, func.max(Clip.start_frame + Clip.duration_frames))
        .join(Clip, (Clip.scene_id == Scene.id) & Clip.deleted_at.is_(None))
        .where(Scene.project_id == project_id, Scene.deleted_at.is_(None))
        .group_by(Scene.id, Scene.position)
        .order_by(Scene.position, Scene.id)
    )
    begins: dict[UUID, int] = {}
    reached = 0
    for scene_id, length in found:
        begins[scene_id] = reached
        reached += length
    stretches: list[Stretch] = []
    for section in sections:
        film = Span.of(begins[section.scene], section.span.duration)
        last = stretches[-1] if stretches else None
        if last and last.film.end == film.start:
            stretches[-1] = Stretch(Span(last.film.start, film.end), last.begins)
        else:
            stretches.append(Stretch(film, section.span.start))
    return stretches


def _event(row: Any, rate: Fraction, film: str, names: FileNames) -> Event:
    sample_rate = row["sample_rate"]
    skipped = Fraction(row["source_samples"], sample_rate)
    rest = max(Fraction(0), Fraction(row["samples"], sample_rate) - skipped)
    lasts = row["duration_frames"] or max(1, seconds_to_frame(rest, rate))
    media = Media(
        row["asset_id"],
        names.sound(film, row["name"], row["media_type"]),
        MediaKind.AUDIO,
        row["sha256"],
        samples=row["samples"],
        sample_rate=sample_rate,
    )
    return Event(
        row["id"],
        row["name"],
        Span.of(row["start_frame"], lasts),
        media,
        seconds_to_frame(skipped, rate),
        level=Level(
            row["gain_db"], row["fade_in_frames"], row["fade_out_frames"], muted=row["muted"]
        ),
        heard_from=skipped,
        row="track",
    )


def _pieces(event: Event, stretches: Sequence[Stretch], rate: Fraction) -> Iterator[Event]:
    """The parts of a sound that are under what is taken out, faded where the whole is."""
    assert event.heard_from is not None
    for stretch in stretches:
        start = max(event.span.start, stretch.film.start)
        end = min(event.span.end, stretch.film.end)
        if start >= end:
            continue
        late = start - event.span.start
        level = event.level
        yield Event(
            event.clip,
            event.name,
            Span.of(stretch.begins + start - stretch.film.start, end - start),
            event.media,
            seconds_to_frame(event.heard_from + late / rate, rate),
            level=Level(
                level.gain,
                max(0, level.fade_in - late),
                max(0, level.fade_out - (event.span.end - end)),
                muted=level.muted,
            ),
            heard_from=event.heard_from + late / rate,
            row="track",
        )
