"""Presets taken out of a workspace as text, and brought into one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, tuple_

from studio.access.queries import find_many
from studio.access.viewer import Viewer
from studio.catalogue.interchange import MOST_PRESETS, Portable, read_presets, write_presets
from studio.catalogue.models import Model, Preset
from studio.catalogue.presets import Draft, import_presets
from studio.kernel.errors import UserError
from studio.kernel.work import Work


async def export_presets(work: Work, viewer: Viewer, ids: Sequence[UUID]) -> str:
    """These presets as text, in the given order."""
    if not 1 <= len(ids) <= MOST_PRESETS:
        raise UserError(f"1 to {MOST_PRESETS} presets can be exported at once.", field=["ids"])
    found = await find_many(work, viewer, Preset, ids, field="ids", lock=False)
    rows = await work.session.execute(
        select(Model.id, Model.kind, Model.file_name, Model.family).where(
            Model.id.in_({one.model_id for one in found.values() if one.model_id})
        )
    )
    models = {model_id: (kind, file, family) for model_id, kind, file, family in rows}
    return write_presets([_portable(found[one], models) for one in ids])


async def import_text(work: Work, viewer: Viewer, text: str) -> list[Preset]:
    """The presets of an export: all of them, or none and a UserError that says why."""
    viewer.demand_edit()
    portable = read_presets(text)
    rows = await work.session.execute(
        select(Model.kind, Model.file_name, Model.id).where(
            Model.workspace_id == viewer.workspace_id,
            Model.deleted_at.is_(None),
            tuple_(Model.kind, Model.file_name).in_({one.model for one in portable if one.model}),
        )
    )
    here = {(kind, file): model_id for kind, file, model_id in rows}
    return await import_presets(work, viewer, [_draft(one, here) for one in portable])


def _portable(preset: Preset, models: dict[UUID, tuple[str, str, str | None]]) -> Portable:
    kind, file, family = models[preset.model_id] if preset.model_id else ("", "", preset.family)
    return Portable(
        name=preset.name,
        description=preset.description,
        category=preset.category,
        family=family,
        model=(kind, file) if preset.model_id else None,
        settings=preset.settings,
    )


def _draft(one: Portable, here: dict[tuple[str, str], UUID]) -> Draft:
    model_id = here.get(one.model) if one.model else None
    return Draft(
        name=one.name,
        category=one.category,
        settings=one.settings,
        description=one.description,
        family=None if model_id else one.family,
        model_id=model_id,
    )
