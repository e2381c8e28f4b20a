"""The enums of prompts, with words for each value."""

from enum import Enum

from schema.enums import described


class PromptTemplateCategory(Enum):
    SHOT = "SHOT"
    CHARACTER = "CHARACTER"
    PLACE = "PLACE"
    LIGHT = "LIGHT"
    CAMERA = "CAMERA"
    STYLE = "STYLE"
    QUALITY = "QUALITY"
    OTHER = "OTHER"


class ClipPrompt(Enum):
    """The value is the name of the clip's field."""

    IMAGE = "image_prompt"
    VIDEO = "video_prompt"
    NEGATIVE = "negative_prompt"


class InsertPlace(Enum):
    END = "END"
    START = "START"
    REPLACE = "REPLACE"


described(
    PromptTemplateCategory,
    "What a prompt template is about.",
    {
        "SHOT": "A whole shot.",
        "CHARACTER": "Somebody.",
        "PLACE": "A place.",
        "LIGHT": "Light and weather.",
        "CAMERA": "What the camera does.",
        "STYLE": "The look of the picture.",
        "QUALITY": "How well it is made, and what to keep away.",
        "OTHER": "Something else.",
    },
)
described(
    ClipPrompt,
    "One of the prompts of a clip.",
    {
        "IMAGE": "The prompt of stills.",
        "VIDEO": "The prompt of motion.",
        "NEGATIVE": "What is not to be seen.",
    },
)
described(
    InsertPlace,
    "Where words go in a prompt that is there.",
    {"END": "Behind it.", "START": "Before it.", "REPLACE": "In its place."},
)
