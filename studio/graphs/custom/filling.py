"""A workflow with its places filled, once for each output."""

from collections.abc import Mapping, Sequence
from typing import Any

from studio.graphs.custom.bindings import Binding, Place
from studio.graphs.custom.errors import WorkflowUnbound
from studio.graphs.graph import Graph, branch_seed, links
from studio.graphs.task import MAX_COUNT

_Nodes = dict[str, dict[str, Any]]


def bind(
    graph: Graph, bindings: Sequence[Binding], values: Mapping[Place, Any], count: int = 1
) -> Graph:
    """The workflow with `values` in their places and `count` outputs, seeds counting up.

    Nodes that do not hang on the seed are shared. Only what the first OUTPUT binding needs is
    kept. Raises WorkflowUnbound where a value has no place, or several outputs have no seed.
    """
    _check(graph, bindings, values, count)
    output = next(one.node for one in bindings if one.place is Place.OUTPUT)
    kept = _upstream(graph.nodes, output)
    nodes = {node: _copied(graph.nodes[node], {}) for node in graph.nodes if node in kept}
    places = [one for one in bindings if one.node in nodes and one.place is not Place.OUTPUT]
    for one in places:
        if one.place in values and one.place not in (Place.SEED, Place.PREFIX):
            nodes[one.node]["inputs"][one.input] = values[one.place]
    seeds = [one for one in places if one.place is Place.SEED]
    own = _downstream(nodes, {one.node for one in seeds}) | {output}
    made = {node: entry for node, entry in nodes.items() if node not in own}
    outputs = []
    for index in range(count):
        names = {node: f"{node}_{index}" for node in own}
        branch = {names[node]: _copied(nodes[node], names) for node in nodes if node in own}
        for one in seeds:
            seed = values.get(Place.SEED, nodes[one.node]["inputs"][one.input])
            branch[names[one.node]]["inputs"][one.input] = branch_seed(int(seed), index)
        branch[names[output]]["inputs"]["filename_prefix"] = f"{values[Place.PREFIX]}-{index}"
        made |= branch
        outputs.append(names[output])
    return Graph(made, tuple(outputs))


def _check(
    graph: Graph, bindings: Sequence[Binding], values: Mapping[Place, Any], count: int
) -> None:
    bound = {one.place for one in bindings}
    if Place.OUTPUT not in bound:
        raise WorkflowUnbound("Say which node of the workflow saves its result.")
    if Place.PREFIX not in values:
        raise WorkflowUnbound("Every attempt saves under a name of its own: give a PREFIX.")
    for one in bindings:
        there = graph.nodes.get(one.node)
        if there is None or (one.place is not Place.OUTPUT and one.input not in there["inputs"]):
            raise WorkflowUnbound(
                f"{one.place.value} is bound to {one.input} of node {one.node}, which the "
                "workflow does not have. Bind it anew."
            )
    if loose := [one.value for one in values if one not in bound and one is not Place.PREFIX]:
        raise WorkflowUnbound(
            f"The workflow has no place for {', '.join(loose)}. Bind it to an input, or leave it."
        )
    if not 1 <= count <= MAX_COUNT:
        raise WorkflowUnbound(f"A workflow is run for 1 to {MAX_COUNT} outputs at once.")
    if count > 1 and Place.SEED not in bound:
        raise WorkflowUnbound(
            "Without a seed all outputs would be the same: bind SEED, or ask for 1."
        )


def _copied(entry: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A node whose links lead to the renamed nodes."""
    inputs = dict(entry["inputs"])
    for name, link in links(entry).items():
        inputs[name] = [names.get(link.node, link.node), link.slot]
    return {**entry, "inputs": inputs}


def _upstream(nodes: Mapping[str, Mapping[str, Any]], output: str) -> set[str]:
    found, waiting = {output}, [output]
    while waiting:
        for link in links(nodes[waiting.pop()]).values():
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
