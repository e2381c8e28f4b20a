"""A script becomes a project: its scenes, clips and characters, all in one transaction or none."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from functools import partial
from typing import Any
from uuid import UUID

from studio.access.queries import check_version, find
from studio.access.viewer import Viewer
from studio.casting.characters import Sketch, keep_characters
from studio.kernel.ids import uuid7
from studio.kernel.text import NAME
from studio.kernel.work import Work
from studio.projects.models import Project, Scene, Script
from studio.projects.service import create_project, keep_script, next_position
from studio.prompts.history import keep_edits
from studio.story import rewording
from studio.story.breakdown import Told, break_down, tell
from studio.story.elements import ScriptFormat
from studio.story.plan import Breakdown, ClipPlan, ScenePlan
from studio.story.rewording import Facts, Prompts
from studio.story.script import parse, with_single_newlines
from studio.timeline.models import Clip
from studio.timeline.service import writing
from studio.timeline.shots import Framing, ShotKind

DEFAULT_RATE = Fraction(24)
UNTITLED = "Untitled script"

KEPT_SCRIPTS = 8
_FOLLOWED = frozenset({"framing", "shot_kind", "caption", "name"})
_scripts: dict[UUID, Mapping[int, Sequence[Told]]] = {}

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
    await keep_characters(work, project, sketches)
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


async def update_clip(
    work: Work,
    viewer: Viewer,
    clip_id: UUID | None,
    changes: Mapping[str, Any],
    *,
    expected_version: int | None,
    allow_overlap: bool = False,
    ripple: bool = False,
) -> Clip:
    """As the timeline's own; prompts that nobody wrote by hand follow what is shown and how."""
    follow = None
    if changes.keys() & _FOLLOWED:
        clip = await find(work, viewer, Clip, clip_id, lock=False)
        facts, told = await _known(work, viewer, clip)

        def follow(clip: Clip) -> dict[str, str]:
            before = facts(clip)
            after = replace(before, **_seen(changes))
            now = Prompts(clip.image_prompt, clip.video_prompt)
            found = rewording.follow(before, after, now, told)
            return {f"{name}_prompt": words for name, words in found.items()}

    edited = await writing.update_clip(
        work,
        viewer,
        clip_id,
        changes,
        expected_version=expected_version,
        allow_overlap=allow_overlap,
        ripple=ripple,
        follow=follow,
    )
    await keep_edits(work, viewer, [edited])
    return edited


async def write_prompts(
    work: Work, viewer: Viewer, clip_id: UUID | None, *, expected_version: int | None
) -> Clip:
    """Write the clip's prompts from what is known of it; no edit where they say so already."""
    seen = await find(work, viewer, Clip, clip_id, lock=False)
    facts, told = await _known(work, viewer, seen)
    clip = await find(work, viewer, Clip, clip_id)
    viewer.demand_edit()
    check_version(clip.version, expected_version)
    image, video = rewording.write(facts(clip), told)
    if (clip.image_prompt, clip.video_prompt) != (image, video):
        clip.image_prompt, clip.video_prompt = image, video
        clip.version += 1
        work.changed("clip", clip.id, stream=clip.project_id, version=clip.version)
        await keep_edits(work, viewer, [clip])
    return clip


async def _known(
    work: Work, viewer: Viewer, clip: Clip
) -> tuple[Callable[[Clip], Facts], Sequence[Told]]:
    """The facts of a clip of this one's scene, and the shots of the script that it came from."""
    scene = await find(work, viewer, Scene, clip.scene_id, lock=False)
    told = await _told_by(work, viewer, scene.script_id) if scene.script_id else {}
    return partial(_facts, scene), told.get(clip.source_line or 0, ())


def _facts(scene: Scene, clip: Clip) -> Facts:
    return Facts(
        ShotKind(clip.shot_kind),
        Framing(clip.framing),
        clip.name,
        clip.caption,
        tuple(clip.characters),
        clip.source_line,
        scene.location,
        scene.setting,
        scene.time_of_day,
    )


def _seen(changes: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: changes[name] for name in ("name", "caption") if name in changes}
    if "shot_kind" in changes:
        known["kind"] = ShotKind(changes["shot_kind"])
    if "framing" in changes:
        known["framing"] = Framing(changes["framing"])
    return known


async def _told_by(work: Work, viewer: Viewer, script_id: UUID) -> Mapping[int, Sequence[Told]]:
    """The shots of a script by the line they come from. Scripts never change, so they are kept."""
    if (kept := _scripts.get(script_id)) is not None:
        return kept
    script = await find(work, viewer, Script, script_id, lock=False)
    loop = asyncio.get_running_loop()
    told = await loop.run_in_executor(_reader, _tell, script.text, ScriptFormat(script.format))
    while len(_scripts) >= KEPT_SCRIPTS:
        _scripts.pop(next(iter(_scripts)))
    return _scripts.setdefault(script_id, told)


def _tell(text: str, script_format: ScriptFormat) -> dict[int, list[Told]]:
    told = defaultdict[int, list[Told]](list)
    for one in tell(parse(text, script_format)):
        told[one.shot.line].append(one)
    return dict(told)


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
