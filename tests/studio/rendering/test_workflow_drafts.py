"""What of a shot goes into a workflow, fitted to what its nodes take."""

from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graphs.custom.bindings import Place
from studio.graphs.custom.inputs import Bound, InputKind, Target, WorkflowInput
from studio.graphs.graph import Graph
from studio.graphs.resolve import MissingModels
from studio.library.media import MediaKind
from studio.rendering.drafts import Draft, Stock
from studio.rendering.sampling import Sampling, WorkflowUse, sampling_of
from studio.rendering.workflow_drafts import automatic, draft_workflow

USE = WorkflowUse(UUID(int=1), 3, "Mine", {"strength": 0.5}, ("A",), (("loras", "a.safetensors"),))
BRIEF: dict[str, Any] = {
    "prompt": "a fox",
    "negative_prompt": "",
    "seed": 9,
    "count": 1,
    "width": 1280,
    "height": 720,
    "fps": "24",
    "frames": 48,
}


def one(place: Place, default: Any, *bounds: float | None) -> WorkflowInput:
    low, high, step = (*bounds, None, None, None)[:3]
    target = Target("1", place.value)
    return WorkflowInput(
        place.value, place, (target,), InputKind.INTEGER, "", default, low, high, step
    )


def bound(*inputs: WorkflowInput) -> Bound:
    values = {each.name: each.default for each in inputs}
    nodes = {"1": {"class_type": "A", "inputs": values, "_meta": {}}}
    return Bound(Graph(nodes, ("1",)), inputs, "1")


@given(
    st.integers(16, 4096),
    st.integers(16, 4096),
    st.integers(64, 4096),
    st.integers(64, 4096),
    st.sampled_from([1, 2, 8, 16, 32]),
)
def test_sides_keep_area_and_shape_in_the_steps_of_the_node(
    wide: int, high: int, width: int, height: int, step: int
) -> None:
    sides = (
        one(Place.WIDTH, wide, 16, 16384, step),
        one(Place.HEIGHT, high, 16, 16384, step),
    )
    found = automatic({**BRIEF, "width": width, "height": height}, Sampling(), bound(*sides))
    made = [found["WIDTH"], found["HEIGHT"]]
    by = step if step > 1 else 8
    assert all(side % by == 16 % by and 16 <= side <= 16384 for side in made)
    shape = Fraction(width, height)
    wanted = ((wide * high * shape) ** 0.5, (wide * high / shape) ** 0.5)
    within = (min(max(want, 16), 16384) for want in wanted)
    assert all(abs(side - want) <= by for side, want in zip(made, within, strict=True))
    asked = Sampling(settings={"width": width, "height": height})
    found = automatic({**BRIEF, "width": width, "height": height}, asked, bound(*sides))
    assert abs(found["WIDTH"] - width) <= by


@given(st.integers(1, 2000), st.sampled_from(["24", "30000/1001", "12"]), st.integers(1, 40))
def test_frames_last_as_long_as_the_clip_and_no_longer_than_the_workflow(
    frames: int, fps: str, steps: int
) -> None:
    own = 4 * steps + 1
    inputs = (one(Place.FRAMES, own, 1, 10_000, 4), one(Place.RATE, 16))
    brief = {**BRIEF, "frames": frames, "fps": fps}
    found = automatic(brief, Sampling(), bound(*inputs))
    assert found["FRAMES"] % 4 == 1
    lasting = Fraction(frames) / Fraction(fps) * 16
    assert found["FRAMES"] <= own
    assert found["FRAMES"] >= min(lasting, own)
    assert found["FRAMES"] - 4 < lasting or found["FRAMES"] == 1
    assert "RATE" not in found
    settings = {"frames": frames, "fps": fps}
    asked = automatic(brief, Sampling(settings=settings), bound(*inputs))
    assert 0 <= asked["FRAMES"] - frames < 4
    assert asked["RATE"] == round(Fraction(fps))


def _drawn(files: dict[str, list[str]] | None) -> Draft:
    nodes = {
        "1": {"class_type": "LoraLoader", "inputs": {"lora_name": "ink/a.safetensors"}, "_meta": {}},
        "2": {"class_type": "Patch", "inputs": {"style_model_name": "b.safetensors", "x": ["1", 0]},
              "_meta": {}},
    }  # fmt: skip
    stock = None if files is None else Stock(files)
    bounded = Bound(Graph(nodes, ("2",)), (), "2")
    return draft_workflow(
        MediaKind.IMAGE, BRIEF, Sampling(workflow=USE), bounded, stock, prefix="p", names={}
    )


def test_files_are_taken_by_the_names_the_endpoint_has_them_by() -> None:
    made = _drawn({"loras": ["other/a.safetensors"]})
    assert made.graph.nodes["1"]["inputs"]["lora_name"] == "other/a.safetensors"
    assert made.made["files"] == ["loras/other/a.safetensors", "style_models/b.safetensors"]
    assert _drawn(None).graph.nodes["1"]["inputs"]["lora_name"] == "ink/a.safetensors"
    with pytest.raises(MissingModels, match="loras/ink/a"):
        _drawn({"vae": ["x"]})
    with pytest.raises(MissingModels, match="style_models/b"):
        _drawn({"loras": ["a.safetensors"], "style_models": []})


def test_what_is_stored_of_a_use_is_read_back() -> None:
    sampling = Sampling(workflow=USE, settings={"steps": 3}, face_blending=0.5)
    assert sampling_of({"sampling": sampling.as_json()}) == sampling
    read = sampling_of({"sampling": sampling.as_json()}).workflow
    assert read is not None
    assert (read.values, read.files) == (USE.values, USE.files)
