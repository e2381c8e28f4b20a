"""The format of ComfyUI's interface (nodes, links, widget values, subgraphs) made API format."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from studio.graphs.custom.errors import MAX_DEPTH, MAX_LINKS, MAX_NODES, WorkflowUnreadable
from studio.graphs.custom.widgets import widget_values
from studio.graphs.graph import Link
from studio.graphs.nodes import Definitions

_NEVER, _BYPASS = 2, 4
_INPUTS, _OUTPUTS = -10, -20
_SILENT = {"Note", "MarkdownNote", "Reroute", "PrimitiveNode", "SetNode", "GetNode"}


@dataclass(frozen=True, slots=True)
class _Value:
    """A value that arrives where a link was."""

    value: Any


@dataclass(frozen=True, slots=True)
class _Wire:
    origin: int | str
    origin_slot: int
    target: int | str
    target_slot: int


@dataclass(slots=True)
class _Scope:
    """One drawing: the outermost, or one use of a subgraph inside `outer` as node `instance`."""

    path: str
    nodes: dict[int | str, dict[str, Any]]
    wires: dict[int | str, _Wire]
    outer: "_Scope | None" = None
    instance: dict[str, Any] = field(default_factory=dict)
    inputs: int = 0
    names: tuple[str, ...] = ()
    given: dict[int, Any] = field(default_factory=dict)
    inner: dict[int | str, "_Scope"] = field(default_factory=dict)
    ends: dict[int, int | str] = field(default_factory=dict)
    """The wire that leads out at each slot."""
    fed: dict[str, int | str] = field(default_factory=dict)
    """The outer wire that leads in, by the name of the slot."""
    setters: dict[Any, dict[str, Any]] = field(default_factory=dict)
    resolved: dict[int | str, Any] = field(default_factory=dict)


_Source = Link | _Value | None


def flatten(document: Mapping[str, Any], definitions: Definitions) -> dict[str, dict[str, Any]]:
    """Every node that runs, subgraphs laid open: node 5 of the subgraph that is node 12 is 12:5."""
    try:
        subgraphs = {
            one["id"]: one for one in (document.get("definitions") or {}).get("subgraphs") or ()
        }
        scopes = _open(document, subgraphs)
        return {name: node for scope in scopes for name, node in _emit(scope, definitions)}
    except WorkflowUnreadable:
        raise
    except RecursionError:
        raise WorkflowUnreadable("The links of the workflow run in a circle.") from None
    except (AttributeError, KeyError, TypeError, ValueError, IndexError) as error:
        raise WorkflowUnreadable(
            "The workflow is damaged: a node or a link is not what ComfyUI writes. Save it anew."
        ) from error


def _open(document: Mapping[str, Any], subgraphs: Mapping[str, Any]) -> list[_Scope]:
    """The outermost scope and all inside of it, at most MAX_NODES nodes altogether."""
    opened = [_scope(document, "", None, {})]
    _check_size(opened)
    for scope in opened:
        for key, node in scope.nodes.items():
            if (inside := subgraphs.get(node["type"])) and _runs(node):
                inner = _scope(inside, f"{scope.path}{key}:", scope, node)
                scope.inner[key] = inner
                opened.append(inner)
                _check_size(opened)
    return opened


def _check_size(scopes: list[_Scope]) -> None:
    links = sum(len(scope.wires) + scope.inputs for scope in scopes)
    if links > MAX_LINKS:
        raise WorkflowUnreadable(f"The workflow has more than {MAX_LINKS} links and inputs.")
    deep = scopes[-1].path.count(":") > MAX_DEPTH
    if deep or sum(len(scope.nodes) for scope in scopes) > MAX_NODES:
        raise WorkflowUnreadable(
            f"The workflow has more than {MAX_NODES} nodes, or subgraphs inside themselves."
        )


def _scope(
    drawing: Mapping[str, Any], path: str, outer: _Scope | None, instance: dict[str, Any]
) -> _Scope:
    nodes = drawing["nodes"]
    if len(nodes) > MAX_NODES:
        raise WorkflowUnreadable(f"A workflow has {MAX_NODES} nodes at most.")
    scope = _Scope(
        path,
        {node["id"]: node for node in nodes},
        dict(map(_wire, drawing.get("links") or ())),
        outer,
        instance,
    )
    scope.inputs = sum(len(node.get("inputs") or ()) for node in scope.nodes.values())
    scope.inputs += sum(len(one.get("linkIds") or ()) for one in drawing.get("inputs") or ())
    for key, wire in scope.wires.items():
        if wire.target == _OUTPUTS:
            scope.ends.setdefault(wire.target_slot, key)
    for node in scope.nodes.values():
        if node["type"] == "SetNode":
            scope.setters.setdefault(_first_value(node), node)
    if outer:
        for one in instance.get("inputs") or ():
            if one.get("link") is not None:
                scope.fed.setdefault(one["name"], one["link"])
        scope.names = tuple(str(one["name"]) for one in drawing.get("inputs") or ())
        scope.given = _given(drawing, instance, scope)
    return scope


def _wire(link: Any) -> tuple[int | str, _Wire]:
    if isinstance(link, list):
        return link[0], _Wire(link[1], int(link[2]), link[3], int(link[4]))
    ends = (link["origin_id"], int(link["origin_slot"]), link["target_id"])
    return link["id"], _Wire(*ends, int(link["target_slot"]))


def _given(inside: Mapping[str, Any], instance: Mapping[str, Any], scope: _Scope) -> dict[int, Any]:
    """The values that the node of a subgraph sets for its inputs, by slot.

    Where its widgets are windows onto those inside (`proxyWidgets`), the values are inside.
    """
    values = instance.get("widgets_values")
    if (instance.get("properties") or {}).get("proxyWidgets") or not isinstance(values, list):
        return {}
    slots = [
        slot
        for slot, one in enumerate(inside.get("inputs") or ())
        if any(_leads_to_widget(scope, wire) for wire in one.get("linkIds") or ())
    ]
    return dict(zip(slots, values, strict=True)) if len(slots) == len(values) else {}


def _leads_to_widget(scope: _Scope, wire: int | str) -> bool:
    if not (found := scope.wires.get(wire)) or found.target == _OUTPUTS:
        return False
    inputs = scope.nodes[found.target].get("inputs") or ()
    return found.target_slot < len(inputs) and "widget" in inputs[found.target_slot]


def _runs(node: Mapping[str, Any]) -> bool:
    return node.get("mode") not in (_NEVER, _BYPASS)


def _emit(scope: _Scope, definitions: Definitions) -> Iterator[tuple[str, dict[str, Any]]]:
    for key, node in scope.nodes.items():
        if not _runs(node) or node["type"] in _SILENT or key in scope.inner:
            continue
        inputs = widget_values(node, definitions.get(node["type"]))
        for one in node.get("inputs") or ():
            match _source(scope, one.get("link"), frozenset()):
                case Link(origin, slot):
                    inputs[one["name"]] = [origin, slot]
                case _Value(value):
                    inputs[one["name"]] = value
        yield (
            f"{scope.path}{key}",
            {
                "class_type": str(node["type"]),
                "inputs": inputs,
                "_meta": {"title": str(node.get("title") or node["type"])[:200]},
            },
        )


_Seen = frozenset[tuple[str, int | str]]


def _source(scope: _Scope, wire: int | str | None, seen: _Seen) -> _Source:
    """What really feeds a link, behind all that only passes things on."""
    if wire is None or not (found := scope.wires.get(wire)):
        return None
    if (scope.path, wire) in seen:
        raise WorkflowUnreadable(f"Link {scope.path}{wire} leads back to itself.")
    if wire not in scope.resolved:
        scope.resolved[wire] = _origin(scope, found, seen | {(scope.path, wire)})
    source: _Source = scope.resolved[wire]
    return source


def _origin(scope: _Scope, wire: _Wire, seen: _Seen) -> _Source:
    if wire.origin == _INPUTS:
        return _from_outside(scope, wire.origin_slot, seen)
    node = scope.nodes.get(wire.origin)
    if node is None or node.get("mode") == _NEVER:
        return None
    return _out_of_node(scope, node, wire, seen)


def _out_of_node(scope: _Scope, node: Mapping[str, Any], wire: _Wire, seen: _Seen) -> _Source:
    if node.get("mode") == _BYPASS:
        return _past(scope, node, wire.origin_slot, seen)
    if inner := scope.inner.get(wire.origin):
        return _out_of(inner, wire.origin_slot, seen)
    if passing := _PASSING.get(node["type"]):
        return passing(scope, node, seen)
    return Link(f"{scope.path}{wire.origin}", wire.origin_slot)


def _from_outside(scope: _Scope, slot: int, seen: _Seen) -> _Source:
    if scope.outer is None:
        return None
    if (wire := scope.fed.get(scope.names[slot])) is not None:
        return _source(scope.outer, wire, seen)
    return _Value(scope.given[slot]) if slot in scope.given else None


def _out_of(inner: _Scope, slot: int, seen: _Seen) -> _Source:
    return _source(inner, inner.ends.get(slot), seen)


def _past(scope: _Scope, node: Mapping[str, Any], slot: int, seen: _Seen) -> _Source:
    """A bypassed node hands on the input of the type of its output: at the same place, or first."""
    outputs = node.get("outputs") or ()
    wanted = outputs[slot]["type"] if slot < len(outputs) else None
    inputs = list(node.get("inputs") or ())
    fitting = [one for one in inputs[slot : slot + 1] + inputs if one.get("type") == wanted]
    return _source(scope, fitting[0].get("link"), seen) if fitting else None


def _first_input(scope: _Scope, node: Mapping[str, Any], seen: _Seen) -> _Source:
    inputs = node.get("inputs") or ()
    return _source(scope, inputs[0].get("link"), seen) if inputs else None


def _own_value(_scope: _Scope, node: Mapping[str, Any], _seen: _Seen) -> _Source:
    values = node.get("widgets_values")
    return _Value(values[0]) if isinstance(values, list) and values else None


def _set_elsewhere(scope: _Scope, node: Mapping[str, Any], seen: _Seen) -> _Source:
    """A pair of nodes that stand for a link: what GetNode gives, the SetNode of its name takes."""
    setter = scope.setters.get(_first_value(node))
    return _first_input(scope, setter, seen) if setter else None


def _first_value(node: Mapping[str, Any]) -> Any:
    values = node.get("widgets_values")
    return values[0] if isinstance(values, list) and values else None


_PASSING: dict[str, Callable[[_Scope, Mapping[str, Any], _Seen], _Source]] = {
    "Reroute": _first_input,
    "SetNode": _first_input,
    "PrimitiveNode": _own_value,
    "GetNode": _set_elsewhere,
}
