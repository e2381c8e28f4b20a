"""What a workflow seems to be, before anything is kept of it."""

from typing import Any

import strawberry
from strawberry.scalars import JSON

from schema.workflows.enums import WorkflowFormat, WorkflowPlace
from schema.workflows.templates import input_values
from schema.workflows.workflows import WorkflowFile, WorkflowTarget
from studio.graphs.custom.bindings import Confidence
from studio.graphs.custom.inputs import InputKind
from studio.graphs.custom.needs import addresses, needs_of
from studio.graphs.custom.offering import Offer, settable
from studio.library.media import MediaKind
from studio.workflows.rules import Inspection, OutputOffer


@strawberry.type(description="An input that a workflow seems to have, to be confirmed.")
class WorkflowInputOffer:
    name: str = strawberry.field(description="What it would be called.")
    label: str = strawberry.field(description="The same for a person.")
    place: WorkflowPlace | None = strawberry.field(
        description="What would go into it by itself; null for one more that could be that."
    )
    kind: InputKind = strawberry.field(description="The type of its value.")
    default: JSON | None = strawberry.field(description="The value it has.")
    minimum: float | None = strawberry.field(description="The least value, of a number.")
    maximum: float | None = strawberry.field(description="The largest value, of a number.")
    choices: list[str] = strawberry.field(description="What there is to choose from, of a CHOICE.")
    targets: list[WorkflowTarget] = strawberry.field(description="Where it would go.")
    confidence: Confidence = strawberry.field(
        description="How sure that is. Without inputs, importWorkflow takes all but a GUESS."
    )
    reason: str = strawberry.field(description="Why it is taken for that.")


@strawberry.type(description="A node of a workflow that saves something.")
class WorkflowOutputOffer:
    node_id: str = strawberry.field(description="The node's id.")
    class_type: str = strawberry.field(description="Its class.")
    kind: MediaKind = strawberry.field(description="What it seems to save.")
    confidence: Confidence = strawberry.field(description="How sure it is that this is the result.")
    reason: str = strawberry.field(description="Why it is taken for that.")


@strawberry.type(description="A value that a node of a workflow carries.")
class WorkflowNodeInput:
    name: str = strawberry.field(description="The input's name.")
    value: JSON | None = strawberry.field(description="Its value.")


@strawberry.type(description="A node of a workflow that runs.")
class WorkflowNode:
    id: str = strawberry.field(description="Its id; of one inside a subgraph with colons.")
    class_type: str = strawberry.field(description="Its class.")
    title: str = strawberry.field(description="What it is called in the workflow.")
    is_known: bool = strawberry.field(
        description="Whether the types of its inputs are known; else they are told from their values."
    )
    inputs: list[WorkflowNodeInput] = strawberry.field(
        description="What can be bound: the values that it carries itself."
    )


@strawberry.type(description="Something that a ComfyUI may refuse a workflow for.")
class WorkflowProblem:
    code: str = strawberry.field(description="ComfyUI's own name for it.")
    node_id: str | None = strawberry.field(description="The node it is about.")
    class_type: str | None = strawberry.field(description="The class of that.")
    input: str | None = strawberry.field(description="The input of that.")
    message: str = strawberry.field(description="What is the matter, for a person.")


@strawberry.type(description="What a workflow seems to be. Nothing is kept.")
class WorkflowInspection:
    format: WorkflowFormat = strawberry.field(description="How it was given.")
    inputs: list[WorkflowInputOffer] = strawberry.field(
        description="The inputs that it seems to have, by what they are for."
    )
    outputs: list[WorkflowOutputOffer] = strawberry.field(
        description="The nodes that save something. With several, importWorkflow wants to be told."
    )
    nodes: list[WorkflowNode] = strawberry.field(description="The nodes that run.")
    node_classes: list[str] = strawberry.field(
        description="The classes of nodes that an endpoint needs."
    )
    unknown_classes: list[str] = strawberry.field(
        description="Those of which this studio knows nothing: of custom nodes. Give endpointId to "
        "have them looked up."
    )
    files: list[WorkflowFile] = strawberry.field(
        description="The model files that an endpoint needs."
    )
    problems: list[WorkflowProblem] = strawberry.field(
        description="What a ComfyUI may refuse it for; it can be imported all the same."
    )


def inspection_values(seen: Inspection) -> dict[str, Any]:
    """The inspection under the names of the graph."""
    output = seen.outputs[0].node if seen.outputs else None
    urls = addresses(seen.document.value)
    needs = needs_of(seen.graph, output, urls) if output is not None else None
    return {
        "format": seen.format,
        "inputs": [_offer(one) for one in seen.offers],
        "outputs": [_output(one) for one in seen.outputs],
        "nodes": _nodes(seen),
        "nodeClasses": list(needs.nodes) if needs else [],
        "unknownClasses": list(seen.unknown),
        "files": [
            {"folder": one.folder, "name": one.name, "url": one.url or None}
            for one in (needs.files if needs else ())
        ],
        "problems": [
            {
                "code": one.code,
                "nodeId": one.node or None,
                "classType": one.class_type or None,
                "input": one.input,
                "message": one.message,
            }
            for one in seen.problems
        ],
    }


def _offer(offer: Offer) -> dict[str, Any]:
    one = offer.input
    return {
        **input_values(one),
        "place": one.place and one.place.value,
        "targets": [{"nodeId": target.node, "input": target.input} for target in one.targets],
        "confidence": offer.confidence.value,
        "reason": offer.why,
    }


def _output(one: OutputOffer) -> dict[str, Any]:
    return {
        "nodeId": one.node,
        "classType": one.class_type,
        "kind": one.kind.value,
        "confidence": one.confidence.value,
        "reason": one.why,
    }


def _nodes(seen: Inspection) -> list[dict[str, Any]]:
    inputs: dict[str, list[dict[str, Any]]] = {node: [] for node in seen.graph.nodes}
    for node, name, value in settable(seen.graph):
        inputs[node].append({"name": name, "value": value})
    return [
        {
            "id": node,
            "classType": entry["class_type"],
            "title": entry["_meta"]["title"],
            "isKnown": entry["class_type"] not in seen.unknown,
            "inputs": inputs[node],
        }
        for node, entry in seen.graph.nodes.items()
    ]
