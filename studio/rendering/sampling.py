"""How a model is to make something, as far as anybody has said; stored with a job's brief. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from studio.graphs.task import Lora
from studio.prompts.pieces import COMPOSED

KEY = "sampling"
"""Under which a brief has it."""
REFERENCES = ("reference_1", "reference_2")


INPUT = "input:"
"""Before the name of a workflow's own input, in the role of its picture."""


@dataclass(frozen=True, slots=True)
class WorkflowUse:
    """A workflow as it was when the render was asked for, and the values of its inputs.

    `nodes` and `files` (folder, name) are what an endpoint needs for it.
    """

    id: UUID
    revision: int
    name: str
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    nodes: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "id": str(self.id),
            "revision": self.revision,
            "name": self.name,
            "values": dict(self.values),
            "nodes": list(self.nodes),
            "files": [list(one) for one in self.files],
        }


@dataclass(frozen=True, slots=True)
class Sampling:
    """What is None or empty is left to the family, or to the endpoint that renders.

    `model` is a file to paint with, of this kind of the catalogue where that is known. `fast`
    samples as the fast preset of the family does; `settings` (studio.catalogue.rules, `frames` and
    `fps`, of a sound `seconds` and `lyrics`) come before that. `pictures` are assets of the workspace
    by the role they have in a graph: start, end, reference_1, reference_2, face, or INPUT and the
    name of a workflow's input. With a `workflow` there is no family.
    """

    family: str | None = None
    model: str | None = None
    model_kind: str | None = None
    preset: str | None = None
    fast: bool = False
    settings: Mapping[str, Any] = field(default_factory=dict, hash=False)
    loras: tuple[Lora, ...] = ()
    refiner: bool = False
    pictures: Mapping[str, UUID] = field(default_factory=dict, hash=False)
    face_strength: float = 1.0
    face_blending: float = 1.0
    workflow: WorkflowUse | None = None
    chosen: bool = False
    """The family is that of the endpoint's best file: nobody asked for one. Not stored."""

    def as_json(self) -> dict[str, Any]:
        """What is said, without what is not."""
        said = {
            "family": self.family,
            "model": self.model,
            "modelKind": self.model_kind,
            "preset": self.preset,
            "fast": self.fast,
            "settings": dict(self.settings),
            "loras": [{"name": one.name, "strength": one.strength_model} for one in self.loras],
            "refiner": self.refiner,
            "pictures": {role: str(asset) for role, asset in self.pictures.items()},
            "workflow": self.workflow and self.workflow.as_json(),
        }
        kept = {name: value for name, value in said.items() if value}
        faces = {"faceStrength": self.face_strength, "faceBlending": self.face_blending}
        return kept | {name: value for name, value in faces.items() if value != 1}


def sampling_of(brief: Mapping[str, Any]) -> Sampling:
    """The one that a brief was stored with."""
    kept = brief.get(KEY) or {}
    return Sampling(
        family=kept.get("family"),
        model=kept.get("model"),
        model_kind=kept.get("modelKind"),
        preset=kept.get("preset"),
        fast=kept.get("fast", False),
        settings=kept.get("settings", {}),
        loras=tuple(
            Lora(one["name"], one["strength"], one["strength"]) for one in kept.get("loras", ())
        ),
        refiner=kept.get("refiner", False),
        pictures={role: UUID(asset) for role, asset in kept.get("pictures", {}).items()},
        face_strength=kept.get("faceStrength", 1.0),
        face_blending=kept.get("faceBlending", 1.0),
        workflow=_workflow_of(kept.get("workflow")),
    )


def with_loras(sampling: Sampling, brief: Mapping[str, Any]) -> Sampling:
    """With the LoRAs that the brief's prompt asks for; one that is asked for already stays so.

    A workflow takes none.
    """
    if sampling.workflow is not None:
        return sampling
    told = brief.get(COMPOSED, {}).get("loras", ())
    have = {one.name for one in sampling.loras}
    fresh = (Lora(one["name"], one["strength"], one["strength"]) for one in told)
    return replace(
        sampling, loras=(*sampling.loras, *(one for one in fresh if one.name not in have))
    )


def _workflow_of(kept: Mapping[str, Any] | None) -> WorkflowUse | None:
    if kept is None:
        return None
    return WorkflowUse(
        id=UUID(kept["id"]),
        revision=kept["revision"],
        name=kept["name"],
        values=kept["values"],
        nodes=tuple(kept["nodes"]),
        files=tuple((folder, name) for folder, name in kept["files"]),
    )
