"""Timelines brought in, compared with what they came from, and projects restored, over HTTP."""

import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from studio.access.viewer import Role
from studio.timeline.transitions import LONGEST_TRANSITION
from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, layout, make_film, show
from tests.schema.test_exporting import export
from tests.schema.tracks import lay

COMPARE = """query($input: TimelineComparisonInput!) { timelineComparison(input: $input) {
    format unchangedCount warnings userErrors { code field message }
    changes { id kind words clipId
        before { name startFrame durationFrames sourceFrame transitionKind transitionFrames scene file }
        after { name startFrame durationFrames sourceFrame transitionKind transitionFrames scene } } } }"""
APPLIED = """project { id lastSeq } clips { id name selectedTake { id } } deletedIds warnings
    former { id sceneId startFrame name transitionKind }
    undo { id startFrame durationFrames expectedStartFrame expectedDurationFrames }"""


async def text_of(caller: Caller, film: Film, form: str = "OTIO", **given: Any) -> str:
    (document,) = (await export(caller, film, form, **given))["documents"]
    text: str = document["text"]
    return text


async def compare(caller: Caller, film: Film, text: str) -> Any:
    found = await caller.data(COMPARE, input={"projectId": film.project, "text": text})
    return found["timelineComparison"]


def items(timeline: Any, track: int = 0) -> list[Any]:
    children: list[Any] = timeline["tracks"]["children"][track]["children"]
    return children


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("form", ["OTIO", "FCPXML", "EDL"])
async def test_a_film_taken_out_and_brought_in_is_the_same_film(studio: Studio, form: str) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2, fps="25")
    take = await show(studio, film.clips[0][1])
    text = await text_of(studio.owner, film, form)
    made = await studio.owner.do(
        "importTimeline",
        "project { id name fps scenes { name clips { name startFrame durationFrames"
        " selectedTake { id url } } } } warnings",
        text=text,
        name="Again",
        fps="25",
    )
    project = made["project"]
    assert (project["name"], project["fps"]) == ("Again", "25")
    lying = [
        [(clip["name"], clip["startFrame"], clip["durationFrames"]) for clip in scene["clips"]]
        for scene in project["scenes"]
    ]
    assert lying == [await layout(studio.owner, scene) for scene in film.scenes]
    shown = project["scenes"][0]["clips"][1]["selectedTake"]
    if form == "EDL":
        assert "files are not here: Clip 0.1" in made["warnings"][0]
    else:
        assert shown["id"] != take
        assert made["warnings"] == []


@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("form", ["OTIO", "FCPXML", "EDL", "PROJECT_JSON"])
async def test_what_nobody_changed_is_unchanged(studio: Studio, form: str) -> None:
    film = await make_film(studio.owner, scenes=2, clips=3, fps="30000/1001")
    await show(studio, film.clips[0][1])
    await show(studio, film.clips[1][0], kind="VIDEO")
    await studio.owner.do(
        "updateClip", "clip { id }", id=film.clips[1][1], transitionKind="DISSOLVE"
    )
    found = await compare(studio.owner, film, await text_of(studio.owner, film, form))
    assert found["userErrors"] == []
    assert (found["format"], found["changes"], found["unchangedCount"]) == (form, [], 6)


@pytest.mark.feature("BEY-8")
async def test_what_an_editor_did_is_shown_and_the_chosen_part_of_it_done(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2, fps="24")
    first, second = film.clips
    await show(studio, first[0], kind="VIDEO")
    timeline = orjson.loads(await text_of(studio.owner, film))
    clips = items(timeline)
    assert [clip["name"] for clip in clips] == ["Clip 0.0", "Clip 0.1", "Clip 1.0", "Clip 1.1"]
    clips[0]["source_range"]["start_time"]["value"] = 12
    clips[0]["source_range"]["duration"]["value"] = 36
    clips[1]["name"] = "Opening"
    gone = clips.pop(2)
    fresh = orjson.loads(orjson.dumps(gone))
    fresh["name"], fresh["metadata"] = "Insert", {}
    clips.append(fresh)
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    assert sorted((one["kind"], one["clipId"] or "") for one in found["changes"]) == sorted(
        [
            ("TRIMMED", first[0]),
            ("MOVED", first[0]),
            ("MOVED", first[1]),
            ("RENAMED", first[1]),
            ("NEW", ""),
            ("GONE", second[0]),
            ("MOVED", second[1]),
        ]
    )
    done = await studio.owner.do(
        "applyTimeline",
        APPLIED,
        projectId=film.project,
        text=text,
        changes=[one["id"] for one in found["changes"]],
    )
    assert done["deletedIds"] == [second[0]]
    assert [clip["name"] for clip in done["clips"]] == ["Insert"]
    assert await layout(studio.owner, film.scenes[0]) == [("Clip 0.0", 0, 36), ("Opening", 36, 48)]
    assert await layout(studio.owner, film.scenes[1]) == [("Clip 1.1", 0, 48), ("Insert", 48, 48)]
    assert (await compare(studio.owner, film, text))["changes"] == []


