"""A whole project taken out as JSON and made again, over HTTP."""

import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import orjson
import pytest

from studio.exporting.formats.project import json_schema
from tests.running import Caller, Studio
from tests.schema.casting.setting import Film, cast, film, take
from tests.schema.graphs import make_film
from tests.schema.test_exporting import EXPORT
from tests.schema.tracks import lay

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / "project-1.schema.json"
MADE = "project { id name } missing { sha256 uses } warnings"


async def taken_out(caller: Caller, project: str) -> str:
    wanted = {"projectId": project, "format": "PROJECT_JSON"}
    (document,) = (await caller.data(EXPORT, input=wanted))["timelineExport"]["documents"]
    assert document["mediaType"] == "application/json"
    text: str = document["text"]
    return text


async def rich(studio: Studio) -> Film:
    """A project with something of everything."""
    owner = studio.owner
    made = await film(owner)
    first, second = made.clips[0][0], made.clips[1][0]
    pictures = [await take(studio, first, seed=2**63 + 1, parameters={"steps": 4}) for _ in "ab"]
    await owner.do("selectTake", "take { id }", takeId=pictures[0])
    blend = {"transitionKind": "WIPE", "transitionFrames": 9, "sourceFrame": 3}
    await owner.do("updateClip", "clip { id }", id=second, negativePrompt="no rain", **blend)
    await owner.do("lockClips", "clips { id }", ids=[second])
    await show_who(owner, made, pictures)
    track = await lay(studio, made.id)
    sound = {"gainDb": -3.5, "fadeInFrames": 4, "tempo": 90, "firstBeatSeconds": 0.5}
    await owner.do("updateTrack", "track { id }", id=track, **sound)
    options = {"format": "BUNDLE", "codec": "PRORES", "handles": 12}
    preset = {"name": "Cutting room", "options": options}
    await owner.do("saveExportPreset", "exportPreset { id }", projectId=made.id, **preset)
    return made


async def show_who(owner: Caller, made: Film, pictures: list[str]) -> None:
    """A character in a costume, a style of the library, and a place."""
    eve, first = made.characters["EVE"], made.clips[0][0]
    found = await owner.do(
        "updateCharacter",
        "character { looks { id } }",
        id=eve,
        looks=[{"name": "Storm", "words": "a wet coat", "isDefault": True}],
        age="forty",
        always=["AGE"],
        triggerWords=["evex"],
        addReferenceTakeIds=[pictures[1]],
    )
    look = found["character"]["looks"][0]["id"]
    sheet = {"palette": "grey", "tags": ["dark"], "settings": {"steps": 9}}
    style = (await owner.do("createStyle", "style { id }", name="Noir", **sheet))["style"]["id"]
    place = {"name": "Hall", "look": "long", "referenceTakeId": pictures[0]}
    await owner.do("createLocation", "location { id }", projectId=made.id, **place)
    await cast(
        owner,
        {"placeIds": [made.id], "styleId": style},
        {"placeIds": [first], "characterId": eve, "lookId": look, "prominence": 0.5},
        {"placeIds": [made.scenes[1]], "characterId": eve, "absent": True},
    )


@pytest.mark.feature("EXP-4", "BEY-8")
async def test_a_project_is_made_again_the_same_in_all_but_its_ids(studio: Studio) -> None:
    made = await rich(studio)
    text = await taken_out(studio.owner, made.id)
    restored = await studio.owner.do("importProject", MADE, text=text)
    assert (restored["missing"], restored["warnings"]) == ([], [])
    assert restored["project"]["id"] != made.id
    again = await taken_out(studio.owner, restored["project"]["id"])
    assert orjson.loads(plain(again)) == orjson.loads(plain(text))
    told = orjson.loads(text)
    assert {"scripts", "characters", "styles", "locations", "castings", "tracks"} <= told.keys()
    assert told["exportPresets"][0]["options"]["handles"] == 12
    assert told["scenes"][1]["clips"][0]["transition"] == "WIPE"
    assert told["scenes"][0]["clips"][0]["takes"][0]["seed"] == str(2**63 + 1)


def plain(text: str) -> str:
    """With each id as the rank of its first appearance."""
    ranks: dict[str, str] = {}
    return re.sub(
        r"\b[a-z]+_[0-9a-f]{32}\b",
        lambda one: ranks.setdefault(one[0], str(len(ranks))),
        text,
    )


