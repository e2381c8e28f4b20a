"""A script becomes a project: its scenes, clips and characters, all in one transaction or none."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME
from studio.kernel.work import Work
from studio.library.service import Sketch, keep_characters
from studio.projects.models import Project, Scene
from studio.projects.service import create_project, keep_script, next_position
from studio.story.breakdown import break_down
from studio.story.elements import ScriptFormat
from studio.story.plan import Breakdown, ClipPlan, ScenePlan
from studio.story.script import parse, with_single_newlines
from studio.timeline.models import Clip

DEFAULT_RATE = Fraction(24)
UNTITLED = "Untitled script"

# The longest scripts take seconds: one at a time leaves the process to everybody else.
_reader = ThreadPoolExecutor(1, thread_name_prefix="script")


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

    The project's characters are completed from the script's. Raises SCRIPT_TOO_LARGE or
    SCRIPT_EMPTY before anything is written, LIMIT_EXCEEDED if the project keeps no more scripts.
    """
    viewer.demand_edit()
    rate = DEFAULT_RATE
    if into_existing:
        seen = await find(work, viewer, Project, project_id, lock=False, field="projectId")
        rate = seen.rate
    breakdown = await read_script(text, script_format, rate)
    if into_existing:
        project = await find(work, viewer, Project, project_id, field="projectId")
    else:
        project = await create_project(work, viewer, name=_title(breakdown), rate=DEFAULT_RATE)
        await work.session.flush()
    script = await keep_script(
        work,
        project.id,
        title=_title(breakdown),
        script_format=breakdown.format.value,
        script=with_single_newlines(text),
    )
    await _write(work, project, script.id, breakdown)
    sketches = [Sketch(one.name, one.description, one.source_line) for one in breakdown.characters]
    await keep_characters(work, project.id, sketches)
    project.updated_at = datetime.now(UTC)
    work.changed("project", project.id, stream=project.id, version=project.version)
    return project


async def read_script(
    text: str, script_format: ScriptFormat | None, rate: Fraction = DEFAULT_RATE
) -> Breakdown:
    """What a script breaks down to, beside the event loop; nothing is written.

    Raises SCRIPT_TOO_LARGE, SCRIPT_EMPTY, or BAD_USER_INPUT for what is not text.
    """
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_reader, _read, text, script_format, rate)


def _read(text: str, script_format: ScriptFormat | None, rate: Fraction) -> Breakdown:
    return break_down(parse(text, script_format), rate)


def _title(breakdown: Breakdown) -> str:
    return (breakdown.title or UNTITLED).strip()[:NAME] or UNTITLED


async def _write(work: Work, project: Project, script_id: UUID, breakdown: Breakdown) -> None:
    position = await next_position(work, project.id)
    for rank, plan in enumerate(breakdown.scenes):
        scene = _scene(project.id, script_id, plan, position + rank)
        clips = [_clip(project.id, scene.id, clip) for clip in plan.clips]
        work.session.add(scene)
        await work.session.flush()
        work.session.add_all(clips)
        work.changed("scene", scene.id, stream=project.id, version=1)
        for clip in clips:
            work.changed("clip", clip.id, stream=project.id, version=1)


def _scene(project_id: UUID, script_id: UUID, plan: ScenePlan, position: int) -> Scene:
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
        script_id=script_id,
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
        caption=plan.caption,
        characters=list(plan.characters),
        source_line=plan.source_line,
        version=1,
    )
