"""Reference pictures of characters and locations: sent to what looks at them, told, and stamped."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from studio.graphs.build import build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from studio.rendering.models import RenderJob
from tests.running import Studio
from tests.schema.casting.setting import Film, cast, film, take
from tests.schema.recipes.made import make, standing
from tests.studio.graphs.orders import order

QUOTE = (
    "quote { references { assetId name clipCount character { name } location { name } } clipCount }"
)
EDITOR = {"family": "qwen_edit"}


@dataclass(frozen=True)
class Pictured:
    """A film of two people and a hall, and the pictures of them: assets by name, takes by name."""

    story: Film
    assets: dict[str, str]
    takes: dict[str, str]
    hall: str

    @property
    def shot(self) -> str:
        """Of both of them, in the hall."""
        return self.story.clips[0][1]

    def names(self, *assets: str) -> list[str]:
        named = {asset: name for name, asset in self.assets.items()}
        return [named[asset] for asset in assets]


async def portrait(studio: Studio, story: Film, name: str, take_id: str) -> str:
    """Put the take's picture among theirs; the first of them."""
    wanted = "character { references { id } }"
    made = await studio.owner.do(
        "updateCharacter", wanted, id=story.characters[name], addReferenceTakeIds=[take_id]
    )
    return str(made["character"]["references"][-1]["id"])


@pytest.fixture
async def pictured(studio: Studio) -> Pictured:
    story = await film(studio.owner)
    source = story.clips[0][0]
    takes = {name: await take(studio, source) for name in ("EVE", "NED", "Hall", "other")}
    assets = {name: await portrait(studio, story, name, takes[name]) for name in ("EVE", "NED")}
    made = await studio.owner.do(
        "createLocation",
        "location { id }",
        projectId=story.id,
        name="Hall",
        referenceTakeId=takes["Hall"],
    )
    return Pictured(story, assets, takes, made["location"]["id"])


async def sent(studio: Studio, clip: str, key: str, **given: Any) -> dict[str, str]:
    """The pictures of the job by role; it is queued and nothing more."""
    made = await studio.owner.do(
        "generateClip", "jobs { id }", clipId=clip, idempotencyKey=key, **given
    )
    async with studio.sessions() as session:
        job = await session.get_one(RenderJob, UUID(made["jobs"][0]["id"].removeprefix("job_")))
    pictures = job.brief.get("sampling", {}).get("pictures", {})
    return {role: f"asset_{UUID(asset).hex}" for role, asset in pictures.items()}


@pytest.mark.feature("CHR-9", "CHR-10", "CHR-5")
async def test_the_most_prominent_are_shown_first_then_the_location(
    studio: Studio, pictured: Pictured
) -> None:
    eve, ned = pictured.assets["EVE"], pictured.assets["NED"]
    quote = (await studio.owner.do("quote", QUOTE, clipId=pictured.shot, **EDITOR))["quote"]
    told = [(one["name"], one["clipCount"]) for one in quote["references"]]
    assert told == [("EVE", 1), ("NED", 1), ("Hall", 1)]
    assert [one["character"] and one["character"]["name"] for one in quote["references"]] == [
        *("EVE", "NED", None)
    ]
    assert quote["references"][2]["location"] == {"name": "Hall"}
    hall = quote["references"][2]["assetId"]
    all_three = {"start": eve, "reference_1": ned, "reference_2": hall}
    assert await sent(studio, pictured.shot, "a", **EDITOR) == all_three
    person = pictured.story.characters["NED"]
    await cast(
        studio.owner, {"placeIds": [pictured.shot], "characterId": person, "prominence": 1.5}
    )
    assert await sent(studio, pictured.shot, "b", **EDITOR) == {
        "start": ned,
        "reference_1": eve,
        "reference_2": hall,
    }
    source = pictured.takes["other"]
    beside = await sent(studio, pictured.shot, "c", startTakeId=source, **EDITOR)
    assert (beside["reference_1"], beside["reference_2"]) == (ned, eve)
    assert beside["start"] not in {eve, ned, hall}, "what is to be edited stays what it was"
    alone = await sent(studio, pictured.story.clips[0][0], "d", **EDITOR)
    assert alone == {"start": hall}, "nobody is in it"


@pytest.mark.feature("CHR-10")
async def test_nothing_is_sent_to_what_looks_at_none_or_where_a_request_says_otherwise(
    studio: Studio, pictured: Pictured
) -> None:
    shot, source = pictured.shot, pictured.takes["other"]
    assert await sent(studio, shot, "a") == {}
    assert await sent(studio, shot, "b", family="sdxl") == {}
    own = await sent(studio, shot, "c", referenceTakeIds=[source])
    assert list(own) == ["start"], "it brings its own"
    edit = {"startTakeId": source, **EDITOR}
    assert len(await sent(studio, shot, "d", **edit)) == 3
    assert list(await sent(studio, shot, "e", useReferences=False, **edit)) == ["start"]
    assert list(await sent(studio, shot, "f", promptOverride="paint it red", **edit)) == ["start"]
    await studio.owner.do("updateClip", "clip { id }", id=shot, shotKind="INSERT")
    assert list(await sent(studio, shot, "g", **edit)) == ["start"], "a detail shows nobody"


