import asyncio
import random
from typing import Any

import pytest

from studio.access.viewer import Role
from tests.running import Caller, Studio
from tests.schema.casting.setting import cast, feeds
from tests.schema.casting.setting import film as film_with_cast
from tests.schema.graphs import Film, fill, layout, make_film, show
from tests.schema.test_timeline_reports import move, report

UNDO = "undo { id startFrame durationFrames expectedStartFrame expectedDurationFrames }"
CLIP = """id name number shotKind framing startFrame durationFrames version imagePrompt videoPrompt
    negativePrompt caption characters sourceLine galleryCount selectedTake { id } scene { id }"""


async def take_back(caller: Caller, answer: dict[str, Any]) -> None:
    await caller.do("placeClips", UNDO, places=answer["undo"], allowOverlap=True)


async def kinds(caller: Caller, film: Film) -> dict[str, str]:
    """Ids of the proposals for the film's first overlap and first gap, by their kinds."""
    found = await report(caller, film)
    some = [*found["overlaps"][:1], *found["gaps"][:1]]
    return {one["kind"]: one["id"] for finding in some for one in finding["proposals"]}


@pytest.mark.feature("TML-7")
async def test_a_split_clip_is_two_that_are_together_the_one(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    a, b = film.clips[0]
    owner = studio.owner
    await owner.do(
        "updateClip",
        "clip { id }",
        id=a,
        number="1A",
        caption="She runs.",
        framing="CLOSE",
        videoPrompt="pan",
        negativePrompt="blur",
    )
    take = await show(studio, a)
    before = await layout(owner, film.scenes[0])
    answer = await owner.do(
        "splitClip",
        f"clip {{ {CLIP} }} second {{ {CLIP} }} {UNDO}",
        id=a,
        frame=20,
        expectedVersion=2,
        idempotencyKey="once",
    )
    first, second = answer["clip"], answer["second"]
    assert (first["id"], first["version"], second["version"]) == (a, 3, 1)
    assert (first["startFrame"], first["durationFrames"]) == (0, 20)
    assert (second["startFrame"], second["durationFrames"]) == (20, 28)
    assert (first["number"], second["number"]) == ("1A", "1B")
    assert (first["selectedTake"], first["galleryCount"]) == ({"id": take}, 1)
    assert (second["selectedTake"], second["galleryCount"]) == (None, 0)
    for word in ("name", "framing", "imagePrompt", "videoPrompt", "negativePrompt", "caption"):
        assert first[word] == second[word]
    for fact in ("shotKind", "characters", "sourceLine", "scene"):
        assert first[fact] == second[fact]
    again = await owner.do(
        "splitClip",
        f"second {{ id }} {UNDO}",
        id=a,
        frame=20,
        expectedVersion=2,
        idempotencyKey="once",
    )
    assert (again["second"]["id"], again["undo"]) == (second["id"], answer["undo"])
    await owner.do("deleteClips", "deletedIds", ids=[second["id"]], ripple=False)
    await take_back(owner, answer)
    assert await layout(owner, film.scenes[0]) == before
    assert b


async def test_both_parts_of_a_split_clip_have_its_cast(studio: Studio) -> None:
    made = await film_with_cast(studio.owner)
    clip = made.clips[0][0]
    change = {"placeIds": [clip], "characterId": made.characters["NED"], "prominence": 1.5}
    await cast(studio.owner, change)
    (before,) = await feeds(studio.owner, clip)
    answer = await studio.owner.do("splitClip", "second { id }", id=clip, frame=3)
    first, second = await feeds(studio.owner, clip, answer["second"]["id"])
    assert first["characters"] == second["characters"] == before["characters"]
    assert ("NED", 1.5) in [(one["name"], one["prominence"]) for one in second["characters"]]


@pytest.mark.feature("TML-7")
async def test_merged_clips_are_the_first_as_long_as_all(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=5)
    a, b, c, d, e = film.clips[0]
    owner = studio.owner
    await move(owner, d, 200)
    await move(owner, e, 300)
    take = await show(studio, b)
    lost = [await show(studio, c, kind="VIDEO"), await show(studio, c, select=False)]
    before = await layout(owner, film.scenes[0])
    answer = await owner.do(
        "mergeClips",
        f"clip {{ {CLIP} }} deletedIds deletedTakeCount {UNDO}",
        ids=[d, b, c],
        expectedVersions=[2, 1, 1],
    )
    assert answer["deletedIds"] == [c, d]
    assert answer["deletedTakeCount"] == len(lost)
    merged = answer["clip"]
    assert (merged["id"], merged["startFrame"], merged["durationFrames"]) == (b, 48, 200)
    assert (merged["imagePrompt"], merged["selectedTake"]) == ("prompt 0.1", {"id": take})
    assert await layout(owner, film.scenes[0]) == [
        ("Clip 0.0", 0, 48),
        ("Clip 0.1", 48, 200),
        ("Clip 0.4", 300, 48),
    ]
    await take_back(owner, answer)
    back = await owner.do(
        "restoreClips",
        "clips { id galleryCount selectedTake { id } }",
        ids=answer["deletedIds"],
        ripple=False,
    )
    assert back["clips"][0] == {"id": c, "galleryCount": 2, "selectedTake": {"id": lost[0]}}
    assert await layout(owner, film.scenes[0]) == before
    assert a


async def test_what_cannot_be_split_or_merged_is_told(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=3)
    (a, b, c), (d, *_) = film.clips
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    owner, stranger = studio.owner, await studio.stranger()
    before = [await layout(owner, scene) for scene in film.scenes]
    many = [f"clip_{number:032x}" for number in range(501)]
    cases: list[tuple[Caller, str, dict[str, Any], str, list[str] | None]] = [
        *(
            (owner, "splitClip", {"id": a, "frame": frame}, "BAD_USER_INPUT", ["frame"])
            for frame in (0, 48, -5, 2**31 - 1)
        ),
        (owner, "splitClip", {"id": "junk", "frame": 5}, "NOT_FOUND", ["id"]),
        (stranger, "splitClip", {"id": a, "frame": 5}, "NOT_FOUND", ["id"]),
        (guest, "splitClip", {"id": a, "frame": 5}, "FORBIDDEN", None),
        (
            owner,
            "splitClip",
            {"id": a, "frame": 5, "expectedVersion": 9},
            "CONFLICT",
            ["expectedVersion"],
        ),
        (owner, "mergeClips", {"ids": []}, "BAD_USER_INPUT", ["ids"]),
        (owner, "mergeClips", {"ids": [a, a]}, "BAD_USER_INPUT", ["ids"]),
        (owner, "mergeClips", {"ids": [a, c]}, "BAD_USER_INPUT", ["ids"]),
        (owner, "mergeClips", {"ids": [a, b, d]}, "BAD_USER_INPUT", ["ids"]),
        (owner, "mergeClips", {"ids": many}, "LIMIT_EXCEEDED", ["ids"]),
        (owner, "mergeClips", {"ids": [a, "\x00"]}, "NOT_FOUND", ["ids"]),
        (stranger, "mergeClips", {"ids": [a, b]}, "NOT_FOUND", ["ids"]),
        (guest, "mergeClips", {"ids": [a, b]}, "FORBIDDEN", None),
        (
            owner,
            "mergeClips",
            {"ids": [a, b], "expectedVersions": [1, 2]},
            "CONFLICT",
            ["expectedVersion"],
        ),
        (
            owner,
            "mergeClips",
            {"ids": [a, b], "expectedVersions": [1]},
            "BAD_USER_INPUT",
            ["expectedVersions"],
        ),
    ]
    for caller, mutation, given, code, field in cases:
        answer = await caller.attempt(mutation, f"clip {{ id }} {UNDO}", **given)
        told = [(error["code"], error["field"]) for error in answer["userErrors"]]
        assert told == [(code, field)], (mutation, given)
        assert answer["undo"] == []
    assert [await layout(owner, scene) for scene in film.scenes] == before


@pytest.mark.feature("TML-10")
@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("PUSH_LATER", [(0, 48), (48, 48), (168, 48)]),
        ("MOVE_LATER", [(0, 48), (48, 48), (150, 48)]),
        ("TRIM_FIRST", [(0, 30), (30, 48), (150, 48)]),
        ("TRIM_SECOND", [(0, 48), (48, 30), (150, 48)]),
        ("CLOSE_UP", [(0, 48), (30, 48), (78, 48)]),
        ("EXTEND_BEFORE", [(0, 48), (30, 120), (150, 48)]),
        ("ADD_SLATE", [(0, 48), (30, 48), (78, 72), (150, 48)]),
    ],
)
async def test_a_proposal_is_applied_once_exactly_and_taken_back(
    studio: Studio, kind: str, wanted: list[tuple[int, int]]
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    _, b, c = film.clips[0]
    owner, scene = studio.owner, film.scenes[0]
    await move(owner, b, 30)
    await move(owner, c, 150)
    before = await layout(owner, scene)
    one = (await kinds(owner, film))[kind]
    given = {"sceneId": scene, "proposalId": one}
    answer = await owner.do(
        "applyProposal",
        f"scene {{ clips {{ startFrame durationFrames }} }} clip {{ id shotKind name }} {UNDO}",
        **given,
    )
    placed = [(clip["startFrame"], clip["durationFrames"]) for clip in answer["scene"]["clips"]]
    assert placed == wanted
    again = await owner.attempt("applyProposal", f"scene {{ id }} {UNDO}", **given)
    assert [error["code"] for error in again["userErrors"]] == ["CONFLICT"]
    assert again["scene"] == {"id": scene}
    if kind == "ADD_SLATE":
        assert (answer["clip"]["shotKind"], answer["clip"]["name"]) == ("TITLE", "Slate")
        assert answer["undo"] == []
        await owner.do("deleteClip", "deletedId", id=answer["clip"]["id"])
    else:
        assert answer["clip"] is None
        await take_back(owner, answer)
    assert await layout(owner, scene) == before
    assert (await kinds(owner, film))[kind] == one


@pytest.mark.feature("TML-10")
async def test_gaps_are_closed_and_overlaps_resolved_for_a_scene(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=4)
    _, b, c, d = film.clips[0]
    owner, scene = studio.owner, film.scenes[0]
    for clip, start in ((b, 20), (c, 100), (d, 200)):
        await move(owner, clip, start)
    before = await layout(owner, scene)
    read = (await report(owner, film))["statistics"]["scenes"][0]["layout"]
    parted = await owner.do(
        "resolveOverlaps",
        f"scene {{ clips {{ startFrame }} }} {UNDO}",
        sceneId=scene,
        expectedLayout=read,
    )
    assert [clip["startFrame"] for clip in parted["scene"]["clips"]] == [0, 48, 128, 228]
    stale = await owner.attempt(
        "closeGaps", f"scene {{ id }} {UNDO}", sceneId=scene, expectedLayout=read
    )
    assert [(error["code"], error["field"]) for error in stale["userErrors"]] == [
        ("CONFLICT", ["expectedLayout"])
    ]
    assert stale["scene"] == {"id": scene}
    closed = await owner.do(
        "closeGaps", f"scene {{ clips {{ startFrame }} }} {UNDO}", sceneId=scene
    )
    assert [clip["startFrame"] for clip in closed["scene"]["clips"]] == [0, 48, 96, 144]
    assert len(closed["undo"]) == 2
    ready = await report(owner, film)
    assert (ready["overlapCount"], ready["gapCount"]) == (0, 0)
    nothing = await owner.do("closeGaps", UNDO, sceneId=scene)
    assert nothing["undo"] == []
    early = await owner.attempt("placeClips", UNDO, places=parted["undo"], allowOverlap=True)
    assert [error["code"] for error in early["userErrors"]] == ["CONFLICT"]
    await take_back(owner, closed)
    taken = await owner.attempt("placeClips", UNDO, places=parted["undo"])
    assert [error["code"] for error in taken["userErrors"]] == ["OVERLAP"]
    await take_back(owner, parted)
    assert await layout(owner, scene) == before


@pytest.mark.parametrize(
    ("fps", "grid", "wanted"),
    [
        ("24", {"seconds": 1.0}, [(0, 48), (48, 24), (96, 48)]),
        ("24", {"frames": 10}, [(0, 50), (50, 10), (100, 50)]),
        ("24000/1001", {"seconds": 0.5}, [(0, 48), (48, 12), (96, 48)]),
        ("24000/1001", {"seconds": 60}, [(0, 1439), (1439, 1438), (2877, 1439)]),
    ],
)
async def test_edges_are_put_onto_a_grid(
    studio: Studio, fps: str, grid: dict[str, float], wanted: list[tuple[int, int]]
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3, fps=fps)
    _, b, c = film.clips[0]
    owner, scene = studio.owner, film.scenes[0]
    await owner.do("updateClip", "clip { id }", id=b, durationFrames=7)
    await move(owner, c, 101)
    before = await layout(owner, scene)
    answer = await owner.do("alignClips", f"scene {{ id }} {UNDO}", sceneId=scene, **grid)
    assert [(start, length) for _, start, length in await layout(owner, scene)] == wanted
    await take_back(owner, answer)
    assert await layout(owner, scene) == before


async def test_acts_on_scenes_are_for_those_who_may_and_for_what_is_there(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    a, b = film.clips[0]
    scene = film.scenes[0]
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    owner, stranger = studio.owner, await studio.stranger()
    before = await layout(owner, scene)
    acts: list[tuple[str, dict[str, Any]]] = [
        ("closeGaps", {}),
        ("resolveOverlaps", {}),
        ("alignClips", {"frames": 5}),
        ("applyProposal", {"proposalId": "x"}),
    ]
    for mutation, given in acts:
        for caller, where, code in (
            (guest, scene, "FORBIDDEN"),
            (stranger, scene, "NOT_FOUND"),
            (owner, "junk", "NOT_FOUND"),
            (owner, "\x00", "NOT_FOUND"),
            (owner, film.project, "NOT_FOUND"),
        ):
            answer = await caller.attempt(mutation, UNDO, sceneId=where, **given)
            assert [error["code"] for error in answer["userErrors"]] == [code], (mutation, where)
    for grid in (
        *({}, {"frames": 5, "seconds": 1}, {"frames": 0}, {"frames": -(2**31)}),
        *({"seconds": 1e308}, {"seconds": 5e-324}, {"seconds": -1}),
    ):
        answer = await owner.attempt("alignClips", UNDO, sceneId=scene, **grid)
        assert [error["code"] for error in answer["userErrors"]] == ["BAD_USER_INPUT"], grid
    query = (
        f'mutation {{ alignClips(input: {{ sceneId: "{scene}", seconds: 1e400 }}) '
        "{ userErrors { code } } }"
    )
    endless = await owner.ask(query)
    assert "INTERNAL" not in str(endless)
    for proposal in ("\x00", "x" * 1_000_000):
        answer = await owner.attempt("applyProposal", UNDO, sceneId=scene, proposalId=proposal)
        assert [error["code"] for error in answer["userErrors"]] == ["CONFLICT"]
    one = {"id": a, "startFrame": 0, "durationFrames": 5}
    for places, code in (
        ([], "BAD_USER_INPUT"),
        ([one, one], "BAD_USER_INPUT"),
        ([{**one, "id": "junk"}], "NOT_FOUND"),
        ([{**one, "startFrame": -1}], "BAD_USER_INPUT"),
        ([{**one, "durationFrames": 2**31 - 1}], "BAD_USER_INPUT"),
        ([{**one, "durationFrames": 60}], "OVERLAP"),
        ([{**one, "expectedVersion": 7}], "CONFLICT"),
        ([{**one, "expectedDurationFrames": 47}], "CONFLICT"),
        ([{**one, "expectedStartFrame": 1}], "CONFLICT"),
        ([one] * 5_001, "LIMIT_EXCEEDED"),
    ):
        answer = await owner.attempt("placeClips", UNDO, places=places)
        assert [error["code"] for error in answer["userErrors"]] == [code], places[:2]
    for caller, code in ((guest, "FORBIDDEN"), (stranger, "NOT_FOUND")):
        answer = await caller.attempt("placeClips", UNDO, places=[one])
        assert [error["code"] for error in answer["userErrors"]] == [code]
    assert await layout(owner, scene) == before
    assert b


async def test_each_clip_that_moves_is_told_once(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    _, b, c = film.clips[0]
    owner = studio.owner
    for clip in (c, b):
        await owner.do("updateClip", "clip { id }", id=clip, durationFrames=40)
    await move(owner, b, 50)
    read = "query($id: ID!) { project(id: $id) { lastSeq } }"
    stream = """subscription($id: ID!, $after: Int) { projectEvents(projectId: $id, after: $after) {
        seq ... on ClipChanged { clip { id version startFrame } } } }"""
    seq = int((await owner.data(read, id=film.project))["project"]["lastSeq"])
    answer = await owner.do("closeGaps", UNDO, sceneId=film.scenes[0])
    after = int((await owner.data(read, id=film.project))["project"]["lastSeq"])
    assert after == seq + 2
    async with owner.follow(stream, id=film.project, after=seq) as followed:
        seen = await followed.until(lambda one: int(one["projectEvents"]["seq"]) == after)
    told = {one["projectEvents"]["clip"]["id"]: one["projectEvents"]["clip"] for one in seen}
    assert {clip: told[clip]["startFrame"] for clip in told} == {b: 48, c: 88}
    assert {place["id"]: place["expectedStartFrame"] for place in answer["undo"]} == {
        clip: told[clip]["startFrame"] for clip in told
    }


async def test_any_acts_taken_back_leave_all_as_it_was(studio: Studio) -> None:
    chance = random.Random(5)
    film = await make_film(studio.owner, scenes=1, clips=7, fps="30000/1001")
    owner, scene = studio.owner, film.scenes[0]
    for clip in film.clips[0]:
        await owner.do("updateClip", "clip { id }", id=clip, durationFrames=chance.randint(1, 60))
        await move(owner, clip, chance.randint(0, 400))
    before = await layout(owner, scene)
    for _ in range(6):
        undo = [await act(owner, film, chance) for _ in range(chance.randint(1, 4))]
        for done in reversed(undo):
            if made := (done.get("clip") or {}).get("id"):
                await owner.do("deleteClip", "deletedId", id=made)
            if done["undo"]:
                await take_back(owner, done)
        assert await layout(owner, scene) == before


async def act(owner: Caller, film: Film, chance: random.Random) -> dict[str, Any]:
    scene = film.scenes[0]
    match chance.choice(["closeGaps", "resolveOverlaps", "alignClips", "applyProposal"]):
        case "alignClips":
            return await owner.do("alignClips", UNDO, sceneId=scene, frames=chance.randint(1, 30))
        case "applyProposal":
            proposals = await kinds(owner, film)
            if not proposals:
                return {"undo": []}
            one = proposals[chance.choice(sorted(proposals))]
            return await owner.do(
                "applyProposal", f"clip {{ id }} {UNDO}", sceneId=scene, proposalId=one
            )
        case other:
            return await owner.do(other, UNDO, sceneId=scene)


async def test_acts_at_once_end_without_a_deadlock(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=4)
    owner = studio.owner
    for clip in film.clips[0][1:]:
        await move(owner, clip, 20)
    ids = sorted(clip for row in film.clips for clip in row)
    places = [{"id": clip, "startFrame": 5, "durationFrames": 30} for clip in ids]
    calls: list[tuple[str, str, dict[str, Any]]] = [
        *(("closeGaps", UNDO, {"sceneId": scene}) for scene in film.scenes),
        *(("resolveOverlaps", UNDO, {"sceneId": scene}) for scene in film.scenes),
        *(("alignClips", UNDO, {"sceneId": scene, "frames": 7}) for scene in film.scenes),
        ("placeClips", UNDO, {"places": places[::-1], "allowOverlap": True}),
        ("splitClip", "second { id }", {"id": ids[0], "frame": 10}),
        ("splitClip", "second { id }", {"id": ids[-1], "frame": 12}),
        ("mergeClips", "deletedIds", {"ids": list(film.clips[0][:2])}),
        ("moveClips", "scenes { id }", {"ids": ids[2:5], "sceneId": film.scenes[1]}),
        ("duplicateClips", "clips { id }", {"ids": ids[3:5]}),
    ]
    answers = await asyncio.gather(
        *(
            owner.attempt(mutation, wanted, **given)
            for _ in range(3)
            for mutation, wanted, given in calls
        )
    )
    codes = {error["code"] for answer in answers for error in answer["userErrors"]}
    assert codes <= {"CONFLICT", "NOT_FOUND", "BAD_USER_INPUT", "OVERLAP"}


async def test_two_thousand_clips_move_in_few_statements_with_what_takes_it_back(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    ids = await fill(studio, film.scenes[0], 2_000)
    owner = studio.owner
    await owner.do("deleteClip", "deletedId", id=ids[0])
    async with studio.statements() as seen:
        answer = await owner.do("closeGaps", UNDO, sceneId=film.scenes[0])
    assert len(answer["undo"]) == 1_999
    assert len(seen) <= 10, seen
    async with studio.statements() as seen:
        await take_back(owner, answer)
    assert len(seen) <= 12, seen
    assert (await layout(owner, film.scenes[0]))[0][1] == 48
