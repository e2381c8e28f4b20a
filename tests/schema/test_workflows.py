"""Workflows over HTTP: looked into, kept, edited, taken out and brought back."""

import json
from typing import Any, cast

import pytest

from infra.providers.node_shelf import NodeShelf
from studio.access.viewer import Role
from studio.graphs.build import build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from tests.doubles.comfyui import serve_comfyui
from tests.running import Caller, Studio
from tests.schema.endpoint_rooms import add, allow_private
from tests.studio.graphs.orders import order
from tests.studio.graphs.templates import document

SEEN = """inspection { format inputs { name label place kind default minimum maximum choices
  targets { nodeId input } confidence reason } outputs { nodeId classType kind confidence reason }
  nodes { id classType title isKnown inputs { name value } } nodeClasses unknownClasses
  files { folder name url } problems { code nodeId classType input message } }"""
ALL = """id name description category kind templateId sourceFormat outputNodeId nodeClasses revision
  version inputs { name label place kind default minimum maximum choices targets { nodeId input } }
  files { folder name url }"""
LIST = """query($filter: WorkflowFilter, $after: String) {
  workflows(first: 2, filter: $filter, after: $after) {
    nodes { name } totalCount pageInfo { hasNextPage endCursor } } }"""
SDXL = FAMILIES["sdxl"]


def drawn(**given: Any) -> dict[str, Any]:
    """A graph of the studio's own, in API format."""
    return build(order(SDXL, SDXL.setups[0], Task.TEXT_TO_IMAGE, **given)).nodes


async def keep(caller: Caller, name: str = "Mine", **given: Any) -> dict[str, Any]:
    wanted = {"document": drawn(), **given}
    made = await caller.do("importWorkflow", f"workflow {{ {ALL} }}", name=name, **wanted)
    workflow: dict[str, Any] = made["workflow"]
    return workflow


async def refused(caller: Caller, mutation: str, **given: Any) -> tuple[str, list[str], str]:
    answer = await caller.attempt(mutation, "__typename", **given)
    (error,) = answer["userErrors"]
    return error["code"], error["field"], error["message"]


@pytest.mark.feature("SRV-7")
async def test_a_workflow_is_looked_into_and_nothing_is_kept(studio: Studio) -> None:
    look = studio.owner.do
    seen = (await look("inspectWorkflow", SEEN, document=drawn()))["inspection"]
    assert (seen["format"], seen["problems"], seen["unknownClasses"]) == ("API", [], [])
    inputs = {one["name"]: one for one in seen["inputs"]}
    assert {one["place"] for one in inputs.values()} >= {"PROMPT", "SEED", "WIDTH", "MODEL"}
    assert inputs["prompt"] | {"targets": None} == {
        "name": "prompt",
        "label": "Prompt",
        "place": "PROMPT",
        "kind": "TEXT",
        "default": "a fox in the snow",
        "minimum": None,
        "maximum": None,
        "choices": [],
        "targets": None,
        "confidence": "CERTAIN",
        "reason": "positive of KSampler leads to it",
    }
    assert (inputs["steps"]["minimum"], inputs["steps"]["kind"]) == (1.0, "INTEGER")
    assert [(one["classType"], one["kind"]) for one in seen["outputs"]] == [("SaveImage", "IMAGE")]
    assert {"folder": "checkpoints", "name": "sd_xl_base_1.0.safetensors", "url": None} in (
        seen["files"]
    )
    as_text = await look("inspectWorkflow", SEEN, document=json.dumps(drawn()))
    assert as_text["inspection"] == seen
    drawing = document("image_qwen_image")
    seen = (await look("inspectWorkflow", SEEN, document=drawing))["inspection"]
    assert seen["format"] == "INTERFACE"
    assert any(":" in node["id"] for node in seen["nodes"])
    assert {one["url"] for one in seen["files"]} != {None}
    assert (await studio.owner.data(LIST))["workflows"]["totalCount"] == 0


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (7, "is a JSON object"),
        ("{", "no JSON text"),
        ("NaN", "no JSON text"),
        ('{"1": {"class_type": "X", "inputs": {"a": 1e999}}}', "nothing can be done with"),
        ({}, "no nodes"),
        ({"nodes": [{"id": 1}]}, "damaged"),
        ({"1": {"class_type": "X", "inputs": {"a": "\u0000"}}}, "nothing can be done with"),
        ({"1": {"class_type": "X", "inputs": {"a": ["2", 0]}}}, "which is not there"),
        ("[" * 100_000, "no JSON text"),
        ('{"a": ' * 60 + "1" + "}" * 60, "levels deep"),
        ("1" * 4_000_001, "too large"),
    ],
    ids=lambda one: str(one)[:20],
)
async def test_what_is_no_workflow_is_told_in_words(studio: Studio, given: Any, said: str) -> None:
    code, _, words = await refused(studio.owner, "inspectWorkflow", document=given)
    assert code == "BAD_USER_INPUT"
    assert said in words
    _, _, again = await refused(studio.owner, "importWorkflow", name="x", document=given)
    assert again == words


