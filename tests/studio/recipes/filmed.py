"""A small film whose clips are stamped."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from studio.casting.models import Character, CharacterLook, Location, Style
from studio.catalogue.models import Model, Preset
from studio.gallery.models import Take
from studio.kernel.ids import uuid7
from studio.library.models import Asset, Blob
from studio.library.rules import fold
from studio.projects.models import Project, Scene
from studio.timeline.models import Clip
from tests.workers.stage import Stage

NAMES = ("EVE", "Zoë  von Ö", "ned")
KINDS = ("IMAGE", "IMAGE", "VIDEO")
"""Of the takes of the first clip."""
FAMILIES = ["sdxl", "wan_2_2", None]


@dataclass
class Film:
    project: Project
    scenes: list[Scene]
    clips: list[Clip]
    people: list[Character]
    looks: list[CharacterLook]
    styles: list[Style]
    places: list[Location]
    assets: list[Asset]
    models: list[Model]
    presets: list[Preset]
    takes: list[Take]


async def film_of(session: AsyncSession, stage: Stage) -> Film:
    project = await session.get_one(Project, stage.project_id)
    clip = await session.get_one(Clip, stage.clip_id)
    first = await session.get_one(Scene, clip.scene_id)
    second = Scene(id=uuid7(), project_id=project.id, position=1, name="B", location="Yard")
    first.location, first.time_of_day = "The Hall", "NIGHT"
    session.add(second)
    await session.flush()
    clips = [clip, *clips_of(first, second)]
    owner = {"workspace_id": project.workspace_id, "project_id": project.id}
    people = [
        Character(id=uuid7(), name=name, folded=fold(name), digest=uuid7().hex, **owner)
        for name in NAMES
    ]
    styles = [
        Style(id=uuid7(), name=name, folded=fold(name), digest=uuid7().hex, **owner)
        for name in ("Ink", "Oil")
    ]
    places = [
        Location(
            id=uuid7(), project_id=project.id, name=name, folded=fold(name), digest=uuid7().hex
        )
        for name in ("The hall", "Yard")
    ]
    session.add_all([*clips, *people, *styles, *places])
    await session.flush()
    looks = [coat_of(one) for one in people]
    session.add_all(looks)
    await session.flush()
    assets = [asset_of(project) for _ in range(3)]
    session.add_all(Blob(sha256=one.blob_sha256, size=1, media_type="image/png") for one in assets)
    await session.flush()
    session.add_all(assets)
    await session.flush()
    models, presets = choices_of(project)
    session.add_all(models)
    await session.flush()
    presets[2].model_id = models[1].id
    takes = [take_of(clips[0], asset, kind) for asset, kind in zip(assets, KINDS, strict=True)]
    session.add_all([*presets, *takes])
    await session.flush()
    return Film(
        project,
        [first, second],
        clips,
        people,
        looks,
        styles,
        places,
        assets,
        models,
        presets,
        takes,
    )


def clips_of(first: Scene, second: Scene) -> list[Clip]:
    """One after another: of words, of a motion, of a detail."""
    clips = []
    for number, (scene, words, motion, kind) in enumerate(
        [
            (first, "EVE in {{ Location }} of {{clip}}", "", "ACTION"),
            (second, "", "EVE runs", "ACTION"),
            (second, "her hand", "", "INSERT"),
        ]
    ):
        clips.append(
            Clip(
                id=uuid7(),
                project_id=first.project_id,
                scene_id=scene.id,
                start_frame=48 * (number + 1),
                duration_frames=48,
                image_prompt=words,
                video_prompt=motion,
                shot_kind=kind,
                characters=["EVE", "Ned"] if number else ["Zoë  von Ö"],
            )
        )
    return clips


def choices_of(project: Project) -> tuple[list[Model], list[Preset]]:
    """Of a family of pictures, of one of films, and of none that is known."""
    owner = {"workspace_id": project.workspace_id}
    models = [
        Model(
            id=uuid7(),
            kind="CHECKPOINT",
            source="USER",
            name=str(family),
            file_name=f"{family}.ckpt",
            family=family,
            **owner,
        )
        for family in FAMILIES
    ]
    presets = [
        Preset(
            id=uuid7(),
            name=f"preset {family}",
            category="OTHER",
            family=family,
            settings={"steps": 20},
            **owner,
        )
        for family in FAMILIES
    ]
    return models, presets


def take_of(clip: Clip, asset: Asset, kind: str) -> Take:
    return Take(
        id=uuid7(),
        workspace_id=asset.workspace_id,
        project_id=clip.project_id,
        clip_id=clip.id,
        asset_id=asset.id,
        kind=kind,
        model="",
        prompt="",
        parameters={},
    )


def asset_of(project: Project) -> Asset:
    return Asset(
        id=uuid7(),
        workspace_id=project.workspace_id,
        project_id=project.id,
        blob_sha256=uuid7().hex * 2,
        kind="IMAGE",
    )


def coat_of(who: Character) -> CharacterLook:
    return CharacterLook(
        id=uuid7(),
        character_id=who.id,
        position=0,
        name="Coat",
        words="a coat",
        is_default=False,
        digest=uuid7().hex,
    )
