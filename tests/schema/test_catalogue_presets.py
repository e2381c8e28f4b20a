import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from studio.access.viewer import Role
from studio.catalogue.detecting import note_files
from studio.catalogue.presets import ensure_builtins
from studio.graphs.families import FAMILIES
from studio.kernel.work import unit_of_work
from tests.running import Caller, Studio

ALL = (
    """settings { steps cfg guidance denoise clipSkip width height count seed sampler scheduler }"""
)
LIST = "query($filter: PresetFilter) { presets(first: 100, filter: $filter) { nodes { id name } } }"
EVERYTHING: dict[str, Any] = {
    "steps": 30,
    "cfg": 6.5,
    "guidance": 3.5,
    "denoise": 0.5,
    "clipSkip": 2,
    "width": 1216,
    "height": 832,
    "count": 4,
    "seed": "18446744073709551615",
    "sampler": "euler",
    "scheduler": "karras",
}


async def make(caller: Caller, name: str = "Ink", **given: Any) -> str:
    wanted = {"settings": {"steps": 20}, **given}
    made = await caller.do("createPreset", "preset { id }", name=name, **wanted)
    return str(made["preset"]["id"])


async def listed(caller: Caller, **wanted: Any) -> list[str]:
    found = await caller.data(LIST, filter=wanted)
    return [node["name"] for node in found["presets"]["nodes"]]


async def detected(studio: Studio, file: str, folder: str = "checkpoints") -> str:
    """The id of the catalogue's entry for a file that the endpoint has."""
    found = await studio.owner.data("{ endpoints { nodes { id } } }")
    place = UUID(found["endpoints"]["nodes"][0]["id"].removeprefix("endpoint_"))
    async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
        now = datetime.now(UTC)
        await note_files(work, studio.workspace_id, place, {folder: [file]}, now=now)
    found = await studio.owner.data("{ models { nodes { id fileName } } }")
    return str(next(one["id"] for one in found["models"]["nodes"] if one["fileName"] == file))


@pytest.mark.feature("PRE-1", "PRE-5")
async def test_values_are_kept_under_a_name_and_category(studio: Studio) -> None:
    made = await studio.owner.do(
        "createPreset",
        f"preset {{ name category family description isDefault isBuiltin version {ALL} }}",
        name="Ink",
        category="ARTISTIC",
        family="sdxl",
        description="Brush and ink",
        settings=EVERYTHING,
    )
    assert made["preset"] == {
        "name": "Ink",
        "category": "ARTISTIC",
        "family": "sdxl",
        "description": "Brush and ink",
        "isDefault": False,
        "isBuiltin": False,
        "version": 1,
        "settings": EVERYTHING,
    }
    bare = await studio.owner.do("createPreset", f"preset {{ {ALL} }}", name="Bare", settings={})
    assert set(bare["preset"]["settings"].values()) == {None}
    for given, field in (
        ({"settings": {"steps": 0}}, ["settings", "steps"]),
        ({"settings": {"cfg": 31}}, ["settings", "cfg"]),
        ({"settings": {"seed": "-1"}}, ["settings", "seed"]),
        ({"settings": {"sampler": "a\nb"}}, ["settings", "sampler"]),
        ({"settings": {}, "family": "no"}, ["family"]),
        ({"settings": {}, "modelId": "junk"}, ["modelId"]),
        ({"settings": {}, "name": ""}, ["name"]),
        ({"settings": {}, "name": "Ink"}, ["name"]),
    ):
        answer = await studio.owner.attempt(
            "createPreset", "preset { id }", **{"name": "Other", **given}
        )
        assert [error["field"] for error in answer["userErrors"]] == [field], given


