"""What a workflow takes: inputs that people confirmed, each with a name, a type and bounds."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from studio.graphs.custom.bindings import Place
from studio.graphs.graph import Graph
from studio.kernel.errors import UserError
from studio.kernel.text import PROMPT, checked


class InputKind(Enum):
    """The type of an input's value. A PICTURE is given as a take."""

    TEXT = "TEXT"
    INTEGER = "INTEGER"
    NUMBER = "NUMBER"
    BOOLEAN = "BOOLEAN"
    CHOICE = "CHOICE"
    PICTURE = "PICTURE"


@dataclass(frozen=True, slots=True)
class Target:
    """An input of a node."""

    node: str
    input: str


@dataclass(frozen=True, slots=True)
class WorkflowInput:
    """One value that goes into all its `targets`.

    One with a `place` is filled from the shot by itself. `default` is used where nothing is given;
    of a picture there is none. `step` counts from `minimum`, and is what a value from the shot is
    fitted to.
    """

    name: str
    place: Place | None
    targets: tuple[Target, ...]
    kind: InputKind
    label: str
    default: Any = None
    minimum: float | None = None
    maximum: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bound:
    """A workflow that is ready to be filled: node `output` saves what it makes."""

    graph: Graph
    inputs: tuple[WorkflowInput, ...]
    output: str

    def of(self, place: Place) -> WorkflowInput | None:
        return next((one for one in self.inputs if one.place is place), None)

    def named(self, name: str) -> WorkflowInput | None:
        return next((one for one in self.inputs if one.name == name), None)


def read_value(one: WorkflowInput, value: Any) -> Any:
    """The value as the input takes it. Raises UserError that says what it takes."""
    match one.kind:
        case InputKind.INTEGER:
            return _bounded(one, _whole(one, value))
        case InputKind.NUMBER:
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise _fault(one, "a number")
            return _bounded(one, value)
        case InputKind.BOOLEAN:
            if not isinstance(value, bool):
                raise _fault(one, "true or false")
            return value
        case InputKind.CHOICE:
            if value not in one.choices:
                some = ", ".join(one.choices[:12]) + (" …" if len(one.choices) > 12 else "")
                raise _fault(one, f"one of {some}")
            return value
    if not isinstance(value, str):
        raise _fault(one, "text" if one.kind is InputKind.TEXT else "the id of a take")
    return checked(value, one.name, limit=PROMPT)


def _whole(one: WorkflowInput, value: Any) -> int:
    """Also as decimal digits, since a seed may be more than a JSON number holds everywhere."""
    if isinstance(value, str) and len(value) <= 20 and value.removeprefix("-").isdecimal():
        return int(value)
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise _fault(one, "a whole number")
    return value


def _bounded(one: WorkflowInput, value: Any) -> Any:
    if not math.isfinite(value):
        raise _fault(one, "a number")
    low, high = one.minimum, one.maximum
    if (low is not None and value < low) or (high is not None and value > high):
        if low is not None and high is not None:
            raise _fault(one, f"a number from {low:g} to {high:g}")
        raise _fault(one, f"{low:g} at least" if low is not None else f"{high:g} at most")
    return value


def _fault(one: WorkflowInput, what: str) -> UserError:
    return UserError(f"{one.name} is {what}.", field=[one.name])


def as_json(one: WorkflowInput) -> dict[str, Any]:
    """As it is stored and exported: without what is not said."""
    said = {
        "name": one.name,
        "place": one.place and one.place.value,
        "targets": [[target.node, target.input] for target in one.targets],
        "kind": one.kind.value,
        "label": one.label,
        "default": one.default,
        "minimum": one.minimum,
        "maximum": one.maximum,
        "step": one.step,
        "choices": list(one.choices) or None,
    }
    return {name: value for name, value in said.items() if value is not None}


def from_json(kept: Mapping[str, Any]) -> WorkflowInput:
    """The opposite of as_json. Raises ValueError, KeyError or TypeError for anything else."""
    place = kept.get("place")
    return WorkflowInput(
        name=kept["name"],
        place=Place(place) if place is not None else None,
        targets=tuple(Target(node, name) for node, name in kept["targets"]),
        kind=InputKind(kept["kind"]),
        label=kept["label"],
        default=kept.get("default"),
        minimum=kept.get("minimum"),
        maximum=kept.get("maximum"),
        step=kept.get("step"),
        choices=tuple(kept.get("choices") or ()),
    )
