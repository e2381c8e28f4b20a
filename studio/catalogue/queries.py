"""What the catalogue is asked for besides lists: which preset applies by itself."""

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from studio.access.viewer import Viewer
from studio.catalogue.models import Model, Preset


async def default_preset(
    session: AsyncSession, viewer: Viewer, *, family: str | None, model_id: UUID | None
) -> UUID | None:
    """The default of the model, else of its family (or of `family`), else of anything."""
    if model_id is not None:
        found = await session.scalar(
            select(Model.family).where(
                Model.id == model_id,
                Model.workspace_id == viewer.workspace_id,
                Model.deleted_at.is_(None),
            )
        )
        family = found or family
    return await session.scalar(
        select(Preset.id)
        .where(
            Preset.workspace_id == viewer.workspace_id,
            Preset.deleted_at.is_(None),
            Preset.is_default,
            or_(
                and_(Preset.model_id.is_not(None), Preset.model_id == model_id),
                and_(
                    Preset.model_id.is_(None),
                    or_(Preset.family.is_(None), Preset.family == family),
                ),
            ),
        )
        .order_by(Preset.model_id.is_(None), Preset.family.is_(None))
        .limit(1)
    )
