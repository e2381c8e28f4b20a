from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.doubles.comfyui.definitions import definitions
from tests.doubles.comfyui.validation import validate
from tests.workers.endpoint.inputs import task_input
from workers.endpoint.errors import EndpointError, ErrorCode
from workers.endpoint.graphs import START_IMAGE, choose_checkpoint, prepare, text_to_image
from workers.endpoint.task import read_task


def _known() -> dict[str, Any]:
    known = definitions()
    known["CheckpointLoaderSimple"]["input"]["required"]["ckpt_name"][0] = ["sdxl.safetensors"]
    known["LoadImage"]["input"]["required"]["image"][0] = ["storycanvas/a.png"]
    return known


@given(
    width=st.integers(16, 4096),
    height=st.integers(16, 4096),
    seed=st.integers(0, 2**64 - 1),
    start=st.sampled_from([None, "storycanvas/a.png"]),
)
def test_our_graph_passes_comfyuis_validation(
    width: int, height: int, seed: int, start: str | None
) -> None:
    brief = read_task(task_input(brief_width=width, brief_height=height)).brief
    graph = text_to_image(
        brief, checkpoint="sdxl.safetensors", seed=seed, prefix="p", start_image=start
    )
    assert validate(graph, _known()) == (None, {})


@pytest.mark.parametrize(
    ("wanted", "chosen"),
    [
        (None, "sd15.safetensors"),
        ("pony/pony.safetensors", "pony/pony.safetensors"),
        ("pony.safetensors", "pony/pony.safetensors"),
        ("pony", "pony/pony.safetensors"),
        ("flux", "sd15.safetensors"),
    ],
)
def test_the_checkpoint_asked_for_or_the_first(wanted: str | None, chosen: str) -> None:
    assert choose_checkpoint(wanted, ["sd15.safetensors", "pony/pony.safetensors"]) == chosen


def test_no_checkpoint_says_where_to_put_one() -> None:
    with pytest.raises(EndpointError, match="models/checkpoints") as refused:
        choose_checkpoint("sdxl", [])
    assert refused.value.code is ErrorCode.GRAPH_REFUSED


def test_a_given_graph_is_made_ready() -> None:
    given_graph: dict[str, Any] = {
        "1": {"class_type": "LoadImage", "inputs": {"image": START_IMAGE}, "_meta": {"title": "x"}},
        "2": {"class_type": "KSampler", "inputs": {"seed": 5, "steps": 8, "cfg": ["3", 0]}},
        "3": {"class_type": "RandomNoise", "inputs": {"noise_seed": 5}},
        "4": {"class_type": "KSampler", "inputs": {"seed": ["3", 0]}},
        "5": {"class_type": "SaveImage", "inputs": {"filename_prefix": "mine"}},
        "6": {"class_type": "SaveImage", "inputs": {"filename_prefix": "mine"}},
    }
    before = repr(given_graph)
    ready = prepare(given_graph, seed=9, prefix="storycanvas/a", start_image="in.png")
    assert repr(given_graph) == before
    assert ready["1"] == {**given_graph["1"], "inputs": {"image": "in.png"}}
    assert ready["2"]["inputs"] == {"seed": 9, "steps": 8, "cfg": ["3", 0]}
    assert ready["3"]["inputs"] == {"noise_seed": 9}
    assert ready["4"]["inputs"] == {"seed": ["3", 0]}
    prefixes = [ready[node]["inputs"]["filename_prefix"] for node in ("5", "6")]
    assert prefixes == ["storycanvas/a-5", "storycanvas/a-6"]


def test_a_start_image_needs_a_place() -> None:
    graph = {"1": {"class_type": "SaveImage", "inputs": {}}}
    with pytest.raises(EndpointError, match=r"\$start_image"):
        prepare(graph, seed=1, prefix="p", start_image="in.png")
