"""A workflow with its inputs filled, once for each output."""

from collections.abc import Mapping
from typing import Any

from studio.graphs.custom.bindings import Place
from studio.graphs.custom.errors import WorkflowUnbound
from studio.graphs.custom.inputs import Bound
from studio.graphs.graph import Graph, branch_seed, links
from studio.graphs.task import MAX_COUNT

_Nodes = dict[str, dict[str, Any]]


def fill(bound: Bound, values: Mapping[str, Any], *, prefix: str, count: int = 1) -> Graph:
    """The workflow with `values` (by the names of its inputs) and `count` outputs, seeds counting up.

    Where no value is given there is the input's default. Nodes that do not hang on the seed are
    shared; only what the output needs is kept. `prefix` must be the attempt's own. Raises
    WorkflowUnbound where several outputs have no seed.
    """
    seed = bound.of(Place.SEED)
    _check(bound, count, seeded=seed is not None)
    graph, output = bound.graph, bound.output
    kept = upstream(graph, output)
    nodes = {node: _copied(graph.nodes[node], {}) for node in graph.nodes if node in kept}
    for one in bound.inputs:
        value = values.get(one.name, one.default)
        for target in one.targets:
            if target.node in nodes and value is not None and one is not seed:
                nodes[target.node]["inputs"][target.input] = value
    seeds = [target for target in (seed.targets if seed else ()) if target.node in nodes]
    first = int(values.get(seed.name, seed.default) or 0) if seed else 0
    own = _downstream(nodes, {target.node for target in seeds}) | {output}
    made = {node: entry for node, entry in nodes.items() if node not in own}
    outputs = []
    for index in range(count):
        names = {node: f"{node}_{index}" for node in own}
        branch = {names[node]: _copied(nodes[node], names) for node in nodes if node in own}
        for target in seeds:
            branch[names[target.node]]["inputs"][target.input] = branch_seed(first, index)
        branch[names[output]]["inputs"]["filename_prefix"] = f"{prefix}-{index}"
        made |= branch
        outputs.append(names[output])
    return Graph(made, tuple(outputs))


def _check(bound: Bound, count: int, *, seeded: bool) -> None:
    if not 1 <= count <= MAX_COUNT:
        raise WorkflowUnbound(f"count lies between 1 and {MAX_COUNT}.", field=["count"])
    if count > 1 and not seeded:
        raise WorkflowUnbound(
            "Without a seed all takes would be the same: bind SEED, or ask for 1.", field=["count"]
        )
    for one in bound.inputs:
        for target in one.targets:
            there = bound.graph.nodes.get(target.node)
            if there is None or target.input not in there["inputs"]:
                raise WorkflowUnbound(
                    f"{one.name} is bound to {target.input} of node {target.node}, which the "
                    "workflow does not have. Bind it anew."
                )


def _copied(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A node whose links lead to the renamed nodes."""
    inputs = dict(entry["inputs"])
    for name, link in links(entry).items():
        inputs[name] = [names.get(link.node, link.node), link.slot]
    return {**entry, "inputs": inputs}


def upstream(graph: Graph, output: str) -> set[str]:
    """The nodes that a node needs, and itself."""
    found, waiting = {output}, [output]
    while waiting:
        for link in links(graph.nodes[waiting.pop()]).values():
            if link.node not in found:
                found.add(link.node)
                waiting.append(link.node)
    return found


def _downstream(nodes: _Nodes, roots: set[str]) -> set[str]:
    """The nodes that hang on any of these, and these."""
    leads: dict[str, list[str]] = {}
    for node, entry in nodes.items():
        for link in links(entry).values():
            leads.setdefault(link.node, []).append(node)
    found, waiting = set(roots), list(roots)
    while waiting:
        for node in leads.get(waiting.pop(), ()):
            if node not in found:
                found.add(node)
                waiting.append(node)
    return found
