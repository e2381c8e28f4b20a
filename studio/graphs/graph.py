"""Graphs in ComfyUI's API format, and the sheet they are drawn on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SEEDS = 2**64


@dataclass(frozen=True, slots=True)
class Link:
    """Output `slot` of a node."""

    node: str
    slot: int = 0

    def at(self, slot: int) -> "Link":
        """Another output of the same node."""
        return Link(self.node, slot)


@dataclass(frozen=True, slots=True)
class Graph:
    """`nodes` is what ComfyUI takes as `prompt`; node `outputs[i]` saves output i."""

    nodes: dict[str, dict[str, Any]]
    outputs: tuple[str, ...]


class Sheet:
    """Where a graph is drawn. The same node drawn twice is one node, so branches share it."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self._drawn: dict[object, Link] = {}

    def add(self, class_type: str, /, **inputs: Any) -> Link:
        """The first output of this node. Inputs are values or links; None leaves one out."""
        given = {name: value for name, value in inputs.items() if value is not None}
        key = (class_type, tuple((name, type(value), value) for name, value in given.items()))
        if key not in self._drawn:
            node = str(len(self.nodes) + 1)
            self.nodes[node] = {
                "class_type": class_type,
                "inputs": {name: _as_json(value) for name, value in given.items()},
                "_meta": {"title": class_type},
            }
            self._drawn[key] = Link(node)
        return self._drawn[key]


def _as_json(value: Any) -> Any:
    return [value.node, value.slot] if isinstance(value, Link) else value


def as_link(value: object) -> Link | None:
    """The link an input holds in API format, if it is one."""
    match value:
        case [str() | int() as node, int() as slot] if not isinstance(slot, bool):
            return Link(str(node), slot)
    return None


def branch_seed(seed: int, index: int) -> int:
    """The seed of output `index`: they count up, and around after 2⁶⁴−1."""
    return (seed + index) % SEEDS


def links(node: Mapping[str, Any]) -> dict[str, Link]:
    """The linked inputs of a node by name."""
    found = ((name, as_link(value)) for name, value in node["inputs"].items())
    return {name: link for name, link in found if link}
