"""Options of exports under a name, kept with their project."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.exporting.bounds import counted
from studio.exporting.models import ExportPreset
from studio.exporting.options import ExportOptions, options_values
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME, checked
from studio.kernel.work import Work
from studio.projects.models import Project

MOST = 100
"""Presets of one project."""


async def save_preset(
    work: Work, viewer: Viewer, project_id: UUID | None, name: str, options: ExportOptions
) -> ExportPreset:
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    counted(options, project.rate)
    await _make_room(work, project.id)
    preset = ExportPreset(
        id=uuid7(),
        project_id=project.id,
        name=checked(name, "name", limit=NAME, required=True),
        options=options_values(options),
        version=1,
    )
    work.session.add(preset)
    _tell(work, preset)
    return preset


async def update_preset(
    work: Work,
    viewer: Viewer,
    preset_id: UUID | None,
    *,
    name: str | None,
    options: ExportOptions | None,
    expected_version: int | None,
) -> ExportPreset:
    """Another name, other options, or both; what is None stays."""
    preset = await _find(work, viewer, preset_id)
    check_version(preset.version, expected_version)
    if name is not None:
        preset.name = checked(name, "name", limit=NAME, required=True)
    if options is not None:
        counted(options, (await work.session.get_one(Project, preset.project_id)).rate)
        preset.options = options_values(options)
    preset.version += 1
    _tell(work, preset)
    return preset


async def delete_preset(work: Work, viewer: Viewer, preset_id: UUID | None) -> None:
    preset = await _find(work, viewer, preset_id)
    preset.deleted_at, preset.deletion_id = datetime.now(UTC), uuid7()
    _tell(work, preset)


async def restore_preset(work: Work, viewer: Viewer, preset_id: UUID | None) -> ExportPreset:
    preset = await _find(work, viewer, preset_id, deleted=True)
    await _make_room(work, preset.project_id)
    preset.deleted_at = preset.deletion_id = None
    _tell(work, preset)
    return preset


async def _make_room(work: Work, project_id: UUID) -> None:
    count = await work.session.scalar(
        select(func.count()).where(
            ExportPreset.project_id == project_id, ExportPreset.deleted_at.is_(None)
        )
    )
    if (count or 0) >= MOST:
        raise UserError(
            f"A project keeps {MOST} presets of exports at most.", code=ErrorCode.LIMIT_EXCEEDED
        )


async def _find(
    work: Work, viewer: Viewer, preset_id: UUID | None, *, deleted: bool = False
) -> ExportPreset:
    """One of a living project, for those who may edit."""
    preset = await find(work, viewer, ExportPreset, preset_id, deleted=deleted)
    await find(work, viewer, Project, preset.project_id, lock=False)
    viewer.demand_edit()
    return preset


def _tell(work: Work, preset: ExportPreset) -> None:
    """It is a part of its project."""
    work.changed("project", preset.project_id, stream=preset.project_id)
