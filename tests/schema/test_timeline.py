import pytest

from tests.running import Studio
from tests.schema.graphs import layout, make_film


@pytest.mark.feature("CLP-1")
async def test_a_clip_without_a_place_goes_to_the_end_two_seconds_long(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2, fps="24000/1001")
    assert await layout(studio.owner, film.scenes[0]) == [
        ("Clip 0.0", 0, 48),
        ("Clip 0.1", 48, 48),
    ]


@pytest.mark.feature("CLP-3")
async def test_a_move_onto_other_clips_is_refused_with_places_that_are_free(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    clip = film.clips[0][2]
    answer = await studio.owner.attempt(
        "moveClip", "clip { id } proposals { kind startFrame }", id=clip, startFrame=10
    )
    assert answer["clip"] is None
    assert answer["userErrors"][0]["code"] == "OVERLAP"
    assert answer["proposals"] == [{"kind": "LATER", "startFrame": 96}]
    taken = await studio.owner.do(
        "moveClip", "clip { startFrame version }", id=clip, startFrame=96, expectedVersion=1
    )
    assert taken["clip"] == {"startFrame": 96, "version": 2}
    forced = await studio.owner.do(
        "moveClip", "clip { startFrame }", id=clip, startFrame=10, allowOverlap=True
    )
    assert forced["clip"] == {"startFrame": 10}


@pytest.mark.parametrize("start", [-1, -(2**31), 2**30 + 1, 2**31 - 1])
async def test_a_place_no_timeline_has_is_refused(studio: Studio, start: int) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    answer = await studio.owner.attempt(
        "moveClip", "clip { id }", id=film.clips[0][0], startFrame=start
    )
    assert [error["field"] for error in answer["userErrors"]] == [["startFrame"]]


async def test_a_clip_moves_to_another_scene_of_its_project_only(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=1)
    other = await make_film(studio.owner, scenes=1, clips=0)
    clip = film.clips[0][0]
    moved = await studio.owner.do(
        "moveClip",
        "clip { scene { id } startFrame }",
        id=clip,
        sceneId=film.scenes[1],
        startFrame=48,
    )
    assert moved["clip"] == {"scene": {"id": film.scenes[1]}, "startFrame": 48}
    refused = await studio.owner.attempt(
        "moveClip", "clip { id }", id=clip, sceneId=other.scenes[0], startFrame=0
    )
    assert refused["userErrors"][0]["code"] == "BAD_USER_INPUT"
    for junk in (film.project, "scene_zz", "scene_" + "0" * 32):
        missing = await studio.owner.attempt(
            "moveClip", "clip { id }", id=clip, sceneId=junk, startFrame=0
        )
        assert missing["userErrors"][0]["code"] == "NOT_FOUND"


async def test_lengthening_into_the_next_clip_is_refused_shortening_is_not(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    longer = await studio.owner.attempt(
        "updateClip", "clip { id } proposals { kind }", id=film.clips[0][0], durationFrames=49
    )
    assert longer["userErrors"][0]["code"] == "OVERLAP"
    shorter = await studio.owner.do(
        "updateClip", "clip { durationFrames }", id=film.clips[0][0], durationFrames=1
    )
    assert shorter["clip"] == {"durationFrames": 1}
    none = await studio.owner.attempt(
        "updateClip", "clip { id }", id=film.clips[0][0], durationFrames=0
    )
    assert none["userErrors"][0]["field"] == ["durationFrames"]


async def test_reordered_clips_lie_end_to_end(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    a, b, c = film.clips[0]
    await studio.owner.do("updateClip", "clip { id }", id=a, durationFrames=10)
    await studio.owner.do("reorderClips", "scene { id }", sceneId=film.scenes[0], clipIds=[c, b, a])
    assert await layout(studio.owner, film.scenes[0]) == [
        ("Clip 0.2", 0, 48),
        ("Clip 0.1", 48, 48),
        ("Clip 0.0", 96, 10),
    ]


@pytest.mark.feature("CLP-4")
async def test_prompts_are_changed_one_by_one(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    changed = await studio.owner.do(
        "updateClip",
        "clip { imagePrompt videoPrompt negativePrompt framing shotKind }",
        id=film.clips[0][0],
        videoPrompt="slow pan",
        framing="CLOSE",
    )
    assert changed["clip"] == {
        "imagePrompt": "prompt 0.0",
        "videoPrompt": "slow pan",
        "negativePrompt": "",
        "framing": "CLOSE",
        "shotKind": "ACTION",
    }
