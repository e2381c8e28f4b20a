"""A script becomes a project: its scenes and clips, in one transaction or not at all."""

import asyncio
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.ids import uuid7
from studio.kernel.work import Work
from studio.projects.models import Project, Scene
from studio.projects.service import create_project, next_position
from studio.story.breakdown import break_down
from studio.story.elements import ScriptFormat
from studio.story.plan import Breakdown, ClipPlan, ScenePlan
from studio.story.script import parse
from studio.timeline.models import Clip

DEFAULT_RATE = Fraction(24)
UNTITLED = "Untitled script"


async def import_script(
    work: Work,
    viewer: Viewer,
    *,
    text: str,
    script_format: ScriptFormat | None = None,
    project_id: UUID | None = None,
    into_existing: bool = False,
) -> Project:
    """Append the script's scenes to the project or, without one, to a new project of its title.

    Raises SCRIPT_TOO_LARGE or SCRIPT_EMPTY before anything is written.
    """
    viewer.demand_edit()
    rate = DEFAULT_RATE
    if into_existing:
        seen = await find(work, viewer, Project, project_id, lock=False, field="projectId")
        rate = seen.rate
    breakdown = await asyncio.to_thread(_read, text, script_format, rate)
    if into_existing:
        project = await find(work, viewer, Project, project_id, field="projectId")
    else:
        name = (breakdown.title or UNTITLED).strip()[:200] or UNTITLED
        project = await create_project(work, viewer, name=name, rate=DEFAULT_RATE)
        await work.session.flush()
    await _write(work, project, breakdown)
    project.updated_at = datetime.now(UTC)
    work.changed("project", project.id, stream=project.id, version=project.version)
    return project


def _read(text: str, script_format: ScriptFormat | None, rate: Fraction) -> Breakdown:
    return break_down(parse(text, script_format), rate)


async def _write(work: Work, project: Project, breakdown: Breakdown) -> None:
    position = await next_position(work, project.id)
    for rank, plan in enumerate(breakdown.scenes):
        scene = _scene(project.id, plan, position + rank)
        clips = [_clip(project.id, scene.id, clip) for clip in plan.clips]
        work.session.add(scene)
        await work.session.flush()
        work.session.add_all(clips)
        work.changed("scene", scene.id, stream=project.id, version=1)
        for clip in clips:
            work.changed("clip", clip.id, stream=project.id, version=1)


def _scene(project_id: UUID, plan: ScenePlan, position: int) -> Scene:
    return Scene(
        id=uuid7(),
        project_id=project_id,
        position=position,
        name=plan.name,
        description=plan.synopsis or plan.description,
        location=plan.location,
        setting=plan.setting.value if plan.setting else "",
        time_of_day=plan.time_of_day or "",
        characters=list(plan.characters),
        source_line=plan.source_line,
        version=1,
    )


def _clip(project_id: UUID, scene_id: UUID, plan: ClipPlan) -> Clip:
    return Clip(
        id=uuid7(),
        project_id=project_id,
        scene_id=scene_id,
        name=plan.name,
        number=plan.number,
        shot_kind=plan.shot_kind.value,
        framing=plan.framing.value,
        start_frame=plan.start_frame,
        duration_frames=plan.duration_frames,
        image_prompt=plan.image_prompt,
        video_prompt=plan.video_prompt,
        caption=plan.dialogue or plan.action,
        characters=list(plan.characters),
        source_line=plan.source_line,
        version=1,
    )
