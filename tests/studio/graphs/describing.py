"""Writes nodes.json anew: python -m tests.studio.graphs.describing OBJECT_INFO > nodes.json

It describes the classes it described before; name further ones behind the file.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

from studio.graphs import nodes
from studio.graphs.nodes import Definition, describe, read_definitions

WHOLE = Path(
    os.environ.get("STORYCANVAS_OBJECT_INFO")
    or Path(__file__).parents[4] / "shared/data/comfyui/object_info.json"
)
"""What a real ComfyUI says of all its nodes, where that is at hand."""

SHORT = Path(nodes.__file__).with_name("nodes.json")

BY_HAND = {"FluxProUltraImageNode", "ReActorFaceSwap"}
"""Nodes that this ComfyUI does not have; described from their documentation."""


def read_whole() -> dict[str, Definition]:
    return read_definitions(json.loads(WHOLE.read_text(encoding="utf-8")))


def written(described: dict[str, Any]) -> str:
    """One class a line."""
    lines = [f"{json.dumps(name)}: {json.dumps(described[name])}" for name in sorted(described)]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(path: str, *further: str) -> None:
    whole = read_definitions(json.loads(Path(path).read_text(encoding="utf-8")))
    described: dict[str, Any] = json.loads(SHORT.read_text(encoding="utf-8"))
    for name in {*described, *further} - BY_HAND:
        described[name] = describe(whole[name])
    print(written(described), end="")


if __name__ == "__main__":
    main(*sys.argv[1:])
