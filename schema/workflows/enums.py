"""The enums of workflows."""

from enum import Enum

from schema.enums import described
from studio.graphs.custom.bindings import Confidence
from studio.graphs.custom.inputs import InputKind


class WorkflowFormat(Enum):
    API = "API"
    INTERFACE = "INTERFACE"


class WorkflowCategory(Enum):
    GENERATE = "GENERATE"
    EDIT = "EDIT"
    ANIMATE = "ANIMATE"
    ENHANCE = "ENHANCE"
    SOUND = "SOUND"
    OTHER = "OTHER"


class WorkflowPlace(Enum):
    PROMPT = "PROMPT"
    NEGATIVE_PROMPT = "NEGATIVE_PROMPT"
    LYRICS = "LYRICS"
    SEED = "SEED"
    WIDTH = "WIDTH"
    HEIGHT = "HEIGHT"
    STEPS = "STEPS"
    CFG = "CFG"
    FRAMES = "FRAMES"
    RATE = "RATE"
    SECONDS = "SECONDS"
    START_IMAGE = "START_IMAGE"
    END_IMAGE = "END_IMAGE"
    REFERENCE_1 = "REFERENCE_1"
    REFERENCE_2 = "REFERENCE_2"
    MODEL = "MODEL"


described(
    WorkflowFormat,
    "How a workflow was given.",
    {
        "API": "As “Export (API)” of ComfyUI writes it: what runs.",
        "INTERFACE": "As ComfyUI saves it: what is drawn, with its places on the screen.",
    },
)
described(
    WorkflowCategory,
    "What a workflow is for.",
    {
        "GENERATE": "Makes something from words.",
        "EDIT": "Changes a picture.",
        "ANIMATE": "Makes a picture move.",
        "ENHANCE": "Makes something larger, sharper, smoother.",
        "SOUND": "Makes sound.",
        "OTHER": "Anything else.",
    },
)
described(
    WorkflowPlace,
    "What of a shot, or of a request for a render, goes into an input by itself.",
    {
        "PROMPT": "The clip's prompt, or promptOverride.",
        "NEGATIVE_PROMPT": "What the clip is not to show, or negativePrompt.",
        "LYRICS": "What is sung: `lyrics`.",
        "SEED": "The seed; take i has seed + i.",
        "WIDTH": "Pixels: as many as the workflow has, in the project's shape, or settings.width.",
        "HEIGHT": "As WIDTH.",
        "STEPS": "settings.steps.",
        "CFG": "settings.cfg.",
        "FRAMES": "As long as the clip, though not longer than the workflow has it, or "
        "settings.frames.",
        "RATE": "settings.fps.",
        "SECONDS": "As long as the clip, or settings.seconds.",
        "START_IMAGE": "startTakeId or, of a video with its image, that image.",
        "END_IMAGE": "endTakeId.",
        "REFERENCE_1": "The first of referenceTakeIds, after the one that is started from.",
        "REFERENCE_2": "The next of referenceTakeIds.",
        "MODEL": "`model`.",
    },
)
described(
    InputKind,
    "The type of an input's value.",
    {
        "TEXT": "Text.",
        "INTEGER": "A whole number, also as a string of digits.",
        "NUMBER": "A number.",
        "BOOLEAN": "True or false.",
        "CHOICE": "One of its choices.",
        "PICTURE": "The id of a take that is a picture.",
    },
)
described(
    Confidence,
    "How sure it is what an input is for.",
    {
        "CERTAIN": "The graph says it.",
        "LIKELY": "Its name says it.",
        "GUESS": "There are several that it could be; it is not taken without being confirmed.",
    },
)
