"""A file of text that an export is made of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """`name` is that of the file; `media_type` is how it is served."""

    name: str
    media_type: str
    text: str
