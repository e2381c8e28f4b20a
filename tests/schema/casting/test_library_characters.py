from typing import Any

import pytest

from studio.access.viewer import Role
from studio.library.media import MediaKind
from tests.running import Caller, Studio
from tests.schema.casting.setting import cast, feeds, film, take
from tests.schema.test_catalogue_presets import detected

SHEET = """age ethnicity build face body features look clothing notes triggerWords placement always
  never looks { id name words isDefault } loras { model { fileName } strength }
  references { id url thumbnailUrl }"""
EVERYTHING: dict[str, Any] = {
    "age": "in her thirties",
    "ethnicity": "Korean",
    "build": "slight",
    "face": "green eyes",
    "body": "long hands",
    "features": "a scar",
    "look": "calm",
    "clothing": "a red coat",
    "notes": "Wants to leave.",
    "triggerWords": ["ohwx"],
    "placement": "BEFORE",
    "always": ["FEATURES"],
    "never": ["AGE"],
}
USAGE = """query($id: ID!) { characterUsage(id: $id) { clipCount projectCount projects { id }
  clips { id } } }"""


async def listed(caller: Caller, **wanted: Any) -> list[str]:
    query = """query($filter: CharacterFilter) { characters(first: 100, filter: $filter) {
      totalCount nodes { name } edges { node { name } } } }"""
    found = (await caller.data(query, filter=wanted))["characters"]
    names = [node["name"] for node in found["nodes"]]
    assert found["totalCount"] == len(names)
    return names


@pytest.mark.feature("CHR-1", "CHR-10")
async def test_a_character_is_made_of_its_sides_and_goes_into_its_clips(studio: Studio) -> None:
    do = studio.owner.do
    scene = await film(studio.owner)
    lora = await detected(studio, "zoe.safetensors", folder="loras")
    made = await do(
        "createCharacter",
        f"character {{ id name scope version project {{ id }} {SHEET} }}",
        name="Zoë",
        projectId=scene.id,
        looks=[{"name": "Bath", "words": "a towel"}],
        loras=[{"modelId": lora, "strength": 0.7}],
        **EVERYTHING,
    )
    zoe = made["character"]
    assert {name: zoe[name] for name in EVERYTHING} == EVERYTHING
    assert (zoe["scope"], zoe["version"], zoe["project"]) == ("PROJECT", 1, {"id": scene.id})
    assert zoe["loras"] == [{"model": {"fileName": "zoe.safetensors"}, "strength": 0.7}]
    clip = scene.clips[0][0]
    await cast(studio.owner, {"placeIds": [clip], "characterId": zoe["id"], "prominence": 1.5})
    (feed,) = await feeds(studio.owner, clip)
    (found,) = [one for one in feed["characters"] if one["name"] == "Zoë"]
    assert found == {
        "characterId": zoe["id"],
        "name": "Zoë",
        "lookId": None,
        "look": "Korean, slight, green eyes, long hands, a scar, calm, a red coat",
        "essential": "a scar",
        "placement": "BEFORE",
        "prominence": 1.5,
        "triggerWords": ["ohwx"],
        "origin": "CLIP",
        "loras": [{"modelId": lora, "name": "zoe", "fileName": "zoe.safetensors", "strength": 0.7}],
    }
    await do("deleteCharacter", "deletedId", id=zoe["id"], expectedVersion=1)
    (feed,) = await feeds(studio.owner, clip)
    assert "Zoë" not in [one["name"] for one in feed["characters"]]
    await do("restoreCharacter", "character { id }", id=zoe["id"])
    assert (await feeds(studio.owner, clip))[0]["characters"][-1]["prominence"] == 1.5


