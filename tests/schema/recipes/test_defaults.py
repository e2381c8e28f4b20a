"""What a project has chosen for its renders makes stale what was made with it."""

from typing import Any

import pytest
from sqlalchemy import text

from studio.catalogue.models import Model
from studio.kernel.ids import typed, uuid7
from tests.running import Studio
from tests.schema.casting.setting import cast, film
from tests.schema.recipes.made import make, standing

BOTH = ["IMAGE", "VIDEO"]


async def preset(studio: Studio, name: str, **given: Any) -> str:
    wanted = {"settings": {"steps": 20}, **given}
    made = await studio.owner.do("createPreset", "preset { id }", name=name, **wanted)
    found: str = made["preset"]["id"]
    return found


async def checkpoint(studio: Studio, name: str) -> str:
    model = Model(
        id=uuid7(),
        workspace_id=studio.workspace_id,
        kind="CHECKPOINT",
        source="USER",
        name=name,
        file_name=f"{name}.safetensors",
    )
    async with studio.sessions() as session, session.begin():
        session.add(model)
    return typed("model", model.id)


async def reasons(studio: Studio, clip: str, kind: str = "image") -> list[tuple[str, str | None]]:
    told = await standing(studio, clip)
    return [(one["what"], one["name"]) for one in told[kind]]


@pytest.mark.feature("BEY-3")
async def test_the_preset_of_a_project(studio: Studio) -> None:
    story = await film(studio.owner)
    clip, other = story.clips[0][0], story.clips[1][0]
    chosen = await preset(studio, "Fine", family="sdxl")
    await cast(studio.owner, {"placeIds": [story.id], "presetId": chosen, "present": True})
    await make(studio, clip, "a", kinds=BOTH)
    await make(studio, other, "b", family="sdxl")
    assert await reasons(studio, clip) == []
    await studio.owner.do("updatePreset", "preset { id }", id=chosen, name="Finer")
    assert await reasons(studio, clip) == []
    await studio.owner.do("updatePreset", "preset { id }", id=chosen, settings={"steps": 30})
    assert await reasons(studio, clip) == [("PRESET", "Finer")]
    assert ("SOURCE_IMAGE", None) in await reasons(studio, clip, "video")
    assert await reasons(studio, other) == [], "it named its family itself"
    await studio.owner.do("updatePreset", "preset { id }", id=chosen, settings={"steps": 20})
    assert await reasons(studio, clip) == []
    await cast(studio.owner, {"placeIds": [story.id], "presetId": chosen, "present": False})
    assert await reasons(studio, clip) == [("PRESET", "Finer")]


async def test_what_makes_another_kind_makes_nothing_stale(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    await make(studio, clip, "a")
    films = await preset(studio, "Films", family="wan_2_2")
    await cast(studio.owner, {"placeIds": [story.id], "presetId": films, "present": True})
    assert await reasons(studio, clip) == []


async def test_the_model_of_a_scene(studio: Studio) -> None:
    story = await film(studio.owner)
    clip, other = story.clips[0][0], story.clips[1][0]
    await make(studio, clip, "a")
    await make(studio, other, "b")
    model = await checkpoint(studio, "Ink")
    await cast(studio.owner, {"placeIds": [story.scenes[0]], "modelId": model, "present": True})
    assert await reasons(studio, clip) == [("MODEL", "Ink")]
    assert await reasons(studio, other) == []


@pytest.mark.parametrize(
    ("given", "changed"),
    [
        ({}, []),
        ({"family": "sdxl"}, [("STYLE", None)]),
        ({"family": "sdxl", "settings": {"steps": 9}}, []),
    ],
)
async def test_settings_of_a_style_count_where_they_reach_the_render(
    studio: Studio, given: dict[str, Any], changed: list[tuple[str, str | None]]
) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    style = (
        await studio.owner.do(
            "createStyle",
            "style { id }",
            name="Ink",
            projectId=story.id,
            artStyle="ink",
            settings={"steps": 12},
        )
    )["style"]["id"]
    await cast(studio.owner, {"placeIds": [story.id], "styleId": style, "present": True})
    await make(studio, clip, "a", **given)
    assert await reasons(studio, clip) == []
    await studio.owner.do("updateStyle", "style { id }", id=style, settings={"steps": 14})
    assert await reasons(studio, clip) == changed
    await studio.owner.do("updateStyle", "style { id }", id=style, artStyle="oil")
    assert ("STYLE", "Ink") in await reasons(studio, clip)


async def test_recipes_of_before_are_compared_by_what_they_have(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    await make(studio, clip, "a", family="sdxl")
    old = (
        "UPDATE recipes SET fed = (fed - 'STYLE.WORDS' - 'IMAGE.MODEL' - 'IMAGE.PRESET'"
        " - ARRAY(SELECT key FROM jsonb_object_keys(fed) AS key WHERE key LIKE 'STYLE.SETTING.%'))"
        """ || '{"STYLE": ""}'"""
    )
    async with studio.sessions() as session, session.begin():
        await session.execute(text(old))
    assert (await standing(studio, clip))["staleness"] == "CURRENT"
    chosen = await preset(studio, "Fine", family="sdxl")
    await cast(studio.owner, {"placeIds": [story.id], "presetId": chosen, "present": True})
    assert (await standing(studio, clip))["staleness"] == "CURRENT"
