"""Workflows read, confirmed and filled: of every shape, and every official one."""

import json
from collections import Counter
from contextlib import suppress
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.graphs.build import build
from studio.graphs.custom.bindings import Confidence, Place
from studio.graphs.custom.errors import WorkflowUnbound, WorkflowUnreadable
from studio.graphs.custom.filling import fill
from studio.graphs.custom.inputs import InputKind, as_json, from_json
from studio.graphs.custom.offering import PLACES, offers
from studio.graphs.nodes import definitions
from studio.graphs.task import Lora
from studio.kernel.errors import UserError
from studio.library.media import MediaKind
from studio.workflows.rules import Content, content, inspect
from studio.workflows.templates import instantiate, templates
from tests.doubles.counting import takes_at_most
from tests.studio.graphs.orders import ALL, order
from tests.studio.graphs.templates import names

FOLDER = files("comfyui_workflow_templates_json") / "templates"
KINDS = {
    InputKind.TEXT: st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=50),
    InputKind.INTEGER: st.integers(1, 40),
    InputKind.NUMBER: st.floats(1, 20),
    InputKind.PICTURE: st.sampled_from(["one.png", "two.png"]),
}


def _short(text: str) -> str:
    return text[:20]


def read(document: Any) -> Content:
    return content(inspect(document, definitions()), None, None, definitions())


@st.composite
def renamed(draw: st.DrawFn) -> tuple[dict[str, Any], Any]:
    """A graph of ours under other ids, in another order, as somebody else might have drawn it."""
    family, setup, task = draw(st.sampled_from(ALL))
    given_: dict[str, Any] = {"prompt": draw(KINDS[InputKind.TEXT].map(_short)) + "!", "count": 1}
    if family.max_loras:
        given_["loras"] = (Lora("one.safetensors"),) if draw(st.booleans()) else ()
    nodes = build(order(family, setup, task, **given_)).nodes
    ids = draw(
        st.lists(
            st.text("abcdefgh0123456789:", min_size=1, max_size=6),
            min_size=len(nodes),
            max_size=len(nodes),
            unique=True,
        )
    )
    called = dict(zip(nodes, ids, strict=True))
    made = {
        called[node]: {
            **entry,
            "inputs": {
                name: [called[value[0]], value[1]] if isinstance(value, list) else value
                for name, value in entry["inputs"].items()
            },
        }
        for node, entry in nodes.items()
    }
    return {node: made[node] for node in draw(st.permutations(list(made)))}, (family, task)


@settings(max_examples=60, deadline=None)
@given(renamed(), st.data())
def test_what_is_inferred_does_not_hang_on_names_or_order_and_can_be_filled(
    drawn: tuple[dict[str, Any], Any], data: st.DataObject
) -> None:
    nodes, (family, task) = drawn
    made = read(nodes)
    found = {one.place: one for one in made.bound.inputs}
    assert made.kind is family.kind
    assert found.keys() >= {Place.PROMPT, Place.SEED}
    assert (Place.START_IMAGE in found) == bool(task.files)
    assert (Place.FRAMES in found) == (family.kind is MediaKind.VIDEO)
    assert nodes[found[Place.PROMPT].targets[0].node]["inputs"][
        found[Place.PROMPT].targets[0].input
    ].endswith("!")
    values = {
        one.name: data.draw(KINDS[one.kind])
        for one in made.bound.inputs
        if data.draw(st.booleans())
    }
    values["seed"] = data.draw(st.integers(0, 2**64 - 1))
    count = data.draw(st.integers(1, 3))
    graph = fill(made.bound, values, prefix="p", count=count)
    assert len(graph.outputs) == count
    for one in made.bound.inputs:
        for target in one.targets:
            held = [
                entry["inputs"][target.input]
                for node, entry in graph.nodes.items()
                if node == target.node or node.startswith(f"{target.node}_")
                if target.input in entry["inputs"]
            ]
            wanted = values.get(one.name, one.default)
            if one.place is Place.SEED:
                assert {(wanted + index) % 2**64 for index in range(count)} <= set(held)
            elif wanted is not None:
                assert wanted in held


def test_inputs_are_the_same_after_being_written() -> None:
    for one in templates().values():
        for offer in offers(instantiate(one, {}), definitions()):
            assert from_json(json.loads(json.dumps(as_json(offer.input)))) == offer.input
            assert offer.input.place is None or offer.input.kind is PLACES[offer.input.place]