@pytest.mark.feature("PRE-4")
async def test_each_edit_is_a_version_to_go_back_to(studio: Studio) -> None:
    do, versions = studio.owner.do, "versions { number name settings { steps } editedBy { name } }"
    preset = await make(studio.owner)
    await do("updatePreset", "preset { id }", id=preset, settings={"steps": 40, "cfg": 5})
    changed = await do(
        "updatePreset",
        f"preset {{ version {versions} }}",
        id=preset,
        name="Charcoal",
        category="SPEED",
        expectedVersion=2,
    )
    assert changed["preset"]["version"] == 3
    assert [
        (one["number"], one["name"], one["settings"]["steps"])
        for one in changed["preset"]["versions"]
    ] == [(3, "Charcoal", 40), (2, "Ink", 40), (1, "Ink", 20)]
    assert changed["preset"]["versions"][0]["editedBy"]["name"]
    back = await do(
        "restorePresetVersion",
        "preset { name version settings { steps cfg } }",
        id=preset,
        number=1,
    )
    assert back["preset"] == {
        "name": "Charcoal",
        "version": 4,
        "settings": {"steps": 20, "cfg": None},
    }
    attempt = studio.owner.attempt
    gone = await attempt("restorePresetVersion", "preset { id }", id=preset, number=9)
    assert [error["field"] for error in gone["userErrors"]] == [["number"]]
    stale = await attempt(
        "updatePreset", "preset { version }", id=preset, name="x", expectedVersion=1
    )
    assert (stale["userErrors"][0]["code"], stale["preset"]["version"]) == ("CONFLICT", 4)


DEFAULT = """query($family: String, $model: ID) {
  defaultPreset(family: $family, modelId: $model) { name } }"""


@pytest.mark.feature("PRE-2")
async def test_the_default_is_that_of_the_model_then_of_its_family_then_of_anything(
    studio: Studio,
) -> None:
    model = await detected(studio, "sd_xl_base.safetensors")

    async def default(**given: Any) -> str | None:
        found = (await studio.owner.data(DEFAULT, **given))["defaultPreset"]
        return found and str(found["name"])

    assert await default(model=model) is None
    anything = await make(studio.owner, "Anything", isDefault=True)
    assert await default(model=model) == await default() == "Anything"
    await make(studio.owner, "Family", family="sdxl", isDefault=True)
    assert await default(model=model) == await default(family="sdxl") == "Family"
    assert await default(family="pony") == "Anything"
    mine = await make(studio.owner, "Mine", modelId=model, isDefault=True)
    assert await default(model=model) == "Mine"
    assert await default(model="junk") == "Anything"
    await make(studio.owner, "Better", modelId=model, isDefault=True)
    assert await default(model=model) == "Better"
    was = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Preset { isDefault model { id } } } }", id=mine
    )
    assert was["node"] == {"isDefault": False, "model": {"id": model}}
    await studio.owner.do("updatePreset", "preset { id }", id=anything, isDefault=False)
    assert await default(family="pony") is None
    stranger = await studio.stranger()
    assert (await stranger.data(DEFAULT, model=model))["defaultPreset"] is None


@pytest.mark.feature("PRE-2", "PRE-5", "MDL-6")
async def test_each_family_has_its_presets_from_the_start(studio: Studio) -> None:
    taken = await make(studio.owner, f"{FAMILIES['sdxl'].label}: quality")
    await make(studio.owner, "Mine", family="pony", isDefault=True)
    for _ in range(2):
        async with unit_of_work(studio.sessions, studio.runtime.bus) as work:
            await ensure_builtins(work, studio.workspace_id)
    assert len(await listed(studio.owner)) == 2 + 2 * len(FAMILIES)
    found = await studio.owner.data(
        '{ a: defaultPreset(family: "sdxl") { id name isBuiltin settings { steps width } }'
        '  b: defaultPreset(family: "pony") { name } }'
    )
    assert found["a"]["name"] == f"{FAMILIES['sdxl'].label}: quality (2)"
    assert (found["a"]["isBuiltin"], found["a"]["settings"]) == (True, {"steps": 35, "width": 1024})
    assert found["b"] == {"name": "Mine"}
    refused: tuple[tuple[str, dict[str, Any]], ...] = (
        ("deletePreset", {}),
        ("updatePreset", {"name": "x"}),
    )
    for mutation, given in refused:
        answer = await studio.owner.attempt(mutation, "__typename", id=found["a"]["id"], **given)
        assert [error["code"] for error in answer["userErrors"]] == ["INVALID_STATE"]
    copy = await studio.owner.do(
        "duplicatePreset", "preset { id name isBuiltin isDefault }", id=found["a"]["id"]
    )
    assert copy["preset"]["name"].endswith("quality (2) (2)")
    assert (copy["preset"]["isBuiltin"], copy["preset"]["isDefault"]) == (False, False)
    assert taken not in {found["a"]["id"], copy["preset"]["id"]}


