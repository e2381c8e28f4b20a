"""ComfyUI's validation of a graph, over the definitions the double knows. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

Found = dict[str, Any]


def validate(
    graph: Any, definitions: Mapping[str, Any]
) -> tuple[dict[str, Any] | None, dict[str, Any]]:
    """The top-level error (None: it may run) and the errors by node."""
    if not isinstance(graph, dict) or not graph:
        return _error("no_prompt", "No prompt provided", "No prompt provided"), {}
    for node, spec in graph.items():
        class_type = spec.get("class_type") if isinstance(spec, dict) else None
        if class_type not in definitions:
            said = f"Cannot execute because node {class_type} does not exist."
            return _error("invalid_prompt", said, f"Node ID '#{node}'"), {}
    ends = [node for node, spec in graph.items() if definitions[spec["class_type"]]["output_node"]]
    if not ends:
        return _error("prompt_no_outputs", "Prompt has no outputs"), {}
    errors: dict[str, Any] = {}
    good = 0
    for end in ends:
        bad = False
        for node in feeding(graph, end):
            found = list(_check(graph, node, definitions))
            if found:
                bad = True
                entry = errors.setdefault(
                    node,
                    {
                        "errors": found,
                        "dependent_outputs": [],
                        "class_type": graph[node]["class_type"],
                    },
                )
                entry["dependent_outputs"].append(end)
        good += not bad
    if good:
        return None, errors
    return _error("prompt_outputs_failed_validation", "Prompt outputs failed validation"), errors


def feeding(graph: Mapping[str, Any], end: str) -> list[str]:
    """A node and all it needs, what is needed first."""
    order: list[str] = []

    def visit(node: str) -> None:
        if node in order or node not in graph:
            return
        for value in graph[node].get("inputs", {}).values():
            if is_link(value):
                visit(value[0])
        order.append(node)

    visit(end)
    return order


def is_link(value: Any) -> bool:
    return isinstance(value, list) and len(value) == 2 and isinstance(value[0], str)


def options_of(spec: Any) -> list[Any] | None:
    if isinstance(spec[0], list):
        return spec[0]
    if spec[0] == "COMBO":
        return list(spec[1]["options"])
    return None


def _check(graph: Mapping[str, Any], node: str, definitions: Mapping[str, Any]) -> Iterator[Found]:
    class_type, given = graph[node]["class_type"], graph[node].get("inputs", {})
    groups = definitions[class_type]["input"]
    for name, spec in groups.get("required", {}).items():
        if name not in given:
            yield _node_error("required_input_missing", "Required input is missing", name, spec)
    for name, spec in {**groups.get("required", {}), **groups.get("optional", {})}.items():
        if name in given:
            yield from _check_value(graph, node, name, spec, definitions)


def _check_value(
    graph: Mapping[str, Any],
    node: str,
    name: str,
    spec: Any,
    definitions: Mapping[str, Any],
) -> Iterator[Found]:
    class_type, value = graph[node]["class_type"], graph[node]["inputs"][name]
    options = options_of(spec)
    if is_link(value):
        kinds = definitions[graph[value[0]]["class_type"]]["output"] if value[0] in graph else []
        received = kinds[value[1]] if value[1] < len(kinds) else None
        if received != spec[0]:
            yield _node_error(
                "return_type_mismatch",
                "Return type mismatch between linked nodes",
                name,
                spec,
                details=f"{name}, received_type({received}) mismatch input_type({spec[0]})",
                received_type=received,
                linked_node=value,
            )
    elif class_type == "LoadImage":
        if value not in (options or ()):
            said = "Custom validation failed for node"
            details = f"image - Invalid image file: {value}"
            yield _node_error("custom_validation_failed", said, name, spec, details=details)
    elif options is not None:
        if value not in options:
            details = f"{name}: '{value}' not in {options}"
            yield _node_error(
                "value_not_in_list", "Value not in list", name, spec, value, details=details
            )
    else:
        yield from _check_number(name, value, spec)


def _check_number(name: str, value: Any, spec: Any) -> Iterator[Found]:
    if spec[0] not in {"INT", "FLOAT"}:
        return
    try:
        number = int(value) if spec[0] == "INT" else float(value)
    except (TypeError, ValueError):
        said = "Failed to convert an input value to a value of the right type"
        yield _node_error("invalid_input_type", said, name, spec, value)
        return
    bounds = spec[1] if len(spec) > 1 else {}
    if "min" in bounds and number < bounds["min"]:
        said = f"Value {value} smaller than min of {bounds['min']}"
        yield _node_error("value_smaller_than_min", said, name, spec, value)
    if "max" in bounds and number > bounds["max"]:
        said = f"Value {value} bigger than max of {bounds['max']}"
        yield _node_error("value_bigger_than_max", said, name, spec, value)


def _node_error(
    kind: str,
    message: str,
    name: str,
    config: Any,
    value: Any = None,
    *,
    details: str | None = None,
    **more: Any,
) -> Found:
    extra = {"input_name": name, "input_config": config, "received_value": value, **more}
    return {"type": kind, "message": message, "details": details or name, "extra_info": extra}


def _error(kind: str, message: str, details: str = "") -> dict[str, Any]:
    return {"type": kind, "message": message, "details": details, "extra_info": {}}
