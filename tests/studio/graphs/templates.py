"""The official templates, as graphs whose wiring can be compared with ours."""

import json
from importlib.resources import files
from typing import Any

from studio.graphs.custom.reading import Imported, read_workflow
from studio.graphs.graph import Graph, as_link, links
from studio.graphs.nodes import Definitions

FOLDER = files("comfyui_workflow_templates_json") / "templates"
Edge = tuple[str, str, str]


def document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def names() -> list[str]:
    """All templates; some files beside them are lists of other things."""
    found = sorted(one.name.removesuffix(".json") for one in FOLDER.iterdir())
    return [one for one in found if "nodes" in document(one)]


def read(name: str, definitions: Definitions) -> Imported:
    return read_workflow(document(name), definitions)


def edges(graph: Graph) -> set[Edge]:
    """Class and input, with the class that feeds it: of all that leads to what is saved.

    Switches and plain values stand for what they choose, since they are for the person alone.
    """
    nodes = graph.nodes
    found: set[Edge] = set()
    seen: set[str] = set()
    waiting = list(graph.outputs)
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        for name, link in links(nodes[node]).items():
            source = _chosen(nodes, link.node)
            if source is not None and not _plain(nodes, source):
                found.add((nodes[node]["class_type"], name, nodes[source]["class_type"]))
                waiting.append(source)
    return found


def _plain(nodes: dict[str, dict[str, Any]], node: str) -> bool:
    kind: str = nodes[node]["class_type"]
    return kind.startswith(("Primitive", "ComfyMath"))


def _chosen(nodes: dict[str, dict[str, Any]], node: str) -> str | None:
    entry = nodes[node]
    if entry["class_type"] != "ComfySwitchNode":
        return node
    switch = entry["inputs"]["switch"]
    if link := as_link(switch):
        switch = nodes[link.node]["inputs"]["value"]
    way = as_link(entry["inputs"]["on_true" if switch else "on_false"])
    return _chosen(nodes, way.node) if way else None
