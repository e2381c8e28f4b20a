import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.graphs import fill, layout, make_film, show

TREE = (
    "query($id: ID!) { project(id: $id) { scenes { clips { id startFrame"
    " selectedTake { id } gallery { id } } } } }"
)


async def tree(caller: Caller, project: str) -> Any:
    return (await caller.data(TREE, id=project))["project"]


@pytest.mark.feature("CLP-2")
async def test_undo_brings_back_exactly_what_was_deleted_in_its_place(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=4)
    doomed = [film.clips[0][1], film.clips[0][2], film.clips[1][0]]
    await show(studio, doomed[0], select=False)
    kept = await show(studio, doomed[0])
    other = await show(studio, doomed[2])
    early = await show(studio, doomed[0], select=False)
    await studio.owner.do("deleteTake", "deletedId", takeId=early)
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][3])
    before = await tree(studio.owner, film.project)
    assert {kept, other} <= {
        clip["selectedTake"]["id"]
        for scene in before["scenes"]
        for clip in scene["clips"]
        if clip["selectedTake"]
    }
    gone = await studio.owner.do("deleteClips", "deletedIds", ids=doomed)
    assert gone["deletedIds"] == doomed
    left = await tree(studio.owner, film.project)
    assert [[clip["id"] for clip in scene["clips"]] for scene in left["scenes"]] == [
        [film.clips[0][0]],
        list(film.clips[1][1:]),
    ]
    async with studio.sessions() as session:
        acts = await session.scalars(
            text("SELECT DISTINCT deletion_id FROM clips WHERE id = ANY(:ids)"),
            {"ids": [UUID(clip.removeprefix("clip_")) for clip in doomed]},
        )
        assert len(acts.all()) == 1
    back = await studio.owner.do("restoreClips", "clips { id }", ids=doomed)
    assert [clip["id"] for clip in back["clips"]] == doomed
    assert await tree(studio.owner, film.project) == before


