"""The node definitions the double knows: facts of ComfyUI 0.8.0's /object_info, and no prose."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from studio.graphs import nodes

_PROSE = ("tooltip", "multiline", "dynamicPrompts", "display", "image_upload")
_KEPT = ("input", "output", "output_node", "name")


def trim(definition: dict[str, Any]) -> dict[str, Any]:
    """A node's entry of /object_info, without what no validation reads."""
    kept: dict[str, Any] = {key: definition[key] for key in _KEPT}
    kept["input"] = {
        group: {name: _trim_input(spec) for name, spec in inputs.items()}
        for group, inputs in definition["input"].items()
        if group != "hidden"
    }
    return kept


def _trim_input(spec: Any) -> Any:
    if len(spec) < 2:
        return spec
    options = {key: value for key, value in spec[1].items() if key not in _PROSE}
    return [spec[0], options] if options else [spec[0]]


def definitions() -> dict[str, Any]:
    text = Path(__file__).with_name("nodes.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def custom_nodes() -> dict[str, Any]:
    """The nodes that a ComfyUI may have besides, as our own list describes them."""
    found: dict[str, Any] = {}
    known = definitions()
    for name, definition in nodes.definitions().items():
        if name not in known:
            groups: dict[str, dict[str, Any]] = {"required": {}, "optional": {}}
            for one in definition.inputs:
                kind = list(one.choices or ()) if one.type == "COMBO" else one.type
                groups["required" if one.required else "optional"][one.name] = [kind]
            found[name] = {
                "input": groups,
                "output": list(definition.outputs),
                "output_node": definition.output_node,
                "name": name,
            }
    return found


def folders() -> list[tuple[str, str, str]]:
    """Where a choice is among the files of a folder: class, input, folder."""
    return [
        (name, one.name, one.folder)
        for name, definition in nodes.definitions().items()
        for one in definition.inputs
        if one.folder and one.folder != nodes.INPUT_FOLDER
    ]
