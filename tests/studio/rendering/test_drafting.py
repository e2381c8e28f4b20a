"""From a brief to a graph: sizes, lengths, families, files."""

import dataclasses
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, Task
from studio.graphs.nodes import definitions
from studio.graphs.resolve import MissingModels
from studio.graphs.task import GraphUnsupported, Lora
from studio.graphs.validation import validate
from studio.library.media import MediaKind
from studio.prompts.pieces import COMPOSED
from studio.rendering.drafting import Draft, Stock, assumed, draft, meant_for, task_of, with_family
from studio.rendering.plan import Picture, measured
from studio.rendering.sampling import Sampling, sampling_of
from tests.studio.graphs.orders import everything
from tests.studio.rendering.files import files_of

BRIEF: dict[str, Any] = {
    "prompt": "a fox",
    "negative_prompt": "",
    "seed": 1,
    "count": 1,
    "width": 1280,
    "height": 720,
    "fps": "24",
    "frames": 48,
}


def drawn(family: str, names: dict[str, str] | None = None, **given: Any) -> Draft:
    brief = {**BRIEF, **{name: given.pop(name) for name in list(given) if name in BRIEF}}
    sampling = Sampling(family=family, **given)
    return draft(FAMILIES[family].kind, brief, sampling, None, prefix="p", names=names or {})


def test_what_is_said_of_sampling_is_kept_as_json() -> None:
    whole = Sampling(
        family="sdxl",
        model="a.safetensors",
        model_kind="CHECKPOINT",
        preset="Ink",
        fast=True,
        settings={"steps": 5, "fps": "24"},
        loras=(Lora("ink", 0.5, 0.5),),
        refiner=True,
        pictures={"start": uuid4()},
        face_strength=0.25,
    )
    assert sampling_of({"sampling": whole.as_json()}) == whole
    assert Sampling().as_json() == {}
    assert sampling_of({}) == Sampling()


@given(
    family=st.sampled_from(list(FAMILIES.values())),
    width=st.integers(16, 4096),
    height=st.integers(16, 4096),
    frames=st.integers(1, 2000),
    fps=st.sampled_from(["24", "24000/1001", "60", "12"]),
    settings=st.sampled_from([{}, {"width": 1}, {"frames": 1}, {"fps": "12"}]),
    pictures=st.sampled_from([{}, {"start": "s.png"}, {"start": "s.png", "end": "e.png"}]),
    count=st.integers(1, 4),
)
def test_any_measures_make_a_graph_that_is_valid(
    family: Family,
    width: int,
    height: int,
    frames: int,
    fps: str,
    settings: dict[str, Any],
    pictures: dict[str, str],
    count: int,
) -> None:
    brief = {
        **BRIEF, "width": width, "height": height, "frames": frames, "fps": fps, "count": count
    }  # fmt: skip
    sampling = Sampling(family=family.id, settings=settings)
    task = task_of(family.kind, family, pictures)
    if task not in family.tasks or not set(task.files) <= set(pictures):
        with pytest.raises(GraphUnsupported):
            draft(family.kind, brief, sampling, None, prefix="p", names=pictures)
        return
    made = draft(family.kind, brief, sampling, None, prefix="p", names=pictures)
    there = {**everything(), "input": ["s.png", "e.png"]}
    assert validate(made.graph, definitions(), there) == []
    assert len(made.graph.outputs) == count
    assert set(made.made["sampling"]) <= {
        "steps", "cfg", "guidance", "sampler", "scheduler", "denoise", "clipSkip"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("family", "given", "size"),
    [
        ("sdxl", {}, (1368, 768)),
        ("sdxl", {"width": 640, "height": 360}, (1368, 768)),
        ("sdxl", {"settings": {"width": 832}, "width": 832, "height": 1216}, (832, 1216)),
        ("wan_2_2", {}, (1024, 576)),
        ("wan_2_2", {"width": 720, "height": 1280}, (576, 1024)),
    ],
)
def test_sizes_suit_the_family_in_the_shape_of_the_film(
    family: str, given: dict[str, Any], size: tuple[int, int]
) -> None:
    made = drawn(family, **given)
    assert (made.brief["width"], made.brief["height"]) == size


@pytest.mark.parametrize(
    ("given", "length"),
    [
        ({}, (33, "16")),
        ({"settings": {"frames": 20}, "frames": 20}, (21, "16")),
        ({"settings": {"fps": "12"}, "fps": "12", "frames": 24}, (25, "12")),
        ({"frames": 9_999}, (81, "16")),
    ],
)
def test_a_video_lasts_as_long_as_the_clip_or_as_was_said(
    given: dict[str, Any], length: tuple[int, str]
) -> None:
    made = drawn("wan_2_2", **given)
    assert (made.brief["frames"], made.brief["fps"]) == length


def test_the_picture_has_the_measures_that_are_set() -> None:
    film = Picture(1280, 720, Fraction(24), 48)
    assert measured(film, {}) == film
    assert measured(film, {"width": 640}) == dataclasses.replace(film, width=640, height=360)
    assert measured(film, {"height": 360}) == dataclasses.replace(film, width=640, height=360)
    assert measured(film, {"fps": "12"}) == Picture(1280, 720, Fraction(12), 24)
    assert measured(film, {"frames": 9}).frames == 9


def test_settings_that_mean_nothing_to_the_family_are_left_out() -> None:
    made = drawn("wan_2_2", settings={"guidance": 9, "clip_skip": 2, "steps": 3, "denoise": 0.5})
    assert made.made["sampling"]["steps"] == 3
    assert not {"guidance", "clipSkip", "denoise"} & set(made.made["sampling"])
    plain = drawn("flux_schnell", settings={"guidance": 9})
    assert "FluxGuidance" not in {node["class_type"] for node in plain.graph.nodes.values()}
    assert "guidance" in meant_for(FAMILIES["flux_dev"])
    assert meant_for(FAMILIES["flux_pro"]) == {"width", "height"}