async def test_clips_that_overlapped_on_purpose_come_back_so(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    first, second = film.clips[0]
    await studio.owner.do("moveClip", "clip { id }", id=second, startFrame=24, allowOverlap=True)
    await studio.owner.do("deleteClips", "deletedIds", ids=[first, second])
    await studio.owner.do("restoreClips", "clips { id }", ids=[second, first])
    assert await layout(studio.owner, film.scenes[0]) == [("Clip 0.0", 0, 48), ("Clip 0.1", 24, 48)]


async def test_what_finds_its_place_taken_goes_to_the_end(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    first, second, third = film.clips[0]
    await studio.owner.do("deleteClips", "deletedIds", ids=[first, second], ripple=False)
    made = await studio.owner.do(
        "createClip", "clip { id }", sceneId=film.scenes[0], name="New", startFrame=0
    )
    await studio.owner.do("restoreClips", "clips { id }", ids=[second, first], ripple=False)
    placed = [("New", 0, 48), ("Clip 0.1", 48, 48), ("Clip 0.2", 96, 48), ("Clip 0.0", 144, 48)]
    assert await layout(studio.owner, film.scenes[0]) == placed
    await studio.owner.do("deleteClip", "deletedId", id=made["clip"]["id"])
    await studio.owner.do(
        "createClip", "clip { id }", sceneId=film.scenes[0], name="Newer", startFrame=0
    )
    newer = (await studio.owner.data(TREE, id=film.project))["project"]["scenes"][0]["clips"][0]
    await studio.owner.do("deleteClips", "deletedIds", ids=[newer["id"]], ripple=False)
    both = [made["clip"]["id"], newer["id"]]
    await studio.owner.do("restoreClips", "clips { id }", ids=both, ripple=False)
    starts = {name: start for name, start, _ in await layout(studio.owner, film.scenes[0])}
    assert sorted([starts["New"], starts["Newer"]]) == [0, 192]
    assert third


async def test_copies_stand_behind_their_originals_with_their_takes(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    await show(studio, film.clips[0][1])
    made = await studio.owner.do(
        "duplicateClips",
        "clips { name startFrame gallery { id } selectedTake { isSelected } scene { id } }",
        ids=[film.clips[1][0], film.clips[0][1], film.clips[0][0], film.clips[0][1]],
    )
    found = [
        (clip["scene"]["id"], clip["name"], clip["startFrame"], len(clip["gallery"]))
        for clip in made["clips"]
    ]
    assert found == [
        (film.scenes[0], "Clip 0.0", 96, 0),
        (film.scenes[0], "Clip 0.1", 144, 1),
        (film.scenes[1], "Clip 1.0", 48, 0),
    ]
    assert made["clips"][1]["selectedTake"] == {"isSelected": True}


async def test_what_is_rendered_for_them_is_cancelled(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    await studio.owner.do(
        "generateClips",
        "jobs { id }",
        projectId=film.project,
        kinds=["IMAGE", "VIDEO"],
        idempotencyKey="k",
    )
    await studio.owner.do("deleteClips", "deletedIds", ids=list(film.clips[0][:2]))
    found = await studio.owner.data("{ jobs { nodes { state clip { id } } } }")
    states = [(job["clip"] is None, job["state"]) for job in found["jobs"]["nodes"]]
    assert sorted(states) == [(False, "QUEUED")] * 2 + [(True, "CANCELLED")] * 4


async def test_without_ripple_copies_take_free_places(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][1])
    made = await studio.owner.do(
        "duplicateClips",
        "clips { startFrame }",
        ids=[film.clips[0][0], film.clips[0][2]],
        ripple=False,
    )
    assert [clip["startFrame"] for clip in made["clips"]] == [48, 144]


async def test_copies_have_numbers_of_their_own(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=3)
    clips = [clip for row in film.clips for clip in row]
    for clip, number in zip(clips, ["1A", "1B", "", "2A", "2Z", "7"], strict=True):
        await studio.owner.do("updateClip", "clip { id }", id=clip, number=number)
    made = await studio.owner.do("duplicateClips", "clips { number }", ids=clips)
    numbers = [clip["number"] for clip in made["clips"]]
    assert numbers == ["1AA", "1C", "", "2B", "2ZA", "7A"]
    await studio.owner.do("deleteClip", "deletedId", id=clips[1])
    again = await asyncio.gather(
        *(studio.owner.do("duplicateClip", "clip { number }", id=clip) for clip in clips[:1] * 4)
    )
    assert sorted(one["clip"]["number"] for one in again) == ["1AB", "1AC", "1AD", "1AE"]
    await studio.owner.do("duplicateScene", "scene { id }", id=film.scenes[1])
    read = "query($id: ID!) { project(id: $id) { scenes { clips { number } } } }"
    found = (await studio.owner.data(read, id=film.project))["project"]["scenes"]
    every = [clip["number"] for scene in found for clip in scene["clips"] if clip["number"]]
    assert len(set(every)) == len(every)
    copy = (await studio.owner.do("duplicateProject", "project { id }", id=film.project))["project"]
    assert (await studio.owner.data(read, id=copy["id"]))["project"]["scenes"] == found


@pytest.mark.parametrize("mutation", ["deleteClips", "restoreClips", "duplicateClips"])
async def test_all_or_none_for_those_who_may(studio: Studio, mutation: str) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    if mutation == "restoreClips":
        await studio.owner.do("deleteClips", "deletedIds", ids=list(film.clips[0]))
    before = await tree(studio.owner, film.project)
    wanted = "deletedIds" if mutation == "deleteClips" else "clips { id }"
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    many = [f"clip_{number:032x}" for number in range(501)]
    for caller, ids, code in (
        (studio.owner, [film.clips[0][0], "junk"], "NOT_FOUND"),
        (studio.owner, [film.clips[0][0], film.scenes[0]], "NOT_FOUND"),
        (studio.owner, [], "BAD_USER_INPUT"),
        (studio.owner, many, "LIMIT_EXCEEDED"),
        (stranger, list(film.clips[0]), "NOT_FOUND"),
        (guest, list(film.clips[0]), "FORBIDDEN"),
    ):
        answer = await caller.attempt(mutation, wanted, ids=ids)
        assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
            (code, None if code == "FORBIDDEN" else ["ids"])
        ]
    assert await tree(studio.owner, film.project) == before


async def test_nothing_is_restored_into_a_deleted_scene(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=1)
    ids = [film.clips[0][0], film.clips[1][0]]
    await studio.owner.do("deleteClips", "deletedIds", ids=ids)
    await studio.owner.do("deleteScene", "deletedId", id=film.scenes[1])
    answer = await studio.owner.attempt("restoreClips", "clips { id }", ids=ids)
    assert answer["userErrors"][0]["code"] == "INVALID_STATE"
    assert await layout(studio.owner, film.scenes[0]) == []


async def test_five_hundred_take_few_statements(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    ids = await fill(studio, film.scenes[0], 500)
    await studio.owner.do(
        "generateClips", "jobs { id }", projectId=film.project, idempotencyKey="k"
    )
    for mutation, wanted, most in (
        ("deleteClips", "deletedIds", 15),
        ("restoreClips", "clips { id }", 15),
        ("duplicateClips", "clips { id }", 15),
    ):
        async with studio.statements() as seen:
            await studio.owner.do(mutation, wanted, ids=ids)
        print(f"{mutation}: {len(seen)} statements")
        assert len(seen) <= most, "\n".join(seen)


async def test_undo_and_redo_at_once_end_without_a_deadlock(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=4)
    ids = [clip for row in film.clips for clip in row]
    calls: list[tuple[str, str, list[str]]] = [
        ("deleteClips", "deletedIds", ids),
        ("duplicateClips", "clips { id }", ids[::-1]),
        ("restoreClips", "clips { id }", ids),
        ("deleteClips", "deletedIds", ids[::-1]),
    ]
    answers = await asyncio.gather(
        *(
            studio.owner.attempt(mutation, wanted, ids=given)
            for _ in range(4)
            for mutation, wanted, given in calls
        )
    )
    codes = {error["code"] for answer in answers for error in answer["userErrors"]}
    assert codes <= {"NOT_FOUND"}
