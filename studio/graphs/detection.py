"""The family of a model, told from the name of its file."""

from dataclasses import dataclass

from studio.graphs.families import FAMILIES
from studio.graphs.family import Family
from studio.graphs.names import recognised

FALLBACK = "sdxl"
"""What an unknown checkpoint is taken for."""

SOUNDS = ("acestep", "=ace step", "stableaudio", "musicgen", "audioldm", "mmaudio")
"""Patterns of models for sound."""

RULES: tuple[tuple[str, tuple[str, ...], bool], ...] = (
    ("qwen_edit", ("qwen edit",), True),
    ("qwen_image", ("qwenimage", "qwen image"), True),
    ("hidream", ("hidream",), True),
    ("hunyuan_video", ("hunyuanvideo15", "hunyuanvideo1.5"), False),
    ("hunyuan_video", ("hunyuan video", "hyvideo", "hunyuan t2v", "hunyuan i2v"), True),
    ("ltx_video", ("ltxvideo", "ltxv"), True),
    ("ltx_video", ("=ltx",), False),
    ("wan_2_2", ("wan22",), True),
    ("wan_2_1", ("wan21",), True),
    ("wan_2_1", ("=wan t2v", "=wan i2v", "=wan flf", "wanvideo", "wanvace", "=wan"), False),
    ("flux_schnell", ("flux schnell", "=schnell"), True),
    ("flux_krea", ("flux krea",), True),
    ("flux_pro", ("flux =pro", "fluxpro"), True),
    ("flux_dev", ("flux2", "=flux 2dev", "flux kontext", "flux fill", "flux redux",
                  "flux canny", "flux depth"), False),
    ("flux_dev", ("flux dev", "flux1"), True),
    ("flux_dev", ("flux",), False),
    ("pony", ("=pony", "ponydiffusion", "ponyxl", "=autismmix"), True),
    ("illustrious", ("illustrious", "noobai", "=ilxl", "=wai illustrious"), True),
    ("illustrious", ("=noob", "=illust"), False),
    ("sdxl", ("sdxl", "=xl"), True),
)  # fmt: skip
"""Family, patterns (see names.recognised), whether that is certain. The first that fits counts."""


@dataclass(frozen=True, slots=True)
class Detected:
    """`certain` is False where the name only suggests the family, or says nothing of it."""

    family: Family
    certain: bool


def detect(file_name: str) -> Detected:
    """The family of a file, whatever its name: one that says nothing is taken for FALLBACK."""
    for family, patterns, certain in RULES:
        if recognised(file_name, patterns):
            return Detected(FAMILIES[family], certain)
    return Detected(FAMILIES[FALLBACK], certain=False)


def sounds(file_name: str) -> bool:
    """Whether a file is a model for sound, which paints nothing."""
    return recognised(file_name, SOUNDS)
