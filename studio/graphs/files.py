"""The model files: what the official templates load, and where those say to get it."""

from studio.graphs.family import ModelFile as ModelFile

_HUB = "https://huggingface.co"
_FLUX_TEXT = f"{_HUB}/comfyanonymous/flux_text_encoders/resolve/main"
_WAN21 = f"{_HUB}/Comfy-Org/Wan_2.1_ComfyUI_repackaged/resolve/main/split_files"
_WAN22 = f"{_HUB}/Comfy-Org/Wan_2.2_ComfyUI_Repackaged/resolve/main/split_files"
_HUNYUAN = f"{_HUB}/Comfy-Org/HunyuanVideo_repackaged/resolve/main/split_files"
_HIDREAM = f"{_HUB}/Comfy-Org/HiDream-I1_ComfyUI/resolve/main/split_files"
_QWEN = f"{_HUB}/Comfy-Org/Qwen-Image_ComfyUI/resolve/main/split_files"
_QWEN_EDIT = f"{_HUB}/Comfy-Org/Qwen-Image-Edit_ComfyUI/resolve/main/split_files"


def _in(
    root: str,
    role: str,
    folder: str,
    name: str,
    *words: str,
    partner: tuple[str, str] | None = None,
    optional: bool = False,
) -> ModelFile:
    """A file in the hub's folder of the same name."""
    url = f"{root}/{folder}/{name}"
    return ModelFile(role, folder, name, url, words, partner, optional)


def _at(
    url: str, role: str, folder: str, *words: str, name: str = "", optional: bool = False
) -> ModelFile:
    name = name or url.rpartition("/")[2]
    return ModelFile(role, folder, name, url, words, optional=optional)


_TEXT, _VAE, _MODEL = "text_encoders", "vae", "diffusion_models"
_BASE = "-kontext -fill -redux -canny -depth -inpaint -controlnet -lora"

CLIP_L = _at(f"{_FLUX_TEXT}/clip_l.safetensors", "clip_l", _TEXT, "clipl -hidream")
T5XXL = _at(f"{_FLUX_TEXT}/t5xxl_fp16.safetensors", "t5", _TEXT, "t5xxl -umt5")
FLUX_VAE = _in(_HIDREAM, "vae", _VAE, "ae.safetensors", "=ae", "fluxvae", "fluxae")

FLUX_DEV = _at(
    f"{_HUB}/Comfy-Org/flux1-dev/resolve/main/flux1-dev.safetensors",
    "model", _MODEL, f"flux dev -krea -schnell -flux2 {_BASE}",
)  # fmt: skip
FLUX_DEV_CHECKPOINT = _at(
    f"{_HUB}/Comfy-Org/flux1-dev/resolve/main/flux1-dev-fp8.safetensors",
    "model", "checkpoints", f"flux -krea -schnell -flux2 {_BASE}",
)  # fmt: skip
FLUX_SCHNELL = _at(
    f"{_HUB}/Comfy-Org/flux1-schnell/resolve/main/flux1-schnell.safetensors",
    "model", _MODEL, f"flux schnell {_BASE}",
)  # fmt: skip
FLUX_SCHNELL_CHECKPOINT = _at(
    f"{_HUB}/Comfy-Org/flux1-schnell/resolve/main/flux1-schnell-fp8.safetensors",
    "model", "checkpoints", f"schnell {_BASE}",
)  # fmt: skip
FLUX_KREA = _in(
    f"{_HUB}/Comfy-Org/FLUX.1-Krea-dev_ComfyUI/resolve/main/split_files",
    "model", _MODEL, "flux1-krea-dev_fp8_scaled.safetensors", "flux krea -krea2 -krea3 -lora",
)  # fmt: skip

