"""Kinds of media."""

from enum import Enum

OUTPUT_BYTES = 4 * 1024**3
"""The largest file that a render may make."""


class MediaKind(Enum):
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
