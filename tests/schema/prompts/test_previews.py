from typing import Any

import pytest
from sqlalchemy import select

from studio.access.viewer import Role
from studio.prompts.pieces import COMPOSED
from studio.rendering.models import RenderJob
from tests.running import Caller, Studio
from tests.schema.graphs import make_film
from tests.schema.test_catalogue_presets import detected

SCRIPT = "INT. HALL - NIGHT\n\nANN (a spy) waits.\n\nBOB\n(softly)\nHello.\n"
SAID = """prompt negativePrompt pieces { text start end source sourceName sourceId }
  negativePieces { text source } leftOut { words reason source sourceName }
  choices { written chosen } loras { name strength isKnown } notes { code message }"""
PREVIEW = f"""query($input: PromptPreviewInput!) {{ promptPreview(input: $input) {{
  before {{ {SAID} }} after {{ {SAID} }} seed spans {{ kind start end value }}
  negativeSpans {{ kind value }} userErrors {{ code field message }} }} }}"""


async def preview(caller: Caller, **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await caller.data(PREVIEW, input=given))["promptPreview"]
    return found


async def imported(studio: Studio) -> tuple[str, list[str], dict[str, str]]:
    """The project, its clips, and its characters by name."""
    made = await studio.owner.do(
        "importScript",
        "project { id scenes { clips { id } } characters { id name } }",
        text=SCRIPT,
    )
    project = made["project"]
    clips = [clip["id"] for clip in project["scenes"][0]["clips"]]
    return project["id"], clips, {one["name"]: one["id"] for one in project["characters"]}