@pytest.mark.feature("SRV-7")
async def test_a_workflow_is_kept_as_it_was_confirmed(studio: Studio) -> None:
    nodes = drawn()
    (sampler,) = (node for node, one in nodes.items() if one["class_type"] == "KSampler")
    (text, against) = (node for node, one in nodes.items() if "TextEncode" in one["class_type"])
    kept = await keep(
        studio.owner,
        description="Two words",
        category="GENERATE",
        inputs=[
            {
                "name": "words",
                "place": "PROMPT",
                "label": "What is seen",
                "targets": [
                    {"nodeId": text, "input": "text"},
                    {"nodeId": against, "input": "text"},
                ],
            },
            {
                "name": "effort",
                "targets": [{"nodeId": sampler, "input": "steps"}],
                "default": 12,
                "minimum": 4,
                "maximum": 40,
            },
            {"name": "way", "targets": [{"nodeId": sampler, "input": "sampler_name"}]},
        ],
    )
    words, effort, way = kept["inputs"]
    assert (words["label"], words["place"], len(words["targets"])) == ("What is seen", "PROMPT", 2)
    assert (effort["kind"], effort["default"], effort["minimum"]) == ("INTEGER", 12, 4.0)
    assert (effort["place"], effort["label"], effort["maximum"]) == (None, "Effort", 40.0)
    assert (way["kind"], way["default"]) == ("CHOICE", nodes[sampler]["inputs"]["sampler_name"])
    assert "euler" in way["choices"]
    assert (kept["kind"], kept["category"], kept["sourceFormat"]) == ("IMAGE", "GENERATE", "API")
    assert (kept["version"], kept["revision"], kept["description"]) == (1, 1, "Two words")
    assert set(kept["nodeClasses"]) == {one["class_type"] for one in nodes.values()}
    read = await studio.owner.data(
        f"query($id: ID!) {{ workflow(id: $id) {{ {ALL} source }} node(id: $id) {{ id }} }}",
        id=kept["id"],
    )
    assert json.loads(read["workflow"].pop("source")) == nodes
    assert read == {"workflow": kept, "node": {"id": kept["id"]}}


async def test_the_same_key_imports_once(studio: Studio) -> None:
    one = await keep(studio.owner, idempotencyKey="k")
    assert (await keep(studio.owner, idempotencyKey="k"))["id"] == one["id"]
    code, field, _ = await refused(
        studio.owner, "importWorkflow", name="Mine", document={}, idempotencyKey="k"
    )
    assert (code, field) == ("IDEMPOTENCY_CONFLICT", ["idempotencyKey"])
    code, field, words = await refused(
        studio.owner, "importWorkflow", name="Mine", document=drawn()
    )
    assert (code, field) == ("CONFLICT", ["name"])
    assert "Choose another name" in words


