"""What can go wrong at a ComfyUI, in words a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_OPTIONS_SHOWN = 8
_OUT_OF_MEMORY = ("outofmemory", "out of memory", "allocation on device")


class ComfyError(Exception):
    """Any expected failure of a ComfyUI; `str()` of it is for people."""


class ComfyUnreachable(ComfyError):
    """No answer, an answer that is not ComfyUI's, or ComfyUI went away for too long."""


class FileTooLarge(ComfyError):
    """An output is larger than the caller is willing to take."""


class Interrupted(ComfyError):
    """Someone stopped the run at the ComfyUI itself."""


@dataclass(frozen=True, slots=True)
class NodeProblem:
    """One thing that is wrong with one node of a refused graph."""

    node: str
    class_type: str
    type: str
    input: str | None
    message: str


class GraphRefused(ComfyError):
    """ComfyUI will not run this graph; `problems` tells why, node by node."""

    def __init__(self, message: str, problems: tuple[NodeProblem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


class ExecutionFailed(ComfyError):
    """A node raised while the graph ran."""

    def __init__(
        self,
        message: str,
        *,
        exception_type: str = "",
        node: str | None = None,
        class_type: str | None = None,
        out_of_memory: bool = False,
    ) -> None:
        super().__init__(message)
        self.exception_type = exception_type
        self.out_of_memory = out_of_memory
        self.node = node
        self.class_type = class_type


def execution_failed(data: Mapping[str, Any]) -> ExecutionFailed:
    """The error that an `execution_error` message (or its copy in /history) tells of."""
    kind = str(data.get("exception_type") or "")
    said = str(data.get("exception_message") or "").strip() or kind or "no reason given"
    node, class_type = data.get("node_id"), data.get("node_type")
    where = f" in node {node} ({class_type})" if node is not None else ""
    out_of_memory = any(mark in f"{kind} {said}".lower() for mark in _OUT_OF_MEMORY)
    if out_of_memory:
        words = (
            f"ComfyUI ran out of GPU memory{where}. Ask for a smaller picture or fewer frames,"
            " or use a GPU with more memory."
        )
    else:
        words = f"ComfyUI failed{where}: {said}"
    return ExecutionFailed(
        words,
        exception_type=kind,
        node=None if node is None else str(node),
        class_type=None if class_type is None else str(class_type),
        out_of_memory=out_of_memory,
    )


def graph_refused(body: Mapping[str, Any]) -> GraphRefused:
    """The error that a 400 of `POST /prompt` tells of."""
    problems = tuple(
        _problem(str(node), entry, found)
        for node, entry in _mapping(body.get("node_errors")).items()
        for found in _mapping(entry).get("errors") or ()
    )
    if problems:
        lines = "; ".join(f"node {p.node} ({p.class_type}): {p.message}" for p in problems)
        return GraphRefused(f"ComfyUI refuses the graph: {lines}.", problems)
    error = body.get("error")
    if isinstance(error, Mapping):
        said = " ".join(str(error.get(key) or "") for key in ("message", "details")).strip()
    else:
        said = str(error or "no reason given")
    return GraphRefused(f"ComfyUI refuses the graph: {said}")


def _problem(node: str, entry: Any, found: Any) -> NodeProblem:
    found = _mapping(found)
    kind, extra = str(found.get("type") or ""), _mapping(found.get("extra_info"))
    name = extra.get("input_name")
    field = str(name) if name is not None else None
    return NodeProblem(
        node=node,
        class_type=str(_mapping(entry).get("class_type") or "?"),
        type=kind,
        input=field,
        message=_words(kind, field, extra, found),
    )


def _words(kind: str, field: str | None, extra: Mapping[str, Any], found: Mapping[str, Any]) -> str:
    config = extra.get("input_config")
    value = extra.get("received_value")
    match kind:
        case "value_not_in_list":
            return f"{field} {value!r} is not there; {_offered(config)}"
        case "value_bigger_than_max":
            return f"{field} {value!r} is above the largest allowed, {_bound(config, 'max')}"
        case "value_smaller_than_min":
            return f"{field} {value!r} is below the smallest allowed, {_bound(config, 'min')}"
        case "required_input_missing":
            return f"{field or found.get('details')} is missing"
        case "return_type_mismatch":
            return f"{field} is linked to a {extra.get('received_type')} output, which does not fit"
        case _:
            said = ": ".join(str(found[key]) for key in ("message", "details") if found.get(key))
            return said or kind or "refused without a reason"


def _offered(config: Any) -> str:
    """What a COMBO offers; its definition has come in two shapes."""
    options: Any = None
    if isinstance(config, list) and config:
        options = config[0]
        if not isinstance(options, list) and len(config) > 1:
            options = _mapping(config[1]).get("options")
    if not isinstance(options, list):
        return "choose one that is installed"
    if not options:
        return "none is installed"
    shown = ", ".join(map(str, options[:_OPTIONS_SHOWN]))
    more = ", …" if len(options) > _OPTIONS_SHOWN else ""
    return f"there is {shown}{more}"


def _bound(config: Any, name: str) -> Any:
    known = isinstance(config, list) and len(config) > 1
    return _mapping(config[1]).get(name, "?") if known else "?"


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