async def test_a_clip_without_any_is_named_before_anything_is_queued(
    studio: Studio, pictured: Pictured
) -> None:
    (yard, _) = pictured.story.clips[1]
    asked = {"clipIds": [pictured.shot, yard], **EDITOR}
    refused = await studio.owner.attempt(
        "generateClips", "jobs { id }", idempotencyKey="k", **asked
    )
    (error,) = refused["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["startTakeId"])
    assert "Nobody in 'Establishing: Yard' has a reference picture" in error["message"]
    given = await studio.owner.do("quote", QUOTE, startTakeId=pictured.takes["other"], **asked)
    assert given["quote"]["clipCount"] == 2
    assert [one["clipCount"] for one in given["quote"]["references"]] == [1, 1]


@pytest.mark.feature("BEY-3", "CHR-9")
async def test_another_picture_makes_stale_what_was_shown_the_one_before(
    studio: Studio, pictured: Pictured
) -> None:
    story, owner = pictured.story, studio.owner
    shown, plain = pictured.shot, story.clips[0][2]
    await make(studio, shown, "a", startTakeId=pictured.takes["other"], **EDITOR)
    await make(studio, plain, "b", family="sdxl")
    for clip in (shown, plain):
        assert (await standing(studio, clip))["imageStaleness"] == "CURRENT"
    await owner.do("updateLocation", "location { id }", id=pictured.hall, removeReference=True)
    assert (await standing(studio, shown))["imageStaleness"] == "CURRENT", "two were shown: people"
    await owner.do(
        "updateCharacter",
        "character { id }",
        id=story.characters["EVE"],
        addReferenceTakeIds=[pictured.takes["Hall"]],
        removeReferenceIds=[pictured.assets["EVE"]],
    )
    told = await standing(studio, shown)
    assert (told["imageStaleness"], told["image"]) == (
        "STALE",
        [{"what": "SOURCE_IMAGE", "name": "EVE"}],
    )
    assert (await standing(studio, plain))["imageStaleness"] == "CURRENT"
    quote = await owner.do("quote", QUOTE, projectId=story.id, staleOnly=True, family="sdxl")
    assert quote["quote"]["clipCount"] == 1


async def test_a_picture_outlives_the_take_that_it_was_taken_from(
    studio: Studio, pictured: Pictured
) -> None:
    clip = pictured.shot
    await make(studio, clip, "a", **EDITOR)
    await studio.owner.do("deleteTake", "deletedId", takeId=pictured.takes["EVE"])
    assert (await standing(studio, clip))["imageStaleness"] == "CURRENT"
    await studio.owner.do(
        "updateCharacter",
        "character { id }",
        id=pictured.story.characters["EVE"],
        removeReferenceIds=[pictured.assets["EVE"]],
    )
    assert (await standing(studio, clip))["imageStaleness"] == "BLOCKED"


@pytest.mark.feature("SRV-7", "CHR-10")
async def test_a_workflow_with_places_for_references_is_shown_them(
    studio: Studio, pictured: Pictured
) -> None:
    editor = FAMILIES["qwen_edit"]
    files = {"start": "a.png", "reference_1": "b.png"}
    document = build(order(editor, editor.setups[0], Task.EDIT, files=files)).nodes
    loaders = {
        entry["inputs"]["image"]: node
        for node, entry in document.items()
        if entry["class_type"] == "LoadImage"
    }
    inputs = [
        {"name": name, "place": place, "targets": [{"nodeId": loaders[file], "input": "image"}]}
        for name, place, file in (
            ("source", "START_IMAGE", "a.png"),
            ("portrait", "REFERENCE_1", "b.png"),
        )
    ]
    made = await studio.owner.do(
        "importWorkflow", "workflow { id }", name="Mine", document=document, inputs=inputs
    )
    workflow = made["workflow"]
    asked = {"workflowId": workflow["id"], "startTakeId": pictured.takes["other"]}
    shown = await sent(studio, pictured.shot, "a", **asked)
    assert shown["reference_1"] == pictured.assets["EVE"]
    refused = await studio.owner.attempt("quote", QUOTE, clipId=pictured.story.clips[1][0], **asked)
    (error,) = refused["userErrors"]
    assert error["field"] == ["referenceTakeIds"]
    assert "Nobody in 'Establishing: Yard' has a reference picture" in error["message"]
