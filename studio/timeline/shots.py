"""What a shot is for and how much of its subject it shows."""

from enum import Enum


class ShotKind(Enum):
    """What a shot does in its scene."""

    ESTABLISHING = "ESTABLISHING"
    ACTION = "ACTION"
    DIALOGUE = "DIALOGUE"
    REACTION = "REACTION"
    INSERT = "INSERT"
    TRANSITION = "TRANSITION"
    TITLE = "TITLE"


class Framing(Enum):
    """The size of the subject in the frame, or the viewpoint where that says more."""

    EXTREME_WIDE = "EXTREME_WIDE"
    WIDE = "WIDE"
    FULL = "FULL"
    MEDIUM_WIDE = "MEDIUM_WIDE"
    MEDIUM = "MEDIUM"
    MEDIUM_CLOSE = "MEDIUM_CLOSE"
    CLOSE = "CLOSE"
    EXTREME_CLOSE = "EXTREME_CLOSE"
    OVER_THE_SHOULDER = "OVER_THE_SHOULDER"
    POV = "POV"
    TWO_SHOT = "TWO_SHOT"
    INSERT = "INSERT"
