"""The cut list of what somebody wants to take out, in a handful of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.exporting.bounds import counted
from studio.exporting.conforming import conform
from studio.exporting.cutlist import (
    CutList,
    Event,
    Media,
    Section,
    Transition,
    tracks_of,
)
from studio.exporting.options import ExportOptions, TakeChoice
from studio.exporting.sounds import sounds_of
from studio.gallery.models import Take
from studio.gallery.rules import FileNames
from studio.kernel.ids import typed
from studio.kernel.rows import any_of
from studio.kernel.timecode import Timecode
from studio.library.media import MediaKind
from studio.library.models import Asset, Blob
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip
from studio.timeline.rules import Span
from studio.timeline.transitions import TransitionKind

_TAKE = (
    Take.id.label("take_id"),
    Take.model,
    Take.prompt,
    Take.seed,
    Asset.id.label("asset_id"),
    Asset.kind,
    Asset.width,
    Asset.height,
    Asset.frames,
    Asset.fps_numerator,
    Asset.fps_denominator,
    Asset.samples,
    Asset.sample_rate,
    Blob.sha256,
    Blob.media_type,
)


async def cut_of(
    session: AsyncSession, viewer: Viewer, project_id: UUID | None, options: ExportOptions
) -> CutList | None:
    """The cut as it lies now, at the rate and size that are asked for; None where the project cannot
    be seen. Raises UserError for a timecode that the rate does not have."""
    project = (
        await session.execute(
            select(
                Project.id,
                Project.name,
                Project.fps_numerator,
                Project.fps_denominator,
                Project.width,
                Project.height,
            ).where(
                Project.id == project_id,
                Project.deleted_at.is_(None),
                visible(Project.__table__, viewer.workspace_id),
            )
        )
    ).one_or_none()
    if project is None:
        return None
    own = Fraction(project.fps_numerator, project.fps_denominator)
    timecode, started = counted(options, own)
    rows = (await session.execute(_clips(project.id, options))).mappings().all()
    names = FileNames()
    sections, events = _placed(rows, project.name, names, apart=options.clips is None)
    if options.takes is TakeChoice.ALL:
        events = await _with_alternates(session, rows, events, project.name, names)
    heard = await sounds_of(session, project, own, sections, options)
    lying = [event for event in events if event.heard] + list(heard.events)
    cut = CutList(
        project.id,
        project.name,
        Timecode(own),
        options.width or project.width,
        options.height or project.height,
        tuple(sections),
        tracks_of(event for event in events if not event.heard),
        tracks_of(lying),
        0,
        heard.markers,
    )
    return conform(cut, timecode, started)


def _clips(project_id: UUID, options: ExportOptions) -> Any:
    return (
        select(
            Scene.id.label("scene_id"),
            Scene.name.label("scene_name"),
            Scene.position,
            Clip.id.label("clip_id"),
            Clip.name,
            Clip.number,
            Clip.caption,
            Clip.start_frame,
            Clip.duration_frames,
            Clip.source_frame,
            Clip.transition_kind,
            Clip.transition_frames,
            *_TAKE,
        )
        .join_from(Scene, Clip, (Clip.scene_id == Scene.id) & Clip.deleted_at.is_(None))
        .join(Take, Take.id == Clip.selected_take_id, isouter=True)
        .join(Asset, Asset.id == Take.asset_id, isouter=True)
        .join(Blob, Blob.sha256 == Asset.blob_sha256, isouter=True)
        .where(
            Scene.project_id == project_id,
            Scene.deleted_at.is_(None),
            _among(Scene.id, options.scenes),
            _among(Clip.id, options.clips),
        )
        .order_by(Scene.position, Scene.id, Clip.start_frame, Clip.id)
    )


async def _with_alternates(
    session: AsyncSession,
    rows: Sequence[RowMapping],
    events: Sequence[Event],
    film: str,
    names: FileNames,
) -> list[Event]:
    """What each clip could show besides, the newest first."""
    found = await session.execute(
        select(Take.clip_id, *_TAKE)
        .join(Asset, Asset.id == Take.asset_id)
        .join(Blob, Blob.sha256 == Asset.blob_sha256)
        .where(
            _among(Take.clip_id, [event.clip for event in events]),
            Take.deleted_at.is_(None),
            Take.kind != MediaKind.AUDIO.value,
        )
        .order_by(Take.created_at.desc(), Take.id.desc())
    )
    shot = {row["clip_id"]: row for row in rows}
    others: dict[UUID, list[Media]] = {}
    for take in found.mappings():
        clip = shot[take["clip_id"]]
        if take["take_id"] != clip["take_id"]:
            media = _media({**clip, **take}, film, names)
            others.setdefault(take["clip_id"], []).append(media)
    return [replace(event, alternates=tuple(others.get(event.clip, ()))) for event in events]


def _among(column: Any, ids: Sequence[UUID] | None) -> ColumnElement[bool]:
    if ids is None:
        return true()
    among: ColumnElement[bool] = column == any_of(ids)
    return among


def _placed(
    rows: Sequence[RowMapping], film: str, names: FileNames, *, apart: bool
) -> tuple[list[Section], list[Event]]:
    """Scene after scene, each where the one before it ended; clips as they lie in theirs where
    that is to be kept (`apart`), else one after another."""
    sections: list[Section] = []
    events: list[Event] = []
    begins = reached = 0
    for row in rows:
        if not sections or sections[-1].scene != row["scene_id"]:
            begins = reached
            sections.append(Section(row["scene_id"], row["scene_name"], Span(begins, begins)))
        start = begins + row["start_frame"] if apart else reached
        span = Span.of(start, row["duration_frames"])
        reached = max(reached, span.end)
        sections[-1] = replace(sections[-1], span=Span(begins, reached))
        events.append(_event(row, span, film, names))
    return sections, events


def _event(row: RowMapping, span: Span, film: str, names: FileNames) -> Event:
    title = " ".join(word for word in (row["number"], row["name"].strip()) if word) or "Clip"
    media = None if row["asset_id"] is None else _media(row, film, names)
    transition = None
    if row["transition_frames"]:
        transition = Transition(TransitionKind(row["transition_kind"]), row["transition_frames"])
    source = row["source_frame"] if media and media.kind is not MediaKind.IMAGE else 0
    return Event(
        row["clip_id"], title, span, media, source, note=row["caption"], transition=transition
    )


def _media(row: RowMapping | Mapping[str, Any], film: str, names: FileNames) -> Media:
    facts = {
        "take": typed("take", row["take_id"]),
        "model": row["model"],
        "prompt": row["prompt"],
        "seed": "" if row["seed"] is None else str(int(row["seed"])),
    }
    above, below = row["fps_numerator"], row["fps_denominator"]
    shot = row["number"] or row["name"]
    return Media(
        row["asset_id"],
        names.name(film, row["position"], shot, row["media_type"]),
        MediaKind(row["kind"]),
        row["sha256"],
        row["width"],
        row["height"],
        row["frames"],
        Fraction(above, below) if above and below else None,
        row["samples"],
        row["sample_rate"],
        {name: value for name, value in facts.items() if value},
    )
