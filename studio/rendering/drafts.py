"""What a draft is, and what it is drawn from. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.graphs.graph import Graph
from studio.graphs.resolve import Available


@dataclass(frozen=True, slots=True)
class Stock:
    """The model files an endpoint has, by ComfyUI's folders.

    `families` tells of those to paint with, by name, their family and whether that is certain.
    `nodes` are the classes of nodes it has; None where it never told.
    """

    files: Available = field(hash=False)
    families: Mapping[str, tuple[str, bool]] = field(default_factory=dict, hash=False)
    nodes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A graph that is ready to be sent.

    `made` tells what it does, as JSON: what a take says of how it came to be. `brief` are the
    measures of docs/endpoint.md that the graph really has.
    """

    graph: Graph
    made: Mapping[str, Any] = field(hash=False)
    brief: Mapping[str, Any] = field(hash=False)


def digest(graph: Graph) -> str:
    """SHA-256 of what a graph does: the names of its files are no part of that."""
    nodes = {
        node: [
            entry["class_type"],
            {name: value for name, value in entry["inputs"].items() if name != "filename_prefix"},
        ]
        for node, entry in graph.nodes.items()
    }
    text = json.dumps(nodes, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()
