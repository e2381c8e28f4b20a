import asyncio
import random
from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, layout, make_film

SCENES = "scenes { id clips { id startFrame durationFrames version } }"


async def orders(caller: Caller, film: Film) -> list[list[str]]:
    """The clips of each scene, which must lie end to end."""
    found = await caller.data(
        f"query($id: ID!) {{ project(id: $id) {{ {SCENES} }} }}", id=film.project
    )
    for scene in found["project"]["scenes"]:
        end = 0
        for clip in scene["clips"]:
            assert clip["startFrame"] == end
            end += clip["durationFrames"]
    return [[clip["id"] for clip in scene["clips"]] for scene in found["project"]["scenes"]]


@pytest.mark.feature("CLP-3")
async def test_clips_of_several_scenes_move_together_in_the_order_given(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=3)
    (a, b, c), (d, e, f), rest = film.clips
    await studio.owner.do("updateClip", "clip { id }", id=e, durationFrames=10)
    moved = await studio.owner.do(
        "moveClips", SCENES, ids=[e, c, a], sceneId=film.scenes[1], before=f
    )
    told = {scene["id"]: [clip["id"] for clip in scene["clips"]] for scene in moved["scenes"]}
    assert next(iter(told)) == film.scenes[1]
    assert told == {film.scenes[0]: [b], film.scenes[1]: [d, e, c, a, f]}
    assert await orders(studio.owner, film) == [[b], [d, e, c, a, f], list(rest)]
    assert (await layout(studio.owner, film.scenes[1]))[1] == ("Clip 1.1", 48, 10)


async def test_within_one_scene_it_is_a_new_order(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=4)
    a, b, c, d = film.clips[0]
    scene = film.scenes[0]
    for ids, before, wanted in (
        ([d], a, [d, a, b, c]),
        ([d, b], b, [a, d, b, c]),
        ([a], None, [d, b, c, a]),
        ([a, b, c, d], None, [a, b, c, d]),
    ):
        moved = await studio.owner.do("moveClips", SCENES, ids=ids, sceneId=scene, before=before)
        assert [one["id"] for one in moved["scenes"]] == [scene]
        assert await orders(studio.owner, film) == [wanted]