def test_the_digest_knows_all_but_the_names_of_files() -> None:
    one, same = drawn("sdxl"), drawn("sdxl")
    named = draft(
        MediaKind.IMAGE, BRIEF, Sampling(family="sdxl"), None, prefix="other", names={}
    )  # fmt: skip
    assert one.made["graph"] == same.made["graph"] == named.made["graph"]
    assert drawn("sdxl", seed=2).made["graph"] != one.made["graph"]


def test_the_fast_preset_is_the_setups_own() -> None:
    assert drawn("hidream", fast=True).made["sampling"]["steps"] == FAMILIES["hidream"].fast.steps
    full = drawn("hidream", model="hidream_i1_full_fp16.safetensors")
    assert (full.made["setup"], full.made["sampling"]["cfg"]) == ("full", 5.0)


def test_a_chosen_file_is_where_files_of_its_kind_are() -> None:
    flux = FAMILIES["flux_dev"]
    exact = assumed(flux, Sampling(model="flux1-dev-fp8.safetensors"))
    assert exact["checkpoints"].count("flux1-dev-fp8.safetensors") == 2
    assert "flux1-dev-fp8.safetensors" not in exact["diffusion_models"]
    mine = assumed(flux, Sampling(model="mine.safetensors", model_kind="DIFFUSION_MODEL"))
    assert "mine.safetensors" in mine["diffusion_models"]
    assert "mine.safetensors" not in mine["checkpoints"]
    both = assumed(flux, Sampling(model="mine.safetensors"))
    assert "mine.safetensors" in both["checkpoints"]
    checkpoint = Sampling(family="flux_dev", model="mine.safetensors", model_kind="CHECKPOINT")
    made = draft(MediaKind.IMAGE, BRIEF, checkpoint, None, prefix="p", names={})
    assert made.made["files"] == {"model": "mine.safetensors"}


def stock(*families: str, **known: tuple[str, bool]) -> Stock:
    return Stock(files_of(*families), {f"{name}.safetensors": one for name, one in known.items()})


def chosen(kind: MediaKind, there: Stock, *roles: str) -> Sampling:
    return with_family(kind, Sampling(), there, roles)


def test_the_best_file_of_an_endpoint_chooses_the_family() -> None:
    both = stock("sdxl", "qwen_image", dream=("sdxl", False), qwen=("qwen_image", True))
    assert chosen(MediaKind.IMAGE, both).family == "qwen_image"
    assert chosen(MediaKind.IMAGE, both).chosen
    # What has not all it needs comes after what is only guessed.
    part = stock("sdxl", dream=("sdxl", False), qwen=("qwen_image", True))
    assert chosen(MediaKind.IMAGE, part).family == "sdxl"
    videos = stock("sdxl", "ltx_video", "wan_2_2", wan=("wan_2_2", True), ltx=("ltx_video", True))
    assert chosen(MediaKind.VIDEO, videos, "start", "end").family == "wan_2_2"
    edits = stock("sdxl", "qwen_edit", dream=("sdxl", True), edit=("qwen_edit", True))
    assert chosen(MediaKind.IMAGE, edits, "start", "reference_1").family == "qwen_edit"
    assert chosen(MediaKind.IMAGE, edits).family == "sdxl"


def test_a_file_that_only_may_be_of_the_family_is_used_by_its_name() -> None:
    there = Stock({"checkpoints": ["deep/dream.ckpt"]}, {"deep/dream.ckpt": ("sdxl", False)})
    sampling = chosen(MediaKind.IMAGE, there)
    assert (sampling.family, sampling.model) == ("sdxl", "deep/dream.ckpt")
    stem = Sampling(family="sdxl", model="dream")
    made = draft(MediaKind.IMAGE, BRIEF, stem, there, prefix="p", names={})
    assert made.made["files"] == {"model": "deep/dream.ckpt"}


def test_an_empty_endpoint_is_told_what_to_get() -> None:
    empty = Stock({})
    with pytest.raises(MissingModels) as caught:
        draft(MediaKind.VIDEO, BRIEF, chosen(MediaKind.VIDEO, empty), empty, prefix="p", names={})
    assert "Wan 2.2" in caught.value.message
    assert "https://" in caught.value.message


def test_references_are_for_the_families_that_look_at_them() -> None:
    names = {"start": "a.png", "reference_1": "b.png", "reference_2": "c.png"}
    made = drawn("qwen_edit", names)
    assert made.made["task"] == Task.EDIT.value
    with pytest.raises(GraphUnsupported, match="does not look at reference pictures"):
        drawn("sdxl", names)


def test_weights_of_a_prompt_are_drawn_for_the_family_that_reads_them() -> None:
    kept = {"weighted": {"prompt": "a (red:1.3) fox", "negativePrompt": "(rain:1.2)"}}
    for family, told in (("sdxl", {"a (red:1.3) fox", "(rain:1.2)"}), ("flux_dev", {"a fox"})):
        brief = {**BRIEF, COMPOSED: kept}
        sampling = Sampling(family=family)
        found = draft(MediaKind.IMAGE, brief, sampling, None, prefix="p", names={})
        texts = {
            value
            for node in found.graph.nodes.values()
            for value in node["inputs"].values()
            if isinstance(value, str) and ("fox" in value or "rain" in value)
        }
        assert texts == told