@pytest.mark.feature("PRE-5")
async def test_presets_are_filtered_by_what_they_are_for(studio: Studio) -> None:
    model = await detected(studio, "sd_xl_base.safetensors")
    await make(studio.owner, "Any", category="SPEED", description="for anything at all")
    await make(studio.owner, "Of the family", family="sdxl", category="QUALITY")
    await make(studio.owner, "Of another", family="pony")
    await make(studio.owner, "Of the model", modelId=model, category="QUALITY")
    for wanted, names in (
        ({}, ["Any", "Of another", "Of the family", "Of the model"]),
        ({"family": "sdxl"}, ["Of the family"]),
        ({"family": "\u0000"}, []),
        ({"modelId": model}, ["Of the model"]),
        ({"modelId": "junk"}, []),
        ({"fitsModelId": model}, ["Any", "Of the family", "Of the model"]),
        ({"category": "QUALITY"}, ["Of the family", "Of the model"]),
        ({"search": "ANYTHING all"}, ["Any"]),
        ({"search": "of the", "category": "QUALITY", "family": "sdxl"}, ["Of the family"]),
    ):
        assert sorted(await listed(studio.owner, **wanted)) == names, wanted
    assert await listed(await studio.stranger()) == []
    found = await studio.owner.data(
        "query($id: ID!) { node(id: $id) { ... on Model { presets { name }"
        " few: presets(first: 1) { name } } } }",
        id=model,
    )
    assert [one["name"] for one in found["node"]["presets"]] == [
        "Of the model",
        "Of the family",
        "Any",
    ]
    assert [one["name"] for one in found["node"]["few"]] == ["Of the model"]


@pytest.mark.feature("PRE-6")
async def test_presets_go_out_as_text_and_come_in_elsewhere(studio: Studio) -> None:
    model = await detected(studio, "sd_xl_base.safetensors")
    first = await make(studio.owner, "Ink", settings=EVERYTHING, category="ARTISTIC")
    second = await make(studio.owner, "Mine", modelId=model, description="Only there")
    out = await studio.owner.do("exportPresets", "text", ids=[second, first])
    told = json.loads(out["text"])
    assert (told["format"], told["version"]) == ("storycanvas.presets", 1)
    assert told["presets"][0] == {
        "name": "Mine",
        "description": "Only there",
        "category": "OTHER",
        "family": "sdxl",
        "model": {"kind": "CHECKPOINT", "file": "sd_xl_base.safetensors"},
        "settings": {"steps": 20},
    }
    assert told["presets"][1]["settings"]["seed"] == 2**64 - 1
    wanted = f"presets {{ name description category family model {{ id }} {ALL} }}"
    stranger = await studio.stranger()
    there = (await stranger.do("importPresets", wanted, text=out["text"]))["presets"]
    assert [(one["name"], one["family"], one["model"]) for one in there] == [
        ("Mine", "sdxl", None),
        ("Ink", None, None),
    ]
    assert there[1]["settings"] == EVERYTHING
    key = {"text": out["text"], "idempotencyKey": "k"}
    here = (await studio.owner.do("importPresets", wanted, **key))["presets"]
    assert [(one["name"], one["family"], one["model"]) for one in here] == [
        ("Mine (2)", None, {"id": model}),
        ("Ink (2)", None, None),
    ]
    assert (await studio.owner.do("importPresets", wanted, **key))["presets"] == here
    for ids in ([], ["junk"], [first, "preset_" + "0" * 32]):
        answer = await studio.owner.attempt("exportPresets", "text", ids=ids)
        assert (answer["text"], answer["userErrors"][0]["field"]) == (None, ["ids"])
    assert (await stranger.attempt("exportPresets", "text", ids=[first]))["userErrors"]


