"""What an endpoint must have for a workflow: node classes, and files in its folders of models."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from studio.graphs.custom.filling import upstream
from studio.graphs.graph import Graph
from studio.graphs.names import is_model_file
from studio.graphs.nodes import INPUT_FOLDER, folder_of


@dataclass(frozen=True, slots=True)
class NeededFile:
    """A file of a folder of models; `url` is where the workflow says to get it, or ""."""

    folder: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Needs:
    """Each once, in the order of the nodes."""

    nodes: tuple[str, ...]
    files: tuple[NeededFile, ...]


def needs_of(graph: Graph, output: str, places: Mapping[str, str] | None = None) -> Needs:
    """What the nodes need that the output hangs on. `places` are addresses by file name."""
    kept = upstream(graph, output)
    nodes = {node: entry for node, entry in graph.nodes.items() if node in kept}
    known = places or {}
    files = {
        (folder, name): NeededFile(folder, name, known.get(name, ""))
        for _, _, folder, name in files_in(nodes)
    }
    classes = dict.fromkeys(entry["class_type"] for entry in nodes.values())
    return Needs(tuple(classes), tuple(files.values()))


def files_in(
    nodes: Mapping[str, Mapping[str, Any]],
) -> Iterator[tuple[str, str, str, str]]:
    """Node, input, folder and file of each model that is chosen."""
    for node, entry in nodes.items():
        for name, value in entry["inputs"].items():
            folder = folder_of(entry["class_type"], name)
            if (
                folder
                and folder != INPUT_FOLDER
                and isinstance(value, str)
                and is_model_file(value)
            ):
                yield node, name, folder, value


def addresses(document: Mapping[str, Any]) -> dict[str, str]:
    """Where the drawing of a workflow says that its files are to be had, by their names."""
    found: dict[str, str] = {}
    subgraphs = _list(_dict(document.get("definitions")).get("subgraphs"))
    for drawing in (document, *subgraphs):
        for node in _list(_dict(drawing).get("nodes")):
            for model in map(_dict, _list(_dict(_dict(node).get("properties")).get("models"))):
                if _is_address(model.get("url")):
                    found.setdefault(str(model.get("name")), model["url"])
    return found


def _dict(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_address(value: object) -> bool:
    return isinstance(value, str) and value.startswith("https://") and len(value) <= 1_000
