from pathlib import Path

import pytest

from tests.running import Studio
from tests.schema.graphs import make_film

EXAMPLE = Path(__file__).parents[2] / "examples" / "hamlet.fountain"
SHAPE = """project { id name fps scenes { name location timeOfDay characters
  clips { number shotKind framing startFrame durationFrames imagePrompt caption sourceLine } } }"""


@pytest.mark.feature("STO-8", "CLP-6")
async def test_a_screenplay_becomes_scenes_of_clips_end_to_end(studio: Studio) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    project = (await studio.owner.do("importScript", SHAPE, text=text))["project"]
    clips = [clip for scene in project["scenes"] for clip in scene["clips"]]
    assert 20 <= len(clips) <= 40
    assert "HAMLET" in project["name"]
    assert any("HAMLET" in scene["characters"] for scene in project["scenes"])
    for scene in project["scenes"]:
        edge = 0
        for clip in scene["clips"]:
            assert clip["startFrame"] == edge
            edge += clip["durationFrames"]
    assert len({clip["number"] for clip in clips}) == len(clips)
    assert all(clip["imagePrompt"] and clip["caption"] and clip["sourceLine"] for clip in clips)


async def test_with_a_project_scenes_are_appended_at_its_rate(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1, fps="12")
    project = (
        await studio.owner.do(
            "importScript",
            SHAPE,
            projectId=film.project,
            text="INT. KITCHEN - NIGHT\n\nEve lights a match.\n\nEVE\nWho is there?\n",
        )
    )["project"]
    assert [scene["name"] for scene in project["scenes"]] == ["Scene 0", "INT. KITCHEN - NIGHT"]
    assert project["fps"] == "12"
    assert project["scenes"][1]["clips"][0]["durationFrames"] < 12 * 10


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "SCRIPT_EMPTY"),
        ("\n\n  \n", "SCRIPT_EMPTY"),
        ("FADE IN:\n\n/* all of it */", "SCRIPT_EMPTY"),
        ("INT. A\n\nHi\u0000there.", "BAD_USER_INPUT"),
        ("x" * (2 * 1024 * 1024 + 1), "SCRIPT_TOO_LARGE"),
        ("INT. A - DAY\n\nA.\n\n" * 5001, "SCRIPT_TOO_LARGE"),
    ],
    ids=["empty", "blank", "boneyard", "nul", "bytes", "shots"],
)
async def test_what_cannot_be_filmed_is_refused_and_nothing_is_written(
    studio: Studio, text: str, code: str
) -> None:
    answer = await studio.owner.attempt("importScript", "project { id }", text=text)
    assert [(e["code"], e["field"]) for e in answer["userErrors"]] == [(code, ["text"])]
    assert (await studio.owner.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 0


@pytest.mark.parametrize("mark", ["[[", "/*", "*_", "((", "😀[["])
async def test_hostile_scripts_take_no_time(studio: Studio, mark: str) -> None:
    text = "INT. A - DAY\n\nA door. " + mark * 20_000
    await studio.owner.do("importScript", "project { id }", text=text)