def export(*presets: Any, **more: Any) -> str:
    return json.dumps(
        {"format": "storycanvas.presets", "version": 1, "presets": list(presets), **more}
    )


HOSTILE = (
    ("", "no JSON"),
    ("{", "no JSON"),
    ("[" * 100_000, "no JSON"),
    ('{"format": ' + "9" * 5_000 + "}", "no JSON"),
    ("null", "no export"),
    ("[]", "no export"),
    ('{"format": "other"}', "no export"),
    (export({}, version=2), "another version"),
    (export({}, version=True), "another version"),
    (export({}, version=None), "another version"),
    (export(), "1 to 500"),
    (export(presets={"a": 1}), "1 to 500"),
    (export(*[{"name": "x"}] * 501), "1 to 500"),
    ("x" * 1_000_001, "1000000 characters"),
    (export(3), "Preset 1: a preset is an object"),
    (export({"name": "a"}, {}), "Preset 2: name may not be empty"),
    (export({"name": 3}), "name is text"),
    (export({"name": "x" * 201}), "200 characters"),
    (export({"name": "\ud800"}), "not text"),
    (export({"name": "\x00"}), "not text"),
    (export({"name": "a", "\ud800": 1}), "nothing else than"),
    (export({"name": "a", "category": ["x"]}), "category is one of"),
    (export({"name": "a", "family": {}}), "family is none"),
    (export({"name": "a", "family": "nope"}), "family is none"),
    (export({"name": "a", "model": []}), "model is an object"),
    (export({"name": "a", "model": {"kind": [], "file": "x"}}), "kind of its model"),
    (export({"name": "a", "model": {"kind": "LORA"}}), "file may not be empty"),
    (export({"name": "a", "settings": []}), "settings is an object"),
    (export({"name": "a", "settings": {"\ud800": 1}}), "settings holds nothing else"),
    (export({"name": "a", "settings": {"steps": True}}), "steps is a whole number"),
    (export({"name": "a", "settings": {"steps": 10**400}}), "steps is a whole number"),
    (export({"name": "a", "settings": {"cfg": "1"}}), "cfg is a number"),
    (export({"name": "a", "settings": {"sampler": "\ud800"}}), "not text"),
    (export({"name": "a", "settings": {"cfg": 3}}).replace("3}", "NaN}"), "no JSON"),
    (export({"name": "a", "settings": {"cfg": 3}}).replace("3}", "1e999}"), "cfg is a number"),
)


@pytest.mark.feature("PRE-6")
async def test_hostile_text_is_refused_in_words(studio: Studio) -> None:
    for text, words in HOSTILE:
        answer = await studio.owner.attempt("importPresets", "presets { id }", text=text)
        (error,) = answer["userErrors"]
        told = (answer["presets"], error["code"], error["field"])
        assert told == ([], "BAD_USER_INPUT", ["text"]), words
        assert words in error["message"]
    assert await listed(studio.owner) == []


async def test_a_key_makes_once(studio: Studio) -> None:
    given = {"name": "Ink", "settings": {"steps": 3}, "idempotencyKey": "k"}
    first = await studio.owner.do("createPreset", "preset { id }", **given)
    assert await studio.owner.do("createPreset", "preset { id }", **given) == first
    other = await studio.owner.attempt(
        "createPreset", "preset { id }", **{**given, "settings": {"steps": 4}}
    )
    assert other["userErrors"][0]["code"] == "IDEMPOTENCY_CONFLICT"
    copy = {"id": first["preset"]["id"], "idempotencyKey": "k"}
    again = [await studio.owner.do("duplicatePreset", "preset { id }", **copy) for _ in range(2)]
    assert again[0] == again[1] != first