@pytest.mark.feature("CHR-8")
async def test_each_edit_is_a_version_to_go_back_to(studio: Studio) -> None:
    do = studio.owner.do
    scene = await film(studio.owner)
    eve = scene.characters["EVE"]
    wanted = f"character {{ name version digest {SHEET} versions {{ number name }} }}"
    first = (
        await do(
            "updateCharacter",
            wanted,
            id=eve,
            face="pale",
            looks=[
                {"name": "Coat", "words": "a red coat", "isDefault": True},
                {"name": "Furs", "words": "furs"},
            ],
        )
    )["character"]
    coat, furs = first["looks"]
    second = (
        await do(
            "updateCharacter",
            wanted,
            id=eve,
            name="Eva",
            face="rosy",
            looks=[{"id": furs["id"], "name": "Furs", "words": "white furs"}],
            expectedVersion=2,
        )
    )["character"]
    assert [look["words"] for look in second["looks"]] == ["white furs"]
    assert [(one["number"], one["name"]) for one in second["versions"]] == [
        (3, "Eva"),
        (2, "EVE"),
        (1, "EVE"),
    ]
    back = (await do("restoreCharacterVersion", wanted, id=eve, number=2))["character"]
    assert (back["name"], back["version"], back["face"]) == ("Eva", 4, "pale")
    assert back["looks"] == [coat, furs]
    origin = (await do("restoreCharacterVersion", wanted, id=eve, number=1))["character"]
    assert (origin["face"], origin["look"], origin["looks"]) == ("", "tall, red coat", [])
    for number in (0, 6, -1, 2**31 - 1):
        answer = await studio.owner.attempt(
            "restoreCharacterVersion", "character { id }", id=eve, number=number
        )
        assert [error["field"] for error in answer["userErrors"]] == [["number"]]


@pytest.mark.feature("CHR-2", "CHR-11", "CHR-7")
async def test_a_character_is_kept_in_the_library_and_used_elsewhere(studio: Studio) -> None:
    do = studio.owner.do
    one, other = await film(studio.owner), await film(studio.owner, "EXT. SEA - DAY\n\nA wave.\n")
    eve = one.characters["EVE"]
    looks = [{"name": "Coat", "words": "a red coat"}]
    await do("updateCharacter", "character { id }", id=eve, looks=looks)
    wanted = f"character {{ id name scope origin {{ id }} {SHEET} }}"
    kept = (await do("saveCharacterToLibrary", wanted, id=eve))["character"]
    assert (kept["scope"], kept["looks"][0]["words"]) == ("LIBRARY", "a red coat")
    again = (await do("saveCharacterToLibrary", wanted, id=eve))["character"]
    assert again["id"] == kept["id"]
    assert await listed(studio.owner, scope="LIBRARY") == ["EVE"]
    assert await listed(studio.owner, scope="PROJECT") == ["EVE", "NED"]
    assert await listed(studio.owner, projectId=one.id, search="red tall") == ["EVE"]
    refused = await studio.owner.attempt(
        "applyCastings",
        "undo { present }",
        changes=[{"placeIds": [other.id], "characterId": kept["id"]}],
    )
    assert refused["userErrors"][0]["code"] == "INVALID_STATE"
    use = {"id": kept["id"], "projectId": other.id}
    used = (await do("useLibraryCharacter", wanted, **use))["character"]
    assert (used["scope"], used["origin"]) == ("PROJECT", {"id": kept["id"]})
    assert (await do("useLibraryCharacter", wanted, **use))["character"]["id"] == used["id"]
    await cast(studio.owner, {"placeIds": [other.id], "characterId": used["id"]})
    usage = (await studio.owner.data(USAGE, id=kept["id"]))["characterUsage"]
    assert {project["id"] for project in usage["projects"]} == {one.id, other.id}
    named = (await studio.owner.data(USAGE, id=eve))["characterUsage"]
    assert named["projectCount"] == 1
    assert 0 < named["clipCount"] < sum(map(len, one.clips))
    assert usage["clipCount"] == named["clipCount"] + sum(map(len, other.clips))
    assert {clip["id"] for clip in named["clips"]} < {clip for clips in one.clips for clip in clips}
    copy = await do("duplicateCharacter", wanted, id=kept["id"], face="older", looks=[])
    assert (copy["character"]["name"], copy["character"]["face"]) == ("EVE (2)", "older")