@pytest.mark.feature("BEY-8")
async def test_moves_are_taken_back_by_placing_and_the_rest_by_what_was(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=3, fps="24")
    before = await layout(studio.owner, film.scenes[0])
    timeline = orjson.loads(await text_of(studio.owner, film))
    clips = items(timeline)
    clips[0]["source_range"]["duration"]["value"] = 24
    clips.pop(1)
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    done = await studio.owner.do(
        "applyTimeline",
        APPLIED,
        projectId=film.project,
        text=text,
        changes=[one["id"] for one in found["changes"]],
    )
    assert await layout(studio.owner, film.scenes[0]) == [("Clip 0.0", 0, 24), ("Clip 0.2", 24, 48)]
    await studio.owner.do("placeClips", "scenes { id }", places=done["undo"], allowOverlap=True)
    await studio.owner.do("restoreClips", "scenes { id }", ids=done["deletedIds"], ripple=False)
    assert await layout(studio.owner, film.scenes[0]) == before


async def test_a_comparison_that_is_stale_changes_nothing(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2, fps="24")
    timeline = orjson.loads(await text_of(studio.owner, film))
    items(timeline)[0]["source_range"]["duration"]["value"] = 24
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    seq = "query($id: ID!) { project(id: $id) { lastSeq } }"
    before = (await studio.owner.data(seq, id=film.project))["project"]["lastSeq"]
    chosen = {
        "projectId": film.project,
        "text": text,
        "changes": [one["id"] for one in found["changes"]],
    }
    await studio.owner.do("moveClip", "clip { id }", id=film.clips[0][1], startFrame=100)
    for given in ({"expectedSeq": before}, {}):
        refused = await studio.owner.attempt("applyTimeline", APPLIED, **chosen, **given)
        assert [one["code"] for one in refused["userErrors"]] == ["CONFLICT"]
        assert refused["project"]["id"] == film.project
    assert await layout(studio.owner, film.scenes[0]) == [
        ("Clip 0.0", 0, 48),
        ("Clip 0.1", 100, 48),
    ]


async def test_only_those_who_may_change_a_project_change_it(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2)
    text = await text_of(studio.owner, film)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    stranger = await studio.stranger()
    assert (await compare(guest, film, text))["unchangedCount"] == 2
    assert await compare(stranger, film, text) is None
    for caller, code in ((guest, "FORBIDDEN"), (stranger, "NOT_FOUND")):
        refused = await caller.attempt(
            "applyTimeline", "project { id }", projectId=film.project, text=text, changes=["x"]
        )
        assert [one["code"] for one in refused["userErrors"]] == [code]
    for mutation in ("importTimeline", "importProject"):
        refused = await guest.attempt(mutation, "project { id }", text=text)
        assert [one["code"] for one in refused["userErrors"]] == ["FORBIDDEN"]