async def test_a_move_is_an_edit_of_those_it_displaces_alone(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    (a, b), (c, d) = film.clips
    stream = """subscription($id: ID!) { projectEvents(projectId: $id, after: 0) {
        seq ... on ClipChanged { clip { id version scene { id } } } } }"""
    read = "query($id: ID!) { project(id: $id) { lastSeq } }"
    seq = int((await studio.owner.data(read, id=film.project))["project"]["lastSeq"])
    moved = await studio.owner.do("moveClips", SCENES, ids=[b], sceneId=film.scenes[1], before=d)
    assert [clip["version"] for clip in moved["scenes"][0]["clips"]] == [1, 2, 2]
    again = await studio.owner.do("moveClips", SCENES, ids=[b], sceneId=film.scenes[1], before=d)
    assert [clip["version"] for clip in again["scenes"][0]["clips"]] == [1, 2, 2]
    after = int((await studio.owner.data(read, id=film.project))["project"]["lastSeq"])
    assert after == seq + 2
    async with studio.owner.follow(stream, id=film.project) as followed:
        seen = await followed.until(lambda one: int(one["projectEvents"]["seq"]) == after)
    told = {
        one["projectEvents"]["clip"]["id"] for one in seen if int(one["projectEvents"]["seq"]) > seq
    }
    assert told == {b, d}
    assert a
    assert c


async def test_all_or_none_for_those_who_may(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    other = await make_film(studio.owner, scenes=1, clips=1)
    (a, b), (c, d) = film.clips
    await studio.owner.do("deleteClip", "deletedId", id=d)
    before = await orders(studio.owner, film)
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    scene = film.scenes[1]
    many = [f"clip_{number:032x}" for number in range(501)]
    cases: list[tuple[Caller, dict[str, Any], str, list[str] | None]] = [
        (studio.owner, {"ids": [a, "junk"], "sceneId": scene}, "NOT_FOUND", ["ids"]),
        (studio.owner, {"ids": [a, d], "sceneId": scene}, "NOT_FOUND", ["ids"]),
        (studio.owner, {"ids": [], "sceneId": scene}, "BAD_USER_INPUT", ["ids"]),
        (studio.owner, {"ids": many, "sceneId": scene}, "LIMIT_EXCEEDED", ["ids"]),
        (studio.owner, {"ids": [a], "sceneId": a}, "NOT_FOUND", ["sceneId"]),
        (
            studio.owner,
            {"ids": [a], "sceneId": "scene_" + "0" * 32},
            "NOT_FOUND",
            ["sceneId"],
        ),
        (studio.owner, {"ids": [a], "sceneId": other.scenes[0]}, "BAD_USER_INPUT", ["sceneId"]),
        (
            studio.owner,
            {"ids": [a, other.clips[0][0]], "sceneId": scene},
            "BAD_USER_INPUT",
            ["sceneId"],
        ),
        (studio.owner, {"ids": [a], "sceneId": scene, "before": b}, "NOT_FOUND", ["before"]),
        (studio.owner, {"ids": [a], "sceneId": scene, "before": d}, "NOT_FOUND", ["before"]),
        (studio.owner, {"ids": [a], "sceneId": scene, "before": "?"}, "NOT_FOUND", ["before"]),
        (stranger, {"ids": [a, b], "sceneId": scene}, "NOT_FOUND", ["ids"]),
        (guest, {"ids": [a, b], "sceneId": scene}, "FORBIDDEN", None),
    ]
    for caller, given, code, field in cases:
        answer = await caller.attempt("moveClips", "scenes { id }", **given)
        assert answer["scenes"] == []
        told = [(error["code"], error["field"]) for error in answer["userErrors"]]
        assert told == [(code, field)], given
    assert await orders(studio.owner, film) == before
    assert c
    await studio.owner.do("deleteScene", "deletedId", id=scene)
    gone = await studio.owner.attempt("moveClips", "scenes { id }", ids=[a], sceneId=scene)
    assert gone["userErrors"][0]["code"] == "NOT_FOUND"


async def test_any_moves_lose_and_double_nothing(studio: Studio) -> None:
    """Against lists that are moved likewise."""
    chance = random.Random(7)
    film = await make_film(studio.owner, scenes=3, clips=4)
    wanted = [list(row) for row in film.clips]
    for _ in range(25):
        everyone = [clip for row in wanted for clip in row]
        ids = chance.sample(everyone, chance.randint(1, 6))
        to = chance.randrange(3)
        staying = [[clip for clip in row if clip not in ids] for row in wanted]
        before = chance.choice([*staying[to], None])
        at = len(staying[to]) if before is None else staying[to].index(before)
        staying[to][at:at] = ids
        wanted = staying
        await studio.owner.do(
            "moveClips", "scenes { id }", ids=ids, sceneId=film.scenes[to], before=before
        )
        assert await orders(studio.owner, film) == wanted


async def test_five_hundred_take_few_statements(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=0)
    here, there = film.scenes
    first = await fill(studio, here, 600)
    second = await fill(studio, there, 100)
    ids = first[100:]
    async with studio.statements() as seen:
        await studio.owner.do(
            "moveClips", "scenes { id }", ids=ids, sceneId=there, before=second[50]
        )
    print(f"moveClips: {len(seen)} statements")
    assert len(seen) <= 10, "\n".join(seen)
    moved = [first[:100], [*second[:50], *ids, *second[50:]]]
    assert await orders(studio.owner, film) == moved


async def test_moves_at_once_end_without_a_deadlock(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=4)
    every = sorted(clip for row in film.clips for clip in row)
    calls: list[tuple[str, str, dict[str, Any]]] = [
        *(("moveClips", "scenes { id }", {"ids": every, "sceneId": one}) for one in film.scenes),
        ("moveClips", "scenes { id }", {"ids": every[::-1][:6], "sceneId": film.scenes[0]}),
        (
            "moveClip",
            "clip { id }",
            {"id": every[3], "sceneId": film.scenes[2], "startFrame": 9999},
        ),
        ("duplicateClips", "clips { id }", {"ids": every[:2]}),
    ]
    answers = await asyncio.gather(
        *(
            studio.owner.attempt(mutation, wanted, **given)
            for _ in range(4)
            for mutation, wanted, given in calls
        )
    )
    codes = {error["code"] for answer in answers for error in answer["userErrors"]}
    assert codes <= {"CONFLICT", "OVERLAP"}
    last = await studio.owner.attempt(
        "moveClips", "scenes { id }", ids=every, sceneId=film.scenes[0]
    )
    assert last["userErrors"] == []
    there = (await layout(studio.owner, film.scenes[0]))[-12:]
    assert len({name for name, _, _ in there}) == 12
