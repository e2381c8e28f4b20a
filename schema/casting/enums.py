"""The enums of casting, put into the graph."""

from enum import Enum

from schema.enums import described
from studio.casting.castings import Kind
from studio.casting.rules import Trait
from studio.casting.words import Origin, Placement


class Scope(Enum):
    PROJECT = "PROJECT"
    LIBRARY = "LIBRARY"


described(
    Scope,
    "Where something belongs.",
    {"PROJECT": "To one project.", "LIBRARY": "To the workspace, for all of its projects."},
)
described(
    Trait,
    "A side of a character that can be seen, in the order in which prompts tell it.",
    {
        "AGE": "How old they are.",
        "ETHNICITY": "Where their people are from.",
        "BUILD": "Height and build.",
        "FACE": "The face, with eyes and hair.",
        "BODY": "The body and how it moves.",
        "FEATURES": "What tells them from everybody else.",
        "LOOK": "The look in free words.",
        "CLOTHING": "What they wear, or the costume in place of it.",
    },
    name="CharacterTrait",
)
described(
    Placement,
    "Where the look of a character stands in a prompt.",
    {
        "AT_NAME": "Behind the name, where the prompt names them.",
        "BEFORE": "Before the clip's own words.",
        "AFTER": "After the clip's own words.",
    },
    name="LookPlacement",
)
described(
    Origin,
    "Where something that holds for a clip was said.",
    {
        "CLIP": "At the clip.",
        "SCENE": "At its scene, for all of the scene's clips.",
        "PROJECT": "At its project, for all of its clips.",
        "SCRIPT": "By the script, which names the character there.",
    },
    name="CastingOrigin",
)
described(
    Kind,
    "What can be cast.",
    {
        "CHARACTER": "A character; a place may have several.",
        "STYLE": "A style; a place has one at most.",
        "MODEL": "A model to render with; a place has one at most.",
        "PRESET": "A preset to sample by; a place has one at most.",
    },
    name="CastingKind",
)
