"""Which takes of a clip are new: made since the one that it shows was picked."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.running import Caller, Studio
from tests.schema.graphs import fill, make_film, show

STATE = "id newTakeCount pickedAt takeKinds selectedTake { id } newestTake { id }"
CLIP = f"query($id: ID!) {{ clip(id: $id) {{ {STATE} }} }}"


async def state(caller: Caller, clip: str) -> Any:
    return (await caller.data(CLIP, id=clip))["clip"]


async def one_clip(studio: Studio) -> str:
    return (await make_film(studio.owner, scenes=1, clips=1)).clips[0][0]


@pytest.mark.feature("GAL-2")
async def test_takes_are_new_until_one_is_picked(studio: Studio) -> None:
    clip = await one_clip(studio)
    empty = await state(studio.owner, clip)
    assert (empty["newTakeCount"], empty["newestTake"], empty["pickedAt"]) == (0, None, None)
    first = await show(studio, clip)
    assert (await state(studio.owner, clip))["newTakeCount"] == 0
    second = await show(studio, clip, select=False)
    third = await show(studio, clip, kind="VIDEO", select=False)
    await show(studio, clip, kind="AUDIO", select=False)
    found = await state(studio.owner, clip)
    assert (found["newTakeCount"], found["newestTake"]["id"]) == (2, third)
    assert found["takeKinds"] == ["AUDIO", "IMAGE", "VIDEO"]

    await studio.owner.do("selectTake", "take { id }", takeId=second)
    assert (await state(studio.owner, clip))["newTakeCount"] == 0
    fourth = await show(studio, clip, select=False)
    await show(studio, clip, select=False)
    assert (await state(studio.owner, clip))["newTakeCount"] == 2
    await studio.owner.do("selectTake", "take { id }", takeId=second)
    kept = await state(studio.owner, clip)
    assert (kept["newTakeCount"], kept["selectedTake"]["id"]) == (0, second)
    await studio.owner.do("selectTake", "take { id }", takeId=fourth)
    await studio.owner.do("deleteTake", "deletedId", takeId=fourth)
    assert (await state(studio.owner, clip))["newTakeCount"] == 0
    assert first


async def test_of_takes_dated_alike_the_later_ones_are_new(studio: Studio) -> None:
    clip = await one_clip(studio)
    first = await show(studio, clip)
    await show(studio, clip, select=False)
    last = await show(studio, clip, select=False)
    await dated_alike(studio)
    before = await state(studio.owner, clip)
    assert (before["newTakeCount"], before["newestTake"]["id"]) == (2, last)
    await studio.owner.do("selectTakes", "takes { id }", picks=[{"takeId": last}])
    assert (await state(studio.owner, clip))["newTakeCount"] == 0
    back = {"takeId": first, "pickedAt": before["pickedAt"]}
    await studio.owner.do("selectTakes", "takes { id }", picks=[back])
    assert await state(studio.owner, clip) == before
    early = {"takeId": last, "pickedAt": "2020-01-01T00:00:00.000000Z"}
    await studio.owner.do("selectTakes", "takes { id }", picks=[early])
    assert (await state(studio.owner, clip))["newTakeCount"] == 2  # not the one that is shown


async def dated_alike(studio: Studio) -> None:
    async with studio.sessions() as session:
        await session.execute(text("UPDATE takes SET created_at = now()"))
        await session.commit()


@pytest.mark.feature("GAL-2")
async def test_many_are_picked_at_once_or_none(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    newest = []
    for clip in film.clips[0]:
        await show(studio, clip)
        newest.append(await show(studio, clip, select=False))
    payload = await studio.owner.do(
        "selectTakes",
        "takes { id isSelected clip { newTakeCount } }",
        picks=[{"takeId": take} for take in newest[:2]],
    )
    done = {"isSelected": True, "clip": {"newTakeCount": 0}}
    assert payload["takes"] == [{"id": take, **done} for take in newest[:2]]

    sound = await show(studio, film.clips[0][0], kind="AUDIO", select=False)
    for wrong in (["junk"], [sound]):
        refused = await studio.owner.attempt(
            "selectTakes", "takes { id }", picks=[{"takeId": take} for take in [newest[2], *wrong]]
        )
        assert [error["field"] for error in refused["userErrors"]] == [["picks"]]
        assert refused["takes"] == []
        assert (await state(studio.owner, film.clips[0][2]))["newTakeCount"] == 1
    other = await studio.stranger()
    for picks in ([{"takeId": newest[2]}], []):
        refused = await other.attempt("selectTakes", "takes { id }", picks=picks)
        assert [error["field"] for error in refused["userErrors"]] == [["picks"]]
    many = [{"takeId": f"take_{number:032x}"} for number in range(501)]
    refused = await studio.owner.attempt("selectTakes", "takes { id }", picks=many)
    assert refused["userErrors"][0]["code"] == "LIMIT_EXCEEDED"


@pytest.mark.feature("GAL-2")
async def test_a_sound_is_never_shown_by_itself(studio: Studio) -> None:
    clip = await one_clip(studio)
    picture = await show(studio, clip)
    sound = await show(studio, clip, kind="AUDIO", select=False)

    async def shown(mutation: str, take: str) -> Any:
        answer = "deletedId" if mutation == "deleteTake" else "take { id }"
        await studio.owner.do(mutation, answer, takeId=take)
        return (await state(studio.owner, clip))["selectedTake"]

    assert await shown("deleteTake", picture) is None
    assert await shown("deleteTake", sound) is None
    assert await shown("restoreTake", sound) is None
    assert await shown("restoreTake", picture) == {"id": picture}


async def test_copies_have_nothing_new_where_the_original_was_picked(studio: Studio) -> None:
    clip = await one_clip(studio)
    first = await show(studio, clip)
    await show(studio, clip, select=False)
    await studio.owner.do("selectTake", "take { id }", takeId=first)
    made = await studio.owner.do("duplicateClips", "clips { newTakeCount }", ids=[clip])
    assert made["clips"] == [{"newTakeCount": 0}]


async def test_events_tell_what_is_new(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    first = await show(studio, clip)
    second = await show(studio, clip, select=False)
    follow = (
        "subscription($id: ID!) { projectEvents(projectId: $id, after: 0) { kind"
        f" ... on ClipChanged {{ clip {{ {STATE} }} }} }} }}"
    )
    async with studio.owner.follow(follow, id=film.project) as told:
        await studio.owner.do("selectTake", "take { id }", takeId=first)
        await told.until(lambda data: picked(data) == (first, 0))
        await show(studio, clip, select=False)
        await studio.owner.do("deleteTake", "deletedId", takeId=second)
        # An event shows the clip as it is when it is delivered: earlier ones may show this, too.
        await told.until(lambda data: data["projectEvents"]["kind"] == "TAKE_DELETED")
        (seen,) = await told.until(lambda data: data["projectEvents"]["kind"] == "CLIP_CHANGED")
        assert picked(seen) == (first, 1)


def picked(data: Any) -> tuple[str, int] | None:
    clip = data["projectEvents"].get("clip")
    return clip and clip["selectedTake"] and (clip["selectedTake"]["id"], clip["newTakeCount"])


@pytest.mark.parametrize("clips", [1, 30])
async def test_a_whole_film_is_one_statement(studio: Studio, clips: int) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await fill(studio, film.scenes[0], clips)
    query = f"query($id: ID!) {{ project(id: $id) {{ scenes {{ clips {{ {STATE} }} }} }} }}"
    async with studio.statements() as seen:
        await studio.owner.data(query, id=film.project)
    assert len([one for one in seen if "takes" in one]) == 1
