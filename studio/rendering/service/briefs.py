"""What a clip's picture is made from, read for many clips at once."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from studio.casting.queries import feeds_of
from studio.casting.words import Feed
from studio.kernel.work import Work
from studio.library.media import MediaKind
from studio.projects.models import Project, Scene
from studio.prompts.pieces import KnownLora
from studio.prompts.queries import loras_named
from studio.prompts.syntax import loras_in
from studio.recipes.stamping import stamps_of
from studio.rendering.plan import Picture, Shot, Words
from studio.timeline.models import Clip


@dataclass(frozen=True, slots=True)
class Facts:
    """A clip with the words and measures that its brief is made from, and the stamps of those
    (studio.recipes.stamping). `kinds` are to be made of it, all that are asked for if empty; `picked`:
    a video of it starts from the picture that stands for it."""

    clip: Clip
    shot: Shot
    picture: Picture
    stamps: Mapping[str, str] = field(default_factory=dict, hash=False)
    kinds: tuple[MediaKind, ...] = ()
    picked: bool = False


async def in_film_order(
    work: Work, clips: Sequence[Clip], words: Words | None = None
) -> list[Facts]:
    """The facts of each clip, in the order of the film; `words` are said in place of its own."""
    rows = await work.session.execute(
        select(Scene, Project)
        .join(Project, Project.id == Scene.project_id)
        .where(Scene.id.in_({clip.scene_id for clip in clips}))
    )
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
    ids = [clip.id for clip in clips]
    # Stamped first: what changes while this reads is then told as changed since.
    stamps = await stamps_of(work.session, ids)
    feeds = await feeds_of(work.session, ids)
    workspaces = {project.workspace_id for _, project in places.values()}
    loras = await _loras(work, workspaces, _texts(clips, feeds.values(), words or Words()))
    return [
        replace(_facts(clip, *places[clip.scene_id], feeds[clip.id], loras), stamps=stamps[clip.id])
        for clip in ordered
    ]


async def with_words(
    work: Work, shot: Shot, workspace_id: UUID, feed: Feed, words: Mapping[str, str]
) -> Shot:
    """The shot if its clip had these prompts (by their columns) and this feed."""
    prompts: dict[str, Any] = dict(words)
    tried = replace(shot, feed=feed, **prompts)
    loras = await _loras(work, {workspace_id}, _texts([tried], [feed], Words()))
    return replace(tried, loras=loras)


async def _loras(
    work: Work, workspaces: Collection[UUID], texts: Iterable[str]
) -> dict[str, KnownLora]:
    """The LoRAs that are named in any of the texts; all clips of a request are of one workspace."""
    names = {name for text in texts if "<lora:" in text for name in loras_in(text)}
    found: dict[str, KnownLora] = {}
    for workspace_id in workspaces if names else ():
        found |= await loras_named(work.session, workspace_id, names)
    return found


def _texts(clips: Sequence[Clip | Shot], feeds: Iterable[Feed], words: Words) -> Iterable[str]:
    for clip in clips:
        yield from (clip.image_prompt, clip.video_prompt, clip.negative_prompt)
    for feed in feeds:
        for member in feed.cast:
            yield from (member.look, member.rule.essential)
        if feed.style:
            yield from (feed.style.positive, feed.style.negative)
        if feed.place:
            yield feed.place.words
    yield from (words.prompt or "", words.negative or "")


def _facts(
    clip: Clip, scene: Scene, project: Project, feed: Feed, loras: dict[str, KnownLora]
) -> Facts:
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
        feed=feed,
        loras=loras,
    )
    picture = Picture(project.width, project.height, project.rate, clip.duration_frames)
    return Facts(clip, shot, picture)