def _one(name: str = "a", node: str = "1", value: str = "ckpt_name", **more: Any) -> dict[str, Any]:
    return {"name": name, "targets": [{"nodeId": node, "input": value}], **more}


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ([_one("1a")], "a name is a letter"),
        ([_one("")], "a name is a letter"),
        ([{"name": "a", "targets": []}], "1 to 50 inputs"),
        ([_one(node="77")], "no input"),
        ([_one(value="nothing")], "no input"),
        ([_one(), _one(node="2", value="text")], "Two inputs are called a"),
        ([_one(), _one("b")], "is bound twice"),
        ([_one(place="MODEL"), _one("b", "2", "text", place="MODEL")], "Two inputs are for MODEL"),
        ([_one(place="PROMPT", kind="NUMBER")], "PROMPT takes TEXT"),
        ([_one(kind="CHOICE")], "take TEXT"),
        ([_one(kind="INTEGER")], "its default does not fit"),
        ([_one(default=3)], "its default does not fit: a is text"),
        ([_one(kind="INTEGER", default=3, minimum=4)], "4 at least"),
        ([_one(kind="INTEGER", default=3, minimum=4, maximum=2)], "above its maximum"),
        ([_one(node="4", value="model")], "is linked to another node"),
        ([_one(f"a{n}") for n in range(101)], "100 inputs at most"),
    ],
    ids=lambda one: str(one)[:30],
)
async def test_inputs_that_the_workflow_does_not_have_are_refused(
    studio: Studio, inputs: list[dict[str, Any]], said: str
) -> None:
    nodes = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
        "2": {"class_type": "CLIPTextEncode", "inputs": {"text": "x", "clip": ["1", 1]}},
        "4": {"class_type": "Stranger", "inputs": {"model": ["1", 0]}},
        "5": {"class_type": "SaveImage", "inputs": {"images": ["4", 0], "filename_prefix": "a"}},
    }
    code, field, words = await refused(
        studio.owner, "importWorkflow", name="x", document=nodes, inputs=inputs
    )
    assert (code, field) == ("BAD_USER_INPUT", ["inputs"])
    assert said in words


async def test_of_several_results_one_must_be_named(studio: Studio) -> None:
    nodes = drawn()
    (save,) = (node for node, one in nodes.items() if one["class_type"] == "SaveImage")
    nodes["second"] = json.loads(json.dumps(nodes[save]))
    _, field, words = await refused(studio.owner, "importWorkflow", name="x", document=nodes)
    assert field == ["outputNodeId"]
    assert "second (SaveImage)" in words
    _, field, _ = await refused(
        studio.owner, "importWorkflow", name="x", document=nodes, outputNodeId="none"
    )
    assert field == ["outputNodeId"]
    assert (await keep(studio.owner, document=nodes, outputNodeId="second"))["outputNodeId"] == (
        "second"
    )
    del nodes["second"], nodes[save]
    _, _, words = await refused(studio.owner, "importWorkflow", name="x", document=nodes)
    assert "End it with SaveImage" in words


@pytest.mark.feature("SRV-7")
async def test_what_is_exported_can_be_imported_with_its_inputs(studio: Studio) -> None:
    effort = {"name": "effort", "label": "Work", "default": 9, "minimum": 2, "maximum": 30}
    nodes = drawn()
    (sampler,) = (node for node, one in nodes.items() if one["class_type"] == "KSampler")
    effort["targets"] = [{"nodeId": sampler, "input": "steps"}]
    first = await keep(studio.owner, inputs=[effort])
    text = (await studio.owner.do("exportWorkflow", "text", id=first["id"]))["text"]
    told = json.loads(text)
    assert {node: one["class_type"] for node, one in told.items()} == {
        node: one["class_type"] for node, one in nodes.items()
    }
    assert all(one["inputs"] == nodes[node]["inputs"] for node, one in told.items())
    second = await keep(studio.owner, "Again", document=text)
    named = {"id": None, "name": None, "description": None, "category": None}
    assert second | named == first | named
    again = (await studio.owner.do("exportWorkflow", "text", id=second["id"]))["text"]
    assert json.loads(again.replace('"Again"', '"Mine"')) == told
    spoilt = text.replace('"minimum": 2.0', '"minimum": "2"')
    assert spoilt != text
    offered = await keep(studio.owner, "Third", document=spoilt)
    assert "prompt" in {one["name"] for one in offered["inputs"]}


