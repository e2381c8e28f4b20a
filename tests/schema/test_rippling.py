import asyncio
import random
import time
from typing import Any

from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, layout, make_film, show

SCENES = "scenes { id clips { id startFrame durationFrames } }"
FILM = f"query($id: ID!) {{ project(id: $id) {{ stats {{ durationFrames }} {SCENES} }} }}"

Track = list[tuple[str, int]]
"""Ids and lengths of a scene's clips, in their order."""


async def tracks(caller: Caller, film: Film) -> list[Track]:
    """The clips of each scene, without a gap or an overlap between them."""
    project = (await caller.data(FILM, id=film.project))["project"]
    total = 0
    for scene in project["scenes"]:
        end = 0
        for clip in scene["clips"]:
            assert clip["startFrame"] == end, scene["clips"]
            end += clip["durationFrames"]
        total += end
    assert int(project["stats"]["durationFrames"]) == total
    return [
        [(clip["id"], clip["durationFrames"]) for clip in scene["clips"]]
        for scene in project["scenes"]
    ]


async def act(
    caller: Caller, chance: random.Random, film: Film, wanted: list[Track]
) -> list[Track]:
    """Duplicate, trim or move something; answers what the tracks are by then."""
    everyone = [clip for track in wanted for clip, _ in track]
    ids = chance.sample(everyone, chance.randint(1, 3))
    match chance.choice(["duplicate", "trim", "move"]):
        case "duplicate":
            made = await caller.do("duplicateClips", "clips { id scene { id } }", ids=ids)
            copies = [(one["id"], one["scene"]["id"]) for one in made["clips"]]
            return [
                doubled(track, ids, [one for one, home in copies if home == scene])
                for track, scene in zip(wanted, film.scenes, strict=True)
            ]
        case "trim":
            length, one = chance.randint(1, 90), ids[0]
            await caller.do("updateClip", "clip { id }", id=one, durationFrames=length, ripple=True)
            return [
                [(clip, length if clip == one else was) for clip, was in track] for track in wanted
            ]
        case _:
            await caller.do("moveClips", "scenes { id }", ids=ids, sceneId=film.scenes[1])
            lengths = dict(clip for track in wanted for clip in track)
            left = [[clip for clip in track if clip[0] not in ids] for track in wanted]
            return [left[0], [*left[1], *((one, lengths[one]) for one in ids)]]


def doubled(track: Track, ids: list[str], copies: list[str]) -> Track:
    """With the copies behind the last of their originals."""
    mine = [clip for clip in track if clip[0] in ids]
    at = track.index(mine[-1]) + 1 if mine else 0
    lengths = [length for _, length in mine]
    return [*track[:at], *zip(copies, lengths, strict=True), *track[at:]]


async def test_any_acts_and_their_undoing_leave_neither_gap_nor_overlap(studio: Studio) -> None:
    """Against lists to which the same is done."""
    chance = random.Random(11)
    film = await make_film(studio.owner, scenes=2, clips=4)
    wanted = await tracks(studio.owner, film)
    for _ in range(12):
        undo = []
        for _ in range(chance.randint(0, 3)):
            everyone = [clip for track in wanted for clip, _ in track]
            ids = chance.sample(everyone, chance.randint(1, min(3, len(everyone) - 1)))
            gone = await studio.owner.do("deleteClips", "scenes { id }", ids=ids)
            assert {scene["id"] for scene in gone["scenes"]} <= set(film.scenes)
            undo.append((ids, wanted))
            wanted = [[clip for clip in track if clip[0] not in ids] for track in wanted]
            assert await tracks(studio.owner, film) == wanted
        for ids, before in reversed(undo):
            for one in chance.choice([[ids], [[clip] for clip in ids]]):
                await studio.owner.do("restoreClips", "clips { id }", ids=one)
                await tracks(studio.owner, film)
            wanted = before
            assert await tracks(studio.owner, film) == wanted
        wanted = await act(studio.owner, chance, film, wanted)
        assert await tracks(studio.owner, film) == wanted


