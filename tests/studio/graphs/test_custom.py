"""Workflows that people bring: both formats, subgraphs, places, and hostile ones."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.graphs.build import build
from studio.graphs.custom.bindings import Confidence, Place, infer_bindings
from studio.graphs.custom.errors import WorkflowUnbound, WorkflowUnreadable
from studio.graphs.custom.filling import fill
from studio.graphs.custom.inputs import Bound
from studio.graphs.custom.offering import offers
from studio.graphs.custom.reading import read_workflow
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from studio.graphs.graph import Graph
from studio.graphs.nodes import Definition, Input, definitions
from studio.graphs.validation import validate
from tests.studio.graphs.orders import ALL, everything, named, order
from tests.studio.graphs.templates import read

SDXL = FAMILIES["sdxl"]


def _node(number: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "type": kind, "mode": 0, "inputs": [], **more}


def _taking(name: str, kind: str, link: int | None, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "link": link, **more}


def _drawing(*between: dict[str, Any], links: list[list[Any]]) -> dict[str, Any]:
    """A picture that is loaded and saved, with other nodes between."""
    load = _node(1, "LoadImage", widgets_values=["a.png", "image"])
    save = _node(9, "SaveImage", inputs=[_taking("images", "IMAGE", 99)], widgets_values=["out"])
    return {"nodes": [load, *between, save], "links": links}


def _saved_from(document: dict[str, Any]) -> Any:
    graph = read_workflow(document, definitions()).graph
    return graph.nodes["9"]["inputs"].get("images")


def test_a_seed_keeps_what_becomes_of_it_beside_itself() -> None:
    sampler = _node(2, "KSampler", widgets_values=[5, "randomize", 20, 7.5, "euler", "normal", 0.5])
    nodes = read_workflow({"nodes": [sampler], "links": []}, definitions()).graph.nodes
    assert nodes["2"]["inputs"] == {
        "seed": 5,
        "steps": 20,
        "cfg": 7.5,
        "sampler_name": "euler",
        "scheduler": "normal",
        "denoise": 0.5,
    }


def test_what_only_passes_things_on_is_passed_over() -> None:
    reroute = _node(2, "Reroute", inputs=[_taking("", "*", 10)])
    bypassed = _node(
        3,
        "ImageScale",
        mode=4,
        inputs=[_taking("image", "IMAGE", 11)],
        outputs=[{"type": "IMAGE"}],
    )
    setter = _node(4, "SetNode", inputs=[_taking("x", "*", 12)], widgets_values=["kept"])
    getter = _node(5, "GetNode", widgets_values=["kept"])
    note = _node(6, "MarkdownNote", widgets_values=["words"])
    document = _drawing(
        reroute,
        bypassed,
        setter,
        getter,
        note,
        links=[
            [10, 1, 0, 2, 0, "IMAGE"],
            [11, 2, 0, 3, 0, "IMAGE"],
            [12, 3, 0, 4, 0, "IMAGE"],
            [99, 5, 0, 9, 0, "IMAGE"],
        ],
    )
    assert _saved_from(document) == ["1", 0]
    assert set(read_workflow(document, definitions()).graph.nodes) == {"1", "9"}


def test_a_muted_node_gives_nothing() -> None:
    document = _drawing(links=[[99, 1, 0, 9, 0, "IMAGE"]])
    assert _saved_from(document) == ["1", 0]
    document["nodes"][0]["mode"] = 2
    assert _saved_from(document) is None


def test_a_primitive_is_its_value() -> None:
    prefix = _node(2, "PrimitiveNode", widgets_values=["named"])
    document = _drawing(prefix, links=[[99, 1, 0, 9, 0, "IMAGE"], [5, 2, 0, 9, 1, "STRING"]])
    document["nodes"][-1]["inputs"].append(
        _taking("filename_prefix", "STRING", 5, widget={"name": "filename_prefix"})
    )
    graph = read_workflow(document, definitions()).graph
    assert graph.nodes["9"]["inputs"]["filename_prefix"] == "named"


def _subgraph(name: str, inner: str, **values: Any) -> dict[str, Any]:
    """One that scales a picture, or that holds another subgraph which does."""
    taking = [
        _taking("image", "IMAGE", 1),
        _taking("width", "INT", 3, widget={"name": "width"}),
    ]
    return {
        "id": name,
        "inputs": [
            {"name": "image", "type": "IMAGE", "linkIds": [1]},
            {"name": "width", "type": "INT", "linkIds": [3]},
        ],
        "outputs": [{"name": "IMAGE", "type": "IMAGE", "linkIds": [2]}],
        "nodes": [_node(7, inner, inputs=taking, **values)],
        "links": [
            {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 7, "target_slot": 0},
            {"id": 3, "origin_id": -10, "origin_slot": 1, "target_id": 7, "target_slot": 1},
            {"id": 2, "origin_id": 7, "origin_slot": 0, "target_id": -20, "target_slot": 0},
        ],
    }


def _nested(outer_values: list[Any], **more: Any) -> dict[str, Any]:
    use = _node(
        2, "outer", inputs=[_taking("image", "IMAGE", 10)], widgets_values=outer_values, **more
    )
    document = _drawing(use, links=[[10, 1, 0, 2, 0, "IMAGE"], [99, 2, 0, 9, 0, "IMAGE"]])
    document["definitions"] = {
        "subgraphs": [
            _subgraph("outer", "inner"),
            _subgraph("inner", "ImageScale", widgets_values=["lanczos", 64, 32, "center"]),
        ]
    }
    return document


def test_subgraphs_inside_subgraphs_are_laid_open() -> None:
    graph = read_workflow(_nested([]), definitions()).graph
    assert graph.nodes["9"]["inputs"]["images"] == ["2:7:7", 0]
    assert graph.nodes["2:7:7"]["inputs"] == {
        "upscale_method": "lanczos",
        "width": 64,
        "height": 32,
        "crop": "center",
        "image": ["1", 0],
    }
    assert set(graph.nodes) == {"1", "9", "2:7:7"}


def test_a_subgraph_may_be_given_values_from_outside() -> None:
    graph = read_workflow(_nested([128]), definitions()).graph
    assert graph.nodes["2:7:7"]["inputs"]["width"] == 128
    windows = {"proxyWidgets": [["7", "width"]]}
    graph = read_workflow(_nested([128], properties=windows), definitions()).graph
    assert graph.nodes["2:7:7"]["inputs"]["width"] == 64


def test_a_bypassed_subgraph_is_passed_over() -> None:
    document = _nested([])
    document["nodes"][1] |= {"mode": 4, "outputs": [{"type": "IMAGE"}]}
    assert _saved_from(document) == ["1", 0]


def test_a_choice_brings_its_own_inputs() -> None:
    width = (Input("width", "INT"), Input("crop", "COMBO"))
    choice = Input("kind", "COMFY_DYNAMICCOMBO_V3", options={"to width": width, "none": ()})
    known = {"Resize": Definition("Resize", (choice, Input("sharp", "BOOLEAN")), ("IMAGE",), True)}
    document = {"nodes": [_node(1, "Resize", widgets_values=["to width", 9, "center", True])]}
    assert read_workflow(document, known).graph.nodes["1"]["inputs"] == {
        "kind": "to width",
        "kind.width": 9,
        "kind.crop": "center",
        "sharp": True,
    }


def test_unknown_classes_are_named_and_read_as_far_as_they_tell() -> None:
    strange = _node(
        3,
        "Stranger",
        inputs=[
            _taking("seed", "INT", None, widget={"name": "seed"}),
            _taking("strength", "FLOAT", None, widget={"name": "strength"}),
        ],
        widgets_values=[4, "fixed", 0.5],
    )
    found = read_workflow({"nodes": [strange], "links": []}, definitions())
    assert found.unknown == ("Stranger",)
    assert found.graph.nodes["3"]["inputs"] == {"seed": 4, "strength": 0.5}


@pytest.mark.parametrize(("family", "setup", "task"), ALL, ids=named)
def test_our_own_graphs_can_be_brought_and_filled(family: Any, setup: Any, task: Task) -> None:
    files = {role: f"{role}.png" for role in task.files}
    brought = read_workflow(build(order(family, setup, task, files=files)).nodes, definitions())
    bound = bound_of(brought.graph)
    values: dict[Place, Any] = {Place.SEED: 2**64 - 1}
    values |= {Place.PROMPT: "a hare"} if family.id != "flux_pro" else {}
    values |= {Place.START_IMAGE: "mask.png"} if task.files else {}
    if task is Task.FIRST_LAST_FRAME:
        values[Place.END_IMAGE] = "reference_1.png"
    if family.length:
        values |= {Place.WIDTH: 640, Place.HEIGHT: 384, Place.RATE: 12.0, Place.FRAMES: 9}
    graph = fill(bound, named_values(bound, values), prefix="new", count=2)
    assert validate(graph, definitions(), everything()) == []
    found = [value for one in graph.nodes.values() for value in one["inputs"].values()]
    assert {"new-0", "new-1", 2**64 - 1, 0} <= {one for one in found if not isinstance(one, list)}
    assert "start.png" not in found
    assert "a fox in the snow" not in found or family.id == "flux_pro"
    assert len([one for one in graph.nodes.values() if "Loader" in one["class_type"]]) == len(
        [one for one in brought.graph.nodes.values() if "Loader" in one["class_type"]]
    )


def bound_of(graph: Graph) -> Bound:
    """With every input that is offered, and the first node that saves."""
    found = offers(graph, definitions())
    return Bound(graph, tuple(one.input for one in found), graph.outputs[0])


def named_values(bound: Bound, values: dict[Place, Any]) -> dict[str, Any]:
    names = {place: one.name for place in values if (one := bound.of(place))}
    assert set(names) == set(values)
    return {names[place]: value for place, value in values.items()}


def _sdxl() -> Graph:
    return read_workflow(
        build(order(SDXL, SDXL.setups[0], Task.TEXT_TO_IMAGE)).nodes, definitions()
    ).graph


def test_places_are_told_with_why() -> None:
    found = {one.place: one for one in infer_bindings(_sdxl())}
    assert found[Place.PROMPT].why == "positive of KSampler leads to it"
    assert found[Place.NEGATIVE_PROMPT].confidence is Confidence.CERTAIN
    assert found[Place.MODEL].input == "ckpt_name"
    assert Place.END_IMAGE not in found


def test_two_models_and_shared_steps_are_only_guessed() -> None:
    found = infer_bindings(read("video_wan2_2_14B_flf2v", definitions()).graph)
    for place in (Place.MODEL, Place.STEPS):
        assert [one.confidence for one in found if one.place is place] == [Confidence.GUESS] * 2


def test_only_what_the_output_needs_is_kept() -> None:
    graph = _sdxl()
    graph.nodes["lost"] = {"class_type": "SaveImage", "inputs": {}, "_meta": {}}
    bound = fill(bound_of(graph), {}, prefix="p", count=3)
    assert "lost" not in bound.nodes
    assert len(bound.outputs) == 3
    assert [bound.nodes[one]["inputs"]["filename_prefix"] for one in bound.outputs] == [
        "p-0",
        "p-1",
        "p-2",
    ]


def test_what_has_no_place_is_said() -> None:
    bound = bound_of(_sdxl())
    unseeded = replace(
        bound, inputs=tuple(one for one in bound.inputs if one.place is not Place.SEED)
    )
    for one, count, words in (
        (unseeded, 2, "Without a seed"),
        (bound, 17, "count lies between 1 and 16"),
    ):
        with pytest.raises(WorkflowUnbound, match=words):
            fill(one, {}, prefix="p", count=count)
    del bound.graph.nodes[bound.inputs[0].targets[0].node]
    with pytest.raises(WorkflowUnbound, match="Bind it anew"):
        fill(bound, {}, prefix="p")


def test_defaults_stand_where_nothing_is_given() -> None:
    bound = bound_of(_sdxl())
    steps = bound.of(Place.STEPS)
    assert steps is not None
    other = tuple(replace(one, default=3) if one is steps else one for one in bound.inputs)
    graph = fill(replace(bound, inputs=other), {"cfg": 2.5}, prefix="p")
    (sampler,) = (one["inputs"] for one in graph.nodes.values() if one["class_type"] == "KSampler")
    assert (sampler["steps"], sampler["cfg"]) == (3, 2.5)


def _circle() -> dict[str, Any]:
    return {
        "a": {"class_type": "X", "inputs": {"in": ["b", 0]}},
        "b": {"class_type": "X", "inputs": {"in": ["a", 0]}},
    }


def _reroutes() -> dict[str, Any]:
    document = _drawing(links=[[99, 2, 0, 9, 0, "IMAGE"], [1, 2, 0, 2, 0, "IMAGE"]])
    document["nodes"].append(_node(2, "Reroute", inputs=[_taking("", "*", 1)]))
    return document


def _inside_itself() -> dict[str, Any]:
    document = _nested([])
    document["definitions"]["subgraphs"][1]["nodes"][0]["type"] = "outer"
    return document


def _bomb() -> dict[str, Any]:
    """Subgraphs of which each holds ten of the next."""
    levels = [
        {"id": f"s{n}", "nodes": [_node(i, f"s{n + 1}") for i in range(10)]} for n in range(10)
    ]
    return {"nodes": [_node(1, "s0")], "definitions": {"subgraphs": levels}}


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "{}",
        7,
        {},
        {"nodes": []},
        {"nodes": [None]},
        {"nodes": [{"id": 1}]},
        {"nodes": [{"id": [], "type": "X"}]},
        {"nodes": [{"id": 1, "type": {}}]},
        {"nodes": [_node(1, "KSampler", inputs=5)]},
        {"nodes": [_node(1, "KSampler", inputs=[{"link": 1}])], "links": [[1]]},
        {"nodes": [_node(1, "X")], "links": 3},
        {"nodes": [_node(1, "X")], "definitions": {"subgraphs": [{}]}},
        {"1": {"class_type": 5, "inputs": {}}},
        {"1": {"class_type": "X", "inputs": []}},
        {"1": {"class_type": "X", "inputs": {"a": ["2", 0]}}},
        {"1": {"class_type": "X", "inputs": {"a": "x" * 200_001}}},
        {str(n): {"class_type": "X", "inputs": {}} for n in range(2001)},
        {"nodes": [_node(n, "X") for n in range(2001)]},
        _circle(),
        _reroutes(),
        _inside_itself(),
        _bomb(),
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_no_workflow_is_refused_in_words(document: object) -> None:
    with pytest.raises(WorkflowUnreadable) as caught:
        read_workflow(document, definitions())
    assert caught.value.message.endswith(".")


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.sampled_from(["KSampler", "Reroute", "s", "text", "image", "images"]),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(
        st.sampled_from(["id", "type", "nodes", "links", "inputs", "link", "mode", "definitions", "subgraphs", "widgets_values", "name", "class_type", "outputs", "widget", "1", "2"]),
        inner,
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@settings(max_examples=150)
@given(_JSON, st.lists(_JSON, max_size=4), st.lists(_JSON, max_size=4))
def test_nothing_else_is_raised(whole: Any, nodes: list[Any], links: list[Any]) -> None:
    for document in (whole, {"nodes": nodes, "links": links}, {"1": whole, "prompt": nodes}):
        try:
            graph = read_workflow(document, definitions()).graph
        except WorkflowUnreadable:
            continue
        infer_bindings(graph)
        validate(graph, definitions())
