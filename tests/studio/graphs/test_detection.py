"""Families told from the names that model files have in the world."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graphs.detection import RULES, detect
from studio.graphs.families import FAMILIES

CERTAIN = {
    "flux_dev": [
        "flux1-dev.safetensors",
        "flux1-dev-fp8.safetensors",
        "FLUX.1-dev-Q4_K_S.gguf",
        "flux1-dev-bnb-nf4-v2.safetensors",
        "FLUX1/flux1-dev-fp8-e4m3fn.safetensors",
        "flux_dev_hyper.safetensors",
        "acornIsSpinningFLUX_devfp8V11.safetensors",
        "flux1DevHyperNF4Flux1DevBNB_flux1DevHyperNF4.safetensors",
        "STOIQONewrealityFLUX_F1DDev.safetensors",
    ],
    "flux_schnell": [
        "flux1-schnell.safetensors",
        "flux1-schnell-fp8.safetensors",
        "FLUX.1-schnell-Q8_0.gguf",
        "shuttleSchnellFlux_v1.safetensors",
        "flux_schnell.sft",
    ],
    "flux_pro": ["flux-pro", "FLUX1.1-pro-ultra", "flux_pro_1.1"],
    "flux_krea": [
        "flux1-krea-dev_fp8_scaled.safetensors",
        "FLUX.1-Krea-dev.safetensors",
        "flux1-krea-dev-Q5_K_M.gguf",
    ],
    "sdxl": [
        "sd_xl_base_1.0.safetensors",
        "sdxl_base_1.0_0.9vae.safetensors",
        "sd_xl_turbo_1.0_fp16.safetensors",
        "juggernautXL_v9Rundiffusion.safetensors",
        "realvisxlV50_v50LightningBakedvae-sdxl.safetensors",
        "dreamshaperXL_v21TurboDPMSDE.safetensors",
        "SDXL/animagine-xl-3.1.safetensors",
        "sdxlYamersRealistic5_v5Rundiffusion.safetensors",
    ],
    "pony": [
        "ponyDiffusionV6XL_v6StartWithThisOne.safetensors",
        "ponyRealism_V22MainVAE.safetensors",
        "cyberrealisticPony_v85.safetensors",
        "tPonynai3_v55-pony.safetensors",
        "pony/duchaitenPonyXL.safetensors",
        "autismmix_pony.safetensors",
    ],
    "illustrious": [
        "Illustrious-XL-v0.1.safetensors",
        "Illustrious-XL-v2.0.safetensors",
        "waiNSFWIllustrious_v140.safetensors",
        "noobaiXLNAIXL_vPred10Version.safetensors",
        "NoobAI-XL-v1.1.safetensors",
        "hassakuXLIllustrious_v21.safetensors",
    ],
    "wan_2_1": [
        "wan2.1_t2v_1.3B_fp16.safetensors",
        "wan2.1_i2v_480p_14B_fp16.safetensors",
        "wan2.1_flf2v_720p_14B_fp16.safetensors",
        "Wan2_1-T2V-14B_fp8_e4m3fn.safetensors",
        "wan2.1-i2v-14b-720p-Q4_K_M.gguf",
        "Wan21_Uni3C_controlnet_fp16.safetensors",
        "WAN-2.1/wan_2.1_vace_14B.safetensors",
    ],
    "wan_2_2": [
        "wan2.2_t2v_high_noise_14B_fp8_scaled.safetensors",
        "wan2.2_i2v_low_noise_14B_fp8_scaled.safetensors",
        "wan2.2_ti2v_5B_fp16.safetensors",
        "Wan2.2-I2V-A14B-HighNoise-Q4_K_S.gguf",
        "Wan2_2-TI2V-5B_fp8_e4m3fn.safetensors",
    ],
    "ltx_video": [
        "ltx-video-2b-v0.9.5.safetensors",
        "ltxv-13b-0.9.7-dev.safetensors",
        "ltxv-2b-0.9.8-distilled-fp8.safetensors",
        "LTX-Video/ltx-video-2b-v0.9.safetensors",
    ],
    "hunyuan_video": [
        "hunyuan_video_t2v_720p_bf16.safetensors",
        "hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors",
        "hunyuan-video-t2v-720p-Q4_0.gguf",
        "HunyuanVideo_fast_fp8.safetensors",
    ],
    "hidream": [
        "hidream_i1_dev_fp8.safetensors",
        "hidream_i1_full_fp16.safetensors",
        "HiDream-I1-Fast-Q5_0.gguf",
    ],
    "qwen_image": [
        "qwen_image_fp8_e4m3fn.safetensors",
        "Qwen-Image-Q4_K_M.gguf",
        "qwen_image_2512_fp8_e4m3fn.safetensors",
        "QwenImage_bf16.safetensors",
    ],
    "qwen_edit": [
        "qwen_image_edit_fp8_e4m3fn.safetensors",
        "qwen_image_edit_2509_fp8_e4m3fn.safetensors",
        "Qwen-Image-Edit-2511-Q8_0.gguf",
        "Qwen_Edit_Rapid_AIO.safetensors",
    ],
}
UNCERTAIN = {
    "sdxl": [
        "v1-5-pruned-emaonly.safetensors",
        "dreamshaper_8.safetensors",
        "swanlake_v2.safetensors",
        "taiwanDoll_v1.safetensors",
        "ponytail_girls.safetensors",
        "model.safetensors",
        "sd3.5_large.safetensors",
        "",
    ],
    "flux_dev": [
        "flux1-kontext-dev.safetensors",
        "flux1-fill-dev.safetensors",
        "flux2_dev_fp8mixed.safetensors",
        "fluxedUp_v61.safetensors",
    ],
    "wan_2_1": ["wan_t2v_mix.safetensors", "WanVideo_comfy.safetensors"],
    "hunyuan_video": ["hunyuanvideo1.5_720p_t2v_fp16.safetensors"],
    "ltx_video": ["ltx-2.3-22b-distilled-fp8.safetensors"],
}


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family, names in CERTAIN.items() for name in names]
)
def test_the_name_says_the_family(family: str, name: str) -> None:
    found = detect(name)
    assert (found.family.id, found.certain) == (family, True)


@pytest.mark.parametrize(
    ("family", "name"), [(family, name) for family, names in UNCERTAIN.items() for name in names]
)
def test_a_name_that_says_little_is_a_guess(family: str, name: str) -> None:
    found = detect(name)
    assert (found.family.id, found.certain) == (family, False)


def test_every_family_has_a_rule_and_finds_its_own_files() -> None:
    assert {family for family, _, _ in RULES} == set(FAMILIES)
    for family in FAMILIES.values():
        for setup in family.setups:
            if main := setup.file("model"):
                assert detect(main.name).family is family


@given(st.text())
def test_any_name_has_a_family(name: str) -> None:
    assert detect(name).family.id in FAMILIES


@given(st.sampled_from([name for names in CERTAIN.values() for name in names]))
def test_case_and_folder_do_not_matter(name: str) -> None:
    family = detect(name).family
    assert detect(f"any/where\\{name}").family is family
    if name.islower():
        assert detect(name.upper()).family is family
