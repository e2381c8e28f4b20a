"""Kinds of media."""

from enum import Enum


class MediaKind(Enum):
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
