"""Every family does each of its tasks with a graph that ComfyUI takes."""

import dataclasses
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graphs.build import BUILDERS, build
from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, Setup, Task
from studio.graphs.graph import Graph, links
from studio.graphs.nodes import Definition, definitions
from studio.graphs.task import GraphUnsupported, Lora, fit_size
from studio.graphs.validation import missing, validate
from studio.library.media import MediaKind
from tests.studio.graphs.describing import BY_HAND, WHOLE, read_whole
from tests.studio.graphs.orders import ALL, everything, named, order, variants

SDXL = FAMILIES["sdxl"]
FLUX = FAMILIES["flux_dev"]


def _check(graph: Graph, known: Mapping[str, Definition]) -> None:
    assert validate(graph, known, everything()) == []
    for entry in graph.nodes.values():
        definition = known[entry["class_type"]]
        assert set(entry["inputs"]) <= {one.name for one in definition.inputs}


@pytest.mark.parametrize(("family", "setup", "task"), ALL, ids=named)
def test_each_order_is_valid(family: Family, setup: Setup, task: Task) -> None:
    for one in variants(family, setup, task):
        _check(build(one), definitions())


@pytest.mark.parametrize(("family", "setup", "task"), ALL, ids=named)
def test_a_real_comfyui_would_take_each_order(family: Family, setup: Setup, task: Task) -> None:
    if not WHOLE.exists():
        pytest.skip("shared data not here")
    whole = read_whole() | {name: definitions()[name] for name in BY_HAND}
    for one in variants(family, setup, task):
        _check(build(one), whole)


@pytest.mark.parametrize(("family", "setup", "task"), ALL, ids=named)
def test_each_output_has_a_branch_and_a_name_of_its_own(
    family: Family, setup: Setup, task: Task
) -> None:
    graph = build(order(family, setup, task, count=3, seed=2**64 - 2))
    assert len(set(graph.outputs)) == 3
    saved = [graph.nodes[node] for node in graph.outputs]
    assert [one["inputs"]["filename_prefix"] for one in saved] == [
        f"attempt-1-{index}" for index in range(3)
    ]
    video = family.kind is MediaKind.VIDEO
    assert {one["class_type"] for one in saved} == {"SaveVideo" if video else "SaveImage"}
    branches = [_upstream(graph, node) for node in graph.outputs]
    seeds = [_seed(graph, branch) for branch in branches]
    assert seeds == [2**64 - 2, 2**64 - 1, 0]
    shared = branches[0] & branches[1] & branches[2]
    for branch in branches:
        classes = {graph.nodes[node]["class_type"] for node in branch - shared}
        assert not [one for one in classes if "Load" in one or "TextEncode" in one]


def _upstream(graph: Graph, node: str) -> set[str]:
    found, waiting = {node}, [node]
    while waiting:
        for link in links(graph.nodes[waiting.pop()]).values():
            if link.node not in found:
                found.add(link.node)
                waiting.append(link.node)
    return found


def _seed(graph: Graph, branch: set[str]) -> int:
    for node in branch:
        inputs = graph.nodes[node]["inputs"]
        if inputs.get("add_noise") != "disable":
            for name in ("seed", "noise_seed"):
                if name in inputs:
                    return int(inputs[name])
    raise AssertionError("no seed")


def test_loras_stand_in_a_chain_before_all_that_samples() -> None:
    loras = (Lora("a.safetensors", 0.8, 0.7), Lora("b.safetensors"))
    graph = build(order(FLUX, FLUX.setups[0], Task.TEXT_TO_IMAGE, loras=loras))
    first, second = (node for node, one in graph.nodes.items() if one["class_type"] == "LoraLoader")
    assert graph.nodes[first]["inputs"]["strength_clip"] == 0.7
    assert links(graph.nodes[second])["model"].node == first
    assert links(graph.nodes[second])["clip"].node == first
    (sampler,) = (one for one in graph.nodes.values() if one["class_type"] == "KSampler")
    assert links(sampler)["model"].node == second


def test_the_two_models_of_wan_share_the_steps_and_have_their_own_loras() -> None:
    wan = FAMILIES["wan_2_2"]
    loras = (Lora("x_high_noise.safetensors"), Lora("x_low_noise.safetensors"), Lora("style"))
    graph = build(order(wan, wan.setup("text"), Task.TEXT_TO_VIDEO, loras=loras, steps=9))
    high, low = (
        one["inputs"] for one in graph.nodes.values() if one["class_type"] == "KSamplerAdvanced"
    )
    assert (high["start_at_step"], high["end_at_step"], low["start_at_step"]) == (0, 4, 4)
    assert (high["add_noise"], low["add_noise"]) == ("enable", "disable")
    for sampler, own, other in ((high, "high", "low"), (low, "low", "high")):
        names = [
            graph.nodes[node]["inputs"].get("lora_name", "")
            for node in _upstream(graph, sampler["model"][0])
        ]
        assert f"x_{own}_noise.safetensors" in names
        assert f"x_{other}_noise.safetensors" not in names
        assert "style" in names


