"""A workflow file, in either of ComfyUI's formats, as a graph."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from studio.graphs.custom.drawing import flatten
from studio.graphs.custom.errors import MAX_NODES, WorkflowUnreadable
from studio.graphs.graph import Graph, links
from studio.graphs.nodes import Definitions

MAX_TEXT = 200_000
MAX_ID = 200
_TITLE = 200
_SAVERS = ("Save", "Preview", "VHS_VideoCombine")


@dataclass(frozen=True, slots=True)
class Imported:
    """`unknown` are the classes of which nothing is known: of those only the links were read.

    `drawn`: it was given as the interface saves it.
    """

    graph: Graph
    unknown: tuple[str, ...]
    drawn: bool


def read_workflow(document: object, definitions: Definitions) -> Imported:
    """Read a workflow in API format, or as the interface of ComfyUI saves it.

    Raises WorkflowUnreadable for what is neither, is too large, or runs in a circle.
    """
    if not isinstance(document, dict):
        raise WorkflowUnreadable("A workflow is a JSON object. Export it from ComfyUI.")
    drawn = "nodes" in document and isinstance(document["nodes"], list)
    nodes = flatten(document, definitions) if drawn else _api(document)
    if not nodes:
        raise WorkflowUnreadable("The workflow has no nodes that do anything.")
    _check_size(nodes)
    _check_order(nodes)
    unknown = sorted({node["class_type"] for node in nodes.values()} - set(definitions))
    return Imported(Graph(nodes, _outputs(nodes, definitions)), tuple(unknown), drawn)


def _api(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    inner = document.get("prompt")
    entries = inner if isinstance(inner, dict) else document
    if len(entries) > MAX_NODES:
        raise WorkflowUnreadable(f"A workflow has {MAX_NODES} nodes at most.")
    nodes = {}
    for node, entry in entries.items():
        match entry:
            case {"class_type": str() as class_type, "inputs": dict() as inputs}:
                nodes[str(node)] = {
                    "class_type": class_type,
                    "inputs": dict(inputs),
                    "_meta": {"title": _title(entry.get("_meta")) or class_type},
                }
            case _:
                raise WorkflowUnreadable(
                    f"{str(node)[:40]!r} is not a node: it lacks class_type or inputs. "
                    "Use “Save” or “Export (API)” in ComfyUI."
                )
    return nodes


def _title(meta: Any) -> str:
    title = meta.get("title") if isinstance(meta, dict) else None
    return title[:_TITLE] if isinstance(title, str) else ""


def _check_size(nodes: Mapping[str, Mapping[str, Any]]) -> None:
    for node, entry in nodes.items():
        if not node or max(len(node), len(entry["class_type"])) > MAX_ID:
            raise WorkflowUnreadable(f"The node {node[:40]!r} has no name that ComfyUI would give.")
        for name, value in entry["inputs"].items():
            if len(name) > MAX_ID:
                raise WorkflowUnreadable(f"An input of node {node} has a name without end.")
            if isinstance(value, str) and len(value) > MAX_TEXT:
                raise WorkflowUnreadable(
                    f"{name} of node {node} holds more than {MAX_TEXT} characters."
                )


def _check_order(nodes: Mapping[str, Mapping[str, Any]]) -> None:
    """Every link leads to a node, and none leads back."""
    waits = {node: {link.node for link in links(entry).values()} for node, entry in nodes.items()}
    for node, sources in waits.items():
        if lost := sources - set(nodes):
            raise WorkflowUnreadable(f"Node {node} is linked to {min(lost)}, which is not there.")
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        raise WorkflowUnreadable(f"The links run in a circle at {error.args[1][0]}.") from None


def _outputs(nodes: Mapping[str, Mapping[str, Any]], definitions: Definitions) -> tuple[str, ...]:
    return tuple(
        node
        for node, entry in nodes.items()
        if (
            known.output_node
            if (known := definitions.get(entry["class_type"]))
            else entry["class_type"].startswith(_SAVERS)
        )
    )
