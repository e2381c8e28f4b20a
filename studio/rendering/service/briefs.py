"""What a clip's picture is made from, read for many clips at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from studio.kernel.work import Work
from studio.library.rules import fold
from studio.library.service import Looks, looks_in
from studio.projects.models import Project, Scene
from studio.rendering.plan import Figure, Picture, Shot
from studio.timeline.models import Clip


@dataclass(frozen=True, slots=True)
class Facts:
    """A clip with the words and measures that its brief is made from."""

    clip: Clip
    shot: Shot
    picture: Picture


async def in_film_order(work: Work, clips: Sequence[Clip]) -> list[Facts]:
    """The facts of each clip, in the order of the film."""
    rows = await work.session.execute(
        select(Scene, Project)
        .join(Project, Project.id == Scene.project_id)
        .where(Scene.id.in_({clip.scene_id for clip in clips}))
    )
    looks = await looks_in(work, {clip.project_id for clip in clips})
    places = {scene.id: (scene, project) for scene, project in rows.all()}
    ordered = sorted(
        clips,
        key=lambda clip: (
            clip.project_id,
            places[clip.scene_id][0].position,
            clip.start_frame,
            clip.id,
        ),
    )
    return [_facts(clip, *places[clip.scene_id], looks[clip.project_id]) for clip in ordered]


def _facts(clip: Clip, scene: Scene, project: Project, looks: Looks) -> Facts:
    names = dict.fromkeys(map(fold, clip.characters))
    shot = Shot(
        number=clip.number,
        scene=scene.name,
        kind=clip.shot_kind,
        framing=clip.framing,
        caption=clip.caption or clip.name,
        characters=tuple(clip.characters),
        image_prompt=clip.image_prompt,
        video_prompt=clip.video_prompt,
        negative_prompt=clip.negative_prompt,
        location=scene.location,
        time_of_day=scene.time_of_day,
        cast=tuple(Figure(*looks[name]) for name in names if name in looks),
    )
    picture = Picture(project.width, project.height, project.rate, clip.duration_frames)
    return Facts(clip, shot, picture)