_NO_SDXL = "-refiner -turbo -lightning -lcm -hyper -inpaint"
SDXL = _at(
    f"{_HUB}/stabilityai/stable-diffusion-xl-base-1.0/resolve/main/sd_xl_base_1.0.safetensors",
    "model", "checkpoints", f"sdxl {_NO_SDXL}", f"=xl {_NO_SDXL} -pony -illustrious",
)  # fmt: skip
SDXL_REFINER = _at(
    f"{_HUB}/stabilityai/stable-diffusion-xl-refiner-1.0/resolve/main/sd_xl_refiner_1.0.safetensors",
    "refiner", "checkpoints", "refiner", optional=True,
)  # fmt: skip
SDXL_VAE = _at(
    f"{_HUB}/stabilityai/sdxl-vae/resolve/main/sdxl_vae.safetensors",
    "vae", _VAE, "sdxl", optional=True,
)  # fmt: skip
PONY = _at(
    f"{_HUB}/LyliaEngine/Pony_Diffusion_V6_XL/resolve/main/ponyDiffusionV6XL_v6StartWithThisOne.safetensors",
    "model", "checkpoints", "=pony", "ponydiffusion", "ponyxl",
)  # fmt: skip
ILLUSTRIOUS = _at(
    f"{_HUB}/OnomaAIResearch/Illustrious-xl-early-release-v0/resolve/main/Illustrious-XL-v0.1.safetensors",
    "model", "checkpoints", "illustrious", "noobai",
)  # fmt: skip

UMT5 = _in(_WAN21, "text", _TEXT, "umt5_xxl_fp8_e4m3fn_scaled.safetensors", "umt5")
WAN21_VAE = _in(_WAN22, "vae", _VAE, "wan_2.1_vae.safetensors", "wan21")
CLIP_VISION_H = _in(
    _WAN21, "vision", "clip_vision", "clip_vision_h.safetensors", "clipvisionh", "vith14"
)
_PLAIN = "-fun -vace -camera -control -animate -s2v -lora -lightx2v"
WAN21_T2V = _in(_WAN21, "model", _MODEL, "wan2.1_t2v_1.3B_fp16.safetensors", f"wan21 t2v {_PLAIN}")
WAN21_I2V = _in(
    _WAN21, "model", _MODEL, "wan2.1_i2v_480p_14B_fp16.safetensors", f"wan21 i2v {_PLAIN}"
)
WAN21_FLF = _in(
    _WAN21, "model", _MODEL, "wan2.1_flf2v_720p_14B_fp16.safetensors", f"wan21 flf {_PLAIN}"
)


def _pair(task: str) -> tuple[ModelFile, ModelFile]:
    high = f"wan2.2_{task}_high_noise_14B_fp8_scaled.safetensors"
    low = high.replace("high", "low")
    return (
        _in(_WAN22, "model", _MODEL, high, f"wan22 {task} high {_PLAIN}"),
        _in(_WAN22, "model_low", _MODEL, low, f"wan22 {task} low {_PLAIN}",
            partner=("high", "low")),
    )  # fmt: skip


WAN22_T2V = _pair("t2v")
WAN22_I2V = _pair("i2v")
WAN22_5B = _in(_WAN22, "model", _MODEL, "wan2.2_ti2v_5B_fp16.safetensors", f"wan22 ti2v {_PLAIN}")
WAN22_VAE = _in(_WAN22, "vae", _VAE, "wan2.2_vae.safetensors", "wan22")

LTX = _at(
    f"{_HUB}/Lightricks/LTX-Video/resolve/main/ltx-video-2b-v0.9.5.safetensors",
    "model", "checkpoints", "ltxvideo -lora", "ltxv -lora",
)  # fmt: skip

HUNYUAN_T2V = _in(
    _HUNYUAN, "model", _MODEL, "hunyuan_video_t2v_720p_bf16.safetensors",
    "hunyuanvideo -i2v -imagetovideo -hunyuanvideo15 -lora",
)  # fmt: skip
HUNYUAN_I2V = _in(
    _HUNYUAN, "model", _MODEL, "hunyuan_video_v2_replace_image_to_video_720p_bf16.safetensors",
    "hunyuanvideo replace -hunyuanvideo15 -lora",
)  # fmt: skip
LLAVA = _in(_HUNYUAN, "text", _TEXT, "llava_llama3_fp8_scaled.safetensors", "llavallama3 -vision")
LLAVA_VISION = _in(
    _HUNYUAN, "vision", "clip_vision", "llava_llama3_vision.safetensors", "llavallama3vision"
)
HUNYUAN_VAE = _in(_HUNYUAN, "vae", _VAE, "hunyuan_video_vae_bf16.safetensors", "hunyuanvideovae")

