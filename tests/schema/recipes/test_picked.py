"""Videos that start from the pictures their clips show, and what makes them stale."""

from typing import Any
from uuid import UUID

import pytest

from studio.gallery.models import Take
from tests.running import Studio
from tests.schema.casting.setting import Film, film
from tests.schema.recipes.made import finish, make, standing

BOTH = ["IMAGE", "VIDEO"]
WANTED = "jobs { id kind parameters clip { id } } skipped { clipId reason } quote { pickedCount }"


async def generate(studio: Studio, key: str, **given: Any) -> dict[str, Any]:
    return await studio.owner.do("generateClips", WANTED, idempotencyKey=key, **given)


def starts(made: dict[str, Any]) -> list[str | None]:
    """The asset that each of the jobs starts from."""
    samplings = [job["parameters"].get("sampling", {}) for job in made["jobs"]]
    return [one.get("pictures", {}).get("start") for one in samplings]


async def asset(studio: Studio, take: str) -> str:
    async with studio.sessions() as session:
        row = await session.get_one(Take, UUID(take.removeprefix("take_")))
        return str(row.asset_id)


async def edit(studio: Studio, clip: str, **words: str) -> None:
    await studio.owner.do("updateClip", "clip { id }", id=clip, **words)


async def moving(studio: Studio) -> tuple[Film, str]:
    """A clip whose video tells its motion, so that its image's words are not the video's."""
    story = await film(studio.owner)
    clip = story.clips[0][0]
    await edit(studio, clip, imagePrompt="a hall", videoPrompt="she turns")
    return story, clip


async def states(studio: Studio, clip: str) -> tuple[str, str]:
    told = await standing(studio, clip)
    return told["imageStaleness"], told["videoStaleness"]


@pytest.mark.feature("BAT-1", "GEN-5")
async def test_stills_are_reviewed_and_the_picked_ones_animated_as_one_batch(
    studio: Studio,
) -> None:
    story = await film(studio.owner)
    first, second, third = [*story.clips[0], *story.clips[1]][:3]
    (_, kept) = [(await make(studio, first, key))[0] for key in ("a", "b")]
    (only,) = await make(studio, second, "c")
    await studio.owner.do("selectTake", "take { id }", takeId=kept)
    asked = {"clipIds": [first, second, third], "kinds": ["VIDEO"]}
    quoted = await studio.owner.do("quote", "quote { pickedCount }", **asked, startFromPicked=True)
    assert quoted["quote"] == {"pickedCount": 2}
    made = await generate(studio, "videos", **asked, startFromPicked=True)
    assert made["quote"] == {"pickedCount": 2}
    assert starts(made) == [await asset(studio, kept), await asset(studio, only), None]
    plain = await generate(studio, "plain", **asked)
    assert (starts(plain), plain["quote"]) == ([None] * 3, {"pickedCount": 0})


@pytest.mark.feature("BEY-3")
async def test_another_picked_picture_makes_its_video_stale(studio: Studio) -> None:
    _, clip = await moving(studio)
    (first,) = await make(studio, clip, "a")
    await make(studio, clip, "v", kinds=["VIDEO"], startFromPicked=True)
    assert await states(studio, clip) == ("CURRENT", "CURRENT")
    (other,) = await make(studio, clip, "b")
    assert await states(studio, clip) == ("CURRENT", "CURRENT"), "nobody picked the other one"
    await studio.owner.do("selectTake", "take { id }", takeId=other)
    assert await states(studio, clip) == ("CURRENT", "STALE")
    assert (await standing(studio, clip))["video"] == [{"what": "SOURCE_IMAGE", "name": None}]
    await studio.owner.do("selectTake", "take { id }", takeId=first)
    assert await states(studio, clip) == ("CURRENT", "CURRENT")
    await studio.owner.do("deleteTake", "deletedId", takeId=first)
    assert await states(studio, clip) == ("CURRENT", "STALE"), "another one takes its place"


async def test_what_is_stale_starts_from_the_picture_that_is_shown_now(studio: Studio) -> None:
    _, clip = await moving(studio)
    await make(studio, clip, "a", kinds=BOTH)
    await edit(studio, clip, imagePrompt="a wide hall")
    (fresh,) = await make(studio, clip, "b")
    await studio.owner.do("selectTake", "take { id }", takeId=fresh)
    assert await states(studio, clip) == ("CURRENT", "STALE")
    asked = {"clipIds": [clip], "kinds": BOTH, "staleOnly": True}
    quoted = await studio.owner.do("quote", "quote { jobCount pickedCount }", **asked)
    assert quoted["quote"] == {"jobCount": 1, "pickedCount": 1}, "the good image is not paid again"
    made = await generate(studio, "stale", **asked)
    assert [job["kind"] for job in made["jobs"]] == ["VIDEO"]
    assert starts(made) == [await asset(studio, fresh)]
    await finish(studio, made["jobs"][0]["id"])
    assert await states(studio, clip) == ("CURRENT", "CURRENT")
    await edit(studio, clip, imagePrompt="a narrow hall")
    assert await states(studio, clip) == ("STALE", "CURRENT")


async def test_a_video_of_words_alone_stays_one(studio: Studio) -> None:
    _, clip = await moving(studio)
    await make(studio, clip, "a")
    await make(studio, clip, "v", kinds=["VIDEO"])
    await edit(studio, clip, videoPrompt="she runs")
    made = await generate(studio, "stale", clipIds=[clip], kinds=["VIDEO"], staleOnly=True)
    assert starts(made) == [None]


async def test_only_the_kinds_that_are_missing_are_made(studio: Studio) -> None:
    story = await film(studio.owner)
    still, moved, none, queued = [*story.clips[0], *story.clips[1]][:4]
    (picture,) = await make(studio, still, "a")
    await make(studio, moved, "b", kinds=["VIDEO"])
    await studio.owner.do("generateClip", "jobs { id }", clipId=queued, idempotencyKey="c")
    asked = {"clipIds": [still, moved, none, queued], "kinds": BOTH, "missingOnly": True}
    quoted = await studio.owner.do("quote", "quote { jobCount pickedCount }", **asked)
    assert quoted["quote"] == {"jobCount": 4, "pickedCount": 1}
    made = await generate(studio, "missing", **asked)
    jobs = [(job["clip"]["id"], job["kind"]) for job in made["jobs"]]
    assert jobs == [(still, "VIDEO"), (moved, "IMAGE"), (none, "IMAGE"), (none, "VIDEO")]
    assert starts(made)[0] == await asset(studio, picture)
    assert made["skipped"] == [{"clipId": queued, "reason": "ALREADY_QUEUED"}]


@pytest.mark.parametrize(
    "given", [{"kinds": ["IMAGE"]}, {"kinds": ["VIDEO"], "startTakeId": "TAKE"}]
)
async def test_a_picked_picture_is_for_a_video_that_has_no_other(
    studio: Studio, given: dict[str, Any]
) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    (picture,) = await make(studio, clip, "a")
    if "startTakeId" in given:
        given = {**given, "startTakeId": picture}
    refused = await studio.owner.attempt(
        "generateClip",
        "jobs { id }",
        clipId=clip,
        idempotencyKey="b",
        startFromPicked=True,
        **given,
    )
    (error,) = refused["userErrors"]
    assert (error["code"], error["field"]) == ("BAD_USER_INPUT", ["startFromPicked"])
