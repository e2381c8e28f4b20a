"""The part of a project's JSON that tells how its takes were made, and what prompts were before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from studio.exporting.formats.project_parts import Facts, Id, Part, Prompt, Rows, Sha256
from studio.recipes.rules import canonical

MOST_NUMBER = 2**30
"""Versions of a clip."""


class EditPart(Part):
    """The prompts of a clip as they were from one of its versions on, which is `number`. What is left
    out is as in the edit before it, and of the first empty."""

    number: Annotated[int, Field(ge=0, le=MOST_NUMBER)]
    image_prompt: Prompt | None = None
    video_prompt: Prompt | None = None
    negative_prompt: Prompt | None = None
    created_at: datetime | None = Field(default=None, strict=False)


class RecipePart(Part):
    """How takes of one render were made.

    With `like`, which names a recipe before this one that has none itself, `told`, `brief`, `asked`
    and `fed` are JSON merge patches (RFC 7396) on what they are of that. `digest` is the SHA-256 of
    `told`, `brief` and the graph. `fed` are stamps of what feeds the picture; they name things by
    their ids in this document, and files as `file:` and their SHA-256. `asked` names files by their
    SHA-256 as well, `pictures` are those that were chosen for it.
    """

    id: Id
    kind: Literal["IMAGE", "VIDEO", "AUDIO"]
    digest: Sha256
    first: Annotated[int, Field(ge=0, le=MOST_NUMBER)] = 0
    like: Id | None = None
    told: dict[str, Any] = Facts
    brief: dict[str, Any] = Facts
    asked: dict[str, Any] = Facts
    fed: dict[str, Any] = Facts
    pictures: list[Sha256] = Rows
    graph: Sha256 | None = None
    created_at: datetime | None = Field(default=None, strict=False)


class GraphPart(Part):
    """A graph of ComfyUI that was sent; `outputs[k]` is the node that saves output k. With `like`, the
    digest of a graph before this one that has none itself, `nodes` is a merge patch on its nodes."""

    digest: Sha256
    like: Sha256 | None = None
    nodes: dict[str, Any] = Facts
    outputs: list[Annotated[str, Field(max_length=200)]] = Rows


class NoPatchError(Exception):
    """A merge patch cannot say this: null takes away what is there."""


def patch_of(base: Mapping[str, Any], target: Mapping[str, Any]) -> dict[str, Any]:
    """The merge patch that makes the target of the base. Raises NoPatchError."""
    patch: dict[str, Any] = {name: None for name in base if name not in target}
    for name, value in target.items():
        if name in base and _same(base[name], value):
            continue
        if isinstance(value, Mapping):
            before = base.get(name)
            patch[name] = patch_of(before if isinstance(before, Mapping) else {}, value)
        elif value is None:
            raise NoPatchError
        else:
            patch[name] = value
    return patch


def patched(base: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The base with this merge patch."""
    made = dict(base)
    for name, value in patch.items():
        if value is None:
            made.pop(name, None)
        elif isinstance(value, Mapping):
            before = made.get(name)
            made[name] = patched(before if isinstance(before, Mapping) else {}, value)
        else:
            made[name] = value
    return made


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return bool(one == other)
    return canonical(one) == canonical(other)