async def test_edits_make_revisions_and_versions(studio: Studio) -> None:
    kept = await keep(studio.owner)
    do = studio.owner.do
    given = {"id": kept["id"], "name": "Other", "category": "EDIT", "expectedVersion": 1}
    named = (await do("updateWorkflow", f"workflow {{ {ALL} }}", **given))["workflow"]
    assert named == kept | {"name": "Other", "category": "EDIT", "version": 2}
    fewer = [one for one in kept["inputs"] if one["name"] in {"prompt", "seed"}]
    wanted = [
        {name: one[name] for name in ("name", "place", "targets", "default")} for one in fewer
    ]
    less = await do("updateWorkflow", f"workflow {{ {ALL} }}", id=kept["id"], inputs=wanted)
    assert (less["workflow"]["revision"], less["workflow"]["version"]) == (2, 3)
    assert less["workflow"]["inputs"] == fewer
    film = build(order(FAMILIES["ltx_video"], FAMILIES["ltx_video"].setups[0], Task.TEXT_TO_VIDEO))
    moved = await do("updateWorkflow", f"workflow {{ {ALL} }}", id=kept["id"], document=film.nodes)
    assert (moved["workflow"]["kind"], moved["workflow"]["revision"]) == ("VIDEO", 3)
    assert "frames" in {one["name"] for one in moved["workflow"]["inputs"]}
    none = await do("updateWorkflow", "workflow { inputs { name } }", id=kept["id"], inputs=[])
    assert none["workflow"]["inputs"] == []
    stale = await studio.owner.attempt(
        "updateWorkflow", "workflow { version }", id=kept["id"], name="x", expectedVersion=1
    )
    assert (stale["userErrors"][0]["code"], stale["workflow"]["version"]) == ("CONFLICT", 5)


async def test_copies_deletions_and_lists(studio: Studio) -> None:
    do = studio.owner.do
    kept = await keep(studio.owner, "Fox", description="in the snow", category="GENERATE")
    copy = (await do("duplicateWorkflow", f"workflow {{ {ALL} }}", id=kept["id"]))["workflow"]
    assert copy == kept | {"id": copy["id"], "name": "Fox (2)"}
    await keep(studio.owner, "Hare", category="EDIT")
    first = (await studio.owner.data(LIST))["workflows"]
    assert [one["name"] for one in first["nodes"]] == ["Fox", "Fox (2)"]
    rest = (await studio.owner.data(LIST, after=first["pageInfo"]["endCursor"]))["workflows"]
    assert ([one["name"] for one in rest["nodes"]], rest["totalCount"]) == (["Hare"], 3)
    for wanted, names in (
        ({"category": "EDIT"}, ["Hare"]),
        ({"kind": "VIDEO"}, []),
        ({"search": "snow fox"}, ["Fox", "Fox (2)"]),
        ({"templateId": "x"}, []),
    ):
        found = (await studio.owner.data(LIST, filter=wanted))["workflows"]
        assert [one["name"] for one in found["nodes"]] == names
    await do("deleteWorkflow", "deletedId", id=kept["id"])
    gone = await studio.owner.data("query($id: ID!) { workflow(id: $id) { id } }", id=kept["id"])
    assert gone == {"workflow": None}
    await keep(studio.owner, "Fox")
    code, field, _ = await refused(studio.owner, "restoreWorkflow", id=kept["id"])
    assert (code, field) == ("CONFLICT", ["name"])
    await do("deleteWorkflow", "deletedId", id=copy["id"])
    back = await do("restoreWorkflow", "workflow { name }", id=copy["id"])
    assert back["workflow"] == {"name": "Fox (2)"}


