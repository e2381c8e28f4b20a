"""What can go wrong at a ComfyUI, in words a person can act on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_OPTIONS_SHOWN = 8
_PROBLEMS_SHOWN = 6
_MODEL_FILE = re.compile(r"\.(safetensors|sft|ckpt|pth?|bin|gguf|onnx)$", re.IGNORECASE)
_NO_SUCH_NODE = re.compile(r"\bnode (?P<class>.+?) does not exist")
_NODE_ID = re.compile(r"Node ID '#?(?P<node>[^']+)'")
_OUT_OF_MEMORY = ("outofmemory", "out of memory", "allocation on device")


class ComfyError(Exception):
    """Any expected failure of a ComfyUI; `str()` of it is for people."""


class ComfyUnreachable(ComfyError):
    """No answer, an answer that is not ComfyUI's, or ComfyUI went away for too long.

    `status` is the HTTP status of an answer that was of no use, and `retry_after` its header;
    `sent` is False where no byte of the request can have arrived.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: str | None = None,
        sent: bool = True,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after
        self.sent = sent


class FileTooLarge(ComfyError):
    """An output is larger than the caller is willing to take."""


class Interrupted(ComfyError):
    """Someone stopped the run at the ComfyUI itself."""


@dataclass(frozen=True, slots=True)
class NodeProblem:
    """One thing that is wrong with one node of a refused graph.

    `allowed` says in words what `input` may be, where that is known; `needed_by` are the output
    nodes that cannot run because of it.
    """

    node: str
    class_type: str
    type: str
    input: str | None
    message: str
    allowed: str | None = None
    needed_by: tuple[str, ...] = ()


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
    missing = _missing_node(_mapping(body.get("error")))
    if missing is not None:
        return GraphRefused(_summary((missing,)), (missing,))
    problems = node_problems(body)
    if problems:
        return GraphRefused(_summary(problems), problems)
    error = body.get("error")
    if isinstance(error, Mapping):
        said = " ".join(str(error.get(key) or "") for key in ("message", "details")).strip()
    else:
        said = str(error or "no reason given")
    return GraphRefused(f"ComfyUI refuses the graph: {said}")


def partly_refused(
    problems: Sequence[NodeProblem], wanted: Collection[str] | None = None
) -> GraphRefused | None:
    """The error of a graph that was taken although some of it cannot run, if that is needed by the
    outputs that are `wanted` (None: any)."""
    broken = tuple(one for one in problems if wanted is None or set(one.needed_by) & set(wanted))
    return GraphRefused(_summary(broken), broken) if broken else None


def node_problems(body: Mapping[str, Any]) -> tuple[NodeProblem, ...]:
    """What an answer of `POST /prompt` says of single nodes. It may take a graph in spite of it,
    and run what does not need them."""
    return tuple(
        _problem(str(node), _mapping(entry), _mapping(found))
        for node, entry in _mapping(body.get("node_errors")).items()
        for found in _list(_mapping(entry).get("errors"))
    )


def _summary(problems: tuple[NodeProblem, ...]) -> str:
    lines = [f"node {p.node} ({p.class_type}): {p.message}" for p in problems[:_PROBLEMS_SHOWN]]
    more = len(problems) - _PROBLEMS_SHOWN
    lines += [f"and {more} more"] if more > 0 else []
    return f"ComfyUI refuses the graph: {'; '.join(lines)}."


def _missing_node(error: Mapping[str, Any]) -> NodeProblem | None:
    """The node whose class is not installed, if that is what the whole graph is refused for."""
    extra = _mapping(error.get("extra_info"))
    told = _NO_SUCH_NODE.search(str(error.get("message") or ""))
    if told is None and error.get("type") != "missing_node_type":
        return None
    at = _NODE_ID.search(str(error.get("details") or ""))
    class_type = str(extra.get("class_type") or (told["class"] if told else "?"))
    return NodeProblem(
        node=str(extra.get("node_id") or (at["node"] if at else "?")),
        class_type=class_type,
        type="missing_node_type",
        input=None,
        message=f"node {class_type} does not exist there; install the custom nodes that bring it, "
        "or choose another workflow",
    )


def _problem(node: str, entry: Mapping[str, Any], found: Mapping[str, Any]) -> NodeProblem:
    kind, extra = str(found.get("type") or ""), _mapping(found.get("extra_info"))
    name = extra.get("input_name")
    field = str(name) if name is not None else None
    allowed = _allowed(kind, extra.get("input_config"))
    return NodeProblem(
        node=node,
        class_type=str(entry.get("class_type") or "?"),
        type=kind,
        input=field,
        message=_words(kind, field, allowed, extra, found),
        allowed=allowed,
        needed_by=tuple(map(str, _list(entry.get("dependent_outputs")))),
    )


def _words(
    kind: str,
    field: str | None,
    allowed: str | None,
    extra: Mapping[str, Any],
    found: Mapping[str, Any],
) -> str:
    value = extra.get("received_value")
    match kind:
        case "value_not_in_list" if isinstance(value, str) and _MODEL_FILE.search(value):
            words = f"{field}: the file {value!r} is not installed there; {allowed}"
        case "value_not_in_list":
            words = f"{field} {value!r} is not there; {allowed}"
        case "value_bigger_than_max" | "value_smaller_than_min":
            words = f"{field} {value!r} is {_beyond(kind, extra.get('input_config'))}"
        case "required_input_missing":
            words = f"{field or found.get('details')} is missing"
        case "invalid_input_type":
            words = f"{field} {value!r} is not {allowed or 'of the type it takes'}"
        case "return_type_mismatch":
            words = (
                f"{field} is linked to a {extra.get('received_type')} output, which does not fit"
            )
        case _:
            said = [str(found[key]) for key in ("message", "details") if found.get(key)]
            words = ": ".join(said) or kind or "refused without a reason"
    return words


def _beyond(kind: str, config: Any) -> str:
    if kind == "value_bigger_than_max":
        return f"above the largest allowed, {_bound(config, 'max')}"
    return f"below the smallest allowed, {_bound(config, 'min')}"


def _allowed(kind: str, config: Any) -> str | None:
    match kind:
        case "value_not_in_list":
            return _offered(config)
        case "value_bigger_than_max" | "value_smaller_than_min":
            return f"{_bound(config, 'min')} to {_bound(config, 'max')}"
        case "invalid_input_type" if isinstance(config, list) and config:
            return f"of type {config[0]}" if isinstance(config[0], str) else None
        case _:
            return None


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


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