async def test_takes_of_another_workspace_are_not_shown(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    await show(studio, film.clips[0][0])
    stranger = await studio.stranger()
    made = await stranger.do(
        "importTimeline",
        "project { scenes { clips { selectedTake { id } } } } warnings",
        text=await text_of(studio.owner, film),
    )
    assert made["project"]["scenes"][0]["clips"] == [{"selectedTake": None}]
    assert "files are not here" in made["warnings"][0]


async def test_an_import_with_a_key_is_made_once(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    given = {"text": await text_of(studio.owner, film), "idempotencyKey": "k"}
    one = await studio.owner.do("importTimeline", "project { id }", **given)
    two = await studio.owner.do("importTimeline", "project { id }", **given)
    assert one["project"] == two["project"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "no timeline"),
        ("hello", "no timeline"),
        ("{" * 5_000, "JSON"),
        ('{"OTIO_SCHEMA": "Clip.2"}', "no timeline"),
        ('<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "document type"),
        ("<xmeml/>", "no FCPXML"),
        ("TITLE: X\nFCM: NON-DROP FRAME\n", "no event"),
        ('{"format": "storycanvas.project", "version": 2}', "another version"),
        ('{"format": "storycanvas.project", "version": 1, "project": {}}', "project.id"),
    ],
)
async def test_what_is_no_timeline_changes_nothing(studio: Studio, text: str, word: str) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    found = await compare(studio.owner, film, text)
    assert word in found["userErrors"][0]["message"]
    assert (found["changes"], found["format"]) == ([], None)
    for mutation in ("importTimeline", "importProject"):
        refused = await studio.owner.attempt(mutation, "project { id } warnings", text=text)
        assert [one["field"] for one in refused["userErrors"]] == [["text"]]
    assert (await studio.owner.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 1


async def test_fades_longer_than_any_film_are_cut_to_one(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    track = await lay(studio, film.project)
    await studio.owner.do("updateTrack", "track { id }", id=track, gainDb=-3)
    timeline = orjson.loads(await text_of(studio.owner, film))
    levels = list(levels_in(timeline))
    assert levels
    for level in levels:
        level["fadeIn"] = level["fadeOut"] = 2**45
    wanted = "project { tracks { fadeInFrames } }"
    made = await studio.owner.do("importTimeline", wanted, text=orjson.dumps(timeline).decode())
    assert made["project"]["tracks"] == [{"fadeInFrames": 2**30}]


def levels_in(value: Any) -> Iterator[Any]:
    if isinstance(value, dict) and isinstance(value.get("level"), dict):
        yield value["level"]
    for one in value.values() if isinstance(value, dict) else value:
        if isinstance(one, dict | list):
            yield from levels_in(one)


@pytest.mark.parametrize("source", [0, 2**29])
async def test_what_grows_at_a_faster_rate_stays_within_what_may_be(
    studio: Studio, source: int
) -> None:
    film = await make_film(studio.owner, scenes=1, clips=2, fps="1000")
    for clip in film.clips[0]:
        await show(studio, clip, kind="VIDEO")
    slow = await make_film(studio.owner, scenes=1, clips=2, fps="1")
    await studio.owner.do(
        "updateClip",
        "clip { id }",
        id=slow.clips[0][1],
        transitionKind="DISSOLVE",
        transitionFrames=LONGEST_TRANSITION,
    )
    await show(studio, slow.clips[0][1], kind="VIDEO")
    timeline = orjson.loads(await text_of(studio.owner, slow))
    for clip in timeline["tracks"]["children"][0]["children"]:
        if clip["OTIO_SCHEMA"].startswith("Clip"):
            clip["source_range"]["start_time"]["value"] += source
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    assert found["changes"] or found["userErrors"]
    done = await studio.owner.attempt(
        "applyTimeline",
        APPLIED,
        projectId=film.project,
        text=text,
        changes=[one["id"] for one in found["changes"]] or ["x"],
    )
    assert [one["code"] for one in done["userErrors"]] == (["BAD_USER_INPUT"] if source else [])


async def test_two_thousand_clips_come_back_at_once(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=0)
    await fill(studio, film.scenes[0], 2_000)
    text = await text_of(studio.owner, film, "FCPXML")
    found = await compare(studio.owner, film, text)
    assert (found["changes"], found["unchangedCount"]) == ([], 2_000)
    made = await studio.owner.do("importTimeline", "project { stats { clipCount } }", text=text)
    assert made["project"]["stats"]["clipCount"] == 2_000


@pytest.mark.slow
@pytest.mark.feature("BEY-8")
@pytest.mark.parametrize("seed", range(4))
async def test_all_of_any_edits_done_make_the_cuts_the_same(studio: Studio, seed: int) -> None:
    chance = random.Random(seed)
    film = await make_film(studio.owner, scenes=3, clips=3, fps=chance.choice(["24", "30000/1001"]))
    for row in film.clips:
        await show(studio, row[0], kind="VIDEO")
    timeline = orjson.loads(await text_of(studio.owner, film))
    clips = items(timeline)
    for clip in clips:
        clip["source_range"]["start_time"]["value"] += chance.choice([0, 0, 5])
        clip["source_range"]["duration"]["value"] -= chance.choice([0, 0, 7, 20])
        clip["name"] += chance.choice(["", "", " again"])
    for _ in range(2):
        clips.pop(chance.randrange(len(clips)))
    clips.insert(chance.randrange(len(clips)), clips.pop())
    copy = orjson.loads(orjson.dumps(chance.choice(clips)))
    copy["metadata"] = {}
    clips.insert(chance.randrange(len(clips)), copy)
    if chance.random() < 0.5:
        track = orjson.loads(orjson.dumps(timeline["tracks"]["children"][0]))
        track["children"] = [clips.pop(2)]
        timeline["tracks"]["children"].append(track)
    text = orjson.dumps(timeline).decode()
    found = await compare(studio.owner, film, text)
    await studio.owner.do(
        "applyTimeline",
        APPLIED,
        projectId=film.project,
        text=text,
        changes=[one["id"] for one in found["changes"]],
    )
    assert (await compare(studio.owner, film, text))["changes"] == []
    again = orjson.loads(await text_of(studio.owner, film))
    assert cut_of(again) == cut_of(timeline)


def cut_of(timeline: Any) -> list[tuple[int, int, int]]:
    """Where clips lie, and what of their takes they show."""
    found = []
    for track in range(len(timeline["tracks"]["children"])):
        reached = 0
        for one in items(timeline, track):
            length = int(one["source_range"]["duration"]["value"])
            if one["OTIO_SCHEMA"].startswith("Clip"):
                shows = "ExternalReference" in str(one["media_references"])
                source = one["source_range"]["start_time"]["value"] if shows else 0
                found.append((reached, length, int(source)))
            reached += length
    return sorted(found)
