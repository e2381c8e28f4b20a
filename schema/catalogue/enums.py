"""The enums of the catalogue."""

from enum import Enum

from schema.enums import described


class ModelKind(Enum):
    CHECKPOINT = "CHECKPOINT"
    DIFFUSION_MODEL = "DIFFUSION_MODEL"
    LORA = "LORA"
    VAE = "VAE"
    EMBEDDING = "EMBEDDING"
    TEXT_ENCODER = "TEXT_ENCODER"
    CONTROLNET = "CONTROLNET"
    UPSCALER = "UPSCALER"
    CLIP_VISION = "CLIP_VISION"
    FACE = "FACE"


class ModelSource(Enum):
    DETECTED = "DETECTED"
    CIVITAI = "CIVITAI"
    USER = "USER"


class ModelSort(Enum):
    NAME = "NAME"
    CREATED = "CREATED"
    RATING = "RATING"


class PresetCategory(Enum):
    QUALITY = "QUALITY"
    SPEED = "SPEED"
    ARTISTIC = "ARTISTIC"
    OTHER = "OTHER"


class ModelTask(Enum):
    TEXT_TO_IMAGE = "TEXT_TO_IMAGE"
    IMAGE_TO_IMAGE = "IMAGE_TO_IMAGE"
    EDIT = "EDIT"
    TEXT_TO_VIDEO = "TEXT_TO_VIDEO"
    IMAGE_TO_VIDEO = "IMAGE_TO_VIDEO"
    FIRST_LAST_FRAME = "FIRST_LAST_FRAME"


class CivitaiSort(Enum):
    RATING = "RATING"
    DOWNLOADS = "DOWNLOADS"
    NEWEST = "NEWEST"


described(
    ModelKind,
    "What a model file is for.",
    {
        "CHECKPOINT": "Paints; brings its own text encoder and VAE.",
        "DIFFUSION_MODEL": "Paints; text encoder and VAE are files of their own.",
        "LORA": "Bends another model to a style, a person, a thing.",
        "VAE": "Turns what was painted into pixels.",
        "EMBEDDING": "A word that a prompt can use.",
        "TEXT_ENCODER": "Reads prompts.",
        "CONTROLNET": "Holds a picture to a pose, lines or depth.",
        "UPSCALER": "Makes pictures larger.",
        "CLIP_VISION": "Reads pictures.",
        "FACE": "Finds, swaps or restores faces.",
    },
)
described(
    ModelSource,
    "How the catalogue came to know a model.",
    {
        "DETECTED": "An endpoint has its file.",
        "CIVITAI": "It was imported from CivitAI.",
        "USER": "Somebody entered it.",
    },
)
described(
    ModelSort,
    "In which order models are listed.",
    {
        "NAME": "By name.",
        "CREATED": "The newest entry first.",
        "RATING": "The best liked first.",
    },
)
described(
    PresetCategory,
    "What a preset is after.",
    {
        "QUALITY": "The best picture.",
        "SPEED": "A picture soon.",
        "ARTISTIC": "A look of its own.",
        "OTHER": "Something else.",
    },
)
described(
    ModelTask,
    "What is made of what.",
    {
        "TEXT_TO_IMAGE": "A picture of a prompt.",
        "IMAGE_TO_IMAGE": "A picture of a picture.",
        "EDIT": "A picture changed as a prompt says.",
        "TEXT_TO_VIDEO": "A video of a prompt.",
        "IMAGE_TO_VIDEO": "A video that begins with a picture.",
        "FIRST_LAST_FRAME": "A video from one picture to another.",
    },
)
described(
    CivitaiSort,
    "In which order CivitAI lists models.",
    {
        "RATING": "The highest rated first.",
        "DOWNLOADS": "The most downloaded first.",
        "NEWEST": "The newest first.",
    },
)