HIDREAM_DEV = _in(
    _HIDREAM, "model", _MODEL, "hidream_i1_dev_fp8.safetensors", "hidream dev -e1 -lora"
)
HIDREAM_FAST = _in(
    _HIDREAM, "model", _MODEL, "hidream_i1_fast_fp8.safetensors", "hidream fast -e1 -lora"
)
HIDREAM_FULL = _in(
    _HIDREAM, "model", _MODEL, "hidream_i1_full_fp8.safetensors", "hidream full -e1 -lora"
)
HIDREAM_TEXT = (
    _in(_HIDREAM, "clip_l", _TEXT, "clip_l_hidream.safetensors", "clipl"),
    _in(_HIDREAM, "clip_g", _TEXT, "clip_g_hidream.safetensors", "clipg"),
    _in(_HIDREAM, "t5", _TEXT, "t5xxl_fp8_e4m3fn_scaled.safetensors", "t5xxl -umt5"),
    _in(_HIDREAM, "llama", _TEXT, "llama_3.1_8b_instruct_fp8_scaled.safetensors", "llama31"),
)

QWEN = _in(
    _QWEN, "model", _MODEL, "qwen_image_fp8_e4m3fn.safetensors",
    "qwenimage -edit -layered -controlnet -lora -lightning",
)  # fmt: skip
QWEN_VL = _at(
    f"{_HUB}/Comfy-Org/HunyuanVideo_1.5_repackaged/resolve/main/split_files/text_encoders/qwen_2.5_vl_7b_fp8_scaled.safetensors",
    "text", _TEXT, "qwen25vl",
)  # fmt: skip
QWEN_VAE = _in(_QWEN, "vae", _VAE, "qwen_image_vae.safetensors", "qwenimagevae -layered")
QWEN_EDIT_2511 = _in(
    _QWEN_EDIT, "model", _MODEL, "qwen_image_edit_2511_fp8mixed.safetensors",
    "qwen edit 2511 -lora -lightning",
)  # fmt: skip
QWEN_EDIT_2509 = _in(
    _QWEN_EDIT, "model", _MODEL, "qwen_image_edit_2509_fp8_e4m3fn.safetensors",
    "qwen edit 2509 -lora -lightning", "qwen edit plus -lora -lightning",
)  # fmt: skip
QWEN_EDIT = _in(
    _QWEN_EDIT, "model", _MODEL, "qwen_image_edit_fp8_e4m3fn.safetensors",
    "qwen edit -2509 -2511 -plus -lora -lightning",
)  # fmt: skip

ACE_STEP = _at(
    f"{_HUB}/Comfy-Org/ACE-Step_ComfyUI_repackaged/resolve/main/all_in_one/ace_step_v1_3.5b.safetensors",
    "model", "checkpoints", "acestep -acestep15 -acestepv15 -lora",
)  # fmt: skip
STABLE_AUDIO = _at(
    f"{_HUB}/Comfy-Org/stable-audio-open-1.0_repackaged/resolve/main/stable-audio-open-1.0.safetensors",
    "model", "checkpoints", "stableaudioopen", "stableaudio -stableaudio3",
)  # fmt: skip
T5_BASE = _at(
    f"{_HUB}/ComfyUI-Wiki/t5-base/resolve/main/t5-base.safetensors", "text", _TEXT, "t5base"
)
SWAPPER = _at(
    f"{_HUB}/datasets/Gourieff/ReActor/resolve/main/models/inswapper_128.onnx",
    "swapper", "insightface", "inswapper", "reswapper",
)  # fmt: skip
RESTORER = _at(
    f"{_HUB}/datasets/Gourieff/ReActor/resolve/main/models/facerestore_models/codeformer-v0.1.0.pth",
    "restorer", "facerestore_models", "codeformer", "gfpgan", "gpen",
)  # fmt: skip
