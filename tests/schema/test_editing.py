import asyncio

import pytest

from tests.running import Caller, Studio
from tests.schema.graphs import layout, make_film

TREE = "query($id: ID!) { project(id: $id) { scenes { id clips { id } } } }"


async def tree(caller: Caller, project: str) -> object:
    return (await caller.data(TREE, id=project))["project"]


@pytest.mark.feature("PRJ-2", "SCN-2", "CLP-2")
async def test_a_restore_brings_back_exactly_what_its_deletion_took(studio: Studio) -> None:
    film = await make_film(studio.owner)
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][1])
    before = await tree(studio.owner, film.project)
    gone = await studio.owner.do("deleteScene", "deletedId", id=film.scenes[0])
    assert gone["deletedId"] == film.scenes[0]
    found = await studio.owner.data(
        "query($a: ID!, $b: ID!) { node(id: $a) { id } clip(id: $b) { id } }",
        a=film.scenes[0],
        b=film.clips[0][0],
    )
    assert found == {"node": None, "clip": None}
    await studio.owner.do("restoreScene", "scene { id }", id=film.scenes[0])
    assert await tree(studio.owner, film.project) == before
    await studio.owner.do("deleteProject", "deletedId", id=film.project)
    assert await tree(studio.owner, film.project) is None
    await studio.owner.do("restoreProject", "project { id }", id=film.project)
    assert await tree(studio.owner, film.project) == before


async def test_nothing_is_restored_into_what_is_deleted(studio: Studio) -> None:
    film = await make_film(studio.owner)
    await studio.owner.do("deleteScene", "deletedId", id=film.scenes[0])
    answer = await studio.owner.attempt("restoreClip", "clip { id }", id=film.clips[0][0])
    assert answer["userErrors"][0]["code"] == "INVALID_STATE"


async def test_what_is_restored_onto_a_taken_place_goes_to_the_end(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    await studio.owner.do("deleteClip", "deletedId", id=film.clips[0][0])
    await studio.owner.do(
        "createClip", "clip { id }", sceneId=film.scenes[0], name="New", startFrame=0
    )
    await studio.owner.do("restoreClip", "clip { id }", id=film.clips[0][0])
    assert await layout(studio.owner, film.scenes[0]) == [
        ("New", 0, 48),
        ("Clip 0.1", 48, 48),
        ("Clip 0.0", 96, 48),
    ]
    await studio.owner.do("deleteScene", "deletedId", id=film.scenes[0])
    await studio.owner.do(
        "reorderScenes", "project { id }", projectId=film.project, sceneIds=[film.scenes[1]]
    )
    restored = await studio.owner.do("restoreScene", "scene { position }", id=film.scenes[0])
    assert restored["scene"]["position"] == 1


@pytest.mark.feature("SCN-4")
async def test_duplicates_stand_behind_their_originals(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    copied = await studio.owner.do(
        "duplicateClip", "clip { startFrame imagePrompt }", id=film.clips[0][0]
    )
    assert copied["clip"] == {"startFrame": 96, "imagePrompt": "prompt 0.0"}
    scene = await studio.owner.do(
        "duplicateScene", "scene { position clips { name } }", id=film.scenes[0]
    )
    assert scene["scene"]["position"] == 1
    assert len(scene["scene"]["clips"]) == 3
    project = await studio.owner.do(
        "duplicateProject",
        "project { id name scenes { position clips { id } } }",
        id=film.project,
    )
    assert project["project"]["name"] == "Film (copy)"
    assert [len(scene["clips"]) for scene in project["project"]["scenes"]] == [3, 3, 2]


async def test_two_at_once_make_no_gap_and_no_double(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await asyncio.gather(
        *(studio.owner.do("createClip", "clip { id }", sceneId=film.scenes[0]) for _ in range(8)),
        *(
            studio.owner.do("createScene", "scene { id }", projectId=film.project, name="x")
            for _ in range(8)
        ),
    )
    starts = [start for _, start, _ in await layout(studio.owner, film.scenes[0])]
    assert starts == [48 * rank for rank in range(8)]
    found = await studio.owner.data(
        "query($id: ID!) { project(id: $id) { scenes { position } } }", id=film.project
    )
    assert [scene["position"] for scene in found["project"]["scenes"]] == list(range(9))