def test_every_official_template_is_imported_or_says_why_not() -> None:
    counted: Counter[str] = Counter()
    refused: dict[str, str] = {}
    for name in names():
        text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
        seen = inspect(text, definitions())
        try:
            made = content(seen, None, None, definitions())
            counted["whole"] += 1
        except WorkflowUnbound as error:
            refused[name] = error.message
            if not seen.outputs:
                counted["without a result"] += 1
                continue
            counted["with several results"] += 1
            made = content(seen, None, seen.outputs[0].node, definitions())
        assert json.loads(made.source) == json.loads(text)
        if any(one.place is Place.SEED for one in made.bound.inputs):
            counted["seeded"] += 1
        graph = fill(made.bound, {}, prefix="p")
        seen = inspect(graph.nodes, definitions())
        assert content(seen, None, graph.outputs[0], definitions()).kind is made.kind
        assert graph.outputs
    assert all(
        "Say with outputNodeId" in one or "saves anything" in one for one in refused.values()
    )
    assert counted["without a result"] <= 1
    assert counted["whole"] + counted["with several results"] >= 643
    assert counted["whole"] >= 500, counted


def test_guesses_are_not_taken_unasked() -> None:
    nodes = instantiate(templates()["wan_2_2.text_to_video"], {}).nodes
    seen = inspect(nodes, definitions())
    guessed = {one.input.name for one in seen.offers if one.confidence is Confidence.GUESS}
    assert guessed == {"steps", "steps_2", "model", "model_2"}
    assert guessed.isdisjoint(one.name for one in read(nodes).bound.inputs)


def _chain(kind: str, count: int, through: str) -> dict[str, Any]:
    nodes: dict[str, Any] = {"0": {"class_type": "X", "inputs": {}}}
    for number in range(1, count):
        nodes[str(number)] = {"class_type": kind, "inputs": {through: [str(number - 1), 0]}}
    return nodes


def _samplers() -> dict[str, Any]:
    """A thousand samplers at the ends of one long chain of texts."""
    nodes = _chain("Y", 1000, "conditioning")
    for number in range(1000):
        nodes[f"s{number}"] = {
            "class_type": "KSampler",
            "inputs": {"latent_image": ["0", 0], "positive": [str(number), 0]},
        }
    return nodes


def _fans() -> dict[str, Any]:
    """Inputs by the thousand, all from behind the same bypassed nodes and subgraphs."""
    inner = {
        "id": "sub",
        "inputs": [{"name": f"i{n}", "linkIds": [n]} for n in range(3000)],
        "outputs": [{"name": "o", "linkIds": [9]}],
        "nodes": [],
        "links": [[n, -10, n, -20, n] for n in range(3000)],
    }
    use = {"id": 1, "type": "sub", "mode": 0, "inputs": []}
    takes = {
        "id": 2,
        "type": "X",
        "mode": 0,
        "inputs": [{"name": f"x{n}", "link": n} for n in range(3000)],
    }
    links = [[n, 1, n, 2, n, "*"] for n in range(3000)]
    return {"nodes": [use, takes], "links": links, "definitions": {"subgraphs": [inner]}}


def _reroutes() -> dict[str, Any]:
    nodes = [
        {"id": n, "type": "Reroute", "mode": 0, "inputs": [{"name": "", "link": n}]}
        for n in range(1900)
    ]
    return {"nodes": nodes, "links": [[n, n - 1, 0, n, 0, "*"] for n in range(1, 1900)]}


@pytest.mark.parametrize(
    "document",
    [
        _samplers(),
        _fans(),
        _reroutes(),
        _chain("LoadImage", 2000, "image"),
        {
            str(n): {"class_type": "X", "inputs": {f"i{m}": 1 for m in range(90)}}
            for n in range(2000)
        },
        {"nodes": [{"id": 1, "type": "X", "inputs": [{}] * 100_000}]},
        {"nodes": [], "links": [[n, 1, 0, 2, 0] for n in range(100_000)]},
        "[" * 3_900_000,
        '{"a":' * 500_000 + "1" + "}" * 500_000,
    ],
    ids=lambda one: str(one)[:40],
)
def test_what_is_meant_to_be_much_work_is_over_soon(document: Any) -> None:
    def read() -> None:
        with suppress(WorkflowUnreadable):
            inspect(document, definitions())

    assert takes_at_most(100, read, _counting)


def _counting() -> None:
    """What takes this machine some hundredths of a second."""
    for _ in range(1_000_000):
        pass


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["name", "place", "targets", "kind", "label", "default", "minimum"]),
        st.none() | st.integers(-3, 3) | st.text(max_size=3) | st.just([["1", "ckpt_name"]]),
        max_size=2,
    )
)
def test_a_spoilt_note_is_as_none(spoilt: dict[str, Any]) -> None:
    """What is told beside the node that saves may come from anybody."""
    one = {"name": "a", "targets": [["1", "ckpt_name"]], "kind": "TEXT", "label": "A", **spoilt}
    nodes: dict[str, Any] = {
        "1": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "a.safetensors"}},
        "5": {
            "class_type": "SaveImage",
            "inputs": {"images": ["1", 0], "filename_prefix": "a"},
            "_meta": {"storycanvas": {"inputs": [one]}},
        },
    }
    try:
        made = read(nodes)
    except UserError:
        return
    for each in made.bound.inputs:
        assert isinstance(each.label, str)
        assert each.minimum is None or isinstance(each.minimum, int | float)
    assert "storycanvas" not in json.dumps(made.bound.graph.nodes)