async def test_several_deletions_are_taken_back_in_one_act(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=5)
    before = await tracks(studio.owner, film)
    a, b, c, d, _ = film.clips[0]
    for ids in ([b], [a, d], [c]):
        await studio.owner.do("deleteClips", "deletedIds", ids=ids)
    await studio.owner.do("restoreClips", "clips { id }", ids=[a, b, c, d])
    assert await tracks(studio.owner, film) == before


async def test_one_clip_by_itself_does_as_asked(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    a, b, c = film.clips[0]
    scene = film.scenes[0]
    before = await layout(studio.owner, scene)
    await studio.owner.do("deleteClip", "deletedId", id=a)
    assert [start for _, start, _ in await layout(studio.owner, scene)] == [48, 96]
    await studio.owner.do("restoreClip", "clip { id }", id=a)
    await studio.owner.do("deleteClip", "deletedId", id=a, ripple=True)
    assert [start for _, start, _ in await layout(studio.owner, scene)] == [0, 48]
    await studio.owner.do("restoreClip", "clip { id }", id=a, ripple=True)
    assert await layout(studio.owner, scene) == before
    made = await studio.owner.do(
        "duplicateClip", "clip { startFrame }", id=b, ripple=True, idempotencyKey="k"
    )
    assert made["clip"] == {"startFrame": 96}
    inserted = await studio.owner.do(
        "createClip",
        "clip { startFrame }",
        sceneId=scene,
        name="New",
        startFrame=10,
        durationFrames=5,
        ripple=True,
    )
    assert inserted["clip"] == {"startFrame": 48}
    assert await layout(studio.owner, scene) == [
        ("Clip 0.0", 0, 48),
        ("New", 48, 5),
        ("Clip 0.1", 53, 48),
        ("Clip 0.1", 101, 48),
        ("Clip 0.2", 149, 48),
    ]
    assert c


async def test_gaps_that_were_left_on_purpose_stay(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3)
    _, b, c = film.clips[0]
    await studio.owner.do("moveClip", "clip { id }", id=c, startFrame=120)
    await studio.owner.do("updateClip", "clip { id }", id=b, durationFrames=58, ripple=True)
    before = [("Clip 0.0", 0, 48), ("Clip 0.1", 48, 58), ("Clip 0.2", 130, 48)]
    assert await layout(studio.owner, film.scenes[0]) == before
    await studio.owner.do("deleteClips", "deletedIds", ids=[b])
    closed = [("Clip 0.0", 0, 48), ("Clip 0.2", 72, 48)]
    assert await layout(studio.owner, film.scenes[0]) == closed
    await studio.owner.do("restoreClips", "clips { id }", ids=[b])
    assert await layout(studio.owner, film.scenes[0]) == before


async def test_what_moves_is_edited_and_told_of(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=3)
    a, b, c = film.clips[0]
    seq = await head(studio, film)
    await studio.owner.do("deleteClips", "deletedIds", ids=[b])
    assert await told(studio, film, seq) == {("ClipDeleted", b, None), ("ClipChanged", c, 48)}
    stale = await studio.owner.attempt(
        "updateClip", "clip { version }", id=c, name="x", expectedVersion=1
    )
    assert (stale["clip"], stale["userErrors"][0]["code"]) == ({"version": 2}, "CONFLICT")
    seq = await head(studio, film)
    await studio.owner.do("restoreClips", "clips { id }", ids=[b])
    assert await told(studio, film, seq) == {("ClipChanged", b, 48), ("ClipChanged", c, 96)}
    seq = await head(studio, film)
    await studio.owner.do("updateClip", "clip { id }", id=a, durationFrames=40, ripple=True)
    assert await told(studio, film, seq) == {
        ("ClipChanged", a, 0),
        ("ClipChanged", b, 40),
        ("ClipChanged", c, 88),
    }


async def head(studio: Studio, film: Film) -> int:
    read = "query($id: ID!) { project(id: $id) { lastSeq } }"
    return int((await studio.owner.data(read, id=film.project))["project"]["lastSeq"])


async def told(studio: Studio, film: Film, after: int) -> set[tuple[str, str | None, int | None]]:
    """Kind, clip and start frame of each event after that number."""
    stream = """subscription($id: ID!, $after: Int) { projectEvents(projectId: $id, after: $after) {
        seq __typename ... on ClipChanged { clip { id startFrame } } ... on ClipDeleted { clipId }
    } }"""
    last = await head(studio, film)
    async with studio.owner.follow(stream, id=film.project, after=after) as followed:
        seen = await followed.until(lambda one: int(one["projectEvents"]["seq"]) == last)
    return {
        (
            event["__typename"],
            event.get("clip", {}).get("id", event.get("clipId")),
            event.get("clip", {}).get("startFrame"),
        )
        for event in (one["projectEvents"] for one in seen)
    }


async def test_at_once_they_leave_neither_gap_nor_overlap(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=5)
    every = sorted(clip for row in film.clips for clip in row)
    calls: list[tuple[str, str, dict[str, Any]]] = [
        ("deleteClips", "deletedIds", {"ids": every[:3]}),
        ("deleteClip", "deletedId", {"id": every[7], "ripple": True}),
        ("restoreClips", "clips { id }", {"ids": every[:3]}),
        ("restoreClip", "clip { id }", {"id": every[7], "ripple": True}),
        ("duplicateClips", "clips { id }", {"ids": every[4:6]}),
        ("updateClip", "clip { id }", {"id": every[4], "durationFrames": 10, "ripple": True}),
        ("updateClip", "clip { id }", {"id": every[4], "durationFrames": 70, "ripple": True}),
        ("moveClips", "scenes { id }", {"ids": every[3:5], "sceneId": film.scenes[0]}),
    ]
    answers = await asyncio.gather(
        *(
            studio.owner.attempt(mutation, wanted, **given)
            for _ in range(3)
            for mutation, wanted, given in calls
        )
    )
    codes = {error["code"] for answer in answers for error in answer["userErrors"]}
    assert codes <= {"NOT_FOUND", "CONFLICT"}
    await tracks(studio.owner, film)


async def test_picks_for_all_at_once_make_no_deadlock(studio: Studio) -> None:
    """They lock the clips, but not their scene."""
    film = await make_film(studio.owner, scenes=1, clips=12)
    clips = film.clips[0][::-1]  # so that what moves is what has the lower ids
    await studio.owner.do(
        "reorderClips", "scene { id }", sceneId=film.scenes[0], clipIds=list(clips)
    )
    takes = [[await show(studio, clip) for clip in clips] for _ in range(2)]
    picks = [[{"takeId": take} for take in row] for row in takes]
    calls: list[tuple[str, str, dict[str, Any]]] = [
        *(
            ("updateClip", "clip { id }", {"id": clip, "durationFrames": length, "ripple": True})
            for clip in clips[:8:2]
            for length in (9, 50)
        ),
        *(("selectTakes", "takes { id }", {"picks": row}) for row in picks),
    ]
    answers = await asyncio.gather(
        *(
            studio.owner.attempt(mutation, wanted, **given)
            for _ in range(6)
            for mutation, wanted, given in calls
        )
    )
    assert [error for answer in answers for error in answer["userErrors"]] == []
    await tracks(studio.owner, film)


async def test_two_thousand_move_in_few_statements_and_with_one_event(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    ids = await fill(studio, film.scenes[0], 2_000)
    for mutation, wanted in (("deleteClips", "deletedIds"), ("restoreClips", "clips { id }")):
        seq = await head(studio, film)
        began = time.perf_counter()
        async with studio.statements() as seen:
            await studio.owner.do(mutation, wanted, ids=ids[:1])
        took = time.perf_counter() - began
        events = await head(studio, film) - seq
        print(f"{mutation}: {len(seen)} statements, {events} event, {took:.2f} s")
        assert len(seen) <= 16, "\n".join(seen)
        assert events == 1
    assert len((await tracks(studio.owner, film))[0]) == 2_000