@pytest.mark.feature("EXP-4")
async def test_what_is_taken_out_is_as_the_schema_says(studio: Studio) -> None:
    made = await rich(studio)
    schema = orjson.loads(PUBLISHED.read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    for project in (made.id, (await make_film(studio.owner)).project):
        jsonschema.validate(orjson.loads(await taken_out(studio.owner, project)), schema)


def test_the_published_schema_is_that_of_the_declaration() -> None:
    assert PUBLISHED.read_text(encoding="utf-8") == json_schema(), "run: make schema"


@pytest.mark.feature("EXP-4")
async def test_files_that_are_not_here_are_told(studio: Studio) -> None:
    made = await rich(studio)
    text = await taken_out(studio.owner, made.id)
    stranger = await studio.stranger()
    restored = await stranger.do(
        "importProject",
        "project { id scenes { clips { name galleryCount selectedTake { id } } } tracks { id } }"
        " missing { sha256 uses } warnings",
        text=text,
    )
    clips = [clip for scene in restored["project"]["scenes"] for clip in scene["clips"]]
    assert all(clip["galleryCount"] == 0 and clip["selectedTake"] is None for clip in clips)
    assert restored["project"]["tracks"] == []
    assert sum(one["uses"] for one in restored["missing"]) == 5
    assert len(restored["missing"]) == 3


def changed(document: Any, path: str, value: Any) -> str:
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step) if step.isdigit() else step]
    place[int(last) if last.isdigit() else last] = value
    return orjson.dumps(document).decode()


_ODD: list[dict[str, Any]] = [
    {"panels": 1.5},
    {"captions": []},
    {"drop_frame": "banana"},
    {"start_timecode": {}},
    {"rate": "-3"},
    {"rate": "1/0"},
]


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("project.fps", "0", "project.fps"),
        ("project.width", 1, "project.width"),
        ("project.name", "a\nb", "one line"),
        ("scenes.0.clips.0.durationFrames", 0, "durationFrames"),
        ("scenes.0.clips.0.startFrame", 2**30, "longer than"),
        ("scenes.0.clips.0.selected", "take_of_another", "of its own takes"),
        ("scenes.0.clips.0.transition", "DISSOLVE", "a cut takes none"),
        ("scenes.0.clips.0.shotKind", "ODD", "not known"),
        ("scenes.0.clips.0.evil", 1, "evil"),
        ("scenes.0.clips.0.takes", [{"id": "t", "kind": "IMAGE", "file": "a" * 64}], "a file that"),
        ("scenes.0.clips.0.takes", [{"id": "t", "kind": "IMAGE", "file": "../x"}], "file"),
        ("characters", [{"id": "c", "name": "A"}, {"id": "d", "name": " a"}], "Two characters"),
        ("styles", [{"id": "s", "name": "S", "settings": {"steps": "many"}}], "steps"),
        ("exportPresets", [{"name": "P", "options": {"format": "NO"}}], "preset P"),
        *(
            ("exportPresets", [{"name": "P", "options": {"format": "BUNDLE", **odd}}], "preset P")
            for odd in _ODD
        ),
        ("castings", [{"character": "c", "prominence": 9.0}], "prominence"),
        ("version", True, "another version"),
    ],
)
async def test_what_a_project_cannot_be_is_refused_whole(
    studio: Studio, path: str, value: Any, word: str
) -> None:
    made = await make_film(studio.owner, scenes=1, clips=2)
    document = orjson.loads(await taken_out(studio.owner, made.project))
    text = changed(document, path, value)
    refused = await studio.owner.attempt("importProject", MADE, text=text)
    assert refused["project"] is None
    (error,) = refused["userErrors"]
    assert word in error["message"], error["message"]
    assert (await studio.owner.data("{ projects { totalCount } }"))["projects"]["totalCount"] == 1


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "0001-01-01T00:00:00Z"])
async def test_moments_that_no_clock_tells_are_no_fault(studio: Studio, moment: str) -> None:
    made = await rich(studio)
    document = orjson.loads(await taken_out(studio.owner, made.id))
    changed(document, "scenes.0.clips.0.pickedAt", moment)
    text = changed(document, "scenes.0.clips.0.takes.0.createdAt", moment)
    wanted = "project { scenes { clips { gallery { createdAt } } } }"
    restored = await studio.owner.do("importProject", wanted, text=text)
    takes = restored["project"]["scenes"][0]["clips"][0]["gallery"]
    assert "1970-01-01" in {one["createdAt"][:10] for one in takes}


async def test_a_file_is_no_other_kind_than_it_is(studio: Studio) -> None:
    made = await rich(studio)
    document = orjson.loads(await taken_out(studio.owner, made.id))
    picture = next(sha256 for sha256, one in document["files"].items() if one["kind"] == "IMAGE")
    clip = document["scenes"][0]["clips"][0]
    clip["takes"] = []
    del clip["selected"], clip["pickedAt"]
    document["files"][picture]["kind"] = "AUDIO"
    text = changed(document, "tracks.0.file", picture)
    wanted = "project { id tracks { id } } missing { sha256 uses }"
    restored = await studio.owner.do("importProject", wanted, text=text)
    assert restored["project"]["tracks"] == []
    assert picture in [one["sha256"] for one in restored["missing"]]
    await taken_out(studio.owner, restored["project"]["id"])
