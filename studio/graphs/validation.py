"""Whether a server would take a graph, told before it is sent, and in its own terms."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any

from studio.graphs.graph import Graph, Link, as_link, links
from studio.graphs.nodes import DYNAMIC, INPUT_FOLDER, Definition, Definitions, Input
from studio.graphs.nodes import definitions as own_definitions

_NUMBERS = {"INT": int, "FLOAT": float}
_KINDS: dict[str, tuple[type, ...]] = {
    "INT": (int, float, str),
    "FLOAT": (int, float, str),
    "STRING": (str, int, float),
    "BOOLEAN": (bool, int),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing ComfyUI would refuse. `code` is the type it gives to such an error."""

    node: str
    class_type: str
    input: str | None
    code: str
    message: str


def validate(
    graph: Graph,
    definitions: Definitions,
    available: Mapping[str, Collection[str]] | None = None,
) -> list[Problem]:
    """All that is wrong with a graph. Files are looked for only where `available` lists them."""
    if not graph.nodes:
        return [Problem("", "", None, "no_prompt", "The graph has no nodes.")]
    found = [
        problem
        for node, entry in graph.nodes.items()
        for problem in _check_node(graph, node, entry, definitions, available)
    ]
    if not any(
        (known := definitions.get(entry["class_type"])) and known.output_node
        for entry in graph.nodes.values()
    ):
        found.append(Problem("", "", None, "prompt_no_outputs", "No node saves anything."))
    return found + _check_circle(graph)


def _check_circle(graph: Graph) -> list[Problem]:
    waits = {
        node: {link.node for link in links(entry).values()} for node, entry in graph.nodes.items()
    }
    try:
        TopologicalSorter(waits).prepare()
    except CycleError as error:
        node = error.args[1][0]
        kind = graph.nodes[node]["class_type"] if node in graph.nodes else ""
        return [Problem(node, kind, None, "dependency_cycle", "The links run in a circle.")]
    return []


_Found = Iterator[Problem]


def _check_node(
    graph: Graph,
    node: str,
    entry: Mapping[str, Any],
    definitions: Definitions,
    available: Mapping[str, Collection[str]] | None,
) -> _Found:
    class_type = entry["class_type"]
    definition = definitions.get(class_type)
    if definition is None:
        message = f"The node {class_type} is not installed."
        yield Problem(node, class_type, None, "invalid_prompt", message)
        return
    for one in definition.inputs:
        if one.name not in entry["inputs"]:
            if one.required and not one.type.startswith(DYNAMIC):
                message = f"{one.name} is not set."
                yield Problem(node, class_type, one.name, "required_input_missing", message)
            continue
        value = entry["inputs"][one.name]
        if isinstance(value, list):
            wrong = _link_wrong(graph, one, as_link(value), definitions)
        else:
            wrong = _value_wrong(one, value, available)
        if wrong:
            yield Problem(node, class_type, one.name, *wrong)


_Wrong = tuple[str, str] | None


def _link_wrong(graph: Graph, one: Input, link: Link | None, definitions: Definitions) -> _Wrong:
    if link is None:
        return "bad_linked_input", f"{one.name} must be a node and one of its outputs."
    if link.node not in graph.nodes:
        return "bad_linked_input", f"{one.name} is linked to {link.node}, which is not there."
    source = definitions.get(graph.nodes[link.node]["class_type"])
    if source is None:
        return None
    if not 0 <= link.slot < len(source.outputs):
        return "bad_linked_input", f"{source.name} has no output {link.slot}."
    if not fits(source.outputs[link.slot], one.type):
        return (
            "return_type_mismatch",
            f"{one.name} takes {one.type}, but {source.name} gives {source.outputs[link.slot]}.",
        )
    return None


def fits(given: str, taken: str) -> bool:
    """Whether an output of one type may be linked to an input of another."""
    if "*" in (given, taken) or given.startswith(DYNAMIC) or taken.startswith(DYNAMIC):
        return True
    return not set(given.split(",")).isdisjoint(taken.split(","))


def _value_wrong(one: Input, value: Any, available: Mapping[str, Collection[str]] | None) -> _Wrong:
    if one.type.startswith(DYNAMIC) or one.type == "*":
        return None
    if one.type == "COMBO":
        return _choice_wrong(one, value, available)
    if one.type not in _KINDS:
        return "invalid_input_type", f"{one.name} must be linked to a node that gives {one.type}."
    if not isinstance(value, _KINDS[one.type]):
        return "invalid_input_type", f"{one.name} must be of type {one.type}."
    return _range_wrong(one, value) if one.type in _NUMBERS else None


def _range_wrong(one: Input, value: Any) -> _Wrong:
    try:
        number = _NUMBERS[one.type](value)
    except (ValueError, OverflowError):
        return "invalid_input_type", f"{one.name} must be a number."
    if one.minimum is not None and number < one.minimum:
        return "value_smaller_than_min", f"{one.name} is {one.minimum:g} at least, not {number}."
    if one.maximum is not None and number > one.maximum:
        return "value_bigger_than_max", f"{one.name} is {one.maximum:g} at most, not {number}."
    return None


def _choice_wrong(
    one: Input, value: Any, available: Mapping[str, Collection[str]] | None
) -> _Wrong:
    files = (available or {}).get(one.folder) if one.folder else ()
    if files is None or (one.choices is None and not one.folder):
        return None
    if value in (one.choices or ()) or value in files:
        return None
    if one.folder == INPUT_FOLDER:
        return "custom_validation_failed", f"The file {value} is not on the endpoint."
    return "value_not_in_list", f"{one.name} {str(value)[:80]!r} is not among the choices."


@dataclass(frozen=True, slots=True)
class Missing:
    """What a graph needs and an endpoint lacks: node classes, and files as (folder, name)."""

    nodes: tuple[str, ...]
    files: tuple[tuple[str, str], ...]

    def __bool__(self) -> bool:
        return bool(self.nodes or self.files)

    def __str__(self) -> str:
        said = [
            f"Install {_PACKS.get(node, 'the custom node')} on the endpoint: {node} is missing."
            for node in self.nodes
        ]
        said += [f"Put {name} into models/{folder} of the endpoint." for folder, name in self.files]
        return " ".join(said)


_PACKS = {
    "ReActorFaceSwap": "ComfyUI-ReActor",
    "FluxProUltraImageNode": "a ComfyUI with its partner nodes (started without --disable-api-nodes)",
}
"""Where the nodes come from that not every ComfyUI has."""


def missing(
    graph: Graph,
    node_classes: Collection[str],
    models: Mapping[str, Collection[str]],
    definitions: Definitions | None = None,
) -> Missing:
    """What to install before a graph can run. A folder that `models` does not list is not checked.

    `definitions` are our own where none are given.
    """
    known = own_definitions() if definitions is None else definitions
    needed = dict.fromkeys(entry["class_type"] for entry in graph.nodes.values())
    files = {
        file: None
        for entry in graph.nodes.values()
        if (definition := known.get(entry["class_type"]))
        for file in _files(definition, entry["inputs"])
        if file[0] in models and file[1] not in models[file[0]]
    }
    return Missing(tuple(one for one in needed if one not in node_classes), tuple(files))


def _files(definition: Definition, inputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for one in definition.inputs:
        value = inputs.get(one.name)
        if (
            one.folder
            and one.folder != INPUT_FOLDER
            and isinstance(value, str)
            and value not in (one.choices or ())
        ):
            yield one.folder, value
