from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from studio.access.viewer import Role
from tests.doubles.counting import counted_calls
from tests.running import Caller, Studio
from tests.schema.graphs import Film, fill, make_film, show

PROPOSALS = """proposals { id kind description edit { clipId startFrame durationFrames }
    shift { firstClipId byFrames } slate { startFrame durationFrames } }"""
STATISTICS = """statistics { lengthFrames lengthSeconds clipFrames clipCount
    lengths { shortestClipId shortestFrames longestClipId longestFrames meanFrames medianFrames }
    scenes { sceneId name clipCount lengthFrames share layout }
    kinds { kind clipCount frames } framings { framing clipCount frames }
    stillCount movingCount withoutTakeCount }"""
READINESS = """readiness { standing blockingCount warningCount
    findings { code blocking message nextStep sceneId clipId frame } }"""
REPORT = f"""query($project: ID!, $scene: ID) {{ timelineReport(projectId: $project, sceneId: $scene) {{
    {STATISTICS} {READINESS} overlapCount gapCount
    overlaps {{ sceneId firstClipId secondClipId startFrame durationFrames {PROPOSALS} }}
    gaps {{ sceneId beforeClipId afterClipId startFrame durationFrames {PROPOSALS} }} }} }}"""


async def report(caller: Caller, film: Film, scene: str | None = None) -> Any:
    found = await caller.data(REPORT, project=film.project, scene=scene)
    return found["timelineReport"]


async def move(caller: Caller, clip: str, start: int) -> None:
    await caller.do("moveClip", "clip { id }", id=clip, startFrame=start, allowOverlap=True)


async def be(studio: Studio, take: str, **columns: int) -> None:
    """Let the take's file be of this size, rate and length."""
    values = ", ".join(f"{name} = :{name}" for name in columns)
    async with studio.sessions() as session:
        await session.execute(
            text(
                f"UPDATE assets SET {values} FROM takes WHERE asset_id = assets.id AND takes.id = :id"
            ),
            {**columns, "id": UUID(take.removeprefix("take_"))},
        )
        await session.commit()


@pytest.mark.feature("TML-10")
async def test_overlaps_and_gaps_are_told_with_ways_to_resolve_them(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=2, clips=3, fps="30000/1001")
    (a, b, c), _ = film.clips
    length = 60
    await move(studio.owner, b, 50)
    await move(studio.owner, c, 140)
    found = await report(studio.owner, film)
    assert (found["overlapCount"], found["gapCount"]) == (1, 1)
    (overlap,), (gap,) = found["overlaps"], found["gaps"]
    proposals = {one.pop("kind"): one for one in overlap.pop("proposals")}
    assert overlap == {
        "sceneId": film.scenes[0],
        "firstClipId": a,
        "secondClipId": b,
        "startFrame": 50,
        "durationFrames": 10,
    }
    assert proposals["PUSH_LATER"]["shift"] == {"firstClipId": b, "byFrames": 10}
    assert proposals["MOVE_LATER"]["edit"] == place(b, 60, length)
    assert proposals["TRIM_FIRST"]["edit"] == place(a, 0, 50)
    assert proposals["TRIM_SECOND"]["edit"] == place(b, 60, 50)
    assert len({one["id"] for one in proposals.values()}) == 4
    proposals = {one.pop("kind"): one for one in gap.pop("proposals")}
    assert gap == {
        "sceneId": film.scenes[0],
        "beforeClipId": b,
        "afterClipId": c,
        "startFrame": 110,
        "durationFrames": 30,
    }
    assert proposals["CLOSE_UP"]["shift"] == {"firstClipId": c, "byFrames": -30}
    assert proposals["EXTEND_BEFORE"]["edit"] == place(b, 50, 90)
    assert proposals["ADD_SLATE"]["slate"] == {"startFrame": 110, "durationFrames": 30}
    assert proposals["ADD_SLATE"]["description"] == "Put a slate of 30 frames there."
    other = await report(studio.owner, film, film.scenes[1])
    assert (other["overlaps"], other["gaps"]) == ([], [])