def test_a_refiner_takes_over_where_the_base_model_stops() -> None:
    task = order(SDXL, SDXL.setups[0], Task.TEXT_TO_IMAGE, refiner=True, steps=20)
    base, refiner = (
        one["inputs"]
        for one in build(task).nodes.values()
        if one["class_type"] == "KSamplerAdvanced"
    )
    assert base["end_at_step"] == refiner["start_at_step"] == 16
    assert base["return_with_leftover_noise"] == "enable"


def test_clip_skip_and_tags_of_pony() -> None:
    pony = FAMILIES["pony"]
    nodes = build(order(pony, pony.setups[0], Task.TEXT_TO_IMAGE)).nodes.values()
    (skip,) = (one["inputs"] for one in nodes if one["class_type"] == "CLIPSetLastLayer")
    assert skip["stop_at_clip_layer"] == -2
    texts = [one["inputs"]["text"] for one in nodes if one["class_type"] == "CLIPTextEncode"]
    assert texts == ["score_9, score_8_up, score_7_up, a fox in the snow", "blurry"]
    own = order(pony, pony.setups[0], Task.TEXT_TO_IMAGE, prompt="score_6_up, a fox")
    texts = [one["inputs"].get("text") for one in build(own).nodes.values()]
    assert "score_6_up, a fox" in texts


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"loras": tuple(Lora(str(n)) for n in range(4))}, "takes 3 LoRAs at most, not 4"),
        ({"task": Task.TEXT_TO_VIDEO}, "cannot do TEXT_TO_VIDEO"),
        ({"width": 1000}, "The nearest it can is"),
        ({"width": 8192, "height": 8192}, "The nearest it can is 1440 × 1440"),
        ({"refiner": True}, "has no refiner"),
        ({"count": 0}, "count lies between 1 and 16"),
        ({"steps": 0}, "steps lies between"),
        ({"seed": 2**64}, "seed lies between"),
        ({"files": {"elbow": "x.png"}}, "No picture is known as elbow"),
    ],
)
def test_what_a_family_cannot_do_is_said(changes: dict[str, object], words: str) -> None:
    task = order(FLUX, FLUX.setups[0], Task.TEXT_TO_IMAGE)
    with pytest.raises(GraphUnsupported, match=words):
        build(dataclasses.replace(task, **changes))  # type: ignore[arg-type]


def test_a_video_needs_its_pictures_and_its_length() -> None:
    wan = FAMILIES["wan_2_1"]
    with pytest.raises(GraphUnsupported, match="a picture to end with"):
        build(order(wan, wan.setup("frames"), Task.FIRST_LAST_FRAME, files={"start": "a.png"}))
    with pytest.raises(GraphUnsupported, match="4 × n \\+ 1 frames, 81 at most; not 80, but 81"):
        build(order(wan, wan.setup("text"), Task.TEXT_TO_VIDEO, frames=80))


@given(st.integers(512, 2048), st.integers(512, 2048))
def test_the_shape_of_a_partners_picture_is_near(width: int, height: int) -> None:
    pro = FAMILIES["flux_pro"]
    width, height = fit_size(pro, width, height)
    task = order(pro, pro.setups[0], Task.TEXT_TO_IMAGE, width=width, height=height)
    (made,) = (
        one["inputs"]
        for one in build(task).nodes.values()
        if one["class_type"] == "FluxProUltraImageNode"
    )
    across, down = map(int, made["aspect_ratio"].split(":"))
    assert across / down == pytest.approx(width / height, rel=0.06)


def test_what_an_endpoint_lacks_is_said() -> None:
    graph = build(order(FLUX, FLUX.setups[0], Task.TEXT_TO_IMAGE))
    classes = set(definitions()) - {"FluxGuidance"}
    lacking = missing(graph, classes, {"vae": [], "loras": []})
    assert lacking.nodes == ("FluxGuidance",)
    assert lacking.files == (("vae", "ae.safetensors"),)
    assert "FluxGuidance is missing" in str(lacking)
    assert "Put ae.safetensors into models/vae" in str(lacking)
    assert not missing(graph, definitions(), everything())


def test_every_family_has_a_builder() -> None:
    assert {family.architecture for family in FAMILIES.values()} == set(BUILDERS)
