"""Sizes, lengths, presets, and the files an endpoint has."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graphs.families import FAMILIES
from studio.graphs.family import Family, Setup, Task
from studio.graphs.resolve import MissingModels, resolve
from studio.graphs.task import GraphUnsupported, fit_frames, fit_size, preset
from tests.studio.graphs.orders import everything

_MODELS = Path(__file__).parents[4] / "shared/data/models.json"
SETUPS = [(family, setup) for family in FAMILIES.values() for setup in family.setups]


def test_the_families_are_those_of_the_product() -> None:
    if not _MODELS.exists():
        pytest.skip("shared data not here")
    asked = json.loads(_MODELS.read_text(encoding="utf-8"))["families"]
    assert [one["family"] for one in asked] == list(FAMILIES)
    for one in asked:
        family = FAMILIES[one["family"]]
        assert one["kind"].upper() == family.kind.value
        assert (one["fast_steps"], one["quality_steps"]) == (
            family.fast.steps,
            family.quality.steps,
        )
        if one["resolution"][0].isdigit():
            assert one["resolution"] == f"{family.width}x{family.height}"
    assert [FAMILIES[name].max_loras for name in ("flux_dev", "sdxl")] == [3, 5]
    assert [name for name, one in FAMILIES.items() if one.refiner] == ["sdxl"]


@pytest.mark.parametrize(("family", "setup"), SETUPS)
def test_a_fast_preset_is_no_dearer(family: Family, setup: Setup) -> None:
    fast, quality = preset(family, setup, fast=True), preset(family, setup)
    assert fast.steps < quality.steps
    assert fast.cfg <= quality.cfg


@given(st.sampled_from(SETUPS), st.integers(1, 20_000), st.integers(1, 20_000))
def test_the_nearest_size_is_allowed_and_stays(
    case: tuple[Family, Setup], width: int, height: int
) -> None:
    family, setup = case
    size = fit_size(family, width, height, setup)
    assert (setup.size or family.size).allows(*size)
    assert fit_size(family, *size, setup) == size


@given(st.sampled_from(SETUPS), st.integers(640, 1024), st.fractions(Fraction(1, 2), 2))
def test_a_usual_shape_is_kept(case: tuple[Family, Setup], side: int, shape: Fraction) -> None:
    family, setup = case
    width, height = fit_size(family, side, round(side / shape), setup)
    assert width / height == pytest.approx(side / round(side / shape), rel=0.13)


@given(
    st.sampled_from([case for case in SETUPS if case[0].length]),
    st.integers(1, 5000),
    st.sampled_from([Fraction(24), Fraction(24000, 1001), Fraction(12), Fraction(60)]),
)
def test_a_video_covers_what_is_asked_or_is_the_longest(
    case: tuple[Family, Setup], frames: int, rate: Fraction
) -> None:
    family, setup = case
    rule = setup.length or family.length
    assert rule
    made, at = fit_frames(family, frames, rate, setup)
    assert rule.allows(made)
    assert made / at >= frames / rate or made + rule.step > rule.most
    assert (made - rule.step) / at < frames / rate or made == rule.step + 1
    assert fit_frames(family, made, at, setup) == (made, at)


def test_a_picture_has_one_frame() -> None:
    assert fit_frames(FAMILIES["sdxl"], 99, Fraction(25)) == (1, Fraction(25))


def test_the_files_of_the_templates_are_preferred() -> None:
    for family, setup in SETUPS:
        for task in setup.tasks:
            found = resolve(family, task, everything())
            first = next(one for one in family.setups if task in one.tasks)
            assert found.setup is first
            assert found.models == {one.role: one.name for one in first.files if not one.optional}


def test_other_files_serve_where_their_names_say_so() -> None:
    there = {
        "unet": ["flux/flux1-dev-Q8.gguf", "flux1-fill-dev.safetensors"],
        "clip": ["umt5_xxl.safetensors", "t5xxl_fp8_e4m3fn.safetensors", "clip_l.safetensors"],
        "vae": ["FLUX1/ae.safetensors", "wan_2.1_vae.safetensors"],
    }
    assert resolve(FAMILIES["flux_dev"], Task.TEXT_TO_IMAGE, there).models == {
        "model": "flux/flux1-dev-Q8.gguf",
        "clip_l": "clip_l.safetensors",
        "t5": "t5xxl_fp8_e4m3fn.safetensors",
        "vae": "FLUX1/ae.safetensors",
    }


def test_the_next_setup_serves_where_the_first_cannot() -> None:
    there = {"checkpoints": ["flux1-dev-fp8.safetensors"]}
    found = resolve(FAMILIES["flux_dev"], Task.TEXT_TO_IMAGE, there)
    assert (found.setup.key, found.models) == ("checkpoint", {"model": there["checkpoints"][0]})
    wan = {
        "diffusion_models": ["wan2.2_ti2v_5B_fp16.safetensors"],
        "text_encoders": ["umt5_xxl_fp16.safetensors"],
        "vae": ["wan2.2_vae.safetensors", "wan_2.1_vae.safetensors"],
    }
    assert resolve(FAMILIES["wan_2_2"], Task.IMAGE_TO_VIDEO, wan).setup.key == "5b"
    with pytest.raises(MissingModels):
        resolve(FAMILIES["wan_2_2"], Task.FIRST_LAST_FRAME, wan)


def test_the_chosen_model_decides_the_setup_and_its_partner() -> None:
    there = everything()
    full = resolve(
        FAMILIES["hidream"],
        Task.TEXT_TO_IMAGE,
        there,
        wanted={"model": "hidream_i1_full_fp8.safetensors"},
    )
    assert full.setup.key == "full"
    there["diffusion_models"] += ["My_wan22_HIGH_mix.safetensors", "My_wan22_LOW_mix.safetensors"]
    pair = resolve(
        FAMILIES["wan_2_2"],
        Task.TEXT_TO_VIDEO,
        there,
        wanted={"model": "My_wan22_HIGH_mix.safetensors"},
    )
    assert pair.models["model_low"] == "My_wan22_LOW_mix.safetensors"
    named = resolve(
        FAMILIES["sdxl"],
        Task.TEXT_TO_IMAGE,
        {"checkpoints": ["dir/juggernaut.safetensors"]},
        wanted={"model": "juggernaut.safetensors"},
    )
    assert named.models == {"model": "dir/juggernaut.safetensors"}


def test_the_refiner_is_looked_for_only_when_wanted() -> None:
    sdxl, there = FAMILIES["sdxl"], {"checkpoints": ["sd_xl_base_1.0.safetensors"]}
    assert set(resolve(sdxl, Task.TEXT_TO_IMAGE, there).models) == {"model"}
    with pytest.raises(MissingModels, match=r"sd_xl_refiner_1\.0"):
        resolve(sdxl, Task.TEXT_TO_IMAGE, there, refiner=True)


def test_what_is_missing_is_named_with_where_to_get_it() -> None:
    with pytest.raises(MissingModels) as caught:
        resolve(FAMILIES["qwen_image"], Task.TEXT_TO_IMAGE, {"vae": ["qwen_image_vae.safetensors"]})
    assert [(one.role, one.folder) for one in caught.value.files] == [
        ("model", "diffusion_models"),
        ("text", "text_encoders"),
    ]
    assert "diffusion_models/qwen_image_fp8_e4m3fn.safetensors from https://" in str(caught.value)
    with pytest.raises(MissingModels, match="checkpoints/gone"):
        resolve(FAMILIES["sdxl"], Task.TEXT_TO_IMAGE, {}, wanted={"model": "gone.safetensors"})
    with pytest.raises(GraphUnsupported, match="cannot do EDIT"):
        resolve(FAMILIES["sdxl"], Task.EDIT, {})