def place(clip: str, start: int, duration: int) -> dict[str, Any]:
    return {"clipId": clip, "startFrame": start, "durationFrames": duration}


@pytest.mark.feature("TML-11")
async def test_a_film_in_numbers(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=3, clips=2)
    (a, b), (c, d), rest = film.clips
    owner = studio.owner
    await owner.do("updateClip", "clip { id }", id=a, durationFrames=12, framing="CLOSE")
    await owner.do("updateClip", "clip { id }", id=d, durationFrames=96, shotKind="DIALOGUE")
    for clip in rest:
        await owner.do("deleteClip", "deletedId", id=clip)
    await show(studio, a)
    await show(studio, c, kind="VIDEO")
    await show(studio, d, kind="VIDEO", select=False)
    found = (await report(owner, film))["statistics"]
    layouts = [scene.pop("layout") for scene in found["scenes"]]
    assert len(set(layouts)) == 3
    assert found == {
        "lengthFrames": "240",
        "lengthSeconds": 10.0,
        "clipFrames": "204",
        "clipCount": 4,
        "lengths": {
            "shortestClipId": a,
            "shortestFrames": 12,
            "longestClipId": d,
            "longestFrames": 96,
            "meanFrames": 51.0,
            "medianFrames": 48.0,
        },
        "scenes": [
            part(film.scenes[0], "Scene 0", 2, 96, 0.4),
            part(film.scenes[1], "Scene 1", 2, 144, 0.6),
            part(film.scenes[2], "Scene 2", 0, 0, 0.0),
        ],
        "kinds": [
            {"kind": "ACTION", "clipCount": 3, "frames": "108"},
            {"kind": "DIALOGUE", "clipCount": 1, "frames": "96"},
        ],
        "framings": [
            {"framing": "MEDIUM", "clipCount": 3, "frames": "192"},
            {"framing": "CLOSE", "clipCount": 1, "frames": "12"},
        ],
        "stillCount": 1,
        "movingCount": 1,
        "withoutTakeCount": 2,
    }
    await move(owner, b, 60)
    after = (await report(owner, film))["statistics"]["scenes"]
    assert [scene["layout"] for scene in after][1:] == layouts[1:]
    assert after[0]["layout"] != layouts[0]
    one = (await report(owner, film, film.scenes[1]))["statistics"]
    assert (one["lengthFrames"], one["clipCount"], len(one["scenes"])) == ("144", 2, 1)


def part(scene: str, name: str, clips: int, length: int, share: float) -> dict[str, Any]:
    return {
        "sceneId": scene,
        "name": name,
        "clipCount": clips,
        "lengthFrames": length,
        "share": share,
    }


