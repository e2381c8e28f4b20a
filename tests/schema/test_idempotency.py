import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.graphs import Film, make_film

SCRIPT = "INT. ROOM - DAY\n\nA door opens."
MADE = {
    "importScript": "project { id scenes { id clips { id } } }",
    "createProject": "project { id name }",
    "createScene": "scene { id name }",
    "createClip": "clip { id startFrame } proposals { startFrame }",
    "duplicateProject": "project { id scenes { clips { id } } }",
    "duplicateScene": "scene { id position }",
    "duplicateClip": "clip { id startFrame }",
    "duplicateClips": "clips { id startFrame }",
    "addEndpoint": "endpoint { id name }",
}


def wish(mutation: str, film: Film) -> tuple[dict[str, Any], dict[str, Any]]:
    """An input of the mutation, and another one."""
    clips = film.clips[0]
    wishes: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
        "importScript": ({"text": SCRIPT}, {"text": SCRIPT, "projectId": film.project}),
        "createProject": ({"name": "A", "fps": "24000/1001"}, {"name": "A", "fps": "25"}),
        "createScene": ({"projectId": film.project, "name": "A"}, {"projectId": "x", "name": "A"}),
        "createClip": ({"sceneId": film.scenes[0]}, {"sceneId": film.scenes[0], "number": "1"}),
        "duplicateProject": ({"id": film.project}, {"id": film.project, "expectedVersion": 9}),
        "duplicateScene": ({"id": film.scenes[0]}, {"id": film.scenes[1]}),
        "duplicateClip": ({"id": clips[0], "expectedVersion": 1}, {"id": clips[0]}),
        "duplicateClips": ({"ids": list(clips)}, {"ids": list(clips)[:1]}),
        "addEndpoint": (
            {"provider": "RUNPOD", "name": "Mine", "endpointId": "abc", "apiKey": "rpa_secret"},
            {"provider": "RUNPOD", "name": "Mine", "endpointId": "abd", "apiKey": "rpa_secret"},
        ),
    }
    return wishes[mutation]


async def tally(studio: Studio) -> list[int]:
    """How much of everything there is, and how many events were numbered."""
    tables = ("projects", "scenes", "clips", "endpoints", "scripts", "outbox", "events")
    counts = ", ".join(f"(SELECT count(*) FROM {table})" for table in tables)
    async with studio.sessions() as session:
        return list((await session.execute(text(f"SELECT {counts}"))).one())


async def attempt(caller: Caller, mutation: str, given: dict[str, Any]) -> dict[str, Any]:
    return await caller.attempt(mutation, MADE[mutation], idempotencyKey="k", **given)


@pytest.mark.parametrize("mutation", list(MADE))
async def test_the_same_key_makes_once_and_answers_the_same(studio: Studio, mutation: str) -> None:
    film = await make_film(studio.owner, clips=2)
    given, other = wish(mutation, film)
    first, *others = await asyncio.gather(
        *(attempt(studio.owner, mutation, given) for _ in range(3))
    )
    assert first["userErrors"] == []
    assert others == [first, first]
    before = await tally(studio)
    assert await attempt(studio.owner, mutation, given) == first
    refused = await attempt(studio.owner, mutation, other)
    assert [(error["code"], error["field"]) for error in refused["userErrors"]] == [
        ("IDEMPOTENCY_CONFLICT", ["idempotencyKey"])
    ]
    assert await tally(studio) == before


async def test_it_is_read_anew_and_null_is_as_absent(studio: Studio) -> None:
    made = await attempt(studio.owner, "createProject", {"name": "A"})
    project = made["project"]["id"]
    await studio.owner.do("updateProject", "project { id }", id=project, name="B")
    again = await attempt(studio.owner, "createProject", {"name": "A", "description": None})
    assert again == {"project": {"id": project, "name": "B"}, "userErrors": []}
    unkeyed = await studio.owner.do(
        "createProject", "project { id }", name="A", idempotencyKey=None
    )
    assert unkeyed["project"]["id"] != project


async def test_what_is_gone_is_not_found_until_it_is_restored(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    given = {"ids": list(film.clips[0])}
    made = await attempt(studio.owner, "duplicateClips", given)
    gone = made["clips"][0]["id"]
    await studio.owner.do("deleteClip", "deletedId", id=gone)
    answer = await attempt(studio.owner, "duplicateClips", given)
    assert answer["clips"] == []
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
        ("NOT_FOUND", ["idempotencyKey"])
    ]
    await studio.owner.do("restoreClip", "clip { id }", id=gone)
    assert await attempt(studio.owner, "duplicateClips", given) == made


async def test_a_failed_act_leaves_no_key(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    scene = {"sceneId": film.scenes[0]}
    taken = await attempt(studio.owner, "createClip", {**scene, "startFrame": 0})
    assert taken["userErrors"][0]["code"] == "OVERLAP"
    assert taken["proposals"]
    made = await attempt(studio.owner, "createClip", {**scene, "startFrame": 96})
    assert made["userErrors"] == []


async def test_a_key_belongs_to_an_account_and_a_mutation(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    given = {"projectId": film.project, "name": "A"}
    mine = await attempt(studio.owner, "createScene", given)
    theirs = await attempt(editor, "createScene", given)
    assert mine["scene"]["id"] != theirs["scene"]["id"]
    assert (await attempt(studio.owner, "createProject", {"name": "A"}))["userErrors"] == []


@pytest.mark.parametrize("key", ["", " ", "x" * 201, "a\u0000"])
async def test_a_key_has_one_to_two_hundred_characters(studio: Studio, key: str) -> None:
    answer = await studio.owner.attempt(
        "createProject", "project { id }", name="A", idempotencyKey=key
    )
    assert answer["project"] is None
    assert [(error["code"], error["field"]) for error in answer["userErrors"]] == [
        ("BAD_USER_INPUT", ["idempotencyKey"])
    ]


async def test_an_api_key_leaves_no_trace_with_the_key(studio: Studio) -> None:
    given, _ = wish("addEndpoint", await make_film(studio.owner, clips=1))

    async def row() -> Any:
        async with studio.sessions() as session:
            return (
                await session.execute(
                    text("SELECT input_digest, result::text, key FROM idempotency_keys")
                )
            ).one()

    made = await attempt(studio.owner, "addEndpoint", given)
    before = await row()
    assert "rpa_secret" not in str(before)
    again = await attempt(studio.owner, "addEndpoint", {**given, "apiKey": "rpa_other"})
    assert again == made
    assert await row() == before
