"""Graphs are refused for what ComfyUI refuses, by the names it has for that."""

import copy
from typing import Any

import pytest

from studio.graphs.build import build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Task
from studio.graphs.graph import Graph
from studio.graphs.nodes import definitions, read_definitions
from studio.graphs.validation import validate
from tests.studio.graphs.orders import everything, order

SDXL = FAMILIES["sdxl"]


def _graph() -> tuple[Graph, dict[str, dict[str, Any]]]:
    """A valid graph, and the inputs of its nodes by class."""
    built = build(order(SDXL, SDXL.setups[0], Task.IMAGE_TO_IMAGE))
    graph = Graph(copy.deepcopy(built.nodes), built.outputs)
    return graph, {one["class_type"]: one["inputs"] for one in graph.nodes.values()}


@pytest.mark.parametrize(
    ("node", "name", "value", "code"),
    [
        ("KSampler", "steps", 0, "value_smaller_than_min"),
        ("KSampler", "cfg", 101.0, "value_bigger_than_max"),
        ("KSampler", "seed", 2**64, "value_bigger_than_max"),
        ("KSampler", "sampler_name", "best", "value_not_in_list"),
        ("KSampler", "steps", "many", "invalid_input_type"),
        ("KSampler", "steps", {}, "invalid_input_type"),
        ("KSampler", "cfg", float("nan"), None),
        ("KSampler", "model", "a model", "invalid_input_type"),
        ("KSampler", "model", ["99", 0], "bad_linked_input"),
        ("KSampler", "model", ["1"], "bad_linked_input"),
        ("KSampler", "model", ["1", 7], "bad_linked_input"),
        ("KSampler", "model", ["1", 1], "return_type_mismatch"),
        ("KSampler", "denoise", "0.5", None),
        ("CheckpointLoaderSimple", "ckpt_name", "x.ckpt", "value_not_in_list"),
        ("LoadImage", "image", "x.png", "custom_validation_failed"),
    ],
)
def test_a_wrong_value_is_found(node: str, name: str, value: object, code: str | None) -> None:
    graph, inputs = _graph()
    assert validate(graph, definitions(), everything()) == []
    inputs[node][name] = value
    found = validate(graph, definitions(), everything())
    assert [(one.class_type, one.input, one.code) for one in found] == (
        [(node, name, code)] if code else []
    )


def test_a_missing_input_a_circle_and_an_unknown_node_are_found() -> None:
    graph, inputs = _graph()
    del inputs["KSampler"]["positive"]
    assert [one.code for one in validate(graph, definitions())] == ["required_input_missing"]
    graph, inputs = _graph()
    inputs["ImageScale"]["image"] = inputs["VAEEncode"]["pixels"]
    assert [one.code for one in validate(graph, definitions())] == ["dependency_cycle"]
    graph, _ = _graph()
    graph.nodes["99"] = {"class_type": "NoSuchNode", "inputs": {}}
    assert [one.code for one in validate(graph, definitions())] == ["invalid_prompt"]
    del graph.nodes["99"], graph.nodes[graph.outputs[0]]
    assert [one.code for one in validate(graph, definitions())] == ["prompt_no_outputs"]
    assert [one.code for one in validate(Graph({}, ()), definitions())] == ["no_prompt"]


def test_files_are_looked_for_only_where_they_are_listed() -> None:
    graph, inputs = _graph()
    inputs["CheckpointLoaderSimple"]["ckpt_name"] = "x.ckpt"
    assert validate(graph, definitions()) == []
    assert validate(graph, definitions(), {"vae": []}) == []
    assert len(validate(graph, definitions(), {"checkpoints": []})) == 1


def test_both_shapes_of_a_choice_are_read() -> None:
    read = read_definitions(
        {
            "Old": {
                "input": {"required": {"way": [["a", "b"], {"default": "a"}]}},
                "output": ["X"],
            },
            "New": {
                "input": {
                    "required": {"way": ["COMBO", {"options": ["a", "b"], "multiselect": False}]},
                    "optional": {"lora_name": [[], {}]},
                },
                "output": [["a", "b"]],
                "output_node": True,
            },
            "Broken": None,
            "Empty": {"input": {"required": {"x": []}}},
        }
    )
    assert set(read) == {"Old", "New", "Empty"}
    assert read["Old"].inputs[0].choices == read["New"].inputs[0].choices == ("a", "b")
    assert read["New"].outputs == ("COMBO",)
    assert read["New"].output_node
    lora = read["New"].input("lora_name")
    assert lora is not None
    assert (lora.folder, lora.required) == ("loras", False)
