"""The model families, as data. Steps and sizes are the product's; the rest is what the official
templates of ComfyUI use. To add one: an entry here and, for a new architecture, a builder."""

from fractions import Fraction

from studio.graphs import files as f
from studio.graphs.family import Family, LengthRule, Preset, Setup, SizeRule, Task
from studio.library.media import MediaKind

T2I, I2I, EDIT = Task.TEXT_TO_IMAGE, Task.IMAGE_TO_IMAGE, Task.EDIT
T2V, I2V, FLF = Task.TEXT_TO_VIDEO, Task.IMAGE_TO_VIDEO, Task.FIRST_LAST_FRAME

_MEGA = 1024 * 1024
_LARGE = SizeRule(16, 256, 2048, _MEGA // 4, 2 * _MEGA)
_SDXL = SizeRule(8, 512, 2048, _MEGA // 2, 2 * _MEGA)
_PRO = SizeRule(8, 512, 2048, _MEGA // 2, 4 * _MEGA)
_WAN = SizeRule(16, 256, 1280, 256 * 256, 1280 * 720)
_WAN_5B = SizeRule(32, 256, 1280, 256 * 256, 1280 * 704)
_LTX = SizeRule(32, 256, 1280, 256 * 256, 1280 * 704)
_SIXTEEN = LengthRule(Fraction(16), 4, 81)


def _checkpoint(file: f.ModelFile, *others: f.ModelFile) -> tuple[Setup, ...]:
    return (Setup("checkpoint", (T2I, I2I), (file, *others)),)


def _flux(model: f.ModelFile) -> Setup:
    return Setup("split", (T2I, I2I), (model, f.CLIP_L, f.T5XXL, f.FLUX_VAE))


FLUX_DEV = Family(
    "flux_dev", "FLUX.1 dev", MediaKind.IMAGE, "flux",
    fast=Preset(8, 1.0, "euler", "simple", guidance=3.0),
    quality=Preset(28, 1.0, "euler", "simple", guidance=3.5),
    width=1024, height=1024, size=_LARGE, max_loras=3,
    setups=(_flux(f.FLUX_DEV), *_checkpoint(f.FLUX_DEV_CHECKPOINT)),
    note="The guidance is distilled into the model.",
)  # fmt: skip
FLUX_SCHNELL = Family(
    "flux_schnell", "FLUX.1 schnell", MediaKind.IMAGE, "flux",
    fast=Preset(4, 1.0, "euler", "simple"),
    quality=Preset(8, 1.0, "euler", "simple"),
    width=1024, height=1024, size=_LARGE, max_loras=3,
    setups=(_flux(f.FLUX_SCHNELL), *_checkpoint(f.FLUX_SCHNELL_CHECKPOINT)),
    note="Made for few steps, without guidance.",
)  # fmt: skip
FLUX_PRO = Family(
    "flux_pro", "FLUX.1 pro", MediaKind.IMAGE, "flux_pro",
    fast=Preset(12, 1.0, "none", "none"),
    quality=Preset(35, 1.0, "none", "none"),
    width=1024, height=1024, size=_PRO, max_loras=0,
    setups=(Setup("partner", (T2I,), ()),),
    needs="a comfy.org API key: it runs at a partner of ComfyUI, not on the endpoint",
    note="Only the shape of the picture can be chosen; the partner decides size and steps.",
)  # fmt: skip
FLUX_KREA = Family(
    "flux_krea", "FLUX.1 Krea", MediaKind.IMAGE, "flux",
    fast=Preset(4, 1.0, "euler", "simple", guidance=3.0),
    quality=Preset(8, 1.0, "euler", "simple", guidance=3.5),
    width=1024, height=1024, size=_LARGE, max_loras=3,
    setups=(_flux(f.FLUX_KREA),),
    note="FLUX with the look of photographs. Its makers use 20 steps and more.",
)  # fmt: skip
SDXL = Family(
    "sdxl", "Stable Diffusion XL", MediaKind.IMAGE, "sdxl",
    fast=Preset(15, 5.0, "dpmpp_2m", "karras"),
    quality=Preset(35, 7.0, "dpmpp_2m", "karras"),
    width=1024, height=1024, size=_SDXL, max_loras=5, negative=True,
    setups=_checkpoint(f.SDXL, f.SDXL_REFINER, f.SDXL_VAE),
    note="The refiner takes over the last fifth of the steps.",
)  # fmt: skip
PONY = Family(
    "pony", "Pony Diffusion", MediaKind.IMAGE, "sdxl",
    fast=Preset(12, 5.0, "euler_ancestral", "normal"),
    quality=Preset(28, 7.0, "euler_ancestral", "normal"),
    width=1024, height=1024, size=_SDXL, max_loras=5, negative=True, clip_skip=2,
    setups=_checkpoint(f.PONY, f.SDXL_VAE),
    tags="score_9, score_8_up, score_7_up",
    note="Its prompts begin with the score tags it was trained on.",
)  # fmt: skip
ILLUSTRIOUS = Family(
    "illustrious", "Illustrious", MediaKind.IMAGE, "sdxl",
    fast=Preset(15, 5.0, "euler_ancestral", "normal"),
    quality=Preset(30, 6.0, "euler_ancestral", "normal"),
    width=1024, height=1024, size=_SDXL, max_loras=5, negative=True, clip_skip=2,
    setups=_checkpoint(f.ILLUSTRIOUS, f.SDXL_VAE),
    tags="masterpiece, best quality",
    note="Understands the tags of anime archives.",
)  # fmt: skip
WAN_2_1 = Family(
    "wan_2_1", "Wan 2.1", MediaKind.VIDEO, "wan",
    fast=Preset(15, 5.0, "uni_pc", "simple"),
    quality=Preset(25, 6.0, "uni_pc", "simple"),
    width=512, height=512, size=_WAN, max_loras=3, negative=True, length=_SIXTEEN,
    setups=(
        Setup("text", (T2V,), (f.WAN21_T2V, f.UMT5, f.WAN21_VAE), shift=8.0),
        Setup("image", (I2V,), (f.WAN21_I2V, f.UMT5, f.WAN21_VAE, f.CLIP_VISION_H), shift=8.0),
        Setup("frames", (FLF,), (f.WAN21_FLF, f.UMT5, f.WAN21_VAE, f.CLIP_VISION_H),
              shift=8.0, cfg=(3.0, 3.0)),
    ),
    note="Needs its own VAE.",
)  # fmt: skip
WAN_2_2 = Family(
    "wan_2_2", "Wan 2.2", MediaKind.VIDEO, "wan",
    fast=Preset(8, 3.0, "euler", "simple"),
    quality=Preset(20, 3.5, "euler", "simple"),
    width=768, height=768, size=_WAN, max_loras=3, negative=True, length=_SIXTEEN,
    setups=(
        Setup("text", (T2V,), (*f.WAN22_T2V, f.UMT5, f.WAN21_VAE), shift=5.0),
        Setup("image", (I2V,), (*f.WAN22_I2V, f.UMT5, f.WAN21_VAE), shift=5.0),
        Setup("frames", (FLF,), (*f.WAN22_I2V, f.UMT5, f.WAN21_VAE), shift=8.0, cfg=(3.5, 4.0)),
        Setup("5b", (T2V, I2V), (f.WAN22_5B, f.UMT5, f.WAN22_VAE), shift=8.0, cfg=(4.0, 5.0),
              sampler="uni_pc", length=LengthRule(Fraction(24), 4, 121), size=_WAN_5B),
    ),
    note="Two models, for high and low noise, share the steps; the 5B model works alone.",
)  # fmt: skip
LTX_VIDEO = Family(
    "ltx_video", "LTX-Video", MediaKind.VIDEO, "ltx",
    fast=Preset(10, 2.5, "euler", "ltxv"),
    quality=Preset(30, 3.0, "euler", "ltxv"),
    width=768, height=512, size=_LTX, max_loras=3, negative=True,
    length=LengthRule(Fraction(24), 8, 257),
    setups=(Setup("checkpoint", (T2V, I2V), (f.LTX, f.T5XXL)),),
    note="The fastest of the video models. Its schedule is its own.",
)  # fmt: skip
HUNYUAN_VIDEO = Family(
    "hunyuan_video", "HunyuanVideo", MediaKind.VIDEO, "hunyuan",
    fast=Preset(20, 1.0, "euler", "simple", guidance=5.0),
    quality=Preset(40, 1.0, "euler", "simple", guidance=6.0),
    width=1024, height=576, size=_WAN, max_loras=3, length=LengthRule(Fraction(24), 4, 129),
    setups=(
        Setup("text", (T2V,), (f.HUNYUAN_T2V, f.CLIP_L, f.LLAVA, f.HUNYUAN_VAE), shift=7.0),
        Setup("image", (I2V,),
              (f.HUNYUAN_I2V, f.CLIP_L, f.LLAVA, f.HUNYUAN_VAE, f.LLAVA_VISION), shift=7.0),
    ),
)  # fmt: skip
HIDREAM = Family(
    "hidream", "HiDream-I1", MediaKind.IMAGE, "hidream",
    fast=Preset(12, 1.0, "lcm", "normal"),
    quality=Preset(25, 1.0, "lcm", "normal"),
    width=1024, height=1024, size=_LARGE, max_loras=3, negative=True,
    setups=(
        Setup("dev", (T2I, I2I), (f.HIDREAM_DEV, *f.HIDREAM_TEXT, f.FLUX_VAE), shift=6.0),
        Setup("fast", (T2I, I2I), (f.HIDREAM_FAST, *f.HIDREAM_TEXT, f.FLUX_VAE), shift=3.0),
        Setup("full", (T2I, I2I), (f.HIDREAM_FULL, *f.HIDREAM_TEXT, f.FLUX_VAE), shift=3.0,
              cfg=(3.5, 5.0), sampler="uni_pc", scheduler="simple"),
    ),
    note="A negative prompt works with the full model only; its makers give that one 50 steps.",
)  # fmt: skip
QWEN_IMAGE = Family(
    "qwen_image", "Qwen-Image", MediaKind.IMAGE, "qwen",
    fast=Preset(10, 2.5, "euler", "simple"),
    quality=Preset(20, 4.0, "euler", "simple"),
    width=1024, height=1024, size=_LARGE, max_loras=3, negative=True,
    setups=(Setup("split", (T2I, I2I), (f.QWEN, f.QWEN_VL, f.QWEN_VAE), shift=3.1),),
    note="Writes legible text.",
)  # fmt: skip
QWEN_EDIT = Family(
    "qwen_edit", "Qwen-Image-Edit", MediaKind.IMAGE, "qwen_edit",
    fast=Preset(8, 2.5, "euler", "simple"),
    quality=Preset(15, 4.0, "euler", "simple"),
    width=1024, height=1024, size=_LARGE, max_loras=3, negative=True,
    setups=(
        Setup("2511", (EDIT,), (f.QWEN_EDIT_2511, f.QWEN_VL, f.QWEN_VAE), shift=3.1),
        Setup("2509", (EDIT,), (f.QWEN_EDIT_2509, f.QWEN_VL, f.QWEN_VAE), shift=3.0),
        Setup("first", (EDIT,), (f.QWEN_EDIT, f.QWEN_VL, f.QWEN_VAE), shift=3.0,
              cfg=(2.5, 2.5)),
    ),
    note="Takes two further pictures as references, but for its first version.",
)  # fmt: skip

FAMILIES: dict[str, Family] = {
    family.id: family
    for family in (
        FLUX_DEV, FLUX_SCHNELL, FLUX_PRO, FLUX_KREA, SDXL, PONY, ILLUSTRIOUS,
        WAN_2_1, WAN_2_2, LTX_VIDEO, HUNYUAN_VIDEO, HIDREAM, QWEN_IMAGE, QWEN_EDIT,
    )
}  # fmt: skip