@pytest.mark.feature("TML-12")
async def test_what_stands_in_the_way_of_an_export_is_told_until_it_is_mended(
    studio: Studio,
) -> None:
    film = await make_film(studio.owner, scenes=2, clips=2)
    (a, b), (c, d) = film.clips
    owner = studio.owner
    for clip in (c, d):
        await owner.do("deleteClip", "deletedId", id=clip)
    await owner.do("updateClip", "clip { id }", id=b, name="n" * 33)
    take = await show(studio, a, kind="VIDEO")
    await be(studio, take, width=640, height=360, frames=36, fps_numerator=16, fps_denominator=1)
    found = (await report(owner, film))["readiness"]
    assert (found["standing"], found["blockingCount"], found["warningCount"]) == ("NOT_READY", 1, 4)
    first, second = film.scenes
    assert [
        (one["code"], one["blocking"], one["sceneId"], one["clipId"], one["frame"])
        for one in found["findings"]
    ] == [
        ("CLIP_WITHOUT_TAKE", True, first, b, 48),
        ("TAKE_SIZE", False, first, a, 0),
        ("TAKE_RATE", False, first, a, 0),
        ("NAME_TOO_LONG", False, first, b, 48),
        ("EMPTY_SCENE", False, second, None, None),
    ]
    assert found["findings"][1]["message"] == (
        "Clip “Clip 0.0” shows 640×360 pixels in a film of 1280×720."
    )
    assert all(one["nextStep"] for one in found["findings"])
    await be(studio, take, width=1280, height=720, fps_numerator=24)
    codes = [one["code"] for one in (await report(owner, film))["readiness"]["findings"]]
    assert codes == ["CLIP_WITHOUT_TAKE", "TAKE_TOO_SHORT", "NAME_TOO_LONG", "EMPTY_SCENE"]
    await be(studio, take, frames=48)
    await show(studio, b)
    await owner.do("deleteScene", "deletedId", id=second)
    found = (await report(owner, film))["readiness"]
    assert found["standing"] == "WARNINGS"
    await owner.do("updateClip", "clip { id }", id=b, name="Short")
    found = (await report(owner, film))["readiness"]
    assert (found["standing"], found["findings"]) == ("READY", [])
    await move(owner, b, 40)
    found = (await report(owner, film))["readiness"]
    assert [one["code"] for one in found["findings"]] == ["CLIPS_OVERLAP"]


async def test_only_those_who_may_see_the_project_are_told(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    other = await make_film(studio.owner, scenes=1, clips=1)
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await report(guest, film))["statistics"]["clipCount"] == 1
    assert await report(await studio.stranger(), film) is None
    assert await report(await studio.stranger(), film, film.scenes[0]) is None
    for scene in (other.scenes[0], film.project, "junk", "\x00", "scene_" + "0" * 32):
        assert await report(studio.owner, film, scene) is None
    for project in ("", "junk", film.scenes[0], "project_" + "f" * 32):
        found = await studio.owner.data(REPORT, project=project)
        assert found["timelineReport"] is None
    await studio.owner.do("deleteScene", "deletedId", id=film.scenes[0])
    assert await report(studio.owner, film, film.scenes[0]) is None
    empty = await report(studio.owner, film)
    assert empty["readiness"]["findings"][0]["code"] == "NOTHING_TO_EXPORT"
    assert empty["statistics"]["lengths"] is None
    await studio.owner.do("deleteProject", "deletedId", id=film.project)
    assert await report(studio.owner, film) is None


NAME = "query($id: ID!) { project(id: $id) { name } }"
PLAIN = 20
"""So many questions of one row are what a report is measured by."""


async def test_two_thousand_clips_take_two_statements_and_little_time(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=20, clips=0)
    for scene in film.scenes:
        ids = await fill(studio, scene, 100)
    async with studio.sessions() as session:
        await session.execute(
            text(
                "UPDATE clips SET start_frame = start_frame + 10, duration_frames = 40"
                " WHERE project_id = :id AND start_frame % 96 = 0"
            ),
            {"id": UUID(film.project.removeprefix("project_"))},
        )
        await session.commit()
    await show(studio, ids[0])
    await report(studio.owner, film)
    with counted_calls() as plain:
        for _ in range(PLAIN):
            await studio.owner.data(NAME, id=film.project)
    with counted_calls() as reporting:
        async with studio.statements() as seen:
            found = await report(studio.owner, film)
    calls = f"{reporting.count} calls; {PLAIN} plain questions {plain.count}"
    print(f"timelineReport: {len(seen)} statements, {calls}")
    assert found["statistics"]["clipCount"] == 2_000
    assert found["overlapCount"] == found["gapCount"] == 1_000
    assert len(found["overlaps"]) == len(found["gaps"]) == 200
    assert found["readiness"]["blockingCount"] == 1_000 + 1_999
    assert len([one for one in seen if "FROM clips" in one or "FROM projects" in one]) == 2
    assert len(seen) <= 3, seen
    assert reporting.count < 10 * plain.count, calls
