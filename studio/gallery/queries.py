"""The files of takes, for whoever may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.predicates import visible
from studio.access.viewer import Viewer
from studio.gallery.models import Take
from studio.library.models import Asset, Blob
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip


@dataclass(frozen=True, slots=True)
class TakeFile:
    """A take's file in the object store, and where in the film it belongs. `scene` is its rank."""

    project: str
    scene: int
    shot: str
    sha256: str
    size: int
    media_type: str


async def files_of(
    session: AsyncSession, viewer: Viewer, take_ids: Sequence[UUID]
) -> Mapping[UUID, TakeFile]:
    """Of those of the living takes that the viewer may see."""
    rows = await session.execute(
        select(Take.id, Project.name, Scene.position, Clip.number, Clip.name, Blob)
        .join(Clip, Clip.id == Take.clip_id)
        .join(Scene, Scene.id == Clip.scene_id)
        .join(Project, Project.id == Take.project_id)
        .join(Asset, Asset.id == Take.asset_id)
        .join(Blob, Blob.sha256 == Asset.blob_sha256)
        .where(
            Take.id.in_(take_ids),
            Take.deleted_at.is_(None),
            visible(Take.__table__, viewer.workspace_id),
        )
    )
    return {
        take_id: TakeFile(project, scene, number or name, blob.sha256, blob.size, blob.media_type)
        for take_id, project, scene, number, name, blob in rows
    }
