"""What a node class takes and gives, from our own short list or from a live server."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

WIDGETS = {"INT", "FLOAT", "STRING", "BOOLEAN", "COMBO"}
DYNAMIC = "COMFY_"
DYNAMIC_COMBO = "COMFY_DYNAMICCOMBO_V3"
INPUT_FOLDER = "input"

_FOLDERS = {
    "ckpt_name": "checkpoints",
    "unet_name": "diffusion_models",
    "vae_name": "vae",
    "lora_name": "loras",
    "clip_name": "text_encoders",
    "clip_name1": "text_encoders",
    "clip_name2": "text_encoders",
    "clip_name3": "text_encoders",
    "clip_name4": "text_encoders",
    "control_net_name": "controlnet",
    "style_model_name": "style_models",
    "audio_encoder_name": "audio_encoders",
    "CLIPVisionLoader.clip_name": "clip_vision",
    "UpscaleModelLoader.model_name": "upscale_models",
    "LatentUpscaleModelLoader.model_name": "latent_upscale_models",
    "ModelPatchLoader.name": "model_patches",
    "LoadImage.image": INPUT_FOLDER,
    "LoadImageMask.image": INPUT_FOLDER,
    "LoadAudio.audio": INPUT_FOLDER,
    "LoadVideo.file": INPUT_FOLDER,
    "ReActorFaceSwap.swap_model": "insightface",
    "ReActorFaceSwap.face_restore_model": "facerestore_models",
}
"""The folder of models behind a choice, by input or by class and input."""


def folder_of(class_type: str, name: str) -> str | None:
    """The folder that an input chooses a file of, also for a class of which nothing is known."""
    return _FOLDERS.get(f"{class_type}.{name}") or _FOLDERS.get(name)


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a node class.

    `choices` is None where anything goes. Where there is a `folder`, its files are choices too.
    `control` says that the interface keeps what becomes of the value after each run beside it.
    `options` are the further inputs that each choice of a dynamic combo brings.
    """

    name: str
    type: str
    required: bool = True
    choices: tuple[Any, ...] | None = None
    folder: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    default: Any = None
    control: bool = False
    socket: bool = False
    options: Mapping[str, tuple["Input", ...]] = field(default_factory=dict, hash=False)

    @property
    def widget(self) -> bool:
        """Whether a person sets it on the node, rather than only through a link."""
        return not self.socket and (self.type in WIDGETS or self.type == DYNAMIC_COMBO)


@dataclass(frozen=True, slots=True)
class Definition:
    """A node class. Inputs are in the order in which the interface shows them."""

    name: str
    inputs: tuple[Input, ...]
    outputs: tuple[str, ...]
    output_node: bool = False

    def input(self, name: str) -> Input | None:
        return next((one for one in self.inputs if one.name == name), None)


Definitions = Mapping[str, Definition]


def read_definitions(object_info: Mapping[str, Any]) -> dict[str, Definition]:
    """What a server's `/object_info` says. Entries that are no definitions are left out."""
    found = {}
    for name, entry in object_info.items():
        if isinstance(entry, Mapping) and isinstance(entry.get("input"), Mapping):
            found[name] = Definition(
                name,
                tuple(_inputs(name, entry["input"])),
                tuple(_type(one)[0] for one in entry.get("output") or ()),
                bool(entry.get("output_node")),
            )
    return found


def _inputs(class_type: str, groups: Mapping[str, Any]) -> Iterator[Input]:
    for group in ("required", "optional"):
        for name, spec in (groups.get(group) or {}).items():
            if isinstance(spec, list) and spec:
                yield _input(class_type, name, spec, required=group == "required")


def _type(spec: Any) -> tuple[str, tuple[Any, ...] | None]:
    """A list of choices stands for a type of its own."""
    return ("COMBO", tuple(spec)) if isinstance(spec, list) else (str(spec), None)


def _input(class_type: str, name: str, spec: list[Any], *, required: bool) -> Input:
    settings = spec[1] if len(spec) > 1 and isinstance(spec[1], Mapping) else {}
    kind, choices = _type(spec[0])
    offered = settings.get("options")
    options: dict[str, tuple[Input, ...]] = {}
    if kind == DYNAMIC_COMBO:
        options = {
            str(one["key"]): tuple(_inputs(class_type, one.get("inputs") or {}))
            for one in offered or ()
        }
        choices = tuple(options)
    elif kind == "COMBO" and isinstance(offered, list):
        choices = tuple(offered)
    return Input(
        name,
        kind,
        required,
        choices,
        folder_of(class_type, name),
        settings.get("min"),
        settings.get("max"),
        settings.get("step"),
        settings.get("default"),
        bool(settings.get("control_after_generate")),
        bool(settings.get("forceInput")),
        options,
    )


@cache
def definitions() -> dict[str, Definition]:
    """The node classes that this package draws, as ComfyUI 0.8.0 has them."""
    text = Path(__file__).with_name("nodes.json").read_text(encoding="utf-8")
    return {name: _described(name, entry) for name, entry in json.loads(text).items()}


def _described(name: str, entry: Mapping[str, Any]) -> Definition:
    inputs = tuple(
        Input(
            one,
            spec["type"],
            not spec.get("optional", False),
            tuple(spec["choices"]) if "choices" in spec else None,
            spec.get("folder"),
            spec.get("min"),
            spec.get("max"),
            spec.get("step"),
            spec.get("default"),
            spec.get("control", False),
        )
        for one, spec in entry["inputs"].items()
    )
    return Definition(name, inputs, tuple(entry["outputs"]), entry.get("output_node", False))


def describe(definition: Definition) -> dict[str, Any]:
    """A definition as nodes.json writes it: the opposite of reading it."""
    entry: dict[str, Any] = {
        "inputs": {one.name: _short(one) for one in definition.inputs},
        "outputs": list(definition.outputs),
    }
    return entry | ({"output_node": True} if definition.output_node else {})


def _short(one: Input) -> dict[str, Any]:
    full: dict[str, Any] = {
        "type": one.type,
        "optional": not one.required or None,
        "folder": one.folder,
        "choices": list(one.choices) if one.choices and not one.folder else None,
        "min": one.minimum,
        "max": one.maximum,
        "step": one.step,
        "default": one.default,
        "control": one.control or None,
    }
    return {key: value for key, value in full.items() if value is not None}
