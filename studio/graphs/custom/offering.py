"""The inputs that a workflow seems to have, offered to be confirmed."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from studio.graphs.custom.bindings import Binding, Confidence, Place, infer_bindings
from studio.graphs.custom.inputs import InputKind, Target, WorkflowInput
from studio.graphs.graph import Graph
from studio.graphs.nodes import INPUT_FOLDER, Definitions

PICTURES = (Place.START_IMAGE, Place.END_IMAGE, Place.REFERENCE_1, Place.REFERENCE_2)
PLACES: Mapping[Place, InputKind] = {
    Place.PROMPT: InputKind.TEXT,
    Place.NEGATIVE_PROMPT: InputKind.TEXT,
    Place.LYRICS: InputKind.TEXT,
    Place.MODEL: InputKind.TEXT,
    Place.SEED: InputKind.INTEGER,
    Place.WIDTH: InputKind.INTEGER,
    Place.HEIGHT: InputKind.INTEGER,
    Place.STEPS: InputKind.INTEGER,
    Place.FRAMES: InputKind.INTEGER,
    Place.CFG: InputKind.NUMBER,
    Place.RATE: InputKind.NUMBER,
    Place.SECONDS: InputKind.NUMBER,
    **dict.fromkeys(PICTURES, InputKind.PICTURE),
}
"""The places that are filled from the shot or the request, and what they take."""
_NUMERIC = frozenset({InputKind.INTEGER, InputKind.NUMBER})
_KINDS = {
    "INT": InputKind.INTEGER,
    "FLOAT": InputKind.NUMBER,
    "STRING": InputKind.TEXT,
    "BOOLEAN": InputKind.BOOLEAN,
}
_LARGEST_SEED = 2**64 - 1
_MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Offer:
    """An input, how sure it is, and why it is taken for that."""

    input: WorkflowInput
    confidence: Confidence
    why: str


def offers(graph: Graph, definitions: Definitions) -> tuple[Offer, ...]:
    """At most one sure input for each place; of guesses each by itself, with a number behind it."""
    found: list[Offer] = []
    by_place: dict[Place, list[Binding]] = {}
    taken: set[tuple[str, str]] = set()
    for one in infer_bindings(graph):
        at = (one.node, one.input)
        if one.place in PLACES and at not in taken and _is_literal(graph, *at):
            taken.add(at)
            by_place.setdefault(one.place, []).append(one)
    for place, some in by_place.items():
        best = some[0].confidence
        group = [one for one in some if one.confidence is best]
        if best is Confidence.GUESS:
            for number, one in enumerate(group, start=1):
                found.append(_offer(graph, place, [one], definitions, number))
        else:
            found.append(_offer(graph, place, group, definitions, 1))
    return tuple(found)


def _offer(
    graph: Graph, place: Place, group: list[Binding], definitions: Definitions, number: int
) -> Offer:
    first = group[0]
    targets = tuple(Target(one.node, one.input) for one in group)
    described = describe(graph, targets[0], definitions, place=place if number == 1 else None)
    name = camel(place.value.lower()) + (f"_{number}" if number > 1 else "")
    whole = replace(described, name=name, targets=targets, label=label_of(name))
    return Offer(whole, first.confidence, first.why)


def camel(name: str) -> str:
    """start_image is startImage."""
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def label_of(name: str) -> str:
    """startImage is Start image."""
    words = re.sub(r"(?<=[a-z])(?=[A-Z0-9])", " ", name).replace("_", " ").lower().strip()
    return words[:1].upper() + words[1:]


def describe(
    graph: Graph, target: Target, definitions: Definitions, *, place: Place | None = None
) -> WorkflowInput:
    """The input that this one of a node makes by itself; the node and its value must be there.

    What is known of its class says its type and bounds, else what its value is.
    """
    entry = graph.nodes[target.node]
    value = entry["inputs"][target.input]
    known = definitions.get(entry["class_type"])
    one = known.input(target.input) if known else None
    kind = (PLACES[place] if place else None) or _kind(entry["class_type"], target.input, value)
    choices: tuple[str, ...] = ()
    if one is not None and place is None:
        choices = tuple(map(str, one.choices or ()))[:_MOST_CHOICES] if not one.folder else ()
        if one.folder == INPUT_FOLDER:
            kind = InputKind.PICTURE
        elif one.type == "COMBO":
            kind = InputKind.CHOICE if choices else InputKind.TEXT
        else:
            kind = _KINDS.get(one.type, kind)
    numeric = one if one is not None and kind in _NUMERIC else None
    low, high = (numeric.minimum, numeric.maximum) if numeric else (None, None)
    if place is Place.SEED:
        low, high = 0, _LARGEST_SEED
    return WorkflowInput(
        name=target.input,
        place=place,
        targets=(target,),
        kind=kind,
        label=label_of(target.input),
        default=None if kind is InputKind.PICTURE else value,
        minimum=low,
        maximum=high,
        step=numeric.step if numeric else None,
        choices=choices if kind is InputKind.CHOICE else (),
    )


def _kind(class_type: str, name: str, value: Any) -> InputKind:
    if isinstance(value, bool):
        return InputKind.BOOLEAN
    if isinstance(value, int):
        return InputKind.INTEGER
    if isinstance(value, float):
        return InputKind.NUMBER
    loads = class_type.startswith("LoadImage") and name == "image"
    return InputKind.PICTURE if loads else InputKind.TEXT


def _is_literal(graph: Graph, node: str, name: str) -> bool:
    return isinstance(graph.nodes[node]["inputs"].get(name), str | int | float)


def settable(graph: Graph) -> Iterator[tuple[str, str, Any]]:
    """Every value that a node carries itself: node, input, value. What is linked is not."""
    for node, entry in graph.nodes.items():
        for name, value in entry["inputs"].items():
            if isinstance(value, str | int | float):
                yield node, name, value
