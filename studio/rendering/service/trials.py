"""Presets tried on a sample prompt: what comes of it is kept in a project of its own."""

from uuid import UUID

from sqlalchemy import select

from studio.access.queries import find
from studio.access.viewer import Viewer
from studio.catalogue.models import Model, Preset
from studio.graphs.families import FAMILIES
from studio.kernel.text import PROMPT, checked
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.projects.service import create_project, create_scene
from studio.rendering.lifecycle import Priority
from studio.rendering.plan import Words
from studio.rendering.service.generating import Requested, request_render
from studio.rendering.service.planning import Wish
from studio.rendering.service.quoting import Paying, digest_of
from studio.rendering.service.wishes import Asked
from studio.timeline.models import Clip
from studio.timeline.service.writing import create_clip

SAMPLES = "Preset samples"
"""The project of the workspace in which each preset that was tried has a clip."""


async def try_preset(
    work: Work,
    viewer: Viewer,
    preset_id: UUID | None,
    prompt: str,
    paying: Paying,
    *,
    reachable: bool,
    endpoint_id: UUID | None = None,
    seed: int | None = None,
) -> Requested:
    """Queue one take of the prompt, sampled by the preset, before what is usual.

    Raises as `request_render`.
    """
    preset = await find(work, viewer, Preset, preset_id, lock=False, field="id")
    viewer.demand_edit()
    text = checked(prompt, "prompt", limit=PROMPT, required=True)
    clip = await _clip_of(work, viewer, preset, text)
    wish = Wish(
        kinds=[await _kind_of(work, preset)],
        reachable=reachable,
        seed=seed,
        count=1,
        endpoint_id=endpoint_id,
        priority=Priority.HIGH,
        asked=Asked(preset_id=preset.id, words=Words(text, None)),
    )
    # Not of the clip: one that is made for a quote alone is gone with it.
    return await request_render(work, viewer, clip.id, wish, paying, digest=digest_of(wish, ()))


async def _kind_of(work: Work, preset: Preset) -> MediaKind:
    """What its family makes; a picture where it is for anything."""
    family = preset.family
    if preset.model_id is not None:
        family = await work.session.scalar(select(Model.family).where(Model.id == preset.model_id))
    return FAMILIES[family].kind if family else MediaKind.IMAGE


async def _clip_of(work: Work, viewer: Viewer, preset: Preset, prompt: str) -> Clip:
    """The clip that has the preset's name, of this scene; a new one if there is none."""
    scene = await _scene(work, viewer)
    clip = await work.session.scalar(
        select(Clip)
        .where(Clip.scene_id == scene.id, Clip.name == preset.name, Clip.deleted_at.is_(None))
        .order_by(Clip.id)
        .limit(1)
    )
    if clip is None:
        clip = await create_clip(
            work,
            viewer,
            scene.id,
            name=preset.name,
            image_prompt=prompt,
            video_prompt=prompt,
        )
        await work.session.flush()
    return clip


async def _scene(work: Work, viewer: Viewer) -> Scene:
    scene = await work.session.scalar(
        select(Scene)
        .join(Project, Project.id == Scene.project_id)
        .where(
            Project.workspace_id == viewer.workspace_id,
            Project.name == SAMPLES,
            Project.deleted_at.is_(None),
            Scene.deleted_at.is_(None),
        )
        .order_by(Project.id, Scene.position)
        .limit(1)
    )
    if scene is None:
        about = "What presets were tried on."
        project = await create_project(work, viewer, name=SAMPLES, description=about)
        await work.session.flush()
        scene = await create_scene(work, viewer, project.id, name="Samples")
        await work.session.flush()
    return scene