@pytest.mark.feature("PRM-5", "PRM-6", "PRM-8")
async def test_the_prompt_is_shown_as_a_render_sends_it(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    words = "a (red:1.3) 🎬 {moon|sun} {{clip}} <lora:grain:0.5>"
    await studio.owner.do(
        "updateClip", "clip { id }", id=clip, imagePrompt=words, negativePrompt="(rain:1.2)"
    )
    shown = await preview(studio.owner, clipId=clip, family="sdxl", seed="7")
    assert shown["userErrors"] == []
    assert shown["before"] == shown["after"]
    now = shown["after"]
    assert (shown["seed"], len(now["choices"])) == ("7", 1)
    assert now["prompt"] == f"a (red:1.3) 🎬 {now['choices'][0]['chosen']} Clip 0.0"
    assert now["negativePrompt"] == "(rain:1.2)"
    assert now["loras"] == [{"name": "grain.safetensors", "strength": 0.5, "isKnown": False}]
    assert [note["code"] for note in now["notes"]] == ["UNKNOWN_LORA"]
    assert [(one["start"], one["end"]) for one in now["pieces"]] == [(0, len(now["prompt"]) + 1)]
    assert shown["spans"] == [
        {"kind": "WEIGHT", "start": 2, "end": 11, "value": "1.3"},
        {"kind": "WILDCARD", "start": 15, "end": 25, "value": ""},
        {"kind": "VARIABLE", "start": 26, "end": 34, "value": "clip"},
        {"kind": "LORA", "start": 35, "end": 51, "value": "grain"},
    ]
    assert shown["negativeSpans"] == [{"kind": "WEIGHT", "value": "1.2"}]
    plain = (await preview(studio.owner, clipId=clip, family="flux_dev"))["after"]
    assert plain["prompt"].startswith("a red 🎬 ")
    assert {note["code"] for note in plain["notes"]} == {
        "UNKNOWN_LORA",
        "WEIGHTS_STRIPPED",
        "NO_NEGATIVE",
    }


@pytest.mark.feature("CHR-3", "CHR-4", "CHR-5", "CHR-10", "PRM-8")
async def test_a_cast_is_tried_before_it_is_cast(studio: Studio) -> None:
    project, clips, people = await imported(studio)
    clip = clips[-1]
    do = studio.owner.do
    await do("updateClip", "clip { id }", id=clip, imagePrompt="Bob waits for Ann.")
    bob, ann = people["BOB"], people["ANN"]
    await do("updateCharacter", "character { id }", id=bob, look="grey beard, wet coat")
    style = await do(
        "createStyle",
        "style { id }",
        name="Oil",
        projectId=project,
        artStyle="oil painting",
        negative="photo",
    )
    shown = await preview(
        studio.owner,
        clipId=clip,
        family="sdxl",
        cast=[
            {"characterId": bob, "prominence": 1.4},
            {"characterId": ann},
        ],
        styleId=style["style"]["id"],
    )
    assert shown["userErrors"] == []
    assert shown["before"]["prompt"] == r"Bob \(grey beard, wet coat\) waits for Ann."
    assert shown["after"]["prompt"] == (
        r"Bob (grey beard, wet coat:1.4) waits for Ann \(a spy\). Oil painting."
    )
    assert shown["after"]["negativePrompt"] == "photo"
    sources = [(one["text"], one["source"], one["sourceId"]) for one in shown["after"]["pieces"]]
    assert ("grey beard, wet coat", "CHARACTER", bob) in sources
    assert ("Oil painting", "STYLE", style["style"]["id"]) in sources
    without = await preview(
        studio.owner,
        clipId=clip,
        cast=[{"characterId": bob, "absent": True}],
        imagePrompt="Bob {sits|sits}.",
    )
    assert without["after"]["prompt"] == "Bob sits."
    moving = await preview(studio.owner, clipId=clip, kind="VIDEO", videoPrompt="Bob runs.")
    assert moving["after"]["prompt"] == "Bob runs."
    assert [(one["words"], one["reason"]) for one in moving["after"]["leftOut"]] == [
        ("grey beard, wet coat", "MOTION")
    ]
    await do("updateCharacter", "character { id }", id=bob, always=["LOOK"])
    moving = await preview(studio.owner, clipId=clip, kind="VIDEO", videoPrompt="Bob runs.")
    assert moving["after"]["prompt"] == "Bob (grey beard, wet coat) runs."


@pytest.mark.feature("CHR-3", "PRM-8")
async def test_what_is_cast_is_in_the_render_and_kept_with_it(studio: Studio) -> None:
    _, clips, people = await imported(studio)
    clip, bob = clips[-1], people["BOB"]
    do = studio.owner.do
    await do("updateClip", "clip { id }", id=clip, imagePrompt="(Bob:1.2) {sits|sits}")
    await do("updateCharacter", "character { id }", id=bob, look="grey beard")
    await do("generateClip", "jobs { id }", clipId=clip, idempotencyKey="k", seed=5)
    async with studio.sessions() as session:
        job = (await session.execute(select(RenderJob))).scalar_one()
    shown = (await preview(studio.owner, clipId=clip, seed=5))["after"]
    assert job.brief["prompt"] == shown["prompt"] == "Bob (grey beard) sits"
    kept = job.brief[COMPOSED]
    assert kept["weighted"]["prompt"] == r"(Bob \(grey beard\):1.2) sits"
    assert [(one["source"], one["length"]) for one in kept["pieces"]] == [
        (one["source"], len(one["text"])) for one in shown["pieces"]
    ]
    assert kept["pieces"][2]["id"] == bob.removeprefix("character_")
    assert kept["pieces"][2]["digest"]


async def test_loras_of_a_prompt_are_the_jobs(studio: Studio) -> None:
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip = film.clips[0][0]
    await studio.owner.do(
        "updateClip", "clip { id }", id=clip, imagePrompt="a cat <lora:grain:0.5> <lora:mine:2>"
    )
    await studio.owner.do(
        "generateClip",
        "jobs { id }",
        clipId=clip,
        idempotencyKey="k",
        loras=[{"name": "mine.safetensors", "strength": 1.0}],
    )
    async with studio.sessions() as session:
        job = (await session.execute(select(RenderJob))).scalar_one()
    assert job.brief["prompt"] == "a cat"
    assert job.brief["sampling"]["loras"] == [
        {"name": "mine.safetensors", "strength": 1.0},
        {"name": "grain.safetensors", "strength": 0.5},
    ]


async def test_nothing_is_shown_of_what_may_not_be_seen(studio: Studio) -> None:
    project, clips, people = await imported(studio)
    film = await make_film(studio.owner, scenes=1, clips=1)
    clip, foreign = clips[0], film.clips[0][0]
    stranger = await studio.stranger()
    theirs = await stranger.do("createStyle", "style { id }", name="Theirs", artStyle="secret")
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert (await preview(guest, clipId=clip))["userErrors"] == []
    ann = people["ANN"]
    for caller, given, code, field in (
        (stranger, {}, "NOT_FOUND", ["clipId"]),
        (studio.owner, {"clipId": "junk"}, "NOT_FOUND", ["clipId"]),
        (studio.owner, {"clipId": foreign, "cast": [{"characterId": ann}]}, "NOT_FOUND", ["cast"]),
        (studio.owner, {"cast": [{"characterId": "junk"}]}, "NOT_FOUND", ["cast"]),
        (
            studio.owner,
            {"cast": [{"characterId": ann, "prominence": 1e308}]},
            "BAD_USER_INPUT",
            ["prominence"],
        ),
        (studio.owner, {"cast": [{"characterId": ann}] * 51}, "BAD_USER_INPUT", ["cast"]),
        (studio.owner, {"styleId": theirs["style"]["id"]}, "NOT_FOUND", ["styleId"]),
        (studio.owner, {"locationId": "junk"}, "NOT_FOUND", ["locationId"]),
        (studio.owner, {"kind": "AUDIO"}, "BAD_USER_INPUT", ["kind"]),
        (studio.owner, {"family": "no"}, "BAD_USER_INPUT", ["family"]),
        (studio.owner, {"seed": str(2**64)}, "BAD_USER_INPUT", ["seed"]),
        (studio.owner, {"imagePrompt": "x" * 8_001}, "BAD_USER_INPUT", ["imagePrompt"]),
        (studio.owner, {"negativePrompt": "a\0"}, "BAD_USER_INPUT", ["negativePrompt"]),
    ):
        answer = await preview(caller, **{"clipId": clip, **given})
        told = [(error["code"], error["field"]) for error in answer["userErrors"]]
        assert told == [(code, field)], given
        assert answer["after"]["pieces"] == []
    assert project


async def test_a_lora_is_found_by_any_of_its_names(studio: Studio) -> None:
    await detected(studio, "Film_Grain_sdxl.safetensors", "loras")
    film = await make_film(studio.owner, scenes=1, clips=1)
    for name in ("film_grain_sdxl", "FILM_GRAIN_SDXL.safetensors"):
        shown = await preview(
            studio.owner, clipId=film.clips[0][0], imagePrompt=f"x <lora:{name}:0.5>"
        )
        assert shown["after"]["loras"] == [
            {"name": "Film_Grain_sdxl.safetensors", "strength": 0.5, "isKnown": True}
        ]
        codes = [note["code"] for note in shown["after"]["notes"]]
        assert "UNKNOWN_LORA" not in codes
    stranger = await studio.stranger()
    made = await make_film(stranger, scenes=1, clips=1)
    words = "x <lora:film_grain_sdxl>"
    shown = await preview(stranger, clipId=made.clips[0][0], imagePrompt=words)
    assert [one["isKnown"] for one in shown["after"]["loras"]] == [False]
