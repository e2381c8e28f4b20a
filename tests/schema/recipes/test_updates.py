"""What is stale is rendered anew, and shown in place of what it was."""

from typing import Any

import pytest

from tests.running import Studio
from tests.schema.casting.setting import film
from tests.schema.recipes.made import finish, make, standing


async def shown(studio: Studio, clip: str) -> Any:
    query = "query($id: ID!) { clip(id: $id) { version newTakeCount selectedTake { id } } }"
    told = (await studio.owner.data(query, id=clip))["clip"]
    return told["selectedTake"]["id"], told["version"], told["newTakeCount"]


async def count(studio: Studio, project: str) -> int:
    query = "query($id: ID!) { project(id: $id) { stats { staleClipCount } } }"
    told = await studio.owner.data(query, id=project)
    return int(told["project"]["stats"]["staleClipCount"])


async def update(studio: Studio, project: str, **given: Any) -> list[str]:
    """The jobs of an update of all that is stale."""
    made = await studio.owner.do(
        "generateClips",
        "jobs { id } skipped { clipId }",
        projectId=project,
        staleOnly=True,
        idempotencyKey="update",
        **given,
    )
    return [job["id"] for job in made["jobs"]]


async def edit(studio: Studio, clip: str, words: str) -> None:
    await studio.owner.do("updateClip", "clip { id }", id=clip, imagePrompt=words)


@pytest.mark.feature("BEY-3")
async def test_an_update_comes_in_place_of_what_was_stale(studio: Studio) -> None:
    story = await film(studio.owner)
    clips = [story.clips[0][0], story.clips[1][0]]
    for clip in clips:
        await make(studio, clip, clip)
        await edit(studio, clip, "a match, lit")
    jobs = await update(studio, story.id, count=2)
    for left, (clip, job) in enumerate(zip(clips, jobs, strict=True)):
        assert await count(studio, story.id) == 2 - left
        before = await shown(studio, clip)
        first, _ = await finish(studio, job)
        assert await shown(studio, clip) == (first, before[1], 1)
        assert (await standing(studio, clip))["staleness"] == "CURRENT"
    assert await count(studio, story.id) == 0
    query = "query($id: ID!) { node(id: $id) { ... on Take { recipe { brief } } } }"
    told = await studio.owner.data(query, id=first)
    assert "replaces" not in told["node"]["recipe"]["brief"]


async def test_what_somebody_picks_meanwhile_stays(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    await make(studio, clip, "a")
    (other,) = await make(studio, clip, "b")
    await edit(studio, clip, "a match, lit")
    (job,) = await update(studio, story.id)
    await studio.owner.do("selectTake", "take { id }", takeId=other)
    await finish(studio, job)
    assert (await shown(studio, clip))[0] == other


async def test_what_is_current_again_stays(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    await edit(studio, clip, "a match")
    (first,) = await make(studio, clip, "a")
    await edit(studio, clip, "a match, lit")
    (job,) = await update(studio, story.id)
    await edit(studio, clip, "a match")
    await finish(studio, job)
    assert (await shown(studio, clip))[0] == first
    assert (await standing(studio, clip))["staleness"] == "CURRENT"


async def test_the_pick_is_left_alone_where_that_is_asked_for(studio: Studio) -> None:
    story = await film(studio.owner)
    clip = story.clips[0][0]
    (first,) = await make(studio, clip, "a")
    await edit(studio, clip, "a match, lit")
    (job,) = await update(studio, story.id, pick=False)
    await finish(studio, job)
    assert (await shown(studio, clip))[0] == first
    assert await count(studio, story.id) == 1
    # Nor does any other request change what is shown.
    more = await studio.owner.do(
        "generateClips", "jobs { id }", clipIds=[clip], idempotencyKey="more"
    )
    await finish(studio, more["jobs"][0]["id"])
    assert (await shown(studio, clip))[0] == first


async def test_a_video_is_replaced_by_a_video(studio: Studio) -> None:
    story = await film(studio.owner)
    clip, both = story.clips[0][0], ["IMAGE", "VIDEO"]
    _, video = await make(studio, clip, "a", kinds=both)
    await studio.owner.do("selectTake", "take { id }", takeId=video)
    await edit(studio, clip, "a match, lit")
    image_job, video_job = await update(studio, story.id, kinds=both)
    await finish(studio, image_job)
    assert (await shown(studio, clip))[0] == video
    (fresh,) = await finish(studio, video_job)
    assert (await shown(studio, clip))[0] == fresh
    told = await standing(studio, clip)
    assert [told[name] for name in ("staleness", "imageStaleness", "videoStaleness")] == [
        "CURRENT"
    ] * 3
