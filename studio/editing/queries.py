"""A film as it lies, with what its clips show."""

from collections import defaultdict
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.library.media import MediaKind
from studio.library.models import Asset
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip
from studio.timeline.reports.facts import Film, SceneFacts, Shot, ShownTake
from studio.timeline.rules import Span


async def film_of(
    session: AsyncSession, viewer: Viewer, project_id: UUID | None, scene_id: UUID | None = None
) -> Film | None:
    """The living project, or this living scene of it, in two statements; None where it cannot be
    seen."""
    scenes = and_(Scene.project_id == Project.id, Scene.deleted_at.is_(None))
    if scene_id is not None:
        scenes = and_(scenes, Scene.id == scene_id)
    rows = await session.execute(
        select(
            Project.fps_numerator,
            Project.fps_denominator,
            Project.width,
            Project.height,
            Scene.id,
            Scene.name,
        )
        .join_from(Project, Scene, scenes, isouter=scene_id is None)
        .where(
            Project.id == project_id,
            Project.deleted_at.is_(None),
            visible(Project.__table__, viewer.workspace_id),
        )
        .order_by(Scene.position, Scene.id)
    )
    found = rows.all()
    if not found:
        return None
    homes: list[tuple[UUID | None, str]] = [(row[4], row[5]) for row in found]
    shots = await _shots_of(session, project_id, scene_id)
    numerator, denominator, width, height = found[0][:4]
    return Film(
        Fraction(numerator, denominator),
        width,
        height,
        tuple(
            SceneFacts(scene, name, tuple(shots[scene]))
            for scene, name in homes
            if scene is not None
        ),
    )


async def _shots_of(
    session: AsyncSession, project_id: UUID | None, scene_id: UUID | None
) -> dict[UUID, list[Shot]]:
    which = Clip.project_id == project_id if scene_id is None else Clip.scene_id == scene_id
    rows = await session.execute(
        select(
            Clip.scene_id,
            Clip.id,
            Clip.name,
            Clip.number,
            Clip.shot_kind,
            Clip.framing,
            Clip.start_frame,
            Clip.duration_frames,
            Take.kind,
            Asset.width,
            Asset.height,
            Asset.frames,
            Asset.fps_numerator,
            Asset.fps_denominator,
        )
        .join_from(Clip, Take, Take.id == Clip.selected_take_id, isouter=True)
        .join(Asset, Asset.id == Take.asset_id, isouter=True)
        .where(which, Clip.deleted_at.is_(None))
        .order_by(Clip.start_frame, Clip.id)
    )
    shots: dict[UUID, list[Shot]] = defaultdict(list)
    for home, clip_id, name, number, kind, framing, start, duration, *shown in rows:
        place = Span.of(start, duration)
        shots[home].append(Shot(clip_id, name, number, kind, framing, place, _shown(shown)))
    return shots


def _shown(values: list[Any]) -> ShownTake | None:
    kind, width, height, frames, numerator, denominator = values
    if kind is None:
        return None
    rate = Fraction(numerator, denominator) if numerator and denominator else None
    return ShownTake(kind == MediaKind.VIDEO.value, width, height, frames, rate)