async def test_pictures_of_takes_are_references(studio: Studio) -> None:
    scene = await film(studio.owner)
    eve, clip = scene.characters["EVE"], scene.clips[0][0]
    first, second = [await take(studio, clip) for _ in range(2)]
    sound = await take(studio, clip, MediaKind.AUDIO)
    wanted = "character { references { id url } }"
    made = await studio.owner.do(
        "updateCharacter", wanted, id=eve, addReferenceTakeIds=[first, second, first]
    )
    ids = [one["id"] for one in made["character"]["references"]]
    assert len(ids) == 2
    assert made["character"]["references"][0]["url"].startswith("/media/asset_")
    left = await studio.owner.do("updateCharacter", wanted, id=eve, removeReferenceIds=ids[:1])
    assert [one["id"] for one in left["character"]["references"]] == ids[1:]
    for wrong, code in ((sound, "BAD_USER_INPUT"), ("junk", "NOT_FOUND")):
        answer = await studio.owner.attempt(
            "updateCharacter", wanted, id=eve, addReferenceTakeIds=[wrong]
        )
        assert answer["userErrors"][0]["code"] == code


async def test_what_does_not_fit_is_told(studio: Studio) -> None:
    scene = await film(studio.owner)
    eve = scene.characters["EVE"]
    model = await detected(studio, "sdxl.safetensors")
    cases: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"face": "x" * 501}, "BAD_USER_INPUT", "face"),
        ({"age": "\x00"}, "BAD_USER_INPUT", "age"),
        ({"triggerWords": ["x"] * 21}, "LIMIT_EXCEEDED", "triggers"),
        ({"always": ["AGE"], "never": ["AGE"]}, "BAD_USER_INPUT", "never"),
        ({"loras": [{"modelId": "junk"}]}, "NOT_FOUND", "loras"),
        ({"loras": [{"modelId": model}]}, "BAD_USER_INPUT", "loras"),
        ({"looks": [{"id": "junk", "name": "x", "words": ""}]}, "NOT_FOUND", "looks"),
        (
            {"looks": [{"id": f"look_{'0' * 32}", "name": "x", "words": ""}]},
            "BAD_USER_INPUT",
            "looks",
        ),
    )
    for given, code, field in cases:
        answer = await studio.owner.attempt("updateCharacter", "character { id }", id=eve, **given)
        errors = [(error["code"], error["field"]) for error in answer["userErrors"]]
        assert errors == [(code, [field])], given
    found = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Character { version } } }", id=eve
    )
    assert found["node"] == {"version": 1}
    taken = await studio.owner.attempt(
        "createCharacter", "character { id }", name=" eve ", projectId=scene.id
    )
    assert (taken["userErrors"][0]["code"], taken["userErrors"][0]["field"]) == (
        "CONFLICT",
        ["name"],
    )


async def test_a_library_is_its_workspaces_alone(studio: Studio) -> None:
    made = await studio.owner.do("createCharacter", "character { id }", name="Zoë")
    zoe = made["character"]["id"]
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    assert await listed(stranger) == []
    assert await listed(guest) == ["Zoë"]
    assert (await stranger.data(USAGE, id=zoe))["characterUsage"] is None
    other = await film(stranger)
    for caller, code in ((stranger, "NOT_FOUND"), (guest, "FORBIDDEN")):
        for mutation, given in (
            ("updateCharacter", {"face": "x"}),
            ("deleteCharacter", {}),
            ("duplicateCharacter", {}),
            ("saveCharacterToLibrary", {}),
            ("restoreCharacterVersion", {"number": 1}),
        ):
            wanted = "deletedId" if mutation == "deleteCharacter" else "character { id }"
            answer = await caller.attempt(mutation, wanted, id=zoe, **given)
            assert [error["code"] for error in answer["userErrors"]] == [code], mutation
    answer = await stranger.attempt(
        "useLibraryCharacter", "character { id }", id=zoe, projectId=other.id
    )
    assert answer["userErrors"][0]["code"] == "NOT_FOUND"