async def test_others_see_nothing_and_guests_change_nothing(studio: Studio) -> None:
    kept = await keep(studio.owner)
    stranger = await studio.stranger()
    guest = await studio.stranger(Role.VIEWER, same_workspace=True)
    editor = await studio.stranger(Role.EDITOR, same_workspace=True)
    assert (await stranger.data(LIST))["workflows"]["totalCount"] == 0
    assert (await guest.data(LIST))["workflows"]["totalCount"] == 1
    mutations: tuple[tuple[str, dict[str, Any]], ...] = (
        ("updateWorkflow", {"id": kept["id"], "name": "x"}),
        ("duplicateWorkflow", {"id": kept["id"]}),
        ("deleteWorkflow", {"id": kept["id"]}),
    )
    for mutation, given in mutations:
        assert (await refused(stranger, mutation, **given))[0] == "NOT_FOUND"
        assert (await refused(guest, mutation, **given))[0] == "FORBIDDEN"
    assert (await refused(stranger, "exportWorkflow", id=kept["id"]))[0] == "NOT_FOUND"
    assert (await guest.do("exportWorkflow", "text", id=kept["id"]))["text"]
    for mutation, given in (
        ("importWorkflow", {"name": "x", "document": drawn()}),
        ("instantiateWorkflowTemplate", {"templateId": "sdxl.text_to_image"}),
    ):
        assert (await refused(guest, mutation, **given))[0] == "FORBIDDEN"
    await keep(editor, "Theirs")
    assert (await refused(studio.owner, "deleteWorkflow", id="junk"))[0] == "NOT_FOUND"


@pytest.mark.feature("SRV-7", "MDL-6")
async def test_each_template_becomes_a_workflow_of_ones_own(studio: Studio) -> None:
    found = await studio.owner.data(
        "{ workflowTemplates { id label family task kind category description"
        " parameters { name label kind default minimum maximum choices } files { name folder } } }"
    )
    templates = found["workflowTemplates"]
    wanted = sum(len(family.tasks) for family in FAMILIES.values()) + 3
    assert len(templates) == wanted
    assert {one["kind"] for one in templates} == {"IMAGE", "VIDEO", "AUDIO"}
    for one in templates:
        made = await studio.owner.do(
            "instantiateWorkflowTemplate", f"workflow {{ {ALL} }}", templateId=one["id"]
        )
        workflow = made["workflow"]
        assert (workflow["name"], workflow["kind"]) == (one["label"], one["kind"])
        assert workflow["templateId"] == one["id"]
        places = {each["place"] for each in workflow["inputs"]}
        assert places >= ({"PROMPT", "SEED"} if one["family"] else {"START_IMAGE"}), one["id"]
        if one["family"] in FAMILIES and FAMILIES[one["family"]].negative:
            assert "NEGATIVE_PROMPT" in places, one["id"]
        if one["task"] in {"IMAGE_TO_IMAGE", "EDIT", "IMAGE_TO_VIDEO"}:
            assert places >= {"START_IMAGE", "WIDTH", "HEIGHT"}, one["id"]
    for given, field, said in (
        ([{"name": "steps", "value": 500}], "steps", "from 1 to 200"),
        ([{"name": "nothing", "value": 1}], "nothing", "no parameter"),
        ([{"name": "width", "value": 1001}], "width", "nearest it can"),
    ):
        code, where, words = await refused(
            studio.owner,
            "instantiateWorkflowTemplate",
            templateId="sdxl.text_to_image",
            parameters=given,
        )
        assert (code, where) == ("BAD_USER_INPUT", ["parameters", field])
        assert said in words
    made = await studio.owner.do(
        "instantiateWorkflowTemplate",
        f"workflow {{ {ALL} }}",
        templateId="flux_dev.text_to_image",
        name="Mine",
        parameters=[
            {"name": "setup", "value": "checkpoint"},
            {"name": "steps", "value": 3},
            {"name": "model", "value": "my.safetensors"},
        ],
    )
    steps = next(one for one in made["workflow"]["inputs"] if one["name"] == "steps")
    assert (made["workflow"]["name"], steps["default"]) == ("Mine", 3)
    assert made["workflow"]["files"] == [
        {"folder": "checkpoints", "name": "my.safetensors", "url": None}
    ]
    assert (await refused(studio.owner, "instantiateWorkflowTemplate", templateId="x"))[0] == (
        "NOT_FOUND"
    )


