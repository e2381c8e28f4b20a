"""What a workflow is once somebody has confirmed it: read, checked, and ready to be kept. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from studio.graphs.custom.bindings import Binding, Confidence, Place, infer_bindings
from studio.graphs.custom.document import Document, open_document
from studio.graphs.custom.errors import WorkflowUnbound
from studio.graphs.custom.inputs import (
    Bound,
    InputKind,
    Target,
    WorkflowInput,
    from_json,
    read_value,
)
from studio.graphs.custom.needs import Needs, addresses, needs_of
from studio.graphs.custom.offering import PLACES, Offer, describe, label_of, offers
from studio.graphs.custom.reading import read_workflow
from studio.graphs.graph import Graph
from studio.graphs.nodes import Definitions
from studio.graphs.validation import Problem, validate
from studio.kernel.errors import UserError
from studio.kernel.text import NAME, checked
from studio.library.media import MediaKind

CATEGORIES = ("GENERATE", "EDIT", "ANIMATE", "ENHANCE", "SOUND", "OTHER")
MOST_INPUTS = 100
MOST_TARGETS = 50
NOTE = "storycanvas"
"""Under which the `_meta` of the node that saves tells the rest, in an exported workflow."""
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}")
_MOVING = ("Video", "Animated", "WEBM", "Webm", "GIF")


@dataclass(frozen=True, slots=True)
class OutputOffer:
    """A node that seems to save the result, and what it makes."""

    node: str
    class_type: str
    kind: MediaKind
    confidence: Confidence
    why: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """A workflow that was read. `unknown` are classes of which nothing is known here;
    `problems` what a ComfyUI may refuse."""

    format: str
    document: Document = field(repr=False)
    graph: Graph = field(repr=False)
    offers: tuple[Offer, ...]
    outputs: tuple[OutputOffer, ...]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class InputWish:
    """An input as somebody confirms it; what is None is as the node has it."""

    name: str
    targets: tuple[Target, ...]
    place: Place | None = None
    kind: InputKind | None = None
    label: str | None = None
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """All of a workflow but what it is called."""

    format: str
    source: str = field(repr=False)
    bound: Bound = field(repr=False)
    kind: MediaKind
    needs: Needs


def inspect(document: object, definitions: Definitions) -> Inspection:
    """Read a workflow in either format. Raises WorkflowUnreadable."""
    opened = open_document(document)
    imported = read_workflow(opened.value, definitions)
    graph = imported.graph
    unknown = set(imported.unknown)
    return Inspection(
        format="INTERFACE" if imported.drawn else "API",
        document=opened,
        graph=graph,
        offers=_exported(opened, graph, definitions) or offers(graph, definitions),
        outputs=_outputs(graph, infer_bindings(graph)),
        unknown=imported.unknown,
        problems=tuple(
            one
            for one in validate(graph, definitions)
            if one.class_type not in unknown and one.code != "prompt_no_outputs"
        ),
    )


def content(
    inspection: Inspection,
    wishes: Sequence[InputWish] | None,
    output: str | None,
    definitions: Definitions,
) -> Content:
    """The workflow with these inputs or, with None, with those that are surely meant; saved by
    `output`, or by the one node that saves.

    Raises UserError that says what to confirm otherwise.
    """
    node = output if output is not None else _only_output(inspection)
    if node not in inspection.graph.nodes:
        raise UserError(f"The workflow has no node {node[:40]!r}.", field=["outputNodeId"])
    if wishes is None:
        inputs = tuple(
            one.input for one in inspection.offers if one.confidence is not Confidence.GUESS
        )
    else:
        inputs = confirmed(inspection.graph, wishes, definitions)
    return Content(
        format=inspection.format,
        source=inspection.document.text,
        bound=Bound(inspection.graph, inputs, node),
        kind=kind_of(inspection.graph.nodes[node]["class_type"]),
        needs=needs_of(inspection.graph, node, addresses(inspection.document.value)),
    )


def _only_output(inspection: Inspection) -> str:
    sure = [one for one in inspection.outputs if one.confidence is Confidence.CERTAIN]
    for found in (sure, inspection.outputs):
        if len(found) == 1:
            return found[0].node
    if not inspection.outputs:
        raise WorkflowUnbound(
            "No node of the workflow saves anything. End it with SaveImage, SaveVideo or SaveAudio.",
            field=["outputNodeId"],
        )
    listed = ", ".join(f"{one.node} ({one.class_type})" for one in inspection.outputs[:10])
    raise WorkflowUnbound(
        f"Several nodes save something: {listed}. Say with outputNodeId which one is the result.",
        field=["outputNodeId"],
    )


def kind_of(class_type: str) -> MediaKind:
    """What a node of this class saves, by its name."""
    if "Audio" in class_type:
        return MediaKind.AUDIO
    if any(word in class_type for word in _MOVING):
        return MediaKind.VIDEO
    return MediaKind.IMAGE


def _outputs(graph: Graph, bindings: Sequence[Binding]) -> tuple[OutputOffer, ...]:
    return tuple(
        OutputOffer(one.node, class_type, kind_of(class_type), one.confidence, one.why)
        for one in bindings
        if one.place is Place.OUTPUT
        for class_type in (graph.nodes[one.node]["class_type"],)
    )


def confirmed(
    graph: Graph, wishes: Sequence[InputWish], definitions: Definitions
) -> tuple[WorkflowInput, ...]:
    """The inputs as they are wished for. Raises UserError for what the workflow does not have."""
    if len(wishes) > MOST_INPUTS:
        raise UserError(f"A workflow has {MOST_INPUTS} inputs at most.", field=["inputs"])
    inputs = tuple(_confirmed(graph, one, definitions) for one in wishes)
    _check_single([one.name for one in inputs], "Two inputs are called {}.")
    _check_single([one.place.value for one in inputs if one.place], "Two inputs are for {}.")
    _check_single(
        [f"{target.input} of node {target.node}" for one in inputs for target in one.targets],
        "{} is bound twice.",
    )
    return inputs


def _check_single(values: Sequence[str], words: str) -> None:
    twice = next((one for one in values if values.count(one) > 1), None)
    if twice is not None:
        raise UserError(words.format(twice), field=["inputs"])


def _confirmed(graph: Graph, wish: InputWish, definitions: Definitions) -> WorkflowInput:
    if not _NAME.fullmatch(wish.name):
        raise _wrong(wish, "a name is a letter, then up to 49 letters, digits and underscores")
    if not 1 <= len(wish.targets) <= MOST_TARGETS:
        raise _wrong(wish, f"it goes into 1 to {MOST_TARGETS} inputs of nodes")
    for target in wish.targets:
        there = graph.nodes.get(target.node)
        if there is None or target.input not in there["inputs"]:
            raise _wrong(wish, f"node {target.node[:40]} has no input {target.input[:40]}")
        if not isinstance(there["inputs"][target.input], str | int | float):
            raise _wrong(wish, f"{target.input} of node {target.node} is linked to another node")
    if wish.place is not None and wish.place not in PLACES:
        raise _wrong(wish, f"{wish.place.value} is no place that is filled from a shot")
    found = describe(graph, wish.targets[0], definitions, place=wish.place)
    return _checked(wish, replace(found, targets=wish.targets, name=wish.name))


def _checked(wish: InputWish, found: WorkflowInput) -> WorkflowInput:
    kind = wish.kind or found.kind
    if wish.place is not None and kind is not PLACES[wish.place]:
        raise _wrong(wish, f"{wish.place.value} takes {PLACES[wish.place].value}")
    if kind is InputKind.CHOICE and not found.choices:
        raise _wrong(wish, "nothing is known of what there is to choose from; take TEXT")
    low = found.minimum if wish.minimum is None else wish.minimum
    high = found.maximum if wish.maximum is None else wish.maximum
    if low is not None and high is not None and low > high:
        raise _wrong(wish, "its minimum is above its maximum")
    label = label_of(wish.name) if wish.label is None else wish.label
    one = replace(
        found,
        kind=kind,
        label=checked(label, "inputs", limit=NAME, required=True),
        minimum=low,
        maximum=high,
        choices=found.choices if kind is InputKind.CHOICE else (),
        default=None,
    )
    default = found.default if wish.default is None else wish.default
    if kind is InputKind.PICTURE or default is None:
        return one
    try:
        return replace(one, default=read_value(one, default))
    except UserError as error:
        if (
            wish.default is None
            and wish.kind is None
            and (wish.minimum, wish.maximum) == (None,) * 2
        ):
            return replace(one, default=default, minimum=None, maximum=None)
        raise _wrong(wish, f"its default does not fit: {error.message}") from None


def _wrong(wish: InputWish, words: str) -> UserError:
    return UserError(f"Input {wish.name[:50]!r}: {words}.", field=["inputs"])


def _exported(
    document: Document, graph: Graph, definitions: Definitions
) -> tuple[Offer, ...] | None:
    """What a workflow that was exported here says of its inputs, if it still fits."""
    note = note_of(document.value)
    if note is None:
        return None
    try:
        wishes = [wish_of(from_json(one)) for one in note["inputs"]]
        kept = confirmed(graph, wishes, definitions)
    except (UserError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return tuple(Offer(one, Confidence.CERTAIN, "it was exported with it") for one in kept)


def wish_of(one: WorkflowInput) -> InputWish:
    """To have the same input again. Raises TypeError where it holds what no input holds."""
    bounds: tuple[Any, Any] = (one.minimum, one.maximum)
    if not {type(bound) for bound in bounds} <= {int, float, type(None)}:
        raise TypeError
    return InputWish(one.name, one.targets, one.place, one.kind, one.label, one.default, *bounds)


def note_of(document: Mapping[str, Any]) -> Mapping[str, Any] | None:
    for entry in document.values():
        meta = entry.get("_meta") if isinstance(entry, dict) else None
        note = meta.get(NOTE) if isinstance(meta, dict) else None
        if isinstance(note, dict) and isinstance(note.get("inputs"), list):
            return note
    return None
