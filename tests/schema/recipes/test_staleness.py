from typing import Any

import pytest

from tests.running import Studio
from tests.schema.casting.setting import film, take
from tests.schema.recipes.made import finish, make, standing

BOTH = ["IMAGE", "VIDEO"]


async def reasons(studio: Studio, clip: str) -> set[tuple[str, str, str | None]]:
    told = await standing(studio, clip)
    return {(kind, one["what"], one["name"]) for kind in ("image", "video") for one in told[kind]}


@pytest.mark.feature("BEY-3")
async def test_an_edit_of_the_words_makes_stale_what_was_made_of_them(studio: Studio) -> None:
    story = await film(studio.owner)
    first, second = story.clips[0][0], story.clips[1][0]
    assert (await standing(studio, first))["staleness"] == "MISSING"
    await make(studio, first, "a", kinds=BOTH)
    await make(studio, second, "b")
    told = await standing(studio, first)
    assert told == {
        "staleness": "CURRENT",
        "imageStaleness": "CURRENT",
        "videoStaleness": "CURRENT",
        "image": [],
        "video": [],
    }
    await studio.owner.do("updateClip", "clip { id }", id=first, imagePrompt="a match, lit")
    told = await standing(studio, first)
    assert [told[name] for name in ("staleness", "imageStaleness", "videoStaleness")] == [
        "STALE"
    ] * 3
    assert ("image", "PROMPT", None) in await reasons(studio, first)
    assert ("video", "SOURCE_IMAGE", None) in await reasons(studio, first)
    assert (await standing(studio, second))["staleness"] == "CURRENT"
    stats = await studio.owner.data(
        "query($id: ID!) { project(id: $id) { stats { staleClipCount } } }", id=story.id
    )
    assert stats["project"]["stats"] == {"staleClipCount": 1}


async def test_what_a_picture_does_not_show_makes_nothing_stale(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    await studio.owner.do(
        "updateClip", "clip { id }", id=clip, imagePrompt="a hall", videoPrompt="she turns"
    )
    await make(studio, clip, "a", kinds=BOTH)
    edits: list[tuple[str, str, dict[str, Any]]] = [
        ("updateClip", "clip { id }", {"id": clip, "name": "Other", "caption": "Nobody."}),
        ("updateProject", "project { id }", {"id": story.id, "name": "Another film"}),
        ("updateScene", "scene { id }", {"id": story.scenes[0], "name": "INT. ROOM - DAY"}),
    ]
    for mutation, wanted, given in edits:
        await studio.owner.do(mutation, wanted, **given)
        assert await reasons(studio, clip) == set()
    assert (await standing(studio, clip))["staleness"] == "CURRENT"


async def test_who_is_in_it_and_how_is_told_by_name(studio: Studio) -> None:
    story = await film(studio.owner)
    eve, ned = story.characters["EVE"], story.characters["NED"]
    hall, yard = story.clips[0][1], story.clips[1][-1]
    await make(studio, hall, "a", kinds=["IMAGE"])
    await make(studio, yard, "b", kinds=["IMAGE"])
    await studio.owner.do("updateCharacter", "character { id }", id=eve, look="short, green coat")
    assert ("image", "CHARACTER", "EVE") in await reasons(studio, hall)
    assert await reasons(studio, yard) == set()
    await studio.owner.do("updateCharacter", "character { id }", id=ned, notes="Likes tea.")
    assert await reasons(studio, yard) == set()


@pytest.mark.feature("BEY-3")
async def test_only_what_is_stale_is_rendered_where_that_is_asked_for(studio: Studio) -> None:
    story = await film(studio.owner)
    first, second, *_ = story.clips[0]
    third = story.clips[1][0]
    for clip in (first, second, third):
        await make(studio, clip, clip)
    for clip in (first, third):
        await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt="a match, lit")
    asked = {"projectId": story.id, "staleOnly": True}
    quote = (await studio.owner.do("quote", "quote { id clipCount skipped { clipId } }", **asked))[
        "quote"
    ]
    assert (quote["clipCount"], quote["skipped"]) == (2, [])
    await studio.owner.do("lockClips", "clips { id }", ids=[third])
    wanted = "jobs { id clip { id } } skipped { clipId reason }"
    made = await studio.owner.do("generateClips", wanted, idempotencyKey="k", **asked)
    assert [job["clip"]["id"] for job in made["jobs"]] == [first]
    assert made["skipped"] == [{"clipId": third, "reason": "LOCKED"}]
    await studio.owner.do("lockClips", "clips { id }", ids=[third], locked=False)
    more = await studio.owner.do("generateClips", wanted, idempotencyKey="m", **asked)
    assert [job["clip"]["id"] for job in more["jobs"]] == [third]
    await finish(studio, made["jobs"][0]["id"])
    assert (await standing(studio, first))["staleness"] == "CURRENT"


async def test_a_chosen_picture_that_is_deleted_blocks(studio: Studio) -> None:
    story = await film(studio.owner)
    clip, other = story.clips[0][0], story.clips[1][0]
    source = await take(studio, other)
    await make(studio, clip, "a", startTakeId=source)
    assert (await standing(studio, clip))["imageStaleness"] == "CURRENT"
    await studio.owner.do("deleteTake", "deletedId", takeId=source)
    told = await standing(studio, clip)
    assert (told["staleness"], told["image"]) == (
        "BLOCKED",
        [{"what": "SOURCE_IMAGE", "name": None}],
    )
    await studio.owner.do("restoreTake", "take { id }", takeId=source)
    assert (await standing(studio, clip))["staleness"] == "CURRENT"


async def test_uploads_and_old_takes_are_current_and_deleted_ones_missing(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    old = await take(studio, clip)
    await studio.owner.do("selectTake", "take { id }", takeId=old)
    await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt="a match, lit")
    told = await standing(studio, clip)
    assert (told["staleness"], told["videoStaleness"]) == ("CURRENT", "MISSING")
    await studio.owner.do("deleteTake", "deletedId", takeId=old)
    assert (await standing(studio, clip))["imageStaleness"] == "MISSING"


async def test_words_of_the_request_are_fed_by_no_edit(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][1]
    await make(studio, clip, "a", promptOverride="a boat")
    await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt="a match, lit")
    eve = story.characters["EVE"]
    await studio.owner.do("updateCharacter", "character { id }", id=eve, look="short, green coat")
    assert await reasons(studio, clip) == set()
    await studio.owner.do("updateProject", "project { id }", id=story.id, width=640)
    assert await reasons(studio, clip) == {("image", "SIZE", None)}