async def test_an_endpoint_tells_what_its_custom_nodes_take(studio: Studio) -> None:
    allow_private(studio)
    cast("NodeShelf", studio.runtime.services.nodes)._settings = studio.runtime.settings.model_copy(
        update={"allow_private_endpoints": True}
    )
    strange = {
        "nodes": [
            {"id": 1, "type": "EmptyImage", "mode": 0, "inputs": [],
             "widgets_values": [512, 256, 1, 255]},
            {"id": 2, "type": "Tint", "mode": 0, "inputs": [{"name": "image", "link": 1}],
             "widgets_values": ["red", 0.5]},
            {"id": 3, "type": "SaveImage", "mode": 0, "inputs": [{"name": "images", "link": 2}],
             "widgets_values": ["out"]},
        ],
        "links": [[1, 1, 0, 2, 0, "IMAGE"], [2, 2, 0, 3, 0, "IMAGE"]],
    }  # fmt: skip
    seen = await studio.owner.do("inspectWorkflow", SEEN, document=strange)
    assert "Tint" in seen["inspection"]["unknownClasses"]
    with serve_comfyui() as comfyui:
        comfyui.comfy.definitions["Tint"] = {
            "input": {
                "required": {
                    "image": ["IMAGE"],
                    "colour": [["red", "blue"]],
                    "strength": ["FLOAT", {"min": 0, "max": 1}],
                }
            },
            "output": ["IMAGE"],
            "output_node": False,
            "name": "Tint",
        }
        endpoint = (await add(studio, "COMFYUI", url=comfyui.url))["endpoint"]["id"]
        seen = await studio.owner.do("inspectWorkflow", SEEN, document=strange, endpointId=endpoint)
        assert seen["inspection"]["unknownClasses"] == []
        tint = next(one for one in seen["inspection"]["nodes"] if one["classType"] == "Tint")
        assert tint["inputs"] == [
            {"name": "colour", "value": "red"},
            {"name": "strength", "value": 0.5},
        ]
        kept = await keep(
            studio.owner,
            document=strange,
            endpointId=endpoint,
            inputs=[_one("colour", "2", "colour")],
        )
        assert kept["inputs"][0]["choices"] == ["red", "blue"]
    code, field, _ = await refused(
        studio.owner, "inspectWorkflow", document=strange, endpointId=endpoint
    )
    assert (code, field) == ("UNAVAILABLE", ["endpointId"])
    code, field, _ = await refused(
        studio.owner, "inspectWorkflow", document=strange, endpointId="junk"
    )
    assert (code, field) == ("NOT_FOUND", ["endpointId"])


async def test_workflows_are_told_to_those_who_follow_the_workspace(studio: Studio) -> None:
    before = (await studio.owner.data("{ viewer { workspace { lastSeq } } }"))["viewer"]
    kept = await keep(studio.owner)
    await studio.owner.do("deleteWorkflow", "deletedId", id=kept["id"])
    other = await keep(studio.owner, "Other")
    query = """subscription($after: Int) { workspaceEvents(after: $after) { kind
      ... on WorkflowChanged { workflow { name } } ... on WorkflowDeleted { workflowId } } }"""
    async with studio.owner.follow(query, after=before["workspace"]["lastSeq"]) as followed:
        told = [(await followed.next())["workspaceEvents"] for _ in range(3)]
    assert told == [
        {"kind": "WORKFLOW_DELETED", "workflowId": kept["id"]},
        {"kind": "WORKFLOW_DELETED", "workflowId": kept["id"]},
        {"kind": "WORKFLOW_CHANGED", "workflow": {"name": other["name"]}},
    ]
