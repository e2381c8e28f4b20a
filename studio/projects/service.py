"""Making and changing projects and scenes; keeping the scripts they come from."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from studio.access.queries import check_version, find, find_many
from studio.access.viewer import Viewer
from studio.kernel.errors import ErrorCode, UserError
from studio.kernel.ids import uuid7
from studio.kernel.text import DESCRIPTION, NAME, checked
from studio.kernel.work import Work
from studio.projects.models import Project, Scene, Script
from studio.projects.rules import (
    DEFAULT_HEIGHT,
    DEFAULT_WIDTH,
    MAX_SCRIPT_BYTES,
    MAX_SCRIPTS,
    check_order,
    check_size,
)

_LIMITS = {
    "name": NAME,
    "description": DESCRIPTION,
    "location": NAME,
    "setting": NAME,
    "time_of_day": NAME,
}


async def create_project(
    work: Work,
    viewer: Viewer,
    *,
    name: str,
    description: str = "",
    rate: Fraction = Fraction(24),
    width: int = DEFAULT_WIDTH,
    height: int = DEFAULT_HEIGHT,
) -> Project:
    viewer.demand_edit()
    check_size(width, height)
    project = Project(
        id=uuid7(),
        workspace_id=viewer.workspace_id,
        name=checked(name, "name", limit=NAME, required=True),
        description=checked(description, "description", limit=DESCRIPTION),
        fps_numerator=rate.numerator,
        fps_denominator=rate.denominator,
        width=width,
        height=height,
        version=1,
    )
    work.session.add(project)
    work.open_stream(project.id)
    announce(work, project)
    return project


async def update_project(
    work: Work,
    viewer: Viewer,
    project_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Project:
    """Apply `changes` (name, description, rate, width, height); what is missing stays."""
    project = await find(work, viewer, Project, project_id)
    viewer.demand_edit()
    check_version(project.version, expected_version)
    _apply(project, changes)
    check_size(project.width, project.height)
    project.version += 1
    announce(work, project)
    return project


def announce(work: Work, project: Project) -> None:
    """Tell those who follow the project, and those who follow its workspace.

    For what concerns the project as a whole: each edit within it would make all edits of the
    workspace wait for one another.
    """
    work.open_stream(project.workspace_id)
    for stream in (project.id, project.workspace_id):
        if project.deleted_at is None:
            work.changed("project", project.id, stream=stream, version=project.version)
        else:
            work.deleted("project", project.id, stream=stream)


async def create_scene(
    work: Work, viewer: Viewer, project_id: UUID | None, *, name: str, description: str = ""
) -> Scene:
    """A scene at the end of the project."""
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    scene = Scene(
        id=uuid7(),
        project_id=project.id,
        position=await next_position(work, project.id),
        name=checked(name, "name", limit=NAME, required=True),
        description=checked(description, "description", limit=DESCRIPTION),
        version=1,
    )
    work.session.add(scene)
    work.changed("scene", scene.id, stream=project.id, version=1)
    return scene


async def update_scene(
    work: Work,
    viewer: Viewer,
    scene_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
) -> Scene:
    scene = await find(work, viewer, Scene, scene_id)
    viewer.demand_edit()
    check_version(scene.version, expected_version)
    _apply(scene, changes)
    scene.version += 1
    work.changed("scene", scene.id, stream=scene.project_id, version=scene.version)
    return scene


async def reorder_scenes(
    work: Work, viewer: Viewer, project_id: UUID | None, scene_ids: Sequence[UUID | None]
) -> Project:
    """Put the project's scenes into this order, which must name each of them once."""
    project = await find(work, viewer, Project, project_id, field="projectId")
    viewer.demand_edit()
    present = await work.session.execute(
        select(Scene.id).where(Scene.project_id == project.id, Scene.deleted_at.is_(None))
    )
    ids = {scene_id for (scene_id,) in present}
    check_order(
        [str(scene_id) for scene_id in scene_ids],
        {str(scene_id) for scene_id in ids},
        what="scene",
        field="sceneIds",
    )
    scenes = await find_many(work, viewer, Scene, ids, field="sceneIds")
    for position, scene_id in enumerate(scene_ids):
        scene = scenes[scene_id] if scene_id else None
        if scene and scene.position != position:
            scene.position = position
            work.changed("scene", scene.id, stream=project.id, version=scene.version)
    return project


async def next_position(work: Work, project_id: UUID) -> int:
    """The place behind the last living scene. The project's row must be locked."""
    last = await work.session.scalar(
        select(func.max(Scene.position)).where(
            Scene.project_id == project_id, Scene.deleted_at.is_(None)
        )
    )
    return 0 if last is None else last + 1


async def keep_script(
    work: Work, project_id: UUID, *, title: str, script_format: str, script: str
) -> Script:
    """Keep the text, whose lines end in single newlines. The project's row must be locked.

    Raises LIMIT_EXCEEDED where the project has as many scripts, or as much of them, as it may.
    """
    count, size = (
        await work.session.execute(
            select(func.count(), func.coalesce(func.sum(func.octet_length(Script.text)), 0)).where(
                Script.project_id == project_id, Script.deleted_at.is_(None)
            )
        )
    ).one()
    if count >= MAX_SCRIPTS or size + len(script.encode()) > MAX_SCRIPT_BYTES:
        raise UserError(
            f"A project keeps {MAX_SCRIPTS} scripts and {MAX_SCRIPT_BYTES:,} bytes of them at most."
            " Import it as a project of its own.",
            field=["projectId"],
            code=ErrorCode.LIMIT_EXCEEDED,
        )
    row = Script(
        id=uuid7(),
        project_id=project_id,
        title=title,
        format=script_format,
        text=script,
        line_count=script.count("\n") + 1,
    )
    work.session.add(row)
    await work.session.flush()
    return row


async def copy_scripts(work: Work, project_id: UUID, to: UUID) -> dict[UUID, UUID]:
    """Give another project the same living scripts; the copies' ids by those of the originals."""
    rows = await work.session.scalars(
        select(Script)
        .where(Script.project_id == project_id, Script.deleted_at.is_(None))
        .order_by(Script.id)
    )
    copies = {
        row.id: Script(
            id=uuid7(),
            project_id=to,
            title=row.title,
            format=row.format,
            text=row.text,
            line_count=row.line_count,
        )
        for row in rows
    }
    work.session.add_all(copies.values())
    await work.session.flush()
    return {original: copy.id for original, copy in copies.items()}


def _apply(row: Project | Scene, changes: Mapping[str, Any]) -> None:
    for field, value in changes.items():
        limit = _LIMITS.get(field)
        good = limit and checked(value, field, limit=limit, required=field == "name")
        setattr(row, field, good if limit else value)