async def test_deleted_and_brought_back_and_heard_of(studio: Studio) -> None:
    query = """subscription { workspaceEvents(after: 0) { kind
      ... on PresetChanged { preset { id } } ... on PresetDeleted { presetId } } }"""
    async with studio.owner.follow(query) as followed:
        preset = await make(studio.owner)
        told = await followed.until(lambda data: "preset" in data["workspaceEvents"])
        assert told[-1]["workspaceEvents"] == {"kind": "PRESET_CHANGED", "preset": {"id": preset}}
        await studio.owner.do("deletePreset", "deletedId", id=preset)
        gone = (await followed.next())["workspaceEvents"]
        assert gone == {"kind": "PRESET_DELETED", "presetId": preset}
    assert await listed(studio.owner) == []
    await studio.owner.do("restorePreset", "preset { id }", id=preset)
    assert await listed(studio.owner) == ["Ink"]


async def test_who_may_only_look_changes_nothing(studio: Studio) -> None:
    preset = await make(studio.owner)
    viewer = await studio.stranger(Role.VIEWER, same_workspace=True)
    stranger = await studio.stranger()
    for mutation, given in (
        ("updatePreset", {"id": preset, "name": "x"}),
        ("deletePreset", {"id": preset}),
        ("duplicatePreset", {"id": preset}),
        ("restorePresetVersion", {"id": preset, "number": 1}),
    ):
        for caller, code in ((viewer, "FORBIDDEN"), (stranger, "NOT_FOUND")):
            answer = await caller.attempt(mutation, "__typename", **given)
            assert [error["code"] for error in answer["userErrors"]] == [code], mutation
    making: tuple[tuple[str, dict[str, Any]], ...] = (
        ("createPreset", {"name": "x", "settings": {}}),
        ("importPresets", {"text": export({"name": "x"})}),
    )
    for mutation, wanted in making:
        answer = await viewer.attempt(mutation, "__typename", **wanted)
        assert [error["code"] for error in answer["userErrors"]] == ["FORBIDDEN"]


@pytest.mark.feature("MDL-6", "MDL-8")
async def test_the_families_and_their_limits_are_told(studio: Studio) -> None:
    found = await studio.owner.data("""{ modelFamilies { __typename id kind tasks maxLoras
      hasRefiner needsVae hasDualModels takesNegativePrompts needs note settings
      size { width multiple } length { rate: fps maxFrames }
      fast { steps } quality { steps guidance } setups { key files { role folder name } } } }""")
    families = {family["id"]: family for family in found["modelFamilies"]}
    assert set(families) == set(FAMILIES)
    assert len(families) == 14
    flux, sdxl, wan = (families[name] for name in ("flux_dev", "sdxl", "wan_2_2"))
    assert (flux["maxLoras"], sdxl["maxLoras"]) == (3, 5)
    assert (flux["hasRefiner"], sdxl["hasRefiner"]) == (False, True)
    assert (flux["needsVae"], flux["length"]) == (True, None)
    assert (flux["fast"], flux["quality"]) == ({"steps": 8}, {"steps": 28, "guidance": 3.5})
    assert {"guidance", "frames", "clipSkip"} & set(flux["settings"]) == {"guidance"}
    assert {"cfg", "clipSkip", "width"} < set(sdxl["settings"])
    assert {"frames", "fps"} < set(wan["settings"])
    assert (wan["kind"], wan["hasDualModels"]) == ("VIDEO", True)
    assert wan["length"] == {"rate": "16", "maxFrames": 81}
    assert "API key" in families["flux_pro"]["needs"]
    assert {file["role"] for file in sdxl["setups"][0]["files"]} >= {"model"}
